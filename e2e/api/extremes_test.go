package api_test

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"canopy/internal/nodeid"

	"github.com/vektah/gqlparser/v2/ast"
)

// texts are extreme as a text, an id or a scalar written as one.
var texts = []any{
	nil, "", "   ", "\x00", "a\x01b", strings.Repeat("x", 201), strings.Repeat("😀", 3000), "\ufeff\u202e\u0301", "=cmd|' /C calc'!A0", "'; DROP TABLE users; --", `%s%n\" {{.}}`,
	"null", "usr_", "acc_0000000000000", strings.ToUpper(nodeid.New(nodeid.User, 1).String()), nodeid.New(nodeid.Session, 1<<62).String(),
	"0000-00-00T00:00:00Z", "9999-12-31T23:59:59.999999999Z", "-1", "1e400", "a@b", "ﬁ@ﬁ.example", "+49" + strings.Repeat("1", 100), "Mars/Base", "x-klingon", "ZZ",
}

// extremes are such values by type.
var extremes = map[string][]any{
	"Int":     {nil, 0, -1, 1 << 31, 1<<31 - 1, -1 << 31, 1.5, "1", true},
	"Boolean": {nil, "true", 1},
	"Upload": {
		nil, "a text", file(""), file("\x00"), file("\ufeff"), file("\xff\xfe"), file("\x89PNG\r\n\x1a\n\x00\x00"), file(strings.Repeat(",", 10_000)), file(strings.Repeat("\n", 10_000)),
		file("email,email\n"), file("id,email,given_name,family_name\n\"a\n"), file("email,given_name,family_name,type,name,country\na\x00@example.com,=A1,\xe9\xff,x,\x00,\u202e\n"),
		file("id,email\nusr_nothing,\n,\n\n\x00,\x00\nacc_0000000000000,a@b\n"),
	},
}

// TestExtremeValues gives every argument of the schema a value that nobody expects, in turn (small: one). Whatever comes, no answer is a failure of the service; all
// that is wrong with an input is told with a code, a message and a path of the input; and both databases answer alike.
func TestExtremeValues(t *testing.T) {
	soak := os.Getenv("CANOPY_SOAK") != ""
	var told [][]string
	each(t, func(t *testing.T, h *house) {
		w := &walk{forest: &forest{house: h, random: rand.New(rand.NewPCG(2026, 7)), keys: map[int64]string{}}}
		w.plant(t)
		w.plant(t)
		planted := w.world()
		var all []string
		for _, q := range questions(t) {
			for _, a := range q.field.Arguments {
				leaves := leavesBelow(q.name+"."+a.Name, a.Type)
				for _, path := range slices.Sorted(maps.Keys(leaves)) {
					values := extremesOf(leaves[path])
					if !soak { // one of them
						values = values[w.random.IntN(len(values)):][:1]
					}
					for _, value := range values {
						s := &step{walk: w, t: t, tree: w.trees[0], who: w.trees[0].askers[0], question: q, foreign: path, choice: w.random.IntN(60)}
						now := w.world()
						now.accounts, now.users = now.accounts[:len(planted.accounts)], now.users[:len(planted.users)] // with names as one knows them
						s.things, s.others = w.things(now, s.who), w.things(now, w.trees[1].askers[0])
						given := s.given()
						replace(given, strings.Split(strings.TrimPrefix(path, q.name+"."), "."), value)
						all = append(all, fmt.Sprintf("%s %.60q: %v", path, value, s.strange(given)))
						h.Clock.Advance(time.Hour)
					}
				}
			}
		}
		told = append(told, all)
	})
	if t.Failed() || len(told) < 2 {
		return
	}
	t.Logf("%d values", len(told[0]))
	for i, sqlite := range told[0] {
		if sqlite != told[1][i] {
			t.Errorf("SQLite answers     %s\nPostgreSQL answers %s", sqlite, told[1][i])
		}
	}
}

// strange asks, and answers what is wrong by the answer, having found it well told.
func (s *step) strange(given vars) (wrong []string) {
	s.t.Helper()
	document := s.document(given)
	if s.of == schema.Mutation {
		document = faultsOf(s.name)
	}
	a := s.ask(s.t, s.token, document, given)
	if a.Status >= 500 {
		s.errorf(a, given, "answers %d", a.Status)
	}
	for _, code := range a.codes() {
		if !slices.Contains([]string{"BAD_USER_INPUT", "COST_LIMIT", "NOT_FOUND", "FORBIDDEN", "RATE_LIMITED"}, code) {
			s.errorf(a, given, "answers %s", code)
		}
		wrong = append(wrong, code)
	}
	if s.of != schema.Mutation || len(s.field.Arguments) == 0 {
		return wrong
	}
	payload, _ := a.at(s.name).(map[string]any)
	wrong = append(wrong, s.toldWell(a, inputOf(s.name), list(payload["userErrors"]))...)
	for _, single := range slices.Concat(list(payload["rejected"]), list(payload["results"])) {
		wrong = append(wrong, s.toldWell(a, rowOf(s.name), userErrors(single))...)
	}
	slices.Sort(wrong)
	return wrong
}

// rowOf is the input in which the faults of a row, or of a single result, have their paths.
func rowOf(mutation string) *ast.Definition {
	row := map[string]string{"addUsers": "NewUserInput", "createCustomers": "NewCustomerInput", "updateUsers": "UpdateUserInput", "approveReviews": "ReviewApprovalInput"}[mutation]
	if row == "" {
		return inputOf(mutation)
	}
	return schema.Types[row]
}

// toldWell are the faults, each with a message and, in an input of that type, a path.
func (s *step) toldWell(a *answer, input *ast.Definition, faults []any) (wrong []string) {
	s.t.Helper()
	for _, f := range faults {
		f := f.(map[string]any)
		var path []string
		for _, step := range list(f["path"]) {
			path = append(path, step.(string))
		}
		if message := f["message"].(string); message == "" || len(message) > 500 {
			s.errorf(a, nil, "tells %s at %q in %d bytes", f["code"], path, len(message))
		}
		if !within(input, path) {
			s.errorf(a, nil, "tells %s at %q, which is nowhere in %s", f["code"], path, input.Name)
		}
		wrong = append(wrong, fmt.Sprint(path, f["code"]))
	}
	return wrong
}

// within tells whether there is such a path in an input; "" is the input itself, and the columns of a file that are no field of its rows count.
func within(input *ast.Definition, path []string) bool {
	if len(path) == 0 {
		return true
	}
	of := input.Fields.ForName(path[0])
	if of == nil {
		return len(path) == 1 && input.Name == "UpdateUserInput" && slices.Contains([]string{"id", "role", "status"}, path[0])
	}
	rest, in := path[1:], schema.Types[of.Type.Name()]
	if of.Type.Elem != nil && len(rest) > 0 {
		if _, err := strconv.Atoi(rest[0]); err != nil {
			return false
		}
		rest = rest[1:]
	}
	return len(rest) == 0 || in.Kind == ast.InputObject && within(in, rest)
}

// leavesBelow are the types of an argument, or of the fields of the input that it is, by their paths.
func leavesBelow(path string, of *ast.Type) map[string]*ast.Type {
	leaves, d := map[string]*ast.Type{path: of}, schema.Types[of.Name()]
	if d.Kind == ast.InputObject {
		for _, f := range d.Fields {
			maps.Copy(leaves, leavesBelow(path+"."+f.Name, f.Type))
		}
	}
	return leaves
}

// extremesOf are the values for a type.
func extremesOf(of *ast.Type) (values []any) {
	d := schema.Types[of.Name()]
	switch {
	case d.Kind == ast.InputObject:
		values = []any{nil, vars{}, "x"}
	case d.Kind == ast.Enum:
		values = []any{nil, "", "NOTHING", 1}
	case extremes[d.Name] != nil:
		values = extremes[d.Name]
	default:
		values = texts
	}
	if of.Elem == nil {
		return values
	}
	lists := []any{[]any{}}
	for _, v := range values {
		if lists = append(lists, v, []any{v}, []any{v, v}); len(fmt.Sprint(v)) < 20 {
			lists = append(lists, slices.Repeat([]any{v}, 6000))
		}
	}
	return lists
}

// replace puts a value at a path of the variables, into the first of what is a list.
func replace(in any, path []string, value any) {
	if l, ok := in.([]any); ok {
		in = l[0]
	}
	if in := in.(vars); len(path) == 1 {
		in[path[0]] = value
	} else {
		replace(in[path[0]], path[1:], value)
	}
}
