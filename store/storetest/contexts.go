package storetest

import (
	"context"
	"errors"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"cobuild/graph"
	"cobuild/store"
)

// atOnce is how long a call may take to notice that nobody waits for it.
const atOnce = 5 * time.Second

func testCancelled(t *testing.T, e store.Engine) {
	x := aThing(graph.KindUnit, "cancelled", "x")
	cancelled, cancel := context.WithCancel(t.Context())
	cancel()
	expired, cancel := context.WithDeadline(t.Context(), time.Now().Add(-time.Second))
	defer cancel()
	for want, ctx := range map[error]context.Context{context.Canceled: cancelled, context.DeadlineExceeded: expired} {
		started := time.Now()
		for _, q := range everyQuestion(x) {
			if _, err := q.ask(ctx, e); !errors.Is(err, want) {
				t.Errorf("%s gives %v, want %v", q.name, err, want)
			}
		}
		if err := e.Ready(ctx); !errors.Is(err, want) {
			t.Errorf("Ready gives %v, want %v", err, want)
		}
		if err := tryWrite(ctx, e, withDoc(x, `"cancelled"`)); !errors.Is(err, want) {
			t.Errorf("Update gives %v, want %v", err, want)
		}
		if took := time.Since(started); took > atOnce {
			t.Errorf("the calls took %s", took)
		}
	}
	same(t, "doc", readDoc(t, e, x), "")
	write(t, e, withDoc(x, `"usable"`))
	same(t, "doc after a write", readDoc(t, e, x), `"usable"`)
}

// testCancelledWithin cancels before a write, after one, and between a write
// and the end of the function.
func testCancelledWithin(t *testing.T, e store.Engine) {
	x := aThing(graph.KindUnit, "cancelled within", "x")
	write(t, e, withDoc(x, `"before"`))
	half := withDoc(x, `"half"`)
	for name, fn := range map[string]func(ctx context.Context, tx store.Tx, cancel func()) error{
		"before a write": func(ctx context.Context, tx store.Tx, cancel func()) error {
			cancel()
			return tx.Write(ctx, half)
		},
		"before a read": func(ctx context.Context, tx store.Tx, cancel func()) error {
			if err := tx.Write(ctx, half); err != nil {
				return err
			}
			cancel()
			_, err := tx.Nouns(ctx, []graph.ID{x.id})
			return err
		},
		"at the end": func(ctx context.Context, tx store.Tx, cancel func()) error {
			err := tx.Write(ctx, half)
			cancel()
			return err
		},
	} {
		ctx, cancel := context.WithCancel(t.Context())
		err := e.Update(ctx, func(ctx context.Context, tx store.Tx) error { return fn(ctx, tx, cancel) })
		cancel()
		if !errors.Is(err, context.Canceled) {
			t.Errorf("%s: Update gives %v, want %v", name, err, context.Canceled)
		}
		same(t, name, readDoc(t, e, x), `"before"`)
	}
	write(t, e, withDoc(x, `"usable"`))
	same(t, "doc after a write", readDoc(t, e, x), `"usable"`)
}

func testWaitingWriter(t *testing.T, e store.Engine) {
	x := aThing(graph.KindUnit, "waiting writer", "x")
	write(t, e, withDoc(x, `"before"`))
	inside, leave := make(chan struct{}), make(chan struct{})
	var once sync.Once
	first := make(chan error, 1)
	go func() {
		first <- e.Update(t.Context(), func(ctx context.Context, tx store.Tx) error {
			if err := tx.Write(ctx, withDoc(x, `"first"`)); err != nil {
				return err
			}
			once.Do(func() { close(inside) })
			select {
			case <-leave:
			case <-ctx.Done():
			}
			return nil
		})
	}()
	select {
	case <-inside:
	case err := <-first:
		t.Fatalf("the first writer is not let in: %v", err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 200*time.Millisecond)
	defer cancel()
	started := time.Now()
	if err := tryWrite(ctx, e, withDoc(x, `"second"`)); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("the waiting writer gets %v, want %v", err, context.DeadlineExceeded)
	}
	if took := time.Since(started); took > atOnce {
		t.Errorf("the waiting writer waited for %s", took)
	}
	close(leave)
	if err := <-first; err != nil {
		t.Errorf("the first writer: %v", err)
	}
	same(t, "doc", readDoc(t, e, x), `"first"`)
	write(t, e, withDoc(x, `"third"`))
	same(t, "doc after a third write", readDoc(t, e, x), `"third"`)
}

// testClosed closes the engine while it is read.
func testClosed(t *testing.T, e store.Engine) {
	x := aThing(graph.KindUnit, "closed", "x")
	write(t, e, withDoc(x, `"open"`))
	unavailable := func(what string, err error) {
		t.Helper()
		var known *graph.Error
		if !errors.As(err, &known) || known.Code != graph.CodeUnavailable {
			t.Errorf("%s gives %v, want %s", what, err, graph.CodeUnavailable)
		} else if known.Message.EN == "" || known.Message.ZH == "" {
			t.Errorf("%s: %v is not told in both languages", what, err)
		}
	}
	reading := make(chan struct{}, 4)
	var readers sync.WaitGroup
	var closed atomic.Bool
	for range cap(reading) {
		readers.Go(func() {
			for first := true; ; first = false {
				late := closed.Load()
				nouns, err := e.Nouns(t.Context(), []graph.ID{x.id})
				if first {
					reading <- struct{}{}
				}
				if err != nil {
					unavailable("Nouns while closing", err)
					return
				}
				if late {
					t.Error("Nouns answers after Close")
					return
				}
				if string(nouns[x.id].Doc) != `"open"` {
					t.Errorf("Nouns while closing: %+v", nouns)
					return
				}
			}
		})
	}
	for range cap(reading) {
		<-reading
	}
	if err := e.Close(); err != nil {
		t.Errorf("Close: %v", err)
	}
	closed.Store(true)
	readers.Wait()

	for _, q := range everyQuestion(x) {
		_, err := q.ask(t.Context(), e)
		unavailable(q.name, err)
	}
	unavailable("Ready", e.Ready(t.Context()))
	unavailable("Update", e.Update(t.Context(), func(context.Context, store.Tx) error {
		t.Error("Update runs its function after Close")
		return nil
	}))
	if e.Name() == "" {
		t.Error("Name is empty after Close")
	}
	if err := e.Close(); err != nil { // the caller may have registered one
		unavailable("Close again", err)
	}
}
