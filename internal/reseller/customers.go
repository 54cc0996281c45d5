package reseller

import (
	"context"
	"errors"
	"slices"

	"canopy/ent"
	"canopy/internal/match"
	"canopy/internal/problem"
)

// OpenedReviews is what CreateCustomers did.
type OpenedReviews struct {
	ReviewIDs []int64 // in the order given; none in a dry run
	Count     int     // how many were opened, or were open already; in a dry run, would be
	Rejects

	taken          int // how many taken references the viewer was told of that are of accounts which they do not see
	found, similar int // how many rows have similar accounts that the viewer was told of, and how many those are together
}

// errUnmatched rolls back when customers would be written whose similar accounts nobody has looked for.
var errUnmatched = errors.New("reseller: customers are to be matched first")

// CreateCustomers opens a review of each customer of a list or a CSV file, as CreateCustomer does: all in one transaction, behind the search
// for similar accounts. Two customers of the request that are the same organization as each other are no fault: whichever is approved later
// meets the other. Faults of rows stand in Rejected, also beside Faults of the request, which open nothing. A repeated idempotency key
// answers the same rows with their codes, but messages without what was written. Needs CREATE_CUSTOMER on the parent.
func (s *Service) CreateCustomers(ctx context.Context, in CreateCustomersInput) (OpenedReviews, error) {
	up, err := readCustomers(in)
	if err != nil {
		return OpenedReviews{}, err
	}
	var opened OpenedReviews
	for customers := up.customers(); ; {
		var unmatched []*newCustomer
		opened, unmatched, err = s.createCustomers(ctx, in, up, customers)
		if !errors.Is(err, errUnmatched) {
			break
		}
		if err := s.match(ctx, unmatched); err != nil {
			return OpenedReviews{}, err
		}
	}
	if errors.Is(err, errRejected) {
		err = nil
	}
	faults, err := problem.FaultsOf(err)
	if err != nil {
		return OpenedReviews{}, err
	}
	s.toldOften(ctx, takenReferences, opened.taken, opened.taken)
	s.toldOften(ctx, similarOrganizations, opened.found, opened.similar)
	opened.RejectedCSV = up.rejectedCSV(opened.Rejected)
	if up.file != nil {
		opened.Encoding = value(up.file.Encoding())
	}
	return opened, faults.Err()
}

// match looks for the similar accounts of the customers.
func (s *Service) match(ctx context.Context, customers []*newCustomer) error {
	parties := make([]match.Party, len(customers))
	for i, n := range customers {
		parties[i] = n.details.party()
	}
	found, err := s.searchAll(ctx, parties, MaxCandidates)
	if err != nil {
		return err
	}
	for i, n := range customers {
		n.found = &found[i]
	}
	return nil
}

// createCustomers opens the reviews, or returns errUnmatched and whom to look for first.
func (s *Service) createCustomers(ctx context.Context, in CreateCustomersInput, up *upload, customers []*newCustomer) (opened OpenedReviews, unmatched []*newCustomer, err error) {
	err = s.change(ctx, ReviewOpened, func(ctx context.Context, c *change) error {
		opened, c.dryRun = OpenedReviews{}, in.DryRun
		asked := in
		asked.CSV = nil
		var kept keptReviews
		if done, err := c.repeated(ctx, in.IdempotencyKey, []any{asked, up.digest}, &kept); done || err != nil {
			opened = kept.answer()
			return err
		}
		for _, n := range customers {
			n.faults, n.review = slices.Clone(n.own), 0
		}
		unmatched, err = c.createCustomers(ctx, in, up, customers, &opened)
		kept = keptReviews{opened.ReviewIDs, keepRows(opened.Rejected)}
		return err
	})
	return opened, unmatched, err
}

func (c *change) createCustomers(ctx context.Context, in CreateCustomersInput, up *upload, customers []*newCustomer, opened *OpenedReviews) (unmatched []*newCustomer, err error) {
	parent, err := c.lock(ctx, "parentId", in.ParentID)
	if err != nil {
		return nil, err
	}
	if parent != nil && !c.allow("parentId", openReview, parent) {
		return nil, c.faults.Err()
	}
	if err := c.mayTell(ctx, similarOrganizations); err != nil { // taken references take from the same
		return nil, err
	}
	c.faults = append(c.faults, up.faults...)
	if opened.taken, err = c.checkCustomers(ctx, in, customers, parent); err != nil {
		return nil, err
	}
	good := make([]*newCustomer, 0, len(customers))
	for _, n := range customers {
		if n.faults == nil {
			good = append(good, n)
		} else {
			opened.Rejected = append(opened.Rejected, n.rejected(n.faults))
		}
	}
	if parent != nil {
		if err := c.checkPlace(ctx, "parentId", parent, len(good), c.roomNow); err != nil {
			return nil, err
		}
	}
	if err := c.faults.Err(); err != nil {
		return nil, err
	}
	if !in.OnError.adds(len(good), len(customers)) {
		return nil, errRejected
	}
	opened.Count = len(good)
	if c.dryRun {
		return nil, nil
	}
	return c.openReviews(ctx, parent, good, opened)
}

// checkCustomers faults what is wrong with each customer besides its own details, and counts the taken references of accounts that the viewer
// does not see. Parent is nil where there is no such account.
func (c *change) checkCustomers(ctx context.Context, in CreateCustomersInput, customers []*newCustomer, parent *ent.Account) (outside int, err error) {
	var root int64
	if parent != nil {
		root = parent.RootID
	}
	if err := c.checkContacts(ctx, in, customers, root); err != nil {
		return 0, err
	}
	return c.checkReferences(ctx, checkRepeated(customers), root)
}

// keptReviews is what is kept of an answer with its idempotency key.
type keptReviews struct {
	ReviewIDs []int64
	Rejected  []keptRow
}

// answer is the kept answer again.
func (kept keptReviews) answer() OpenedReviews {
	return OpenedReviews{ReviewIDs: kept.ReviewIDs, Count: len(kept.ReviewIDs), Rejects: Rejects{Rejected: tellAgain(kept.Rejected, keptCustomerMessages)}}
}

var keptCustomerMessages = map[problem.FaultCode]string{
	problem.Required:           "a value is missing",
	problem.Invalid:            "the value is not one that can be stored",
	problem.TooLong:            "the value is too long",
	problem.Missing:            "nobody in the userDirectory had this e-mail address or id",
	problem.Taken:              "another account of the tree had this external reference already",
	problem.DuplicateInRequest: "a row before it says the same",
}
