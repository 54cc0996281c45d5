package locale_test

import (
	"slices"
	"strings"
	"testing"

	"canopy/internal/locale"
)

func TestLanguage(t *testing.T) {
	for in, want := range map[string]string{ // "" = refused
		"en": "en", "EN": "en", " de ": "de", "pt-br": "pt-BR", "ZH-HANS": "zh-Hans", "zh-hant-hk": "zh-Hant-HK", "es-419": "es-419", "sr-latn": "sr-Latn",
		"yue": "yue", "de-1996": "de-1996", "sl-rozaj": "sl-rozaj",
		// Deprecated and three-letter forms have a canonical one (BCP 47, section 4.5).
		"iw": "he", "in": "id", "deu": "de", "en-UK": "en-GB", "i-klingon": "tlh", "zh-yue": "yue",
		// Not known, not well formed.
		"": "", "x": "", "xx": "", "english": "", "de-foobar": "", "en-": "", "en--US": "", "de DE": "", "pt_BR": "", "en-US.UTF-8": "", "\xff": "", "de\x00": "",
		// No language of anybody.
		"und": "", "mul": "", "zxx": "", "mis": "", "root": "", "qaa": "", "x-mine": "", "en-ZZ": "", "en-XX": "", "en-XA": "",
		// More than a language.
		"en-x-mine": "", "de-u-co-phonebk": "", "en-US-posix": "",
		strings.Repeat("de-", 1000): "",
	} {
		got, ok := locale.Language(in)
		if got != want || ok != (want != "") {
			t.Errorf("Language(%q) = %q, %t; want %q", in, got, ok, want)
		}
	}
}

func TestSuggestLanguage(t *testing.T) {
	for in, want := range map[string]string{
		"english": "en", "Englisch": "en", "German": "de", "Deutsch": "de", "deutch": "de", "spanisch": "es", "Francais": "fr", "日本語": "ja", "farsi": "fa", "Norwegian": "nb",
		"Brazilian Portuguese": "pt-BR", "português (Brasil)": "pt-BR", "Portuguese (Brazil)": "pt-BR", "simplified chinese": "zh-Hans",
		// In the reader's language.
		"Französisch": "fr", "Franzoesisch": "fr", "Anglais": "en", "Allemand": "de", "Alemán": "de", "Tedesco": "de", "Duits": "de", "Niederländisch": "nl", "Ungarisch": "hu", "Chinesisch": "zh",
		// Beside a country.
		"English (United States)": "en-US", "English (US)": "en-US", "English (UK)": "en-GB", "Deutsch (Österreich)": "de-AT", "German (Austria)": "de-AT", "Portuguese - Brazil": "pt-BR",
		"Deutsch (irgendwo)": "de", "Deutsch/German": "de", "Chinese (Simplified)": "zh-Hans", "(US)": "", "Nowhere (US)": "",
		"en-EN": "en", "US English": "en", "de DE": "de-DE",
		"pt_BR": "pt-BR", "pt BR": "pt-BR", "fr_FR.UTF-8": "fr-FR", "pt-rb": "pt", "de-foobar": "de", "en-US-x-mine": "en-US", "jp": "ja",
		"": "", "xx": "", "qqqqqq": "", "42": "", "\xff\x00": "", strings.Repeat("german", 1000): "",
	} {
		got := locale.SuggestLanguage(in)
		if got != want {
			t.Errorf("SuggestLanguage(%.20q) = %q, want %q", in, got, want)
		}
		if _, ok := locale.Language(got); got != "" && !ok {
			t.Errorf("SuggestLanguage(%q) = %q, which Language refuses", in, got)
		}
	}
}

func TestLanguages(t *testing.T) {
	list := locale.Languages()
	if !slices.IsSortedFunc(list, func(a, b locale.LanguageInfo) int { return strings.Compare(a.Name, b.Name) }) {
		t.Error("not sorted by English name")
	}
	seen := map[string]bool{}
	for _, l := range list {
		if tag, ok := locale.Language(l.Tag); !ok || tag != l.Tag || l.Name == "" || l.NativeName == "" || seen[l.Tag] || seen[l.Name] {
			t.Errorf("%+v is not canonical, not complete or not once", l)
		}
		seen[l.Tag], seen[l.Name] = true, true
	}
	for _, want := range []locale.LanguageInfo{
		{Tag: "de", Name: "German", NativeName: "Deutsch"},
		{Tag: "pt-BR", Name: "Brazilian Portuguese", NativeName: "português (Brasil)"},
		{Tag: "zh-Hans", Name: "Simplified Chinese", NativeName: "简体中文"},
		{Tag: "zh-Hant", Name: "Traditional Chinese", NativeName: "繁體中文"},
		{Tag: "en-GB", Name: "British English", NativeName: "British English"},
		{Tag: "sr-Latn", Name: "Serbian (Latin)", NativeName: "srpski (latinica)"},
		{Tag: "nb", Name: "Norwegian Bokmål", NativeName: "norsk bokmål"},
	} {
		if !slices.Contains(list, want) {
			t.Errorf("%+v is missing", want)
		}
	}
}
