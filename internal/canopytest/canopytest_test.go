package canopytest

import (
	"context"
	"database/sql"
	"fmt"
	"testing"
	"time"

	"canopy/ent/account"
	"canopy/internal/viewer"
)

// TestUnscoped proves that the rig fails a test on an unscoped statement, and only then.
func TestUnscoped(t *testing.T) {
	Each(t, func(t *testing.T, rig *Rig) {
		var failed []string
		rig.check.fail = func(format string, args ...any) { failed = append(failed, fmt.Sprintf(format, args...)) }
		for statement, wrong := range map[string]bool{
			"SELECT count(*) FROM accounts":                                                        true,
			"SELECT count(*) FROM accounts WHERE /*scope*/ 1=0":                                    false,
			"SELECT count(*) FROM accounts WHERE /*everything:jobs*/ 1=1":                          false,
			"SELECT count(*) FROM accounts WHERE /*everything:laziness*/ 1=1":                      true,
			"WITH mine AS (SELECT id FROM users) SELECT count(*) FROM mine":                        true,
			"SELECT count(*) FROM river_job, grants":                                               true,
			"SELECT count(*) FROM river_job CROSS JOIN \"accounts\"":                               true,
			"SELECT count(*) FROM /* of */ (accounts CROSS JOIN trees)":                            true,
			"SELECT count(*) AS users FROM river_job -- as accounts":                               false,
			"SELECT count(*) FROM river_job":                                                       false,
			"SELECT 1":                                                                             false,
			"DELETE FROM sessions WHERE user_id IN (SELECT id FROM users)":                         true,
			"DELETE FROM sessions WHERE user_id = 1":                                               false,
			"INSERT INTO counters (name, value) SELECT 'x', count(*) FROM accounts":                true,
			"INSERT INTO counters (name, value) VALUES ('y', 1) RETURNING value":                   false,
			"UPDATE counters SET value = 2 WHERE EXISTS (SELECT 1 FROM /*scope*/ accounts)":        false,
			"SELECT count(*) FROM /*everything:uniqueness*/ accounts a JOIN users ON account_id=1": false,
		} {
			for _, prepared := range []bool{false, true} {
				failed = nil
				if err := try(rig.Store.WriteDB(), statement, prepared); err != nil {
					t.Fatalf("%s: %v", statement, err)
				}
				if (len(failed) > 0) != wrong {
					t.Errorf("%s (prepared: %t): failed %q, want failure %t", statement, prepared, failed, wrong)
				}
			}
		}
	})
}

// TestParametersOutOfOrder proves that the rig fails a test on parameters that SQLite takes for others.
func TestParametersOutOfOrder(t *testing.T) {
	rig := SQLite(t)
	var failed []string
	rig.check.fail = func(format string, args ...any) { failed = append(failed, fmt.Sprintf(format, args...)) }
	for statement, wrong := range map[string]bool{
		"SELECT $1, $2, $1, $3": false, "SELECT $2, $1, $3": true, "SELECT $1, $3, $2": true, "SELECT ?, ?, ?": false,
	} {
		failed = nil
		if _, err := rig.Store.DB().Exec(statement, 1, 2, 3); err != nil {
			t.Fatal(err)
		}
		if (len(failed) > 0) != wrong {
			t.Errorf("%s: failed %q, want failure %t", statement, failed, wrong)
		}
	}
}

// try sends a statement and takes back what it did.
func try(db *sql.DB, statement string, prepared bool) error {
	tx, err := db.Begin()
	if err != nil {
		return err
	}
	defer func() { _ = tx.Rollback() }()
	if !prepared {
		_, err := tx.Exec(statement)
		return err
	}
	s, err := tx.Prepare(statement)
	if err != nil {
		return err
	}
	defer func() { _ = s.Close() }()
	_, err = s.Exec()
	return err
}

func TestRig(t *testing.T) {
	Each(t, func(t *testing.T, rig *Rig) {
		root := rig.Account(nil)
		child := rig.Account(root)
		person := rig.User(child, viewer.Reader)
		forest := rig.Forest([]int{-1, 0, 0, 2, -1})
		if forest[3].Path != forest[2].Path+forest[3].Path[len(forest[2].Path):] || forest[4].ParentID != nil {
			t.Errorf("forest: %v", forest)
		}
		accounts := rig.Store.Client().Account
		if seen := accounts.Query().AllX(rig.As(person)); len(seen) != 1 || seen[0].ID != child.ID {
			t.Errorf("a reader of %d sees %v", child.ID, seen)
		}
		if n := accounts.Query().CountX(Operator()); n != 7 {
			t.Errorf("an operator sees %d accounts, want 7", n)
		}
		if n := accounts.Query().CountX(context.Background()); n != 0 {
			t.Errorf("nobody sees %d accounts", n)
		}
		statements := rig.Statements(func() {
			accounts.Query().Where(account.ID(root.ID)).OnlyX(Operator())
			accounts.Query().Where(account.ID(root.ID)).WithSubAccounts().OnlyX(Operator())
		})
		if statements != 3 {
			t.Errorf("%d statements, want 3", statements)
		}
		if at := accounts.GetX(Operator(), root.ID).CreatedAt; at != rig.Clock.Now() {
			t.Errorf("created at %v, want %v in UTC", at, rig.Clock.Now())
		}
		before := rig.Clock.Now()
		if rig.Clock.Advance(time.Hour); rig.Clock.Now().Sub(before) != time.Hour {
			t.Error("the clock did not advance")
		}
	})
}
