package tree

import (
	"context"
	"slices"
)

// connection is what AccountConnection, UserConnection and ReviewConnection are.
type connection[N, E any] struct {
	Edges      []*E
	Nodes      []*N
	PageInfo   *PageInfo
	TotalCount int
}

// connectionOf and edgeOf let one function make them all.
type connectionOf[E, N any] interface {
	~struct {
		Edges      []*E
		Nodes      []*N
		PageInfo   *PageInfo
		TotalCount int
	}
}

type edgeOf[N any] interface {
	~struct {
		Cursor string
		Node   *N
	}
}

// load answers a connection's page at each place of the source, or one page where it has no places. What is
// asked below the nodes is loaded by below, once for all pages.
func load[C connectionOf[E, N], E edgeOf[N], R, N any](ctx context.Context, l *loader, k *kind[R, N], c *Connection, s source, below func(context.Context, []*N, *Selection) error) ([]C, error) {
	name, desc := c.order()
	o := k.orders[name]
	if s.places != nil && len(s.places) == 0 {
		return nil, nil
	}
	pages := make([]connection[N, E], max(len(s.places), 1))
	if c.Edges || c.Nodes || c.PageInfo {
		found, err := loadLevel(ctx, l, k, c, s.behind(c.window.after), o, desc)
		if err != nil {
			return nil, err
		}
		for i := range pages {
			pages[i] = pageOf[E](c, found, found.pages[i])
		}
		if err := below(ctx, found.nodes, c.Node); err != nil {
			return nil, err
		}
	}
	// What lies at or beyond the place that bounds the page on its other side is not among the rows read.
	if at := c.window.after; at != nil && c.HasPrevious {
		err := l.tell(ctx, s.upTo(at), o.compare(k.alias, comparison(desc)+"=", at), func(place int, yes bool) {
			pages[place].PageInfo.HasPreviousPage = pages[place].PageInfo.HasPreviousPage || yes
		})
		if err != nil {
			return nil, err
		}
	}
	if at := c.window.before; at != nil && c.HasNext {
		err := l.tell(ctx, s, o.compare(k.alias, comparison(!desc)+"=", at), func(place int, yes bool) {
			pages[place].PageInfo.HasNextPage = pages[place].PageInfo.HasNextPage || yes
		})
		if err != nil {
			return nil, err
		}
	}
	if c.TotalCount {
		if err := l.count(ctx, s, func(place, n int) { pages[place].TotalCount += n }); err != nil {
			return nil, err
		}
	}
	answer := make([]C, len(pages))
	for i := range pages {
		answer[i] = C(pages[i])
	}
	return answer, nil
}

// level is the rows of one connection at all places.
type level[N any] struct {
	nodes   []*N
	cursors []string // of the nodes, when asked for
	pages   []span   // by place
}

// span is the nodes of one page, and whether there is one more in the direction of reading.
type span struct {
	from, to int
	more     bool
}

func loadLevel[R, N any](ctx context.Context, l *loader, k *kind[R, N], c *Connection, s source, o order[R], desc bool) (*level[N], error) {
	columns := k.pick(c.Node)
	if c.Cursors {
		columns = k.pick(c.Node, o.column)
	}
	b := l.statement()
	paged(b, s, k, columns, o, desc, c.window)
	found := &level[N]{pages: make([]span, max(len(s.places), 1))}
	last := -1
	err := read(ctx, l, b, k, columns, c.Node, func(place int, row *R) {
		page := &found.pages[place]
		if place != last { // rows come place by place
			page.from, page.to, last = len(found.nodes), len(found.nodes), place
		}
		if page.more = page.to-page.from == c.window.limit; page.more {
			return
		}
		page.to++
		found.nodes = append(found.nodes, k.node(row))
		if c.Cursors {
			value := o.value(row)
			if s.subtrees != nil {
				value = chain(s.subtrees[place].path, value)
			}
			found.cursors = append(found.cursors, cursor{o.marked(desc), value, k.key(row)}.String())
		}
	})
	if err != nil || !c.window.backward {
		return found, err
	}
	for _, page := range found.pages {
		slices.Reverse(found.nodes[page.from:page.to])
		if c.Cursors {
			slices.Reverse(found.cursors[page.from:page.to])
		}
	}
	return found, nil
}

// pageOf is what is asked of one page of a level.
func pageOf[E edgeOf[N], N any](c *Connection, found *level[N], page span) (p connection[N, E]) {
	nodes := found.nodes[page.from:page.to:page.to]
	var cursors []string
	if c.Cursors {
		cursors = found.cursors[page.from:page.to]
	}
	if c.Nodes {
		p.Nodes = nodes
	}
	if c.Edges {
		if cursors == nil {
			cursors = make([]string, len(nodes))
		}
		edges := make([]E, len(nodes))
		p.Edges = make([]*E, len(nodes))
		for i, n := range nodes {
			edges[i] = E(struct {
				Cursor string
				Node   *N
			}{cursors[i], n})
			p.Edges[i] = &edges[i]
		}
	}
	if c.PageInfo {
		p.PageInfo = &PageInfo{HasNextPage: page.more && !c.window.backward, HasPreviousPage: page.more && c.window.backward}
		if c.Cursors && len(nodes) > 0 {
			p.PageInfo.StartCursor, p.PageInfo.EndCursor = &cursors[0], &cursors[len(cursors)-1]
		}
	}
	return p
}
