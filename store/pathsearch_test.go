package store

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"math/rand/v2"
	"reflect"
	"slices"
	"testing"

	"cobuild/graph"
)

// web is a small world: who has a part in which relation. A direct link has two
// parts, a body any number.
type web map[graph.ID][]graph.ID

func (w web) follow(asked *int) follow {
	return func(_ context.Context, ids []graph.ID, limit int) (links []graph.Neighbour, more bool, err error) {
		*asked++
		for relation, parts := range w {
			body := relation.Kind() == graph.KindAlliance
			for _, part := range parts {
				switch {
				case body && slices.Contains(ids, part):
					links = append(links, graph.Neighbour{Near: part, Link: "seat", Hop: graph.HopSeat, Far: relation})
				case body && slices.Contains(ids, relation):
					links = append(links, graph.Neighbour{Near: relation, Link: "seat", Hop: graph.HopSeat, Far: part})
				case !body && slices.Contains(ids, part):
					links = append(links, graph.Neighbour{Near: part, Link: relation, Hop: graph.HopSuperior, Far: other(parts, part)})
				}
			}
		}
		rand.Shuffle(len(links), func(i, j int) { links[i], links[j] = links[j], links[i] })
		if len(links) > limit {
			return nil, true, nil
		}
		return links, false, nil
	}
}

func other(ends []graph.ID, one graph.ID) graph.ID {
	if ends[0] == one {
		return ends[1]
	}
	return ends[0]
}

// search runs a search as Store.paths does.
func (w web) search(t *testing.T, from, to graph.ID, hops, limit, most int) (paths [][]graph.ID, cut bool, visited int) {
	t.Helper()
	asked := 0
	s := newPathSearch(most, w.follow(&asked))
	a, b := s.front(from), s.front(to)
	met, cut, err := s.between(t.Context(), a, b, 2*hops)
	if err != nil {
		t.Fatal(err)
	}
	if s.visited > most {
		t.Errorf("%d links were followed, at most %d may be", s.visited, most)
	}
	if len(met) > 0 {
		paths = s.paths(a, b, met, limit)
	}
	return paths, cut, s.visited
}

// naive walks every way, one hop longer at a time, until one arrives.
func (w web) naive(from, to graph.ID, hops int) (paths [][]graph.ID) {
	relations := slices.Sorted(maps.Keys(w))
	for length := 1; length <= hops && len(paths) == 0; length++ {
		var walk func(at graph.ID, steps []graph.ID)
		walk = func(at graph.ID, steps []graph.ID) {
			if len(steps) == 2*length {
				if at == to {
					paths = append(paths, slices.Clone(steps))
				}
				return
			}
			for _, relation := range relations {
				if !slices.Contains(w[relation], at) {
					continue
				}
				for _, next := range unique(w[relation]) {
					if next != at && next != from {
						walk(next, append(steps, relation, next))
					}
				}
			}
		}
		walk(from, nil)
	}
	return paths
}

func somebody(i int) graph.ID { return graph.DerivedID(graph.KindOrganisation, fmt.Sprint(i)) }

// randomWeb ties some people by direct links and bodies, one doubled.
func randomWeb(r *rand.Rand) web {
	w := web{}
	people := 4 + r.IntN(6)
	for i := range r.IntN(10) {
		a, b := r.IntN(people), r.IntN(people)
		if a != b {
			w[graph.DerivedID(graph.KindLink, fmt.Sprint(i))] = []graph.ID{somebody(a), somebody(b)}
		}
	}
	for i := range r.IntN(5) {
		var parts []graph.ID
		for range 1 + r.IntN(4) {
			parts = append(parts, somebody(r.IntN(people)))
		}
		w[graph.DerivedID(graph.KindAlliance, fmt.Sprint(i))] = parts
	}
	return w
}

func TestPathsEqualThoseOfEveryWalk(t *testing.T) {
	lengths, cuts := map[int]int{}, 0
	for seed := range uint64(2_000) {
		r := rand.New(rand.NewPCG(seed, 1))
		w := randomWeb(r)
		hops, limit := 1+r.IntN(5), 1+r.IntN(6)
		want := w.naive(somebody(0), somebody(1), hops)
		if len(want) > 0 {
			lengths[len(want[0])/2]++
		}
		got, cut, visited := w.search(t, somebody(0), somebody(1), hops, limit, 1_000)
		if cut {
			t.Fatalf("seed %d: cut short after %d links", seed, visited)
		}
		if want = want[:min(limit, len(want))]; !reflect.DeepEqual(got, want) && len(got)+len(want) > 0 {
			t.Fatalf("seed %d: %d hops, %d paths: got %v, want %v in %v", seed, hops, limit, got, want, w)
		}
		for most := range visited + 1 { // under any bound it tells all, or that it does not
			got, cut, less := w.search(t, somebody(0), somebody(1), hops, limit, most)
			if cut && (len(got) > 0 || most == visited) || !cut && !slices.EqualFunc(got, want, slices.Equal) {
				t.Fatalf("seed %d: of %d links at most %d: %d followed, %v, cut %t", seed, visited, most, less, got, cut)
			}
			cuts += map[bool]int{true: 1}[cut]
		}
	}
	if cuts < 1_000 {
		t.Errorf("only %d searches were cut short", cuts)
	}
	for length := 1; length <= 4; length++ {
		if lengths[length] < 5 {
			t.Errorf("only %d worlds had paths of %d hops", lengths[length], length)
		}
	}
}

// hub ties so many to one by direct links, whose ids start at the number.
func (w web) hub(centre graph.ID, from, many int) {
	for i := range many {
		w[graph.DerivedID(graph.KindLink, "hub", fmt.Sprint(from+i))] = []graph.ID{centre, somebody(from + i)}
	}
}

func TestASearchGoesRoundHubs(t *testing.T) {
	alliance := graph.DerivedID(graph.KindAlliance, "great")
	great := web{}
	for i := range 5_000 {
		great[alliance] = append(great[alliance], somebody(i))
	}
	if paths, cut, visited := great.search(t, somebody(0), somebody(1), 6, 9, 100); cut || len(paths) != 1 || visited != 2 {
		t.Errorf("two of a great alliance: %v, cut %t, %d links followed", paths, cut, visited)
	}

	// From a hub of 5,000 to somebody three hops away on a thin path.
	w := web{}
	w.hub(somebody(0), 10, 5_000)
	w[graph.DerivedID(graph.KindLink, "a")] = []graph.ID{somebody(10), somebody(1)}
	w[graph.DerivedID(graph.KindLink, "b")] = []graph.ID{somebody(1), somebody(2)}
	if paths, cut, visited := w.search(t, somebody(0), somebody(2), 6, 9, 5_100); cut || len(paths) != 1 || len(paths[0]) != 6 || visited > 10 {
		t.Errorf("from a hub: %v, cut %t, %d links followed", paths, cut, visited)
	}
	w.hub(somebody(2), 6_000, 5_000)
	if _, cut, visited := w.search(t, somebody(0), somebody(9_999), 6, 9, 4_000); !cut || visited > 20 {
		t.Errorf("between hubs beyond the bound: cut %t, %d links followed", cut, visited)
	}
	if paths, cut, _ := w.search(t, somebody(0), somebody(9_999), 6, 9, 50_000); cut || len(paths) != 1 || len(paths[0]) != 8 {
		t.Errorf("between hubs within the bound: %v, cut %t", paths, cut)
	}
}

func TestASearchWithoutEnd(t *testing.T) {
	w := web{}
	w.hub(somebody(0), 1, 3)
	w.hub(somebody(50), 51, 3)
	for _, to := range []graph.ID{somebody(50), somebody(51), somebody(99)} {
		if paths, cut, _ := w.search(t, somebody(0), to, 6, 9, 100); cut || len(paths) != 0 {
			t.Errorf("to %s: %v, cut %t", to, paths, cut)
		}
	}
	want := errors.New("lost")
	s := newPathSearch(10, func(context.Context, []graph.ID, int) ([]graph.Neighbour, bool, error) { return nil, false, want })
	if _, cut, err := s.between(t.Context(), s.front(somebody(0)), s.front(somebody(1)), 4); !errors.Is(err, want) || cut {
		t.Errorf("an engine that fails gives %v, cut %t", err, cut)
	}
}
