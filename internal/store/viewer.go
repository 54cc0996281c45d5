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

// sessionGrants answers a row for each grant of the session's user, and one without a grant where there is none.
var sessionGrants = `SELECT ` + scope.Authentication.Marker() + ` s.id, s.expires_at, s.user_id, u.status, g.id, g.account_id, g.role, g.scope, a.path,
	(SELECT value FROM counters WHERE name = 'access')
FROM sessions s
LEFT JOIN users u ON u.id = s.user_id
LEFT JOIN grants g ON g.user_id = u.id
LEFT JOIN accounts a ON a.id = g.account_id
WHERE s.token_hash = $1`

// Viewer is who a session's token stands for, in one statement; nil when no session has the hash or it is over at the time, and when
// its user is disabled. An operator is a session without a user, or a user with a grant on the whole installation.
func (s *Store) Viewer(ctx context.Context, tokenHash []byte, at time.Time) (*viewer.Viewer, error) {
	rows, err := s.read.QueryContext(ctx, sessionGrants, tokenHash)
	if err != nil {
		return nil, fmt.Errorf("store: look a session up: %w", err)
	}
	defer func() { _ = rows.Close() }() // Err tells
	var session, revision int64
	var expires time.Time
	var userID sql.NullInt64
	var status sql.NullString
	var operator bool
	var grants []viewer.Grant
	for rows.Next() {
		var id, account sql.NullInt64
		var role, reach, path sql.NullString
		if err := rows.Scan(&session, &expires, &userID, &status, &id, &account, &role, &reach, &path, &revision); err != nil {
			return nil, fmt.Errorf("store: read a session: %w", err)
		}
		switch {
		case !userID.Valid, id.Valid && !account.Valid:
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
	v.SessionID, v.Expires, v.Revision = session, expires, revision
	return v, nil
}
