package tree

import (
	"context"

	"canopy/internal/nodeid"
)

// AssetPage is a page, of up to size, of the assets that an account owns and has, with what and whose each is; nil where the viewer sees no
// such account. Who reads all pages gets each as the viewer of its context may see it.
func (r *Reader) AssetPage(ctx context.Context, account nodeid.ID, filter AssetFilter, order AssetOrder, size int, after *string) (*AssetConnection, error) {
	whose := &Selection{Fields: map[string]bool{"name": true, "accountNumber": true, "externalReference": true}}
	page := &Connection{
		Field: "assets", Page: Page{First: &size, After: after}, Assets: filter, AssetOrder: order,
		Nodes: true, PageInfo: true, HasNext: true, Cursors: true,
		Node: &Selection{
			Fields:  map[string]bool{"externalReference": true, "kind": true, "name": true, "serialNumber": true, "location": true},
			Objects: map[string]*Selection{"owner": whose, "assignedTo": whose},
		},
	}
	a, err := r.Account(ctx, AccountKey{ID: &account}, &Selection{Connections: []*Connection{page}})
	if err != nil || a == nil {
		return nil, err
	}
	return a.Assets.At(page.Key), nil
}
