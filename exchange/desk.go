package exchange

import (
	"context"
	"slices"

	"cobuild/graph"
)

// desk is an edit in memory. It answers from what was put on it, then from what
// it read beneath, then by reading. A row is tried on it and taken back whole
// where it is refused; at the end of a batch all of it is handed to the edit
// beneath.
type desk struct {
	under graph.Edit
	next  graph.ID // that of the noun that the row under way enters; "" = a new one

	read deskFacts // beneath
	put  deskFacts // on the desk; nil nouns and links are withdrawn

	order   []deskPut                           // what was put, in order
	parents map[graph.ID]graph.ID               // of new regions
	holders map[graph.ID]graph.ID               // of parts, told by who knows
	names   map[placeName]map[string][]graph.ID // by region and kind
	undo    []func()                            // of the row under way, last first
}

// deskFacts are facts by the ways they are asked for.
type deskFacts struct {
	nouns map[graph.ID]graph.Noun
	codes map[graph.CodeKey][]graph.ID
	links map[graph.ID]*graph.Link
	near  map[nearKey][]graph.ID
}

type nearKey struct {
	id  graph.ID
	dir graph.Direction
	hop graph.Hop
}

type deskPut struct {
	id      graph.ID
	correct bool
	link    bool
}

func newFacts() deskFacts {
	return deskFacts{
		nouns: map[graph.ID]graph.Noun{}, codes: map[graph.CodeKey][]graph.ID{},
		links: map[graph.ID]*graph.Link{}, near: map[nearKey][]graph.ID{},
	}
}

func newDesk(under graph.Edit) *desk {
	return &desk{
		under: under, read: newFacts(), put: newFacts(),
		parents: map[graph.ID]graph.ID{}, holders: map[graph.ID]graph.ID{},
		names: map[placeName]map[string][]graph.ID{},
	}
}

// begin starts a row; takeBack undoes what was put since.
func (d *desk) begin() { d.undo = d.undo[:0] }

func (d *desk) takeBack() {
	for i := len(d.undo) - 1; i >= 0; i-- {
		d.undo[i]()
	}
	d.undo = d.undo[:0]
}

// touched says whether the row under way has put anything.
func (d *desk) touched() bool { return len(d.undo) > 0 }

func (d *desk) Today() graph.Date { return d.under.Today() }

func (d *desk) Revision() int64 { return d.under.Revision() }

// Most is 0: an import may touch any number of nouns.
func (d *desk) Most() int { return 0 }

func (d *desk) Log(ctx context.Context, qs []graph.LogQuery) ([]graph.PageOf[graph.LogEntry], error) {
	return d.under.Log(ctx, qs)
}

func (d *desk) New(kind graph.Kind) graph.ID {
	if d.next != "" && d.next.Kind() == kind {
		id := d.next
		d.next = ""
		return id
	}
	return d.under.New(kind)
}

func (d *desk) Nouns(ctx context.Context, ids []graph.ID) (map[graph.ID]graph.Noun, error) {
	if err := d.load(ctx, ids); err != nil {
		return nil, err
	}
	found := make(map[graph.ID]graph.Noun, len(ids))
	for _, id := range ids {
		if n, put := d.put.nouns[id]; put {
			if n != nil {
				found[id] = n
			}
		} else if n := d.read.nouns[id]; n != nil {
			found[id] = n
		}
	}
	return found, nil
}

// load reads nouns that are not known yet.
func (d *desk) load(ctx context.Context, ids []graph.ID) error {
	var missing []graph.ID
	for _, id := range ids {
		_, put := d.put.nouns[id]
		if _, read := d.read.nouns[id]; !put && !read && !slices.Contains(missing[max(0, len(missing)-8):], id) {
			missing = append(missing, id)
		}
	}
	if len(missing) == 0 {
		return nil
	}
	nouns, err := d.under.Nouns(ctx, missing)
	for _, id := range missing {
		d.read.nouns[id] = nouns[id]
	}
	return err
}

func (d *desk) Links(ctx context.Context, q graph.LinkQuery) (map[graph.ID][]graph.Link, error) {
	if err := d.loadLinks(ctx, q.IDs, q.Direction, q.Hops); err != nil {
		return nil, err
	}
	found := make(map[graph.ID][]graph.Link, len(q.IDs))
	for _, id := range q.IDs {
		for _, hop := range q.Hops {
			key := nearKey{id, q.Direction, hop}
			for _, linkID := range d.read.near[key] {
				if _, again := d.put.links[linkID]; !again {
					found[id] = appendOn(found[id], d.read.links[linkID], q.On)
				}
			}
			for _, linkID := range d.put.near[key] {
				if l := d.put.links[linkID]; l != nil && l.Near(q.Direction) == id {
					found[id] = appendOn(found[id], l, q.On)
				}
			}
		}
	}
	return found, nil
}

func appendOn(links []graph.Link, l *graph.Link, on graph.Date) []graph.Link {
	if on == 0 || l.Holds(on) {
		links = append(links, *l)
	}
	return links
}

// loadLinks reads links that are not known yet: all of them of the nouns that
// lack some.
func (d *desk) loadLinks(ctx context.Context, ids []graph.ID, dir graph.Direction, hops []graph.Hop) error {
	var missing []graph.ID
	lacking := map[graph.Hop]bool{}
	for _, id := range ids {
		if _, fresh := d.put.nouns[id]; fresh && d.read.nouns[id] == nil {
			continue // entered on the desk: nothing beneath refers to it
		}
		lacks := false
		for _, hop := range hops {
			if _, known := d.read.near[nearKey{id, dir, hop}]; !known {
				lacks, lacking[hop] = true, true
			}
		}
		if lacks {
			missing = append(missing, id)
		}
	}
	if len(missing) == 0 {
		return nil
	}
	var ask []graph.Hop
	for _, hop := range hops {
		if lacking[hop] {
			ask = append(ask, hop)
		}
	}
	links, err := d.under.Links(ctx, graph.LinkQuery{IDs: missing, Direction: dir, Hops: ask})
	if err != nil {
		return err
	}
	for _, id := range missing {
		for _, hop := range ask {
			if _, known := d.read.near[nearKey{id, dir, hop}]; !known {
				d.read.near[nearKey{id, dir, hop}] = []graph.ID{}
			}
		}
		for _, l := range links[id] {
			key := nearKey{id, dir, l.Hop}
			if !slices.Contains(d.read.near[key], l.ID) {
				d.read.near[key] = append(d.read.near[key], l.ID)
			}
			d.read.links[l.ID] = &l
		}
	}
	return nil
}

func (d *desk) LinksByID(ctx context.Context, ids []graph.ID) (map[graph.ID]graph.Link, error) {
	found := make(map[graph.ID]graph.Link, len(ids))
	var rest []graph.ID
	for _, id := range ids {
		if l, put := d.put.links[id]; put {
			if l != nil {
				found[id] = *l
			}
		} else if l := d.read.links[id]; l != nil {
			found[id] = *l
		} else {
			rest = append(rest, id)
		}
	}
	if len(rest) == 0 {
		return found, nil
	}
	links, err := d.under.LinksByID(ctx, rest)
	for id, l := range links {
		found[id], d.read.links[id] = l, &l
	}
	return found, err
}

// Holders gives those that were told by holds; others are asked for beneath.
func (d *desk) Holders(ctx context.Context, parts []graph.ID) (map[graph.ID]graph.Noun, error) {
	found := make(map[graph.ID]graph.Noun, len(parts))
	var rest []graph.ID
	for _, part := range parts {
		holder, told := d.holders[part]
		if !told {
			rest = append(rest, part)
			continue
		}
		nouns, err := d.Nouns(ctx, []graph.ID{holder})
		if err != nil {
			return nil, err
		}
		if n := nouns[holder]; n != nil {
			found[part] = n
		}
	}
	if len(rest) == 0 {
		return found, nil
	}
	beneath, err := d.under.Holders(ctx, rest)
	for part, n := range beneath {
		found[part] = n
	}
	return found, err
}

// holds tells which noun holds a part.
func (d *desk) holds(part, noun graph.ID) { d.holders[part] = noun }

// Mentions gives the nouns that name others beside the links between them.
func (d *desk) Mentions(ctx context.Context, ids []graph.ID) (map[graph.ID][]graph.ID, error) {
	namers := make([]graph.ID, 0, len(d.order))
	for _, p := range d.order {
		if l := d.put.links[p.id]; l != nil {
			namers = append(namers, l.From)
		} else if !p.link {
			namers = append(namers, p.id)
		}
	}
	beneath, err := d.under.Mentions(ctx, ids)
	if err != nil {
		return nil, err
	}
	for _, by := range beneath {
		namers = append(namers, by...)
	}
	return graph.MentionsAmong(ctx, d, ids, namers)
}
