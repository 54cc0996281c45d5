package backoffice

import (
	"encoding/json"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	standardwebhooks "github.com/standard-webhooks/standard-webhooks/libraries/go"
)

const secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"

// asking is a back office that answers as the handler does.
func asking(t *testing.T, answer http.HandlerFunc) *External {
	t.Helper()
	server := httptest.NewServer(answer)
	t.Cleanup(server.Close)
	e, err := NewExternal(server.URL+"/accounts", secret)
	if err != nil {
		t.Fatal(err)
	}
	return e
}

var asked = Request{
	Asked: time.UnixMicro(1_700_000_000_000_001), AccountID: "acc_1", Attempt: 2, Type: "END_CUSTOMER", Name: "Zoë & Söhne",
	Address: Address{Street: []string{"Chausseestraße 8"}, City: "Berlin", PostalCode: "10115", Country: "DE"},
}

// TestExternalSigns: the request is what the documentation shows, signed, and bears the same id when it is made again.
func TestExternalSigns(t *testing.T) {
	t.Parallel()
	verifier, err := standardwebhooks.NewWebhook(secret)
	if err != nil {
		t.Fatal(err)
	}
	seen := make(chan string, 3)
	e := asking(t, func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err := errors.Join(err, verifier.Verify(body, r.Header)); err != nil || r.Method != http.MethodPost || r.Header.Get("Content-Type") != "application/json" || r.URL.Path != "/accounts" {
			t.Errorf("%s %s %v: %v", r.Method, r.URL, r.Header, err)
		}
		var m struct {
			Type      string
			Timestamp time.Time
			Data      json.RawMessage
		}
		want := `{"accountId":"acc_1","attempt":2,"parentId":null,"parentNumber":null,"type":"END_CUSTOMER","name":"Zoë \u0026 Söhne",` +
			`"address":{"street":["Chausseestraße 8"],"dependentLocality":"","city":"Berlin","region":"","postalCode":"10115","country":"DE"},"phone":null,"externalReference":null}`
		if err := json.Unmarshal(body, &m); err != nil || m.Type != "account.provision" || time.Since(m.Timestamp) > time.Minute || string(m.Data) != want {
			t.Errorf("%v: %s", err, body)
		}
		seen <- r.Header.Get("webhook-id")
		w.WriteHeader(http.StatusAccepted)
	})
	again := asked
	again.Attempt, again.Asked = 2, asked.Asked.Add(time.Microsecond)
	for _, r := range []Request{asked, asked, again} {
		if form, err := e.Ask(t.Context(), r); form != nil || err != nil {
			t.Errorf("%v, %v", form, err)
		}
	}
	if first := <-seen; first == "" || <-seen != first || <-seen == first {
		t.Errorf("the ids do not tell one request from another: %s", first)
	}
}

// TestExternalAnswers: what each answer means.
func TestExternalAnswers(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		code       int
		kind, body string
		want       *Refusal // nil: taken below 300, else unavailable
	}{
		"taken":            {code: 200},
		"accepted":         {code: 202, kind: "text/html", body: "<html>"},
		"redirect":         {code: 307},
		"too many":         {code: 429},
		"timeout":          {code: 408},
		"too early":        {code: 425},
		"broken":           {code: 500},
		"gateway":          {code: 502, kind: "text/plain", body: "x"},
		"details":          {400, "application/json", `{"message":"no  such\nstreet\u0007"}`, &Refusal{InvalidDetails, "no such street", true}},
		"problem":          {422, "application/problem+json; charset=utf-8", `{"title":"x","detail":"no such city"}`, &Refusal{InvalidDetails, "no such city", true}},
		"refused":          {403, "text/plain", "not\u202e them\xff", &Refusal{Rejected, "not them", false}},
		"garbage":          {409, "application/json", `]`, &Refusal{Rejected, "The back office refuses the account (HTTP 409).", false}},
		"a page":           {404, "text/html", "<html>", &Refusal{Rejected, "The back office refuses the account (HTTP 404).", false}},
		"nothing":          {400, "", "", &Refusal{InvalidDetails, "The back office cannot use the details (HTTP 400).", true}},
		"without an end":   {410, "text/plain", strings.Repeat("ä", 100_000), &Refusal{Rejected, strings.Repeat("ä", maxMessage-1) + "…", false}},
		"only what is not": {451, "text/plain", "\x00\u200b \n", &Refusal{Rejected, "The back office refuses the account (HTTP 451).", false}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			form, err := asking(t, func(w http.ResponseWriter, _ *http.Request) {
				w.Header().Set("Content-Type", c.kind)
				w.Header().Set("Location", "/elsewhere")
				w.WriteHeader(c.code)
				_, _ = io.WriteString(w, c.body)
			}).Ask(t.Context(), asked)
			refusal, refused := errors.AsType[*Refusal](err)
			switch {
			case form != nil || refused != (c.want != nil):
				t.Errorf("%v, %v", form, err)
			case refused && *refusal != *c.want:
				t.Errorf("refused as %+v", refusal)
			case !refused && (err == nil) != (c.code < 300), err != nil && !refused && !errors.Is(err, ErrUnavailable):
				t.Errorf("it is %v", err)
			}
		})
	}
}

// TestExternalUnreachable: who does not listen, hangs up or says nothing is unavailable; why is told without the secret and the URL.
func TestExternalUnreachable(t *testing.T) {
	t.Parallel()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	nobody, err := NewExternal("http://"+listener.Addr().String()+"/accounts?key=hush", secret)
	if err := errors.Join(err, listener.Close()); err != nil {
		t.Fatal(err)
	}
	silent := asking(t, func(_ http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body)
		<-r.Context().Done()
	})
	silent.client.Timeout = 50 * time.Millisecond
	for name, e := range map[string]*External{
		"nobody": nobody, "silent": silent,
		"hangs up": asking(t, func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }),
	} {
		if _, err := e.Ask(t.Context(), asked); !errors.Is(err, ErrUnavailable) || strings.Contains(err.Error(), secret) || strings.Contains(err.Error(), "/accounts") || strings.Contains(err.Error(), "hush") {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestExternalKeepsConnections: whatever an answer says, the next request goes by the same connection.
func TestExternalKeepsConnections(t *testing.T) {
	t.Parallel()
	codes := []int{http.StatusAccepted, http.StatusOK, http.StatusServiceUnavailable, http.StatusForbidden, http.StatusAccepted}
	asks := make(chan int, len(codes))
	for _, code := range codes {
		asks <- code
	}
	from := map[string]bool{}
	e := asking(t, func(w http.ResponseWriter, r *http.Request) {
		from[r.RemoteAddr] = true
		w.WriteHeader(<-asks)
		_, _ = io.WriteString(w, strings.Repeat("x", maxAnswer-1))
	})
	for range codes {
		_, _ = e.Ask(t.Context(), asked)
	}
	if len(from) == len(codes) { // a connection is put back beside the next request, which may miss it
		t.Errorf("each of %d requests has a connection of its own", len(codes))
	}
}

// TestRetryAfter: a wait in seconds or until a date is told, by whatever asks for another attempt.
func TestRetryAfter(t *testing.T) {
	t.Parallel()
	for header, want := range map[string]time.Duration{
		"120": 2 * time.Minute, "4294967295": 24 * time.Hour, time.Now().Add(time.Hour).UTC().Format(http.TimeFormat): time.Hour, "Fri, 31 Dec 9999 23:59:59 GMT": 24 * time.Hour,
		"": 0, "0": 0, "-5": 0, "soon": 0, "1.5": 0, "99999999999999999999": 0, "Sat, 01 Jan 2000 00:00:00 GMT": 0,
	} {
		for _, code := range []int{http.StatusTooManyRequests, http.StatusServiceUnavailable, http.StatusForbidden} {
			_, err := asking(t, func(w http.ResponseWriter, _ *http.Request) {
				w.Header().Set("Retry-After", header)
				w.WriteHeader(code)
			}).Ask(t.Context(), asked)
			busy, ok := errors.AsType[*Busy](err)
			if ok != (want > 0 && code != http.StatusForbidden) || ok && (busy.Pause > want || busy.Pause < want-time.Minute) || errors.Is(err, ErrUnavailable) != (code != http.StatusForbidden) {
				t.Errorf("%d %q: %v", code, header, err)
			}
		}
	}
}

func TestNewExternal(t *testing.T) {
	t.Parallel()
	for _, c := range [][2]string{
		{"", secret}, {"ftp://host/", secret}, {"//host/", secret}, {"https://", secret}, {"https://ada:hush@host/", secret}, {"https://host/#x", secret}, {"https://ho st/", secret},
		{"https://host/", ""}, {"https://host/", "whsec_"}, {"https://host/", "whsec_aHVzaA=="}, {"https://host/", "hush!"},
	} {
		if _, err := NewExternal(c[0], c[1]); err == nil || strings.Contains(err.Error(), "hush") || strings.Contains(err.Error(), "aHVzaA") {
			t.Errorf("%q: %v", c, err)
		}
	}
	for _, known := range []string{secret, strings.TrimPrefix(secret, "whsec_")} {
		if _, err := NewExternal("https://host:8443/path?x=1", known); err != nil {
			t.Error(err)
		}
	}
}
