package resolvers

import (
	"context"

	"github.com/99designs/gqlgen/graphql"

	"cobuild/edit"
	"cobuild/graph"
	"cobuild/graph/model"
)

// memberAcross follows a relation of a member, for those who may see members.
func memberAcross(ctx context.Context, m *graph.Member, hop graph.Hop) (graph.Noun, error) {
	if !seesMembers(ctx) {
		return nil, nil
	}
	return load(ctx).Across(ctx, m.ID, graph.Out, hop, on(ctx))
}

// ofMembers checks who asks for a list of members: without the right to see them
// nothing of it but its number, unless that is small.
func ofMembers(ctx context.Context) error {
	if page, _, _ := selected(ctx); page {
		return mayList(ctx)
	}
	return nil
}

// discreet withholds the number of a list of members where it is small.
func discreet(ctx context.Context, c *graph.Connection[*graph.Member], err error) (*graph.Connection[*graph.Member], error) {
	if err == nil && !seesMembers(ctx) {
		c.Least = max(c.Least, mostShown)
	}
	return c, err
}

// awayOf gives the absence of an input; null and left out differ.
func awayOf(o graphql.Omittable[*model.MemberAwayInput]) edit.Opt[graph.Away] {
	in, set := o.ValueOK()
	away := edit.Opt[graph.Away]{Set: set}
	if in != nil {
		away.Value = &graph.Away{Place: value(in.Place), Fixed: in.Fixed, Certificate: in.Certificate}
	}
	return away
}
