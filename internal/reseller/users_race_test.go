package reseller_test

import (
	"os"
	"slices"
	"strings"
	"testing"

	"canopy/ent/user"
	"canopy/internal/problem"
	"canopy/internal/reseller"
)

// outcome is how often uploads told of a person.
type outcome struct{ added, taken int }

// outcomes counts what concurrent uploads told of each address, and fails the test where an answer does not add up.
func outcomes(t *testing.T, uploads []reseller.AddUsersInput, answers []reseller.AddedUsers) map[string]outcome {
	t.Helper()
	told := map[string]outcome{}
	for i, a := range answers {
		taken := map[int]bool{}
		for _, row := range a.Rejected {
			if len(row.UserErrors) != 1 || row.UserErrors[0].Code != problem.Taken || taken[row.Index] {
				t.Errorf("upload %d rejects %v", i, row)
			}
			taken[row.Index] = true
		}
		if all := len(uploads[i].Users); a.Count != len(a.UserIDs) || a.Count != 0 && a.Count != all-len(taken) {
			t.Errorf("upload %d adds %d and rejects %d of %d", i, a.Count, len(taken), all)
		}
		for row, u := range uploads[i].Users {
			n := told[u.Email]
			if taken[row] {
				n.taken++
			} else if a.Count > 0 {
				n.added++
			}
			told[u.Email] = n
		}
	}
	return told
}

// together sends the uploads at the same moment.
func (h *house) together(t *testing.T, uploads []reseller.AddUsersInput) []reseller.AddedUsers {
	t.Helper()
	ctx, answers := h.As(h.manager), make([]reseller.AddedUsers, len(uploads))
	atOnce(len(uploads), func(i int) {
		var err error
		if answers[i], err = h.AddUsers(ctx, uploads[i], nil); err != nil {
			t.Error(err)
		}
	})
	return answers
}

// wantStored compares the addresses that the account's users have, the manager's apart, and that each has one grant and one invitation.
func (h *house) wantStored(t *testing.T, people []*reseller.NewUserInput) {
	t.Helper()
	var want, got []string
	for _, p := range people {
		want = append(want, p.Email)
	}
	for _, u := range h.Store.Client().User.Query().Where(user.AccountID(h.root.ID), user.IDNEQ(h.manager.ID)).WithGrants().AllX(everything()) {
		got = append(got, u.Email)
		if len(u.Edges.Grants) != 1 {
			t.Errorf("%s has %d grants", u.Email, len(u.Edges.Grants))
		}
	}
	slices.Sort(want)
	if slices.Sort(got); !slices.Equal(got, want) {
		t.Errorf("%d are stored, want %d", len(got), len(want))
	}
	if n := h.Store.Client().Invitation.Query().CountX(everything()); n != len(want) {
		t.Errorf("%d are invited, want %d", n, len(want))
	}
}

// TestAddUsersOfTheSamePeopleAtOnce: of two uploads of the same people each person is told of once as added and once as TAKEN. One upload
// adds them all and the other nobody, since nobody can be between the rows of one upload.
func TestAddUsersOfTheSamePeopleAtOnce(t *testing.T) {
	n := 200
	if os.Getenv("CANOPY_SOAK") != "" {
		n = reseller.MaxRows
	}
	for _, policy := range []reseller.BulkErrorPolicy{reseller.RejectAll, reseller.RejectFailedRows} {
		t.Run(string(policy), func(t *testing.T) {
			each(t, func(t *testing.T, h *house) {
				uploads := []reseller.AddUsersInput{adding(h.root, someones(n)...), adding(h.root, someones(n)...)}
				slices.Reverse(uploads[1].Users)
				for i := range uploads {
					uploads[i].OnError = policy
				}
				answers := h.together(t, uploads)
				for email, n := range outcomes(t, uploads, answers) {
					if n != (outcome{added: 1, taken: 1}) {
						t.Errorf("%s is told of as %+v", email, n)
					}
				}
				if counts := []int{answers[0].Count, answers[1].Count}; counts[0]*counts[1] != 0 || counts[0]+counts[1] != n {
					t.Errorf("%v are added of %d", counts, n)
				}
				h.wantStored(t, someones(n))
			})
		})
	}
}

// TestAddUsersOfOverlappingPeopleAtOnce: uploads share some of their people with the next, in another order. REJECT_FAILED_ROWS adds each person
// by one of them. REJECT_ALL adds whole uploads, and tells the others of no more than who was taken.
func TestAddUsersOfOverlappingPeopleAtOnce(t *testing.T) {
	const own, uploaders = 40, 6
	for _, policy := range []reseller.BulkErrorPolicy{reseller.RejectAll, reseller.RejectFailedRows} {
		t.Run(string(policy), func(t *testing.T) {
			each(t, func(t *testing.T, h *house) {
				all := someones(own * (uploaders + 1))
				uploads := make([]reseller.AddUsersInput, uploaders)
				for i := range uploads {
					uploads[i] = adding(h.root, slices.Clone(all[own*i:own*(i+2)])...)
					uploads[i].OnError = policy
					if i%2 == 1 {
						slices.Reverse(uploads[i].Users)
					}
				}
				answers := h.together(t, uploads)
				told := outcomes(t, uploads, answers)
				var stored []*reseller.NewUserInput
				for i, p := range all {
					times, of := 2, told[p.Email]
					if i < own || i >= own*uploaders {
						times = 1
					}
					if of.added > 0 {
						stored = append(stored, p)
					}
					if of.added > 1 || policy == reseller.RejectFailedRows && (of.added != 1 || of.taken != times-1) {
						t.Errorf("%s is told of as %+v", p.Email, of)
					}
				}
				h.wantStored(t, stored)
				for i, a := range answers {
					if policy == reseller.RejectAll && (a.Count > 0) == (len(a.Rejected) > 0) {
						t.Errorf("upload %d adds %d and rejects %d", i, a.Count, len(a.Rejected))
					}
				}
			})
		})
	}
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
