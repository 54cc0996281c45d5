package locale_test

import (
	"strings"
	"testing"

	"canopy/internal/locale"
)

func TestEmail(t *testing.T) {
	long := strings.Repeat("x", 63) + "."
	tests := map[string]struct{ in, normal, key string }{ // "" = refused
		"plain":                         {"anna@example.com", "anna@example.com", "anna@example.com"},
		"case":                          {"Anna.Weber@Example.COM", "Anna.Weber@example.com", "anna.weber@example.com"},
		"blanks around":                 {" anna@example.com\n", "anna@example.com", "anna@example.com"},
		"tags and symbols":              {"o'neil+canopy_1@mail.example.com", "o'neil+canopy_1@mail.example.com", "o'neil+canopy_1@mail.example.com"},
		"internationalised domain":      {"anna@MÜNCHEN.de", "anna@münchen.de", "anna@xn--mnchen-3ya.de"},
		"its ASCII form":                {"anna@XN--mnchen-3ya.de", "anna@münchen.de", "anna@xn--mnchen-3ya.de"},
		"its decomposed form":           {"anna@mu\u0308nchen.de", "anna@münchen.de", "anna@xn--mnchen-3ya.de"},
		"IDNA 2008 keeps the sharp s":   {"anna@straße.de", "anna@straße.de", "anna@xn--strae-oqa.de"},
		"right to left":                 {"user@مثال.إختبار", "user@مثال.إختبار", "user@xn--mgbh0fb.xn--kgbechtv"},
		"full stops of an input method": {"user@例え。テスト", "user@例え.テスト", "user@xn--r8jz45g.xn--zckzah"},
		"full-width letters":            {"user@ｅｘａｍｐｌｅ.com", "user@example.com", "user@example.com"},
		"internationalised local part":  {"Jo\u0308rg@example.com", "Jörg@example.com", "jörg@example.com"},
		"folding, not lower-casing":     {"STRASSE@example.com", "STRASSE@example.com", "strasse@example.com"},
		"with which the sharp s goes":   {"straße@example.com", "straße@example.com", "strasse@example.com"},
		"longest local part":            {strings.Repeat("a", 64) + "@example.com", strings.Repeat("a", 64) + "@example.com", strings.Repeat("a", 64) + "@example.com"},
		"empty":                         {in: ""},
		"no at":                         {in: "anna.example.com"},
		"two ats":                       {in: "anna@bob@example.com"},
		"no local part":                 {in: "@example.com"},
		"no domain":                     {in: "anna@"},
		"a host of this network":        {in: "anna@localhost"},
		"a display name":                {in: "Anna <anna@example.com>"},
		"angle brackets":                {in: "<anna@example.com>"},
		"a comment":                     {in: "anna@example.com (Anna)"},
		"a list":                        {in: "anna@example.com, bob@example.com"},
		"a group":                       {in: "all: anna@example.com;"},
		"a quoted local part":           {in: `"anna weber"@example.com`},
		"a blank":                       {in: "anna weber@example.com"},
		"a line break":                  {in: "anna@example.com\r\nBcc: bob@example.com"},
		"a null":                        {in: "anna\x00@example.com"},
		"broken UTF-8":                  {in: "anna\xff@example.com"},
		"an address literal":            {in: "anna@[127.0.0.1]"},
		"an address without brackets":   {in: "anna@127.0.0.1"},
		"dots":                          {in: "anna..weber@example.com"},
		"a dot first":                   {in: ".anna@example.com"},
		"an empty label":                {in: "anna@example..com"},
		"a root dot":                    {in: "anna@example.com."},
		"a hyphen at a label's end":     {in: "anna@example-.com"},
		"an underscore":                 {in: "anna@exam_ple.com"},
		"broken Punycode":               {in: "anna@xn--9999999999.com"},
		"Punycode of an ASCII label":    {in: "anna@xn--example-.com"},
		"Punycode not canonical":        {in: "anna@xn--straSSe-oqa.de"},
		"mixed directions in a label":   {in: "anna@aمثال.com"},
		"a label of 64":                 {in: "anna@" + strings.Repeat("a", 64) + ".com"},
		"a local part of 65":            {in: strings.Repeat("a", 65) + "@example.com"},
		"255 bytes":                     {in: "a@" + long + long + long + strings.Repeat("x", 57) + ".com"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			normal, key, ok := locale.Email(test.in)
			if normal != test.normal || key != test.key || ok != (test.normal != "") {
				t.Errorf("Email(%q) = %q, %q, %t; want %q, %q", test.in, normal, key, ok, test.normal, test.key)
			}
			if again, sameKey, _ := locale.Email(normal); again != normal || sameKey != key {
				t.Errorf("a second time: %q, %q", again, sameKey)
			}
		})
	}
}

func TestEmailASCII(t *testing.T) {
	for in, want := range map[string]string{"anna@münchen.de": "anna@xn--mnchen-3ya.de", "Anna@example.com": "Anna@example.com"} {
		if got := locale.EmailASCII(in); got != want {
			t.Errorf("EmailASCII(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestUnknownEmail(t *testing.T) {
	const none = "this is no e-mail address: write one like ada@example.com"
	for address, want := range map[string]string{
		"mailto:ada@example.com":          "write the address alone: ada@example.com",
		"MAILTO: ada@example.com":         "write the address alone: ada@example.com",
		"Ada King <ada@Example.com>":      "write the address alone: ada@example.com",
		"\"King, Ada\" <ada@example.com>": "write the address alone: ada@example.com",
		"<ada@example.com>":               "write the address alone: ada@example.com",
		"Ada <ada@example>":               none,
		"ada@example.com, bo@example.com": none,
		"Ada":                             none,
		"Ada\r\nBcc: <ada@example.com>":   none,
	} {
		if _, _, ok := locale.Email(address); ok || locale.UnknownEmail(address) != want {
			t.Errorf("UnknownEmail(%q) = %q; want %q", address, locale.UnknownEmail(address), want)
		}
	}
}
