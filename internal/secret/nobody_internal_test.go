package secret

import (
	"testing"

	"github.com/alexedwards/argon2id"
)

// TestNobodyTakesAsLong: what is compared with where there is no such user costs what a person's hash costs.
func TestNobodyTakesAsLong(t *testing.T) {
	somebody, err := HashPassword(t.Context(), "correct horse")
	if err != nil {
		t.Fatal(err)
	}
	want, _, _, err := argon2id.DecodeHash(somebody)
	if err != nil {
		t.Fatal(err)
	}
	got, salt, _, err := argon2id.DecodeHash(nobody)
	if err != nil || *got != *want || len(salt) == 0 {
		t.Errorf("%+v with %d bytes of salt, want %+v: %v", got, len(salt), want, err)
	}
}
