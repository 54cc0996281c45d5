package tree

import (
	"context"
	"slices"
	"strings"

	"canopy/internal/nodeid"
	"canopy/internal/store"
	"canopy/internal/store/scope"

	"entgo.io/ent/dialect/sql"
)

// Similar is an organization that matching found, compared with what was entered.
type Similar struct {
	OrganizationID int64
	Score          float64
	LikelySame     bool
	Reasons        []string
}

// SimilarOrganizations answers what matching found for a customer below the parent, in the given order. The
// organizations may be anybody's; an account that stands for one shows where it is visible and of the parent's tree.
func (r *Reader) SimilarOrganizations(ctx context.Context, found []Similar, parent nodeid.ID, sel *Selection) ([]SimilarAccount, error) {
	if err := sel.Check(); err != nil || sel == nil {
		return nil, err
	}
	l := r.loader(ctx)
	list := make([]*SimilarAccount, len(found))
	for i, s := range found {
		list[i] = &SimilarAccount{Score: s.Score, LikelySame: s.LikelySame, Reasons: s.Reasons, organizationID: s.OrganizationID}
	}
	if len(list) > 0 && sel.object("account") != nil {
		if err := l.standing(ctx, list, parent.Of(nodeid.Account)); err != nil {
			return nil, err
		}
	}
	anybodys := func(ctx context.Context, ids []int64, sel *Selection) (map[int64]*Organization, error) {
		return byID(ctx, l, organizations, ids, sel, everything(scope.Matching))
	}
	if err := l.similar(ctx, list, sel, anybodys); err != nil {
		return nil, err
	}
	answer := make([]SimilarAccount, 0, len(list))
	for _, s := range list {
		if s.shown(sel) {
			answer = append(answer, *s)
		}
	}
	return answer, nil
}

// standing finds the accounts that stand for the organizations in the tree of an account.
func (l *loader) standing(ctx context.Context, list []*SimilarAccount, account int64) error {
	s := source{tables: from("accounts AS a"), where: []condition{
		plain("a.organization_id = p.id"), l.visible("a"),
		func(b *sql.Builder) {
			b.WriteString("a.root_id = (SELECT s.root_id FROM accounts AS s WHERE s.id = ").Arg(account).WriteString(" AND ")
			scope.Accounts(b, l.viewer, "s")
			b.WriteString(")")
		},
	}}
	for _, similar := range list {
		s.places = append(s.places, similar.organizationID)
	}
	b := l.statement()
	s.each(b, "(SELECT min(a.id)")
	return l.store.Query(ctx, query(b, s, func(place int, row *store.Row) { list[place].accountID = row.At(1).Int() }))
}

// similarAccounts loads the candidates of the reviews' present versions, best first.
func (l *loader) similarAccounts(ctx context.Context, list []*Review, sel *Selection) error {
	if sel == nil {
		return nil
	}
	s := source{
		tables: from("reviews AS r CROSS JOIN accounts AS s CROSS JOIN review_candidates AS c"),
		where:  []condition{plain("r.id = p.id AND s.id = r.parent_id AND c.review_id = r.id"), l.visible("s")},
	}
	for _, r := range list {
		s.places = append(s.places, r.Key)
	}
	account := plain("0")
	if sel.object("account") != nil {
		account = func(b *sql.Builder) {
			b.WriteString("(SELECT min(a.id) FROM accounts AS a WHERE a.organization_id = c.organization_id AND a.root_id = s.root_id AND ")
			scope.Accounts(b, l.viewer, "a")
			b.WriteString(")")
		}
	}
	b := l.statement()
	b.WriteString("SELECT ")
	s.place(b)
	b.WriteString(", c.organization_id, c.score, c.likely_same, c.reasons, ")
	account(b)
	b.WriteString(" FROM ")
	s.list(b)
	b.WriteString(" CROSS JOIN ")
	s.tables(b)
	where(b, s.where)
	b.WriteString(" ORDER BY p.ord, c.rank")

	var found []*SimilarAccount
	err := l.store.Query(ctx, query(b, s, func(place int, row *store.Row) {
		similar := &SimilarAccount{
			organizationID: row.At(1).Int(), Score: row.At(2).Float(), LikelySame: row.At(3).Bool(),
			Reasons: strings.Fields(row.At(4).Text()), accountID: row.At(5).Int(),
		}
		found = append(found, similar)
		list[place].SimilarAccounts = append(list[place].SimilarAccounts, similar)
	}))
	if err != nil {
		return err
	}
	if err := l.similar(ctx, found, sel, l.organizationsByID); err != nil {
		return err
	}
	for _, r := range list {
		r.SimilarAccounts = slices.DeleteFunc(r.SimilarAccounts, func(s *SimilarAccount) bool { return !s.shown(sel) })
	}
	return nil
}

// similar loads what is asked of similar accounts.
func (l *loader) similar(ctx context.Context, list []*SimilarAccount, sel *Selection,
	organizations func(context.Context, []int64, *Selection) (map[int64]*Organization, error),
) error {
	err := refer(ctx, list, sel.object("organization"), organizations,
		func(s *SimilarAccount) int64 { return s.organizationID }, func(s *SimilarAccount, o *Organization) { s.Organization = o })
	if err != nil {
		return err
	}
	return refer(ctx, list, sel.object("account"), l.accountsByID,
		func(s *SimilarAccount) int64 { return s.accountID }, func(s *SimilarAccount, a *Account) { s.Account = a })
}

// shown tells whether its organization, when asked for, still exists.
func (s *SimilarAccount) shown(sel *Selection) bool {
	return s.Organization != nil || sel.object("organization") == nil
}
