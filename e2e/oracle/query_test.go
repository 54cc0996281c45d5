package oracle_test

import (
	"canopy/ent"
	"canopy/internal/locale"
	"canopy/internal/nodeid"
	"canopy/internal/problem"
	"canopy/internal/usercsv"
	"canopy/internal/viewer"

	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"
)

// query is the value of a field of Query; an error stands at the field.
func (a *operation) query(f *field) (any, *gqlerror.Error) {
	if f.Name == "__typename" {
		return "Query", nil
	}
	args := f.ArgumentMap(a.variables)
	value, err := a.asked(f, args)
	if err != nil {
		err.Path = append(ast.Path{ast.PathName(f.Alias)}, err.Path...)
		a.met["Query."+f.Name+" is null"]++
		return nil, err
	}
	a.met.field("Query", f, value, a.variables)
	return value, nil
}

// asked judges the arguments, then those of all pages below, and only then looks.
func (a *operation) asked(f *field, args map[string]any) (any, *gqlerror.Error) {
	if err := a.misread(f); err != nil {
		return nil, err
	}
	err := a.senseless(f, args)
	if err == nil {
		err = a.forbidden(f, args)
	}
	if fault := a.fault(f); err == nil && fault != "" {
		err = told(problem.BadUserInput, "%s", fault)
	}
	var value any
	if err == nil {
		value, err = a.found(f, args)
	}
	if err != nil {
		err.Locations = []gqlerror.Location{{Line: f.Position.Line, Column: f.Position.Column}}
	}
	return value, err
}

// senseless is what is wrong with a root field's own arguments, each well-formed by itself.
func (a *operation) senseless(f *field, args map[string]any) *gqlerror.Error {
	given := 0
	for _, key := range []string{"id", "accountNumber", "externalReference", "email"} {
		if args[key] != nil {
			given++
		}
	}
	_, wellFormed := nodeid.Parse(str(args["id"]))
	switch {
	case f.Name == "account" && given != 1:
		return told(problem.BadUserInput, "account takes exactly one of id, accountNumber and externalReference")
	case f.Name == "user" && given != 1:
		return told(problem.BadUserInput, "user takes exactly one of id and email")
	case args["id"] != nil && !wellFormed:
		return told(problem.BadUserInput, noID)
	case f.Name == "nodes" && len(list(args["ids"])) > 100:
		return told(problem.BadUserInput, "nodes takes at most 100 ids")
	case f.Name == "similarAccounts" && (integer(args["first"]) < 0 || integer(args["first"]) > 10):
		return told(problem.BadUserInput, "first is between 0 and 10")
	}
	return nil
}

// forbidden refuses what serves to create customers to those who may not.
func (a *operation) forbidden(f *field, args map[string]any) *gqlerror.Error {
	parent := a.parent(args)
	switch {
	case f.Name != "similarAccounts" && f.Name != "userDirectory":
		return nil
	case parent == nil:
		return told(problem.NotFound, "there is no such account")
	case !a.may(a.by, viewer.CreateCustomer, parent):
		return told(problem.Forbidden, "you see this account, but may not do this there: it needs CREATE_CUSTOMER")
	}
	return nil
}

// parent is the visible account below which a customer is to stand.
func (a *operation) parent(args map[string]any) *ent.Account {
	id, _ := nodeid.Parse(str(args["parentId"]) + str(args["accountId"]))
	return find(a.accounts, func(x *ent.Account) bool { return x.ID == id.Of(nodeid.Account) && a.sees(x) })
}

// found is what the asker sees of what a root field asks for.
func (a *operation) found(f *field, args map[string]any) (any, *gqlerror.Error) {
	switch f.Name {
	case "viewer":
		return viewing{}, nil
	case "nodes":
		nodes := []any{}
		for _, id := range list(args["ids"]) {
			nodes = append(nodes, a.node(str(id)))
		}
		return nodes, nil
	case "node":
		return a.node(str(args["id"])), nil
	case "review":
		return only[*ent.Review](a.node(str(args["id"]))), nil
	case "account":
		return a.accountBy(args)
	case "user":
		return a.userBy(args), nil
	case "accounts":
		return a.page(f, a.order(f).accounts(a.matching(where(a.accounts, a.sees), args["filter"]))), nil
	case "userDirectory":
		return a.page(f, a.order(f).users(where(a.directory(a.parent(args)), func(u *ent.User) bool { return a.matchesUser(args, u) }))), nil
	case "similarAccounts":
		return a.resembling(a.parent(args), args), nil
	case "languages":
		return locale.Languages(), nil
	case "timeZones":
		return locale.TimeZones(a.now), nil
	case "countries":
		return locale.Countries(), nil
	case "userCsvTemplate":
		return usercsv.Template(), nil
	case "customerCsvTemplate":
		return usercsv.CustomerTemplate(), nil
	}
	panic(f.Name)
}

func (a *operation) accountBy(args map[string]any) (any, *gqlerror.Error) {
	if id := str(args["id"]); id != "" {
		return only[*ent.Account](a.node(id)), nil
	}
	by := holds(args)
	found := where(a.accounts, func(x *ent.Account) bool {
		return a.sees(x) && by.is("accountNumber", optional(x.AccountNumber)) && by.is("externalReference", optional(x.ExternalReference))
	})
	switch len(found) {
	case 0:
		return nil, nil
	case 1:
		return found[0], nil
	}
	return nil, told(problem.BadUserInput, "several accounts have the external reference %q: ask by id", args["externalReference"])
}

func (a *operation) userBy(args map[string]any) any {
	if id := str(args["id"]); id != "" {
		return only[*ent.User](a.node(id))
	}
	_, key, _ := locale.Email(str(args["email"]))
	return row(find(a.users, func(u *ent.User) bool { return a.seesUser(u) && u.EmailKey == key }))
}

// node is what the asker sees by an id.
func (a *operation) node(text string) any {
	id, _ := nodeid.Parse(text)
	switch id.Kind {
	case nodeid.Account:
		return row(find(a.accounts, func(x *ent.Account) bool { return x.ID == id.Key && a.sees(x) }))
	case nodeid.User:
		return row(find(a.users, func(u *ent.User) bool { return u.ID == id.Key && a.seesUser(u) }))
	case nodeid.Review:
		return row(find(a.reviews, func(r *ent.Review) bool { return r.ID == id.Key && a.seesReview(r) }))
	case nodeid.Organization:
		return row(find(a.organizations, func(o *ent.Organization) bool { return o.ID == id.Key && a.seesOrganization(o) }))
	case nodeid.Asset:
		return row(find(a.assets, func(x *ent.Asset) bool { return x.ID == id.Key && a.seesAsset(x) }))
	case nodeid.Grant:
		return row(find(a.grants, func(g *ent.Grant) bool { return g.ID == id.Key && a.mayOn(viewer.View, g.AccountID) }))
	case nodeid.APIKey:
		return row(find(a.apiKeys, func(k *ent.APIKey) bool { return k.ID == id.Key && a.mayOn(viewer.ManageAPIKeys, k.AccountID) }))
	case nodeid.Event:
		return row(find(a.events, func(e *ent.Event) bool { return e.ID == id.Key && a.mayOn(viewer.ViewEvents, e.AccountID) }))
	case nodeid.Webhook:
		return row(find(a.hooks, func(w *ent.Webhook) bool { return w.ID == id.Key && a.managed(w) }))
	case nodeid.WebhookDelivery:
		return row(find(a.deliveries, func(d *ent.WebhookDelivery) bool { return d.ID == id.Key && a.managedBelow(a.hookOf(d)) }))
	case nodeid.UserImport:
		return row(find(a.imports, func(i *ent.UserImport) bool { return i.ID == id.Key && a.mayOn(viewer.AddUsers, &i.AccountID) }))
	}
	return nil
}

// only is a row of one kind; nil where it is of another.
func only[R any](row any) any {
	if r, ok := row.(R); ok {
		return r
	}
	return nil
}

// str is a text, "" for null.
func str(value any) string {
	s, _ := value.(string)
	return s
}
