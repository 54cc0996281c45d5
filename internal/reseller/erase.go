package reseller

import (
	"context"
	"encoding/json"
	"fmt"

	"canopy/ent"
	"canopy/ent/eventpersonvalue"
	"canopy/ent/grant"
	"canopy/ent/user"
	"canopy/ent/userimport"
	"canopy/internal/locale"
	"canopy/internal/nodeid"
	"canopy/internal/problem"
	"canopy/internal/store"
	"canopy/internal/store/scope"
	"canopy/internal/viewer"

	"entgo.io/ent/dialect"
)

// EraseUser deletes a person for good, with all that is told of them; docs/decisions/0015-erasure.md lists it. Events stay, without the values
// of the person's fields, and so do the accounts, reviews and API keys that they made. Their address is free for a new user at once. Needs
// what DisableUsers needs. Nobody erases themselves, nor the last ADMIN that people have.
func (s *Service) EraseUser(ctx context.Context, in EraseUserInput) error {
	err := s.change(ctx, UserErased, func(ctx context.Context, c *change) error {
		key, found := in.UserID.Of(nodeid.User), map[int64]*ent.User{}
		err := c.lockExclusive(ctx, func(ctx context.Context) ([]int64, error) { return c.loadUsers(ctx, []int64{key}, found) })
		if err != nil {
			return err
		}
		u := found[key]
		if u == nil {
			c.faults.Add("userId", problem.Missing, "there is no such person")
			return c.faults
		}
		if c.allowUser("userId", u); c.faults != nil {
			return c.faults
		}
		last, err := c.lastAdmins(ctx, grant.UserID(u.ID), departure{people: []int64{u.ID}})
		if err != nil {
			return err
		}
		if len(last) > 0 {
			c.faults.Add("userId", problem.LastAdmin, "people would be left without an active ADMIN: give the role to somebody who is ACTIVE first")
			return c.faults
		}
		c.record(UserErased, u.Edges.Account, nodeid.New(nodeid.User, u.ID), nil)
		return c.erase(ctx, u)
	})
	if err == nil { // a backup that is restored has no event of it
		v := viewer.FromContext(ctx)
		s.Logger.InfoContext(ctx, "user erased", "user", in.UserID.String(), "by", asker(v), "request_id", v.RequestID)
	}
	return err
}

// erasing are the statements that take the person $1 out of the tables. What draws the revision of access, for which others wait, comes late;
// sessions go before it, as signOut does, and links and keys behind them, as Sweep does.
var erasing = []string{
	"UPDATE event_person_values SET before = NULL, after = NULL WHERE user_id = $1",
	"UPDATE reviews SET notification_contact_id = NULL WHERE notification_contact_id = $1", // decided ones
	"UPDATE reviews SET created_by_id = NULL WHERE created_by_id = $1",
	"UPDATE api_keys SET created_by_id = NULL WHERE created_by_id = $1",
	"UPDATE webhooks SET created_by_id = NULL WHERE created_by_id = $1",
	"UPDATE user_imports SET created_by_id = NULL WHERE created_by_id = $1",
	"DELETE FROM identities WHERE user_id = $1",
	"DELETE FROM invitations WHERE user_id = $1",
	"DELETE FROM sessions WHERE user_id = $1",
	"DELETE FROM links WHERE user_id = $1",
	"DELETE FROM idempotency_keys WHERE viewer_id = $1",
	"DELETE FROM grants WHERE user_id = $1",
	"DELETE FROM users WHERE id = $1",
}

// erase deletes the person. Whoever refers to them at this moment waits for their row, and is waited for.
func (c *change) erase(ctx context.Context, u *ent.User) error {
	query := c.tx.User.Query().Where(user.ID(u.ID))
	if c.tx.Dialect() == dialect.Postgres {
		query.ForUpdate()
	}
	u, err := query.Only(ctx)
	if err != nil {
		return err
	}
	if err := c.releaseContacts(ctx, []int64{u.ID}, 0); err != nil {
		return err
	}
	if err := c.endImportsOf(ctx, u.ID); err != nil {
		return err
	}
	if err := c.forgetMails(ctx, u); err != nil {
		return err
	}
	for _, text := range erasing {
		c.tx.Last(store.Statement{Text: text, Args: []any{u.ID}})
	}
	return nil
}

// forgetMails takes the work out of the queue that names the person, or an address which they have, or as far as the log tells had.
func (c *change) forgetMails(ctx context.Context, u *ent.User) error {
	told, err := c.tx.EventPersonValue.Query().Where(eventpersonvalue.UserID(u.ID), eventpersonvalue.FieldIn("email", "unconfirmedEmail")).
		All(scope.Everything(ctx, scope.Events))
	if err != nil {
		return err
	}
	addresses := map[string]bool{u.Email: true, u.NewEmail: true}
	for _, v := range told {
		addresses[text(v.Before)], addresses[text(v.After)] = true, true
	}
	mails := []JobArgs{MailAddressChanged{UserID: u.ID}, MailOutcome{UserID: u.ID}}
	for address := range addresses {
		if _, key, ok := locale.Email(address); ok {
			mails = append(mails, MailPasswordReset{EmailKey: key})
		}
	}
	for _, mail := range mails {
		if err := c.Forget(ctx, c.tx.SQL, mail); err != nil {
			return err
		}
	}
	return nil
}

// endImportsOf ends the imports under way of a person, as when they lose their access: without a sender they would be an operator's.
func (c *change) endImportsOf(ctx context.Context, userID int64) error {
	faults, err := json.Marshal([]problem.Fault(senderGone()))
	if err != nil {
		return fmt.Errorf("reseller: end imports: %w", err)
	}
	return c.tx.UserImport.Update().Where(userimport.CreatedByID(userID), userimport.CompletedAtIsNil()).
		SetStatus(userimport.StatusREJECTED).SetCompletedAt(c.at).SetFaults(string(faults)).Exec(scope.Everything(ctx, scope.Jobs))
}
