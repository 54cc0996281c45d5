package store

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"canopy/ent/grant"
	"canopy/ent/user"
	"canopy/internal/store/scope"
	"canopy/internal/viewer"
)

// grantsOf answers a row for each grant of the user of a session s, of which there is at most one, and one without a grant where there is
// none. An API key is the one grant of its session.
func grantsOf(s string) string {
	return `SELECT ` + scope.Authentication.Marker() + ` s.id, s.expires_at, s.user_id, s.api_key_id, u.status,
	coalesce(g.id, k.id), a.id, coalesce(g.role, k.role), coalesce(g.scope, k.scope), a.path,
	(SELECT value FROM counters WHERE name = 'access')
FROM (` + s + `) s
LEFT JOIN users u ON u.id = s.user_id
LEFT JOIN grants g ON g.user_id = u.id
LEFT JOIN api_keys k ON k.id = s.api_key_id
LEFT JOIN accounts a ON a.id = coalesce(g.account_id, k.account_id)`
}

const session = `SELECT id, expires_at, user_id, api_key_id FROM sessions WHERE `

var (
	byToken   = grantsOf(session + `token_hash = $1`)
	bySession = grantsOf(session + `id = $1`)
	byUser    = grantsOf(`SELECT 0 AS id, NULL AS expires_at, id AS user_id, CAST(NULL AS bigint) AS api_key_id FROM users WHERE id = $1`)
	byKey     = grantsOf(`SELECT 0 AS id, expires_at, CAST(NULL AS bigint) AS user_id, id AS api_key_id FROM api_keys WHERE id = $1 AND revoked_at IS NULL`)
)

// Viewer is who a session's token stands for, in one statement; nil when no session has the hash or it is over at the time, and when
// its user is disabled. An operator is a session without a user and an API key, or a user or key whose grant is on the whole installation.
func (s *Store) Viewer(ctx context.Context, tokenHash []byte, at time.Time) (*viewer.Viewer, error) {
	return s.viewer(ctx, byToken, tokenHash, at)
}

// ViewerOf is Viewer for the session of the id.
func (s *Store) ViewerOf(ctx context.Context, session int64, at time.Time) (*viewer.Viewer, error) {
	return s.viewer(ctx, bySession, session, at)
}

// ViewerWithout is Viewer for who asked by a session that may have ended meanwhile: a user, or with the user 0 an API key. Nil when the user
// is disabled or gone, or the key is revoked or over.
func (s *Store) ViewerWithout(ctx context.Context, user, key int64, at time.Time) (*viewer.Viewer, error) {
	if user == 0 {
		return s.viewer(ctx, byKey, key, at)
	}
	return s.viewer(ctx, byUser, user, at)
}

func (s *Store) viewer(ctx context.Context, statement string, by any, at time.Time) (*viewer.Viewer, error) {
	rows, err := s.read.QueryContext(ctx, statement, by)
	if err != nil {
		return nil, fmt.Errorf("store: look a session up: %w", err)
	}
	defer func() { _ = rows.Close() }() // Err tells
	var session, revision int64
	var expires sql.NullTime
	found := false
	var userID, keyID sql.NullInt64
	var status sql.NullString
	var operator bool
	var grants []viewer.Grant
	for rows.Next() {
		var id, account sql.NullInt64
		var role, reach, path sql.NullString
		if err := rows.Scan(&session, &expires, &userID, &keyID, &status, &id, &account, &role, &reach, &path, &revision); err != nil {
			return nil, fmt.Errorf("store: read a session: %w", err)
		}
		found = true
		switch {
		case !userID.Valid && !keyID.Valid, id.Valid && !account.Valid:
			operator = true
		case id.Valid:
			grants = append(grants, viewer.Grant{
				Path: path.String, Role: viewer.Role(role.String), Only: reach.String == string(grant.ScopeACCOUNT_ONLY),
			})
		}
	}
	if err := rows.Err(); err != nil {
		return nil, fmt.Errorf("store: read a session: %w", err)
	}
	if !found || expires.Valid && !at.Before(expires.Time) || status.String == string(user.StatusDISABLED) {
		return nil, nil
	}
	v := viewer.New(userID.Int64, operator, grants)
	v.SessionID, v.KeyID, v.Expires, v.Revision = session, keyID.Int64, expires.Time, revision
	return v, nil
}

// AccessRevision is the revision of all access in the installation: while it stands, so does every Viewer of it that has not expired.
func (s *Store) AccessRevision(ctx context.Context) (revision int64, err error) {
	err = s.read.QueryRowContext(ctx, "SELECT "+scope.Authentication.Marker()+" value FROM counters WHERE name = 'access'").Scan(&revision)
	return revision, err
}
