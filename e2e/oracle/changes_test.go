package oracle_test

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"os"
	"slices"
	"strings"
	"testing"

	"canopy/ent"
	"canopy/ent/session"
	"canopy/ent/user"
	"canopy/internal/canopytest"
	"canopy/internal/nodeid"
	"canopy/internal/problem"
	"canopy/internal/store"
	"canopy/internal/store/scope"
	"canopy/internal/viewer"
)

// TestChangingAccess gives and takes roles, disables and enables people and moves subtrees, at random and by anybody. A naive model says
// which of it is refused with which faults, and what becomes of the rows; after each step random questions are answered three ways.
func TestChangingAccess(t *testing.T) {
	slog.SetDefault(slog.New(slog.DiscardHandler))
	steps, asked, forest := 240, 1, uint64(1)
	if os.Getenv("CANOPY_SOAK") != "" {
		steps, asked, forest = 3000, 3, rand.Uint64()
	}
	if *forestSeed != 0 {
		forest = *forestSeed
	}
	canopytest.Each(t, func(t *testing.T, rig *canopytest.Rig) {
		t.Logf("to take the same steps again: -forest=%d", forest)
		h := open(t, rig)
		f := grow(h, forest, 20)
		f.Tx(f.open)
		w, told := f.world(), map[string]int{}
		for i := range steps {
			m := model{w, f}
			s := m.step()
			want := s.faults
			got := f.take(t, s)
			told[s.kind+" "+strings.Join(got, ", ")]++
			now := f.world()
			if wanted, rows := m.after(s), access(now); !slices.Equal(got, want) || !slices.Equal(rows, wanted) {
				t.Fatalf("step %d, %s: got %q, want %q; rows differ: %v", i, s, got, want, differing(rows, wanted))
			}
			f.readmit(now)
			w = f.world() // with the sessions that were opened
			o := oracle{w, rig.Clock.Now(), coverage{}}
			st := f.stock(w)
			for j := range asked {
				by := one(f, f.askers)
				if by.person != nil && w.user(&by.person.ID).Status == user.StatusDISABLED {
					if a := h.ask(h.writer, by.token, `{"query":"{ viewer { user { id } } }"}`); !strings.Contains(a, "UNAUTHENTICATED") {
						t.Fatalf("step %d: a disabled person is answered %s", i, a)
					}
					continue
				}
				by.sees = visible(sight{w, by})
				compare(t, h, o, questions(st, by).Example(int(forest>>2)+i*asked+j), by)
			}
			if t.Failed() {
				t.Fatalf("after step %d, %s", i, s)
			}
		}
		for _, kind := range []string{"grantRole ", "grantRole scope CANNOT_GRANT", "revokeGrant ", "revokeGrant grantId LAST_ADMIN", "disableUsers ", "enableUsers ", "move ", "move parentId LAST_ADMIN"} {
			if told[kind] == 0 {
				t.Errorf("%q never came: %.300v", kind, told)
			}
		}
	})
}

// open lets most accounts be moved and have others below them, and the trees' events go on where those that were planted end.
func (f *forest) open(ctx context.Context, tx *store.Tx) error {
	if _, err := tx.SQL.ExecContext(ctx, "UPDATE accounts SET status = 'ACTIVE', external_reference = NULL WHERE id % 9 <> 0"); err != nil {
		return err
	}
	_, err := tx.SQL.ExecContext(ctx, `INSERT INTO trees (root_id, last_seq) SELECT `+scope.Operator.Marker()+` root_id, max(seq) FROM events WHERE true GROUP BY root_id
		ON CONFLICT (root_id) DO UPDATE SET last_seq = excluded.last_seq`)
	return err
}

// readmit learns who operates and how the askers are by now, and lets in again who was disabled.
func (f *forest) readmit(w *world) {
	for i := range f.askers {
		a := &f.askers[i]
		if a.person == nil {
			continue
		}
		a.person = w.user(&a.person.ID)
		a.operator = slices.ContainsFunc(w.grants, func(g *ent.Grant) bool { return g.UserID == a.person.ID && g.AccountID == nil })
		held := slices.ContainsFunc(w.sessions, func(s *ent.Session) bool { return refers(s.UserID, a.person.ID) })
		if w.user(&a.person.ID).Status != user.StatusDISABLED && !held {
			a.token = must(f.IssueToken(context.Background(), a.person.Email, forever)).Token
			f.Tx(func(ctx context.Context, tx *store.Tx) error { // last used in times to come, so that asking changes nothing
				return tx.Session.Update().Where(session.UserID(a.person.ID)).SetLastUsedAt(f.Clock.Now().Add(forever)).Exec(ctx)
			})
		}
	}
}

// step is something that somebody tries.
type step struct {
	kind   string
	by     asker
	users  []*ent.User
	grant  *ent.Grant // to revoke, or to give
	moved  *ent.Account
	parent *ent.Account
	faults []string // "path CODE" that the model expects, sorted
}

func (s step) String() string {
	text := s.kind + " by an operator"
	if !s.by.operator {
		text = fmt.Sprint(s.kind, " by user ", s.by.person.ID)
	}
	for _, u := range s.users {
		text += fmt.Sprintf(", user %d at %s", u.ID, u.Path)
	}
	if s.grant != nil {
		text += ", " + grantRow(s.grant)
	}
	if s.moved != nil {
		text += fmt.Sprintf(", %s below %s", s.moved.Path, s.parent.Path)
	}
	return text
}

// take does the step through the API, a move by its rule, and answers the faults.
func (f *forest) take(t *testing.T, s step) []string {
	t.Helper()
	id := func(kind nodeid.Kind, key int64) string { return nodeid.New(kind, key).String() }
	input := map[string]any{}
	switch s.kind {
	case "move":
		ctx := viewer.NewContext(context.Background(), viewer.New(0, true, nil))
		if s.by.person != nil {
			ctx = f.As(s.by.person)
		}
		faults, err := problem.FaultsOf(f.MoveSubtree(ctx, nodeid.New(nodeid.Account, s.moved.ID), nodeid.New(nodeid.Account, s.parent.ID)))
		if err != nil {
			t.Fatal(err)
		}
		told := []string{}
		for _, fault := range faults {
			told = append(told, strings.Join(fault.Path, ".")+" "+string(fault.Code))
		}
		slices.Sort(told)
		return told
	case "grantRole":
		input = map[string]any{"userId": id(nodeid.User, s.users[0].ID), "role": s.grant.Role, "scope": s.grant.Scope}
		if s.grant.AccountID != nil {
			input["accountId"] = id(nodeid.Account, *s.grant.AccountID)
		}
	case "revokeGrant":
		input["grantId"] = id(nodeid.Grant, s.grant.ID)
	default:
		var ids []string
		for _, u := range s.users {
			ids = append(ids, id(nodeid.User, u.ID))
		}
		input["userIds"] = ids
	}
	name := strings.ToUpper(s.kind[:1]) + s.kind[1:]
	body := string(must(json.Marshal(map[string]any{
		"query":     "mutation($input: " + name + "Input!) { " + s.kind + "(input: $input) { userErrors { path code } } }",
		"variables": map[string]any{"input": input},
	})))
	var answer struct {
		Data   map[string]struct{ UserErrors []problem.Fault }
		Errors []any
	}
	text := f.ask(f.writer, s.by.token, body)
	if err := json.Unmarshal([]byte(text), &answer); err != nil || len(answer.Errors) > 0 {
		t.Fatalf("%s\n%s", body, text)
	}
	told := []string{}
	for _, fault := range answer.Data[s.kind].UserErrors {
		told = append(told, strings.Join(fault.Path, ".")+" "+string(fault.Code))
	}
	slices.Sort(told)
	return told
}

// access is what steps change, a line a row.
func access(w *world) (rows []string) {
	for _, a := range w.accounts {
		rows = append(rows, fmt.Sprintf("account %d below %d", a.ID, keyOf(a.ParentID)))
	}
	for _, u := range w.users {
		rows = append(rows, fmt.Sprintf("user %d is %s", u.ID, u.Status))
	}
	for _, g := range w.grants {
		rows = append(rows, grantRow(g))
	}
	slices.Sort(rows)
	return rows
}

func grantRow(g *ent.Grant) string {
	return fmt.Sprintf("user %d is %s %s on %d", g.UserID, g.Role, g.Scope, keyOf(g.AccountID))
}

func keyOf(id *int64) int64 {
	if id == nil {
		return 0
	}
	return *id
}

func differing(got, want []string) (lines []string) {
	for _, line := range got {
		if !slices.Contains(want, line) {
			lines = append(lines, "+"+line)
		}
	}
	for _, line := range want {
		if !slices.Contains(got, line) {
			lines = append(lines, "-"+line)
		}
	}
	return lines
}
