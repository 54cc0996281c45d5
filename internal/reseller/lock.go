package reseller

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"canopy/ent"
	"canopy/ent/account"
	"canopy/ent/counter"
	"canopy/internal/nodeid"
	"canopy/internal/problem"
	"canopy/internal/store"
	"canopy/internal/store/scope"
	"canopy/internal/treepath"

	"entgo.io/ent/dialect"
	"entgo.io/ent/dialect/sql"
)

// errMissing is of lockKey.
var errMissing = errors.New("reseller: there is no such account")

// errAgain starts a change over with the viewer's access as it is then: something moved to another tree before the locks were held, access
// changed, or a provisional viewer found nothing.
var errAgain = errors.New("reseller: accounts moved or access changed meanwhile")

// lock locks the tree of an account, shared, and loads it through the viewer's scope. An invisible or malformed id is a
// fault NOT_FOUND at path, and the account is nil. A tree stays locked until the end; lock one account per change. Other statements
// may travel along.
func (c *change) lock(ctx context.Context, path string, id nodeid.ID, along ...store.Statement) (*ent.Account, error) {
	a, err := c.lockKey(ctx, id.Of(nodeid.Account), along...)
	if errors.Is(err, errMissing) {
		c.faults.Add(path, problem.Missing, "there is no such account")
		return nil, nil
	}
	return a, err
}

// lockKey locks the tree of an account, shared, and loads the account, as far as rules ask: its place, status, country, language, timezone
// and limits. So it does into c.near with it and those above it, visible or not. It returns errMissing when none is visible.
func (c *change) lockKey(ctx context.Context, key int64, along ...store.Statement) (*ent.Account, error) {
	var locked int64 // the root
	var a *ent.Account
	provisional := c.viewer.Provisional()
	tree, chain := c.treeLock(ctx, key), c.loadChain(ctx, key, &a)
	tree.Each = func(row *store.Row) { locked = row.At(0).Int() }
	statements := append([]store.Statement{chain}, along...)
	if c.tx.Dialect() == dialect.Postgres { // on SQLite the one writer is the lock
		statements = append([]store.Statement{tree}, statements...)
	}
	if err := c.tx.Send(ctx, statements...); err != nil {
		return nil, fmt.Errorf("reseller: lock a tree: %w", err)
	}
	switch {
	case a == nil && provisional:
		return nil, errAgain
	case a == nil:
		if err := c.checkAccess(ctx); err != nil {
			return nil, err
		}
		return nil, errMissing
	case provisional:
		c.viewer.Confirm()
	}
	if c.tx.Dialect() == dialect.Postgres && a.RootID != locked {
		return nil, errAgain
	}
	return a, nil
}

// treeLock waits for the tree of a visible account and answers its root; what it read may be older than the lock.
func (c *change) treeLock(ctx context.Context, key int64) store.Statement {
	b := c.statement("SELECT a.root_id, pg_advisory_xact_lock_shared(a.root_id) IS NULL FROM accounts AS a WHERE a.id = ")
	b.Arg(key).WriteString(" AND ")
	scope.Account(ctx, b, "a")
	text, args := b.Query()
	return store.Statement{Text: text, Args: args}
}

// lockExclusive locks the trees of rows exclusively until the end, in order of their roots; root 0 is the installation. find loads
// the rows and answers the roots of their trees; it is asked again behind the locks. Whoever asks still holds then what they held before.
func (c *change) lockExclusive(ctx context.Context, find func(context.Context) (roots []int64, err error)) error {
	return c.lockTrees(ctx, true, find)
}

// lockTrees is lockExclusive, or the same with shared locks.
func (c *change) lockTrees(ctx context.Context, exclusive bool, find func(context.Context) (roots []int64, err error)) error {
	roots, err := find(ctx)
	if err != nil {
		return err
	}
	slices.Sort(roots)
	locked := slices.Compact(roots)
	for _, root := range locked {
		if err := c.tx.LockTree(ctx, root, exclusive); err != nil {
			return fmt.Errorf("reseller: lock a tree: %w", err)
		}
	}
	if roots, err = find(ctx); err != nil {
		return err
	}
	if slices.ContainsFunc(roots, func(root int64) bool { return !slices.Contains(locked, root) }) {
		return errAgain
	}
	return c.checkAccess(ctx)
}

// checkAccess returns errAgain when the viewer's grants were read before access changed.
func (c *change) checkAccess(ctx context.Context) error {
	if c.viewer.Revision == 0 { // nobody's grants were read
		return nil
	}
	now, err := c.tx.Counter.Query().Where(counter.ID("access")).Only(scope.Everything(ctx, scope.Authentication))
	if err == nil && now.Value != c.viewer.Revision {
		err = errAgain
	}
	return err
}

// nearColumns are what rules ask of the accounts in c.near; met reads them.
const nearColumns = "a.id, a.root_id, a.path, a.status, a.country, a.language, a.timezone, a.max_sub_accounts, a.max_users, a.max_assets, a.parent_id"

func (c *change) met(row *store.Row) *ent.Account {
	a := &ent.Account{
		ID: row.At(0).Int(), RootID: row.At(1).Int(), Path: row.At(2).Text(), Status: account.Status(row.At(3).Text()),
		Country: row.At(4).Text(), Language: row.At(5).Text(), Timezone: row.At(6).Text(),
		MaxSubAccounts: most(row.At(7)), MaxUsers: most(row.At(8)), MaxAssets: most(row.At(9)),
	}
	c.near[a.ID] = a
	return a
}

// loadChain loads a visible account into a, and it and all above it into c.near; nothing when access changed since the viewer's was read.
func (c *change) loadChain(ctx context.Context, key int64, a **ent.Account) store.Statement {
	b := c.statement("WITH RECURSIVE chain AS (SELECT " + nearColumns + " FROM accounts AS a WHERE a.id = ")
	b.Arg(key).WriteString(" AND ")
	scope.Account(ctx, b, "a")
	if c.viewer.Revision != 0 { // grants were read
		b.WriteString(" AND ")
		scope.Unchanged(b, c.viewer)
	}
	b.WriteString(" UNION ALL SELECT " + nearColumns + " FROM chain JOIN accounts AS a ON a.id = chain.parent_id)" +
		" SELECT " + scope.Inheritance.Marker() + " * FROM chain")
	text, args := b.Query()
	return store.Statement{Text: text, Args: args, Each: func(row *store.Row) {
		if met := c.met(row); met.ID == key {
			*a = met
		}
	}}
}

// loadNear loads accounts, and all above them, into c.near.
func (c *change) loadNear(ctx context.Context, accounts ...*ent.Account) error {
	var all []int64
	for _, a := range accounts {
		all = append(all, treepath.IDs(a.Path)...)
	}
	slices.Sort(all)
	return c.tx.Send(ctx, store.Statement{
		Text: "SELECT " + scope.Inheritance.Marker() + " " + nearColumns + " FROM accounts AS a WHERE a.id IN (SELECT id FROM " + ids(c.tx, "$1") + ")",
		Args: []any{array(slices.Compact(all))}, Each: func(row *store.Row) { c.met(row) },
	})
}

// lockAccounts locks the trees of visible accounts exclusively and loads them, in the order given, nil where there is none, with c.near.
func (c *change) lockAccounts(ctx context.Context, ids ...nodeid.ID) ([]*ent.Account, error) {
	asked := make([]int64, len(ids))
	for i, id := range ids {
		asked[i] = id.Of(nodeid.Account)
	}
	var visible []*ent.Account
	err := c.lockExclusive(ctx, func(ctx context.Context) (roots []int64, err error) {
		visible, err = c.tx.Account.Query().Where(account.IDIn(asked...)).All(ctx)
		for _, a := range visible {
			roots = append(roots, a.RootID)
		}
		return roots, err
	})
	if err != nil {
		return nil, err
	}
	found := make([]*ent.Account, len(ids))
	for i, key := range asked {
		if at := slices.IndexFunc(visible, func(a *ent.Account) bool { return a.ID == key }); at >= 0 {
			found[i] = visible[at]
		}
	}
	return found, c.loadNear(ctx, visible...)
}

// lockAccount is lockAccounts for one; an invisible or malformed id is a fault NOT_FOUND at accountId.
func (c *change) lockAccount(ctx context.Context, id nodeid.ID) (*ent.Account, error) {
	found, err := c.lockAccounts(ctx, id)
	if err == nil && found[0] == nil {
		c.faults.Add("accountId", problem.Missing, "there is no such account")
		err = c.faults
	}
	if err != nil {
		return nil, err
	}
	return found[0], nil
}

// most is a limit; nil for none.
func most(v store.Value) *int {
	if v.Null() {
		return nil
	}
	n := int(v.Int())
	return &n
}

func (c *change) statement(text string) *sql.Builder {
	b := &sql.Builder{}
	b.SetDialect(c.tx.Dialect())
	return b.WriteString(text)
}
