package secret_test

import (
	"bytes"
	"context"
	"testing"

	"canopy/internal/secret"
)

func TestPassword(t *testing.T) {
	hash, err := secret.HashPassword(t.Context(), "correct horse")
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		password, hash string
		want           bool
	}{{"correct horse", hash, true}, {"wrong horse", hash, false}, {"", hash, false}, {"correct horse", "", false}} {
		got, err := secret.ComparePassword(t.Context(), c.password, c.hash)
		if err != nil || got != c.want {
			t.Errorf("%q against %.10q: %v, %v", c.password, c.hash, got, err)
		}
	}
}

func TestComparePasswordEndsWithItsContext(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	for range 3 { // a free turn may be taken; an ended context never hangs
		if ok, _ := secret.ComparePassword(ctx, "x", ""); ok {
			t.Fatal("nobody signed in")
		}
	}
}

func TestTokens(t *testing.T) {
	one, hash := secret.NewToken()
	two, _ := secret.NewToken()
	if one == two || !bytes.Equal(hash, secret.HashToken(one)) || bytes.Contains(hash, []byte(one)) {
		t.Errorf("tokens %q, %q, hash %x", one, two, hash)
	}
}
