package resolvers

import (
	"context"

	"cobuild/graph"
	"cobuild/graph/model"
)

// lineReport counts the coverage of the units that an organisation answers for
// on the date.
func lineReport(ctx context.Context, organisation graph.ID, inputs []*model.UnitClassInput) (*model.CoverageReport, error) {
	classes, err := classesOf(inputs, inputs != nil)
	if err != nil {
		return nil, err
	}
	counted, err := load(ctx).Report(ctx, graph.ReportQuery{Classes: classes, Group: &graph.UnitGroup{Line: organisation}, On: on(ctx)})
	if err != nil {
		return nil, err
	}
	return tell(ctx, counted), nil
}

// membersOf counts the members of an organisation and of those below it. Small
// numbers are withheld from those who may not see members, and with a part the
// other one, since their sum is told.
func membersOf(ctx context.Context, organisation graph.ID) (*model.OrganisationMembers, error) {
	n, err := load(ctx).MemberCount(ctx, graph.LineQuery{Organisation: organisation, On: on(ctx)})
	if err != nil {
		return nil, err
	}
	told := &model.OrganisationMembers{
		Total: withheld(ctx, n.Full+n.Probationary), Full: withheld(ctx, n.Full), Probationary: withheld(ctx, n.Probationary),
	}
	if told.Full == nil || told.Probationary == nil {
		told.Full, told.Probationary = nil, nil
	}
	return told, nil
}
