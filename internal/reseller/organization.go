package reseller

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"canopy/ent"
	"canopy/ent/organization"
	"canopy/internal/locale"
	"canopy/internal/match"
	"canopy/internal/store"
	"canopy/internal/store/scope"
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
	at, creates := s.Now(), make([]*ent.OrganizationCreate, n)
	for i, o := range list {
		a := o.Address
		creates[i] = tx.Organization.Create().SetID(ids[i]).SetRevision(last - int64(n) + int64(i) + 1).SetSource(o.Source).
			SetName(o.Name).SetNameKey(match.NameKey(o.Name)).SetAliases(strings.Join(o.Aliases, "\n")).SetPhone(o.Phone).
			SetStreet(strings.Join(a.Street, "\n")).SetDependentLocality(a.DependentLocality).SetCity(a.City).SetRegion(a.Region).
			SetPostalCode(a.PostalCode).SetCountry(a.Country).SetCreatedAt(at).SetUpdatedAt(at)
	}
	for part := range slices.Chunk(creates, chunk) {
		if err := tx.Organization.CreateBulk(part...).Exec(ctx); err != nil {
			return nil, err
		}
	}
	return ids, insertKeys(ctx, tx, ids, list)
}

// The statements of insertKeys; %s are the reason and the table of the hits.
const (
	insertMatchKeys = `INSERT INTO match_keys (key, organization_id) SELECT %s r.key, r.organization FROM %s`
	countMatchKeys  = `INSERT INTO match_key_counts (key, organizations) SELECT %s r.key, count(*) FROM %s GROUP BY r.key
		ON CONFLICT (key) DO UPDATE SET organizations = match_key_counts.organizations + excluded.organizations`
)

// insertKeys writes the matching keys of new organizations, and how many have each.
func insertKeys(ctx context.Context, tx *store.Tx, ids []int64, list []NewOrganization) error {
	type hit struct {
		Key          string `json:"key"`
		Organization int64  `json:"organization"`
	}
	var hits []hit
	for i, o := range list {
		for _, key := range match.Keys(o.Party()) {
			hits = append(hits, hit{key, ids[i]})
		}
	}
	text, table := array(hits), records(tx, "$1", "key text", "organization bigint")
	err := tx.Send(ctx,
		store.Statement{Text: fmt.Sprintf(insertMatchKeys, scope.Matching.Marker(), table), Args: []any{text}},
		store.Statement{Text: fmt.Sprintf(countMatchKeys, scope.Matching.Marker(), table), Args: []any{text}})
	if err != nil {
		return fmt.Errorf("reseller: insert match keys: %w", err)
	}
	return nil
}
