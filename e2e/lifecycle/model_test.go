package lifecycle_test

import (
	"maps"
	"slices"
)

// model is all that the operations change, written naively from the contract: accounts with a pointer to the one above, everything else
// found by looking through all of it. Things are named by what they were entered with; ids are the database's matter.
type model struct {
	accounts map[string]account
	people   map[string]person
	assets   map[string]asset
	reviews  map[string]review
	grants   []grant
}

type account struct {
	parent       string // "" at the top
	status       string
	limits       [3]int // as limitKinds, none is no limit
	reference    string
	contact      string
	provisioning string
	hopeless     bool // its provisioning failed for good
	number       bool
}

type person struct{ account, status string }

type asset struct{ reference, owner, holder string }

type review struct{ parent, contact, reference, status string }

type grant struct {
	person, account string // no account: the installation
	role            int    // in roles
	only            bool
}

// asker is somebody who asks: an operator has no person where a token alone is one.
type asker struct {
	person   string
	operator bool
	token    string
}

var (
	roles      = []string{"", "VIEWER", "USER_MANAGER", "ACCOUNT_MANAGER", "ADMIN"}
	limitKinds = []string{"SUB_ACCOUNTS", "USERS", "ASSETS"}
)

const (
	userManager    = 2
	accountManager = 3
	admin          = 4
	none           = -1
	maxDepth       = 32
)

func (m *model) copy() *model {
	return &model{maps.Clone(m.accounts), maps.Clone(m.people), maps.Clone(m.assets), maps.Clone(m.reviews), slices.Clone(m.grants)}
}

// chain is the account and all above it, itself first.
func (m *model) chain(of string) (chain []string) {
	for ; of != ""; of = m.accounts[of].parent {
		chain = append(chain, of)
	}
	return chain
}

func (m *model) root(of string) string { chain := m.chain(of); return chain[len(chain)-1] }

// within tells whether an account is another one or hangs below it.
func (m *model) within(name, top string) bool { return slices.Contains(m.chain(name), top) }

// subtree is the account and all below it.
func (m *model) subtree(top string) (names []string) {
	for name := range m.accounts {
		if m.within(name, top) {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return names
}

func (m *model) effective(name string) string {
	status := m.accounts[name].status
	for _, above := range m.chain(name) {
		switch m.accounts[above].status {
		case "CLOSED":
			return "CLOSED"
		case "SUSPENDED":
			status = "SUSPENDED"
		}
	}
	return status
}

// limit is how many of a kind an account may have, by its own limit and those above; none where there is no limit.
func (m *model) limit(kind int, name string) int {
	least := none
	for _, of := range m.chain(name) {
		if own := m.accounts[of].limits[kind]; own != none && (least == none || own < least) {
			least = own
		}
	}
	return least
}

// used is how many of a kind an account has.
func (m *model) used(kind int, name string) (n int) {
	switch limitKinds[kind] {
	case "SUB_ACCOUNTS":
		for _, a := range m.accounts {
			if a.parent == name && a.status != "CLOSED" {
				n++
			}
		}
	case "USERS":
		for _, p := range m.people {
			if p.account == name && p.status != "DISABLED" {
				n++
			}
		}
	case "ASSETS":
		for _, a := range m.assets {
			if a.owner == name || a.holder == name {
				n++
			}
		}
	}
	return n
}

// full tells whether an account has no room for so many more of a kind.
func (m *model) full(kind int, name string, more int) bool {
	limit := m.limit(kind, name)
	return limit != none && more > max(limit-m.used(kind, name), 0)
}

// holds tells whether a grant counts on an account.
func (m *model) holds(g grant, name string) bool {
	return g.account == name || !g.only && m.within(name, g.account)
}

// role is the strongest that somebody has on an account by the grants that count for it.
func (m *model) role(by asker, name string, counts func(grant) bool) (strongest int) {
	if by.operator {
		return admin
	}
	for _, g := range m.grants {
		if g.person == by.person && m.holds(g, name) && (counts == nil || counts(g)) {
			strongest = max(strongest, g.role)
		}
	}
	return strongest
}

func (m *model) sees(by asker, name string) bool { return m.role(by, name, nil) > 0 }

// fromAbove is the strongest role that somebody has on an account by grants strictly above it.
func (m *model) fromAbove(by asker, name string) int {
	if parent := m.accounts[name].parent; parent != "" || by.operator {
		return m.inherits(by, parent)
	}
	return 0
}

// inherits is the strongest role that somebody has on whatever hangs below an account.
func (m *model) inherits(by asker, name string) int {
	return m.role(by, name, func(g grant) bool { return !g.only })
}

func (m *model) seesAsset(by asker, a asset) bool {
	return m.sees(by, a.owner) || a.holder != "" && m.sees(by, a.holder)
}

// taken tells whether an account of a tree other than but has the external reference.
func (m *model) taken(reference, root, but string) bool {
	for name, a := range m.accounts {
		if reference != "" && a.reference == reference && name != but && m.root(name) == root {
			return true
		}
	}
	return false
}

// contacts tells whether somebody may be notification contact in the tree of an account.
func (m *model) contacts(person, of string) bool {
	p, ok := m.people[person]
	return ok && p.status != "DISABLED" && m.root(p.account) == m.root(of)
}
