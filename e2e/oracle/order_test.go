package oracle_test

import (
	"cmp"
	"encoding/base64"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"canopy/ent"
	"canopy/internal/nodeid"

	"github.com/vektah/gqlparser/v2/ast"
)

// placeable is a row with its place in its connection's order.
type placeable struct {
	node any
	place
}

// place is where a row stands: by a moment, a text or a path, ties by id. What the order is not by is zero.
type place struct {
	moment int64 // microseconds since 1970
	text   string
	path   []int64 // the ids that lead to the row, its own last
	id     int64
}

// order is what a connection is ordered by, as cursors name it: "an+".
type order string

// orders are the marks of what can be ordered by.
var orders = map[string]order{
	"AccountOrderField.NAME": "an", "AccountOrderField.CREATED_AT": "ac", "AccountOrderField.UPDATED_AT": "au", "AccountOrderField.ACCOUNT_NUMBER": "a#",
	"AssetOrderField.NAME": "tn", "AssetOrderField.KIND": "tk", "AssetOrderField.CREATED_AT": "tc",
	"UserOrderField.NAME": "un", "UserOrderField.EMAIL": "ue", "UserOrderField.CREATED_AT": "uc",
}

// creation are the orders by id, of connections.
var creation = map[string]order{"grants": "gi+", "apiKeys": "ki+", "events": "ei+", "webhooks": "wi+", "deliveries": "di-"}

// orderOf is the order of a connection: by name where orderBy says nothing.
func orderOf(f *ast.FieldDefinition, orderBy any) order {
	given, _ := orderBy.(map[string]any)
	by, direction := "NAME", order("+")
	if given["field"] != nil {
		by = given["field"].(string)
	}
	if given["direction"] == "DESC" {
		direction = "-"
	}
	switch {
	case f.Name == "reviews": // the newest first
		return "rc-"
	case f.Name == "userImports": // too
		return "ii-"
	case creation[f.Name] != "":
		return creation[f.Name]
	case f.Name == "descendants":
		return "ap+"
	case f.Type.Name() == "AssetConnection":
		return orders["AssetOrderField."+by] + direction
	case f.Type.Name() == "UserConnection":
		return orders["UserOrderField."+by] + direction
	}
	return orders["AccountOrderField."+by] + direction
}

// order is that of the page that a field asks for.
func (a *operation) order(f *field) order {
	return orderOf(f.Definition, f.ArgumentMap(a.variables)["orderBy"])
}

// isMoment tells whether the order is by a time.
func (o order) isMoment() bool { return strings.ContainsAny(string(o[1:2]), "cu") }

// accounts are accounts with their places.
func (o order) accounts(list []*ent.Account) (rows []placeable) {
	for _, a := range list {
		number, _ := optional(a.AccountNumber).(string)
		at := map[order]place{
			"an": {text: a.NameKey}, "ac": {moment: a.CreatedAt.UnixMicro()}, "au": {moment: a.UpdatedAt.UnixMicro()}, "a#": {text: number},
		}[o[:2]]
		at.id = a.ID
		rows = append(rows, placeable{a, at})
	}
	return rows
}

// users are people with their places.
func (o order) users(list []*ent.User) (rows []placeable) {
	for _, u := range list {
		at := map[order]place{"un": {text: u.NameKey}, "ue": {text: u.EmailKey}, "uc": {moment: u.CreatedAt.UnixMicro()}}[o[:2]]
		at.id = u.ID
		rows = append(rows, placeable{u, at})
	}
	return rows
}

func (o order) compare(a, b place) int {
	c := cmp.Or(cmp.Compare(a.moment, b.moment), strings.Compare(a.text, b.text), slices.Compare(a.path, b.path), cmp.Compare(a.id, b.id))
	if strings.HasSuffix(string(o), "-") {
		return -c
	}
	return c
}

// cursor is the text of a place: the order, the id, and the moment, the text, or the ids between.
func (o order) cursor(p place) string {
	value := p.text
	switch {
	case o.isMoment():
		value = strconv.FormatInt(p.moment, 10)
	case o == "ap+":
		var ids []string
		for _, id := range p.path[:len(p.path)-1] {
			ids = append(ids, accountID(id))
		}
		value = strings.Join(ids, " ")
	}
	return base64.RawURLEncoding.EncodeToString([]byte(string(o) + " " + accountID(p.id) + " " + value))
}

// accountID is how a cursor writes ids, those of other rows too.
func accountID(id int64) string { return nodeid.New(nodeid.Account, id).String() }

// What is wrong with a cursor.
const (
	noCursor   = "is no cursor: give one that an earlier page answered"
	otherOrder = "is a cursor of another order: give one that"
)

// parse reads a cursor of this order. Where it is none, fault tells what is wrong with it.
func (o order) parse(text string) (p place, fault string) {
	raw, err := base64.RawURLEncoding.Strict().DecodeString(text)
	parts := strings.SplitN(string(raw), " ", 3)
	if err != nil || len(text) > 4096 || !utf8.Valid(raw) || strings.Contains(string(raw), "\x00") || len(parts) < 3 {
		return p, noCursor
	}
	row, ok := nodeid.Parse(parts[1])
	if p.id = row.Key; !ok || row.Kind != nodeid.Account || strings.ContainsAny(text, "\r\n") {
		return p, noCursor
	}
	value := parts[2]
	switch {
	case parts[0] != string(o):
		return p, otherOrder
	case o.isMoment():
		p.moment, err = strconv.ParseInt(value, 10, 64)
		if year := time.UnixMicro(p.moment).UTC().Year(); err != nil || strconv.FormatInt(p.moment, 10) != value || year < 1 || year > 9999 {
			return p, otherOrder
		}
	case o == "ap+":
		for id := range strings.FieldsSeq(value) {
			above, _ := nodeid.Parse(id)
			p.path = append(p.path, above.Key)
		}
		if p.path = append(p.path, p.id); o.cursor(p) != text || len(p.path) > 31 {
			return p, otherOrder
		}
	case o[1] == 'i' && value != "":
		return p, otherOrder
	default:
		p.text = value
	}
	return p, ""
}
