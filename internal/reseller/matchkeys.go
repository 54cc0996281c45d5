package reseller

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"canopy/internal/match"
	"canopy/internal/store"
	"canopy/internal/store/scope"
)

// keysTogether is how many organizations' keys one statement writes or takes away: some 17 each.
const keysTogether = 1000

// The statements of match keys; %s are the reason and the table of the hits or ids.
const (
	insertMatchKeys = `INSERT INTO match_keys (key, organization_id) SELECT %s r.key, r.organization FROM %s`
	countMatchKeys  = `INSERT INTO match_key_counts (key, organizations) SELECT %s r.key, count(*) FROM %s GROUP BY r.key
		ON CONFLICT (key) DO UPDATE SET organizations = match_key_counts.organizations + excluded.organizations`

	uncountMatchKeys = `UPDATE match_key_counts SET organizations = match_key_counts.organizations - gone.n FROM (
		SELECT %s k.key, count(*) AS n FROM match_keys k WHERE k.organization_id IN (SELECT id FROM %s) GROUP BY k.key) AS gone
		WHERE match_key_counts.key = gone.key`
	forgetMatchKeys = `DELETE FROM match_key_counts WHERE organizations <= 0 AND key IN (
		SELECT %s k.key FROM match_keys k WHERE k.organization_id IN (SELECT id FROM %s))`
	deleteMatchKeys = `DELETE FROM match_keys WHERE organization_id IN (SELECT %s id FROM %s)`
)

// insertKeys writes the matching keys of organizations that have none, and how many have each. The caller holds the organizations'
// lock, as for all of these.
func insertKeys(ctx context.Context, tx *store.Tx, ids []int64, parties []match.Party) error {
	type hit struct {
		Key          string `json:"key"`
		Organization int64  `json:"organization"`
	}
	for len(ids) > 0 {
		n := min(len(ids), keysTogether)
		var hits []hit
		for i, p := range parties[:n] {
			for _, key := range match.Keys(p) {
				hits = append(hits, hit{key, ids[i]})
			}
		}
		slices.SortFunc(hits, func(a, b hit) int { return cmp.Compare(a.Key, b.Key) }) // so each page of the indexes is written once
		table := records(tx, "$1", "key text", "organization bigint")
		if err := sendKeys(ctx, tx, table, array(hits), insertMatchKeys, countMatchKeys); err != nil {
			return err
		}
		ids, parties = ids[n:], parties[n:]
	}
	return nil
}

// deleteKeys takes the matching keys of organizations away, and them out of the counts.
func deleteKeys(ctx context.Context, tx *store.Tx, keys []int64) error {
	for len(keys) > 0 {
		n := min(len(keys), keysTogether)
		if err := sendKeys(ctx, tx, ids(tx, "$1"), array(keys[:n]), uncountMatchKeys, forgetMatchKeys, deleteMatchKeys); err != nil {
			return err
		}
		keys = keys[n:]
	}
	return nil
}

// replaceKeys gives organizations the matching keys that the parties have, in place of those they had.
func replaceKeys(ctx context.Context, tx *store.Tx, ids []int64, parties []match.Party) error {
	if err := deleteKeys(ctx, tx, ids); err != nil {
		return err
	}
	return insertKeys(ctx, tx, ids, parties)
}

// sendKeys runs statements of match keys on one table of hits or ids.
func sendKeys(ctx context.Context, tx *store.Tx, table, rows string, texts ...string) error {
	statements := make([]store.Statement, len(texts))
	for i, text := range texts {
		statements[i] = store.Statement{Text: fmt.Sprintf(text, scope.Matching.Marker(), table), Args: []any{rows}}
	}
	if err := tx.Send(ctx, statements...); err != nil {
		return fmt.Errorf("reseller: write match keys: %w", err)
	}
	return nil
}
