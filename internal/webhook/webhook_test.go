package webhook_test

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"canopy/internal/webhook"

	standard "github.com/standard-webhooks/standard-webhooks/libraries/go"
)

func message(address string) webhook.Message {
	return webhook.Message{URL: address, Secret: webhook.NewSecret(), ID: "dlv_1", At: time.Now(), Body: []byte(`{"type":"X"}`)}
}

// TestSend is signed, and tells the status.
func TestSend(t *testing.T) {
	m := message("")
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		signer, err := standard.NewWebhook(m.Secret)
		if err == nil {
			err = signer.Verify(body, r.Header)
		}
		if err != nil || r.Method != http.MethodPost || r.Header.Get("webhook-id") != "dlv_1" {
			t.Errorf("%s %v: %v", r.Method, r.Header, err)
		}
		w.WriteHeader(204)
	}))
	defer server.Close()
	m.URL = server.URL
	if status, err := webhook.New(true).Send(t.Context(), m); status != 204 || err != nil {
		t.Error(status, err)
	}
	m.Secret = "whsec_!"
	if _, err := webhook.New(true).Send(t.Context(), m); err == nil {
		t.Error("a secret that is none signs")
	}
}

// TestSendFails at whatever a receiver may do, with a reason in our words.
func TestSendFails(t *testing.T) {
	followed := false
	mux := http.NewServeMux()
	mux.HandleFunc("/500", func(w http.ResponseWriter, _ *http.Request) { http.Error(w, "secret of the receiver", 500) })
	mux.HandleFunc("/redirect", func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, "/there", http.StatusTemporaryRedirect)
	})
	mux.HandleFunc("/there", func(http.ResponseWriter, *http.Request) { followed = true })
	mux.HandleFunc("/header", func(w http.ResponseWriter, _ *http.Request) { w.Header().Set("X", strings.Repeat("a", 1<<20)) })
	mux.HandleFunc("/breaks", func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) })
	stop := make(chan struct{})
	mux.HandleFunc("/slow", func(http.ResponseWriter, *http.Request) { <-stop })
	server := httptest.NewServer(mux)
	defer server.Close()
	defer close(stop)
	tls := httptest.NewTLSServer(mux)
	defer tls.Close()
	tls.Config.ErrorLog = nil
	for address, want := range map[string]string{
		server.URL + "/500":      "It answered 500.",
		server.URL + "/redirect": "It answered 307: redirects are not followed.",
		server.URL + "/header":   "The connection failed.",
		server.URL + "/breaks":   "The connection failed.",
		server.URL + "/slow":     "No answer within 15 s.",
		tls.URL:                  "The certificate is not valid for the host, or not trusted.",
		"http://127.0.0.1:1/":    "The connection failed.",
	} {
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		status, err := webhook.New(true).Send(ctx, message(address))
		cancel()
		failure, ok := errors.AsType[*webhook.Failure](err)
		if !ok || failure.Reason != want || failure.Status != status {
			t.Errorf("%s: %d %v, want %s", address, status, err, want)
		}
	}
	if followed {
		t.Error("a redirect was followed")
	}
}

// TestSendReadsABoundedAnswer: one without end succeeds by its status.
func TestSendReadsABoundedAnswer(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		for r.Context().Err() == nil {
			if _, err := w.Write(make([]byte, 32<<10)); err != nil {
				return
			}
		}
	}))
	defer server.Close()
	begin := time.Now()
	if status, err := webhook.New(true).Send(t.Context(), message(server.URL)); status != 200 || err != nil || time.Since(begin) > webhook.Timeout/2 {
		t.Error(status, err, "after", time.Since(begin))
	}
}

// TestSendConnectsToPublicAddresses only, whatever the address is called, and uses no proxy. What it says is the same for a name that there is not, so
// that nobody finds out the names of the inner network.
func TestSendConnectsToPublicAddresses(t *testing.T) {
	reached := false
	server := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { reached = true }))
	defer server.Close()
	t.Setenv("HTTP_PROXY", server.URL)
	t.Setenv("HTTPS_PROXY", server.URL)
	port := server.URL[strings.LastIndex(server.URL, ":"):]
	for _, host := range []string{"127.0.0.1", "localhost", "[::1]", "[::ffff:127.0.0.1]", "0.0.0.0", strings.Repeat("no-such-name", 6)} {
		_, err := webhook.New(false).Send(t.Context(), message("http://"+host+port+"/"))
		if err == nil || err.Error() != "The host stands for no public address." {
			t.Errorf("%s: %v", host, err)
		}
	}
	if reached {
		t.Error("it was reached")
	}
}
