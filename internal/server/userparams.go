package server

import (
	"canopy/ent/user"
	"canopy/internal/nodeid"
	"canopy/internal/tree"
	"canopy/internal/viewer"
)

// usersOf is which people a request asks for, and in which order: the arguments of Account.users.
type usersOf struct {
	account nodeid.ID
	below   bool // people of the accounts below it too
	filter  tree.UserFilter
	order   tree.UserOrder

	delimiter byte
}

// readUsersOf reads the parameters.
func readUsersOf(query string) (asked usersOf, err error) {
	asked.delimiter = ','
	err = readParameters(query, ofAccount(&asked.account),
		yesOrNo("includeDescendants", func(yes bool) { asked.below = yes }),
		anyText("search", &asked.filter.Search),
		severalOf("status", &asked.filter.Status, user.StatusINVITED, user.StatusACTIVE, user.StatusDISABLED),
		severalOf("role", &asked.filter.Role, viewer.Reader, viewer.UserManager, viewer.AccountManager, viewer.Admin),
		anyText("language", &asked.filter.Language), anyText("timezone", &asked.filter.Timezone),
		severalOf("invitation", &asked.filter.Invitation, "QUEUED", "SENT", "ACCEPTED", "EXPIRED", "REVOKED", "FAILED"),
		choice("orderBy", &asked.order.Field, "NAME", "EMAIL", "CREATED_AT"), choice("direction", &asked.order.Direction, "ASC", "DESC"), aDelimiter(&asked.delimiter))
	return asked, err
}
