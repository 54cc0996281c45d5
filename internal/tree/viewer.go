package tree

import (
	"context"
	"time"

	"canopy/internal/nodeid"
	"canopy/internal/store"
	"canopy/internal/store/scope"
	"canopy/internal/treepath"
	"canopy/internal/viewer"

	"entgo.io/ent/dialect"
	"entgo.io/ent/dialect/sql"
)

// Viewer is who asks.
type Viewer struct {
	User        *User
	TopAccounts Pages[AccountConnection]
	Permissions Pages[[]viewer.Permission]
	Sessions    []*Session
}

// Viewer answers who asks.
func (r *Reader) Viewer(ctx context.Context, sel *Selection) (*Viewer, error) {
	if err := sel.Check(); err != nil || sel == nil {
		return nil, err
	}
	l, v := r.loader(ctx), &Viewer{}
	if person := sel.object("user"); person != nil && l.viewer.UserID != 0 {
		found, err := l.usersByID(ctx, []int64{l.viewer.UserID}, person)
		if err != nil {
			return nil, err
		}
		v.User = found[l.viewer.UserID]
	}
	for _, c := range sel.Connections {
		page, err := first(load[AccountConnection](ctx, l, accounts, c, l.tops(), l.accounts))
		if err != nil {
			return nil, err
		}
		v.TopAccounts = append(v.TopAccounts, keyed[AccountConnection]{c.Key, page})
	}
	if err := l.permissionsOn(ctx, v, sel.On); err != nil {
		return nil, err
	}
	if sel.object("sessions") == nil {
		return v, nil
	}
	return v, l.sessions(ctx, v)
}

// tops is the accounts where the viewer's trees begin: where a range of the viewer's does, and the account above is not visible.
func (l *loader) tops() source {
	s := source{tables: from("accounts AS a")}
	if l.viewer.Operator {
		s.where = []condition{plain("a.parent_id IS NULL"), l.visible("a")}
		return s
	}
	tops := []int64{}
	for _, r := range l.viewer.Ranges() {
		if above := treepath.Parent(r.Lo); above == "" || !l.viewer.Sees(above) {
			ids := treepath.IDs(r.Lo)
			tops = append(tops, ids[len(ids)-1])
		}
	}
	s.where = []condition{among("a.id", tops), l.scoped(scope.Found, "a")}
	return s
}

// among holds where the column is one of the ids, in one parameter however many they are.
func among(column string, ids []int64) condition {
	return func(b *sql.Builder) {
		if b.Dialect() == dialect.Postgres {
			b.WriteString(column + " = ANY(").Arg(array('{', ids, '}')).WriteString("::bigint[])")
			return
		}
		b.WriteString(column + " IN (SELECT value FROM json_each(").Arg(array('[', ids, ']')).WriteString("))")
	}
}

// permissionsOn tells what the viewer may do on the accounts asked about.
func (l *loader) permissionsOn(ctx context.Context, v *Viewer, asked []*On) error {
	var ids []int64
	for _, on := range asked {
		if id := on.AccountID.Of(nodeid.Account); id != 0 {
			ids = append(ids, id)
		}
	}
	found, err := byID(ctx, l, accounts, ids, nil, l.visible("a"), "path")
	for _, on := range asked {
		held := []viewer.Permission{}
		if a := found[on.AccountID.Of(nodeid.Account)]; a != nil {
			held = permissions(l.viewer, a.Path)
		}
		v.Permissions = append(v.Permissions, keyed[[]viewer.Permission]{on.Key, &held})
	}
	return err
}

// MaxSessions is how many of a person's sessions a viewer shows.
const MaxSessions = 100

// sessions loads the person's sign-ins that have not ended, latest first.
func (l *loader) sessions(ctx context.Context, v *Viewer) error {
	s := source{tables: from("sessions AS s"), where: []condition{
		l.scoped(scope.Sessions, "s"), func(b *sql.Builder) { b.WriteString("s.expires_at > ").Arg(l.now.UTC()) },
	}}
	k := sessions
	b := l.statement()
	paged(b, s, k, k.columns, k.orders["ID"], true, window{limit: MaxSessions - 1}, l.totals(nil)) // one more than the window's
	return l.store.Query(ctx, rows(b, s, k, k.columns, nil, func(_ int, r *sessionRow, _ *store.Row) {
		session := k.node(r)
		session.Current = session.Key == l.viewer.SessionID
		v.Sessions = append(v.Sessions, session)
	}))
}

type sessionRow struct {
	Session

	lastUsedAt    time.Time
	remoteAddress string
}

var sessions = &kind[sessionRow, Session]{
	table: "sessions", alias: "s",
	columns: []column[sessionRow]{
		{"id", func(r *sessionRow, v store.Value) { r.Key = v.Int() }},
		{"created_at", func(r *sessionRow, v store.Value) { r.CreatedAt = v.Time() }},
		{"expires_at", func(r *sessionRow, v store.Value) { r.ExpiresAt = v.Time() }},
		{"last_used_at", func(r *sessionRow, v store.Value) { r.lastUsedAt = v.Time() }},
		{"remote_address", func(r *sessionRow, v store.Value) { r.remoteAddress = v.Text() }},
	},
	orders: ids[sessionRow](""),
	row:    func(*Selection) *sessionRow { return &sessionRow{} },
	node: func(r *sessionRow) *Session {
		s := r.Session
		s.LastUsedAt, s.RemoteAddress = maybeMoment(r.lastUsedAt), optional(r.remoteAddress)
		return &s
	},
}
