package server_test

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"net"
	"net/http"
	"runtime"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"canopy/internal/auth"
	"canopy/internal/nodeid"
	"canopy/internal/server"

	"github.com/coder/websocket"
	"github.com/tidwall/gjson"
)

// listen serves the rig's server on a port of its own; stop ends it and waits.
func (r *rig) listen(t *testing.T) (address string, stop func()) {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	served := make(chan error, 1)
	go func() { served <- r.Run(ctx, listener) }()
	ended := false
	stop = func() {
		cancel()
		if !ended {
			ended = true
			if err := <-served; err != nil {
				t.Error(err)
			}
		}
	}
	t.Cleanup(stop)
	return listener.Addr().String(), stop
}

// socket is the client's side, as bare as the protocol.
type socket struct {
	*websocket.Conn
	t *testing.T
}

func dial(t *testing.T, address string, headers ...string) *socket {
	t.Helper()
	return dialFor(t, address, []string{"graphql-transport-ws"}, headers...)
}

func dialFor(t *testing.T, address string, protocols []string, headers ...string) *socket {
	t.Helper()
	options := &websocket.DialOptions{Subprotocols: protocols, HTTPHeader: http.Header{}}
	for _, h := range headers {
		name, value, _ := strings.Cut(h, ": ")
		options.HTTPHeader.Set(name, value)
	}
	conn, _, err := websocket.Dial(t.Context(), "ws://"+address+"/graphql", options)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.CloseNow() })
	return &socket{conn, t}
}

func (s *socket) send(messages ...string) {
	s.t.Helper()
	for _, m := range messages {
		if err := s.Write(s.t.Context(), websocket.MessageText, []byte(m)); err != nil {
			s.t.Fatal(err)
		}
	}
}

// want is the next message, or for a number the code of the close.
func (s *socket) want(messages ...any) {
	s.t.Helper()
	for _, want := range messages {
		ctx, cancel := context.WithTimeout(s.t.Context(), 20*time.Second)
		_, text, err := s.Read(ctx)
		cancel()
		if code, ok := want.(int); ok {
			if websocket.CloseStatus(err) != websocket.StatusCode(code) {
				s.t.Fatalf("read %s, %v, want the close %d", text, err, code)
			}
		} else if err != nil || string(text) != want {
			s.t.Fatalf("read %s, %v, want %s", text, err, want)
		}
	}
}

// wantError is an error message of the id with the code.
func (s *socket) wantError(id, code string) {
	s.t.Helper()
	_, text, err := s.Read(s.t.Context())
	if m := gjson.ParseBytes(text); err != nil || m.Get("type").Str != "error" || m.Get("id").Str != id || m.Get("payload.0.extensions.code").Str != code {
		s.t.Fatalf("read %s, %v, want the error %s of %s", text, err, code, id)
	}
}

const (
	initial = `{"type":"connection_init"}`
	ack     = `{"type":"connection_ack"}`
)

func subscribe(id, query string) string {
	return fmt.Sprintf(`{"id":%q,"type":"subscribe","payload":{"query":%q}}`, id, query)
}

func TestWebsocket(t *testing.T) {
	r := newRig(t, func(c *server.Config) { c.KeepAlive = 20 * time.Millisecond })
	address, _ := r.listen(t)
	s := dial(t, address)
	s.send(initial)
	s.want(ack)
	s.send(`{"type":"ping"}`, `{"type":"ping","payload":{"n":1}}`, `{"type":"pong"}`)
	s.want(`{"type":"pong"}`, `{"type":"pong","payload":{"n":1}}`)
	s.send(subscribe("q", `{ say(text: "hello") }`))
	s.want(`{"id":"q","type":"next","payload":{"data":{"say":"hello"}}}`, `{"id":"q","type":"complete"}`)
	s.send(subscribe("q", `mutation { say(text: "again") }`)) // the id is free
	s.want(`{"id":"q","type":"next","payload":{"data":{"say":"again"}}}`, `{"id":"q","type":"complete"}`)
	s.send(subscribe("s", `subscription { count(to: 2) }`))
	s.want(`{"id":"s","type":"next","payload":{"data":{"count":1}}}`, `{"id":"s","type":"next","payload":{"data":{"count":2}}}`, `{"id":"s","type":"complete"}`)

	s.send(subscribe("bad", `{ nothing }`))
	s.wantError("bad", "BAD_USER_INPUT")
	s.send(subscribe("no", `subscription { forbidden }`))
	s.wantError("no", "FORBIDDEN")
	s.send(subscribe("panic", `{ panic }`))
	s.wantError("panic", "INTERNAL")

	s.send(subscribe("f", `subscription { forever }`), `{"id":"f","type":"complete"}`, subscribe("f", `subscription { forever }`)) // free at once
	s.send(subscribe("q", `{ say(text: "beside") }`))
	s.want(`{"id":"q","type":"next","payload":{"data":{"say":"beside"}}}`, `{"id":"q","type":"complete"}`)
	if err := s.Close(websocket.StatusNormalClosure, ""); err != nil {
		t.Error(err)
	}
}

// TestCompleteBeside lets the connection and its other operations go on when one is completed while its answers are written.
func TestCompleteBeside(t *testing.T) {
	r := newRig(t)
	address, _ := r.listen(t)
	for range 10 {
		s := dial(t, address)
		s.send(initial)
		s.want(ack)
		s.send(subscribe("busy", `subscription { count }`))
		for range 200 {
			if _, _, err := s.Read(t.Context()); err != nil {
				t.Fatal(err)
			}
		}
		s.send(`{"id":"busy","type":"complete"}`, `{"type":"ping","payload":{"n":1}}`)
		for pong := false; !pong; {
			_, text, err := s.Read(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			pong = string(text) == `{"type":"pong","payload":{"n":1}}`
		}
		_ = s.CloseNow()
	}
}

// TestCloseCodes shows each one that the protocol has.
func TestCloseCodes(t *testing.T) {
	r := newRig(t, func(c *server.Config) { c.MaxBody = 1000 })
	address, _ := r.listen(t)
	for name, c := range map[string]struct {
		send []string
		code int
	}{
		"no JSON":                 {[]string{"{"}, 4400},
		"an array":                {[]string{"[]"}, 4400},
		"no type":                 {[]string{"{}"}, 4400},
		"an unknown type":         {[]string{`{"type":"start"}`}, 4400},
		"a payload of no object":  {[]string{`{"type":"connection_init","payload":1}`}, 4400},
		"subscribe without an id": {[]string{initial, `{"type":"subscribe","payload":{"query":"{ say }"}}`}, 4400},
		"without a payload":       {[]string{initial, `{"id":"a","type":"subscribe"}`}, 4400},
		"without a query":         {[]string{initial, `{"id":"a","type":"subscribe","payload":{}}`}, 4400},
		"complete without an id":  {[]string{initial, `{"type":"complete"}`}, 4400},
		"before the init":         {[]string{subscribe("a", "{ say }")}, 4401},
		"an unknown token":        {[]string{`{"type":"connection_init","payload":{"Authorization":"Bearer nobody's"}}`}, 4403},
		"no bearer token":         {[]string{`{"type":"connection_init","payload":{"authorization":"Basic x"}}`}, 4403},
		"an id twice":             {[]string{initial, subscribe("a", "subscription { forever }"), subscribe("a", "{ say }")}, 4409},
		"two inits":               {[]string{initial, initial}, 4429},
		"a long message":          {[]string{initial, subscribe("a", strings.Repeat(" ", 1000))}, 1009},
	} {
		t.Run(name, func(t *testing.T) {
			s := dial(t, address)
			s.send(c.send...)
			if c.send[0] == initial {
				s.want(ack)
			}
			s.want(c.code)
		})
	}
	t.Run("bytes", func(t *testing.T) {
		s := dial(t, address)
		if err := s.Write(t.Context(), websocket.MessageBinary, []byte(initial)); err != nil {
			t.Fatal(err)
		}
		s.want(4400)
	})
	t.Run("a reason cut at a letter", func(t *testing.T) { // clients take a close whose reason is no text for a broken connection
		s := dial(t, address)
		id := "a" + strings.Repeat("é", 100)
		s.send(initial, subscribe(id, "subscription { forever }"), subscribe(id, "{ say }"))
		s.want(ack)
		_, _, err := s.Read(t.Context())
		if closed, ok := errors.AsType[websocket.CloseError](err); !ok || closed.Code != 4409 || !utf8.ValidString(closed.Reason) {
			t.Errorf("it ends with %q", err)
		}
	})
	t.Run("no protocol", func(t *testing.T) { dialFor(t, address, nil).want(4406) })
	t.Run("another protocol", func(t *testing.T) { dialFor(t, address, []string{"graphql-ws"}).want(4406) })
	t.Run("no init in time", func(t *testing.T) {
		r := newRig(t, func(c *server.Config) { c.InitTimeout = 20 * time.Millisecond })
		address, _ := r.listen(t)
		dial(t, address).want(4408)
	})
	t.Run("too many tokens not seen before", func(t *testing.T) {
		r := newRig(t, func(c *server.Config) { c.RateLimit = 1 }) // ten at once, and a handshake is one of them
		address, _ := r.listen(t)
		const unknown = `{"type":"connection_init","payload":{"Authorization":"Bearer canopy_nobodys"}}`
		dial(t, address) // the odd one
		for _, code := range []int{4403, 4403, 4403, 4403, 1013} {
			s := dial(t, address)
			s.send(unknown)
			s.want(code)
		}
	})
	t.Run("no database", func(t *testing.T) {
		r := newRig(t)
		address, _ := r.listen(t)
		s := dial(t, address)
		if err := r.Store.Close(); err != nil {
			t.Fatal(err)
		}
		s.send(`{"type":"connection_init","payload":{"Authorization":"Bearer canopy_nobodys"}}`)
		s.want(1013)
	})
}

// TestWebsocketShutdown lets what is under way end, and closes. What fails because the server stops is not told: whoever takes that for an answer
// has its cursor, and misses it.
func TestWebsocketShutdown(t *testing.T) {
	r := newRig(t)
	address, stop := r.listen(t)
	s, idle := dial(t, address), dial(t, address)
	s.send(initial)
	s.want(ack)
	s.send(subscribe("f", `subscription { forever }`), subscribe("b", `subscription { torn(begun: false) }`), subscribe("t", `subscription { torn(begun: true) }`), `{"type":"ping"}`)
	s.want(`{"type":"pong"}`)
	stopped := make(chan struct{})
	go func() {
		defer close(stopped)
		stop()
	}()
	s.want(1012)
	idle.want(1012)
	<-stopped
}

// TestWebsocketWho takes the credential of the init, else that of the handshake, whose cookie no page of another origin may use.
func TestWebsocketWho(t *testing.T) {
	r := newRig(t, func(c *server.Config) { c.AllowedOrigins = []string{"https://friend.example"} })
	address, stop := r.listen(t)
	operations := map[string]string{"header": "Header", "cookie": "Cookie", "a friend's page": "Friend", "nobody": "Nobody", "init": "Init"}
	cookie := "Cookie: " + auth.CookieName + "=" + r.token
	for name, headers := range map[string][]string{
		"header": {"Authorization: Bearer " + r.token}, "cookie": {cookie, "Origin: http://" + address}, "a friend's page": {cookie, "Origin: https://friend.example"},
		"nobody": nil, "init": nil,
	} {
		t.Run(name, func(t *testing.T) {
			s := dial(t, address, headers...)
			if name == "init" {
				s.send(`{"type":"connection_init","payload":{"Authorization":"Bearer ` + r.token + `"}}`)
			} else {
				s.send(initial)
			}
			s.want(ack)
			s.send(subscribe("q", "query "+operations[name]+" { say }"))
			s.want(`{"id":"q","type":"next","payload":{"data":{"say":null}}}`, `{"id":"q","type":"complete"}`)
		})
	}
	for name, headers := range map[string][]string{
		"unknown token": {"Authorization: Bearer nobody's"}, "a foreign page": {cookie, "Origin: https://foe.example"},
	} {
		header := http.Header{}
		for _, h := range headers {
			n, v, _ := strings.Cut(h, ": ")
			header.Set(n, v)
		}
		_, resp, err := websocket.Dial(t.Context(), "ws://"+address+"/graphql", &websocket.DialOptions{HTTPHeader: header, Subprotocols: []string{"graphql-transport-ws"}})
		if err == nil || resp.StatusCode != map[string]int{"unknown token": 401, "a foreign page": 403}[name] {
			t.Errorf("%s: %v", name, err)
		}
	}
	stop()
	asked := map[any]bool{}
	for _, line := range r.lines(t) {
		if line["msg"] == "operation" {
			asked[line["operation"]] = line["viewer"] == nodeid.New(nodeid.User, r.person.ID).String()
		}
	}
	if want := map[any]bool{"Header": true, "Cookie": true, "Friend": true, "Init": true, "Nobody": false}; !maps.Equal(asked, want) {
		t.Errorf("who asked: %v", asked)
	}
}

// TestManyOperations refuses more than a connection may run at a time, in the order in which they come.
func TestManyOperations(t *testing.T) {
	r := newRig(t)
	address, _ := r.listen(t)
	s := dial(t, address)
	s.send(initial)
	s.want(ack)
	for i := range 100 {
		s.send(subscribe(fmt.Sprint(i), "subscription { forever }"))
	}
	for i := range 200 {
		s.send(subscribe(fmt.Sprint("more", i), "subscription { forever }"))
	}
	s.send(`{"type":"ping"}`)
	for i := range 200 {
		s.wantError(fmt.Sprint("more", i), "RATE_LIMITED")
	}
	s.want(`{"type":"pong"}`)
}

// TestOperationsUnread runs no more at a time for a caller who reads nothing, though each is completed as soon as it is asked for.
func TestOperationsUnread(t *testing.T) {
	r := newRig(t, func(c *server.Config) { c.SendTimeout = 2 * time.Second })
	address, _ := r.listen(t)
	s := dial(t, address)
	s.send(initial)
	s.want(ack)
	before, most := runtime.NumGoroutine(), 0
	for i := range 1000 {
		for _, m := range []string{subscribe(fmt.Sprint(i), "subscription { "+strings.Repeat("long", 5000)+": count }"), fmt.Sprintf(`{"id":"%d","type":"complete"}`, i)} {
			if err := s.Write(t.Context(), websocket.MessageText, []byte(m)); err != nil {
				break // cut off
			}
		}
		most = max(most, runtime.NumGoroutine()-before)
	}
	if most > 150 {
		t.Errorf("%d goroutines", most)
	}
}
