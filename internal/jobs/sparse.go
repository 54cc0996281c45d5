package jobs

import (
	"context"
	"log/slog"
	"sync"
	"time"
)

// quiet is how long the same words are not said again.
const quiet = time.Minute

// sparse hands lines on, of those with the same words one a minute: without a database every queue would say so each second.
type sparse struct {
	slog.Handler
	said *said
}

type said struct {
	mu sync.Mutex
	at map[string]time.Time // by the words, which are River's and few
}

func newSparse(to *slog.Logger) *slog.Logger {
	return slog.New(sparse{to.Handler(), &said{at: map[string]time.Time{}}})
}

// Handle hands a line on, unless the same words were said within a minute.
func (s sparse) Handle(ctx context.Context, line slog.Record) error {
	s.said.mu.Lock()
	last, again := s.said.at[line.Message]
	again = again && line.Time.Sub(last) < quiet
	if !again {
		s.said.at[line.Message] = line.Time
	}
	s.said.mu.Unlock()
	if again {
		return nil
	}
	return s.Handler.Handle(ctx, line)
}

// WithAttrs is the handler with attributes.
func (s sparse) WithAttrs(attrs []slog.Attr) slog.Handler {
	return sparse{s.Handler.WithAttrs(attrs), s.said}
}

// WithGroup is the handler with a group.
func (s sparse) WithGroup(name string) slog.Handler { return sparse{s.Handler.WithGroup(name), s.said} }
