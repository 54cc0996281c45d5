package reseller

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"canopy/ent"
	"canopy/ent/grant"
	"canopy/ent/predicate"
	"canopy/ent/user"
	"canopy/internal/store"
	"canopy/internal/store/scope"
	"canopy/internal/treepath"

	"entgo.io/ent/dialect"
)

// An account that has people keeps at least one ADMIN on or above it: an active person whose grant holds for the subtree. Operators do
// not count. What takes the last one is refused; an account that had none before is made no worse. The trees are locked exclusively, so
// that two who take each other's role leave one.

// departure is people who leave their accounts, for another one or for good.
type departure struct {
	people []int64
	to     *ent.Account // where they come to; nil: nowhere
	admin  bool         // whether they bring it an ADMIN who counts
}

// rules tells whether an ADMIN whom they bring stands on or above the account at path.
func (d departure) rules(path string) bool {
	return d.admin && treepath.Subtree(d.to.Path).Contains(path)
}

// lastAdmins are those of the grants, all to be taken at once while people leave, without which some account with people would be left without
// an ADMIN. They come with their accounts, wherever the viewer sees them.
func (c *change) lastAdmins(ctx context.Context, taken predicate.Grant, leaving departure) ([]*ent.Grant, error) {
	lost, err := c.tx.Grant.Query().Where(taken, grant.RoleEQ(grant.RoleADMIN), grant.ScopeEQ(grant.ScopeSUBTREE), grant.AccountIDNotNil(),
		grant.HasUserWith(user.StatusEQ(user.StatusACTIVE))).WithAccount().All(scope.Everything(ctx, scope.Inheritance))
	if err != nil || len(lost) == 0 {
		return nil, err
	}
	var ids, chains []int64
	for _, g := range lost {
		ids, chains = append(ids, g.ID), append(chains, treepath.IDs(g.Edges.Account.Path)...)
	}
	ruled, err := c.adminsOn(ctx, chains, ids)
	if err != nil {
		return nil, err
	}
	var tops []string
	for _, g := range lost {
		if path := g.Edges.Account.Path; !ruled.any(treepath.IDs(path)) && !leaving.rules(path) {
			tops = append(tops, path)
		}
	}
	orphaned, err := c.withoutAdmin(ctx, tops, ids, leaving)
	if err != nil {
		return nil, err
	}
	var last []*ent.Grant
	for _, g := range lost {
		if orphaned[g.Edges.Account.Path] {
			last = append(last, g)
		}
	}
	return last, nil
}

// keys is a set of them.
type keys map[int64]bool

func (k keys) any(of []int64) bool {
	for _, key := range of {
		if k[key] {
			return true
		}
	}
	return false
}

// activeAdmins are the grants g that count, without those of the table.
const activeAdmins = `JOIN users u ON u.id = g.user_id
WHERE g.role = 'ADMIN' AND g.scope = 'SUBTREE' AND u.status = 'ACTIVE' AND g.id NOT IN (SELECT id FROM %s)`

// adminsOn are those of the accounts that have an ADMIN, without the grants.
func (c *change) adminsOn(ctx context.Context, accounts, without []int64) (keys, error) {
	found := keys{}
	return found, c.tx.Send(ctx, store.Statement{
		Text: "SELECT " + scope.Inheritance.Marker() + " DISTINCT g.account_id FROM grants g " + fmt.Sprintf(activeAdmins, ids(c.tx, "$1")) +
			" AND g.account_id IN (SELECT id FROM " + ids(c.tx, "$2") + ")",
		Args: []any{array(without), array(accounts)},
		Each: func(row *store.Row) { found[row.At(0).Int()] = true },
	})
}

// span is a range of paths as a record, of a subtree.
type span struct {
	Top int    `json:"top"`
	Lo  string `json:"lo"`
	Hi  string `json:"hi"`
}

// spanColumns are those of spans as records.
var spanColumns = []string{"top bigint", `lo text COLLATE "C"`, `hi text COLLATE "C"`}

// withoutAdmin tells of each of the subtrees, by the path of its topmost account, whether there are people in it who have no ADMIN inside
// it either on or above their account, without the grants and once people have left.
func (c *change) withoutAdmin(ctx context.Context, tops []string, without []int64, leaving departure) (map[string]bool, error) {
	orphaned := map[string]bool{}
	if len(tops) == 0 {
		return orphaned, nil
	}
	subtrees, inside := make([]span, len(tops)), make([][]treepath.Range, len(tops))
	for i, path := range tops {
		r := treepath.Subtree(path)
		subtrees[i] = span{i, r.Lo, r.Hi}
	}
	err := c.tx.Send(ctx, store.Statement{
		Text: "SELECT " + scope.Inheritance.Marker() + " r.top, a.path FROM " + records(c.tx, "$1", spanColumns...) +
			" JOIN accounts a ON a.path >= r.lo AND a.path < r.hi JOIN grants g ON g.account_id = a.id " +
			fmt.Sprintf(activeAdmins, ids(c.tx, "$2")) + " ORDER BY a.path",
		Args: []any{array(subtrees), array(without)},
		Each: func(row *store.Row) {
			top := row.At(0).Int()
			inside[top] = append(inside[top], treepath.Subtree(row.At(1).Text()))
		},
	})
	if err != nil {
		return nil, fmt.Errorf("reseller: look for admins: %w", err)
	}
	var gaps []span
	for i, path := range tops {
		whole := treepath.Subtree(path)
		if leaving.admin && whole.Contains(leaving.to.Path) { // who loses an ADMIN above where they come to always brings it
			inside[i] = append(inside[i], treepath.Subtree(leaving.to.Path))
			slices.SortFunc(inside[i], func(a, b treepath.Range) int { return cmp.Compare(a.Lo, b.Lo) })
		}
		for _, r := range whole.Without(inside[i]) {
			gaps = append(gaps, span{i, r.Lo, r.Hi})
		}
	}
	err = c.tx.Send(ctx, store.Statement{
		Text: "SELECT " + scope.Inheritance.Marker() + " DISTINCT r.top FROM " + records(c.tx, "$1", spanColumns...) +
			" WHERE (SELECT u.path FROM users u WHERE u.path >= r.lo AND u.path < r.hi AND u.id NOT IN (SELECT id FROM " + ids(c.tx, "$2") +
			") ORDER BY u.path LIMIT 1) IS NOT NULL",
		Args: []any{array(gaps), array(leaving.people)},
		Each: func(row *store.Row) { orphaned[tops[row.At(0).Int()]] = true },
	})
	if err != nil {
		return nil, fmt.Errorf("reseller: look for people without an admin: %w", err)
	}
	return orphaned, nil
}

// ids is the table of an array of ids.
func ids(db database, parameter string) string {
	if db.Dialect() == dialect.Postgres {
		return "(SELECT value::bigint AS id FROM json_array_elements_text(" + parameter + "::json)) AS i"
	}
	return "(SELECT value AS id FROM json_each(" + parameter + ")) AS i"
}
