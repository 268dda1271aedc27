package neo4j

import (
	"context"
	"maps"
	"slices"
	"strings"
	"unicode/utf8"

	"cobuild/graph"
	"cobuild/store"
)

const (
	mostRows  = 5_000   // of one statement
	mostBytes = 8 << 20 // of one statement, unless one row is larger
)

// Write applies a batch: a small one by one statement, of a large one each part by
// one to three, as often as its size asks for: 5,000 rows or 8 MB each. Links that
// go or are replaced take one more for each hop among them, and one to find them.
func (t *tx) Write(ctx context.Context, b store.Batch) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	w := &batch{tx: t, ctx: ctx, set: ofSet(t.state.Set)}
	if b.Beside {
		w.set = ofSet(t.state.Set + 1)
	}
	if small(&b) {
		w.whole = map[string]any{}
	}
	w.dropPlaces(b.DropPlaces)
	w.nouns(b.Nouns)
	w.dropNouns(b.DropNouns)
	w.links(b.Links, b.Made)
	w.dropLinks(b.DropLinks)
	w.resort(b.Resort)
	w.dropFindings(b.DropFindings)
	w.findings(b.Findings)
	w.segments(b.Segments)
	w.log(b.Log)
	w.state(b.State)
	return w.err
}

// batch writes parts until one fails.
type batch struct {
	tx    *tx
	ctx   context.Context
	set   variant        // of findings and segments
	whole map[string]any // parts that one statement will write, by name; nil = each for itself
	err   error
}

// row is what a statement unwinds.
type row = map[string]any

// put runs a statement over rows.
func (w *batch) put(name string, v variant, list []row) { send(w, name, v, "rows", list, rowSize) }

func rowSize(r row) int {
	size := 100
	for _, key := range []string{"doc", "data", "words"} {
		switch value := r[key].(type) {
		case string:
			size += len(value)
		case []byte:
			size += len(value)
		}
	}
	return size
}

// send runs a statement over a list, in pieces of a size that suits a server.
func send[R any](w *batch, name string, v variant, param string, list []R, size func(R) int) {
	if w.whole != nil && slices.Contains(wholeParts, name) {
		before, _ := w.whole[name].([]R)
		w.whole[name] = append(before, list...)
		return
	}
	for len(list) > 0 && w.err == nil {
		n, bytes := 0, 0
		for n < min(len(list), mostRows) && (n == 0 || bytes+size(list[n]) <= mostBytes) {
			bytes += size(list[n])
			n++
		}
		_, w.err = w.tx.run(w.ctx, cypher(name, v), map[string]any{param: list[:n]})
		list = list[n:]
	}
}

func textSize(text string) int { return len(text) }

// last keeps of rows with the same key the last, which replaces the others.
func last[K comparable, R any](list []R, key func(*R) K) []R {
	at := make(map[K]int, len(list))
	for i := range list {
		at[key(&list[i])] = i
	}
	if len(at) == len(list) {
		return list
	}
	kept := make([]R, 0, len(at))
	for i := range list {
		if at[key(&list[i])] == i {
			kept = append(kept, list[i])
		}
	}
	return kept
}

// text gives a document as text; Neo4j keeps no other than UTF-8.
func (w *batch) text(id graph.ID, doc []byte) string {
	if !utf8.Valid(doc) && w.err == nil {
		w.err = internal(nil, "the document of %s is not UTF-8", "%s的文档不是UTF-8", id)
	}
	return string(doc)
}

func (w *batch) nouns(nouns []store.NounRow) {
	nouns = last(nouns, func(n *store.NounRow) graph.ID { return n.ID })
	var ids []string
	var places []row
	for i := range nouns {
		n := &nouns[i]
		ids = append(ids, string(n.ID))
		for _, place := range n.Shelves {
			places = append(places, row{
				"id": string(n.ID), "shelf": place.Shelf, "key": place.Key, "since": int64(n.Since), "until": int64(n.End),
			})
		}
	}
	w.put("put_nouns", variant{}, w.nounRows(nouns))
	send(w, "clear_places", variant{}, "ids", ids, textSize)
	w.put("put_places", variant{}, places)
}

func (w *batch) nounRows(nouns []store.NounRow) []row {
	list := make([]row, len(nouns))
	for i := range nouns {
		n := &nouns[i]
		label, known := labels[n.Kind]
		if !known && w.err == nil {
			w.err = internal(nil, "%s has kind %q, which no noun has", "%s的类型%q不是主体类型", n.ID, n.Kind)
		}
		list[i] = row{
			"id": string(n.ID), "label": label, "kind": string(n.Kind), "code": orNil(n.Code), "name": orNil(n.Name),
			"since": int64(n.Since), "until": int64(n.End), "doc": w.text(n.ID, n.Doc), "words": orNil(strings.Join(n.Words, " ")),
		}
	}
	return list
}

func (w *batch) dropPlaces(places []store.ShelfKey) {
	var list []row
	for _, place := range places {
		list = append(list, row{"shelf": place.Shelf, "key": place.Key})
	}
	w.put("drop_places", variant{}, list)
}

// dropNouns leaves of nouns only what the entries of the log hang on.
func (w *batch) dropNouns(ids []graph.ID) {
	send(w, "clear_places", variant{}, "ids", distinct(ids), textSize)
	send(w, "drop_nouns", variant{}, "ids", distinct(ids), textSize)
}

func (w *batch) links(links []store.LinkRow, made map[graph.ID]bool) {
	links = last(links, func(l *store.LinkRow) graph.ID { return l.ID })
	var replaced []graph.ID
	list := make([]row, len(links))
	for i := range links {
		if id := links[i].ID; !made[id] {
			replaced = append(replaced, id)
		}
		list[i] = linkRow(&links[i])
	}
	w.dropLinks(replaced)
	w.put("put_links", variant{}, list)
}

func linkRow(l *store.LinkRow) row {
	return row{
		"id": string(l.ID), "hop": string(l.Hop), "from": string(l.From), "to": string(l.To),
		"since": int64(l.Since), "until": int64(l.End()), "mode": orNil(l.Mode), "role": orNil(l.Role), "person": orNil(l.Person),
		"fromPos": l.Position(graph.In), "toPos": l.Position(graph.Out),
	}
}

// dropLinks drops the links that are there, hop by hop. To look for links is
// several times cheaper than to drop them, which locks the place of each id in the
// index of the hop.
func (w *batch) dropLinks(ids []graph.ID) {
	there := map[graph.Hop][]string{}
	for piece := range slices.Chunk(ids, mostRows) {
		if w.err != nil {
			return
		}
		var links map[graph.ID]store.LinkRow
		links, w.err = w.tx.LinksByID(w.ctx, piece)
		for id, link := range links {
			there[link.Hop] = append(there[link.Hop], string(id))
		}
	}
	for _, hop := range graph.Hops {
		send(w, "drop_links", variant{Hop: hop}, "ids", there[hop], textSize)
	}
}

func (w *batch) resort(keys map[graph.ID]string) {
	var list []row
	for _, id := range slices.Sorted(maps.Keys(keys)) {
		list = append(list, row{"id": string(id), "key": keys[id]})
	}
	hops := joinHops(graph.Hops)
	// What leaves a noun is listed at its other end by the noun's key.
	w.put("resort", variant{Hops: hops, Direction: graph.Out}, list)
	w.put("resort", variant{Hops: hops, Direction: graph.In}, list)
}

func (w *batch) dropFindings(positions []string) {
	send(w, "drop_findings", w.set, "positions", positions, textSize)
}

func (w *batch) findings(findings []store.FindingRow) {
	findings = last(findings, func(f *store.FindingRow) string { return f.Pos })
	positions := make([]string, len(findings))
	list := make([]row, len(findings))
	for i := range findings {
		positions[i], list[i] = findings[i].Pos, findingRow(&findings[i])
	}
	w.dropFindings(positions)
	w.put("put_findings", w.set, list)
}

func findingRow(f *store.FindingRow) row {
	return row{
		"pos": f.Pos, "code": int64(f.Code), "means": orNil(f.Code.Name()), "id": string(f.ID),
		"subject": string(f.Subject), "related": orNil(f.Related),
		"since": int64(f.Since), "until": int64(f.End()),
		"pieceSince": int64(f.Piece.Since), "pieceUntil": int64(f.Piece.End()),
		"region": orNil(f.Region), "attributes": slices.Clone(f.Attributes[:]),
	}
}

func (w *batch) segments(segments []store.SegmentRow) {
	segments = last(segments, func(s *store.SegmentRow) store.SegmentKey { return s.SegmentKey })
	var gone []store.SegmentKey
	var list []row
	for _, s := range segments {
		if len(s.Data) == 0 {
			gone = append(gone, s.SegmentKey)
			continue
		}
		list = append(list, row{"scope": string(s.Scope), "subject": string(s.Subject), "revision": s.Revision, "data": s.Data})
	}
	send(w, "drop_segments", w.set, "keys", segmentKeys(gone), rowSize)
	w.put("put_segments", w.set, list)
}

func (w *batch) log(entries []store.LogRow) {
	list := make([]row, len(entries))
	for i := range entries {
		e := &entries[i]
		list[i] = row{
			"at": logPlace(e.Revision, e.Index), "revision": e.Revision, "index": int64(e.Index),
			"subjects": distinct(e.Subjects), "doc": w.text("", e.Doc),
		}
	}
	w.put("put_log", variant{}, list)
}

func (w *batch) state(s *store.State) {
	if s == nil || w.err != nil {
		return
	}
	text, params := cypher("put_state", variant{}), map[string]any{
		"format": int64(s.Format), "revision": s.Revision, "regions": int64(s.Regions),
		"ruleset": s.Ruleset, "sample": s.Sample, "placed": int64(s.Placed), "loading": s.Loading,
		"rules": s.Rules, "set": s.Set, "beside": s.Beside,
	}
	if w.whole != nil {
		text = wholeCypher(w.set)
		for _, part := range wholeParts {
			params[part] = w.whole[part]
		}
	}
	if _, w.err = w.tx.run(w.ctx, text, params); w.err == nil {
		w.tx.state = *s
	}
}
