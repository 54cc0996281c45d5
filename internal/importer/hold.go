package importer

import (
	"context"
	"errors"
	"slices"

	"canopy/ent/account"
	"canopy/internal/store"
)

// errMoved says that an account is no longer where it was when the rows were judged.
var errMoved = errors.New("an account was moved or removed meanwhile")

// hold locks the trees of accounts of the database, shared, and makes sure that the accounts still are where they were.
func hold(ctx context.Context, tx *store.Tx, nodes []*node) error {
	places := map[int64]string{}
	var roots, ids []int64
	for _, n := range nodes {
		if _, known := places[n.id]; !known {
			places[n.id] = n.path
			roots, ids = append(roots, n.tree.id), append(ids, n.id)
		}
	}
	slices.Sort(roots)
	for _, root := range slices.Compact(roots) {
		if err := tx.LockTree(ctx, root, false); err != nil {
			return err
		}
	}
	rows, err := tx.Account.Query().Where(account.IDIn(ids...)).Select(account.FieldID, account.FieldPath).All(ctx)
	if err != nil {
		return err
	}
	for _, a := range rows {
		if places[a.ID] == a.Path {
			delete(places, a.ID)
		}
	}
	if len(places) > 0 {
		return errMoved
	}
	return nil
}
