package tree

import "canopy/internal/problem"

// window is the arguments of a page, checked: up to limit rows, from the front or the back of what lies
// between two places of an order.
type window struct {
	limit         int
	backward      bool
	after, before *bound
}

// bound is a cursor as parameters of a statement; of a path's order the value is the path below the field's account.
type bound struct{ value, id any }

// order is the name of the connection's order in its kind, and whether it runs from large to small.
func (c *Connection) order() (name string, desc bool) {
	var direction OrderDirection
	switch c.Field {
	case "reviews":
		return "CREATED_AT", true
	case "descendants":
		return "PATH", false
	case "grants", "events", "apiKeys", "webhooks":
		return "ID", false
	case "userImports", "deliveries":
		return "ID", true
	case "assets":
		name, direction = string(c.AssetOrder.Field), c.AssetOrder.Direction
	case "users", "userDirectory":
		name, direction = string(c.UserOrder.Field), c.UserOrder.Direction
	default:
		name, direction = string(c.AccountOrder.Field), c.AccountOrder.Direction
	}
	if name == "" {
		name = "NAME"
	}
	return name, direction == "DESC"
}

// check reads the arguments of the page and of all pages below it.
func (c *Connection) check() error {
	if c.Err != nil {
		return c.Err
	}
	if c.MaxDepth != nil && *c.MaxDepth < 1 {
		return problem.New(problem.BadUserInput, "maxDepth of %s must be at least 1", c.Field)
	}
	var err error
	switch c.Field {
	case "reviews":
		c.window, err = windowOf(c, reviews)
	case "users", "userDirectory":
		if c.window, err = windowOf(c, users); err == nil {
			err = c.Users.check(c.Field)
		}
	case "assets":
		c.window, err = windowOf(c, assets)
	case "grants":
		c.window, err = windowOf(c, grants)
	case "apiKeys":
		c.window, err = windowOf(c, apiKeys)
	case "userImports":
		c.window, err = windowOf(c, userImports)
	case "webhooks":
		c.window, err = windowOf(c, webhooks)
	case "deliveries":
		c.window, err = windowOf(c, webhookDeliveries)
	case "rejected":
		c.window, err = windowOfRejected(c)
	case "events":
		if c.window, err = windowOf(c, events); err == nil && c.Events.ActorID != nil {
			err = wellFormed(*c.Events.ActorID)
		}
	default:
		c.window, err = windowOf(c, accounts)
	}
	if err != nil {
		return err
	}
	return c.Node.Check()
}

func windowOf[R, N any](c *Connection, k *kind[R, N]) (w window, err error) {
	name, desc := c.order()
	o, ok := k.orders[name]
	if !ok {
		return w, problem.New(problem.BadUserInput, "%s cannot be ordered by %s", c.Field, name)
	}
	if w.limit, w.backward, err = c.size(); err != nil {
		return w, err
	}
	for _, place := range []struct {
		name   string
		cursor *string
		bound  **bound
	}{{"after", c.Page.After, &w.after}, {"before", c.Page.Before, &w.before}} {
		if place.cursor == nil {
			continue
		}
		at, ok := parseCursor(*place.cursor)
		if !ok {
			return w, problem.New(problem.BadUserInput, "%s of %s is no cursor: give one that an earlier page answered", place.name, c.Field)
		}
		*place.bound, ok = o.bound(at)
		if !ok || at.order != o.marked(desc) {
			return w, problem.New(problem.BadUserInput, "%s of %s is a cursor of another order: give one that %s answered in the same order", place.name, c.Field, c.Field)
		}
	}
	return w, nil
}

func (c *Connection) size() (limit int, backward bool, err error) {
	name, n := "first", c.Page.First
	switch {
	case c.Page.First != nil && c.Page.Last != nil:
		return 0, false, problem.New(problem.BadUserInput, "%s takes first or last, not both", c.Field)
	case c.Page.Last != nil:
		name, n, backward = "last", c.Page.Last, true
	case n == nil:
		return DefaultFirst, false, nil
	}
	if *n < 0 || *n > MaxFirst {
		return 0, false, problem.New(problem.BadUserInput, "%s of %s must be between 0 and %d", name, c.Field, MaxFirst)
	}
	return *n, backward, nil
}
