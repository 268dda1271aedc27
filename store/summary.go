package store

import (
	"context"
	"fmt"
	"strings"

	"cobuild/graph"
)

// Empty says whether nothing was ever written to the store.
func (s *Store) Empty(ctx context.Context) (bool, error) {
	state, err := s.engine.State(ctx)
	return err == nil && state.Format == 0, err
}

// Summary is the store's contents in a line, for an operator: what is alive
// today by kind, the revision, and the sample.
func (s *Store) Summary(ctx context.Context) string {
	state, err := s.engine.State(ctx)
	switch {
	case err != nil:
		return "unknown: " + err.Error()
	case state.Format == 0:
		return "empty 空库"
	}
	var parts []string
	for _, kind := range graph.NounKinds {
		counts, err := s.CountList(ctx, []graph.ListQuery{{Kind: kind, On: s.Today()}})
		switch {
		case err == nil:
			parts = append(parts, counted(counts[0], strings.ToLower(string(kind))))
		case graph.CodeOf(err) == graph.CodeTooComplex:
			parts = append(parts, fmt.Sprintf("over %d %ss", graph.MostSorted, strings.ToLower(string(kind))))
		}
	}
	text := strings.Join(parts, ", ") + fmt.Sprintf("; revision %d", state.Revision)
	if state.Sample != "" {
		text += "; from " + state.Sample
	}
	return text
}

func counted(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}
