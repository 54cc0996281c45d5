// Package secret hashes, compares and mints passwords and tokens.
package secret

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"

	"github.com/alexedwards/argon2id"
)

// params are OWASP's second recommendation for argon2id: 19 MiB, two passes, one lane.
var params = &argon2id.Params{Memory: 19 * 1024, Iterations: 2, Parallelism: 1, SaltLength: 16, KeyLength: 32}

// turns lets two hashes run at a time, so that sign-ins cannot take all memory and cores.
var turns = make(chan struct{}, 2)

func takeTurn(ctx context.Context) error {
	select {
	case turns <- struct{}{}:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// HashPassword is the argon2id hash of a password, in its own text form.
// It waits for its turn and returns the context's error when that ends first.
func HashPassword(ctx context.Context, password string) (string, error) {
	if err := takeTurn(ctx); err != nil {
		return "", err
	}
	defer func() { <-turns }()
	return argon2id.CreateHash(password, params)
}

// nobody is compared with where there is no such user: as long as a real comparison takes.
var nobody = func() string {
	hash, err := argon2id.CreateHash(rand.Text(), params)
	if err != nil {
		panic(err)
	}
	return hash
}()

// ComparePassword tells whether the password has that hash; an empty hash has none, and takes as long.
// It waits for its turn and returns the context's error when that ends first.
func ComparePassword(ctx context.Context, password, hash string) (bool, error) {
	if err := takeTurn(ctx); err != nil {
		return false, err
	}
	defer func() { <-turns }()
	if hash == "" {
		_, err := argon2id.ComparePasswordAndHash(password, nobody)
		return false, err
	}
	return argon2id.ComparePasswordAndHash(password, hash)
}

// tokenPrefix lets secret scanners know one of ours.
const tokenPrefix = "canopy_"

// NewToken is a bearer token of 256 random bits and the hash that is stored of it.
func NewToken() (token string, hash []byte) {
	var raw [32]byte
	_, _ = rand.Read(raw[:]) // never fails: crypto/rand
	token = tokenPrefix + base64.RawURLEncoding.EncodeToString(raw[:])
	return token, HashToken(token)
}

// HashToken is the SHA-256 of a token: it has 256 random bits, so it needs no salt and no stretching.
func HashToken(token string) []byte {
	sum := sha256.Sum256([]byte(token))
	return sum[:]
}
