package direct_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"time"

	"canopy/ent"
	"canopy/ent/account"
	"canopy/ent/grant"
	"canopy/ent/provisioning"
	"canopy/ent/review"
	"canopy/internal/canopytest"
	"canopy/internal/locale"
	"canopy/internal/nodeid"
	"canopy/internal/store"
	"canopy/internal/viewer"
)

// forest is a random forest of everything that can be read, and people with scattered grants.
type forest struct {
	*canopytest.Rig
	*rand.Rand
	accounts      []*ent.Account
	people        []*ent.User
	organizations []*ent.Organization
	askers        []context.Context
	ids           []string // of anything, and of nothing
}

// names are awkward: equal ones, several scripts, all that JSON escapes, and what only careless writers do.
var names = []string{"Acme", "ACME", "Ácme", "東京", "😀", `a"b\c`, "tab\tline\nreturn\r", "bell\x07 del\x7f", "<b>&amp;</b>", "\u2028", ""}

func (f *forest) name() string { return names[f.IntN(len(names))] }

func (f *forest) one(accounts []*ent.Account) *ent.Account { return accounts[f.IntN(len(accounts))] }

// often is a value three times in four, else nil.
func often[T any](f *forest, value T) *T {
	if f.IntN(4) == 0 {
		return nil
	}
	return &value
}

func grow(rig *canopytest.Rig, seed uint64, size int) *forest {
	f := &forest{Rig: rig, Rand: rand.New(rand.NewPCG(seed, 0))}
	for range 4 {
		f.organizations = append(f.organizations, rig.Organization(f.name(), func(c *ent.OrganizationCreate) { c.SetAliases(f.name() + "\nother") }))
	}
	for i := range size {
		var parent *ent.Account
		if i > 0 && f.IntN(10) > 0 {
			parent = f.one(f.accounts)
		}
		f.accounts = append(f.accounts, rig.Account(parent, f.dress(i)))
	}
	for i := range 2 * size {
		person := rig.User(f.one(f.accounts), "", func(c *ent.UserCreate) {
			c.SetGivenName(f.name()).SetPhone(f.name()).SetJobTitle(f.name()).SetCreatedAt(f.moment())
		})
		f.people = append(f.people, person)
		if i%5 > 0 {
			continue
		}
		for _, at := range f.Perm(size)[:f.IntN(6)] {
			rig.Grant(person, f.accounts[at], viewer.Admin, []grant.Scope{grant.ScopeSUBTREE, grant.ScopeACCOUNT_ONLY}[f.IntN(2)])
		}
		f.askers = append(f.askers, rig.As(person), canopytest.Operator())
	}
	f.askers = append(f.askers, context.Background())
	rig.Tx(f.histories)
	for _, a := range f.accounts {
		f.ids = append(f.ids, nodeid.New(nodeid.Account, a.ID).String())
	}
	for _, p := range f.people[:5] {
		f.ids = append(f.ids, nodeid.New(nodeid.User, p.ID).String())
	}
	for _, o := range f.organizations {
		f.ids = append(f.ids, nodeid.New(nodeid.Organization, o.ID).String())
	}
	f.ids = append(f.ids, "x", "", nodeid.New(nodeid.Account, 1<<40).String())
	return f
}

func (f *forest) moment() time.Time {
	return f.Clock.Now().Add(-time.Duration(f.IntN(5)) * time.Microsecond)
}

func (f *forest) dress(i int) func(*ent.AccountCreate) {
	statuses := []account.Status{account.StatusPENDING, account.StatusACTIVE, account.StatusSUSPENDED, account.StatusCLOSED, account.StatusFAILED}
	return func(c *ent.AccountCreate) {
		name := f.name()
		c.SetName(name).SetNameKey(locale.Fold(name)).SetSearch(locale.SearchKey(name)).SetStatus(statuses[f.IntN(5)]).
			SetNillableAccountNumber(often(f, fmt.Sprint("N", i))).SetNillableExternalReference(often(f, fmt.Sprint("R", i))).
			SetPhone(f.name()).SetLanguage([]string{"", "de"}[f.IntN(2)]).SetTimezone([]string{"", "Etc/UTC"}[f.IntN(2)]).
			SetStreet(f.name() + "\nHof").SetCity(f.name()).SetCountry([]string{"DE", "JP", "US"}[f.IntN(3)]).
			SetNillableOrganizationID(often(f, f.organizations[f.IntN(4)].ID)).SetCreatedAt(f.moment()).SetUpdatedAt(f.moment())
	}
}

// histories adds contacts, reviews with candidates, and provisionings.
func (f *forest) histories(ctx context.Context, tx *store.Tx) error {
	now := f.Clock.Now()
	for i, a := range f.accounts {
		someone := f.people[f.IntN(len(f.people))].ID
		if err := tx.Account.UpdateOneID(a.ID).SetNillableNotificationContactID(often(f, someone)).SetUpdatedAt(a.UpdatedAt).Exec(ctx); err != nil {
			return err
		}
		if i%2 == 0 {
			p := tx.Provisioning.Create().SetAccountID(a.ID).SetStatus(provisioning.StatusSUCCEEDED).SetRequestedAt(now).
				SetExpectedBy(f.moment()).SetAttempts(f.IntN(3)).SetNillableCompletedAt(often(f, now))
			if i%4 == 0 {
				p.SetStatus(provisioning.StatusFAILED).SetFailureCode(provisioning.FailureCodeREJECTED).SetFailureMessage(f.name())
			}
			if err := p.Exec(ctx); err != nil {
				return err
			}
		}
		r, err := tx.Review.Create().SetParentID(a.ID).SetStatus(review.StatusOPEN).SetType(review.TypeEND_CUSTOMER).SetName(f.name()).
			SetCountry("DE").SetCity(f.name()).SetNotificationContactID(someone).SetNillableCreatedByID(often(f, someone)).
			SetNillableAccountID(often(f, f.one(f.accounts).ID)).SetDetailsHash(fmt.Sprint(i)).SetMatchedRevision(3).
			SetExpiresAt(now.Add(time.Hour)).SetCreatedAt(f.moment()).SetUpdatedAt(now).Save(ctx)
		if err != nil {
			return err
		}
		f.ids = append(f.ids, nodeid.New(nodeid.Review, r.ID).String())
		for rank := range f.IntN(3) {
			if err := tx.ReviewCandidate.Create().SetReviewID(r.ID).SetOrganizationID(f.organizations[rank].ID).SetRank(rank).
				SetScore(f.Float64()).SetLikelySame(rank == 0).SetExact(false).SetReasons("NAME_SIMILAR COUNTRY").Exec(ctx); err != nil {
				return err
			}
		}
	}
	return nil
}
