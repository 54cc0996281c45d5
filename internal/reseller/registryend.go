package reseller

import (
	"context"

	"canopy/ent"
	"canopy/ent/account"
	"canopy/ent/organization"
	"canopy/ent/organizationregistration"
	"canopy/ent/review"
	"canopy/ent/reviewcandidate"
	"canopy/internal/store"
	"canopy/internal/store/scope"

	"entgo.io/ent/dialect"
)

// end takes back what has ended. An organization that is registered here, or known from another registry too, loses the id alone. Of the
// others those go that nobody uses; one that an account stands for stays, as registered here from now on; one that an open review shows,
// or is about to, stays for the next import to take back.
func (i *registryImport) end(ctx context.Context, counts *RegistryCounts) error {
	if len(i.ended) == 0 {
		return nil
	}
	keys := make([]int64, len(i.ended))
	for n, r := range i.ended {
		keys[n] = r.OrganizationID
	}
	use, err := i.uses(ctx, keys)
	if err != nil {
		return err
	}
	var unlinked, heirs, ours, removed []int64
	for _, r := range i.ended {
		key := r.OrganizationID
		heir, known := use.elsewhere[key]
		switch {
		case known && r.Supplies:
			heirs = append(heirs, heir)
			counts.Removed++
		case known, use.registered[key]:
			counts.Removed++
		case use.accounts[key]:
			ours = append(ours, key)
			counts.Kept++
		case !use.free[key] || use.reviews[key]:
			counts.Kept++
			continue
		default:
			removed = append(removed, key)
			counts.Removed++
		}
		unlinked = append(unlinked, r.ID)
	}
	tx := i.tx
	if _, err := tx.OrganizationRegistration.Delete().Where(organizationregistration.IDIn(unlinked...)).Exec(ctx); err != nil {
		return err
	}
	// An heir's registry tells the name and address at its next import.
	if err := tx.OrganizationRegistration.Update().Where(organizationregistration.IDIn(heirs...)).SetSupplies(true).SetPrint("").Exec(ctx); err != nil {
		return err
	}
	if err := tx.Organization.Update().Where(organization.IDIn(ours...)).SetSource(organization.SourceREGISTERED).SetUpdatedAt(i.Now()).Exec(ctx); err != nil {
		return err
	}
	if err := i.remove(ctx, removed); err != nil {
		return err
	}
	return i.refresh(ctx, keys, nil) // those that stay no longer have the names that this registry gave
}

// uses is who uses organizations.
type uses struct {
	registered map[int64]bool  // here
	free       map[int64]bool  // nobody is about to refer to it; locked
	accounts   map[int64]bool  // an account stands for it
	reviews    map[int64]bool  // an open review shows it
	elsewhere  map[int64]int64 // the first registration in another registry
}

func (i *registryImport) uses(ctx context.Context, keys []int64) (uses, error) {
	u := uses{registered: map[int64]bool{}, free: map[int64]bool{}, accounts: map[int64]bool{}, reviews: map[int64]bool{}, elsewhere: map[int64]int64{}}
	// Who opens a review holds its candidates without the organizations' lock, in any order: it is not waited for. What is locked here
	// nobody refers to from then on, so that the other questions come behind.
	lock := "SELECT " + scope.Matching.Marker() + " id FROM organizations WHERE id IN (SELECT id FROM " + ids(i.tx, "$1") + ")"
	if i.tx.Dialect() == dialect.Postgres {
		lock += " FOR UPDATE SKIP LOCKED"
	}
	note := func(into map[int64]bool) func(*store.Row) {
		return func(row *store.Row) { into[row.At(0).Int()] = true }
	}
	if err := i.tx.Send(ctx, store.Statement{Text: lock, Args: []any{array(keys)}, Each: note(u.free)}); err != nil {
		return u, err
	}
	mark := func(into map[int64]bool, keys []int64, err error) error {
		for _, key := range keys {
			into[key] = true
		}
		return err
	}
	registered, err := i.tx.Organization.Query().Where(organization.IDIn(keys...), organization.SourceEQ(organization.SourceREGISTERED)).IDs(ctx)
	if err := mark(u.registered, registered, err); err != nil {
		return u, err
	}
	var accounts, reviews []int64
	err = i.tx.Account.Query().Where(account.OrganizationIDIn(keys...)).Unique(true).Select(account.FieldOrganizationID).Scan(ctx, &accounts)
	if err := mark(u.accounts, accounts, err); err != nil {
		return u, err
	}
	err = i.tx.ReviewCandidate.Query().Where(reviewcandidate.OrganizationIDIn(keys...), reviewcandidate.HasReviewWith(review.StatusEQ(review.StatusOPEN))).
		Unique(true).Select(reviewcandidate.FieldOrganizationID).Scan(ctx, &reviews)
	if err := mark(u.reviews, reviews, err); err != nil {
		return u, err
	}
	others, err := i.tx.OrganizationRegistration.Query().Where(i.of(keys), organizationregistration.RegistryNEQ(i.registry)).
		Order(ent.Desc(organizationregistration.FieldID)).All(ctx)
	for _, r := range others {
		u.elsewhere[r.OrganizationID] = r.ID
	}
	return u, err
}

// remove removes organizations, also from what decided reviews have shown.
func (i *registryImport) remove(ctx context.Context, keys []int64) error {
	if len(keys) == 0 {
		return nil
	}
	if err := deleteKeys(ctx, i.tx, keys); err != nil {
		return err
	}
	if _, err := i.tx.ReviewCandidate.Delete().Where(reviewcandidate.OrganizationIDIn(keys...)).Exec(ctx); err != nil {
		return err
	}
	if _, err := i.tx.Organization.Delete().Where(organization.IDIn(keys...)).Exec(ctx); err != nil {
		return err
	}
	_, err := i.tx.Count(ctx, organizations, -int64(len(keys)))
	return err
}
