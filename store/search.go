package store

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"cobuild/graph"
	"cobuild/search"
)

// mostAtHand bounds the nouns that an index of words may give to be sorted in
// memory. Of more, pages are read from the shelves by name: then they match so
// often that a page is soon full.
const mostAtHand = 5_000

// The classes in which hits come. The first two are those that people mean who
// typed all of a code, or the beginning of a name.
const (
	classCode   = '0' // the text is a whole code
	classBegins = '1' // the name begins with the first word
	classRest   = '2'
)

// classKey is where a class begins among positions.
func classKey(class byte) string { return string(class) + sep }

// finder looks for nouns by a text.
type finder struct {
	s     *Store
	snap  *snapshot
	q     graph.SearchQuery
	text  *search.Query
	lead  string    // sort key of the first word
	kinds []string  // words of the kinds, none where all are meant
	runs  []stretch // keys of the places asked for; nil = everywhere
	paths []string  // words of the same places, nil where they are not settled by words
}

// hit is a noun found, at its position: class, sort key, id.
type hit struct {
	pos string
	doc []byte // of a noun of which only names and codes were read, see slight
	graph.SearchHit
}

// slight reads of a noun what it is found by. To read the whole of thousands
// would take most of the time of a search.
func slight(row *NounRow) (graph.Noun, error) {
	var noun struct {
		graph.Head
		CreditCode string `json:"creditCode"`
	}
	if err := json.Unmarshal(row.Doc, &noun); err != nil {
		return nil, fmt.Errorf("store: %s: %w", row.ID, err)
	}
	switch row.Kind {
	case graph.KindRegion:
		return &graph.Region{Head: noun.Head}, nil
	case graph.KindOrganisation:
		return &graph.Organisation{Head: noun.Head}, nil
	default:
		return &graph.Unit{Head: noun.Head, CreditCode: noun.CreditCode}, nil
	}
}

// fill reads the whole of the nouns found.
func fill(hits []hit) (err error) {
	for i := range hits {
		if h := &hits[i]; h.doc != nil && err == nil {
			h.Noun, err = graph.UnmarshalNoun(h.Noun.Kind(), h.doc)
		}
	}
	return err
}

func (s *Store) finder(ctx context.Context, q graph.SearchQuery) (*finder, error) {
	text, err := search.Parse(q.Text, "text")
	if err != nil {
		return nil, err
	}
	if err := s.turnIfDue(ctx); err != nil {
		return nil, err
	}
	snap, err := s.latest(ctx, s.engine)
	if err != nil {
		return nil, err
	}
	f := &finder{s: s, snap: snap, text: text, lead: SortKey(text.Lead()), kinds: kindWords(q.Kinds)}
	if len(q.Kinds) == 0 {
		q.Kinds = search.Searchable
	}
	f.q = q
	if q.Place.Within != "" {
		f.runs = snap.tree.stretches(q.Place, s.Today(), q.On)
		f.paths = pathWords(f.runs)
	}
	return f, nil
}

func kindWords(kinds []graph.Kind) []string {
	words := make([]string, len(kinds))
	for i, kind := range kinds {
		words[i] = search.KindWord(kind)
	}
	return words
}

// pathWords are the words of places, nil where words do not settle them: of a
// region alone, or of one scattered over many runs.
func pathWords(runs []stretch) []string {
	const most = 16
	if len(runs) > most {
		return nil
	}
	words := make([]string, len(runs))
	for i, run := range runs {
		if strings.HasSuffix(run.after, sep) {
			return nil
		}
		words[i] = search.PathWord(run.after)
	}
	return words
}

// nowhere says that the region asked for is not alive.
func (f *finder) nowhere() bool { return f.q.Place.Within != "" && len(f.runs) == 0 }

// groups adds to groups of words those of the kinds, unless all are meant, and of
// the places.
func (f *finder) groups(groups [][]string) [][]string {
	groups = slices.Clone(groups)
	if len(f.kinds) > 0 {
		groups = append(groups, f.kinds)
	}
	if len(f.paths) > 0 {
		groups = append(groups, f.paths)
	}
	return groups
}

// atHand gives all hits, in order; over where the index knows of more than most
// candidates.
func (f *finder) atHand(ctx context.Context, groups [][]string, most int) (hits []hit, over bool, err error) {
	if f.nowhere() {
		return nil, false, nil
	}
	found, err := f.s.engine.Search(ctx, []WordQuery{{Groups: f.groups(groups), Limit: most, Loose: true}})
	if err != nil || found[0].Over {
		return nil, err == nil, err
	}
	nouns := make([]graph.Noun, 0, len(found[0].Nouns))
	docs := make(map[graph.ID][]byte, len(found[0].Nouns))
	for i := range found[0].Nouns {
		row := &found[0].Nouns[i]
		noun, err := slight(row)
		if err != nil {
			return nil, false, err
		}
		nouns, docs[row.ID] = append(nouns, noun), row.Doc
	}
	hits, err = f.verify(ctx, nouns, len(f.paths) > 0 && !found[0].Loose)
	for i := range hits {
		hits[i].doc = docs[hits[i].Noun.Top().ID]
	}
	slices.SortFunc(hits, func(a, b hit) int { return strings.Compare(a.pos, b.pos) })
	return hits, false, err
}

// verify keeps the nouns that are meant, in their order. placed says that they
// stand where they should.
func (f *finder) verify(ctx context.Context, nouns []graph.Noun, placed bool) ([]hit, error) {
	var hits []hit
	var matching []graph.Noun
	for _, n := range nouns {
		if !n.Top().Holds(f.q.On) || !slices.Contains(f.q.Kinds, n.Kind()) {
			continue
		}
		found, ok := f.text.Match(n)
		if !ok {
			continue
		}
		key := nameKey(n)
		class := byte(classRest)
		switch {
		case found.Code:
			class = classCode
		case found.Begins && strings.HasPrefix(key, f.lead):
			class = classBegins
		}
		hits = append(hits, hit{pos: classKey(class) + key, SearchHit: graph.SearchHit{Noun: n, Matches: found.Matches}})
		matching = append(matching, n)
	}
	if placed || f.q.Place.Within == "" || len(hits) == 0 {
		return hits, nil
	}
	places, err := placeKeys(ctx, &reading{f.s.engine}, f.snap.tree, matching, f.s.Today())
	if err != nil {
		return nil, err
	}
	return slices.DeleteFunc(hits, func(h hit) bool {
		_, in := firstIn(f.runs, places[h.Noun.Top().ID])
		return !in
	}), nil
}

// Search reads a page of nouns found by a text: those of which it is a whole
// code, then those whose name begins with its first word, then the others; among
// each by name, then id.
func (s *Store) Search(ctx context.Context, q graph.SearchQuery) (graph.PageOf[graph.SearchHit], error) {
	return first(memoised(ctx, s, "Search", []graph.SearchQuery{q}, itemsOf, single(s.search)))
}

func (s *Store) search(ctx context.Context, q graph.SearchQuery) (graph.PageOf[graph.SearchHit], error) {
	f, err := s.finder(ctx, q)
	if err != nil {
		return graph.PageOf[graph.SearchHit]{}, err
	}
	hits, over, err := f.atHand(ctx, f.text.Groups(), s.atHand)
	if err == nil && over {
		hits, err = f.walk(ctx)
	} else {
		hits = cut(hits, q.Page)
	}
	if err == nil {
		err = fill(hits)
	}
	if err != nil {
		return graph.PageOf[graph.SearchHit]{}, err
	}
	page := graph.PageOf[graph.SearchHit]{}
	for _, h := range hits {
		page.Items, page.At = append(page.Items, h.SearchHit), append(page.At, h.pos)
	}
	return trim(page, q.Page.Limit, q.Page.Backward), nil
}

// cut takes of hits in ascending order those of a page, and one more where there
// is one; in the order in which they are read.
func cut(hits []hit, page graph.Page) []hit {
	from, known := slices.BinarySearchFunc(hits, page.From, func(h hit, pos string) int { return strings.Compare(h.pos, pos) })
	switch {
	case page.From == "":
	case page.Backward:
		hits = hits[:from]
	case known:
		hits = hits[from+1:]
	default:
		hits = hits[from:]
	}
	if page.Backward {
		hits = slices.Clone(hits)
		slices.Reverse(hits)
	}
	return hits[:min(len(hits), page.Limit+1)]
}

// CountSearch counts what Search finds, up to graph.MostSorted candidates.
func (s *Store) CountSearch(ctx context.Context, q graph.SearchQuery) (int, error) {
	return first(memoised(ctx, s, "CountSearch", []graph.SearchQuery{q}, light, single(s.countSearch)))
}

func (s *Store) countSearch(ctx context.Context, q graph.SearchQuery) (int, error) {
	f, err := s.finder(ctx, q)
	if err != nil {
		return 0, err
	}
	hits, over, err := f.atHand(ctx, f.text.Groups(), graph.MostSorted)
	if err == nil && over {
		err = tooMany()
	}
	return len(hits), err
}

// walk reads a page of a text that is found too often to be sorted: class by
// class, along the shelves by name.
func (f *finder) walk(ctx context.Context) ([]hit, error) {
	classes := []byte{classCode, classBegins, classRest}
	if f.q.Page.Backward {
		slices.Reverse(classes)
	}
	var got []hit
	for _, class := range classes {
		page := f.q.Page
		page.Limit = f.q.Page.Limit - len(got)
		if page.Limit < 0 {
			break
		}
		if from := page.From; from != "" {
			if before := from[0] < class; before == page.Backward && from[0] != class {
				continue // all of the class lies before the page
			}
			if page.From = ""; from[0] == class {
				page.From = strings.TrimPrefix(from, classKey(class))
			}
		}
		hits, err := f.ofClass(ctx, class, page)
		if err != nil {
			return nil, err
		}
		got = append(got, hits...)
	}
	return got, nil
}

// ofClass reads hits of one class: up to one more than the page asks for, whose
// From is a key by name.
func (f *finder) ofClass(ctx context.Context, class byte, page graph.Page) ([]hit, error) {
	run := stretch{" ", top}
	switch class {
	case classCode:
		groups, ok := f.text.CodeGroups()
		if !ok {
			return nil, nil
		}
		hits, over, err := f.atHand(ctx, groups, f.s.atHand)
		if err != nil || over {
			return nil, orTooCommon(err)
		}
		hits = slices.DeleteFunc(hits, func(h hit) bool { return h.pos[0] != class })
		if page.From != "" {
			page.From = classKey(class) + page.From
		}
		return cut(hits, page), nil
	case classBegins:
		run = stretch{f.lead, f.lead + top}
	}
	h := newHarvest(page, f.q.On)
	for _, kind := range f.q.Kinds {
		h.addShelf(nameShelf(kind), clip(run, page, false))
	}
	found := map[graph.ID]hit{}
	h.filter = &filter{func(ctx context.Context, cs []candidate) ([]bool, error) {
		nouns := make([]graph.Noun, len(cs))
		for i := range cs {
			nouns[i] = cs[i].noun
		}
		hits, err := f.verify(ctx, nouns, false)
		for _, h := range hits {
			if h.pos[0] == class {
				found[h.Noun.Top().ID] = h
			}
		}
		kept := make([]bool, len(cs))
		for i := range cs {
			_, kept[i] = found[cs[i].id()]
		}
		return kept, err
	}}
	err := reap(ctx, f.s.engine, []*harvest{h})
	if graph.CodeOf(err) == graph.CodeTooComplex {
		err = orTooCommon(nil)
	}
	if err != nil {
		return nil, err
	}
	hits := make([]hit, len(h.got))
	for i := range h.got {
		hits[i] = found[h.got[i].id()]
	}
	return hits, nil
}

func orTooCommon(err error) error {
	if err != nil {
		return err
	}
	return graph.NewError(graph.CodeTooComplex, []string{"text"},
		"the text is found in too many names, and too seldom among those beginning the list, to fill a page from %d of them: search for more of the name, or within a region",
		"含该文字的名称过多且分散，检查%d个后仍未凑满一页：请输入更多文字，或限定地区", mostScanned)
}
