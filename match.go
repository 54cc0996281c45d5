package main

import (
	"context"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"time"

	"canopy/ent/organization"
	"canopy/internal/locale"
	"canopy/internal/match"
	"canopy/internal/match/training"
	"canopy/internal/reseller"
	"canopy/internal/store"
	"canopy/internal/store/scope"

	"entgo.io/ent/dialect"
)

// matching is the command that measures the search for similar accounts, and teaches it.
type matching struct {
	Eval  evalMatch  `cmd:"" help:"Ask labelled queries of a register, by the search that the server uses; see docs/matching.md."`
	Train trainMatch `cmd:"" help:"Learn the weights of the score from labelled queries."`
}

// labelled are the files of both commands.
type labelled struct {
	Registered *os.File `required:"" placeholder:"FILE" help:"CSV of organizations: id,name,street,city,region,postal,country,phone."`
	Queries    *os.File `required:"" placeholder:"FILE" help:"CSV of queries: the same columns, then true_id,stratum. Without a true_id nothing registered matches."`
}

// trainMatch is the command that learns weights.
type trainMatch struct {
	labelled
	Out string `required:"" placeholder:"FILE" help:"Where the weights go: internal/match/weights.json, for the next build."`
}

// Run learns from each half of the queries and measures on the other, then learns from all.
func (t *trainMatch) Run(p *process) error {
	ids, list, queries, err := t.read()
	if err != nil {
		return err
	}
	parties := make([]match.Party, len(list))
	for i, o := range list {
		parties[i] = o.Party()
	}
	register := training.NewRegister(ids, parties)
	all := make([]training.Example, len(queries))
	var halves [2][]training.Example
	for i, q := range queries {
		all[i] = register.Example(q)
		half := training.Half(q.ID)
		halves[half] = append(halves[half], all[i])
	}
	weights := [2]match.Weights{training.Fit(halves[0]), training.Fit(halves[1])}
	answers := make([]training.Answer, len(all))
	for i, e := range all {
		answers[i] = e.Answer(weights[1-training.Half(e.ID)])
	}
	_, _ = fmt.Fprintln(p.stdout, "Each half by the weights that the other half taught; scores are log-odds:")
	training.Measure(queries, answers).Print(p.stdout)
	text, err := json.MarshalIndent(training.Fit(all), "", "  ")
	if err != nil {
		return err
	}
	return os.WriteFile(t.Out, append(text, '\n'), 0o600)
}

// evalMatch is the command that measures.
type evalMatch struct {
	labelled
	Out string `required:"" placeholder:"FILE" help:"Where the answers go: a line of JSON for each query."`
	On  string `placeholder:"URL" help:"An empty database to fill and ask, instead of a temporary SQLite."`

	Recombine int `placeholder:"N" help:"Add organizations made of parts of the registered ones until there are N, and tell how large that is and how long a write takes."`
}

// Run registers the organizations in a database of their own and asks each query.
func (e *evalMatch) Run(p *process) (err error) {
	ids, list, queries, err := e.read()
	if err != nil {
		return err
	}
	var later []reseller.NewOrganization
	if e.Recombine > 0 {
		n := max(len(list), e.Recombine)
		ids, list = recombine(ids, list, n+3*writes)
		ids, list, later = ids[:n], list[:n], list[n:]
	}
	config := *p.commands
	if config.DatabaseURL = e.On; e.On == "" {
		folder, err := os.MkdirTemp("", "canopy-match-")
		if err != nil {
			return err
		}
		defer func() { err = errors.Join(err, os.RemoveAll(folder)) }()
		config.DatabaseURL = "sqlite://" + filepath.Join(folder, "match.db")
	}
	out, err := os.Create(e.Out)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, out.Close()) }()
	return withRules(&process{p.Context, &config, p.stdout, p.stderr}, func(db *store.Store, rules *reseller.Service) error {
		known, err := register(p, db, rules, ids, list)
		if err != nil {
			return err
		}
		lines, answers := json.NewEncoder(out), make([]training.Answer, len(queries))
		for i, q := range queries {
			if answers[i], err = ask(p, rules, known, q); err != nil {
				return err
			}
			if err := lines.Encode(answers[i]); err != nil {
				return err
			}
		}
		training.Measure(queries, answers).Print(p.stdout)
		printTimes(p.stdout, "to find", times(answers))
		if e.Recombine == 0 {
			return nil
		}
		if err := printSize(p, p.stdout, db); err != nil {
			return err
		}
		return printWrites(p, p.stdout, db, rules, later)
	})
}

// register fills an empty database and returns which organization has which id of the file.
func register(ctx context.Context, db *store.Store, rules *reseller.Service, ids []string, list []reseller.NewOrganization) (map[int64]string, error) {
	if n, err := db.Client().Organization.Query().Count(scope.Everything(ctx, scope.Operator)); err != nil || n > 0 {
		return nil, errors.Join(err, fmt.Errorf("the database has %d organizations; give an empty one", n))
	}
	known := make(map[int64]string, len(ids))
	for len(list) > 0 {
		part := list[:min(len(list), 5000)]
		err := db.Tx(ctx, func(ctx context.Context, tx *store.Tx) error {
			made, err := rules.RegisterOrganizations(ctx, tx, part)
			for i, id := range made {
				known[id] = ids[i]
			}
			return err
		})
		if err != nil {
			return nil, err
		}
		ids, list = ids[len(part):], list[len(part):]
	}
	if db.Dialect() == dialect.Postgres { // which it would do by itself some time later
		if _, err := db.WriteDB().ExecContext(ctx, "VACUUM (ANALYZE)"); err != nil {
			return nil, err
		}
	}
	return known, nil
}

func ask(ctx context.Context, rules *reseller.Service, known map[int64]string, q training.Query) (training.Answer, error) {
	asked := time.Now()
	found, err := rules.Rank(ctx, q.Party, reseller.MaxCandidates)
	a := training.Answer{QueryID: q.ID, Candidates: []string{}, Scores: []float64{}, MS: float64(time.Since(asked).Microseconds()) / 1000}
	for _, c := range found {
		a.Candidates, a.Scores = append(a.Candidates, known[c.OrganizationID]), append(a.Scores, c.Score)
	}
	a.LikelySame = len(found) > 0 && found[0].LikelySame
	return a, err
}

func times(answers []training.Answer) []float64 {
	ms := make([]float64, len(answers))
	for i, a := range answers {
		ms[i] = a.MS
	}
	return ms
}

func printTimes(to io.Writer, what string, ms []float64) {
	if slices.Sort(ms); len(ms) > 0 {
		at := func(share float64) float64 { return ms[int(share*float64(len(ms)-1))] }
		_, _ = fmt.Fprintf(to, "ms %s: p50 %.2f, p95 %.2f, p99 %.2f, most %.2f\n", what, at(0.5), at(0.95), at(0.99), at(1))
	}
}

// read reads both files. A party is normalised as one that is entered.
func (l *labelled) read() (ids []string, list []reseller.NewOrganization, queries []training.Query, err error) {
	err = rows(l.Registered, 8, func(row []string) {
		ids, list = append(ids, row[0]), append(list, entered(row))
	})
	if err == nil {
		err = rows(l.Queries, 10, func(row []string) {
			queries = append(queries, training.Query{ID: row[0], Party: entered(row).Party(), Truth: row[8], Stratum: row[9]})
		})
	}
	return ids, list, queries, err
}

// rows gives the rows below the header, which have so many columns.
func rows(from *os.File, columns int, each func(row []string)) error {
	in := csv.NewReader(from)
	in.FieldsPerRecord = columns
	for first := true; ; first = false {
		row, err := in.Read()
		switch {
		case errors.Is(err, io.EOF):
			return nil
		case err != nil:
			return fmt.Errorf("%s: %w", from.Name(), err)
		case !first:
			each(row)
		}
	}
}

func entered(row []string) reseller.NewOrganization {
	o := reseller.NewOrganization{Source: organization.SourceEXTERNAL, Name: row[1], Address: locale.Address{
		Street: []string{row[2]}, City: row[3], Region: row[4], PostalCode: row[5], Country: row[6],
	}.Normalize()}
	o.Phone, _ = locale.Phone(row[7], o.Address.Country)
	return o
}
