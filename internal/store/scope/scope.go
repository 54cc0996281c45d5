// Package scope keeps every statement to what its viewer may see: rows outside the viewer's ranges do
// not exist. One predicate serves ent's queries, its updates and deletes, and the raw statements of
// internal/tree.
package scope

import (
	"canopy/internal/viewer"

	"entgo.io/ent/dialect/sql"
)

// Marker is the comment that every predicate of this package carries.
const Marker = "/*scope*/"

// A predicate writes, as one SQL condition, that the row of the alias is visible to the viewer.
type predicate func(b *sql.Builder, v *viewer.Viewer, alias string)

// Accounts writes the condition that the account of the alias is visible.
func Accounts(b *sql.Builder, v *viewer.Viewer, alias string) {
	if !decided(b, v) {
		ranges(b, v, alias)
	}
}

// Found is Accounts for rows that another condition finds: no index of paths is looked at, which a plan for any viewer takes
// to hold a few rows, and would read whole.
func Found(b *sql.Builder, v *viewer.Viewer, alias string) {
	if decided(b, v) {
		return
	}
	if len(v.Ranges()) > Few {
		lookUp(b, v.Ranges(), alias) // by no index
		return
	}
	compare(b, v.Ranges(), func() {
		b.WriteByte('(')
		name(b, alias, "path").WriteString(" || '')")
	})
}

// Users writes the condition that the account of the user is visible, whose path a user has too.
func Users(b *sql.Builder, v *viewer.Viewer, alias string) { Accounts(b, v, alias) }

// Reviews writes the condition that the account is visible below which the review's customer is to stand.
func Reviews(b *sql.Builder, v *viewer.Viewer, alias string) { byAccount("parent_id")(b, v, alias) }

// ByAccount writes the condition that the account is visible that the row's account_id names. What has none is the whole
// installation's, and an operator's to see.
func ByAccount(b *sql.Builder, v *viewer.Viewer, alias string) { byAccount("account_id")(b, v, alias) }

// Assets writes the condition that the account is visible that owns the asset, or the one that it is assigned to.
func Assets(b *sql.Builder, v *viewer.Viewer, alias string) {
	if decided(b, v) {
		return
	}
	b.WriteString("(")
	exists(b, v, "accounts scope_account", "scope_account.id", alias, "owner_id")
	b.WriteString(" OR ")
	exists(b, v, "accounts scope_account", "scope_account.id", alias, "assigned_to_id")
	b.WriteString(")")
}

// Sessions writes the condition that the session is the viewer's own.
func Sessions(b *sql.Builder, v *viewer.Viewer, alias string) {
	b.WriteString(Marker + " ")
	name(b, alias, "user_id").WriteString(" = ").Arg(v.UserID)
}

// Organizations writes the condition that a visible account stands for the organization, or a visible review lists it.
func Organizations(b *sql.Builder, v *viewer.Viewer, alias string) {
	if decided(b, v) {
		return
	}
	b.WriteString("(")
	exists(b, v, "accounts scope_account", "scope_account.organization_id", alias, "id")
	b.WriteString(" OR ")
	exists(b, v, "review_candidates scope_candidate JOIN reviews scope_review ON scope_review.id = scope_candidate.review_id"+
		" JOIN accounts scope_account ON scope_account.id = scope_review.parent_id",
		"scope_candidate.organization_id", alias, "id")
	b.WriteString(")")
}

// Unchanged writes the condition that access is still of the viewer's revision.
func Unchanged(b *sql.Builder, v *viewer.Viewer) {
	b.WriteString("(SELECT value FROM counters WHERE name = 'access') = ").Arg(v.Revision)
}

// byAccount is visible where the account is that the column names.
func byAccount(column string) predicate {
	return through("accounts scope_account", "scope_account.id", column)
}

// through is visible where a row of the joined tables matches the column and its account is visible.
func through(tables, key, column string) predicate {
	return func(b *sql.Builder, v *viewer.Viewer, alias string) {
		if !decided(b, v) {
			exists(b, v, tables, key, alias, column)
		}
	}
}

// own is visible to the one user that the column names.
func own(column string) predicate {
	return func(b *sql.Builder, v *viewer.Viewer, alias string) {
		if !decided(b, v) {
			name(b, alias, column).WriteString(" = ").Arg(v.UserID)
		}
	}
}

// decided writes the marker, and the whole condition where no row needs a look: an operator, or nobody.
func decided(b *sql.Builder, v *viewer.Viewer) bool {
	b.WriteString(Marker + " ")
	switch {
	case v.Operator:
		b.WriteString("1=1")
	case len(v.Ranges()) == 0:
		b.WriteString("1=0")
	default:
		return false
	}
	return true
}

// ranges writes that the path of the account lies in one of the viewer's ranges, of which there is at least one.
func ranges(b *sql.Builder, v *viewer.Viewer, account string) {
	Within(b, v.Ranges(), account)
}

// exists writes that the tables, scope_account among them, hold a row with that key and a visible account.
func exists(b *sql.Builder, v *viewer.Viewer, tables, key, alias, column string) {
	b.WriteString("EXISTS (SELECT 1 FROM " + tables + " WHERE " + key + " = ")
	name(b, alias, column).WriteString(" AND ")
	ranges(b, v, "scope_account")
	b.WriteString(")")
}

func name(b *sql.Builder, alias, column string) *sql.Builder {
	return b.Ident(alias).WriteByte('.').Ident(column)
}
