package reseller

import (
	"context"
	"unicode"

	"canopy/ent"
	"canopy/ent/account"
	"canopy/internal/locale"
	"canopy/internal/match"
	"canopy/internal/nodeid"
	"canopy/internal/problem"
	"canopy/internal/viewer"
)

// MaxCandidates is how many similar accounts a review shows at most.
const MaxCandidates = 10

// Candidate is a registered organization that may be the customer.
type Candidate struct {
	OrganizationID int64
	Score          float64 // 0..1
	LikelySame     bool
	Exact          bool // beyond a reviewer's doubt
	Reasons        []string

	revision int64 // of the organization
}

// matched is what a search found, and when: it has seen every organization up to the revision.
type matched struct {
	revision   int64
	candidates []Candidate
}

func candidate(o *ent.Organization, r match.Result) Candidate {
	c := Candidate{OrganizationID: o.ID, Score: r.Score, LikelySame: r.LikelySame, Exact: r.Exact, revision: o.Revision}
	for _, reason := range r.Reasons {
		c.Reasons = append(c.Reasons, string(reason))
	}
	return c
}

// Similar finds the registered organizations that may be the customer of a form that is being filled: best first, at most
// first, which is at most MaxCandidates. A name of less than two letters or digits finds nothing. It needs CREATE_CUSTOMER on the
// parent: problem.NotFound where that is invisible, problem.Forbidden where it is not allowed.
func (s *Service) Similar(ctx context.Context, parentID nodeid.ID, name string, address AddressInput, phone *string, first int) ([]Candidate, error) {
	if first < 0 || first > MaxCandidates {
		return nil, problem.New(problem.BadUserInput, "first is between 0 and %d", MaxCandidates)
	}
	if err := s.MayCreateCustomer(ctx, parentID); err != nil {
		return nil, err
	}
	line, ok := locale.Line(name)
	if !ok || letters(line) < 2 || first == 0 {
		return nil, nil
	}
	runes := []rune(line)
	place := address.address().Normalize()
	number, _ := locale.Phone(text(phone), place.Country)
	if err := s.mayTell(ctx, similarOrganizations); err != nil {
		return nil, err
	}
	found, err := s.search(ctx, partyOf(string(runes[:min(len(runes), maxText)]), nil, place, number), first)
	if err == nil {
		s.told(ctx, similarOrganizations, len(found.candidates))
	}
	return found.candidates, err
}

// letters counts the letters and digits.
func letters(s string) (n int) {
	for _, r := range s {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			n++
		}
	}
	return n
}

// MayCreateCustomer tells whether the viewer may create a customer below an account, for what only reads: problem.NotFound where that is
// invisible, problem.Forbidden where it is not allowed.
func (s *Service) MayCreateCustomer(ctx context.Context, parentID nodeid.ID) error {
	v := viewer.FromContext(ctx)
	if !v.Known() {
		return problem.New(problem.Unauthenticated, "sign in first")
	}
	parents, err := s.Store.Client().Account.Query().Where(account.ID(parentID.Of(nodeid.Account))).Select(account.FieldPath).Strings(ctx)
	switch {
	case err != nil:
		return err
	case len(parents) == 0:
		return problem.New(problem.NotFound, "there is no such account")
	case !v.May(viewer.CreateCustomer, parents[0]):
		return problem.New(problem.Forbidden, "you see this account, but may not do this there: it needs %s", viewer.CreateCustomer)
	}
	return nil
}
