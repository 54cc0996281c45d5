package reseller_test

import (
	"strings"
	"testing"
	"time"

	"canopy/ent"
	"canopy/ent/account"
	"canopy/internal/problem"
	"canopy/internal/reseller"
	"canopy/internal/viewer"

	"github.com/99designs/gqlgen/graphql"
)

func set[T any](v T) graphql.Omittable[*T] { return graphql.OmittableOf(&v) }

func cleared[T any]() graphql.Omittable[*T] { return graphql.OmittableOf[*T](nil) }

func TestUpdateAccount(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		manager := h.As(h.manager)
		a := h.Account(h.root, func(c *ent.AccountCreate) {
			c.SetAccountNumber("N-1").SetLanguage("de").SetNotificationContactID(h.manager.ID)
		})
		contact := h.User(a, "")
		registered := h.Organization("Registered")
		h.Store.Client() // the organization stays as it is registered
		h.Clock.Advance(time.Hour)
		in := reseller.UpdateAccountInput{
			AccountID: id(a), Type: set(reseller.CustomerType("SUB_DIVISION")), Name: set(" Müggel  Boote GmbH "), Phone: set("030 5550199"), Language: cleared[string](),
			Timezone: set("Europe/Berlin"), ExternalReference: set("CRM-7"), NotificationContactID: set(userID(contact)),
			Address:           set(reseller.AddressInput{Street: []string{"Müggelseedamm 1"}, City: ptr("Berlin"), PostalCode: ptr("12587"), Country: "DE"}),
			ExpectedUpdatedAt: ptr(a.UpdatedAt),
		}
		if _, err := h.UpdateAccount(manager, in); err != nil {
			t.Fatal(err)
		}
		got := h.account(t, a.ID)
		if got.Type != account.TypeSUB_DIVISION || got.Name != "Müggel Boote GmbH" || got.NameKey != "muggel boote gmbh" || got.Search != "muggel boote gmbh n-1 crm-7" || got.Phone != "+49305550199" ||
			got.Language != "" || got.Timezone != "Europe/Berlin" || *got.ExternalReference != "CRM-7" || *got.NotificationContactID != contact.ID || got.City != "Berlin" || got.Region != "" ||
			*got.AccountNumber != "N-1" || !got.UpdatedAt.Equal(h.Clock.Now()) {
			t.Errorf("changed it is %v", got)
		}
		if o := h.Store.Client().Organization.GetX(everything(), registered.ID); o.Name != "Registered" {
			t.Errorf("the organization is %v", o)
		}
		e := h.lastEvent(t)
		for _, field := range []string{"type", "name", "address", "phone", "language", "timezone", "notificationContact", "externalReference"} {
			if e.Action != "ACCOUNT_UPDATED" || !strings.Contains(e.Changes, `"field":"`+field+`"`) {
				t.Errorf("left %v without %s", e, field)
			}
		}
		t.Run("nothing", func(t *testing.T) {
			before := len(h.log(t))
			if _, err := h.UpdateAccount(manager, reseller.UpdateAccountInput{AccountID: id(a), Name: set("Müggel Boote GmbH")}); err != nil || len(h.log(t)) != before {
				t.Errorf("left %q: %v", h.log(t), err)
			}
		})
		t.Run("at the same moment", func(t *testing.T) {
			if _, err := h.UpdateAccount(manager, reseller.UpdateAccountInput{AccountID: id(a), Phone: cleared[string]()}); err != nil || !h.account(t, a.ID).UpdatedAt.After(h.Clock.Now()) {
				t.Errorf("changed at the same time: %v, %v", h.account(t, a.ID), err)
			}
		})
	})
}

func TestUpdateAccountFaults(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		manager := h.As(h.manager)
		a := h.Account(h.root)
		h.Account(h.root, func(c *ent.AccountCreate) { c.SetExternalReference("CRM-1") })
		closed := h.Account(h.root, status(account.StatusCLOSED))
		stranger := h.User(h.Account(nil), "")
		for _, c := range []struct {
			in   reseller.UpdateAccountInput
			want []string
		}{
			{reseller.UpdateAccountInput{AccountID: id(a), ExpectedUpdatedAt: ptr(a.UpdatedAt.Add(time.Microsecond))}, []string{"expectedUpdatedAt CONFLICT"}},
			{reseller.UpdateAccountInput{
				AccountID: id(a), Name: cleared[string](), Address: set(reseller.AddressInput{Country: "DE"}), Language: set("xx-"), Timezone: set("Mars"), NotificationContactID: set(userID(stranger)),
				ExternalReference: set("CRM-1"), Type: cleared[reseller.CustomerType](), ExpectedUpdatedAt: ptr(time.Time{}),
			}, []string{
				"expectedUpdatedAt CONFLICT", "type REQUIRED", "name REQUIRED", "address.street REQUIRED", "address.city REQUIRED", "address.postalCode REQUIRED", "language INVALID", "timezone INVALID",
				"notificationContactId NOT_FOUND", "externalReference TAKEN",
			}},
			{reseller.UpdateAccountInput{AccountID: id(closed), Name: set("X")}, []string{"accountId NOT_ACTIVE"}},
			{reseller.UpdateAccountInput{AccountID: id(h.root), Type: set(reseller.CustomerType("END_CUSTOMER"))}, []string{"type TYPE_NOT_ALLOWED"}},
			{reseller.UpdateAccountInput{AccountID: id(h.root), Name: cleared[string](), ExternalReference: set("CRM-1")}, []string{"name REQUIRED", "externalReference TAKEN"}},
			{reseller.UpdateAccountInput{AccountID: id(h.Account(nil))}, []string{"accountId NOT_FOUND"}},
		} {
			_, err := h.UpdateAccount(manager, c.in)
			wantFaults(t, err, c.want...)
		}
		_, err := h.UpdateAccount(h.As(h.User(h.root, viewer.UserManager)), reseller.UpdateAccountInput{AccountID: id(a), Name: set("X")})
		wantFaults(t, err, "accountId FORBIDDEN")
	})
}

// TestUpdateAccountAtOnce: of two who looked at the same state one is told; of two who take the same reference too.
func TestUpdateAccountAtOnce(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		manager := h.As(h.manager)
		for i := range 5 {
			a, b := h.Account(h.root), h.Account(h.root)
			reference := "CRM-" + string(rune('a'+i))
			var errs [4]error
			atOnce(len(errs), func(i int) {
				in := reseller.UpdateAccountInput{AccountID: id(a), Name: set("By " + string(rune('0'+i))), ExpectedUpdatedAt: ptr(a.UpdatedAt)}
				if i > 1 {
					in = reseller.UpdateAccountInput{AccountID: id([]*ent.Account{a, b}[i-2]), ExternalReference: set(reference)}
				}
				_, errs[i] = h.UpdateAccount(manager, in)
			})
			names, references := 0, 0
			for i, err := range errs {
				faults, other := problem.FaultsOf(err)
				switch {
				case other != nil:
					t.Errorf("%d: %v", i, other)
				case i < 2 && faults == nil:
					names++
				case i < 2:
					wantFaults(t, err, "expectedUpdatedAt CONFLICT")
				case faults == nil:
					references++
				default:
					wantFaults(t, err, "externalReference TAKEN")
				}
			}
			if names > 1 || references != 1 {
				t.Errorf("%d names and %d references are set", names, references)
			}
		}
	})
}

// TestUpdateBesideActivation: the account has its number and its new name, and is found by both.
func TestUpdateBesideActivation(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		manager := h.As(h.manager)
		for i := range 5 {
			name := []string{"Oder", "Elbe", "Weser", "Ems", "Rhein"}[i]
			r := h.opened(t, h.manager, form(h.root, h.manager, named(name+" Logistik GmbH")))
			made, err := h.ApproveReview(manager, reseller.ApproveReviewInput{ReviewID: reviewID(r.ID), ReviewVersion: 1, AcknowledgeDuplicate: true})
			if err != nil {
				t.Fatal(err)
			}
			key := h.account(t, made.AccountID)
			atOnce(2, func(i int) {
				if i == 0 {
					if _, err := h.UpdateAccount(manager, reseller.UpdateAccountInput{AccountID: id(key), Name: set(name + " neu")}); err != nil {
						t.Error(err)
					}
				} else if err := h.Provision(t.Context(), reseller.ProvisionAccount{AccountID: key.ID}, false); err != nil {
					t.Error(err)
				}
			})
			got := h.account(t, key.ID)
			if got.AccountNumber == nil || got.Search != strings.ToLower(name)+" neu "+*got.AccountNumber {
				t.Errorf("it is %v", got)
			}
		}
	})
}
