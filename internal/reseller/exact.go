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

// isRegistered reports whether an organization is registered that is exactly the same (match.Exact).
func isRegistered(ctx context.Context, tx *store.Tx, p match.Party) (bool, error) {
	found, err := sameNames(ctx, tx, []match.Party{p})
	return slices.ContainsFunc(found[nameOf(p)], func(k known) bool { return match.Exact(p, k.party) }), err
}

// LinkOrganizations returns for each of the list the organization that is exactly the same and has no other postal code, registering those
// that are not there yet; equal ones within the list become one. It also tells how many it registered. It holds the organizations' lock
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
		if ids[i] = found.link(p); ids[i] == 0 {
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

// drop makes link pass over an organization.
func (m byName) drop(id int64) {
	for key, list := range m {
		m[key] = slices.DeleteFunc(list, func(k known) bool { return k.id == id })
	}
}

// link is the id of the first that p is without anybody looking: exactly the same, of its postal code or else where one of the two has none.
// Two shops of one name in a city are two. Those that are registered come first, in order of id.
func (m byName) link(p match.Party) int64 {
	var first int64
	postal := match.PostalKey(p.PostalCode)
	for _, k := range m[nameOf(p)] {
		switch other := match.PostalKey(k.party.PostalCode); {
		case !match.Exact(p, k.party):
		case postal != "" && postal == other:
			return k.id
		case first == 0 && (postal == "" || other == ""):
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
