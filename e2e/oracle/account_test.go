package oracle_test

import (
	"slices"

	"canopy/ent"
	"canopy/internal/nodeid"
	"canopy/internal/viewer"
)

func (a *operation) ofAccount(x *ent.Account, f *field) any {
	switch f.Name {
	case "id":
		return nodeid.New(nodeid.Account, x.ID)
	case "name":
		return x.Name
	case "type":
		return x.Type
	case "status":
		return x.Status
	case "effectiveStatus":
		return a.effectiveStatus(x)
	case "accountNumber":
		return optional(x.AccountNumber)
	case "externalReference":
		return optional(x.ExternalReference)
	case "address":
		return postal{x.Street, x.DependentLocality, x.City, x.Region, x.PostalCode, x.Country}
	case "phone":
		return text(x.Phone)
	case "language":
		return text(x.Language)
	case "timezone":
		return text(x.Timezone)
	case "effectiveLanguage":
		return a.nearest(x, func(x *ent.Account) string { return x.Language })
	case "effectiveTimezone":
		return a.nearest(x, func(x *ent.Account) string { return x.Timezone })
	case "notificationContact":
		if u := a.user(x.NotificationContactID); u != nil {
			return contact{u}
		}
		return nil
	case "organization":
		return row(a.organization(x.OrganizationID))
	case "parent":
		return row(a.seen(a.account(x.ParentID)))
	case "ancestors":
		return a.above(x)
	case "depth":
		return len(a.above(x))
	case "hasSubAccounts":
		return len(a.children(x)) > 0
	case "provisioning":
		return row(find(a.provisionings, func(p *ent.Provisioning) bool { return p.AccountID == x.ID }))
	case "limits":
		return a.limits(x)
	case "viewerPermissions":
		return slices.DeleteFunc(slices.Clone(viewer.Permissions), func(p viewer.Permission) bool { return !a.may(a.by, p, x) })
	case "createdAt":
		return x.CreatedAt
	case "updatedAt":
		return x.UpdatedAt
	}
	if needs := map[string]viewer.Permission{"events": viewer.ViewEvents, "apiKeys": viewer.ManageAPIKeys, "userImports": viewer.AddUsers, "webhooks": viewer.ManageWebhooks}[f.Name]; needs != "" && !a.may(a.by, needs, x) {
		return nil
	}
	return a.page(f, a.rowsOf(x, f))
}

func (a *operation) ofProvisioning(p *ent.Provisioning, f *field) any {
	switch f.Name {
	case "status":
		return p.Status
	case "requestedAt":
		return p.RequestedAt
	case "expectedBy":
		return p.ExpectedBy
	case "overdue":
		return p.CompletedAt == nil && a.now.After(p.ExpectedBy)
	case "attempts":
		return p.Attempts
	case "completedAt":
		return optional(p.CompletedAt)
	case "failure":
		if p.FailureCode == nil {
			return nil
		}
		return failure{p}
	}
	panic(f.Name)
}
