package api_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"canopy/ent"
	"canopy/ent/apikey"
	"canopy/ent/event"
	"canopy/ent/grant"
	"canopy/internal/nodeid"
	"canopy/internal/store"
	"canopy/internal/viewer"
)

// tell appends an event with its values of people, each "before after".
func (h *house) tell(on *ent.Account, change func(*ent.EventCreate), values ...string) (id string) {
	h.Tx(func(ctx context.Context, tx *store.Tx) error {
		n := tx.Event.Query().CountX(ctx)
		create := tx.Event.Create().SetRootID(0).SetSeq(int64(n)).SetAction("GRANT_ADDED").SetOutcome(event.OutcomeDONE).SetAt(h.Clock.Now())
		if on != nil {
			create.SetAccountID(on.ID)
		}
		change(create)
		e, err := create.Save(ctx)
		if err != nil {
			return err
		}
		id = nodeid.New(nodeid.Event, e.ID).String()
		for _, v := range values {
			before, after, _ := strings.Cut(v, " ")
			if err := tx.EventPersonValue.Create().SetEventID(e.ID).SetUserID(1).SetField("email").SetBefore(before).SetAfter(after).Exec(ctx); err != nil {
				return err
			}
		}
		return nil
	})
	return id
}

func (h *house) robot(on *ent.Account, by *ent.User) *ent.APIKey {
	var made *ent.APIKey
	h.Tx(func(ctx context.Context, tx *store.Tx) (err error) {
		create := tx.APIKey.Create().SetName("Robot").SetRole(apikey.RoleVIEWER).SetCreatedByID(by.ID).SetCreatedAt(h.Clock.Now())
		if on != nil {
			create.SetAccountID(on.ID)
		}
		made, err = create.Save(ctx)
		return err
	})
	return made
}

func keyID(k *ent.APIKey) string { return nodeid.New(nodeid.APIKey, k.ID).String() }

func plainly(*ent.EventCreate) {}

// TestWhereEventsShow: on each account of a page where the viewer may see them, nowhere else, and with those below where it may too.
func TestWhereEventsShow(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		root := h.Account(nil)
		top := h.Account(root)
		looked, hidden, managed := h.Account(top), h.Account(top), h.Account(top)
		below, behind, under := h.Account(looked), h.Account(hidden), h.Account(managed)
		events := map[string]string{}
		for name, a := range map[string]*ent.Account{"root": root, "top": top, "looked": looked, "hidden": hidden, "managed": managed, "below": below, "behind": behind, "under": under} {
			events[h.tell(a, plainly)] = name
		}
		operators := h.tell(nil, plainly)
		keys := map[string]*ent.APIKey{"managed": h.robot(managed, h.User(root, "")), "under": h.robot(under, h.User(managed, "")), "top": h.robot(top, h.User(top, ""))}

		ada := h.User(top, "")
		h.Grant(ada, top, viewer.AccountManager, grant.ScopeACCOUNT_ONLY)
		h.Grant(ada, looked, viewer.Reader, grant.ScopeACCOUNT_ONLY)
		h.Grant(ada, below, viewer.AccountManager, grant.ScopeSUBTREE)
		h.Grant(ada, managed, viewer.Admin, grant.ScopeSUBTREE)
		h.Grant(ada, behind, viewer.Admin, grant.ScopeSUBTREE)
		token := h.token(t, ada)

		a := h.must(t, token, `{ accounts { nodes { id own: events { totalCount nodes { id account { id } } } all: events(includeDescendants: true) { totalCount nodes { id } }
			apiKeys { totalCount nodes { id createdBy { email } } } } } }`, nil)
		want := map[int64]string{
			top.ID: "[top] [below managed top under] <nil>", looked.ID: "<nil> <nil> <nil>", below.ID: "[below] [below] <nil>",
			managed.ID: "[managed] [managed under] 1", under.ID: "[under] [under] 1", behind.ID: "[behind] [behind] 0",
		}
		if n := len(list(a.at("accounts.nodes"))); n != len(want) {
			t.Errorf("%d accounts, want %d", n, len(want))
		}
		for i := range list(a.at("accounts.nodes")) {
			at := fmt.Sprint("accounts.nodes.", i, ".")
			names := func(field string) string {
				if a.at(at+field) == nil {
					return "<nil>"
				}
				var all []string
				for _, id := range a.of(at+field+".nodes", "id") {
					all = append(all, events[id])
				}
				slices.Sort(all)
				if a.text(at+field+".totalCount") != fmt.Sprint(len(all)) {
					t.Errorf("counted %s of %v", a.text(at+field+".totalCount"), all)
				}
				return fmt.Sprint(all)
			}
			id, _ := nodeid.Parse(a.text(at + "id"))
			if got := names("own") + " " + names("all") + " " + a.text(at+"apiKeys.totalCount"); got != want[id.Key] {
				t.Errorf("account %d shows %s, want %s", id.Key, got, want[id.Key])
			}
			if id.Key == managed.ID && a.at(at+"apiKeys.nodes.0.createdBy") != nil || id.Key == under.ID && a.at(at+"apiKeys.nodes.0.createdBy.email") == nil {
				t.Errorf("who made the keys: %s", a.Body)
			}
		}

		shown := []string{"top", "below", "managed", "under", "behind"}
		for id, name := range events {
			if a := h.must(t, token, fmt.Sprintf("{ node(id: %q) { id } }", id), nil); (a.at("node") != nil) != slices.Contains(shown, name) {
				t.Errorf("the event of %s: %s", name, a.Body)
			}
		}
		for name, k := range keys {
			if a := h.must(t, token, fmt.Sprintf("{ node(id: %q) { id } }", keyID(k)), nil); (a.at("node") != nil) != (name != "top") {
				t.Errorf("the key of %s: %s", name, a.Body)
			}
		}
		document := fmt.Sprintf("{ nodes(ids: [%q, %q]) { __typename } }", operators, keyID(h.robot(nil, ada)))
		if got := h.must(t, token, document, nil).text("nodes"); got != "[<nil> <nil>]" {
			t.Errorf("the installation's: %s", got)
		}
		if got := h.must(t, h.token(t, nil), document, nil).of("nodes", "__typename"); !slices.Equal(got, []string{"Event", "ApiKey"}) {
			t.Errorf("the installation's to an operator: %s", got)
		}
	})
}

// TestEvent is all of an event: what its reader does not see is null.
func TestEvent(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		root := h.Account(nil)
		mid := h.Account(root)
		reader, stranger := h.User(mid, viewer.AccountManager), h.User(root, viewer.Admin)
		key, request := h.robot(mid, reader), "a request"
		changes := fmt.Sprintf(`[{"field":"parent","before":%q,"after":%q},{"field":"role","before":null,"after":"VIEWER"}]`, accountID(root), accountID(mid))
		of := func(by *ent.User) func(*ent.EventCreate) {
			return func(c *ent.EventCreate) {
				c.SetActorID(by.ID).SetAPIKeyID(key.ID).SetChanges(changes).SetSubject(accountID(root)).SetRequestID(request)
			}
		}
		foreign := h.tell(mid, of(stranger), "old@example.com new@example.com")
		h.tell(mid, of(reader))
		h.tell(mid, func(c *ent.EventCreate) { c.SetAction("USERS_ADDED").SetOutcome(event.OutcomeREFUSED) }, slices.Repeat([]string{"a b"}, 101)...)

		const document = `query($of: ID!, $filter: EventFilter) { account(id: $of) { events(filter: $filter) { edges { cursor
			node { id cursor action outcome actor { email } apiKey { name } account { id } subjectId at changes { field before after } requestId } } } } }`
		given := func(filter vars) vars { return vars{"of": accountID(mid), "filter": filter} }
		a := h.must(t, h.token(t, reader), document, given(nil))
		const first = "account.events.edges.0.node."
		if a.text(first+"id") != foreign || a.at(first+"actor") != nil || a.at(first+"apiKey") != nil || a.text(first+"account.id") != accountID(mid) || a.text(first+"requestId") != request ||
			a.text(first+"subjectId") != accountID(root) || a.text(first+"cursor") != a.text("account.events.edges.0.cursor") ||
			!slices.Equal(a.of(first+"changes", "field", "before", "after"), []string{"parent <nil> " + accountID(mid), "role <nil> VIEWER", "email old@example.com new@example.com"}) {
			t.Errorf("the first: %s", a.Body)
		}
		if a.text("account.events.edges.1.node.actor.email") != reader.Email || len(list(a.at("account.events.edges.2.node.changes"))) != 100 || a.at("account.events.edges.2.node.requestId") != nil {
			t.Errorf("the others: %s", a.Body)
		}
		operator := h.must(t, h.token(t, nil), document, given(nil))
		if operator.text(first+"actor.email") != stranger.Email || operator.text(first+"apiKey.name") != "Robot" || operator.text(first+"changes.0.before") != accountID(root) {
			t.Errorf("to an operator: %s", operator.Body)
		}

		for name, f := range map[string]struct {
			filter vars
			want   int
		}{
			"by somebody unseen":   {vars{"actorId": userID(stranger)}, 0},
			"by somebody":          {vars{"actorId": userID(reader)}, 1},
			"of some kinds":        {vars{"action": []string{"USERS_ADDED", "USER_JOINED"}}, 1},
			"of one kind":          {vars{"action": "GRANT_ADDED"}, 2},
			"of no kind":           {vars{"action": []string{}}, 0},
			"refused":              {vars{"outcome": "REFUSED"}, 1},
			"refused and of other": {vars{"outcome": "REFUSED", "action": "GRANT_ADDED"}, 0},
			"since then":           {vars{"since": h.Clock.Now()}, 3},
			"since later":          {vars{"since": h.Clock.Now().Add(1000)}, 0},
		} {
			if got := list(h.must(t, h.token(t, reader), document, given(f.filter)).at("account.events.edges")); len(got) != f.want {
				t.Errorf("%s: %d, want %d", name, len(got), f.want)
			}
		}
		for _, unknown := range []any{"NOTHING", "grant_added", []string{"GRANT_ADDED", ""}, 1} {
			if a := h.ask(t, h.token(t, reader), document, given(vars{"action": unknown})); !slices.Equal(a.codes(), []string{"BAD_USER_INPUT"}) {
				t.Errorf("action %v: %s", unknown, a.Body)
			}
		}
		if a := h.ask(t, h.token(t, reader), `{ accounts { nodes { events(filter: {action: [grant_added]}) { totalCount } } } }`, nil); !slices.Equal(a.codes(), []string{"BAD_USER_INPUT"}) {
			t.Errorf("an action of no such name: %s", a.Body)
		}
		h.Tx(func(ctx context.Context, tx *store.Tx) error {
			return tx.EventPersonValue.Update().ClearBefore().ClearAfter().Exec(ctx)
		})
		if got := h.must(t, h.token(t, reader), document, given(nil)).of(first+"changes", "field", "before", "after"); !slices.Contains(got, "email <nil> <nil>") {
			t.Errorf("erased: %v", got)
		}
	})
}
