package reseller

import (
	"strings"

	"canopy/internal/problem"
	"canopy/internal/usercsv"
)

// sound are the people with whom nothing is wrong.
func sound(people []*person) []*person {
	list := make([]*person, 0, len(people))
	for _, p := range people {
		if p.faults == nil {
			list = append(list, p)
		}
	}
	return list
}

// Rejects are what a bulk answers of the rows that it did not take.
type Rejects struct {
	Rejected    []problem.RejectedRow
	RejectedCSV *string // the rejected rows as a file to mend and send again; nil when there are none
	Encoding    *string // by which the file was read; nil for a list
}

// rejected are the rows of the others.
func rejected(people []*person) []problem.RejectedRow {
	var list []problem.RejectedRow
	for _, p := range people {
		if p.faults != nil {
			list = append(list, p.rejected(p.faults))
		}
	}
	return list
}

// rejected is the row of the place with its faults.
func (p place) rejected(faults problem.Faults) problem.RejectedRow {
	row := problem.RejectedRow{Index: p.index, UserErrors: faults}
	if p.line > 0 {
		row.Line = &p.line
	}
	return row
}

// rejectedCSV is the rows as a file, each with the reasons; nil when there are none.
func (up *upload) rejectedCSV(list []problem.RejectedRow) *string {
	if len(list) == 0 {
		return nil
	}
	form := usercsv.RejectFileOf(up.columns)
	if up.file != nil {
		form = up.file.RejectFile()
	}
	var b strings.Builder
	w := usercsv.NewWriter(&b, form.Delimiter, form.Titles...)
	for _, row := range list {
		_ = w.Write(form.Cells(up.rows[row.Index].Row, reasons(row.UserErrors)...)...) // a Builder takes all
	}
	_ = w.Flush()
	return value(b.String())
}

// reasons are a row's faults as those of a file.
func reasons(faults []problem.Fault) []usercsv.Fault {
	list := make([]usercsv.Fault, len(faults))
	for i, f := range faults {
		list[i] = usercsv.Fault{Column: strings.Join(f.Path, "."), Code: string(f.Code), Message: f.Message}
	}
	return list
}

// keptUsers is what is kept of an answer with its idempotency key: no value that somebody wrote, so no message either.
type keptUsers struct {
	UserIDs  []int64
	Rejected []keptRow
}

type keptRow struct {
	Index  int
	Line   *int
	Faults []keptFault
}

type keptFault struct {
	Path []string
	Code problem.FaultCode
}

func keep(added AddedUsers) keptUsers { return keptUsers{added.UserIDs, keepRows(added.Rejected)} }

func keepRows(rejected []problem.RejectedRow) (kept []keptRow) {
	for _, row := range rejected {
		k := keptRow{Index: row.Index, Line: row.Line}
		for _, f := range row.UserErrors {
			k.Faults = append(k.Faults, keptFault{f.Path, f.Code})
		}
		kept = append(kept, k)
	}
	return kept
}

// answer is the kept answer again.
func (kept keptUsers) answer() AddedUsers {
	return AddedUsers{UserIDs: kept.UserIDs, Count: len(kept.UserIDs), Rejects: Rejects{Rejected: tellAgain(kept.Rejected, keptMessages)}}
}

// tellAgain is the rejected rows that were kept, with what can be said of each code.
func tellAgain(kept []keptRow, messages map[problem.FaultCode]string) (rejected []problem.RejectedRow) {
	for _, k := range kept {
		row := problem.RejectedRow{Index: k.Index, Line: k.Line}
		for _, f := range k.Faults {
			row.UserErrors = append(row.UserErrors, problem.Fault{Path: f.Path, Code: f.Code, Message: messages[f.Code]})
		}
		rejected = append(rejected, row)
	}
	return rejected
}

var keptMessages = map[problem.FaultCode]string{
	problem.Required:           "a value is missing",
	problem.Invalid:            "the value is not one that can be stored",
	problem.TooLong:            "the value is too long",
	problem.Taken:              "somebody had this address already",
	problem.DuplicateInRequest: "a row before it has the same address",
	problem.CannotGrant:        "the role is above your own",
}
