package api_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"

	"canopy/ent"
	"canopy/internal/nodeid"
)

// w1 is the nested tree of the benchmarks: four levels of accounts, each with its users.
const w1 = `{ account(id: <id>) { ...A subAccounts(first: 10) { nodes { ...A subAccounts(first: 10) { nodes { ...A
	subAccounts(first: 10) { nodes { ...A } } } } } } } } fragment A on Account { id name type accountNumber status users(first: 5) { nodes { email language timezone } } }`

// first is the id of the first node of a connection of the root.
func (c *counting) first(connection string) string {
	return c.must(c.t, c.token, fmt.Sprintf("{ account(id: %q) { page: %s(first: 1) { nodes { id } } } }", accountID(c.root), connection), nil).text("account.page.nodes.0.id")
}

// requests counts whole requests.
func (c *counting) requests() {
	known := c.same(w1)
	c.add("A request", "four levels of accounts with their users (W1), by a known token", known)
	c.token = c.house.token(c.t, c.admin)
	id := fmt.Sprintf("%q", accountID(c.root))
	first := c.Statements(func() { c.must(c.t, c.token, strings.NewReplacer("<id>", id).Replace(w1), nil) })
	c.add("A request", "the same by a token that is new to the process", first)
	if max(known, first) > 9 {
		c.t.Errorf("W1 takes %d statements, %d by a new token: at most 9", known, first)
	}
	account := c.house.Account(c.root, numbered)
	file, other := importID(c.importInto(c.root, c.admin)), importID(c.importInto(account, c.admin))
	hook := c.house.hook(c.root, c.admin)
	sent := c.delivery(hook, c.world().events[0].ID)
	ids := fmt.Sprintf("[%s, %q, %q, %q, %q, %q, %q, %q, %q, %q, %q]", id, userID(c.admin), reviewID(c.world().reviews[0]), nodeid.New(nodeid.Organization, c.world().organizations[0].ID),
		c.first("grants"), c.first("apiKeys"), c.first("events"), c.first("assets"), file, webhookID(hook), deliveryID(sent))
	for _, r := range []struct{ name, document string }{
		{"`viewer { user }`", "{ viewer { user { email } } }"},
		{"`viewer` with all of its own", "{ viewer { user { email } topAccounts { nodes { name } } a: permissionsOn(accountId: <id>) b: permissionsOn(accountId: <id>) sessions { current } } }"},
		{"`account(id:)`", "{ account(id: <id>) { name } }"},
		{"`review(id:)`", fmt.Sprintf("{ review(id: %q) { version } }", reviewID(c.world().reviews[0]))},
		{"`user(id:)`", fmt.Sprintf("{ user(id: %q) { email } }", userID(c.admin))},
		{"`account(accountNumber:)`", fmt.Sprintf("{ account(accountNumber: %q) { name } }", *account.AccountNumber)},
		{"`account(externalReference:)`", fmt.Sprintf("{ account(externalReference: %q) { name } }", *account.ExternalReference)},
		{"`user(email:)`", fmt.Sprintf("{ user(email: %q) { displayName } }", c.admin.Email)},
		{"`node(id:)`", "{ node(id: <id>) { ... on Account { name } } }"},
		{"`nodes(ids:)` of eleven kinds", "{ nodes(ids: " + ids + ") { ... on Account { name } ... on User { email } ... on Review { version } ... on Organization { name } " +
			"... on Grant { role } ... on ApiKey { name } ... on Event { action } ... on Asset { name } ... on UserImport { status } ... on Webhook { url } ... on WebhookDelivery { attempts } } }"},
		{"`nodes(ids:)` of two imports with all of their own", fmt.Sprintf("{ nodes(ids: [%q, %q]) { ... on UserImport { status encoding total processed addedCount rejectedCount rejectedCsvUrl userErrors { message } startedAt completedAt } } }", file, other)},
		{"the same with their accounts, who sent them, and two pages of rejected rows", fmt.Sprintf("{ nodes(ids: [%q, %q]) { ... on UserImport { account { name } createdBy { email } "+
			"a: rejected(first: 1) { line userErrors { message } } b: rejected(after: 0) { index } } } }", file, other)},
		{"what is not there", fmt.Sprintf("{ account(id: %q) { name parent { name } } }", nodeid.New(nodeid.Account, 1<<40))},
		{"a page of accounts with all of their own fields", "{ accounts(first: <n>) { nodes { id name type status accountNumber externalReference address { formatted } phone language timezone depth viewerPermissions createdAt updatedAt } } }"},
		{"what a page of accounts inherits", "{ accounts(first: <n>) { nodes { effectiveStatus effectiveLanguage effectiveTimezone } } }"},
		{"two pages of the same field at each account", "{ accounts(first: <n>) { nodes { a: users(first: 1) { nodes { email } } b: users(last: 1) { nodes { email } } } } }"},
		{"the same page twice, by a fragment", "{ accounts(first: <n>) { nodes { ...P } edges { node { ...P } } } } fragment P on Account { users(first: 1) { nodes { email } } }"},
		{"accounts with everything that is counted", "{ accounts(first: <n>) { nodes { subAccounts { totalCount } descendants { totalCount } users { totalCount } reviews { totalCount } grants { totalCount } events { totalCount } apiKeys { totalCount } userImports { totalCount } webhooks { totalCount } assets { totalCount } } } }"},
		{"how many of what accounts may have, and have", "{ accounts(first: <n>) { nodes { limits { kind max used } } } }"},
		{"why people may do what on two accounts", "{ accounts(first: <n>) { nodes { users(first: 2) { nodes { a: effectivePermissions(accountId: <id>) { permission } b: effectivePermissions(accountId: <id>) { origin } } } } } }"},
		{"`similarAccounts` while typing", `{ similarAccounts(parentId: <id>, name: "Nobody has this", address: {country: "US"}) { score organization { name } account { name } } }`},
	} {
		c.add("A request", r.name, c.same(r.document))
	}
}

// numbered gives an account a number and a reference.
func numbered(c *ent.AccountCreate) { c.SetAccountNumber("N-1").SetExternalReference("R-1") }

// deed is a mutation over n things, with what is asked of its payload; <n> accounts are around it.
type deed struct {
	name, document  string
	smallest, pages string
	given           func(n int) vars
}

const around = "subAccounts(first: <n>) { nodes { users(first: 1) { nodes { email } } } }"

// mutations counts each with the smallest payload, and with pages in it: as many over two accounts as over many.
func (c *counting) mutations() {
	f := &forest{house: c.house, random: rand.New(rand.NewPCG(2026, 11))}
	form := func() vars {
		return vars{"input": customer(c.root, c.admin, vars{"name": f.fresh(), "address": f.address()})}
	}
	review := func() string {
		return c.must(c.t, c.token, createCustomer, form()).text("createCustomer.review.id")
	}
	people := func(n int) vars {
		var rows []vars
		for range n {
			rows = append(rows, person(f.email()))
		}
		return vars{"input": vars{"accountId": accountID(c.root), "users": rows}}
	}
	for _, m := range slices.Concat([]deed{
		{"`createCustomer`", createCustomer, "review { id }", "review { parent { " + around + " } }", func(int) vars { return form() }},
		{"`updateReview`", updateReview, "review { id }", "review { parent { " + around + " } }", func(int) vars {
			return vars{"input": vars{"reviewId": review(), "name": f.fresh(), "address": f.address()}}
		}},
		{"`approveReview` as entered", approveReview, "account { id }", "account { parent { " + around + " } }", func(int) vars {
			return vars{"input": vars{"reviewId": review(), "reviewVersion": 1}}
		}},
		{"`discardReview`", discardReview, "review { id }", "review { parent { " + around + " } }", func(int) vars { return vars{"input": vars{"reviewId": review()}} }},
		{"`addUsers`, 2 or 100 people", addUsers, "users { id }", "users { account { " + around + " } }", people},
		{"`addUsers` from a file, with the account instead", addUsers, "users { id }", "users { account { name } }", func(n int) vars {
			csv := "email,given_name,family_name,language,timezone\n"
			for range n {
				csv += f.email() + ",New,Person,en,Etc/UTC\n"
			}
			return vars{"input": vars{"accountId": accountID(c.root), "csv": file(csv)}}
		}},
		{"`addUsers` with dryRun", addUsers, "users { id }", "users { account { " + around + " } }", func(n int) vars {
			given := people(n)
			given["input"].(vars)["dryRun"] = true
			return given
		}},
	}, c.lives(), c.ofMany(f), c.telling()) {
		head, rest, _ := strings.Cut(m.document, " { ")
		call, _, _ := strings.Cut(rest, " { ")
		counted := map[string]int{}
		for _, n := range []int{2, 100} {
			for _, payload := range []string{m.smallest, m.pages} {
				document := fmt.Sprintf("%s { %s { %s userErrors { code } } }", head, call, strings.ReplaceAll(payload, "<n>", fmt.Sprint(n)))
				took := c.count(document, m.given(n))
				if before, ok := counted[payload]; ok && before != took {
					c.t.Errorf("%s takes %d statements over 2, %d over 100: %s", m.name, before, took, payload)
				}
				counted[payload] = took
			}
		}
		c.add("A mutation", m.name, counted[m.smallest], counted[m.pages])
	}
	c.alone(f)
}
