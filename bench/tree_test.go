package bench_test

import (
	"fmt"
	"runtime"
	"testing"

	"canopy/bench/plant"
)

// workloads are W1 to W6B of the side-by-side bench, and what has no like there.
var workloads = []struct {
	name string
	run  func(*testing.B, *house)
}{
	{"W1/direct", func(b *testing.B, h *house) { nested(b, h, true) }},
	{"W1/executor", func(b *testing.B, h *house) { nested(b, h, false) }},
	{"W2", func(b *testing.B, h *house) {
		accounts, _ := h.forest.Rows()
		asking(w2, map[string]any{"id": fmt.Sprint(widest(accounts))})(b, h)
	}},
	{"W3", asking(w3, map[string]any{"id": dense})},
	{"W4/common", asking(w4, map[string]any{"id": dense, "q": "marti"})},
	{"W4/none", asking(w4, map[string]any{"id": dense, "q": "qqq"})},
	{"W4/whole/common", asking(w4, map[string]any{"id": "1", "q": "marti"})},
	{"W4/whole/one", asking(w4, map[string]any{"id": "1", "q": "person.777@"})},
	{"W4/whole/none", asking(w4, map[string]any{"id": "1", "q": "qqq"})},
	{"accounts/search", asking(`query ($q: String!) { accounts(filter: {search: $q}) { nodes { name } } }`, map[string]any{"q": "ørensen optics"})},
	{"W5/first", func(b *testing.B, h *house) { wide(b, h, false) }},
	{"W5/1000th", func(b *testing.B, h *house) { wide(b, h, true) }},
	{"export", export},
	{"W6", func(b *testing.B, h *house) { adding(b, h, 1) }},
	{"W6B", func(b *testing.B, h *house) { adding(b, h, 1000) }},
}

var dense = fmt.Sprint(plant.Dense)

const (
	// w1 is the nested tree: 1,111 accounts on four levels with 5,555 users.
	w1 = `query W1($id: String!) { account(externalReference: $id) {
		...A subAccounts(first: 10, orderBy: {field: CREATED_AT}) { nodes { ...A subAccounts(first: 10, orderBy: {field: CREATED_AT}) { nodes {
		...A subAccounts(first: 10, orderBy: {field: CREATED_AT}) { nodes { ...A } } } } } } } }
		fragment A on Account { id: externalReference name type accountNumber status users(first: 5, orderBy: {field: CREATED_AT}) { nodes { email language timezone } } }`

	// w2 is one screen of a list: 50 children with the number of their users.
	w2 = `query W2($id: String!) { account(externalReference: $id) { id: externalReference name
		subAccounts(first: 50, orderBy: {field: CREATED_AT}) { nodes { id: externalReference name status accountNumber userCount: users { totalCount } } } } }`

	// w3 is one account with its parent.
	w3 = `query W3($id: String!) { account(externalReference: $id) { id: externalReference name parent { name } } }`

	// w4 searches the users below an account.
	w4 = `query W4($id: String!, $q: String!) { account(externalReference: $id) {
		users(first: 20, includeDescendants: true, filter: {search: $q}, orderBy: {field: CREATED_AT}) {
		nodes { email givenName familyName accountId: account { externalReference } } } } }`

	// w5 is a page of siblings.
	w5 = `query W5($id: String!, $after: String) { account(externalReference: $id) {
		subAccounts(first: 50, after: $after, orderBy: {field: CREATED_AT}) { nodes { id: externalReference name status accountNumber } } } }`

	// w6 adds users.
	w6 = `mutation ($id: ID!, $users: [NewUserInput!]!) { addUsers(input: {accountId: $id, users: $users}) { users { email language timezone } } }`
)

func nested(b *testing.B, h *house, direct bool) {
	api, token := h.api(b, direct)
	request{w1, map[string]any{"id": dense}}.run(b, api, token)
}

// wide is the first page of an account of 50,050 children, or the 1,000th.
func wide(b *testing.B, h *house, deep bool) {
	if h.forest.Wide == 0 {
		b.Skip("the small forest has no account of so many children: CANOPY_BENCH=L")
	}
	page := map[string]any{"id": fmt.Sprint(plant.Wide)}
	if deep {
		page["after"] = h.learn(b, request{`query ($id: String!, $last: String!) { account(externalReference: $id) {
			subAccounts(first: 1, filter: {externalReference: $last}, orderBy: {field: CREATED_AT}) { pageInfo { endCursor } } } }`,
			map[string]any{"id": page["id"], "last": fmt.Sprint(h.forest.Accounts + 999*50)}}, "account", "subAccounts", "pageInfo", "endCursor")
	}
	asking(w5, page)(b, h)
}

// export reads a whole tree in pages of 1,000, one after the other: an op is a page asked twice, the first time for where it
// ends; the heap is what they leave.
func export(b *testing.B, h *house) {
	const page = `query ($after: String) { account(externalReference: "1") { descendants(first: 1000, after: $after) {
		nodes { externalReference name depth } pageInfo { endCursor } } } }`
	api, token := h.api(b, true)
	var after any
	run(b, api, token, func() request {
		r := request{page, map[string]any{"after": after}}
		if end := h.learn(b, r, "account", "descendants", "pageInfo", "endCursor"); end != "" {
			after = end
		} else {
			after = nil
		}
		return r
	})
	runtime.GC()
	var memory runtime.MemStats
	runtime.ReadMemStats(&memory)
	b.ReportMetric(float64(memory.HeapAlloc)/1e6, "heap-MB")
}

// adding adds so many new users in each request.
func adding(b *testing.B, h *house, n int) {
	account := h.learn(b, request{`query ($id: String!) { account(externalReference: $id) { id } }`, map[string]any{"id": dense}}, "account", "id")
	api, token := h.api(b, true)
	run(b, api, token, func() request {
		users := make([]map[string]any, n)
		for i := range users {
			h.added++
			users[i] = map[string]any{"email": fmt.Sprintf("new.%d@bench.example", h.added), "givenName": "Bench", "familyName": fmt.Sprint("User ", h.added), "language": "de", "timezone": "Europe/Berlin"}
		}
		return request{w6, map[string]any{"id": account, "users": users}}
	})
}
