package oracle_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"

	"canopy/ent"
	"canopy/ent/invitation"
	"canopy/ent/userimport"
	"canopy/internal/nodeid"
	"canopy/internal/problem"
	"canopy/internal/store"
)

// arrivals are how people come: invited, by imports, some about to have another e-mail address.
func (f *forest) arrivals(ctx context.Context, tx *store.Tx) error {
	for _, u := range f.people {
		if err := tx.User.UpdateOneID(u.ID).SetNewEmail(f.note()).SetUpdatedAt(u.UpdatedAt).Exec(ctx); err != nil {
			return err
		}
	}
	return errors.Join(f.invitations(ctx, tx), f.imports(ctx, tx), f.hooks(ctx, tx))
}

// invitations invites most people: the links of some work just now, or just no more.
func (f *forest) invitations(ctx context.Context, tx *store.Tx) error {
	statuses := []invitation.Status{invitation.StatusQUEUED, invitation.StatusSENT, invitation.StatusSENT, invitation.StatusACCEPTED, invitation.StatusREVOKED, invitation.StatusFAILED}
	for i, u := range f.people {
		if i%4 == 0 {
			continue
		}
		create := tx.Invitation.Create().SetUserID(u.ID).SetStatus(statuses[i%len(statuses)]).SetSendAt(f.moment()).SetFailure(f.note())
		if i%len(statuses) > 0 { // what waits was not sent yet
			create.SetSentAt(f.moment()).SetExpiresAt(f.Clock.Now().Add(time.Duration(f.IntN(3)-1) * time.Microsecond))
		}
		if err := create.Exec(ctx); err != nil {
			return err
		}
	}
	return nil
}

// imports sends files into accounts: in every status, some with rejected rows among the others, some with faults of their own.
func (f *forest) imports(ctx context.Context, tx *store.Tx) error {
	statuses := []userimport.Status{userimport.StatusQUEUED, userimport.StatusRUNNING, userimport.StatusSUCCEEDED, userimport.StatusREJECTED, userimport.StatusFAILED}
	for i := range 2 * len(f.accounts) {
		of := f.accounts[min(f.IntN(len(f.accounts)), f.IntN(len(f.accounts)))]
		create := tx.UserImport.Create().SetAccountID(of.ID).SetNillableCreatedByID(often(f, one(f, f.people).ID)).SetStatus(statuses[i%len(statuses)]).
			SetOnError(one(f, []userimport.OnError{userimport.OnErrorREJECT_ALL, userimport.OnErrorREJECT_FAILED_ROWS})).
			SetEncoding(one(f, []string{"", "UTF-8", "Windows-1252"})).SetNillableTotal(often(f, f.IntN(9))).SetProcessed(f.IntN(9)).SetAddedCount(f.IntN(9)).
			SetFaults(f.faults(f.IntN(3))).SetStartedAt(f.moment()).SetNillableCompletedAt(often(f, f.moment()))
		var rejected []bool
		for n := range f.IntN(8) {
			rejected = append(rejected, (n+i)%3 > 0)
		}
		made, err := create.SetRejectedCount(len(slices.DeleteFunc(slices.Clone(rejected), func(r bool) bool { return !r }))).Save(ctx)
		if err != nil {
			return err
		}
		for n, r := range slices.Backward(rejected) { // the order of the file is not that of the rows
			if !r {
				continue
			}
			if err := tx.UserImportRow.Create().SetImportID(made.ID).SetN(n).SetLine(n + 2 + n/2).SetFaults(f.faults(1 + f.IntN(2))).Exec(ctx); err != nil {
				return err
			}
		}
	}
	return nil
}

// faults are so many as imports keep them.
func (f *forest) faults(n int) string {
	list := problem.Faults{}
	for range n {
		path := one(f, [][]string{{}, {"email"}, {f.name(), "x"}})
		list = append(list, problem.Fault{Path: path, Code: one(f, []problem.FaultCode{problem.Invalid, problem.Taken, problem.Required}), Message: f.name()})
	}
	return string(must(json.Marshal(list)))
}

func (a *operation) ofImport(i *ent.UserImport, f *field) any {
	switch f.Name {
	case "id":
		return nodeid.New(nodeid.UserImport, i.ID)
	case "account":
		return row(a.seen(a.account(&i.AccountID)))
	case "createdBy":
		return a.visibleUser(a.user(i.CreatedByID))
	case "status":
		return i.Status
	case "encoding":
		return text(i.Encoding)
	case "total":
		return optional(i.Total)
	case "processed":
		return i.Processed
	case "addedCount":
		return i.AddedCount
	case "rejectedCount":
		return i.RejectedCount
	case "rejected":
		return a.rejected(i, f.ArgumentMap(a.variables))
	case "rejectedCsvUrl":
		if i.RejectedCount == 0 || i.CompletedAt == nil {
			return nil
		}
		return fmt.Sprint("/files/rejected.csv?importId=", nodeid.New(nodeid.UserImport, i.ID))
	case "userErrors":
		return faultsOf(i.Faults)
	case "startedAt":
		return i.StartedAt
	case "completedAt":
		return optional(i.CompletedAt)
	}
	panic(f.Name)
}

// rejected is a page of the rejected rows of an import, in the order of its file.
func (a *operation) rejected(i *ent.UserImport, args map[string]any) []problem.RejectedRow {
	rows := where(a.importRows, func(r *ent.UserImportRow) bool {
		return r.ImportID == i.ID && (args["after"] == nil || r.N > integer(args["after"]))
	})
	slices.SortFunc(rows, func(a, b *ent.UserImportRow) int { return a.N - b.N })
	told := []problem.RejectedRow{}
	for _, r := range rows[:min(len(rows), size(args))] {
		told = append(told, problem.RejectedRow{Index: r.N, Line: &r.Line, UserErrors: faultsOf(r.Faults)})
	}
	return told
}

func faultsOf(stored string) (faults []problem.Fault) {
	if err := json.Unmarshal([]byte(stored), &faults); err != nil {
		panic(err)
	}
	return faults
}
