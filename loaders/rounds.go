package loaders

import (
	"sync"
	"sync/atomic"
	"time"
)

// DefaultWait is how long questions wait for fields that were announced and do
// not come, which only an error among the arguments of a field causes. All other
// rounds begin by themselves, without any waiting.
const DefaultWait = 50 * time.Millisecond

// rounds decide when what was asked is put to the reader: as soon as nothing
// else of the request can come up. Each field under way counts, from the moment
// at which its parent is known; one that waits for an answer does not. When the
// count is down to nothing, all that was asked meanwhile is one round: a call
// for each kind of question, side by side. The next round begins when all
// answers of this one have been taken up. So the rounds, and the calls in each,
// follow from the query and its data, never from the clock.
type rounds struct {
	running atomic.Int64 // fields under way that do not wait, and calls under way
	wait    time.Duration

	mu    sync.Mutex
	calls int         // under way
	asked []call      // of the next round
	watch *time.Timer // goes off where a round does not begin
}

// call is one of a round.
type call interface {
	close() // ends the taking of questions; called with rounds.mu held
	work
}

// work is what goroutines are kept for.
type work interface {
	make() // asks, and tells those who wait
}

// expect announces fields.
func (r *rounds) expect(fields int) { r.running.Add(int64(fields)) }

// pass ends as many fields, or as many waits begin.
func (r *rounds) pass(n int) {
	if r.running.Add(int64(-n)) <= 0 {
		r.next()
	}
}

// put adds a call to the next round. The caller holds mu.
func (r *rounds) put(c call) {
	if r.asked = append(r.asked, c); len(r.asked) > 1 {
		return
	}
	if r.watch == nil {
		r.watch = time.AfterFunc(r.wait, r.overdue)
	} else {
		r.watch.Reset(r.wait)
	}
}

// next begins a round, unless somebody else has or there is nothing to ask.
func (r *rounds) next() {
	r.mu.Lock()
	if r.running.Load() > 0 || len(r.asked) == 0 {
		r.mu.Unlock()
		return
	}
	calls := r.begin()
	r.mu.Unlock()
	for _, c := range calls {
		hand(c)
	}
}

// idle takes work to goroutines that have done other, whose stacks have grown:
// a driver's calls go deep. So many of them are kept.
var (
	idle  = make(chan work)
	spare = make(chan struct{}, 32)
)

// hand has work done.
func hand(w work) {
	select {
	case idle <- w:
	default:
		go toil(w)
	}
}

func toil(w work) {
	for {
		w.make()
		select {
		case spare <- struct{}{}:
		default:
			return
		}
		w = <-idle
		<-spare
	}
}

// job is part of a call.
type job func()

func (j job) make() { j() }

// begin takes the calls of a round. The caller holds mu.
func (r *rounds) begin() []call {
	calls := r.asked
	for _, c := range calls {
		c.close()
	}
	r.asked = nil
	r.watch.Stop()
	r.calls += len(calls)
	r.running.Add(int64(len(calls)))
	return calls
}

// overdue begins a round although fields are missing, and expects them no more.
func (r *rounds) overdue() {
	r.mu.Lock()
	defer r.mu.Unlock()
	if len(r.asked) == 0 {
		return
	}
	if r.calls > 0 { // fields may wait for these
		r.watch.Reset(r.wait)
		return
	}
	r.running.Store(0)
	for _, c := range r.begin() {
		hand(c)
	}
}
