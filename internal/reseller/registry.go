package reseller

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"slices"
	"strings"

	"canopy/ent"
	"canopy/ent/organization"
	"canopy/ent/organizationregistration"
	"canopy/ent/predicate"
	"canopy/internal/match"
	"canopy/internal/store"
	"canopy/internal/store/scope"
)

// RegistryRow is an organization as a reference registry tells of it. Its Source says nothing.
type RegistryRow struct {
	ExternalID string // its id there
	NewOrganization
	Ended bool // it does not exist any longer; of such a row nothing but the id counts
}

// RegistryCounts are the rows of a registry by what became of them.
type RegistryCounts struct {
	Added     int // as organizations of their own
	Linked    int // to an organization that was here
	Updated   int
	Unchanged int
	Removed   int // ended since they were imported
	Kept      int // ended, but their organizations stay, because an account or an open review uses them
	Ended     int // ended, and not here
}

// Add adds counts of other rows.
func (c *RegistryCounts) Add(o RegistryCounts) {
	c.Added += o.Added
	c.Linked += o.Linked
	c.Updated += o.Updated
	c.Unchanged += o.Unchanged
	c.Removed += o.Removed
	c.Kept += o.Kept
	c.Ended += o.Ended
}

// ImportRegistry makes rows of a registry known, all or none of them; the same rows again change nothing. Of two rows of one id the
// later counts. A row that is exactly an organization which has no id of the registry yet, nor another postal code, is linked to it, and gives
// it its names as aliases; else it is added, EXTERNAL. It holds the organizations' lock unless nothing changed.
func (s *Service) ImportRegistry(ctx context.Context, registry string, rows []RegistryRow) (counts RegistryCounts, err error) {
	ctx = scope.Everything(ctx, scope.Matching)
	rows, counts.Unchanged = lastOfEach(rows)
	i := &registryImport{Service: s, registry: registry}
	known, err := i.registrations(ctx, s.Store.Client().OrganizationRegistration, rows)
	if err != nil {
		return counts, err
	}
	news := i.sort(known, rows, &counts)
	if len(news) == 0 {
		return counts, nil
	}
	if err := s.RewriteAllMatchKeys(ctx); err != nil {
		return counts, err
	}
	done := counts
	err = s.Store.Tx(ctx, func(ctx context.Context, tx *store.Tx) error {
		if err := tx.LockOrganizations(ctx); err != nil {
			return err
		}
		i.tx, counts = tx, done
		known, err := i.registrations(ctx, tx.OrganizationRegistration, news) // another import may have been faster
		if err != nil {
			return err
		}
		i.sort(known, news, &counts)
		if err := i.end(ctx, &counts); err != nil {
			return err
		}
		if err := i.add(ctx, &counts); err != nil {
			return err
		}
		return i.update(ctx, known, &counts)
	})
	return counts, err
}

// lastOfEach are the rows with the later one of each id only, and how many others there were.
func lastOfEach(rows []RegistryRow) (last []RegistryRow, others int) {
	seen := map[string]bool{}
	for _, row := range slices.Backward(rows) {
		if !seen[row.ExternalID] {
			seen[row.ExternalID] = true
			last = append(last, row)
		}
	}
	slices.Reverse(last)
	return last, len(rows) - len(last)
}

// print tells what the registry says from what it said.
func (o NewOrganization) print() string {
	o.Source = ""
	text, _ := json.Marshal(o) // texts only
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:16])
}

// names are all names of the row.
func (r RegistryRow) names() []string { return append([]string{r.Name}, r.Aliases...) }

// registryImport is ImportRegistry under way. What it changes it does under the organizations' lock.
type registryImport struct {
	*Service
	tx       *store.Tx
	registry string

	ended          []*ent.OrganizationRegistration
	fresh, changed []RegistryRow
}

func (i *registryImport) registrations(
	ctx context.Context, client *ent.OrganizationRegistrationClient, rows []RegistryRow,
) (map[string]*ent.OrganizationRegistration, error) {
	known, keys := map[string]*ent.OrganizationRegistration{}, make([]string, len(rows))
	for n, row := range rows {
		keys[n] = row.ExternalID
	}
	found, err := client.Query().Where(organizationregistration.Registry(i.registry), organizationregistration.ExternalIDIn(keys...)).All(ctx)
	for _, r := range found {
		known[r.ExternalID] = r
	}
	return known, err
}

// sort tells what is to be done with each row, counts those with which nothing is, and returns the others.
func (i *registryImport) sort(known map[string]*ent.OrganizationRegistration, rows []RegistryRow, counts *RegistryCounts) (news []RegistryRow) {
	i.ended, i.fresh, i.changed = nil, nil, nil
	for _, row := range rows {
		switch r := known[row.ExternalID]; {
		case row.Ended && r == nil:
			counts.Ended++
			continue
		case row.Ended:
			i.ended = append(i.ended, r)
		case r == nil:
			i.fresh = append(i.fresh, row)
		case r.Print == row.print():
			counts.Unchanged++
			continue
		default:
			i.changed = append(i.changed, row)
		}
		news = append(news, row)
	}
	return news
}

// add links the new rows to organizations (byName.link), and registers the others.
func (i *registryImport) add(ctx context.Context, counts *RegistryCounts) error {
	parties := make([]match.Party, len(i.fresh))
	for n, row := range i.fresh {
		parties[n] = row.Party()
	}
	here, err := sameNames(ctx, i.tx, parties)
	if err != nil {
		return err
	}
	for part := range slices.Chunk(here.ids(), chunk) { // many may have a name
		taken, err := i.tx.OrganizationRegistration.Query().Where(organizationregistration.Registry(i.registry), i.of(part)).All(ctx)
		if err != nil {
			return err
		}
		for _, r := range taken {
			here.drop(r.OrganizationID)
		}
	}
	keys := make([]int64, len(i.fresh))
	var linked []int64
	var list []NewOrganization
	for n, row := range i.fresh {
		if keys[n] = here.link(parties[n]); keys[n] != 0 {
			here.drop(keys[n])
			linked = append(linked, keys[n])
			continue
		}
		o := row.NewOrganization
		o.Source, o.Aliases = organization.SourceEXTERNAL, otherNames(o.Name, o.Aliases)
		list = append(list, o)
	}
	made, err := i.RegisterOrganizations(ctx, i.tx, list)
	if err != nil {
		return err
	}
	creates := make([]*ent.OrganizationRegistrationCreate, len(i.fresh))
	for n, row := range i.fresh {
		supplies := keys[n] == 0
		if supplies {
			keys[n], made = made[0], made[1:]
		}
		creates[n] = i.tx.OrganizationRegistration.Create().SetRegistry(i.registry).SetExternalID(row.ExternalID).SetOrganizationID(keys[n]).
			SetSupplies(supplies).SetNames(strings.Join(row.names(), "\n")).SetPrint(row.print())
	}
	for part := range slices.Chunk(creates, chunk) {
		if err := i.tx.OrganizationRegistration.CreateBulk(part...).Exec(ctx); err != nil {
			return err
		}
	}
	counts.Added += len(list)
	counts.Linked += len(linked)
	return i.refresh(ctx, linked, nil)
}

func (i *registryImport) of(organizations []int64) predicate.OrganizationRegistration {
	return organizationregistration.OrganizationIDIn(organizations...)
}
