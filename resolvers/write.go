package resolvers

import (
	"context"

	"github.com/99designs/gqlgen/graphql"

	"cobuild/edit"
	"cobuild/graph"
	"cobuild/graph/model"
)

// said is what every input says of itself.
type said struct {
	expected    graphql.Omittable[*int]
	actor, note graphql.Omittable[*string]
}

// written is what a mutation did: the revision, or why nothing was written.
type written[Out any] struct {
	out      Out
	revision *int
	refused  []*model.UserError
}

// write runs one edit as one revision. Refusals by rule come as user errors,
// without revision; after a write the loaders have forgotten what they read.
func write[In interface{ Subjects() []graph.ID }, Out any](
	ctx context.Context, r *Resolver, operation string, s said, in In, do func(context.Context, graph.Edit, In) (Out, error), more ...graph.ID,
) (w written[Out], err error) {
	intent, err := intentOf(ctx, operation, s)
	if naming, ok := any(in).(interface{ OfMembers() []string }); ok && err == nil && !requestOf(ctx).viewer.SeeMembers {
		err = mayName(naming.OfMembers())
	}
	if err == nil {
		intent.Subjects = append(in.Subjects(), more...)
		if undoing, ok := any(in).(interface{ Undoes() *graph.RevisionRange }); ok {
			intent.Undoes = undoing.Undoes()
		}
		var receipt graph.Receipt
		receipt, err = r.deps.Writer.Apply(ctx, intent, func(ctx context.Context, e graph.Edit) (err error) {
			w.out, err = do(ctx, e, in)
			return err
		})
		if err == nil {
			load(ctx).Clear()
			revision := int(receipt.Revision)
			w.revision, w.refused = &revision, []*model.UserError{}
			return w, nil
		}
	}
	refused, ok := refusals(ctx, err)
	if !ok {
		return written[Out]{}, err
	}
	return written[Out]{refused: refused}, nil
}

// mayName refuses a member named in an input, for whether that is accepted
// tells what is on record of it; nil names none.
func mayName(field []string) error {
	if field == nil {
		return nil
	}
	return graph.NewError(graph.CodeForbidden, field,
		"%s names a member, which needs the right to see members: leave it out, or sign in as somebody who has that right",
		"%s列出了党员，须有查看党员的权限：请去掉，或以有权限的身份登录", field[len(field)-2])
}

// aboutMembers are the operations that need the right to see members: what they
// refuse tells what is on record of them. To enter a member needs no such right.
var aboutMembers = map[string]bool{
	"memberAffiliate": true, "memberTransfer": true, "memberChange": true, "memberCorrect": true, "memberEnd": true,
	"registrationEnter": true, "registrationEnd": true, "registrationCorrect": true,
	"revisionUndo": true, // of any revision, those about members too
}

// intentOf checks who writes, and what is said of it.
func intentOf(ctx context.Context, operation string, s said) (graph.Intent, error) {
	intent := graph.Intent{Operation: operation, Actor: value(s.actor), Note: value(s.note)}
	viewer := requestOf(ctx).viewer
	if !viewer.Write {
		return intent, graph.NewError(graph.CodeForbidden, nil,
			"nothing may be changed without the right to: sign in as somebody who has it", "无权修改：请以有权限的身份登录")
	}
	if aboutMembers[operation] && !viewer.SeeMembers {
		return intent, graph.NewError(graph.CodeForbidden, nil,
			"%s needs the right to see members, for what it answers tells of them: sign in as somebody who has it", "%s的结果会透露党员信息，须有查看党员的权限：请以有权限的身份登录", operation)
	}
	if err := edit.CheckSaid(intent.Actor, intent.Note); err != nil {
		return intent, err
	}
	if viewer.Name != "" {
		intent.Actor = viewer.Name
	}
	if expected := s.expected.Value(); expected != nil {
		if *expected < 1 {
			return intent, graph.Invalid([]string{"expectedRevision"}, "expectedRevision %d is no revision: give that of the answer you edit from, 1 or more, or leave it out",
				"expectedRevision的值%d不是版本号：请给出所依据结果的版本号（不小于1），或省略", *expected)
		}
		intent.Expected = int64(*expected)
	}
	return intent, nil
}

// value is what an input gives, the zero value for null and for what is left
// out.
func value[T any](o graphql.Omittable[*T]) (v T) {
	if p := o.Value(); p != nil {
		v = *p
	}
	return v
}

// opt keeps the difference between null and left out.
func opt[T any](o graphql.Omittable[*T]) edit.Opt[T] {
	v, set := o.ValueOK()
	return edit.Opt[T]{Set: set, Value: v}
}

// optList is opt for lists.
func optList[T any](o graphql.Omittable[[]T]) edit.Opt[[]T] {
	v, set := o.ValueOK()
	if v == nil {
		return edit.Opt[[]T]{Set: set}
	}
	return edit.Some(v)
}

// during gives the days that a correction names, nil where it names none.
func during(o graphql.Omittable[*model.DaysInput]) *graph.Interval {
	days := o.Value()
	if days == nil {
		return nil
	}
	return &graph.Interval{Since: value(days.Since), Until: value(days.Until)}
}

// readCorrected sets the date of a correction's payload: the day that chose what
// is corrected, the nearest of the days named, else today.
func readCorrected(ctx context.Context, at graph.Date, days *graph.Interval) {
	if days == nil {
		days = &graph.Interval{}
	}
	readFrom(ctx, at, *days)
}

// readFrom sets the date of the payload: the day of the change, for one that
// was always so today, or the nearest day on which it is so.
func readFrom(ctx context.Context, d graph.Date, life graph.Interval) {
	if d == 0 {
		d = nearest(life, requestOf(ctx).today)
	}
	readAt(ctx, d)
}

// read gives a noun as it is after a write.
func read[T any](ctx context.Context, id graph.ID) (T, error) {
	return as[T](load(ctx).Noun(ctx, id))
}

// assigned is what coverageAssign did.
type assigned struct{ coverage, replaced *graph.Link }

func assign(ctx context.Context, e graph.Edit, in edit.CoverageAssignInput) (a assigned, err error) {
	a.coverage, a.replaced, err = edit.CoverageAssign(ctx, e, in)
	return a, err
}

// subjectsOf gives the nouns that a part is about, for an input that names the
// part: the ends of a link, the unit of a work or a headcount, the pairing of an
// activity. None for what is
// no part, which the edit refuses.
func subjectsOf(ctx context.Context, part graph.ID) ([]graph.ID, error) {
	switch part.Kind() {
	case graph.KindLink, graph.KindCoverage, graph.KindWork, graph.KindHeadcount, graph.KindActivity:
	default:
		return nil, nil
	}
	parts, err := load(ctx).Parts(ctx, []graph.ID{part})
	if err != nil {
		return nil, err
	}
	switch p := parts[0]; {
	case p.Link != nil:
		return []graph.ID{p.Link.From, p.Link.To}, nil
	case p.Work != nil:
		return []graph.ID{p.Work.Unit}, nil
	case p.Headcount != nil:
		return []graph.ID{p.Headcount.Unit}, nil
	case p.Activity != nil:
		return []graph.ID{p.Activity.Pairing}, nil
	default:
		return nil, nil
	}
}

// writtenAs answers the changes of one revision; nil where nothing was written.
func writtenAs(ctx context.Context, revision *int, args pageArgs) (*graph.Connection[*graph.LogEntry], error) {
	if revision == nil {
		return nil, nil
	}
	return changeList(ctx, args, graph.LogQuery{After: int64(*revision) - 1, Upto: int64(*revision)})
}

// regionTarget translates the region that takes over from others.
func regionTarget(in *model.RegionTarget) edit.RegionTarget {
	fresh := in.New.Value()
	if fresh == nil {
		return edit.RegionTarget{Existing: value(in.Existing)}
	}
	return edit.RegionTarget{Existing: value(in.Existing), New: &edit.RegionRegisterInput{
		Code: value(fresh.Code), Name: fresh.Name, Aliases: fresh.Aliases.Value(), RegionKind: fresh.RegionKind, Parent: value(fresh.Parent), Population: fresh.Population.Value(),
		MobilePopulation: fresh.MobilePopulation.Value(), Households: fresh.Households.Value(), AreaKm2: fresh.AreaKm2.Value(),
	}}
}

// readRegions gives regions as they are after a write.
func readRegions(ctx context.Context, regions []*graph.Region) ([]*graph.Region, error) {
	ids := make([]graph.ID, len(regions))
	for i, r := range regions {
		ids[i] = r.ID
	}
	return asAll[*graph.Region](load(ctx).Nouns(ctx, ids))
}
