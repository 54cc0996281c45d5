package reseller

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"canopy/ent"
	"canopy/ent/grant"
	"canopy/ent/user"
	"canopy/internal/locale"
	"canopy/internal/problem"
	"canopy/internal/treepath"
	"canopy/internal/usercsv"
	"canopy/internal/viewer"
)

// person is one row of an upload: somebody to add, or what is wrong with them.
type person struct {
	NewUser
	place
	faults problem.Faults
}

// terms are what the account and the request mean for every row. Without an account, which is a fault of the request, a row is judged
// as far as it needs none.
type terms struct {
	account            *ent.Account
	language, timezone string      // of rows that name none; "": they have to
	role               viewer.Role // the adder's own
	scope              grant.Scope
	known              map[[2]string]string // by field and text, what was found sound: most rows name the same few
}

// terms judges the request apart from its rows. Language and time zone come from the request, else from the account, else from
// the nearest above it that has one; a faulty one of the request stands in as it is, so that rows are not faulted for it too.
func (c *change) terms(language, timezone *string, a *ent.Account) terms {
	t := terms{account: a, known: map[[2]string]string{}}
	if a != nil {
		t.role, t.scope = c.viewer.Role(a.Path), grant.ScopeACCOUNT_ONLY
		if c.viewer.Subtree(a.Path) {
			t.scope = grant.ScopeSUBTREE
		}
	}
	t.language = cmp.Or(CheckLanguage(&c.faults, "language", language), strings.TrimSpace(text(language)))
	t.timezone = cmp.Or(CheckTimeZone(&c.faults, "timezone", timezone), strings.TrimSpace(text(timezone)))
	if a != nil {
		for _, id := range slices.Backward(treepath.IDs(a.Path)) {
			above := c.near[id]
			t.language, t.timezone = cmp.Or(t.language, above.Language), cmp.Or(t.timezone, above.Timezone)
		}
	}
	return t
}

// checkTerms faults the request for a language or time zone that no row of its file can name, for want of the column, and that nothing else names; it
// stands in for the rows, so that they are not faulted for it too. file is nil for a list, and for one whose header is faulty.
func (c *change) checkTerms(t *terms, file *usercsv.Reader) {
	if file == nil || t.account == nil {
		return
	}
	for _, term := range []struct {
		path  string
		value *string
	}{{"language", &t.language}, {"timezone", &t.timezone}} {
		if *term.value == "" && !file.Has(term.path) {
			c.faults.Add(term.path, problem.Required, "the file has no column %[1]s, and neither the request nor the account names one: add the column, send %[1]s for all rows, or give the account one", term.path)
			*term.value = "?"
		}
	}
}

// judge checks each row by itself and against the rows before it, whose addresses are in first; from is the index of the first row.
func (t terms) judge(rows []uploadRow, from int, first map[string]place) []*person {
	people := make([]*person, len(rows))
	for i, row := range rows {
		p := &person{place: place{from + i, row.Line}, faults: row.faults}
		people[i] = p
		if p.faults != nil {
			continue
		}
		p.NewUser = t.newUser(&p.faults, row)
		if before, ok := first[p.EmailKey]; ok && before != p.place {
			p.faults.Add("email", problem.DuplicateInRequest, "%s has the same address: write another one or leave this row out", before)
			p.EmailKey = "" // told of once, in the first row
		} else if p.EmailKey != "" {
			first[p.EmailKey] = p.place
		}
	}
	return people
}

// place is where a row stands.
type place struct {
	index int
	line  int // 0: a list
}

// String is the place for a message.
func (p place) String() string {
	if p.line > 0 {
		return fmt.Sprintf("line %d", p.line)
	}
	return fmt.Sprintf("the row with index %d", p.index)
}

func (t terms) newUser(f *problem.Faults, row uploadRow) NewUser {
	u, country := NewUser{Status: user.StatusINVITED, Scope: t.scope}, ""
	if t.account != nil {
		u.AccountID, u.Path, country = t.account.ID, t.account.Path, t.account.Country
	}
	u.Email, u.EmailKey = CheckEmail(f, "email", row.Email)
	u.GivenName = CheckText(f, "givenName", row.GivenName)
	u.FamilyName = CheckText(f, "familyName", row.FamilyName)
	u.Phone = CheckPhone(f, "phone", &row.Phone, country)
	u.JobTitle = CheckOptionalText(f, "jobTitle", &row.JobTitle)
	u.Language = t.inherit(f, "language", row.Language, t.language, CheckLanguage)
	u.Timezone = t.inherit(f, "timezone", row.TimeZone, t.timezone, CheckTimeZone)
	u.Role = t.checkRole(f, row.Role)
	return u
}

// inherit is the checked value, or where the row has none what holds for all rows.
func (t terms) inherit(f *problem.Faults, path, written, inherited string, check func(*problem.Faults, string, *string) string) string {
	if strings.TrimSpace(written) == "" {
		if inherited == "" && t.account != nil {
			f.Add(path, problem.Required, "write one here, or give the account one: neither it nor the request has one for all rows")
		}
		return inherited
	}
	key := [2]string{path, written}
	if canonical, ok := t.known[key]; ok {
		return canonical
	}
	canonical := check(f, path, &written)
	if canonical != "" {
		t.known[key] = canonical
	}
	return canonical
}

// checkRole reads a role as people write it; none is VIEWER. Nobody gives a role above their own.
func (t terms) checkRole(f *problem.Faults, written string) viewer.Role {
	role := viewer.Role(EnumValue(written))
	switch {
	case role == "":
		return viewer.Reader
	case !role.Holds(viewer.View):
		f.Add("role", problem.Invalid, "unknown role %.40q: write ADMIN, ACCOUNT_MANAGER, USER_MANAGER or VIEWER", written)
	case t.account != nil && !t.role.Covers(role):
		f.Add("role", problem.CannotGrant, "your own role on this account is %s: write that or a weaker one", t.role)
	}
	return role
}

// EnumValue is the name that the API gives a choice which people wrote in whatever case, joined by blanks or hyphens.
func EnumValue(written string) string {
	return joined.Replace(strings.ToUpper(strings.TrimSpace(written)))
}

var joined = strings.NewReplacer(" ", "_", "-", "_")

// CheckEmail is an address as stored and the key that no two people share; a fault REQUIRED, TOO_LONG or INVALID at path.
func CheckEmail(f *problem.Faults, path, address string) (normal, key string) {
	normal, key, ok := locale.Email(address)
	switch {
	case ok:
	case strings.TrimSpace(address) == "":
		f.Add(path, problem.Required, "write an e-mail address")
	case len(address) > locale.MaxEmail:
		f.Add(path, problem.TooLong, "%d bytes are too many: write at most %d", len(address), locale.MaxEmail)
	default:
		f.Add(path, problem.Invalid, "%s", locale.UnknownEmail(address))
	}
	return normal, key
}

// changes are what the event keeps of a new user: the address, and a role above VIEWER.
func (p *person) changes(id int64) []FieldChange {
	list := []FieldChange{{Field: "email", After: &p.Email, Person: id}}
	if p.Role != viewer.Reader {
		list = append(list, FieldChange{Field: "role", After: value(string(p.Role)), Person: id})
	}
	return list
}
