package reseller

import (
	"context"
	"fmt"
	"strings"

	"canopy/ent"
	"canopy/ent/review"
	"canopy/internal/nodeid"
	"canopy/internal/store"

	"entgo.io/ent/dialect"
)

// openReviews opens the reviews of sound customers, or answers the open ones of the same details. It returns errUnmatched, and whose similar
// accounts are to be looked for first.
func (c *change) openReviews(ctx context.Context, parent *ent.Account, customers []*newCustomer, opened *OpenedReviews) (unmatched []*newCustomer, err error) {
	rest := customers
	for { // again when somebody opens one of the same details meanwhile
		if rest, err = c.findOpen(ctx, parent, rest); err != nil {
			return nil, err
		}
		for _, n := range rest {
			if n.found == nil {
				unmatched = append(unmatched, n)
			}
		}
		if unmatched != nil {
			return unmatched, errUnmatched
		}
		if len(rest) == 0 {
			break
		}
		if err := c.insertReviews(ctx, parent, rest, opened); err != nil {
			return nil, err
		}
	}
	for _, n := range customers {
		opened.ReviewIDs = append(opened.ReviewIDs, n.review)
	}
	return nil, nil
}

// findOpen notes the open reviews of the same details, closes those whose time is over, and returns the customers that have none.
func (c *change) findOpen(ctx context.Context, parent *ent.Account, customers []*newCustomer) (rest []*newCustomer, err error) {
	hashes, byHash := make([]string, len(customers)), make(map[string]*newCustomer, len(customers))
	for i, n := range customers {
		hashes[i] = n.details.hash()
		byHash[hashes[i]] = n
	}
	query := c.tx.Review.Query().Where(review.ParentID(parent.ID), review.DetailsHashIn(hashes...), review.StatusEQ(review.StatusOPEN)).Order(ent.Asc(review.FieldID))
	if c.tx.Dialect() == dialect.Postgres {
		query.ForUpdate()
	}
	same, err := query.All(ctx)
	if err != nil {
		return nil, err
	}
	var late []*ent.Review
	for _, r := range same {
		if undecided(r, c.at) {
			byHash[r.DetailsHash].review = r.ID
		} else {
			r.Edges.Parent = parent
			late = append(late, r)
		}
	}
	for _, n := range customers {
		if n.review == 0 {
			rest = append(rest, n)
		}
	}
	if late == nil {
		return rest, nil
	}
	return rest, c.expire(ctx, late...)
}

// reviewRow is a review to be opened as a record; candidateRow is one of its candidates.
type reviewRow struct {
	ID                int64  `json:"id"`
	Type              string `json:"type"`
	Name              string `json:"name"`
	Street            string `json:"street"`
	DependentLocality string `json:"dependent_locality"`
	City              string `json:"city"`
	Region            string `json:"region"`
	PostalCode        string `json:"postal_code"`
	Country           string `json:"country"`
	Phone             string `json:"phone"`
	Language          string `json:"language"`
	Timezone          string `json:"timezone"`
	ExternalReference string `json:"external_reference"`
	ContactID         int64  `json:"notification_contact_id"`
	DetailsHash       string `json:"details_hash"`
	MatchedRevision   int64  `json:"matched_revision"`
}

type candidateRow struct {
	ReviewID       int64   `json:"review_id"`
	OrganizationID int64   `json:"organization_id"`
	Rank           int     `json:"rank"`
	Score          float64 `json:"score"`
	LikelySame     bool    `json:"likely_same"`
	Exact          bool    `json:"exact"`
	Reasons        string  `json:"reasons"`
}

var (
	reviewColumns = []string{
		"id bigint", "type text", "name text", "street text", "dependent_locality text", "city text", "region text", "postal_code text", "country text", "phone text",
		"language text", "timezone text", "external_reference text", "notification_contact_id bigint", "details_hash text", "matched_revision bigint",
	}
	candidateColumns = []string{
		"review_id bigint", "organization_id bigint", "rank bigint", "score double precision", "likely_same boolean", "exact boolean", "reasons text",
	}
)

// The statements of insertReviews, %s the table of the rows.
const (
	reviewFields  = `id, type, name, street, dependent_locality, city, region, postal_code, country, phone, language, timezone, external_reference, notification_contact_id, details_hash, matched_revision`
	insertReviews = `INSERT INTO reviews (parent_id, created_by_id, expires_at, created_at, updated_at, status, version, ` + reviewFields + `)
SELECT $1, $2, $3, $4, $4, 'OPEN', 1, ` + reviewFields + ` FROM %s ORDER BY details_hash
ON CONFLICT (parent_id, details_hash) WHERE status = 'OPEN' DO NOTHING RETURNING id`

	candidateFields = `review_id, organization_id, rank, score, likely_same, exact, reasons`
)

// insertReviews opens the reviews that nobody opens at the same moment, with their candidates. Two of it never wait for each other in a
// circle: each inserts in order of the hashes.
func (c *change) insertReviews(ctx context.Context, parent *ent.Account, customers []*newCustomer, opened *OpenedReviews) error {
	ids, err := c.tx.NextIDs(ctx, review.Table, len(customers))
	if err != nil {
		return fmt.Errorf("reseller: draw the ids of reviews: %w", err)
	}
	rows, byID := make([]reviewRow, len(customers)), make(map[int64]*newCustomer, len(customers))
	for i, n := range customers {
		rows[i], byID[ids[i]] = n.reviewRow(ids[i]), n
	}
	err = c.tx.Send(ctx, store.Statement{
		Text: fmt.Sprintf(insertReviews, records(c.tx, "$5", reviewColumns...)),
		Args: []any{parent.ID, nullable(c.viewer.UserID), c.at.Add(c.ReviewTTL), c.at, array(rows)},
		Each: func(row *store.Row) { byID[row.At(0).Int()].review = row.At(0).Int() },
	})
	if err != nil {
		return fmt.Errorf("reseller: insert reviews: %w", err)
	}
	var candidates []candidateRow
	for _, n := range customers {
		if n.review == 0 {
			continue
		}
		c.record(ReviewOpened, parent, nodeid.New(nodeid.Review, n.review), n.details.changes(details{}))
		candidates = append(candidates, candidateRows(n.review, n.found.candidates)...)
		if similar := len(n.found.candidates); similar > 0 {
			opened.found++
			opened.similar += similar
		}
	}
	if candidates != nil {
		c.tx.Last(c.insertCandidates(candidates))
	}
	return nil
}

func (n *newCustomer) reviewRow(id int64) reviewRow {
	d := n.details
	return reviewRow{
		ID: id, Type: string(d.Type), Name: d.Name, Street: strings.Join(d.Address.Street, "\n"), DependentLocality: d.Address.DependentLocality,
		City: d.Address.City, Region: d.Address.Region, PostalCode: d.Address.PostalCode, Country: d.Address.Country, Phone: d.Phone,
		Language: d.Language, Timezone: d.Timezone, ExternalReference: d.ExternalReference, ContactID: d.ContactID, DetailsHash: d.hash(), MatchedRevision: n.found.revision,
	}
}
