package neo4j

import (
	"context"
	"errors"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"cobuild/store"
)

// TestLooksAreShared: whoever asks while one looks is answered by the next look,
// one for all of them, also when the one who was to look has gone.
func TestLooksAreShared(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := looks{turn: make(chan struct{}, 1)}
		var written, asked atomic.Int64
		ask := func(ctx context.Context) (store.State, error) {
			asked.Add(1)
			seen := written.Load()
			select {
			case <-time.After(time.Second):
				return store.State{Revision: seen}, nil
			case <-ctx.Done():
				return store.State{}, ctx.Err()
			}
		}
		var all sync.WaitGroup
		first, leave := context.WithCancel(t.Context())
		for i := range 20 {
			all.Go(func() {
				time.Sleep(time.Duration(i) * 10 * time.Millisecond)
				ctx := t.Context()
				if i == 1 {
					ctx = first // of the second look
				}
				since := written.Load()
				state, err := l.at(ctx, ask)
				switch {
				case i == 1:
					if !errors.Is(err, context.Canceled) {
						t.Errorf("who has gone gets %v", err)
					}
				case err != nil || state.Revision < since:
					t.Errorf("%d sees revision %d of %d, %v", i, state.Revision, since, err)
				}
			})
		}
		time.Sleep(105 * time.Millisecond)
		written.Store(1)
		time.Sleep(1400 * time.Millisecond)
		leave()
		all.Wait()
		if n := asked.Load(); n > 4 {
			t.Errorf("20 who ask make %d looks", n)
		}
	})
}
