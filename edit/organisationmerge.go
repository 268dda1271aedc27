package edit

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"cobuild/graph"
)

// OrganisationMergeInput is what organisationMerge merges.
type OrganisationMergeInput struct {
	Organisations  []graph.ID
	Into           graph.ID
	From           graph.Date
	WithdrawFuture bool
}

// Subjects are the nouns the input names.
func (in OrganisationMergeInput) Subjects() []graph.ID {
	return subjects(append(slices.Clone(in.Organisations), in.Into)...)
}

// mostMerged is how many organisations go up in another at once.
const mostMerged = 100

// OrganisationMerged is what organisationMerge did.
type OrganisationMerged struct {
	Into      *graph.Organisation
	Moved     int // relations that went over to it
	Ended     int // relations and dated values that ended on the day, those that went over included
	Withdrawn int // relations and dated values that were to begin later
}

// OrganisationMerge lets organisations go up in another on a day: what is in
// force of them then goes over to it, and they end.
func OrganisationMerge(ctx context.Context, e graph.Edit, in OrganisationMergeInput) (*OrganisationMerged, error) {
	t := newTask(e)
	dated := t.day(in.From, true, "from")
	refs := []ref{refTo(in.Into, graph.KindOrganisation, "into")}
	if len(in.Organisations) == 0 {
		t.refuse(graph.Invalid([]string{"organisations"}, "organisations is empty: name at least one that goes up in the other", "organisations为空：请至少给出一个被合并的组织"))
	}
	if len(in.Organisations) > mostMerged {
		t.refuse(graph.Invalid([]string{"organisations"}, "organisations names %d: merge at most %d at once", "organisations有%d个：每次最多合并%d个", len(in.Organisations), mostMerged))
		return nil, t.errs
	}
	for i, id := range in.Organisations {
		field := []string{"organisations", fmt.Sprint(i)}
		switch {
		case id == in.Into:
			t.refuse(graph.Invalid(field, "%s is the organisation to merge into: leave it out here", "%s正是合并到的组织：请勿列入", id))
		case slices.Contains(in.Organisations[:i], id):
			t.refuse(graph.Invalid(field, "%s is named twice: leave one out", "%s重复：请去掉其一", id))
		default:
			refs = append(refs, refTo(id, graph.KindOrganisation, field...))
		}
	}
	nouns, err := t.lookup(ctx, refs...)
	if err != nil {
		return nil, err
	}
	into := pick[*graph.Organisation](nouns, in.Into)
	if t.refused() || !dated || !t.aliveOn(into, in.From, "from", "into") {
		return nil, t.errs
	}
	m := merger{t: t, into: into, from: in.From, gone: in.Organisations}
	if err := m.read(ctx); err != nil {
		return nil, err
	}
	done := &OrganisationMerged{Into: into}
	for _, id := range in.Organisations {
		old := graph.CopyNoun(pick[*graph.Organisation](nouns, id))
		if err := m.takeOver(ctx, id); err != nil {
			return nil, err
		}
		end, err := t.endOne(ctx, old, in.From, in.WithdrawFuture, withdrawRemedy)
		if err != nil {
			return nil, err
		}
		done.Ended += end.Ended
		done.Withdrawn += end.Withdrawn
	}
	done.Moved = m.moved
	if !t.refused() {
		loose, err := t.looseEnds(ctx)
		if err != nil {
			return nil, err
		}
		done.Withdrawn += loose
	}
	return accepted(t, done)
}

// merger hands relations over to an organisation.
type merger struct {
	t     *task
	into  *graph.Organisation
	from  graph.Date
	gone  []graph.ID
	moved int

	held    map[mergeKey][]graph.Interval // what the organisation has, and was given
	owned   int                           // units that those that go up have of their own
	shared  []graph.Interval              // days on which it has a unit of its own, or jointly
	leads   []graph.Interval              // days on which it leads a region
	line    map[graph.ID]bool             // what lies above it on any day
	pairing map[graph.ID][]graph.Link     // the ends of each pairing
	kinds   map[graph.ID]graph.PairingKind

	registered map[graph.ID][]graph.Link // by member
}

// mergeKey is a relation with somebody.
type mergeKey struct {
	hop graph.Hop
	d   graph.Direction
	far graph.ID
}

// read reads what the organisation has.
func (m *merger) read(ctx context.Context) error {
	m.held, m.line, m.registered = map[mergeKey][]graph.Interval{}, map[graph.ID]bool{}, map[graph.ID][]graph.Link{}
	for _, d := range []graph.Direction{graph.Out, graph.In} {
		links, err := m.t.linksOf(ctx, m.into.ID, d, graph.Hops...)
		if err != nil {
			return err
		}
		for i := range links {
			m.note(&links[i], d)
			if links[i].Hop == graph.HopRegistered {
				m.registered[links[i].From] = append(m.registered[links[i].From], links[i])
			}
		}
	}
	for level := []graph.ID{m.into.ID}; len(level) > 0; {
		up, err := m.t.e.Links(ctx, graph.LinkQuery{IDs: level, Direction: graph.Out, Hops: []graph.Hop{graph.HopSuperior}})
		if err != nil {
			return err
		}
		level = nil
		for _, links := range up {
			for _, l := range links {
				if !m.line[l.To] {
					m.line[l.To] = true
					level = append(level, l.To)
				}
			}
		}
		slices.Sort(level)
	}
	covers, err := m.t.e.Links(ctx, graph.LinkQuery{IDs: m.gone, Direction: graph.Out, Hops: []graph.Hop{graph.HopCovers}})
	if err != nil {
		return err
	}
	for _, links := range covers {
		for _, l := range links {
			if l.Mode == graph.ModeOwn && l.Holds(m.from) {
				m.owned++
			}
		}
	}
	return m.readPairings(ctx)
}

// readPairings reads the pairings of all that are merged, with all their ends,
// to see which would become the same.
func (m *merger) readPairings(ctx context.Context) error {
	links, err := m.t.e.Links(ctx, graph.LinkQuery{IDs: append(slices.Clone(m.gone), m.into.ID), Direction: graph.In, Hops: []graph.Hop{graph.HopEnd}})
	if err != nil {
		return err
	}
	var ids []graph.ID
	for _, ends := range links {
		for _, l := range ends {
			ids = append(ids, l.From)
		}
	}
	slices.Sort(ids)
	ids = slices.Compact(ids)
	if m.pairing, err = m.t.e.Links(ctx, graph.LinkQuery{IDs: ids, Direction: graph.Out, Hops: []graph.Hop{graph.HopEnd}}); err != nil {
		return err
	}
	nouns, err := m.t.e.Nouns(ctx, ids)
	m.kinds = map[graph.ID]graph.PairingKind{}
	for id, n := range nouns {
		if p, ok := n.(*graph.Pairing); ok {
			m.kinds[id] = p.PairingKind
		}
	}
	return err
}

// note remembers what the organisation has.
func (m *merger) note(l *graph.Link, d graph.Direction) {
	key := mergeKey{l.Hop, d, l.Far(d)}
	m.held[key] = append(m.held[key], l.Interval)
	switch {
	case d == graph.In:
	case l.Mode == graph.ModeOwn || l.Mode == graph.ModeJoint:
		m.shared = append(m.shared, l.Interval)
	case l.Hop == graph.HopLeads:
		m.leads = append(m.leads, l.Interval)
	}
}

// takeOver hands over what is in force of an organisation on the day.
func (m *merger) takeOver(ctx context.Context, id graph.ID) error {
	for _, side := range []struct {
		d    graph.Direction
		hops []graph.Hop
	}{
		{graph.Out, []graph.Hop{graph.HopCovers, graph.HopLeads}},
		{graph.In, []graph.Hop{graph.HopAffiliated}}, // before registrations, which it excludes
		{graph.In, []graph.Hop{graph.HopRegistered, graph.HopSuperior, graph.HopEnd, graph.HopSeat, graph.HopHost}},
	} {
		links, err := m.t.linksOf(ctx, id, side.d, side.hops...)
		if err != nil {
			return err
		}
		// Ids are made in this order, which must not depend on the engine.
		links = slices.SortedFunc(slices.Values(links), func(a, b graph.Link) int { return strings.Compare(string(a.ID), string(b.ID)) })
		for i := range links {
			if links[i].Holds(m.from) {
				if err := m.take(ctx, links[i], side.d); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

// take hands one relation over, for the days on which the organisation does
// not have it already.
func (m *merger) take(ctx context.Context, l graph.Link, d graph.Direction) error {
	far := l.Far(d)
	if slices.Contains(m.gone, far) || far == m.into.ID {
		return m.besides(ctx, l)
	}
	days, alive := graph.Interval{Since: m.from, Until: l.Until}.Intersect(m.into.Life())
	if !alive {
		return nil
	}
	taken := m.held[mergeKey{l.Hop, d, far}]
	if l.Hop == graph.HopRegistered {
		// A registration is with another organisation than that of affiliation.
		taken = slices.Concat(taken, m.held[mergeKey{graph.HopAffiliated, d, far}])
	}
	for _, days := range without(days, taken) {
		if err := m.give(ctx, l, d, days); err != nil {
			return err
		}
	}
	return nil
}

// give puts a relation of the organisation's own in place of another's.
func (m *merger) give(ctx context.Context, l graph.Link, d graph.Direction, days graph.Interval) error {
	switch far := l.Far(d); l.Hop {
	case graph.HopCovers:
		if l.Mode == graph.ModeOwn && (m.owned > 1 || overlapsAny(m.shared, days)) {
			l.Mode = graph.ModeJoint
		}
	case graph.HopLeads:
		if overlapsAny(m.leads, days) {
			return nil
		}
	case graph.HopSuperior:
		if m.line[far] {
			below, err := m.t.e.Nouns(ctx, []graph.ID{far})
			if err != nil {
				return err
			}
			if err := m.t.claimAbove(ctx, graph.HopSuperior, below[far], m.into, days, "into"); err != nil {
				return err
			}
		}
	case graph.HopEnd:
		if m.twin(l, days) {
			return nil
		}
	case graph.HopAffiliated:
		m.registered[far] = m.t.cutLinks(m.registered[far], days, false)
	}
	l.ID, l.Interval = m.t.e.New(l.Hop.IDKind()), days
	if d == graph.Out {
		l.From = m.into.ID
	} else {
		l.To = m.into.ID
	}
	m.t.putLink(l, false)
	m.moved++
	m.note(&l, d)
	if l.Hop == graph.HopEnd {
		m.pairing[l.From] = append(m.pairing[l.From], l)
	}
	return nil
}

func overlapsAny(held []graph.Interval, days graph.Interval) bool {
	return slices.ContainsFunc(held, days.Overlaps)
}

// besides is for a relation between two that are merged: where the
// organisation itself was a subordinate of one that goes up in it, it comes
// under the next above that stays.
func (m *merger) besides(ctx context.Context, l graph.Link) error {
	if l.Hop != graph.HopSuperior || l.From != m.into.ID {
		return nil
	}
	above := l.To
	for slices.Contains(m.gone, above) {
		up, err := m.t.linksOf(ctx, above, graph.Out, graph.HopSuperior)
		if err != nil {
			return err
		}
		i := slices.IndexFunc(up, func(l graph.Link) bool { return l.Holds(m.from) })
		if i < 0 {
			return nil
		}
		l.Interval, _ = l.Interval.Intersect(up[i].Interval)
		above = up[i].To
	}
	if above == m.into.ID {
		return nil
	}
	m.t.putLink(graph.Link{
		ID: m.t.e.New(graph.KindLink), Hop: graph.HopSuperior, From: m.into.ID, To: above, Interval: graph.Interval{Since: m.from, Until: l.Until},
	}, false)
	m.moved++
	return nil
}

// twin says whether a pairing would become the same as another: of its kind,
// with the same ends, on days of its own.
func (m *merger) twin(l graph.Link, days graph.Interval) bool {
	ends := m.endsOn(l.From)
	for id := range m.pairing {
		if id != l.From && m.kinds[id] == m.kinds[l.From] && slices.Equal(m.endsOn(id), ends) &&
			slices.ContainsFunc(m.pairing[id], func(other graph.Link) bool { return other.To == m.into.ID && other.Overlaps(days) }) {
			return true
		}
	}
	return false
}

// endsOn are the ends of a pairing on the day, as they will be.
func (m *merger) endsOn(pairing graph.ID) (ends []graph.ID) {
	for _, l := range m.pairing[pairing] {
		switch {
		case !l.Holds(m.from):
		case slices.Contains(m.gone, l.To):
			ends = append(ends, m.into.ID)
		default:
			ends = append(ends, l.To)
		}
	}
	slices.Sort(ends)
	return slices.Compact(ends)
}
