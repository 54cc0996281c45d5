package reseller_test

import (
	"slices"
	"strings"
	"testing"

	"canopy/internal/reseller"
)

func TestAddUsersOfTheSamePeopleAtOnce(t *testing.T) {
	const n = 1000
	for _, policy := range []reseller.BulkErrorPolicy{reseller.RejectAll, reseller.RejectFailedRows} {
		t.Run(string(policy), func(t *testing.T) {
			each(t, func(t *testing.T, h *house) {
				ctx := h.As(h.manager)
				var answers [4]reseller.AddedUsers
				atOnce(len(answers), func(i int) {
					in := adding(h.root, someones(n)...)
					in.OnError = policy
					if i%2 == 1 {
						slices.Reverse(in.Users)
					}
					var err error
					if answers[i], err = h.AddUsers(ctx, in, nil); err != nil {
						t.Error(err)
					}
				})
				all := 0
				for i, a := range answers {
					all += a.Count
					if a.Count != len(a.UserIDs) || a.Count+len(a.Rejected) != n {
						t.Errorf("%d: %d added, %d rejected of %d", i, a.Count, len(a.Rejected), n)
					}
					for _, row := range a.Rejected {
						if len(row.UserErrors) != 1 || row.UserErrors[0].Code != "TAKEN" {
							t.Errorf("rejected %v", row)
						}
					}
				}
				if all != n || h.users(t, h.root) != n+1 {
					t.Errorf("%d are added and %d stored, want %d", all, h.users(t, h.root)-1, n)
				}
			})
		})
	}
}

func TestAddUsersOfOverlappingPeopleAtOnce(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		ctx := h.As(h.manager)
		atOnce(8, func(i int) {
			in := adding(h.root, someones(40 + 20*i)[20*i:]...) // each half the same as the next one's
			in.OnError = reseller.RejectFailedRows
			if i%2 == 1 {
				slices.Reverse(in.Users)
			}
			if _, err := h.AddUsers(ctx, in, nil); err != nil {
				t.Error(err)
			}
		})
		if got := h.users(t, h.root) - 1; got != 180 {
			t.Errorf("%d are stored, want 180", got)
		}
	})
}

func TestAddUsersAgainWithTheSameKey(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		ctx := h.As(h.manager)
		in := adding(h.root)
		in.Users, in.OnError, in.IdempotencyKey = nil, reseller.RejectFailedRows, ptr("upload 7")
		text := "email,given_name,family_name,language\na@example.org,A,A,secret-value\nb@example.org,B,B,\n"
		in.CSV = csvFile(text)
		first, err := h.AddUsers(ctx, in, nil)
		if err != nil || first.Count != 1 {
			t.Fatalf("answered %+v, %v", first, err)
		}
		in.CSV = csvFile(text)
		again, err := h.AddUsers(ctx, in, nil)
		if err != nil || !slices.Equal(again.UserIDs, first.UserIDs) || again.Count != 1 || again.RejectedCSV == nil {
			t.Errorf("again answers %+v, %v", again, err)
		}
		wantRejected(t, again.Rejected, told(first.Rejected[0]))
		if again.Rejected[0].UserErrors[0].Message == "" {
			t.Error("the row is told without words")
		}
		if h.users(t, h.root) != 2 || len(h.log(t)) != 1 {
			t.Error("the second try wrote something")
		}
		if kept := h.Store.Client().IdempotencyKey.Query().OnlyX(everything()).Result; !strings.Contains(kept, "INVALID") || strings.Contains(kept, "secret-value") || strings.Contains(kept, "@") {
			t.Errorf("kept is %s", kept)
		}
		in.CSV = csvFile(text + "c@example.org,C,C,\n")
		_, err = h.AddUsers(ctx, in, nil)
		wantFaults(t, err, "idempotencyKey IDEMPOTENCY_KEY_REUSED")
	})
}

func TestAddUsersAtOnceWithTheSameKey(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		ctx := h.As(h.manager)
		var answers [4]reseller.AddedUsers
		atOnce(len(answers), func(i int) {
			in := adding(h.root, someones(20)...)
			in.IdempotencyKey = ptr("once")
			var err error
			if answers[i], err = h.AddUsers(ctx, in, nil); err != nil {
				t.Error(err)
			}
		})
		for _, a := range answers {
			if a.Count != 20 || !slices.Equal(a.UserIDs, answers[0].UserIDs) {
				t.Errorf("answered %+v", a)
			}
		}
	})
}

func TestARejectedUploadKeepsNoKey(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		ctx := h.As(h.manager)
		in := adding(h.root, someone("bad"))
		in.IdempotencyKey = ptr("mine")
		if _, err := h.AddUsers(ctx, in, nil); err != nil {
			t.Fatal(err)
		}
		in.Users = someones(1)
		if mended, err := h.AddUsers(ctx, in, nil); err != nil || mended.Count != 1 {
			t.Errorf("mended answers %+v, %v", mended, err)
		}
	})
}

func TestStatementsOfAddUsersDoNotGrow(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		ctx := h.As(h.manager)
		statements := func(people []*reseller.NewUserInput) int {
			return h.Statements(func() {
				if added, err := h.AddUsers(ctx, adding(h.root, people...), nil); err != nil || added.Count != len(people) {
					t.Fatalf("answered %+v, %v", added, err)
				}
			})
		}
		all := someones(1600)
		if few, many := statements(all[:3]), statements(all[3:]); few != many {
			t.Errorf("3 people take %d statements, 1,597 take %d", few, many)
		}
	})
}

func TestAddUsersTellsOfTakenAddressesWithTheRest(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		ctx, taken := h.As(h.manager), h.manager.Email
		nameless := someone(taken)
		nameless.GivenName = ""
		in := adding(h.root, someone("bad"), someone(taken))
		all, err := h.AddUsers(ctx, in, nil)
		if err != nil {
			t.Fatal(err)
		}
		wantRejected(t, all.Rejected, "0:0 email INVALID", "1:0 email TAKEN")
		in = adding(h.root, someone("new@example.org"), nameless)
		in.OnError = reseller.RejectFailedRows
		some, err := h.AddUsers(ctx, in, nil)
		if err != nil || some.Count != 1 {
			t.Fatalf("answered %+v, %v", some, err)
		}
		wantRejected(t, some.Rejected, "1:0 givenName REQUIRED, email TAKEN")
		in = adding(h.root, someone(taken))
		in.Language = ptr("english")
		faulty, err := h.AddUsers(ctx, in, nil)
		wantFaults(t, err, "language INVALID")
		wantRejected(t, faulty.Rejected, "0:0 email TAKEN")
		in = adding(h.root, someone(taken))
		in.DryRun = true
		dry, err := h.AddUsers(ctx, in, nil)
		if err != nil {
			t.Fatal(err)
		}
		wantRejected(t, dry.Rejected, "0:0 email TAKEN")
	})
}
