package store

import (
	"bytes"
	"context"
	"maps"
	"slices"

	"cobuild/graph"
)

// draft is an edit under way: the facts of a transaction with those put so far
// laid over them. It is also what a plan would be tried on without writing.
type draft struct {
	r     *pending
	tree  *tree
	today graph.Date
	ids   *memoIDs
	state State
	most  int             // nouns it may touch; 0 = any number
	full  int             // nouns and links it may put; 0 = any number
	by    *graph.Intent   // who puts, see As
	spoke []*graph.Intent // of each change, in order

	nouns map[graph.ID]putNoun
	links map[graph.ID]putLink
	order []graph.ID // of what was put, as first put
	from  map[graph.ID][]graph.ID
	to    map[graph.ID][]graph.ID
	fresh map[graph.ID]*node
	child map[string]int // next child number by parent path
}

type putNoun struct {
	graph.Noun
	by      *graph.Intent // nil = that of the whole edit
	correct bool
	dropped bool
}

type putLink struct {
	graph.Link
	by      *graph.Intent
	correct bool
	dropped bool
}

func newDraft(p *pending, t *tree, state State, today graph.Date, ids *memoIDs) *draft {
	return &draft{
		r: p, tree: t, today: today, ids: ids, state: state,
		nouns: map[graph.ID]putNoun{}, links: map[graph.ID]putLink{},
		from: map[graph.ID][]graph.ID{}, to: map[graph.ID][]graph.ID{},
		fresh: map[graph.ID]*node{}, child: map[string]int{},
	}
}

func (d *draft) Today() graph.Date { return d.today }

func (d *draft) Revision() int64 { return d.state.Revision }

func (d *draft) Most() int { return d.most }

// Log reads the log as it was before the edit, which d.r knows nothing of.
func (d *draft) Log(ctx context.Context, qs []graph.LogQuery) ([]graph.PageOf[graph.LogEntry], error) {
	return readLogs(ctx, d.r, qs)
}

func (d *draft) New(kind graph.Kind) graph.ID {
	id := d.ids.next(kind)
	d.r.base.made[id] = true
	return id
}

// fits refuses an edit that has put more than is held in memory. Reads ask it, so
// that a long one ends when it is full rather than when it is done.
func (d *draft) fits() error {
	if d.full == 0 || len(d.order) <= d.full {
		return nil
	}
	return graph.NewError(graph.CodeTooComplex, nil,
		"over %[1]d nouns and relations would change in one revision, all of which are held in memory: split the file into parts of up to %[1]d changes, each is then all or nothing, and revisionUndo takes a range of revisions back",
		"一次修订将变更的主体和关系超过%[1]d个，须全部保存在内存中：请将文件拆分为每份不超过%[1]d项变更的部分，各部分要么全部生效要么全部不生效，revisionUndo可撤销一段修订", d.full)
}

func (d *draft) Nouns(ctx context.Context, ids []graph.ID) (map[graph.ID]graph.Noun, error) {
	if err := d.fits(); err != nil {
		return nil, err
	}
	var rest []graph.ID
	found := make(map[graph.ID]graph.Noun, len(ids))
	for _, id := range ids {
		switch put, ok := d.nouns[id]; {
		case !ok:
			rest = append(rest, id)
		case !put.dropped:
			found[id] = put.Noun
		}
	}
	stored, err := readNouns(ctx, d.r, rest)
	for id, noun := range stored {
		found[id] = noun
	}
	return found, err
}

func (d *draft) Links(ctx context.Context, q graph.LinkQuery) (map[graph.ID][]graph.Link, error) {
	links, err := readLinks(ctx, d.r, q)
	if err != nil || len(d.links) == 0 {
		return links, err
	}
	near := d.from
	if q.Direction == graph.In {
		near = d.to
	}
	for _, id := range q.IDs {
		if slices.ContainsFunc(links[id], func(l graph.Link) bool { _, put := d.links[l.ID]; return put }) {
			links[id] = slices.DeleteFunc(links[id], func(l graph.Link) bool { _, put := d.links[l.ID]; return put })
		}
		for _, linkID := range near[id] {
			put := d.links[linkID]
			if !put.dropped && put.Near(q.Direction) == id && slices.Contains(q.Hops, put.Hop) && (q.On == 0 || put.Holds(q.On)) {
				links[id] = append(links[id], put.Link)
			}
		}
	}
	return links, nil
}

// LinksByID gives links by their own ids, for edits that name a link.
func (d *draft) LinksByID(ctx context.Context, ids []graph.ID) (map[graph.ID]graph.Link, error) {
	links := make(map[graph.ID]graph.Link, len(ids))
	var rest []graph.ID
	for _, id := range ids {
		switch put, ok := d.links[id]; {
		case !ok:
			rest = append(rest, id)
		case !put.dropped:
			links[id] = put.Link
		}
	}
	if len(rest) == 0 {
		return links, nil
	}
	rows, err := d.r.LinksByID(ctx, rest)
	for id, row := range rows {
		links[id] = row.Link
	}
	return links, err
}

// Holders gives the nouns that hold parts, for edits that name a part.
func (d *draft) Holders(ctx context.Context, parts []graph.ID) (map[graph.ID]graph.Noun, error) {
	holders, err := readHolders(ctx, d.r, parts)
	if err != nil {
		return nil, err
	}
	for part, holder := range holders {
		if _, again := d.nouns[holder.Top().ID]; again {
			delete(holders, part)
		}
	}
	for _, put := range d.nouns {
		if put.dropped {
			continue
		}
		for _, part := range parts {
			if partOf(put.Noun, part) != (graph.Part{}) {
				holders[part] = put.Noun
			}
		}
	}
	return holders, nil
}

func (d *draft) Find(ctx context.Context, key graph.CodeKey) ([]graph.Noun, error) {
	stored, err := findAll(ctx, d.r, []graph.CodeKey{key})
	if err != nil {
		return nil, err
	}
	bearers := slices.DeleteFunc(stored[key], func(n graph.Noun) bool { _, put := d.nouns[n.Top().ID]; return put })
	for _, id := range d.order {
		if put, ok := d.nouns[id]; ok && !put.dropped && put.Kind() == key.Kind && codeOf(put.Noun, key.Field) == key.Code {
			bearers = append(bearers, put.Noun)
		}
	}
	return bearers, nil
}

// FindAll is Find for many codes at once.
func (d *draft) FindAll(ctx context.Context, keys []graph.CodeKey) (map[graph.CodeKey][]graph.Noun, error) {
	found, err := findAll(ctx, d.r, keys)
	if err != nil || len(d.nouns) == 0 {
		return found, err
	}
	asked := make(map[graph.CodeKey]bool, len(keys))
	for _, key := range keys {
		asked[key] = true
		found[key] = slices.DeleteFunc(found[key], func(n graph.Noun) bool { _, put := d.nouns[n.Top().ID]; return put })
	}
	for _, id := range d.order {
		put, ok := d.nouns[id]
		if !ok || put.dropped {
			continue
		}
		for _, field := range []graph.CodeField{graph.ByCode, graph.ByCredit} {
			key := graph.CodeKey{Kind: put.Kind(), Field: field, Code: codeOf(put.Noun, field)}
			if asked[key] && (field == graph.ByCode || key.Kind == graph.KindUnit) {
				found[key] = append(found[key], put.Noun)
			}
		}
	}
	return found, nil
}

func codeOf(n graph.Noun, field graph.CodeField) string {
	if u, ok := n.(*graph.Unit); ok && field == graph.ByCredit {
		return u.CreditCode
	}
	return n.Top().Code
}

func (d *draft) Put(n graph.Noun, correct bool) { d.keepNoun(putNoun{Noun: n, correct: correct}) }

func (d *draft) Drop(n graph.Noun) { d.keepNoun(putNoun{Noun: n, correct: true, dropped: true}) }

func (d *draft) keepNoun(p putNoun) {
	id := p.Top().ID
	if _, again := d.nouns[id]; !again {
		d.order = append(d.order, id)
	}
	p.by = d.by
	d.nouns[id] = p
}

// As says who makes what is put from now on.
func (d *draft) As(ctx context.Context, intent graph.Intent) error {
	d.by = &intent
	return checkExpected(ctx, d.r, intent, d.state)
}

func (d *draft) PutLink(l graph.Link, correct bool) { d.keep(putLink{Link: l, correct: correct}) }

func (d *draft) DropLink(l graph.Link) { d.keep(putLink{Link: l, correct: true, dropped: true}) }

func (d *draft) keep(p putLink) {
	old, again := d.links[p.ID]
	if !again {
		d.order = append(d.order, p.ID)
	}
	if !again || old.From != p.From && !slices.Contains(d.from[p.From], p.ID) {
		d.from[p.From] = append(d.from[p.From], p.ID)
	}
	if !again || old.To != p.To && !slices.Contains(d.to[p.To], p.ID) {
		d.to[p.To] = append(d.to[p.To], p.ID)
	}
	p.by = d.by
	d.links[p.ID] = p
}

func (d *draft) NewRegion(_ context.Context, r *graph.Region, parent graph.ID) error {
	above := d.tree.of(parent)
	if fresh := d.fresh[parent]; fresh != nil {
		above = fresh
	}
	path := ""
	if above != nil {
		path = above.path
	}
	n, known := d.child[path]
	if !known {
		n = d.tree.nextChild(path)
	}
	if n >= mostChildren {
		return tooManyChildren(n)
	}
	d.child[path] = n + 1
	d.state.Regions++
	r.No, r.Path = d.state.Regions, childPath(path, n)
	r.Scope = scopeFor(r, above)
	fresh := entryFor(r, nil)
	d.fresh[r.ID] = &fresh.node
	return nil
}

func tooManyChildren(n int) error {
	return graph.NewError(graph.CodeTooComplex, []string{"parent"},
		"%d regions have been registered under this parent, the most there can be: register it under a region between",
		"该上级下已登记%d个地区，已达上限：请登记在中间层级的地区下", n)
}

// changes compares what was put with what was there. What is equal is no
// change.
func (d *draft) changes(ctx context.Context) ([]graph.Change, error) {
	links, err := d.r.LinksByID(ctx, slices.Sorted(maps.Keys(d.links)))
	if err != nil {
		return nil, err
	}
	before, err := readNouns(ctx, d.r, slices.Sorted(maps.Keys(d.nouns)))
	if err != nil {
		return nil, err
	}
	var changes []graph.Change
	add := func(c graph.Change, by *graph.Intent) { changes, d.spoke = append(changes, c), append(d.spoke, by) }
	for _, id := range d.order {
		if put, ok := d.nouns[id]; ok {
			if put.dropped {
				if before[id] != nil {
					add(graph.Change{NounBefore: before[id], Correct: true}, put.by)
				}
				continue
			}
			same, err := equalNouns(before[id], put.Noun)
			if err != nil {
				return nil, err
			}
			if !same {
				add(graph.Change{NounBefore: before[id], NounAfter: put.Noun, Correct: put.correct}, put.by)
			}
			continue
		}
		put := d.links[id]
		var old *graph.Link
		if row, stored := links[id]; stored {
			old = &row.Link
		}
		switch {
		case put.dropped && old == nil:
		case put.dropped:
			add(graph.Change{LinkBefore: old, Correct: true}, put.by)
		case old == nil || *old != put.Link:
			add(graph.Change{LinkBefore: old, LinkAfter: &put.Link, Correct: put.correct}, put.by)
		}
	}
	return changes, nil
}

func equalNouns(a, b graph.Noun) (bool, error) {
	if a == nil || b == nil {
		return false, nil
	}
	left, err := graph.MarshalNoun(a)
	if err != nil {
		return false, err
	}
	right, err := graph.MarshalNoun(b)
	return bytes.Equal(left, right), err
}

// memoIDs gives the same ids in the same order each time an edit runs.
type memoIDs struct {
	source graph.IDSource
	made   []graph.ID
	used   int
}

func (m *memoIDs) rewind() { m.used = 0 }

func (m *memoIDs) next(kind graph.Kind) graph.ID {
	if m.used < len(m.made) && m.made[m.used].Kind() == kind {
		m.used++
		return m.made[m.used-1]
	}
	id := m.source.New(kind)
	m.made = append(m.made[:m.used], id)
	m.used++
	return id
}
