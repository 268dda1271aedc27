package resolvers

import (
	"context"
	"slices"

	"cobuild/graph"
	"cobuild/graph/model"
)

// statusOf is the status of a unit on the date, nil outside its life.
func statusOf(ctx context.Context, unit graph.ID) (*model.UnitStatus, error) {
	findings, err := load(ctx).FindingsOf(ctx, unit, on(ctx))
	if err != nil {
		return nil, err
	}
	for _, f := range findings {
		status := &model.UnitStatus{Since: day(f.Since), Until: day(f.Until), Projected: projected(ctx), Finding: f}
		if e, m, worked, ok := f.Code.Status(); ok {
			status.InScope, status.Establishment, status.Members, status.Worked = true, &e, &m, &worked
			return status, nil
		}
		if reason, ok := f.Code.Exclusion(); ok {
			status.Exclusion = &reason
			return status, nil
		}
	}
	return nil, nil
}

// leadershipOf says whether a region is led on the date, nil where it need not
// be.
func leadershipOf(ctx context.Context, region graph.ID) (*model.RegionLeadership, error) {
	findings, err := load(ctx).FindingsOf(ctx, region, on(ctx))
	if err != nil {
		return nil, err
	}
	for _, f := range findings {
		state := model.LeadershipStateLed
		switch f.Code {
		case graph.CodeNotLed:
			state = model.LeadershipStateNotLed
		case graph.CodeLed:
		default:
			continue
		}
		return &model.RegionLeadership{LeadershipState: state, Since: day(f.Since), Until: day(f.Until), Projected: projected(ctx), Finding: f}, nil
	}
	return nil, nil
}

// reportingOf says whether a member is registered where it lives, nil where it
// need not be.
func reportingOf(ctx context.Context, member graph.ID) (*model.MemberReporting, error) {
	findings, err := load(ctx).FindingsOf(ctx, member, on(ctx))
	if err != nil {
		return nil, err
	}
	for _, f := range findings {
		reporting := &model.MemberReporting{Since: day(f.Since), Until: day(f.Until), Projected: projected(ctx), Finding: f}
		switch f.Code {
		case graph.CodeReported:
			reporting.ReportState = model.ReportStateReported
			return reporting, nil
		case graph.CodeNotReported:
			reporting.ReportState = model.ReportStateNotReported
			return reporting, nil
		}
	}
	return nil, nil
}

// evidenced is the noun that a rule saw under a name; nil for none.
func evidenced(ctx context.Context, f graph.Finding, name string) (graph.Noun, error) {
	e, err := explain(ctx, f)
	if err != nil {
		return nil, err
	}
	for _, seen := range e.Evidence {
		if seen.Name == name {
			return load(ctx).Noun(ctx, graph.ID(seen.Value))
		}
	}
	return nil, nil
}

// kindsSeen are the kinds of gaps that the viewer may list: all that are asked,
// none = all; without the right to see members, those of others.
func kindsSeen(ctx context.Context, kinds []graph.GapKind) ([]graph.GapKind, error) {
	if seesMembers(ctx) {
		return kinds, nil
	}
	if len(kinds) == 0 {
		return slices.DeleteFunc(slices.Clone(graph.GapKinds), func(k graph.GapKind) bool { return k.Subject() == graph.KindMember }), nil
	}
	if slices.ContainsFunc(kinds, func(k graph.GapKind) bool { return k.Subject() == graph.KindMember }) {
		return nil, mayList(ctx)
	}
	return kinds, nil
}

// projected says whether the date asked is yet to come.
func projected(ctx context.Context) bool { return on(ctx) > requestOf(ctx).today }

// explain says why a finding holds on the date.
func explain(ctx context.Context, f graph.Finding) (graph.Explanation, error) {
	return load(ctx).Explain(ctx, f, on(ctx))
}

// pieceOf is the piece of a finding that is in force on the date.
func pieceOf(ctx context.Context, f *graph.Finding) (*graph.Finding, error) {
	if f.Piece.Holds(on(ctx)) {
		return f, nil
	}
	findings, err := load(ctx).FindingsOf(ctx, f.Subject, on(ctx))
	if err != nil {
		return nil, err
	}
	for i := range findings {
		if findings[i].ID == f.ID {
			return &findings[i], nil
		}
	}
	return f, nil
}

func evidenceOf(e graph.Explanation) []*graph.Evidence {
	seen := make([]*graph.Evidence, len(e.Evidence))
	for i := range e.Evidence {
		seen[i] = &e.Evidence[i]
	}
	return seen
}

// headcountOf is how many members a unit has on the date, nil outside its life.
// Reports are numbers already told; what is counted by name is withheld where
// few could be recognised.
func headcountOf(ctx context.Context, unit graph.ID) (*model.UnitHeadcount, error) {
	view, err := load(ctx).Headcount(ctx, unit, on(ctx))
	if err != nil || view == nil {
		return nil, err
	}
	h := &model.UnitHeadcount{
		Basis: model.HeadcountBasis(view.Basis), Reported: view.Reported,
		Counted: &model.MemberCount{Full: withheld(ctx, view.Counted.Full), Probationary: withheld(ctx, view.Counted.Probationary)},
		Full:    &view.Full, Probationary: &view.Probationary,
	}
	if h.Basis == model.HeadcountBasisCounted {
		h.Full, h.Probationary = h.Counted.Full, h.Counted.Probationary
	}
	return h, nil
}
