// Package plant fills a database with trees of any size, to measure on. It writes rows, not by the rules: no events,
// no organizations, no work in the background.
package plant

import (
	"context"
	"strconv"
	"strings"
	"time"

	"canopy/internal/locale"
	"canopy/internal/store"
	"canopy/internal/store/scope"
	"canopy/internal/treepath"

	"entgo.io/ent/dialect"
	"entgo.io/ent/dialect/sql"
)

// Account is a row of accounts. Parents come before their children; 0 is none.
type Account struct {
	ID, Parent                                int64
	Name, Type, Status, Number                string // without a number: ""
	Street, City, Region, PostalCode, Country string
	CreatedAt                                 time.Time
}

// User is a row of users.
type User struct {
	ID, Account                  int64
	Email, GivenName, FamilyName string
	Language, Timezone           string
	CreatedAt                    time.Time
}

// Fill writes the rows into an empty database, with their ids as external references of accounts.
func Fill(ctx context.Context, db *store.Store, accounts []Account, users []User) error {
	return db.Tx(scope.Everything(ctx, scope.Operator), func(ctx context.Context, tx *store.Tx) error {
		w := writer{ctx, tx, make(map[int64]string, len(accounts))}
		if err := w.accounts(accounts); err != nil {
			return err
		}
		if err := w.users(users); err != nil {
			return err
		}
		if tx.Dialect() == dialect.Postgres {
			for _, table := range []string{"accounts", "users"} {
				if _, err := tx.SQL.ExecContext(ctx, "SELECT "+scope.Operator.Marker()+" setval(pg_get_serial_sequence($1, 'id'), (SELECT max(id) FROM "+table+"))", table); err != nil {
					return err
				}
			}
		}
		_, err := tx.SQL.ExecContext(ctx, "ANALYZE")
		return err
	})
}

type writer struct {
	ctx   context.Context
	tx    *store.Tx
	paths map[int64]string // of accounts
}

func (w writer) accounts(list []Account) error {
	var trees [][]any
	rows := make([][]any, len(list))
	for i, a := range list {
		path := treepath.Child(w.paths[a.Parent], a.ID)
		w.paths[a.ID] = path
		reference := strconv.FormatInt(a.ID, 10)
		var parent, number any
		if a.Parent != 0 {
			parent = a.Parent
		} else {
			trees = append(trees, []any{a.ID, 0})
		}
		if a.Number != "" {
			number = a.Number
		}
		at := a.CreatedAt.UTC().Truncate(time.Microsecond)
		rows[i] = []any{
			a.ID, parent, treepath.IDs(path)[0], path, a.Type, a.Status, number, a.Name, locale.Fold(a.Name), locale.SearchKey(a.Name, a.Number, reference),
			a.Street, a.City, a.Region, a.PostalCode, a.Country, "", "", "", reference, at, at,
		}
	}
	if err := w.insert("trees", "root_id,last_seq", trees); err != nil {
		return err
	}
	return w.insert("accounts", "id,parent_id,root_id,path,type,status,account_number,name,name_key,search,"+
		"street,city,region,postal_code,country,phone,language,timezone,external_reference,created_at,updated_at", rows)
}

func (w writer) users(list []User) error {
	rows := make([][]any, len(list))
	for i, u := range list {
		at := u.CreatedAt.UTC().Truncate(time.Microsecond)
		rows[i] = []any{
			u.ID, u.Account, w.paths[u.Account], u.Email, strings.ToLower(u.Email), u.GivenName, u.FamilyName, locale.Fold(u.GivenName + " " + u.FamilyName),
			locale.SearchKey(u.GivenName, u.FamilyName, u.Email), "", "", u.Language, u.Timezone, "ACTIVE", "", at, at,
		}
	}
	return w.insert("users", "id,account_id,path,email,email_key,given_name,family_name,name_key,"+
		"search,phone,job_title,language,timezone,status,password_hash,created_at,updated_at", rows)
}

// insert writes the rows in chunks below SQLite's limit of parameters.
func (w writer) insert(table, columns string, rows [][]any) error {
	names := strings.Split(columns, ",")
	const chunk = 1000
	for from := 0; from < len(rows); from += chunk {
		insert := sql.Dialect(w.tx.Dialect()).Insert(table).Columns(names...)
		for _, row := range rows[from:min(from+chunk, len(rows))] {
			insert.Values(row...)
		}
		statement, args := insert.Query()
		if _, err := w.tx.SQL.ExecContext(w.ctx, statement, args...); err != nil {
			return err
		}
	}
	return nil
}
