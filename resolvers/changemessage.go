package resolvers

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"cobuild/graph"
	"cobuild/graph/model"
)

var kindLabels = map[graph.Kind]graph.Text{
	graph.KindRegion:       {EN: "region", ZH: "地区"},
	graph.KindOrganisation: {EN: "organisation", ZH: "组织"},
	graph.KindUnit:         {EN: "unit", ZH: "单位"},
	graph.KindMember:       {EN: "member", ZH: "党员"},
	graph.KindPairing:      {EN: "pairing", ZH: "结对"},
	graph.KindAlliance:     {EN: "alliance", ZH: "联盟"},
}

// mostDifferences is how many differences a message tells before it says how
// many more there are.
const mostDifferences = 6

var (
	noValue   = graph.Text{EN: "none", ZH: "无"}
	notForAll = graph.Text{EN: "restricted", ZH: "仅有权查看党员者可见"}
)

// relatedTo is the noun a changed relation leads to, "" for a changed noun.
func relatedTo(c *graph.Change) graph.ID {
	if link := c.Link(); link != nil {
		return link.To
	}
	return ""
}

// changeMessage tells a change as a sentence: what was done to what, and what
// differs since. A noun has the name that it had after the change.
func changeMessage(ctx context.Context, c *graph.Change, lang *graph.Language) (string, error) {
	done := graph.LabelOf("ChangeKind", string(changeKind(c)))
	if c.Correct && changeKind(c) != model.ChangeKindWithdraw {
		done = graph.Text{EN: "corrected", ZH: "更正"}
	}
	of := kindLabels[c.Subject().Kind()]
	if link := c.Link(); link != nil {
		of = graph.LabelOf("RelationKind", string(link.Hop))
	}
	about, err := changedName(ctx, c, lang)
	if err != nil {
		return "", err
	}
	told, err := differencesTold(ctx, c, lang)
	if err != nil {
		return "", err
	}
	message := say(ctx, lang, graph.Text{EN: done.EN + " " + of.EN + ": ", ZH: done.ZH + of.ZH + "："}) + about
	if len(told) == 0 {
		return message, nil
	}
	if more := len(told) - mostDifferences; more > 0 {
		told = append(told[:mostDifferences], say(ctx, lang, graph.Text{EN: fmt.Sprintf("%d more", more), ZH: fmt.Sprintf("另有%d项", more)}))
	}
	return message + say(ctx, lang, graph.Text{EN: "; " + strings.Join(told, "; "), ZH: "；" + strings.Join(told, "；")}), nil
}

// changedName names the noun that changed, or both ends of the relation.
func changedName(ctx context.Context, c *graph.Change, lang *graph.Language) (string, error) {
	link := c.Link()
	if link == nil {
		noun := c.NounAfter
		if noun == nil {
			noun = c.NounBefore
		}
		return nameOf(ctx, noun, c.Subject(), lang)
	}
	names, err := namesOf(ctx, []graph.ID{link.From, link.To}, lang)
	if err != nil {
		return "", err
	}
	return say(ctx, lang, graph.Text{
		EN: names[link.From] + " to " + names[link.To], ZH: names[link.From] + "至" + names[link.To],
	}), nil
}

// differencesTold tells what differs since a change, each difference by itself:
// of a noun that was on record before, and of every relation.
func differencesTold(ctx context.Context, c *graph.Change, lang *graph.Language) (told []string, err error) {
	if c.Link() != nil {
		return linkTold(ctx, c, lang)
	}
	if changeKind(c) != model.ChangeKindAlter {
		return nil, nil
	}
	all := c.Differences()
	var related []graph.ID
	for _, d := range all {
		for _, i := range []*graph.HistoryItem{d.Before, d.After} {
			if i != nil && i.Related != "" {
				related = append(related, i.Related)
			}
		}
	}
	names, err := namesOf(ctx, related, lang)
	if err != nil {
		return nil, err
	}
	for _, d := range all {
		one := differenceTold(ctx, &d, names, lang)
		if !slices.Contains(told, one) { // what is withheld is said once
			told = append(told, one)
		}
	}
	return told, nil
}

// differenceTold tells one difference: attribute, value before and after, days.
func differenceTold(ctx context.Context, d *graph.Difference, names map[graph.ID]string, lang *graph.Language) string {
	days := d.Days()
	if d.Attribute == graph.HistoryLife {
		if d.After != nil {
			return say(ctx, lang, graph.Text{EN: "exists " + days.EN, ZH: days.ZH + "存续"})
		}
		return say(ctx, lang, graph.Text{EN: "does not exist " + days.EN, ZH: days.ZH + "不再存续"})
	}
	label := graph.LabelOf("HistoryAttribute", string(d.Attribute))
	hidden := func(i *graph.HistoryItem) bool { return i != nil && i.Restricted && !seesMembers(ctx) }
	value := func(i *graph.HistoryItem) graph.Text {
		switch {
		case i == nil:
			return noValue
		case i.Related != "":
			return graph.Text{EN: names[i.Related], ZH: names[i.Related]}
		case hidden(i):
			return i.Public
		default:
			return graph.Text{EN: graph.Clip(i.Value.EN), ZH: graph.Clip(i.Value.ZH)}
		}
	}
	was, is := value(d.Before), value(d.After)
	if none := (graph.Text{}); (hidden(d.Before) || hidden(d.After)) && (was == none || is == none || was == is) {
		return say(ctx, lang, graph.Text{EN: label.EN + ": " + notForAll.EN, ZH: label.ZH + "：" + notForAll.ZH})
	}
	if d.Dated && d.Interval != graph.Always {
		is.EN += ", " + days.EN
		is.ZH += "，" + days.ZH
	}
	return say(ctx, lang, graph.Text{EN: label.EN + ": " + was.EN + " → " + is.EN, ZH: label.ZH + "：" + was.ZH + " → " + is.ZH})
}

// linkTold tells in which capacity, on which days and by whom a relation holds;
// of one that was altered, only what differs.
func linkTold(ctx context.Context, c *graph.Change, lang *graph.Language) (told []string, err error) {
	persons := []graph.ID{}
	sides := []*graph.Link{}
	for _, l := range []*graph.Link{c.LinkBefore, c.LinkAfter} {
		if l != nil {
			sides = append(sides, l)
			if l.Person != "" {
				persons = append(persons, l.Person)
			}
		}
	}
	names, err := namesOf(ctx, persons, lang)
	if err != nil {
		return nil, err
	}
	aspect := func(label graph.Text, of func(*graph.Link) graph.Text) {
		values := make([]string, len(sides))
		for i, l := range sides {
			values[i] = say(ctx, lang, of(l))
		}
		label = graph.Text{EN: label.EN + ": ", ZH: label.ZH + "："}
		switch {
		case len(values) == 1 && values[0] != "":
			told = append(told, say(ctx, lang, label)+values[0])
		case len(values) == 2 && values[0] != values[1]:
			for i, v := range values {
				if v == "" {
					values[i] = say(ctx, lang, noValue)
				}
			}
			told = append(told, say(ctx, lang, label)+strings.Join(values, " → "))
		}
	}
	capacity := graph.Text{EN: "role", ZH: "角色"}
	if sides[0].Hop == graph.HopCovers {
		capacity = graph.Text{EN: "mode", ZH: "方式"}
	}
	aspect(capacity, (*graph.Link).Capacity)
	aspect(graph.Text{EN: "days", ZH: "期间"}, func(l *graph.Link) graph.Text {
		if days := l.Days(); l.Interval != graph.Always || len(sides) == 1 {
			return days
		}
		return graph.Text{EN: l.In(graph.EN), ZH: l.In(graph.ZH)}
	})
	aspect(graph.Text{EN: "person", ZH: "代表人"}, func(l *graph.Link) graph.Text {
		return graph.Text{EN: names[l.Person], ZH: names[l.Person]}
	})
	return told, nil
}

// namesOf names nouns for people; one that was withdrawn by the name that it
// had last.
func namesOf(ctx context.Context, ids []graph.ID, lang *graph.Language) (map[graph.ID]string, error) {
	nouns, err := load(ctx).Nouns(ctx, ids)
	if err != nil {
		return nil, err
	}
	names := make(map[graph.ID]string, len(ids))
	for i, noun := range nouns {
		if noun == nil {
			if noun, err = lastKnown(ctx, ids[i]); err != nil {
				return nil, err
			}
		}
		if names[ids[i]], err = nameOf(ctx, noun, ids[i], lang); err != nil {
			return nil, err
		}
	}
	return names, nil
}

// lastKnown is a noun that was withdrawn as it was before that: the last
// entries of its log are of its links and of itself. Nil where it is not among
// them.
func lastKnown(ctx context.Context, id graph.ID) (graph.Noun, error) {
	page, err := load(ctx).Log(ctx, graph.LogQuery{Subject: id, Page: graph.Page{Limit: 20, Backward: true}})
	if err != nil {
		return nil, err
	}
	for _, e := range page.Items {
		if n := e.Change.NounBefore; n != nil && n.Top().ID == id {
			return n, nil
		}
	}
	return nil, nil
}

// nameOf names any noun for people, a noun that is not known by its id.
func nameOf(ctx context.Context, noun graph.Noun, id graph.ID, lang *graph.Language) (string, error) {
	switch n := noun.(type) {
	case nil:
		return string(id), nil
	case *graph.Member:
		return memberLabel(ctx, n, lang), nil
	case *graph.Pairing:
		return pairingLabel(ctx, n, lang)
	default:
		return noun.Top().Name, nil
	}
}
