package reseller_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"canopy/ent"
	"canopy/ent/account"
	"canopy/ent/review"
	"canopy/ent/user"
	"canopy/internal/problem"
	"canopy/internal/reseller"
	"canopy/internal/viewer"
)

func TestCreateCustomer(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		t.Run("opens a review of the normalised details", func(t *testing.T) {
			r := h.opened(t, h.manager, form(h.root, h.manager, func(in *reseller.CreateCustomerInput) {
				in.Name, in.Phone, in.Language, in.Timezone = "  Spree   Logistik GmbH ", ptr("030 1234567"), ptr("de-de"), ptr("europe/berlin")
				in.ExternalReference = ptr(" CRM-1 ")
			}))
			if r.Name != "Spree Logistik GmbH" || r.Phone != "+49301234567" || r.Language != "de-DE" || r.Timezone != "Europe/Berlin" || r.ExternalReference != "CRM-1" {
				t.Errorf("stored as %+v", r)
			}
			if r.Status != review.StatusOPEN || r.Version != 1 || !r.ExpiresAt.Equal(h.Clock.Now().Add(14*24*time.Hour)) || *r.CreatedByID != h.manager.ID {
				t.Errorf("opened as %+v", r)
			}
			if log := h.log(t); !slices.Equal(log, []string{"REVIEW_OPENED DONE " + reviewID(r.ID).String()}) {
				t.Errorf("the log is %q", log)
			}
		})
		t.Run("answers the same review to the same open details", func(t *testing.T) {
			in := form(h.root, h.manager, named("Twice AG"))
			first := h.opened(t, h.manager, in)
			in.Name = " Twice  AG"
			if again := h.opened(t, h.manager, in); again.ID != first.ID {
				t.Errorf("answered %d, want %d", again.ID, first.ID)
			}
			in.Type = "SUB_DIVISION"
			if other := h.opened(t, h.manager, in); other.ID == first.ID {
				t.Error("other details answered the same review")
			}
		})
		t.Run("opens another when the same details have expired", func(t *testing.T) {
			in := form(h.root, h.manager, named("Late AG"))
			first := h.opened(t, h.manager, in)
			h.Clock.Advance(15 * 24 * time.Hour)
			if again := h.opened(t, h.manager, in); again.ID == first.ID || h.review(t, first.ID).Status != review.StatusEXPIRED {
				t.Errorf("answered %d, and the first is %s", again.ID, h.review(t, first.ID).Status)
			}
		})
	})
}

func TestCreateCustomerFaults(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		foreign := h.Account(nil)
		stranger := h.User(foreign, viewer.Admin)
		disabled := h.User(h.root, "", func(u *ent.UserCreate) { u.SetStatus(user.StatusDISABLED) })
		pending := h.Account(h.root, func(a *ent.AccountCreate) { a.SetStatus(account.StatusPENDING) })
		suspended := h.Account(h.root, func(a *ent.AccountCreate) { a.SetStatus(account.StatusSUSPENDED) })
		h.Account(h.root, func(a *ent.AccountCreate) { a.SetExternalReference("CRM-1") })
		h.Account(foreign, func(a *ent.AccountCreate) { a.SetExternalReference("CRM-2") })
		deep := h.root
		for range 31 {
			deep = h.Account(deep)
		}
		create := func(change func(*reseller.CreateCustomerInput)) error {
			_, err := h.CreateCustomer(h.As(h.manager), form(h.root, h.manager, change))
			return err
		}
		before := h.rows(t)
		cases := map[string]struct {
			change func(*reseller.CreateCustomerInput)
			want   []string
		}{
			"a foreign parent":   {func(in *reseller.CreateCustomerInput) { in.ParentID = id(foreign) }, []string{"parentId NOT_FOUND"}},
			"no account's id":    {func(in *reseller.CreateCustomerInput) { in.ParentID = userID(h.manager) }, []string{"parentId NOT_FOUND"}},
			"a pending parent":   {func(in *reseller.CreateCustomerInput) { in.ParentID = id(pending) }, []string{"parentId NOT_ACTIVE"}},
			"below a suspended":  {func(in *reseller.CreateCustomerInput) { in.ParentID = id(h.Account(suspended)) }, []string{"parentId NOT_ACTIVE"}},
			"too deep":           {func(in *reseller.CreateCustomerInput) { in.ParentID = id(deep) }, []string{"parentId LIMIT_EXCEEDED"}},
			"no name":            {named(" \u200b "), []string{"name REQUIRED"}},
			"a control sign":     {named("A\x00B"), []string{"name INVALID"}},
			"broken UTF-8":       {named("A\xffB"), []string{"name INVALID"}},
			"a long name":        {named(strings.Repeat("ä", 201)), []string{"name TOO_LONG"}},
			"a foreign contact":  {func(in *reseller.CreateCustomerInput) { in.NotificationContactID = userID(stranger) }, []string{"notificationContactId NOT_FOUND"}},
			"a disabled contact": {func(in *reseller.CreateCustomerInput) { in.NotificationContactID = userID(disabled) }, []string{"notificationContactId NOT_FOUND"}},
			"a taken reference":  {func(in *reseller.CreateCustomerInput) { in.ExternalReference = ptr("CRM-1") }, []string{"externalReference TAKEN"}},
			"everything at once": {func(in *reseller.CreateCustomerInput) {
				*in = reseller.CreateCustomerInput{Type: "END_CUSTOMER", ParentID: id(pending), ExternalReference: ptr("CRM-1"),
					Address: reseller.AddressInput{Country: "DE", PostalCode: ptr("1")}, Phone: ptr("12"), Language: ptr("english"), Timezone: ptr("Berlin"), IdempotencyKey: ptr(" ")}
			}, []string{"parentId NOT_ACTIVE", "name REQUIRED", "address.street REQUIRED", "address.city REQUIRED", "address.postalCode INVALID",
				"phone INVALID", "language INVALID", "timezone INVALID", "notificationContactId NOT_FOUND", "externalReference TAKEN", "idempotencyKey REQUIRED"}},
		}
		for name, c := range cases {
			t.Run(name, func(t *testing.T) { wantFaults(t, create(c.change), c.want...) })
		}
		if err := create(func(in *reseller.CreateCustomerInput) { in.ExternalReference = ptr("CRM-2") }); err != nil {
			t.Errorf("another tree's reference: %v", err)
		}
		if rows := h.rows(t); rows != before+2 { // below a suspended, and the last
			t.Errorf("faulty input wrote %d rows", rows-before-2)
		}
		if log := h.log(t); len(log) != 1 {
			t.Errorf("faulty input left events: %q", log)
		}
		t.Run("nobody", func(t *testing.T) {
			if _, err := h.CreateCustomer(context.Background(), form(h.root, h.manager)); problem.CodeOf(err) != problem.Unauthenticated {
				t.Errorf("answered %v", err)
			}
		})
	})
}

func TestRefusedMutationLeavesItsEventAlone(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		reader := h.User(h.root, viewer.Reader)
		r := h.opened(t, h.manager, form(h.root, h.manager))
		before, log := h.rows(t), h.log(t)
		refused := map[string]func(ctx context.Context) error{
			"REVIEW_OPENED": func(ctx context.Context) error {
				_, err := h.CreateCustomer(ctx, form(h.root, h.manager, named(""), func(in *reseller.CreateCustomerInput) { in.IdempotencyKey = ptr("k") }))
				return err
			},
			"REVIEW_UPDATED": func(ctx context.Context) error {
				_, err := h.UpdateReview(ctx, reseller.UpdateReviewInput{ReviewID: reviewID(r.ID)})
				return err
			},
			"ACCOUNT_CREATED": func(ctx context.Context) error {
				_, err := h.ApproveReview(ctx, reseller.ApproveReviewInput{ReviewID: reviewID(r.ID), ReviewVersion: 1})
				return err
			},
			"REVIEW_DISCARDED": func(ctx context.Context) error {
				_, err := h.DiscardReview(ctx, reseller.DiscardReviewInput{ReviewID: reviewID(r.ID)})
				return err
			},
		}
		for action, mutate := range refused {
			path := "reviewId FORBIDDEN"
			if action == "REVIEW_OPENED" {
				path = "parentId FORBIDDEN"
			}
			wantFaults(t, mutate(h.As(reader)), path)
			log = append(log, action+" REFUSED "+id(h.root).String())
			if now := h.log(t); !slices.Equal(now, log) {
				t.Errorf("the log is %q, want %q", now, log)
			}
		}
		if rows := h.rows(t); rows != before {
			t.Errorf("refusals wrote %d rows", rows-before)
		}
		stranger := h.User(h.Account(nil), viewer.Admin)
		wantFaults(t, refused["ACCOUNT_CREATED"](h.As(stranger)), "reviewId NOT_FOUND")
	})
}

func TestCreateCustomerAtOnce(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		const n = 8
		var keys [n]int64
		var errs [n]error
		ctx := h.As(h.manager)
		atOnce(n, func(i int) { keys[i], errs[i] = h.CreateCustomer(ctx, form(h.root, h.manager)) })
		for i := range n {
			if errs[i] != nil || keys[i] != keys[0] {
				t.Errorf("try %d answered %d, %v; want %d", i, keys[i], errs[i], keys[0])
			}
		}
		if log := h.log(t); len(log) != 1 {
			t.Errorf("the log is %q", log)
		}
	})
}

func TestIdempotencyKey(t *testing.T) {
	keyed := func(h *house, key, name string) reseller.CreateCustomerInput {
		return form(h.root, h.manager, named(name), func(in *reseller.CreateCustomerInput) { in.IdempotencyKey = &key })
	}
	each(t, func(t *testing.T, h *house) {
		ctx := h.As(h.manager)
		first := h.opened(t, h.manager, keyed(h, "k", "First AG"))
		if _, err := h.DiscardReview(ctx, reseller.DiscardReviewInput{ReviewID: reviewID(first.ID)}); err != nil {
			t.Fatal(err)
		}
		if again := h.opened(t, h.manager, keyed(h, "k", "First AG")); again.ID != first.ID {
			t.Errorf("the same key answered %d, want %d", again.ID, first.ID)
		}
		_, err := h.CreateCustomer(ctx, keyed(h, "k", "Second AG"))
		wantFaults(t, err, "idempotencyKey IDEMPOTENCY_KEY_REUSED")
		colleague := h.User(h.root, viewer.Admin)
		if other := h.opened(t, colleague, keyed(h, "k", "Second AG")); other.ID == first.ID {
			t.Error("another viewer's key answered the first's review")
		}
		for key, want := range map[string]string{" ": "REQUIRED", "a\nb": "INVALID", strings.Repeat("ä", 201): "TOO_LONG"} {
			_, err := h.CreateCustomer(ctx, keyed(h, key, "Third AG"))
			wantFaults(t, err, "idempotencyKey "+want)
		}
		// Operators' tokens are no person: the keys of one are not another's.
		var operators [2]context.Context
		for i := range operators {
			opened, err := h.IssueOperatorToken(ctx, time.Hour)
			if err != nil {
				t.Fatal(err)
			}
			operators[i] = viewer.NewContext(context.Background(), opened.Viewer)
		}
		var made [3]int64
		for i, by := range []int{0, 0, 1} {
			var err error
			if made[i], err = h.CreateCustomer(operators[by], keyed(h, "k", fmt.Sprintf("Operator %d AG", by))); err != nil {
				t.Fatal(err)
			}
		}
		if made[0] != made[1] || made[0] == made[2] {
			t.Errorf("two operators' keys answered %v", made)
		}
		_, err = h.CreateCustomer(ctx, keyed(h, "free", ""))
		wantFaults(t, err, "name REQUIRED")
		h.opened(t, h.manager, keyed(h, "free", "Mended AG")) // a failed try keeps no key
		h.Clock.Advance(24 * time.Hour)
		if late := h.opened(t, h.manager, keyed(h, "k", "First AG")); late.ID == first.ID {
			t.Error("the key was still known after a day")
		}
	})
}

func TestIdempotencyKeyAtOnce(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		const n = 8
		r := h.opened(t, h.manager, form(h.root, h.manager))
		in := reseller.ApproveReviewInput{ReviewID: reviewID(r.ID), ReviewVersion: 1, IdempotencyKey: ptr("once")}
		var out [n]reseller.Approval
		var errs [n]error
		ctx := h.As(h.manager)
		atOnce(n, func(i int) { out[i], errs[i] = h.ApproveReview(ctx, in) })
		for i := range n {
			if errs[i] != nil || out[i] != out[0] || out[i].AccountID == 0 {
				t.Errorf("try %d answered %+v, %v; want %+v", i, out[i], errs[i], out[0])
			}
		}
	})
}
