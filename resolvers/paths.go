package resolvers

import (
	"context"
	"slices"
	"strings"

	"cobuild/graph"
	"cobuild/graph/model"
)

// linksBetween answers how two participants are linked.
func linksBetween(ctx context.Context, q graph.PathQuery) (*graph.Paths, error) {
	if err := checkPaths(&q); err != nil {
		return nil, err
	}
	if _, err := load(ctx).Nouns(ctx, []graph.ID{q.From, q.To}); err != nil { // both at once
		return nil, err
	}
	if err := known(ctx, q.From, []string{"from"}, participants...); err != nil {
		return nil, err
	}
	if err := known(ctx, q.To, []string{"to"}, participants...); err != nil {
		return nil, err
	}
	q.On = on(ctx)
	paths, err := load(ctx).Paths(ctx, q)
	if err != nil {
		return nil, err
	}
	return &paths, nil
}

// checkPaths checks the bounds, and writes kinds in one order.
func checkPaths(q *graph.PathQuery) error {
	switch {
	case q.MaxHops < 1 || q.MaxHops > graph.MostHops:
		return graph.Invalid([]string{"maxHops"}, "maxHops %d is not between 1 and %d: correct it", "maxHops的值%d不在1至%d之间：请改正", q.MaxHops, graph.MostHops)
	case q.Limit < 1 || q.Limit > graph.MostPaths:
		return graph.Invalid([]string{"limit"}, "limit %d is not between 1 and %d: correct it", "limit的值%d不在1至%d之间：请改正", q.Limit, graph.MostPaths)
	case q.Via != nil && len(q.Via) == 0:
		return graph.Invalid([]string{"via"}, "via is an empty list: name a kind of link, or leave via out for all", "via为空列表：请至少给出一种关联类型，或省略以包含全部")
	}
	q.Via = slices.DeleteFunc(slices.Clone(graph.LinkKinds), func(k graph.LinkKind) bool { return len(q.Via) > 0 && !slices.Contains(q.Via, k) })
	return nil
}

// directionOf says which way a step goes, nil where neither end is above the
// other.
func directionOf(ctx context.Context, s *graph.PathStep) (*model.StepDirection, error) {
	down := false
	switch s.LinkKind {
	case graph.LinkPairing, graph.LinkAlliance:
		return nil, nil
	case graph.LinkSuperior:
		parts, err := load(ctx).Parts(ctx, []graph.ID{s.Relation})
		if err != nil {
			return nil, err
		}
		link := parts[0].Link
		if link == nil { // withdrawn since the path was found
			return nil, nil
		}
		down = link.From == s.To
	default:
		down = s.From.Kind() == graph.KindOrganisation
	}
	if down {
		return new(model.StepDirectionDown), nil
	}
	return new(model.StepDirectionUp), nil
}

// The roles of the upper and the lower end of a step.
var stepRoles = map[graph.LinkKind][2]graph.Text{
	graph.LinkSuperior: {{EN: "superior", ZH: "上级组织"}, {EN: "subordinate", ZH: "下级组织"}},
	graph.LinkCoverage: {{EN: "covering organisation", ZH: "覆盖组织"}, {EN: "covered unit", ZH: "被覆盖单位"}},
	graph.LinkLeads:    {{EN: "leading organisation", ZH: "领导组织"}, {EN: "region led", ZH: "所领导的地区"}},
}

// The roles in which LEADS tells a unit and its own organisation.
var ownRoles = [2]graph.Text{{EN: "own organisation", ZH: "单独组建的组织"}, {EN: "own unit", ZH: "单独组建的单位"}}

// roleIn tells what a participant at an end of a step is in it.
func roleIn(ctx context.Context, s *graph.PathStep, of graph.ID, lang *graph.Language) (string, error) {
	hop := graph.HopEnd
	switch s.LinkKind {
	case graph.LinkPairing:
	case graph.LinkAlliance:
		hop = graph.HopSeat
	default:
		direction, err := directionOf(ctx, s)
		if direction == nil || err != nil {
			return "", err
		}
		roles := stepRoles[s.LinkKind]
		if s.LinkKind == graph.LinkLeads && s.Relation.Kind() == graph.KindCoverage {
			roles = ownRoles
		}
		if (*direction == model.StepDirectionDown) == (of == s.From) {
			return say(ctx, lang, roles[0]), nil
		}
		return say(ctx, lang, roles[1]), nil
	}
	links, err := load(ctx).Links(ctx, s.Relation, graph.Out, hop, on(ctx))
	if err != nil {
		return "", err
	}
	var roles []string
	for i := range links {
		if links[i].To == of {
			roles = append(roles, say(ctx, lang, links[i].Capacity()))
		}
	}
	slices.Sort(roles)
	return strings.Join(slices.Compact(roles), say(ctx, lang, graph.Text{EN: ", ", ZH: "、"})), nil
}

// or is the value given, else the one meant without.
func or[T any](given *T, otherwise T) T {
	if given == nil {
		return otherwise
	}
	return *given
}
