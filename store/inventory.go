package store

import (
	"context"
	"slices"

	"cobuild/graph"
	"cobuild/tally"
)

// Inventory is how much a store holds, for its operators.
type Inventory struct {
	State
	Census
	Today    graph.Date
	Regions  []LevelCount   // by level, from the nation downwards
	Findings []FindingCount // by code
	Segments SegmentCount
}

// LevelCount is how many regions of a level there are.
type LevelCount struct {
	Level graph.RegionLevel
	All   int // of any time
	Today int // alive today
}

// FindingCount is how many rows of findings of a code there are: one for each
// place and class a finding had.
type FindingCount struct {
	Code  graph.FindingCode
	All   int // of any time, and to come
	Today int // that hold today
}

// SegmentCount is what the packed findings take up.
type SegmentCount struct {
	Number  int
	Bytes   int
	Entries int
	Largest SegmentKey
	Most    int // bytes of the largest
}

// Inventory counts what the store holds. It reads regions and segments, and of
// everything else no more than indexes. A write meanwhile may show in some of
// the numbers.
func (s *Store) Inventory(ctx context.Context) (*Inventory, error) {
	snap, err := s.latest(ctx, s.engine)
	if err != nil {
		return nil, err
	}
	out := &Inventory{Today: s.Today()}
	if out.State, err = s.engine.State(ctx); err != nil {
		return nil, err
	}
	if out.Census, err = s.engine.Census(ctx); err != nil {
		return nil, err
	}
	out.Regions = snap.tree.levels(out.Today)
	out.Findings, out.Segments = snap.weigh(out.Today)
	return out, nil
}

func (t *tree) levels(on graph.Date) []LevelCount {
	counts := make([]LevelCount, len(graph.RegionLevels))
	for i, level := range graph.RegionLevels {
		counts[i].Level = level
	}
	for n := range t.all {
		count := &counts[n.rank]
		count.All++
		if n.life.Holds(on) {
			count.Today++
		}
	}
	return slices.DeleteFunc(counts, func(c LevelCount) bool { return c.All == 0 })
}

// weigh counts findings and bytes of segments.
func (n *snapshot) weigh(on graph.Date) (findings []FindingCount, c SegmentCount) {
	var all, today tally.Counts
	for key, segment := range n.segments.all() {
		size := len(segment.Segment)
		c.Number, c.Bytes, c.Entries = c.Number+1, c.Bytes+size, c.Entries+segment.Len()
		if size > c.Most || size == c.Most && compareSegments(key, c.Largest) < 0 {
			c.Largest, c.Most = key, size
		}
		segment.Sum(&all)
		segment.Count(tally.Query{On: on}, &today)
	}
	for code := range 256 {
		if sum := int(all.All[code]) + int(all.Info[code]); sum > 0 {
			findings = append(findings, FindingCount{graph.FindingCode(code), sum, int(today.All[code]) + int(today.Info[code])})
		}
	}
	return findings, c
}
