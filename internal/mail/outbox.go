package mail

import (
	"context"
	"slices"
	"sync"
	"time"
)

// keep is how many mails an Outbox holds.
const keep = 100

// Outbox is a Sender for trying things out: it sends nothing and keeps the latest 100 mails in memory, for somebody to look at.
type Outbox struct {
	mu   sync.Mutex
	kept []Kept // oldest first
}

// Kept is a mail in an Outbox.
type Kept struct {
	Mail
	At time.Time
}

// Send keeps the mail.
func (o *Outbox) Send(_ context.Context, m Mail) error {
	o.mu.Lock()
	defer o.mu.Unlock()
	if len(o.kept) == keep {
		o.kept = slices.Delete(o.kept, 0, 1)
	}
	o.kept = append(o.kept, Kept{m, time.Now()})
	return nil
}

// Mails are what it holds, newest first.
func (o *Outbox) Mails() []Kept {
	o.mu.Lock()
	defer o.mu.Unlock()
	list := slices.Clone(o.kept)
	slices.Reverse(list)
	return list
}
