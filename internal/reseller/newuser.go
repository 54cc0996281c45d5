package reseller

import (
	"fmt"

	"canopy/ent/grant"
	"canopy/ent/user"
	"canopy/internal/locale"
	"canopy/internal/store"
	"canopy/internal/viewer"

	"entgo.io/ent/dialect"
)

// NewUser is a person to be stored with one grant on their account, all parts normalised.
type NewUser struct {
	AccountID  int64       `json:"account_id"`
	Path       string      `json:"path"`  // the account's
	Email      string      `json:"email"` // of locale.Email, as is its key
	EmailKey   string      `json:"email_key"`
	GivenName  string      `json:"given_name"`
	FamilyName string      `json:"family_name"`
	Phone      string      `json:"phone"` // E.164
	JobTitle   string      `json:"job_title"`
	Language   string      `json:"language"`
	Timezone   string      `json:"timezone"`
	Status     user.Status `json:"status"`
	Role       viewer.Role `json:"role"`
	Scope      grant.Scope `json:"scope"`
}

// userRow is a new user as a record.
type userRow struct {
	NewUser
	ID      int64  `json:"id"`
	NameKey string `json:"name_key"`
	Search  string `json:"search"`
}

// userColumns are the record's, userFields those of them that are a user's.
var userColumns = []string{
	"id bigint", "account_id bigint", "path text", "email text", `email_key text COLLATE "C"`, "given_name text", "family_name text", "name_key text", "search text",
	"phone text", "job_title text", "language text", "timezone text", "status text", "role text", "scope text",
}

// The statements of InsertUsers, %s the table r of the rows.
const (
	userFields  = `id, account_id, path, email, email_key, given_name, family_name, name_key, search, phone, job_title, language, timezone, status`
	insertUsers = `INSERT INTO users (` + userFields + `, password_hash, created_at, updated_at)
SELECT ` + userFields + `, '', $1, $1 FROM %s ORDER BY email_key`
	insertGrants      = `INSERT INTO grants (user_id, account_id, role, scope, created_at) SELECT id, account_id, role, scope, $1 FROM %s`
	insertInvitations = `INSERT INTO invitations (user_id, status, send_at) SELECT id, 'QUEUED', $1 FROM %s WHERE status = 'INVITED'`
)

// InsertUsers inserts the people, each with the grant, and who is INVITED with an invitation to be sent, when the transaction ends; their
// ids are drawn. AddressTaken tells of the transaction's error whether somebody has one of the addresses, perhaps since a transaction at the
// same moment, for whose end it waits. Two of them never wait for each other in a circle: each inserts in order of the addresses' keys.
func (s *Service) InsertUsers(tx *store.Tx, ids []int64, list []NewUser) {
	rows := make([]userRow, len(list))
	for i, u := range list {
		rows[i] = u.row(ids[i])
	}
	s.insertUsers(tx, records(tx, "$2", userColumns...), array(rows))
}

func (u NewUser) row(id int64) userRow {
	return userRow{u, id, locale.Fold(u.GivenName + " " + u.FamilyName), locale.SearchKey(u.GivenName, u.FamilyName, u.Email)}
}

// insertUsers inserts the rows of the table r, which has the columns of userColumns and $2 as its parameter.
func (s *Service) insertUsers(tx *store.Tx, table string, parameter any) {
	args := []any{s.Now(), parameter}
	if tx.Dialect() == dialect.SQLite { // changes one table at a time
		for _, insert := range []string{insertUsers, insertGrants, insertInvitations} {
			tx.Last(store.Statement{Text: fmt.Sprintf(insert, table), Args: args})
		}
		return
	}
	tx.Last(store.Statement{
		Text: fmt.Sprintf("WITH r AS MATERIALIZED (SELECT * FROM %s), u AS ("+insertUsers+"), g AS ("+insertGrants+") "+insertInvitations, table, "r", "r", "r"), Args: args,
	})
}

// AddressTaken tells whether a transaction with InsertUsers failed because somebody has one of the addresses.
func AddressTaken(err error) bool { return store.Duplicate(err, user.Table, user.FieldEmailKey) }
