package importer

import (
	"context"
	"errors"
	"fmt"

	"canopy/ent/grant"
	"canopy/ent/user"
	"canopy/internal/reseller"
	"canopy/internal/store"
)

// newcomer is a person to be added, as kept on disk.
type newcomer struct {
	Person person
	Key    string // of the e-mail
	Line   int
}

// writeUsers writes the people to be added, a batch in each transaction.
func (r *run) writeUsers(ctx context.Context) error {
	p := newProgress(r.Progress, "users written", len(r.homes))
	defer p.end()
	for from := 0; from < len(r.spans); from += batch {
		to := min(from+batch, len(r.spans))
		people := make([]newcomer, to-from)
		for i := range people {
			if err := r.people.load(r.spans[from+i], &people[i]); err != nil {
				return err
			}
		}
		err := r.Store.Tx(ctx, func(ctx context.Context, tx *store.Tx) error { return r.writePeople(ctx, tx, people, r.homes[from:to]) })
		if reseller.AddressTaken(err) {
			err = errors.Join(r.taken(ctx, people), err)
		}
		if err != nil {
			return fmt.Errorf("write users, line %d and others: %w", people[0].Line, err)
		}
		r.report.Users.Added += len(people)
		p.add(len(people))
	}
	return nil
}

// taken is an error that tells whose address somebody has.
func (r *run) taken(ctx context.Context, people []newcomer) error {
	keys := make([]string, len(people))
	for i, p := range people {
		keys[i] = p.Key
	}
	there, err := r.lookUpUsers(ctx, keys)
	for _, p := range people {
		if _, taken := there[p.Key]; taken {
			return fmt.Errorf("line %d: somebody has had the e-mail address since it was judged", p.Line)
		}
	}
	return err
}

// writePeople writes one batch of people: ACTIVE, without a password, each with the role on the subtree of the account.
func (r *run) writePeople(ctx context.Context, tx *store.Tx, people []newcomer, homes []*node) error {
	needs := make([]need, len(homes))
	for i, home := range homes {
		needs[i] = need{home, usable}
	}
	if err := hold(ctx, tx, needs); err != nil {
		return err
	}
	added, users := map[int64]int{}, make([]reseller.NewUser, len(people))
	for i, n := range people {
		p, home := n.Person, homes[i]
		users[i] = reseller.NewUser{
			AccountID: home.id, Path: home.path, Email: p.Email, EmailKey: n.Key, GivenName: p.GivenName, FamilyName: p.FamilyName, Phone: p.Phone, JobTitle: p.JobTitle,
			Language: p.Language, Timezone: p.Timezone, Status: user.StatusACTIVE, Role: p.Role, Scope: grant.ScopeSUBTREE,
		}
		added[home.tree.id]++
	}
	ids, err := tx.NextIDs(ctx, user.Table, len(users))
	if err != nil {
		return err
	}
	r.Rules.InsertUsers(tx, ids, users)
	return r.Rules.RecordImport(ctx, tx, reseller.UsersImported, added)
}
