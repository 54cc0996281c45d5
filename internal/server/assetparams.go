package server

import (
	"maps"
	"net/url"
	"slices"
	"strings"

	"canopy/internal/nodeid"
	"canopy/internal/tree"
)

// assetsOf is which assets a request asks for, and in which order: the arguments of Account.assets.
type assetsOf struct {
	account nodeid.ID
	filter  tree.AssetFilter
	order   tree.AssetOrder
}

// readAssetsOf reads the parameters. One that is unknown is refused: a filter that was misspelt would let everything through.
func readAssetsOf(query string) (asked assetsOf, err error) {
	values, err := url.ParseQuery(query)
	if err != nil {
		return asked, malformed("The parameters in the URL cannot be read.")
	}
	ok := false
	for _, name := range slices.Sorted(maps.Keys(values)) { // of several faults the same one is told each time
		value := values.Get(name)
		if len(values[name]) > 1 {
			return asked, malformed("Give %.40q once.", name)
		}
		switch name {
		case "accountId":
			if asked.account, ok = nodeid.Parse(value); !ok {
				return asked, malformed("accountId is no id of Canopy: ids look like acc_ and thirteen characters, as answers have them.")
			}
		case "search":
			asked.filter.Search = &value
		case "kind":
			asked.filter.Kind = &value
		case "location":
			asked.filter.Location = &value
		case "assigned":
			assigned := value == "true"
			asked.filter.Assigned = &assigned
			err = oneOf(name, value, "true", "false")
		case "orderBy":
			asked.order.Field = tree.AssetOrderField(value)
			err = oneOf(name, value, "NAME", "KIND", "CREATED_AT")
		case "direction":
			asked.order.Direction = tree.OrderDirection(value)
			err = oneOf(name, value, "ASC", "DESC")
		default:
			return asked, malformed("The parameter %.40q is unknown: known are accountId, search, kind, location, assigned, orderBy and direction.", name)
		}
		if err != nil {
			return asked, err
		}
	}
	if !ok {
		return asked, malformed("Name the account whose assets are meant: accountId=acc_...")
	}
	return asked, nil
}

// oneOf refuses what is none of the choices.
func oneOf(name, value string, choices ...string) error {
	if slices.Contains(choices, value) {
		return nil
	}
	return malformed("%s is %s, not %.40q.", name, strings.Join(choices, " or "), value)
}
