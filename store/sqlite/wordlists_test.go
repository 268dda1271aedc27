package sqlite

import (
	"context"
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"slices"
	"testing"

	"cobuild/graph"
	"cobuild/store"
)

// TestWordLists compares what is found by lists kept in memory, which hold but
// rare words, with what the index finds, while words change by this engine and by
// another of the same file.
func TestWordLists(t *testing.T) {
	path := filepath.Join(t.TempDir(), "words.db")
	open := func() *Engine {
		e, err := Open(t.Context(), path)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = e.Close() })
		e.words.rare = 12
		return e
	}
	e, other := open(), open()
	random := rand.New(rand.NewPCG(6, 3))
	word := func() string { return fmt.Sprintf("w%d", min(random.IntN(8), random.IntN(8))) }
	found, few, over := 0, 0, 0
	for round := range 60 {
		writer := []*Engine{e, other}[random.IntN(2)]
		err := writer.Update(t.Context(), func(ctx context.Context, tx store.Tx) error {
			n := random.IntN(40)
			row := store.NounRow{
				ID: graph.DerivedID(graph.KindUnit, fmt.Sprint(n)), Kind: graph.KindUnit, Since: 1, End: graph.End,
				Doc: fmt.Appendf(nil, `{"n":%d}`, n), Words: []string{word(), word(), "all"},
			}
			slices.Sort(row.Words)
			row.Words = slices.Compact(row.Words)
			if round%9 == 8 {
				return tx.Write(ctx, store.Batch{DropNouns: []graph.ID{row.ID}})
			}
			return tx.Write(ctx, store.Batch{Nouns: []store.NounRow{row}})
		})
		if err != nil {
			t.Fatal(err)
		}
		for range 10 {
			q := store.WordQuery{Groups: [][]string{{word()}, {word(), word()}, {"all"}}[:1+random.IntN(3)], Limit: random.IntN(12)}
			loose := q
			loose.Loose = true
			whole := q
			whole.Limit = 100
			var want []store.WordHits // by the index alone
			err := e.Update(t.Context(), func(ctx context.Context, tx store.Tx) (err error) {
				want, err = tx.Search(ctx, []store.WordQuery{q, whole})
				return err
			})
			if err != nil {
				t.Fatal(err)
			}
			got, err := e.Search(t.Context(), []store.WordQuery{q, loose})
			if err != nil {
				t.Fatal(err)
			}
			if !slices.Equal(nounIDs(got[0]), nounIDs(want[0])) || got[0].Over != want[0].Over || got[0].Loose {
				t.Fatalf("round %d: %+v finds %v, over %t; by the index %v, over %t", round, q, nounIDs(got[0]), got[0].Over, nounIDs(want[0]), want[0].Over)
			}
			for _, id := range nounIDs(want[1]) {
				if !got[1].Over && !slices.Contains(nounIDs(got[1]), id) {
					t.Fatalf("round %d: %+v does not find %s", round, loose, id)
				}
			}
			if got[1].Over && len(want[1].Nouns) <= q.Limit {
				t.Fatalf("round %d: %+v finds too much, and there are %d", round, loose, len(want[1].Nouns))
			}
			found += len(got[0].Nouns)
			if got[1].Loose {
				few++
			}
			if got[0].Over {
				over++
			}
		}
	}
	if found < 300 || few < 20 || over < 50 {
		t.Errorf("%d nouns were found, %d answers loose, %d too many: this tests too little", found, few, over)
	}
}

func nounIDs(hits store.WordHits) (ids []graph.ID) {
	for _, row := range hits.Nouns {
		ids = append(ids, row.ID)
	}
	slices.Sort(ids)
	return ids
}
