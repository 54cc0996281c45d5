package reseller_test

import (
	"context"
	"fmt"
	"log/slog"
	"strings"
	"testing"
	"time"

	"canopy/internal/canopytest"
	"canopy/internal/jobs"
	"canopy/internal/reseller"
	"canopy/internal/store"
	"canopy/internal/viewer"

	"entgo.io/ent/dialect"
)

// BenchmarkAddUsers adds 5,000 people from a file, and inserts as many rows by hand.
func BenchmarkAddUsers(b *testing.B) {
	const n = 5000
	for name, open := range map[string]func(testing.TB) *canopytest.Rig{"sqlite": canopytest.SQLite, "postgres": canopytest.Postgres} {
		b.Run(name, func(b *testing.B) {
			rig := open(b)
			queue, err := jobs.New(rig.Store, slog.New(slog.DiscardHandler))
			if err != nil {
				b.Fatal(err)
			}
			rules, err := reseller.New(reseller.Config{Store: rig.Store, Enqueue: queue.Enqueue, Now: rig.Clock.Now})
			if err != nil {
				b.Fatal(err)
			}
			root := rig.Account(nil)
			ctx := rig.As(rig.User(root, viewer.Admin))
			run := 0
			b.Run("rules", func(b *testing.B) {
				for b.Loop() {
					run++
					var file strings.Builder
					file.WriteString("email,given_name,family_name,phone,job_title,language,timezone,role\n")
					for i := range n {
						fmt.Fprintf(&file, "person%d.%d@example.org,Søren,Müller,,,de,Europe/Berlin,\n", run, i)
					}
					in := adding(root)
					in.CSV = csvFile(file.String())
					if added, err := rules.AddUsers(ctx, in, nil); err != nil || added.Count != n {
						b.Fatal(added.Count, err)
					}
				}
			})
			b.Run("by hand", func(b *testing.B) {
				for b.Loop() {
					run++
					rig.Tx(func(ctx context.Context, tx *store.Tx) error { return insertByHand(ctx, tx, root.ID, run, n) })
				}
			})
		})
	}
}

// insertByHand inserts n people as plainly as it is usually done.
func insertByHand(ctx context.Context, tx *store.Tx, account int64, run, n int) error {
	const columns, most = 14, 1000
	at := time.Now().UTC()
	for from := 0; from < n; from += most {
		var values []string
		var args []any
		for i := from; i < from+most; i++ {
			places := make([]string, columns)
			for c := range places {
				if places[c] = "?"; tx.Dialect() == dialect.Postgres {
					places[c] = fmt.Sprintf("$%d", len(args)+c+1)
				}
			}
			values = append(values, "("+strings.Join(places, ",")+")")
			email := fmt.Sprintf("hand%d.%d@example.org", run, i)
			args = append(args, account, email, email, "Søren", "Müller", "soren muller", "soren muller "+email, "", "", "de",
				"Europe/Berlin", "INVITED", at, at)
		}
		_, err := tx.SQL.ExecContext(ctx, "INSERT INTO users (account_id, email, email_key, given_name, family_name, name_key, search, phone, job_title, language, "+
			"timezone, status, created_at, updated_at) VALUES "+strings.Join(values, ","), args...)
		if err != nil {
			return err
		}
	}
	return nil
}
