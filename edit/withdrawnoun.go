package edit

import (
	"context"
	"slices"

	"cobuild/graph"
)

// Corrected is what the correction of a noun did.
type Corrected[N graph.Noun] struct {
	Noun      N   // the zero value where it was withdrawn
	Withdrawn int // relations and values withdrawn with it
}

// Withdrawing says what of a noun is withdrawn.
type Withdrawing struct {
	Withdraw  bool // it never was
	Relations bool // withdraw what refers to it too, or is left without a day
}

// withdrawNoun takes away a noun that never was, with its values and the links
// that are values of its own: its region, its superior. What else refers to it
// is a CONFLICT, unless it is to be withdrawn too; what lies in it always is.
func (t *task) withdrawNoun(ctx context.Context, n graph.Noun, relations bool) (withdrawn int, err error) {
	a := newAmend(t)
	field := []string{"withdraw"}
	var gone []graph.Link
	var inside []laterThing
	for _, d := range []graph.Direction{graph.Out, graph.In} {
		links, err := t.linksOf(ctx, n.Top().ID, d, graph.Hops...)
		if err != nil {
			return 0, err
		}
		for _, l := range links {
			thing := laterThing{l.Since, string(l.Hop), l.Far(d)}
			switch {
			case d == graph.In && (l.Hop == graph.HopParent || l.Hop == graph.HopLocated):
				inside = append(inside, thing)
				continue
			case d == graph.In || l.Hop == graph.HopCovers || l.Hop == graph.HopRegistered:
				a.rest = append(a.rest, thing)
			}
			gone = append(gone, l)
		}
	}
	named, err := t.e.Mentions(ctx, []graph.ID{n.Top().ID})
	if err != nil {
		return 0, err
	}
	if err := a.unname(ctx, n, named[n.Top().ID], &inside); err != nil {
		return 0, err
	}
	switch {
	case len(inside) > 0:
		return 0, a.tellRest(ctx, field, inside, "withdraw: still lying in it or counted with it (%[1]d in all): %[2]s. Withdraw them first, or correct where they lie",
			"withdraw：尚有%[1]d个对象位于其中或随其统计：%[2]s。请先撤回，或更正其所在地区")
	case len(a.rest) > 0 && !relations:
		return 0, a.tellRest(ctx, field, a.rest, "withdraw: %[1]d relations refer to it: %[2]s. Correct or withdraw them first, or say withdrawRelations: true to withdraw them too",
			"withdraw：尚有%[1]d项关系涉及该对象：%[2]s。请先更正或撤回，或以withdrawRelations: true一并撤回")
	}
	for _, l := range gone {
		a.dropLink(l)
	}
	a.drop(n)
	loose, err := withdrawLoose(ctx, t.e, gone, nil, a.drop, a.dropLink)
	if err != nil {
		return 0, err
	}
	return len(a.rest) + loose, a.pairingsApart(ctx, field)
}

// unname takes a noun out of what names it beside its links.
func (a *amend) unname(ctx context.Context, n graph.Noun, by []graph.ID, inside *[]laterThing) error {
	id := n.Top().ID
	nouns, err := a.e.Nouns(ctx, by)
	if err != nil {
		return err
	}
	ends, err := a.e.Links(ctx, graph.LinkQuery{IDs: by, Hops: []graph.Hop{graph.HopEnd}})
	if err != nil {
		return err
	}
	for _, namer := range by {
		for _, l := range ends[namer] {
			if l.Person == id {
				a.rest = append(a.rest, laterThing{l.Since, "person", namer})
				l.Person = ""
				a.putLink(l)
			}
		}
		region, ok := nouns[namer].(*graph.Region)
		switch {
		case !ok:
		case region.Scope == id:
			*inside = append(*inside, laterThing{0, "scope", namer})
		default:
			a.rest = append(a.rest, laterThing{region.Until, "successor", namer})
			region = graph.CopyNoun(region)
			region.Successors = slices.DeleteFunc(region.Successors, func(next graph.ID) bool { return next == id })
			a.put(region)
		}
	}
	return nil
}

// checkWithdraw checks what needs no facts: values beside withdraw: true, and
// withdrawRelations without anything to withdraw. given are the fields that
// the input gives.
func (t *task) checkWithdraw(w Withdrawing, given map[string]bool) {
	switch {
	case w.Withdraw:
		t.alone(given)
	case w.Relations && !given["since"] && !given["until"]:
		t.refuse(graph.Invalid([]string{"withdrawRelations"}, "withdrawRelations stands without withdraw, since or until: it says what to do with relations that these leave without a day, leave it out",
			"withdrawRelations须与withdraw、since或until并用：它说明如何处理因此无日期可存的关系，请去掉"))
	}
}
