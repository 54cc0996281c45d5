package locale

import (
	"strings"
	"sync"

	"golang.org/x/text/language"
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

// SuggestLanguage answers the tag that was probably meant: "english" is en, "Deutsch" de, "pt_BR" pt-BR, "fr_FR.UTF-8" fr-FR; "" when
// nothing is near.
func SuggestLanguage(input string) string {
	tag, _, _ := strings.Cut(strings.ReplaceAll(strings.TrimSpace(input), "_", "-"), ".")
	if t, ok := Language(tag); ok {
		return t
	}
	if t := languageNames().meant(Fold(input)); t != "" {
		return t
	}
	t, _ := language.Parse(tag) // what it could read of it: "pt" of "pt-rb"
	base, script, region := t.Raw()
	if t, err := language.Compose(base, script, region); err == nil {
		known, _ := Language(t.String())
		return known
	}
	return ""
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
	return newNames(m)
})

// otherLanguageNames are what people write besides CLDR's names: older names, and the country's code for the language's.
var otherLanguageNames = table(`
bn bengali|cs cz,czechia|da dk|el gr|en-GB british|en-US american|es castilian,castellano|fa farsi|fil tagalog|fr-CA quebecois|ga gaelic
ja jp|ko kr|nb norwegian,norsk,bokmal|pt-BR brazilian,brasileiro|sl slovene|sv swedish|zh mandarin,putonghua|zh-Hans cn|zh-Hant taiwanese`)
