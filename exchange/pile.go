package exchange

import (
	"context"
	"errors"
	"time"

	"cobuild/graph"
	"cobuild/store"
)

// pile is what desks have put, one after another, on what is on record: an import
// that is tried, or that is loaded at once, is made on it. It is on disk, so that
// the number of rows does not matter.
type pile struct {
	*store.Scratch
	base  graph.Edit // what is on record, which stays as it is; nil = nothing
	ids   graph.IDSource
	today graph.Date
}

// newPile makes a pile without anything on it.
func newPile(s *store.Store) (*pile, error) {
	scratch, err := store.NewScratch()
	return &pile{Scratch: scratch, ids: graph.NewIDSource(time.Now), today: s.Today()}, err
}

// try makes an edit on a desk over the pile and what is on record, of which only
// the pile keeps anything.
func (p *pile) try(ctx context.Context, s *store.Store, intent graph.Intent, edit func(context.Context, *desk) error) error {
	var d *desk
	_, err := s.ApplyAll(ctx, intent, func(ctx context.Context, e graph.Edit) error {
		p.base, d = e, newDesk(p)
		return edit(ctx, d)
	}, true)
	if err != nil {
		return err
	}
	return p.take(ctx, d)
}

// take puts what is on a desk on the pile.
func (p *pile) take(ctx context.Context, d *desk) error { return errors.Join(d.handOver(ctx), p.Err()) }

func (p *pile) Today() graph.Date { return p.today }

func (p *pile) New(kind graph.Kind) graph.ID { return p.ids.New(kind) }

// Most is 0: an import may touch any number of nouns.
func (p *pile) Most() int { return 0 }

func (p *pile) Revision() int64 {
	if p.base == nil {
		return 0
	}
	return p.base.Revision()
}

func (p *pile) Log(ctx context.Context, qs []graph.LogQuery) ([]graph.PageOf[graph.LogEntry], error) {
	if p.base == nil {
		return make([]graph.PageOf[graph.LogEntry], len(qs)), nil
	}
	return p.base.Log(ctx, qs)
}

func (p *pile) Put(n graph.Noun, _ bool) { p.Scratch.Put(n) }

func (p *pile) Drop(n graph.Noun) { p.Scratch.Drop(n.Top().ID) }

func (p *pile) PutLink(l graph.Link, _ bool) { p.Scratch.PutLink(l) }

// NewRegion leaves to the load what the store decides of a region.
func (p *pile) NewRegion(context.Context, *graph.Region, graph.ID) error { return nil }

func (p *pile) Nouns(ctx context.Context, ids []graph.ID) (map[graph.ID]graph.Noun, error) {
	found, err := p.Scratch.Nouns(ids)
	if err != nil {
		return nil, err
	}
	var rest []graph.ID
	for _, id := range ids {
		if n, put := found[id]; !put {
			rest = append(rest, id)
		} else if n == nil {
			delete(found, id)
		}
	}
	if p.base == nil || len(rest) == 0 {
		return found, nil
	}
	beneath, err := p.base.Nouns(ctx, rest)
	for id, n := range beneath {
		found[id] = n
	}
	return found, err
}

func (p *pile) Links(ctx context.Context, q graph.LinkQuery) (map[graph.ID][]graph.Link, error) {
	found, err := p.Scratch.Links(q)
	if err != nil || p.base == nil {
		return found, err
	}
	beneath, err := p.base.Links(ctx, q)
	if err != nil {
		return nil, err
	}
	for id, links := range beneath {
		put, err := p.again(links)
		if err != nil {
			return nil, err
		}
		var kept []graph.Link
		for _, l := range links {
			if _, again := put[l.ID]; !again {
				kept = append(kept, l)
			}
		}
		if kept = append(kept, found[id]...); len(kept) > 0 {
			found[id] = kept
		}
	}
	return found, nil
}

// again are those of links that were put on the pile.
func (p *pile) again(links []graph.Link) (map[graph.ID]*graph.Link, error) {
	ids := make([]graph.ID, len(links))
	for i := range links {
		ids[i] = links[i].ID
	}
	return p.Scratch.LinksByID(ids)
}

func (p *pile) LinksByID(ctx context.Context, ids []graph.ID) (map[graph.ID]graph.Link, error) {
	put, err := p.Scratch.LinksByID(ids)
	if err != nil {
		return nil, err
	}
	found := make(map[graph.ID]graph.Link, len(ids))
	var rest []graph.ID
	for _, id := range ids {
		if l, again := put[id]; !again {
			rest = append(rest, id)
		} else if l != nil {
			found[id] = *l
		}
	}
	if p.base == nil || len(rest) == 0 {
		return found, nil
	}
	beneath, err := p.base.LinksByID(ctx, rest)
	for id, l := range beneath {
		found[id] = l
	}
	return found, err
}

// Find gives the nouns that bear a code, living or not.
func (p *pile) Find(ctx context.Context, key graph.CodeKey) ([]graph.Noun, error) {
	found, err := p.FindAll(ctx, []graph.CodeKey{key})
	return found[key], err
}

// FindAll is Find for many codes at once.
func (p *pile) FindAll(ctx context.Context, keys []graph.CodeKey) (map[graph.CodeKey][]graph.Noun, error) {
	found, err := p.Scratch.Find(keys)
	if err != nil || p.base == nil {
		return found, err
	}
	beneath := map[graph.CodeKey][]graph.Noun{}
	if all, ok := p.base.(finder); ok {
		beneath, err = all.FindAll(ctx, keys)
	} else {
		for i := 0; i < len(keys) && err == nil; i++ {
			beneath[keys[i]], err = p.base.Find(ctx, keys[i])
		}
	}
	if err != nil {
		return nil, err
	}
	for key, nouns := range beneath {
		for _, n := range nouns {
			if !p.Holds(n.Top().ID) {
				found[key] = append(found[key], n)
			}
		}
	}
	return found, nil
}

// Holders gives those on record, as they are now: of what was put, the desk that
// asks was told who holds a part.
func (p *pile) Holders(ctx context.Context, parts []graph.ID) (map[graph.ID]graph.Noun, error) {
	if p.base == nil {
		return map[graph.ID]graph.Noun{}, nil
	}
	found, err := p.base.Holders(ctx, parts)
	if err != nil {
		return nil, err
	}
	ids := make([]graph.ID, 0, len(found))
	for _, n := range found {
		ids = append(ids, n.Top().ID)
	}
	now, err := p.Nouns(ctx, ids)
	for part, n := range found {
		if found[part] = now[n.Top().ID]; found[part] == nil {
			delete(found, part)
		}
	}
	return found, err
}

// Mentions gives the nouns that name others beside the links between them.
func (p *pile) Mentions(ctx context.Context, ids []graph.ID) (map[graph.ID][]graph.ID, error) {
	namers := p.Namers()
	if p.base != nil {
		beneath, err := p.base.Mentions(ctx, ids)
		if err != nil {
			return nil, err
		}
		for _, by := range beneath {
			namers = append(namers, by...)
		}
	}
	return graph.MentionsAmong(ctx, p, ids, namers)
}

var _ graph.Edit = (*pile)(nil)
