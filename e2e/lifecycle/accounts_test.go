package lifecycle_test

import "slices"

func (m *model) createCustomer(o operation, l *told) {
	visible := m.sees(o.by, o.parent)
	if visible && m.role(o.by, o.parent, nil) < accountManager {
		l.fault("parentId", "FORBIDDEN")
		return
	}
	if !visible {
		l.fault("parentId", "NOT_FOUND")
	} else {
		m.open(l, "parentId", o.parent)
		m.place(l, "parentId", o.parent, 1)
		if m.taken(o.reference, m.root(o.parent), "") {
			l.fault("externalReference", "TAKEN")
		}
	}
	if !m.sees(o.by, m.people[o.contact].account) || visible && !m.contacts(o.contact, o.parent) {
		l.fault("notificationContactId", "NOT_FOUND")
	}
	if *l == nil {
		m.reviews[o.name] = review{o.parent, o.contact, o.reference, "OPEN"}
	}
}

func (m *model) approveReview(o operation, l *told) {
	r := m.reviews[o.review]
	if !m.allowed(l, "reviewId", o.by, r.parent, m.role(o.by, r.parent, nil), accountManager) || r.status == "APPROVED" {
		return
	}
	m.open(l, "reviewId", r.parent)
	m.place(l, "reviewId", r.parent, 1)
	if m.taken(r.reference, m.root(r.parent), "") {
		l.fault("reviewId", "TAKEN")
	}
	if !m.contacts(r.contact, r.parent) {
		l.fault("reviewId", "INVALID")
	}
	if *l == nil {
		m.accounts[o.review] = account{
			parent: r.parent, status: "PENDING", limits: [3]int{none, none, none}, reference: r.reference, contact: r.contact, provisioning: "QUEUED",
		}
		r.status = "APPROVED"
		m.reviews[o.review] = r
	}
}

func (m *model) provision(o operation) {
	if a := m.accounts[o.account]; a.status == "PENDING" {
		a.status, a.provisioning, a.number = "ACTIVE", "SUCCEEDED", true
		m.accounts[o.account] = a
	}
}

func (m *model) addUsers(o operation, l *told) {
	own := m.role(o.by, o.account, nil)
	visible := m.sees(o.by, o.account)
	switch {
	case !visible:
		l.fault("accountId", "NOT_FOUND")
	case own < userManager:
		l.fault("accountId", "FORBIDDEN")
		return
	case !slices.Contains([]string{"PENDING", "ACTIVE"}, m.effective(o.account)):
		l.fault("accountId", "NOT_ACTIVE")
	}
	good := len(o.emails)
	if visible && o.role > own { // each row has the role
		good = 0
		for i := range o.emails {
			l.faultAt("rejected", i, "role CANNOT_GRANT")
		}
	}
	if visible && m.full(1, o.account, good) {
		l.fault("accountId", "LIMIT_EXCEEDED")
	}
	if *l != nil {
		return
	}
	only := m.inherits(o.by, o.account) < own
	for _, email := range o.emails {
		m.people[email] = person{o.account, "INVITED"}
		m.grants = append(m.grants, grant{email, o.account, o.role, only})
	}
}

func (m *model) updateAccount(o operation, l *told) {
	if !m.allowed(l, "accountId", o.by, o.account, m.role(o.by, o.account, nil), accountManager) {
		return
	}
	if m.effective(o.account) == "CLOSED" {
		l.fault("accountId", "NOT_ACTIVE")
	}
	a := m.accounts[o.account]
	if m.taken(o.reference, m.root(o.account), o.account) {
		l.fault("externalReference", "TAKEN")
	}
	if *l == nil {
		a.reference = o.reference
		m.accounts[o.account] = a
	}
}

func (m *model) setLimits(o operation, l *told) {
	if !m.allowed(l, "accountId", o.by, o.account, m.fromAbove(o.by, o.account), admin) {
		return
	}
	a := m.accounts[o.account]
	if a.parent != "" {
		if above := m.limit(o.limit, a.parent); above != none && o.max > above {
			l.fault("limits.0.max", "LIMIT_EXCEEDED")
			return
		}
	}
	a.limits[o.limit] = o.max
	m.accounts[o.account] = a
}

func (m *model) setStatus(o operation, l *told, from, to string) {
	role := m.role(o.by, o.account, nil)
	if to == "ACTIVE" {
		role = m.fromAbove(o.by, o.account)
	}
	if !m.allowed(l, "accountId", o.by, o.account, role, admin) {
		return
	}
	switch a := m.accounts[o.account]; a.status {
	case from:
		a.status = to
		m.accounts[o.account] = a
	case to:
	default:
		l.fault("accountId", "NOT_ACTIVE")
	}
}

func (m *model) cancel(o operation, l *told) {
	if !m.allowed(l, "accountId", o.by, o.account, m.role(o.by, o.account, nil), admin) {
		return
	}
	switch a := m.accounts[o.account]; {
	case a.status == "PENDING":
		m.end(o.account)
	case a.provisioning != "CANCELLED":
		l.fault("accountId", "NOT_ACTIVE")
	}
}

func (m *model) retry(o operation, l *told) {
	if !m.allowed(l, "accountId", o.by, o.account, m.role(o.by, o.account, nil), accountManager) {
		return
	}
	switch a := m.accounts[o.account]; {
	case a.status == "PENDING":
	case a.status == "FAILED" && (!a.hopeless || o.by.operator):
		a.status, a.provisioning, a.hopeless = "PENDING", "QUEUED", false
		m.accounts[o.account] = a
	default:
		l.fault("accountId", "NOT_ACTIVE")
	}
}

func (m *model) close(o operation, l *told) {
	if !m.allowed(l, "accountId", o.by, o.account, m.role(o.by, o.account, nil), admin) {
		return
	}
	ended := []string{}
	for _, name := range m.subtree(o.account) {
		if m.accounts[name].status != "CLOSED" {
			ended = append(ended, name)
		}
	}
	below := slices.DeleteFunc(slices.Clone(ended), func(name string) bool { return name == o.account })
	switch m.accounts[o.account].status {
	case "CLOSED":
		ended, below = nil, nil
	case "PENDING":
		l.fault("accountId", "NOT_ACTIVE")
	}
	if len(below) > 0 && !o.cascade {
		l.fault("cascade", "HAS_OPEN_CHILDREN")
	}
	if o.cascade && slices.ContainsFunc(below, func(name string) bool { return m.role(o.by, name, nil) < admin }) {
		l.fault("cascade", "FORBIDDEN")
	}
	if *l != nil {
		return
	}
	held := 0
	for _, a := range m.assets {
		if slices.Contains(ended, a.holder) {
			held++
		}
	}
	l.count("closed", len(ended))
	l.count("unassigned", held)
	if !o.dry {
		for _, name := range ended {
			m.end(name)
		}
	}
}

// end closes one account: what it has goes back to the owners, its provisioning is called off, and without a number it leaves its reference.
func (m *model) end(name string) {
	a := m.accounts[name]
	if !a.number {
		a.reference = ""
	}
	a.status = "CLOSED"
	if a.provisioning == "QUEUED" {
		a.provisioning = "CANCELLED"
	}
	m.accounts[name] = a
	for ref, asset := range m.assets {
		if asset.holder == name {
			asset.holder = ""
			m.assets[ref] = asset
		}
	}
}
