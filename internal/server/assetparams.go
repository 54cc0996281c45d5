package server

import (
	"canopy/internal/nodeid"
	"canopy/internal/tree"
)

// assetsOf is which assets a request asks for, and in which order: the arguments of Account.assets.
type assetsOf struct {
	account nodeid.ID
	filter  tree.AssetFilter
	order   tree.AssetOrder

	delimiter byte
}

// readAssetsOf reads the parameters.
func readAssetsOf(query string) (asked assetsOf, err error) {
	asked.delimiter = ','
	err = readParameters(query, ofAccount(&asked.account),
		anyText("search", &asked.filter.Search), anyText("kind", &asked.filter.Kind), anyText("location", &asked.filter.Location),
		yesOrNo("assigned", func(yes bool) { asked.filter.Assigned = &yes }),
		choice("orderBy", &asked.order.Field, "NAME", "KIND", "CREATED_AT"), choice("direction", &asked.order.Direction, "ASC", "DESC"), aDelimiter(&asked.delimiter))
	return asked, err
}
