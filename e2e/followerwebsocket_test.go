package e2e_test

import (
	"context"
	"encoding/json"
	"strings"

	"github.com/coder/websocket"
	"github.com/coder/websocket/wsjson"
	"github.com/tidwall/gjson"
)

// byWebsocket subscribes by graphql-transport-ws until the connection ends or take has enough.
func (f *follower) byWebsocket(ctx context.Context, s *server, token string, subscription map[string]any, take func(gjson.Result) (more bool)) {
	conn, _, err := websocket.Dial(ctx, "ws"+strings.TrimPrefix(s.url, "http")+"/graphql", &websocket.DialOptions{Subprotocols: []string{"graphql-transport-ws"}})
	if err != nil {
		return // it has died
	}
	defer func() { _ = conn.CloseNow() }()
	err = wsjson.Write(ctx, conn, map[string]any{"type": "connection_init", "payload": map[string]any{"Authorization": "Bearer " + token}})
	for err == nil {
		var message struct {
			Type    string
			Payload json.RawMessage
		}
		if err = wsjson.Read(ctx, conn, &message); err != nil {
			return
		}
		switch message.Type {
		case "connection_ack":
			err = wsjson.Write(ctx, conn, map[string]any{"type": "subscribe", "id": "1", "payload": subscription})
		case "ping":
			err = wsjson.Write(ctx, conn, map[string]any{"type": "pong"})
		case "next":
			if !take(gjson.ParseBytes(message.Payload)) {
				return
			}
		case "complete":
			return
		default:
			if gjson.GetBytes(message.Payload, "0.extensions.code").Str == "RATE_LIMITED" {
				return // it comes back
			}
			f.t.Errorf("told %s %s", message.Type, message.Payload)
			return
		}
	}
}
