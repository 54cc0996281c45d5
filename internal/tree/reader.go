package tree

import (
	"context"
	"time"

	"canopy/ent/user"
	"canopy/internal/nodeid"
	"canopy/internal/store"
	"canopy/internal/store/scope"
	"canopy/internal/treepath"
	"canopy/internal/viewer"

	"entgo.io/ent/dialect"
)

// Config is what a Reader needs.
type Config struct {
	Store *store.Store
	Now   func() time.Time // nil: time.Now

	// Told is called when a viewer is shown so many notification contacts whose own account they do not see. nil: nobody is told.
	Told func(ctx context.Context, contacts int)
}

// Reader answers all reads of the API, each for the viewer of its context. What is invisible or unknown is
// nil without an error, and a nil Selection loads nothing. Faults of arguments are BAD_USER_INPUT, told before
// any statement runs.
type Reader struct {
	store *store.Store
	now   func() time.Time
	told  func(ctx context.Context, contacts int)
}

// New is a reader of the store.
func New(cfg Config) *Reader {
	if cfg.Now == nil {
		cfg.Now = time.Now
	}
	if cfg.Told == nil {
		cfg.Told = func(context.Context, int) {}
	}
	return &Reader{cfg.Store, cfg.Now, cfg.Told}
}

func (r *Reader) loader(ctx context.Context) *loader {
	return &loader{r.store, viewer.FromContext(ctx), r.now(), r.told}
}

// Accounts answers a page of every account that the viewer sees, whatever its depth.
func (r *Reader) Accounts(ctx context.Context, c *Connection) (*AccountConnection, error) {
	if err := c.check(); err != nil {
		return nil, err
	}
	l := r.loader(ctx)
	return first(load[AccountConnection](ctx, l, accounts, c, l.everywhere(c), l.accounts))
}

// everywhere is the accounts that the viewer sees. PostgreSQL chooses well among few ranges, planning for them; for many, and
// on SQLite, which has no numbers to choose by, one plan is good for any.
func (l *loader) everywhere(c *Connection) source {
	s := source{below: true, tables: from("accounts AS a"), where: append(l.accountConditions(c.Accounts), l.visible("a"))}
	ranges := l.viewer.Ranges()
	chooses := l.store.Dialect() == dialect.Postgres && len(ranges) <= scope.Few
	if l.viewer.Operator || len(ranges) == 0 || chooses || c.Accounts.keyed() {
		return s
	}
	s.below, s.tables, s.where = false, lying("accounts", "a", ranges), append(l.accountConditions(c.Accounts), plain(scope.Marker+" 1=1"))
	if name, _ := c.order(); name == "NAME" {
		s.anywhere = &anywhere{ranges, append(l.accountConditions(c.Accounts), l.scoped(scope.Found, "a"))}
	}
	return s
}

// Directory answers a page of the people who may be notification contact of a customer below the account:
// those whom the viewer sees in the account's tree, unless they are disabled. Its whole visible part, since a
// reseller's people may sit in any of its accounts, beside or below this one too. The rules accept the same: a
// visible user, ACTIVE or INVITED, of an account with the same root_id.
func (r *Reader) Directory(ctx context.Context, id nodeid.ID, c *Connection) (*UserConnection, error) {
	if err := c.check(); err != nil {
		return nil, err
	}
	l := r.loader(ctx)
	withPath := &Selection{Fields: map[string]bool{"depth": true}}
	account, err := r.Account(ctx, AccountKey{ID: &id}, withPath)
	if account == nil {
		return nil, err
	}
	tree := treepath.Subtree(treepath.Child("", treepath.IDs(account.Path)[0]))
	s := l.usersBelow([]int64{account.Key}, func(int) []treepath.Range { return l.viewer.Within(tree) })
	s.where = append(s.where, anyOf("u.status", []user.Status{user.StatusACTIVE, user.StatusINVITED}))
	s.where = append(s.where, l.userConditions(c.Users, true)...)
	return first(load[UserConnection](ctx, l, users, c, s, l.users))
}

// Node answers anything that has an id, with the selection for its kind.
func (r *Reader) Node(ctx context.Context, id nodeid.ID, sel func(nodeid.Kind) *Selection) (Node, error) {
	if err := wellFormed(id); err != nil {
		return nil, err
	}
	nodes, err := r.Nodes(ctx, []nodeid.ID{id}, sel)
	if err != nil {
		return nil, err
	}
	return nodes[0], nil
}

// first is the page of a connection that hangs nowhere in particular.
func first[C any](pages []C, err error) (*C, error) {
	if err != nil {
		return nil, err
	}
	return &pages[0], nil
}
