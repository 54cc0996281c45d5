package api_test

import (
	"context"
	"fmt"
	"testing"

	"canopy/ent"
	"canopy/ent/provisioning"
	"canopy/ent/review"
	"canopy/ent/user"
	"canopy/internal/store"
	"canopy/internal/viewer"

	"entgo.io/ent/dialect"
)

// readings are queries over a root account and how many SQL statements each takes, whatever the forest's size: one
// for the token with its grants, and then one for each thing that is asked at each level.
var readings = []struct {
	name, query string
	statements  int
}{
	{"four levels with users", `query($id: ID!) { account(id: $id) { ...A subAccounts(first: 10) { nodes { ...A subAccounts(first: 10) { nodes { ...A
		subAccounts(first: 10) { nodes { ...A } } } } } } } } fragment A on Account { id name status users(first: 5) { nodes { email language } } }`, 9},
	{"four levels of accounts with users", `{ accounts(first: 10, filter: {type: RESELLER}) { nodes { ...A subAccounts(first: 10) { nodes { ...A subAccounts(first: 10) { nodes { ...A
		subAccounts(first: 10) { nodes { ...A } } } } } } } } } fragment A on Account { id name users(first: 2) { nodes { email } } }`, 9},
	{"a page", `{ accounts { nodes { id name status address { formatted } depth viewerPermissions } } }`, 2},
	{"edges and pageInfo", `{ accounts { edges { cursor node { name } } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } }`, 2},
	{"totalCount alone", `{ accounts { totalCount } }`, 2},
	{"totalCount at each", `{ accounts { nodes { users { totalCount } } } }`, 3},
	{"page and totalCount at each", `{ accounts { nodes { subAccounts { nodes { name } totalCount } } } }`, 4},
	{"two pages of the same field", `{ accounts { nodes { a: users(first: 1) { nodes { email } } b: users(last: 1) { nodes { email } } } } }`, 4},
	{"parent", `{ accounts { nodes { parent { name } } } }`, 3},
	{"ancestors", `{ accounts { nodes { ancestors { name } } } }`, 3},
	{"hasSubAccounts", `{ accounts { nodes { hasSubAccounts } } }`, 3},
	{"what is inherited", `{ accounts { nodes { effectiveStatus effectiveLanguage effectiveTimezone } } }`, 3},
	{"notificationContact", `{ accounts { nodes { notificationContact { displayName } } } }`, 3},
	{"organization", `{ accounts { nodes { organization { name address { formatted } } } } }`, 3},
	{"provisioning", `{ accounts { nodes { provisioning { status overdue failure { code } } } } }`, 3},
	{"users below", `query($id: ID!) { account(id: $id) { users(includeDescendants: true) { nodes { email account { name } } } } }`, 4},
	{"users below, found", `query($id: ID!) { account(id: $id) { users(includeDescendants: true, filter: {search: "user"}) { nodes { email } totalCount } } }`, 4},
	{"descendants", `query($id: ID!) { account(id: $id) { descendants { nodes { name parent { name } } } } }`, 4},
	{"descendants counted", `query($id: ID!) { account(id: $id) { descendants(maxDepth: 2, filter: {search: "a"}) { edges { cursor node { name } } pageInfo { hasNextPage hasPreviousPage endCursor } totalCount } } }`, 4},
	{"descendants of each", `{ accounts(first: 200) { nodes { descendants(first: 5) { nodes { name users(first: 1) { totalCount } } totalCount } } } }`, 5},
	{"userDirectory", `query($id: ID!) { userDirectory(accountId: $id, search: "user") { nodes { email account { name } } totalCount } }`, 6},
	{"reviews", `{ accounts { nodes { reviews { nodes { status details { name } } } } } }`, 3},
	{"reviews with all they name", `{ accounts { nodes { reviews(first: 2) { nodes { parent { name } account { name } createdBy { email }
		details { notificationContact { email } } similarAccounts { organization { name } account { name } } } } } } }`, 10},
	{"everything of a page", `{ accounts { nodes { effectiveStatus hasSubAccounts parent { name } ancestors { name } organization { name }
		notificationContact { email } provisioning { status } users { totalCount } subAccounts { totalCount } reviews { totalCount } } } }`, 12},
}

// TestStatements counts the statements of each reading over a small forest and over one ten times as large.
func TestStatements(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		for _, branches := range []int{2, 5} { // 15 and 156 accounts
			root, admin := h.grow(t, branches)
			token := h.token(t, admin)
			for _, r := range readings {
				var a *answer
				given := vars{}
				if r.query[:5] == "query" {
					given["id"] = accountID(root)
				}
				n := h.Statements(func() { a = h.must(t, token, r.query, given) })
				if n != r.statements {
					t.Errorf("%s with %d branches: %d statements, want %d\n%.300s", r.name, branches, n, r.statements, a.Body)
				}
			}
		}
	})
}

// TestStatementsOfAddUsers takes as many for a hundred people as for ten. PostgreSQL takes one more, for the tree's lock.
func TestStatementsOfAddUsers(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		root := h.Account(nil)
		token := h.token(t, h.User(root, viewer.Admin))
		lock := 0
		if h.Store.Dialect() == dialect.Postgres {
			lock = 1
		}
		for _, n := range []int{10, 100} {
			var users []vars
			csv := "email,given_name,family_name,language,timezone\n"
			for i := range n {
				users = append(users, person(fmt.Sprintf("list%d.%d@example.com", n, i)))
				csv += fmt.Sprintf("file%d.%d@example.com,New,Person,en,Etc/UTC\n", n, i)
			}
			for name, c := range map[string]struct {
				input      vars
				statements int
			}{
				"by list":     {vars{"users": users}, 12},
				"by file":     {vars{"csv": file(csv)}, 12},
				"in a dryRun": {vars{"csv": file("email,given_name,family_name,language,timezone\nx@example.com,New,Person,en,Etc/UTC\n"), "dryRun": true}, 5},
			} {
				c.input["accountId"] = accountID(root)
				statements := h.Statements(func() { h.must(t, token, addUsers, vars{"input": c.input}) })
				if want := c.statements + lock; statements != want {
					t.Errorf("%d people %s: %d statements, want %d", n, name, statements, want)
				}
			}
		}
	})
}

// grow makes one tree of four levels: a reseller with so many branches below each account, two people at each account, a
// review with a similar account at each, and an organization and a provisioning of each.
func (h *house) grow(t *testing.T, branches int) (root *ent.Account, admin *ent.User) {
	t.Helper()
	parents := []int{-1}
	for level, from := 1, 0; level < 4; level++ {
		to := len(parents)
		for parent := from; parent < to; parent++ {
			for range branches {
				parents = append(parents, parent)
			}
		}
		from = to
	}
	accounts := h.Forest(parents)
	admin = h.User(accounts[0], viewer.Admin)
	o, now := h.Organization(fmt.Sprint("Grown ", branches)), h.Clock.Now()
	h.Tx(func(ctx context.Context, tx *store.Tx) error {
		for i, a := range accounts {
			for j := range 2 {
				name := fmt.Sprintf("user%d.%d.%d", branches, i, j)
				create := tx.User.Create().SetAccountID(a.ID).SetStatus(user.StatusACTIVE).SetEmail(name + "@example.com").SetEmailKey(name + "@example.com").
					SetGivenName("Grown").SetFamilyName(name).SetNameKey(name).SetSearch(name).SetLanguage("en").SetTimezone("Etc/UTC").SetCreatedAt(now).SetUpdatedAt(now)
				if err := create.Exec(ctx); err != nil {
					return err
				}
			}
			if err := tx.Account.UpdateOneID(a.ID).SetOrganizationID(o.ID).SetNotificationContactID(admin.ID).Exec(ctx); err != nil {
				return err
			}
			err := tx.Provisioning.Create().SetAccountID(a.ID).SetStatus(provisioning.StatusSUCCEEDED).SetRequestedAt(now).SetExpectedBy(now).Exec(ctx)
			if err != nil {
				return err
			}
			r, err := tx.Review.Create().SetParentID(a.ID).SetStatus(review.StatusAPPROVED).SetAccountID(a.ID).SetType(review.TypeEND_CUSTOMER).SetName("x").
				SetCountry("US").SetNotificationContactID(admin.ID).SetCreatedByID(admin.ID).SetDetailsHash("x").SetMatchedRevision(0).
				SetExpiresAt(now).SetCreatedAt(now).SetUpdatedAt(now).Save(ctx)
			if err != nil {
				return err
			}
			err = tx.ReviewCandidate.Create().SetReviewID(r.ID).SetOrganizationID(o.ID).SetRank(0).SetScore(1).SetLikelySame(true).SetExact(true).
				SetReasons("NAME_EXACT").Exec(ctx)
			if err != nil {
				return err
			}
		}
		return nil
	})
	return accounts[0], admin
}
