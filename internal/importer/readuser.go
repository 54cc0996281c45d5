package importer

import (
	"context"

	"canopy/internal/usercsv"
)

// readUsers judges the users file, and keeps the people to be added; nothing is written.
func (r *run) readUsers(ctx context.Context) error {
	if r.Users == nil {
		return nil
	}
	reader, faults, err := usercsv.NewReader(r.Users, accountRef)
	if err != nil || len(faults) > 0 {
		return refused("users", faults, err)
	}
	r.report.Users.Read = true
	firstLines := map[string]int{} // of e-mails, by key
	var rows []*userRow
	err = r.each(ctx, "users", reader, func(row usercsv.Row, c checker) error {
		r.report.Users.Rows++
		if len(c.bad) > 0 {
			r.note(&r.report.Users, c)
			return nil
		}
		u := &userRow{checker: c}
		u.ref = u.required("account_ref", row.Extra["account_ref"])
		u.judge(row)
		if line := firstLines[u.key]; line > 0 {
			u.add("email", "line %d has it already", line)
		} else if u.key != "" {
			firstLines[u.key] = row.Line
		}
		rows = append(rows, u)
		if len(rows) < batch {
			return nil
		}
		full := rows
		rows = nil
		return r.settleUsers(ctx, full)
	})
	if err != nil {
		return err
	}
	return r.settleUsers(ctx, rows)
}

// settleUsers tells what becomes of each row: it is there already, or is to be added, or cannot be.
func (r *run) settleUsers(ctx context.Context, rows []*userRow) error {
	var refs, keys []string
	for _, u := range rows {
		keys = append(keys, u.key)
		if r.forest.byRef[u.ref] == nil || r.forest.meant != nil {
			refs = append(refs, u.ref)
		}
	}
	if err := r.lookUp(ctx, refs); err != nil {
		return err
	}
	known, err := r.lookUpUsers(ctx, keys)
	if err != nil {
		return err
	}
	counts := &r.report.Users
	for _, u := range rows {
		home := r.named(&u.checker, "account_ref", u.ref)
		there, found := known[u.key]
		u.compare(home, there)
		switch {
		case len(u.bad) > 0:
			r.note(counts, u.checker)
		case home.lost():
			counts.Waiting++
			r.wait(u.line, "users", "account_ref", home)
		case found && there.person == u.person:
			counts.Unchanged++
		case found:
			counts.Differing = append(counts.Differing, u.line)
		default:
			at, err := r.people.add(newcomer{u.person, u.key, u.line})
			if err != nil {
				return err
			}
			r.spans, r.homes = append(r.spans, at), append(r.homes, home)
		}
	}
	return nil
}

// named is the account of a ref in a column, nil where it is not known.
func (r *run) named(c *checker, column, ref string) *node {
	switch homes := r.forest.homes(ref); {
	case len(homes) == 1:
		return homes[0]
	case len(homes) > 1:
		c.add(column, "several trees have an account %.60q: name the reseller's ref with --root", ref)
	case ref == "":
	case r.forest.meant != nil:
		c.add(column, "no account of the tree %.60q has the ref %.60q", r.Root, ref)
	default:
		c.add(column, "no account has the ref %.60q", ref)
	}
	return nil
}
