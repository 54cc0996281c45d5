package lifecycle_test

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"

	"canopy/internal/nodeid"
	"canopy/internal/store/scope"
)

// snapshot is what is stored of a forest: a line for each thing, and the keys and numbers by which things are known.
type snapshot struct {
	lines                             []string
	accounts, people, assets, reviews map[string]int64
	numbers                           map[string]string
}

// snapshot reads all of it.
func (f *forest) snapshot(t *testing.T) *snapshot {
	t.Helper()
	s := &snapshot{nil, map[string]int64{}, map[string]int64{}, map[string]int64{}, map[string]int64{}, map[string]string{}}
	trees := make([]string, len(f.roots))
	for i, root := range f.roots {
		trees[i] = strconv.FormatInt(root.ID, 10)
	}
	read := func(statement string, into map[string]int64, line func(columns []string) string) {
		t.Helper()
		rows, err := f.Store.DB().QueryContext(context.Background(), strings.NewReplacer("SELECT", "SELECT "+scope.Operator.Marker(), "TREES", strings.Join(trees, ",")).Replace(statement))
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = rows.Close() }()
		names, _ := rows.Columns()
		for rows.Next() {
			values, places := make([]sql.NullString, len(names)), make([]any, len(names))
			for i := range values {
				places[i] = &values[i]
			}
			if err := rows.Scan(places...); err != nil {
				t.Fatal(err)
			}
			columns := make([]string, len(names))
			for i, v := range values {
				columns[i] = v.String
			}
			if id, err := strconv.ParseInt(columns[0], 10, 64); err == nil && into != nil {
				into[columns[1]] = id
			}
			s.lines = append(s.lines, line(columns))
		}
		if err := rows.Err(); err != nil {
			t.Fatal(err)
		}
	}
	read(`SELECT a.id, a.name, coalesce(p.name, ''), a.root_id, a.path, a.status, coalesce(a.external_reference, ''), coalesce(u.email, ''), coalesce(v.status, ''),
		coalesce(a.max_sub_accounts, -1), coalesce(a.max_users, -1), coalesce(a.max_assets, -1), coalesce(a.account_number, '')
		FROM accounts a LEFT JOIN accounts p ON p.id = a.parent_id LEFT JOIN users u ON u.id = a.notification_contact_id
		LEFT JOIN provisionings v ON v.account_id = a.id WHERE a.root_id IN (TREES)`,
		s.accounts, func(c []string) string {
			number := c[12] != ""
			if number {
				s.numbers[c[1]] = c[12]
			}
			return accountLine(c[1], c[2], c[3], c[4], c[5], c[6], c[7], c[8], fmt.Sprint(c[9:12]), number)
		})
	read(`SELECT u.id, u.email, a.name, u.path, u.status FROM users u JOIN accounts a ON a.id = u.account_id WHERE a.root_id IN (TREES)`,
		s.people, func(c []string) string { return personLine(c[1], c[2], c[3], c[4]) })
	read(`SELECT s.id, s.name, o.name, coalesce(h.name, ''), s.root_id FROM assets s JOIN accounts o ON o.id = s.owner_id
		LEFT JOIN accounts h ON h.id = s.assigned_to_id WHERE o.root_id IN (TREES)`,
		s.assets, func(c []string) string { return assetLine(c[1], c[2], c[3], c[4]) })
	read(`SELECT r.id, r.name, a.name, r.status, coalesce(u.email, '') FROM reviews r JOIN accounts a ON a.id = r.parent_id
		LEFT JOIN users u ON u.id = r.notification_contact_id WHERE a.root_id IN (TREES)`,
		s.reviews, func(c []string) string { return reviewLine(c[1], c[2], c[3], c[4]) })
	read(`SELECT u.email, a.name, g.role, g.scope FROM grants g JOIN users u ON u.id = g.user_id JOIN accounts a ON a.id = g.account_id WHERE a.root_id IN (TREES)`,
		nil, func(c []string) string { return grantLine(c[0], c[1], c[2], c[3]) })
	slices.Sort(s.lines)
	return s
}

// lines are the model's, with the keys that the database gave.
func (m *model) lines(s *snapshot) (lines []string) {
	for name, a := range m.accounts {
		lines = append(lines, accountLine(name, a.parent, fmt.Sprint(s.accounts[m.root(name)]), m.path(name, s), a.status, a.reference, a.contact, a.provisioning,
			fmt.Sprint(a.limits), a.number))
	}
	for email, p := range m.people {
		lines = append(lines, personLine(email, p.account, m.path(p.account, s), p.status))
	}
	for name, a := range m.assets {
		lines = append(lines, assetLine(name, a.owner, a.holder, fmt.Sprint(s.accounts[m.root(a.owner)])))
	}
	for name, r := range m.reviews {
		lines = append(lines, reviewLine(name, r.parent, r.status, r.contact))
	}
	for _, g := range m.grants {
		if g.account == "" {
			continue
		}
		scope := "SUBTREE"
		if g.only {
			scope = "ACCOUNT_ONLY"
		}
		lines = append(lines, grantLine(g.person, g.account, roles[g.role], scope))
	}
	slices.Sort(lines)
	return lines
}

// path is an account's: its chain from the top, each key in base 36 behind a digit for its length.
func (m *model) path(name string, s *snapshot) string {
	path := "/"
	for _, of := range slices.Backward(m.chain(name)) {
		key := strconv.FormatInt(s.accounts[of], 36)
		path += fmt.Sprint(len(key)) + key + "/"
	}
	return path
}

func accountLine(name, parent, root, path, status, reference, contact, provisioning, limits string, number bool) string {
	return fmt.Sprintf("account %s below %q of tree %s at %s: %s reference %q contact %q provisioning %q limits %s number %v",
		name, parent, root, path, status, reference, contact, provisioning, limits, number)
}

func personLine(email, account, path, status string) string {
	return fmt.Sprintf("person %s of %s at %s: %s", email, account, path, status)
}

func assetLine(name, owner, holder, root string) string {
	return fmt.Sprintf("asset %s of %s in tree %s, assigned to %q", name, owner, root, holder)
}

func reviewLine(name, parent, status, contact string) string {
	return fmt.Sprintf("review %s below %s: %s contact %q", name, parent, status, contact)
}

func grantLine(email, account, role, scope string) string {
	return fmt.Sprintf("grant of %s on %s: %s %s", email, account, role, scope)
}

// id is an account's on the wire.
func (s *snapshot) id(name string) string {
	return nodeid.New(nodeid.Account, s.accounts[name]).String()
}
