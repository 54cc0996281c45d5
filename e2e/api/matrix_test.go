package api_test

import (
	"cmp"
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"slices"
	"strings"
	"testing"

	"canopy/ent"
	"canopy/ent/grant"
	"canopy/graph"
	"canopy/internal/canopytest"
	"canopy/internal/viewer"

	"entgo.io/ent/dialect"
	"github.com/vektah/gqlparser/v2/ast"
)

// places are the accounts of the matrix.
var places = []string{"above", "own", "below", "sibling", "foreign"}

// seat is somebody who asks: a role with a scope on "own".
type seat struct {
	role  viewer.Role
	scope grant.Scope
	*ent.User
	token   string
	secrets []string // ids, names and addresses of all that belongs to accounts that it does not see
}

// sees tells whether the matrix holds at a place, or everything there answers ".".
func (s *seat) sees(place string) bool {
	return s.role == operator || place == "own" || place == "below" && s.scope == grant.ScopeSUBTREE
}

func (s *seat) String() string { return fmt.Sprintf("%s %s", s.role, s.scope) }

// table is one database laid for the matrix, with both executors over it.
type table struct {
	*house
	executors map[string]*house
	accounts  map[string]*ent.Account
	guests    []*seat
	contacts  map[int64]*ent.User   // by root: in our tree somebody whom everybody sees
	held      map[string]*ent.Asset // by place: what is assigned to the account there
	words     *forest
}

func lay(t *testing.T, rig *canopytest.Rig) *table {
	t.Helper()
	m := &table{house: newHouse(t, rig, graph.DefaultLimits()), accounts: map[string]*ent.Account{}, held: map[string]*ent.Asset{}, words: &forest{random: rand.New(rand.NewPCG(2026, 4))}}
	m.words.house = m.house
	m.executors = map[string]*house{"direct": m.house, "generated": wire(t, rig, graph.DefaultLimits(), generated)}
	above := m.account(nil, "above")
	m.accounts["above"] = above
	m.accounts["own"] = m.account(above, "own")
	m.accounts["below"] = m.account(m.accounts["own"], "below")
	m.accounts["sibling"] = m.account(above, "sibling")
	m.accounts["foreign"] = m.account(nil, "foreign")
	own := m.accounts["own"]
	m.contacts = map[int64]*ent.User{above.ID: m.person(own, ""), m.accounts["foreign"].ID: m.person(m.accounts["foreign"], "")}
	for _, role := range []viewer.Role{viewer.Admin, viewer.AccountManager, viewer.UserManager, viewer.Reader} {
		for _, scope := range []grant.Scope{grant.ScopeSUBTREE, grant.ScopeACCOUNT_ONLY} {
			u := m.person(own, "")
			m.Grant(u, own, role, scope)
			m.guests = append(m.guests, &seat{role: role, scope: scope, User: u, token: m.token(t, u)})
		}
	}
	u := m.person(own, "")
	m.operate(u)
	m.guests = append(m.guests, &seat{role: operator, scope: grant.ScopeSUBTREE, User: u, token: m.token(t, u)})
	return m
}

// TestMatrix asks for every field, mutation and subscription of the schema in every role and place, by both executors (small: by one or the other, and
// on PostgreSQL in every other place),
// and holds the answers to the matrix. No answer holds anything of an account that the asker does not see, and what is FORBIDDEN changes nothing.
func TestMatrix(t *testing.T) {
	soak := os.Getenv("CANOPY_SOAK") != ""
	canopytest.EachAtOnce(t, func(t *testing.T, rig *canopytest.Rig) {
		m, rules := lay(t, rig), lines(t)
		covered(t, rules)
		stocks := map[string]*stock{}
		for _, place := range places {
			stocks[place] = m.stock(t, place, m.accounts[place])
		}
		for i, s := range m.guests {
			s.secrets = slices.DeleteFunc(m.world().secrets(viewer.FromContext(m.As(s.User))), func(text string) bool { return text == "Ada" }) // everybody's name
			for j, executor := range []string{"direct", "generated"} {
				for k, place := range places {
					if !soak && ((i+j)%2 == 0 || rig.Store.Dialect() == dialect.Postgres && (i+k)%2 == 0) {
						continue
					}
					r := &round{table: m, t: t, seat: s, place: place, rules: rules, by: m.executors[executor], executor: executor}
					r.objects(stocks[place])
					r.roots(stocks[place])
					r.subscriptions(stocks[place])
					r.mutations()
				}
			}
		}
	})
}

// round is what one asker asks about one place.
type round struct {
	*table
	*seat
	t               *testing.T
	place, executor string
	by              *house
	rules           map[string][]rule
}

// ask asks, and fails the test when the answer tells what the asker does not see.
func (r *round) ask(token, document string, given vars) *answer {
	r.t.Helper()
	a := r.by.ask(r.t, token, document, given)
	r.silent(a, document, given)
	return a
}

// silent fails the test when the answer tells what the asker does not see.
func (r *round) silent(a *answer, document string, given vars) {
	r.t.Helper()
	for _, secret := range r.secrets {
		if strings.Contains(a.Body, secret) {
			r.t.Fatalf("as %s, %s executor, about %q: tells %q\n%.200s\n%v\n%s", r.seat, r.executor, r.place, secret, document, given, a.Body)
		}
	}
}

// check compares what a field answered with the matrix.
func (r *round) check(of, field, got string, body *answer) {
	r.t.Helper()
	want := cell(r.rules, of, field, r.place, r.role)
	switch {
	case want != "" && !r.sees(r.place):
		want = "."
	case want == "s" && r.scope == grant.ScopeACCOUNT_ONLY && of == "Mutation":
		want = "CANNOT_GRANT"
	case want == "s" && r.scope == grant.ScopeACCOUNT_ONLY:
		want = "."
	case want == "s":
		want = "+"
	}
	if want != "" && got != want {
		r.t.Errorf("%s.%s about %q as %s, %s executor: %s, want %s\n%.600s", of, field, r.place, r.seat, r.executor, got, want, body.Body)
	}
}

// shown are the objects that have no line: they show to whoever is shown what they belong to.
func shown(d *ast.Definition) bool {
	switch d.Name {
	case "AccountLimit", "AccessChange", "AssetResult", "ReviewApproval", "Invitation", "Address", "Provisioning", "ProvisioningFailure", "CustomerDetails", "SimilarAccount", "EffectivePermission", "FieldChange", "Session",
		"Language", "TimeZoneInfo", "Country", "AddressField", "PageInfo", "UserError", "RejectedRow":
		return true
	}
	return strings.HasSuffix(d.Name, "Connection") || strings.HasSuffix(d.Name, "Edge") || strings.HasSuffix(d.Name, "Payload")
}

// covered fails the test where the schema has what the matrix does not say, or the other way around.
func covered(t *testing.T, rules map[string][]rule) {
	t.Helper()
	known := map[string]bool{}
	for _, d := range schema.Types {
		if d.BuiltIn || d.Kind != ast.Object || shown(d) {
			continue
		}
		known[d.Name+".*"] = d != schema.Query && d != schema.Mutation && d != schema.Subscription
		for _, f := range d.Fields {
			known[d.Name+"."+f.Name] = true
			if !strings.HasPrefix(f.Name, "__") && rules[d.Name+"."+f.Name] == nil && rules[d.Name+".*"] == nil {
				t.Errorf("the matrix lacks %s.%s", d.Name, f.Name)
			}
		}
	}
	known["Told.*"] = true
	for _, f := range schema.Types["Event"].Fields {
		known["Told."+f.Name] = true
	}
	for name := range rules {
		if !known[name] {
			t.Errorf("the matrix has %s, which the schema lacks", name)
		}
	}
}

// objects asks for every field of every kind of thing at the place, by node.
func (r *round) objects(at *stock) {
	r.t.Helper()
	for _, kind := range slices.Sorted(maps.Keys(at.ids)) {
		d := schema.Types[kind]
		fragments := selection{}
		document := "query($id: ID!) { node(id: $id) { __typename ... on " + kind + " {"
		for _, f := range d.Fields {
			if f.Arguments.ForName("accountId") != nil {
				document += fmt.Sprintf(" %s(accountId: %q)%s", f.Name, accountID(at.account), fragments.of(schema.Types[f.Type.Name()], 0))
				continue
			}
			document += strings.Replace(fragments.field(d, f, 1), kind+"_"+f.Name+": ", "", 1)
		}
		document += " } } }"
		for _, name := range slices.Sorted(maps.Keys(fragments)) {
			document += "\n" + fragments[name]
		}
		got := map[string]string{}
		var last *answer
		for _, id := range at.ids[kind] {
			last = r.ask(r.token, document, vars{"id": id})
			if len(last.Errors) > 0 {
				r.t.Fatalf("%s\n%s", document, last.Body)
			}
			node, there := last.at("node").(map[string]any)
			for _, f := range d.Fields {
				switch {
				case node[f.Name] != nil:
					got[f.Name] = "+"
				case there && got[f.Name] == "":
					got[f.Name] = "0"
				}
			}
		}
		for _, f := range d.Fields {
			r.check(kind, f.Name, cmp.Or(got[f.Name], "."), last)
		}
	}
}

// roots asks the fields of Query, naming what belongs to the place.
func (r *round) roots(at *stock) {
	r.t.Helper()
	account, user, review, asset := accountID(at.account), at.ids["User"][0], at.ids["Review"][0], at.ids["Asset"][0]
	named := map[string][]vars{
		"account":         {{"id": account}, {"accountNumber": *at.account.AccountNumber}, {"externalReference": *at.account.ExternalReference}},
		"user":            {{"id": user}, {"email": at.email}},
		"accounts":        {{"first": 5}},
		"review":          {{"id": review}},
		"node":            {{"id": account}, {"id": user}, {"id": review}, {"id": asset}},
		"nodes":           {{"ids": []string{account}}, {"ids": []string{user}}, {"ids": []string{asset}}},
		"similarAccounts": {{"parentId": account, "name": "Nobody has this name", "address": vars{"country": "DE"}}},
		"userDirectory":   {{"accountId": account}},
	}
	for _, f := range schema.Query.Fields {
		given := named[f.Name]
		if given == nil {
			given = []vars{{}}
		}
		if strings.HasPrefix(f.Name, "__") {
			continue
		}
		for _, arguments := range given {
			a := r.ask(r.token, question{f.Name, schema.Query, f}.document(arguments), arguments)
			got := answered(a, a.at(f.Name))
			if f.Name == "nodes" && a.at("nodes.0") == nil {
				got = "."
			}
			r.check("Query", f.Name, got, a)
		}
	}
	a := r.ask(r.token, `query($at: ID!) { viewer { user { id } topAccounts { nodes { id name } } permissionsOn(accountId: $at) sessions { id } } }`, vars{"at": account})
	for _, f := range schema.Types["Viewer"].Fields {
		r.check("Viewer", f.Name, answered(a, a.at("viewer."+f.Name)), a)
	}
}

// mutations asks every mutation about something fresh at the place.
func (r *round) mutations() {
	r.t.Helper()
	for _, f := range schema.Mutation.Fields {
		if cell(r.rules, "Mutation", f.Name, r.place, r.role) == "" {
			continue
		}
		prepare, ok := inputs[f.Name]
		if !ok {
			r.t.Fatalf("inputs lacks %s", f.Name)
		}
		token, given := r.token, vars{}
		if in := prepare(r.t, r.table, r.seat, r.accounts[r.place]); in != nil {
			given["input"] = in
		}
		if f.Name == "signOut" {
			token = r.house.token(r.t, r.User)
		}
		ask := func() {
			a := r.ask(token, question{f.Name, schema.Mutation, f}.document(given), given)
			r.check("Mutation", f.Name, answered(a, a.at(f.Name)), a)
		}
		if cell(r.rules, "Mutation", f.Name, r.place, r.role) == "!" && r.sees(r.place) {
			r.unchanged(r.t, ask, "events", "trees")
		} else {
			ask()
		}
		r.restore(r.t)
	}
}

// answered is the cell of an answer with a value.
func answered(a *answer, value any) string {
	codes := map[string]bool{}
	for _, code := range a.codes() {
		codes[code] = true
	}
	faults := userErrors(value)
	if payload, ok := value.(map[string]any); ok {
		for _, row := range list(payload["rejected"]) {
			faults = append(faults, userErrors(row)...)
		}
	}
	for _, f := range faults {
		codes[f.(map[string]any)["code"].(string)] = true
	}
	switch {
	case len(codes) == 0 && value != nil:
		return "+"
	case len(codes) == 0, len(codes) == 1 && codes["NOT_FOUND"]:
		return "."
	case len(codes) == 1 && codes["FORBIDDEN"]:
		return "!"
	}
	return strings.Join(slices.Sorted(maps.Keys(codes)), " ")
}
