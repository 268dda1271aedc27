package resolvers

import (
	"context"

	"github.com/99designs/gqlgen/graphql"

	"cobuild/graph"
	"cobuild/graph/model"
)

// moment is the date a field and all below it are read at.
type moment struct {
	on       graph.Date
	explicit bool // said by the query, a report or a gap, rather than today
}

type momentKey struct{}

func momentOf(ctx context.Context) *moment { return ctx.Value(momentKey{}).(*moment) }

// on is the date the field is read at.
func on(ctx context.Context) graph.Date { return momentOf(ctx).on }

// readAt sets the date at which the payload of the running mutation is read.
func readAt(ctx context.Context, d graph.Date) { momentOf(ctx).on = d }

// dated hands dates down a query: the field's argument asOf, else the date of its
// parent (a report, a gap), else that of its cursor, else the one handed down. The
// context reaches the field's children too.
func dated(ctx context.Context, field *graphql.FieldContext) context.Context {
	handed := momentOf(ctx)
	if at := fieldMoment(field, handed); at != handed {
		return context.WithValue(ctx, momentKey{}, at)
	}
	return ctx
}

func fieldMoment(field *graphql.FieldContext, handed *moment) *moment {
	if field.Object == "Mutation" {
		return &moment{on: handed.on, explicit: true} // its own, for readAt to set
	}
	if field.Parent != nil {
		handed = ownMoment(field.Parent.Result, handed)
	}
	asOf, dated := field.Args["asOf"].(*graph.Date)
	switch {
	case asOf != nil:
		return &moment{on: *asOf, explicit: true}
	case dated && !handed.explicit:
		for _, name := range []string{"after", "before"} {
			if text, ok := field.Args[name].(*string); ok && text != nil {
				if c, ok := decodeCursor(*text); ok && c.on != 0 {
					return &moment{on: c.on, explicit: true}
				}
			}
		}
	}
	return handed
}

// ownMoment is the date of an object that has one. A gap that does not hold on
// the date handed down is read at the nearest day on which it does.
func ownMoment(object any, handed *moment) *moment {
	switch own := object.(type) {
	case **graph.Finding:
		return ownMoment(*own, handed)
	case *model.Node:
		return ownMoment(*own, handed)
	case **model.CoverageReport:
		return ownMoment(*own, handed)
	case *graph.Finding:
		if own != nil && !own.Holds(handed.on) {
			return &moment{on: nearest(own.Interval, handed.on), explicit: true}
		}
	case *model.CoverageReport:
		if own != nil && own.AsOf != handed.on {
			return &moment{on: own.AsOf, explicit: true}
		}
	}
	return handed
}

// nearest is the day of the interval that lies nearest to d.
func nearest(i graph.Interval, d graph.Date) graph.Date {
	if d < i.Since {
		return i.Since
	}
	return min(d, i.End()-1)
}
