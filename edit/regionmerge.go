package edit

import (
	"context"
	"slices"
	"strconv"

	"cobuild/graph"
)

// RegionMergeInput is what regionMerge merges.
type RegionMergeInput struct {
	Regions        []graph.ID // that end
	From           graph.Date
	Into           RegionTarget
	WithdrawFuture bool
}

// Subjects are the nouns the input names.
func (in RegionMergeInput) Subjects() []graph.ID {
	return subjects(slices.Concat(in.Regions, in.Into.subjects())...)
}

// RegionMerge ends regions on a day and lets all that lies in them lie in
// another from then on.
func RegionMerge(ctx context.Context, e graph.Edit, in RegionMergeInput) (*Reform, error) {
	f := newReform(e, in.From, in.WithdrawFuture)
	f.day(in.From, true, "from")
	if n := len(in.Regions); n == 0 || n > mostReformed {
		f.refuse(graph.Invalid([]string{"regions"}, "%d regions are named: name 1 to %d that are to end", "给出了%d个地区：请给出1至%d个将终止的地区", n, mostReformed))
		return nil, f.errs
	}
	nouns, err := f.lookup(ctx, append(eachOf(in.Regions, graph.KindRegion, "regions"), in.Into.refs("into")...)...)
	if err != nil {
		return nil, err
	}
	for i, id := range in.Regions {
		field := []string{"regions", strconv.Itoa(i)}
		r := pick[*graph.Region](nouns, id)
		if r != nil && slices.Contains(in.Regions[:i], id) {
			f.refuse(graph.Invalid(field, "region %s is named twice: leave one out", "地区%s重复：请去掉其一", named(r)))
			continue
		}
		f.end(r, field...)
	}
	into, err := f.target(ctx, in.Into, nouns, "into")
	if err != nil {
		return nil, err
	}
	if f.refused() || into == nil {
		return nil, f.errs
	}
	if err := f.hand(ctx, []*graph.Region{into}, func(graph.Link) *graph.Region { return into }, "into"); err != nil {
		return nil, err
	}
	return f.commit(ctx)
}
