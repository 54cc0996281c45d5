package lifecycle_test

import (
	"fmt"
	"slices"
	"strconv"
)

// operation is something that somebody tries; a field is set where its kind has it.
type operation struct {
	kind      string
	by        asker // nobody for the worker that provisions
	name      string
	account   string
	parent    string
	review    string
	contact   string
	reference string
	accounts  []string
	assets    []string
	emails    []string // of new people
	people    []string
	role      int
	limit     int // in limitKinds
	max       int
	dry       bool
	cascade   bool
}

func (o operation) String() string {
	by := o.by.person
	if o.by.operator {
		by += "(operator)"
	}
	text := o.kind + " by " + by
	for what, value := range map[string]string{"account": o.account, "parent": o.parent, "review": o.review, "contact": o.contact, "reference": o.reference, "name": o.name} {
		if value != "" {
			text += fmt.Sprintf(", %s %s", what, value)
		}
	}
	if o.kind == "setAccountLimits" {
		text += fmt.Sprintf(", %s at most %d", limitKinds[o.limit], o.max)
	}
	return text + fmt.Sprintf(" %q %q %q %q role %s dry %v cascade %v", o.accounts, o.assets, o.emails, o.people, roles[o.role], o.dry, o.cascade)
}

// told is what the answer to an operation tells: each fault as "path CODE", or what was done. It is sorted, each line once.
type told []string

func (l *told) fault(path, code string) { *l = append(*l, path+" "+code) }

func (l *told) faultAt(list string, i int, code string) { l.fault(list+"."+strconv.Itoa(i), code) }

func (l *told) count(what string, n int) { *l = append(*l, fmt.Sprint(what, " ", n)) }

func (l told) sorted() told {
	slices.Sort(l)
	return slices.Compact(l)
}

// do says what an operation is told, and does in the model what it does.
func (m *model) do(o operation) told {
	var l told
	switch o.kind {
	case "createCustomer":
		m.createCustomer(o, &l)
	case "approveReview":
		m.approveReview(o, &l)
	case "provision":
		m.provision(o)
	case "addUsers":
		m.addUsers(o, &l)
	case "moveUsers":
		m.moveUsers(o, &l)
	case "eraseUser":
		m.eraseUser(o, &l)
	case "disableUsers":
		m.disableUsers(o, &l)
	case "enableUsers":
		m.enableUsers(o, &l)
	case "updateAccount":
		m.updateAccount(o, &l)
	case "setAccountLimits":
		m.setLimits(o, &l)
	case "suspendAccount":
		m.setStatus(o, &l, "ACTIVE", "SUSPENDED")
	case "resumeAccount":
		m.setStatus(o, &l, "SUSPENDED", "ACTIVE")
	case "cancelProvisioning":
		m.cancel(o, &l)
	case "retryProvisioning":
		m.retry(o, &l)
	case "closeAccount":
		m.close(o, &l)
	case "moveAccounts":
		m.move(o, &l)
	case "assignAssets":
		m.assign(o, &l)
	case "unassignAssets":
		m.unassign(o, &l)
	default:
		panic("unknown: " + o.kind)
	}
	return l.sorted()
}

// allowed judges the permission for something done to one account, by the strongest role there or from above; a fault stands at path.
func (m *model) allowed(l *told, path string, by asker, name string, role, needed int) bool {
	switch {
	case !m.sees(by, name):
		l.fault(path, "NOT_FOUND")
	case role < needed:
		l.fault(path, "FORBIDDEN")
	default:
		return true
	}
	return false
}

// open judges whether something may come to stand below an account.
func (m *model) open(l *told, path, name string) {
	switch m.effective(name) {
	case "ACTIVE":
	case "CLOSED":
		l.fault(path, "PARENT_CLOSED")
	default:
		l.fault(path, "NOT_ACTIVE")
	}
}

// place judges whether there is room for so many more below an account.
func (m *model) place(l *told, path, name string, more int) {
	if len(m.chain(name)) >= maxDepth || m.full(0, name, more) {
		l.fault(path, "LIMIT_EXCEEDED")
	}
}
