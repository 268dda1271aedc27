package edit

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"cobuild/graph"
)

// amend is a correction of much at once: laid over what is on record, checked
// as a whole, and put only then.
type amend struct {
	*task
	after *overlay
	rest  []laterThing // what would be left without a day, or refers to what is withdrawn

	Withdrawn int // relations and values withdrawn with it
}

func newAmend(t *task) *amend { return &amend{task: t, after: newOverlay(t.e)} }

func (a *amend) put(n graph.Noun) {
	a.after.put(n)
	a.task.put(n, true)
}

func (a *amend) drop(n graph.Noun) {
	a.after.drop(n)
	a.dropNoun(n)
}

func (a *amend) putLink(l graph.Link) {
	a.after.putLink(l)
	a.task.putLink(l, true)
}

func (a *amend) dropLink(l graph.Link) {
	a.after.dropLink(l)
	a.task.dropLink(l)
}

// tellRest refuses because of what is in the way, the first 20: en and zh say
// what it is, with %[1]d for how many there are and %[2]s for their list. Those
// who may not see members are told of them by number only.
func (a *amend) tellRest(ctx context.Context, field []string, things []laterThing, en, zh string) error {
	slices.SortStableFunc(things, func(x, y laterThing) int {
		return cmp.Or(cmp.Compare(x.since, y.since), strings.Compare(x.what, y.what), strings.Compare(string(x.far), string(y.far)))
	})
	listed, err := a.list(ctx, things)
	if err != nil {
		return err
	}
	conflict := graph.Conflict(field, en, zh, len(things), listed)
	others := slices.DeleteFunc(slices.Clone(things), func(x laterThing) bool { return x.far.Kind() == graph.KindMember })
	if len(others) < len(things) {
		if listed, err = a.list(ctx, others); err != nil {
			return err
		}
		told := graph.Conflict(nil, "relations of members and %[1]d others are in the way: %[2]s. Withdraw these first, and ask somebody who may see members for the rest, or say withdrawRelations: true",
			"有党员的关系及其他%[1]d项妨碍此更正：%[2]s。请先撤回上述各项，其余请由有权查看党员者处理，或以withdrawRelations: true一并撤回", len(others), listed)
		conflict.Discreet = &told.Message
	}
	a.refuse(conflict)
	return nil
}

// fits refuses what would no longer fit together.
func (a *amend) fits(ctx context.Context, field ...string) error {
	f := &fitting{e: a.e, after: a.after}
	for _, step := range []func(context.Context) error{f.forms, f.lives, f.apart, f.circles, f.codes} {
		if err := step(ctx); err != nil {
			return err
		}
	}
	for _, o := range f.found[:min(len(f.found), mostListed)] {
		if err := a.tellObstacle(ctx, o, field); err != nil {
			return err
		}
	}
	return a.pairingsApart(ctx, field)
}

func (a *amend) tellObstacle(ctx context.Context, o obstacle, field []string) error {
	ids := []graph.ID{o.subject}
	if o.link != nil {
		ids = append(ids, o.link.From, o.link.To)
	}
	nouns, err := a.after.Nouns(ctx, ids)
	if err != nil {
		return err
	}
	name := func(id graph.ID) string {
		if n := nouns[id]; n != nil {
			return named(n)
		}
		return string(id)
	}
	what := graph.Text{EN: name(o.subject), ZH: name(o.subject)}
	switch {
	case o.attribute != "":
		what = graph.Text{EN: o.attribute + " of " + what.EN, ZH: what.ZH + "的" + o.attribute}
	case o.link != nil:
		what = graph.Text{
			EN: string(o.link.Hop) + " of " + name(o.link.From) + " to " + name(o.link.To) + " (" + string(o.link.ID) + ")",
			ZH: name(o.link.From) + "至" + name(o.link.To) + "的" + string(o.link.Hop) + "关系（" + string(o.link.ID) + "）",
		}
	}
	conflict := graph.Conflict(field, "%[1]s: %[2]s stands in the way: %[3]s: correct or end that first",
		"%[1]s：%[4]s妨碍此更正：%[5]s：请先更正或终止它", last(field), what.EN, o.why.EN, what.ZH, o.why.ZH)
	if slices.ContainsFunc(ids, func(id graph.ID) bool { return id.Kind() == graph.KindMember }) {
		conflict = conflict.Guarded()
	}
	a.refuse(conflict)
	return nil
}

// pairingsApart refuses two pairings of a kind with the same ends on a day,
// where the ends of one of them are changed.
func (a *amend) pairingsApart(ctx context.Context, field []string) error {
	touched := map[graph.ID]bool{}
	for _, id := range a.after.linkIDs {
		l := a.after.links[id]
		if l == nil {
			was := a.after.replaced[id]
			l = &was
		}
		if l.Hop == graph.HopEnd {
			touched[l.From] = true
		}
	}
	var ids []graph.ID
	for id := range touched {
		ids = append(ids, id)
	}
	slices.Sort(ids)
	nouns, err := a.after.Nouns(ctx, ids)
	if err != nil {
		return err
	}
	ends, err := a.after.Links(ctx, graph.LinkQuery{IDs: ids, Hops: []graph.Hop{graph.HopEnd}})
	if err != nil {
		return err
	}
	for _, id := range ids {
		p, ok := nouns[id].(*graph.Pairing)
		if !ok || a.refused(field...) {
			continue
		}
		if err := a.claimSets(ctx, a.after, p, ends[id], field...); err != nil {
			return err
		}
	}
	return nil
}

// withdrawLoose withdraws the pairings that are left with fewer than two
// participants when some ends are gone and others joined, with the ends that
// are left. It gives how many.
func withdrawLoose(ctx context.Context, facts graph.Facts, gone, joined []graph.Link, drop func(graph.Noun), dropLink func(graph.Link)) (withdrawn int, err error) {
	ids := pairingsOf(slices.DeleteFunc(slices.Clone(gone), func(l graph.Link) bool { return l.Hop != graph.HopEnd }))
	if len(ids) == 0 {
		return 0, nil
	}
	nouns, err := facts.Nouns(ctx, ids)
	if err != nil {
		return 0, err
	}
	ends, err := facts.Links(ctx, graph.LinkQuery{IDs: ids, Hops: []graph.Hop{graph.HopEnd}})
	if err != nil {
		return 0, err
	}
	away := map[graph.ID]bool{}
	for _, l := range gone {
		away[l.ID] = true
	}
	for _, l := range joined {
		known := slices.ContainsFunc(ends[l.From], func(old graph.Link) bool { return old.ID == l.ID })
		if !known && slices.Contains(ids, l.From) {
			ends[l.From] = append(slices.Clone(ends[l.From]), l)
		}
	}
	for _, id := range ids {
		left := slices.DeleteFunc(slices.Clone(ends[id]), func(l graph.Link) bool { return away[l.ID] })
		if nouns[id] == nil || len(endsOf(left)) >= 2 {
			continue
		}
		for _, l := range left {
			dropLink(l)
		}
		drop(nouns[id])
		withdrawn++
	}
	return withdrawn, nil
}
