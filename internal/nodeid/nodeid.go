// Package nodeid is the id of a thing on the wire: a readable prefix and thirteen characters, such as
// "acc_3k9vq0a7mz21c". Opaque, of fixed length, and cheap to write: a nested answer has thousands.
// The scrambling hides order and number from the eye; it is no secret and no permission rests on it.
package nodeid

import (
	"io"
	"strconv"
)

// Kind is what an id names: the readable prefix.
type Kind string

// The kinds.
const (
	Account      Kind = "acc"
	User         Kind = "usr"
	Review       Kind = "rev"
	Organization Kind = "org"
	Grant        Kind = "grt"
	Event        Kind = "evt"
	APIKey       Kind = "key"
	Session      Kind = "ses"
	Asset        Kind = "ast"
	UserImport   Kind = "imp"

	Webhook         Kind = "whk"
	WebhookDelivery Kind = "dlv"
)

const (
	alphabet = "0123456789abcdefghjkmnpqrstvwxyz" // Crockford's base 32
	factor   = 0x9e3779b97f4a7c15                 // odd, so it has an inverse modulo 2^64
	inverse  = 0xf1de83e19937733d
	maxKey   = 1 << 50 // above it a text is no id: most slips of the pen are told from unknown ids
	length   = 3 + 1 + 13
)

// ID is one id. The zero ID, also read from malformed text, names nothing.
type ID struct {
	Kind Kind
	Key  int64
}

// New is the id of the row key of a kind.
func New(kind Kind, key int64) ID { return ID{kind, key} }

// Append writes the id's text to b.
func (id ID) Append(b []byte) []byte {
	b = append(b, id.Kind...)
	b = append(b, '_')
	x := uint64(id.Key) * factor
	x ^= x >> 32
	for shift := 60; shift >= 0; shift -= 5 {
		b = append(b, alphabet[x>>shift&31])
	}
	return b
}

// String is the id's text; "" for the zero ID.
func (id ID) String() string {
	if id.Key == 0 {
		return ""
	}
	return string(id.Append(make([]byte, 0, length)))
}

// Parse reads an id's text; ok is false when it is none.
func Parse(text string) (id ID, ok bool) {
	if len(text) != length || text[3] != '_' {
		return ID{}, false
	}
	var x uint64
	for i := 4; i < length; i++ {
		d := digits[text[i]]
		if d == 0 || i == 4 && d > 16 { // 64 bits: the first character carries four
			return ID{}, false
		}
		x = x<<5 | uint64(d-1)
	}
	x ^= x >> 32
	x *= inverse
	if x == 0 || x >= maxKey {
		return ID{}, false
	}
	switch kind := Kind(text[:3]); kind {
	case Account, User, Review, Organization, Grant, Event, APIKey, Session, Asset, UserImport, Webhook, WebhookDelivery:
		return ID{kind, int64(x)}, true
	}
	return ID{}, false
}

// digits is a character's value plus one; 0 is no digit.
var digits = func() (table [256]uint8) {
	for i := range len(alphabet) {
		table[alphabet[i]] = uint8(i + 1)
	}
	return table
}()

// Of is the row key when the id is of that kind, else 0, which no row has.
func (id ID) Of(kind Kind) int64 {
	if id.Kind != kind {
		return 0
	}
	return id.Key
}

// MarshalGQL writes the id as a GraphQL ID; the zero ID as "".
func (id ID) MarshalGQL(w io.Writer) {
	if id == (ID{}) {
		_, _ = io.WriteString(w, `""`)
		return
	}
	b := make([]byte, 0, length+2)
	b = append(b, '"')
	b = id.Append(b)
	_, _ = w.Write(append(b, '"')) // gqlgen's writers are buffers
}

// UnmarshalGQL reads a GraphQL ID. Malformed text becomes the zero ID: whoever asks with it is told that
// there is no such thing, at the argument's own path.
func (id *ID) UnmarshalGQL(v any) error {
	switch v := v.(type) {
	case string:
		*id, _ = Parse(v)
	case interface{ String() string }:
		*id, _ = Parse(v.String())
	case int64:
		*id, _ = Parse(strconv.FormatInt(v, 10))
	default:
		*id = ID{}
	}
	return nil
}
