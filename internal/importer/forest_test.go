package importer_test

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"canopy/internal/canopytest"
	"canopy/internal/importer"
	"canopy/internal/reseller"
	"canopy/internal/store/scope"
)

// everything sees all rows.
func everything() context.Context { return scope.Everything(context.Background(), scope.Operator) }

// rulesOf are the rules over the rig's database; clock may be nil.
func rulesOf(t *testing.T, rig *canopytest.Rig, clock func() time.Time) *reseller.Service {
	t.Helper()
	if clock == nil {
		clock = rig.Clock.Now
	}
	rules, err := reseller.New(reseller.Config{
		Store: rig.Store, Now: clock, Logger: slog.New(slog.DiscardHandler),
		Forget: func(context.Context, *sql.Tx, reseller.JobArgs) error { return nil },
		Enqueue: func(context.Context, *sql.Tx, reseller.JobArgs, time.Time) error {
			return errors.New("an import enqueues nothing")
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	return rules
}

// imports runs an import of the two files, "" for none.
func imports(t *testing.T, rig *canopytest.Rig, accounts, users string, change ...func(*importer.Config)) (importer.Report, error) {
	t.Helper()
	cfg := importer.Config{Store: rig.Store, Rules: rulesOf(t, rig, nil)}
	if accounts != "" {
		cfg.Accounts = strings.NewReader(accounts)
	}
	if users != "" {
		cfg.Users = strings.NewReader(users)
	}
	for _, f := range change {
		f(&cfg)
	}
	return importer.Run(context.Background(), cfg)
}

// mustImport fails the test on an error.
func mustImport(t *testing.T, rig *canopytest.Rig, accounts, users string, change ...func(*importer.Config)) importer.Report {
	t.Helper()
	report, err := imports(t, rig, accounts, users, change...)
	if err != nil {
		t.Fatalf("%v %v", err, report.Bad)
	}
	return report
}

const (
	accountHead = "ref,parent_ref,type,name,account_number,street,city,region,postal_code,country,phone\n"
	userHead    = "account_ref,email,given_name,family_name,phone,job_title,language,timezone,role\n"
)

// file is a header and lines.
func file(head string, lines ...string) string { return head + strings.Join(lines, "\n") + "\n" }

// generated are the lines of a forest: accounts in trees of about 40, up to 8 deep, in random order, so that children stand
// before their parents; and people on random ones. The same seed gives the same.
func generated(seed uint64, accounts, users int) (accountLines, userLines []string) {
	random := rand.New(rand.NewPCG(seed, 0))
	cities := []string{"Oslo,,,NO", "Lyon,,,FR", "Gdańsk,,,PL", "Austin,TX,,US", "大阪市,大阪府,,JP"}
	depth, tops := make([]int, accounts), []int{}
	for i := range accounts {
		parent, kind := "", "RESELLER"
		if i%40 != 0 {
			kind = []string{"END_CUSTOMER", "SUB_DIVISION"}[random.IntN(2)]
			above := tops[len(tops)-1] + random.IntN(i-tops[len(tops)-1])
			if depth[above] > 6 {
				above = tops[len(tops)-1]
			}
			parent, depth[i] = fmt.Sprintf("r-%d", above), depth[above]+1
		} else {
			tops = append(tops, i)
		}
		name := fmt.Sprintf("%s %s %d", []string{"Elm", "Ørsted", "Żubr", "Łódka"}[random.IntN(4)], []string{"Works", "Trading", "Labs"}[random.IntN(3)], i/3)
		accountLines = append(accountLines, fmt.Sprintf("r-%d,%s,%s,%s,%d,,%s,", i, parent, kind, name, 500000+i, cities[random.IntN(len(cities))]))
	}
	for i := range users {
		userLines = append(userLines, fmt.Sprintf("r-%d,Person.%d@tree.example,Zoë,Nr %d,,,pt-br,europe/lisbon,%s",
			random.IntN(accounts), i, i, []string{"ADMIN", "viewer", "", "User manager"}[random.IntN(4)]))
	}
	random.Shuffle(accounts, func(i, j int) { accountLines[i], accountLines[j] = accountLines[j], accountLines[i] })
	return accountLines, userLines
}

// wantCounts compares the counts of a file: added, unchanged, differing, bad, waiting.
func wantCounts(t *testing.T, file string, got importer.Counts, want ...int) {
	t.Helper()
	have := []int{got.Added, got.Unchanged, len(got.Differing), got.Bad, got.Waiting}
	if !slices.Equal(have, want) {
		t.Errorf("%s: added, unchanged, differing, bad, waiting are %v, want %v", file, have, want)
	}
}

// numbers are what one statement counts.
func numbers(t *testing.T, rig *canopytest.Rig, query string) []int64 {
	t.Helper()
	rows, err := rig.Store.DB().Query(strings.Replace(query, "SELECT", "SELECT "+scope.Operator.Marker(), 1))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = rows.Close() }()
	columns, _ := rows.Columns()
	values := make([]int64, len(columns))
	targets := make([]any, len(columns))
	for i := range values {
		targets[i] = &values[i]
	}
	if !rows.Next() {
		t.Fatal(rows.Err())
	}
	if err := rows.Scan(targets...); err != nil {
		t.Fatal(err)
	}
	return values
}

// wantNumbers compares what one statement counts.
func wantNumbers(t *testing.T, rig *canopytest.Rig, query string, want ...int64) {
	t.Helper()
	if got := numbers(t, rig, query); !slices.Equal(got, want) {
		t.Errorf("%s answers %v, want %v", query, got, want)
	}
}

const stored = "SELECT (SELECT count(*) FROM accounts), (SELECT count(*) FROM users), (SELECT count(*) FROM grants), (SELECT count(*) FROM events)"
