package oracle_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"time"

	"canopy/ent"
	"canopy/ent/account"
	"canopy/ent/grant"
	"canopy/ent/organization"
	"canopy/ent/user"
	"canopy/internal/locale"
	"canopy/internal/reseller"
	"canopy/internal/store"
	"canopy/internal/viewer"
)

// forest is a random forest of everything that can be read, and people with scattered grants.
type forest struct {
	*house
	*rand.Rand
	accounts      []*ent.Account
	people        []*ent.User
	organizations []int64
	askers        []asker
	operator      string // a token
}

// asker is somebody who asks: a person, an operator's token, or with neither nobody.
type asker struct {
	person   *ent.User
	operator bool
	token    string
	sees     map[string][]string // by "field.argument": what finds something
}

// names are awkward: equal ones, several scripts, all that JSON escapes, and what only careless writers do.
var names = []string{"Acme", "ACME", "Ácme", "Zenith 2", "東京", "😀", `a"b\c`, "tab\tline\nreturn\r", "esc\x1b[0m del\x7f", "<b>&amp;</b>", "\u2028", ""}

var (
	languages = []string{"", "", "de", "pt-BR"}
	zones     = []string{"", "", "Etc/UTC", "Asia/Tokyo"}
	countries = []string{"DE", "JP", "US"}
)

func one[V any](f *forest, list []V) V { return list[f.IntN(len(list))] }

func (f *forest) name() string { return one(f, names) }

// note is a name or nothing.
func (f *forest) note() string { return one(f, []string{"", f.name(), f.name()}) }

// often is a value three times in four, else nil.
func often[T any](f *forest, value T) *T {
	if f.IntN(4) == 0 {
		return nil
	}
	return &value
}

// moment is one of few, so that many are equal.
func (f *forest) moment() time.Time {
	return f.Clock.Now().Add(-time.Duration(f.IntN(5)) * time.Microsecond)
}

func grow(h *house, seed uint64, size int) *forest {
	f := &forest{house: h, Rand: rand.New(rand.NewPCG(seed, 0))}
	f.Tx(f.register)
	for i := range size {
		var parent *ent.Account
		switch {
		case i < 3 || f.IntN(20) == 0: // few trees
		case f.IntN(3) == 0: // broad in places
			parent = f.accounts[f.IntN(min(i, 5))]
		default: // and deep
			parent = f.accounts[max(f.IntN(i), f.IntN(i)*f.IntN(2))]
		}
		f.accounts = append(f.accounts, f.Account(parent, f.account(parent, i)))
	}
	for range 3 * size {
		f.people = append(f.people, f.User(f.accounts[min(f.IntN(size), f.IntN(size))], "", f.person))
	}
	f.Tx(f.furnish)
	f.Tx(f.histories)
	f.Tx(f.permissions)
	f.invite()
	f.Tx(f.log)
	coming := *f
	coming.Rand = rand.New(rand.NewPCG(seed, 1)) // so that the steps of other tests stay the same
	f.Tx(coming.arrivals)
	return f
}

// register registers organizations that resemble each other.
func (f *forest) register(ctx context.Context, tx *store.Tx) (err error) {
	var list []reseller.NewOrganization
	for i := range 12 {
		source, aliases := organization.SourceREGISTERED, strings.Fields(f.name())
		if i%2 == 0 {
			source, aliases = organization.SourceEXTERNAL, nil
		}
		list = append(list, reseller.NewOrganization{
			Source: source, Name: strings.TrimSpace(f.name() + " " + one(f, []string{"GmbH", "Ltd", "Zenith"})), Aliases: aliases,
			Address: locale.Address{Street: strings.Fields("Hof " + fmt.Sprint(i%3)), City: f.name(), PostalCode: "10115", Country: one(f, countries)},
		})
	}
	f.organizations, err = f.RegisterOrganizations(ctx, tx, list)
	return err
}

func (f *forest) account(parent *ent.Account, i int) func(*ent.AccountCreate) {
	statuses := []account.Status{account.StatusACTIVE, account.StatusACTIVE, account.StatusPENDING, account.StatusSUSPENDED, account.StatusCLOSED, account.StatusFAILED}
	return func(c *ent.AccountCreate) {
		name, number, reference := f.name(), often(f, fmt.Sprint("N", i)), often(f, fmt.Sprint("R", i))
		language, zone := one(f, languages), one(f, zones)
		if i == 0 { // somewhere nothing is inherited
			language, zone = "", ""
		}
		if parent != nil && f.IntN(2) == 0 {
			c.SetType(account.TypeSUB_DIVISION)
		}
		if taken := fmt.Sprint("S", i%4); parent != nil && f.free(parent.RootID, taken) { // the same in several trees
			reference = &taken
		}
		f.limit(c)
		words := []string{name}
		for _, word := range []*string{number, reference} {
			if word != nil {
				words = append(words, *word)
			}
		}
		c.SetName(name).SetNameKey(locale.Fold(name)).SetSearch(locale.SearchKey(words...)).SetStatus(one(f, statuses)).
			SetNillableAccountNumber(number).SetNillableExternalReference(reference).
			SetPhone(f.note()).SetLanguage(language).SetTimezone(zone).
			SetStreet(one(f, []string{"", f.name() + "\nHof"})).SetDependentLocality(f.note()).SetCity(f.note()).SetRegion(f.note()).
			SetPostalCode(f.note()).SetCountry(one(f, countries)).
			SetNillableOrganizationID(often(f, one(f, f.organizations))).SetCreatedAt(f.moment()).SetUpdatedAt(f.moment())
	}
}

// free tells whether nobody in the tree has the external reference.
func (f *forest) free(root int64, reference string) bool {
	for _, a := range f.accounts {
		if a.RootID == root && a.ExternalReference != nil && *a.ExternalReference == reference {
			return false
		}
	}
	return true
}

func (f *forest) person(c *ent.UserCreate) {
	given, family := f.name(), f.name()
	email, _ := c.Mutation().Email()
	c.SetGivenName(given).SetFamilyName(family).SetNameKey(locale.Fold(strings.TrimSpace(given + " " + family))).SetSearch(locale.SearchKey(given, family, email)).
		SetPhone(f.note()).SetJobTitle(f.note()).SetLanguage(one(f, languages[2:])).SetTimezone(one(f, zones[2:])).
		SetStatus(one(f, []user.Status{user.StatusACTIVE, user.StatusACTIVE, user.StatusINVITED, user.StatusDISABLED})).
		SetCreatedAt(f.moment()).SetUpdatedAt(f.moment())
}

// invite lets some ask: with scattered grants, one or none, an operator, an operator's token, nobody.
func (f *forest) invite() {
	roles := []viewer.Role{viewer.Admin, viewer.AccountManager, viewer.UserManager, viewer.Reader}
	for i, grants := range []int{6, 5, 5, 4, 3, 2, 1, 0} {
		person := f.User(one(f, f.accounts), "", func(c *ent.UserCreate) { c.SetJobTitle(f.note()) })
		places := f.Perm(len(f.accounts))[:grants]
		if grants > 0 && !slices.Contains(places, i%3) {
			places[0] = i % 3 // somewhere at the top
		}
		for _, at := range places {
			reach := one(f, []grant.Scope{grant.ScopeSUBTREE, grant.ScopeACCOUNT_ONLY})
			f.Grant(person, f.accounts[at], one(f, roles), reach)
		}
		f.admit(person, false)
	}
	operator := f.User(one(f, f.accounts), "")
	f.Tx(func(ctx context.Context, tx *store.Tx) error {
		return tx.Grant.Create().SetUserID(operator.ID).SetRole(grant.RoleADMIN).SetCreatedAt(f.Clock.Now()).Exec(ctx)
	})
	f.admit(operator, true)
	f.admit(nil, true)
	f.askers = append(f.askers, asker{})
}

func (f *forest) admit(person *ent.User, operator bool) {
	ctx := context.Background()
	if person == nil {
		f.operator = must(f.IssueOperatorToken(ctx, forever)).Token
		f.askers = append(f.askers, asker{operator: operator, token: f.operator})
		return
	}
	f.askers = append(f.askers, asker{person: person, operator: operator, token: must(f.IssueToken(ctx, person.Email, forever)).Token})
}

func must[V any](value V, err error) V {
	if err != nil {
		panic(err)
	}
	return value
}
