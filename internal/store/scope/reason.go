package scope

import "context"

// Reason is why a statement may see what its viewer may not.
type Reason string

// The reasons. There are no others: one more is a decision, not a constant.
const (
	Uniqueness     Reason = "uniqueness"     // is it taken anywhere?
	Jobs           Reason = "jobs"           // background work has no viewer
	Matching       Reason = "matching"       // similar accounts are looked for among all organizations
	Authentication Reason = "authentication" // who asks is not known yet
	Inheritance    Reason = "inheritance"    // what comes down from above: status, language, timezone
	Contact        Reason = "contact"        // the notification contact of a visible account
	Events         Reason = "events"         // the number of an event that is being written; the log, that is followed for all subscribers
	Operator       Reason = "operator"       // commands of the operator: import, migrate, token
)

// Reasons are all of them.
var Reasons = []Reason{Uniqueness, Jobs, Matching, Authentication, Inheritance, Contact, Events, Operator}

// Marker is the comment that a raw statement carries in place of a scope: "/*everything:jobs*/".
func (r Reason) Marker() string { return "/*everything:" + string(r) + "*/" }

type everythingKey struct{}

// Everything lifts the scope of the ent queries, updates and deletes made with the context.
func Everything(ctx context.Context, reason Reason) context.Context {
	return context.WithValue(ctx, everythingKey{}, reason)
}

func everything(ctx context.Context) (Reason, bool) {
	reason, ok := ctx.Value(everythingKey{}).(Reason)
	return reason, ok
}
