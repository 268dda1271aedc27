package resolvers

import (
	"context"

	"cobuild/graph"
	"cobuild/graph/model"
)

// cellList answers the pairings of a cell. How many there are was counted with
// the matrix, from the same list.
func cellList(ctx context.Context, args pageArgs, c *graph.MatrixCell) (*graph.Connection[*graph.Pairing], error) {
	return listOf[*graph.Pairing](ctx, args, graph.ListQuery{
		Kind: graph.KindPairing, Place: graph.Place{Within: c.Region}, Order: graph.Order{By: graph.OrderPlace}, On: on(ctx),
		Pairing: &graph.PairingFilter{Cell: &graph.CellFilter{By: c.Row.By, Row: c.Row.Key, Column: c.Column.Key}},
	}, number(c.Count))
}

// valueOn is a value as one of an enumeration, nil for other axes and outside.
func valueOn[E ~string](v *graph.MatrixValue, axis graph.MatrixAxis) *E {
	if v.By != axis || v.Key == graph.Outside {
		return nil
	}
	value := E(v.Key)
	return &value
}

func valueRegion(ctx context.Context, v *graph.MatrixValue) (*graph.Region, error) {
	id := valueOn[graph.ID](v, graph.AxisChildRegion)
	if id == nil {
		return nil, nil
	}
	return as[*graph.Region](load(ctx).Noun(ctx, *id))
}

var outside = graph.Text{EN: "outside", ZH: "区外"}

func valueLabel(ctx context.Context, v *graph.MatrixValue, lang *graph.Language) (string, error) {
	switch {
	case v.Key == graph.Outside:
		return say(ctx, lang, outside), nil
	case v.By == graph.AxisLevel:
		return say(ctx, lang, graph.LabelOf("RegionLevel", v.Key)), nil
	case v.By == graph.AxisParticipantKind:
		return say(ctx, lang, graph.LabelOf("ParticipantKind", v.Key)), nil
	}
	region, err := valueRegion(ctx, v)
	if err != nil || region == nil {
		return v.Key, err
	}
	return region.Name, nil // names are kept in one language
}

// pairingsOf answers the pairings of which a participant is an end: those that
// a filter leaves in order of place, else all by name.
func pairingsOf(ctx context.Context, args pageArgs, id graph.ID, f *model.PairingFilter) (*graph.Connection[*graph.Pairing], error) {
	if f == nil {
		return across[*graph.Pairing](ctx, args, id, graph.In, graph.HopEnd)
	}
	if f.Participant.Value() != nil {
		return nil, graph.Invalid([]string{"filter", "participant"}, "participant may not be given here, the list is that of its noun: leave it out, or use the list of the root",
			"此处不可使用participant，列表已限定于该对象：请删除，或改用根列表")
	}
	q, err := where{}.pairings(ctx, f)
	if err == nil {
		q.Pairing.Participant = id
	}
	return nounList[*graph.Pairing](ctx, args, q, err)
}
