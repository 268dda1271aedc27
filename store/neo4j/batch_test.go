package neo4j_test

import (
	"bytes"
	"context"
	"fmt"
	"reflect"
	"testing"
	"time"

	"cobuild/graph"
	"cobuild/store"
	"cobuild/store/neo4j"
	"cobuild/store/neo4j/neo4jtest"
)

func unit(i int) store.NounRow {
	id := graph.DerivedID(graph.KindUnit, "batch", fmt.Sprint(i))
	return store.NounRow{
		ID: id, Kind: graph.KindUnit, Code: fmt.Sprint(i), Name: "单位", End: graph.End, Doc: []byte(`{"id":"` + string(id) + `"}`),
		Shelves: []store.ShelfKey{{Shelf: "units", Key: fmt.Sprintf("%06d!%s", i, id)}},
	}
}

// TestLargeBatch writes more than one statement carries, in rows and in bytes.
func TestLargeBatch(t *testing.T) {
	e := open(t)
	const many = 12_000
	var b store.Batch
	for i := range many {
		b.Nouns = append(b.Nouns, unit(i))
		from, to := b.Nouns[0], b.Nouns[i]
		b.Links = append(b.Links, store.LinkRow{
			Link:    graph.Link{ID: graph.DerivedID(graph.KindCoverage, fmt.Sprint(i)), Hop: graph.HopCovers, From: from.ID, To: to.ID},
			FromKey: "a!" + string(from.ID), ToKey: fmt.Sprintf("%06d!%s", i, to.ID),
		})
	}
	for i := range 20 {
		b.Segments = append(b.Segments, store.SegmentRow{
			SegmentKey: store.SegmentKey{Scope: b.Nouns[i].ID, Subject: graph.KindUnit}, Revision: 1, Data: bytes.Repeat([]byte{byte(i)}, 1<<20),
		})
	}
	started := time.Now()
	write(t, e, b)
	t.Logf("%d nouns and links, 20 MB of segments in %s", many, time.Since(started))

	started = time.Now()
	counts, err := e.CountLinks(t.Context(), graph.LinkQuery{IDs: []graph.ID{b.Nouns[0].ID}, Hops: graph.Hops})
	if err != nil || counts[b.Nouns[0].ID] != many {
		t.Errorf("CountLinks: %v, %v", counts, err)
	}
	page, err := e.LinkPages(t.Context(), graph.LinkPageQuery{
		IDs: []graph.ID{b.Nouns[0].ID}, Hop: graph.HopCovers, Page: graph.Page{Limit: 2, From: b.Links[11_000].Position(graph.Out)},
	})
	if want := b.Links[11_001:11_003]; err != nil || !reflect.DeepEqual(page[b.Nouns[0].ID], want) {
		t.Errorf("LinkPages: %+v, %v; want %+v", page, err, want)
	}
	shelf, err := e.Scan(t.Context(), []store.Range{{Shelf: "units", After: "0", Before: "9", Desc: true, Limit: many + 1}})
	if err != nil || len(shelf[0]) != many || shelf[0][0].Noun.ID != b.Nouns[many-1].ID {
		t.Errorf("Scan: %d rows, %v", len(shelf[0]), err)
	}
	segments, err := e.Segments(t.Context(), 0)
	if err != nil || len(segments) != 20 {
		t.Errorf("Segments: %d, %v", len(segments), err)
	}
	t.Logf("read back in %s", time.Since(started))
}

// TestStatements counts: a question costs the same number of statements for
// any number of keys.
func TestStatements(t *testing.T) {
	e := open(t)
	var all []store.NounRow
	for i := range 300 {
		all = append(all, unit(i))
	}
	write(t, e, store.Batch{Nouns: all})
	statements := func(n int) map[string]int {
		var ids []graph.ID
		var ranges []store.Range
		var findings []store.FindingRange
		var keys []store.SegmentKey
		for i := range n {
			ids = append(ids, all[i].ID)
			ranges = append(ranges, store.Range{Shelf: "units", After: "0", Before: "9", Desc: i%2 == 0, Limit: i + 1})
			findings = append(findings, store.FindingRange{Code: graph.FindingCode(i % 70), After: "0", Before: "9", Desc: i%2 == 0, Limit: i + 1})
			keys = append(keys, store.SegmentKey{Scope: all[i].ID, Subject: graph.KindUnit})
		}
		counts := map[string]int{}
		for name, ask := range map[string]func(context.Context, store.Reader) error{
			"Nouns": func(ctx context.Context, r store.Reader) error { _, err := r.Nouns(ctx, ids); return err },
			"Links": func(ctx context.Context, r store.Reader) error {
				_, err := r.Links(ctx, graph.LinkQuery{IDs: ids, Hops: graph.Hops})
				return err
			},
			"LinksByID": func(ctx context.Context, r store.Reader) error { _, err := r.LinksByID(ctx, ids); return err },
			"LinkPages": func(ctx context.Context, r store.Reader) error {
				_, err := r.LinkPages(ctx, graph.LinkPageQuery{IDs: ids, Hop: graph.HopCovers, Page: graph.Page{Limit: 5}})
				return err
			},
			"CountLinks": func(ctx context.Context, r store.Reader) error {
				_, err := r.CountLinks(ctx, graph.LinkQuery{IDs: ids, Hops: graph.Hops})
				return err
			},
			"Neighbours": func(ctx context.Context, r store.Reader) error {
				_, _, err := r.Neighbours(ctx, graph.NeighbourQuery{IDs: ids, Hops: graph.Hops, On: 45_000, Limit: 5})
				return err
			},
			"Scan":          func(ctx context.Context, r store.Reader) error { _, err := r.Scan(ctx, ranges); return err },
			"Findings":      func(ctx context.Context, r store.Reader) error { _, err := r.Findings(ctx, findings); return err },
			"FindingsOf":    func(ctx context.Context, r store.Reader) error { _, err := r.FindingsOf(ctx, ids); return err },
			"FindingsByID":  func(ctx context.Context, r store.Reader) error { _, err := r.FindingsByID(ctx, ids); return err },
			"SegmentsByKey": func(ctx context.Context, r store.Reader) error { _, err := r.SegmentsByKey(ctx, keys); return err },
		} {
			n, reader := neo4j.Counted(e)
			if err := ask(t.Context(), reader); err != nil {
				t.Errorf("%s: %v", name, err)
			}
			counts[name] = *n
		}
		return counts
	}
	few, many := statements(4), statements(300)
	if !reflect.DeepEqual(few, many) {
		t.Errorf("4 keys took %v statements, 300 took %v", few, many)
	}
	for name, n := range many {
		if n != 1 {
			t.Errorf("%s took %d statements", name, n)
		}
	}
}

// TestOrderOfASCII holds the server's order of strings, by comparison and by
// index, against that of their bytes.
func TestOrderOfASCII(t *testing.T) {
	e := open(t)
	noun := unit(0)
	noun.Shelves = nil
	for c := byte(' '); c <= '~'; c++ {
		for _, key := range []string{string(c), "m-" + string(c), "m-" + string(c) + string(c)} {
			noun.Shelves = append(noun.Shelves, store.ShelfKey{Shelf: "ascii", Key: key + "!" + string(noun.ID)})
		}
	}
	write(t, e, store.Batch{Nouns: []store.NounRow{noun}})
	uri := neo4jtest.URI(t)
	for what, statement := range map[string]string{
		"index": "MATCH (p:Place) WHERE p.shelf = 'ascii' AND p.key > '' RETURN p.key ORDER BY p.shelf, p.key",
		"sort":  "MATCH (p:Place) WHERE p.shelf = 'ascii' RETURN p.key ORDER BY p.key + ''",
	} {
		found := neo4jtest.Run(t, uri, statement, nil)
		if len(found) != len(noun.Shelves) {
			t.Errorf("%s: %d keys, want %d", what, len(found), len(noun.Shelves))
		}
		for i := 1; i < len(found); i++ {
			if before, after := found[i-1][0].(string), found[i][0].(string); before >= after {
				t.Errorf("%s: %q comes before %q", what, before, after)
			}
		}
	}
	for _, bound := range noun.Shelves { // each is a bound in the middle of the run
		found := neo4jtest.Run(t, uri, "MATCH (p:Place) WHERE p.shelf = 'ascii' AND p.key > $bound RETURN count(p)", map[string]any{"bound": bound.Key})
		want := int64(0)
		for _, other := range noun.Shelves {
			if other.Key > bound.Key {
				want++
			}
		}
		if found[0][0] != want {
			t.Errorf("%v keys after %q, want %d", found[0][0], bound.Key, want)
		}
	}
}
