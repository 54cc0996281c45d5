package oracle_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"canopy/ent"
	"canopy/internal/nodeid"
	"canopy/internal/problem"
)

// step is something that somebody tries.
type step struct {
	kind   string
	by     asker
	users  []*ent.User
	grant  *ent.Grant // to revoke, or to give
	moved  []*ent.Account
	parent *ent.Account
	dryRun bool
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
	for _, a := range s.moved {
		text += fmt.Sprintf(", %s below %s", a.Path, s.parent.Path)
	}
	if s.dryRun {
		text += ", dry"
	}
	return text
}

// take does the step through the API, and answers the faults and what a move comes to.
func (f *forest) take(t *testing.T, s step) ([]string, movement) {
	t.Helper()
	id := func(kind nodeid.Kind, key int64) string { return nodeid.New(kind, key).String() }
	input, more, fragments := map[string]any{}, "", ""
	switch s.kind {
	case "moveAccounts":
		input = map[string]any{"accountIds": nodeIDs(s.moved), "parentId": id(nodeid.Account, s.parent.ID), "dryRun": s.dryRun}
		more, fragments = movementSelection, accessChangeFragment
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
		"query":     "mutation($input: " + name + "Input!) { " + s.kind + "(input: $input) { userErrors { path code }" + more + " } }" + fragments,
		"variables": map[string]any{"input": input},
	})))
	var answer struct {
		Data map[string]struct {
			movement
			UserErrors []problem.Fault
		}
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
	return told, answer.Data[s.kind].movement
}
