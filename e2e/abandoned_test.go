package e2e_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"cobuild/cli"
	"cobuild/httpapi"
	"cobuild/store"
	"cobuild/telemetry"
)

// tardy is an engine whose answers take their time, and which counts what it is
// asked.
type tardy struct {
	store.Engine
	takes time.Duration
	asked atomic.Int64
}

func (e *tardy) Scan(ctx context.Context, ranges []store.Range) ([][]store.ShelfRow, error) {
	e.asked.Add(1)
	select {
	case <-time.After(e.takes):
		return e.Engine.Scan(ctx, ranges)
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// TestAbandonedRequestsEnd has a client leave, and a deadline strike, in the
// middle of queries that take long: the engine is asked nothing more, and the
// turns are free within a second.
func TestAbandonedRequestsEnd(t *testing.T) {
	slow := &tardy{Engine: openSQLite(t, true)}
	meter := telemetry.New("test", nil)
	lanes := &kept{Telemetry: meter}
	s := serve(t, slow, func(o *cli.Serving) {
		o.Observer = lanes
		o.Limits = httpapi.Limits{Query: 700 * time.Millisecond}
	})
	// Each list is asked for once the one around it is known, no two are alike, and
	// of days gone by no rows are kept that others could use.
	const deep = 5
	long := "{ units(first: 1) { nodes { name } } }"
	for i := range deep - 1 {
		long = fmt.Sprintf("{ units(first: 1, filter: {staff: {min: %d}}) { nodes { region %s } } }", i, long)
	}
	slow.takes = time.Second / deep
	for _, leaves := range []bool{true, false} {
		ctx, cancel := context.WithCancel(t.Context())
		if leaves {
			time.AfterFunc(300*time.Millisecond, cancel)
		}
		begun := time.Now()
		day := map[bool]string{true: "2020-01-01", false: "2021-01-01"}[leaves]
		_, body, err := send(ctx, s.url, request{Query: fmt.Sprintf(`{ units(first: 1, asOf: %q) { nodes { region %s } } }`, day, long)})
		took := time.Since(begun)
		switch {
		case leaves && !errors.Is(err, context.Canceled):
			t.Errorf("the query was over before its client left: %v %.200s", err, body)
		case !leaves && (err != nil || !strings.Contains(string(body), "deadline of 700ms")):
			t.Errorf("the query was over before its deadline: %v %.200s", err, body)
		case took > 2*time.Second:
			t.Errorf("answered after %s", took)
		}
		cancel()
		over := time.Now()
		for lanes.running() > 0 {
			if time.Since(over) > 2*time.Second {
				t.Fatal("the operation still holds its turn")
			}
			time.Sleep(5 * time.Millisecond)
		}
		asked := slow.asked.Load()
		time.Sleep(3 * slow.takes)
		if more := slow.asked.Load() - asked; more > 0 || asked == 0 {
			t.Errorf("%d questions before, and %d more after everybody had gone", asked, more)
		}
	}
}

// kept keeps the lanes.
type kept struct {
	*telemetry.Telemetry
	lanes []*httpapi.Lane
}

func (k *kept) Lanes(lanes []*httpapi.Lane) { k.lanes = lanes }

func (k *kept) running() (n int) {
	for _, l := range k.lanes {
		n += l.Running()
	}
	return n
}
