// Package problem is the errors that callers see: coded, with words that say what to do.
// Everything else is logged with the request id and masked by the door (graph's error presenter).
package problem

import (
	"errors"
	"fmt"
	"strings"
	"time"
)

// Code is extensions.code of a top-level error.
type Code string

// The codes of top-level errors; docs/errors.md tells when each comes.
const (
	Unauthenticated Code = "UNAUTHENTICATED"
	Forbidden       Code = "FORBIDDEN"
	NotFound        Code = "NOT_FOUND"
	BadUserInput    Code = "BAD_USER_INPUT"
	CostLimit       Code = "COST_LIMIT"
	RateLimited     Code = "RATE_LIMITED"
	Unavailable     Code = "UNAVAILABLE"
	Internal        Code = "INTERNAL"
)

// Error is a top-level error.
type Error struct {
	Code       Code
	Message    string
	RetryAfter int // seconds to wait before trying again; 0: not told
}

func (e *Error) Error() string { return e.Message }

// New is a top-level error; the message is for the caller.
func New(code Code, format string, args ...any) error {
	return &Error{Code: code, Message: fmt.Sprintf(format, args...)}
}

// Limited is RATE_LIMITED for so long, told in whole seconds, rounded up; the message says what was too much.
func Limited(wait time.Duration, format string, args ...any) error {
	seconds := max(1, int((wait+time.Second-1)/time.Second))
	return &Error{RateLimited, fmt.Sprintf(format, args...) + fmt.Sprintf(": try again in %d s", seconds), seconds}
}

// CodeOf is the code of an error's chain, Internal when it has none.
func CodeOf(err error) Code {
	if e, ok := errors.AsType[*Error](err); ok {
		return e.Code
	}
	return Internal
}

// FaultCode is the code of a fault in a mutation's input.
type FaultCode string

// The codes of faults; schema.graphqls describes each (ErrorCode).
const (
	Required             FaultCode = "REQUIRED"
	Invalid              FaultCode = "INVALID"
	TooLong              FaultCode = "TOO_LONG"
	Taken                FaultCode = "TAKEN"
	DuplicateInRequest   FaultCode = "DUPLICATE_IN_REQUEST"
	Missing              FaultCode = "NOT_FOUND"
	NotAllowed           FaultCode = "FORBIDDEN"
	CannotGrant          FaultCode = "CANNOT_GRANT"
	LastAdmin            FaultCode = "LAST_ADMIN"
	ExactDuplicateExists FaultCode = "EXACT_DUPLICATE_EXISTS"
	ReviewNotOpen        FaultCode = "REVIEW_NOT_OPEN"
	ReviewStale          FaultCode = "REVIEW_STALE"
	NotActive            FaultCode = "NOT_ACTIVE"
	Conflict             FaultCode = "CONFLICT"
	Cycle                FaultCode = "CYCLE"
	TypeNotAllowed       FaultCode = "TYPE_NOT_ALLOWED"
	ParentClosed         FaultCode = "PARENT_CLOSED"
	HasOpenChildren      FaultCode = "HAS_OPEN_CHILDREN"
	AlreadyAssigned      FaultCode = "ALREADY_ASSIGNED"
	IdempotencyKeyReused FaultCode = "IDEMPOTENCY_KEY_REUSED"
	LimitExceeded        FaultCode = "LIMIT_EXCEEDED"
)

// Fault is one thing wrong with a mutation's input: a UserError of the API.
type Fault struct {
	Path    []string // segments of the input, ("address", "postalCode")
	Code    FaultCode
	Message string
}

// Faults are all that is wrong with an input, in the order of its fields.
type Faults []Fault

// Add notes one more fault at a dotted path, "" for the input itself.
func (f *Faults) Add(path string, code FaultCode, format string, args ...any) {
	segments := []string{}
	if path != "" {
		segments = strings.Split(path, ".")
	}
	*f = append(*f, Fault{segments, code, fmt.Sprintf(format, args...)})
}

// Error makes Faults an error, so that a transaction rolls back with them.
func (f Faults) Error() string {
	words := make([]string, len(f))
	for i, fault := range f {
		words[i] = fmt.Sprintf("%s %s: %s", strings.Join(fault.Path, "."), fault.Code, fault.Message)
	}
	return strings.Join(words, "; ")
}

// Err is the faults as an error, nil when there are none.
func (f Faults) Err() error {
	if len(f) == 0 {
		return nil
	}
	return f
}

// FaultsOf splits an error: the faults it carries, or the error when it is none of the caller's.
func FaultsOf(err error) (Faults, error) {
	if faults, ok := errors.AsType[Faults](err); ok {
		return faults, nil
	}
	return nil, err
}

// RejectedRow is a row of a bulk input that was not taken, and why.
type RejectedRow struct {
	Index      int     // from 0
	Line       *int    // of the file, as an editor counts; nil in a list
	UserErrors []Fault // paths are relative to the row
}
