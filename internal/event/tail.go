package event

import (
	"context"
	"slices"
	"sync"
)

const (
	pageSize  = 200 // numbers of a tree's log that are read and kept together
	keptPages = 100 // of all trees: whoever is elsewhere in the log reads it again
)

// tail is the end of a tree's log, as the follower has seen it.
type tail struct {
	root        int64
	subscribers int // guarded by the feed

	mu    sync.Mutex
	last  int64
	grown chan struct{} // closed when last grows
}

func newTail(end position) *tail {
	return &tail{root: end.root, last: end.seq, grown: make(chan struct{})}
}

// end is how far the log goes; grown tells of more.
func (t *tail) end() (last int64, grown <-chan struct{}) {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.last, t.grown
}

// grow wakes the subscribers, who read up to last.
func (t *tail) grow(last int64) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.last = last
	close(t.grown)
	t.grown = make(chan struct{})
}

// page is the piece of a tree's log behind the number from, pageSize of it, as far as it was read. Whoever comes first reads it for all.
type page struct {
	root, from int64
	turn       chan struct{} // taken by who reads or looks

	through int64 // the entries are all with from < seq <= through
	entries []*entry
	moves   moves // behind from, and all up to seen
	seen    int64
}

func newPage(root, from int64) *page {
	return &page{root: root, from: from, turn: make(chan struct{}, 1), through: from, moves: moves{}, seen: from}
}

// take waits for one's turn, which leave ends.
func (p *page) take(ctx context.Context) error {
	select {
	case p.turn <- struct{}{}:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

func (p *page) leave() { <-p.turn }

// behind is what lies behind a number, up to the end of the log or of the page, and up to where it is all.
func (p *page) behind(ctx context.Context, l log, seq, end int64) (entries []*entry, through int64, err error) {
	if err := p.take(ctx); err != nil {
		return nil, 0, err
	}
	defer p.leave()
	if upTo := min(end, p.from+pageSize); upTo > p.through {
		var read []*entry
		var since moves
		err := inTime(ctx, func(ctx context.Context) (err error) { // others wait for the turn
			read, since, err = l.read(ctx, p.root, p.through, upTo)
			return err
		})
		if err != nil {
			return nil, 0, err
		}
		p.entries, p.through = append(p.entries, read...), upTo
		p.note(since, upTo)
	}
	i, _ := slices.BinarySearchFunc(p.entries, seq+1, func(e *entry, seq int64) int { return int(e.seq - seq) })
	return p.entries[i:], p.through, nil
}

// moved tells whether anything in the chain of an account that stands in the tree has moved behind a number of the page.
func (p *page) moved(ctx context.Context, l log, at place, seq int64) (bool, error) {
	if err := p.take(ctx); err != nil {
		return false, err
	}
	defer p.leave()
	if at.end.seq > p.seen {
		since := moves{}
		if err := inTime(ctx, func(ctx context.Context) error { return l.store.Query(ctx, since.read(p.root, p.seen)) }); err != nil {
			return false, err
		}
		p.note(since, at.end.seq)
	}
	return p.moves.behind(at.path, seq), nil
}

// note adds moves, which are all up to seen.
func (p *page) note(since moves, seen int64) {
	for account, seq := range since {
		p.moves[account] = max(p.moves[account], seq)
	}
	p.seen = max(p.seen, seen)
}
