package api_test

import (
	"context"
	"testing"

	"canopy/ent"
	"canopy/ent/account"
	"canopy/ent/predicate"
	"canopy/ent/provisioning"
	"canopy/internal/canopytest"
	"canopy/internal/nodeid"
	"canopy/internal/reseller"
	"canopy/internal/store"
)

// above is the account above one, nil above a root.
func (m *table) above(a *ent.Account) *ent.Account {
	if a.ParentID == nil {
		return nil
	}
	return m.Store.Client().Account.GetX(canopytest.Operator(), *a.ParentID)
}

// become gives accounts a status, and their provisioning one that goes with it.
func (m *table) become(status account.Status, which ...predicate.Account) {
	provisioned := provisioning.StatusSUCCEEDED
	if status == account.StatusPENDING {
		provisioned = provisioning.StatusQUEUED
	}
	m.Tx(func(ctx context.Context, tx *store.Tx) error {
		tx.Account.Update().Where(which...).SetStatus(status).ExecX(ctx)
		return tx.Provisioning.Update().Where(provisioning.HasAccountWith(which...)).SetStatus(provisioned).Exec(ctx)
	})
}

// restore puts the accounts of the matrix back to what they were laid as: where they stand, ACTIVE, and with the assets that they had.
func (m *table) restore(t *testing.T) {
	t.Helper()
	for place, laid := range m.accounts {
		now := m.Store.Client().Account.GetX(canopytest.Operator(), laid.ID)
		if now.Status != account.StatusACTIVE {
			m.become(account.StatusACTIVE, account.ID(laid.ID))
		}
		if now.ExternalReference == nil { // called off, it gave it back
			m.Tx(func(ctx context.Context, tx *store.Tx) error {
				return tx.Account.UpdateOneID(laid.ID).SetExternalReference(*laid.ExternalReference).SetSearch(laid.Search).Exec(ctx)
			})
		}
		if held := m.held[place]; now.Status == account.StatusCLOSED && held != nil {
			m.Tx(func(ctx context.Context, tx *store.Tx) error {
				return tx.Asset.UpdateOneID(held.ID).SetAssignedToID(laid.ID).Exec(ctx)
			})
		}
	}
	for _, laid := range m.accounts { // once all are ACTIVE
		if now := m.above(m.Store.Client().Account.GetX(canopytest.Operator(), laid.ID)); now != nil && now.ID != *laid.ParentID {
			back := reseller.MoveAccountsInput{AccountIDs: []nodeid.ID{nodeid.New(nodeid.Account, laid.ID)}, ParentID: nodeid.New(nodeid.Account, *laid.ParentID)}
			if _, err := m.MoveAccounts(canopytest.Operator(), back); err != nil {
				t.Fatal(err)
			}
		}
	}
}
