package tree

import (
	"context"
	"maps"
	"slices"

	"canopy/internal/locale"
	"canopy/internal/nodeid"
	"canopy/internal/problem"
	"canopy/internal/store"
	"canopy/internal/store/scope"
	"canopy/internal/viewer"

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
	found, err := lookup(ctx, r, accounts, sel, named, scope.Accounts, func(l *loader, seen condition) beside[Account] { return l.besideAccount(sel, seen) })
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
		_, emailKey, _ := locale.Email(*by.Email) // "" for what is none, and nobody's
		named = equals("u.email_key", emailKey)
	}
	return one(lookup(ctx, r, users, sel, named, scope.Users, afterwards(sel, (*loader).users)))
}

// Review answers one review.
func (r *Reader) Review(ctx context.Context, id nodeid.ID, sel *Selection) (*Review, error) {
	if err := wellFormed(id); err != nil {
		return nil, err
	}
	return one(lookup(ctx, r, reviews, sel, key("r", id, nodeid.Review), scope.Reviews, afterwards(sel, (*loader).reviews)))
}

// Organization answers one organization, where a visible account stands for it or a visible review lists it.
func (r *Reader) Organization(ctx context.Context, id nodeid.ID, sel *Selection) (*Organization, error) {
	return one(lookup(ctx, r, organizations, sel, key("o", id, nodeid.Organization), scope.Organizations, leaf))
}

// leaf has nothing below it.
func leaf(*loader, condition) beside[Organization] { return beside[Organization]{} }

// afterwards loads what is asked below a row once it is found.
func afterwards[N any](sel *Selection, load func(*loader, context.Context, []*N, *Selection) error) func(*loader, condition) beside[N] {
	return func(l *loader, _ condition) beside[N] {
		return beside[N]{finish: func(ctx context.Context, n *N) error { return load(l, ctx, []*N{n}, sel) }}
	}
}

// besideAccount reads the parent in the account's row, and the pages that hang directly at the account by the condition that
// names it, so that they come with it.
func (l *loader) besideAccount(sel *Selection, seen condition) (more beside[Account]) {
	rest := *sel
	rest.Connections = nil
	var together []hanging
	for _, c := range sel.Connections {
		s, ok := l.directly(c, source{named: seen}, "p.id")
		if !ok {
			rest.Connections = append(rest.Connections, c)
			continue
		}
		h := l.hang(c, s)
		together = append(together, h)
		more.statements = append(more.statements, h.statements...)
	}
	var parent *Account
	if above := sel.object("parent"); above != nil {
		rest.Objects = maps.Clone(sel.Objects)
		delete(rest.Objects, "parent")
		columns, row := accounts.pick(above), accounts.row(above)
		more.columns = ", " + names("above", columns)
		more.join = func(b *sql.Builder) {
			b.WriteString(" LEFT JOIN accounts AS above ON above.id = a.parent_id AND ")
			l.visible("above")(b)
		}
		more.each = func(found *store.Row, from int) {
			if !found.At(from).Null() {
				read(found, from, columns, row)
				parent = accounts.node(row)
			}
		}
	}
	more.finish = func(ctx context.Context, a *Account) error {
		if parent != nil {
			a.Parent = parent
			if err := l.accounts(ctx, []*Account{parent}, sel.Objects["parent"]); err != nil {
				return err
			}
		}
		if err := l.accounts(ctx, []*Account{a}, &rest); err != nil {
			return err
		}
		for _, h := range together {
			if err := h.finish(ctx, []*Account{a}); err != nil {
				return err
			}
		}
		return nil
	}
	return more
}

// beside is what is read together with a look-up, and done when it has found something.
type beside[N any] struct {
	columns string                         // more of each row, or ""
	join    func(*sql.Builder)             // where they come from
	each    func(found *store.Row, at int) // takes them, from a column on

	statements []store.Statement
	finish     func(context.Context, *N) error
}

// lookup answers the visible rows that a condition names, two at most. With a provisional viewer it finds nothing when
// access changed since, and is done again with the viewer renewed.
func lookup[R, N any](ctx context.Context, r *Reader, k *kind[R, N], sel *Selection, named condition,
	visible func(*sql.Builder, *viewer.Viewer, string), below func(*loader, condition) beside[N],
) (found []*N, err error) {
	if err := sel.Check(); err != nil || sel == nil {
		return nil, err
	}
	l := r.loader(ctx)
	seen := l.scoped(visible, k.alias)
	more := below(l, func(b *sql.Builder) { named(b); b.WriteString(" AND "); seen(b) })
	s := source{where: []condition{named, seen}, tables: func(b *sql.Builder) {
		b.WriteString(k.table + " AS " + k.alias)
		if more.join != nil {
			more.join(b)
		}
	}}
	provisional := l.viewer.Provisional()
	if provisional {
		s.where = append(s.where, func(b *sql.Builder) { scope.Unchanged(b, l.viewer) })
	}
	columns := k.pick(sel)
	b := l.statement()
	s.joined(b, names(k.alias, columns)+more.columns)
	b.WriteString(" LIMIT 2")
	look := rows(b, s, k, columns, sel, func(_ int, row *R, also *store.Row) {
		found = append(found, k.node(row))
		if more.each != nil {
			more.each(also, 1+len(columns))
		}
	})
	if err := l.store.Query(ctx, append([]store.Statement{look}, more.statements...)...); err != nil {
		return nil, err
	}
	switch {
	case provisional && len(found) == 0: // whatever the reason: another root field may have confirmed an older revision
		if _, err := l.viewer.Renewed(ctx); err != nil {
			return nil, err
		}
		return lookup(ctx, r, k, sel, named, visible, below)
	case provisional:
		l.viewer.Confirm()
	}
	if len(found) == 1 && more.finish != nil {
		err = more.finish(ctx, found[0])
	}
	return found, err
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
		return problem.New(problem.BadUserInput, "this is no id of Canopy: an id is three letters for its kind, an underscore and thirteen characters, as answers have it")
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

// Written is users that a transaction writes and the viewer reads: the visible ones, with the selection.
type Written struct {
	reader *Reader
	sel    *Selection
	found  map[int64]*User
}

// Written is for users to be written.
func (r *Reader) Written(sel *Selection) *Written { return &Written{reader: r, sel: sel} }

// Reading is the statements to run behind those that write the users.
func (w *Written) Reading(ctx context.Context, ids []int64) []store.Statement {
	if w.sel == nil || len(ids) == 0 {
		return nil
	}
	l := w.reader.loader(ctx)
	w.found = make(map[int64]*User, len(ids))
	return []store.Statement{find(l, users, ids, w.sel, l.scoped(scope.Users, "u"), w.found)}
}

// Users answers them in the given order: what Reading has read, or else reads them.
func (w *Written) Users(ctx context.Context, ids []int64) ([]*User, error) {
	if err := w.sel.Check(); err != nil || w.sel == nil {
		return nil, err
	}
	l := w.reader.loader(ctx)
	if len(w.found) < len(ids) { // written by an earlier try, by idempotency key
		found, err := l.usersByID(ctx, ids, w.sel)
		return values(found, ids), err
	}
	written := values(w.found, ids)
	return written, l.users(ctx, written, w.sel)
}

// maxNodes is how many ids nodes takes.
const maxNodes = 100

// Nodes answers things by their ids, each with the selection for its kind; nil where there is no such thing.
func (r *Reader) Nodes(ctx context.Context, ids []nodeid.ID, sel func(nodeid.Kind) *Selection) ([]Node, error) {
	if len(ids) > maxNodes {
		return nil, problem.New(problem.BadUserInput, "nodes takes at most %d ids", maxNodes)
	}
	found, err := r.loader(ctx).nodes(ctx, ids, sel)
	if err != nil {
		return nil, err
	}
	nodes := make([]Node, len(ids))
	for i, id := range ids {
		nodes[i] = found[id]
	}
	return nodes, nil
}

// nodes finds what the viewer sees of the ids.
func (l *loader) nodes(ctx context.Context, ids []nodeid.ID, sel func(nodeid.Kind) *Selection) (map[nodeid.ID]Node, error) {
	found := make(map[nodeid.ID]Node, len(ids))
	for _, err := range []error{
		nodesOf(ctx, ids, nodeid.Account, sel, l.accountsByID, found),
		nodesOf(ctx, ids, nodeid.User, sel, l.usersByID, found),
		nodesOf(ctx, ids, nodeid.Review, sel, l.reviewsByID, found),
		nodesOf(ctx, ids, nodeid.Organization, sel, l.organizationsByID, found),
		nodesOf(ctx, ids, nodeid.Asset, sel, l.assetsByID, found),
		nodesOf(ctx, ids, nodeid.Grant, sel, l.grantsByID, found),
		nodesOf(ctx, ids, nodeid.APIKey, sel, l.apiKeysByID, found),
		nodesOf(ctx, ids, nodeid.Event, sel, l.eventsByID, found),
		nodesOf(ctx, ids, nodeid.UserImport, sel, l.userImportsByID, found),
		nodesOf(ctx, ids, nodeid.Webhook, sel, l.webhooksByID, found),
		nodesOf(ctx, ids, nodeid.WebhookDelivery, sel, l.webhookDeliveriesByID, found),
	} {
		if err != nil {
			return nil, err
		}
	}
	return found, nil
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
