package oracle_test

import (
	"encoding/base64"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"

	"canopy/ent"
	"canopy/internal/nodeid"
	"canopy/internal/viewer"

	"github.com/vektah/gqlparser/v2/ast"
)

// stock is what to give for arguments, so that they find something.
type stock struct {
	texts   map[string][]string // anything, by "field.argument" or by the name of an input's field
	cursors map[order][]string
	strange []string // cursors of all orders, and what is none
}

// searches are for parts of names, numbers, references and e-mail addresses.
var searches = []string{"a", "acm", "ÁCME", "zenith 2", "user1", "example", "%", "😀", "", "n1", "s", "京", "z"}

// stock is what the forest has to offer.
func (f *forest) stock(w *world) stock {
	s := stock{cursors: f.cursors(), texts: visible(sight{w, asker{operator: true}})}
	s.strange = slices.Concat(malformed(accountID(w.accounts[0].ID)), []string{s.cursors["an+"][0] + "\n", s.cursors["an+"][0] + "="})
	for _, o := range slices.Sorted(maps.Keys(s.cursors)) {
		s.strange = append(s.strange, s.cursors[o][:3]...)
		if at := map[bool]string{true: " 1772443799999998", false: " m"}[o.isMoment()]; o != "ap+" { // where no row stands
			s.cursors[o] = append(s.cursors[o], encode(string(o)+" "+accountID(1<<30)+at), encode(string(o)+" "+accountID(w.accounts[0].ID)+at))
		}
	}
	s.texts["nodes.ids"] = append(s.texts["nodes.ids"], "x", "", accountID(1<<40), nodeid.New(nodeid.Event, 1).String())
	maps.Copy(s.texts, map[string][]string{
		"accountNumber": {"N1", "N2", "N3"}, "externalReference": {"S0", "S1", "S2"}, "country": {"DE", "US", "de", "nowhere"},
		"user.email": {w.users[0].Email, strings.ToUpper(w.users[2].Email), "none", "no.one@example.com"},
		"search":     searches, "userDirectory.search": searches, "language": {"de", "pt-BR", "en", "PT-br"}, "timezone": {"Etc/UTC", "Asia/Tokyo", "asia/tokyo"},
		"kind": append([]string{"cabinet", "kabinett"}, kinds...), "location": append([]string{"zurich", "hall"}, locations...),
		"postalCode": {"10115", "x"}, "similarAccounts.phone": {"+493012345678", "030 12345678", "x"},
	})
	return s
}

// visible is what the asker sees, by the arguments that it is for.
func visible(s sight) map[string][]string {
	texts := map[string][]string{}
	add := func(text string, arguments ...string) {
		for _, name := range arguments {
			texts[name] = append(texts[name], text)
		}
	}
	for _, a := range where(s.accounts, s.sees) {
		add(accountID(a.ID), "account.id", "node.id", "nodes.ids", "permissionsOn.accountId", "effectivePermissions.accountId")
		if s.may(s.by, viewer.CreateCustomer, a) {
			add(accountID(a.ID), "similarAccounts.parentId", "userDirectory.accountId")
		}
		if a.AccountNumber != nil {
			add(*a.AccountNumber, "account.accountNumber")
		}
		if a.ExternalReference != nil {
			add(*a.ExternalReference, "account.externalReference")
		}
	}
	for _, u := range where(s.users, s.seesUser) {
		add(nodeid.New(nodeid.User, u.ID).String(), "user.id", "actorId")
		add(u.Email, "user.email")
	}
	for _, r := range where(s.reviews, s.seesReview) {
		add(nodeid.New(nodeid.Review, r.ID).String(), "review.id", "node.id", "nodes.ids")
	}
	for _, o := range where(s.organizations, s.seesOrganization) {
		add(nodeid.New(nodeid.Organization, o.ID).String(), "node.id", "nodes.ids")
	}
	for i, x := range s.assets {
		if i%3 == 0 && s.seesAsset(x) {
			add(nodeid.New(nodeid.Asset, x.ID).String(), "node.id", "nodes.ids")
		}
	}
	for i, g := range s.grants {
		if i%4 == 0 && s.mayOn(viewer.View, g.AccountID) {
			add(nodeid.New(nodeid.Grant, g.ID).String(), "node.id", "nodes.ids")
		}
	}
	for _, k := range s.apiKeys {
		if s.mayOn(viewer.ManageAPIKeys, k.AccountID) {
			add(nodeid.New(nodeid.APIKey, k.ID).String(), "node.id", "nodes.ids", "node.id", "nodes.ids") // few see any
		}
	}
	for _, i := range s.imports {
		if s.mayOn(viewer.AddUsers, &i.AccountID) {
			add(nodeid.New(nodeid.UserImport, i.ID).String(), "node.id", "nodes.ids")
		}
	}
	for _, w := range where(s.hooks, s.managed) {
		add(nodeid.New(nodeid.Webhook, w.ID).String(), "node.id", "nodes.ids", "node.id", "nodes.ids")
	}
	for i, d := range where(s.deliveries, func(d *ent.WebhookDelivery) bool { return s.managedBelow(s.hookOf(d)) }) {
		if i%2 > 0 {
			continue
		}
		add(nodeid.New(nodeid.WebhookDelivery, d.ID).String(), "node.id", "nodes.ids")
	}
	for i, e := range s.events {
		if i%4 == 0 && s.mayOn(viewer.ViewEvents, e.AccountID) {
			add(nodeid.New(nodeid.Event, e.ID).String(), "node.id", "nodes.ids")
		}
	}
	for _, id := range texts["user.id"][:min(10, len(texts["user.id"]))] {
		add(id, "node.id", "nodes.ids")
	}
	return texts
}

func encode(text string) string { return base64.RawURLEncoding.EncodeToString([]byte(text)) }

// malformed are cursors that no page answered.
func malformed(id string) []string {
	return []string{"", "x", "====", encode(""), encode("an+"), encode("an+ " + id), encode("an+ x zenith"), encode("an+ usr" + id[3:] + " zenith"),
		encode("an+ " + id + " a\x00"), encode("an+ " + id + " \xff"), encode("xx+ " + id + " a"), encode("an+ " + id + " " + strings.Repeat("a", 4096)),
		encode("ac+ " + id + " now"), encode("ac+ " + id + " 01"), encode("ac- " + id + " 999999999999999999"), encode("ac+ " + id + " -99999999999999999"),
		encode("ap+ " + id + " x"), encode("ap+ " + id + " usr" + id[3:]), encode("ap+ " + id + strings.Repeat(" "+id, 31)), encode("ap+ " + id + strings.Repeat(" "+id, 30))}
}

var cursorText = regexp.MustCompile(`"cursor":"([^"]+)"`)

// cursors are those that all connections answer to an operator, in all their orders.
func (f *forest) cursors() map[order][]string {
	found := map[order][]string{}
	for _, connection := range slices.Concat(schema.Query.Fields, schema.Types["Account"].Fields, schema.Types["Webhook"].Fields) {
		if connection.Arguments.ForName("after") == nil {
			continue
		}
		for _, orderBy := range ordersOf(connection) {
			arguments := []string{"first: 100"}
			if orderBy != nil {
				arguments = append(arguments, "orderBy: "+new(question).text("", connection.Arguments.ForName("orderBy").Type, false, orderBy, false))
			}
			if connection.Arguments.ForName("accountId") != nil {
				arguments = append(arguments, fmt.Sprintf("accountId: %q", accountID(f.accounts[0].ID)))
			}
			document := connection.Name + "(" + strings.Join(arguments, ", ") + ") { edges { cursor } }"
			if !slices.Contains(schema.Query.Fields, connection) {
				if slices.Contains(schema.Types["Webhook"].Fields, connection) {
					document = "webhooks(first: 100) { nodes { " + document + " } }"
				}
				document = "accounts(first: 100) { nodes { " + document + " } }"
			}
			o := orderOf(connection, orderBy)
			for _, cursor := range cursorText.FindAllStringSubmatch(f.ask(f.executor, f.operator, request{Query: "{ " + document + " }"}.String()), -1) {
				if !slices.Contains(found[o], cursor[1]) {
					found[o] = append(found[o], cursor[1])
				}
			}
		}
	}
	return found
}

// ordersOf are all orders of a connection, as JSON has them; nil is its only one.
func ordersOf(f *ast.FieldDefinition) (all []any) {
	argument := f.Arguments.ForName("orderBy")
	if argument == nil {
		return []any{nil}
	}
	of := schema.Types[argument.Type.Name()]
	for _, by := range schema.Types[of.Fields.ForName("field").Type.Name()].EnumValues {
		for _, direction := range schema.Types["OrderDirection"].EnumValues {
			all = append(all, map[string]any{"field": by.Name, "direction": direction.Name})
		}
	}
	return all
}
