package tree

import (
	"context"
	"slices"

	"canopy/internal/store"
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

// loading is a connection on its way: the statements for its pages, and what makes them of the rows. What is asked
// below the nodes is loaded then.
type loading[C any] struct {
	statements []store.Statement
	finish     func(context.Context) ([]C, error)
}

// load answers a connection's page at each place of the source, or one page where it has no places.
func load[C connectionOf[E, N], E edgeOf[N], R, N any](ctx context.Context, l *loader, k *kind[R, N], c *Connection, s source, below func(context.Context, []*N, *Selection) error) ([]C, error) {
	p := prepare[C](l, k, c, s, below)
	if err := l.store.Query(ctx, p.statements...); err != nil {
		return nil, err
	}
	return p.finish(ctx)
}

// prepare prepares what load does.
func prepare[C connectionOf[E, N], E edgeOf[N], R, N any](l *loader, k *kind[R, N], c *Connection, s source, below func(context.Context, []*N, *Selection) error) (p loading[C]) {
	name, desc := c.order()
	o := k.orders[name]
	places := max(len(s.places), 1)
	var found *level[N]
	if c.Edges || c.Nodes || c.PageInfo {
		found = &level[N]{pages: make([]span, places), sel: c.Node}
		p.statements = append(p.statements, loadLevel(l, k, c, s.behind(c.window.after), o, desc, found))
	}
	// What lies at or beyond the place that bounds the page on its other side is not among the rows read.
	previous, next, totals := make([]bool, places), make([]bool, places), make([]int, places)
	if at := c.window.after; at != nil && c.HasPrevious {
		p.statements = append(p.statements, l.tell(s.upTo(at), o.compare(k.alias, comparison(desc)+"=", at), func(place int, yes bool) {
			previous[place] = previous[place] || yes
		}))
	}
	if at := c.window.before; at != nil && c.HasNext {
		p.statements = append(p.statements, l.tell(s, o.compare(k.alias, comparison(!desc)+"=", at), func(place int, yes bool) {
			next[place] = next[place] || yes
		}))
	}
	if c.TotalCount {
		p.statements = append(p.statements, l.count(s, func(place, n int) { totals[place] += n }))
	}
	p.finish = func(ctx context.Context) ([]C, error) {
		pages := make([]C, places)
		if found != nil {
			found.settle(c.window.backward)
		}
		for i := range pages {
			var page connection[N, E]
			if found != nil {
				page = pageOf[E](c, found, found.pages[i])
			}
			if page.PageInfo != nil {
				page.PageInfo.HasPreviousPage = page.PageInfo.HasPreviousPage || previous[i]
				page.PageInfo.HasNextPage = page.PageInfo.HasNextPage || next[i]
			}
			page.TotalCount = totals[i]
			pages[i] = C(page)
		}
		if found == nil {
			return pages, nil
		}
		return pages, below(ctx, found.nodes, found.sel)
	}
	return p
}

// level is the rows of one connection at all places.
type level[N any] struct {
	nodes   []*N
	cursors []string   // of the nodes, when asked for
	pages   []span     // by place
	sel     *Selection // what is still to load below the nodes
}

// span is the nodes of one page, and whether there is one more in the direction of reading.
type span struct {
	from, to int
	more     bool
}

// loadLevel is the statement of a connection's rows, which go to found. Counts that are asked of the nodes are told with them.
func loadLevel[R, N any](l *loader, k *kind[R, N], c *Connection, s source, o order[R], desc bool, found *level[N]) store.Statement {
	columns := k.pick(c.Node)
	if c.Cursors {
		columns = k.pick(c.Node, o.column)
	}
	var counts []*Connection
	if k.count != nil && s.placed() {
		counts, found.sel = c.Node.counts()
	}
	b := l.statement()
	paged(b, s, k, columns, o, desc, c.window, l.totals(counts))
	last := -1
	return rows(b, s, k, columns, c.Node, func(place int, row *R, more *store.Row) {
		page := &found.pages[place]
		if place != last { // rows come place by place
			page.from, page.to, last = len(found.nodes), len(found.nodes), place
		}
		if page.more = page.to-page.from == c.window.limit; page.more {
			return
		}
		page.to++
		node := k.node(row)
		for i, counted := range counts {
			k.count(node, counted, int(more.At(1+len(columns)+i).Int()))
		}
		found.nodes = append(found.nodes, node)
		if c.Cursors {
			value := o.value(row)
			if s.preorder {
				value = chain(s.subtrees[place].path, value)
			}
			found.cursors = append(found.cursors, cursor{o.marked(desc), value, k.key(row)}.String())
		}
	})
}

// settle turns what was read backwards.
func (found *level[N]) settle(backward bool) {
	if !backward {
		return
	}
	for _, page := range found.pages {
		slices.Reverse(found.nodes[page.from:page.to])
		if found.cursors != nil {
			slices.Reverse(found.cursors[page.from:page.to])
		}
	}
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
