package exchange

import (
	"context"
	"slices"

	"cobuild/graph"
)

// finder is an edit that finds the bearers of many codes at once.
type finder interface {
	FindAll(ctx context.Context, keys []graph.CodeKey) (map[graph.CodeKey][]graph.Noun, error)
}

// Find gives the nouns that bear a code, living or not.
func (d *desk) Find(ctx context.Context, key graph.CodeKey) ([]graph.Noun, error) {
	if err := d.loadCodes(ctx, []graph.CodeKey{key}); err != nil {
		return nil, err
	}
	var found []graph.Noun
	for _, id := range d.read.codes[key] {
		if _, put := d.put.nouns[id]; !put {
			found = append(found, d.read.nouns[id])
		}
	}
	for _, id := range d.put.codes[key] {
		if n := d.put.nouns[id]; n != nil && codeOf(n, key.Field) == key.Code {
			found = append(found, n)
		}
	}
	return found, nil
}

// loadCodes reads the bearers of codes that are not known yet.
func (d *desk) loadCodes(ctx context.Context, keys []graph.CodeKey) error {
	var missing []graph.CodeKey
	for _, key := range keys {
		if _, known := d.read.codes[key]; !known {
			missing = append(missing, key)
			d.read.codes[key] = []graph.ID{}
		}
	}
	if len(missing) == 0 {
		return nil
	}
	found := map[graph.CodeKey][]graph.Noun{}
	if all, ok := d.under.(finder); ok {
		var err error
		if found, err = all.FindAll(ctx, missing); err != nil {
			return err
		}
	} else {
		for _, key := range missing {
			nouns, err := d.under.Find(ctx, key)
			if err != nil {
				return err
			}
			found[key] = nouns
		}
	}
	for key, nouns := range found {
		for _, n := range nouns {
			id := n.Top().ID
			if d.read.nouns[id] == nil {
				d.read.nouns[id] = n
			}
			d.read.codes[key] = append(d.read.codes[key], id)
		}
	}
	return nil
}

func codeOf(n graph.Noun, field graph.CodeField) string {
	if field == graph.ByCredit {
		if u, ok := n.(*graph.Unit); ok {
			return u.CreditCode
		}
		return ""
	}
	return n.Top().Code
}

func (d *desk) Put(n graph.Noun, correct bool) { d.keep(n.Top().ID, n, correct) }

func (d *desk) Drop(n graph.Noun) { d.keep(n.Top().ID, nil, true) }

func (d *desk) keep(id graph.ID, n graph.Noun, correct bool) {
	old, again := d.put.nouns[id]
	d.put.nouns[id] = n
	d.order = append(d.order, deskPut{id: id, correct: correct})
	d.undo = append(d.undo, func() {
		d.order = d.order[:len(d.order)-1]
		if again {
			d.put.nouns[id] = old
		} else {
			delete(d.put.nouns, id)
		}
	})
	if n == nil {
		return
	}
	for _, field := range []graph.CodeField{graph.ByCode, graph.ByCredit} {
		code := codeOf(n, field)
		key := graph.CodeKey{Kind: n.Kind(), Field: field, Code: code}
		if code == "" || slices.Contains(d.put.codes[key], id) {
			continue
		}
		d.put.codes[key] = append(d.put.codes[key], id) // stays after a taking back: Find looks again
	}
}

func (d *desk) PutLink(l graph.Link, correct bool) { d.keepLink(l.ID, l, &l, correct) }

func (d *desk) DropLink(l graph.Link) { d.keepLink(l.ID, l, nil, true) }

func (d *desk) keepLink(id graph.ID, l graph.Link, now *graph.Link, correct bool) {
	old, again := d.put.links[id]
	d.put.links[id] = now
	d.order = append(d.order, deskPut{id: id, correct: correct, link: true})
	d.undo = append(d.undo, func() {
		d.order = d.order[:len(d.order)-1]
		if again {
			d.put.links[id] = old
		} else {
			delete(d.put.links, id)
		}
	})
	if now != nil {
		d.listName(now)
	}
	if again {
		return // an edit that gives a link other ends makes a new one
	}
	for _, key := range []nearKey{{l.From, graph.Out, l.Hop}, {l.To, graph.In, l.Hop}} {
		d.put.near[key] = append(d.put.near[key], id)
		d.undo = append(d.undo, func() { d.put.near[key] = d.put.near[key][:len(d.put.near[key])-1] })
	}
}

// NewRegion keeps the parent: what the store decides of a region it decides
// when the region is handed to it.
func (d *desk) NewRegion(_ context.Context, r *graph.Region, parent graph.ID) error {
	d.parents[r.ID] = parent
	return nil
}

// handOver puts what is on the desk into the edit beneath.
func (d *desk) handOver(ctx context.Context) error {
	done := map[graph.ID]bool{}
	correct := map[graph.ID]bool{}
	for _, p := range d.order {
		correct[p.id] = p.correct
	}
	for _, p := range d.order {
		if done[p.id] {
			continue
		}
		done[p.id] = true
		switch {
		case p.link && d.put.links[p.id] == nil:
			if l := d.read.links[p.id]; l != nil {
				d.under.DropLink(*l)
			}
		case p.link:
			d.under.PutLink(*d.put.links[p.id], correct[p.id])
		case d.put.nouns[p.id] == nil:
			if n := d.read.nouns[p.id]; n != nil {
				d.under.Drop(n)
			}
		default:
			n := d.put.nouns[p.id]
			if r, ok := n.(*graph.Region); ok && d.read.nouns[p.id] == nil {
				if err := d.under.NewRegion(ctx, r, d.parents[p.id]); err != nil {
					return err
				}
			}
			d.under.Put(n, correct[p.id])
		}
	}
	return nil
}

var _ graph.Edit = (*desk)(nil)
