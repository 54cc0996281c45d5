package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"time"

	"canopy/ent/grant"
	"canopy/ent/user"
	"canopy/internal/store/scope"
	"canopy/internal/viewer"

	"entgo.io/ent/dialect"
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

// Viewers is Viewer for several sessions, by their ids, in one statement. Those for which it answers nil are missing.
func (s *Store) Viewers(ctx context.Context, sessions []int64, at time.Time) (map[int64]*viewer.Viewer, error) {
	ids, err := json.Marshal(sessions)
	if err != nil {
		return nil, err
	}
	each := "SELECT value FROM json_each($1)"
	if s.dialect == dialect.Postgres {
		each = "SELECT value::bigint FROM json_array_elements_text($1::json)"
	}
	return s.viewers(ctx, grantsOf(session+"id IN ("+each+")")+" ORDER BY s.id", string(ids), at)
}

func (s *Store) viewer(ctx context.Context, statement string, by any, at time.Time) (*viewer.Viewer, error) {
	found, err := s.viewers(ctx, statement, by, at)
	for _, v := range found {
		return v, err // there is but one
	}
	return nil, err
}

// viewers are those of the statement's rows, which are in order of their sessions, by these.
func (s *Store) viewers(ctx context.Context, statement string, by any, at time.Time) (map[int64]*viewer.Viewer, error) {
	rows, err := s.read.QueryContext(ctx, statement, by)
	if err != nil {
		return nil, fmt.Errorf("store: look a session up: %w", err)
	}
	defer func() { _ = rows.Close() }() // Err tells
	found := map[int64]*viewer.Viewer{}
	var of asking
	for rows.Next() {
		var next asking
		var id, account sql.NullInt64
		var role, reach, path sql.NullString
		if err := rows.Scan(&next.session, &next.expires, &next.user, &next.key, &next.status, &id, &account, &role, &reach, &path, &next.revision); err != nil {
			return nil, fmt.Errorf("store: read a session: %w", err)
		}
		if next.session != of.session || !of.found {
			of.add(found, at)
			of, of.found = next, true
		}
		switch {
		case !of.user.Valid && !of.key.Valid, id.Valid && !account.Valid:
			of.operator = true
		case id.Valid:
			of.grants = append(of.grants, viewer.Grant{
				Path: path.String, Role: viewer.Role(role.String), Only: reach.String == string(grant.ScopeACCOUNT_ONLY),
			})
		}
	}
	if err := rows.Err(); err != nil {
		return nil, fmt.Errorf("store: read a session: %w", err)
	}
	of.add(found, at)
	return found, nil
}

// asking is what the rows of one session tell.
type asking struct {
	session, revision int64
	expires           sql.NullTime
	user, key         sql.NullInt64
	status            sql.NullString
	found, operator   bool
	grants            []viewer.Grant
}

// add adds the viewer, unless the session is over at the time or its user disabled.
func (a *asking) add(to map[int64]*viewer.Viewer, at time.Time) {
	if !a.found || a.expires.Valid && !at.Before(a.expires.Time) || a.status.String == string(user.StatusDISABLED) {
		return
	}
	v := viewer.New(a.user.Int64, a.operator, a.grants)
	v.SessionID, v.KeyID, v.Expires, v.Revision = a.session, a.key.Int64, a.expires.Time, a.revision
	to[a.session] = v
}

// AccessRevision is the revision of all access in the installation: while it stands, so does every Viewer of it that has not expired.
func (s *Store) AccessRevision(ctx context.Context) (revision int64, err error) {
	err = s.read.QueryRowContext(ctx, "SELECT "+scope.Authentication.Marker()+" value FROM counters WHERE name = 'access'").Scan(&revision)
	return revision, err
}
