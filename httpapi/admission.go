package httpapi

import (
	"context"
	"errors"
	"io"
	"net/http"
	"runtime"
	"sync/atomic"
	"time"
)

// A flood must slow the server and not kill it. Three things are bounded for
// all requests together: how many are decoded and validated at once (intake),
// how many operations run at once (a lane each for queries and mutations, so
// that neither starves the other), and how many bytes of bodies and answers are
// held. Who finds a lane full waits in line for a while; who finds the line
// full, too, is told at once to come again. Probes and the playground pass by.

// Lane is where operations of a kind wait for their turn to run.
type Lane struct {
	Name  string // intake, query, costly or mutation
	Slots int    // run at once
	Room  int    // may wait

	patience time.Duration
	turns    chan struct{}
	waiting  atomic.Int64
}

func newLane(name string, slots, room int, patience time.Duration) *Lane {
	return &Lane{Name: name, Slots: slots, Room: room, patience: patience, turns: make(chan struct{}, slots)}
}

// Running is how many run now.
func (l *Lane) Running() int { return len(l.turns) }

// Waiting is how many wait now.
func (l *Lane) Waiting() int { return int(l.waiting.Load()) }

var (
	errLineFull = errors.New("httpapi: the line is full")
	errPatience = errors.New("httpapi: waited too long")
)

// enter waits for a turn, first come, first served. Who gets one must leave.
func (l *Lane) enter(ctx context.Context) error {
	select {
	case l.turns <- struct{}{}:
		return nil
	default:
	}
	if l.waiting.Add(1) > int64(l.Room) {
		l.waiting.Add(-1)
		return errLineFull
	}
	defer l.waiting.Add(-1)
	timer := time.NewTimer(l.patience)
	defer timer.Stop()
	select {
	case l.turns <- struct{}{}:
		return nil
	case <-timer.C:
		return errPatience
	case <-ctx.Done():
		return ctx.Err()
	}
}

func (l *Lane) leave() { <-l.turns }

// admission holds the lanes and budgets of a server.
type admission struct {
	intake   *Lane
	query    *Lane
	costly   *Lane // a query of high cost, or whose like took long lately, needs a turn here, too
	mutation *Lane
	bodies   budget
	answers  budget
	cores    int
	observer Observer
}

func newAdmission(lim Limits, observer Observer) *admission {
	lane := func(name string, slots int) *Lane { return newLane(name, slots, waitingEach*slots, lim.Wait) }
	return &admission{
		intake:   lane("intake", max(lim.Queries/4, 2)),
		query:    lane("query", lim.Queries),
		costly:   lane("costly", max(lim.Queries/costlyPart, 1)),
		mutation: lane("mutation", lim.Mutations),
		bodies:   budget{most: lim.Bodies},
		answers:  budget{most: lim.Answers},
		cores:    runtime.GOMAXPROCS(0),
		observer: observer,
	}
}

func (a *admission) lanes() []*Lane { return []*Lane{a.intake, a.query, a.costly, a.mutation} }

// pass waits for a turn in each of the lanes, in order. leave ends the turns; it
// is not needed where the request is refused.
func (a *admission) pass(ctx context.Context, lanes ...*Lane) (leave func(), refused *refusal) {
	for i, l := range lanes {
		begun := time.Now()
		err := l.enter(ctx)
		a.observer.Waited(l.Name, time.Since(begun), err == nil)
		if err != nil {
			leaveAll(lanes[:i])
			return nil, tooBusy(l)
		}
	}
	return func() { leaveAll(lanes) }, nil
}

func leaveAll(lanes []*Lane) {
	for _, l := range lanes {
		l.leave()
	}
}

// budget bounds bytes held at once.
type budget struct {
	most int64
	held atomic.Int64
}

func (b *budget) take(n int64) bool {
	if b.held.Add(n) > b.most {
		b.held.Add(-n)
		return false
	}
	return true
}

// force takes what cannot be refused any more.
func (b *budget) force(n int64) { b.held.Add(n) }

func (b *budget) give(n int64) { b.held.Add(-n) }

var errBudget = errors.New("httpapi: too many bytes in hand")

// metered takes the bytes of a body from the budget as they arrive, but for the
// first of them: a slow client holds what it has sent, not what it has
// announced, and many that send much leave room for small requests.
type metered struct {
	io.Reader
	budget *budget
	seen   int64
	taken  int64
}

func (m *metered) Read(p []byte) (int, error) {
	n, err := m.Reader.Read(p)
	m.seen += int64(n)
	if more := m.seen - freeBody - m.taken; more > 0 {
		if !m.budget.take(more) {
			return 0, errBudget
		}
		m.taken += more
	}
	return n, err
}

func (m *metered) release() {
	m.budget.give(m.taken)
	m.taken = 0
}

// hurry bounds how long a client may take over an answer: a time to begin with,
// and more for each byte.
func (l Limits) hurry(w http.ResponseWriter, size int64) {
	within := l.Answer + time.Duration(size*int64(time.Second)/l.AnswerRate)
	// Not every ResponseWriter can: then the server's own bound holds.
	_ = http.NewResponseController(w).SetWriteDeadline(time.Now().Add(within))
}
