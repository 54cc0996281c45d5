// Package backoffice gives accounts their numbers: the built-in one from a sequence, or another system over HTTP.
package backoffice

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"
)

// Office decides on accounts that wait for their number.
type Office interface {
	// Ask hands an account in. It is asked outside of any transaction, and about the same request again when the answer was lost. The form
	// is that of the number which the account gets from the sequence, at once; without one the office took the request, and decides
	// later. A *Refusal is for good. Any other error is worth another attempt; ErrUnavailable says that the office gave no answer, and a *Busy,
	// which is one too, when it is to be asked again.
	Ask(ctx context.Context, r Request) (*Form, error)
}

// ErrUnavailable is of an Office that gives no usable answer now.
var ErrUnavailable = errors.New("backoffice: unavailable")

// Busy is the ErrUnavailable of an Office that says how long it is not to be asked again.
type Busy struct {
	Pause time.Duration // above 0
	err   error
}

// Error says why.
func (b *Busy) Error() string { return fmt.Sprintf("%v, and asks for a pause of %v", b.err, b.Pause) }

// Unwrap is ErrUnavailable.
func (b *Busy) Unwrap() error { return b.err }

// Request is an account that waits for its number. Ids are those of the API.
type Request struct {
	Asked time.Time `json:"-"` // when its number was asked for: tells one request of an account from the next, attempts at one are the same

	AccountID         string  `json:"accountId"`
	Attempt           int     `json:"attempt"` // from 1 on, over all requests
	ParentID          *string `json:"parentId"`
	ParentNumber      *string `json:"parentNumber"`
	Type              string  `json:"type"`
	Name              string  `json:"name"`
	Address           Address `json:"address"`
	Phone             *string `json:"phone"` // E.164
	ExternalReference *string `json:"externalReference"`
}

// ID names the request: the same for all attempts at it, another one for each request.
func (r Request) ID() string { return r.AccountID + "_" + strconv.FormatInt(r.Asked.UnixMicro(), 36) }

// AskedAt is when the request of an account was made that the id names; false where it names none.
func AskedAt(id, accountID string) (asked time.Time, ok bool) {
	moment, _ := strings.CutPrefix(id, accountID+"_")
	micros, err := strconv.ParseInt(moment, 36, 64)
	asked = time.UnixMicro(micros)
	return asked, err == nil && id == Request{AccountID: accountID, Asked: asked}.ID()
}

// Address is where an account is; parts that its country does not want are "".
type Address struct {
	Street            []string `json:"street"`
	DependentLocality string   `json:"dependentLocality"`
	City              string   `json:"city"`
	Region            string   `json:"region"`
	PostalCode        string   `json:"postalCode"`
	Country           string   `json:"country"` // ISO 3166-1 alpha-2
}

// Code is why an office refuses, by its name in the API.
type Code string

// The codes.
const (
	Rejected       Code = "REJECTED"
	InvalidDetails Code = "INVALID_DETAILS"
)

// Refusal is an office's no for good.
type Refusal struct {
	Code      Code
	Message   string // one line, for people
	Retryable bool   // perhaps behind a change of the account's details
}

// Error names the code and the message.
func (r *Refusal) Error() string { return "backoffice: " + string(r.Code) + ": " + r.Message }
