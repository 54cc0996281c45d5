package reseller

import (
	"fmt"
	"testing"
	"time"
)

func TestThrottleByNetwork(t *testing.T) {
	var throttle signInThrottle
	at := time.Date(2026, time.March, 2, 9, 30, 0, 0, time.UTC)
	for i := range 60 {
		if !throttle.allow(fmt.Sprintf("2001:db8::%x", i), "", at) {
			t.Fatalf("attempt %d is refused", i+1)
		}
	}
	for host, want := range map[string]bool{"2001:db8::ffff": false, "2001:db8:0:1::1": true, "192.0.2.1": true, "": true} {
		if got := throttle.allow(host, "", at); got != want {
			t.Errorf("%q: %v, want %v", host, got, want)
		}
	}
}

func TestThrottleForgetsWhoRecovered(t *testing.T) {
	var l limiters
	at := time.Date(2026, time.March, 2, 9, 30, 0, 0, time.UTC)
	for i := range 100_000 {
		l.allow(fmt.Sprint(i), 10, 30*time.Second, at)
		at = at.Add(time.Second)
	}
	if len(l.byKey) > 2048 {
		t.Errorf("%d keys are held", len(l.byKey))
	}
}
