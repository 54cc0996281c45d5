package tree

import (
	"context"
	"time"

	"canopy/ent/invitation"
	"canopy/internal/store"
	"canopy/internal/store/scope"
)

// Invitation is the mail by which a user was asked to join.
type Invitation struct {
	Status            InvitationStatus
	SentAt, ExpiresAt *time.Time
	Failure           *string
}

// InvitationStatus is where an invitation is: as stored, or EXPIRED.
type InvitationStatus string

// InvitationExpired is of a SENT invitation whose link works no more.
const InvitationExpired InvitationStatus = "EXPIRED"

type invitationRow struct {
	id                int64
	status, failure   string
	sentAt, expiresAt time.Time
}

var invitations = &kind[invitationRow, Invitation]{
	table: "invitations", alias: "n",
	columns: []column[invitationRow]{
		{"id", func(r *invitationRow, v store.Value) { r.id = v.Int() }},
		{"status", func(r *invitationRow, v store.Value) { r.status = v.Text() }},
		{"failure", func(r *invitationRow, v store.Value) { r.failure = v.Text() }},
		{"sent_at", func(r *invitationRow, v store.Value) { r.sentAt = v.Time() }},
		{"expires_at", func(r *invitationRow, v store.Value) { r.expiresAt = v.Time() }},
	},
	row: func(*Selection) *invitationRow { return &invitationRow{} },
	node: func(r *invitationRow) *Invitation {
		return &Invitation{InvitationStatus(r.status), maybeMoment(r.sentAt), maybeMoment(r.expiresAt), optional(r.failure)}
	},
}

// invitations loads those of a level's users.
func (l *loader) invitations(ctx context.Context, list []*User, sel *Selection) error {
	if sel.object("invitation") == nil {
		return nil
	}
	s := source{
		places: make([]int64, len(list)), tables: from("invitations AS n JOIN users AS u ON u.id = n.user_id"),
		where: []condition{plain("n.user_id = p.id"), l.scoped(scope.Users, "u")},
	}
	for i, u := range list {
		s.places[i] = u.Key
	}
	k, b := invitations, l.statement()
	s.joined(b, names(k.alias, k.columns))
	return l.store.Query(ctx, rows(b, s, k, k.columns, nil, func(place int, r *invitationRow, _ *store.Row) {
		i := k.node(r)
		if i.Status == InvitationStatus(invitation.StatusSENT) && !l.now.Before(r.expiresAt) {
			i.Status = InvitationExpired
		}
		list[place].Invitation = i
	}))
}
