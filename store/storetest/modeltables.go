package storetest

import (
	"bytes"
	"maps"
	"slices"
	"sync"

	"cobuild/graph"
	"cobuild/store"
)

// tables are all rows of a store.
type tables struct {
	state store.State
	nouns map[graph.ID]store.NounRow
	links map[graph.ID]store.LinkRow
	sets  [2]set // by number: one in force, one beside
	log   []store.LogRow

	mu    sync.Mutex
	byEnd [2]map[graph.ID][]store.LinkRow // links by direction and near end, nil until asked for
}

// set is a set of findings and segments.
type set struct {
	findings map[string]store.FindingRow
	segments map[store.SegmentKey]store.SegmentRow
}

func newSet() set {
	return set{findings: map[string]store.FindingRow{}, segments: map[store.SegmentKey]store.SegmentRow{}}
}

func newTables() *tables {
	return &tables{
		nouns: map[graph.ID]store.NounRow{},
		links: map[graph.ID]store.LinkRow{},
		sets:  [2]set{newSet(), newSet()},
	}
}

// inForce are the findings and segments that questions are answered from.
func (t *tables) inForce() *set { return &t.sets[t.state.Set%2] }

func (t *tables) beside() *set { return &t.sets[(t.state.Set+1)%2] }

// copy gives tables that can change while the rows, which never do, are shared.
func (t *tables) copy() *tables {
	next := &tables{state: t.state, nouns: maps.Clone(t.nouns), links: maps.Clone(t.links), log: slices.Clone(t.log)}
	for i, of := range t.sets {
		next.sets[i] = set{maps.Clone(of.findings), maps.Clone(of.segments)}
	}
	return next
}

// near gives the links of a noun, in no order.
func (t *tables) near(id graph.ID, d graph.Direction) []store.LinkRow {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.byEnd[d] == nil {
		t.byEnd[d] = map[graph.ID][]store.LinkRow{}
		for _, row := range t.links {
			t.byEnd[d][row.Near(d)] = append(t.byEnd[d][row.Near(d)], row)
		}
	}
	return t.byEnd[d][id]
}

func (t *tables) apply(b store.Batch) {
	t.byEnd = [2]map[graph.ID][]store.LinkRow{}
	for id, row := range t.nouns {
		if len(b.DropPlaces) == 0 {
			break
		}
		row.Shelves = slices.DeleteFunc(slices.Clone(row.Shelves), func(place store.ShelfKey) bool { return slices.Contains(b.DropPlaces, place) })
		t.nouns[id] = row
	}
	for _, row := range b.Nouns {
		t.nouns[row.ID] = copyNoun(row)
	}
	for _, id := range b.DropNouns {
		delete(t.nouns, id)
	}
	for _, row := range b.Links {
		t.links[row.ID] = row
	}
	for _, id := range b.DropLinks {
		delete(t.links, id)
	}
	for id, row := range t.links {
		if key, ok := b.Resort[row.From]; ok {
			row.FromKey = key
		}
		if key, ok := b.Resort[row.To]; ok {
			row.ToKey = key
		}
		t.links[id] = row
	}
	of := t.inForce()
	if b.Beside {
		of = t.beside()
	}
	for _, pos := range b.DropFindings {
		delete(of.findings, pos)
	}
	for _, row := range b.Findings {
		of.findings[row.Pos] = row
	}
	for _, row := range b.Segments {
		if len(row.Data) == 0 {
			delete(of.segments, row.SegmentKey)
		} else {
			of.segments[row.SegmentKey] = copySegment(row)
		}
	}
	for _, row := range b.Log {
		t.log = append(t.log, copyLog(row))
	}
	if b.State != nil {
		t.state = *b.State
	}
}

func copyNoun(row store.NounRow) store.NounRow {
	row.Doc, row.Shelves, row.Words = bytes.Clone(row.Doc), slices.Clone(row.Shelves), slices.Clone(row.Words)
	return row
}

func copySegment(row store.SegmentRow) store.SegmentRow {
	row.Data = bytes.Clone(row.Data)
	return row
}

func copyLog(row store.LogRow) store.LogRow {
	row.Doc, row.Subjects = bytes.Clone(row.Doc), slices.Clone(row.Subjects)
	return row
}
