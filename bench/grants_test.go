package bench_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"os"
	"slices"
	"strconv"
	"testing"
	"time"

	"canopy/bench/plant"
	"canopy/ent"
	"canopy/ent/grant"
	"canopy/internal/canopytest"
	"canopy/internal/store"
	"canopy/internal/viewer"

	"entgo.io/ent/dialect"
)

// pages are what an operator and a viewer of scattered grants both ask, of an account on which the viewer has the subtree
// where they name one.
var pages = []struct{ name, query string }{
	{"accounts", `query { accounts(first: 50) { nodes { id name status accountNumber } } }`},
	{"accounts, a screen", `query { accounts(first: 50) { nodes { id name type status effectiveStatus accountNumber depth hasSubAccounts
		viewerPermissions userCount: users { totalCount } } pageInfo { hasNextPage endCursor } } }`},
	{"accounts, counted", `query { accounts(first: 50) { nodes { id name } totalCount } }`},
	{"accounts, newest first", `query { accounts(first: 50, orderBy: {field: CREATED_AT, direction: DESC}) { nodes { id name } } }`},
	{"accounts, search", `query { accounts(first: 50, filter: {search: "optics"}) { nodes { id name } } }`},
	{"subAccounts", `query ($id: String!) { account(externalReference: $id) { subAccounts(first: 50) { nodes { id name status accountNumber } } } }`},
	{"users", `query ($id: String!) { account(externalReference: $id) { users(first: 50) { nodes { id email displayName } } } }`},
	{"users below, search", `query ($id: String!) { account(externalReference: $id) {
		users(first: 50, includeDescendants: true, filter: {search: "marti"}) { nodes { id email displayName } } } }`},
	{"subAccounts with users", `query ($id: String!) { account(externalReference: $id) { subAccounts(first: 50) { nodes { id name
		users(first: 50) { nodes { id email } } } } } }`},
	{"descendants", `query ($id: String!) { account(externalReference: $id) { descendants(first: 50) { nodes { id name depth } } } }`},
}

// BenchmarkGrants puts viewers of 200 scattered grants, and of 5,000, beside an operator: the processor time of requests sent
// in turn, PostgreSQL's with it, and their ratio. Other work on the machine disturbs it less than the time on the clock.
func BenchmarkGrants(b *testing.B) {
	forest := plant.Small
	if size() == plant.Large {
		forest = plant.Forest{Accounts: 100_000, Users: 500_000}
	}
	b.Run("sqlite", func(b *testing.B) { grants(b, build(b, canopytest.SQLite(b), forest)) })
	b.Run("postgres", func(b *testing.B) { grants(b, build(b, canopytest.Postgres(b), forest)) })
}

func grants(b *testing.B, h *house) {
	b.Helper()
	accounts, _ := h.forest.Rows()
	wide := widest(accounts)
	operator := h.User(&ent.Account{ID: accounts[0].ID}, "")
	h.Tx(func(ctx context.Context, tx *store.Tx) error {
		return tx.Grant.Create().SetUserID(operator.ID).SetRole(grant.RoleADMIN).SetCreatedAt(h.Clock.Now()).Exec(ctx)
	})
	for _, n := range []int{200, 5000} {
		scattered := h.scattered(accounts, wide, n)
		api, tokens := h.apiFor(b, true, operator, scattered)
		for _, p := range pages {
			ask := request{p.query, map[string]any{"id": strconv.FormatInt(wide, 10)}}
			b.Run(fmt.Sprintf("%d/%s", n, p.name), func(b *testing.B) { h.beside(b, api, tokens, ask) })
		}
	}
}

// widest is the account with the most sub-accounts, but for the reseller.
func widest(accounts []plant.Account) int64 {
	children := make(map[int64]int)
	for _, a := range accounts[1:] {
		children[a.Parent]++
	}
	return slices.MaxFunc(accounts[1:], func(a, b plant.Account) int { return children[a.ID] - children[b.ID] }).ID
}

// scattered is a user with n grants: the subtree of wide, and any roles on accounts drawn from all but the reseller, every
// other one without what lies below.
func (h *house) scattered(accounts []plant.Account, wide int64, n int) *ent.User {
	r := rand.New(rand.NewPCG(1, uint64(n)))
	roles := []viewer.Role{viewer.Admin, viewer.AccountManager, viewer.UserManager, viewer.Reader}
	scopes := []grant.Scope{grant.ScopeSUBTREE, grant.ScopeACCOUNT_ONLY}
	u := h.User(&ent.Account{ID: wide}, viewer.Reader)
	h.Tx(func(ctx context.Context, tx *store.Tx) error {
		var creates []*ent.GrantCreate
		for i, at := range r.Perm(len(accounts) - 1)[:min(n, len(accounts)-1)-1] {
			creates = append(creates, tx.Grant.Create().SetUserID(u.ID).SetAccountID(accounts[at+1].ID).
				SetRole(grant.Role(roles[i%4])).SetScope(scopes[i%2]).SetCreatedAt(h.Clock.Now()))
		}
		for chunk := range slices.Chunk(creates, 500) {
			if err := tx.Grant.CreateBulk(chunk...).Exec(ctx); err != nil {
				return err
			}
		}
		return nil
	})
	return u
}

// beside asks the same with both tokens in turn.
func (h *house) beside(b *testing.B, api http.Handler, tokens []string, ask request) {
	b.Helper()
	for _, token := range tokens {
		for range 10 { // until PostgreSQL has its plans
			answer := httptest.NewRecorder()
			api.ServeHTTP(answer, ask.post(b, token))
			if answer.Code != http.StatusOK || answer.Body.Len() < 200 {
				b.Fatalf("%d %s", answer.Code, answer.Body)
			}
		}
	}
	backends := h.backends(b)
	took := make([]time.Duration, len(tokens))
	for b.Loop() {
		for i, token := range tokens {
			post := ask.post(b, token)
			before := h.spent(b, backends)
			api.ServeHTTP(discard{http.Header{}}, post)
			took[i] += h.spent(b, backends) - before
		}
	}
	each := func(i int) float64 { return took[i].Seconds() * 1000 / float64(b.N) }
	b.ReportMetric(each(0), "operator-ms")
	b.ReportMetric(each(1), "viewer-ms")
	b.ReportMetric(each(1)/each(0), "ratio")
}

// spent is the processor time of this process and of those of PostgreSQL.
func (h *house) spent(b *testing.B, backends []int) time.Duration {
	b.Helper()
	sum := cpu()
	for _, pid := range backends {
		text, err := os.ReadFile(fmt.Sprintf("/proc/%d/schedstat", pid))
		if err != nil {
			b.Fatal(err)
		}
		var ran time.Duration
		_, _ = fmt.Sscan(string(text), &ran)
		sum += ran
	}
	return sum
}

// backends are the processes of PostgreSQL that work for the pool; none on SQLite.
func (h *house) backends(b *testing.B) (pids []int) {
	b.Helper()
	if h.store.Dialect() == dialect.SQLite {
		return nil
	}
	rows, err := h.store.DB().Query("SELECT pid FROM pg_stat_activity WHERE datname = current_database()")
	if err != nil {
		b.Fatal(err)
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		var pid int
		if err := rows.Scan(&pid); err != nil {
			b.Fatal(err)
		}
		pids = append(pids, pid)
	}
	if err := rows.Err(); err != nil {
		b.Fatal(err)
	}
	return pids
}
