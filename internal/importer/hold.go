package importer

import (
	"context"
	"fmt"
	"slices"

	"canopy/ent/account"
	"canopy/internal/store"
)

// need is an account of the database that rows need, and the effective statuses in which they can be written.
type need struct {
	*node
	while []account.Status
}

var (
	active   = []account.Status{account.StatusACTIVE}
	usable   = []account.Status{account.StatusPENDING, account.StatusACTIVE}
	unclosed = []account.Status{account.StatusPENDING, account.StatusACTIVE, account.StatusSUSPENDED, account.StatusFAILED}
)

// hold locks the trees of the needed accounts, shared, and makes sure that the accounts are still where they were when the rows were judged,
// and neither suspended nor closed since.
func hold(ctx context.Context, tx *store.Tx, needs []need) error {
	var roots, ids []int64
	for _, n := range needs {
		roots, ids = append(roots, n.tree.id), append(ids, n.id)
	}
	for _, root := range distinct(roots) {
		if err := tx.LockTree(ctx, root, false); err != nil {
			return err
		}
	}
	found, err := tx.Account.Query().Where(account.IDIn(distinct(ids)...)).Select(account.FieldID, account.FieldPath, account.FieldStatus).All(ctx)
	if err != nil {
		return err
	}
	statuses, err := effective(ctx, tx.Account, found)
	if err != nil {
		return err
	}
	paths := map[int64]string{}
	for _, a := range found {
		paths[a.ID] = a.Path
	}
	for _, n := range needs {
		if paths[n.id] != n.path || !slices.Contains(n.while, statuses[n.id]) {
			return fmt.Errorf("the account %.60q was moved, suspended or closed meanwhile", n.ref)
		}
	}
	return nil
}
