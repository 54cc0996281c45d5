package reseller

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"canopy/ent"
	"canopy/internal/match"
	"canopy/internal/store"
	"canopy/internal/store/scope"

	"entgo.io/ent/dialect"
)

// searchChunk is how many parties are looked up together: what they have in common is read once.
const searchChunk = 25

// search looks the party up among all organizations, best first, at most limit. It reads outside of any transaction.
func (s *Service) search(ctx context.Context, p match.Party, limit int) (matched, error) {
	found, err := s.searchAll(ctx, []match.Party{p}, limit)
	if err != nil {
		return matched{}, err
	}
	return found[0], nil
}

// Rank is a search that also returns what is too unlike to be shown; for measuring it.
func (s *Service) Rank(ctx context.Context, p match.Party, limit int) ([]Candidate, error) {
	found, err := s.searchTogether(ctx, []match.Party{p}, match.Rank, limit)
	if err != nil {
		return nil, err
	}
	return found[0].candidates, nil
}

// searchAll is search for each of the parties.
func (s *Service) searchAll(ctx context.Context, parties []match.Party, limit int) ([]matched, error) {
	all := make([]matched, 0, len(parties))
	for part := range slices.Chunk(parties, searchChunk) {
		found, err := s.searchTogether(ctx, part, match.Best, limit)
		if err != nil {
			return nil, fmt.Errorf("reseller: look for similar accounts: %w", err)
		}
		all = append(all, found...)
	}
	return all, nil
}

func (s *Service) searchTogether(
	ctx context.Context, parties []match.Party, choose func([]match.Candidate, int) []match.Candidate, limit int,
) ([]matched, error) {
	n := len(parties)
	keys, freq, found := make([][]string, n), make([]match.Frequencies, n), make([]matched, n)
	for i, p := range parties {
		keys[i] = match.Keys(p)
	}
	var all match.Frequencies
	var revision int64
	if err := s.Store.Query(ctx, frequencies(s.Store, distinct(slices.Concat(keys...)), &all, &revision)...); err != nil {
		return nil, err
	}
	for i := range parties {
		freq[i] = match.Frequencies{Organizations: all.Organizations, Counts: map[string]int{}}
		for _, key := range keys[i] { // of others' keys it knows nothing
			if count, ok := all.Counts[key]; ok {
				freq[i].Counts[key] = count
			}
		}
		keys[i] = match.SelectKeys(keys[i], freq[i].Counts, match.MaxHits)
	}
	having := map[string][]int64{}
	if err := s.Store.Query(ctx, organizationsByKey(s.Store, distinct(slices.Concat(keys...)), having)); err != nil {
		return nil, err
	}
	short := make([][]int64, n)
	for i := range parties {
		var hits []match.Hit
		for _, key := range keys[i] {
			for _, id := range having[key] {
				hits = append(hits, match.Hit{Key: key, Organization: id})
			}
		}
		short[i] = match.Shortlist(hits, freq[i], match.MaxShortlist)
	}
	known := map[int64]*ent.Organization{}
	if err := s.Store.Query(ctx, organizationsByID(s.Store, distinct(slices.Concat(short...)), known)); err != nil {
		return nil, err
	}
	for i, p := range parties {
		scorer, scored := match.NewScorer(p, freq[i]), make([]match.Candidate, 0, len(short[i]))
		for _, id := range short[i] {
			if o, ok := known[id]; ok {
				scored = append(scored, match.Candidate{ID: id, Result: scorer.Score(partyOfOrganization(o))})
			}
		}
		found[i].revision = revision
		for _, m := range choose(scored, limit) {
			found[i].candidates = append(found[i].candidates, candidate(known[m.ID], m.Result))
		}
	}
	return found, nil
}

// frequencies are the statements that tell how common the keys are, and the revision up to which all organizations are counted in: it is
// read first.
func frequencies(db database, keys []string, freq *match.Frequencies, revision *int64) []store.Statement {
	freq.Counts = make(map[string]int, len(keys))
	return []store.Statement{{
		Text: "SELECT " + scope.Matching.Marker() + " name, value FROM counters WHERE name IN ('" + organizations + "', '" + revisions + "')",
		Each: func(row *store.Row) {
			if value := row.At(1).Int(); row.At(0).Text() == revisions {
				*revision = value
			} else {
				freq.Organizations = int(value)
			}
		},
	}, {
		Text: "SELECT " + scope.Matching.Marker() + " key, organizations FROM match_key_counts WHERE key IN (SELECT value FROM " + texts(db, "$1") + ")",
		Args: []any{array(keys)}, Each: func(row *store.Row) { freq.Counts[row.At(0).Text()] = int(row.At(1).Int()) },
	}}
}

// organizationsByKey reads the organizations that have each of the keys, a key in a row: they are some thousand for each party.
func organizationsByKey(db database, keys []string, into map[string][]int64) store.Statement {
	list := "group_concat(organization_id)"
	if db.Dialect() == dialect.Postgres {
		list = "string_agg(organization_id::text, ',')"
	}
	return store.Statement{
		Text: "SELECT " + scope.Matching.Marker() + " key, " + list + " FROM match_keys WHERE key IN (SELECT value FROM " + texts(db, "$1") + ") GROUP BY key",
		Args: []any{array(keys)}, Each: func(row *store.Row) {
			var having []int64
			for id := range strings.SplitSeq(row.At(1).Text(), ",") {
				n, _ := strconv.ParseInt(id, 10, 64) // as it was written
				having = append(having, n)
			}
			into[row.At(0).Text()] = having
		},
	}
}

func organizationsByID(db database, keys []int64, into map[int64]*ent.Organization) store.Statement {
	return store.Statement{
		Text: "SELECT " + scope.Matching.Marker() + " id, revision, name, aliases, street, city, postal_code, country, phone FROM organizations" +
			" WHERE id IN (SELECT id FROM " + ids(db, "$1") + ")",
		Args: []any{array(keys)}, Each: func(row *store.Row) {
			into[row.At(0).Int()] = &ent.Organization{
				ID: row.At(0).Int(), Revision: row.At(1).Int(), Name: row.At(2).Text(), Aliases: row.At(3).Text(), Street: row.At(4).Text(),
				City: row.At(5).Text(), PostalCode: row.At(6).Text(), Country: row.At(7).Text(), Phone: row.At(8).Text(),
			}
		},
	}
}
