package tree

import (
	"context"
	"slices"

	"canopy/internal/locale"
	"canopy/internal/nodeid"
	"canopy/internal/problem"
	"canopy/internal/store/scope"

	"entgo.io/ent/dialect/sql"
)

// AccountKey names one account by exactly one of its keys.
type AccountKey struct {
	ID        *nodeid.ID
	Number    *string
	Reference *string
}

// UserKey names one user by exactly one of its keys.
type UserKey struct {
	ID    *nodeid.ID
	Email *string // as entered
}

// Account answers one account. Several visible ones of the same reference are BAD_USER_INPUT.
func (r *Reader) Account(ctx context.Context, by AccountKey, sel *Selection) (*Account, error) {
	var named condition
	switch {
	case !exactlyOne(by.ID != nil, by.Number != nil, by.Reference != nil):
		return nil, problem.New(problem.BadUserInput, "account takes exactly one of id, accountNumber and externalReference")
	case by.ID != nil:
		if err := wellFormed(*by.ID); err != nil {
			return nil, err
		}
		named = key("a", *by.ID, nodeid.Account)
	case by.Number != nil:
		named = equals("a.account_number", *by.Number)
	default:
		named = equals("a.external_reference", *by.Reference)
	}
	l := r.loader(ctx)
	found, err := lookup(ctx, l, accounts, sel, named, l.visible("a"), l.accounts)
	if len(found) > 1 {
		return nil, problem.New(problem.BadUserInput, "several accounts have the external reference %q: ask by id", *by.Reference)
	}
	return one(found, err)
}

// User answers one user.
func (r *Reader) User(ctx context.Context, by UserKey, sel *Selection) (*User, error) {
	var named condition
	switch {
	case !exactlyOne(by.ID != nil, by.Email != nil):
		return nil, problem.New(problem.BadUserInput, "user takes exactly one of id and email")
	case by.ID != nil:
		if err := wellFormed(*by.ID); err != nil {
			return nil, err
		}
		named = key("u", *by.ID, nodeid.User)
	default:
		_, emailKey, ok := locale.Email(*by.Email)
		if !ok {
			return nil, nil
		}
		named = equals("u.email_key", emailKey)
	}
	l := r.loader(ctx)
	return one(lookup(ctx, l, users, sel, named, l.scoped(scope.Users, "u"), l.users))
}

// Review answers one review.
func (r *Reader) Review(ctx context.Context, id nodeid.ID, sel *Selection) (*Review, error) {
	if err := wellFormed(id); err != nil {
		return nil, err
	}
	l := r.loader(ctx)
	return one(lookup(ctx, l, reviews, sel, key("r", id, nodeid.Review), l.scoped(scope.Reviews, "r"), l.reviews))
}

// Organization answers one organization, where a visible account stands for it or a visible review lists it.
func (r *Reader) Organization(ctx context.Context, id nodeid.ID, sel *Selection) (*Organization, error) {
	l := r.loader(ctx)
	return one(lookup(ctx, l, organizations, sel, key("o", id, nodeid.Organization), l.scoped(scope.Organizations, "o"), leaf))
}

// leaf is what loads below an organization: nothing.
func leaf(context.Context, []*Organization, *Selection) error { return nil }

// lookup answers the visible rows that a condition names, two at most.
func lookup[R, N any](ctx context.Context, l *loader, k *kind[R, N], sel *Selection, named, visible condition,
	below func(context.Context, []*N, *Selection) error,
) (found []*N, err error) {
	if err := sel.Check(); err != nil || sel == nil {
		return nil, err
	}
	s := source{tables: from(k.table + " AS " + k.alias), where: []condition{named, visible}}
	columns := k.pick(sel)
	b := l.statement()
	s.joined(b, names(k.alias, columns))
	b.WriteString(" LIMIT 2")
	if err := read(ctx, l, b, k, columns, sel, func(_ int, row *R) { found = append(found, k.node(row)) }); err != nil {
		return nil, err
	}
	return found, below(ctx, found, sel)
}

// one is the first of what was found.
func one[N any](found []*N, err error) (*N, error) {
	if err != nil || len(found) == 0 {
		return nil, err
	}
	return found[0], nil
}

// key holds for the row of an id, for none when the id is of another kind.
func key(alias string, id nodeid.ID, kind nodeid.Kind) condition {
	return func(b *sql.Builder) { b.WriteString(alias + ".id = ").Arg(id.Of(kind)) }
}

// wellFormed refuses what was no id as text: whoever asks with it mistyped, or means something else.
func wellFormed(id nodeid.ID) error {
	if id == (nodeid.ID{}) {
		return problem.New(problem.BadUserInput, "this is no id of Canopy: ids look like acc_ and thirteen characters, as answers have them")
	}
	return nil
}

func exactlyOne(given ...bool) bool {
	n := 0
	for _, g := range given {
		if g {
			n++
		}
	}
	return n == 1
}

// UsersByID answers the visible ones of the users, in the given order.
func (r *Reader) UsersByID(ctx context.Context, ids []int64, sel *Selection) ([]*User, error) {
	if err := sel.Check(); err != nil || sel == nil {
		return nil, err
	}
	byID, err := r.loader(ctx).usersByID(ctx, ids, sel)
	return values(byID, ids), err
}

// maxNodes is how many ids nodes takes.
const maxNodes = 100

// Nodes answers things by their ids, each with the selection for its kind; nil where there is no such thing.
func (r *Reader) Nodes(ctx context.Context, ids []nodeid.ID, sel func(nodeid.Kind) *Selection) ([]Node, error) {
	if len(ids) > maxNodes {
		return nil, problem.New(problem.BadUserInput, "nodes takes at most %d ids", maxNodes)
	}
	l := r.loader(ctx)
	found := make(map[nodeid.ID]Node, len(ids))
	for _, err := range []error{
		nodesOf(ctx, ids, nodeid.Account, sel, l.accountsByID, found),
		nodesOf(ctx, ids, nodeid.User, sel, l.usersByID, found),
		nodesOf(ctx, ids, nodeid.Review, sel, l.reviewsByID, found),
		nodesOf(ctx, ids, nodeid.Organization, sel, l.organizationsByID, found),
	} {
		if err != nil {
			return nil, err
		}
	}
	nodes := make([]Node, len(ids))
	for i, id := range ids {
		nodes[i] = found[id]
	}
	return nodes, nil
}

// nodesOf finds the nodes of one kind.
func nodesOf[N any, P interface {
	*N
	Node
}](ctx context.Context, ids []nodeid.ID, kind nodeid.Kind, sel func(nodeid.Kind) *Selection,
	load func(context.Context, []int64, *Selection) (map[int64]*N, error), found map[nodeid.ID]Node,
) error {
	var asked []int64
	for _, id := range ids {
		if key := id.Of(kind); key != 0 {
			asked = append(asked, key)
		}
	}
	if len(asked) == 0 {
		return nil
	}
	slices.Sort(asked)
	asked = slices.Compact(asked)
	below := sel(kind)
	if err := below.Check(); err != nil {
		return err
	}
	byID, err := load(ctx, asked, below)
	for key, node := range byID {
		found[nodeid.New(kind, key)] = P(node)
	}
	return err
}
