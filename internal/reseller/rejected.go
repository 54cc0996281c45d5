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

// rejected are the rows of the others.
func rejected(people []*person) []RejectedRow {
	var list []RejectedRow
	for _, p := range people {
		if p.faults == nil {
			continue
		}
		row := RejectedRow{Index: p.index, UserErrors: p.faults}
		if p.line > 0 {
			row.Line = &p.line
		}
		list = append(list, row)
	}
	return list
}

// rejectedCSV is the rows as a file, each with the reasons; nil when there are none.
func (up *upload) rejectedCSV(list []RejectedRow) *string {
	if len(list) == 0 {
		return nil
	}
	var b strings.Builder
	w := usercsv.NewRejectWriter(&b)
	if up.file != nil {
		w = up.file.RejectWriter(&b)
	}
	for _, row := range list {
		reasons := make([]string, len(row.UserErrors))
		for i, f := range row.UserErrors {
			reasons[i] = strings.Join(append(f.Path, f.Message), ": ")
		}
		_ = w.Write(up.rows[row.Index].Row, strings.Join(reasons, "; ")) // a Builder takes all
	}
	_ = w.Flush()
	return value(b.String())
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

func keep(added AddedUsers) keptUsers {
	kept := keptUsers{UserIDs: added.UserIDs}
	for _, row := range added.Rejected {
		k := keptRow{Index: row.Index, Line: row.Line}
		for _, f := range row.UserErrors {
			k.Faults = append(k.Faults, keptFault{f.Path, f.Code})
		}
		kept.Rejected = append(kept.Rejected, k)
	}
	return kept
}

// answer is the kept answer again, with what can be said of each code.
func (kept keptUsers) answer() AddedUsers {
	added := AddedUsers{UserIDs: kept.UserIDs, Count: len(kept.UserIDs)}
	for _, k := range kept.Rejected {
		row := RejectedRow{Index: k.Index, Line: k.Line}
		for _, f := range k.Faults {
			row.UserErrors = append(row.UserErrors, problem.Fault{Path: f.Path, Code: f.Code, Message: keptMessages[f.Code]})
		}
		added.Rejected = append(added.Rejected, row)
	}
	return added
}

var keptMessages = map[problem.FaultCode]string{
	problem.Required:           "a value is missing",
	problem.Invalid:            "the value is not one that can be stored",
	problem.TooLong:            "the value is too long",
	problem.Taken:              "somebody had this address already",
	problem.DuplicateInRequest: "a row before it has the same address",
	problem.CannotGrant:        "the role is above your own",
}
