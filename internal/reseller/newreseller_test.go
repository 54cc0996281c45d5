package reseller_test

import (
	"slices"
	"testing"

	"canopy/ent"
	"canopy/ent/account"
	"canopy/ent/event"
	"canopy/ent/provisioning"
	"canopy/internal/canopytest"
	"canopy/internal/nodeid"
	"canopy/internal/reseller"
	"canopy/internal/treepath"
	"canopy/internal/viewer"
)

// newReseller is one in Berlin; change alters it.
func newReseller(name string, change ...func(*reseller.CreateResellerInput)) reseller.CreateResellerInput {
	in := reseller.CreateResellerInput{
		Name: name, Address: reseller.AddressInput{Street: []string{"Chausseestraße 8"}, City: ptr("Berlin"), PostalCode: ptr("10115"), Country: "DE"},
	}
	for _, f := range change {
		f(&in)
	}
	return in
}

func TestCreateReseller(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		operator := canopytest.Operator()
		t.Run("registers a root", func(t *testing.T) {
			in := newReseller("Havel Handel", func(in *reseller.CreateResellerInput) {
				in.ExternalReference, in.Phone, in.Language, in.Timezone = ptr("R-1"), ptr("030 1234567"), ptr("de"), ptr("Europe/Berlin")
				in.IdempotencyKey = ptr("one")
			})
			key, err := h.CreateReseller(operator, in)
			if err != nil {
				t.Fatal(err)
			}
			a := h.account(t, key)
			if a.Type != account.TypeRESELLER || a.Status != account.StatusPENDING || a.ParentID != nil || a.RootID != key || a.Path != treepath.Child("", key) ||
				a.Name != "Havel Handel" || a.Phone != "+49301234567" || a.Language != "de" || a.Timezone != "Europe/Berlin" || *a.ExternalReference != "R-1" ||
				a.NotificationContactID != nil || a.OrganizationID == nil {
				t.Errorf("made %+v", a)
			}
			if p := h.provisioning(t, a); p.Status != provisioning.StatusQUEUED || h.jobsQueued(t, "provision_account") != 1 {
				t.Errorf("provisioning is %v", p)
			}
			e := h.lastEvent(t)
			if e.Action != "ACCOUNT_CREATED" || e.RootID != key || e.Seq != 1 || *e.AccountID != key || e.Subject != id(a).String() {
				t.Errorf("left %v", e)
			}
			if again, err := h.CreateReseller(operator, in); again != key || err != nil || h.jobsQueued(t, "provision_account") != 1 {
				t.Errorf("again it made %d, %v", again, err)
			}
			if err := h.Provision(t.Context(), reseller.ProvisionAccount{AccountID: key}, true); err != nil || h.account(t, key).Status != account.StatusACTIVE {
				t.Errorf("provisioned: %v", err)
			}
		})
		t.Run("is up to operators", func(t *testing.T) {
			before := h.rows(t)
			_, err := h.CreateReseller(h.As(h.User(h.root, viewer.Admin)), newReseller(""))
			wantFaults(t, err, " FORBIDDEN")
			if e := h.lastEvent(t); e.Action != "ACCOUNT_CREATED" || e.Outcome != event.OutcomeREFUSED || e.RootID != 0 || e.AccountID != nil || h.rows(t) != before {
				t.Errorf("left %v", e)
			}
		})
		t.Run("tells all that is wrong", func(t *testing.T) {
			before, log := h.rows(t), h.log(t)
			_, err := h.CreateReseller(operator, newReseller(" ", func(in *reseller.CreateResellerInput) {
				in.ExternalReference, in.Phone, in.Language, in.Timezone = ptr("R-1"), ptr("+1"), ptr("english"), ptr("Berlin")
				in.Address.Country, in.IdempotencyKey = "XX", ptr("")
				in.OrganizationID = ptr(nodeid.New(nodeid.Organization, 4711))
			}))
			wantFaults(t, err, "idempotencyKey REQUIRED", "name REQUIRED", "address.country INVALID", "phone INVALID", "language INVALID",
				"timezone INVALID", "externalReference TAKEN", "organizationId NOT_FOUND")
			if h.rows(t) != before || !slices.Equal(h.log(t), log) {
				t.Error("faults left something")
			}
			h.Account(h.root, func(a *ent.AccountCreate) { a.SetExternalReference("R-2") })
			if _, err := h.CreateReseller(operator, newReseller("Dahme Druck", func(in *reseller.CreateResellerInput) { in.ExternalReference = ptr("R-2") })); err != nil {
				t.Errorf("a reference that a customer has: %v", err)
			}
		})
		t.Run("asks to acknowledge a duplicate", func(t *testing.T) {
			known := h.registered(spree)[0]
			acknowledge := func(in *reseller.CreateResellerInput) { in.AcknowledgeDuplicate = true }
			choose := func(in *reseller.CreateResellerInput) { in.OrganizationID = organizationID(known) }
			exactly := newReseller(spree.Name)
			_, err := h.CreateReseller(operator, exactly)
			wantFaults(t, err, "acknowledgeDuplicate EXACT_DUPLICATE_EXISTS")
			exactly.Address.PostalCode = ptr("10117") // the city is enough where somebody looks
			_, err = h.CreateReseller(operator, exactly)
			wantFaults(t, err, "acknowledgeDuplicate EXACT_DUPLICATE_EXISTS")
			key, err := h.CreateReseller(operator, newReseller("Spree", choose))
			if err != nil {
				t.Fatal(err)
			}
			if a := h.account(t, key); *a.OrganizationID != known || a.Name != spree.Name || a.Phone != spree.Phone {
				t.Errorf("made %+v", a)
			}
			_, err = h.CreateReseller(operator, newReseller("Spree", choose))
			wantFaults(t, err, "acknowledgeDuplicate EXACT_DUPLICATE_EXISTS")
			for _, f := range []func(*reseller.CreateResellerInput){acknowledge, func(in *reseller.CreateResellerInput) { choose(in); acknowledge(in) }} {
				if _, err := h.CreateReseller(operator, newReseller(spree.Name, f)); err != nil {
					t.Error(err)
				}
			}
		})
	})
}

// TestCreateResellersAtOnce: of one external reference there is one.
func TestCreateResellersAtOnce(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		var errs [4]error
		atOnce(len(errs), func(i int) {
			_, errs[i] = h.CreateReseller(canopytest.Operator(), newReseller([]string{"Havel", "Oder", "Neisse", "Dahme"}[i], func(in *reseller.CreateResellerInput) {
				in.ExternalReference = ptr("R-1")
			}))
		})
		made := 0
		for _, err := range errs {
			if err == nil {
				made++
				continue
			}
			wantFaults(t, err, "externalReference TAKEN")
		}
		if made != 1 {
			t.Errorf("%d are made", made)
		}
	})
}
