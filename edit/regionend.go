package edit

import (
	"context"

	"cobuild/graph"
)

// RegionEndInput is what regionEnd ends.
type RegionEndInput struct {
	ID             graph.ID
	From           graph.Date
	Successors     []graph.ID
	WithdrawFuture bool
}

// Subjects are the nouns the input names.
func (in RegionEndInput) Subjects() []graph.ID {
	return subjects(append([]graph.ID{in.ID}, in.Successors...)...)
}

// RegionEnd ends a region on a day, with the lead of its organisation, the
// residences in it and its part in pairings and alliances. Nothing may lie in
// it any more.
func RegionEnd(ctx context.Context, e graph.Edit, in RegionEndInput) (*Ending[*graph.Region], error) {
	t := newTask(e)
	nouns, err := t.lookup(ctx, append(eachOf(in.Successors, graph.KindRegion, "successors"), refTo(in.ID, graph.KindRegion, "id"))...)
	if err != nil {
		return nil, err
	}
	r := pick[*graph.Region](nouns, in.ID)
	if r == nil {
		t.day(in.From, true, "from")
		return nil, t.errs
	}
	r = graph.CopyNoun(r)
	r.Successors = in.Successors
	end, err := t.endNoun(ctx, r, in.From, in.WithdrawFuture, withdrawRemedy)
	if err != nil {
		return nil, err
	}
	if r.Until == in.From {
		t.successors(r, in.Successors, nouns)
	}
	return accepted(t, &Ending[*graph.Region]{Noun: r, Ended: end.Ended, Withdrawn: end.Withdrawn})
}
