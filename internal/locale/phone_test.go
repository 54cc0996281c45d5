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
		"with letters":                         {"1-800-FLOWERS", "US", ""},
		"a word behind the area":               {"0561 CALL ME", "DE", ""},
		"an extension in German":               {"0561 701234 App. 12", "DE", ""},
		"with a decimal place":                 {"561701234.0", "DE", ""},
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

// TestPhoneWithoutPlus holds numbers whose + a spreadsheet dropped: they are read as they were meant, or refused, and never as another number.
func TestPhoneWithoutPlus(t *testing.T) {
	for _, test := range []struct{ number, country, want string }{ // "" = refused
		{"49561701234", "DE", ""},
		{"49 (0)561 701234", "DE", ""},
		{"(49) 561 701234", "DE", ""},
		{"49561701234", "FR", ""},
		{"561701234", "DE", "+49561701234"},
		{"4912345678", "DE", "+494912345678"}, // no number with a + before it
		{"12125551234", "US", "+12125551234"},
		{"2125551234", "US", "+12125551234"},
		{"4533121212", "DK", "+4533121212"},
		{"33121212", "DK", "+4533121212"},
		{"45123456", "DK", "+4545123456"},
		{"393331234567", "IT", "+393331234567"},
		{"390669821234", "IT", "+390669821234"},
		{"3331234567", "IT", "+393331234567"},
		{"3931234567", "IT", "+393931234567"},
		{"3903912345", "IT", ""}, // a mobile, and one in Monza
		{"43512345678", "AT", "+43512345678"},
		{"41446681800", "CH", "+41446681800"},
		{"33142685300", "FR", "+33142685300"},
		{"47123456", "NO", "+4747123456"},
		{"4722345678", "NO", "+4722345678"},
		{"481234567", "PL", "+48481234567"},
		{"48221234567", "PL", "+48221234567"},
		{"65123456", "SG", "+6565123456"},
		{"358401234567", "FI", "+358401234567"},
		{"442079460958", "GB", "+442079460958"},
		{"2079460958", "GB", "+442079460958"},
	} {
		if got, ok := locale.Phone(test.number, test.country); got != test.want || ok != (test.want != "") {
			t.Errorf("Phone(%q, %q) = %q, %t; want %q", test.number, test.country, got, ok, test.want)
		}
	}
}

func TestUnknownPhone(t *testing.T) {
	const extension, letters, none = "write the number without an extension", "there are letters in this number: write it in digits, like +49 30 1234567", "there is no such number: write it with its country code, like +49 30 1234567"
	for number, want := range map[string]string{
		"0561 701234 App. 12":        extension,
		"0561 701234x12":             extension,
		"0561 701234 #12":            extension,
		"0561 701234;ext=12":         extension,
		"0561 701234 Durchwahl: 12":  extension,
		"+49 561 701234 (DW 12)":     extension,
		"+1 650-253-0000 ext. 12":    extension,
		"0561 CALL ME":               letters,
		"0561 701234 oder 0561 7012": letters,
		"4,91712E+12":                "a spreadsheet has rounded this number and lost its last digits: format the column as text, and write the number again",
		"561701234.0":                "this number has a decimal place: format the column as text, and write the number again",
		"49561701234":                "this may be +49561701234 or +4949561701234: write the one that is meant, with its +; a spreadsheet drops the +, so format the column as text",
		"110":                        none,
		"+49 0":                      none,
	} {
		if got := locale.UnknownPhone(number, "DE"); got != want {
			t.Errorf("UnknownPhone(%q) = %q; want %q", number, got, want)
		}
	}
	for number, want := range map[string]string{"0561 701234": "", "0561 CALL ME": letters, "+49 0": none} {
		if got := locale.UnknownPhone(number, ""); got != want {
			t.Errorf("UnknownPhone(%q) without a country = %q; want %q", number, got, want)
		}
	}
}
