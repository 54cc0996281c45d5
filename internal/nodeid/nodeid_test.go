package nodeid_test

import (
	"testing"

	"canopy/internal/nodeid"

	"pgregory.net/rapid"
)

func TestRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		want := nodeid.New(nodeid.Account, rapid.Int64Range(1, 1<<50-1).Draw(t, "key"))
		got, ok := nodeid.Parse(want.String())
		if !ok || got != want {
			t.Fatalf("%v reads back as %v, %v", want, got, ok)
		}
		if len(want.String()) != 17 {
			t.Fatalf("%q is not 17 characters", want)
		}
	})
}

func TestParseRefuses(t *testing.T) {
	for _, text := range []string{"", "acc", "acc_", "1", "xyz_0000000000001", "acc_zzzzzzzzzzzzz", "acc_000000000000u", "acc_0000000000000", "acc_3k9vq0a7mz21c5", "acc-3k9vq0a7mz21c"} {
		if id, ok := nodeid.Parse(text); ok {
			t.Errorf("%q is read as %v", text, id)
		}
	}
}

func FuzzParse(f *testing.F) {
	f.Add("acc_3k9vq0a7mz21c")
	f.Fuzz(func(t *testing.T, text string) {
		if id, ok := nodeid.Parse(text); ok && id.String() != text {
			t.Errorf("%q is also written %q", text, id)
		}
	})
}
