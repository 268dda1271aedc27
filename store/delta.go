package store

import (
	"errors"
	"slices"

	"cobuild/tally"
)

// A segment is written whole now and then. What it has lost and gained since is a
// row of its own, with the same scope and a subject that ends in a plus, which is
// written instead: a change of some findings costs a page or two however large the
// county is. Whoever reads segments reads both, see whole and segments.read.
const deltaMark = "+"

// deltaKey is that of the delta of a segment.
func deltaKey(key SegmentKey) SegmentKey {
	key.Subject += deltaMark
	return key
}

// segmentOf is the segment that a row is about.
func segmentOf(key SegmentKey) (_ SegmentKey, delta bool) {
	if last := len(key.Subject) - len(deltaMark); last > 0 && key.Subject[last:] == deltaMark {
		return SegmentKey{key.Scope, key.Subject[:last]}, true
	}
	return key, false
}

// worthwhile says whether a delta is written rather than the segment. Both are
// written least in sum where it grows up to the root of twice what a change adds
// times the size of the segment; a change adds some four entries.
func worthwhile(delta tally.Delta, packed int) bool {
	return len(delta)*len(delta) < 2*4*tally.Size*packed
}

// change gives the segment after a change of its findings, and the rows to write.
func (s *segment) change(key SegmentKey, revision int64, gone, come []tally.Entry) (*segment, []SegmentRow, error) {
	if s == nil {
		s = &segment{}
	}
	after, err := s.Segment.Change(gone, come)
	if err != nil {
		return nil, nil, err
	}
	delta, err := s.delta.Change(gone, come)
	if err != nil {
		return nil, nil, err
	}
	next := &segment{Segment: after, packed: s.packed, delta: delta}
	var rows []SegmentRow
	if !worthwhile(delta, s.packed) {
		next.packed, next.delta = len(after), nil
		rows = append(rows, SegmentRow{SegmentKey: key, Revision: revision, Data: after})
	}
	switch {
	case len(next.delta) > 0:
		rows = append(rows, SegmentRow{SegmentKey: deltaKey(key), Revision: revision, Data: next.delta})
	case len(s.delta) > 0: // the row stays, so that other processes learn of it
		rows = append(rows, SegmentRow{SegmentKey: deltaKey(key), Revision: revision, Data: tally.Empty})
	}
	return next, rows, nil
}

// whole gives the segments that rows come to, by scope and subject. Where a delta
// does not fit its segment, unfit is told, and the segment is as it was packed.
func whole(rows []SegmentRow, unfit func(SegmentKey, error)) (segments []SegmentRow) {
	deltas := map[SegmentKey]*SegmentRow{}
	for i := range rows {
		if key, delta := segmentOf(rows[i].SegmentKey); delta {
			deltas[key] = &rows[i]
		} else {
			segments = append(segments, rows[i])
		}
	}
	for i := range segments {
		row := &segments[i]
		delta := deltas[row.SegmentKey]
		if delta == nil {
			continue
		}
		delete(deltas, row.SegmentKey)
		data, err := tally.Segment(row.Data).Replay(nil, delta.Data)
		if err != nil {
			unfit(row.SegmentKey, err)
			continue
		}
		row.Revision, row.Data = max(row.Revision, delta.Revision), data
	}
	for key := range deltas {
		unfit(key, errors.New("there is no segment"))
	}
	slices.SortFunc(segments, func(a, b SegmentRow) int { return compareSegments(a.SegmentKey, b.SegmentKey) })
	return segments
}

// read gives the segments that rows alter, read later than these; nil is gone. A
// delta that does not fit is left out, which Check tells of; or its segment was
// written while both were read, and then they are read again.
func (s segments) read(rows []SegmentRow) map[SegmentKey]*segment {
	altered := map[SegmentKey]*segment{}
	for _, row := range rows {
		key, delta := segmentOf(row.SegmentKey)
		switch {
		case delta:
		case len(row.Data) == 0:
			altered[key] = nil
		default:
			altered[key] = &segment{Segment: row.Data, packed: len(row.Data)}
		}
	}
	for _, row := range rows {
		key, delta := segmentOf(row.SegmentKey)
		was, again := altered[key]
		if !again {
			was = s.get(key)
		}
		if !delta || was == nil {
			continue
		}
		if after, err := was.Replay(was.delta, row.Data); err == nil {
			altered[key] = &segment{Segment: after, packed: was.packed, delta: row.Data}
		}
	}
	return altered
}
