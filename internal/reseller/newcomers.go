package reseller

import (
	"cmp"
	"context"
	"slices"

	"canopy/ent"
	"canopy/ent/counter"
	"canopy/ent/organization"
	"canopy/internal/match"
	"canopy/internal/nodeid"
	"canopy/internal/problem"
	"canopy/internal/store/scope"
)

// maxNewcomers is how many organizations an approval compares under the organizations' lock at first; after an import it searches again,
// and compares what came since.
const maxNewcomers = 1000

// newcomers says that organizations came since a version of a review was matched. Those that are news are listed; none are when they were
// too many to compare.
type newcomers struct {
	party    match.Party
	version  int
	revision int64                  // that the version has seen
	shown    []*ent.ReviewCandidate // by the version
	same     []Candidate
	chosen   bool           // that a registry changed the chosen one
	faults   problem.Faults // that the approval has besides
}

func (*newcomers) Error() string { return "reseller: organizations came since the review was matched" }

// news tells whether a candidate is one that a reviewer has to look at first: the same, or likely, and not shown as that.
func (n *newcomers) news(c Candidate) bool {
	return c.LikelySame && c.revision > n.revision && !slices.ContainsFunc(n.shown, func(s *ent.ReviewCandidate) bool {
		return s.OrganizationID == c.OrganizationID && s.LikelySame && s.Exact == c.Exact
	})
}

// checkNewcomers compares the review with every organization of a higher revision than it, or a search since, has seen; a chosen one that has
// a higher one than the review is not what was looked at. The caller holds the organizations' lock, so that nobody registers one meanwhile.
func (c *change) checkNewcomers(ctx context.Context, r *ent.Review, chosen *ent.Organization, seen int64) error {
	everything := scope.Everything(ctx, scope.Matching)
	fresh := &newcomers{party: detailsOf(r).party(), version: r.Version, revision: r.MatchedRevision, faults: c.faults}
	last, err := c.tx.Counter.Query().Where(counter.ID(revisions)).Only(everything)
	if err != nil || last.Value == r.MatchedRevision {
		return ent.MaskNotFound(err)
	}
	fresh.chosen = chosen != nil && chosen.Revision > r.MatchedRevision
	again := fresh.chosen || seen == 0 && last.Value-r.MatchedRevision > maxNewcomers
	if !again {
		if fresh.same, err = c.likely(everything, fresh.party, max(seen, r.MatchedRevision)); err != nil || len(fresh.same) == 0 {
			return err
		}
	}
	if fresh.shown, err = r.QueryCandidates().All(everything); err != nil {
		return err
	}
	if again || slices.ContainsFunc(fresh.same, fresh.news) {
		return fresh
	}
	return nil
}

// likely are the organizations of a higher revision that are the same as the party, or likely.
func (c *change) likely(ctx context.Context, p match.Party, above int64) (same []Candidate, err error) {
	list, err := c.tx.Organization.Query().Where(organization.RevisionGT(above)).All(ctx)
	if err != nil {
		return nil, err
	}
	var freq match.Frequencies
	var revision int64
	if err := c.tx.Send(ctx, frequencies(c.tx, match.Keys(p), &freq, &revision)...); err != nil {
		return nil, err
	}
	scorer := match.NewScorer(p, freq)
	for _, o := range list {
		if result := scorer.Score(partyOfOrganization(o)); result.LikelySame {
			same = append(same, candidate(o, result))
		}
	}
	return same, nil
}

// matchAgain matches a review that newcomers were found for, and tells whether it is stale: then its version counts and shows them. Else the
// version stands, with what it has seen: what is searched now up to the revision is no news to it.
func (s *Service) matchAgain(ctx context.Context, id nodeid.ID, fresh *newcomers) (revision int64, stale bool, err error) {
	found, err := s.search(ctx, fresh.party, MaxCandidates)
	if err != nil {
		return 0, false, err
	}
	found.candidates = merge(found.candidates, fresh.same)
	if !fresh.chosen && !slices.ContainsFunc(found.candidates, fresh.news) {
		return found.revision, false, nil
	}
	err = s.change(ctx, ReviewUpdated, func(ctx context.Context, c *change) error {
		r, parent, err := c.review(ctx, id)
		if err != nil {
			return err
		}
		if r.Version != fresh.version { // somebody else was faster
			return nil
		}
		c.record(ReviewUpdated, parent, nodeid.New(nodeid.Review, r.ID), []FieldChange{versionChange(r.Version)})
		err = c.tx.Review.UpdateOneID(r.ID).SetMatchedRevision(found.revision).SetVersion(r.Version + 1).SetUpdatedAt(c.at).Exec(ctx)
		if err != nil {
			return err
		}
		return c.saveCandidates(ctx, r.ID, found.candidates)
	})
	if err == nil {
		s.told(ctx, similarOrganizations, len(found.candidates))
	}
	return found.revision, true, err
}

// merge adds to what a search found what it missed, best first.
func merge(found, more []Candidate) []Candidate {
	for _, m := range more {
		if !slices.ContainsFunc(found, func(c Candidate) bool { return c.OrganizationID == m.OrganizationID }) {
			found = append(found, m)
		}
	}
	slices.SortStableFunc(found, func(a, b Candidate) int {
		return cmp.Or(cmp.Compare(b.Score, a.Score), cmp.Compare(a.OrganizationID, b.OrganizationID))
	})
	return found[:min(len(found), MaxCandidates)]
}
