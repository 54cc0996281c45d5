package e2e_test

import (
	"fmt"
	"slices"
	"testing"

	"canopy/internal/nodeid"
	"canopy/internal/reseller"
)

// wantOnce looks the accounts up in the database: there are they and no others, with numbers of their own.
func (r *faultRun) wantOnce(t *testing.T, accounts []string) {
	t.Helper()
	rows, err := openDatabase(t, r.database).Query(`SELECT id, external_reference, coalesce(account_number, '') FROM accounts WHERE external_reference LIKE '` + referencePrefix + `%'`)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = rows.Close() }()
	numbers, stored := map[string]bool{}, 0
	for ; rows.Next(); stored++ {
		var id int64
		var reference, number string
		if err := rows.Scan(&id, &reference, &number); err != nil {
			t.Fatal(err)
		}
		if account := nodeid.New(nodeid.Account, id).String(); reference != fmt.Sprint(referencePrefix, slices.Index(accounts, account)) {
			t.Errorf("nobody was told of %s, %s", account, reference)
		}
		if number != "" && numbers[number] {
			t.Errorf("two have the number %s", number)
		}
		numbers[number] = true
	}
	if err := rows.Err(); err != nil || stored != len(accounts) {
		t.Errorf("%d accounts are stored, want %d: %v", stored, len(accounts), err)
	}
}

// log is what the reseller's subscribers have to be told, from an event on: it has no gaps.
func (r *faultRun) log(t *testing.T, from string) (log []told) {
	t.Helper()
	root, ok := nodeid.Parse(r.reseller)
	if !ok {
		t.Fatal(r.reseller)
	}
	rows, err := openDatabase(t, r.database).Query("SELECT id, seq, action, subject, outcome FROM events WHERE root_id = $1 ORDER BY seq", root.Of(nodeid.Account))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = rows.Close() }()
	for before := int64(0); rows.Next(); {
		var id, seq int64
		var n told
		var outcome string
		if err := rows.Scan(&id, &seq, &n.action, &n.subject, &outcome); err != nil {
			t.Fatal(err)
		}
		if before != 0 && seq != before+1 {
			t.Errorf("%d comes behind %d", seq, before)
		}
		before = seq
		if n.event = nodeid.New(nodeid.Event, id).String(); (len(log) > 0 || n.event == from) && outcome == "DONE" && reseller.AccountChanges[n.action] {
			log = append(log, n)
		}
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	return log
}

// outcomesOf are the events of the log that tell what became of accounts.
func outcomesOf(log []told) map[string]bool {
	events := map[string]bool{}
	for _, n := range log {
		if slices.Contains(outcomes, n.action) {
			events[n.event] = true
		}
	}
	return events
}

// wantEffectsOnce is that an account was created once, and ended once each time that it was asked for.
func (r *faultRun) wantEffectsOnce(accounts []string, log []told) {
	happened := map[string]map[string]int{}
	for _, n := range log {
		if happened[n.subject] == nil {
			happened[n.subject] = map[string]int{}
		}
		happened[n.subject][n.action]++
	}
	for _, account := range accounts {
		n := happened[account]
		if n["ACCOUNT_CREATED"] != 1 || n["ACCOUNT_ACTIVATED"] > 1 || n["ACCOUNT_ACTIVATED"]+n["PROVISIONING_FAILED"] != 1+n["PROVISIONING_RETRIED"] {
			r.t.Errorf("to %s happened %v", account, n)
		}
	}
}

// wantLog is that a follower was told the log, whole and in its order.
func (f *follower) wantLog(i int, log []told) {
	want := slices.Clone(log)
	for i := range want {
		if i < len(f.told) {
			want[i].cursor = f.told[i].cursor
		}
	}
	if !slices.Equal(f.told, want) {
		f.t.Errorf("follower %d is told %v, want %v", i, f.told, want)
	}
	if f.resumes == 0 {
		f.t.Errorf("follower %d never went on elsewhere", i)
	}
	f.t.Logf("follower %d resumed %d times; %d events came again", i, f.resumes, f.again)
}
