package lifecycle_test

import "slices"

// rivals are the kinds of operations that take room of each of limitKinds.
var rivals = [][]string{{"approveReview", "moveAccounts"}, {"addUsers", "moveUsers", "enableUsers"}, {"assignAssets"}}

// race is a limit that leaves an account one place of a kind, and operations of which each can be done then, but only the first of them.
func (f *forest) race() (limit operation, list []operation) {
	for range tries {
		limit = operation{kind: "setAccountLimits", by: f.askers[0], account: one(f, f.all), limit: f.IntN(3)}
		limit.max = f.used(limit.limit, limit.account) + 1
		m := f.copy()
		if f.effective(limit.account) != "ACTIVE" || !m.do(limit).sound() {
			continue
		}
		list = m.contending(func() operation { return f.at(limit.account, one(f, rivals[limit.limit])) })
		if len(list) > 1 {
			return limit, list
		}
	}
	return limit, nil
}

// grab is the same asset assigned to several accounts.
func (f *forest) grab() []operation {
	ref := one(f, sorted(f.assets))
	return f.contending(func() operation {
		o := f.random("assignAssets", f.assets[ref].owner)
		o.assets = []string{ref}
		return o
	})
}

// contending are drawn operations, at most three, each of which can be done, and not any more when one of the others has been.
func (m *model) contending(draw func() operation) (list []operation) {
	for range tries / 5 {
		o, alone := draw(), m.copy()
		if len(list) == 3 || !alone.do(o).sound() || alone.equals(m) {
			continue
		}
		late := func(other operation) bool {
			after := m.copy()
			after.do(other)
			return !after.do(o).sound()
		}
		if !slices.ContainsFunc(list, func(other operation) bool { return !late(other) }) {
			list = append(list, o)
		}
	}
	return list
}

// at is an operation of a kind that takes one place at an account.
func (f *forest) at(account, kind string) operation {
	o := f.random(kind, account)
	switch kind {
	case "moveAccounts":
		o.parent, o.accounts, o.dry = account, o.accounts[:1], false
	case "addUsers":
		o.account, o.emails, o.role = account, o.emails[:1], 1
	case "moveUsers":
		o.account, o.people = account, o.people[:1]
	case "enableUsers":
		for _, email := range sorted(f.people) {
			if p := f.people[email]; p.account == account && p.status == "DISABLED" && f.IntN(2) == 0 {
				o.people = []string{email}
			}
		}
	case "assignAssets":
		o.account, o.assets = account, o.assets[:1]
	case "approveReview":
		for _, name := range sorted(f.reviews) {
			if r := f.reviews[name]; r.status == "OPEN" && r.parent == account && f.IntN(2) == 0 {
				o.review = name
			}
		}
	}
	return o
}
