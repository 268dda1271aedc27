package resolvers

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"

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

var kindLabels = map[graph.Kind]graph.Text{
	graph.KindRegion:       {EN: "region", ZH: "地区"},
	graph.KindOrganisation: {EN: "organisation", ZH: "组织"},
	graph.KindUnit:         {EN: "unit", ZH: "单位"},
	graph.KindMember:       {EN: "member", ZH: "党员"},
	graph.KindPairing:      {EN: "pairing", ZH: "结对"},
	graph.KindAlliance:     {EN: "alliance", ZH: "联盟"},
}

// relatedTo is the noun a changed relation leads to, "" for a changed noun.
func relatedTo(c *graph.Change) graph.ID {
	if link := c.Link(); link != nil {
		return link.To
	}
	return ""
}

// changeMessage tells a change as a sentence: what was done to what.
func changeMessage(ctx context.Context, c *graph.Change, lang *graph.Language) (string, error) {
	ids := []graph.ID{c.Subject()}
	if to := relatedTo(c); to != "" {
		ids = append(ids, to)
	}
	nouns, err := load(ctx).Nouns(ctx, ids)
	if err != nil {
		return "", err
	}
	names := make([]string, len(ids))
	for i, noun := range nouns {
		if noun == nil && i == 0 && c.NounBefore != nil {
			noun = c.NounBefore // withdrawn since
		}
		if names[i], err = nameOf(ctx, noun, ids[i], lang); err != nil {
			return "", err
		}
	}
	done := graph.LabelOf("ChangeKind", string(changeKind(c)))
	if c.Correct && changeKind(c) != model.ChangeKindWithdraw {
		done = graph.Text{EN: "corrected", ZH: "更正"}
	}
	if link := c.Link(); link != nil {
		relation := graph.LabelOf("RelationKind", string(link.Hop))
		return say(ctx, lang, graph.Text{
			EN: fmt.Sprintf("%s %s: %s to %s", done.EN, relation.EN, names[0], names[1]),
			ZH: fmt.Sprintf("%s%s：%s至%s", done.ZH, relation.ZH, names[0], names[1]),
		}), nil
	}
	kind := kindLabels[ids[0].Kind()]
	return say(ctx, lang, graph.Text{
		EN: fmt.Sprintf("%s %s: %s", done.EN, kind.EN, names[0]), ZH: fmt.Sprintf("%s%s：%s", done.ZH, kind.ZH, names[0]),
	}), nil
}

// nameOf names any noun for people, a noun that is gone by its id.
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

// changesSince checks the arguments of the change log.
func changesSince(ctx context.Context, since *int, subject *graph.ID) (q graph.LogQuery, err error) {
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
