package oidctest

import (
	"crypto/rand"
	"crypto/rsa"
	"encoding/json"
	"testing"

	"github.com/go-jose/go-jose/v4"
)

// key is what the provider signs with: an op.SigningKey.
type key struct {
	id      string
	private *rsa.PrivateKey
}

func newKey(t testing.TB) *key {
	t.Helper()
	private, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	return &key{rand.Text(), private}
}

func (k *key) ID() string { return k.id }

func (k *key) Key() any { return k.private }

func (k *key) SignatureAlgorithm() jose.SignatureAlgorithm { return jose.RS256 }

// resign is the token with other claims, signed with the key.
func (k *key) resign(token string, alter func(claims map[string]any)) string {
	parsed, err := jose.ParseSigned(token, []jose.SignatureAlgorithm{jose.RS256})
	if err != nil {
		panic(err) // the provider's own
	}
	claims := map[string]any{}
	if err := json.Unmarshal(parsed.UnsafePayloadWithoutVerification(), &claims); err != nil {
		panic(err)
	}
	alter(claims)
	payload, err := json.Marshal(claims)
	if err != nil {
		panic(err)
	}
	signer, err := jose.NewSigner(jose.SigningKey{Algorithm: jose.RS256, Key: jose.JSONWebKey{Key: k.private, KeyID: k.id}}, nil)
	if err != nil {
		panic(err)
	}
	signed, err := signer.Sign(payload)
	if err != nil {
		panic(err)
	}
	text, err := signed.CompactSerialize()
	if err != nil {
		panic(err)
	}
	return text
}

// published is the public half: an op.Key.
type published struct{ *key }

func (p published) Key() any { return &p.private.PublicKey }

func (published) Use() string { return "sig" }

func (published) Algorithm() jose.SignatureAlgorithm { return jose.RS256 }
