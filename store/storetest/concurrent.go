package storetest

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"cobuild/graph"
	"cobuild/store"
)

// testNoHalfWrites writes pairs of rows that bear the same stamp while ten
// readers ask for both in one call: they must see equal stamps, none older
// than the last write acknowledged before they asked.
func testNoHalfWrites(t *testing.T, e store.Engine) {
	const readers, writes = 10, 40
	a, b := aThing(graph.KindRegion, "pair a", "a"), aThing(graph.KindRegion, "pair b", "b")
	keys := []store.SegmentKey{{Scope: a.id, Subject: graph.KindUnit}, {Scope: b.id, Subject: graph.KindUnit}}
	batch := func(n int) store.Batch {
		stamp := fmt.Sprint(n)
		nouns := []store.NounRow{a.row(a.on("pair a", stamp)), b.row(b.on("pair b", stamp))}
		out := store.Batch{Nouns: nouns}
		for i, x := range []thing{a, b} {
			out.Nouns[i].Doc = []byte(stamp)
			link := tie("pair "+x.sort, graph.HopParent, x, x, graph.Always)
			link.Role = stamp
			gapAt := func(n int) store.FindingRow {
				return finding(x, graph.FindingCode(80+i), fmt.Sprint("pair/", n), graph.Always)
			}
			out.DropFindings = append(out.DropFindings, gapAt(n-1).Pos)
			out.Links, out.Findings = append(out.Links, link), append(out.Findings, gapAt(n))
			out.Segments = append(out.Segments, store.SegmentRow{SegmentKey: keys[i], Revision: int64(n + 1), Data: []byte(stamp)})
			out.Log = append(out.Log, entry(int64(1_000_000+n), i, a))
		}
		return out
	}
	write(t, e, batch(0))

	var acknowledged atomic.Int64
	var done atomic.Bool
	var all sync.WaitGroup
	for i := range readers {
		all.Go(func() {
			for round := i; !done.Load() && !t.Failed(); round++ {
				q := pairQuestions[round%len(pairQuestions)]
				least := acknowledged.Load()
				one, two, err := q.ask(t.Context(), e, a, b)
				switch {
				case err != nil:
					t.Errorf("%s: %v", q.name, err)
				case one != two:
					t.Errorf("%s sees half of a write: %q and %q", q.name, one, two)
				case one != "" && atLeast(one, least) != nil:
					t.Errorf("%s: %v", q.name, atLeast(one, least))
				}
			}
		})
	}
	for n := 1; n <= writes; n++ {
		if err := tryWrite(t.Context(), e, batch(n)); err != nil {
			t.Errorf("write %d: %v", n, err)
			break
		}
		acknowledged.Store(int64(n))
	}
	done.Store(true)
	all.Wait()
}

func atLeast(stamp string, least int64) error {
	var n int64
	if _, err := fmt.Sscan(stamp, &n); err != nil {
		return err
	}
	if n < least {
		return fmt.Errorf("sees %d although %d was acknowledged before", n, least)
	}
	return nil
}

// pairQuestions read two stamps in one call.
var pairQuestions = []struct {
	name string
	ask  func(ctx context.Context, r store.Reader, a, b thing) (one, two string, err error)
}{
	{"Nouns", func(ctx context.Context, r store.Reader, a, b thing) (string, string, error) {
		rows, err := r.Nouns(ctx, []graph.ID{a.id, b.id})
		return string(rows[a.id].Doc), string(rows[b.id].Doc), err
	}},
	{"Links", func(ctx context.Context, r store.Reader, a, b thing) (one, two string, err error) {
		rows, err := r.Links(ctx, graph.LinkQuery{IDs: []graph.ID{a.id, b.id}, Hops: []graph.Hop{graph.HopParent}})
		role := func(row store.LinkRow) string { return row.Role }
		return told(rows[a.id], role), told(rows[b.id], role), err
	}},
	{"LinksByID", func(ctx context.Context, r store.Reader, a, b thing) (one, two string, err error) {
		ids := []graph.ID{linkID("pair " + a.sort), linkID("pair " + b.sort)}
		rows, err := r.LinksByID(ctx, ids)
		return rows[ids[0]].Role, rows[ids[1]].Role, err
	}},
	{"LinkPages", func(ctx context.Context, r store.Reader, a, b thing) (one, two string, err error) {
		q := graph.LinkPageQuery{IDs: []graph.ID{a.id, b.id}, Direction: graph.In, Hop: graph.HopParent, Page: graph.Page{Limit: 2}}
		rows, err := r.LinkPages(ctx, q)
		role := func(row store.LinkRow) string { return row.Role }
		return told(rows[a.id], role), told(rows[b.id], role), err
	}},
	{"Scan", func(ctx context.Context, r store.Reader, _, _ thing) (one, two string, err error) {
		rows, err := r.Scan(ctx, []store.Range{fullShelf("pair a"), fullShelf("pair b")})
		if err != nil || len(rows) != 2 {
			return fmt.Sprintf("%d ranges", len(rows)), "", err
		}
		doc := func(row store.ShelfRow) string { return string(row.Noun.Doc) }
		return told(rows[0], doc), told(rows[1], doc), nil
	}},
	{"Scan both ways", func(ctx context.Context, r store.Reader, _, _ thing) (one, two string, err error) {
		down := fullShelf("pair a")
		down.Desc = true
		rows, err := r.Scan(ctx, []store.Range{down, fullShelf("pair b")})
		if err != nil || len(rows) != 2 {
			return fmt.Sprintf("%d ranges", len(rows)), "", err
		}
		doc := func(row store.ShelfRow) string { return string(row.Noun.Doc) }
		return told(rows[0], doc), told(rows[1], doc), nil
	}},
	{"Findings", func(ctx context.Context, r store.Reader, _, _ thing) (one, two string, err error) {
		whole := store.FindingRange{Code: 80, After: "pair/", Before: "pair0", Limit: 9}
		other := whole
		other.Code, other.Desc = 81, true
		rows, err := r.Findings(ctx, []store.FindingRange{whole, other})
		if err != nil || len(rows) != 2 {
			return fmt.Sprintf("%d ranges", len(rows)), "", err
		}
		return stampsAt(rows[0]), stampsAt(rows[1]), nil
	}},
	{"FindingsOf", func(ctx context.Context, r store.Reader, a, b thing) (one, two string, err error) {
		rows, err := r.FindingsOf(ctx, []graph.ID{a.id, b.id})
		return stampsAt(rows[a.id]), stampsAt(rows[b.id]), err
	}},
	{"Segments", func(ctx context.Context, r store.Reader, a, b thing) (one, two string, err error) {
		rows, err := r.Segments(ctx, 0)
		data := map[graph.ID]string{}
		for _, row := range rows {
			data[row.Scope] = string(row.Data)
		}
		return data[a.id], data[b.id], err
	}},
	{"Log", func(ctx context.Context, r store.Reader, a, _ thing) (one, two string, err error) {
		rows, err := logRun(r, ctx, store.LogRange{Subject: a.id, Desc: true, Limit: 2})
		if err != nil || len(rows) != 2 {
			return fmt.Sprintf("%d entries", len(rows)), "", err
		}
		return fmt.Sprint(rows[0].Revision - 1_000_000), fmt.Sprint(rows[1].Revision - 1_000_000), nil
	}},
}

// stampsAt are the stamps in positions such as pair/7!gap_...!.
func stampsAt(rows []store.FindingRow) string {
	return told(rows, func(row store.FindingRow) string {
		stamp, _, _ := strings.Cut(row.Pos[len("pair/"):], "!")
		return stamp
	})
}
