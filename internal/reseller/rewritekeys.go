package reseller

import (
	"context"
	"time"

	"canopy/ent"
	"canopy/ent/organization"
	"canopy/internal/match"
	"canopy/internal/store"
	"canopy/internal/store/scope"
)

const (
	// rewritingTime is how long one call of RewriteMatchKeys begins new transactions.
	rewritingTime = 5 * time.Second

	// rewrittenTogether are the organizations of one transaction, for which whoever registers one waits.
	rewrittenTogether = 100
)

// RewriteMatchKeys writes the name key and the matching keys of organizations that have those of an older match.KeysVersion anew, and tells whether it left
// some because its time was over: then it is to be called again. Others may do the same at the same time, and what has been written stays.
// Until its turn an organization is found by the keys it has.
func (s *Service) RewriteMatchKeys(ctx context.Context) (more bool, err error) {
	until := time.Now().Add(rewritingTime)
	for more = true; more && err == nil && time.Now().Before(until); {
		more, err = s.rewriteKeys(scope.Everything(ctx, scope.Matching))
	}
	return more, err
}

// RewriteAllMatchKeys is RewriteMatchKeys until none is left: what is to be linked to organizations that are exactly the same finds them by
// the name keys of this version.
func (s *Service) RewriteAllMatchKeys(ctx context.Context) error {
	for more := true; more; {
		var err error
		if more, err = s.RewriteMatchKeys(ctx); err != nil {
			return err
		}
	}
	return nil
}

// rewriteKeys writes the keys of some organizations anew, and tells whether there were any.
func (s *Service) rewriteKeys(ctx context.Context) (some bool, err error) {
	older := organization.KeysVersionLT(match.KeysVersion)
	found, err := s.Store.Client().Organization.Query().Where(older).Order(ent.Asc(organization.FieldKeysVersion)).Limit(rewrittenTogether).IDs(ctx)
	if err != nil || len(found) == 0 {
		return false, err
	}
	return true, s.Store.Tx(ctx, func(ctx context.Context, tx *store.Tx) error {
		if err := tx.LockOrganizations(ctx); err != nil {
			return err
		}
		list, err := tx.Organization.Query().Where(older, organization.IDIn(found...)).All(ctx) // as they are now
		if err != nil {
			return err
		}
		keys, parties := make([]int64, len(list)), make([]match.Party, len(list))
		for i, o := range list {
			keys[i], parties[i] = o.ID, partyOfOrganization(o)
		}
		if err := replaceKeys(ctx, tx, keys, parties); err != nil {
			return err
		}
		for _, o := range list {
			if err := tx.Organization.UpdateOne(o).SetNameKey(match.NameKey(o.Name)).SetKeysVersion(match.KeysVersion).Exec(ctx); err != nil {
				return err
			}
		}
		return nil
	})
}
