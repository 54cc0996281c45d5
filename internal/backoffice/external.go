package backoffice

import (
	"bytes"
	"cmp"
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	standardwebhooks "github.com/standard-webhooks/standard-webhooks/libraries/go"
)

const (
	answerTime = 10 * time.Second // for the whole answer: half of what a job has
	maxAnswer  = 16 << 10         // bytes that are read of it
	maxMessage = 500              // runes that are kept of what it says
	minSecret  = 24               // bytes, as Standard Webhooks says
)

// External is an Office that another system is: it takes requests over HTTP and decides later.
type External struct {
	url    string
	signer *standardwebhooks.Webhook
	client *http.Client
}

// NewExternal asks by POST to the URL, http or https, and signs with the secret: 24 bytes or more in base64, behind whsec_ or not. The errors
// never show it.
func NewExternal(address, secret string) (*External, error) {
	u, err := url.Parse(address)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" || u.User != nil || u.Fragment != "" {
		return nil, errors.New("backoffice: the URL has to be like https://host/path, without a password")
	}
	key, err := base64.StdEncoding.DecodeString(strings.TrimPrefix(secret, "whsec_"))
	if err != nil || len(key) < minSecret {
		return nil, fmt.Errorf("backoffice: the secret has to be %d bytes or more in base64, behind whsec_", minSecret)
	}
	signer, err := standardwebhooks.NewWebhookRaw(key)
	if err != nil {
		return nil, fmt.Errorf("backoffice: %w", err)
	}
	return &External{url: address, signer: signer, client: &http.Client{
		Timeout:       answerTime,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }, // who signs knows whom to
	}}, nil
}

// message is the body of a request.
type message struct {
	Type      string    `json:"type"`
	Timestamp time.Time `json:"timestamp"`
	Data      Request   `json:"data"`
}

// Ask posts the request, signed as Standard Webhooks says; its webhook-id is the request's ID. A 2xx takes it; 400 and 422
// refuse it for its details, other 4xx for good. 408, 425, 429 and whatever else comes back, or does not, is ErrUnavailable, with a Retry-After *Busy. No error shows the URL.
func (e *External) Ask(ctx context.Context, r Request) (*Form, error) {
	now := time.Now().UTC().Truncate(time.Second)
	body, err := json.Marshal(message{"account.provision", now, r})
	if err != nil {
		return nil, fmt.Errorf("backoffice: write a request: %w", err)
	}
	signature, err := e.signer.Sign(r.ID(), now, body)
	if err != nil {
		return nil, fmt.Errorf("backoffice: sign a request: %w", err)
	}
	post, err := http.NewRequestWithContext(ctx, http.MethodPost, e.url, bytes.NewReader(body))
	if err != nil {
		return nil, fmt.Errorf("backoffice: write a request: %w", err)
	}
	post.Header.Set("Content-Type", "application/json")
	post.Header.Set("User-Agent", "canopy")
	post.Header.Set(standardwebhooks.HeaderWebhookID, r.ID())
	post.Header.Set(standardwebhooks.HeaderWebhookTimestamp, strconv.FormatInt(now.Unix(), 10))
	post.Header.Set(standardwebhooks.HeaderWebhookSignature, signature)
	answer, err := e.client.Do(post)
	if err != nil {
		if failed, ok := errors.AsType[*url.Error](err); ok {
			err = failed.Err // whose text has the URL, and its query may be a secret
		}
		return nil, fmt.Errorf("%w: %w", ErrUnavailable, err)
	}
	defer func() { _ = answer.Body.Close() }()
	err = judge(answer)
	_, _ = io.Copy(io.Discard, io.LimitReader(answer.Body, maxAnswer)) // so that the connection serves again
	return nil, err
}

// judge is what an answer means; nil where it takes the request.
func judge(answer *http.Response) error {
	switch code := answer.StatusCode; {
	case code >= 200 && code < 300:
		return nil
	case code < 400, code >= 500, code == http.StatusRequestTimeout, code == http.StatusTooEarly, code == http.StatusTooManyRequests:
		err := fmt.Errorf("%w: it answers HTTP %d", ErrUnavailable, code)
		if pause := retryAfter(answer.Header.Get("Retry-After")); pause > 0 {
			return &Busy{Pause: pause, err: err}
		}
		return err
	case code == http.StatusBadRequest, code == http.StatusUnprocessableEntity:
		return &Refusal{Code: InvalidDetails, Message: said(answer, "The back office cannot use the details"), Retryable: true}
	}
	return &Refusal{Code: Rejected, Message: said(answer, "The back office refuses the account")}
}

// retryAfter is the wait that a Retry-After says, in seconds or by a date; 0 where it says none.
func retryAfter(header string) time.Duration {
	const most = 24 * time.Hour // beyond any that is kept
	if seconds, err := strconv.ParseUint(header, 10, 32); err == nil {
		return min(time.Duration(seconds)*time.Second, most)
	}
	at, err := http.ParseTime(header)
	if err != nil {
		return 0
	}
	return min(max(time.Until(at), 0), most)
}

// said is what an answer says to people: the message of a JSON object, or a plain text; else our own words with its code.
func said(answer *http.Response, otherwise string) string {
	body, _ := io.ReadAll(io.LimitReader(answer.Body, maxAnswer)) // a torn text is as good as none
	text := ""
	kind, _, _ := mime.ParseMediaType(answer.Header.Get("Content-Type"))
	switch {
	case kind == "application/json" || strings.HasSuffix(kind, "+json"):
		var object struct {
			Message string `json:"message"`
			Detail  string `json:"detail"` // of RFC 9457
		}
		if json.Unmarshal(body, &object) == nil {
			text = cmp.Or(object.Message, object.Detail)
		}
	case kind == "text/plain":
		text = string(body)
	}
	if text = clean(text); text == "" {
		return fmt.Sprintf("%s (HTTP %d).", otherwise, answer.StatusCode)
	}
	return text
}

// clean makes one line of a text, of at most maxMessage runes, without what nobody sees.
func clean(text string) string {
	text = strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r):
			return ' '
		case !unicode.IsGraphic(r) || r == utf8.RuneError:
			return -1
		}
		return r
	}, text)
	text = strings.Join(strings.Fields(text), " ")
	if runes := []rune(text); len(runes) > maxMessage {
		text = strings.TrimSpace(string(runes[:maxMessage-1])) + "…"
	}
	return text
}
