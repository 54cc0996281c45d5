package locale

import (
	"slices"
	"strings"
	"sync"

	"golang.org/x/text/language"
	"golang.org/x/text/language/display"
)

// LanguageInfo is a language to choose from.
type LanguageInfo struct {
	Tag        string // BCP 47, canonical: "pt-BR"
	Name       string // in English: "Brazilian Portuguese"
	NativeName string // in itself: "português (Brasil)"
}

// Languages answers the languages to choose from, sorted by English name: those CLDR names in themselves, and the variants that
// people tell apart. Language takes every other valid tag too.
func Languages() []LanguageInfo { return slices.Clone(languages()) }

// variants are listed beside the plain languages.
var variants = []string{
	"ar-EG", "ar-SA", "az-Cyrl", "bs-Cyrl", "de-AT", "de-CH", "en-AU", "en-CA", "en-GB", "en-IE", "en-IN", "en-NZ", "en-US", "en-ZA",
	"es-419", "es-AR", "es-ES", "es-MX", "es-US", "fa-AF", "fr-BE", "fr-CA", "fr-CH", "it-CH", "nb", "nl-BE", "pt-BR", "pt-PT",
	"sr-Cyrl", "sr-Latn", "uz-Cyrl", "zh-Hans", "zh-Hant", "zh-Hant-HK",
}

// languageName corrects CLDR 32, the version inside x/text.
var languageName = map[string]LanguageInfo{
	"sr-Latn":    {"sr-Latn", "Serbian (Latin)", "srpski (latinica)"},
	"zh-Hant-HK": {"zh-Hant-HK", "Traditional Chinese (Hong Kong)", "繁體中文（香港）"},
}

var languages = sync.OnceValue(func() []LanguageInfo {
	var list []LanguageInfo
	add := func(t language.Tag) {
		info := LanguageInfo{Tag: t.String(), Name: display.English.Tags().Name(t), NativeName: display.Tags(t).Name(t)}
		if info.NativeName == "" {
			info.NativeName = display.Self.Name(t)
		}
		if newer, ok := languageName[info.Tag]; ok {
			info = newer
		}
		if info.Name != "" && info.NativeName != "" {
			list = append(list, info)
		}
	}
	for _, t := range display.Supported.Tags() {
		if s := t.String(); !strings.Contains(s, "-") && s != "no" {
			add(t)
		}
	}
	for _, v := range variants {
		add(language.MustParse(v))
	}
	slices.SortFunc(list, func(a, b LanguageInfo) int { return strings.Compare(a.Name, b.Name) })
	return list
})
