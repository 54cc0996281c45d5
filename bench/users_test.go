package bench_test

import (
	"context"
	"fmt"
	"log/slog"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"canopy/bench/plant"
	"canopy/ent"
	"canopy/ent/user"
	"canopy/internal/canopytest"
	"canopy/internal/jobs"
	"canopy/internal/nodeid"
	"canopy/internal/reseller"
	"canopy/internal/store"
	"canopy/internal/store/scope"

	"entgo.io/ent/dialect"
	"github.com/99designs/gqlgen/graphql"
)

// BenchmarkUploads measures addUsers of 5,000 rows in a file, by the rules and without HTTP, in the small forest.
func BenchmarkUploads(b *testing.B) {
	b.Run("sqlite", func(b *testing.B) { uploads(b, build(b, canopytest.SQLite(b), plant.Small)) })
	b.Run("postgres", func(b *testing.B) { uploads(b, build(b, canopytest.Postgres(b), plant.Small)) })
}

func uploads(b *testing.B, h *house) {
	u := newUploader(b, h)
	b.Run("beside the floor", u.besideTheFloor)
	b.Run("import beside the floor", u.importBesideTheFloor)
	b.Run("rejected", u.rejected)
	if h.store.Dialect() == dialect.SQLite {
		b.Run("writer", u.writer)
	}
}

func newUploader(b *testing.B, h *house) *uploader {
	b.Helper()
	queue, err := jobs.New(h.store, slog.New(slog.DiscardHandler))
	if err != nil {
		b.Fatal(err)
	}
	rules, err := reseller.New(reseller.Config{Store: h.store, Enqueue: queue.Enqueue, Forget: queue.Forget})
	if err != nil {
		b.Fatal(err)
	}
	account, err := h.store.Client().Account.Get(scope.Everything(b.Context(), scope.Operator), h.admin.AccountID)
	if err != nil {
		b.Fatal(err)
	}
	return &uploader{house: h, rules: rules, account: account}
}

type uploader struct {
	*house
	rules   *reseller.Service
	account *ent.Account
	files   int
}

// file is 5,000 rows of people who are new.
func (u *uploader) file(row string) reseller.AddUsersInput {
	u.files++
	var text strings.Builder
	text.WriteString("email,given_name,family_name,phone,job_title,language,timezone,role\n")
	for i := range reseller.MaxRows {
		fmt.Fprintf(&text, row, i, u.files)
	}
	return reseller.AddUsersInput{
		AccountID: nodeid.New(nodeid.Account, u.account.ID), CSV: &graphql.Upload{File: strings.NewReader(text.String())}, OnError: reseller.RejectAll,
	}
}

const soundRow = "person%d@upload%d.example,Søren,Müller,+49 30 901820,Buyer,de,Europe/Berlin,\n"

func (u *uploader) add(b *testing.B, in reseller.AddUsersInput, want int) {
	b.Helper()
	added, err := u.rules.AddUsers(u.As(u.admin), in, nil)
	if err != nil || added.Count != want || len(added.Rejected) != reseller.MaxRows-want {
		b.Fatalf("%d are added, %d rejected: %v", added.Count, len(added.Rejected), err)
	}
}

// besideTheFloor puts adding 5,000 people beside inserting as many rows by hand, in turn: the medians on the clock, which other work on the machine
// disturbs, and of the processor time, PostgreSQL's with it.
//
// The floor is what whoever wants just these rows there has to do: one transaction with INSERTs of 1,000 rows each into users, grants and
// invitations. Their values, the ids and the keys among them, lie ready in memory, and so do the statements' texts. It reads no file, checks
// nothing, draws no ids, and keeps no event, which the rules do; so it bounds what they cost beyond the rows themselves.
func (u *uploader) besideTheFloor(b *testing.B) {
	u.add(b, u.file(soundRow), reseller.MaxRows) // until all is warm
	backends := u.backends(b)
	var rules, floor spending
	for b.Loop() {
		in, rows := u.file(soundRow), u.handRows(b)
		rules.measure(b, u, backends, func() { u.add(b, in, reseller.MaxRows) })
		floor.measure(b, u, backends, func() {
			if err := u.store.Tx(b.Context(), rows.insert); err != nil {
				b.Fatal(err)
			}
		})
	}
	rules.report(b, &floor)
}

// spending is what something took, time after time.
type spending struct{ clock, cpu []time.Duration }

func (s *spending) measure(b *testing.B, u *uploader, backends []int, do func()) {
	b.Helper()
	runtime.GC() // of what the other one left
	begin, before := time.Now(), u.spent(b, backends)
	do()
	s.clock, s.cpu = append(s.clock, time.Since(begin)), append(s.cpu, u.spent(b, backends)-before)
}

// report tells the medians beside those of the floor.
func (s *spending) report(b *testing.B, floor *spending) {
	b.Helper()
	b.ReportMetric(median(s.clock), "rules-ms")
	b.ReportMetric(median(floor.clock), "floor-ms")
	b.ReportMetric(median(s.clock)/median(floor.clock), "ratio")
	b.ReportMetric(median(s.cpu), "rules-cpu-ms")
	b.ReportMetric(median(floor.cpu), "floor-cpu-ms")
	b.ReportMetric(median(s.cpu)/median(floor.cpu), "cpu-ratio")
}

func median(list []time.Duration) (ms float64) {
	slices.Sort(list)
	return float64(list[len(list)/2].Microseconds()) / 1000
}

// handRows are the values of 5,000 users with their grants and invitations, 1,000 in a statement.
type handRows []struct {
	text string
	args []any
}

func (u *uploader) handRows(b *testing.B) (rows handRows) {
	b.Helper()
	const most = 1000 // 17,000 parameters; SQLite takes 32,766
	u.files++
	var ids []int64
	err := u.store.Tx(b.Context(), func(ctx context.Context, tx *store.Tx) (err error) {
		ids, err = tx.NextIDs(ctx, user.Table, reseller.MaxRows)
		return err
	})
	if err != nil {
		b.Fatal(err)
	}
	at := time.Now().UTC()
	for chunk := range slices.Chunk(ids, most) {
		var users, grants, invitations []any
		for i, id := range chunk {
			email := fmt.Sprintf("hand%d.%d@upload%d.example", chunk[0], i, u.files)
			users = append(users, id, u.account.ID, u.account.Path, email, email, "Søren", "Müller", "soren muller", "soren muller "+email, "+4930901820", "Buyer", "de", "Europe/Berlin", "INVITED",
				"", at, at)
			grants = append(grants, id, u.account.ID, "VIEWER", "SUBTREE", at)
			invitations = append(invitations, id, "QUEUED", at)
		}
		rows.values(u.store.Dialect(), "users (id, account_id, path, email, email_key, given_name, family_name, name_key, search, phone, job_title, language, timezone, status, "+
			"password_hash, created_at, updated_at)", users, len(chunk))
		rows.values(u.store.Dialect(), "grants (user_id, account_id, role, scope, created_at)", grants, len(chunk))
		rows.values(u.store.Dialect(), "invitations (user_id, status, send_at)", invitations, len(chunk))
	}
	return rows
}

// values appends a statement of so many rows.
func (r *handRows) values(of, into string, args []any, rows int) {
	var text strings.Builder
	text.WriteString("INSERT INTO " + into + " VALUES ")
	for i := range args {
		switch {
		case i == 0:
			text.WriteString("(")
		case i%(len(args)/rows) == 0:
			text.WriteString("), (")
		default:
			text.WriteString(", ")
		}
		if of == dialect.Postgres {
			fmt.Fprintf(&text, "$%d", i+1)
		} else {
			text.WriteString("?")
		}
	}
	text.WriteString(")")
	*r = append(*r, struct {
		text string
		args []any
	}{text.String(), args})
}

func (r handRows) insert(ctx context.Context, tx *store.Tx) error {
	for _, statement := range r {
		if _, err := tx.SQL.ExecContext(ctx, statement.text, statement.args...); err != nil {
			return err
		}
	}
	return nil
}

// rejected refuses 5,000 rows with three faults each, every text another one: the processor time of all, PostgreSQL's with it, until the file to
// mend is written.
func (u *uploader) rejected(b *testing.B) {
	u.add(b, u.file(soundRow), reseller.MaxRows) // until all is warm
	backends := u.backends(b)
	var spent time.Duration
	for b.Loop() {
		in := u.file("person%[1]d@upload%[2]d.example,Søren,Müller,+49 %[1]d,Buyer,Deutsch %[1]d,Berlin %[1]d,\n")
		before := u.spent(b, backends)
		u.add(b, in, 0)
		spent += u.spent(b, backends) - before
	}
	b.ReportMetric(spent.Seconds()*1000/float64(b.N), "cpu-ms/op")
}

// writer adds 5,000 people while somebody else always wants SQLite's one writer: the longest wait is how long it is held.
func (u *uploader) writer(b *testing.B) {
	over, longest := make(chan struct{}), make(chan time.Duration)
	go func() {
		var most time.Duration
		for {
			select {
			case <-over:
				longest <- most
				return
			default:
			}
			begin := time.Now()
			if err := u.store.Tx(b.Context(), func(context.Context, *store.Tx) error { return nil }); err != nil {
				b.Error(err)
			}
			most = max(most, time.Since(begin))
		}
	}()
	for b.Loop() {
		u.add(b, u.file(soundRow), reseller.MaxRows)
	}
	close(over)
	b.ReportMetric(float64((<-longest).Microseconds())/1000, "held-ms")
}
