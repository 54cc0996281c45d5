// Peers copies the rows of a side-by-side bench (its tables accounts and users) into a database of Canopy's own, and
// lets the bench's token in as an operator.
//
//	go run ./bench/peers -from postgres://... -to postgres://...
//
// The token is read from CANOPY_BENCH_TOKEN.
package main

import (
	"context"
	"database/sql"
	"errors"
	"flag"
	"log"
	"log/slog"
	"os"
	"strings"
	"time"

	"canopy/bench/plant"
	"canopy/internal/secret"
	"canopy/internal/store"
	"canopy/internal/store/scope"

	_ "github.com/jackc/pgx/v5/stdlib"
	_ "github.com/mattn/go-sqlite3"
)

func main() {
	from := flag.String("from", "", "the bench's database: postgres://... or the path of a SQLite file")
	to := flag.String("to", "", "an empty database, as --database-url")
	flag.Parse()
	if err := run(context.Background(), *from, *to, os.Getenv("CANOPY_BENCH_TOKEN")); err != nil {
		log.Fatal(err)
	}
}

func run(ctx context.Context, from, to, token string) (err error) {
	if token == "" {
		return errors.New("CANOPY_BENCH_TOKEN is empty")
	}
	driver := "sqlite3"
	if strings.HasPrefix(from, "postgres") {
		driver = "pgx"
	}
	bench, err := sql.Open(driver, from)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, bench.Close()) }()
	accounts, err := readAccounts(ctx, bench)
	if err != nil {
		return err
	}
	users, err := readUsers(ctx, bench)
	if err != nil {
		return err
	}
	db, err := store.Open(ctx, store.Config{URL: to, Logger: slog.New(slog.DiscardHandler)})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	if err := db.Migrate(ctx); err != nil {
		return err
	}
	if err := plant.Fill(ctx, db, accounts, users); err != nil {
		return err
	}
	return db.Tx(scope.Everything(ctx, scope.Operator), func(ctx context.Context, tx *store.Tx) error {
		now := time.Now().UTC()
		return tx.Session.Create().SetTokenHash(secret.HashToken(token)).SetCreatedAt(now).SetExpiresAt(now.Add(24 * time.Hour)).Exec(ctx)
	})
}

// readAccounts answers parents before their children, whatever their ids.
func readAccounts(ctx context.Context, db *sql.DB) (list []plant.Account, err error) {
	below := map[int64][]plant.Account{}
	err = each(ctx, db, `SELECT id, coalesce(parent_id, 0), name, type, status, coalesce(account_number, ''), street, city, region, postal, country, created_at
		FROM accounts ORDER BY id`, func(scan func(...any) error) error {
		var a plant.Account
		err := scan(&a.ID, &a.Parent, &a.Name, &a.Type, &a.Status, &a.Number, &a.Street, &a.City, &a.Region, &a.PostalCode, &a.Country, (*moment)(&a.CreatedAt))
		below[a.Parent] = append(below[a.Parent], a)
		return err
	})
	list = below[0]
	for i := 0; i < len(list); i++ {
		list = append(list, below[list[i].ID]...)
	}
	return list, err
}

func readUsers(ctx context.Context, db *sql.DB) (list []plant.User, err error) {
	err = each(ctx, db, `SELECT id, account_id, email, given_name, family_name, language, timezone, created_at FROM users ORDER BY id`, func(scan func(...any) error) error {
		var u plant.User
		err := scan(&u.ID, &u.Account, &u.Email, &u.GivenName, &u.FamilyName, &u.Language, &u.Timezone, (*moment)(&u.CreatedAt))
		list = append(list, u)
		return err
	})
	return list, err
}

func each(ctx context.Context, db *sql.DB, query string, row func(scan func(...any) error) error) error {
	rows, err := db.QueryContext(ctx, query)
	if err != nil {
		return err
	}
	defer func() { _ = rows.Close() }() // Err tells
	for rows.Next() {
		if err := row(rows.Scan); err != nil {
			return err
		}
	}
	return rows.Err()
}

// moment is a time that SQLite holds as RFC 3339.
type moment time.Time

// Scan reads it.
func (m *moment) Scan(value any) error {
	if at, ok := value.(time.Time); ok {
		*m = moment(at)
		return nil
	}
	text, _ := value.(string)
	at, err := time.Parse(time.RFC3339, text)
	*m = moment(at)
	return err
}
