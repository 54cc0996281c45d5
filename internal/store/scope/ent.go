package scope

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"canopy/ent"
	"canopy/ent/intercept"
	"canopy/internal/viewer"

	"entgo.io/ent/dialect/sql"
)

// predicates are the kinds that a viewer may see some of. The others are machinery: they need a reason.
var predicates = map[string]predicate{
	ent.TypeAccount:      Accounts,
	ent.TypeUser:         Users,
	ent.TypeReview:       Reviews,
	ent.TypeOrganization: Organizations,
	ent.TypeGrant:        byAccount("account_id"),
	ent.TypeAPIKey:       byAccount("account_id"),
	ent.TypeProvisioning: byAccount("account_id"),
	ent.TypeUserImport:   byAccount("account_id"),
	ent.TypeWebhook:      byAccount("account_id"),
	ent.TypeWebhookDelivery: through("webhooks scope_webhook JOIN accounts scope_account ON scope_account.id = scope_webhook.account_id",
		"scope_webhook.id", "webhook_id"),
	ent.TypeInvitation: through("users scope_account", "scope_account.id", "user_id"),
	ent.TypeEvent:      byAccount("account_id"),
	ent.TypeEventPersonValue: through("events scope_event JOIN accounts scope_account ON scope_account.id = scope_event.account_id",
		"scope_event.id", "event_id"),
	ent.TypeAsset: Assets,
	ent.TypeReviewCandidate: through("reviews scope_review JOIN accounts scope_account ON scope_account.id = scope_review.parent_id",
		"scope_review.id", "review_id"),
	ent.TypeSession:        own("user_id"),
	ent.TypeIdentity:       own("user_id"),
	ent.TypeIdempotencyKey: own("viewer_id"),
}

// Install narrows every query, update and delete of the client to the viewer of its context.
func Install(client *ent.Client) {
	client.Intercept(intercept.TraverseFunc(func(ctx context.Context, q intercept.Query) error {
		return narrow(ctx, q.Type(), q)
	}))
	client.Use(func(next ent.Mutator) ent.Mutator {
		return ent.MutateFunc(func(ctx context.Context, m ent.Mutation) (ent.Value, error) {
			if m.Op().Is(ent.OpCreate) {
				return next.Mutate(ctx, m)
			}
			if m.Op().Is(ent.OpUpdateOne) {
				if len(m.Fields())+len(m.AddedFields())+len(m.ClearedFields()) == 0 {
					return nil, errEmpty // its read-back alone would not be narrowed
				}
				ctx = context.WithValue(ctx, readBackKey{}, true)
			}
			if err := narrow(ctx, m.Type(), m.(narrowed)); err != nil {
				return nil, err
			}
			return next.Mutate(ctx, m)
		})
	})
}

type narrowed interface{ WhereP(...func(*sql.Selector)) }

// narrow adds the scope of the context to a query or mutation of a kind.
func narrow(ctx context.Context, kind string, q narrowed) error {
	if reason, ok := everything(ctx); ok {
		q.WhereP(func(s *sql.Selector) { s.Where(sql.ExprP(reason.Marker() + " 1=1")) })
		return nil
	}
	visible, ok := predicates[kind]
	if !ok {
		return fmt.Errorf("scope: %s belongs to no viewer: it needs scope.Everything", kind)
	}
	v := viewer.FromContext(ctx)
	q.WhereP(func(s *sql.Selector) {
		alias, _, _ := strings.Cut(s.C("id"), ".")
		alias = strings.Trim(alias, "`\"")
		s.Where(sql.P(func(b *sql.Builder) { visible(b, v, alias) }))
	})
	return nil
}

// Account writes the condition that the account of the alias is visible in the context: to its viewer, or for the reason why everything is.
func Account(ctx context.Context, b *sql.Builder, alias string) {
	if reason, ok := everything(ctx); ok {
		b.WriteString(reason.Marker() + " 1=1")
		return
	}
	Accounts(b, viewer.FromContext(ctx), alias)
}

var errEmpty = errors.New("scope: an update of one row that changes nothing")

type readBackKey struct{}

// MarkReadBack marks the SELECT by id that ent sends behind its update of one row: the update was narrowed.
func MarkReadBack(ctx context.Context, query string) string {
	if ctx.Value(readBackKey{}) != nil && strings.HasPrefix(query, "SELECT ") && !strings.Contains(query, "/*") {
		return query + " " + Marker
	}
	return query
}
