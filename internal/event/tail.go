package event

import (
	"slices"
	"sync"
)

// maxTail is how many events of a tree are kept in memory for its subscribers. Who is further behind reads the log.
const maxTail = 1000

// tail is the end of a tree's log, as the follower has read it.
type tail struct {
	root        int64
	subscribers int // guarded by the feed

	mu            sync.Mutex
	from, through int64 // the entries are all with from < seq <= through
	entries       []*entry
	grown         chan struct{} // closed when through grows
}

func newTail(end position) *tail {
	return &tail{root: end.root, from: end.seq, through: end.seq, grown: make(chan struct{})}
}

// end is up to where the tail goes.
func (t *tail) end() int64 {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.through
}

// behind is what lies behind an event: the entries and up to where they are all; ok is false where the tail begins later. grown tells of more.
func (t *tail) behind(seq int64) (entries []*entry, through int64, grown <-chan struct{}, ok bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	i, _ := slices.BinarySearchFunc(t.entries, seq+1, func(e *entry, seq int64) int { return int(e.seq - seq) })
	return t.entries[i:], t.through, t.grown, seq >= t.from
}

// skip forgets all, so that the tail begins behind seq.
func (t *tail) skip(seq int64) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.entries, t.from, t.through = nil, seq, seq
}

// grow appends entries; they are all up to through. Who reads the entries before goes on reading them.
func (t *tail) grow(entries []*entry, through int64) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.entries, t.through = append(t.entries, entries...), through
	if over := len(t.entries) - maxTail; over > 0 {
		t.from = t.entries[over-1].seq
		t.entries = slices.Clone(t.entries[over:])
	}
	close(t.grown)
	t.grown = make(chan struct{})
}
