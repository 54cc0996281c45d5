package api_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"canopy/ent"
	"canopy/ent/account"
	"canopy/ent/apikey"
	"canopy/ent/event"
	"canopy/ent/grant"
	"canopy/ent/invitation"
	"canopy/ent/review"
	"canopy/ent/user"
	"canopy/ent/userimport"
	"canopy/ent/webhook"
	"canopy/graph"
	"canopy/internal/canopytest"
	"canopy/internal/locale"
	"canopy/internal/store"
	"canopy/internal/tree"
	"canopy/internal/treepath"
	"canopy/internal/viewer"

	"pgregory.net/rapid"
)

// grove is a few random trees, the same in both databases: what is done is done in both, and gives the same ids.
type grove struct {
	houses []*house
	tokens []string // of an operator, by house
	now    *world
	who    *reader
	made   int // of what has to be unlike all before
}

func newGrove(t *testing.T) *grove {
	t.Helper()
	g := &grove{}
	for _, rig := range []*canopytest.Rig{canopytest.SQLite(t), canopytest.Postgres(t)} {
		h := newHouse(t, rig, graph.DefaultLimits())
		g.houses, g.tokens = append(g.houses, h), append(g.tokens, h.token(t, nil))
	}
	return g
}

// write changes both databases alike; f draws nothing but from what it is given.
func (g *grove) write(f func(ctx context.Context, tx *store.Tx) error) {
	for _, h := range g.houses {
		h.Tx(f)
	}
	g.now = g.houses[0].world()
}

// ask asks both houses, each with its token, and fails unless they answer the same bytes.
func (g *grove) ask(t rapid.TB, tokens []string, document string, given vars) *answer {
	t.Helper()
	first := g.houses[0].ask(t, tokens[0], document, given)
	if second := g.houses[1].ask(t, tokens[1], document, given); second.Body != first.Body {
		t.Logf("%s\n%v\nSQLite answers     %s\nPostgreSQL answers %s", document, given, first.Body, second.Body)
		t.Fatal("the databases answer differently")
	}
	return first
}

// fell removes all trees. Events stay, as they do.
func (g *grove) fell() {
	g.write(func(ctx context.Context, tx *store.Tx) error {
		if _, err := tx.SQL.ExecContext(ctx, "UPDATE accounts SET parent_id = NULL, external_reference = NULL, notification_contact_id = NULL"); err != nil {
			return err
		}
		for _, rows := range []string{"assets", "review_candidates", "reviews", "provisionings", "grants", "api_keys", "user_imports", "webhooks", "sessions WHERE user_id > 0", "invitations", "users", "accounts", "trees WHERE root_id > 0",
			"match_keys", "match_key_counts", "organization_registrations", "organizations"} {
			if _, err := tx.SQL.ExecContext(ctx, "DELETE FROM "+rows); err != nil {
				return err
			}
		}
		return nil
	})
}

// What is planted has names that are equal, equal but for case and accents, without any key, and of several scripts;
// and few moments, so that many are equal.
var (
	plantNames = []string{"Acme", "ACME", "Ácme", "acme gmbh", "Ärzte", "Arzt", "Київ", "КИЇВ", "東京", "か", "が", "ﬁsh", "fish", "😀", "𝒜cme", "\u0301", "", "it's", `a"b\c`, "A_B"}
	statuses   = []account.Status{account.StatusACTIVE, account.StatusACTIVE, account.StatusACTIVE, account.StatusPENDING, account.StatusCLOSED}
	standings  = []user.Status{user.StatusACTIVE, user.StatusINVITED, user.StatusDISABLED}
	decisions  = []review.Status{review.StatusOPEN, review.StatusAPPROVED, review.StatusDISCARDED}
	ends       = []userimport.Status{userimport.StatusSUCCEEDED, userimport.StatusREJECTED, userimport.StatusFAILED}
	mails      = []tree.InvitationStatus{"QUEUED", "SENT", "ACCEPTED", "EXPIRED", "REVOKED", "FAILED"}
)

func oneOfAll[T any](r *rand.Rand, all []T) T { return all[r.IntN(len(all))] }

// somewhere is one of the accounts, often one of the first.
func somewhere(r *rand.Rand, all []*ent.Account) *ent.Account {
	if r.IntN(2) == 0 {
		all = all[:min(2, len(all))]
	}
	return oneOfAll(r, all)
}

func moment(h *house, r *rand.Rand) time.Time {
	return h.Clock.Now().Add(time.Duration(r.IntN(3)) * time.Microsecond).Add(-time.Duration(r.IntN(2)) * time.Hour)
}

// plant adds so many accounts, each below any that is there or a root, and users, as many assets, and reviews at any of them.
func (g *grove) plant(seed uint64, accounts, users, reviews int) {
	g.made++
	for _, h := range g.houses {
		r, all := rand.New(rand.NewPCG(seed, 0)), h.world().accounts
		h.Tx(func(ctx context.Context, tx *store.Tx) error {
			ids, err := tx.NextIDs(ctx, account.Table, accounts)
			if err != nil {
				return err
			}
			for _, id := range ids {
				a, err := h.plantAccount(ctx, tx, r, id, all)
				if err != nil {
					return err
				}
				all = append(all, a)
			}
			var people []*ent.UserCreate
			for range users {
				people = append(people, h.plantUser(tx, r, somewhere(r, all), g.made))
			}
			made, err := tx.User.CreateBulk(people...).Save(ctx)
			if err != nil {
				return err
			}
			var opened []*ent.ReviewCreate
			for range reviews {
				at := moment(h, r)
				opened = append(opened, tx.Review.Create().SetParentID(somewhere(r, all).ID).SetStatus(oneOfAll(r, decisions)).SetType(review.TypeEND_CUSTOMER).SetName("x").
					SetCountry("DE").SetNotificationContactID(oneOfAll(r, made).ID).SetDetailsHash(fmt.Sprint(g.made, r.Uint64())).SetMatchedRevision(0).
					SetExpiresAt(at.Add(time.Hour)).SetCreatedAt(at).SetUpdatedAt(at))
			}
			if err := tx.Review.CreateBulk(opened...).Exec(ctx); err != nil {
				return err
			}
			var things []*ent.AssetCreate
			for range users {
				things = append(things, h.plantAsset(tx, r, all, g.made))
			}
			if err := tx.Asset.CreateBulk(things...).Exec(ctx); err != nil {
				return err
			}
			if err := h.plantAccess(ctx, tx, r, all, made); err != nil {
				return err
			}
			return h.plantArrivals(ctx, tx, r, all, made)
		})
	}
	g.now = g.houses[0].world()
}

// plantAccess adds a role and a key for each of the people, and events, on any of the accounts.
func (h *house) plantAccess(ctx context.Context, tx *store.Tx, r *rand.Rand, all []*ent.Account, people []*ent.User) error {
	for i, u := range people {
		at := somewhere(r, all)
		err := tx.Grant.Create().SetUserID(u.ID).SetAccountID(at.ID).SetRole(grant.RoleVIEWER).SetCreatedAt(h.Clock.Now()).Exec(ctx)
		if err == nil && i%2 == 0 {
			err = tx.APIKey.Create().SetAccountID(at.ID).SetName("x").SetRole(apikey.RoleVIEWER).SetCreatedAt(h.Clock.Now()).Exec(ctx)
		}
		if err == nil && i%2 == 1 {
			err = tx.Webhook.Create().SetAccountID(at.ID).SetURL("https://example.com/").SetSecret("x").SetStatus(webhook.StatusACTIVE).SetRootID(at.RootID).SetSeq(0).
				SetCreatedAt(h.Clock.Now()).Exec(ctx)
		}
		if err == nil {
			err = tx.Event.Create().SetRootID(at.RootID).SetSeq(1<<40 + u.ID).SetAction("ACCOUNT_CREATED").SetOutcome(oneOfAll(r, []event.Outcome{event.OutcomeDONE, event.OutcomeREFUSED})).
				SetAccountID(at.ID).SetAt(moment(h, r)).Exec(ctx)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// plantArrivals adds an import into any of the accounts for each of the people, and invites most: the links of some work just now, or
// just no more.
func (h *house) plantArrivals(ctx context.Context, tx *store.Tx, r *rand.Rand, all []*ent.Account, people []*ent.User) error {
	for i, u := range people {
		err := tx.UserImport.Create().SetAccountID(somewhere(r, all).ID).SetStatus(oneOfAll(r, ends)).SetOnError(userimport.OnErrorREJECT_ALL).
			SetStartedAt(moment(h, r)).SetCompletedAt(moment(h, r)).Exec(ctx)
		if status := oneOfAll(r, mails); err == nil && i%4 > 0 && status != tree.InvitationExpired {
			err = tx.Invitation.Create().SetUserID(u.ID).SetStatus(invitation.Status(status)).SetSendAt(moment(h, r)).SetExpiresAt(moment(h, r)).Exec(ctx)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func (h *house) plantAccount(ctx context.Context, tx *store.Tx, r *rand.Rand, id int64, all []*ent.Account) (*ent.Account, error) {
	name, number, reference := oneOfAll(r, plantNames), "", ""
	create := tx.Account.Create().SetID(id).SetName(name).SetNameKey(locale.Fold(name)).SetStatus(oneOfAll(r, statuses)).
		SetCountry("DE").SetLanguage("de").SetTimezone("Europe/Berlin").SetCreatedAt(moment(h, r)).SetUpdatedAt(moment(h, r))
	if r.IntN(2) == 0 {
		number = fmt.Sprint(oneOfAll(r, []string{"", "1", "a", "Ä"}), "-", id)
		create.SetAccountNumber(number)
	}
	if r.IntN(2) == 0 {
		reference = fmt.Sprint("crm-", id)
		create.SetExternalReference(reference)
	}
	create.SetSearch(locale.SearchKey(name, number, reference))
	if len(all) == 0 || r.IntN(15) == 0 {
		if err := tx.Tree.Create().SetID(id).Exec(ctx); err != nil {
			return nil, err
		}
		return create.SetType(account.TypeRESELLER).SetRootID(id).SetPath(treepath.Child("", id)).Save(ctx)
	}
	parent := somewhere(r, all) // wide as well as deep
	if treepath.Depth(parent.Path) > treepath.MaxDepth/2 {
		parent = all[0]
	}
	return create.SetType(account.TypeEND_CUSTOMER).SetParentID(parent.ID).SetRootID(parent.RootID).SetPath(treepath.Child(parent.Path, id)).Save(ctx)
}

func (h *house) plantUser(tx *store.Tx, r *rand.Rand, of *ent.Account, made int) *ent.UserCreate {
	given, family := oneOfAll(r, plantNames), oneOfAll(r, plantNames)
	email := fmt.Sprintf("%s%x.%d@example.com", oneOfAll(r, []string{"a", "b", "ä"}), r.Uint64(), made)
	return tx.User.Create().SetAccountID(of.ID).SetStatus(oneOfAll(r, standings)).SetEmail(email).SetEmailKey(email).
		SetGivenName(given).SetFamilyName(family).SetNameKey(locale.Fold(given + " " + family)).SetSearch(locale.SearchKey(given, family, email)).
		SetLanguage(oneOfAll(r, []string{"de", "en"})).SetTimezone("Etc/UTC").SetCreatedAt(moment(h, r)).SetUpdatedAt(moment(h, r))
}

// plantAsset is one that any of the accounts owns, and often another one has: not below the owner, which readers do not mind.
func (h *house) plantAsset(tx *store.Tx, r *rand.Rand, all []*ent.Account, made int) *ent.AssetCreate {
	owner, holder, name, kind := somewhere(r, all), somewhere(r, all), oneOfAll(r, plantNames), oneOfAll(r, plantNames)
	create := tx.Asset.Create().SetRootID(owner.RootID).SetOwnerID(owner.ID).SetExternalReference(fmt.Sprint(made, "-", r.Uint64())).SetKind(kind).SetKindKey(locale.Fold(kind)).
		SetName(name).SetNameKey(locale.Fold(name)).SetLocation("Hall").SetLocationKey(oneOfAll(r, []string{"", "hall"})).SetSearch(locale.SearchKey(name, kind)).SetCreatedAt(moment(h, r))
	if holder.ID != owner.ID {
		create.SetAssignedToID(holder.ID)
	}
	return create
}

// reader is who reads: an operator, or somebody whose grants leave holes.
type reader struct {
	tokens   []string // by house
	operator bool
	grants   map[int64]grant.Scope // by account
}

// visit draws who reads: an operator, somebody who sees the whole first tree, or somebody with scattered grants, mostly
// near the top.
func (g *grove) visit(t *rapid.T) {
	r, last, at := &reader{tokens: g.tokens, operator: true}, len(g.now.accounts)-1, []int{0}
	switch rapid.IntRange(0, 3).Draw(t, "reader") {
	case 0:
		g.who = r
		return
	case 1:
		r.grants = map[int64]grant.Scope{g.now.accounts[0].ID: grant.ScopeSUBTREE}
	default:
		index := rapid.OneOf(rapid.IntRange(0, min(14, last)), rapid.IntRange(0, last))
		at = rapid.SliceOfNDistinct(index, min(6, last+1), min(20, last+1), rapid.ID).Draw(t, "grants at")
		r.grants = map[int64]grant.Scope{}
		for _, i := range at {
			r.grants[g.now.accounts[i].ID] = rapid.SampledFrom([]grant.Scope{grant.ScopeSUBTREE, grant.ScopeACCOUNT_ONLY}).Draw(t, "scope")
		}
	}
	r.tokens, r.operator = nil, false
	for _, h := range g.houses {
		somebody := h.User(g.now.accounts[at[0]], "")
		for _, i := range at {
			h.Grant(somebody, g.now.accounts[i], viewer.Admin, r.grants[g.now.accounts[i].ID])
		}
		r.tokens = append(r.tokens, h.token(t, somebody))
	}
	g.now, g.who = g.houses[0].world(), r
}
