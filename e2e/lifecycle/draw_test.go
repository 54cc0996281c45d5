package lifecycle_test

import (
	"cmp"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
)

// kinds are those of the operations, each to be done at least once.
var kinds = strings.Fields(`createCustomer approveReview provision moveAccounts suspendAccount resumeAccount closeAccount cancelProvisioning retryProvisioning
	assignAssets unassignAssets setAccountLimits addUsers moveUsers eraseUser disableUsers enableUsers updateAccount`)

// codes are those that the operations can be told, each with the kinds that are told it; some are wanted of one kind.
var codes = map[string][]string{
	"resumeAccount FORBIDDEN": {"resumeAccount"}, "setAccountLimits FORBIDDEN": {"setAccountLimits"}, "moveAccounts CANNOT_GRANT": {"moveAccounts"},
	"moveUsers FORBIDDEN": {"moveUsers"}, "eraseUser LAST_ADMIN": {"eraseUser"},
	"NOT_ACTIVE": kinds, "FORBIDDEN": kinds, "NOT_FOUND": kinds, "PARENT_CLOSED": {"createCustomer", "approveReview", "moveAccounts"},
	"LIMIT_EXCEEDED":    {"createCustomer", "approveReview", "moveAccounts", "assignAssets", "setAccountLimits", "addUsers", "moveUsers", "enableUsers"},
	"HAS_OPEN_CHILDREN": {"closeAccount"}, "CYCLE": {"moveAccounts"}, "TYPE_NOT_ALLOWED": {"moveAccounts"}, "LAST_ADMIN": {"moveAccounts", "moveUsers", "eraseUser", "disableUsers"},
	"CANNOT_GRANT": {"moveAccounts", "addUsers", "moveUsers"}, "ALREADY_ASSIGNED": {"assignAssets", "moveAccounts"},
	"TAKEN": {"createCustomer", "approveReview", "updateAccount", "moveAccounts"}, "INVALID": {"approveReview", "moveAccounts", "assignAssets"},
}

const tries = 150 // to draw what is wanted

// round draws operations to be tried at once near one account: any, or more often one that can be done and others for which it matters whether
// they come before or after that one. Some rounds set a limit, and those behind them are a race for the last place; in some all
// want the same asset.
func (f *forest) round() (list []operation) {
	f.all = sorted(f.accounts)
	focus := one(f, f.all)
	if list, f.racing = f.racing, nil; list != nil {
		return list
	}
	switch f.IntN(12) {
	case 0, 1:
		limit, list := f.race()
		f.racing = list
		return []operation{limit}
	case 2:
		if list = f.grab(); list != nil {
			return list
		}
	}
	never := slices.DeleteFunc(missing(f.met), func(what string) bool { return what == mattered })
	if f.IntN(3) == 0 || len(never) > 0 && f.IntN(3) == 0 {
		for range 1 + f.IntN(3) {
			goals := append(sorted(codes), kinds...)
			if len(never) > 0 && f.IntN(3) > 0 {
				goals = never
			}
			list = append(list, f.draw(focus, one(f, goals)))
		}
		return list
	}
	list = []operation{f.draw(focus, one(f, kinds))}
	for range 1 + f.IntN(2) {
		list = append(list, f.against(focus, list[0]))
	}
	return list
}

// draw is an operation near the edge of what is allowed: of a kind, and it does something; or it has a code, and hardly another fault.
func (f *forest) draw(focus, wanted string) (o operation) {
	kind, code := wanted, wanted[strings.LastIndex(wanted, " ")+1:]
	among, failing := codes[wanted]
	if failing {
		kind = one(f, among)
	}
	for range tries {
		o = f.random(kind, focus)
		m := f.copy()
		if l := m.do(o); failing && l.nearly(code) && (code != "FORBIDDEN" || f.barely(o)) || !failing && l.sound() && !m.equals(f.model) && f.spares(m) {
			break
		}
	}
	return o
}

// needed is the role that a kind of operation takes, where it is not ACCOUNT_MANAGER.
var needed = map[string]int{
	"addUsers": userManager, "moveUsers": userManager, "eraseUser": userManager, "disableUsers": userManager, "enableUsers": userManager,
	"suspendAccount": admin, "resumeAccount": admin, "closeAccount": admin, "cancelProvisioning": admin, "setAccountLimits": admin,
}

// barely tells whether somebody who may not do an operation has the role that it takes, but not for all of it, or the next weaker one.
func (f *forest) barely(o operation) bool {
	role := needed[o.kind]
	if role == 0 {
		role = accountManager
	}
	at := cmp.Or(o.account, o.parent, f.reviews[o.review].parent)
	switch {
	case at != "":
	case o.people != nil:
		at = f.people[o.people[0]].account
	default:
		at = f.assets[o.assets[0]].owner
	}
	own := f.role(o.by, at, nil)
	return own >= role || own == role-1 && o.kind != "resumeAccount" && o.kind != "setAccountLimits"
}

// against is an operation that comes to something else before another one than after it.
func (f *forest) against(focus string, other operation) (o operation) {
	for range tries {
		kind := one(f, kinds)
		if f.IntN(2) == 0 {
			kind = other.kind
		}
		o = f.alike(f.random(kind, focus), other)
		before, after := f.copy(), f.copy()
		first, second := before.do(o), after.do(other)
		told, same := before.do(other), slices.Equal(first, after.do(o))
		if !(same && slices.Equal(told, second) && before.equals(after)) && f.spares(before) {
			break
		}
	}
	return o
}

// sound tells whether there are no faults.
func (l told) sound() bool { return !slices.ContainsFunc(l, faulty) }

// nearly tells whether there is a fault with the code, and at most one besides.
func (l told) nearly(code string) bool {
	return len(l) <= 2 && slices.ContainsFunc(l, func(line string) bool { return strings.HasSuffix(line, " "+code) })
}

// faulty tells a fault, which ends with its code, from how much was done.
func faulty(line string) bool { return strings.TrimRight(line, "0123456789") == line }

// spares tells whether an operation leaves most of the open accounts open, most of the time: else little could be done soon.
func (f *forest) spares(after *model) bool {
	return f.live()-after.live() <= 1 || f.IntN(10) == 0
}

// live is how many accounts are in use.
func (m *model) live() (n int) {
	for name := range m.accounts {
		if m.effective(name) == "ACTIVE" {
			n++
		}
	}
	return n
}

func (m *model) equals(other *model) bool {
	return maps.Equal(m.accounts, other.accounts) && maps.Equal(m.people, other.people) && maps.Equal(m.assets, other.assets) && maps.Equal(m.reviews, other.reviews)
}

// random is any operation of a kind, by an operator more often than by each of the others.
func (f *forest) random(kind, focus string) operation {
	o := operation{kind: kind, by: f.askers[0], account: f.near(focus), parent: f.near(focus), max: none, role: 1}
	if f.IntN(3) > 0 {
		o.by = one(f, f.askers)
	}
	switch o.kind {
	case "createCustomer":
		o.account, o.contact, o.reference = "", one(f, sorted(f.people)), one(f, references)
	case "approveReview":
		if len(f.reviews) == 0 {
			return f.random("createCustomer", focus)
		}
		o.account, o.parent, o.review = "", "", one(f, sorted(f.reviews))
	case "provision":
		o.by, o.parent = asker{}, ""
	case "moveAccounts":
		o.account, o.dry = "", f.IntN(6) == 0
		for range 1 + f.IntN(5)/3 {
			if name := f.near(focus); !slices.Contains(o.accounts, name) {
				o.accounts = append(o.accounts, name)
			}
		}
	case "closeAccount":
		o.parent, o.dry, o.cascade = "", f.IntN(4) == 0, f.IntN(2) == 0
	case "assignAssets", "unassignAssets":
		o.parent = ""
		for range 1 + f.IntN(3) {
			if name := one(f, sorted(f.assets)); !slices.Contains(o.assets, name) {
				o.assets = append(o.assets, name)
			}
		}
		if o.kind == "unassignAssets" {
			o.account = ""
		}
	case "setAccountLimits":
		o.parent, o.limit = "", f.IntN(3)
		if f.IntN(4) > 0 {
			o.max = max(0, f.used(o.limit, o.account)+f.IntN(4)-1)
		}
	case "addUsers":
		o.parent, o.role = "", 1+f.IntN(4)
		o.emails = make([]string, 1+f.IntN(2))
	case "moveUsers", "eraseUser", "disableUsers", "enableUsers":
		o.parent = ""
		for range 1 + f.IntN(5)/3 {
			if email := one(f, f.bystanders(focus)); !slices.Contains(o.people, email) {
				o.people = append(o.people, email)
			}
		}
		switch o.kind {
		case "moveUsers":
			if f.IntN(4) == 0 {
				o.people = []string{one(f, sorted(f.people))}
			}
		case "eraseUser":
			o.account, o.people = "", o.people[:1]
		default:
			o.account = ""
		}
	case "updateAccount":
		if o.parent = ""; f.accounts[o.account].parent != "" {
			o.reference = one(f, references)
		}
	default:
		o.parent = ""
	}
	f.serial(&o)
	return o
}

// alike makes an operation meet another one: the same kind at the same place, or the opposite move.
func (f *forest) alike(o, like operation) operation {
	if o.kind != like.kind {
		if o.account != "" && like.account != "" {
			o.account = like.account
		}
		if o.parent != "" && like.parent != "" {
			o.parent = like.parent
		}
		if o.assets != nil && like.assets != nil {
			o.assets = like.assets
		}
		if o.people != nil && like.people != nil && !f.asks(like.people[0]) {
			o.people = like.people[:min(len(o.people), len(like.people))] // one is erased at a time
		}
		return o
	}
	by, dry := o.by, o.dry
	switch {
	case o.kind == "moveAccounts" && f.IntN(2) == 0:
		like.accounts, like.parent = []string{like.parent}, like.accounts[0]
	case o.kind == "moveAccounts":
		like.accounts = o.accounts
	case o.kind == "approveReview":
		for _, name := range sorted(f.reviews) {
			if r := f.reviews[name]; r.status == "OPEN" && name != like.review && r.parent == f.reviews[like.review].parent {
				like.review = name
				break
			}
		}
	case o.kind == "assignAssets", o.kind == "moveUsers":
		like.account = o.account
	}
	like.by, like.dry = by, dry
	f.serial(&like)
	return like
}

// serial gives an operation names of its own for what it makes.
func (f *forest) serial(o *operation) {
	if o.kind == "createCustomer" {
		o.name = word(f.Rand) + " " + word(f.Rand)
	}
	emails := slices.Clone(o.emails)
	for i := range emails {
		emails[i] = strings.ToLower(word(f.Rand)) + "@example.com"
	}
	o.emails = emails
}

// near is an account, often one beside the focus, mostly an open one.
func (f *forest) near(focus string) string {
	names := f.all
	if f.IntN(2) == 0 {
		names = slices.DeleteFunc(slices.Clone(names), func(name string) bool {
			return name != focus && f.accounts[name].parent != focus && f.accounts[focus].parent != name && f.accounts[name].parent != f.accounts[focus].parent
		})
	}
	name := one(f, names)
	for range 3 {
		if f.accounts[name].status == "CLOSED" {
			name = one(f, names)
		}
	}
	return name
}

// one is one of a list, the zero value of an empty one.
func one[V any](f *forest, list []V) (v V) {
	if len(list) == 0 {
		return v
	}
	return list[f.IntN(len(list))]
}

// sorted are the names of a map, in an order that does not change.
func sorted[V any](of map[string]V) []string { return slices.Sorted(maps.Keys(of)) }

// form is what createCustomer is given besides.
func (o operation) form() vars {
	words := strings.Fields(o.name)
	return vars{"type": "END_CUSTOMER", "address": vars{
		"street": []string{words[1] + " " + fmt.Sprint(len(words[0]))}, "city": words[0], "postalCode": "10115", "country": "DE",
	}}
}

// word is one that nobody has used, and nothing is similar to.
func word(random *rand.Rand) string {
	letters := make([]byte, 10)
	for i := range letters {
		letters[i] = byte('a' + random.IntN(26))
	}
	return strings.ToUpper(string(letters[:1])) + string(letters[1:])
}
