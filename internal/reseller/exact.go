package reseller

import (
	"context"
	"slices"

	"canopy/ent"
	"canopy/ent/organization"
	"canopy/internal/match"
	"canopy/internal/store"
	"canopy/internal/store/scope"
)

// ExactOrganizations returns for each party the organization that is exactly the same (match.Exact), or 0: one of the
// same postal code before one of the same city, then the lowest id.
func (s *Service) ExactOrganizations(ctx context.Context, tx *store.Tx, parties []match.Party) ([]int64, error) {
	found, err := sameNames(ctx, tx, parties)
	if err != nil {
		return nil, err
	}
	ids := make([]int64, len(parties))
	for i, p := range parties {
		ids[i] = found.exact(p)
	}
	return ids, nil
}

// LinkOrganizations returns for each of the list the organization that is exactly the same, registering those that are not
// there yet; equal ones within the list become one. It also tells how many it registered. It holds the organizations' lock
// until the end of the transaction.
func (s *Service) LinkOrganizations(ctx context.Context, tx *store.Tx, list []NewOrganization) (ids []int64, registered int, err error) {
	if err := tx.LockOrganizations(ctx); err != nil {
		return nil, 0, err
	}
	parties := make([]match.Party, len(list))
	for i, o := range list {
		parties[i] = o.Party()
	}
	found, err := sameNames(ctx, tx, parties)
	if err != nil {
		return nil, 0, err
	}
	// A new one is known by its place in the list, counted down from -1, until it has an id.
	ids = make([]int64, len(list))
	var fresh []NewOrganization
	for i, p := range parties {
		if ids[i] = found.exact(p); ids[i] == 0 {
			fresh = append(fresh, list[i])
			ids[i] = -int64(len(fresh))
			found.add(known{ids[i], p})
		}
	}
	made, err := s.RegisterOrganizations(ctx, tx, fresh)
	if err != nil {
		return nil, 0, err
	}
	for i, id := range ids {
		if id < 0 {
			ids[i] = made[-id-1]
		}
	}
	return ids, len(fresh), nil
}

// known is an organization to be compared with.
type known struct {
	id    int64
	party match.Party
}

// byName are organizations by normalised name and country.
type byName map[[2]string][]known

func nameOf(p match.Party) [2]string {
	return [2]string{match.NameKey(p.Name), match.CountryKey(p.Country)}
}

func (m byName) add(k known) {
	key := nameOf(k.party)
	m[key] = append(m[key], k)
}

// ids are those of all.
func (m byName) ids() (ids []int64) {
	for _, list := range m {
		for _, k := range list {
			ids = append(ids, k.id)
		}
	}
	return ids
}

// drop makes exact pass over an organization.
func (m byName) drop(id int64) {
	for key, list := range m {
		m[key] = slices.DeleteFunc(list, func(k known) bool { return k.id == id })
	}
}

// exact is the id of the first that is exactly p: those that are registered, in order of id, before those that are not yet.
func (m byName) exact(p match.Party) int64 {
	var first int64
	for _, k := range m[nameOf(p)] {
		switch {
		case !match.Exact(p, k.party):
		case match.PostalKey(p.PostalCode) != "" && match.PostalKey(p.PostalCode) == match.PostalKey(k.party.PostalCode):
			return k.id
		case first == 0:
			first = k.id
		}
	}
	return first
}

// sameNames loads the organizations that have one of the parties' normalised names.
func sameNames(ctx context.Context, tx *store.Tx, parties []match.Party) (byName, error) {
	const names = 5000 // in one statement
	var keys []string
	for _, p := range parties {
		if key := match.NameKey(p.Name); key != "" {
			keys = append(keys, key)
		}
	}
	slices.Sort(keys)
	found := byName{}
	for part := range slices.Chunk(slices.Compact(keys), names) {
		rows, err := tx.Organization.Query().Where(organization.NameKeyIn(part...)).Order(ent.Asc(organization.FieldID)).
			All(scope.Everything(ctx, scope.Matching))
		if err != nil {
			return nil, err
		}
		for _, o := range rows {
			found.add(known{o.ID, partyOfOrganization(o)})
		}
	}
	return found, nil
}
