package tree

import (
	"cmp"
	"context"
	"maps"
	"slices"

	"canopy/ent/grant"
	"canopy/internal/nodeid"
	"canopy/internal/store"
	"canopy/internal/store/scope"
	"canopy/internal/viewer"
)

// MaxReasons is how many grants a user shows as reasons for each permission, those nearest to the account.
const MaxReasons = 10

// held is a grant that a person holds something by, and where it is in the chain of accounts: "" is the whole installation.
type held struct {
	*Grant
	path string
}

// effective works out why people may do what on the accounts asked about: nothing where they are disabled, or the viewer
// does not see the account.
func (l *loader) effective(ctx context.Context, list []*User, asked []*On) error {
	for _, on := range asked {
		by := make([][]held, len(list))
		if err := l.store.Query(ctx, l.holding(list, on, by)); err != nil {
			return err
		}
		shown := map[*Grant]bool{}
		for i, u := range list {
			reasons := l.reasons(by[i])
			for _, r := range reasons {
				if r.Grant != nil {
					shown[r.Grant] = true
				}
			}
			u.Effective = append(u.Effective, keyed[[]EffectivePermission]{on.Key, &reasons})
		}
		if sel := on.Node.object("grant"); sel != nil {
			if err := l.grants(ctx, slices.Collect(maps.Keys(shown)), sel); err != nil {
				return err
			}
		}
	}
	return nil
}

// holding is the statement of all grants by which each of the people holds something on an account, seen or not.
func (l *loader) holding(list []*User, on *On, by [][]held) store.Statement {
	s := source{
		tables: from("grants AS g JOIN users AS u ON u.id = g.user_id CROSS JOIN accounts AS t LEFT JOIN accounts AS a ON a.id = g.account_id"),
		where: []condition{
			plain("g.user_id = p.id AND u.status <> 'DISABLED'"), key("t", on.AccountID, nodeid.Account), l.visible("t"), everything(scope.Inheritance),
			plain("(a.id IS NULL OR a.id = t.id OR g.scope = 'SUBTREE' AND substr(t.path, 1, length(a.path)) = a.path)"),
		},
	}
	for _, u := range list {
		s.places = append(s.places, u.Key)
	}
	b := l.statement()
	s.joined(b, "g.id, g.account_id, g.role, g.scope, a.path")
	return query(b, s, func(place int, row *store.Row) {
		g := &Grant{
			Key: row.At(1).Int(), Origin: OnAccount, Role: viewer.Role(row.At(3).Text()), Scope: grant.Scope(row.At(4).Text()),
			accountID: row.At(2).Int(), userID: list[place].Key,
		}
		by[place] = append(by[place], held{g, row.At(5).Text()})
	})
}

// reasons are the permissions that the grants give, in the schema's order, for each the nearest first. What was given on an
// account that the viewer does not see is told without the grant, and so is an operator's to others.
func (l *loader) reasons(by []held) []EffectivePermission {
	slices.SortFunc(by, func(a, b held) int { return cmp.Or(len(b.path)-len(a.path), cmp.Compare(a.Key, b.Key)) })
	reasons := []EffectivePermission{}
	for _, p := range viewer.Permissions {
		n := 0
		for _, h := range by {
			if !h.Role.Holds(p) || n == MaxReasons {
				continue
			}
			n++
			r := EffectivePermission{Permission: p, Grant: h.Grant, Origin: OnAccount}
			switch {
			case h.accountID == 0:
				h.Origin, r.Origin = OnInstallation, OnInstallation
				if !l.viewer.Operator {
					r.Grant = nil
				}
			case !l.viewer.Sees(h.path):
				r.Grant, r.Origin = nil, Above
			}
			reasons = append(reasons, r)
		}
	}
	return reasons
}
