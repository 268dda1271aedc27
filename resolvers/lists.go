package resolvers

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"cobuild/graph"
)

// nounList answers a field whose items are nouns kept in order.
func nounList[T graph.Noun](ctx context.Context, args pageArgs, q graph.ListQuery, err error) (*graph.Connection[T], error) {
	if err != nil {
		return nil, err
	}
	if q.Order.By == "" {
		q.Order.By = graph.OrderPlace
	}
	q.On = on(ctx)
	return listOf[T](ctx, args, q, func(ctx context.Context) func() (int, error) { return load(ctx).CountList(ctx, q) })
}

// listOf is nounList with a count of its own.
func listOf[T graph.Noun](ctx context.Context, args pageArgs, q graph.ListQuery, count func(context.Context) func() (int, error)) (*graph.Connection[T], error) {
	what := q
	what.On, what.Page = 0, graph.Page{}
	return connect(ctx, args, list[graph.Noun]{
		parts: []any{"list", what}, on: q.On, count: count,
		page: func(ctx context.Context, p graph.Page) (graph.PageOf[graph.Noun], error) {
			q := q
			q.Page = p
			return load(ctx).List(ctx, q)
		},
	}, func(_ context.Context, nouns []graph.Noun) ([]T, error) { return asAll[T](nouns, nil) })
}

// gapList answers a field whose items are gaps.
func gapList(ctx context.Context, args pageArgs, q graph.GapQuery, err error) (*graph.Connection[*graph.Finding], error) {
	if err != nil {
		return nil, err
	}
	if err = cmp.Or(namesSome(q.Kinds, "gapKinds"), namesSome(q.Severities, "severities")); err != nil {
		return nil, err
	}
	if q.Kinds, err = kindsSeen(ctx, q.Kinds); err != nil {
		return nil, err
	}
	if q.Order.By == "" {
		q.Order.By = graph.OrderPlace
	}
	q.On = on(ctx)
	what := q
	what.On = 0
	return connect(ctx, args, list[graph.Finding]{
		parts: []any{"gaps", what}, on: q.On,
		page: func(ctx context.Context, p graph.Page) (graph.PageOf[graph.Finding], error) {
			q := q
			q.Page = p
			return load(ctx).Gaps(ctx, q)
		},
		count: func(ctx context.Context) func() (int, error) { return load(ctx).CountGaps(ctx, q) },
	}, same[graph.Finding])
}

// gapsOf answers the gaps of one noun.
func gapsOf(ctx context.Context, args pageArgs, subject graph.ID, kinds []graph.GapKind, severities []graph.Severity) (*graph.Connection[*graph.Finding], error) {
	if subject.Kind() == graph.KindMember {
		if err := mayList(ctx); err != nil {
			return nil, err
		}
	}
	return gapList(ctx, args, graph.GapQuery{Subject: subject, Kinds: kinds, Severities: severities}, nil)
}

// linkList is the list of the links of a noun by a hop, by the far end's name.
func linkList(ctx context.Context, id graph.ID, d graph.Direction, hop graph.Hop) list[graph.Link] {
	date := on(ctx)
	return list[graph.Link]{
		parts: []any{"links", id, d, hop}, on: date,
		page: func(ctx context.Context, p graph.Page) (graph.PageOf[graph.Link], error) {
			return load(ctx).LinkPage(ctx, id, d, hop, date, p)
		},
		count: func(ctx context.Context) func() (int, error) { return load(ctx).CountLinks(ctx, id, d, hop, date) },
	}
}

// linksFrom answers a field whose items are the links themselves.
func linksFrom(ctx context.Context, args pageArgs, id graph.ID, d graph.Direction, hop graph.Hop) (*graph.Connection[*graph.Link], error) {
	return connect(ctx, args, linkList(ctx, id, d, hop), same[graph.Link])
}

// across answers a field whose items are the nouns at the far ends of links.
func across[T graph.Noun](ctx context.Context, args pageArgs, id graph.ID, d graph.Direction, hop graph.Hop) (*graph.Connection[T], error) {
	return connect(ctx, args, linkList(ctx, id, d, hop), func(ctx context.Context, links []graph.Link) ([]T, error) {
		ids := make([]graph.ID, len(links))
		for i := range links {
			ids[i] = links[i].Far(d)
		}
		return asAll[T](load(ctx).Nouns(ctx, ids))
	})
}

// membersAcross is across for members, whom not everybody may see.
func membersAcross(ctx context.Context, args pageArgs, id graph.ID, hop graph.Hop) (*graph.Connection[*graph.Member], error) {
	if err := ofMembers(ctx); err != nil {
		return nil, err
	}
	members, err := across[*graph.Member](ctx, args, id, graph.In, hop)
	return discreet(ctx, members, err)
}

// worksOf answers the works of a unit, by kind.
func worksOf(ctx context.Context, args pageArgs, u *graph.Unit) (*graph.Connection[*graph.Work], error) {
	var works []graph.Work
	for _, work := range u.Works {
		if work.Holds(on(ctx)) {
			works = append(works, work)
		}
	}
	return connect(ctx, args, list[graph.Work]{
		parts: []any{"works", u.ID}, on: on(ctx), count: number(len(works)),
		page: held(works, func(w graph.Work) string { return string(byRank(graph.WorkKinds, w.WorkKind)) + string(w.ID) }),
	}, same[graph.Work])
}

// activitiesOf answers what the ends of a pairing did up to the day, the latest
// first, or what is to come, the earliest first.
func activitiesOf(ctx context.Context, args pageArgs, p *graph.Pairing, upcoming bool) (*graph.Connection[*graph.Activity], error) {
	date := on(ctx)
	var activities []graph.Activity
	for _, a := range p.Activities {
		if (a.Date > date) == upcoming {
			activities = append(activities, a)
		}
	}
	return connect(ctx, args, list[graph.Activity]{
		parts: []any{"activities", p.ID, upcoming}, on: date, count: number(len(activities)),
		page: held(activities, func(a graph.Activity) string {
			order := a.Date
			if !upcoming {
				order = graph.End - a.Date
			}
			return fmt.Sprintf("%05d!%s", order, a.ID)
		}),
	}, same[graph.Activity])
}

// seatsOf answers who takes part in an alliance: those of the day by role, or
// those to come by their first day.
func seatsOf(ctx context.Context, args pageArgs, alliance graph.ID, role *graph.AllianceRole, upcoming bool) (*graph.Connection[*graph.Link], error) {
	date := on(ctx)
	asked := date
	if upcoming {
		asked = 0
	}
	links, err := load(ctx).Links(ctx, alliance, graph.Out, graph.HopSeat, asked)
	if err != nil {
		return nil, err
	}
	var seats []graph.Link // tens, not thousands
	for _, link := range links {
		if (role == nil || link.Role == string(*role)) && (!upcoming || link.Since > date) {
			seats = append(seats, link)
		}
	}
	return connect(ctx, args, list[graph.Link]{
		parts: []any{"seats", alliance, role, upcoming}, on: date, count: number(len(seats)),
		page: held(seats, func(s graph.Link) string {
			key := []string{string(byRank(graph.AllianceRoles, graph.AllianceRole(s.Role))), string(s.To), string(s.ID)}
			if upcoming {
				key = append([]string{s.Since.String()}, key...)
			}
			return strings.Join(key, "!")
		}),
	}, same[graph.Link])
}

// chairs are the seats of those who preside: in a turn before for good.
var chairs = []string{string(graph.SeatRotatingChair), string(graph.SeatChair)}

// chairOf gives who is in the chair of an alliance on the day.
func chairOf(ctx context.Context, alliance graph.ID) (*graph.Link, error) {
	seats, err := load(ctx).Links(ctx, alliance, graph.Out, graph.HopSeat, on(ctx))
	if err != nil {
		return nil, err
	}
	return firstSeat(seats, func(l graph.Link) bool { return slices.Contains(chairs, l.Role) }, func(a, b graph.Link) int {
		return slices.Index(chairs, a.Role) - slices.Index(chairs, b.Role)
	}), nil
}

// nextChair gives the first chair to begin after the day.
func nextChair(ctx context.Context, alliance graph.ID) (*graph.Link, error) {
	seats, err := load(ctx).Links(ctx, alliance, graph.Out, graph.HopSeat, 0)
	if err != nil {
		return nil, err
	}
	day := on(ctx)
	return firstSeat(seats, func(l graph.Link) bool { return l.Since > day && slices.Contains(chairs, l.Role) }, func(a, b graph.Link) int {
		return cmp.Or(cmp.Compare(a.Since, b.Since), slices.Index(chairs, a.Role)-slices.Index(chairs, b.Role))
	}), nil
}

// firstSeat gives the first of the seats that fit, by id where they are alike.
func firstSeat(seats []graph.Link, fits func(graph.Link) bool, order func(a, b graph.Link) int) *graph.Link {
	var first *graph.Link
	for i, l := range seats {
		if fits(l) && (first == nil || cmp.Or(order(l, *first), strings.Compare(string(l.ID), string(first.ID))) < 0) {
			first = &seats[i]
		}
	}
	return first
}

// changeList answers a page of the change log.
func changeList(ctx context.Context, args pageArgs, q graph.LogQuery) (*graph.Connection[*graph.LogEntry], error) {
	if q.NoMembers = !seesMembers(ctx); q.NoMembers && q.Subject.Kind() == graph.KindMember {
		return nil, mayList(ctx)
	}
	return connect(ctx, args, list[graph.LogEntry]{
		parts: []any{"changes", q},
		page: func(ctx context.Context, p graph.Page) (graph.PageOf[graph.LogEntry], error) {
			q := q
			q.Page = p
			return load(ctx).Log(ctx, q)
		},
		count: func(ctx context.Context) func() (int, error) { return load(ctx).CountLog(ctx, q) },
	}, same[graph.LogEntry])
}
