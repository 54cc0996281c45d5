//go:build evaluate

package match_test

import (
	"bufio"
	"encoding/csv"
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"canopy/internal/match"
)

// TestEvaluate asks labelled queries of a register held in memory, in the three steps of a search on a database.
// CANOPY_MATCH_DATA names the folder with registered.csv and queries.csv, CANOPY_MATCH_OUT a file for JSON lines
// that score.py reads. It is no test of `make test`: go test -tags evaluate -run Evaluate ./internal/match
func TestEvaluate(t *testing.T) {
	data := os.Getenv("CANOPY_MATCH_DATA")
	ids, parties := readParties(t, filepath.Join(data, "registered.csv"))
	started := time.Now()
	r := newRegister(parties)
	rows := 0
	for _, list := range r.index {
		rows += len(list)
	}
	t.Logf("%d organizations, %.1f keys each, indexed in %v", len(parties), float64(rows)/float64(len(parties)), time.Since(started))

	var out *json.Encoder
	if path := os.Getenv("CANOPY_MATCH_OUT"); path != "" {
		file, err := os.Create(path)
		must(t, err)
		defer func() { must(t, file.Close()) }()
		buffer := bufio.NewWriter(file)
		defer func() { must(t, buffer.Flush()) }()
		out = json.NewEncoder(buffer)
	}
	var tally tally
	for _, record := range readCSV(t, filepath.Join(data, "queries.csv")) {
		asked := time.Now()
		found := r.search(toParty(record))
		took := time.Since(asked)
		answer := answer{QueryID: record[0], Candidates: []string{}, Scores: []float64{}, MS: float64(took.Microseconds()) / 1000}
		for _, c := range found {
			answer.Candidates = append(answer.Candidates, ids[c.ID])
			answer.Scores = append(answer.Scores, c.Score)
		}
		if out != nil {
			must(t, out.Encode(answer))
		}
		tally.add(answer, record[8])
	}
	tally.log(t)
}

type answer struct {
	QueryID    string    `json:"query_id"`
	Candidates []string  `json:"candidates"`
	Scores     []float64 `json:"scores"`
	MS         float64   `json:"ms"`
}

// register is what a database would hold.
type register struct {
	parties []match.Party
	index   map[string][]int64
}

func newRegister(parties []match.Party) *register {
	r := &register{parties: parties, index: make(map[string][]int64)}
	for i, p := range parties {
		for _, k := range match.Keys(p) {
			r.index[k] = append(r.index[k], int64(i))
		}
	}
	return r
}

func (r *register) search(query match.Party) []match.Candidate {
	keys := match.Keys(query)
	freq := match.Frequencies{Organizations: len(r.parties), Counts: make(map[string]int, len(keys))}
	for _, k := range keys {
		freq.Counts[k] = len(r.index[k])
	}
	var hits []match.Hit
	for _, k := range match.SelectKeys(keys, freq.Counts, match.MaxHits) {
		for _, id := range r.index[k] {
			hits = append(hits, match.Hit{Key: k, Organization: id})
		}
	}
	scorer := match.NewScorer(query, freq)
	var found []match.Candidate
	for _, id := range match.Shortlist(hits, freq, match.MaxShortlist) {
		found = append(found, match.Candidate{ID: id, Result: scorer.Score(r.parties[id])})
	}
	return match.Best(found, 10)
}

// tally counts what was found within the first one and five, what is told as likely the same, and false alarms.
type tally struct {
	positive, first, five, likely          int
	negative, shown, likelyWrong, shownSum int
	took                                   []float64
}

func (c *tally) add(a answer, trueID string) {
	c.took = append(c.took, a.MS)
	likely := len(a.Scores) > 0 && a.Scores[0] >= match.LikelyScore
	if trueID == "" {
		c.negative++
		c.shownSum += len(a.Candidates)
		if len(a.Candidates) > 0 {
			c.shown++
		}
		if likely {
			c.likelyWrong++
		}
		return
	}
	c.positive++
	switch rank := slices.Index(a.Candidates, trueID); {
	case rank == 0:
		c.first++
		c.five++
		if likely {
			c.likely++
		}
	case rank > 0 && rank < 5:
		c.five++
	}
}

func (c *tally) log(t *testing.T) {
	slices.Sort(c.took)
	at := func(q float64) float64 { return c.took[int(q*float64(len(c.took)-1))] }
	share := func(n, of int) float64 { return float64(n) / float64(max(of, 1)) }
	t.Logf("%d with a match: recall@1 %.4f recall@5 %.4f, first and likely the same %.4f", c.positive, share(c.first, c.positive),
		share(c.five, c.positive), share(c.likely, c.positive))
	t.Logf("%d without: something shown %.4f (%.1f on average), something likely the same %.4f", c.negative, share(c.shown, c.negative),
		share(c.shownSum, c.negative), share(c.likelyWrong, c.negative))
	t.Logf("ms: p50 %.2f p95 %.2f p99 %.2f max %.2f", at(.5), at(.95), at(.99), at(1))
}

func readParties(t *testing.T, path string) (ids []string, parties []match.Party) {
	for _, record := range readCSV(t, path) {
		ids, parties = append(ids, record[0]), append(parties, toParty(record))
	}
	return ids, parties
}

// toParty reads id,name,street,city,region,postal,country,phone.
func toParty(r []string) match.Party {
	return match.Party{Name: r[1], Street: []string{r[2]}, City: r[3], Region: r[4], PostalCode: r[5], Country: r[6], Phone: r[7]}
}

func readCSV(t *testing.T, path string) [][]string {
	file, err := os.Open(path)
	must(t, err)
	defer func() { must(t, file.Close()) }()
	records, err := csv.NewReader(bufio.NewReader(file)).ReadAll()
	must(t, err)
	return records[1:]
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
