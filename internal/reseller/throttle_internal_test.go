package reseller

import (
	"fmt"
	"testing"
	"time"
)

var morning = time.Date(2026, time.March, 2, 9, 30, 0, 0, time.UTC)

func TestAttemptsFromOneNetwork(t *testing.T) {
	a := newSignIns()
	for i := range 60 {
		if wait := a.allow(fmt.Sprintf("2001:db8::%x", i), fmt.Sprint(i), morning); wait != 0 {
			t.Fatalf("attempt %d has to wait %s", i+1, wait)
		}
	}
	for host, want := range map[string]time.Duration{"2001:db8::ffff": 2 * time.Second, "2001:db8:0:1::1": 0, "192.0.2.1": 0, "": 0} {
		if got := a.allow(host, "", morning); got != want {
			t.Errorf("%q has to wait %s, want %s", host, got, want)
		}
	}
}

// TestAttemptsFromManyNetworks guesses at one address from ever more networks, for a day: it gets no further than the wide bound, its
// owner signs in from where they did before all the same, and from elsewhere once a mail's link has shown who they are.
func TestAttemptsFromManyNetworks(t *testing.T) {
	const email, home, office = "ada@example.com", "192.0.2.1", "192.0.2.2"
	a, at := newSignIns(), morning
	if wait := a.allow(home, email, at); wait != 0 {
		t.Fatalf("the first attempt has to wait %s", wait)
	}
	a.succeeded(home, email)
	guesses := 0
	for i := range 24 * 60 * 60 {
		if a.allow(fmt.Sprintf("2001:db8:%x:%x::1", i>>16, i&0xffff), email, at) == 0 {
			guesses++
		}
		if i%3600 == 3599 {
			if wait := a.allow(home, email, at); wait != 0 {
				t.Errorf("after %d guesses the owner has to wait %s at home", guesses, wait)
			}
			if wait := a.allow(home, "bob@example.com", at); wait != 0 {
				t.Errorf("another person has to wait %s", wait)
			}
		}
		at = at.Add(time.Second)
	}
	if most := 100 + 24*100; guesses > most || guesses < most-24 {
		t.Errorf("%d guesses in a day, want %d", guesses, most)
	}
	a.allow(office, email, at) // one may have come back
	if a.allow(office, email, at) == 0 {
		t.Error("the wide bound does not hold for networks that are not known")
	}
	a.succeeded(office, email)
	if wait := a.allow(office, email, at); wait != 0 {
		t.Errorf("the owner, known there now, has to wait %s", wait)
	}
}

// TestResets bounds the mails that strangers can have sent to one person.
func TestResets(t *testing.T) {
	a, at, mails := newResets(), morning, 0
	for i := range 24 * 60 {
		if a.allow(fmt.Sprintf("192.0.2.%d", i%250), "ada@example.com", at) == 0 {
			mails++
		}
		at = at.Add(time.Minute)
	}
	if mails > 10+24*10 {
		t.Errorf("%d mails in a day", mails)
	}
}
