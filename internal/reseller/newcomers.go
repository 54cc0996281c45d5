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

// maxNewcomers is how many organizations an approval compares under the organizations' lock; after an import it searches again.
const maxNewcomers = 1000

// newcomers says that organizations came since a version of a review was matched. Those that are the same, or likely, are
// listed; none are when they were too many to compare.
type newcomers struct {
	party    match.Party
	version  int
	revision int64 // that the version has seen
	same     []Candidate
	chosen   bool           // that a registry changed the chosen one
	faults   problem.Faults // that the approval has besides
}

func (*newcomers) Error() string { return "reseller: organizations came since the review was matched" }

// checkNewcomers compares the review with every organization of a higher revision than it has seen; a chosen one that has such a
// revision is not what was looked at. The caller holds the organizations' lock, so that nobody registers one meanwhile.
func (c *change) checkNewcomers(ctx context.Context, r *ent.Review, chosen *ent.Organization) error {
	everything := scope.Everything(ctx, scope.Matching)
	fresh := &newcomers{party: detailsOf(r).party(), version: r.Version, revision: r.MatchedRevision, faults: c.faults}
	last, err := c.tx.Counter.Query().Where(counter.ID(revisions)).Only(everything)
	if err != nil || last.Value == r.MatchedRevision {
		return ent.MaskNotFound(err)
	}
	fresh.chosen = chosen != nil && chosen.Revision > r.MatchedRevision
	if fresh.chosen || last.Value-r.MatchedRevision > maxNewcomers {
		return fresh
	}
	list, err := c.tx.Organization.Query().Where(organization.RevisionGT(r.MatchedRevision)).All(everything)
	if err != nil {
		return err
	}
	var freq match.Frequencies
	var revision int64
	if err := c.tx.Send(ctx, frequencies(c.tx, match.Keys(fresh.party), &freq, &revision)...); err != nil {
		return err
	}
	scorer := match.NewScorer(fresh.party, freq)
	for _, o := range list {
		if result := scorer.Score(partyOfOrganization(o)); result.LikelySame {
			fresh.same = append(fresh.same, candidate(o, result))
		}
	}
	if len(fresh.same) > 0 {
		return fresh
	}
	return nil
}

// matchAgain matches a review that newcomers were found for, and tells whether it is stale: then its version counts and shows
// them. Else only what it has seen is noted.
func (s *Service) matchAgain(ctx context.Context, id nodeid.ID, fresh *newcomers) (stale bool, err error) {
	found, err := s.search(ctx, fresh.party, MaxCandidates)
	if err != nil {
		return false, err
	}
	found.candidates = merge(found.candidates, fresh.same)
	stale = fresh.chosen || slices.ContainsFunc(found.candidates, func(c Candidate) bool { return c.LikelySame && c.revision > fresh.revision })
	err = s.change(ctx, ReviewUpdated, func(ctx context.Context, c *change) error {
		r, parent, err := c.review(ctx, id)
		if err != nil {
			return err
		}
		if r.Version != fresh.version { // somebody else was faster
			return nil
		}
		update := c.tx.Review.UpdateOneID(r.ID).SetMatchedRevision(found.revision)
		if !stale {
			return update.Exec(ctx)
		}
		c.record(ReviewUpdated, parent, nodeid.New(nodeid.Review, r.ID), []FieldChange{versionChange(r.Version)})
		if err := update.SetVersion(r.Version + 1).SetUpdatedAt(c.at).Exec(ctx); err != nil {
			return err
		}
		return c.saveCandidates(ctx, r.ID, found.candidates)
	})
	if err == nil && stale {
		s.told(ctx, similarOrganizations, len(found.candidates))
	}
	return stale, err
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
