package api_test

import (
	"maps"
	"slices"
	"strings"
	"time"

	"canopy/ent"
	"canopy/ent/account"
	"canopy/ent/event"
	"canopy/ent/grant"
	"canopy/ent/user"
	"canopy/internal/nodeid"

	"pgregory.net/rapid"
)

// reading is a way through the pages of one connection: at one account, and at the same cursors at others beside it.
type reading struct {
	*grove
	connection
	places               []int64 // accounts; 0 where the connection hangs nowhere
	parts                string  // what is selected of a page
	backward, descending bool
	size                 int
	filter, orderBy      vars
	below                bool // includeDescendants
	depth                int  // maxDepth; 0 for none

	cursor *string
	from   *spot // of the cursor
	ended  bool
}

// connection is a connection of the schema and how the naive reader lists it at a place.
type connection struct {
	field               string
	nested, placed      bool // in an account; at a place
	filters, orders     string
	list                func(r *reading, at *ent.Account) listing
	backwards, includes bool // last and before; includeDescendants
}

var connections = []connection{
	{field: "accounts", filters: "AccountFilter", orders: "AccountOrder", backwards: true, list: func(r *reading, _ *ent.Account) listing {
		return r.inOrder(r.accounts(whichever))
	}},
	{field: "subAccounts", nested: true, placed: true, filters: "AccountFilter", orders: "AccountOrder", backwards: true, list: func(r *reading, at *ent.Account) listing {
		return r.inOrder(r.accounts(func(a *ent.Account) bool { return a.ParentID != nil && *a.ParentID == at.ID }))
	}},
	{field: "descendants", nested: true, placed: true, filters: "AccountFilter", list: func(r *reading, at *ent.Account) listing {
		rows := r.accounts(func(a *ent.Account) bool {
			chain := r.chain(at, a)
			return len(chain) > 0 && (r.depth == 0 || len(chain) <= r.depth) && accountPasses(r.filter, a)
		})
		return listed(rows, func(a *ent.Account) spot { return spot{chain: r.chain(at, a), id: a.ID} }, false)
	}},
	{field: "users", nested: true, placed: true, filters: "UserFilter", orders: "UserOrder", backwards: true, includes: true, list: func(r *reading, at *ent.Account) listing {
		return r.people(r.users(func(u *ent.User) bool {
			return u.AccountID == at.ID || r.below && r.chain(at, r.now.byID[u.AccountID]) != nil
		}))
	}},
	{field: "reviews", nested: true, placed: true, list: func(r *reading, at *ent.Account) listing {
		rows := slices.DeleteFunc(slices.Clone(r.now.reviews), func(review *ent.Review) bool {
			return review.ParentID != at.ID || r.filter["status"] != nil && r.filter["status"] != review.Status ||
				r.filter["similar"] != nil && r.filter["similar"] != (len(review.Edges.Candidates) > 0)
		})
		return listed(rows, func(r *ent.Review) spot { return spot{time: r.CreatedAt, id: r.ID} }, true)
	}},
	{field: "assets", nested: true, placed: true, filters: "AssetFilter", orders: "AssetOrder", backwards: true, list: func(r *reading, at *ent.Account) listing {
		rows := slices.DeleteFunc(slices.Clone(r.now.assets), func(a *ent.Asset) bool {
			return a.OwnerID != at.ID && valueOr(a.AssignedToID) != at.ID || !assetPasses(r.filter, a)
		})
		return listed(rows, assetSpots[r.order()], r.descending)
	}},
	{field: "grants", nested: true, placed: true, list: func(r *reading, at *ent.Account) listing {
		rows := slices.DeleteFunc(slices.Clone(r.now.grants), func(g *ent.Grant) bool { return valueOr(g.AccountID) != at.ID })
		return listed(rows, func(g *ent.Grant) spot { return spot{id: g.ID} }, false)
	}},
	{field: "apiKeys", nested: true, placed: true, list: func(r *reading, at *ent.Account) listing {
		rows := slices.DeleteFunc(slices.Clone(r.now.keys), func(k *ent.APIKey) bool { return valueOr(k.AccountID) != at.ID })
		return listed(rows, func(k *ent.APIKey) spot { return spot{id: k.ID} }, false)
	}},
	{field: "webhooks", nested: true, placed: true, list: func(r *reading, at *ent.Account) listing {
		rows := slices.DeleteFunc(slices.Clone(r.now.webhooks), func(w *ent.Webhook) bool { return w.AccountID != at.ID })
		return listed(rows, func(w *ent.Webhook) spot { return spot{id: w.ID} }, false)
	}},
	{field: "userImports", nested: true, placed: true, list: func(r *reading, at *ent.Account) listing {
		rows := slices.DeleteFunc(slices.Clone(r.now.imports), func(i *ent.UserImport) bool {
			return i.AccountID != at.ID || r.filter["status"] != nil && r.filter["status"] != i.Status
		})
		return listed(rows, func(i *ent.UserImport) spot { return spot{id: i.ID} }, true)
	}},
	{field: "events", nested: true, placed: true, filters: "EventFilter", backwards: true, includes: true, list: func(r *reading, at *ent.Account) listing {
		rows := slices.DeleteFunc(slices.Clone(r.now.events), func(e *ent.Event) bool {
			of := r.now.byID[valueOr(e.AccountID)]
			return of == nil || of.ID != at.ID && !(r.below && r.chain(at, of) != nil) || r.filter["outcome"] != nil && r.filter["outcome"] != e.Outcome
		})
		return listed(rows, func(e *ent.Event) spot { return spot{id: e.ID} }, false)
	}},
	{field: "userDirectory", placed: true, list: func(r *reading, at *ent.Account) listing {
		return r.people(r.users(func(u *ent.User) bool {
			of := r.now.byID[u.AccountID]
			return of.RootID == at.RootID && r.who.sees(r.now, of) && u.Status != user.StatusDISABLED
		}))
	}},
}

func (r *reading) inOrder(rows []*ent.Account) listing {
	rows = slices.DeleteFunc(rows, func(a *ent.Account) bool { return !accountPasses(r.filter, a) })
	return listed(rows, accountSpots[r.order()], r.descending)
}

func (r *reading) people(rows []*ent.User) listing {
	rows = slices.DeleteFunc(rows, func(u *ent.User) bool { return !r.userPasses(u) })
	return listed(rows, userSpots[r.order()], r.descending)
}

func (r *reading) order() string {
	if field, ok := r.orderBy["field"].(string); ok {
		return field
	}
	return "NAME"
}

// rows are what the naive reader finds at a place; ok is false when the reader sees no such place.
func (r *reading) rows(place int64) (rows listing, ok bool) {
	at := r.now.byID[place]
	if r.placed && (at == nil || !r.who.sees(r.now, at)) {
		return nil, false
	}
	return r.list(r, at), true
}

// drawn is one of the rows; unlike rapid.SampledFrom it does not tell all of it.
func drawn[T any](t *rapid.T, what string, rows []T) T {
	return rows[rapid.IntRange(0, len(rows)-1).Draw(t, what)]
}

// reading draws which way somebody reads.
func (g *grove) reading(t *rapid.T) *reading {
	r := &reading{grove: g, connection: drawn(t, "connection", connections), places: []int64{0}, filter: vars{}}
	r.backward = r.backwards && rapid.Bool().Draw(t, "backward")
	r.below = r.includes && rapid.IntRange(0, 3).Draw(t, "below") > 0
	if r.field == "descendants" && rapid.IntRange(0, 3).Draw(t, "levels") == 3 {
		r.depth = rapid.IntRange(1, 4).Draw(t, "depth")
	}
	r.parts = rapid.SampledFrom([]string{
		"edges { cursor node { id } } nodes { id } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } totalCount",
		"nodes { id } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } totalCount",
		"edges { node { id } cursor } pageInfo { hasNextPage hasPreviousPage } totalCount",
		"nodes { __typename id createdAt } pageInfo { hasNextPage hasPreviousPage startCursor endCursor }",
	}).Draw(t, "parts")
	if r.field == "grants" || r.field == "events" || r.field == "userImports" {
		r.parts = strings.Replace(r.parts, " createdAt", "", 1)
	}
	r.drawFilter(t)
	if r.descending = r.field == "reviews" || r.field == "userImports"; r.orders != "" && rapid.IntRange(0, 3).Draw(t, "ordered") > 0 {
		fields := schema.Types[r.orders+"Field"].EnumValues
		direction := rapid.SampledFrom([]string{"ASC", "DESC"}).Draw(t, "direction")
		r.orderBy = vars{"field": drawn(t, "order", fields).Name, "direction": direction}
		r.descending = direction == "DESC"
	}
	r.drawPlaces(t)
	rows, _ := r.rows(r.places[0])
	r.size = max(1, len(rows)/rapid.SampledFrom([]int{4, 7, 3, 1}).Draw(t, "pages"))
	return r
}

// drawPlaces draws where to read: mostly where there is much.
func (r *reading) drawPlaces(t *rapid.T) {
	if !r.placed {
		return
	}
	visible, size := r.accounts(whichever), map[int64]int{}
	for _, a := range visible {
		size[a.ID] = len(r.list(r, a))
	}
	slices.SortStableFunc(visible, func(a, b *ent.Account) int { return size[b.ID] - size[a.ID] })
	if rapid.IntRange(0, 3).Draw(t, "anywhere") < 3 {
		visible = visible[:min(3, len(visible))]
	}
	r.places[0] = drawn(t, "at", visible).ID
	if r.nested {
		for range rapid.IntRange(0, 3).Draw(t, "places beside") {
			r.places = append(r.places, drawn(t, "beside", r.now.accounts).ID)
		}
	}
}

// drawFilter draws at most one condition of each kind.
func (r *reading) drawFilter(t *rapid.T) {
	often := func(name string) bool { return rapid.IntRange(0, 5).Draw(t, name) == 5 }
	if r.filters == "AccountFilter" || r.filters == "UserFilter" || r.filters == "AssetFilter" || r.field == "userDirectory" {
		if often("search") {
			r.filter["search"] = rapid.SampledFrom([]string{"", "a", "ÁCME", "b", "@EXAMPLE", "か", "%", "\u0301"}).Draw(t, "words")
		}
	}
	switch r.filters {
	case "AccountFilter":
		one := drawn(t, "like", r.now.accounts)
		if often("type") {
			r.filter["type"] = rapid.SampledFrom([][]account.Type{{account.TypeEND_CUSTOMER}, {account.TypeRESELLER, account.TypeEND_CUSTOMER}}).Draw(t, "types")
		}
		if often("status") {
			r.filter["status"] = []account.Status{account.StatusACTIVE, one.Status}
		}
		if often("number") && often("number again") && one.AccountNumber != nil {
			r.filter["accountNumber"] = *one.AccountNumber
		}
		if often("reference") && often("reference again") && one.ExternalReference != nil {
			r.filter["externalReference"] = *one.ExternalReference
		}
		if often("since") {
			r.filter["updatedSince"] = one.UpdatedAt
		}
	case "AssetFilter":
		if often("kind") {
			r.filter["kind"] = rapid.SampledFrom(plantNames).Draw(t, "kinds")
		}
		if often("location") {
			r.filter["location"] = rapid.SampledFrom([]string{"", "HALL"}).Draw(t, "locations")
		}
		if often("assigned") {
			r.filter["assigned"] = rapid.Bool().Draw(t, "held")
		}
	case "EventFilter":
		if often("outcome") {
			r.filter["outcome"] = rapid.SampledFrom([]event.Outcome{event.OutcomeDONE, event.OutcomeREFUSED}).Draw(t, "outcomes")
		}
	case "UserFilter":
		if often("status") {
			r.filter["status"] = rapid.SliceOfN(rapid.SampledFrom(standings), 0, 2).Draw(t, "statuses")
		}
		if often("role") {
			r.filter["role"] = rapid.SampledFrom([][]grant.Role{{}, {grant.RoleVIEWER}, {grant.RoleVIEWER, grant.RoleADMIN}, {grant.RoleUSER_MANAGER}}).Draw(t, "roles")
		}
		if often("language") {
			r.filter["language"] = "de"
		}
		if often("timezone") {
			r.filter["timezone"] = "Etc/UTC"
		}
		if often("invitation") {
			r.filter["invitation"] = rapid.SliceOfN(rapid.SampledFrom(mails), 0, 2).Draw(t, "invitations")
		}
	}
	if r.field == "userImports" && often("status") {
		r.filter["status"] = rapid.SampledFrom(ends).Draw(t, "status")
	}
	if r.field == "reviews" && rapid.IntRange(0, 3).Draw(t, "filtered") == 3 {
		r.filter["status"] = rapid.SampledFrom(decisions).Draw(t, "status")
	}
	if r.field == "reviews" && often("similar") {
		r.filter["similar"] = rapid.Bool().Draw(t, "has similar ones")
	}
}

// document asks for the next page at all places.
func (r *reading) document() (string, vars) {
	given := vars{"size": r.size, "cursor": r.cursor}
	declared, arguments := []string{"$size: Int", "$cursor: String"}, []string{"first: $size", "after: $cursor"}
	if r.backward {
		arguments = []string{"last: $size", "before: $cursor"}
	}
	pass := func(name, of string, value any) {
		given[name] = value
		declared, arguments = append(declared, "$"+name+": "+of), append(arguments, name+": $"+name)
	}
	switch {
	case r.field == "reviews":
		for name, of := range map[string]string{"status": "ReviewStatus", "similar": "Boolean"} {
			if r.filter[name] != nil {
				pass(name, of, r.filter[name])
			}
		}
	case r.field == "userImports" && r.filter["status"] != nil:
		pass("status", "ImportStatus", r.filter["status"])
	case r.field == "userDirectory" && r.filter["search"] != nil:
		pass("search", "String", r.filter["search"])
	case r.filters != "" && len(r.filter) > 0:
		filter := maps.Clone(r.filter)
		if since, ok := filter["updatedSince"].(time.Time); ok {
			filter["updatedSince"] = since.Format(time.RFC3339Nano)
		}
		pass("filter", r.filters, filter)
	}
	if r.orderBy != nil {
		pass("orderBy", r.orders, r.orderBy)
	}
	if r.below {
		pass("includeDescendants", "Boolean!", true)
	}
	if r.depth > 0 {
		pass("maxDepth", "Int", r.depth)
	}
	var ids []string
	for _, place := range r.places {
		ids = append(ids, nodeid.New(nodeid.Account, place).String())
	}
	field := "(" + strings.Join(arguments, ", ") + ") { " + r.parts + " }"
	switch {
	case r.nested:
		given["ids"], declared = ids, append(declared, "$ids: [ID!]!")
		field = "nodes(ids: $ids) { ... on Account { page: " + r.field + field + " } }"
	case r.placed:
		given["id"], declared = ids[0], append(declared, "$id: ID!")
		field = r.field + "(accountId: $id, " + field[1:]
	default:
		field = r.field + field
	}
	return "query(" + strings.Join(declared, ", ") + ") { " + field + " }", given
}
