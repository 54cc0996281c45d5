package direct

import (
	"time"

	"canopy/ent/account"
	"canopy/ent/event"
	"canopy/ent/grant"
	"canopy/ent/organization"
	"canopy/ent/provisioning"
	"canopy/ent/review"
	"canopy/ent/user"
	"canopy/ent/userimport"
	"canopy/internal/locale"
	"canopy/internal/nodeid"
	"canopy/internal/problem"
	"canopy/internal/tree"
	"canopy/internal/viewer"
)

// types are the objects that are written directly, by name, with all their fields.
var types = map[string]fields{
	"Viewer": {
		"user":          one(func(v *tree.Viewer) *tree.User { return v.User }),
		"topAccounts":   page(func(v *tree.Viewer) tree.Pages[tree.AccountConnection] { return v.TopAccounts }),
		"permissionsOn": askedTexts(func(v *tree.Viewer) tree.Pages[[]viewer.Permission] { return v.Permissions }),
		"sessions":      many(func(v *tree.Viewer) []*tree.Session { return v.Sessions }),
	},
	"Session": {
		"id":            id((*tree.Session).ID),
		"current":       boolean(func(s *tree.Session) bool { return s.Current }),
		"createdAt":     moment(func(s *tree.Session) time.Time { return s.CreatedAt }),
		"expiresAt":     moment(func(s *tree.Session) time.Time { return s.ExpiresAt }),
		"lastUsedAt":    maybeMoment(func(s *tree.Session) *time.Time { return s.LastUsedAt }),
		"remoteAddress": maybeText(func(s *tree.Session) *string { return s.RemoteAddress }),
	},
	"Account": accountFields,
	"User": {
		"id":                   id((*tree.User).ID),
		"account":              one(func(u *tree.User) *tree.Account { return u.Account }),
		"email":                text(func(u *tree.User) string { return u.Email }),
		"givenName":            text(func(u *tree.User) string { return u.GivenName }),
		"familyName":           text(func(u *tree.User) string { return u.FamilyName }),
		"displayName":          text(func(u *tree.User) string { return u.DisplayName }),
		"phone":                maybeText(func(u *tree.User) *string { return u.Phone }),
		"jobTitle":             maybeText(func(u *tree.User) *string { return u.JobTitle }),
		"language":             text(func(u *tree.User) string { return u.Language }),
		"timezone":             text(func(u *tree.User) string { return u.Timezone }),
		"status":               text(func(u *tree.User) user.Status { return u.Status }),
		"unconfirmedEmail":     maybeText(func(u *tree.User) *string { return u.UnconfirmedEmail }),
		"invitation":           one(func(u *tree.User) *tree.Invitation { return u.Invitation }),
		"grants":               many(func(u *tree.User) []*tree.Grant { return u.Grants }),
		"effectivePermissions": asked(func(u *tree.User) tree.Pages[[]tree.EffectivePermission] { return u.Effective }),
		"createdAt":            moment(func(u *tree.User) time.Time { return u.CreatedAt }),
		"updatedAt":            moment(func(u *tree.User) time.Time { return u.UpdatedAt }),
	},
	"Invitation": {
		"status":    text(func(i *tree.Invitation) tree.InvitationStatus { return i.Status }),
		"sentAt":    maybeMoment(func(i *tree.Invitation) *time.Time { return i.SentAt }),
		"expiresAt": maybeMoment(func(i *tree.Invitation) *time.Time { return i.ExpiresAt }),
		"failure":   maybeText(func(i *tree.Invitation) *string { return i.Failure }),
	},
	"UserImport": {
		"id":             id((*tree.UserImport).ID),
		"account":        one(func(i *tree.UserImport) *tree.Account { return i.Account }),
		"createdBy":      one(func(i *tree.UserImport) *tree.User { return i.CreatedBy }),
		"status":         text(func(i *tree.UserImport) userimport.Status { return i.Status }),
		"encoding":       maybeText(func(i *tree.UserImport) *string { return i.Encoding }),
		"total":          maybe(func(i *tree.UserImport) *int { return i.Total }, (*output).int),
		"processed":      integer(func(i *tree.UserImport) int { return i.Processed }),
		"addedCount":     integer(func(i *tree.UserImport) int { return i.AddedCount }),
		"rejectedCount":  integer(func(i *tree.UserImport) int { return i.RejectedCount }),
		"rejected":       asked(func(i *tree.UserImport) tree.Pages[[]problem.RejectedRow] { return i.Rejected }),
		"rejectedCsvUrl": maybeText(func(i *tree.UserImport) *string { return i.RejectedCSVURL }),
		"userErrors":     values(func(i any) []problem.Fault { return i.(*tree.UserImport).UserErrors }),
		"startedAt":      moment(func(i *tree.UserImport) time.Time { return i.StartedAt }),
		"completedAt":    maybeMoment(func(i *tree.UserImport) *time.Time { return i.CompletedAt }),
	},
	"RejectedRow": {
		"index":      integer(func(r *problem.RejectedRow) int { return r.Index }),
		"line":       maybe(func(r *problem.RejectedRow) *int { return r.Line }, (*output).int),
		"userErrors": values(func(r any) []problem.Fault { return r.(*problem.RejectedRow).UserErrors }),
	},
	"UserError": {
		"path":    texts(func(f *problem.Fault) []string { return f.Path }),
		"code":    text(func(f *problem.Fault) problem.FaultCode { return f.Code }),
		"message": text(func(f *problem.Fault) string { return f.Message }),
	},
	"Organization": {
		"id":      id((*tree.Organization).ID),
		"name":    text(func(o *tree.Organization) string { return o.Name }),
		"aliases": texts(func(o *tree.Organization) []string { return o.Aliases }),
		"address": one(func(o *tree.Organization) *tree.Address { return o.Address }),
		"source":  text(func(o *tree.Organization) organization.Source { return o.Source }),
	},
	"Address": {
		"street":            texts(func(a *tree.Address) []string { return a.Street }),
		"dependentLocality": maybeText(func(a *tree.Address) *string { return a.DependentLocality }),
		"city":              maybeText(func(a *tree.Address) *string { return a.City }),
		"region":            maybeText(func(a *tree.Address) *string { return a.Region }),
		"postalCode":        maybeText(func(a *tree.Address) *string { return a.PostalCode }),
		"country":           text(func(a *tree.Address) string { return a.Country }),
		"formatted":         texts(func(a *tree.Address) []string { return a.Formatted }),
	},
	"Provisioning": {
		"status":      text(func(p *tree.Provisioning) provisioning.Status { return p.Status }),
		"requestedAt": moment(func(p *tree.Provisioning) time.Time { return p.RequestedAt }),
		"expectedBy":  moment(func(p *tree.Provisioning) time.Time { return p.ExpectedBy }),
		"overdue":     boolean(func(p *tree.Provisioning) bool { return p.Overdue }),
		"attempts":    integer(func(p *tree.Provisioning) int { return p.Attempts }),
		"completedAt": maybeMoment(func(p *tree.Provisioning) *time.Time { return p.CompletedAt }),
		"failure":     one(func(p *tree.Provisioning) *tree.ProvisioningFailure { return p.Failure }),
	},
	"ProvisioningFailure": {
		"code":      text(func(f *tree.ProvisioningFailure) provisioning.FailureCode { return f.Code }),
		"message":   text(func(f *tree.ProvisioningFailure) string { return f.Message }),
		"retryable": boolean(func(f *tree.ProvisioningFailure) bool { return f.Retryable }),
	},
	"Review": {
		"id":              id((*tree.Review).ID),
		"status":          text(func(r *tree.Review) review.Status { return r.Status }),
		"version":         integer(func(r *tree.Review) int { return r.Version }),
		"parent":          one(func(r *tree.Review) *tree.Account { return r.Parent }),
		"details":         one(func(r *tree.Review) *tree.CustomerDetails { return r.Details }),
		"similarAccounts": many(func(r *tree.Review) []*tree.SimilarAccount { return r.SimilarAccounts }),
		"account":         one(func(r *tree.Review) *tree.Account { return r.Account }),
		"createdBy":       one(func(r *tree.Review) *tree.User { return r.CreatedBy }),
		"createdAt":       moment(func(r *tree.Review) time.Time { return r.CreatedAt }),
		"expiresAt":       moment(func(r *tree.Review) time.Time { return r.ExpiresAt }),
	},
	"CustomerDetails": {
		"name":                text(func(d *tree.CustomerDetails) string { return d.Name }),
		"type":                text(func(d *tree.CustomerDetails) review.Type { return d.Type }),
		"address":             one(func(d *tree.CustomerDetails) *tree.Address { return d.Address }),
		"phone":               maybeText(func(d *tree.CustomerDetails) *string { return d.Phone }),
		"language":            maybeText(func(d *tree.CustomerDetails) *string { return d.Language }),
		"timezone":            maybeText(func(d *tree.CustomerDetails) *string { return d.Timezone }),
		"notificationContact": one(func(d *tree.CustomerDetails) *tree.User { return d.NotificationContact }),
		"externalReference":   maybeText(func(d *tree.CustomerDetails) *string { return d.ExternalReference }),
	},
	"Asset": {
		"id":                id((*tree.Asset).ID),
		"externalReference": maybeText(func(a *tree.Asset) *string { return a.ExternalReference }),
		"kind":              text(func(a *tree.Asset) string { return a.Kind }),
		"name":              text(func(a *tree.Asset) string { return a.Name }),
		"serialNumber":      maybeText(func(a *tree.Asset) *string { return a.SerialNumber }),
		"location":          maybeText(func(a *tree.Asset) *string { return a.Location }),
		"owner":             one(func(a *tree.Asset) *tree.Account { return a.Owner }),
		"assignedTo":        one(func(a *tree.Asset) *tree.Account { return a.AssignedTo }),
		"createdAt":         moment(func(a *tree.Asset) time.Time { return a.CreatedAt }),
	},
	"AccountLimit": {
		"kind": text(func(l *tree.AccountLimit) string { return l.Kind }),
		"max":  maybe(func(l *tree.AccountLimit) *int { return l.Max }, (*output).int),
		"used": integer(func(l *tree.AccountLimit) int { return l.Used }),
	},
	"Grant": {
		"id":      id((*tree.Grant).ID),
		"user":    one(func(g *tree.Grant) *tree.User { return g.User }),
		"account": one(func(g *tree.Grant) *tree.Account { return g.Account }),
		"origin":  text(func(g *tree.Grant) tree.GrantOrigin { return g.Origin }),
		"role":    text(func(g *tree.Grant) viewer.Role { return g.Role }),
		"scope":   text(func(g *tree.Grant) grant.Scope { return g.Scope }),
	},
	"EffectivePermission": {
		"permission": text(func(e *tree.EffectivePermission) viewer.Permission { return e.Permission }),
		"grant":      one(func(e *tree.EffectivePermission) *tree.Grant { return e.Grant }),
		"origin":     text(func(e *tree.EffectivePermission) tree.GrantOrigin { return e.Origin }),
	},
	"ApiKey": {
		"id":         id((*tree.APIKey).ID),
		"name":       text(func(k *tree.APIKey) string { return k.Name }),
		"account":    one(func(k *tree.APIKey) *tree.Account { return k.Account }),
		"role":       text(func(k *tree.APIKey) viewer.Role { return k.Role }),
		"scope":      text(func(k *tree.APIKey) grant.Scope { return k.Scope }),
		"createdBy":  one(func(k *tree.APIKey) *tree.User { return k.CreatedBy }),
		"createdAt":  moment(func(k *tree.APIKey) time.Time { return k.CreatedAt }),
		"expiresAt":  maybeMoment(func(k *tree.APIKey) *time.Time { return k.ExpiresAt }),
		"lastUsedAt": maybeMoment(func(k *tree.APIKey) *time.Time { return k.LastUsedAt }),
		"revokedAt":  maybeMoment(func(k *tree.APIKey) *time.Time { return k.RevokedAt }),
	},
	"Event": {
		"id":        id((*tree.Event).ID),
		"cursor":    text(func(e *tree.Event) string { return e.Cursor }),
		"action":    text(func(e *tree.Event) string { return e.Action }),
		"outcome":   text(func(e *tree.Event) event.Outcome { return e.Outcome }),
		"actor":     one(func(e *tree.Event) *tree.User { return e.Actor }),
		"apiKey":    one(func(e *tree.Event) *tree.APIKey { return e.APIKey }),
		"account":   one(func(e *tree.Event) *tree.Account { return e.Account }),
		"subjectId": maybe(func(e *tree.Event) *nodeid.ID { return e.SubjectID }, (*output).id),
		"at":        moment(func(e *tree.Event) time.Time { return e.At }),
		"changes":   values(func(e any) []tree.FieldChange { return e.(*tree.Event).Changes }),
		"requestId": maybeText(func(e *tree.Event) *string { return e.RequestID }),
	},
	"FieldChange": {
		"field":  text(func(f *tree.FieldChange) string { return f.Field }),
		"before": maybeText(func(f *tree.FieldChange) *string { return f.Before }),
		"after":  maybeText(func(f *tree.FieldChange) *string { return f.After }),
	},
	"SimilarAccount": {
		"organization": one(func(s *tree.SimilarAccount) *tree.Organization { return s.Organization }),
		"score":        float(func(s *tree.SimilarAccount) float64 { return s.Score }),
		"likelySame":   boolean(func(s *tree.SimilarAccount) bool { return s.LikelySame }),
		"reasons":      texts(func(s *tree.SimilarAccount) []string { return s.Reasons }),
		"account":      one(func(s *tree.SimilarAccount) *tree.Account { return s.Account }),
	},
	"Language": {
		"tag":        text(func(l *locale.LanguageInfo) string { return l.Tag }),
		"name":       text(func(l *locale.LanguageInfo) string { return l.Name }),
		"nativeName": text(func(l *locale.LanguageInfo) string { return l.NativeName }),
	},
	"TimeZoneInfo": {
		"name":      text(func(z *locale.TimeZoneInfo) string { return z.Name }),
		"utcOffset": text(func(z *locale.TimeZoneInfo) string { return z.UTCOffset }),
	},
	"Country": {
		"code":              text(func(c *locale.Country) string { return c.Code }),
		"name":              text(func(c *locale.Country) string { return c.Name }),
		"addressFields":     values(func(c any) []locale.AddressField { return c.(*locale.Country).AddressFields }),
		"postalCodePattern": maybeText(func(c *locale.Country) *string { return c.PostalCodePattern }),
	},
	"AddressField": {
		"name":     text(func(f *locale.AddressField) string { return f.Name }),
		"required": boolean(func(f *locale.AddressField) bool { return f.Required }),
	},

	"AccountConnection": {
		"edges":      many(func(c *tree.AccountConnection) []*tree.AccountEdge { return c.Edges }),
		"nodes":      many(func(c *tree.AccountConnection) []*tree.Account { return c.Nodes }),
		"pageInfo":   one(func(c *tree.AccountConnection) *tree.PageInfo { return c.PageInfo }),
		"totalCount": integer(func(c *tree.AccountConnection) int { return c.TotalCount }),
	},
	"AccountEdge": {
		"cursor": text(func(e *tree.AccountEdge) string { return e.Cursor }),
		"node":   one(func(e *tree.AccountEdge) *tree.Account { return e.Node }),
	},
	"UserConnection": {
		"edges":      many(func(c *tree.UserConnection) []*tree.UserEdge { return c.Edges }),
		"nodes":      many(func(c *tree.UserConnection) []*tree.User { return c.Nodes }),
		"pageInfo":   one(func(c *tree.UserConnection) *tree.PageInfo { return c.PageInfo }),
		"totalCount": integer(func(c *tree.UserConnection) int { return c.TotalCount }),
	},
	"UserEdge": {
		"cursor": text(func(e *tree.UserEdge) string { return e.Cursor }),
		"node":   one(func(e *tree.UserEdge) *tree.User { return e.Node }),
	},
	"ReviewConnection": {
		"edges":      many(func(c *tree.ReviewConnection) []*tree.ReviewEdge { return c.Edges }),
		"nodes":      many(func(c *tree.ReviewConnection) []*tree.Review { return c.Nodes }),
		"pageInfo":   one(func(c *tree.ReviewConnection) *tree.PageInfo { return c.PageInfo }),
		"totalCount": integer(func(c *tree.ReviewConnection) int { return c.TotalCount }),
	},
	"ReviewEdge": {
		"cursor": text(func(e *tree.ReviewEdge) string { return e.Cursor }),
		"node":   one(func(e *tree.ReviewEdge) *tree.Review { return e.Node }),
	},
	"AssetConnection": {
		"edges":      many(func(c *tree.AssetConnection) []*tree.AssetEdge { return c.Edges }),
		"nodes":      many(func(c *tree.AssetConnection) []*tree.Asset { return c.Nodes }),
		"pageInfo":   one(func(c *tree.AssetConnection) *tree.PageInfo { return c.PageInfo }),
		"totalCount": integer(func(c *tree.AssetConnection) int { return c.TotalCount }),
	},
	"AssetEdge": {
		"cursor": text(func(e *tree.AssetEdge) string { return e.Cursor }),
		"node":   one(func(e *tree.AssetEdge) *tree.Asset { return e.Node }),
	},
	"GrantConnection": {
		"edges":      many(func(c *tree.GrantConnection) []*tree.GrantEdge { return c.Edges }),
		"nodes":      many(func(c *tree.GrantConnection) []*tree.Grant { return c.Nodes }),
		"pageInfo":   one(func(c *tree.GrantConnection) *tree.PageInfo { return c.PageInfo }),
		"totalCount": integer(func(c *tree.GrantConnection) int { return c.TotalCount }),
	},
	"GrantEdge": {
		"cursor": text(func(e *tree.GrantEdge) string { return e.Cursor }),
		"node":   one(func(e *tree.GrantEdge) *tree.Grant { return e.Node }),
	},
	"ApiKeyConnection": {
		"edges":      many(func(c *tree.APIKeyConnection) []*tree.APIKeyEdge { return c.Edges }),
		"nodes":      many(func(c *tree.APIKeyConnection) []*tree.APIKey { return c.Nodes }),
		"pageInfo":   one(func(c *tree.APIKeyConnection) *tree.PageInfo { return c.PageInfo }),
		"totalCount": integer(func(c *tree.APIKeyConnection) int { return c.TotalCount }),
	},
	"ApiKeyEdge": {
		"cursor": text(func(e *tree.APIKeyEdge) string { return e.Cursor }),
		"node":   one(func(e *tree.APIKeyEdge) *tree.APIKey { return e.Node }),
	},
	"UserImportConnection": {
		"edges":      many(func(c *tree.UserImportConnection) []*tree.UserImportEdge { return c.Edges }),
		"nodes":      many(func(c *tree.UserImportConnection) []*tree.UserImport { return c.Nodes }),
		"pageInfo":   one(func(c *tree.UserImportConnection) *tree.PageInfo { return c.PageInfo }),
		"totalCount": integer(func(c *tree.UserImportConnection) int { return c.TotalCount }),
	},
	"UserImportEdge": {
		"cursor": text(func(e *tree.UserImportEdge) string { return e.Cursor }),
		"node":   one(func(e *tree.UserImportEdge) *tree.UserImport { return e.Node }),
	},
	"EventConnection": {
		"edges":      many(func(c *tree.EventConnection) []*tree.EventEdge { return c.Edges }),
		"nodes":      many(func(c *tree.EventConnection) []*tree.Event { return c.Nodes }),
		"pageInfo":   one(func(c *tree.EventConnection) *tree.PageInfo { return c.PageInfo }),
		"totalCount": integer(func(c *tree.EventConnection) int { return c.TotalCount }),
	},
	"EventEdge": {
		"cursor": text(func(e *tree.EventEdge) string { return e.Cursor }),
		"node":   one(func(e *tree.EventEdge) *tree.Event { return e.Node }),
	},
	"PageInfo": {
		"hasNextPage":     boolean(func(p *tree.PageInfo) bool { return p.HasNextPage }),
		"hasPreviousPage": boolean(func(p *tree.PageInfo) bool { return p.HasPreviousPage }),
		"startCursor":     maybeText(func(p *tree.PageInfo) *string { return p.StartCursor }),
		"endCursor":       maybeText(func(p *tree.PageInfo) *string { return p.EndCursor }),
	},
}

var accountFields = fields{
	"id":                  id((*tree.Account).ID),
	"name":                text(func(a *tree.Account) string { return a.Name }),
	"type":                text(func(a *tree.Account) account.Type { return a.Type }),
	"status":              text(func(a *tree.Account) account.Status { return a.Status }),
	"effectiveStatus":     text(func(a *tree.Account) account.Status { return a.EffectiveStatus }),
	"accountNumber":       maybeText(func(a *tree.Account) *string { return a.AccountNumber }),
	"externalReference":   maybeText(func(a *tree.Account) *string { return a.ExternalReference }),
	"address":             one(func(a *tree.Account) *tree.Address { return a.Address }),
	"phone":               maybeText(func(a *tree.Account) *string { return a.Phone }),
	"language":            maybeText(func(a *tree.Account) *string { return a.Language }),
	"timezone":            maybeText(func(a *tree.Account) *string { return a.Timezone }),
	"effectiveLanguage":   maybeText(func(a *tree.Account) *string { return a.EffectiveLanguage }),
	"effectiveTimezone":   maybeText(func(a *tree.Account) *string { return a.EffectiveTimezone }),
	"notificationContact": one(func(a *tree.Account) *tree.User { return a.NotificationContact }),
	"organization":        one(func(a *tree.Account) *tree.Organization { return a.Organization }),
	"parent":              one(func(a *tree.Account) *tree.Account { return a.Parent }),
	"ancestors":           many(func(a *tree.Account) []*tree.Account { return a.Ancestors }),
	"depth":               integer(func(a *tree.Account) int { return a.Depth }),
	"hasSubAccounts":      boolean(func(a *tree.Account) bool { return a.HasSubAccounts }),
	"subAccounts":         page(func(a *tree.Account) tree.Pages[tree.AccountConnection] { return a.SubAccounts }),
	"descendants":         page(func(a *tree.Account) tree.Pages[tree.AccountConnection] { return a.Descendants }),
	"users":               page(func(a *tree.Account) tree.Pages[tree.UserConnection] { return a.Users }),
	"reviews":             page(func(a *tree.Account) tree.Pages[tree.ReviewConnection] { return a.Reviews }),
	"provisioning":        one(func(a *tree.Account) *tree.Provisioning { return a.Provisioning }),
	"assets":              page(func(a *tree.Account) tree.Pages[tree.AssetConnection] { return a.Assets }),
	"limits":              values(func(a any) []tree.AccountLimit { return a.(*tree.Account).Limits }),
	"grants":              page(func(a *tree.Account) tree.Pages[tree.GrantConnection] { return a.Grants }),
	"events":              page(func(a *tree.Account) tree.Pages[tree.EventConnection] { return a.Events }),
	"apiKeys":             page(func(a *tree.Account) tree.Pages[tree.APIKeyConnection] { return a.APIKeys }),
	"userImports":         page(func(a *tree.Account) tree.Pages[tree.UserImportConnection] { return a.UserImports }),
	"viewerPermissions":   texts(func(a *tree.Account) []viewer.Permission { return a.ViewerPermissions }),
	"createdAt":           moment(func(a *tree.Account) time.Time { return a.CreatedAt }),
	"updatedAt":           moment(func(a *tree.Account) time.Time { return a.UpdatedAt }),
}
