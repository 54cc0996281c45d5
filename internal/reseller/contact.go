package reseller

import (
	"context"
	"fmt"
	"maps"
	"slices"

	"canopy/ent"
	"canopy/internal/nodeid"
	"canopy/internal/store"
	"canopy/internal/store/scope"
	"canopy/internal/treepath"
)

// The statements of leaveContacts: the accounts in the subtrees with their notification contacts, and the accounts whose contacts belong
// there. %s are the reason and the subtrees.
const (
	contactsOf = `SELECT %s a.id, a.path, a.updated_at, a.notification_contact_id, u.path FROM %s
		JOIN accounts a ON a.path >= r.lo AND a.path < r.hi JOIN users u ON u.id = a.notification_contact_id`
	contactsFrom = `SELECT %s a.id, a.path, a.updated_at, a.notification_contact_id, u.path FROM %s
		JOIN users u ON u.path >= r.lo AND u.path < r.hi JOIN accounts a ON a.notification_contact_id = u.id`
)

// leaveContacts clears the notification contacts that a move into another tree is going to part from their accounts, whichever of the two
// goes: nobody is told about, or shown to, another reseller's tree.
func (c *change) leaveContacts(ctx context.Context, moving []*ent.Account, parent *ent.Account) error {
	if moving[0].RootID == parent.RootID {
		return nil
	}
	subtrees := make([]span, len(moving))
	for i, a := range moving {
		r := treepath.Subtree(a.Path)
		subtrees[i] = span{i, r.Lo, r.Hi}
	}
	tree := func(path string) int64 { // in which it will be
		if slices.ContainsFunc(moving, func(a *ent.Account) bool { return treepath.Subtree(a.Path).Contains(path) }) {
			return parent.RootID
		}
		return treepath.IDs(path)[0]
	}
	parted := map[int64]*ent.Account{}
	look := func(text string) store.Statement {
		return store.Statement{
			Text: fmt.Sprintf(text, scope.Contact.Marker(), records(c.tx, "$1", spanColumns...)), Args: []any{array(subtrees)},
			Each: func(row *store.Row) {
				contact, root := row.At(3).Int(), tree(row.At(1).Text())
				if root != tree(row.At(4).Text()) {
					parted[row.At(0).Int()] = &ent.Account{ID: row.At(0).Int(), RootID: root, UpdatedAt: row.At(2).Time(), NotificationContactID: &contact}
				}
			},
		}
	}
	if err := c.tx.Send(ctx, look(contactsOf), look(contactsFrom)); err != nil {
		return fmt.Errorf("reseller: look for contacts: %w", err)
	}
	if len(parted) == 0 {
		return nil
	}
	at, keys := c.at, slices.Sorted(maps.Keys(parted))
	for _, key := range keys {
		a := parted[key]
		at = latest(at, c.later(a.UpdatedAt))
		c.recordOn(AccountUpdated, a, []FieldChange{{Field: "notificationContact", Before: value(nodeid.New(nodeid.User, *a.NotificationContactID).String())}})
	}
	return c.tx.Send(ctx, store.Statement{
		Text: "UPDATE accounts SET notification_contact_id = NULL, updated_at = $1 WHERE id IN (SELECT id FROM " + ids(c.tx, "$2") + ")", Args: []any{at, array(keys)},
	})
}
