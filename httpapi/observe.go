package httpapi

import (
	"context"
	"net/http"
	"time"
)

// Observer is told what a handler does, for metrics and traces. Its methods are
// called by many goroutines at once and must be quick.
type Observer interface {
	// Request is told of every HTTP request as it begins; what it gives is
	// called at its end. route is graphql, playground, probe or other.
	Request(route string) (end func(status int))
	// Operation is told of an operation before it runs; what it gives is called
	// at its end with OK, the code of its gravest error, or GONE where the
	// client left. The operation runs with the context given.
	Operation(ctx context.Context, op Operation) (context.Context, func(outcome string))
	// Waited is told how long a request waited for its turn in a lane, and
	// whether it got one.
	Waited(lane string, d time.Duration, admitted bool)
	// Refused is told of a request turned away before it ran: the name of the
	// limit it met, else the code of the error.
	Refused(reason string)
	// Lanes is told once of the lanes, whose numbers it may read at any time.
	Lanes(lanes []*Lane)
}

// Operation is a GraphQL operation that is about to run.
type Operation struct {
	Kind    string // query or mutation
	Name    string // as the client named it; "" = anonymous
	ID      string // of the request
	Cost    int
	Started time.Time // when its request came
	Header  http.Header
}

const (
	outcomeOK   = "OK"
	outcomeGone = "GONE"
)

// unobserved is the Observer of a handler that has none.
type unobserved struct{}

func (unobserved) Request(string) func(int) { return func(int) {} }

func (unobserved) Operation(ctx context.Context, _ Operation) (context.Context, func(string)) {
	return ctx, func(string) {}
}
func (unobserved) Waited(string, time.Duration, bool) {}
func (unobserved) Refused(string)                     {}
func (unobserved) Lanes([]*Lane)                      {}
