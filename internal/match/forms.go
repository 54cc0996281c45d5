package match

import (
	"regexp"
	"slices"
	"strings"
)

// doubtful are legal forms that are also words or initials of names, each with its country. They go only where they are written as
// a form: in front of a quoted name (UAB „Granit“), with their other half (PT Granit Tbk), or behind with dots (S.p.A.).
var (
	doubtfulInFront = map[string]string{"ao": "ru", "kk": "jp", "pt": "id", "sia": "lv", "uab": "lt"}
	doubtfulBehind  = map[string]string{"ike": "gr", "pt": "id", "sal": "lb", "spa": "it"}
)

// otherHalf is the form at the end that goes with one in front.
var otherHalf = map[string]string{"pt": "tbk", "oy": "ab", "ab": "oy"}

// behindOnly are forms that go with another behind them: of Granit Company LLC both are forms.
var behindOnly = set(`inc incorporated limited ltd corp corporation company co`)

// quoted is a name in quotes behind its form.
var quoted = regexp.MustCompile(`^\s*\p{L}{2,4}[\s.]*["“”„«»]`)

// dropForms takes legal forms away: those that mean nothing else anywhere behind a word, the others at the end, frontForms also in front, if
// something is left that they are the form of. Forms of several words are tried first. A name that is nothing but forms keeps its words. dotted tells of each word
// whether it was written as initials.
func dropForms(words []string, dotted []bool, inQuotes bool) []string {
	var out []string
	var behind []bool // of each word of out, whether it is a form if it stands last
	for i := 0; i < len(words); {
		if n := formAt(words[i:]); n > 2 || n > 0 && (names(out) || frontForms[strings.Join(words[i:i+n], " ")]) {
			if last := len(out) - 1; last >= 0 && words[i] != "and" && !behindOnly[out[last]] {
				behind[last] = false // Heartland Ag LLC has one form
			}
			i += n
			continue
		}
		out, behind = append(out, words[i]), append(behind, edgeForms[words[i]] && (dotted[i] || doubtfulBehind[words[i]] == ""))
		i++
	}
	from, to := 0, len(out)
	for trimmed := true; trimmed && to-from > 1; {
		trimmed = false
		if last := out[to-1]; last == "and" || behind[to-1] && names(out[from:to-1]) {
			to, trimmed = to-1, true
		} else if first := out[from]; frontForms[first] &&
			(inQuotes || slices.Contains(words[1:], otherHalf[first]) || doubtfulInFront[first] == "" && identifies(out[from+1:to])) {
			from, trimmed = from+1, true
		}
	}
	if len(out) == 0 {
		return words
	}
	return out[from:to]
}

// names reports whether the words are a name: "the" alone is none.
func names(words []string) bool {
	return slices.ContainsFunc(words, func(w string) bool { return !empty[w] })
}

// identifies reports whether the words are more than what many names are made of.
func identifies(words []string) bool {
	return slices.ContainsFunc(words, func(w string) bool { return !stops[w] && !commonWords[canonical(w, false)] })
}

// formAt returns how many leading words are a legal form, the longest counting.
func formAt(words []string) int {
	if !formStarts[words[0]] {
		return 0
	}
	for n := min(len(words), 6); n > 0; n-- {
		if forms[strings.Join(words[:n], " ")] {
			return n
		}
	}
	return 0
}
