// Package viewer is who asks: a typed value in the context, and what their grants let them see and do.
package viewer

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"time"

	"canopy/internal/treepath"
)

// Grant is a role on an account, as far as deciding needs it.
type Grant struct {
	Path string // of the account
	Role Role
	Only bool // ACCOUNT_ONLY: the account without what lies below it
}

// Viewer is who asks. The zero Viewer is nobody and sees nothing.
type Viewer struct {
	UserID     int64 // 0: no person, but an API key or an operator's token
	KeyID      int64 // of the API key; 0: none
	SessionID  int64
	Operator   bool // holds every permission on the whole installation
	RequestID  string
	RemoteAddr string // the host that the request came from, "" when unknown: sign-ins are throttled by it

	Expires  time.Time // of the session
	Revision int64     // of all access in the installation, when the grants were read

	grants     []Grant
	ranges     []treepath.Range // what is visible: sorted, disjoint
	remembered *remembered      // nil: as of this request
}

// New is a viewer with grants.
func New(userID int64, operator bool, grants []Grant) *Viewer {
	v := &Viewer{UserID: userID, Operator: operator, grants: grants}
	if operator {
		v.ranges = []treepath.Range{treepath.All}
		return v
	}
	for _, g := range grants {
		v.ranges = append(v.ranges, g.reach())
	}
	slices.SortFunc(v.ranges, func(a, b treepath.Range) int { return cmp.Or(cmp.Compare(a.Lo, b.Lo), -cmp.Compare(a.Hi, b.Hi)) })
	merged := v.ranges[:0]
	for _, r := range v.ranges { // ranges nest or are disjoint: the widest comes first
		if n := len(merged); n == 0 || r.Lo >= merged[n-1].Hi {
			merged = append(merged, r)
		}
	}
	v.ranges = merged
	return v
}

func (g Grant) reach() treepath.Range {
	if g.Only {
		return treepath.Self(g.Path)
	}
	return treepath.Subtree(g.Path)
}

// Holding is the viewer as far as it holds a permission: it sees the accounts where it does.
func (v *Viewer) Holding(p Permission) *Viewer {
	return v.by(func(g Grant) bool { return g.Role.Holds(p) })
}

// HoldingBelow is the viewer as far as it holds a permission on an account and on all below it.
func (v *Viewer) HoldingBelow(p Permission) *Viewer {
	return v.by(func(g Grant) bool { return g.Role.Holds(p) && !g.Only })
}

// by is the viewer with some of its grants.
func (v *Viewer) by(counts func(Grant) bool) *Viewer {
	var held []Grant
	for _, g := range v.grants {
		if counts(g) {
			held = append(held, g)
		}
	}
	return New(v.UserID, v.Operator, held)
}

// holds tells whether the grant counts on the account at path. A path ends where a segment does.
func (g Grant) holds(path string) bool {
	return strings.HasPrefix(path, g.Path) && (!g.Only || len(path) == len(g.Path))
}

// Ranges are the paths that the viewer sees: sorted and disjoint.
func (v *Viewer) Ranges() []treepath.Range { return v.ranges }

// Sees tells whether the account at path is visible.
func (v *Viewer) Sees(path string) bool {
	i, found := slices.BinarySearchFunc(v.ranges, path, func(r treepath.Range, path string) int { return cmp.Compare(r.Lo, path) })
	return found || i > 0 && v.ranges[i-1].Contains(path)
}

// Ancestors are the ids of the unbroken visible chain above the account at path, topmost first.
func (v *Viewer) Ancestors(path string) []int64 {
	top := path
	for p := treepath.Parent(path); p != "" && v.Sees(p); p = treepath.Parent(p) {
		top = p
	}
	ids := treepath.IDs(path)
	return ids[treepath.Depth(top)-1 : len(ids)-1]
}

// Below are the ranges of the unbroken visible tree that hangs at path, itself included.
func (v *Viewer) Below(path string) []treepath.Range {
	subtree := treepath.Subtree(path)
	var below []treepath.Range
	for _, r := range v.Within(subtree) {
		if r == subtree || r.Lo == path || v.joined(path, r.Lo) {
			below = append(below, r)
		}
	}
	return below
}

// Within are the parts of a range that the viewer sees: sorted and disjoint.
func (v *Viewer) Within(whole treepath.Range) []treepath.Range {
	from, _ := slices.BinarySearchFunc(v.ranges, whole.Lo, func(r treepath.Range, lo string) int {
		if r.Hi <= lo {
			return -1
		}
		return 1
	})
	var parts []treepath.Range
	for _, r := range v.ranges[from:] {
		if r.Lo >= whole.Hi {
			break
		}
		parts = append(parts, treepath.Range{Lo: max(r.Lo, whole.Lo), Hi: min(r.Hi, whole.Hi)})
	}
	return parts
}

// joined tells whether every account between top and path is visible.
func (v *Viewer) joined(top, path string) bool {
	for p := treepath.Parent(path); len(p) >= len(top); p = treepath.Parent(p) {
		if !v.Sees(p) {
			return false
		}
	}
	return true
}

type contextKey struct{}

// NewContext carries the viewer.
func NewContext(ctx context.Context, v *Viewer) context.Context {
	return context.WithValue(ctx, contextKey{}, v)
}

// FromContext is the viewer of a request; nobody when there is none.
func FromContext(ctx context.Context) *Viewer {
	v, ok := ctx.Value(contextKey{}).(*Viewer)
	if !ok {
		return &Viewer{}
	}
	if v.remembered != nil {
		if now := v.remembered.now.Load(); now != nil {
			return now
		}
	}
	return v
}

// Known tells whether somebody asks at all.
func (v *Viewer) Known() bool { return v.UserID != 0 || v.KeyID != 0 || v.Operator }
