package direct

import (
	"canopy/internal/locale"
	"canopy/internal/tree"

	"github.com/99designs/gqlgen/graphql"
)

// roots are the types whose fields are written when they have resolved: the object of each is what it resolved to. What is
// left out is a leaf, or small.
var roots = map[string]fields{
	"Query":                    query,
	"CreateCustomerPayload":    {"review": one(itself[tree.Review])},
	"UpdateReviewPayload":      {"review": one(itself[tree.Review])},
	"DiscardReviewPayload":     {"review": one(itself[tree.Review])},
	"ApproveReviewPayload":     {"review": one(itself[tree.Review]), "account": one(itself[tree.Account])},
	"AddUsersPayload":          {"users": pointers(list[*tree.User])},
	"UpdateUsersPayload":       {"users": pointers(list[*tree.User])},
	"UpdateUserPayload":        {"user": one(itself[tree.User])},
	"MoveUsersPayload":         {"users": pointers(list[*tree.User])},
	"ResendInvitationsPayload": {"users": pointers(list[*tree.User])},
	"RevokeInvitationsPayload": {"users": pointers(list[*tree.User])},
	"ImportUsersPayload":       {"import": one(itself[tree.UserImport])},
	"CreateCustomersPayload":   {"reviews": pointers(list[*tree.Review])},
	"DisableUsersPayload":      {"users": pointers(list[*tree.User])},
	"EnableUsersPayload":       {"users": pointers(list[*tree.User])},
	"GrantRolePayload":         {"grant": one(itself[tree.Grant])},
	"CreateApiKeyPayload":      {"apiKey": one(itself[tree.APIKey])},
	"RevokeApiKeyPayload":      {"apiKey": one(itself[tree.APIKey])},
	"RegisterWebhookPayload":   {"webhook": one(itself[tree.Webhook])},
	"UpdateWebhookPayload":     {"webhook": one(itself[tree.Webhook])},
	"ReplayDeliveryPayload":    {"delivery": one(itself[tree.WebhookDelivery])},
	"CreateResellerPayload":    {"account": one(itself[tree.Account])},
}

// query is left without userCsvTemplate and customerCsvTemplate, which are one text each.
var query = fields{
	"viewer":          one(itself[tree.Viewer]),
	"node":            node,
	"nodes":           nodes,
	"account":         one(itself[tree.Account]),
	"accounts":        one(itself[tree.AccountConnection]),
	"review":          one(itself[tree.Review]),
	"similarAccounts": values(list[tree.SimilarAccount]),
	"userDirectory":   one(itself[tree.UserConnection]),
	"user":            one(itself[tree.User]),
	"languages":       values(list[locale.LanguageInfo]),
	"timeZones":       values(list[locale.TimeZoneInfo]),
	"countries":       values(list[locale.Country]),
}

func itself[T any](object *T) *T { return object }

func list[V any](object any) []V { return object.([]V) }

// node is one object of any kind; a null one never comes here.
func node(p planner, selected graphql.CollectedField) writer {
	kinds := p.kinds(selected)
	if kinds == nil {
		return nil
	}
	return func(o *output, object any) { kinds.write(o, object.(tree.Node)) }
}

// nodes is a list of them, with nulls.
func nodes(p planner, selected graphql.CollectedField) writer {
	kinds := p.kinds(selected)
	if kinds == nil {
		return nil
	}
	return func(o *output, object any) {
		array(o, object.([]tree.Node), func(node *tree.Node) {
			if *node != nil {
				kinds.write(o, *node)
			} else {
				o.null(true)
			}
		})
	}
}

// kinds are the plans of all types that a Node can be, by name.
type kinds map[string]plan

// kinds plans the types behind an interface; nil when one of them is not plain.
func (p planner) kinds(selected graphql.CollectedField) kinds {
	all := kinds{}
	for _, possible := range p.schema.PossibleTypes[selected.Definition.Type.Name()] {
		planned, ok := p.object(possible.Name, selected.Selections)
		if !ok {
			return nil
		}
		all[possible.Name] = planned
	}
	return all
}

func (k kinds) write(o *output, node tree.Node) {
	switch node.(type) {
	case *tree.Account:
		k["Account"].write(o, node)
	case *tree.User:
		k["User"].write(o, node)
	case *tree.Review:
		k["Review"].write(o, node)
	case *tree.Organization:
		k["Organization"].write(o, node)
	case *tree.Asset:
		k["Asset"].write(o, node)
	case *tree.Grant:
		k["Grant"].write(o, node)
	case *tree.APIKey:
		k["ApiKey"].write(o, node)
	case *tree.Event:
		k["Event"].write(o, node)
	case *tree.UserImport:
		k["UserImport"].write(o, node)
	case *tree.Webhook:
		k["Webhook"].write(o, node)
	case *tree.WebhookDelivery:
		k["WebhookDelivery"].write(o, node)
	default:
		o.failed = true
	}
}
