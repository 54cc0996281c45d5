package api_test

import (
	"bytes"
	"cmp"
	"context"
	"io"
	"net/http"
	"time"

	"canopy/ent"
	"canopy/ent/event"
	"canopy/ent/user"
	"canopy/internal/canopytest"
	"canopy/internal/nodeid"
	"canopy/internal/reseller"
	"canopy/internal/store"

	"pgregory.net/rapid"
)

// patience bounds every wait.
const patience = 30 * time.Second

// stream is an answer that is read while it is written.
type stream struct {
	*io.PipeWriter
	header http.Header
	status int
}

func (s *stream) Header() http.Header { return s.header }

func (s *stream) WriteHeader(status int) { s.status = status }

// Flush has nothing to do: the reader has it already.
func (*stream) Flush() {}

// listen asks a subscription by server-sent events, calls happen once it runs, and leaves it after n answers. There are fewer where it ends.
func (h *house) listen(t rapid.TB, token, document string, given vars, n int, happen func()) (told []*answer) {
	t.Helper()
	h.follow()
	ctx, leave := context.WithCancel(context.Background())
	request := post(t, document, given).WithContext(ctx)
	identify(request, token)
	request.Header.Set("Accept", "text/event-stream")
	reader, writer := io.Pipe()
	w := &stream{writer, http.Header{}, http.StatusOK}
	bodies, ended := make(chan string, 100), make(chan struct{})
	go func() {
		defer close(ended)
		h.api.ServeHTTP(w, request)
		_ = writer.Close() // it never fails
	}()
	go func() {
		defer close(bodies)
		var text bytes.Buffer
		for event, data := range canopytest.Events(io.TeeReader(reader, &text)) {
			if event == "next" {
				bodies <- data
			}
		}
		if w.header.Get("Content-Type") != "text/event-stream; charset=utf-8" { // refused at once
			bodies <- text.String()
		}
	}()
	defer func() {
		leave()
		_ = reader.Close() // it never fails
		<-ended
		h.awaitRunning(t, 0, nil)
	}()
	if h.awaitRunning(t, 1, ended) {
		happen()
	}
	for len(told) < n {
		select {
		case body, ok := <-bodies:
			if !ok {
				return told
			}
			told = append(told, read(t, document, given, w.status, body))
		case <-time.After(patience):
			t.Fatalf("%s\n%v\nis told nothing more than %d times", document, given, len(told))
		}
	}
	return told
}

// awaitRunning waits until so many subscriptions run, unless one has ended.
func (h *house) awaitRunning(t rapid.TB, n int, ended chan struct{}) bool {
	t.Helper()
	for deadline := time.Now().Add(patience); canopytest.Running(h.metrics) != n; {
		select {
		case <-ended:
			return false
		case <-time.After(time.Millisecond):
		}
		if time.Now().After(deadline) {
			t.Fatalf("%d subscriptions run, want %d", canopytest.Running(h.metrics), n)
		}
	}
	return true
}

// happens writes what each subscription to an account is told of: the account was updated, and people were added, one of its own and one who
// is elsewhere by now.
func (h *house) happens(accountID int64, change ...func(*ent.EventCreate)) {
	db, all := h.Store.Client(), canopytest.Operator()
	a := db.Account.GetX(all, accountID)
	people := db.User.Query().Where(user.AccountID(a.ID)).Limit(1).AllX(all)
	people = append(people, db.User.Query().Where(user.AccountIDNEQ(a.ID)).Limit(1).AllX(all)...)
	h.Tx(func(ctx context.Context, tx *store.Tx) error {
		last := tx.Tree.UpdateOneID(a.RootID).AddLastSeq(2).SaveX(ctx).LastSeq
		for i, action := range []reseller.Action{reseller.AccountUpdated, reseller.UsersAdded} {
			create := tx.Event.Create().SetRootID(a.RootID).SetSeq(last - int64(i)).SetAction(string(action)).SetOutcome(event.OutcomeDONE).SetAccountID(a.ID).
				SetSubject(nodeid.New(nodeid.Account, a.ID).String()).SetRequestID("request").SetAt(h.Clock.Now())
			for _, f := range change {
				f(create)
			}
			made := create.SaveX(ctx)
			for _, u := range people {
				tx.EventPersonValue.Create().SetEventID(made.ID).SetUserID(u.ID).SetField("role").SetAfter("VIEWER").ExecX(ctx)
			}
		}
		return nil
	})
	h.feed.Committed()
}

// subscriptions asks the fields of Subscription about the place, where something is done by a person and by an API key.
func (r *round) subscriptions(at *stock) {
	r.t.Helper()
	account, person, key := keyOf(accountID(at.account)), keyOf(at.ids["User"][0]), keyOf(at.ids["ApiKey"][0])
	for _, f := range schema.Subscription.Fields {
		given := vars{"accountId": accountID(at.account)}
		document := question{f.Name, schema.Subscription, f}.document(given)
		answers := r.by.listen(r.t, r.token, document, given, 2, func() {
			r.by.happens(account, func(c *ent.EventCreate) { c.SetActorID(person) })
			r.by.happens(account, func(c *ent.EventCreate) { c.SetAPIKeyID(key) })
		})
		got := map[string]string{}
		for _, a := range answers {
			r.silent(a, document, given)
			r.check("Subscription", f.Name, answered(a, a.at(f.Name)), a)
			told, there := a.at(f.Name + ".event").(map[string]any)
			for _, of := range schema.Types["Event"].Fields {
				value := told[of.Name]
				if value == nil {
					value = told["Event_"+of.Name] // where other kinds have such a field too
				}
				switch empty := len(list(value)) == 0; {
				case value != nil && !(empty && of.Type.Elem != nil):
					got[of.Name] = "+"
				case there && got[of.Name] == "":
					got[of.Name] = "0"
				}
			}
		}
		for _, of := range schema.Types["Event"].Fields {
			r.check("Told", of.Name, cmp.Or(got[of.Name], "."), answers[0])
		}
	}
}
