package edit

import (
	"context"
	"slices"

	"cobuild/graph"
)

// mostReformed bounds the regions that one reform names.
const mostReformed = 100

// RegionTarget is a region that what lies in others goes to: one on record, or
// a new one. Exactly one is given.
type RegionTarget struct {
	Existing graph.ID
	New      *RegionRegisterInput // Since is the day of the reform
}

// refs are the regions that a target names.
func (x RegionTarget) refs(field ...string) []ref {
	if x.New != nil {
		return optional(x.New.Parent, graph.KindRegion, slices.Concat(field, []string{"new", "parent"})...)
	}
	return []ref{refTo(x.Existing, graph.KindRegion, append(slices.Clone(field), "existing")...)}
}

func (x RegionTarget) subjects() []graph.ID {
	if x.New != nil {
		return []graph.ID{x.New.Parent}
	}
	return []graph.ID{x.Existing}
}

// Reform is what regionMerge or regionSplit did.
type Reform struct {
	Ended     []*graph.Region // the regions that ended
	Into      []*graph.Region // what took their place
	Moved     int             // regions, organisations, units, alliances and residences that went over
	Relations int             // other relations that ended on the day
	Withdrawn int             // other relations that were to begin later
}

// reform ends regions on a day and hands on what lies in them.
type reform struct {
	*task
	from     graph.Date
	withdraw bool
	old      []*graph.Region // as they were
	done     Reform
	fresh    []graph.ID // parents of new regions, one for each nil in existing
	news     []*graph.Region
	later    []laterThing
}

func newReform(e graph.Edit, from graph.Date, withdraw bool) *reform {
	f := &reform{task: newTask(e), from: from, withdraw: withdraw}
	f.ending = map[graph.ID]graph.Date{}
	return f
}

// end takes in a region that is to end on the day.
func (f *reform) end(r *graph.Region, field ...string) {
	if r == nil || f.refused("from") {
		return
	}
	if f.from <= r.Since || f.from >= r.End() {
		f.refuse(graph.Invalid(field, "%s %s lives in %s: from %s must lie inside that and after its first day",
			"%s所指%s的存续期为%s：起日%s须在其内且晚于首日", last(field), named(r), r.Life(), f.from))
		return
	}
	f.old = append(f.old, r)
	f.ending[r.ID] = f.from
}

// target gives the region that takes over, nil where it is refused.
func (f *reform) target(ctx context.Context, x RegionTarget, nouns found, field ...string) (*graph.Region, error) {
	if x.New != nil && x.Existing != "" {
		f.refuse(graph.Invalid(append(slices.Clone(field), "existing"), "existing %q stands beside new: give exactly one of the two",
			"existing（%q）与new不可并用：请只给出其一", graph.Clip(string(x.Existing))))
		return nil, nil
	}
	if f.refused("from") {
		return nil, nil
	}
	if x.New == nil {
		into := pick[*graph.Region](nouns, x.Existing)
		at := append(slices.Clone(field), "existing")
		if into == nil || !f.aliveOn(into, f.from, "from", at...) {
			return nil, nil
		}
		return into, f.outside(ctx, into, at...)
	}
	in := *x.New
	in.Since = f.from
	parent := pick[*graph.Region](nouns, in.Parent)
	at := append(slices.Clone(field), "new")
	if parent != nil {
		if err := f.outside(ctx, parent, append(slices.Clone(at), "parent")...); err != nil {
			return nil, err
		}
	}
	var into *graph.Region
	err := f.under(at, func(part *task) (err error) {
		into, err = part.enterRegion(ctx, in, parent)
		return err
	})
	if err == nil {
		f.news, f.fresh = append(f.news, into), append(f.fresh, in.Parent)
	}
	return into, err
}

// outside refuses a region that is among those that end, or lies in one of them
// on the day or later.
func (f *reform) outside(ctx context.Context, r *graph.Region, field ...string) error {
	if _, ends := f.ending[r.ID]; ends {
		f.refuse(graph.Invalid(field, "%s %s is itself to end on %s: name a region that goes on", "%s所指%s本身将于%s终止：请改用存续的地区", last(field), named(r), f.from))
		return nil
	}
	for _, ended := range f.old {
		if f.refused(field...) {
			return nil
		}
		if err := f.claimAbove(ctx, graph.HopParent, ended, r, graph.From(f.from), field...); err != nil {
			return err
		}
	}
	return nil
}

// commit puts everything, or nothing where anything was refused.
func (f *reform) commit(ctx context.Context) (*Reform, error) {
	if f.refused() {
		return nil, f.errs
	}
	for i, r := range f.news {
		if err := f.e.NewRegion(ctx, r, f.fresh[i]); err != nil {
			return nil, err
		}
	}
	return accepted(f.task, &f.done)
}

// hand ends the regions and lets what lies in them go to the heir that heirOf
// names for it; nil refuses the whole, for reasons told elsewhere. Leads, ends
// of pairings and seats in alliances end: they are agreed with a region, and
// nobody agreed them with its heir. field is where the input names the heirs.
func (f *reform) hand(ctx context.Context, heirs []*graph.Region, heirOf func(graph.Link) *graph.Region, field string) error {
	ids := make([]graph.ID, len(f.old))
	for i, r := range f.old {
		ids[i] = r.ID
	}
	inside, err := f.e.Links(ctx, graph.LinkQuery{IDs: ids, Direction: graph.In, Hops: graph.Hops})
	if err != nil {
		return err
	}
	above, err := f.e.Links(ctx, graph.LinkQuery{IDs: ids, Hops: graph.Hops})
	if err != nil {
		return err
	}
	moves := map[graph.ID]*graph.Region{} // by link
	var children []graph.Link
	for _, r := range f.old {
		for _, l := range inside[r.ID] {
			if !f.moves(l) {
				f.cut(l, graph.In)
				continue
			}
			to := heirOf(l)
			if to == nil {
				continue
			}
			moves[l.ID] = to
			f.move(l, to)
			if l.Hop == graph.HopParent {
				children = append(children, l)
			}
		}
		for _, l := range above[r.ID] {
			f.cut(l, graph.Out)
		}
		for _, to := range heirs {
			f.lasts(r, to, field)
		}
		ended := graph.CopyNoun(r)
		ended.Until, ended.Successors = f.from, nil
		for _, to := range heirs {
			ended.Successors = append(ended.Successors, to.ID)
		}
		f.put(ended, false)
		f.done.Ended = append(f.done.Ended, ended)
	}
	f.done.Into = heirs
	if most := f.e.Most(); most > 0 && f.done.Moved > most {
		f.refuse(graph.NewError(graph.CodeTooComplex, nil,
			"%d things would change their place, more than %d: move some of them first, or make this change with the command `apply FILE`, which makes up to 150,000 changes",
			"将有%d个对象变更所在地区，超过%d个：请先迁出一部分，或用命令apply FILE执行（上限为150,000项变更）", f.done.Moved, most))
		return nil
	}
	if err := f.settle(ctx, children, moves, field); err != nil {
		return err
	}
	if len(f.later) == 0 {
		return nil
	}
	loose, err := f.looseEnds(ctx)
	if err != nil {
		return err
	}
	f.done.Withdrawn = len(f.later) + loose
	if !f.withdraw {
		return f.tellLater(ctx, &ending{from: f.from, later: f.later}, withdrawRemedy)
	}
	return nil
}

// moves says whether a link to a region that ends is of something that lies in
// it on the day or later and goes on.
func (f *reform) moves(l graph.Link) bool {
	switch l.Hop {
	case graph.HopParent, graph.HopLocated, graph.HopResides:
		_, ends := f.ending[l.From]
		return !ends && l.End() > f.from
	default:
		return false
	}
}

// move lets what lies in a region that ends lie in its heir from the day on.
func (f *reform) move(l graph.Link, to *graph.Region) {
	next := l
	next.ID, next.To = f.e.New(l.Hop.IDKind()), to.ID
	if l.Since < f.from {
		next.Since = f.from
		f.endLink(l, f.from)
	} else {
		f.dropLink(l)
	}
	f.putLink(next, false)
	f.done.Moved++
}

// cut ends any other link, or notes it as one that was to begin later.
func (f *reform) cut(l graph.Link, d graph.Direction) {
	switch {
	case l.Since >= f.from:
		f.later = append(f.later, laterThing{l.Since, string(l.Hop), l.Far(d)})
		f.loose = append(f.loose, l)
		f.dropLink(l)
	case l.End() > f.from:
		f.done.Relations++
		f.endLink(l, f.from)
	}
}

// settle checks that the regions that go over fit into their heirs, and gives
// zones among them the level they then have.
func (f *reform) settle(ctx context.Context, children []graph.Link, moves map[graph.ID]*graph.Region, field string) error {
	ids := make([]graph.ID, len(children))
	for i, l := range children {
		ids[i] = l.From
	}
	nouns, err := f.e.Nouns(ctx, ids)
	if err != nil {
		return err
	}
	parents, err := f.e.Links(ctx, graph.LinkQuery{IDs: ids, Hops: []graph.Hop{graph.HopParent}})
	if err != nil {
		return err
	}
	unfit := map[graph.ID][]laterThing{}
	for _, l := range children {
		child, to := nouns[l.From].(*graph.Region), moves[l.ID]
		switch {
		case !fitsIn(child, to):
			unfit[to.ID] = append(unfit[to.ID], laterThing{l.Since, string(l.Hop), child.ID})
		case child.RegionKind.Zone() && child.Level != to.Level && isLast(l, parents[child.ID]):
			zone := graph.CopyNoun(child)
			zone.Level = to.Level
			f.put(zone, false)
			if err := f.relevel(ctx, zone, false, field); err != nil {
				return err
			}
		}
	}
	for _, to := range f.done.Into {
		if len(unfit[to.ID]) == 0 {
			continue
		}
		listed, err := f.list(ctx, unfit[to.ID])
		if err != nil {
			return err
		}
		f.refuse(graph.Conflict([]string{field}, "%s is of level %s and cannot hold what would go to it: %s. Name another, or move these first",
			"%s的层级为%s，不能容纳将划入的地区：%s。请改用其他地区，或先迁出", named(to), to.Level, listed))
	}
	return nil
}
