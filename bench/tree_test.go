package bench_test

import (
	"fmt"
	"testing"

	"canopy/bench/plant"
)

// BenchmarkW1 is the nested tree: 1,111 accounts on four levels with 5,555 users.
func BenchmarkW1(b *testing.B) {
	w1 := request{Variables: map[string]any{"id": fmt.Sprint(plant.Dense)}, Query: `query W1($id: String!) { account(externalReference: $id) {
		...A subAccounts(first: 10, orderBy: {field: CREATED_AT}) { nodes { ...A subAccounts(first: 10, orderBy: {field: CREATED_AT}) { nodes {
		...A subAccounts(first: 10, orderBy: {field: CREATED_AT}) { nodes { ...A } } } } } } } }
		fragment A on Account { id: externalReference name type accountNumber status users(first: 5, orderBy: {field: CREATED_AT}) { nodes { email language timezone } } }`}
	each(b, func(b *testing.B, h *house) {
		for _, direct := range []bool{true, false} {
			b.Run(fmt.Sprintf("direct=%t", direct), func(b *testing.B) {
				api, token := h.api(b, direct)
				w1.run(b, api, token)
			})
		}
	})
}

// BenchmarkW2 is one screen of a list: 50 children with the number of their users.
func BenchmarkW2(b *testing.B) {
	each(b, asking(`query W2($id: String!) { account(externalReference: $id) { id: externalReference name
		subAccounts(first: 50, orderBy: {field: CREATED_AT}) { nodes { id: externalReference name status accountNumber userCount: users { totalCount } } } } }`,
		map[string]any{"id": "1"}))
}

// BenchmarkW3 is one account with its parent.
func BenchmarkW3(b *testing.B) {
	each(b, asking(`query W3($id: String!) { account(externalReference: $id) { id: externalReference name parent { name } } }`,
		map[string]any{"id": fmt.Sprint(plant.Dense)}))
}

// BenchmarkW4 searches the 5,555 users of the dense part: common words, words that nobody has, and common words in the
// whole tree.
func BenchmarkW4(b *testing.B) {
	const query = `query W4($id: String!, $q: String!) { account(externalReference: $id) {
		users(first: 20, includeDescendants: true, filter: {search: $q}, orderBy: {field: CREATED_AT}) {
		nodes { email givenName familyName accountId: account { externalReference } } } } }`
	each(b, func(b *testing.B, h *house) {
		for _, below := range []int{plant.Dense, 1} {
			for _, words := range []string{"marti", "person.777@", "qqq"} {
				b.Run(fmt.Sprintf("below=%d/%s", below, words), func(b *testing.B) {
					asking(query, map[string]any{"id": fmt.Sprint(below), "q": words})(b, h)
				})
			}
		}
	})
}

// BenchmarkW5 is a page deep among siblings beside their first page: the 1,000th of 50,050 children in the large forest.
func BenchmarkW5(b *testing.B) {
	const query = `query W5($id: String!, $after: String) { account(externalReference: $id) {
		subAccounts(first: 50, after: $after, orderBy: {field: CREATED_AT}) { nodes { id: externalReference name status accountNumber } } } }`
	each(b, func(b *testing.B, h *house) {
		if h.forest.Wide == 0 {
			b.Skip("the small forest has no account of so many children: CANOPY_BENCH=L")
		}
		const before = `query ($id: String!, $last: String!) { account(externalReference: $id) {
			subAccounts(first: 1, filter: {externalReference: $last}, orderBy: {field: CREATED_AT}) { pageInfo { endCursor } } } }`
		wide := fmt.Sprint(plant.Wide)
		page := map[string]any{"id": wide}
		b.Run("first", func(b *testing.B) { asking(query, page)(b, h) })
		last := fmt.Sprint(h.forest.Accounts + 999*50)
		page["after"] = h.learn(b, request{before, map[string]any{"id": wide, "last": last}}, "account", "subAccounts", "pageInfo", "endCursor")
		b.Run("1000th", func(b *testing.B) { asking(query, page)(b, h) })
	})
}

const addUsers = `mutation ($id: ID!, $users: [NewUserInput!]!) { addUsers(input: {accountId: $id, users: $users}) { users { email language timezone } } }`

// BenchmarkW6 adds one user, BenchmarkW6B a thousand.
func BenchmarkW6(b *testing.B)  { adding(b, 1) }
func BenchmarkW6B(b *testing.B) { adding(b, 1000) }

func adding(b *testing.B, n int) {
	each(b, func(b *testing.B, h *house) {
		account := h.learn(b, request{`query ($id: String!) { account(externalReference: $id) { id } }`, map[string]any{"id": fmt.Sprint(plant.Dense)}}, "account", "id")
		api, token := h.api(b, true)
		added := 0
		run(b, api, token, func() request {
			users := make([]map[string]any, n)
			for i := range users {
				added++
				users[i] = map[string]any{"email": fmt.Sprintf("new.%d@bench.example", added), "givenName": "Bench", "familyName": fmt.Sprint("User ", added), "language": "de", "timezone": "Europe/Berlin"}
			}
			return request{addUsers, map[string]any{"id": account, "users": users}}
		})
	})
}
