package server

import (
	"cmp"
	"fmt"
	"html/template"
	"net/http"
	"strings"
	"unicode"
	"unicode/utf8"

	"canopy/internal/problem"

	"golang.org/x/text/language"
)

// words are the texts of a page in one language. A text is written in English where it stands, and may hold tags.
type words struct {
	Lang  string
	texts map[string]string // by the English ones; those of faults by the rules' own words, else by field and code
}

var (
	english = words{Lang: "en"}
	german  = words{"de", translations("pages/german.txt")}
)

// translations reads a file of texts, each a line in English and one that says the same, with an empty one behind.
func translations(name string) map[string]string {
	file, err := pageFiles.ReadFile(name)
	if err != nil {
		panic(err) // it is embedded
	}
	texts := map[string]string{}
	for pair := range strings.SplitSeq(strings.TrimSpace(string(file)), "\n\n") {
		text, translation, _ := strings.Cut(pair, "\n")
		texts[text] = translation
	}
	return texts
}

// languages are those that pages speak. The first is for everybody else.
var languages = language.NewMatcher([]language.Tag{language.English, language.German})

// wordsFor are the words for whoever asks; the answer says which they are.
func wordsFor(w http.ResponseWriter, r *http.Request) words {
	wanted, _, _ := language.ParseAcceptLanguage(r.Header.Get("Accept-Language")) // what it cannot read is as good as none
	_, at, _ := languages.Match(wanted...)
	chosen := []words{english, german}[at]
	w.Header().Add("Vary", "Accept-Language")
	w.Header().Set("Content-Language", chosen.Lang)
	return chosen
}

// T is a text in the language, the values in place of its verbs.
func (w words) T(text string, values ...string) template.HTML {
	if translation, ok := w.texts[text]; ok {
		text = translation
	}
	escaped := make([]any, len(values))
	for i, value := range values {
		escaped[i] = template.HTMLEscapeString(value)
	}
	return template.HTML(fmt.Sprintf(text, escaped...))
}

// fault is what is wrong with a field, with "" the form. The rules' own words are English, and no whole sentence.
func (w words) fault(field string, f problem.Fault) string {
	first, size := utf8.DecodeRuneInString(f.Message)
	sentence := string(unicode.ToUpper(first)) + strings.TrimSuffix(f.Message[size:], ".") + "."
	return cmp.Or(w.texts[f.Message], w.texts[cmp.Or(field, "form")+" "+string(f.Code)], sentence)
}
