package locale

import (
	"cmp"
	"fmt"
	"strings"
	"sync"

	"golang.org/x/text/language"
	"golang.org/x/text/language/display"
)

// Language answers the BCP 47 tag in its canonical form: "pt-br" is "pt-BR", "iw" is "he". Every subtag must be a registered one;
// extensions, private use and the tags for no language (und, mul, zxx) are refused.
func Language(tag string) (canonical string, ok bool) {
	tag = strings.TrimSpace(tag)
	if len(tag) > 35 || strings.Contains(tag, "_") {
		return "", false
	}
	t, err := language.Parse(tag)
	if err != nil || len(t.Extensions()) > 0 {
		return "", false
	}
	base, _, region := t.Raw()
	switch b := base.String(); {
	case b == "und", b == "mul", b == "mis", b == "zxx", len(b) == 3 && b >= "qaa" && b <= "qtz":
		return "", false
	case region.IsPrivateUse(), region.String() == "XX":
		return "", false
	}
	return t.String(), true
}

// SuggestLanguage answers the tag that was probably meant: "english" and "Englisch" are en, "Deutsch (Österreich)" is de-AT, "pt_BR"
// pt-BR, "fr_FR.UTF-8" fr-FR; "" when nothing is near.
func SuggestLanguage(input string) string {
	tag, _, _ := strings.Cut(joiners.Replace(strings.TrimSpace(input)), ".")
	if t, ok := Language(tag); ok {
		return t
	}
	if t, ok := languageNames().values[Fold(input)]; ok {
		return t
	}
	if t := languageOfPlace(input); t != "" {
		return t
	}
	if strings.ContainsAny(input, "-_") {
		t, _ := language.Parse(tag) // what it could read of it: "pt" of "pt-rb"
		base, script, region := t.Raw()
		if t, err := language.Compose(base, script, region); err == nil {
			if known, ok := Language(t.String()); ok {
				return known
			}
		}
	}
	return languageNames().meant(Fold(input))
}

// UnknownLanguage says of a tag that is none what to write instead.
func UnknownLanguage(tag string) string {
	return fmt.Sprintf("unknown language %.40q: write a BCP 47 tag, like %s", tag, cmp.Or(SuggestLanguage(tag), "en or pt-BR"))
}

var joiners = strings.NewReplacer("_", "-", " ", "-")

// languageOfPlace reads a language's name beside a country's: "English (US)", "Portuguese - Brazil". A country that it does not know is left out.
func languageOfPlace(input string) string {
	parts := splitName(strings.ReplaceAll(input, " - ", ","))
	if len(parts) < 2 {
		return ""
	}
	tag, ok := languageNames().values[Fold(parts[0])]
	if !ok {
		return ""
	}
	if t, ok := Language(tag + "-" + knownCountry(parts[1])); ok {
		return t
	}
	return tag
}

// splitName cuts a name where people put more beside it.
func splitName(name string) []string {
	return strings.FieldsFunc(name, func(r rune) bool { return strings.ContainsRune(",;/()", r) })
}

var languageNames = sync.OnceValue(func() names {
	m := map[string]string{}
	for _, l := range languages() {
		for _, name := range []string{l.Tag, l.Name, l.NativeName} {
			if k := Fold(name); m[k] == "" || len(l.Tag) < len(m[k]) {
				m[k] = l.Tag
			}
		}
	}
	for tag, others := range otherLanguageNames {
		for _, name := range others {
			m[name] = tag
		}
	}
	for _, in := range namingLanguages {
		for _, l := range languages() {
			if k := Fold(display.Tags(in).Name(language.MustParse(l.Tag))); m[k] == "" && k != "" {
				m[k] = l.Tag
			}
		}
	}
	return newNames(m)
})

// namingLanguages are those in which people name languages, besides English and the language itself.
var namingLanguages = []language.Tag{
	language.German, language.French, language.Spanish, language.Italian, language.Portuguese, language.Dutch, language.Polish, language.Swedish,
}

// otherLanguageNames are what people write besides CLDR's names: older names, and the country's code for the language's.
var otherLanguageNames = table(`
bn bengali|cs cz,czechia|da dk|el gr|en-GB british|en-US american|es castilian,castellano|fa farsi|fil tagalog|fr-CA quebecois|ga gaelic
ja jp|ko kr|nb norwegian,norsk,bokmal|pt-BR brazilian,brasileiro|sl slovene|sv swedish|zh mandarin,putonghua|zh-Hans cn,chinese (simplified)|zh-Hant taiwanese,chinese (traditional)`)
