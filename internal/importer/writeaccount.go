package importer

import (
	"context"
	"fmt"
	"slices"

	"canopy/ent"
	"canopy/ent/account"
	"canopy/ent/organization"
	"canopy/internal/locale"
	"canopy/internal/reseller"
	"canopy/internal/store"
	"canopy/internal/treepath"
)

// writeAccounts writes the good rows, a batch in each transaction.
func (r *run) writeAccounts(ctx context.Context) error {
	rows := r.forest.toAdd()
	if len(rows) > 0 {
		if err := r.Rules.RewriteAllMatchKeys(ctx); err != nil {
			return fmt.Errorf("write the keys of an older version anew: %w", err)
		}
	}
	p := newProgress(r.Progress, "accounts written", len(rows))
	defer p.end()
	for part := range slices.Chunk(rows, batch) {
		err := r.Store.Tx(ctx, func(ctx context.Context, tx *store.Tx) error { return r.writeNodes(ctx, tx, part) })
		if err != nil {
			return fmt.Errorf("write accounts, line %d and others: %w", part[0].line, err)
		}
		r.report.Accounts.Added += len(part)
		p.add(len(part))
	}
	return nil
}

// writeNodes writes one batch of accounts: ACTIVE, each linked to the organization that is exactly the same, or to one of its own.
func (r *run) writeNodes(ctx context.Context, tx *store.Tx, nodes []*node) error {
	var above []need
	for _, n := range nodes {
		if n.parent != nil && n.parent.id != 0 {
			above = append(above, need{n.parent, active})
		}
	}
	if err := hold(ctx, tx, above); err != nil {
		return err
	}
	list := make([]details, len(nodes))
	organizations := make([]reseller.NewOrganization, len(nodes))
	for i, n := range nodes {
		d := &list[i]
		if err := r.rows.load(n.at, d); err != nil {
			return err
		}
		organizations[i] = reseller.NewOrganization{Source: organization.SourceREGISTERED, Name: d.Name, Address: d.address(), Phone: d.Phone}
	}
	organizationIDs, _, err := r.Rules.LinkOrganizations(ctx, tx, organizations)
	if err != nil {
		return err
	}
	ids, err := tx.NextIDs(ctx, account.Table, len(nodes))
	if err != nil {
		return err
	}
	at, creates, added := r.Rules.Now(), make([]*ent.AccountCreate, len(nodes)), map[int64]int{}
	for i, n := range nodes {
		n.place(ids[i])
		creates[i] = n.create(tx, list[i]).SetOrganizationID(organizationIDs[i]).SetCreatedAt(at).SetUpdatedAt(at)
		added[n.tree.id]++
	}
	if err := tx.Account.CreateBulk(creates...).Exec(ctx); err != nil {
		return err
	}
	return r.Rules.RecordImport(ctx, tx, reseller.AccountsImported, added)
}

// place gives a row its id, and so its place in the tree.
func (n *node) place(id int64) {
	above := ""
	if n.parent != nil {
		above = n.parent.path
	} else {
		n.tree.id = id
	}
	n.id, n.path, n.own, n.status = id, treepath.Child(above, id), account.StatusACTIVE, account.StatusACTIVE
}

func (n *node) create(tx *store.Tx, d details) *ent.AccountCreate {
	create := tx.Account.Create().SetID(n.id).SetRootID(n.tree.id).SetPath(n.path).SetType(account.Type(d.Type)).SetStatus(n.status).
		SetAccountNumber(d.Number).SetExternalReference(n.ref).
		SetName(d.Name).SetNameKey(locale.Fold(d.Name)).SetSearch(locale.SearchKey(d.Name, d.Number, n.ref)).
		SetStreet(d.Street).SetCity(d.City).SetRegion(d.Region).SetPostalCode(d.PostalCode).SetCountry(d.Country).SetPhone(d.Phone)
	if n.parent != nil {
		create.SetParentID(n.parent.id)
	}
	return create
}
