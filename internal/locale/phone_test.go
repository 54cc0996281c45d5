package locale_test

import (
	"testing"

	"canopy/internal/locale"
)

func TestPhone(t *testing.T) {
	tests := map[string]struct{ number, country, want string }{ // "" = refused
		"as dialled at home":                   {"030 901820", "DE", "+4930901820"},
		"the country in lower case":            {"030 901820", "de", "+4930901820"},
		"international, whatever country":      {"+49 (0)30 / 90 18-20", "US", "+4930901820"},
		"international, no country":            {"+1 650-253-0000", "", "+16502530000"},
		"with the exit code":                   {"0049 30 901820", "FR", "+4930901820"},
		"with letters":                         {"1-800-FLOWERS", "US", "+18003569377"},
		"other digits":                         {"٠٣٠ ٩٠١٨٢٠", "DE", "+4930901820"},
		"as an address book copies it":         {"\u202a+1 650-253-0000\u202c", "", "+16502530000"},
		"Italy keeps its zero":                 {"06 6982", "IT", "+39066982"},
		"national, no country":                 {"030 901820", "", ""},
		"national, unknown country":            {"030 901820", "XY", ""},
		"too short":                            {"110", "DE", ""},
		"too long":                             {"+49 30 90182000000000000", "", ""},
		"no such area":                         {"+1 123 456 7890", "", ""},
		"no such country code":                 {"+999 123456", "", ""},
		"an extension, which E.164 would lose": {"+1 650-253-0000 ext. 12", "", ""},
		"empty":                                {"", "DE", ""},
		"words":                                {"call me", "DE", ""},
		"a control character":                  {"+4930\x00901820", "DE", ""},
		"broken UTF-8":                         {"+4930901820\xff", "DE", ""},
		"two numbers":                          {"030 901820, 030 901821", "DE", ""},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			got, ok := locale.Phone(test.number, test.country)
			if got != test.want || ok != (test.want != "") {
				t.Errorf("Phone(%q, %q) = %q, %t; want %q", test.number, test.country, got, ok, test.want)
			}
		})
	}
}
