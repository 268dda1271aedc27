package resolvers

import (
	"context"
	"reflect"
	"slices"

	"github.com/99designs/gqlgen/graphql"

	"cobuild/graph"
	"cobuild/graph/model"
)

// takesPart checks the alliance of a filter.
func takesPart(ctx context.Context, in graphql.Omittable[*model.AllianceMembershipFilter]) (*graph.TakesPart, error) {
	f := in.Value()
	if f == nil {
		return nil, nil
	}
	if err := known(ctx, f.ID, []string{"filter", "alliance", "id"}, graph.KindAlliance); err != nil {
		return nil, err
	}
	return &graph.TakesPart{Alliance: f.ID, Participates: f.Participates}, nil
}

// noEmptyList refuses a filter with a list that names nothing: whether it means
// all or none is anybody's guess.
func noEmptyList(filter any, path ...string) error {
	v := reflect.ValueOf(filter).Elem()
	for i := range v.NumField() {
		of, ok := v.Field(i).Interface().(interface{ IsSet() bool })
		if !ok || !of.IsSet() {
			continue
		}
		value := v.Field(i).MethodByName("Value").Call(nil)[0]
		at := append(slices.Clip(path), v.Type().Field(i).Tag.Get("json"))
		switch {
		case value.Kind() == reflect.Slice && !value.IsNil() && value.Len() == 0:
			return emptyList(at...)
		case value.Kind() == reflect.Pointer && !value.IsNil() && value.Elem().Kind() == reflect.Struct:
			if err := noEmptyList(value.Interface(), at...); err != nil {
				return err
			}
		}
	}
	return nil
}

// namesSome refuses an argument with a list that names nothing, as noEmptyList.
func namesSome[T any](list []T, path ...string) error {
	if list != nil && len(list) == 0 {
		return emptyList(path...)
	}
	return nil
}

func emptyList(path ...string) error {
	return graph.Invalid(path, "%s is an empty list: name at least one value, or leave it out for all", "%s为空列表：请至少给出一个值，或省略以表示全部", path[len(path)-1])
}

// canHave refuses kinds of gaps that nothing of the kind listed can have.
func canHave(kind graph.Kind, gaps []graph.GapKind) error {
	for _, gap := range gaps {
		if gap.Subject() != kind {
			return graph.Invalid([]string{"filter", "gapKinds"}, "%s is a gap of a %s, never of a %s: leave it out", "%s是%s的缺口，不是%s的缺口：请去掉", gap, gap.Subject(), kind)
		}
	}
	return nil
}

// knownOr checks an id of a filter that may be left out.
func knownOr(ctx context.Context, in graphql.Omittable[*graph.ID], field string, kinds ...graph.Kind) (graph.ID, error) {
	id := in.Value()
	if id == nil {
		return "", nil
	}
	err := known(ctx, *id, []string{"filter", field}, kinds...)
	return *id, err
}

func (w where) regions(ctx context.Context, f *model.RegionFilter, o *model.RegionOrder) (q graph.ListQuery, err error) {
	if f == nil {
		f = &model.RegionFilter{}
	}
	if err = noEmptyList(f, "filter"); err != nil {
		return q, err
	}
	q = graph.ListQuery{Kind: graph.KindRegion, Region: &graph.RegionFilter{
		Kinds: f.RegionKinds.Value(), Levels: f.Levels.Value(), Led: f.Led.Value(), GapKinds: f.GapKinds.Value(),
	}}
	if paired := f.Paired.Value(); paired != nil {
		q.Region.Paired = &graph.PairedFilter{Kinds: paired.Kinds.Value(), Active: paired.Active.Value(), Not: paired.Not}
		if role := paired.Role.Value(); role != nil {
			q.Region.Paired.Roles = []graph.EndRole{*role}
		}
	}
	if err = canHave(graph.KindRegion, f.GapKinds.Value()); err != nil {
		return q, err
	}
	if q.Region.Text, err = textIn(f.Text); err != nil {
		return q, err
	}
	if q.Place, err = w.place(ctx, f.Within, f.Depth); err != nil || o == nil {
		return q, err
	}
	q.Order, err = order(o.Field, o.Direction, q.Place)
	return q, err
}

// children are the regions right below one, in the order of their place.
func (w where) children(ctx context.Context, f *model.RegionFilter) (graph.ListQuery, error) {
	parent := w.region
	q, err := w.regions(ctx, f, nil)
	q.Place, q.Region.Parent = graph.Place{}, parent
	return q, err
}

func (w where) organisations(ctx context.Context, f *model.OrganisationFilter, o *model.OrganisationOrder) (q graph.ListQuery, err error) {
	if f == nil {
		f = &model.OrganisationFilter{}
	}
	if err = noEmptyList(f, "filter"); err != nil {
		return q, err
	}
	to := &graph.OrganisationFilter{Kinds: f.OrganisationKinds.Value(), Strengths: f.Strength.Value(), GapKinds: f.GapKinds.Value()}
	if paired := f.Paired.Value(); paired != nil {
		to.Paired = &graph.PairedFilter{Kinds: paired.Kinds.Value(), Active: paired.Active.Value(), Not: paired.Not}
		if role := paired.Role.Value(); role != nil {
			to.Paired.Roles = []graph.EndRole{*role}
		}
	}
	q = graph.ListQuery{Kind: graph.KindOrganisation, Organisation: to}
	if err = canHave(graph.KindOrganisation, f.GapKinds.Value()); err != nil {
		return q, err
	}
	if to.UnderSuperior, err = knownOr(ctx, f.UnderSuperior, "underSuperior", graph.KindOrganisation); err != nil {
		return q, err
	}
	if to.Alliance, err = takesPart(ctx, f.Alliance); err != nil {
		return q, err
	}
	if to.Text, err = textIn(f.Text); err != nil {
		return q, err
	}
	if q.Place, err = w.place(ctx, f.Within, f.Depth); err != nil || o == nil {
		return q, err
	}
	q.Order, err = order(o.Field, o.Direction, q.Place)
	return q, err
}

func (w where) units(ctx context.Context, f *model.UnitFilter, o *model.UnitOrder) (q graph.ListQuery, err error) {
	if f == nil {
		f = &model.UnitFilter{}
	}
	if err = noEmptyList(f, "filter"); err != nil {
		return q, err
	}
	to := &graph.UnitFilter{
		Kinds: f.UnitKinds.Value(), Ownerships: f.Ownerships.Value(), Industries: f.Industries.Value(), States: f.States.Value(),
		Establishments: f.Establishment.Value(), Members: f.Members.Value(), Worked: f.Worked.Value(), GapKinds: f.GapKinds.Value(),
	}
	q = graph.ListQuery{Kind: graph.KindUnit, Unit: to}
	if err = canHave(graph.KindUnit, f.GapKinds.Value()); err != nil {
		return q, err
	}
	if err = checkIndustries(to.Industries); err != nil {
		return q, err
	}
	if to.StaffMin, to.StaffMax, err = span(f.Staff.Value(), "staff"); err != nil {
		return q, err
	}
	if to.Alliance, err = takesPart(ctx, f.Alliance); err != nil {
		return q, err
	}
	if to.Text, err = textIn(f.Text); err != nil {
		return q, err
	}
	if q.Place, err = w.place(ctx, f.Within, f.Depth); err != nil || o == nil {
		return q, err
	}
	q.Order, err = order(o.Field, o.Direction, q.Place)
	return q, err
}

func (w where) members(ctx context.Context, f *model.MemberFilter, o *model.MemberOrder) (q graph.ListQuery, err error) {
	if err := ofMembers(ctx); err != nil {
		return q, err
	}
	if f == nil {
		f = &model.MemberFilter{}
	}
	if err = noEmptyList(f, "filter"); err != nil {
		return q, err
	}
	q = graph.ListQuery{Kind: graph.KindMember, Member: &graph.MemberFilter{
		Statuses: f.Statuses.Value(), Away: f.Away.Value(), Affiliated: f.Affiliated.Value(), Registered: f.Registered.Value(), GapKinds: f.GapKinds.Value(),
	}}
	if err = canHave(graph.KindMember, f.GapKinds.Value()); err != nil {
		return q, err
	}
	if q.Member.Place, err = w.memberPlace(f.Place); err != nil {
		return q, err
	}
	if q.Place, err = w.place(ctx, f.Within, f.Depth); err != nil || o == nil {
		return q, err
	}
	q.Order, err = order(o.Field, o.Direction, q.Place)
	return q, err
}

// memberPlace gives the place by which members are listed: a list of a region
// has an argument for it.
func (w where) memberPlace(in graphql.Omittable[*graph.MemberPlace]) (graph.MemberPlace, error) {
	place := in.Value()
	switch {
	case w.region != "" && place != nil:
		return "", graph.Invalid([]string{"filter", "place"}, "place %s may not be given in the filter here: give it as the argument place of the list", "此处不可在filter中使用place（%s）：请用该列表的place参数", *place)
	case w.region != "":
		return w.by, nil
	case place != nil:
		return *place, nil
	default:
		return graph.PlaceAffiliation, nil
	}
}

func (w where) pairings(ctx context.Context, f *model.PairingFilter) (q graph.ListQuery, err error) {
	if f == nil {
		f = &model.PairingFilter{}
	}
	if err = noEmptyList(f, "filter"); err != nil {
		return q, err
	}
	to := &graph.PairingFilter{Kinds: f.PairingKinds.Value(), Active: f.Active.Value(), GapKinds: f.GapKinds.Value()}
	q = graph.ListQuery{Kind: graph.KindPairing, Pairing: to}
	if err = canHave(graph.KindPairing, f.GapKinds.Value()); err != nil {
		return q, err
	}
	if to.LevelSpanMin, to.LevelSpanMax, err = span(f.LevelSpan.Value(), "levelSpan"); err != nil {
		return q, err
	}
	if to.Participant, err = knownOr(ctx, f.Participant, "participant", participants...); err != nil {
		return q, err
	}
	to.Role = or(f.Role.Value(), "")
	if err = activityOf(to, f.Activity.Value()); err != nil {
		return q, err
	}
	q.Place, err = w.place(ctx, f.Within, f.Depth)
	return q, err
}

// activityOf checks the conditions on activities.
func activityOf(to *graph.PairingFilter, f *model.PairingActivityFilter) error {
	if f == nil {
		return nil
	}
	to.IdleDays, to.LastFrom, to.LastBefore = f.IdleDays.Value(), or(f.LastFrom.Value(), 0), or(f.LastBefore.Value(), 0)
	switch {
	case to.IdleDays != nil && (*to.IdleDays < 1 || *to.IdleDays > mostIdle):
		return graph.Invalid([]string{"filter", "activity", "idleDays"}, "idleDays %d is not between 1 and %d: correct it", "idleDays的值%d不在1至%d之间：请改正", *to.IdleDays, mostIdle)
	case to.LastFrom != 0 && to.LastBefore != 0 && to.LastFrom >= to.LastBefore:
		return graph.Invalid([]string{"filter", "activity", "lastBefore"}, "lastBefore %s is not after lastFrom %s: exchange them, or leave one out",
			"lastBefore（%s）不晚于lastFrom（%s）：请对调，或省略其一", to.LastBefore, to.LastFrom)
	}
	return nil
}

// mostIdle bounds days without activity: a century.
const mostIdle = 36_525

func (w where) alliances(ctx context.Context, f *model.AllianceFilter, o *model.AllianceOrder) (q graph.ListQuery, err error) {
	if f == nil {
		f = &model.AllianceFilter{}
	}
	if err = noEmptyList(f, "filter"); err != nil {
		return q, err
	}
	to := &graph.AllianceFilter{Kinds: f.AllianceKinds.Value()}
	q = graph.ListQuery{Kind: graph.KindAlliance, Alliance: to}
	if to.Participant, err = knownOr(ctx, f.Participant, "participant", participants...); err != nil {
		return q, err
	}
	if to.Text, err = textIn(f.Text); err != nil {
		return q, err
	}
	if q.Place, err = w.place(ctx, f.Within, f.Depth); err != nil || o == nil {
		return q, err
	}
	q.Order, err = order(o.Field, o.Direction, q.Place)
	return q, err
}

// The bounds of staff bands, as graph.StaffBandOf cuts them: findings know no
// finer ones.
var (
	bandMins = []int{0, 10, 50, 100, 500}
	bandMaxs = []int{9, 49, 99, 499}
)

func (w where) gaps(ctx context.Context, f *model.GapFilter, o *model.GapOrder) (q graph.GapQuery, err error) {
	if f == nil {
		f = &model.GapFilter{}
	}
	if err = noEmptyList(f, "filter"); err != nil {
		return q, err
	}
	q = graph.GapQuery{
		Kinds: f.GapKinds.Value(), UnitKinds: f.UnitKinds.Value(), Ownerships: f.Ownerships.Value(),
		Industries: f.Industries.Value(), Severities: f.Severities.Value(), Order: gapOrder(o),
	}
	if err = checkIndustries(q.Industries); err != nil {
		return q, err
	}
	if q.StaffMin, q.StaffMax, err = span(f.Staff.Value(), "staff"); err != nil {
		return q, err
	}
	if q.StaffMin != nil && !slices.Contains(bandMins, *q.StaffMin) || q.StaffMax != nil && !slices.Contains(bandMaxs, *q.StaffMax) {
		return q, graph.Invalid([]string{"filter", "staff"}, "the bounds of staff are not those of staff bands: use min of %v and max of %v", "人数范围须与人数档一致：min可取%v，max可取%v", bandMins, bandMaxs)
	}
	q.Place, err = w.place(ctx, f.Within, f.Depth)
	return q, err
}

func gapOrder(o *model.GapOrder) graph.Order {
	if o == nil {
		return graph.Order{}
	}
	return graph.Order{By: graph.OrderField(o.Field), Desc: o.Direction == model.OrderDirectionDesc}
}
