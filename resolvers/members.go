package resolvers

import (
	"github.com/99designs/gqlgen/graphql"

	"cobuild/edit"
	"cobuild/graph"
	"cobuild/graph/model"
)

// awayOf gives the absence of an input; null and left out differ.
func awayOf(o graphql.Omittable[*model.MemberAwayInput]) edit.Opt[graph.Away] {
	in, set := o.ValueOK()
	away := edit.Opt[graph.Away]{Set: set}
	if in != nil {
		away.Value = &graph.Away{Place: value(in.Place), Fixed: in.Fixed, Certificate: in.Certificate}
	}
	return away
}
