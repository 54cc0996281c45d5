package reseller

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"canopy/ent"
	"canopy/ent/idempotencykey"
	"canopy/internal/problem"
	"canopy/internal/store"
	"canopy/internal/store/scope"
)

const (
	keyTTL       = 24 * time.Hour
	maxKeyLength = 200 // runes
)

// repeated tells whether the viewer's key was used with the same input within a day: result is then filled with what
// the first try made, and the mutation returns at once. Otherwise result, a pointer, is kept as JSON with the key when the
// change commits: ids and rejected rows only, never values. input is anything that JSON writes, defaults filled in, a
// file as its hash. It is the first thing that a mutation does: a second try at the same moment waits here for the first. A key used with
// another input is a fault IDEMPOTENCY_KEY_REUSED; one that is none is a fault beside the others. Without a key, or in a dry run, it
// does nothing.
func (c *change) repeated(ctx context.Context, key *string, input, result any) (bool, error) {
	if key == nil || c.dryRun || !c.validKey(*key) {
		return false, nil
	}
	text, err := json.Marshal(struct {
		Action Action
		Input  any
	}{c.action, input})
	if err != nil {
		return false, fmt.Errorf("reseller: hash the input: %w", err)
	}
	hash := sha256.Sum256(text)
	ctx = scope.Everything(ctx, scope.Uniqueness)
	first, err := c.takeKey(ctx, *key, hash[:])
	if err != nil || first == nil {
		c.result = result
		return false, err
	}
	if !bytes.Equal(first.InputHash, hash[:]) {
		c.faults.Add("idempotencyKey", problem.IdempotencyKeyReused, "this key was used with another input: take a new one")
		return false, c.faults.Err()
	}
	if err := json.Unmarshal([]byte(first.Result), result); err != nil {
		return false, fmt.Errorf("reseller: read the result of key %d: %w", first.ID, err)
	}
	return true, nil
}

func (c *change) validKey(key string) bool {
	switch {
	case strings.TrimSpace(key) == "":
		c.faults.Add("idempotencyKey", problem.Required, "write a text of your own, or leave the key out")
	case !utf8.ValidString(key) || strings.ContainsFunc(key, unicode.IsControl):
		c.faults.Add("idempotencyKey", problem.Invalid, "write text without control characters, in UTF-8")
	case utf8.RuneCountInString(key) > maxKeyLength:
		c.faults.Add("idempotencyKey", problem.TooLong, "write at most %d characters", maxKeyLength)
	default:
		return true
	}
	return false
}

// insertKey takes a key over that is older than $5.
const insertKey = `INSERT INTO idempotency_keys (viewer_id, key, input_hash, result, created_at) VALUES ($1, $2, $3, '', $4)
ON CONFLICT (viewer_id, key) DO UPDATE SET input_hash = excluded.input_hash, result = '', created_at = excluded.created_at
WHERE idempotency_keys.created_at <= $5 RETURNING id`

// takeKey inserts the key, or returns the row of the first try, for which it waits.
func (c *change) takeKey(ctx context.Context, key string, hash []byte) (*ent.IdempotencyKey, error) {
	owner := c.viewer.UserID
	if owner == 0 {
		owner = -c.viewer.SessionID
	}
	err := c.tx.Send(ctx, store.Statement{
		Text: insertKey, Args: []any{owner, key, hash, c.at, c.at.Add(-keyTTL)}, Each: func(row *store.Row) { c.key = row.At(0).Int() },
	})
	if err != nil {
		return nil, fmt.Errorf("reseller: insert the idempotency key: %w", err)
	}
	if c.key != 0 {
		return nil, nil
	}
	return c.tx.IdempotencyKey.Query().Where(idempotencykey.ViewerID(owner), idempotencykey.Key(key)).Only(ctx)
}

// remember keeps the result with the key.
func (c *change) remember() error {
	if c.key == 0 {
		return nil
	}
	text, err := json.Marshal(c.result)
	if err != nil {
		return fmt.Errorf("reseller: keep the result: %w", err)
	}
	c.tx.Last(store.Statement{Text: "UPDATE idempotency_keys SET result = $1 WHERE id = $2", Args: []any{string(text), c.key}})
	return nil
}
