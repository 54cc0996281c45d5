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

	"entgo.io/ent/dialect"
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
	return c.clearContacts(ctx, parted)
}

// clearContacts clears the notification contacts of the accounts, by their keys, each with an event.
func (c *change) clearContacts(ctx context.Context, parted map[int64]*ent.Account) error {
	if len(parted) == 0 {
		return nil
	}
	at, keys := c.at, slices.Sorted(maps.Keys(parted))
	for _, key := range keys {
		a := parted[key]
		at = latest(at, c.later(a.UpdatedAt))
		c.recordOn(AccountUpdated, a, contactCleared(*a.NotificationContactID))
	}
	return c.tx.Send(ctx, store.Statement{
		Text: "UPDATE accounts SET notification_contact_id = NULL, updated_at = $1 WHERE id IN (SELECT id FROM " + ids(c.tx, "$2") + ")", Args: []any{at, array(keys)},
	})
}

func contactCleared(userID int64) []FieldChange {
	return []FieldChange{{Field: "notificationContact", Before: value(nodeid.New(nodeid.User, userID).String())}}
}

// The statements of releaseContacts: the accounts, and the open reviews, outside of the tree $2 whose notification contact is one of the
// people. %s are the reason and the people.
const (
	contactFor = `SELECT %s a.id, a.root_id, a.updated_at, a.notification_contact_id FROM accounts a
		WHERE a.notification_contact_id IN (SELECT id FROM %s) AND a.root_id <> $2`
	contactForReviews = `SELECT %s r.id, a.root_id, r.updated_at, r.notification_contact_id, a.id FROM reviews r JOIN accounts a ON a.id = r.parent_id
		WHERE r.notification_contact_id IN (SELECT id FROM %s) AND a.root_id <> $2 AND r.status = 'OPEN' ORDER BY r.id`
)

// releaseContacts clears people as notification contacts of the accounts and open reviews of all trees but that of root; 0: of all. Such a
// review is approved once it has another contact.
func (c *change) releaseContacts(ctx context.Context, people []int64, root int64) error {
	parted := map[int64]*ent.Account{}
	var open []int64
	at := c.at
	look := func(text, lock string, each func(*store.Row)) store.Statement {
		text = fmt.Sprintf(text, scope.Contact.Marker(), ids(c.tx, "$1"))
		if c.tx.Dialect() == dialect.Postgres {
			text += lock
		}
		return store.Statement{Text: text, Args: []any{array(people), root}, Each: each}
	}
	err := c.tx.Send(ctx, look(contactFor, "", func(row *store.Row) {
		contact := row.At(3).Int()
		parted[row.At(0).Int()] = &ent.Account{ID: row.At(0).Int(), RootID: row.At(1).Int(), UpdatedAt: row.At(2).Time(), NotificationContactID: &contact}
	}), look(contactForReviews, " FOR UPDATE OF r", func(row *store.Row) { // a review that moved since its contact was chosen is of no locked tree
		open, at = append(open, row.At(0).Int()), latest(at, c.later(row.At(2).Time()))
		parent := &ent.Account{ID: row.At(4).Int(), RootID: row.At(1).Int()}
		c.record(ReviewUpdated, parent, nodeid.New(nodeid.Review, row.At(0).Int()), contactCleared(row.At(3).Int()))
	}))
	if err != nil {
		return fmt.Errorf("reseller: look for contacts: %w", err)
	}
	if err := c.clearContacts(ctx, parted); err != nil || len(open) == 0 {
		return err
	}
	return c.tx.Send(ctx, store.Statement{
		Text: "UPDATE reviews SET notification_contact_id = NULL, updated_at = $1 WHERE id IN (SELECT id FROM " + ids(c.tx, "$2") + ")", Args: []any{at, array(open)},
	})
}
