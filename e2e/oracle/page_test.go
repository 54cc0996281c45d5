package oracle_test

import (
	"slices"

	"canopy/ent"
)

// page is a page of a connection: the rows between two others, and how many there are in all.
type page struct {
	edges []edge
	info  info
	total int
}

type edge struct {
	cursor string
	node   any
}

type info map[string]any

func (p page) of(f *field) any {
	switch f.Name {
	case "edges":
		return p.edges
	case "pageInfo":
		return p.info
	case "totalCount":
		return p.total
	}
	nodes := []any{}
	for _, e := range p.edges {
		nodes = append(nodes, e.node)
	}
	return nodes
}

// rowsOf are the rows of a connection of an account, those that match, in any order.
func (a *operation) rowsOf(x *ent.Account, f *field) (rows []placeable) {
	args, order := f.ArgumentMap(a.variables), a.order(f)
	switch f.Name {
	case "subAccounts":
		return order.accounts(a.matching(a.children(x), args["filter"]))
	case "descendants":
		for _, below := range a.below(x, nil) {
			if (args["maxDepth"] == nil || len(below.path) <= integer(args["maxDepth"])) && a.matches(args["filter"], below.Account) {
				rows = append(rows, placeable{below.Account, place{path: below.path, id: below.ID}})
			}
		}
	case "users":
		return order.users(where(a.people(x, args["includeDescendants"] == true), func(u *ent.User) bool { return a.matchesUser(args["filter"], u) }))
	case "assets":
		return order.assets(a.belongings(x), args["filter"])
	case "grants":
		for _, g := range where(a.grants, func(g *ent.Grant) bool { return refers(g.AccountID, x.ID) }) {
			rows = append(rows, placeable{g, place{id: g.ID}})
		}
	case "apiKeys":
		for _, k := range where(a.apiKeys, func(k *ent.APIKey) bool { return refers(k.AccountID, x.ID) }) {
			rows = append(rows, placeable{k, place{id: k.ID}})
		}
	case "userImports":
		for _, i := range a.imports {
			if i.AccountID == x.ID && holds(args).is("status", string(i.Status)) {
				rows = append(rows, placeable{i, place{id: i.ID}})
			}
		}
	case "webhooks":
		for _, w := range where(a.hooks, func(w *ent.Webhook) bool { return w.AccountID == x.ID }) {
			rows = append(rows, placeable{w, place{id: w.ID}})
		}
	case "events":
		for _, e := range a.log(x, args["includeDescendants"] == true) {
			if a.matchesEvent(args["filter"], e) {
				rows = append(rows, placeable{e, place{id: e.ID}})
			}
		}
	case "reviews":
		for _, r := range a.reviews {
			given := holds(args)
			if r.ParentID == x.ID && given.is("status", string(r.Status)) && given.is("similar", len(r.Edges.Candidates) > 0) {
				rows = append(rows, placeable{r, place{moment: r.CreatedAt.UnixMicro(), id: r.ID}})
			}
		}
	}
	return rows
}

// page is the page that a field asks for of all the rows that match.
func (a *operation) page(f *field, rows []placeable) page {
	args, order := f.ArgumentMap(a.variables), a.order(f)
	slices.SortFunc(rows, func(a, b placeable) int { return order.compare(a.place, b.place) })
	window, more, fewer := rows, false, false
	if after, ok := args["after"].(string); ok {
		at, _ := order.parse(after)
		window = slices.DeleteFunc(slices.Clone(window), func(r placeable) bool { return order.compare(r.place, at) <= 0 })
		fewer = len(window) < len(rows)
	}
	if before, ok := args["before"].(string); ok {
		at, _ := order.parse(before)
		more = slices.ContainsFunc(rows, func(r placeable) bool { return order.compare(r.place, at) >= 0 })
		window = slices.DeleteFunc(slices.Clone(window), func(r placeable) bool { return order.compare(r.place, at) >= 0 })
	}
	n := min(size(args), len(window))
	if args["last"] != nil {
		fewer = fewer || n < len(window)
		window = window[len(window)-n:]
	} else {
		more = more || n < len(window)
		window = window[:n]
	}
	p := page{edges: []edge{}, total: len(rows), info: info{"hasNextPage": more, "hasPreviousPage": fewer, "startCursor": nil, "endCursor": nil}}
	for _, r := range window {
		p.edges = append(p.edges, edge{order.cursor(r.place), r.node})
	}
	if n > 0 {
		p.info["startCursor"], p.info["endCursor"] = p.edges[0].cursor, p.edges[n-1].cursor
	}
	return p
}
