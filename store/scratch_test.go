package store_test

import (
	"cmp"
	"encoding/json"
	"maps"
	"math/rand/v2"
	"path/filepath"
	"reflect"
	"slices"
	"testing"

	"cobuild/graph"
	"cobuild/sample"
	"cobuild/store"
	"cobuild/store/sqlite"
)

// scratchModel is a scratch in maps.
type scratchModel struct {
	nouns map[graph.ID]graph.Noun // nil = dropped
	links map[graph.ID]*graph.Link
}

// agree compares what is told of some nouns and links.
func (m *scratchModel) agree(t *testing.T, s *store.Scratch, nouns, links []graph.ID) {
	t.Helper()
	found, err := s.Nouns(nouns)
	if err != nil {
		t.Fatal(err)
	}
	byID, err := s.LinksByID(links)
	if err != nil {
		t.Fatal(err)
	}
	for _, id := range nouns {
		want, put := m.nouns[id]
		got, has := found[id]
		if put != has || text(t, got) != text(t, want) {
			t.Fatalf("%s is %s, not %s", id, text(t, got), text(t, want))
		}
		if want == nil {
			continue
		}
		key := graph.CodeKey{Kind: want.Kind(), Field: graph.ByCode, Code: want.Top().Code}
		bearers, err := s.Find([]graph.CodeKey{key})
		if has := slices.ContainsFunc(bearers[key], func(n graph.Noun) bool { return n.Top().ID == id }); err != nil || has == (key.Code == "") {
			t.Fatalf("%q finds %v (%v)", key.Code, bearers[key], err)
		}
	}
	for _, id := range links {
		want, put := m.links[id]
		if got, has := byID[id]; put != has || !reflect.DeepEqual(got, want) {
			t.Fatalf("%s is %v, not %v", id, got, want)
		}
	}
	for _, dir := range []graph.Direction{graph.Out, graph.In} {
		near, err := s.Links(graph.LinkQuery{IDs: nouns, Direction: dir, Hops: graph.Hops})
		if err != nil {
			t.Fatal(err)
		}
		for _, id := range nouns {
			want, got := map[graph.ID]graph.Link{}, map[graph.ID]graph.Link{}
			for _, l := range m.links {
				if l != nil && l.Near(dir) == id {
					want[l.ID] = *l
				}
			}
			for _, l := range near[id] {
				got[l.ID] = l
			}
			if !maps.Equal(want, got) || len(near[id]) != len(got) {
				t.Fatalf("at %s are %v, not %v", id, near[id], want)
			}
		}
	}
}

func text(t *testing.T, n graph.Noun) string {
	t.Helper()
	data, err := json.Marshal(n)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

func openEmpty(t *testing.T) *store.Store {
	t.Helper()
	engine, err := sqlite.Open(t.Context(), filepath.Join(t.TempDir(), "empty.db"))
	if err != nil {
		t.Fatal(err)
	}
	s, err := store.Open(t.Context(), engine, store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	return s
}

// TestScratchHoldsWhatWasPutLast puts the facts of a sample in any order, changes
// and drops them on the way, and loads a store with what is left.
func TestScratchHoldsWhatWasPutLast(t *testing.T) {
	random := rand.New(rand.NewPCG(3, 5))
	data := sample.Gaotang()
	s, err := store.NewScratch()
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	}()
	m := &scratchModel{nouns: map[graph.ID]graph.Noun{}, links: map[graph.ID]*graph.Link{}}
	var nouns, links []graph.ID
	for _, n := range data.Nouns {
		nouns = append(nouns, n.Top().ID)
	}
	for _, l := range data.Links {
		links = append(links, l.ID)
	}
	some := func(ids []graph.ID) []graph.ID { at := random.IntN(len(ids)); return ids[at:min(at+5, len(ids))] }
	for step := range 3 * (len(nouns) + len(links)) {
		switch i := random.IntN(len(nouns) + len(links)); {
		case i < len(nouns) && step%7 == 0:
			s.Drop(nouns[i])
			m.nouns[nouns[i]] = nil
		case i < len(nouns):
			n := graph.CopyNoun(data.Nouns[i])
			n.Top().Name, n.Top().Code = n.Top().Name+"改", n.Top().Code+string(rune('A'+step%3))
			s.Put(n)
			m.nouns[nouns[i]] = n
		default:
			l := data.Links[i-len(nouns)]
			switch step % 5 {
			case 0:
				s.DropLink(l)
				m.links[l.ID] = nil
				continue
			case 1:
				l.To = data.Links[random.IntN(len(data.Links))].To
			case 2:
				l.Until, l.Person = 50_000, nouns[random.IntN(len(nouns))]
			}
			s.PutLink(l)
			m.links[l.ID] = &l
		}
		if step%50 == 0 {
			m.agree(t, s, some(nouns), some(links))
		}
	}
	for i, n := range data.Nouns {
		s.Put(n)
		m.nouns[nouns[i]] = n
	}
	for i, l := range data.Links {
		s.PutLink(l)
		m.links[links[i]] = &l
	}
	never := graph.CopyNoun(data.Nouns[len(data.Nouns)-1])
	never.Top().ID = graph.DerivedID(never.Kind(), "never")
	wrong := data.Links[0]
	wrong.ID = graph.DerivedID(graph.KindLink, "wrong")
	s.Put(never)
	s.PutLink(wrong)
	s.Drop(never.Top().ID)
	s.DropLink(wrong)
	if want := len(nouns) + len(links); s.Rows() < want {
		t.Errorf("%d rows, not %d at least", s.Rows(), want)
	}
	m.agree(t, s, nouns, links)
	if err := s.Err(); err != nil {
		t.Fatal(err)
	}
	loaded := openEmpty(t)
	if err := loaded.LoadScratch(t.Context(), data.Name, s, nil); err != nil {
		t.Fatal(err)
	}
	want := openEmpty(t)
	if err := want.Load(t.Context(), &data, nil); err != nil {
		t.Fatal(err)
	}
	_, err = loaded.Check(t.Context(), func(d store.Drift) { t.Errorf("check: %s", d) }, nil)
	if err != nil {
		t.Fatal(err)
	}
	if there, err := loaded.Nouns(t.Context(), append(nouns, never.Top().ID)); err != nil || len(there) != len(nouns) {
		t.Errorf("%d nouns were loaded, not %d (%v)", len(there), len(nouns), err)
	}
	a, err := loaded.Links(t.Context(), graph.LinkQuery{IDs: nouns, Hops: graph.Hops})
	if err != nil {
		t.Fatal(err)
	}
	b, err := want.Links(t.Context(), graph.LinkQuery{IDs: nouns, Hops: graph.Hops})
	if err != nil {
		t.Fatal(err)
	}
	for _, id := range nouns {
		byID := func(a, b graph.Link) int { return cmp.Compare(a.ID, b.ID) }
		slices.SortFunc(a[id], byID)
		slices.SortFunc(b[id], byID)
		if !slices.Equal(a[id], b[id]) {
			t.Errorf("links of %s are %v, not %v", id, a[id], b[id])
		}
	}
}
