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
	"canopy/ent/eventpersonvalue"
	"canopy/ent/grant"
	"canopy/internal/canopytest"
	"canopy/internal/problem"
	"canopy/internal/reseller"
	"canopy/internal/store"
	"canopy/internal/viewer"
)

// wantChanges compares what the last event tells of a person, each as "field before -> after"; the event itself tells nothing.
func wantChanges(t *testing.T, h *house, of *ent.User, want ...string) {
	t.Helper()
	e := h.lastEvent(t)
	var got []string
	for _, v := range h.Store.Client().EventPersonValue.Query().Where(eventpersonvalue.EventID(e.ID)).Order(ent.Asc(eventpersonvalue.FieldID)).AllX(everything()) {
		got = append(got, fmt.Sprintf("%s %s -> %s", v.Field, deref(v.Before), deref(v.After)))
		if v.UserID != of.ID {
			t.Errorf("%s is kept of %d", v.Field, v.UserID)
		}
	}
	if e.Action != "USER_UPDATED" || e.Subject != userID(of).String() || *e.AccountID != of.AccountID || e.Changes != "[]" || !slices.Equal(got, want) {
		t.Errorf("left %v with\n%q, want\n%q", e, got, want)
	}
}

func deref(s *string) string {
	if s == nil {
		return "nothing"
	}
	return *s
}

// eventsOf counts the events of an action.
func (h *house) eventsOf(t *testing.T, action string) (n int) {
	t.Helper()
	for _, line := range h.log(t) {
		if strings.HasPrefix(line, action+" ") {
			n++
		}
	}
	return n
}

func TestUpdateUser(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		a := h.Account(h.root, func(c *ent.AccountCreate) { c.SetCountry("DE") })
		ada := h.User(a, viewer.Reader, func(c *ent.UserCreate) { c.SetPhone("+49305550100").SetJobTitle("Buyer") })
		ctx := h.As(h.manager)
		h.Clock.Advance(time.Hour)
		in := reseller.UpdateUserInput{
			UserID: userID(ada), GivenName: set(" Zoë "), FamilyName: set("Ångström"), Phone: set("030 5550199"), JobTitle: cleared[string](), Language: set("pt-br"),
			Timezone: set("europe/lisbon"), ExpectedUpdatedAt: ptr(ada.UpdatedAt),
		}
		if key, err := h.UpdateUser(ctx, in); err != nil || key != ada.ID {
			t.Fatalf("answered %d, %v", key, err)
		}
		got := h.user(t, ada.ID)
		want := *ada
		want.Path = a.Path
		want.GivenName, want.FamilyName, want.NameKey, want.Search = "Zoë", "Ångström", "zoe angstrom", "zoe angstrom "+ada.Email
		want.Phone, want.JobTitle, want.Language, want.Timezone, want.UpdatedAt = "+49305550199", "", "pt-BR", "Europe/Lisbon", h.Clock.Now()
		if fmt.Sprint(got) != fmt.Sprint(&want) {
			t.Errorf("stored\n%v, want\n%v", got, &want)
		}
		wantChanges(t, h, ada, "givenName Ada -> Zoë", "familyName "+ada.FamilyName+" -> Ångström", "phone +49305550100 -> +49305550199", "jobTitle Buyer -> nothing",
			"language en -> pt-BR", "timezone Etc/UTC -> Europe/Lisbon")
		t.Run("nothing", func(t *testing.T) {
			in.ExpectedUpdatedAt, in.Email = ptr(got.UpdatedAt), set(ada.Email)
			if _, err := h.UpdateUser(ctx, in); err != nil || len(h.log(t)) != 1 || !h.user(t, ada.ID).UpdatedAt.Equal(got.UpdatedAt) {
				t.Errorf("left %q: %v", h.log(t), err)
			}
			if _, err := h.UpdateUser(ctx, reseller.UpdateUserInput{UserID: userID(ada)}); err != nil || len(h.log(t)) != 1 {
				t.Errorf("left %q: %v", h.log(t), err)
			}
		})
		t.Run("at the same moment", func(t *testing.T) {
			if _, err := h.UpdateUser(ctx, reseller.UpdateUserInput{UserID: userID(ada), JobTitle: set("Boss")}); err != nil || !h.user(t, ada.ID).UpdatedAt.After(h.Clock.Now()) {
				t.Errorf("changed at the same time: %v, %v", h.user(t, ada.ID), err)
			}
		})
		if n := h.jobsQueued(t, "mail_email_changes"); n != 0 {
			t.Errorf("%d mails are queued", n)
		}
	})
}

func TestUpdateUserFaults(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		ada, other, foreign := h.User(h.root, viewer.Reader), h.User(h.root, viewer.Reader), h.User(h.Account(nil), "")
		ctx := h.As(h.manager)
		for _, c := range []struct {
			in   reseller.UpdateUserInput
			want []string
		}{
			{reseller.UpdateUserInput{UserID: userID(foreign), GivenName: cleared[string]()}, []string{"userId NOT_FOUND"}},
			{reseller.UpdateUserInput{UserID: id(h.root)}, []string{"userId NOT_FOUND"}},
			{reseller.UpdateUserInput{}, []string{"userId NOT_FOUND"}},
			{reseller.UpdateUserInput{UserID: userID(ada), ExpectedUpdatedAt: ptr(ada.UpdatedAt.Add(-time.Microsecond))}, []string{"expectedUpdatedAt CONFLICT"}},
			{reseller.UpdateUserInput{
				UserID: userID(ada), Email: cleared[string](), GivenName: cleared[string](), FamilyName: cleared[string](), Language: cleared[string](), Timezone: cleared[string](),
			}, []string{"email REQUIRED", "givenName REQUIRED", "familyName REQUIRED", "language REQUIRED", "timezone REQUIRED"}},
			{reseller.UpdateUserInput{
				UserID: userID(ada), Email: set(" "), GivenName: set(" "), FamilyName: set(""), Phone: set(" "), JobTitle: set(" "), Language: set(" "), Timezone: set(""),
			}, []string{"email REQUIRED", "givenName REQUIRED", "familyName REQUIRED", "language REQUIRED", "timezone REQUIRED"}},
			{reseller.UpdateUserInput{
				UserID: userID(ada), Email: set("ada"), GivenName: set("A\x07"), FamilyName: set(strings.Repeat("é", 201)), Phone: set("12"), JobTitle: set("\x1b"), Language: set("xx-"),
				Timezone: set("Mars"), ExpectedUpdatedAt: &time.Time{},
			}, []string{"expectedUpdatedAt CONFLICT", "email INVALID", "givenName INVALID", "familyName TOO_LONG", "phone INVALID", "jobTitle INVALID", "language INVALID", "timezone INVALID"}},
			{reseller.UpdateUserInput{UserID: userID(ada), Email: set(strings.ToUpper(other.Email)), GivenName: set("")}, []string{"email TAKEN", "givenName REQUIRED"}},
		} {
			_, err := h.UpdateUser(ctx, c.in)
			wantFaults(t, err, c.want...)
		}
		if got := h.user(t, ada.ID); got.GivenName != "Ada" || len(h.log(t)) != 0 || h.jobsQueued(t, "mail_email_changes") != 0 {
			t.Errorf("changed %v, left %q", got, h.log(t))
		}
		if _, err := h.UpdateUser(context.Background(), reseller.UpdateUserInput{UserID: userID(ada)}); problem.CodeOf(err) != problem.Unauthenticated {
			t.Errorf("nobody may: %v", err)
		}
	})
}

// TestUpdateUserIsAllowed: EDIT_USERS on the person's account and all that they hold, wherever; oneself always.
func TestUpdateUserIsAllowed(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		closed, elsewhere := h.Account(h.root, status(account.StatusCLOSED)), h.Account(nil)
		local := h.User(h.root, viewer.UserManager)
		plain, above := h.User(closed, viewer.Reader), h.User(closed, viewer.AccountManager)
		abroad, operator, nothing := h.User(closed, viewer.Reader), h.User(closed, viewer.Reader), h.User(closed, "")
		h.Grant(abroad, elsewhere, viewer.Reader, grant.ScopeSUBTREE)
		h.Tx(func(ctx context.Context, tx *store.Tx) error {
			return tx.Grant.Create().SetUserID(operator.ID).SetRole(grant.RoleADMIN).SetScope(grant.ScopeSUBTREE).SetCreatedAt(h.Clock.Now()).Exec(ctx)
		})
		n := 0
		try := func(ctx context.Context, of *ent.User) error {
			n++
			_, err := h.UpdateUser(ctx, reseller.UpdateUserInput{UserID: userID(of), JobTitle: set(fmt.Sprint("Title ", n))})
			return err
		}
		for name, c := range map[string]struct {
			ctx  context.Context
			of   *ent.User
			want []string
		}{
			"who holds less":            {h.As(local), plain, nil},
			"who holds more":            {h.As(local), above, []string{"userId FORBIDDEN"}},
			"who holds more elsewhere":  {h.As(h.User(h.root, viewer.Admin)), abroad, []string{"userId FORBIDDEN"}},
			"an operator":               {h.As(h.User(h.root, viewer.Admin)), operator, []string{"userId FORBIDDEN"}},
			"by an operator":            {canopytest.Operator(), operator, nil},
			"by a reader":               {h.As(plain), nothing, []string{"userId FORBIDDEN"}},
			"oneself":                   {h.As(plain), plain, nil},
			"oneself, with more":        {h.As(above), above, nil},
			"oneself, without any role": {h.As(nothing), nothing, nil},
			"others, without any role":  {h.As(nothing), plain, []string{"userId NOT_FOUND"}},
		} {
			t.Run(name, func(t *testing.T) {
				before := h.eventsOf(t, "USER_UPDATED DONE")
				err := try(c.ctx, c.of)
				wantFaults(t, err, c.want...)
				if done := h.eventsOf(t, "USER_UPDATED DONE") - before; done != map[bool]int{true: 1}[err == nil] {
					t.Errorf("%d events", done)
				}
			})
		}
		if n := h.eventsOf(t, "USER_UPDATED REFUSED"); n != 4 {
			t.Errorf("%d refusals are in the log", n)
		}
	})
}

// TestUpdateUserAtOnce: of two who looked at the same state one is told, and what each changes is there.
func TestUpdateUserAtOnce(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		ctx := h.As(h.manager)
		for range 5 {
			ada := h.User(h.root, viewer.Reader)
			var errs [6]error
			atOnce(len(errs), func(i int) {
				in := reseller.UpdateUserInput{UserID: userID(ada)}
				switch i {
				case 0, 1:
					in.GivenName, in.ExpectedUpdatedAt = set(fmt.Sprint("By ", i)), ptr(ada.UpdatedAt)
				case 2:
					in.FamilyName = set("Family")
				case 3:
					in.Phone = set("+49305550199")
				case 4:
					in.JobTitle = set("Boss")
				case 5:
					in.Language = set("de")
				}
				_, errs[i] = h.UpdateUser(ctx, in)
			})
			for i, err := range errs {
				if i > 1 && err != nil {
					t.Errorf("%d: %v", i, err)
				} else if err != nil {
					wantFaults(t, err, "expectedUpdatedAt CONFLICT")
				}
			}
			got := h.user(t, ada.ID)
			if errs[0] == nil && errs[1] == nil || got.FamilyName != "Family" || got.Phone != "+49305550199" || got.JobTitle != "Boss" || got.Language != "de" ||
				got.NameKey != strings.ToLower(got.GivenName)+" family" {
				t.Errorf("stored %v after %v", got, errs)
			}
		}
	})
}
