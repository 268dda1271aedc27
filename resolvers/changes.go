package resolvers

import (
	"context"
	"encoding/json"
	"slices"
	"time"

	"cobuild/graph"
	"cobuild/graph/model"
)

// changeKind says what a change did.
func changeKind(c *graph.Change) model.ChangeKind {
	switch {
	case c.NounBefore == nil && c.LinkBefore == nil:
		return model.ChangeKindAdd
	case c.NounAfter == nil && c.LinkAfter == nil:
		return model.ChangeKindWithdraw
	default:
		return model.ChangeKindAlter
	}
}

// What the log keeps of a noun or link that says nothing of the change: where
// the store put it, and what the entry tells by itself.
var silent = []string{"id", "no", "path", "scope", "hop"}

// Attributes that hold names of people or what belongs to them.
var personal = map[graph.Kind][]string{
	graph.KindMember:       {"name", "aliases", "sex", "birthYear", "phone", "number", "aways"},
	graph.KindOrganisation: {"secretaries"},
	graph.KindUnit:         {"works"},
}

// attributesOf tells what differs between before and after, by attribute.
func attributesOf(ctx context.Context, c *graph.Change) ([]*model.AttributeChange, error) {
	var before, after map[string]json.RawMessage
	var hidden []string
	for _, side := range []struct {
		noun graph.Noun
		link *graph.Link
		into *map[string]json.RawMessage
	}{{c.NounBefore, c.LinkBefore, &before}, {c.NounAfter, c.LinkAfter, &after}} {
		var value any
		switch {
		case side.noun != nil:
			value = side.noun
			if !seesMembers(ctx) {
				hidden = personal[side.noun.Kind()]
			}
		case side.link != nil:
			value = side.link
		default:
			continue
		}
		data, err := json.Marshal(value)
		if err != nil {
			return nil, err
		}
		if err := json.Unmarshal(data, side.into); err != nil {
			return nil, err
		}
	}
	names := sortedKeys(before)
	for _, name := range sortedKeys(after) {
		if _, known := before[name]; !known {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	changes := []*model.AttributeChange{}
	for _, name := range names {
		was, is := string(before[name]), string(after[name])
		if was == is || slices.Contains(silent, name) {
			continue
		}
		change := &model.AttributeChange{Name: name}
		if !slices.Contains(hidden, name) {
			change.Before, change.After = text(was), text(is)
		}
		changes = append(changes, change)
	}
	return changes, nil
}

// changesSince checks the arguments of the change log.
func (r *Resolver) changesSince(ctx context.Context, since *int, subject *graph.ID, f *model.ChangeFilter) (q graph.LogQuery, err error) {
	if f != nil {
		if err := r.changeFilter(&q, f); err != nil {
			return q, err
		}
	}
	if since != nil {
		if *since < 0 {
			return q, graph.Invalid([]string{"sinceRevision"}, "sinceRevision %d is negative: give the revision of an earlier answer, or 0", "sinceRevision的值%d为负：请给出先前结果中的版本号，或0", *since)
		}
		q.After = int64(*since)
	}
	if subject != nil {
		q.Subject = *subject
		err = everKnown(ctx, *subject, []string{"subject"}, graph.NounKinds...)
	}
	return q, err
}

// changeFilter puts the conditions of a filter into a query. A day of recording
// is one of the zone in which the server reckons today.
func (r *Resolver) changeFilter(q *graph.LogQuery, f *model.ChangeFilter) error {
	if err := noEmptyList(f, "filter"); err != nil {
		return err
	}
	q.Operations, q.Actors = f.Operations.Value(), f.Actors.Value()
	recorded, err := daysOf(f.Recorded.Value(), "recorded")
	if err != nil {
		return err
	}
	if q.Effective, err = daysOf(f.Effective.Value(), "effective"); err != nil {
		return err
	}
	q.RecordedFrom, q.RecordedUntil = r.midnight(recorded.Since), r.midnight(recorded.Until)
	return nil
}

// daysOf checks a range of days.
func daysOf(in *model.DateRange, field string) (days graph.Interval, err error) {
	if in == nil {
		return graph.Always, nil
	}
	days = graph.Interval{Since: value(in.Since), Until: value(in.Until)}
	return days, days.Validate("filter", field)
}

// midnight is the moment at which a day begins, as the log writes moments; ""
// for no day.
func (r *Resolver) midnight(d graph.Date) string {
	if d == 0 {
		return ""
	}
	year, month, day := d.Time().Date()
	return time.Date(year, month, day, 0, 0, 0, 0, r.zone).UTC().Format(time.RFC3339)
}

// everKnown is known, but lets a noun through that was withdrawn: the log still
// tells of it.
func everKnown(ctx context.Context, id graph.ID, field []string, kinds ...graph.Kind) error {
	err := known(ctx, id, field, kinds...)
	if graph.CodeOf(err) != graph.CodeNotFound {
		return err
	}
	page, logErr := load(ctx).Log(ctx, graph.LogQuery{Subject: id, Page: graph.Page{Limit: 1}})
	if logErr != nil {
		return logErr
	}
	if len(page.Items) > 0 {
		return nil
	}
	return err
}
