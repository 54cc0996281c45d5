package importer

import (
	"fmt"
	"io"
	"os"
	"time"

	"github.com/schollz/progressbar/v3"
	"golang.org/x/term"
)

// every is how often progress is told where no terminal can draw a bar.
const every = 5 * time.Second

// progress tells how far a step is: a bar on a terminal, elsewhere a line every few seconds.
type progress struct {
	bar         *progressbar.ProgressBar
	out         io.Writer
	label       string
	done, total int
	next        time.Time
}

// newProgress begins a step of so many rows; 0 is not known. A nil writer is told nothing.
func newProgress(out io.Writer, label string, total int) *progress {
	p := &progress{out: out, label: label, total: total, next: time.Now().Add(every)}
	if file, ok := out.(*os.File); ok && term.IsTerminal(int(file.Fd())) {
		p.bar = progressbar.NewOptions(max(total, -1), progressbar.OptionSetWriter(file), progressbar.OptionSetDescription(label),
			progressbar.OptionShowCount(), progressbar.OptionThrottle(100*time.Millisecond), progressbar.OptionClearOnFinish())
	}
	return p
}

// add tells of n more rows.
func (p *progress) add(n int) {
	p.done += n
	switch {
	case p.bar != nil:
		_ = p.bar.Add(n) // of a bar that cannot be drawn nothing depends
	case p.out != nil && time.Now().After(p.next):
		p.next = time.Now().Add(every)
		_, _ = fmt.Fprintln(p.out, p)
	}
}

func (p *progress) String() string {
	if p.total > 0 {
		return fmt.Sprintf("%s: %d of %d", p.label, p.done, p.total)
	}
	return fmt.Sprintf("%s: %d", p.label, p.done)
}

// end takes the bar away.
func (p *progress) end() {
	if p.bar != nil {
		_ = p.bar.Finish()
	}
}
