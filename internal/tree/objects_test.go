package tree_test

import (
	"context"
	"slices"
	"testing"
	"time"

	"canopy/ent"
	"canopy/ent/organization"
	"canopy/ent/provisioning"
	"canopy/ent/review"
	"canopy/internal/canopytest"
	"canopy/internal/nodeid"
	"canopy/internal/store"
	"canopy/internal/tree"
	"canopy/internal/viewer"
)

// house is a reseller with a customer and a part of it, and another reseller that knows the customer's organization too.
type house struct {
	*canopytest.Rig
	reader                          *tree.Reader
	reseller, customer, part, other *ent.Account
	boss, clerk                     *ent.User
	org, listed, foreign            *ent.Organization
	review                          *ent.Review
}

func build(rig *canopytest.Rig) *house {
	h := &house{Rig: rig, reader: tree.New(tree.Config{Store: rig.Store, Now: rig.Clock.Now})}
	h.org = rig.Organization("Acme GmbH", func(c *ent.OrganizationCreate) {
		c.SetAliases("Acme\nAcme Works").SetSource(organization.SourceEXTERNAL)
	})
	h.listed, h.foreign = rig.Organization("Acme Ltd"), rig.Organization("Acne Ltd")
	h.reseller = rig.Account(nil, func(c *ent.AccountCreate) { c.SetLanguage("de") })
	h.boss = rig.User(h.reseller, viewer.Admin, func(c *ent.UserCreate) { c.SetJobTitle("Boss") })
	h.customer = rig.Account(h.reseller, func(c *ent.AccountCreate) {
		c.SetNotificationContactID(h.boss.ID).SetOrganizationID(h.org.ID).SetPhone("+4930123456").
			SetStreet("Unter den Linden 1\nHof").SetCity("Berlin").SetPostalCode("10117").SetRegion("").SetCountry("DE")
	})
	h.clerk = rig.User(h.customer, viewer.AccountManager, func(c *ent.UserCreate) { c.SetJobTitle("Clerk") })
	h.part = rig.Account(h.customer, func(c *ent.AccountCreate) { c.SetNotificationContactID(h.clerk.ID).SetOrganizationID(h.listed.ID) })
	h.other = rig.Account(nil, func(c *ent.AccountCreate) { c.SetOrganizationID(h.foreign.ID) })
	rig.Account(h.other, func(c *ent.AccountCreate) { c.SetOrganizationID(h.org.ID) })
	now := rig.Clock.Now()
	rig.Tx(func(ctx context.Context, tx *store.Tx) (err error) {
		h.review, err = tx.Review.Create().SetParentID(h.customer.ID).SetStatus(review.StatusOPEN).SetType(review.TypeEND_CUSTOMER).
			SetName("Acme").SetCountry("DE").SetCity("Bonn").SetNotificationContactID(h.boss.ID).SetCreatedByID(h.boss.ID).
			SetDetailsHash("x").SetMatchedRevision(3).SetExpiresAt(now.Add(time.Hour)).SetCreatedAt(now).SetUpdatedAt(now).Save(ctx)
		if err != nil {
			return err
		}
		for rank, o := range []*ent.Organization{h.listed, h.org} {
			err := tx.ReviewCandidate.Create().SetReviewID(h.review.ID).SetOrganizationID(o.ID).SetRank(rank).
				SetScore(0.75).SetLikelySame(rank == 0).SetExact(false).SetReasons("NAME_SIMILAR COUNTRY").Exec(ctx)
			if err != nil {
				return err
			}
		}
		return tx.Provisioning.Create().SetAccountID(h.part.ID).SetStatus(provisioning.StatusFAILED).SetRequestedAt(now).
			SetExpectedBy(now.Add(time.Hour)).SetAttempts(2).SetFailureCode(provisioning.FailureCodeREJECTED).SetFailureMessage("no").Exec(ctx)
	})
	return h
}

func (h *house) account(t *testing.T, ctx context.Context, of *ent.Account, sel *tree.Selection) *tree.Account {
	t.Helper()
	id := nodeid.New(nodeid.Account, of.ID)
	a, err := h.reader.Account(ctx, tree.AccountKey{ID: &id}, sel)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func leaves(names ...string) *tree.Selection {
	sel := &tree.Selection{Fields: map[string]bool{}}
	for _, n := range names {
		sel.Fields[n] = true
	}
	return sel
}

func (h *house) contacts(t *testing.T) {
	person := leaves("displayName", "email", "jobTitle")
	person.Objects = map[string]*tree.Selection{"account": leaves("name")}
	sel := &tree.Selection{Objects: map[string]*tree.Selection{"notificationContact": person}}
	clerk := h.As(h.clerk)
	boss := h.account(t, clerk, h.customer, sel).NotificationContact
	if boss == nil || boss.Email != h.boss.Email || boss.DisplayName == "" || boss.JobTitle != nil || boss.Account != nil {
		t.Errorf("the contact above is %+v", boss)
	}
	id := nodeid.New(nodeid.User, h.boss.ID)
	if u, err := h.reader.User(clerk, tree.UserKey{ID: &id}, person); u != nil || err != nil {
		t.Errorf("the contact above is found by id: %v, %v", u, err)
	}
	if own := h.account(t, clerk, h.part, sel).NotificationContact; value(own.JobTitle) != "Clerk" || own.Account.Key != h.customer.ID {
		t.Errorf("the visible contact is %+v", own)
	}
}

func TestObjects(t *testing.T) {
	canopytest.Each(t, func(t *testing.T, rig *canopytest.Rig) {
		h := build(rig)
		t.Run("notification contact", h.contacts)
		t.Run("organization", h.organizations)
		t.Run("review", h.reviews)
		t.Run("similar accounts while typing", h.similar)
		t.Run("provisioning", h.provisionings)
		t.Run("address", h.addresses)
		t.Run("nil selection", func(t *testing.T) {
			n := rig.Statements(func() {
				if a := h.account(t, canopytest.Operator(), h.part, nil); a != nil {
					t.Error(a)
				}
			})
			if n != 0 {
				t.Errorf("%d statements for nothing", n)
			}
		})
	})
}

func (h *house) organizations(t *testing.T) {
	sel := leaves("name", "aliases", "source")
	sel.Objects = map[string]*tree.Selection{"address": leaves("city")}
	clerk := h.As(h.clerk)
	for o, seen := range map[*ent.Organization]bool{h.org: true, h.listed: true, h.foreign: false} {
		got, err := h.reader.Organization(clerk, nodeid.New(nodeid.Organization, o.ID), sel)
		if err != nil || (got != nil) != seen {
			t.Errorf("%s: %v, %v; want it seen: %v", o.Name, got, err, seen)
		}
	}
	got := h.account(t, clerk, h.customer, &tree.Selection{Objects: map[string]*tree.Selection{"organization": sel}}).Organization
	if got == nil || got.Name != "Acme GmbH" || !slices.Equal(got.Aliases, []string{"Acme", "Acme Works"}) || got.Source != organization.SourceEXTERNAL || *got.Address.City != "Springfield" {
		t.Errorf("organization %+v", got)
	}
}

func (h *house) reviews(t *testing.T) {
	sel := leaves("status", "version", "createdAt", "expiresAt")
	details := leaves("name", "type")
	details.Objects = map[string]*tree.Selection{"address": leaves("city", "formatted"), "notificationContact": leaves("email")}
	similar := leaves("score", "likelySame", "reasons")
	similar.Objects = map[string]*tree.Selection{"organization": leaves("name"), "account": leaves("name")}
	sel.Objects = map[string]*tree.Selection{
		"parent": leaves("name"), "account": leaves("name"), "createdBy": leaves("email"), "details": details, "similarAccounts": similar,
	}
	id := nodeid.New(nodeid.Review, h.review.ID)
	r, err := h.reader.Review(h.As(h.clerk), id, sel)
	if err != nil || r == nil {
		t.Fatal(r, err)
	}
	if r.Status != review.StatusOPEN || r.Version != 1 || !r.CreatedAt.Equal(h.Clock.Now()) || r.Parent.Key != h.customer.ID || r.Account != nil || r.CreatedBy != nil {
		t.Errorf("review %+v", r)
	}
	if d := r.Details; d.Name != "Acme" || *d.Address.City != "Bonn" || len(d.Address.Formatted) == 0 || d.NotificationContact != nil {
		t.Errorf("details %+v", d)
	}
	if len(r.SimilarAccounts) != 2 {
		t.Fatalf("similar accounts %v", r.SimilarAccounts)
	}
	best, next := r.SimilarAccounts[0], r.SimilarAccounts[1]
	if best.Organization.Key != h.listed.ID || best.Account.Key != h.part.ID || !best.LikelySame || best.Score != 0.75 || len(best.Reasons) != 2 {
		t.Errorf("best %+v", best)
	}
	if next.Organization.Key != h.org.ID || next.Account.Key != h.customer.ID || next.LikelySame {
		t.Errorf("next %+v", next)
	}
	if r, err := h.reader.Review(h.As(h.User(h.other, viewer.Admin)), id, sel); r != nil || err != nil {
		t.Errorf("the other reseller sees %v, %v", r, err)
	}
	if r, err := h.reader.Review(h.As(h.boss), id, sel); err != nil || r.CreatedBy.Key != h.boss.ID || r.Details.NotificationContact.Key != h.boss.ID {
		t.Errorf("the boss sees %+v, %v", r, err)
	}
	page := &tree.Connection{Key: 1, Field: "reviews", Nodes: true, TotalCount: true, ReviewStatus: ptr(review.StatusOPEN), Node: leaves("status")}
	none := &tree.Connection{Key: 2, Field: "reviews", Nodes: true, ReviewStatus: ptr(review.StatusAPPROVED), Node: leaves("status")}
	a := h.account(t, h.As(h.clerk), h.customer, &tree.Selection{Connections: []*tree.Connection{page, none}})
	if open := a.Reviews.At(1); open.TotalCount != 1 || len(open.Nodes) != 1 || len(a.Reviews.At(2).Nodes) != 0 {
		t.Errorf("reviews %+v, %+v", open, a.Reviews.At(2))
	}
	var plain *ent.Review
	h.Tx(func(ctx context.Context, tx *store.Tx) (err error) {
		plain, err = tx.Review.Create().SetParentID(h.customer.ID).SetStatus(review.StatusOPEN).SetType(review.TypeEND_CUSTOMER).SetName("Zenith").SetCountry("DE").
			SetDetailsHash("y").SetMatchedRevision(3).SetExpiresAt(h.Clock.Now()).SetCreatedAt(h.Clock.Now()).SetUpdatedAt(h.Clock.Now()).Save(ctx)
		return err
	})
	for has, want := range map[bool]int64{true: h.review.ID, false: plain.ID} {
		of := &tree.Connection{Key: 1, Field: "reviews", Nodes: true, TotalCount: true, Similar: &has, Node: leaves("status")}
		got := h.account(t, h.As(h.clerk), h.customer, &tree.Selection{Connections: []*tree.Connection{of}}).Reviews.At(1)
		if got.TotalCount != 1 || len(got.Nodes) != 1 || got.Nodes[0].Key != want {
			t.Errorf("with similar accounts, %t: %+v", has, got)
		}
	}
}

func (h *house) similar(t *testing.T) {
	sel := leaves("score", "reasons")
	sel.Objects = map[string]*tree.Selection{"organization": leaves("name"), "account": leaves("name")}
	found := []tree.Similar{{OrganizationID: h.foreign.ID, Score: 0.5, Reasons: []string{"COUNTRY"}}, {OrganizationID: h.org.ID}, {OrganizationID: 1_000_000}}
	got, err := h.reader.SimilarOrganizations(h.As(h.clerk), found, nodeid.New(nodeid.Account, h.customer.ID), sel)
	if err != nil || len(got) != 2 {
		t.Fatal(got, err)
	}
	if got[0].Organization.Name != "Acne Ltd" || got[0].Account != nil || got[0].Score != 0.5 || got[1].Account.Key != h.customer.ID {
		t.Errorf("%+v", got)
	}
}

func (h *house) provisionings(t *testing.T) {
	sel := &tree.Selection{Objects: map[string]*tree.Selection{"provisioning": leaves("status")}}
	for _, overdue := range []bool{false, true} {
		p := h.account(t, h.As(h.clerk), h.part, sel).Provisioning
		if p == nil || p.Overdue != overdue || p.Attempts != 2 || p.CompletedAt != nil || p.Failure.Code != provisioning.FailureCodeREJECTED || p.Failure.Retryable {
			t.Errorf("provisioning %+v, want it overdue: %v", p, overdue)
		}
		h.Clock.Advance(time.Hour + time.Microsecond)
	}
	if p := h.account(t, h.As(h.clerk), h.customer, sel).Provisioning; p != nil {
		t.Errorf("an imported account has %+v", p)
	}
}

func (h *house) addresses(t *testing.T) {
	a := h.account(t, h.As(h.clerk), h.customer, &tree.Selection{Fields: map[string]bool{"phone": true}, Objects: map[string]*tree.Selection{"address": leaves("street", "formatted")}})
	if !slices.Equal(a.Address.Street, []string{"Unter den Linden 1", "Hof"}) || a.Address.Region != nil || !slices.Contains(a.Address.Formatted, "10117 Berlin") || value(a.Phone) != "+4930123456" {
		t.Errorf("%+v", a.Address)
	}
	if a := h.account(t, h.As(h.clerk), h.customer, leaves("name")); a.Address != nil {
		t.Errorf("an address that nobody asked for: %+v", a.Address)
	}
}
