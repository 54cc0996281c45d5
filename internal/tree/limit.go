package tree

import (
	"context"

	"canopy/internal/store"
	"canopy/internal/store/scope"
	"canopy/internal/treepath"
)

// AccountLimit is how many of a kind an account may have, and has.
type AccountLimit struct {
	Kind string // SUB_ACCOUNTS, USERS or ASSETS
	Max  *int   // nil: no limit
	Used int
}

// limits works out how many of what the accounts may have, by their own limits and those of all above them, seen or not, and how many they
// have, whoever sees those.
func (l *loader) limits(ctx context.Context, list []*Account, sel *Selection) error {
	sel = sel.object("limits")
	if sel == nil {
		return nil
	}
	chains := make([][]int64, len(list))
	for i, a := range list {
		chains[i] = treepath.IDs(a.Path)
		a.Limits = []AccountLimit{{Kind: "SUB_ACCOUNTS"}, {Kind: "USERS"}, {Kind: "ASSETS"}}
	}
	var statements []store.Statement
	limiting := map[int64]*Account{}
	if sel.Fields["max"] {
		own := &Selection{Fields: map[string]bool{"limits": true}}
		statements = append(statements, find(l, accounts, distinct(chains), own, everything(scope.Inheritance), limiting))
	}
	if sel.Fields["used"] {
		statements = append(statements, l.used(list))
	}
	if len(statements) == 0 {
		return nil
	}
	if err := l.store.Query(ctx, statements...); err != nil {
		return err
	}
	for i, a := range list {
		for _, id := range chains[i] {
			if above := limiting[id]; above != nil {
				for j := range a.Limits {
					a.Limits[j].Max = least(a.Limits[j].Max, above.ownLimits[j])
				}
			}
		}
	}
	return nil
}

// used is the statement of how many the accounts have; the rules count the same.
func (l *loader) used(list []*Account) store.Statement {
	s, b := source{places: accountIDs(list)}, l.statement()
	b.WriteString("SELECT ")
	s.place(b)
	b.WriteString(", (SELECT count(*) FROM accounts AS a WHERE a.parent_id = p.id AND a.status <> 'CLOSED')" +
		", (SELECT count(*) FROM users AS u WHERE u.account_id = p.id AND u.status <> 'DISABLED')" +
		", (SELECT count(*) FROM assets AS t WHERE t.owner_id = p.id) + (SELECT count(*) FROM assets AS t WHERE t.assigned_to_id = p.id) FROM ")
	s.list(b)
	where(b, []condition{everything(scope.Inheritance)})
	return query(b, s, func(place int, row *store.Row) {
		for i := range list[place].Limits {
			list[place].Limits[i].Used = int(row.At(1 + i).Int())
		}
	})
}

// least is the smaller of two limits; nil is none.
func least(a, b *int) *int {
	if a == nil || b != nil && *b < *a {
		return b
	}
	return a
}
