package throttle_test

import (
	"fmt"
	"runtime"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"canopy/internal/throttle"
)

var start = time.Date(2026, time.March, 2, 9, 30, 0, 0, time.UTC)

func TestBuckets(t *testing.T) {
	b, at := throttle.New(3, 10*time.Second), start
	take := func(key string, want time.Duration) {
		t.Helper()
		if got := b.Take(key, at); got != want {
			t.Errorf("%q at %s has to wait %s, want %s", key, at.Sub(start), got, want)
		}
	}
	for range 3 {
		take("a", 0)
	}
	take("a", 10*time.Second)
	take("a", 10*time.Second) // what is refused takes nothing
	take("b", 0)
	for range 10 {
		take("", 0)
	}
	at = at.Add(4 * time.Second)
	take("a", 6*time.Second)
	at = at.Add(6 * time.Second)
	if wait := b.Wait("a", at); wait != 0 {
		t.Errorf("asking says %s", wait)
	}
	take("a", 0)
	take("a", 10*time.Second)
	at = at.Add(time.Hour) // no fuller than full
	for range 3 {
		take("a", 0)
	}
	take("a", 10*time.Second)
}

func TestOwe(t *testing.T) {
	b := throttle.New(3, 10*time.Second)
	b.Owe("a", 8, start) // more than a bucket holds
	b.Owe("b", 2, start)
	for key, want := range map[string]time.Duration{"a": time.Minute, "b": 0, "c": 0} {
		if wait := b.Wait(key, start); wait != want {
			t.Errorf("%s has to wait %s, want %s", key, wait, want)
		}
	}
	if wait := b.Take("a", start.Add(time.Minute)); wait != 0 {
		t.Errorf("what was owed is not over after %s", wait)
	}
}

func TestTakenAtOnce(t *testing.T) {
	b, taken := throttle.New(100, time.Hour), atomic.Int32{}
	var crowd sync.WaitGroup
	for range 8 {
		crowd.Go(func() {
			for range 50 {
				if b.Take("a", start) == 0 {
					taken.Add(1)
				}
			}
		})
	}
	crowd.Wait()
	if taken.Load() != 100 {
		t.Errorf("%d tokens are taken of 100", taken.Load())
	}
}

// TestMemory asks for many more keys than are kept: they take no more than the kept ones do, and who keeps asking is not forgotten.
func TestMemory(t *testing.T) {
	heap := func() int64 {
		runtime.GC()
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		return int64(m.HeapAlloc)
	}
	before, b := heap(), throttle.New(1, time.Hour)
	b.Take("busy", start)
	for i := range 200_000 {
		b.Take(fmt.Sprintf("2001:db8:%x::/64", i), start)
		if i%10_000 == 0 && b.Take("busy", start) == 0 {
			t.Fatalf("after %d keys the bucket that is asked often is full again", i)
		}
	}
	if grown := heap() - before; grown > 12<<20 {
		t.Errorf("%d MiB are kept", grown>>20)
	}
	if b.Take("busy", start) == 0 {
		t.Error("the bucket is forgotten")
	}
}

func TestNetwork(t *testing.T) {
	for host, want := range map[string]string{
		"192.0.2.1": "192.0.2.1", "::ffff:192.0.2.1": "192.0.2.1", "2001:db8::1": "2001:db8::/64", "2001:db8::ffff:1:2": "2001:db8::/64",
		"2001:db8:0:1::1": "2001:db8:0:1::/64", "fe80::1%eth0": "fe80::/64", "": "", "localhost": "localhost",
	} {
		if got := throttle.Network(host); got != want {
			t.Errorf("%q: %q, want %q", host, got, want)
		}
	}
}
