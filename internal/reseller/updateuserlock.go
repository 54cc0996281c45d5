package reseller

import (
	"context"
	"fmt"

	"canopy/ent"
	"canopy/ent/grant"
	"canopy/ent/user"
	"canopy/internal/store"
	"canopy/internal/store/scope"

	"entgo.io/ent/dialect"
	"entgo.io/ent/dialect/sql"
)

// subject is a person to be changed, with their account and, wherever they were given, their grants.
type subject struct {
	*ent.User
	signsIn bool // by a password or an identity
}

// lockPeople loads those of the people, by id or by the key of an e-mail address, whom the viewer sees or is, in order of id. The trees of
// their accounts and of their grants are locked, shared: details change nobody's access, but what somebody holds is to stay while it is asked
// for. The people stay as they are until the end.
func (c *change) lockPeople(ctx context.Context, ids []int64, keys []string) ([]*subject, error) {
	var named []int64
	err := c.lockTrees(ctx, false, func(ctx context.Context) (roots []int64, err error) {
		named = nil
		look := c.findPeople(ids, keys)
		look.Each = func(row *store.Row) { named, roots = append(named, row.At(0).Int()), append(roots, row.At(1).Int()) }
		return roots, c.tx.Send(ctx, look)
	})
	if err != nil {
		return nil, fmt.Errorf("reseller: lock the trees of people: %w", err)
	}
	people, byID := []*subject{}, map[int64]*subject{}
	load := c.loadPeople(named, func(p *subject) { people, byID[p.ID] = append(people, p), p })
	held := c.loadHeld(named, func(g *ent.Grant) {
		u := byID[g.UserID].User
		u.Edges.Grants = append(u.Edges.Grants, g)
	})
	if err := c.tx.Send(ctx, load, held); err != nil {
		return nil, fmt.Errorf("reseller: load people: %w", err)
	}
	return people, nil
}

// findPeople answers the people's ids, each with a root of a tree that they belong to or hold a grant in.
func (c *change) findPeople(ids []int64, keys []string) store.Statement {
	b := c.statement("WITH named AS (SELECT u.id, u.account_id FROM users AS u WHERE ")
	c.seen(listed(b, "u.id", "bigint", array(ids)))
	b.WriteString(" UNION SELECT u.id, u.account_id FROM users AS u WHERE ")
	c.seen(listed(b, "u.email_key", "text", array(keys)))
	b.WriteString(`) SELECT n.id, a.root_id FROM named AS n JOIN accounts AS a ON a.id = n.account_id
UNION ALL SELECT n.id, coalesce(a.root_id, 0) FROM named AS n JOIN grants AS g ON g.user_id = n.id LEFT JOIN accounts AS a ON a.id = g.account_id`)
	text, args := b.Query()
	return store.Statement{Text: text, Args: args}
}

// seen writes that the viewer sees the user u, or is them.
func (c *change) seen(b *sql.Builder) {
	b.WriteString(" AND (")
	scope.Found(b, c.viewer, "u")
	b.WriteString(" OR u.id = ").Arg(c.viewer.UserID).WriteString(")")
}

// listed writes that the column is one of an array.
func listed(b *sql.Builder, column, kind, list string) *sql.Builder {
	if b.Dialect() == dialect.Postgres {
		return b.WriteString(column + " IN (SELECT value::" + kind + " FROM json_array_elements_text(").Arg(list).WriteString("::json))")
	}
	return b.WriteString(column + " IN (SELECT value FROM json_each(").Arg(list).WriteString("))")
}

// loadPeople loads people who were found in the viewer's scope, in order of id, and waits for whoever changes one of them.
func (c *change) loadPeople(ids []int64, each func(*subject)) store.Statement {
	b := c.statement("SELECT " + scope.Inheritance.Marker() + ` u.id, u.account_id, a.root_id, a.path, a.country, u.email, u.email_key, u.new_email, u.given_name, u.family_name, u.phone, u.job_title,
	u.language, u.timezone, u.status, u.updated_at, u.password_hash <> '' OR EXISTS (SELECT 1 FROM identities AS d WHERE d.user_id = u.id)
FROM users AS u JOIN accounts AS a ON a.id = u.account_id WHERE `)
	listed(b, "u.id", "bigint", array(ids)).WriteString(" ORDER BY u.id")
	if c.tx.Dialect() == dialect.Postgres { // on SQLite the one writer is the lock
		b.WriteString(" FOR NO KEY UPDATE OF u")
	}
	text, args := b.Query()
	return store.Statement{Text: text, Args: args, Each: func(row *store.Row) {
		a := &ent.Account{ID: row.At(1).Int(), RootID: row.At(2).Int(), Path: row.At(3).Text(), Country: row.At(4).Text()}
		u := &ent.User{
			ID: row.At(0).Int(), AccountID: a.ID, Email: row.At(5).Text(), EmailKey: row.At(6).Text(), NewEmail: row.At(7).Text(),
			GivenName: row.At(8).Text(), FamilyName: row.At(9).Text(), Phone: row.At(10).Text(), JobTitle: row.At(11).Text(),
			Language: row.At(12).Text(), Timezone: row.At(13).Text(), Status: user.Status(row.At(14).Text()), UpdatedAt: row.At(15).Time(),
		}
		u.Edges.Account = a
		each(&subject{u, row.At(16).Bool()})
	}}
}

// loadHeld loads the grants of people, with their accounts.
func (c *change) loadHeld(users []int64, each func(*ent.Grant)) store.Statement {
	b := c.statement("SELECT " + scope.Inheritance.Marker() + " g.user_id, g.role, g.scope, a.id, a.root_id, a.path FROM grants AS g LEFT JOIN accounts AS a ON a.id = g.account_id WHERE ")
	text, args := listed(b, "g.user_id", "bigint", array(users)).Query()
	return store.Statement{Text: text, Args: args, Each: func(row *store.Row) {
		g := &ent.Grant{UserID: row.At(0).Int(), Role: grant.Role(row.At(1).Text()), Scope: grant.Scope(row.At(2).Text())}
		if !row.At(3).Null() {
			a := &ent.Account{ID: row.At(3).Int(), RootID: row.At(4).Int(), Path: row.At(5).Text()}
			g.AccountID, g.Edges.Account = &a.ID, a
		}
		each(g)
	}}
}
