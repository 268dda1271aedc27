package resolvers

import (
	"context"
	"fmt"
	"slices"
	"time"

	"cobuild/graph"
)

// historyOf answers the history of a noun. It has no date: it tells of all of
// them.
func historyOf(ctx context.Context, args pageArgs, id graph.ID, attributes []graph.HistoryAttribute) (*graph.Connection[*graph.HistoryItem], error) {
	if err := namesSome(attributes, "attributes"); err != nil {
		return nil, err
	}
	all, err := load(ctx).History(ctx, id)
	if err != nil {
		return nil, err
	}
	var items []graph.HistoryItem
	for _, item := range all {
		if attributes == nil || slices.Contains(attributes, item.Attribute) {
			items = append(items, item)
		}
	}
	asked := slices.Clone(attributes)
	slices.Sort(asked)
	return connect(ctx, args, list[graph.HistoryItem]{
		parts: []any{"history", id, asked, attributes == nil}, count: number(len(items)),
		page: held(items, func(i graph.HistoryItem) string { return historyKey(&i) }),
	}, same[graph.HistoryItem])
}

// historyKey is the place of an item among those of one noun: attribute, days,
// what it is.
func historyKey(i *graph.HistoryItem) string {
	rank := slices.IndexFunc(graph.Enums["HistoryAttribute"], func(l graph.Label) bool { return l.Value == string(i.Attribute) })
	return fmt.Sprintf("%03d!%05d!%05d!%s", rank, i.Since, i.End(), i.Thing)
}

// historyValue is the value of an item for people.
func historyValue(ctx context.Context, i *graph.HistoryItem, lang *graph.Language) (*string, error) {
	value := i.Value
	if i.Restricted && !seesMembers(ctx) {
		value = i.Public
	}
	told := say(ctx, lang, value)
	if i.Related == "" {
		return text(told), nil
	}
	noun, err := load(ctx).Noun(ctx, i.Related)
	if err != nil {
		return nil, err
	}
	name, err := nameOf(ctx, noun, i.Related, lang)
	if err != nil {
		return nil, err
	}
	if told != "" {
		name += say(ctx, lang, graph.Text{EN: " (" + value.EN + ")", ZH: "（" + value.ZH + "）"})
	}
	return &name, nil
}

func historyRaw(ctx context.Context, i *graph.HistoryItem) *string {
	if i.Restricted && !seesMembers(ctx) {
		return nil
	}
	return &i.Raw
}

// recordedOn is the day on which an entry of the log was made, in the zone in
// which the server reckons today.
func (r *Resolver) recordedOn(e *graph.LogEntry) graph.Date {
	at, err := time.Parse(time.RFC3339, e.RecordedAt)
	if err != nil {
		return 0
	}
	d, _ := graph.DateOf(at.In(r.zone))
	return d
}
