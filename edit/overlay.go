package edit

import (
	"context"
	"slices"

	"cobuild/graph"
)

// overlay is the facts of an edit with others laid over them that are not yet
// put: what an edit that touches much checks before it puts any of it.
type overlay struct {
	e        graph.Edit
	nouns    map[graph.ID]graph.Noun  // nil = withdrawn
	links    map[graph.ID]*graph.Link // nil = withdrawn
	out, in  map[graph.ID][]graph.ID  // links laid over, by their ends
	nounIDs  []graph.ID               // as laid
	linkIDs  []graph.ID
	replaced map[graph.ID]graph.Link // the links withdrawn
}

func newOverlay(e graph.Edit) *overlay {
	return &overlay{
		e: e, nouns: map[graph.ID]graph.Noun{}, links: map[graph.ID]*graph.Link{},
		out: map[graph.ID][]graph.ID{}, in: map[graph.ID][]graph.ID{}, replaced: map[graph.ID]graph.Link{},
	}
}

func (o *overlay) put(n graph.Noun) { o.lay(n.Top().ID, n) }

func (o *overlay) drop(n graph.Noun) { o.lay(n.Top().ID, nil) }

func (o *overlay) lay(id graph.ID, n graph.Noun) {
	if _, again := o.nouns[id]; !again {
		o.nounIDs = append(o.nounIDs, id)
	}
	o.nouns[id] = n
}

// putLink lays a link, which keeps its ends if it was laid before.
func (o *overlay) putLink(l graph.Link) {
	old, again := o.links[l.ID]
	if !again {
		o.linkIDs = append(o.linkIDs, l.ID)
	}
	if old == nil {
		o.out[l.From] = append(o.out[l.From], l.ID)
		o.in[l.To] = append(o.in[l.To], l.ID)
	}
	o.links[l.ID] = &l
}

// dropLink withdraws a link, which is not laid again.
func (o *overlay) dropLink(l graph.Link) {
	if _, again := o.links[l.ID]; !again {
		o.linkIDs = append(o.linkIDs, l.ID)
	}
	o.links[l.ID] = nil
	o.replaced[l.ID] = l
}

// Nouns gives nouns as they will be.
func (o *overlay) Nouns(ctx context.Context, ids []graph.ID) (map[graph.ID]graph.Noun, error) {
	found, err := o.e.Nouns(ctx, ids)
	if err != nil {
		return nil, err
	}
	for _, id := range ids {
		if n, laid := o.nouns[id]; laid && n == nil {
			delete(found, id)
		} else if laid {
			found[id] = n
		}
	}
	return found, nil
}

// Links gives links as they will be.
func (o *overlay) Links(ctx context.Context, q graph.LinkQuery) (map[graph.ID][]graph.Link, error) {
	found, err := o.e.Links(ctx, q)
	if err != nil {
		return nil, err
	}
	near := o.out
	if q.Direction == graph.In {
		near = o.in
	}
	for _, id := range q.IDs {
		kept := slices.DeleteFunc(slices.Clone(found[id]), func(l graph.Link) bool { _, laid := o.links[l.ID]; return laid })
		for _, linkID := range near[id] {
			if l := o.links[linkID]; l != nil && slices.Contains(q.Hops, l.Hop) && (q.On == 0 || l.Holds(q.On)) {
				kept = append(kept, *l)
			}
		}
		found[id] = kept
	}
	return found, nil
}

// LinksByID gives links as they will be, by their own ids.
func (o *overlay) LinksByID(ctx context.Context, ids []graph.ID) (map[graph.ID]graph.Link, error) {
	found, err := o.e.LinksByID(ctx, ids)
	if err != nil {
		return nil, err
	}
	for _, id := range ids {
		if l, laid := o.links[id]; laid && l == nil {
			delete(found, id)
		} else if laid {
			found[id] = *l
		}
	}
	return found, nil
}
