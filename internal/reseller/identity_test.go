package reseller_test

import (
	"bytes"
	"context"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"testing"
	"time"

	"canopy/ent"
	"canopy/ent/user"
	"canopy/internal/problem"
	"canopy/internal/reseller"
	"canopy/internal/store"
	"canopy/internal/viewer"
)

const issuer = "https://login.example.com"

// at is the identity of somebody with a verified address.
func at(subject, email string) reseller.ProviderIdentity {
	return reseller.ProviderIdentity{Issuer: issuer, Subject: subject, Email: email, EmailVerified: true}
}

func (h *house) person(status user.Status) *ent.User {
	return h.User(h.root, viewer.Reader, func(c *ent.UserCreate) { c.SetStatus(status) })
}

// links are the identities, each as "issuer subject user".
func (h *house) links() (links []string) {
	for _, i := range h.Store.Client().Identity.Query().AllX(everything()) {
		links = append(links, fmt.Sprint(i.Issuer, " ", i.Subject, " ", i.UserID))
	}
	slices.Sort(links)
	return links
}

func TestSignInByIdentity(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		var log bytes.Buffer
		h.Logger = slog.New(slog.NewTextHandler(&log, nil))
		ada := h.person(user.StatusACTIVE)
		for _, in := range []reseller.ProviderIdentity{
			at("4711", strings.ToUpper(ada.Email)),
			at("4711", "moved@elsewhere.example"),
			{Issuer: issuer, Subject: "4711"},
		} {
			opened, err := h.SignInByIdentity(fromHost("192.0.2.1"), in)
			if err != nil {
				t.Fatalf("%+v: %v", in, err)
			}
			if v := opened.Viewer; v.UserID != ada.ID || !v.May(viewer.View, h.root.Path) || v.RequestID != "r7" || v.SessionID == 0 {
				t.Errorf("signed in as %+v", v)
			}
			if want := h.Clock.Now().Add(12 * time.Hour); !opened.ExpiresAt.Equal(want) {
				t.Errorf("the session ends at %s, want %s", opened.ExpiresAt, want)
			}
		}
		for _, s := range h.Store.Client().Session.Query().AllX(everything()) {
			if s.RemoteAddress != "192.0.2.1" {
				t.Errorf("a session from %q", s.RemoteAddress)
			}
		}
		if want := []string{fmt.Sprint(issuer, " 4711 ", ada.ID)}; !slices.Equal(h.links(), want) {
			t.Errorf("linked are %q", h.links())
		}
		if len(h.log(t)) != 0 {
			t.Error("signing in is an event")
		}
		if n := strings.Count(log.String(), `msg="signed in" by=oidc issuer=`+issuer+" subject=4711 remote=192.0.2.1 request_id=r7 user="+userID(ada).String()); n != 3 {
			t.Errorf("%d lines of\n%s", n, log.String())
		}
	})
}

func TestSignInByIdentityJoins(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		invited := h.person(user.StatusINVITED)
		before := h.Store.Client().Counter.GetX(everything(), "access").Value
		for range 2 {
			opened, err := h.SignInByIdentity(fromHost("192.0.2.1"), at("4711", invited.Email))
			if err != nil || opened.Viewer.UserID != invited.ID {
				t.Fatal(opened.Viewer, err)
			}
		}
		if h.Store.Client().User.GetX(everything(), invited.ID).Status != user.StatusACTIVE {
			t.Error("still invited")
		}
		if want := []string{"USER_JOINED DONE " + userID(invited).String()}; !slices.Equal(h.log(t), want) {
			t.Errorf("events are %q, want %q", h.log(t), want)
		}
		e := h.Store.Client().Event.Query().OnlyX(everything())
		if *e.ActorID != invited.ID || *e.AccountID != h.root.ID || e.RequestID != "r7" || e.Changes != `[{"field":"status","before":"INVITED","after":"ACTIVE"}]` {
			t.Errorf("event %+v", e)
		}
		if after := h.Store.Client().Counter.GetX(everything(), "access").Value; after == before {
			t.Error("remembered viewers are not looked up again")
		}
	})
}

func TestSignInByIdentityRefuses(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		var log bytes.Buffer
		h.Logger = slog.New(slog.NewTextHandler(&log, nil))
		ada, disabled, gone := h.person(user.StatusACTIVE), h.person(user.StatusDISABLED), h.person(user.StatusACTIVE)
		for subject, u := range map[string]*ent.User{"ada": ada, "gone": gone} {
			if _, err := h.SignInByIdentity(context.Background(), at(subject, u.Email)); err != nil {
				t.Fatal(err)
			}
		}
		h.Tx(func(ctx context.Context, tx *store.Tx) error {
			return tx.User.UpdateOneID(gone.ID).SetStatus(user.StatusDISABLED).Exec(ctx)
		})
		h.User(h.root, "", func(c *ent.UserCreate) { c.SetEmail("strasse@example.com").SetEmailKey("strasse@example.com") }) // the key of straße too
		links, people := h.links(), h.Store.Client().User.Query().CountX(everything())
		unverified, unknownIssuer := at("x", ada.Email), at("ada", "")
		unverified.EmailVerified, unknownIssuer.Issuer = false, "https://evil.example"
		answers := map[string]bool{}
		for reason, cases := range map[string][]reseller.ProviderIdentity{
			"nobody has its e-mail address":      {at("x", "nobody@example.com"), at("x", "straße@example.com")},
			"its e-mail address is not verified": {unverified, unknownIssuer, at("x", ""), at("x", "no address"), at("x", "nul\x00@example.com")},
			"linked to another subject":          {at("x", ada.Email)},
			"the person is disabled":             {at("x", disabled.Email), at("gone", ""), at("x", gone.Email)},
		} {
			for _, in := range cases {
				log.Reset()
				_, err := h.SignInByIdentity(fromHost("192.0.2.1"), in)
				if problem.CodeOf(err) != problem.Forbidden {
					t.Errorf("%+v: %v", in, err)
					continue
				}
				answers[err.Error()] = true
				if line := log.String(); !strings.Contains(line, reason) || !strings.Contains(line, "sign-in failed") || !strings.Contains(line, "request_id=r7") {
					t.Errorf("%+v: logged is %s", in, line)
				}
			}
		}
		if len(answers) != 1 {
			t.Errorf("the answers differ: %v", answers)
		}
		if n := h.Store.Client().User.Query().CountX(everything()); n != people || !slices.Equal(h.links(), links) || len(h.log(t)) != 0 {
			t.Errorf("%d people, linked are %q, events %q", n, h.links(), h.log(t))
		}
	})
}

// Two browsers come back at once: one link, one event, both signed in.
func TestSignInByIdentityAtOnce(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		const rounds = 12 // so that some come between each other's statements
		for round := range rounds {
			u := h.person([]user.Status{user.StatusINVITED, user.StatusACTIVE}[round%2])
			errs := make([]error, 8)
			atOnce(len(errs), func(i int) {
				_, errs[i] = h.SignInByIdentity(context.Background(), at(u.Email, u.Email))
			})
			for _, err := range errs {
				if err != nil {
					t.Error(err)
				}
			}
		}
		if n := len(h.links()); n != rounds {
			t.Errorf("%d links", n)
		}
		if events := h.log(t); len(events) != rounds/2 {
			t.Errorf("events are %q", events)
		}
		if n := h.Store.Client().Session.Query().CountX(everything()); n != 8*rounds {
			t.Errorf("%d sessions", n)
		}
	})
}

// Two identities claim one person at once: one of them is linked.
func TestSignInByIdentityClaimedTwice(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		u := h.person(user.StatusACTIVE)
		errs := make([]error, 8)
		atOnce(len(errs), func(i int) {
			_, errs[i] = h.SignInByIdentity(context.Background(), at(fmt.Sprint(i), u.Email))
		})
		refused := 0
		for _, err := range errs {
			switch {
			case problem.CodeOf(err) == problem.Forbidden:
				refused++
			case err != nil:
				t.Error(err)
			}
		}
		if refused != 7 || len(h.links()) != 1 {
			t.Errorf("%d are refused, linked are %q", refused, h.links())
		}
	})
}
