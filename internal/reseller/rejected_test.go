package reseller_test

import (
	"testing"

	"canopy/internal/nodeid"
	"canopy/internal/reseller"
	"canopy/internal/viewer"
)

func TestAddUsersTellsRowsBesideTheRequest(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		in := adding(h.root, someone("bad"), someone("good@example.org"))
		in.Language, in.OnError = ptr("english"), reseller.RejectFailedRows
		added, err := h.AddUsers(h.As(h.manager), in, nil)
		wantFaults(t, err, "language INVALID")
		wantRejected(t, added.Rejected, "0:0 email INVALID")
		if added.Count != 0 || added.RejectedCSV == nil || h.users(t, h.root) != 1 {
			t.Errorf("answered %+v", added)
		}
	})
}

// TestAddUsersTellsRowsWithoutAnAccount: what needs no account is told beside the account's fault, but not who has an address.
func TestAddUsersTellsRowsWithoutAnAccount(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		foreign := h.Account(nil)
		taken := h.User(foreign, viewer.Admin)
		admin, phones := someone("admin@example.org"), someone("phones@example.org")
		admin.Role, phones.Phone = ptr(viewer.Admin), ptr("(217) 555-0142")
		for _, account := range []nodeid.ID{id(foreign), {}, userID(taken)} {
			in := adding(foreign, someone("bad"), someone(taken.Email), someone("g@example.org"), someone("G@example.org"), admin, phones, &reseller.NewUserInput{Phone: ptr("+1"), Language: ptr("x")})
			in.AccountID, in.Language, in.Timezone, in.IdempotencyKey = account, ptr("english"), nil, ptr(" ")
			added, err := h.AddUsers(h.As(h.manager), in, nil)
			wantFaults(t, err, "accountId NOT_FOUND", "language INVALID", "idempotencyKey REQUIRED")
			wantRejected(t, added.Rejected, "0:0 email INVALID", "3:0 email DUPLICATE_IN_REQUEST",
				"6:0 email REQUIRED, givenName REQUIRED, familyName REQUIRED, phone INVALID, language INVALID")
		}
	})
}
