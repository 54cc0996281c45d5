package locale_test

import (
	"strings"
	"testing"

	"canopy/internal/locale"
)

func TestFold(t *testing.T) {
	tests := map[string]struct{ in, want string }{
		"case":                             {"ACME GmbH", "acme gmbh"},
		"blanks":                           {"  Acme \t\u00a0 \u3000 GmbH\n", "acme gmbh"},
		"accents":                          {"Ångström Café Dvořák", "angstrom cafe dvorak"},
		"accents written apart":            {"Cafe\u0301", "cafe"},
		"letters with a stroke, ligatures": {"Søren Łódź Đorđe Æther Œuvre Þór", "soren lodz dorde aether oeuvre thor"},
		"the sharp s":                      {"Straße STRASSE", "strasse strasse"},
		"the dotted and the dotless i":     {"İstanbul Iğdır", "istanbul igdir"},
		"compatibility forms":              {"ＡＣＭＥ ﬁ №5 ①", "acme fi no5 1"},
		"Greek":                            {"Ελλάς ΕΛΛΆΣ", "ελλασ ελλασ"},
		"Cyrillic":                         {"Пётр Юрьев", "петр юрьев"},
		"Arabic without its vowel signs":   {"مُحَمَّد", "محمد"},
		"Hebrew without its points":        {"שָׁלוֹם", "שלום"},
		"Hindi keeps its vowels":           {"हिन्दी", "हिन्दी"},
		"Thai keeps its vowels":            {"กิน กีน", "กิน กีน"},
		"Japanese keeps its voicing":       {"ガ が ｶﾞ", "ガ が ガ"},
		"Korean stays in syllables":        {"한국어", "한국어"},
		"Chinese":                          {"中文 公司", "中文 公司"},
		"punctuation stays":                {"A&B, Inc.", "a&b, inc."},
		"invisible and control characters": {"A\u200bc\u00adm\x00e\u202e", "acme"},
		"broken UTF-8":                     {"Ac\xffme\xc3", "acme"},
		"cut by rune":                      {strings.Repeat("中", 300), strings.Repeat("中", 200)},
		"cut without a blank at the end":   {strings.Repeat("a", 199) + " b", strings.Repeat("a", 199)},
		"a lone accent":                    {"\u0301", ""},
		"nothing":                          {"", ""},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			if got := locale.Fold(test.in); got != test.want {
				t.Errorf("Fold(%q) = %+q, want %+q", test.in, got, test.want)
			}
			if got := locale.Fold(test.want); got != test.want {
				t.Errorf("a second time: %+q, want %+q", got, test.want)
			}
		})
	}
}

func TestSearchKey(t *testing.T) {
	if got, want := locale.SearchKey("Anna", " ", "Müller", "Anna@Example.com"), "anna muller anna@example.com"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	if got := locale.SearchKey(); got != "" {
		t.Errorf("of nothing: %q", got)
	}
}

func BenchmarkFold(b *testing.B) {
	for b.Loop() {
		locale.Fold("École Nationale Supérieure des Arts et Industries Textiles")
	}
}
