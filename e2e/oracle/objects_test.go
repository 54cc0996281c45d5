package oracle_test

import (
	"reflect"
	"strings"

	"canopy/ent"
	"canopy/internal/locale"
	"canopy/internal/nodeid"

	"github.com/vektah/gqlparser/v2/ast"
)

// postal is an address as all rows with one have it.
type postal struct{ street, locality, city, region, code, country string }

// details, failure and viewing are objects of the answer whose values stand in the row around them.
type (
	details struct{ *ent.Review }
	failure struct{ *ent.Provisioning }
	viewing struct{}
)

// kindOf is the type of a value where its field says no more than Node.
func kindOf(value any, declared *ast.Definition) *ast.Definition {
	if declared.IsAbstractType() {
		if _, ok := value.(*ent.APIKey); ok {
			return schema.Types["ApiKey"]
		}
		return schema.Types[reflect.TypeOf(value).Elem().Name()] // the other rows are named as the types are
	}
	return declared
}

// resolve is the value of a field of an object; nil is null.
func (a *operation) resolve(object any, f *field) any {
	switch object := object.(type) {
	case viewing:
		return a.ofViewer(f)
	case *ent.Session:
		return a.ofSession(object, f)
	case *ent.Grant:
		return a.ofGrant(object, f)
	case effective:
		return map[string]any{"permission": object.permission, "grant": row(object.grant), "origin": object.origin}[f.Name]
	case *ent.APIKey:
		return a.ofAPIKey(object, f)
	case *ent.Event:
		return a.ofEvent(object, f)
	case *ent.Invitation:
		return a.ofInvitation(object, f)
	case *ent.UserImport:
		return a.ofImport(object, f)
	case *ent.Webhook:
		return a.ofWebhook(object, f)
	case *ent.WebhookDelivery:
		return a.ofDelivery(object, f)
	case change:
		return map[string]any{"field": object.Field, "before": optional(object.Before), "after": optional(object.After)}[f.Name]
	case *ent.Account:
		return a.ofAccount(object, f)
	case *ent.User:
		return a.ofUser(object, f)
	case contact:
		return a.ofContact(object, f)
	case *ent.Review:
		return a.ofReview(object, f)
	case details:
		return a.ofDetails(object.Review, f)
	case *ent.Asset:
		return a.ofAsset(object, f)
	case limit:
		return object.of(f)
	case *ent.Organization:
		return a.ofOrganization(object, f)
	case *ent.Provisioning:
		return a.ofProvisioning(object, f)
	case failure:
		return map[string]any{"code": *object.FailureCode, "message": object.FailureMessage, "retryable": object.FailureRetryable}[f.Name]
	case postal:
		return ofAddress(object, f)
	case similar:
		return a.ofSimilar(object, f)
	case page:
		return object.of(f)
	case edge:
		return map[string]any{"cursor": object.cursor, "node": object.node}[f.Name]
	case info:
		return object[f.Name]
	default: // of a reference list or a rejected row: its fields are named as the schema's
		v := reflect.Indirect(reflect.ValueOf(object)).FieldByNameFunc(func(name string) bool { return strings.EqualFold(name, f.Name) })
		if v.Kind() == reflect.Pointer {
			return pointer(v)
		}
		return v.Interface()
	}
}

func pointer(v reflect.Value) any {
	if v.IsNil() {
		return nil
	}
	return v.Elem().Interface()
}

// text is a text that is null when it is empty.
func text(s string) any {
	if s == "" {
		return nil
	}
	return s
}

// optional is what a pointer points at.
func optional[V any](p *V) any {
	if p == nil {
		return nil
	}
	return *p
}

// row is a row or null.
func row[R any](r *R) any {
	if r == nil {
		return nil
	}
	return r
}

func lines(s string) []string {
	if s == "" {
		return []string{}
	}
	return strings.Split(s, "\n")
}

func ofAddress(p postal, f *field) any {
	switch f.Name {
	case "street":
		return lines(p.street)
	case "dependentLocality":
		return text(p.locality)
	case "city":
		return text(p.city)
	case "region":
		return text(p.region)
	case "postalCode":
		return text(p.code)
	case "country":
		return p.country
	case "formatted":
		return locale.Address{
			Street: lines(p.street), DependentLocality: p.locality, City: p.city, Region: p.region, PostalCode: p.code, Country: p.country,
		}.Format()
	}
	panic(f.Name)
}

func (a *operation) ofOrganization(o *ent.Organization, f *field) any {
	switch f.Name {
	case "id":
		return nodeid.New(nodeid.Organization, o.ID)
	case "name":
		return o.Name
	case "aliases":
		return lines(o.Aliases)
	case "address":
		return postal{o.Street, o.DependentLocality, o.City, o.Region, o.PostalCode, o.Country}
	case "source":
		return o.Source
	}
	panic(f.Name)
}
