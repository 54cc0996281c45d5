package api_test

import (
	"fmt"
	"strings"

	"canopy/ent"
	"canopy/ent/account"
	"canopy/ent/grant"
	"canopy/ent/review"
	"canopy/ent/session"
	"canopy/internal/nodeid"
	"canopy/internal/store/scope"
	"canopy/internal/viewer"
)

// value is what an argument is given: of the asker's own, or of another tree; nil where nothing of others can be said.
type value struct{ own, others func(*step) any }

// values are those of each argument, by the path of the question's argument or by its last name. An argument of the schema
// that is not here fails the walk, unless its type alone says what to give (ofType).
var values = map[string]value{
	"account.id":                           {own: func(s *step) any { return accountID(s.account) }, others: func(s *step) any { return accountID(s.others.account) }},
	"user.id":                              {own: func(s *step) any { return userID(s.user) }, others: func(s *step) any { return userID(s.others.user) }},
	"review.id":                            {own: (*step).openReview, others: func(s *step) any { return reviewID(s.others.review) }},
	"node.id":                              {own: func(s *step) any { return s.anyID(s.things) }, others: func(s *step) any { return s.anyID(s.others) }},
	"ids":                                  {own: func(s *step) any { return []any{s.anyID(s.things), s.anyID(s.things)} }, others: func(s *step) any { return []any{s.anyID(s.others), s.anyID(s.others)} }},
	"parentId":                             {own: func(s *step) any { return accountID(s.active) }, others: func(s *step) any { return accountID(s.others.account) }},
	"accountId":                            {own: func(s *step) any { return accountID(s.active) }, others: func(s *step) any { return accountID(s.others.account) }},
	"reviewId":                             {own: (*step).openReview, others: func(s *step) any { return reviewID(s.others.review) }},
	"reviewVersion":                        {own: func(s *step) any { s.openReview(); return s.review.Version }},
	"organizationId":                       {own: (*step).candidate, others: func(s *step) any { return organizationID(*s.others.account.OrganizationID) }},
	"notificationContactId":                {own: func(s *step) any { return userID(s.user) }, others: func(s *step) any { return userID(s.others.user) }},
	"accountNumber":                        {own: func(s *step) any { return *s.account.AccountNumber }, others: func(s *step) any { return *s.others.account.AccountNumber }},
	"externalReference":                    {own: func(s *step) any { return s.word() }, others: func(s *step) any { return *s.others.account.ExternalReference }},
	"account.externalReference":            {own: func(s *step) any { return *s.account.ExternalReference }, others: func(s *step) any { return *s.others.account.ExternalReference }},
	"filter.externalReference":             {own: func(s *step) any { return *s.account.ExternalReference }, others: func(s *step) any { return *s.others.account.ExternalReference }},
	"user.email":                           {own: func(s *step) any { return s.user.Email }, others: func(s *step) any { return s.others.user.Email }},
	"signIn.input.email":                   {own: func(s *step) any { return s.tree.askers[0].Email }, others: func(s *step) any { return s.others.user.Email }},
	"requestPasswordReset.input.email":     {own: func(s *step) any { return s.user.Email }},
	"users.email":                          {own: func(s *step) any { return s.email() }, others: func(s *step) any { return s.others.user.Email }},
	"csv":                                  {own: func(s *step) any { return s.csv(s.email(), s.email()) }, others: func(s *step) any { return s.csv(s.email(), s.others.user.Email) }},
	"createCustomers.input.csv":            {own: func(s *step) any { return s.customers(s.user) }, others: func(s *step) any { return s.customers(s.others.user) }},
	"updateUsers.input.csv":                {own: func(s *step) any { return s.changes(s.somebody()) }, others: func(s *step) any { return s.changes(s.somebody(), s.others.user) }},
	"updateUser.input.email":               {own: func(s *step) any { return s.email() }, others: func(s *step) any { return s.others.user.Email }},
	"updateUser.input.expectedUpdatedAt":   {own: func(s *step) any { return s.lookedAtPerson() }},
	"search":                               {own: func(s *step) any { return s.user.FamilyName[2:] }, others: func(s *step) any { return s.others.user.Email }},
	"filter.search":                        {own: func(s *step) any { return s.account.Name[2:6] }, others: func(s *step) any { return s.others.account.Name }},
	"assets.filter.search":                 {own: func(s *step) any { return s.asset.Name[2:6] }, others: func(s *step) any { return s.others.asset.Name }},
	"assets.filter.kind":                   {own: func(s *step) any { return s.asset.Kind }},
	"assets.filter.location":               {own: func(s *step) any { return s.asset.Location }, others: func(s *step) any { return s.others.asset.Location }},
	"after":                                {own: func(s *step) any { return s.cursor(s.token, s.account) }, others: func(s *step) any { return s.cursor(s.others.token, s.others.top) }},
	"before":                               {own: func(s *step) any { return s.cursor(s.token, s.account) }, others: func(s *step) any { return s.cursor(s.others.token, s.others.top) }},
	"accountChanged.after":                 {own: func(s *step) any { return s.place(s.token, s.active) }, others: func(s *step) any { return s.place(s.others.token, s.others.top) }},
	"usersAdded.after":                     {own: func(s *step) any { return s.place(s.token, s.active) }, others: func(s *step) any { return s.place(s.others.token, s.others.top) }},
	"idempotencyKey":                       {own: func(s *step) any { return s.key(s.word()) }, others: func(s *step) any { return s.keys[s.others.top.RootID] }},
	"password":                             {own: func(s *step) any { return passwordOf(s.top) }},
	"currentPassword":                      {own: func(s *step) any { return s.oldPassword() }},
	"newPassword":                          {own: func(s *step) any { return passwordOf(s.tree.root) }},
	"first":                                {own: func(s *step) any { return 1 + s.random.IntN(4) }},
	"last":                                 {own: func(s *step) any { return 1 + s.random.IntN(4) }},
	"maxDepth":                             {own: func(s *step) any { return 1 + s.random.IntN(3) }},
	"updatedSince":                         {own: func(s *step) any { return "2026-01-01T00:00:00Z" }},
	"name":                                 {own: (*step).customerName}, // that others are similar is told: TestSimilarOrganizations
	"street":                               {own: func(s *step) any { return []any{s.word() + " 12"} }},
	"dependentLocality":                    {own: func(s *step) any { return s.word() }},
	"city":                                 {own: func(s *step) any { return s.word() }},
	"region":                               {own: func(s *step) any { return s.word() }},
	"postalCode":                           {own: func(s *step) any { return s.postalCode() }},
	"phone":                                {own: func(s *step) any { return fmt.Sprint("+4930", 2_000_000+s.random.IntN(7_000_000)) }},
	"givenName":                            {own: func(s *step) any { return s.word() }},
	"familyName":                           {own: func(s *step) any { return s.word() }},
	"jobTitle":                             {own: func(s *step) any { return s.word() }},
	"role":                                 {own: func(s *step) any { return s.role() }},
	"dryRun":                               {own: func(s *step) any { return s.random.IntN(5) == 0 }},
	"userId":                               {own: func(s *step) any { return userID(s.somebody()) }, others: func(s *step) any { return userID(s.others.user) }},
	"userIds":                              {own: func(s *step) any { return []any{userID(s.somebody())} }, others: func(s *step) any { return []any{userID(s.others.user)} }},
	"actorId":                              {own: func(s *step) any { return userID(s.user) }, others: func(s *step) any { return userID(s.others.user) }},
	"grantId":                              {own: func(s *step) any { return s.grantID(s.things) }, others: func(s *step) any { return s.grantID(s.others) }},
	"apiKeyId":                             {own: func(s *step) any { return s.keyID(s.things) }, others: func(s *step) any { return s.keyID(s.others) }},
	"webhookId":                            {own: func(s *step) any { return s.newHook(s.things) }, others: func(s *step) any { return s.newHook(s.others) }},
	"deliveryId":                           {own: func(s *step) any { return s.newDelivery(s.things) }, others: func(s *step) any { return s.newDelivery(s.others) }},
	"url":                                  {own: func(s *step) any { return "https://" + strings.ToLower(s.word()) + ".example/" }},
	"Webhook.deliveries.after":             {own: (*step).deliveryCursor},
	"sessionId":                            {own: func(s *step) any { return s.sessionID(s.who.User) }, others: func(s *step) any { return s.sessionID(s.others.user) }},
	"expiresAt":                            {own: func(s *step) any { return "2126-01-01T00:00:00Z" }},
	"since":                                {own: func(s *step) any { return "2026-01-01T00:00:00Z" }},
	"token":                                {own: func(s *step) any { return s.resetToken(s.newcomer()) }},
	"acceptInvitation.input.token":         {own: func(s *step) any { return s.invite(s.newcomer()) }},
	"confirmEmail.input.token":             {own: func(s *step) any { return s.confirmToken(s.newcomer(), s.email()) }},
	"resendInvitations.input.userIds":      {own: func(s *step) any { return []any{s.invited()} }, others: func(s *step) any { return []any{userID(s.others.user)} }},
	"revokeInvitations.input.userIds":      {own: func(s *step) any { return []any{s.invited()} }, others: func(s *step) any { return []any{userID(s.others.user)} }},
	"moveUsers.input.accountId":            {own: (*step).elsewhere, others: func(s *step) any { return accountID(s.others.account) }},
	"UserImport.rejected.after":            {own: func(s *step) any { return s.random.IntN(2) - 1 }},
	"createApiKey.input.name":              {own: func(s *step) any { return s.word() }},
	"updateAccount.input.accountId":        onLeaf(account.StatusACTIVE),
	"suspendAccount.input.accountId":       onLeaf(account.StatusACTIVE),
	"resumeAccount.input.accountId":        onLeaf(account.StatusSUSPENDED),
	"closeAccount.input.accountId":         onLeaf(account.StatusACTIVE),
	"cancelProvisioning.input.accountId":   onLeaf(account.StatusPENDING),
	"retryProvisioning.input.accountId":    onLeaf(account.StatusFAILED),
	"completeProvisioning.input.accountId": onLeaf(account.StatusPENDING),
	"completeProvisioning.input.accountNumber": {own: func(s *step) any { return s.word() }},
	"rejectProvisioning.input.accountId":       onLeaf(account.StatusPENDING),
	"requestId":                                {own: func(s *step) any { return s.word() }}, // none: an answer to any is refused
	"message":                                  {own: func(s *step) any { return s.word() }},
	"setAccountLimits.input.accountId":         onLeaf(account.StatusACTIVE),
	"assignAssets.input.accountId":             onLeaf(account.StatusACTIVE),
	"moveAccounts.input.accountIds": {
		own:    func(s *step) any { return []any{s.leafID(account.StatusACTIVE)} },
		others: func(s *step) any { return []any{accountID(s.others.account)} },
	},
	"assignAssets.input.assetIds":   {own: func(s *step) any { return []any{s.assetWith(nil)} }, others: func(s *step) any { return []any{assetID(s.others.asset)} }},
	"unassignAssets.input.assetIds": {own: func(s *step) any { return []any{s.assetWith(s.active)} }, others: func(s *step) any { return []any{assetID(s.others.asset)} }},
	"expectedUpdatedAt":             {own: (*step).lookedAt},
	"max":                           {own: func(s *step) any { return 1000 }},
	"acknowledgeDuplicate":          {own: func(s *step) any { return true }},
}

// ofType are the values of types that say what to give; an enum and a Boolean give any of theirs.
var ofType = map[string]any{"CountryCode": "DE", "LanguageTag": "de-AT", "TimeZone": "Europe/Vienna"}

// oneOf are arguments of which exactly one is given.
var oneOf = [][]string{{"account.id", "account.accountNumber", "account.externalReference"}, {"user.id", "user.email"}, {"addUsers.input.users", "addUsers.input.csv"},
	{"createCustomers.input.customers", "createCustomers.input.csv"}}

func reviewID(r *ent.Review) string { return nodeid.New(nodeid.Review, r.ID).String() }

func organizationID(key int64) string { return nodeid.New(nodeid.Organization, key).String() }

func (s *step) csv(emails ...string) file {
	text := "email,given_name,family_name,role\n"
	for _, email := range emails {
		text += email + "," + s.word() + "," + s.word() + "," + s.role() + "\n"
	}
	return file(text)
}

// customers is a file of one customer, with the notification contact.
func (s *step) customers(contact *ent.User) file {
	return file("type,name,street,city,postal_code,country,notification_contact\nEND_CUSTOMER," + s.fresh() + "," + s.word() + " 12," + s.word() + "," + s.postalCode() + ",DE," + contact.Email + "\n")
}

// changes is a file that gives people new names.
func (s *step) changes(people ...*ent.User) file {
	text := "id,family_name\n"
	for _, u := range people {
		text += userID(u) + "," + s.word() + "\n"
	}
	return file(text)
}

// anyID is the id of a thing of any kind.
func (s *step) anyID(of things) string {
	ids := []string{accountID(of.account), userID(of.user), organizationID(*of.account.OrganizationID)}
	if of.review != nil {
		ids = append(ids, reviewID(of.review))
	}
	if of.asset != nil {
		ids = append(ids, assetID(of.asset))
	}
	if of.file != nil {
		ids = append(ids, importID(of.file))
	}
	return ids[s.random.IntN(len(ids))]
}

// openReview is one that waits for a decision, opened where there is none.
func (s *step) openReview() any {
	if s.review == nil || s.review.Status != review.StatusOPEN {
		a := s.must(s.t, s.tree.askers[0].token, createCustomer, vars{"input": customer(s.active, s.user, vars{"name": s.customerName(), "address": s.address()})})
		s.seen = nil
		id, _ := nodeid.Parse(a.text("createCustomer.review.id"))
		s.review = s.Store.Client().Review.Query().Where(review.ID(id.Key)).WithCandidates().OnlyX(scope.Everything(s.t.Context(), scope.Operator))
	}
	return reviewID(s.review)
}

// candidate is one of the review's similar accounts, if there is one.
func (s *step) candidate() any {
	s.openReview()
	if list := s.review.Edges.Candidates; len(list) > 0 {
		return organizationID(list[0].OrganizationID)
	}
	return nil
}

// customerName is a new one, or that of an account which the asker sees: similar then.
func (s *step) customerName() any {
	if s.random.IntN(3) == 0 {
		return s.account.Name[:len(s.account.Name)-1] // misspelled
	}
	return s.fresh()
}

// key is an idempotency key, noted for others to try.
func (s *step) key(key string) string {
	s.keys[s.top.RootID] = key
	return key
}

// cursor is one that a page of the question's kind answers in that tree.
func (s *step) cursor(token string, of *ent.Account) any {
	page := "subAccounts(first: 1)"
	switch {
	case s.question.field.Name == "descendants":
		page = "descendants(first: 1)"
	case s.question.field.Name == "userImports":
		page = "userImports(first: 1)"
	case s.question.field.Name == "webhooks":
		page = "webhooks(first: 1)"
	case strings.Contains(s.question.field.Type.Name(), "User"):
		page = "users(first: 1)"
	case strings.Contains(s.question.field.Type.Name(), "Review"):
		page = "reviews(first: 1)"
	case strings.Contains(s.question.field.Type.Name(), "Asset"):
		page = "assets(first: 1)"
	}
	a := s.must(s.t, token, `query($id: ID!) { account(id: $id) { page: `+page+` { pageInfo { endCursor } } } }`, vars{"id": accountID(of)})
	return a.at("account.page.pageInfo.endCursor")
}

// place is a cursor of a subscription to the account.
func (s *step) place(token string, of *ent.Account) any {
	s.seen = nil
	a := s.must(s.t, token, `subscription($accountId: ID!) { accountChanged(accountId: $accountId) { cursor } }`, vars{"accountId": accountID(of)})
	return a.at("accountChanged.cursor")
}

// oldPassword is one that the first asker has until they change it.
func (s *step) oldPassword() string {
	old := passwordOf(s.tree.root) + " before"
	if s.who == s.tree.askers[0] {
		if err := s.SetPassword(s.t.Context(), s.who.Email, old); err != nil {
			s.t.Fatal(err)
		}
		s.seen = nil
	}
	return old
}

// newcomer is somebody new of an account that the asker sees, who holds no role; for the bold one there, and perhaps another at the top of the
// tree.
func (s *step) newcomer() *ent.User {
	s.seen = nil
	if !s.bold {
		s.target = s.person(s.active, "")
		return s.target
	}
	s.target = s.person(s.active, viewer.Role(s.role()))
	if s.random.IntN(4) == 0 {
		s.Grant(s.target, s.tree.root, viewer.Role(s.role()), grant.ScopeACCOUNT_ONLY)
	}
	return s.target
}

// somebody is a newcomer; for the bold sometimes the asker, but the first.
func (s *step) somebody() *ent.User {
	if s.bold && s.who != s.tree.askers[0] && s.random.IntN(8) == 0 {
		s.target = s.who.User
		return s.target
	}
	return s.newcomer()
}

// invited names somebody who is INVITED.
func (s *step) invited() string {
	u := s.newcomer()
	s.invite(u)
	return userID(u)
}

// role is the weakest one, for the bold any, often the very one that they have.
func (s *step) role() string {
	if !s.bold {
		return "VIEWER"
	}
	if s.random.IntN(2) == 0 {
		return string(s.who.viewer.Role(s.active.Path))
	}
	roles := schema.Types["Role"].EnumValues
	return roles[s.random.IntN(len(roles))].Name
}

func (s *step) grantID(of things) string {
	s.seen = nil
	return nodeid.New(nodeid.Grant, s.Grant(s.person(of.account, ""), of.account, viewer.Role(s.role()), grant.ScopeACCOUNT_ONLY).ID).String()
}

func (s *step) keyID(of things) string {
	s.seen = nil
	return nodeid.New(nodeid.APIKey, s.house.key(of.account, of.user).ID).String()
}

func (s *step) sessionID(of *ent.User) string {
	s.seen = nil
	s.house.token(s.t, of)
	id := s.Store.Client().Session.Query().Where(session.UserID(of.ID)).Order(ent.Desc("id")).FirstIDX(scope.Everything(s.t.Context(), scope.Operator))
	return nodeid.New(nodeid.Session, id).String()
}

func (s *step) newHook(of things) string {
	s.seen = nil
	return webhookID(s.house.hook(of.account, of.user))
}

func (s *step) newDelivery(of things) string {
	s.seen = nil
	return deliveryID(s.house.delivery(s.house.hook(of.account, of.user), 1))
}

// deliveryCursor is one that the page of the asked webhook's deliveries answers.
func (s *step) deliveryCursor() any {
	a := s.must(s.t, s.tree.askers[0].token, `query($id: ID!) { node(id: $id) { ... on Webhook { deliveries(first: 1) { pageInfo { endCursor } } } } }`, vars{"id": webhookID(s.hook)})
	return a.at("node.deliveries.pageInfo.endCursor")
}
