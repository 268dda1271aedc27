package httpapi

import (
	"context"
	"crypto/rand"
	"net/http"
	"sync"
	"time"

	"cobuild/graph"
)

// exchange is what one HTTP request gathers for its answer and its log line.
type exchange struct {
	id       string
	language graph.Language
	started  time.Time

	operation string // name of the operation, once a document gave it
	errors    int    // errors told to the client

	mu       sync.Mutex
	deadline time.Duration // 0 until an operation runs
	mutation bool
	kept     int // errors presented while the operation runs
	dropped  int // errors beyond maxKept
	causes   int // internal causes logged
}

type exchangeKey struct{}

func exchangeOf(ctx context.Context) *exchange {
	x, ok := ctx.Value(exchangeKey{}).(*exchange)
	if !ok {
		return &exchange{language: graph.EN, started: time.Now()}
	}
	return x
}

// RequestID is the id of the request that ctx belongs to, as in X-Request-Id
// and in extensions.requestId of its errors; empty outside a request.
func RequestID(ctx context.Context) string { return exchangeOf(ctx).id }

// begin takes the client's request id where it is a sane one, else makes one.
func begin(r *http.Request) *exchange {
	id := r.Header.Get(requestIDHeader)
	if !saneID(id) {
		id = rand.Text()
	}
	return &exchange{id: id, language: Language(r), started: time.Now()}
}

const requestIDHeader = "X-Request-Id"

func saneID(id string) bool {
	if id == "" || len(id) > 64 {
		return false
	}
	for _, c := range []byte(id) {
		switch {
		case c >= 'A' && c <= 'Z', c >= 'a' && c <= 'z', c >= '0' && c <= '9', c == '.', c == '_', c == '-':
		default:
			return false
		}
	}
	return true
}

// admit counts one more error of the running operation and tells whether it is
// kept. A thousand failing items must not cost a thousand messages.
func (x *exchange) admit() bool {
	x.mu.Lock()
	defer x.mu.Unlock()
	if x.kept >= maxKept {
		x.dropped++
		return false
	}
	x.kept++
	return true
}

// mayLog tells whether one more internal cause is to be logged.
func (x *exchange) mayLog() bool {
	x.mu.Lock()
	defer x.mu.Unlock()
	x.causes++
	return x.causes <= maxCauses
}

// clock notes the deadline that the running operation is held to.
func (x *exchange) clock(d time.Duration, mutation bool) {
	x.mu.Lock()
	defer x.mu.Unlock()
	x.deadline, x.mutation = d, mutation
}

func (x *exchange) deadlineError() *graph.Error {
	x.mu.Lock()
	defer x.mu.Unlock()
	return deadlineError(x.deadline, x.mutation)
}
