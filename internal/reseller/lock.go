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

// lockKey locks the tree of an account, shared, and loads the account, as far as rules ask: its place, status, country, language and
// timezone. So it does into c.chain with it and those above it, visible or not, itself first. It returns errMissing when none is visible.
func (c *change) lockKey(ctx context.Context, key int64, along ...store.Statement) (*ent.Account, error) {
	var locked int64 // the root
	provisional := c.viewer.Provisional()
	tree, chain := c.treeLock(ctx, key), c.loadChain(ctx, key)
	tree.Each = func(row *store.Row) { locked = row.At(0).Int() }
	statements := append([]store.Statement{chain}, along...)
	if c.tx.Dialect() == dialect.Postgres { // on SQLite the one writer is the lock
		statements = append([]store.Statement{tree}, statements...)
	}
	if err := c.tx.Send(ctx, statements...); err != nil {
		return nil, fmt.Errorf("reseller: lock a tree: %w", err)
	}
	switch {
	case len(c.chain) == 0 && provisional:
		return nil, errAgain
	case len(c.chain) == 0:
		if err := c.checkAccess(ctx); err != nil {
			return nil, err
		}
		return nil, errMissing
	case provisional:
		c.viewer.Confirm()
	}
	if c.tx.Dialect() == dialect.Postgres && c.chain[0].RootID != locked {
		return nil, errAgain
	}
	return c.chain[0], nil
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
	roots, err := find(ctx)
	if err != nil {
		return err
	}
	slices.Sort(roots)
	locked := slices.Compact(roots)
	for _, root := range locked {
		if err := c.tx.LockTree(ctx, root, true); err != nil {
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
	if c.viewer.SessionID == 0 { // not by a token
		return nil
	}
	now, err := c.tx.Counter.Query().Where(counter.ID("access")).Only(scope.Everything(ctx, scope.Authentication))
	if err == nil && now.Value != c.viewer.Revision {
		err = errAgain
	}
	return err
}

// loadChain loads a visible account and all above it into c.chain; nothing when access changed since the viewer's was read.
func (c *change) loadChain(ctx context.Context, key int64) store.Statement {
	const columns = "a.id, a.root_id, a.path, a.status, a.country, a.language, a.timezone, a.parent_id"
	b := c.statement("WITH RECURSIVE chain AS (SELECT " + columns + " FROM accounts AS a WHERE a.id = ")
	b.Arg(key).WriteString(" AND ")
	scope.Account(ctx, b, "a")
	if c.viewer.SessionID != 0 { // by a token
		b.WriteString(" AND ")
		scope.Unchanged(b, c.viewer)
	}
	b.WriteString(" UNION ALL SELECT " + columns + " FROM chain JOIN accounts AS a ON a.id = chain.parent_id)" +
		" SELECT " + scope.Inheritance.Marker() + " * FROM chain ORDER BY path DESC")
	text, args := b.Query()
	c.chain = nil
	return store.Statement{Text: text, Args: args, Each: func(row *store.Row) {
		c.chain = append(c.chain, &ent.Account{
			ID: row.At(0).Int(), RootID: row.At(1).Int(), Path: row.At(2).Text(), Status: account.Status(row.At(3).Text()),
			Country: row.At(4).Text(), Language: row.At(5).Text(), Timezone: row.At(6).Text(),
		})
	}}
}

func (c *change) statement(text string) *sql.Builder {
	b := &sql.Builder{}
	b.SetDialect(c.tx.Dialect())
	return b.WriteString(text)
}
