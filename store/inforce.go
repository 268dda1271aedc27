package store

import (
	"context"
	"errors"

	"cobuild/graph"
)

// inForce puts questions about findings and segments to the set that its store
// goes by, and goes over to the next one when that is in force. It fails where
// the next one was derived by other rules.
type inForce struct {
	Engine
	s *Store
}

func ofSet[A any](ctx context.Context, r *inForce, ask func(Reader) (A, error)) (A, error) {
	for {
		answer, err := ask(r.Of(r.s.set.Load()))
		if !errors.Is(err, ErrSet) {
			return answer, err
		}
		state, err := r.State(ctx)
		if err == nil {
			err = r.s.follow(state)
		}
		if err != nil {
			return answer, err
		}
	}
}

func (r *inForce) Findings(ctx context.Context, ranges []FindingRange) ([][]FindingRow, error) {
	return ofSet(ctx, r, func(of Reader) ([][]FindingRow, error) { return of.Findings(ctx, ranges) })
}

func (r *inForce) FindingsOf(ctx context.Context, subjects []graph.ID) (map[graph.ID][]FindingRow, error) {
	return ofSet(ctx, r, func(of Reader) (map[graph.ID][]FindingRow, error) { return of.FindingsOf(ctx, subjects) })
}

func (r *inForce) FindingsByID(ctx context.Context, ids []graph.ID) (map[graph.ID][]FindingRow, error) {
	return ofSet(ctx, r, func(of Reader) (map[graph.ID][]FindingRow, error) { return of.FindingsByID(ctx, ids) })
}

func (r *inForce) Segments(ctx context.Context, after int64) ([]SegmentRow, error) {
	return ofSet(ctx, r, func(of Reader) ([]SegmentRow, error) { return of.Segments(ctx, after) })
}

func (r *inForce) SegmentsByKey(ctx context.Context, keys []SegmentKey) (map[SegmentKey]SegmentRow, error) {
	return ofSet(ctx, r, func(of Reader) (map[SegmentKey]SegmentRow, error) { return of.SegmentsByKey(ctx, keys) })
}

// follow goes by the set in force, or fails where it was derived by other rules
// than this store answers by.
func (s *Store) follow(state State) error {
	if state.Format != 0 && state.Ruleset != s.rules.Fingerprint() {
		return graph.NewError(graph.CodeUnavailable, nil,
			"%[1]s was derived anew by another ruleset (%[2]s) since this program opened it by %[3]s: start this program again; without --rules it takes the ruleset of the store",
			"%[1]s已按另一规则集（%[2]s）重新推导，而本程序按%[3]s打开：请重新启动本程序；不带--rules时使用该库的规则集", s.engine.Name(), state.Ruleset, s.rules.Fingerprint())
	}
	s.set.Store(state.Set)
	return nil
}
