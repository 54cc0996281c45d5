package e2e_test

import (
	"math/rand/v2"
	"os"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"canopy/internal/canopytest"

	"github.com/tidwall/gjson"
)

// fleet is the processes on one database: each may die, and is started again at another address.
type fleet struct {
	t        *testing.T
	database string
	args     []string
	dirs     []string     // of the processes
	lost     atomic.Int64 // answers that did not come

	mu      sync.Mutex
	running []*server // nil while it is down
	random  *rand.Rand
}

func newFleet(t *testing.T, database string, size int, random *rand.Rand) *fleet {
	f := &fleet{t: t, database: database, running: make([]*server, size), random: random}
	for range size {
		f.dirs = append(f.dirs, t.TempDir())
	}
	t.Cleanup(func() {
		for i := range f.running {
			f.crash(i)
		}
	})
	return f
}

// start starts a process that is down, or fails the test.
func (f *fleet) start(i int) {
	s, err := startServer(f.dirs[i], append(os.Environ(), "CANOPY_DATABASE_URL="+f.database), f.args...)
	if err != nil {
		f.t.Error(err)
		return
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	f.running[i] = s
}

// crash kills a process (-9), if it runs.
func (f *fleet) crash(i int) {
	if s := f.leave(i); s != nil {
		s.crash()
	}
}

// startAll starts all processes.
func (f *fleet) startAll() {
	for i := range f.dirs {
		f.start(i)
	}
}

// shutdown ends all processes, which have to have logged no error.
func (f *fleet) shutdown() {
	for i := range f.dirs {
		if s := f.leave(i); s != nil {
			if err := s.shutdown(); err != nil {
				f.t.Error(err)
			}
		}
	}
}

// leave takes a process, which is to end, from those that are asked.
func (f *fleet) leave(i int) *server {
	f.mu.Lock()
	defer f.mu.Unlock()
	s := f.running[i]
	f.running[i] = nil
	return s
}

// alive are the processes that run.
func (f *fleet) alive() (numbers []int) {
	f.mu.Lock()
	defer f.mu.Unlock()
	for i, s := range f.running {
		if s != nil {
			numbers = append(numbers, i)
		}
	}
	return numbers
}

// draw is one of the processes that run, nil while none does.
func (f *fleet) draw() *server {
	numbers := f.alive()
	if len(numbers) == 0 {
		return nil
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.running[numbers[f.random.IntN(len(numbers))]]
}

// ask sends an operation to any process until one answers, which it has to do without errors. Where it is too much for a viewer, it waits as it is told.
func (f *fleet) ask(token, query string, variables map[string]any) gjson.Result {
	var answer reply
	answered := canopytest.Await(patience, func() (answered bool) {
		s := f.draw()
		if s == nil {
			return false
		}
		var err error
		if answer, err = s.ask(token, query, variables); err != nil {
			f.lost.Add(1) // it has died
			return false
		}
		limited := answer.Get("errors.0.extensions")
		if limited.Get("code").Str != "RATE_LIMITED" {
			return true
		}
		<-time.After(time.Duration(limited.Get("retryAfter").Int()) * time.Second)
		return false
	})
	if !answered || !answer.Get("data").IsObject() || answer.Get("errors").Exists() {
		f.t.Errorf("%s %v is answered %v %s", query, variables, answered, answer.Raw)
	}
	return answer.Result
}

// subscriptions is how many run on all processes.
func (f *fleet) subscriptions() (n int) {
	f.mu.Lock()
	defer f.mu.Unlock()
	for _, s := range f.running {
		if s != nil {
			n += int(s.metric(f.t, "canopy_subscriptions"))
		}
	}
	return n
}
