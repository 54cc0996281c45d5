// Package webhook sends events to other systems as Standard Webhooks: signed, to public addresses only, and with a bound on all that
// the receiver can do to the sender. It knows no database.
package webhook

import (
	"bytes"
	"context"
	"crypto/rand"
	"crypto/tls"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strconv"
	"time"

	"code.dny.dev/ssrf"
	standard "github.com/standard-webhooks/standard-webhooks/libraries/go"
)

const (
	// Timeout is how long one attempt may take, from the look-up of the host's name to the end of the answer.
	Timeout = 15 * time.Second

	maxAnswer = 64 << 10 // bytes that are read of an answer's body, so that its connection may serve again
	maxHeader = 16 << 10
)

// NewSecret is a new key to sign with, as Standard Webhooks writes it: whsec_ and 24 bytes in base64.
func NewSecret() string {
	b := make([]byte, 24)
	_, _ = rand.Read(b) // never fails
	return "whsec_" + base64.StdEncoding.EncodeToString(b)
}

// Message is what one attempt sends.
type Message struct {
	URL, Secret string
	ID          string // the same at every attempt
	At          time.Time
	Body        []byte // JSON
}

// Failure is why an attempt failed, for whoever registered the webhook. It holds no word of the receiver or of the network.
type Failure struct {
	Status int // of the answer; 0 for none
	Reason string
}

// Error is the reason.
func (f *Failure) Error() string { return f.Reason }

// Client sends messages. It may be used by several at the same time.
type Client struct{ http *http.Client }

// New is a client that connects to public addresses only, unless private ones are allowed. It uses no proxy, follows no redirect, and
// checks the address that it connects to, whatever a name stood for before.
func New(allowPrivate bool) *Client {
	dialer := &net.Dialer{Timeout: Timeout}
	if !allowPrivate {
		dialer.Control = public.Safe
	}
	return &Client{&http.Client{
		Timeout:       Timeout,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		Transport: &http.Transport{
			DialContext: dialer.DialContext, ForceAttemptHTTP2: true, DisableCompression: true, MaxResponseHeaderBytes: maxHeader,
			MaxIdleConns: 100, MaxIdleConnsPerHost: 4, IdleConnTimeout: 30 * time.Second,
		},
	}}
}

// Send makes one attempt and returns the status of the answer. Whatever is no 2xx is a *Failure.
func (c *Client) Send(ctx context.Context, m Message) (status int, err error) {
	signer, err := standard.NewWebhook(m.Secret)
	if err != nil {
		return 0, fmt.Errorf("webhook: read the secret: %w", err)
	}
	signature, err := signer.Sign(m.ID, m.At, m.Body)
	if err != nil {
		return 0, fmt.Errorf("webhook: sign: %w", err)
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, m.URL, bytes.NewReader(m.Body))
	if err != nil {
		return 0, fmt.Errorf("webhook: make the request: %w", err)
	}
	request.Header = http.Header{
		"Content-Type": {"application/json"}, "User-Agent": {"Canopy-Webhooks/1"},
		"Webhook-Id": {m.ID}, "Webhook-Timestamp": {strconv.FormatInt(m.At.Unix(), 10)}, "Webhook-Signature": {signature},
	}
	answer, err := c.http.Do(request)
	if err != nil {
		return 0, &Failure{Reason: reason(err)}
	}
	defer func() { _ = answer.Body.Close() }()
	_, _ = io.Copy(io.Discard, io.LimitReader(answer.Body, maxAnswer)) // the status has come: what follows decides nothing
	switch {
	case answer.StatusCode < 200:
		return answer.StatusCode, &Failure{answer.StatusCode, "It answered with another protocol."}
	case answer.StatusCode < 300:
		return answer.StatusCode, nil
	case answer.StatusCode < 400:
		return answer.StatusCode, &Failure{answer.StatusCode, fmt.Sprintf("It answered %d: redirects are not followed.", answer.StatusCode)}
	}
	return answer.StatusCode, &Failure{answer.StatusCode, fmt.Sprintf("It answered %d.", answer.StatusCode)}
}

// reason says why there was no answer, without a word of the network that the sender stands in.
func reason(err error) string {
	var dns *net.DNSError
	var certificate *tls.CertificateVerificationError
	var timeout net.Error
	switch {
	case errors.Is(err, ssrf.ErrProhibitedIP), errors.Is(err, ssrf.ErrProhibitedNetwork), errors.As(err, &dns) && !dns.IsTimeout:
		return "The host stands for no public address." // nor whether its name is known in here
	case errors.As(err, &certificate):
		return "The certificate is not valid for the host, or not trusted."
	case errors.Is(err, context.Canceled):
		return "Interrupted on our side."
	case errors.As(err, &timeout) && timeout.Timeout():
		return fmt.Sprintf("No answer within %d s.", int(Timeout.Seconds()))
	}
	return "The connection failed."
}
