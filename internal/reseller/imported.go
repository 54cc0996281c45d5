package reseller

import (
	"context"
	"strconv"

	"canopy/ent/event"
	"canopy/internal/nodeid"
	"canopy/internal/store"
	"canopy/internal/viewer"
)

// The actions of the operator's import, one event for a tree and a transaction.
const (
	AccountsImported Action = "ACCOUNTS_IMPORTED"
	UsersImported    Action = "USERS_IMPORTED"
	AssetsImported   Action = "ASSETS_IMPORTED"
)

// imported is how the events tell what came.
var imported = map[Action]string{AccountsImported: "accounts", UsersImported: "users", AssetsImported: "assets"}

// RecordImport appends an event to each tree, of its root's account, that tells how many accounts, users or assets came in this transaction,
// whose last statements it belongs to.
func (s *Service) RecordImport(ctx context.Context, tx *store.Tx, action Action, byRoot map[int64]int) error {
	by, at := viewer.FromContext(ctx), s.Now()
	var entries []entry
	for root, n := range byRoot {
		entries = append(entries, entry{
			root: root, account: root, actor: by.UserID, action: action, outcome: event.OutcomeDONE, subject: nodeid.New(nodeid.Account, root),
			changes: []FieldChange{{Field: imported[action], After: value(strconv.Itoa(n))}}, requestID: by.RequestID, at: at,
		})
	}
	appendEvents(tx, entries)
	return nil
}
