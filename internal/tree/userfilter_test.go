package tree_test

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"canopy/ent"
	"canopy/ent/invitation"
	"canopy/internal/canopytest"
	"canopy/internal/problem"
	"canopy/internal/store"
	"canopy/internal/tree"
)

// found are the people of an account, oldest first, whom a filter lets through; with deep also those of the accounts below it.
func (h *house) found(t *testing.T, of *ent.Account, deep bool, filter tree.UserFilter) (ids []int64) {
	t.Helper()
	c := page(1, "users", leaves("email"))
	c.TotalCount, c.IncludeDescendants, c.Users, c.UserOrder.Field = true, deep, filter, "CREATED_AT"
	got := h.account(t, h.As(h.boss), of, below(c)).Users.At(1)
	for _, u := range got.Nodes {
		ids = append(ids, u.Key)
	}
	if got.TotalCount != len(ids) {
		t.Errorf("%+v finds %v, and counts %d", filter, ids, got.TotalCount)
	}
	return ids
}

// TestUsersByInvitation: people are found by what User.invitation shows of them, by the clock; who was never invited by nothing.
func TestUsersByInvitation(t *testing.T) {
	canopytest.Each(t, func(t *testing.T, rig *canopytest.Rig) {
		h := build(rig)
		until := rig.Clock.Now().Add(48 * time.Hour)
		invited := map[tree.InvitationStatus]int64{}
		for _, status := range []invitation.Status{invitation.StatusQUEUED, invitation.StatusSENT, invitation.StatusACCEPTED, invitation.StatusREVOKED, invitation.StatusFAILED} {
			person := rig.User(h.customer, "")
			invited[tree.InvitationStatus(status)] = person.ID
			rig.Tx(func(ctx context.Context, tx *store.Tx) error {
				create := tx.Invitation.Create().SetUserID(person.ID).SetStatus(status).SetSendAt(rig.Clock.Now())
				if status != invitation.StatusQUEUED && status != invitation.StatusFAILED { // whose mails never went out
					create.SetExpiresAt(until)
				}
				return create.Exec(ctx)
			})
		}
		inPart := rig.User(h.part, "")
		rig.Tx(func(ctx context.Context, tx *store.Tx) error {
			return tx.Invitation.Create().SetUserID(inPart.ID).SetStatus(invitation.StatusFAILED).SetSendAt(rig.Clock.Now()).Exec(ctx)
		})
		find := func(below bool, statuses ...tree.InvitationStatus) []int64 {
			t.Helper()
			return h.found(t, h.customer, below, tree.UserFilter{Invitation: append([]tree.InvitationStatus{}, statuses...)})
		}
		for _, expired := range []bool{false, true} {
			if expired {
				rig.Clock.Advance(until.Sub(rig.Clock.Now())) // the link works strictly before
				invited["EXPIRED"] = invited["SENT"]
				delete(invited, "SENT")
			}
			for _, status := range []tree.InvitationStatus{"QUEUED", "SENT", "ACCEPTED", "EXPIRED", "REVOKED", "FAILED"} {
				var want []int64
				if id, ok := invited[status]; ok {
					want = []int64{id}
				}
				if got := find(false, status); !slices.Equal(got, want) {
					t.Errorf("%s, %t: %v, want %v", status, expired, got, want)
				}
			}
			sent := invited["SENT"] + invited["EXPIRED"]
			if got := find(false, "EXPIRED", "FAILED", "EXPIRED"); len(got) != map[bool]int{false: 1, true: 2}[expired] {
				t.Errorf("who needs another mail, %t: %v", expired, got)
			}
			if got := find(false, "SENT", "EXPIRED"); !slices.Equal(got, []int64{sent}) {
				t.Errorf("whose mail went out: %v, want %d", got, sent)
			}
		}
		if got := find(true, "FAILED"); !slices.Equal(got, []int64{invited["FAILED"], inPart.ID}) {
			t.Errorf("and below: %v", got)
		}
		if got := find(true); len(got) > 0 {
			t.Errorf("of no status: %v", got)
		}
	})
}

// TestUsersByLanguage: a language or a time zone finds people however it is written, and one that there is not is refused before any statement.
func TestUsersByLanguage(t *testing.T) {
	canopytest.Each(t, func(t *testing.T, rig *canopytest.Rig) {
		h := build(rig)
		person := rig.User(h.part, "", func(c *ent.UserCreate) { c.SetLanguage("pt-BR").SetTimezone("America/Sao_Paulo") })
		for _, filter := range []tree.UserFilter{
			{Language: ptr("pt-BR")}, {Language: ptr("PT-br")}, {Language: ptr(" pt-br ")}, {Timezone: ptr("america/sao_paulo")}, {Language: ptr("pt-BR"), Timezone: ptr("AMERICA/SAO_PAULO")},
		} {
			if got := h.found(t, h.part, false, filter); !slices.Equal(got, []int64{person.ID}) {
				t.Errorf("%s, %s: %v", value(filter.Language), value(filter.Timezone), got)
			}
		}
		for words, filter := range map[string]tree.UserFilter{
			`language of users: unknown language "Deutsch": write a BCP 47 tag, like de`:                         {Language: ptr("Deutsch")},
			`language of users: unknown language "": write a BCP 47 tag, like en or pt-BR`:                       {Language: ptr("")},
			`timezone of users: unknown time zone "Berlin": write an IANA name, like Europe/Berlin`:              {Timezone: ptr("Berlin")},
			`timezone of users: unknown time zone "\x00": write an IANA name, like Europe/Berlin`:                {Language: ptr("de"), Timezone: ptr("\x00")},
			`language of users: unknown language "pt_BR": write a BCP 47 tag, like pt-BR`:                        {Language: ptr("pt_BR"), Timezone: ptr("x")},
			`timezone of users: unknown time zone "Europe/Berln": write an IANA name, like Europe/Berlin`:        {Timezone: ptr("Europe/Berln")},
			`language of users: unknown language "` + strings.Repeat("x", 40) + `": write a BCP 47 tag, like en`: {Language: ptr(strings.Repeat("x", 100))},
		} {
			c := page(1, "users", leaves("email"))
			c.Users = filter
			by := rig.As(h.boss)
			n := rig.Statements(func() {
				_, err := h.reader.Accounts(by, &tree.Connection{Field: "accounts", Nodes: true, Node: below(c)})
				if problem.CodeOf(err) != problem.BadUserInput || !strings.HasPrefix(err.Error(), words) {
					t.Errorf("it says %v, want %s", err, words)
				}
			})
			if n != 0 {
				t.Errorf("%s: %d statements", words, n)
			}
		}
	})
}
