package oracle_test

import (
	"context"
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
	"canopy/internal/store"
)

// TestChangingAccess gives and takes roles, disables and enables people and moves accounts, at random and by anybody. A naive model says
// which of it is refused with which faults, and what becomes of the rows; after each change random questions are answered three ways.
func TestChangingAccess(t *testing.T) {
	slog.SetDefault(slog.New(slog.DiscardHandler))
	steps, asked, forest := 600, 1, uint64(1)
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
			got, moved := f.take(t, s)
			note(told, s, got, moved)
			now := f.world()
			if wanted, rows := access(m.after(s)), access(now); !slices.Equal(got, s.faults) || !slices.Equal(rows, wanted) {
				t.Fatalf("step %d, %s: got %q, want %q; rows differ: %v", i, s, got, s.faults, differing(rows, wanted))
			}
			if got, want := moved.lines(), m.movement(s).lines(); s.kind == "moveAccounts" && !slices.Equal(got, want) {
				t.Fatalf("step %d, %s: the answer differs: %q", i, s, differing(got, want))
			}
			if s.dryRun && now.text() != w.text() {
				t.Fatalf("step %d, %s: it changed something", i, s)
			}
			changed := !slices.Equal(access(now), access(w))
			if w = now; !changed {
				continue
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
		for _, kind := range expected {
			if told[kind] == 0 {
				t.Errorf("%q never came", kind)
			}
		}
	})
}

// expected is what comes of the steps, each at least once: faults, or "" for none.
var expected = []string{
	"grantRole ", "grantRole scope CANNOT_GRANT", "revokeGrant ", "revokeGrant grantId LAST_ADMIN", "disableUsers ", "enableUsers ", "enableUsers userIds.0 LIMIT_EXCEEDED",
	"moveAccounts ", "moveAccounts dry", "moveAccounts by others", "moveAccounts gain", "moveAccounts loss", "moveAccounts key",
	"moveAccounts accountIds.0 NOT_FOUND", "moveAccounts accountIds.0 FORBIDDEN", "moveAccounts accountIds.0 CANNOT_GRANT", "moveAccounts accountIds.0 TYPE_NOT_ALLOWED",
	"moveAccounts accountIds.0 CYCLE", "moveAccounts accountIds.0 NOT_ACTIVE", "moveAccounts accountIds.0 TAKEN", "moveAccounts accountIds.0 LAST_ADMIN",
	"moveAccounts accountIds.0 ALREADY_ASSIGNED", "moveAccounts accountIds.1 INVALID", "moveAccounts accountIds.1 DUPLICATE_IN_REQUEST", "moveAccounts parentId NOT_FOUND",
	"moveAccounts parentId FORBIDDEN", "moveAccounts parentId PARENT_CLOSED", "moveAccounts parentId NOT_ACTIVE", "moveAccounts parentId LIMIT_EXCEEDED",
}

// note counts what came of a step.
func note(told map[string]int, s step, faults []string, moved movement) {
	for _, fault := range faults {
		told[s.kind+" "+fault]++
	}
	for what, came := range map[string]bool{
		"": len(faults) == 0, "dry": len(faults) == 0 && s.dryRun, "by others": len(faults) == 0 && !s.by.operator,
		"gain": moved.GainCount > 0, "loss": moved.LossCount > 0,
		"key": slices.ContainsFunc(slices.Concat(moved.Gains, moved.Losses), func(c accessChange) bool { return c.APIKey != nil }),
	} {
		if came {
			told[s.kind+" "+what]++
		}
	}
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

// access is what steps change, a line a row.
func access(w *world) (rows []string) {
	for _, a := range w.accounts {
		rows = append(rows, fmt.Sprintf("account %d below %d at %s of tree %d, its contact is %d", a.ID, keyOf(a.ParentID), a.Path, a.RootID, keyOf(a.NotificationContactID)))
	}
	for _, u := range w.users {
		rows = append(rows, fmt.Sprintf("user %d at %s is %s", u.ID, u.Path, u.Status))
	}
	for _, x := range w.assets {
		rows = append(rows, fmt.Sprintf("asset %d of %d in tree %d is at %d", x.ID, x.OwnerID, x.RootID, keyOf(x.AssignedToID)))
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
