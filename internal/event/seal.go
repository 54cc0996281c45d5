package event

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"fmt"

	"canopy/internal/problem"
)

// position is a place in the log: behind the event seq of the tree of root.
type position struct{ root, seq int64 }

// sealer makes positions cursors, which tell nobody the tree or how much goes on there. The same position of the same account is the
// same cursor, so that a subscriber knows what they have seen: the nonce is a hash of what is sealed.
type sealer struct {
	aead  cipher.AEAD
	nonce []byte // the key of its hash
}

func newSealer(secret []byte) (*sealer, error) {
	key, err := hkdf.Key(sha256.New, secret, nil, "canopy cursor", 64)
	if err != nil {
		return nil, fmt.Errorf("event: the key of cursors: %w", err)
	}
	block, err := aes.NewCipher(key[:32])
	if err != nil {
		return nil, fmt.Errorf("event: the key of cursors: %w", err)
	}
	aead, err := cipher.NewGCM(block)
	return &sealer{aead, key[32:]}, err
}

var cursorText = base64.RawURLEncoding.Strict()

// seal is the cursor of a position, good for one account.
func (s *sealer) seal(account int64, p position) string {
	plain := binary.BigEndian.AppendUint64(binary.BigEndian.AppendUint64(nil, uint64(p.root)), uint64(p.seq))
	hash := hmac.New(sha256.New, s.nonce)
	hash.Write(plain)
	hash.Write(of(account))
	nonce := hash.Sum(nil)[:s.aead.NonceSize()]
	return cursorText.EncodeToString(s.aead.Seal(nonce, nonce, plain, of(account)))
}

// open is the position of a cursor of the account; any other text is BAD_USER_INPUT.
func (s *sealer) open(account int64, text string) (position, error) {
	sealed, err := cursorText.DecodeString(text)
	if n := s.aead.NonceSize(); err == nil && len(sealed) == n+16+s.aead.Overhead() {
		var plain []byte
		if plain, err = s.aead.Open(nil, sealed[:n], sealed[n:], of(account)); err == nil {
			return position{int64(binary.BigEndian.Uint64(plain)), int64(binary.BigEndian.Uint64(plain[8:]))}, nil
		}
	}
	return position{}, errCursor
}

var errCursor = problem.New(problem.BadUserInput, "after is no cursor of a subscription to this account")

// of is what binds a cursor to its account.
func of(account int64) []byte { return binary.BigEndian.AppendUint64(nil, uint64(account)) }
