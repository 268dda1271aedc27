package loaders

import (
	"context"
	"errors"
	"slices"
	"testing"

	"cobuild/graph"
)

// Fields that take turns ask together, and find the answers when they come again.
func TestTurnsAskTogether(t *testing.T) {
	f := &fake{}
	l := loadersOver(f)
	l.Expect(1)
	ctx, turn := Take(context.Background())
	for range 2 {
		if _, err := l.Noun(ctx, "a"); !errors.Is(err, ErrLater) || !turn.Later() {
			t.Fatalf("before the wait: %v, later is %v", err, turn.Later())
		}
		turn.Next()
	}
	if nouns, err := l.Nouns(ctx, []graph.ID{"b", "a"}); !errors.Is(err, ErrLater) || nouns != nil {
		t.Fatalf("many before the wait: %v, %v", nouns, err)
	}
	if len(f.calls) > 0 {
		t.Fatalf("asked before the wait: %v", f.calls)
	}
	turn.Wait()
	turn.Next()
	nouns, err := l.Nouns(ctx, []graph.ID{"b", "a"})
	if err != nil || len(nouns) != 2 || nouns[0].Top().ID != "b" || turn.Later() {
		t.Errorf("after the wait: %v, %v, later is %v", nouns, err, turn.Later())
	}
	if !slices.Equal(f.calls, []string{"Nouns"}) {
		t.Errorf("calls %v, want one for both", f.calls)
	}
	l.Done(0)
}
