package tree

import (
	"slices"
	"strings"
	"testing"
	"time"

	"canopy/internal/nodeid"
	"canopy/internal/treepath"

	"pgregory.net/rapid"
)

func TestCursorRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		want := cursor{
			order: rapid.SampledFrom([]string{"an+", "a#-", "uc+"}).Draw(t, "order"),
			value: rapid.StringMatching(`[^\x00]{0,200}`).Draw(t, "value"),
			id:    rapid.Int64Range(1, 1<<50-1).Draw(t, "id"),
		}
		if got, ok := parseCursor(want.String()); !ok || got != want {
			t.Fatalf("%+v reads back as %+v, %v", want, got, ok)
		}
	})
}

func TestChainRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		ids := rapid.SliceOfN(rapid.Int64Range(1, 1<<50-1), 2, treepath.MaxDepth).Draw(t, "ids")
		from := rapid.IntRange(1, len(ids)-1).Draw(t, "from")
		above, path := "", ""
		for i, id := range ids {
			if path = treepath.Child(path, id); i < from {
				above = path
			}
		}
		text := chain(above, path)
		if relative, ok := parseChain(text, ids[len(ids)-1]); !ok || above+relative != path {
			t.Fatalf("%s below %s is %q, which reads back as %s, %v", path, above, text, relative, ok)
		}
		for _, id := range ids[:from] { // nothing of what is above
			if strings.Contains(text, nodeid.New(nodeid.Account, id).String()) && !slices.Contains(ids[from:], id) {
				t.Fatalf("%q tells of %d", text, id)
			}
		}
	})
}

func TestMomentRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		want := time.UnixMicro(rapid.Int64Range(-1<<50, 1<<50).Draw(t, "moment")).UTC()
		if got, ok := parseMoment(momentText(want)); !ok || !got.Equal(want) {
			t.Fatalf("%v reads back as %v, %v", want, got, ok)
		}
	})
}

// FuzzCursor: whatever text is given, a cursor is the only one of its text, and its value is one for both databases.
func FuzzCursor(f *testing.F) {
	f.Add(cursor{"an+", "acme", 1}.String())
	f.Add(cursor{"ac-", "1767225600000000", 77}.String())
	f.Add(cursor{"ap+", chain("/11/", "/11/12/13/"), 3}.String())
	f.Add("")
	f.Fuzz(func(t *testing.T, text string) {
		c, ok := parseCursor(text)
		if !ok {
			return
		}
		if c.String() != text || c.id <= 0 || c.id >= 1<<50 {
			t.Errorf("%q is read as %+v, which is written %q", text, c, c)
		}
		if relative, ok := parseChain(c.value, c.id); ok && (chain("/", "/"+relative) != c.value || treepath.Depth("/"+relative) > treepath.MaxDepth) {
			t.Errorf("%q is read as %q", text, relative)
		}
		if at, ok := parseMoment(c.value); ok && momentText(at) != c.value {
			t.Errorf("%q is also written %q", c.value, momentText(at))
		}
	})
}
