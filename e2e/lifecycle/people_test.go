package lifecycle_test

import "slices"

// mayChange judges the people whom an operation changes, by their place in the request; those are there whom the asker sees. It tells whether
// something is refused: then nothing else is told.
func (m *model) mayChange(o operation, l *told) (there []int, refused bool) {
	path := func(i int, code string) {
		if o.kind == "eraseUser" {
			l.fault("userId", code)
		} else {
			l.faultAt("userIds", i, code)
		}
	}
	for i, email := range o.people {
		p, known := m.people[email]
		if !known || !m.sees(o.by, p.account) {
			path(i, "NOT_FOUND")
			continue
		}
		there = append(there, i)
		stronger := slices.ContainsFunc(m.grants, func(g grant) bool { return g.person == email && !m.gives(o.by, g) })
		if m.role(o.by, p.account, nil) < userManager || stronger {
			path(i, "FORBIDDEN")
			refused = true
		}
	}
	return there, refused
}

// gives tells whether somebody holds all that a grant gives.
func (m *model) gives(by asker, g grant) bool {
	switch {
	case by.operator:
		return true
	case g.account == "": // the installation
		return false
	case g.only:
		return m.role(by, g.account, nil) >= g.role
	}
	return m.inherits(by, g.account) >= g.role
}

// bereaves tells whether people other than those who leave lose the last ADMIN of theirs when the model becomes another one, by what somebody
// held.
func (m *model) bereaves(after *model, who string, leaving []string) bool {
	return slices.ContainsFunc(m.grants, func(g grant) bool {
		if g.person != who || g.role != admin || g.only || m.people[who].status != "ACTIVE" || slices.Contains(after.grants, g) && after.people[who].status == "ACTIVE" {
			return false
		}
		for email, p := range m.people {
			if !slices.Contains(leaving, email) && m.within(p.account, g.account) && !after.ruled(after.chain(p.account)) {
				return true
			}
		}
		return false
	})
}

func (m *model) moveUsers(o operation, l *told) {
	there, refused := m.mayChange(o, l)
	if !m.sees(o.by, o.account) {
		l.fault("accountId", "NOT_FOUND")
		return
	}
	own := m.role(o.by, o.account, nil)
	if own < userManager {
		l.fault("accountId", "FORBIDDEN")
		return
	}
	after := m.copy()
	if !slices.Contains([]string{"PENDING", "ACTIVE"}, m.effective(o.account)) {
		l.fault("accountId", "NOT_ACTIVE")
	}
	var leaving []string
	seats := 0
	for _, i := range there {
		email := o.people[i]
		p := m.people[email]
		if p.account == o.account {
			continue
		}
		leaving = append(leaving, email)
		if p.status != "DISABLED" {
			seats++
		}
		if m.root(p.account) != m.root(o.account) && !o.by.operator {
			l.faultAt("userIds", i, "FORBIDDEN")
			refused = true
		}
		for _, g := range m.grants {
			if g.person != email || g.account != p.account {
				continue
			}
			after.grants = slices.DeleteFunc(after.grants, func(old grant) bool { return old == g })
			there := grant{email, o.account, g.role, g.only || m.inherits(o.by, o.account) < g.role}
			if slices.Contains(after.grants, there) {
				continue
			}
			after.grants = append(after.grants, there)
			if own < g.role {
				l.faultAt("userIds", i, "CANNOT_GRANT")
				refused = true
			}
		}
		after.people[email] = person{o.account, p.status}
	}
	if refused {
		return
	}
	for _, i := range there {
		if email := o.people[i]; m.people[email].account != o.account && m.bereaves(after, email, leaving) {
			l.faultAt("userIds", i, "LAST_ADMIN")
		}
	}
	if seats > 0 && m.full(1, o.account, seats) {
		l.fault("accountId", "LIMIT_EXCEEDED")
	}
	if *l == nil {
		*m = *after
		m.part(leaving, m.root(o.account))
	}
}

// part clears people as the contacts of all accounts and open reviews but those of the tree of root.
func (m *model) part(people []string, root string) {
	for name, a := range m.accounts {
		if slices.Contains(people, a.contact) && m.root(name) != root {
			a.contact = ""
			m.accounts[name] = a
		}
	}
	for name, r := range m.reviews {
		if slices.Contains(people, r.contact) && r.status == "OPEN" && m.root(r.parent) != root {
			r.contact = ""
			m.reviews[name] = r
		}
	}
}

func (m *model) eraseUser(o operation, l *told) {
	if m.mayChange(o, l); *l != nil {
		return
	}
	who, after := o.people[0], m.copy()
	delete(after.people, who)
	after.grants = slices.DeleteFunc(after.grants, func(g grant) bool { return g.person == who })
	if m.bereaves(after, who, o.people) {
		l.fault("userId", "LAST_ADMIN")
		return
	}
	*m = *after
	m.part(o.people, "")
	for name, r := range m.reviews {
		if r.contact == who {
			r.contact = ""
			m.reviews[name] = r
		}
	}
}

func (m *model) disableUsers(o operation, l *told) {
	there, refused := m.mayChange(o, l)
	if refused {
		return
	}
	after := m.copy()
	for _, i := range there {
		after.people[o.people[i]] = person{m.people[o.people[i]].account, "DISABLED"}
	}
	for _, i := range there {
		if m.bereaves(after, o.people[i], nil) {
			l.faultAt("userIds", i, "LAST_ADMIN")
		}
	}
	if *l == nil {
		*m = *after
	}
}

// enableUsers lets nobody in who has a password: they are INVITED.
func (m *model) enableUsers(o operation, l *told) {
	there, refused := m.mayChange(o, l)
	if refused {
		return
	}
	after := m.copy()
	for _, i := range there {
		email := o.people[i]
		if p := m.people[email]; p.status == "DISABLED" {
			if after.full(1, p.account, 1) {
				l.faultAt("userIds", i, "LIMIT_EXCEEDED")
			}
			after.people[email] = person{p.account, "INVITED"}
		}
	}
	if *l == nil {
		*m = *after
	}
}

// asks tells whether somebody asks in the forest.
func (f *forest) asks(email string) bool {
	return slices.ContainsFunc(f.askers, func(a asker) bool { return a.person == email })
}

// bystanders are people who ask nothing: any, those of an account near the focus, those who rule, or those to be told of open reviews.
func (f *forest) bystanders(focus string) (some []string) {
	near, which := f.near(focus), f.IntN(4)
	all := slices.DeleteFunc(sorted(f.people), f.asks)
	for _, email := range all {
		rules := slices.ContainsFunc(f.grants, func(g grant) bool { return g.person == email && g.role == admin })
		told := slices.ContainsFunc(sorted(f.reviews), func(name string) bool { return f.reviews[name].contact == email && f.reviews[name].status == "OPEN" })
		if which == 1 && f.people[email].account == near || which == 2 && rules || which == 3 && told {
			some = append(some, email)
		}
	}
	if some == nil {
		return all
	}
	return some
}
