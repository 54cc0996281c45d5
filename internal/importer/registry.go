package importer

import (
	"context"
	"errors"
	"fmt"
	"hash/maphash"
	"io"
	"regexp"
	"slices"
	"strings"
	"time"

	"canopy/internal/locale"
	"canopy/internal/problem"
	"canopy/internal/reseller"
	"canopy/internal/usercsv"
)

// registryBatch is how many rows of a registry are written in one transaction: it holds the organizations' lock, which approvals wait for.
const registryBatch = 500

// RegistryConfig is a registry to import. All but the last three are required.
type RegistryConfig struct {
	Rules       *reseller.Service
	Registry    string // as the operator names it; the same each time
	Form        RegistryForm
	Files       []RegistryFile
	Mapped      bool      // the form is the operator's: all columns of it have to be there
	SkipBadRows bool      // import the good rows although there are bad ones
	Progress    io.Writer // where progress is told; nil: nowhere
	Bad         io.Writer // where each bad row is told, as soon as it is read; nil: nowhere
}

// RegistryFile is one file of a registry. Unless bad rows are skipped it is read twice, and so has to be an io.Seeker.
type RegistryFile struct {
	Name string
	io.Reader
}

// RegistryReport is what an import of a registry did.
type RegistryReport struct {
	Rows, Bad int
	reseller.RegistryCounts
	Took time.Duration
}

// Print writes the report for people.
func (r RegistryReport) Print(w io.Writer) {
	_, _ = fmt.Fprintf(w, "%d rows: %d added, %d linked, %d updated, %d unchanged, %d removed, %d ended but in use, %d ended and not here, %d bad\nin %.1f s\n",
		r.Rows, r.Added, r.Linked, r.Updated, r.Unchanged, r.Removed, r.Kept, r.Ended, r.Bad, r.Took.Seconds())
}

var registryName = regexp.MustCompile(`^[a-z0-9][a-z0-9._-]{0,39}$`)

// Registry imports the rows of a reference registry as organizations, some in each transaction; memory grows with the ids of a file by a hash
// each, and by those that ended. A row with the id of an earlier good one of its file is bad, but one that ended gives way to a living one behind
// it; of two files the later counts. With a bad row nothing is written, unless bad rows
// are to be skipped. The report tells what was done, also beside an error; what was written before an error stays, and
// another run goes on behind it.
func Registry(ctx context.Context, cfg RegistryConfig) (report RegistryReport, err error) {
	started := time.Now()
	defer func() { report.Took = time.Since(started) }()
	if !registryName.MatchString(cfg.Registry) {
		return report, fmt.Errorf("importer: %q names no registry: write letters a to z, digits, dots and hyphens, 40 at most", cfg.Registry)
	}
	if !cfg.SkipBadRows {
		if err := cfg.rewind(); err != nil { // before a pipe is read in vain
			return report, fmt.Errorf("importer: %w", err)
		}
		judged := cfg
		judged.SkipBadRows = true
		report, err = judged.read(ctx, "rows judged", nil)
		if err == nil && report.Bad > 0 {
			err = fmt.Errorf("%d bad rows, so nothing was imported: mend them, or leave them out with --skip-bad-rows", report.Bad)
		}
		if err == nil {
			err = cfg.rewind()
		}
		if err != nil {
			return report, fmt.Errorf("importer: %w", err)
		}
	}
	report, err = cfg.read(ctx, "rows imported", func(rows []reseller.RegistryRow) (reseller.RegistryCounts, error) {
		return cfg.Rules.ImportRegistry(ctx, cfg.Registry, rows)
	})
	if err != nil {
		err = fmt.Errorf("importer: stopped in row %d; what was imported stays: run it again to go on: %w", report.Rows, err)
	}
	return report, err
}

func (cfg RegistryConfig) rewind() error {
	for _, f := range cfg.Files {
		seeker, ok := f.Reader.(io.Seeker)
		if !ok {
			return fmt.Errorf("%s cannot be read twice, to judge all rows first: give a file, or --skip-bad-rows", f.Name)
		}
		if _, err := seeker.Seek(0, io.SeekStart); err != nil {
			return fmt.Errorf("%s cannot be read twice, to judge all rows first: give a file, or --skip-bad-rows: %w", f.Name, err)
		}
	}
	return nil
}

// read reads all files and hands over good rows to write, unless that is nil.
func (cfg RegistryConfig) read(
	ctx context.Context, label string, write func([]reseller.RegistryRow) (reseller.RegistryCounts, error),
) (report RegistryReport, err error) {
	p := newProgress(cfg.Progress, label, 0)
	defer p.end()
	var rows []reseller.RegistryRow
	flush := func() error {
		if write == nil || len(rows) == 0 {
			rows = nil
			return nil
		}
		counts, err := write(rows)
		if err == nil {
			report.Add(counts)
		}
		rows = nil
		return err
	}
	add := func(r reseller.RegistryRow) error {
		if rows = append(rows, r); len(rows) == registryBatch {
			return flush()
		}
		return nil
	}
	for _, f := range cfg.Files {
		reader, faults, err := usercsv.NewReaderAmong(f.Reader, cfg.Form.columns(cfg.Mapped))
		if err != nil || len(faults) > 0 {
			return report, refused(f.Name, faults, err)
		}
		ids, seed := map[uint64]bool{}, maphash.MakeSeed() // of living rows
		var ended []string                                 // ids, which come last
		for {
			row, faults, err := reader.Read()
			if errors.Is(err, io.EOF) {
				break
			}
			if err = errors.Join(err, ctx.Err()); err != nil {
				return report, fmt.Errorf("read %s: %w", f.Name, err)
			}
			report.Rows++
			p.add(1)
			c := checker{file: f.Name, line: row.Line}
			c.unreadable(faults)
			var r reseller.RegistryRow
			if len(c.bad) == 0 {
				r = cfg.Form.row(&c, row)
			}
			id := maphash.String(seed, r.ExternalID)
			if r.ExternalID != "" && ids[id] {
				c.add(cfg.Form.id, "an earlier row has the id %.60q already", r.ExternalID)
			}
			switch {
			case len(c.bad) > 0:
				report.Bad++
				cfg.tell(c.bad)
			case r.Ended:
				ended = append(ended, r.ExternalID)
			default:
				ids[id] = true
				err = add(r)
			}
			if err != nil {
				return report, err
			}
		}
		for _, id := range ended {
			if ids[maphash.String(seed, id)] {
				report.Unchanged++
			} else if err := add(reseller.RegistryRow{ExternalID: id, Ended: true}); err != nil {
				return report, err
			}
		}
	}
	return report, flush()
}

func (cfg RegistryConfig) tell(bad []BadRow) {
	for _, b := range bad {
		if cfg.Bad != nil {
			_, _ = fmt.Fprintln(cfg.Bad, b) // nobody is left to tell
		}
	}
}

// row is what a row says. Of one that has ended only the id has to be good.
func (f RegistryForm) row(c *checker, row usercsv.Row) (r reseller.RegistryRow) {
	at := row.Extra
	r.ExternalID = c.required(f.id, at[f.id])
	for column, values := range f.ended {
		r.Ended = r.Ended || slices.Contains(values, strings.ToLower(at[column]))
	}
	if r.Ended {
		return r
	}
	r.Name = c.required(f.name, at[f.name])
	for _, column := range f.aliases {
		names := []string{at[column]}
		if f.split != nil {
			names = f.split(column, at[column])
		}
		for _, name := range names {
			var faults problem.Faults
			if name = reseller.CheckOptionalText(&faults, column, &name); name != "" && faults.Err() == nil { // a name that nobody can type finds nothing
				r.Aliases = append(r.Aliases, name)
			}
		}
	}
	for _, place := range f.places {
		if at[place.country] != "" || place.country == f.places[len(f.places)-1].country {
			r.Address = place.address(c, at)
			break
		}
	}
	r.Phone, _ = locale.Phone(at[f.phone], r.Address.Country) // whatever else somebody wrote there
	return r
}

// address is the address in the columns, as far as it can be stored: what a country asks for beyond that many registers do not have. Regions as
// they are posted stay; codes of others, such as DE-BE, say nothing to people.
func (p placeColumns) address(c *checker, at map[string]string) locale.Address {
	a := locale.Address{
		City: c.text(p.city, at[p.city]), PostalCode: c.text(p.postalCode, at[p.postalCode]), Country: c.country(p.country, at[p.country]),
	}
	a.Region = strings.TrimPrefix(c.text(p.region, at[p.region]), a.Country+"-")
	for _, column := range p.street {
		for line := range strings.SplitSeq(at[column], "\n") {
			a.Street = append(a.Street, c.text(column, line))
		}
	}
	a = a.Normalize()
	for _, fault := range a.Check() {
		switch field := fault.Path[0]; {
		case field == "region":
			a.Region = ""
		case field == "street" && len(fault.Path) == 1 && fault.Code == locale.TooLong: // too many lines; each has been judged
			c.add(p.street[0], "%s", fault.Message)
		case field == "postalCode" && fault.Code == locale.TooLong && len(c.bad) == 0:
			c.add(p.postalCode, "%s", fault.Message)
		}
	}
	return a
}
