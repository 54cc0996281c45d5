package api_test

import (
	"slices"
	"strings"
	"testing"

	"canopy/ent"
	"canopy/ent/account"
	"canopy/ent/review"
	"canopy/internal/viewer"

	"github.com/vektah/gqlparser/v2/ast"
)

// step is one question of one asker.
type step struct {
	*walk
	t    *testing.T
	tree *business
	who  *asker
	things
	others things

	question
	foreign  string // the argument that names something of others; "" for none
	named    bool   // whether it did already
	ordered  bool   // by an order of its own, which a cursor would have to be of
	backward bool
	choice   int          // among arguments that exclude each other
	leaf     *ent.Account // that was made for the question
	target   *ent.User    // as well
	bold     bool         // names people and roles that the asker may not reach
}

// things are what a step may name of one tree.
type things struct {
	top     *ent.Account
	token   string
	account *ent.Account // with a number, a reference and an organization
	active  *ent.Account // customers may stand below it
	user    *ent.User
	review  *ent.Review // an open one where there is one
	asset   *ent.Asset
	file    *ent.UserImport
	hook    *ent.Webhook
}

// step is a step of somebody who sees something, beside another tree: mostly of the first asker, for the bold of any.
func (w *walk) step(t *testing.T, bold bool) *step {
	s := &step{walk: w, t: t, bold: bold, ordered: w.random.IntN(2) == 0, backward: w.random.IntN(2) == 0, choice: w.random.IntN(60)}
	chosen := w.random.Perm(len(w.trees))
	s.tree = w.trees[chosen[0]]
	s.who = s.tree.askers[0]
	if bold || w.random.IntN(3) == 0 {
		s.who = s.tree.askers[w.random.IntN(len(s.tree.askers))]
	}
	for _, t := range w.trees {
		for _, a := range t.askers {
			a.viewer = viewer.FromContext(w.As(a.User)) // grants come and go
		}
	}
	now := w.world()
	s.things = w.things(now, s.who)
	s.others = w.things(now, w.trees[chosen[1]].askers[0])
	if bold && w.random.IntN(4) > 0 { // where roles begin
		s.active, s.account = w.given(now, s.who, s.active), w.given(now, s.who, s.account)
	}
	return s
}

// given is an account on which the asker was given a role; another one where there is none.
func (w *walk) given(now *world, to *asker, other *ent.Account) *ent.Account {
	for _, i := range w.random.Perm(len(now.grants)) {
		if g := now.grants[i]; g.UserID == to.ID && now.byID[*g.AccountID].Status == account.StatusACTIVE {
			return now.byID[*g.AccountID]
		}
	}
	return other
}

// things are some of what the asker sees.
func (w *walk) things(now *world, of *asker) things {
	sees := func(id int64) bool { return of.viewer.Sees(now.byID[id].Path) }
	th := things{token: of.token}
	for _, i := range w.random.Perm(len(now.accounts)) {
		a := now.accounts[i]
		if !sees(a.ID) {
			continue
		}
		if th.top == nil || len(a.Path) < len(th.top.Path) {
			th.top = a
		}
		if a.Status == account.StatusACTIVE {
			th.active = a
		}
		if a.AccountNumber != nil && a.ExternalReference != nil {
			th.account = a
		}
	}
	for _, i := range w.random.Perm(len(now.users)) {
		// Passwords are the first askers' only: whoever knows one may sign in.
		if u := now.users[i]; sees(u.AccountID) && u.PasswordHash == "" {
			th.user = u
		}
	}
	for _, i := range w.random.Perm(len(now.reviews)) {
		r := now.reviews[i]
		if sees(r.ParentID) && (th.review == nil || r.Status == review.StatusOPEN) {
			th.review = r
		}
	}
	for _, i := range w.random.Perm(len(now.assets)) {
		if a := now.assets[i]; sees(a.OwnerID) {
			th.asset = a
		}
	}
	for _, i := range now.imports {
		if sees(i.AccountID) {
			th.file = i
		}
	}
	for _, w := range now.webhooks {
		if sees(w.AccountID) {
			th.hook = w
		}
	}
	return th
}

// argument is one of a question's.
type argument struct {
	question
	argument string // "createCustomer.input.parentId"
}

// foreignArguments are all arguments of the schema that can name something of others.
func foreignArguments(t *testing.T, all []question) (list []argument) {
	t.Helper()
	for _, q := range all {
		for _, a := range q.field.Arguments {
			for _, leaf := range argumentsBelow(a.Name, a.Type) {
				path := q.name + "." + leaf
				if valueOf(path).others != nil {
					list = append(list, argument{q, path})
				}
			}
		}
	}
	return list
}

// valueOf is the value of an argument by its longest known end: "createCustomer.input.name", "input.name", "name".
func valueOf(path string) value {
	for {
		if v, ok := values[path]; ok {
			return v
		}
		_, rest, more := strings.Cut(path, ".")
		if !more {
			return value{}
		}
		path = rest
	}
}

// refusing tells whether naming it has to be refused: where it says which one, and not how to search, or where from.
func (s *step) refusing() bool {
	name := s.foreign[strings.LastIndex(s.foreign, ".")+1:]
	if name == "actorId" || strings.HasSuffix(s.foreign, "permissionsOn.accountId") || strings.HasSuffix(s.foreign, "effectivePermissions.accountId") {
		return false // answers nothing
	}
	if s.name == "importUsers" && name == "csv" {
		return false // it tells later
	}
	return s.named && (strings.HasSuffix(name, "Id") || strings.HasSuffix(name, "Ids") || name == "id" || name == "email" || name == "csv" || s.foreign == "account.accountNumber")
}

// given are the arguments of the step.
func (s *step) given() vars {
	given := vars{}
	for _, a := range s.field.Arguments {
		if path := s.name + "." + a.Name; s.gives(path, a.Type.NonNull && a.DefaultValue == nil) {
			given[a.Name] = s.value(path, a.Type)
		}
	}
	switch s.of.Name {
	case "Account":
		given["at"] = accountID(s.account)
	case "User":
		given["at"] = userID(s.user)
	case "UserImport":
		given["at"] = importID(s.file)
	case "Webhook":
		given["at"] = webhookID(s.hook)
	}
	if s.name == "signOut" {
		s.token, s.seen = s.house.token(s.t, s.who.User), nil // the other one is still needed
	}
	return given
}

// gives tells whether an argument is given: what is required, what names something foreign, and else now and then.
func (s *step) gives(path string, required bool) bool {
	name := path[strings.LastIndex(path, ".")+1:]
	backwards := s.field.Arguments.ForName("last") != nil && s.backward
	foreign := s.foreign == path || strings.HasPrefix(s.foreign, path+".")
	for _, group := range oneOf {
		if !slices.Contains(group, path) {
			continue
		}
		for _, member := range group {
			if s.foreign == member || strings.HasPrefix(s.foreign, member+".") {
				return foreign
			}
		}
		return group[s.choice%len(group)] == path
	}
	switch {
	case path == "grantRole.input.accountId", path == "createApiKey.input.accountId": // without it is for operators, who are not here
		return true
	case path == "createCustomers.input.notificationContactId": // for whose row names nobody
		return true
	case foreign, required, name == "street", name == "city", name == "postalCode": // an address is whole
		return true
	case name == "first":
		return !backwards
	case name == "last":
		return backwards
	case name == "after" || name == "before":
		return !s.ordered && s.foreign == "" && s.random.IntN(2) == 0
	case name == "orderBy":
		return s.ordered && !strings.HasSuffix(s.foreign, ".after") && !strings.HasSuffix(s.foreign, ".before")
	}
	return s.random.IntN(3) == 0
}

// value is what an argument is given.
func (s *step) value(path string, of *ast.Type) any {
	d := schema.Types[of.Name()]
	v := valueOf(path)
	switch {
	case d.Kind == ast.InputObject:
		object := vars{}
		for _, f := range d.Fields {
			if below := path + "." + f.Name; s.gives(below, f.Type.NonNull && f.DefaultValue == nil) {
				object[f.Name] = s.value(below, f.Type)
			}
		}
		if of.Elem != nil {
			return []any{object}
		}
		return object
	case s.foreign == path && v.others != nil:
		s.named = true
		return v.others(s)
	case v.own != nil:
		return v.own(s)
	case d.Kind == ast.Enum:
		return d.EnumValues[s.random.IntN(len(d.EnumValues))].Name // alone for a list of one
	case d.Name == "Boolean":
		return s.random.IntN(2) == 0
	case ofType[d.Name] != nil:
		return ofType[d.Name]
	}
	s.t.Fatalf("values does not know what to give for %s", path)
	return nil
}
