package server

import (
	"maps"
	"net/url"
	"slices"
	"strings"

	"canopy/internal/nodeid"
)

// parameter is one that the URL of a file may have.
type parameter struct {
	name string
	read func(value string) error
}

// readParameters reads a URL's parameters, each at most once: the id whose file it is, which has to be there, and others. One that is unknown is
// refused: a filter that was misspelt would let everything through.
func readParameters(query string, of parameter, others ...parameter) error {
	known := append([]parameter{of}, others...)
	values, err := url.ParseQuery(query)
	if err != nil && strings.Contains(query, ";") {
		return malformed("The parameters in the URL cannot be read, for the ; in them: a delimiter is one of the words comma, semicolon and tab, and elsewhere ; is written %%3B.")
	}
	if err != nil {
		return malformed("The parameters in the URL cannot be read.")
	}
	for _, name := range slices.Sorted(maps.Keys(values)) { // of several faults the same one is told each time
		if len(values[name]) > 1 {
			return malformed("Give %.40q once.", name)
		}
		i := slices.IndexFunc(known, func(p parameter) bool { return p.name == name })
		if i < 0 {
			return malformed("The parameter %.40q is unknown: known are %s.", name, listed(known))
		}
		if err := known[i].read(values.Get(name)); err != nil {
			return err
		}
	}
	if !values.Has(of.name) {
		return malformed("The parameter %s is missing: it says whose file is meant.", of.name)
	}
	return nil
}

// ofAccount is the parameter accountId.
func ofAccount(to *nodeid.ID) parameter { return anID("accountId", "acc_", to) }

// anID is a parameter that is an id, which begins so where it is of the right kind.
func anID(name, prefix string, to *nodeid.ID) parameter {
	return parameter{name, func(value string) error {
		id, ok := nodeid.Parse(value)
		if !ok {
			return malformed("%s is no id of Canopy: ids look like %s and thirteen characters, as answers have them.", name, prefix)
		}
		*to = id
		return nil
	}}
}

// delimiters are what parts the cells of a file, by name.
var delimiters = map[string]byte{"comma": ',', "semicolon": ';', "tab": '\t'}

// aDelimiter is the parameter delimiter.
func aDelimiter(to *byte) parameter {
	return parameter{"delimiter", func(value string) error {
		*to = delimiters[value]
		return oneOf("delimiter", value, "comma", "semicolon", "tab")
	}}
}

// listed are the names of parameters as a sentence has them.
func listed(known []parameter) string {
	names := make([]string, len(known))
	for i, p := range known {
		names[i] = p.name
	}
	last := len(names) - 1
	if last == 0 {
		return names[0]
	}
	return strings.Join(names[:last], ", ") + " and " + names[last]
}

// anyText is a parameter that takes any text.
func anyText(name string, to **string) parameter {
	return parameter{name, func(value string) error {
		*to = &value
		return nil
	}}
}

// yesOrNo is a parameter that is true or false.
func yesOrNo(name string, set func(bool)) parameter {
	return parameter{name, func(value string) error {
		set(value == "true")
		return oneOf(name, value, "true", "false")
	}}
}

// choice is a parameter that is one of the choices.
func choice[T ~string](name string, to *T, choices ...T) parameter {
	return parameter{name, func(value string) error {
		*to = T(value)
		return oneOf(name, *to, choices...)
	}}
}

// severalOf is a parameter that is some of the choices, parted by commas.
func severalOf[T ~string](name string, to *[]T, choices ...T) parameter {
	return parameter{name, func(value string) error {
		for each := range strings.SplitSeq(value, ",") {
			if err := oneOf(name, T(each), choices...); err != nil {
				return err
			}
			*to = append(*to, T(each))
		}
		return nil
	}}
}

// oneOf refuses what is none of the choices.
func oneOf[T ~string](name string, value T, choices ...T) error {
	if slices.Contains(choices, value) {
		return nil
	}
	words := make([]string, len(choices))
	for i, c := range choices {
		words[i] = string(c)
	}
	return malformed("%s is %s, not %.40q.", name, strings.Join(words, " or "), value)
}
