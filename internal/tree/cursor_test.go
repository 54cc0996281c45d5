package tree

import (
	"testing"
	"time"

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
	f.Add("")
	f.Fuzz(func(t *testing.T, text string) {
		c, ok := parseCursor(text)
		if !ok {
			return
		}
		if c.String() != text || c.id <= 0 || c.id >= 1<<50 {
			t.Errorf("%q is read as %+v, which is written %q", text, c, c)
		}
		if at, ok := parseMoment(c.value); ok && momentText(at) != c.value {
			t.Errorf("%q is also written %q", c.value, momentText(at))
		}
	})
}
