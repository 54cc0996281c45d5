package reseller

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"canopy/ent/grant"
	"canopy/ent/user"
	"canopy/internal/locale"
	"canopy/internal/problem"
	"canopy/internal/store"
	"canopy/internal/store/scope"
	"canopy/internal/viewer"
)

// NewUser is a person to be stored with one grant on their account, all parts normalised.
type NewUser struct {
	AccountID  int64
	Email      string // of locale.Email, as is its key
	EmailKey   string
	GivenName  string
	FamilyName string
	Phone      string // E.164
	JobTitle   string
	Language   string
	Timezone   string
	Status     user.Status
	Role       viewer.Role
	Scope      grant.Scope
}

const (
	insertUsers = `INSERT INTO users (id, account_id, email, email_key, given_name, family_name, name_key, search, phone, job_title,
	language, timezone, status, password_hash, created_at, updated_at)
SELECT %s CAST(value ->> 'ID' AS bigint), CAST(value ->> 'AccountID' AS bigint), value ->> 'Email', value ->> 'EmailKey', value ->> 'GivenName',
	value ->> 'FamilyName', value ->> 'NameKey', value ->> 'Search', value ->> 'Phone', value ->> 'JobTitle',
	value ->> 'Language', value ->> 'Timezone', value ->> 'Status', '', $1, $1
FROM %s WHERE 1 = 1 ON CONFLICT (email_key) DO NOTHING RETURNING id`
	insertGrants = `INSERT INTO grants (user_id, account_id, role, scope, created_at)
SELECT %s CAST(value ->> 'ID' AS bigint), CAST(value ->> 'AccountID' AS bigint), value ->> 'Role', value ->> 'Scope', $1 FROM %s`
)

// InsertUsers inserts the people, each with the grant, and returns their ids in the list's order: 0 where the address is taken, also
// by a transaction at the same moment, for whose end it waits. Two of them never wait for each other in a circle: each inserts in
// order of the addresses' keys.
func (s *Service) InsertUsers(ctx context.Context, tx *store.Tx, list []NewUser) (ids []int64, err error) {
	type row struct {
		ID int64
		NewUser
		NameKey, Search string
	}
	ids, err = tx.NextIDs(ctx, user.Table, len(list))
	if err != nil {
		return nil, fmt.Errorf("reseller: draw the ids of users: %w", err)
	}
	values := make([]row, len(list))
	for i, u := range list {
		values[i] = row{ids[i], u, locale.Fold(u.GivenName + " " + u.FamilyName), locale.SearchKey(u.GivenName, u.FamilyName, u.Email)}
	}
	slices.SortFunc(values, func(a, b row) int { return cmp.Compare(a.EmailKey, b.EmailKey) })
	at, text := s.Now(), array(values)
	inserted, err := answers[int64](ctx, tx, fmt.Sprintf(insertUsers, scope.Uniqueness.Marker(), elements(tx, "$2")), at, text)
	if err != nil {
		return nil, fmt.Errorf("reseller: insert users: %w", err)
	}
	if len(inserted) < len(list) {
		text = array(slices.DeleteFunc(values, func(v row) bool { return !inserted[v.ID] }))
		for i, id := range ids {
			if !inserted[id] {
				ids[i] = 0
			}
		}
	}
	if _, err := tx.SQL.ExecContext(ctx, fmt.Sprintf(insertGrants, scope.Uniqueness.Marker(), elements(tx, "$2")), at, text); err != nil {
		return nil, fmt.Errorf("reseller: insert grants: %w", err)
	}
	return ids, nil
}

// insert writes the sound people; those whose address was taken at the same moment are no longer.
func (c *change) insert(ctx context.Context, people []*person) error {
	list := sound(people)
	users := make([]NewUser, len(list))
	for i, p := range list {
		users[i] = p.NewUser
	}
	ids, err := c.InsertUsers(ctx, c.tx, users)
	for i, id := range ids {
		if list[i].id = id; id == 0 {
			list[i].taken()
		}
	}
	return err
}

// checkTaken faults the people whose address somebody has.
func (c *change) checkTaken(ctx context.Context, people []*person) error {
	keys := make([]string, 0, len(people))
	for _, p := range people {
		if p.EmailKey != "" {
			keys = append(keys, p.EmailKey)
		}
	}
	taken, err := existing(ctx, c.tx, user.Table, user.FieldEmailKey, keys)
	if err != nil {
		return fmt.Errorf("reseller: look for taken addresses: %w", err)
	}
	for _, p := range people {
		if taken[p.EmailKey] {
			p.taken()
		}
	}
	return nil
}

func (p *person) taken() {
	p.faults.Add("email", problem.Taken, "somebody has this address already")
}
