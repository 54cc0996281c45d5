package importer

import (
	"context"
	"errors"
	"fmt"
	"io"

	"canopy/internal/usercsv"
)

// each hands over the rows of a file, one after the other. One that could not be read comes with the reasons in its checker.
func (r *run) each(ctx context.Context, file string, reader *usercsv.Reader, judge func(row usercsv.Row, c checker) error) error {
	p := newProgress(r.Progress, file+" read", 0)
	defer p.end()
	for {
		row, faults, err := reader.Read()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err = errors.Join(err, ctx.Err()); err != nil {
			return fmt.Errorf("read the %s file: %w", file, err)
		}
		c := checker{file: file, line: row.Line}
		c.unreadable(faults)
		if err := judge(row, c); err != nil {
			return err
		}
		p.add(1)
	}
}

// note counts a bad row, and reports what is wrong with it.
func (r *run) note(counts *Counts, c checker) {
	counts.Bad++
	r.report.Bad = append(r.report.Bad, c.bad...)
}

// refused is what is wrong with a file as a whole.
func refused(file string, faults []usercsv.Fault, err error) error {
	if err != nil {
		return fmt.Errorf("read the %s file: %w", file, err)
	}
	words := []error{fmt.Errorf("the %s file cannot be imported", file)}
	for _, f := range faults {
		words = append(words, fmt.Errorf("%s line %d: %s", file, f.Line, f.Message))
	}
	return errors.Join(words...)
}

// reject says what is wrong with a row of the accounts file.
func (r *run) reject(n *node, column, format string, args ...any) {
	if !n.bad {
		n.bad = true
		r.report.Accounts.Bad++
	}
	r.report.Bad = append(r.report.Bad, BadRow{"accounts", n.line, column, fmt.Sprintf(format, args...)})
}

// wait says that a good row hangs below a bad one; it is told only where the good rows are imported.
func (r *run) wait(line int, file, column string, above *node) {
	if r.SkipBadRows {
		r.report.Bad = append(r.report.Bad, BadRow{file, line, column, fmt.Sprintf("the account of line %d, which it needs, is not imported", above.line)})
	}
}
