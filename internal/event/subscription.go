package event

import (
	"context"
	"strings"
	"sync"
	"sync/atomic"

	"canopy/internal/nodeid"
	"canopy/internal/problem"
	"canopy/internal/treepath"
	"canopy/internal/viewer"
)

// maxOfViewer is how many subscriptions of one person or API key a process runs; operators are not limited.
const maxOfViewer = 500

// Request is what to be told of.
type Request struct {
	Account     nodeid.ID
	Descendants bool            // of the visible accounts below it too
	Actions     map[string]bool // done, that are told
	After       *string         // the cursor to go on behind; nil: from now on
}

// Subscription is a running one. It keeps no events: only how far in the log it has come. Next is called by one goroutine at a time.
type Subscription struct {
	feed     *Feed
	sealer   *sealer
	account  int64
	segment  string // of the account in paths: "/1c/"
	request  Request
	limited  string // by what it counts for maxOfViewer, or ""
	standing atomic.Pointer[standing]

	tail    *tail
	at      position
	page    *page
	pending []*entry // of the page, behind at
	through int64    // up to where pending is all
	current bool     // it was up to date once
	told    bool     // and has told something since the last time
	woken   int64    // the end of the log before that

	once  sync.Once
	ended chan struct{}
	err   error // why, once ended is closed
}

// standing is who subscribes, as of a revision of access, and where the account stood no earlier.
type standing struct {
	viewer *viewer.Viewer
	place
}

// Told is one event for a subscriber.
type Told struct {
	Cursor  string
	Event   int64     // its key
	At      int64     // the account by which the viewer sees it
	Subject nodeid.ID // what was changed
	Viewer  *viewer.Viewer
}

// Subscribe begins to tell the viewer of the context. It returns NOT_FOUND where they do not see the account, BAD_USER_INPUT for a
// cursor that is none of the account's, and RATE_LIMITED for too many subscriptions. Close it.
func (f *Feed) Subscribe(ctx context.Context, request Request) (*Subscription, error) {
	v, err := viewer.FromContext(ctx).Renewed(ctx)
	if err != nil {
		return nil, err
	}
	sealer, err := f.sealer(ctx)
	if err != nil {
		return nil, err
	}
	account := request.Account.Of(nodeid.Account)
	places, err := f.log.places(ctx, []int64{account})
	if err != nil {
		return nil, err
	}
	at := places[account]
	if !v.Sees(at.path) {
		return nil, errNoAccount
	}
	end := at.end
	s := &Subscription{
		feed: f, sealer: sealer, account: account, segment: treepath.Child("", account), request: request, limited: limitedBy(v), at: end, ended: make(chan struct{}),
	}
	s.standing.Store(&standing{v, at})
	if request.After != nil {
		if s.at, err = sealer.open(account, *request.After); err != nil {
			return nil, err
		}
		if s.at.root != end.root { // it has moved since, as the log tells on the way
			if end, err = f.end(ctx, s.at.root); err != nil {
				return nil, err
			}
		}
		if s.at.seq > end.seq { // of a log that was longer once
			return nil, errCursor
		}
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	if s.limited != "" && f.byViewer[s.limited] >= maxOfViewer {
		return nil, problem.New(problem.RateLimited, "one viewer may run %d subscriptions: end some first", maxOfViewer)
	}
	if s.limited != "" {
		f.byViewer[s.limited]++
	}
	f.subscriptions[s] = struct{}{}
	f.attach(s, end)
	f.open.Inc()
	signal(f.woken)
	return s, nil
}

// limitedBy is whom a subscription counts for; "" for an operator.
func limitedBy(v *viewer.Viewer) string {
	switch {
	case v.Operator:
		return ""
	case v.KeyID != 0:
		return nodeid.New(nodeid.APIKey, v.KeyID).String()
	}
	return nodeid.New(nodeid.User, v.UserID).String()
}

// end is the end of a tree's log.
func (f *Feed) end(ctx context.Context, root int64) (position, error) {
	ends, _, err := f.log.ends(ctx, []int64{root})
	return position{root, ends[root]}, err
}

// attach makes a subscription read the tail of a tree whose log goes to end. The feed is locked.
func (f *Feed) attach(s *Subscription, end position) {
	t := f.tails[end.root]
	if t == nil {
		t = newTail(end)
		f.tails[end.root] = t
	}
	t.subscribers++
	s.tail = t
}

// detach ends that. The feed is locked.
func (f *Feed) detach(s *Subscription) {
	if s.tail.subscribers--; s.tail.subscribers == 0 {
		delete(f.tails, s.tail.root)
	}
}

// end ends the subscription for a reason.
func (s *Subscription) end(err error) {
	s.once.Do(func() {
		s.err = err
		close(s.ended)
		code := "OK"
		if err != nil {
			code = string(problem.CodeOf(err))
		}
		s.feed.ending.WithLabelValues(code).Inc()
	})
}

// Close ends it, as the subscriber has left.
func (s *Subscription) Close() {
	s.end(nil)
	f := s.feed
	f.mu.Lock()
	defer f.mu.Unlock()
	if _, ok := f.subscriptions[s]; !ok {
		return
	}
	delete(f.subscriptions, s)
	f.detach(s)
	if s.limited != "" {
		if f.byViewer[s.limited]--; f.byViewer[s.limited] == 0 {
			delete(f.byViewer, s.limited)
		}
	}
	f.open.Dec()
}

// Next waits for the next event. It returns the context's error, UNAUTHENTICATED once the session has ended, NOT_FOUND once the viewer
// does not see the account any more, and RATE_LIMITED where the subscriber has fallen too far behind.
func (s *Subscription) Next(ctx context.Context) (*Told, error) {
	for {
		select {
		case <-s.ended:
			return nil, s.err
		default:
		}
		for len(s.pending) > 0 {
			e := s.pending[0]
			told, err := s.judge(ctx, e)
			if err != nil {
				return nil, s.failed(ctx, err)
			}
			if s.at.root != s.tail.root { // it has moved on into another tree
				break
			}
			s.pending, s.at.seq = s.pending[1:], e.seq
			if told != nil {
				s.told = true
				told.Cursor = s.sealer.seal(s.account, s.at)
				return told, nil
			}
		}
		if err := s.more(ctx); err != nil {
			return nil, s.failed(ctx, err)
		}
	}
}

// failed ends the subscription for the error, unless it is that of a subscriber who has left.
func (s *Subscription) failed(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		return ctx.Err()
	}
	s.end(err)
	return err
}

// more reads what lies behind, or waits for it.
func (s *Subscription) more(ctx context.Context) error {
	if s.at.root != s.tail.root {
		end, err := s.feed.end(ctx, s.at.root)
		if err != nil {
			return err
		}
		s.feed.mu.Lock()
		s.feed.detach(s)
		s.feed.attach(s, end)
		s.feed.mu.Unlock()
		s.through, s.woken = 0, 0
		signal(s.feed.woken)
	}
	s.at.seq = max(s.at.seq, s.through)
	end, grown := s.tail.end()
	if !s.told { // what comes while no answer is to be taken is nobody's slowness
		s.woken = end
	}
	if s.current && end-max(s.at.seq, s.woken) > s.feed.cfg.MaxBehind {
		return errFellBehind
	}
	if end > s.at.seq {
		var err error
		s.page = s.feed.page(s.at)
		s.pending, s.through, err = s.page.behind(ctx, s.feed.log, s.at.seq, end)
		return err
	}
	s.current, s.told, s.page, s.pending = true, false, nil, nil
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-s.ended:
	case <-grown:
	}
	return nil
}

// judge tells whether an event is told, by what the viewer may see now; and follows the account into another tree.
func (s *Subscription) judge(ctx context.Context, e *entry) (*Told, error) {
	if e.departs() {
		to, went, err := s.follows(ctx, e)
		if err != nil {
			return nil, err
		}
		if went {
			s.at, s.pending = to, nil
			return nil, nil
		}
	}
	if !s.request.Actions[e.action] || !s.concerns(e) && !s.lost(e) {
		return nil, nil
	}
	by, err := s.asOfNow(ctx)
	if err != nil {
		return nil, err
	}
	account, left := e.account.now, e.left.now
	if by.viewer.Revision != e.revision { // they may stand elsewhere since the log was read
		places, err := s.feed.log.places(ctx, []int64{e.account.of, e.left.of})
		if err != nil {
			return nil, err
		}
		account, left = places[e.account.of].path, places[e.left.of].path
	}
	told := &Told{Event: e.id, Subject: e.subject, Viewer: by.viewer}
	switch {
	case s.concerns(e) && s.sees(by, account):
		told.At = e.account.of
	case s.lost(e) && s.sees(by, left):
		told.At = e.left.of
	default:
		return nil, nil
	}
	return told, nil
}

// follows tells where the feed goes on behind a departure, if the account went along. Most did not: they still stand in the tree, neither
// below what left nor anywhere they have moved to since.
func (s *Subscription) follows(ctx context.Context, e *entry) (to position, went bool, err error) {
	at := s.standing.Load().place
	if at.end.root == s.at.root && at.end.seq >= e.seq && !strings.Contains(at.path, e.departed()) {
		moved, err := s.page.moved(ctx, s.feed.log, at, e.seq)
		if !moved || err != nil {
			return position{}, false, err
		}
	}
	return s.feed.log.follows(ctx, s.account, e)
}

// concerns tells whether an event happened to the subscription's account or, where it asks for them, to one that hung below it then.
func (s *Subscription) concerns(e *entry) bool {
	if !s.request.Descendants {
		return e.account.of == s.account && !e.departs()
	}
	return strings.Contains(e.account.then, s.segment)
}

// lost tells whether an event is the move of an account that hung below the subscription's.
func (s *Subscription) lost(e *entry) bool {
	return s.request.Descendants && strings.Contains(e.left.then, s.segment)
}

// sees tells whether the viewer sees the account at path and, as far as it hangs below the subscription's, each one between.
func (s *Subscription) sees(by *standing, path string) bool {
	if path == "" || !by.viewer.Sees(path) {
		return false
	}
	if !strings.HasPrefix(path, by.path) {
		return true
	}
	for between := treepath.Parent(path); len(between) > len(by.path); between = treepath.Parent(between) {
		if !by.viewer.Sees(between) {
			return false
		}
	}
	return true
}

// asOfNow is who subscribes as of now: one look at the revision of access, unless it has changed.
func (s *Subscription) asOfNow(ctx context.Context) (*standing, error) {
	by := s.standing.Load()
	if by.viewer.Revision == 0 { // of no session
		return by, nil
	}
	revision, err := s.feed.cfg.Store.AccessRevision(ctx)
	if err == nil && revision != by.viewer.Revision {
		err = s.feed.renew(ctx, []*Subscription{s})
	}
	if err != nil {
		return nil, err
	}
	select {
	case <-s.ended:
		return nil, s.err
	default:
		return s.standing.Load(), nil
	}
}
