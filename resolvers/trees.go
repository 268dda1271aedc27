package resolvers

import (
	"context"
	"slices"

	"cobuild/graph"
	"cobuild/graph/model"
)

// mostDepth bounds how far down a hierarchy may be asked for by number.
const mostDepth = 64

// stepsDown checks how far down is asked for; 0 = any.
func stepsDown(steps *int) (int, error) {
	if steps != nil && (*steps < 1 || *steps > mostDepth) {
		return 0, graph.Invalid([]string{"maxDepth"}, "maxDepth %d is not between 1 and %d: correct it, or leave it out for all below",
			"maxDepth的值%d不在1至%d之间：请改正，或省略以不限层数", *steps, mostDepth)
	}
	return or(steps, 0), nil
}

// descendants answers what lies below a noun, each with its distance: above gives
// what lies above an item, from the top down.
func descendants[T graph.Noun](ctx context.Context, args pageArgs, root graph.ID, q graph.ListQuery, err error, above func(ctx context.Context, id graph.ID, on graph.Date) ([]graph.ID, error)) (*graph.Connection[T], error) {
	c, err := nounList[T](ctx, args, q, err)
	if err != nil {
		return nil, err
	}
	date := on(ctx)
	for i := range c.Items {
		id := c.Items[i].Item.Top().ID
		c.Items[i].Steps = func(ctx context.Context) (int, error) {
			line, err := above(ctx, id, date)
			return len(line) - slices.Index(line, root), err
		}
	}
	return c, nil
}

// alliancesAbove and its like give what lies above a noun on a date.
func alliancesAbove(ctx context.Context, id graph.ID, on graph.Date) ([]graph.ID, error) {
	return load(ctx).Line(ctx, id, graph.HopUmbrella, on)
}

func superiors(ctx context.Context, id graph.ID, on graph.Date) ([]graph.ID, error) {
	return load(ctx).Line(ctx, id, graph.HopSuperior, on)
}

func regionsAbove(ctx context.Context, id graph.ID, on graph.Date) ([]graph.ID, error) {
	return load(ctx).Ancestors(ctx, id, on)
}

// organisationsBelow asks for the line below an organisation.
func organisationsBelow(ctx context.Context, root graph.ID, maxDepth *int, f *model.OrganisationFilter) (graph.ListQuery, error) {
	steps, err := stepsDown(maxDepth)
	if err != nil {
		return graph.ListQuery{}, err
	}
	if f != nil && f.UnderSuperior.Value() != nil {
		return graph.ListQuery{}, graph.Invalid([]string{"filter", "underSuperior"}, "underSuperior may not be given here, the list is that of its organisation: leave it out, or use the list of the root",
			"此处不可使用underSuperior，列表已限定于该组织：请删除，或改用根列表")
	}
	q, err := where{}.organisations(ctx, f, nil)
	if err == nil {
		q.Organisation.UnderSuperior, q.Organisation.Below, q.Organisation.MaxDepth = root, true, steps
	}
	return q, err
}

// regionsBelow asks for the territory tree below a region.
func regionsBelow(ctx context.Context, root graph.ID, maxDepth *int, f *model.RegionFilter) (graph.ListQuery, error) {
	steps, err := stepsDown(maxDepth)
	if err != nil {
		return graph.ListQuery{}, err
	}
	q, err := where{region: root}.regions(ctx, f, nil)
	switch {
	case err != nil:
	case steps == 0:
		q.Region.Below = true
	default:
		q.Place, q.Region.Parent, q.Region.MaxDepth = graph.Place{}, root, steps
	}
	return q, err
}

// alliancesBelow asks for the alliances that are part of one.
func alliancesBelow(ctx context.Context, root graph.ID, maxDepth *int, f *model.AllianceFilter) (graph.ListQuery, error) {
	steps, err := stepsDown(maxDepth)
	if err != nil {
		return graph.ListQuery{}, err
	}
	q, err := where{}.alliances(ctx, f, nil)
	if err == nil {
		q.Alliance.Umbrella, q.Alliance.MaxDepth = root, steps
	}
	return q, err
}
