package reseller

import (
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"canopy/ent"
	"canopy/ent/grant"
	"canopy/internal/locale"
	"canopy/internal/problem"
	"canopy/internal/usercsv"
	"canopy/internal/viewer"
)

// FuzzNewUser holds for any row: no panic; a fault tells a column, a code and what to write, in text that every database and client takes; and a
// row without a fault is a user that can be stored, whose own values are judged to be the same user again.
func FuzzNewUser(f *testing.F) {
	f.Add("w@example.org", "W", "W", "", "", "", "", "", "US")
	f.Add(" Zoë@Example.ORG", " Zoë ", "Ångström", "(217) 555-0142", "Buyer", "pt-br", "europe/lisbon", "user manager", "US")
	f.Add("jo\u0308rg@xn--mnchen-3ya.de", "Jo\u0308rg", "Groß", "+49 (0)30 901820", "\u00a0", "de-AT", "CET", "viewer", "DE")
	f.Add("Grace <g@example.org>", "", "H\x07", "12", "a\x1bb", "Deutsch", "W. Europe Standard Time", "OWNER", "")
	f.Add(strings.Repeat("e", 250)+"@example.org", strings.Repeat("é", 201), "=cmd()", "+1 650-253-0000 ext. 12", "\xff", "English (US)", "GMT+1", "Admin", "XX")
	f.Fuzz(func(t *testing.T, email, given, family, phone, title, language, timezone, role, country string) {
		terms := terms{
			account: &ent.Account{ID: 1, Path: "/11/", Country: country}, language: "en", timezone: "UTC", role: viewer.AccountManager, scope: grant.ScopeSUBTREE,
			known: map[[2]string]string{},
		}
		row := uploadRow{Row: usercsv.Row{
			Email: email, GivenName: given, FamilyName: family, Phone: phone, JobTitle: title, Language: language, TimeZone: timezone, Role: role,
		}}
		var faults problem.Faults
		u := terms.newUser(&faults, row)
		for _, fault := range faults {
			if len(fault.Path) != 1 || fault.Code == "" || fault.Message == "" || len(fault.Message) > 500 || !utf8.ValidString(fault.Message) ||
				strings.ContainsFunc(fault.Message, unicode.IsControl) {
				t.Errorf("%+v", fault)
			}
		}
		if faults != nil {
			return
		}
		for _, text := range []string{u.Email, u.EmailKey, u.GivenName, u.FamilyName, u.Phone, u.JobTitle, u.Language, u.Timezone} {
			if !utf8.ValidString(text) || strings.ContainsFunc(text, unicode.IsControl) || strings.TrimSpace(text) != text || len(text) > 4*maxText {
				t.Errorf("%q is to be stored", text)
			}
		}
		if tag, _ := locale.Language(u.Language); tag != u.Language || u.EmailKey == "" || u.GivenName == "" || u.FamilyName == "" || !terms.role.Covers(u.Role) {
			t.Errorf("%+v is to be stored", u)
		}
		again := uploadRow{Row: usercsv.Row{
			Email: u.Email, GivenName: u.GivenName, FamilyName: u.FamilyName, Phone: u.Phone, JobTitle: u.JobTitle, Language: u.Language, TimeZone: u.Timezone, Role: string(u.Role),
		}}
		if same := terms.newUser(&faults, again); faults != nil || same != u {
			t.Errorf("%+v is judged to be %+v: %v", u, same, faults)
		}
	})
}
