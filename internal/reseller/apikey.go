package reseller

import (
	"context"
	"time"

	"canopy/ent"
	"canopy/ent/apikey"
	"canopy/ent/grant"
	"canopy/ent/session"
	"canopy/internal/nodeid"
	"canopy/internal/problem"
	"canopy/internal/secret"
	"canopy/internal/store/scope"
	"canopy/internal/viewer"
)

// IssuedKey is a new API key. Its token is stored nowhere.
type IssuedKey struct {
	KeyID int64
	Token string
}

// never is when the session of a key ends that does not: the last day that both databases and the API can write.
var never = time.Date(9999, time.December, 31, 0, 0, 0, 0, time.UTC)

// CreateAPIKey makes a key and the session that is its token. It needs MANAGE_API_KEYS on the account and gives nothing that its maker does
// not hold there; without an account it is up to operators, and ADMIN.
func (s *Service) CreateAPIKey(ctx context.Context, in CreateAPIKeyInput) (issued IssuedKey, err error) {
	err = s.change(ctx, APIKeyCreated, func(ctx context.Context, c *change) error {
		a, err := c.lockKeysOf(ctx, "accountId", in.AccountID)
		if err != nil {
			return err
		}
		if (a != nil || in.AccountID == nil) && !c.allow("accountId", manageKeys, a) {
			return c.faults.Err()
		}
		in.Name = CheckText(&c.faults, "name", in.Name)
		switch {
		case in.AccountID == nil:
			c.checkInstallation(in.Role, in.Scope)
		case a != nil:
			c.checkGiven(a, in.Role, in.Scope)
		}
		c.checkExpiry("expiresAt", in.ExpiresAt)
		if err := c.faults.Err(); err != nil {
			return err
		}
		issued, err = c.createAPIKey(ctx, a, in)
		return err
	})
	if err != nil {
		return IssuedKey{}, err
	}
	return issued, nil
}

// lockKeysOf is lock for a change of the keys of an account, of the installation without one: whoever asks still holds then what they
// held before.
func (c *change) lockKeysOf(ctx context.Context, path string, id *nodeid.ID) (a *ent.Account, err error) {
	if id == nil {
		err = c.tx.LockTree(ctx, 0, false)
	} else {
		a, err = c.lock(ctx, path, *id)
	}
	if err != nil {
		return nil, err
	}
	return a, c.checkAccess(ctx)
}

// checkExpiry faults at path when a key would end before it begins, after the key that makes it, or after all time.
func (c *change) checkExpiry(path string, at *time.Time) {
	switch {
	case c.viewer.KeyID != 0 && c.viewer.Expires.Before(never) && (at == nil || at.After(c.viewer.Expires)):
		c.faults.Add(path, problem.Invalid, "a key that a key makes ends with it at the latest: write a time up to %s", c.viewer.Expires.UTC().Format(time.RFC3339))
	case at == nil:
	case !at.After(c.at):
		c.faults.Add(path, problem.Invalid, "this is past: write a time to come, or leave it out for a key that does not end")
	case at.After(never):
		c.faults.Add(path, problem.Invalid, "this is too late: leave it out for a key that does not end")
	}
}

func (c *change) createAPIKey(ctx context.Context, a *ent.Account, in CreateAPIKeyInput) (IssuedKey, error) {
	create := c.tx.APIKey.Create().SetName(in.Name).SetRole(apikey.Role(in.Role)).SetScope(apikey.Scope(in.Scope)).
		SetNillableCreatedByID(nullable(c.viewer.UserID)).SetNillableExpiresAt(in.ExpiresAt).SetCreatedAt(c.at)
	if a != nil {
		create.SetAccountID(a.ID)
	}
	key, err := create.Save(ctx)
	if err != nil {
		return IssuedKey{}, err
	}
	expires := never
	if in.ExpiresAt != nil {
		expires = *in.ExpiresAt
	}
	token, hash := secret.NewToken()
	err = c.tx.Session.Create().SetAPIKeyID(key.ID).SetTokenHash(hash).SetCreatedAt(c.at).SetExpiresAt(expires).Exec(ctx)
	if err != nil {
		return IssuedKey{}, err
	}
	changes := []FieldChange{
		{Field: "name", After: &key.Name}, {Field: "role", After: value(string(key.Role))}, {Field: "scope", After: value(string(key.Scope))},
	}
	if in.ExpiresAt != nil {
		changes = append(changes, FieldChange{Field: "expiresAt", After: moment(*in.ExpiresAt)})
	}
	c.record(APIKeyCreated, a, nodeid.New(nodeid.APIKey, key.ID), changes)
	return IssuedKey{KeyID: key.ID, Token: token}, nil
}

// RevokeAPIKey ends a key with its session: the next request with it is refused. A key that is revoked already stays as it is. It needs
// MANAGE_API_KEYS on the key's account, operators where it has none, and what the key holds.
func (s *Service) RevokeAPIKey(ctx context.Context, in RevokeAPIKeyInput) (keyID int64, err error) {
	err = s.change(ctx, APIKeyRevoked, func(ctx context.Context, c *change) error {
		key, err := c.tx.APIKey.Query().Where(apikey.ID(in.APIKeyID.Of(nodeid.APIKey))).Only(ctx)
		if ent.IsNotFound(err) {
			c.faults.Add("apiKeyId", problem.Missing, "there is no such API key")
			return c.faults.Err()
		}
		if err != nil {
			return err
		}
		var on *nodeid.ID
		if key.AccountID != nil {
			on = &nodeid.ID{Kind: nodeid.Account, Key: *key.AccountID}
		}
		a, err := c.lockKeysOf(ctx, "apiKeyId", on)
		if err != nil {
			return err
		}
		if on != nil && a == nil || !c.allow("apiKeyId", manageKeys, a) { // it may move out of sight meanwhile
			return c.faults.Err()
		}
		if !c.holdsRole(a, viewer.Role(key.Role), grant.Scope(key.Scope)) {
			c.deny(a)
			c.faults.Add("apiKeyId", problem.CannotGrant, "you do not hold %s there as far as this key does: somebody above has to revoke it", key.Role)
			return c.faults.Err()
		}
		keyID = key.ID
		return c.revokeAPIKey(ctx, a, key)
	})
	return keyID, err
}

func (c *change) revokeAPIKey(ctx context.Context, a *ent.Account, key *ent.APIKey) error {
	ctx = scope.Everything(ctx, scope.Authentication) // the key was found in the viewer's scope, and nobody sees its session
	fresh, err := c.tx.APIKey.Update().Where(apikey.ID(key.ID), apikey.RevokedAtIsNil()).SetRevokedAt(c.at).Save(ctx)
	if err != nil || fresh == 0 {
		return err
	}
	if _, err := c.tx.Session.Delete().Where(session.APIKeyID(key.ID)).Exec(ctx); err != nil {
		return err
	}
	c.record(APIKeyRevoked, a, nodeid.New(nodeid.APIKey, key.ID), []FieldChange{
		{Field: "name", Before: &key.Name}, {Field: "role", Before: value(string(key.Role))}, {Field: "scope", Before: value(string(key.Scope))},
		{Field: "revokedAt", After: moment(c.at)},
	})
	return nil
}

// moment is a time as events write it: as the API's DateTime.
func moment(at time.Time) *string { return value(at.UTC().Format("2006-01-02T15:04:05.000000Z")) }
