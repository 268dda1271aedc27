package storetest

import (
	"cmp"
	"context"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"

	"cobuild/graph"
	"cobuild/store"
)

// question is one call of a Reader.
type question struct {
	name  string
	ask   func(context.Context, store.Reader) (any, error)
	ofSet bool // of findings or segments
}

// asking makes a question from a method of store.Reader and its argument.
func asking[Q, A any](name string, method func(store.Reader, context.Context, Q) (A, error), q Q) question {
	return question{name: name + clip(fmt.Sprintf(" %+v", q)), ask: func(ctx context.Context, r store.Reader) (any, error) {
		return method(r, ctx, q)
	}}
}

// answer asks a question that must be answered.
func answer[Q, A any](t *testing.T, r store.Reader, method func(store.Reader, context.Context, Q) (A, error), q Q) A {
	t.Helper()
	a, err := method(r, t.Context(), q)
	if err != nil {
		t.Fatalf("%s: %v", clip(fmt.Sprintf("%+v", q)), err)
	}
	return a
}

// same compares two answers of any question, or two values.
func same(t *testing.T, what string, got, want any) {
	t.Helper()
	if got, want := plain(got), plain(want); !reflect.DeepEqual(got, want) {
		t.Errorf("%s:\n got %s\nwant %s", what, clip(fmt.Sprintf("%+v", got)), clip(fmt.Sprintf("%+v", want)))
	}
}

func clip(text string) string {
	const most = 3000
	if len(text) > most {
		return fmt.Sprintf("%s... (%d bytes)", text[:most], len(text))
	}
	return text
}

// plain takes out of an answer what the contract leaves open: nil or empty, the
// order of segments, of what a search finds and of a log entry's subjects, and the copies of what is in
// a noun's Doc.
func plain(answer any) any {
	switch a := answer.(type) {
	case map[graph.ID]store.NounRow:
		out := map[graph.ID]store.NounRow{}
		for id, row := range a {
			out[id] = plainNoun(row)
		}
		return out
	case map[graph.ID]store.LinkRow:
		out := map[graph.ID]store.LinkRow{}
		for id, row := range a {
			out[id] = row
		}
		return out
	case map[graph.ID][]store.LinkRow:
		return withoutEmpty(a)
	case map[graph.ID][]store.FindingRow:
		return withoutEmpty(a)
	case map[graph.ID]int:
		out := map[graph.ID]int{}
		for id, n := range a {
			if n != 0 {
				out[id] = n
			}
		}
		return out
	case [][]store.ShelfRow:
		out := make([][]store.ShelfRow, len(a))
		for i, rows := range a {
			out[i] = plainShelf(rows)
		}
		return out
	case [][]store.FindingRow:
		out := make([][]store.FindingRow, len(a))
		for i, rows := range a {
			out[i] = append([]store.FindingRow{}, rows...)
		}
		return out
	case []store.SegmentRow:
		return slices.SortedFunc(slices.Values(append([]store.SegmentRow{}, a...)), func(x, y store.SegmentRow) int {
			return cmp.Or(cmp.Compare(x.Scope, y.Scope), cmp.Compare(x.Subject, y.Subject))
		})
	case map[store.SegmentKey]store.SegmentRow:
		out := map[store.SegmentKey]store.SegmentRow{}
		for key, row := range a {
			out[key] = row
		}
		return out
	case []store.WordHits:
		out := make([]store.WordHits, len(a))
		for i, hits := range a {
			out[i].Over, out[i].Nouns = hits.Over, []store.NounRow{}
			for _, noun := range hits.Nouns {
				out[i].Nouns = append(out[i].Nouns, plainNoun(noun))
			}
			slices.SortFunc(out[i].Nouns, func(x, y store.NounRow) int { return cmp.Compare(x.ID, y.ID) })
		}
		return out
	case []store.LogRow:
		return plainLog(a)
	case [][]store.LogRow:
		out := make([][]store.LogRow, len(a))
		for i, rows := range a {
			out[i] = plainLog(rows)
		}
		return out
	default:
		return answer
	}
}

func plainLog(rows []store.LogRow) []store.LogRow {
	out := []store.LogRow{}
	for _, row := range rows {
		row.Subjects = slices.Compact(slices.Sorted(slices.Values(row.Subjects)))
		out = append(out, row)
	}
	return out
}

func plainNoun(row store.NounRow) store.NounRow {
	return store.NounRow{ID: row.ID, Doc: row.Doc}
}

func plainShelf(rows []store.ShelfRow) []store.ShelfRow {
	out := []store.ShelfRow{}
	for _, row := range rows {
		out = append(out, store.ShelfRow{Key: row.Key, Noun: plainNoun(row.Noun)})
	}
	return out
}

func withoutEmpty[K comparable, V any](lists map[K][]V) map[K][]V {
	out := map[K][]V{}
	for key, list := range lists {
		if len(list) > 0 {
			out[key] = list
		}
	}
	return out
}

// told joins what is told of each row, for comparison with a line of text.
func told[R any](rows []R, tell func(R) string) string {
	parts := make([]string, len(rows))
	for i, row := range rows {
		parts[i] = tell(row)
	}
	return strings.Join(parts, " ")
}

// book tells what a case calls the things that rows name by id.
type book map[graph.ID]string

func (b book) links(rows []store.LinkRow) string {
	return told(rows, func(row store.LinkRow) string { return b[row.ID] })
}

func (b book) shelf(rows []store.ShelfRow) string {
	return told(rows, func(row store.ShelfRow) string { return b[row.Noun.ID] })
}

func (b book) findings(rows []store.FindingRow) string {
	return told(rows, func(row store.FindingRow) string { return b[row.ID] })
}

// everyQuestion asks each method of a Reader about a thing.
func everyQuestion(x thing) []question {
	ids := []graph.ID{x.id}
	hops := []graph.Hop{graph.HopCovers}
	all := []question{
		{name: "State", ask: func(ctx context.Context, r store.Reader) (any, error) { return r.State(ctx) }},
		{name: "Walk", ask: func(ctx context.Context, r store.Reader) (any, error) { return r.Walk(ctx, "", 9) }},
		{name: "Size", ask: func(ctx context.Context, r store.Reader) (any, error) { return r.Size(ctx) }},
		{name: "Census", ask: func(ctx context.Context, r store.Reader) (any, error) { return r.Census(ctx) }},
		asking("Nouns", store.Reader.Nouns, ids),
		asking("Links", store.Reader.Links, graph.LinkQuery{IDs: ids, Hops: hops}),
		asking("LinksByID", store.Reader.LinksByID, ids),
		asking("LinkPages", store.Reader.LinkPages, graph.LinkPageQuery{IDs: ids, Hop: graph.HopCovers, Page: graph.Page{Limit: 9}}),
		asking("CountLinks", store.Reader.CountLinks, graph.LinkQuery{IDs: ids, Hops: hops}),
		{name: "Neighbours", ask: func(ctx context.Context, r store.Reader) (any, error) {
			links, _, err := r.Neighbours(ctx, graph.NeighbourQuery{IDs: ids, Hops: hops, On: days[1], Limit: 9})
			return links, err
		}},
		asking("Scan", store.Reader.Scan, []store.Range{{Shelf: "every", After: lowest, Before: highest, Limit: 9}}),
		asking("Findings", store.Reader.Findings, []store.FindingRange{{Code: 64, After: lowest, Before: highest, Limit: 9}}),
		asking("FindingsOf", store.Reader.FindingsOf, ids),
		asking("FindingsByID", store.Reader.FindingsByID, ids),
		asking("Segments", store.Reader.Segments, int64(0)),
		asking("SegmentsByKey", store.Reader.SegmentsByKey, []store.SegmentKey{{Scope: x.id, Subject: graph.KindUnit}}),
		asking("Search", store.Reader.Search, []store.WordQuery{{Groups: [][]string{{"every"}}, Limit: 9}}),
		{name: "WordSums", ask: func(ctx context.Context, r store.Reader) (any, error) { return store.AllWordSums(ctx, r) }},
		asking("Log", store.Reader.Log, []store.LogRange{{Limit: 9}, {Subject: x.id, Desc: true, Limit: 9}}),
	}
	for i := range all {
		all[i].ofSet = strings.HasPrefix(all[i].name, "Findings") || strings.HasPrefix(all[i].name, "Segments")
	}
	return all
}
