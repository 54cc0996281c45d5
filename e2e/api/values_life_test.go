package api_test

import (
	"context"
	"time"

	"canopy/ent"
	"canopy/ent/account"
	"canopy/internal/store"
)

// onLeaf is an account for what changes its status or its limits: one of its own, so that the others go on.
func onLeaf(status account.Status) value {
	return value{own: func(s *step) any { return s.leafID(status) }, others: func(s *step) any { return accountID(s.others.account) }}
}

// leafID makes an account below the asker's top, for the bold below another one.
func (s *step) leafID(status account.Status) string {
	s.seen = nil
	above := s.top
	if s.bold {
		above = s.account
	}
	switch status {
	case account.StatusPENDING:
		s.leaf = s.pending(above)
	case account.StatusFAILED:
		s.leaf = s.failed(above)
	default:
		s.leaf = s.forest.account(s.t, above, s.word())
		s.Tx(func(ctx context.Context, tx *store.Tx) (err error) {
			s.leaf, err = tx.Account.UpdateOneID(s.leaf.ID).SetStatus(status).Save(ctx)
			return err
		})
	}
	return accountID(s.leaf)
}

// elsewhere is an account for people to move to: a new one, for the bold often another one.
func (s *step) elsewhere() any {
	if s.bold && s.random.IntN(2) == 0 {
		return accountID(s.account)
	}
	return s.leafID(account.StatusACTIVE)
}

// assetWith makes an asset of the asker's top; it is assigned to an account unless that is the top itself.
func (s *step) assetWith(to *ent.Account) string {
	s.seen = nil
	if to != nil && to.ID == s.top.ID {
		to = nil
	}
	return assetID(s.forest.asset(s.top, to))
}

// lookedAt is when the account changed that is to be changed.
func (s *step) lookedAt() any {
	at := s.Clock.Now()
	if s.leaf != nil {
		at = s.leaf.UpdatedAt
	}
	return at.Format(time.RFC3339Nano)
}

// lookedAtPerson is when the person changed who is to be changed.
func (s *step) lookedAtPerson() any {
	at := s.Clock.Now()
	if s.target != nil {
		at = s.target.UpdatedAt
	}
	return at.Format(time.RFC3339Nano)
}
