package reseller

import (
	"context"
	"maps"
	"slices"

	"canopy/ent/account"
	"canopy/ent/user"
	"canopy/internal/nodeid"
	"canopy/internal/problem"
	"canopy/internal/store/scope"
)

// checkContacts settles the notification contact of each customer: its row's, else the request's. Root 0, an unknown tree, takes anybody
// visible.
func (c *change) checkContacts(ctx context.Context, in CreateCustomersInput, customers []*newCustomer, root int64) error {
	var ofRequest contact
	if id := in.NotificationContactID; id != nil {
		ofRequest.id = id.Of(nodeid.User)
	}
	usable, err := c.contacts(ctx, ofRequest, customers, root)
	if err != nil {
		return err
	}
	if in.NotificationContactID != nil && usable(ofRequest) == 0 {
		c.faults.Add("notificationContactId", problem.Missing, "nobody in the userDirectory has this id")
	}
	for _, n := range customers {
		switch n.details.ContactID = usable(n.contact); {
		case n.unread:
		case n.contact.written == "" && in.NotificationContactID != nil:
			n.details.ContactID = ofRequest.id
		case n.contact.written == "":
			n.faults.Add("notificationContactId", problem.Required, "write the e-mail address of somebody in the userDirectory: the request names nobody either")
		case n.details.ContactID == 0:
			n.faults.Add("notificationContactId", problem.Missing, "nobody in the userDirectory has this e-mail address or id")
		}
	}
	return nil
}

// contacts tell the key of somebody who may be a notification contact, 0 of others.
func (c *change) contacts(ctx context.Context, ofRequest contact, customers []*newCustomer, root int64) (func(contact) int64, error) {
	byID, byEmail := map[int64]bool{ofRequest.id: false}, map[string]int64{}
	for _, n := range customers {
		byID[n.contact.id], byEmail[n.contact.emailKey] = false, 0
	}
	query := c.tx.User.Query().Where(user.Or(user.IDIn(slices.Collect(maps.Keys(byID))...), user.EmailKeyIn(slices.Collect(maps.Keys(byEmail))...)))
	if root != 0 {
		query.Where(Contacts(root))
	}
	found, err := query.Select(user.FieldID, user.FieldEmailKey).All(ctx)
	for _, u := range found {
		byID[u.ID], byEmail[u.EmailKey] = true, u.ID
	}
	return func(written contact) int64 {
		if byID[written.id] {
			return written.id
		}
		return byEmail[written.emailKey]
	}, err
}

// checkRepeated faults the customers whose details, or external reference, stand in a row before, and returns the first with each reference.
// Details that are faulty are not compared.
func checkRepeated(customers []*newCustomer) (referred map[string]*newCustomer) {
	details := map[string]place{}
	referred = map[string]*newCustomer{}
	for _, n := range customers {
		if n.faults == nil {
			hash := n.details.hash()
			if same, ok := details[hash]; ok {
				n.faults.Add("", problem.DuplicateInRequest, "%s says the same", same)
				continue
			}
			details[hash] = n.place
		}
		switch reference := n.details.ExternalReference; {
		case reference == "":
		case referred[reference] == nil:
			referred[reference] = n
		default:
			n.faults.Add("externalReference", problem.DuplicateInRequest, "%s has the same external reference", referred[reference].place)
		}
	}
	return referred
}

// checkReferences faults the customers, by their external references, whose reference another account of the tree has, and counts those of
// accounts which the viewer does not see.
func (c *change) checkReferences(ctx context.Context, referred map[string]*newCustomer, root int64) (outside int, err error) {
	if len(referred) == 0 {
		return 0, nil
	}
	having, err := c.tx.Account.Query().Where(account.RootID(root), account.ExternalReferenceIn(slices.Collect(maps.Keys(referred))...)).
		Select(account.FieldExternalReference, account.FieldPath).All(scope.Everything(ctx, scope.Uniqueness))
	for _, a := range having {
		referred[*a.ExternalReference].faults.Add("externalReference", problem.Taken, "another account of the tree has the external reference %q", *a.ExternalReference)
		if !c.viewer.Sees(a.Path) {
			outside++
		}
	}
	return outside, err
}
