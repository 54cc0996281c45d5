package reseller

import (
	"context"
	"fmt"
	"strings"

	"canopy/ent"
	"canopy/ent/organization"
	"canopy/ent/organizationregistration"
	"canopy/internal/match"
	"canopy/internal/store"
)

// maxAliases is how many further names of an organization are kept; a search compares the first 15.
const maxAliases = 50

// update notes what changed in the registry, and changes the organizations.
func (i *registryImport) update(ctx context.Context, known map[string]*ent.OrganizationRegistration, counts *RegistryCounts) error {
	if len(i.changed) == 0 {
		return nil
	}
	type record struct {
		ID    int64  `json:"id"`
		Names string `json:"names"`
		Print string `json:"print"`
	}
	var keys []int64
	said, supplied := make([]record, len(i.changed)), map[int64]NewOrganization{}
	for n, row := range i.changed {
		r := known[row.ExternalID]
		keys = append(keys, r.OrganizationID)
		said[n] = record{r.ID, strings.Join(row.names(), "\n"), row.print()}
		if r.Supplies {
			supplied[r.OrganizationID] = row.NewOrganization
		}
	}
	counts.Updated += len(i.changed)
	text := "UPDATE organization_registrations SET names = r.names, print = r.print FROM %s WHERE organization_registrations.id = r.id"
	err := i.tx.Send(ctx, store.Statement{Text: fmt.Sprintf(text, records(i.tx, "$1", "id bigint", "names text", "print text")), Args: []any{array(said)}})
	if err != nil {
		return err
	}
	return i.refresh(ctx, keys, supplied)
}

// refresh gives organizations what registries supply, and all names that any registry has for them as aliases. One that
// changes counts as a newcomer to the reviews that are open.
func (i *registryImport) refresh(ctx context.Context, keys []int64, supplied map[int64]NewOrganization) error {
	list, err := i.tx.Organization.Query().Where(organization.IDIn(keys...)).Order(ent.Asc(organization.FieldID)).All(ctx)
	if err != nil {
		return err
	}
	registrations, err := i.tx.OrganizationRegistration.Query().Where(i.of(keys)).Order(ent.Asc(organizationregistration.FieldID)).All(ctx)
	if err != nil {
		return err
	}
	names := map[int64][]string{}
	for _, r := range registrations {
		names[r.OrganizationID] = append(names[r.OrganizationID], lines(r.Names)...)
	}
	var ids []int64
	var changed []NewOrganization
	for _, o := range list {
		before := NewOrganization{Name: o.Name, Aliases: lines(o.Aliases), Address: addressOf(o), Phone: o.Phone}
		now, ok := supplied[o.ID]
		if !ok {
			now = before
		}
		if now.Aliases = otherNames(now.Name, names[o.ID]); now.print() != before.print() {
			ids, changed = append(ids, o.ID), append(changed, now)
		}
	}
	return i.rewrite(ctx, ids, changed)
}

// otherNames are the names that differ from the first by more than writing, each once.
func otherNames(first string, names []string) (others []string) {
	seen := map[string]bool{match.NameKey(first): true}
	for _, name := range names {
		if key := match.NameKey(name); !seen[key] && len(others) < maxAliases {
			seen[key] = true
			others = append(others, name)
		}
	}
	return others
}

// rewrite changes organizations, with new revisions and matching keys.
func (i *registryImport) rewrite(ctx context.Context, ids []int64, list []NewOrganization) error {
	if len(list) == 0 {
		return nil
	}
	last, err := i.tx.Count(ctx, revisions, int64(len(list)))
	if err != nil {
		return err
	}
	at, parties := i.Now(), make([]match.Party, len(list))
	for n, o := range list {
		parties[n] = o.Party()
		update := i.tx.Organization.Update().Where(organization.ID(ids[n]))
		o.set(update.Mutation())
		if err := update.SetRevision(last - int64(len(list)-1-n)).SetUpdatedAt(at).Exec(ctx); err != nil {
			return err
		}
	}
	return replaceKeys(ctx, i.tx, ids, parties)
}
