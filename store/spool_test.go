package store

import (
	"fmt"
	"strings"
	"testing"

	"cobuild/graph"
)

func spooled(t *testing.T) *spool {
	t.Helper()
	s, err := newSpool(mostYoung)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

// TestSpoolGivesBackWhatItGot reads nouns with documents of all sizes, more than
// are remembered, from both ends.
func TestSpoolGivesBackWhatItGot(t *testing.T) {
	s := spooled(t)
	const many = mostYoung + 3_000
	id := func(i int) graph.ID { return graph.DerivedID(graph.KindUnit, "spool", fmt.Sprint(i)) }
	name := func(i int) string { return fmt.Sprintf("单位%d", i) + strings.Repeat("长", i%7*400) }
	for i := range many {
		u := &graph.Unit{}
		u.ID = id(i)
		if i%1_000 == 0 {
			u.Name = name(i)
		}
		if again, err := s.addNoun(u); again || err != nil {
			t.Fatal(again, err)
		}
	}
	if err := s.finish(); err != nil {
		t.Fatal(err)
	}
	for _, turn := range []func(int) int{func(i int) int { return i }, func(i int) int { return many - 1 - i }} {
		for i := range many {
			i := turn(i)
			found, err := s.Nouns(t.Context(), []graph.ID{id(i), "unt_00000000000000000000"})
			n := found[id(i)]
			if err != nil || len(found) != 1 || n.Top().ID != id(i) || i%1_000 == 0 && n.Top().Name != name(i) {
				t.Fatalf("%d: %v, %v", i, found, err)
			}
		}
	}
	if len(s.young) > mostYoung || len(s.old) > mostYoung {
		t.Errorf("%d and %d nouns are remembered", len(s.young), len(s.old))
	}
	for _, i := range []int{0, 1_000, 4_000} { // of the same place among recent keys as others
		key, err := s.nameKey(s.number(id(i)))
		if want := SortKey(name(i)) + sep + string(id(i)); err != nil || key != want {
			t.Errorf("key %q, %v; want %q", key, err, want)
		}
	}
}

// TestDoubledLinks looks for an id that is there twice, in one pass and in many.
func TestDoubledLinks(t *testing.T) {
	for _, twice := range []int{-1, 0, 4_999, 7_000} {
		s := spooled(t)
		id := func(i int) graph.ID { return graph.DerivedID(graph.KindLink, "doubled", fmt.Sprint(i)) }
		end := graph.DerivedID(graph.KindUnit, "end")
		var all []graph.ID
		for i := range 8_000 {
			all = append(all, id(i))
		}
		want := graph.ID("")
		if twice >= 0 {
			want = id(twice)
			all = append(all, want)
		}
		for _, id := range all {
			if err := s.addLink(&graph.Link{ID: id, Hop: graph.HopSeat, From: end, To: end}); err != nil {
				t.Fatal(err)
			}
		}
		if err := s.finish(); err != nil {
			t.Fatal(err)
		}
		for _, most := range []int{100, 3_000, mostCompared} {
			if got, err := s.doubled(most); err != nil || got != want {
				t.Errorf("%d at a time: %q, %v; want %q", most, got, err, want)
			}
		}
	}
}
