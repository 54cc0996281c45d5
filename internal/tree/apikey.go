package tree

import (
	"context"
	"time"

	"canopy/ent/grant"
	"canopy/internal/nodeid"
	"canopy/internal/store"
	"canopy/internal/store/scope"
	"canopy/internal/viewer"

	"entgo.io/ent/dialect/sql"
)

type apiKeyRow struct {
	APIKey

	expiresAt, lastUsedAt, revokedAt time.Time
}

var apiKeys = &kind[apiKeyRow, APIKey]{
	table: "api_keys", alias: "k",
	columns: []column[apiKeyRow]{
		{"id", func(r *apiKeyRow, v store.Value) { r.Key = v.Int() }},
		{"name", func(r *apiKeyRow, v store.Value) { r.Name = v.Text() }},
		{"account_id", func(r *apiKeyRow, v store.Value) { r.accountID = v.Int() }},
		{"role", func(r *apiKeyRow, v store.Value) { r.Role = viewer.Role(v.Text()) }},
		{"scope", func(r *apiKeyRow, v store.Value) { r.Scope = grant.Scope(v.Text()) }},
		{"created_by_id", func(r *apiKeyRow, v store.Value) { r.createdByID = v.Int() }},
		{"created_at", func(r *apiKeyRow, v store.Value) { r.CreatedAt = v.Time() }},
		{"expires_at", func(r *apiKeyRow, v store.Value) { r.expiresAt = v.Time() }},
		{"last_used_at", func(r *apiKeyRow, v store.Value) { r.lastUsedAt = v.Time() }},
		{"revoked_at", func(r *apiKeyRow, v store.Value) { r.revokedAt = v.Time() }},
	},
	fields: map[string]string{
		"name": "name", "account": "account_id", "role": "role", "scope": "scope", "createdBy": "created_by_id",
		"createdAt": "created_at", "expiresAt": "expires_at", "lastUsedAt": "last_used_at", "revokedAt": "revoked_at",
	},
	orders: ids[apiKeyRow]("ki"),
	row:    func(*Selection) *apiKeyRow { return &apiKeyRow{} },
	key:    func(r *apiKeyRow) int64 { return r.Key },
	node: func(r *apiKeyRow) *APIKey {
		k := r.APIKey
		k.ExpiresAt, k.LastUsedAt, k.RevokedAt = maybeMoment(r.expiresAt), maybeMoment(r.lastUsedAt), maybeMoment(r.revokedAt)
		return &k
	},
}

// maybeMoment is a stored moment as the answer has it: none is null.
func maybeMoment(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	return &t
}

// apiKeys loads what else is asked of a level's API keys.
func (l *loader) apiKeys(ctx context.Context, list []*APIKey, sel *Selection) error {
	err := refer(ctx, list, sel.object("account"), l.accountsByID, func(k *APIKey) int64 { return k.accountID }, func(k *APIKey, a *Account) { k.Account = a })
	if err != nil {
		return err
	}
	return refer(ctx, list, sel.object("createdBy"), l.usersByID, func(k *APIKey) int64 { return k.createdByID }, func(k *APIKey, u *User) { k.CreatedBy = u })
}

// apiKeysByID loads those of the API keys on whose account the viewer may manage them; operators also those of the whole
// installation.
func (l *loader) apiKeysByID(ctx context.Context, ids []int64, sel *Selection) (map[int64]*APIKey, error) {
	found, err := byID(ctx, l, apiKeys, ids, sel, permitted(l.viewer.Holding(viewer.ManageAPIKeys), "k"))
	if err != nil {
		return nil, err
	}
	return found, l.apiKeys(ctx, values(found, ids), sel)
}

// permitted is the condition that the viewer sees the account of the row of the alias.
func permitted(v *viewer.Viewer, alias string) condition {
	return func(b *sql.Builder) { scope.ByAccount(b, v, alias) }
}

// APIKey answers one API key.
func (r *Reader) APIKey(ctx context.Context, id nodeid.ID, sel *Selection) (*APIKey, error) {
	return single(ctx, id.Of(nodeid.APIKey), sel, r.loader(ctx).apiKeysByID)
}
