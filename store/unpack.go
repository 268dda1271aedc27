package store

import (
	"context"
	"slices"

	"cobuild/graph"
	"cobuild/tally"
)

// Unpacked is a segment in a form that people can read.
type Unpacked struct {
	SegmentRow                          // without Data
	Place      *graph.Region            // its scope, nil = of subjects without place
	Entries    []tally.Entry            // those asked for
	Regions    map[uint32]*graph.Region // of the entries, by number
}

// Unpack gives segments one after another, ordered by scope and subject, with
// the entries that lie in a region or below it today; all of them, and those
// without place, where within is "".
func (s *Store) Unpack(ctx context.Context, within graph.ID, each func(*Unpacked) error) error {
	snap, err := s.latest(ctx, s.engine)
	if err != nil {
		return err
	}
	keep := func(uint32) bool { return true }
	if within != "" {
		_, in, alive := snap.tree.within(graph.Place{Within: within}, s.Today())
		keep = func(no uint32) bool {
			return alive && int(no) < len(in.Place) && in.Place[no] >= in.Lo && in.Place[no] < in.Hi
		}
	}
	rows, err := s.engine.Segments(ctx, 0)
	if err != nil {
		return err
	}
	rows = whole(rows, func(_ SegmentKey, wrong error) { err = driftFault(wrong) })
	if err != nil {
		return err
	}
	for i := range rows {
		out := &Unpacked{SegmentRow: rows[i], Regions: map[uint32]*graph.Region{}}
		out.Data = nil
		for _, entry := range tally.Segment(rows[i].Data).Entries() {
			if keep(entry.Region) {
				out.Entries = append(out.Entries, entry)
			}
		}
		if len(out.Entries) == 0 && within != "" {
			continue
		}
		if err := s.nameRegions(ctx, snap.tree, out); err != nil {
			return err
		}
		if err := each(out); err != nil {
			return err
		}
	}
	return nil
}

// nameRegions reads the regions of an unpacked segment.
func (s *Store) nameRegions(ctx context.Context, t *tree, u *Unpacked) error {
	ids := map[graph.ID]uint32{}
	for _, entry := range u.Entries {
		if n := t.at(entry.Region); n != nil {
			ids[n.id] = entry.Region
		}
	}
	asked := make([]graph.ID, 0, len(ids)+1)
	for id := range ids {
		asked = append(asked, id)
	}
	if u.Scope != "" {
		asked = append(asked, u.Scope)
	}
	for some := range slices.Chunk(asked, chunk) {
		nouns, err := s.Nouns(ctx, some)
		if err != nil {
			return err
		}
		for id, n := range nouns {
			r, ok := n.(*graph.Region)
			if !ok {
				continue
			}
			if no, in := ids[id]; in {
				u.Regions[no] = r
			}
			if id == u.Scope {
				u.Place = r
			}
		}
	}
	return nil
}
