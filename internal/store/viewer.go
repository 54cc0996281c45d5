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

// sessionGrants answers a row for each grant of the session's user, and one without a grant where there is none. An API key is
// the one grant of its session.
var sessionGrants = `SELECT ` + scope.Authentication.Marker() + ` s.id, s.expires_at, s.user_id, s.api_key_id, u.status,
	coalesce(g.id, k.id), a.id, coalesce(g.role, k.role), coalesce(g.scope, k.scope), a.path,
	(SELECT value FROM counters WHERE name = 'access')
FROM sessions s
LEFT JOIN users u ON u.id = s.user_id
LEFT JOIN grants g ON g.user_id = u.id
LEFT JOIN api_keys k ON k.id = s.api_key_id
LEFT JOIN accounts a ON a.id = coalesce(g.account_id, k.account_id)
WHERE `

// Viewer is who a session's token stands for, in one statement; nil when no session has the hash or it is over at the time, and when
// its user is disabled. An operator is a session without a user and an API key, or a user or key whose grant is on the whole installation.
func (s *Store) Viewer(ctx context.Context, tokenHash []byte, at time.Time) (*viewer.Viewer, error) {
	return s.viewer(ctx, "s.token_hash = $1", tokenHash, at)
}

// ViewerOf is Viewer for the session of the id.
func (s *Store) ViewerOf(ctx context.Context, session int64, at time.Time) (*viewer.Viewer, error) {
	return s.viewer(ctx, "s.id = $1", session, at)
}

func (s *Store) viewer(ctx context.Context, named string, by any, at time.Time) (*viewer.Viewer, error) {
	rows, err := s.read.QueryContext(ctx, sessionGrants+named, by)
	if err != nil {
		return nil, fmt.Errorf("store: look a session up: %w", err)
	}
	defer func() { _ = rows.Close() }() // Err tells
	var session, revision int64
	var expires time.Time
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
	if session == 0 || !at.Before(expires) || status.String == string(user.StatusDISABLED) {
		return nil, nil
	}
	v := viewer.New(userID.Int64, operator, grants)
	v.SessionID, v.KeyID, v.Expires, v.Revision = session, keyID.Int64, expires, revision
	return v, nil
}

// AccessRevision is the revision of all access in the installation: while it stands, so does every Viewer of it that has not expired.
func (s *Store) AccessRevision(ctx context.Context) (revision int64, err error) {
	err = s.read.QueryRowContext(ctx, "SELECT "+scope.Authentication.Marker()+" value FROM counters WHERE name = 'access'").Scan(&revision)
	return revision, err
}
