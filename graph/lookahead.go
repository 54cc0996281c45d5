package graph

import (
	"context"
	"slices"
	"strings"

	"canopy/ent/review"
	"canopy/ent/userimport"
	"canopy/ent/webhookdelivery"
	"canopy/internal/nodeid"
	"canopy/internal/problem"
	"canopy/internal/tree"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/ast"
)

// The look-ahead turns what an operation selects below a field into what internal/tree loads: fragments, aliases,
// @skip and @include are solved by the same graphql.CollectFields that the executor uses, so both agree.

// selection is what is selected of the object that the resolved field answers, or of the one at a path of
// fields below it; nil where nothing is.
func selection(ctx context.Context, path ...string) *tree.Selection {
	sel := &tree.Selection{}
	if !newLookahead(ctx).at(sel, graphql.GetFieldContext(ctx).Field, path) {
		return nil
	}
	return sel
}

// checkPayload finds what is wrong with the pages that a mutation's or subscription's payload asks for.
func checkPayload(ctx context.Context, field graphql.CollectedField) error {
	sel, l := &tree.Selection{}, newLookahead(ctx)
	if l.op.Operation.Operation != ast.Query {
		l.at(sel, field, nil)
	}
	return sel.Check()
}

// nodeSelection is what is selected of a Node when it is of that kind.
func nodeSelection(ctx context.Context) func(nodeid.Kind) *tree.Selection {
	l, field := newLookahead(ctx), graphql.GetFieldContext(ctx).Field
	return func(kind nodeid.Kind) *tree.Selection {
		sel := &tree.Selection{}
		l.object(sel, field.Selections, typeOfKind[kind])
		return sel
	}
}

// connection is the page that the resolved field asks for.
func connection(ctx context.Context) *tree.Connection {
	l, field := newLookahead(ctx), graphql.GetFieldContext(ctx).Field
	c := l.connection(field)
	l.page(c, field)
	return c
}

// page is the loaded page of the field being resolved.
func page[C any](ctx context.Context, pages tree.Pages[C]) *C {
	return pages.At(pageKey(graphql.GetFieldContext(ctx).Field))
}

// listed is the loaded list of the field being resolved; nothing loaded is an empty one.
func listed[V any](ctx context.Context, lists tree.Pages[[]V]) []V {
	if list := page(ctx, lists); list != nil {
		return *list
	}
	return []V{}
}

// pageKey tells pages of one object apart: the field's place in the document. The response key would not do, as
// an object reached twice (a: parent {...} b: parent {...}) is loaded once.
func pageKey(field graphql.CollectedField) int { return field.Position.Start }

var typeOfKind = map[nodeid.Kind]string{
	nodeid.Account: "Account", nodeid.User: "User", nodeid.Review: "Review", nodeid.Organization: "Organization",
	nodeid.Asset: "Asset", nodeid.Grant: "Grant", nodeid.APIKey: "ApiKey", nodeid.Event: "Event", nodeid.UserImport: "UserImport",
	nodeid.Webhook: "Webhook", nodeid.WebhookDelivery: "WebhookDelivery",
}

// readArguments reads the arguments of connections and of what is asked about one account, by type and field, as the executor does.
var readArguments = map[string]func(*executionContext, context.Context, map[string]any) (map[string]any, error){
	"Account.subAccounts":       (*executionContext).field_Account_subAccounts_args,
	"Account.descendants":       (*executionContext).field_Account_descendants_args,
	"Account.users":             (*executionContext).field_Account_users_args,
	"Account.reviews":           (*executionContext).field_Account_reviews_args,
	"Account.assets":            (*executionContext).field_Account_assets_args,
	"Account.grants":            (*executionContext).field_Account_grants_args,
	"Account.events":            (*executionContext).field_Account_events_args,
	"Account.apiKeys":           (*executionContext).field_Account_apiKeys_args,
	"Account.userImports":       (*executionContext).field_Account_userImports_args,
	"Account.webhooks":          (*executionContext).field_Account_webhooks_args,
	"Webhook.deliveries":        (*executionContext).field_Webhook_deliveries_args,
	"UserImport.rejected":       (*executionContext).field_UserImport_rejected_args,
	"User.effectivePermissions": (*executionContext).field_User_effectivePermissions_args,
	"Viewer.topAccounts":        (*executionContext).field_Viewer_topAccounts_args,
	"Viewer.permissionsOn":      (*executionContext).field_Viewer_permissionsOn_args,
	"Query.accounts":            (*executionContext).field_Query_accounts_args,
	"Query.userDirectory":       (*executionContext).field_Query_userDirectory_args,
}

type lookahead struct{ op *graphql.OperationContext }

func newLookahead(ctx context.Context) lookahead {
	return lookahead{graphql.GetOperationContext(ctx)}
}

// collect is the fields selected of an object of the type.
func (l lookahead) collect(set ast.SelectionSet, typeName string) []graphql.CollectedField {
	satisfies := []string{typeName}
	for _, of := range typeOfKind {
		if of == typeName {
			satisfies = append(satisfies, "Node")
		}
	}
	return graphql.CollectFields(l.op, set, satisfies)
}

// at adds what is selected at a path of fields below a field; it tells whether the path is selected at all.
func (l lookahead) at(sel *tree.Selection, field graphql.CollectedField, path []string) (selected bool) {
	typeName := field.Definition.Type.Name()
	if len(path) == 0 {
		l.object(sel, field.Selections, typeName)
		return true
	}
	for _, f := range l.collect(field.Selections, typeName) {
		if f.Name == path[0] && l.at(sel, f, path[1:]) {
			selected = true
		}
	}
	return selected
}

// field is the first field of the name that is selected of an object which a field answers.
func (l lookahead) field(of graphql.CollectedField, name string) (field graphql.CollectedField, ok bool) {
	selected := l.collect(of.Selections, of.Definition.Type.Name())
	i := slices.IndexFunc(selected, func(f graphql.CollectedField) bool { return f.Name == name })
	if i < 0 {
		return field, false
	}
	return selected[i], true
}

// object adds what is selected of an object.
func (l lookahead) object(sel *tree.Selection, set ast.SelectionSet, typeName string) {
	for _, f := range l.collect(set, typeName) {
		switch {
		case strings.HasPrefix(f.Name, "__"):
		case f.Definition.Arguments.ForName("after") != nil:
			l.addPage(sel, f)
		case f.Definition.Arguments.ForName("accountId") != nil:
			l.addOn(sel, f)
		case len(f.Selections) > 0:
			if sel.Objects == nil {
				sel.Objects = map[string]*tree.Selection{}
			}
			if sel.Objects[f.Name] == nil {
				sel.Objects[f.Name] = &tree.Selection{}
			}
			l.object(sel.Objects[f.Name], f.Selections, f.Definition.Type.Name())
		default:
			if sel.Fields == nil {
				sel.Fields = map[string]bool{}
			}
			sel.Fields[f.Name] = true
		}
	}
}

// addPage adds a connection, or what more is selected of one that is there already.
func (l lookahead) addPage(sel *tree.Selection, f graphql.CollectedField) {
	i := slices.IndexFunc(sel.Connections, func(c *tree.Connection) bool { return c.Key == pageKey(f) })
	if i < 0 {
		i = len(sel.Connections)
		sel.Connections = append(sel.Connections, l.connection(f))
	}
	l.page(sel.Connections[i], f)
}

// addOn adds what is asked about one account, or what more is selected of it.
func (l lookahead) addOn(sel *tree.Selection, f graphql.CollectedField) {
	i := slices.IndexFunc(sel.On, func(on *tree.On) bool { return on.Key == pageKey(f) })
	if i < 0 {
		i = len(sel.On)
		on := &tree.On{Key: pageKey(f), Field: f.Name, Node: &tree.Selection{}}
		args, err := l.arguments(f)
		on.AccountID, _ = args["accountId"].(nodeid.ID)
		on.Err = err
		sel.On = append(sel.On, on)
	}
	if len(f.Selections) > 0 {
		l.object(sel.On[i].Node, f.Selections, f.Definition.Type.Name())
	}
}

// arguments are a field's, as the executor reads them.
func (l lookahead) arguments(f graphql.CollectedField) (map[string]any, error) {
	// An empty context, so that an error's path starts at the argument.
	args, err := readArguments[f.ObjectDefinition.Name+"."+f.Name](&executionContext{}, context.Background(), f.ArgumentMap(l.op.Variables))
	if err != nil {
		return nil, problem.New(problem.BadUserInput, "%s: %s", f.Name, strings.TrimPrefix(err.Error(), "input: "))
	}
	return args, nil
}

// connection is a field's arguments.
func (l lookahead) connection(f graphql.CollectedField) *tree.Connection {
	c := &tree.Connection{Key: pageKey(f), Field: f.Name, Node: &tree.Selection{}}
	args, err := l.arguments(f)
	if err != nil {
		c.Err = err
		return c
	}
	c.Page.First, _ = args["first"].(*int)
	c.Page.Last, _ = args["last"].(*int)
	c.Page.After, _ = args["after"].(*string)
	c.Page.Before, _ = args["before"].(*string)
	c.IncludeDescendants, _ = args["includeDescendants"].(bool)
	c.MaxDepth, _ = args["maxDepth"].(*int)
	c.ReviewStatus, _ = args["status"].(*review.Status)
	c.ImportStatus, _ = args["status"].(*userimport.Status)
	c.DeliveryStatus, _ = args["status"].(*webhookdelivery.Status)
	c.Similar, _ = args["similar"].(*bool)
	c.AfterIndex, _ = args["after"].(*int)
	set(&c.Accounts, args["filter"])
	set(&c.AccountOrder, args["orderBy"])
	set(&c.Users, args["filter"])
	set(&c.UserOrder, args["orderBy"])
	set(&c.Events, args["filter"])
	set(&c.Assets, args["filter"])
	set(&c.AssetOrder, args["orderBy"])
	if search, ok := args["search"].(*string); ok {
		c.Users.Search = search
	}
	return c
}

// set sets to the value of an argument of that type, when it is given.
func set[T any](to *T, argument any) {
	if given, ok := argument.(*T); ok && given != nil {
		*to = *given
	}
}

// page adds what is selected of a page.
func (l lookahead) page(c *tree.Connection, field graphql.CollectedField) {
	for _, f := range l.collect(field.Selections, field.Definition.Type.Name()) {
		switch f.Name {
		case "totalCount":
			c.TotalCount = true
		case "nodes":
			c.Nodes = true
			l.object(c.Node, f.Selections, f.Definition.Type.Name())
		case "edges":
			c.Edges = true
			for _, e := range l.collect(f.Selections, f.Definition.Type.Name()) {
				switch e.Name {
				case "cursor":
					c.Cursors = true
				case "node":
					l.object(c.Node, e.Selections, e.Definition.Type.Name())
				}
			}
		case "pageInfo":
			c.PageInfo = true
			for _, info := range l.collect(f.Selections, f.Definition.Type.Name()) {
				switch info.Name {
				case "hasNextPage":
					c.HasNext = true
				case "hasPreviousPage":
					c.HasPrevious = true
				case "startCursor", "endCursor":
					c.Cursors = true
				}
			}
		}
	}
}
