package server_test

import (
	"errors"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"
)

const takesEvents = "Accept: text/event-stream"

func TestEvents(t *testing.T) {
	r := newRig(t)
	for name, c := range map[string]struct{ document, events string }{
		"subscription": {"subscription { count(to: 2) }", "event: next\ndata: {\"data\":{\"count\":1}}\n\nevent: next\ndata: {\"data\":{\"count\":2}}\n\n"},
		"query":        {`{ say(text: "two\nlines") }`, "event: next\ndata: {\"data\":{\"say\":\"two\\nlines\"}}\n\n"},
	} {
		want := ":\n\n" + c.events + "event: complete\ndata:\n\n"
		posted := r.query(t, strings.ReplaceAll(c.document, "\n", `\n`), takesEvents)
		got := r.send(t, http.MethodGet, "/graphql?query="+url.QueryEscape(strings.ReplaceAll(c.document, "\n", `\n`)), "", takesEvents)
		for method, a := range map[string]*answer{"POST": posted, "GET": got} {
			if a.Code != 200 || a.Header().Get("Content-Type") != "text/event-stream; charset=utf-8" || a.Header().Get("Cache-Control") != "no-store" || a.Body.String() != want {
				t.Errorf("%s by %s: %d %v %q, want %q", name, method, a.Code, a.Header(), a.Body, want)
			}
		}
	}
	for document, code := range map[string]string{"{ nothing }": "BAD_USER_INPUT", "subscription { forbidden }": "FORBIDDEN", "{ panic }": "INTERNAL"} {
		a := r.query(t, document, takesEvents)
		if body := a.Body.String(); a.Code != 200 || !strings.Contains(body, `"code":"`+code+`"`) || !strings.HasSuffix(body, "event: complete\ndata:\n\n") {
			t.Errorf("%s: %d %s", document, a.Code, body)
		}
	}
	if a := r.send(t, http.MethodGet, "/graphql?query="+url.QueryEscape(`mutation { say(text: "x") }`), "", takesEvents); strings.Contains(a.Body.String(), `"say"`) || !strings.Contains(a.Body.String(), "BAD_USER_INPUT") {
		t.Errorf("a mutation by GET: %s", a.Body)
	}
	both := "Accept: application/graphql-response+json, text/event-stream" // as clients say that do not look into the document
	if a := r.query(t, "{ say }", both); a.Header().Get("Content-Type") != "application/graphql-response+json; charset=utf-8" {
		t.Errorf("a query of who takes both: %v", a.Header())
	}
	if a := r.query(t, "subscription { count(to: 1) }", both); !strings.HasPrefix(a.Header().Get("Content-Type"), "text/event-stream") || !strings.Contains(a.Body.String(), `"count":1`) {
		t.Errorf("a subscription of who takes both: %v %s", a.Header(), a.Body)
	}
	if a := r.query(t, "subscription { count(to: 1) }", "Accept: text/event-stream;q=0, application/json"); a.Code != http.StatusNotAcceptable {
		t.Errorf("events that are not taken: %d %s", a.Code, a.Body)
	}
	if a := r.query(t, "subscription { forever }"); a.Code != http.StatusNotAcceptable || a.code() != "BAD_USER_INPUT" {
		t.Errorf("a subscription without events: %d %s", a.Code, a.Body)
	}
	if a := r.send(t, http.MethodPost, "/graphql", "{", takesEvents, jsonBody); a.Code != http.StatusBadRequest {
		t.Errorf("no JSON: %d %s", a.Code, a.Body)
	}
}

// TestEventsShutdown breaks events off when the server stops: clients take a complete for the end.
func TestEventsShutdown(t *testing.T) {
	r := run(t)
	request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, r.url+"/graphql?query="+url.QueryEscape("subscription { forever }"), nil)
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Accept", "text/event-stream")
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = response.Body.Close() }()
	r.stop()
	if text, err := io.ReadAll(response.Body); !errors.Is(err, io.ErrUnexpectedEOF) || string(text) != ":\n\n" {
		t.Errorf("%q %v", text, err)
	}
	if err := <-r.ended; err != nil {
		t.Error(err)
	}
	if line := r.lines(t)[0]; line["type"] != "subscription" || line["code"] != nil {
		t.Errorf("the log says %v", line)
	}
}
