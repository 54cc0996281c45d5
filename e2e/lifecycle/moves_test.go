package lifecycle_test

import "slices"

func (m *model) move(o operation, l *told) {
	refused, parentSeen := false, m.sees(o.by, o.parent)
	var moving []int // those seen, by their place in the request
	for i, name := range o.accounts {
		if !m.sees(o.by, name) {
			l.faultAt("accountIds", i, "NOT_FOUND")
			continue
		}
		moving = append(moving, i)
		above := m.accounts[name].parent
		switch {
		case m.role(o.by, name, nil) < accountManager, above != "" && m.role(o.by, above, nil) < accountManager,
			parentSeen && m.root(name) != m.root(o.parent) && !o.by.operator, parentSeen && !m.mayLift(o.by, name, o.parent):
			l.faultAt("accountIds", i, "FORBIDDEN")
			refused = true
		}
		if m.role(o.by, name, nil) >= accountManager && m.effective(name) == "CLOSED" {
			l.faultAt("accountIds", i, "NOT_ACTIVE")
		}
	}
	switch {
	case !parentSeen:
		l.fault("parentId", "NOT_FOUND")
		return
	case m.role(o.by, o.parent, nil) < accountManager:
		l.fault("parentId", "FORBIDDEN")
		refused = true
	default:
		m.open(l, "parentId", o.parent)
	}
	if refused {
		return
	}
	for _, i := range moving { // whoever moves gains nothing by it
		if above := m.accounts[o.accounts[i]].parent; above != "" && m.inherits(o.by, above) < m.inherits(o.by, o.parent) {
			l.faultAt("accountIds", i, "CANNOT_GRANT")
			refused = true
		}
	}
	if refused {
		return
	}
	m.judgeMove(o, l, moving)
	if *l != nil {
		return
	}
	m.accessChanges(o, l)
	if !o.dry {
		m.hang(o)
	}
}

// mayLift tells whether somebody may resume every suspended account above that would no longer be above.
func (m *model) mayLift(by asker, name, parent string) bool {
	return !slices.ContainsFunc(m.chain(name)[1:], func(above string) bool {
		return m.accounts[above].status == "SUSPENDED" && !m.within(parent, above) && m.fromAbove(by, above) < admin
	})
}

// judgeMove is all that is wrong with hanging the accounts below the parent.
func (m *model) judgeMove(o operation, l *told, moving []int) {
	newcomers := 0
	for _, i := range moving {
		name := o.accounts[i]
		a := m.accounts[name]
		nested := slices.ContainsFunc(moving, func(j int) bool { return j != i && m.within(name, o.accounts[j]) })
		switch {
		case a.parent == "":
			l.faultAt("accountIds", i, "TYPE_NOT_ALLOWED")
			continue
		case m.within(o.parent, name):
			l.faultAt("accountIds", i, "CYCLE")
			continue
		case m.root(name) != m.root(o.accounts[moving[0]]), nested:
			l.faultAt("accountIds", i, "INVALID")
		case a.parent != o.parent && a.status != "CLOSED":
			newcomers++
		}
		if a.parent != o.parent {
			m.judgeSubtree(o, l, i)
		}
	}
	m.place(l, "parentId", o.parent, newcomers)
}

// judgeSubtree is what is wrong with a subtree at the new place.
func (m *model) judgeSubtree(o operation, l *told, i int) {
	top, root := o.accounts[i], m.root(o.parent)
	depth, foreign := len(m.chain(o.parent)), m.root(top) != root
	above := m.chain(m.accounts[top].parent)
	for _, name := range m.subtree(top) {
		if height := len(m.chain(name)) - len(above); depth < maxDepth && depth+height > maxDepth {
			l.faultAt("accountIds", i, "LIMIT_EXCEEDED")
		}
		if foreign && m.taken(m.accounts[name].reference, root, "") {
			l.faultAt("accountIds", i, "TAKEN")
		}
	}
	for _, a := range m.assets {
		if a.holder != "" && m.within(a.holder, top) && !m.within(a.owner, top) && !m.within(o.parent, a.owner) {
			l.faultAt("accountIds", i, "ALREADY_ASSIGNED")
		}
		for _, b := range m.assets {
			if foreign && m.within(a.owner, top) && b.reference == a.reference && m.root(b.owner) == root {
				l.faultAt("accountIds", i, "TAKEN")
			}
		}
	}
	if !m.ruled(above) || m.ruled(m.chain(o.parent)) {
		return
	}
	for _, p := range m.people {
		if chain := m.chain(p.account); m.within(p.account, top) && !m.ruled(chain[:len(chain)-len(above)]) {
			l.faultAt("accountIds", i, "LAST_ADMIN")
		}
	}
}

// ruled tells whether an active person is ADMIN of the subtree of one of the accounts.
func (m *model) ruled(chain []string) bool {
	return slices.ContainsFunc(m.grants, func(g grant) bool {
		return g.role == admin && !g.only && m.people[g.person].status == "ACTIVE" && slices.Contains(chain, g.account)
	})
}

// accessChanges counts whose strongest role on the accounts grows and whose shrinks, as far as the viewer sees where it was given.
func (m *model) accessChanges(o operation, l *told) {
	gains, losses := 0, 0
	told := slices.DeleteFunc(slices.Clone(m.grants), func(g grant) bool {
		return m.people[g.person].status == "DISABLED" || !m.sees(o.by, g.account)
	})
	for _, name := range o.accounts {
		before, after := map[string]int{}, map[string]int{}
		for _, g := range told {
			if m.holds(g, name) {
				before[g.person] = max(before[g.person], g.role)
			}
			if g.account == name || !g.only && m.within(o.parent, g.account) {
				after[g.person] = max(after[g.person], g.role)
			}
		}
		for who := range m.people {
			if after[who] > before[who] {
				gains++
			} else if after[who] < before[who] {
				losses++
			}
		}
	}
	l.count("gains", gains)
	l.count("losses", losses)
}

// hang moves the accounts. Nobody is contact of an account of another tree then.
func (m *model) hang(o operation) {
	for _, name := range o.accounts {
		a := m.accounts[name]
		a.parent = o.parent
		m.accounts[name] = a
	}
	for name, a := range m.accounts {
		if a.contact != "" && m.root(m.people[a.contact].account) != m.root(name) {
			a.contact = ""
			m.accounts[name] = a
		}
	}
}

func (m *model) assign(o operation, l *told) {
	if !m.allowed(l, "accountId", o.by, o.account, m.role(o.by, o.account, nil), accountManager) {
		return
	}
	if m.effective(o.account) != "ACTIVE" {
		l.fault("accountId", "NOT_ACTIVE")
		return
	}
	for i, ref := range o.assets {
		a, sound := m.assets[ref], len(*l)
		switch {
		case !m.seesAsset(o.by, a):
			l.faultAt("assetIds", i, "NOT_FOUND")
			continue
		case m.role(o.by, a.owner, nil) < accountManager:
			l.faultAt("assetIds", i, "FORBIDDEN")
			continue
		}
		if a.owner == o.account || !m.within(o.account, a.owner) {
			l.faultAt("assetIds", i, "INVALID")
		}
		if a.holder != "" {
			l.faultAt("assetIds", i, "ALREADY_ASSIGNED")
		}
		if len(*l) > sound {
			continue
		}
		if m.full(2, o.account, 1) {
			l.faultAt("assetIds", i, "LIMIT_EXCEEDED")
			continue
		}
		a.holder = o.account
		m.assets[ref] = a
	}
}

func (m *model) unassign(o operation, l *told) {
	for i, ref := range o.assets {
		switch a := m.assets[ref]; {
		case !m.seesAsset(o.by, a):
			l.faultAt("assetIds", i, "NOT_FOUND")
		case m.role(o.by, a.owner, nil) < accountManager:
			l.faultAt("assetIds", i, "FORBIDDEN")
		default:
			a.holder = ""
			m.assets[ref] = a
		}
	}
}
