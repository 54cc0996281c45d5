package reseller

import (
	"context"
	"slices"
	"strings"

	"canopy/ent"
	"canopy/ent/organization"
	"canopy/internal/locale"
	"canopy/internal/match"
	"canopy/internal/store"
)

// The counters of organizations.
const (
	revisions     = "organization_revision" // the last one drawn
	organizations = "organizations"         // how many there are
)

// NewOrganization is a legal entity to be registered, its parts normalised.
type NewOrganization struct {
	Source  organization.Source
	Name    string
	Aliases []string
	Address locale.Address
	Phone   string // E.164
}

// Party is what the organization is compared by.
func (o NewOrganization) Party() match.Party { return partyOf(o.Name, o.Aliases, o.Address, o.Phone) }

// set writes all but the source into an organization.
func (o NewOrganization) set(m *ent.OrganizationMutation) {
	m.SetName(o.Name)
	m.SetNameKey(match.NameKey(o.Name))
	m.SetKeysVersion(match.KeysVersion)
	m.SetAliases(strings.Join(o.Aliases, "\n"))
	m.SetPhone(o.Phone)
	setAddress(m, o.Address)
}

func partyOfOrganization(o *ent.Organization) match.Party {
	return partyOf(o.Name, lines(o.Aliases), addressOf(o), o.Phone)
}

func addressOf(o *ent.Organization) locale.Address {
	return locale.Address{
		Street: lines(o.Street), DependentLocality: o.DependentLocality, City: o.City, Region: o.Region, PostalCode: o.PostalCode, Country: o.Country,
	}
}

// RegisterOrganizations registers each of the list with its matching keys and returns their ids in its order. It
// takes the organizations' lock and holds it until the end of the transaction, so that whoever compares newcomers meets these.
func (s *Service) RegisterOrganizations(ctx context.Context, tx *store.Tx, list []NewOrganization) ([]int64, error) {
	if len(list) == 0 {
		return nil, nil
	}
	if err := tx.LockOrganizations(ctx); err != nil {
		return nil, err
	}
	n := len(list)
	if _, err := tx.Count(ctx, organizations, int64(n)); err != nil {
		return nil, err
	}
	last, err := tx.Count(ctx, revisions, int64(n))
	if err != nil {
		return nil, err
	}
	ids, err := tx.NextIDs(ctx, organization.Table, n)
	if err != nil {
		return nil, err
	}
	at, creates, parties := s.Now(), make([]*ent.OrganizationCreate, n), make([]match.Party, n)
	for i, o := range list {
		parties[i] = o.Party()
		creates[i] = tx.Organization.Create().SetID(ids[i]).SetRevision(last - int64(n) + int64(i) + 1).SetSource(o.Source).SetCreatedAt(at).SetUpdatedAt(at)
		o.set(creates[i].Mutation())
	}
	for part := range slices.Chunk(creates, chunk) {
		if err := tx.Organization.CreateBulk(part...).Exec(ctx); err != nil {
			return nil, err
		}
	}
	return ids, insertKeys(ctx, tx, ids, parties)
}
