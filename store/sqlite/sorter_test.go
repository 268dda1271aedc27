package sqlite

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"cobuild/graph"
	"cobuild/store"
)

// TestSorter puts places in order that are held in one run, in many, or not at
// all.
func TestSorter(t *testing.T) {
	for _, n := range []int{0, 1, 5, 200} {
		for _, most := range []int{1, 900, 64 << 20} {
			r := rand.New(rand.NewPCG(1, uint64(n)))
			s := sorter{most: most}
			var want []shelfEntry
			for i := range n {
				e := shelfEntry{
					ShelfKey: store.ShelfKey{Shelf: fmt.Sprintf("shelf%d", r.IntN(3)), Key: fmt.Sprintf("%x!%d", r.Uint64(), i)},
					num:      r.Int64(), since: graph.Date(r.IntN(70_000)), end: graph.End,
				}
				want = append(want, e)
				if err := s.add(e); err != nil {
					t.Fatal(err)
				}
			}
			slices.SortFunc(want, func(a, b shelfEntry) int { return compareShelves(&a, &b) })
			var got []shelfEntry
			if err := s.each(func(e shelfEntry) error { got = append(got, e); return nil }); err != nil {
				t.Fatal(err)
			}
			if !slices.Equal(got, want) {
				t.Errorf("%d places, %d bytes at once: not in order", n, most)
			}
			if most == 1 && len(s.runs) != n {
				t.Errorf("%d runs of %d places", len(s.runs), n)
			}
			s.close()
		}
	}
}
