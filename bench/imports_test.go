package bench_test

import (
	"fmt"
	"strings"
	"testing"

	"canopy/ent/userimport"
	"canopy/internal/nodeid"
	"canopy/internal/reseller"
	"canopy/internal/store/scope"

	"github.com/99designs/gqlgen/graphql"
)

// importBesideTheFloor puts importUsers of 10,000 people, from the request to the end of the work behind it, which begins at once, beside
// inserting as many rows by hand, in turn. The floor is that of besideTheFloor, twice.
func (u *uploader) importBesideTheFloor(b *testing.B) {
	u.importAll(b, u.importFile(reseller.MaxRows)) // until all is warm
	backends := u.backends(b)
	var rules, floor spending
	for b.Loop() {
		in, rows := u.importFile(2*reseller.MaxRows), append(u.handRows(b), u.handRows(b)...)
		rules.measure(b, u, backends, func() { u.importAll(b, in) })
		floor.measure(b, u, backends, func() {
			if err := u.store.Tx(b.Context(), rows.insert); err != nil {
				b.Fatal(err)
			}
		})
	}
	rules.report(b, &floor)
}

// importFile is a file of so many people who are new.
func (u *uploader) importFile(people int) reseller.ImportUsersInput {
	u.files++
	var text strings.Builder
	text.WriteString("email,given_name,family_name,phone,job_title,language,timezone,role\n")
	for i := range people {
		fmt.Fprintf(&text, soundRow, i, u.files)
	}
	return reseller.ImportUsersInput{
		AccountID: nodeid.New(nodeid.Account, u.account.ID), CSV: graphql.Upload{File: strings.NewReader(text.String())}, OnError: reseller.RejectAll,
	}
}

func (u *uploader) importAll(b *testing.B, in reseller.ImportUsersInput) {
	b.Helper()
	id, err := u.rules.ImportUsers(u.As(u.admin), in)
	for more := true; more && err == nil; {
		more, err = u.rules.WorkImport(b.Context(), id, false)
	}
	if err != nil {
		b.Fatal(err)
	}
	if im := u.store.Client().UserImport.GetX(scope.Everything(b.Context(), scope.Operator), id); im.Status != userimport.StatusSUCCEEDED {
		b.Fatalf("%+v", im)
	}
}
