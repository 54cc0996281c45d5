package api_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"math/rand/v2"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"canopy/ent"
	"canopy/ent/event"
	"canopy/ent/eventpersonvalue"
	"canopy/internal/canopytest"
	"canopy/internal/nodeid"
	"canopy/internal/reseller"
	"canopy/internal/viewer"

	"github.com/vektah/gqlparser/v2/ast"
)

// auditing is a house with who asks in it.
type auditing struct {
	*house
	*forest
	root, child *ent.Account
	admin       *ent.User
	reader      *ent.User // of the mail whose link is followed
	told        map[string]told
}

// told is what a subscription to the root told last: a cursor, and the event's key.
type told struct {
	cursor string
	event  int64
}

func (w *auditing) customer() vars {
	return customer(w.root, w.admin, vars{"name": w.fresh(), "address": w.address()})
}

func (w *auditing) review(t *testing.T) string {
	t.Helper()
	return w.must(t, w.token(t, nil), createCustomer, vars{"input": w.customer()}).text("createCustomer.review.id")
}

// auditor is who asks: a user, an API key or neither.
type auditor struct {
	token     string
	user, key int64
}

// TestAudit does every mutation of the schema: done it leaves an event at every account that it touches, all of the same request,
// with who did it and what changed; refused it leaves one that says so at each; a dry run and a faulty input leave none. What is done is told to
// subscribers.
func TestAudit(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		w := &auditing{house: h, forest: &forest{house: h, random: rand.New(rand.NewPCG(2026, 4))}}
		w.root = h.Account(nil)
		w.child = h.Account(w.root)
		w.admin = h.User(w.root, viewer.Admin)
		reader := h.User(w.root, viewer.Reader)
		if err := h.SetPassword(t.Context(), w.admin.Email, auditPassword); err != nil {
			t.Fatal(err)
		}
		person, reading := auditor{h.token(t, w.admin), w.admin.ID, 0}, auditor{h.token(t, reader), reader.ID, 0}
		key, operatorKey := w.adminKey(t, w.root), w.adminKey(t, nil)
		operator := auditor{token: h.token(t, nil)}
		w.told = map[string]told{}
		for _, field := range schema.Subscription.Fields {
			w.heard(field.Name, h.must(t, operator.token, toldOf(field.Name), vars{"accountId": accountID(w.root)}))
		}
		for _, field := range schema.Mutation.Fields {
			if silent[field.Name] != nil {
				since := w.last()
				for _, input := range silent[field.Name](w) {
					w.request(t, w.token(t, w.admin), "silent", field.Name, input)
				}
				if w.last() != since {
					t.Errorf("%s leaves an event", field.Name)
				}
				continue
			}
			a, ok := audits[field.Name]
			if !ok {
				t.Errorf("the audit lacks %s", field.Name)
				continue
			}
			t.Run(field.Name, func(t *testing.T) {
				switch {
				case a.operator:
					w.done(t, field.Name, a, operator, operatorKey)
					w.refused(t, field.Name, a, person)
				case a.public:
					w.done(t, field.Name, a, auditor{})
				case a.personal:
					w.done(t, field.Name, a, person)
				default:
					w.done(t, field.Name, a, person, key)
					w.refused(t, field.Name, a, reading)
				}
			})
		}
	})
}

// adminKey is an API key of ADMIN.
func (w *auditing) adminKey(t *testing.T, on *ent.Account) auditor {
	t.Helper()
	a := w.must(t, w.token(t, nil), createAPIKey, keyFor(on, nil))
	return auditor{token: a.text("createApiKey.token"), key: keyOf(a.text("createApiKey.apiKey.id"))}
}

// done does a mutation as each of the askers, wrong, as a dry run, and then right.
func (w *auditing) done(t *testing.T, name string, a audit, askers ...auditor) {
	t.Helper()
	for _, as := range askers {
		given := a.given(t, w)
		wrong := maps.Clone(given)
		maps.Copy(wrong, a.faulty)
		dry := maps.Clone(given)
		dry["dryRun"] = true
		w.unchanged(t, func() {
			if answer := w.request(t, as.token, "wrong", name, wrong); len(answer.faults(name)) == 0 || strings.Contains(answer.Body, "FORBIDDEN") {
				t.Errorf("%v is not wrong: %s", wrong, answer.Body)
			}
			if inputOf(name).Fields.ForName("dryRun") != nil {
				if answer := w.request(t, as.token, "dry", name, dry); !answer.sound() {
					t.Errorf("a dry run answers %s", answer.Body)
				}
			}
		})
		if a.public {
			as.user = w.reader.ID
		}
		since := w.last()
		if answer := w.request(t, as.token, "done-"+name, name, given); !answer.sound() {
			t.Fatalf("%v answers %s", given, answer.Body)
		}
		if a.later != nil {
			a.later(t, w)
		}
		same(t, "events", w.trace(t, since, "done-"+name, as, event.OutcomeDONE), a.want)
		w.tells(t)
	}
}

// tells finds told to subscribers what was done in the tree since they were told last.
func (w *auditing) tells(t *testing.T) {
	t.Helper()
	for field, actions := range map[string]map[string]bool{"accountChanged": reseller.AccountChanges, "usersAdded": reseller.Additions} {
		var want, got []string
		done := event.And(event.RootID(w.root.ID), event.OutcomeEQ(event.OutcomeDONE), event.IDGT(w.told[field].event))
		for _, e := range w.Store.Client().Event.Query().Where(done).Order(ent.Asc(event.FieldSeq)).AllX(canopytest.Operator()) {
			if actions[e.Action] {
				want = append(want, nodeid.New(nodeid.Event, e.ID).String())
			}
		}
		if want == nil {
			continue
		}
		given := vars{"accountId": accountID(w.root), "after": w.told[field].cursor}
		for _, a := range w.listen(t, w.token(t, nil), toldOf(field), given, len(want), func() {}) {
			got = append(got, a.text(field+".event.id"))
			w.heard(field, a)
		}
		same(t, field+" tells", got, want)
	}
}

func (w *auditing) heard(field string, a *answer) {
	w.told[field] = told{a.text(field + ".cursor"), keyOf(a.text(field + ".event.id"))}
}

// toldOf asks a subscription which events it tells.
func toldOf(field string) string {
	return "subscription($accountId: ID!, $after: String) { " + field + "(accountId: $accountId, after: $after) { cursor event { id } } }"
}

// refused does it as somebody who may not.
func (w *auditing) refused(t *testing.T, name string, a audit, as auditor) {
	t.Helper()
	given, since := a.given(t, w), int64(0)
	w.unchanged(t, func() {
		since = w.last()
		answer := w.request(t, as.token, "refused-"+name, name, given)
		for _, fault := range answer.faults(name) {
			if !strings.HasSuffix(fault, " FORBIDDEN") {
				t.Errorf("refused for %s", fault)
			}
		}
		if answer.sound() {
			t.Errorf("it is not refused: %s", answer.Body)
		}
	}, "events", "trees")
	places := map[string]bool{}
	for _, line := range a.want {
		place, _, _ := strings.Cut(line, ":")
		_, place, _ = strings.Cut(place, " at ")
		places[place] = true
	}
	if trace := w.trace(t, since, "refused-"+name, as, event.OutcomeREFUSED); len(trace) != len(places)+a.besides {
		t.Errorf("%d refusals leave %q", len(places)+a.besides, trace)
	}
}

func idOr0(id *int64) int64 {
	if id == nil {
		return 0
	}
	return *id
}

func inputOf(mutation string) *ast.Definition {
	return schema.Types[schema.Mutation.Fields.ForName(mutation).Arguments.ForName("input").Type.Name()]
}

// faultsOf is a mutation that asks for nothing but all that is wrong with its input.
func faultsOf(mutation string) string {
	field, faults := schema.Mutation.Fields.ForName(mutation), " { userErrors { path code message }"
	for _, each := range []string{"rejected", "results"} {
		if schema.Types[field.Type.Name()].Fields.ForName(each) != nil {
			faults += " " + each + " { userErrors { path code message } }"
		}
	}
	if len(field.Arguments) == 0 {
		return "mutation { " + mutation + faults + " } }"
	}
	return fmt.Sprintf("mutation($input: %s!) { %s(input: $input)%s } }", inputOf(mutation).Name, mutation, faults)
}

// request does a mutation under a request id.
func (w *auditing) request(t *testing.T, token, id, mutation string, input vars) *answer {
	t.Helper()
	given := vars{}
	if input != nil {
		given["input"] = input
	}
	request := post(t, faultsOf(mutation), given)
	request.Header.Set("X-Request-Id", id)
	if token != "" {
		request.Header.Set("Authorization", "Bearer "+token)
	}
	recorder := httptest.NewRecorder()
	w.api.ServeHTTP(recorder, request)
	a := &answer{Status: recorder.Code, Body: recorder.Body.String()}
	if err := json.Unmarshal(recorder.Body.Bytes(), a); err != nil || len(a.Errors) > 0 {
		t.Fatalf("%s of %v answers %s", mutation, input, a.Body)
	}
	return a
}

// last is the latest event.
func (w *auditing) last() (id int64) {
	latest := w.Store.Client().Event.Query().Order(ent.Desc(event.FieldID)).Limit(1).IDsX(canopytest.Operator())
	if len(latest) > 0 {
		id = latest[0]
	}
	return id
}

// trace is the events since another one, sorted, each as audits want it. All are of the request and of the asker, and ended so.
func (w *auditing) trace(t *testing.T, since int64, request string, by auditor, outcome event.Outcome) (lines []string) {
	t.Helper()
	places := map[int64]string{w.root.ID: "root", w.child.ID: "child"}
	for _, e := range w.Store.Client().Event.Query().Where(event.IDGT(since)).AllX(canopytest.Operator()) {
		if e.RequestID != request || e.Outcome != outcome || idOr0(e.ActorID) != by.user || idOr0(e.APIKeyID) != by.key {
			t.Errorf("event %v of request %s, want one of %+v, %s", e, request, by, outcome)
		}
		place := "nowhere"
		if e.AccountID != nil {
			place = places[*e.AccountID]
		}
		if place == "" {
			place = "new"
		}
		var changes []change
		if err := json.Unmarshal([]byte(e.Changes), &changes); err != nil {
			t.Fatal(err)
		}
		for _, v := range w.Store.Client().EventPersonValue.Query().Where(eventpersonvalue.EventID(e.ID)).AllX(canopytest.Operator()) {
			changes = append(changes, change{v.Field, v.Before, v.After})
		}
		var fields []string
		for _, c := range changes {
			fields = append(fields, c.kind()+c.Field)
		}
		slices.Sort(fields)
		lines = append(lines, fmt.Sprintf("%s at %s: %s", e.Action, place, strings.Join(fields, " ")))
	}
	slices.Sort(lines)
	return lines
}

// change is a field of an event.
type change struct {
	Field         string
	Before, After *string
}

// kind tells which of before and after there is.
func (c change) kind() string {
	switch {
	case c.Before == nil && c.After == nil:
		return "?"
	case c.Before == nil:
		return "+"
	case c.After == nil:
		return "-"
	case *c.Before == *c.After:
		return "="
	}
	return "~"
}
