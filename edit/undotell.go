package edit

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"

	"cobuild/graph"
)

// tellConflicts refuses an undo for each thing in its way, the first 20, with
// the newest revision that is the cause: with it those between are undone too.
func (u *undo) tellConflicts(ctx context.Context) error {
	shown := u.found[:min(len(u.found), mostListed)]
	if len(shown) == 0 {
		return nil
	}
	queries := make([]graph.LogQuery, len(shown))
	var ids []graph.ID
	for i, o := range shown {
		queries[i] = graph.LogQuery{Subject: o.subject, After: u.last, Page: graph.Page{Limit: undoPage, Backward: true}}
		ids = append(ids, o.subject)
		if o.link != nil {
			ids = append(ids, o.link.From, o.link.To)
		}
	}
	later, err := u.laterChanges(ctx, shown, queries)
	if err != nil {
		return err
	}
	newest := int64(0) // of all that stands in the way
	for _, entry := range later {
		if entry != nil {
			newest = max(newest, entry.Revision)
		}
	}
	nouns, err := u.e.Nouns(ctx, subjects(ids...))
	if err != nil {
		return err
	}
	name := func(id graph.ID) string {
		switch {
		case nouns[id] != nil:
			return named(nouns[id])
		case u.turns[id] != nil && u.turns[id].wasNoun != nil:
			return named(u.turns[id].wasNoun)
		default:
			return string(id)
		}
	}
	for i, o := range shown {
		what := graph.Text{EN: name(o.subject), ZH: name(o.subject)}
		if o.attribute != "" {
			what = graph.Text{EN: o.attribute + " of " + what.EN, ZH: what.ZH + "的" + o.attribute}
		}
		if o.link != nil {
			what = graph.Text{
				EN: fmt.Sprintf("%s of %s to %s (%s)", o.link.Hop, name(o.link.From), name(o.link.To), o.link.ID),
				ZH: fmt.Sprintf("%s至%s的%s关系（%s）", name(o.link.From), name(o.link.To), o.link.Hop, o.link.ID),
			}
		}
		why := o.why
		if why == (graph.Text{}) {
			why = graph.Text{EN: "it was changed since", ZH: "其后又有变更"}
		}
		by := graph.Text{}
		remedy := graph.Text{EN: "change it first, or enter by a correction what should be true", ZH: "请先变更它，或直接更正为应有的内容"}
		if entry := later[i]; entry != nil {
			by = graph.Text{
				EN: fmt.Sprintf(", by revision %d (%s)", entry.Revision, entry.Operation),
				ZH: fmt.Sprintf("，见修订%d（%s）", entry.Revision, entry.Operation),
			}
			remedy = graph.Text{
				EN: fmt.Sprintf("undo that first, or revisions %d to %d together, or enter by a correction what should be true", u.first, newest),
				ZH: fmt.Sprintf("请先撤销该修订，或一并撤销修订%d至%d，或直接更正为应有的内容", u.first, newest),
			}
		}
		u.refuse(graph.Conflict(u.field(), "%[1]s stands in the way: %[2]s%[3]s: %[4]s", "%[5]s妨碍撤销：%[6]s%[7]s：%[8]s",
			what.EN, why.EN, by.EN, remedy.EN, what.ZH, why.ZH, by.ZH, remedy.ZH))
	}
	if more := len(u.found) - len(shown); more > 0 {
		u.refuse(graph.Conflict(u.field(), "%d more things stand in the way: undo the later revisions first", "另有%d处妨碍撤销：请先撤销其后的修订", more))
	}
	return nil
}

// laterChanges finds the newest entry of each thing in the way.
func (u *undo) laterChanges(ctx context.Context, shown []obstacle, queries []graph.LogQuery) ([]*graph.LogEntry, error) {
	later := make([]*graph.LogEntry, len(shown))
	which := make([]int, len(shown))
	for i := range which {
		which[i] = i
	}
	for len(which) > 0 {
		asked := make([]graph.LogQuery, len(which))
		for n, i := range which {
			asked[n] = queries[i]
		}
		pages, err := u.e.Log(ctx, asked)
		if err != nil {
			return nil, err
		}
		var more []int
		for n, i := range which {
			if later[i] = laterChange(pages[n].Items, shown[i]); later[i] == nil && pages[n].More {
				queries[i].Page.From = pages[n].At[0]
				more = append(more, i)
			}
		}
		which = more
	}
	return later, nil
}

// laterChange is the last entry that changed what is in the way.
func laterChange(entries []graph.LogEntry, o obstacle) *graph.LogEntry {
	for i := len(entries) - 1; i >= 0; i-- {
		c := &entries[i].Change
		if l := c.Link(); l != nil {
			if l.ID == o.fact {
				return &entries[i]
			}
			continue
		}
		if c.Subject() == o.fact && (o.attribute == "" || differs(c, o.attribute)) {
			return &entries[i]
		}
	}
	return nil
}

// differs says whether a change of a noun touched an attribute.
func differs(c *graph.Change, attribute string) bool {
	var sides [2]map[string]json.RawMessage
	for i, n := range []graph.Noun{c.NounBefore, c.NounAfter} {
		if n == nil {
			continue
		}
		data, err := graph.MarshalNoun(n)
		if err != nil || json.Unmarshal(data, &sides[i]) != nil {
			return false
		}
	}
	return !bytes.Equal(sides[0][attribute], sides[1][attribute])
}
