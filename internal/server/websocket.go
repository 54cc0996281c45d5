package server

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"

	"canopy/internal/auth"
	"canopy/internal/problem"

	"github.com/99designs/gqlgen/graphql"
	"github.com/coder/websocket"
)

// subprotocol is GraphQL over WebSocket: https://github.com/enisdenjo/graphql-ws/blob/master/PROTOCOL.md.
const subprotocol = "graphql-transport-ws"

// The protocol's close codes. Clients try again behind closeForbidden and websocket.StatusTryAgainLater, not behind the others.
const (
	closeInvalid     websocket.StatusCode = 4400
	closeNobody      websocket.StatusCode = 4401
	closeForbidden   websocket.StatusCode = 4403
	closeSubprotocol websocket.StatusCode = 4406
	closeInitTimeout websocket.StatusCode = 4408
	closeDuplicate   websocket.StatusCode = 4409
	closeManyInits   websocket.StatusCode = 4429
)

// maxOperations is how many operations may run over one websocket at a time.
const maxOperations = 100

// websockets carries any operations over one connection. gqlgen's own transport lacks most of the close codes.
type websockets struct{ *Server }

// Supports tells whether the request is the handshake of a websocket.
func (websockets) Supports(r *http.Request) bool {
	return r.Method == http.MethodGet && slices.ContainsFunc(r.Header.Values("Upgrade"), func(h string) bool { return strings.EqualFold(h, "websocket") })
}

func (t websockets) Do(w http.ResponseWriter, r *http.Request, exec graphql.GraphExecutor) {
	exchangeOf(r.Context()).transport = "websocket"
	token, err := t.handshake(r)
	if err != nil {
		t.refuse(w, r, err)
		return
	}
	conn, err := websocket.Accept(w, r, &websocket.AcceptOptions{Subprotocols: []string{subprotocol}, InsecureSkipVerify: true}) // the origin is checked
	if err != nil {
		return // it has answered
	}
	if conn.Subprotocol() != subprotocol {
		_ = conn.Close(closeSubprotocol, "Subprotocol not acceptable")
		return
	}
	conn.SetReadLimit(t.cfg.MaxBody)
	ctx, cancel := context.WithCancel(r.Context())
	defer cancel()
	c := &socket{Server: t.Server, ctx: ctx, exec: exec, request: r, conn: conn, token: token, running: map[string]*socketOperation{}, slots: make(chan struct{}, maxOperations)}
	var beside sync.WaitGroup
	beside.Go(c.keepAlive)
	c.serve()
	cancel()
	beside.Wait()
	c.drain()
	_ = conn.CloseNow() // unless it is closed
}

// handshake is the credential that a handshake carries. A page of another origin may not use the reader's cookie; a browser lets it try.
func (t websockets) handshake(r *http.Request) (string, error) {
	if _, err := r.Cookie(auth.CookieName); err == nil && r.Header.Get("Authorization") == "" {
		changing := r.Clone(r.Context())
		changing.Method = http.MethodPost // a handshake is a GET, but what comes over it may change something
		if err := t.sameOrigin(changing); err != nil {
			return "", err
		}
	}
	return auth.Credential(r)
}

// socket is one connection.
type socket struct {
	*Server
	ctx     context.Context // ends with the connection
	exec    graphql.GraphExecutor
	request *http.Request // the handshake
	conn    *websocket.Conn

	token        string // of the one who asks, "" for nobody; set before anything runs
	initialised  bool   // connection_init has come
	acknowledged bool   // and was answered

	closing    sync.Once
	writing    sync.Mutex // a message; taken before mu
	operations sync.WaitGroup
	mu         sync.Mutex
	slots      chan struct{}               // of operations, also of those that were completed and have not ended yet
	running    map[string]*socketOperation // by id; only who reads adds some
	draining   bool                        // no more begin
}

// socketMessage is a message of either direction.
type socketMessage struct {
	ID      string          `json:"id,omitempty"`
	Type    string          `json:"type"`
	Payload json.RawMessage `json:"payload,omitempty"`
}

// fatal is why the server closes a connection.
type fatal struct {
	code   websocket.StatusCode
	reason string
}

func (f *fatal) Error() string { return fmt.Sprintf("%d: %s", f.code, f.reason) }

// serve reads messages until the connection ends.
func (c *socket) serve() {
	waiting := time.AfterFunc(c.cfg.InitTimeout, func() { c.close(closeInitTimeout, "Connection initialisation timeout") })
	defer waiting.Stop()
	defer context.AfterFunc(c.stopping, func() { // those under way end first
		c.drain()
		c.close(websocket.StatusServiceRestart, "Service restart")
	})()
	for {
		kind, text, err := c.conn.Read(c.ctx)
		if err != nil {
			return
		}
		message, err := readMessage(kind, text)
		if err == nil {
			err = c.take(message, waiting)
		}
		if closed, ok := errors.AsType[*fatal](err); ok {
			c.close(closed.code, closed.reason)
			return
		}
		if err != nil {
			return
		}
	}
}

// maxReason is the most bytes of the reason of a close: a control frame's, without its code.
const maxReason = 123

// close closes the connection, once. The reason is cut between letters: clients take what is no UTF-8 for a broken connection.
func (c *socket) close(code websocket.StatusCode, reason string) {
	c.closing.Do(func() {
		_ = c.conn.Close(code, strings.ToValidUTF8(reason[:min(len(reason), maxReason)], "")) // or the other side is gone
	})
}

// keepAlive finds out when the other side is gone.
func (c *socket) keepAlive() {
	ticks := time.NewTicker(c.cfg.KeepAlive)
	defer ticks.Stop()
	for {
		select {
		case <-c.ctx.Done():
			return
		case <-ticks.C:
		}
		if c.busy() {
			continue
		}
		answered, cancel := context.WithTimeout(c.ctx, c.cfg.SendTimeout)
		err := c.conn.Ping(answered)
		cancel()
		if err != nil && !c.busy() {
			_ = c.conn.CloseNow() // whom a close would not reach either
			return
		}
	}
}

// busy tells whether a message is being written. Then its deadline tells whether the other side is gone: a ping waits behind it, less long.
func (c *socket) busy() bool {
	if !c.writing.TryLock() {
		return true
	}
	c.writing.Unlock()
	return false
}

func readMessage(kind websocket.MessageType, text []byte) (message socketMessage, err error) {
	if kind != websocket.MessageText || json.Unmarshal(text, &message) != nil {
		return message, &fatal{closeInvalid, "Invalid message received"}
	}
	return message, nil
}

// take does what a message asks for.
func (c *socket) take(m socketMessage, waiting *time.Timer) error {
	switch m.Type {
	case "connection_init":
		if c.initialised {
			return &fatal{closeManyInits, "Too many initialisation requests"}
		}
		c.initialised = true
		waiting.Stop()
		if err := c.initialise(m.Payload); err != nil {
			return err
		}
		c.acknowledged = true
		return c.send(socketMessage{Type: "connection_ack"})
	case "ping":
		return c.send(socketMessage{Type: "pong", Payload: m.Payload})
	case "pong":
		return nil
	case "subscribe":
		if !c.acknowledged {
			return &fatal{closeNobody, "Unauthorized"}
		}
		return c.begin(m)
	case "complete":
		if m.ID == "" {
			return &fatal{closeInvalid, "Invalid message received"}
		}
		c.cancel(m.ID)
		return nil
	}
	return &fatal{closeInvalid, "Invalid message received"}
}

// initialise takes the credential of connection_init: {"Authorization": "Bearer ..."}; without one the handshake's counts.
func (c *socket) initialise(payload json.RawMessage) error {
	var given map[string]any
	if len(payload) > 0 && json.Unmarshal(payload, &given) != nil {
		return &fatal{closeInvalid, "Invalid message received"}
	}
	for name, value := range given {
		if !strings.EqualFold(name, "Authorization") {
			continue
		}
		header, _ := value.(string)
		token, err := auth.Bearer(header)
		if err != nil {
			return &fatal{closeForbidden, "Forbidden: " + err.Error()}
		}
		c.token = token
	}
	if c.token == "" {
		return nil
	}
	v, err := c.recall(c.ctx, c.token)
	if err == nil {
		_, err = v.Renewed(c.ctx)
	}
	switch problem.CodeOf(err) {
	case problem.Unauthenticated:
		return &fatal{closeForbidden, "Forbidden: " + err.Error()}
	case problem.RateLimited:
		return &fatal{websocket.StatusTryAgainLater, err.Error()}
	case problem.Unavailable:
		return &fatal{websocket.StatusTryAgainLater, "The database cannot be reached at the moment"}
	}
	if err != nil {
		c.cfg.Logger.ErrorContext(c.ctx, "websocket", "request_id", exchangeOf(c.ctx).viewer.RequestID, "error", err)
		return &fatal{websocket.StatusTryAgainLater, "Something went wrong on our side"}
	}
	return nil
}

// send writes one message, when those before are written.
func (c *socket) send(m socketMessage) error {
	c.writing.Lock()
	defer c.writing.Unlock()
	return c.write(m)
}

// write writes one message. Whoever does not take it in time is cut off. It does not end with an operation: a write that is called off
// takes the connection with it.
func (c *socket) write(m socketMessage) error {
	ctx, cancel := context.WithTimeout(c.ctx, c.cfg.SendTimeout)
	defer cancel()
	return c.conn.Write(ctx, websocket.MessageText, encode(m))
}
