package edit

import (
	"context"
	"slices"

	"cobuild/graph"
)

// codes checks that no code comes to be borne by two at a time.
func (f *fitting) codes(ctx context.Context) error {
	now, err := f.e.Nouns(ctx, f.after.nounIDs)
	if err != nil {
		return err
	}
	bearers := map[graph.CodeKey][]graph.Noun{}
	var keys []graph.CodeKey
	for _, id := range f.after.nounIDs {
		n := f.after.nouns[id]
		if n == nil {
			continue
		}
		for _, key := range codesOf(n) {
			if old := now[id]; old != nil && old.Top().Contains(n.Top().Interval) && slices.Contains(codesOf(old), key) {
				continue // it bears that code on those days already
			}
			if bearers[key] == nil {
				keys = append(keys, key)
			}
			bearers[key] = append(bearers[key], n)
		}
	}
	for _, key := range keys {
		others, err := f.e.Find(ctx, key)
		if err != nil {
			return err
		}
		for _, other := range others {
			if n, laid := f.after.nouns[other.Top().ID]; laid {
				other = n
			}
			met := other != nil && slices.ContainsFunc(bearers[key], func(n graph.Noun) bool { return n.Top().ID == other.Top().ID })
			if other != nil && !met && slices.Contains(codesOf(other), key) {
				bearers[key] = append(bearers[key], other)
			}
		}
		for i, n := range bearers[key] {
			for _, other := range bearers[key][i+1:] {
				if a, b := n.Top(), other.Top(); a.ID != b.ID && a.Overlaps(b.Interval) {
					f.clash(obstacle{subject: b.ID, fact: b.ID}, "it bears the code %q, which would be that of %s too", "它使用的编码%q将同时属于%s", graph.Clip(key.Code), named(n))
				}
			}
		}
	}
	return nil
}

func codesOf(n graph.Noun) (keys []graph.CodeKey) {
	if code := n.Top().Code; code != "" {
		keys = append(keys, graph.CodeKey{Kind: n.Kind(), Field: graph.ByCode, Code: code})
	}
	if u, ok := n.(*graph.Unit); ok && u.CreditCode != "" {
		keys = append(keys, graph.CodeKey{Kind: n.Kind(), Field: graph.ByCredit, Code: u.CreditCode})
	}
	return keys
}

// pairings checks that no pairing comes to repeat another of the same kind
// between the same ends.
func (f *fitting) pairings(ctx context.Context) error {
	touched := map[graph.ID]bool{}
	for _, id := range f.after.nounIDs {
		touched[id] = id.Kind() == graph.KindPairing
	}
	for _, id := range f.after.linkIDs {
		l := f.after.links[id]
		if l == nil {
			was := f.after.replaced[id]
			l = &was
		}
		if l.Hop == graph.HopEnd {
			touched[l.From] = true
		}
	}
	var ids []graph.ID
	for id, is := range touched {
		if is {
			ids = append(ids, id)
		}
	}
	slices.Sort(ids)
	nouns, err := f.after.Nouns(ctx, ids)
	if err != nil {
		return err
	}
	ends, err := f.after.Links(ctx, graph.LinkQuery{IDs: ids, Hops: []graph.Hop{graph.HopEnd}})
	if err != nil {
		return err
	}
	for _, id := range ids {
		p, ok := nouns[id].(*graph.Pairing)
		if !ok {
			continue
		}
		set := endsOf(ends[id])
		if len(set) == 0 {
			continue
		}
		twin, err := f.twin(ctx, p, set)
		if err != nil {
			return err
		}
		if twin != "" {
			f.clash(obstacle{subject: twin, fact: twin}, "it ties the same ends by the same kind as %s would", "它与%s将种类与各方均相同", id)
		}
	}
	return nil
}

// endsOf are the participants that links lead to, each once, in order.
func endsOf(links []graph.Link) []graph.ID {
	var ids []graph.ID
	for _, l := range links {
		ids = append(ids, l.To)
	}
	slices.Sort(ids)
	return slices.Compact(ids)
}

// twin finds another pairing of the same kind and ends at the same time.
func (f *fitting) twin(ctx context.Context, p *graph.Pairing, set []graph.ID) (graph.ID, error) {
	into, err := f.after.Links(ctx, graph.LinkQuery{IDs: set[:1], Direction: graph.In, Hops: []graph.Hop{graph.HopEnd}})
	if err != nil {
		return "", err
	}
	others := slices.DeleteFunc(pairingsOf(into[set[0]]), func(id graph.ID) bool { return id == p.ID })
	nouns, err := f.after.Nouns(ctx, others)
	if err != nil {
		return "", err
	}
	ends, err := f.after.Links(ctx, graph.LinkQuery{IDs: others, Hops: []graph.Hop{graph.HopEnd}})
	if err != nil {
		return "", err
	}
	for _, id := range others {
		other, ok := nouns[id].(*graph.Pairing)
		if ok && other.PairingKind == p.PairingKind && other.Overlaps(p.Interval) && slices.Equal(endsOf(ends[id]), set) {
			return id, nil
		}
	}
	return "", nil
}

// mentions checks that nothing names a withdrawn noun beside the links that
// lead to it: the person at an end of a pairing, the successors of a region,
// the region by which another is counted.
func (f *fitting) mentions(ctx context.Context) error {
	var gone, namers []graph.ID
	for _, id := range f.after.nounIDs {
		if f.after.nouns[id] != nil {
			namers = append(namers, id)
		} else if id.Kind() == graph.KindMember || id.Kind() == graph.KindRegion {
			gone = append(gone, id)
		}
	}
	if len(gone) == 0 {
		return nil
	}
	named, err := f.e.Mentions(ctx, gone)
	if err != nil {
		return err
	}
	for _, by := range named {
		namers = append(namers, by...)
	}
	namers = subjects(namers...)
	slices.Sort(namers)
	nouns, err := f.after.Nouns(ctx, namers)
	if err != nil {
		return err
	}
	ends, err := f.after.Links(ctx, graph.LinkQuery{IDs: namers, Hops: []graph.Hop{graph.HopEnd}})
	if err != nil {
		return err
	}
	for _, by := range namers {
		for _, l := range ends[by] {
			if slices.Contains(gone, l.Person) {
				f.clash(obstacle{subject: l.Person, fact: l.ID, link: &l}, "it names a person who would be withdrawn", "它所列人员将被撤回")
			}
		}
		r, ok := nouns[by].(*graph.Region)
		if !ok {
			continue
		}
		for _, id := range gone {
			if r.Scope == id || slices.Contains(r.Successors, id) {
				f.clash(obstacle{subject: id, fact: r.ID}, "it names a region that would be withdrawn", "它所引用的地区将被撤回")
			}
		}
	}
	return nil
}
