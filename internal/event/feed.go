// Package event follows the log of events and hands it to subscribers, across replicas. The log is the truth: it is read up to the
// number that each tree's row tells, so nothing is missed whatever wakes the follower or fails to.
package event

import (
	"cmp"
	"context"
	"errors"
	"log/slog"
	"maps"
	"slices"
	"sync"
	"time"

	"canopy/internal/problem"
	"canopy/internal/store"
	"canopy/internal/viewer"

	"entgo.io/ent/dialect"
	"github.com/hashicorp/golang-lru/v2/simplelru"
	"github.com/prometheus/client_golang/prometheus"
	"golang.org/x/sync/errgroup"
)

const (
	pace        = 10 * time.Millisecond // between two looks, and between two notifications: what is woken meanwhile is one
	channel     = "canopy_events"       // of PostgreSQL's notifications
	patience    = 30 * time.Second      // for the database
	treesAtOnce = 8                     // whose logs one look reads at a time
	sweep       = 1000                  // sessions or accounts that one statement looks up again
)

// Config is what a Feed needs. Store is required.
type Config struct {
	Store     *store.Store
	Now       func() time.Time      // the clock that sessions end by; time.Now by default
	Poll      time.Duration         // how often the log is looked at without being woken; 1 s by default
	MaxBehind int64                 // how many events a subscriber who once was up to date may be behind; 10,000 by default
	Logger    *slog.Logger          // slog.Default() by default
	Metrics   prometheus.Registerer // takes canopy_subscriptions and canopy_subscriptions_ended_total; none by default
}

// Feed follows the log for all subscribers of a process. Its methods may be called at the same time.
type Feed struct {
	cfg    Config
	log    log
	woken  chan struct{}
	told   chan struct{} // other processes are to be notified
	open   prometheus.Gauge
	ending *prometheus.CounterVec

	sealing sync.Mutex
	sealed  *sealer // once it was asked for

	mu            sync.Mutex
	tails         map[int64]*tail // of the trees that have subscribers, by root
	pages         *simplelru.LRU[position, *page]
	subscriptions map[*Subscription]struct{}
	byViewer      map[string]int
}

// New fills the defaults in. It fails when the store is missing or the metrics are registered already.
func New(cfg Config) (*Feed, error) {
	if cfg.Store == nil {
		return nil, errors.New("event: Config.Store is required")
	}
	if cfg.Now == nil {
		cfg.Now = time.Now
	}
	cfg.Poll = cmp.Or(cfg.Poll, time.Second)
	cfg.MaxBehind = cmp.Or(cfg.MaxBehind, 10_000)
	cfg.Logger = cmp.Or(cfg.Logger, slog.Default())
	pages, err := simplelru.NewLRU[position, *page](keptPages, nil)
	if err != nil {
		return nil, err
	}
	f := &Feed{
		cfg: cfg, log: log{cfg.Store}, woken: make(chan struct{}, 1), told: make(chan struct{}, 1),
		tails: map[int64]*tail{}, pages: pages, subscriptions: map[*Subscription]struct{}{}, byViewer: map[string]int{},
		open:   prometheus.NewGauge(prometheus.GaugeOpts{Name: "canopy_subscriptions", Help: "Subscriptions that are running."}),
		ending: prometheus.NewCounterVec(prometheus.CounterOpts{Name: "canopy_subscriptions_ended_total", Help: "Subscriptions that have ended, by the code of the reason, OK where the subscriber left."}, []string{"code"}),
	}
	if cfg.Metrics == nil {
		return f, nil
	}
	return f, errors.Join(cfg.Metrics.Register(f.open), cfg.Metrics.Register(f.ending))
}

// Committed says that something was written, maybe an event or what somebody may see: it wakes the follower, and those of other processes. It does not wait for them.
func (f *Feed) Committed() {
	signal(f.woken)
	signal(f.told)
}

// signal leaves a mark, once.
func signal(c chan struct{}) {
	select {
	case c <- struct{}{}:
	default:
	}
}

// Run follows the log until the context ends.
func (f *Feed) Run(ctx context.Context) {
	var all sync.WaitGroup
	defer all.Wait()
	if f.cfg.Store.Dialect() == dialect.Postgres {
		all.Go(func() { f.listen(ctx) })
		all.Go(func() { f.notify(ctx) })
	}
	ticks := time.NewTicker(f.cfg.Poll)
	defer ticks.Stop()
	failed := false
	for {
		select {
		case <-ctx.Done():
			return
		case <-f.woken:
		case <-ticks.C:
		}
		err := inTime(ctx, f.look)
		if (err != nil) != failed && ctx.Err() == nil { // once for an outage
			failed = err != nil
			f.cfg.Logger.Warn("subscriptions follow the log", "again", !failed, "error", err)
		}
		if !rest(ctx, pace) {
			return
		}
	}
}

// inTime gives up what a network that swallows everything would hold for as long as TCP tries.
func inTime(ctx context.Context, f func(context.Context) error) error {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	return f(ctx)
}

// rest waits; it tells whether the context goes on.
func rest(ctx context.Context, d time.Duration) bool {
	select {
	case <-ctx.Done():
		return false
	case <-time.After(d):
		return true
	}
}

// listen is woken by other processes, again after the connection was lost; meanwhile the log is looked at as often as Poll says.
func (f *Feed) listen(ctx context.Context) {
	lost := false
	for ctx.Err() == nil {
		err := f.cfg.Store.Listen(ctx, channel, func() {
			lost = false
			signal(f.woken)
		})
		if ctx.Err() == nil && !lost { // once for an outage
			lost = true
			f.cfg.Logger.Warn("subscriptions are not woken by other processes for a while", "error", err)
		}
		rest(ctx, time.Second)
	}
}

// notify wakes other processes.
func (f *Feed) notify(ctx context.Context) {
	for {
		select {
		case <-ctx.Done():
			return
		case <-f.told:
		}
		err := inTime(ctx, func(ctx context.Context) error { return f.cfg.Store.Notify(ctx, channel) })
		if err != nil && ctx.Err() == nil {
			f.cfg.Logger.Warn("other processes are not woken: they look at the log by themselves", "error", err)
		}
		if !rest(ctx, pace) {
			return
		}
	}
}

// look finds what is new in the trees that have subscribers, and reads the next page of it, once for all of them. Before that it looks the access up again of those
// who were last looked up before any changed: so nobody is told of it by what they were allowed before.
func (f *Feed) look(ctx context.Context) error {
	f.mu.Lock()
	tails, subscriptions := slices.Collect(maps.Values(f.tails)), slices.Collect(maps.Keys(f.subscriptions))
	f.mu.Unlock()
	if len(subscriptions) == 0 {
		return nil
	}
	roots := make([]int64, len(tails))
	for i, t := range tails {
		roots[i] = t.root
	}
	ends, revision, err := f.log.ends(ctx, roots)
	if err != nil {
		return err
	}
	older := slices.DeleteFunc(slices.Clone(subscriptions), func(s *Subscription) bool { return s.standing.Load().viewer.Revision == revision })
	if err := f.renew(ctx, older); err != nil {
		return err
	}
	now := f.cfg.Now()
	for _, s := range subscriptions {
		if v := s.standing.Load().viewer; !v.Expires.IsZero() && !now.Before(v.Expires) {
			s.end(errSignedOut)
		}
	}
	var trees errgroup.Group // of which none waits for one whose page is being read slowly
	trees.SetLimit(treesAtOnce)
	for _, t := range tails {
		last, _ := t.end()
		if ends[t.root] <= last {
			continue
		}
		trees.Go(func() error {
			if _, _, err := f.page(position{t.root, last}).behind(ctx, f.log, last, ends[t.root]); err != nil {
				return err
			}
			t.grow(ends[t.root])
			return nil
		})
	}
	return trees.Wait()
}

// page is where the log goes on behind a position.
func (f *Feed) page(at position) *page {
	at.seq -= at.seq % pageSize
	f.mu.Lock()
	defer f.mu.Unlock()
	p, ok := f.pages.Get(at)
	if !ok {
		p = newPage(at.root, at.seq)
		f.pages.Add(at, p)
	}
	return p
}

// renew looks up who subscribers are by now, and where their accounts stand, a few statements for all of them.
func (f *Feed) renew(ctx context.Context, subscriptions []*Subscription) error {
	sessions, accounts := map[int64]*viewer.Viewer{}, map[int64]place{}
	for _, s := range subscriptions {
		if session := s.standing.Load().viewer.SessionID; session != 0 {
			sessions[session] = nil
		}
		accounts[s.account] = place{}
	}
	for ids := range slices.Chunk(slices.Sorted(maps.Keys(sessions)), sweep) {
		found, err := f.cfg.Store.Viewers(ctx, ids, f.cfg.Now())
		if err != nil {
			return err
		}
		maps.Copy(sessions, found)
	}
	for ids := range slices.Chunk(slices.Sorted(maps.Keys(accounts)), sweep) {
		found, err := f.log.places(ctx, ids)
		if err != nil {
			return err
		}
		maps.Copy(accounts, found)
	}
	for _, s := range subscriptions {
		v := s.standing.Load().viewer
		if v.SessionID != 0 {
			now := sessions[v.SessionID]
			if now == nil {
				s.end(errSignedOut)
				continue
			}
			again := *now // sessions are shared
			again.RequestID, again.RemoteAddr = v.RequestID, v.RemoteAddr
			v = &again
		}
		if !v.Sees(accounts[s.account].path) {
			s.end(errNoAccount)
			continue
		}
		s.standing.Store(&standing{v, accounts[s.account]})
	}
	return nil
}

// sealer is the installation's.
func (f *Feed) sealer(ctx context.Context) (*sealer, error) {
	f.sealing.Lock()
	defer f.sealing.Unlock()
	if f.sealed != nil {
		return f.sealed, nil
	}
	key, err := f.cfg.Store.Secret(ctx, "cursors")
	if err != nil {
		return nil, err
	}
	f.sealed, err = newSealer(key)
	return f.sealed, err
}

var (
	errSignedOut  = problem.New(problem.Unauthenticated, "The session has ended meanwhile. Sign in again.")
	errNoAccount  = problem.New(problem.NotFound, "there is no such account")
	errFellBehind = problem.New(problem.RateLimited, "this subscription takes its events slower than they happen: go on behind the last cursor")
)
