package edit

import (
	"context"

	"cobuild/graph"
)

// OrganisationCorrectInput is what organisationCorrect corrects.
type OrganisationCorrectInput struct {
	ID      graph.ID
	Correct bool       // must be true
	At      graph.Date // 0 = today
	OrganisationFields
}

// Subjects are the nouns the input names.
func (in OrganisationCorrectInput) Subjects() []graph.ID { return in.subjects(in.ID) }

// OrganisationCorrect replaces what was never true of an organisation. A dated
// value is replaced in the spell in force on At, which keeps its bounds; days
// without a value count as a spell without one.
func OrganisationCorrect(ctx context.Context, e graph.Edit, in OrganisationCorrectInput) (*graph.Organisation, error) {
	t := newTask(e)
	t.correction(in.Correct, "organisationCorrect")
	dated := t.day(in.At, false, "at")
	old, nouns, err := t.lookupOrganisation(ctx, in.ID, &in.OrganisationFields)
	if err != nil {
		return nil, err
	}
	if old == nil || !dated {
		return nil, t.errs
	}
	at := in.At
	if at == 0 {
		at = e.Today()
	}
	o := graph.CopyNoun(old)
	changed, moved := in.currentInto(o), false
	if in.dated() && t.inLife(o, at) {
		if in.OrganisationKind.given() {
			var new bool
			o.Kinds, new = correctAt(o.Kinds, o.Life(), at, in.OrganisationKind.Value)
			changed = changed || new
		}
		if in.Strength.Set {
			var new bool
			o.Strengths, new = correctAt(o.Strengths, o.Life(), at, in.Strength.Value)
			changed = changed || new
		}
		if moved, err = t.correctPlaces(ctx, o, &in.OrganisationFields, at, nouns); err != nil {
			return nil, err
		}
		if who, ok := in.holder(nouns); ok {
			kept, linked, err := t.correctSecretary(ctx, o, who, at)
			if err != nil {
				return nil, err
			}
			changed, moved = changed || kept, moved || linked
		}
	}
	return t.finishOrganisation(ctx, o, &in.OrganisationFields, changed, moved, true)
}

// correctPlaces corrects the links of an organisation in force on a day.
func (t *task) correctPlaces(ctx context.Context, o *graph.Organisation, in *OrganisationFields, at graph.Date, nouns found) (changed bool, err error) {
	if region := pick[*graph.Region](nouns, in.Region.or("")); region != nil {
		if changed, err = t.correctLink(ctx, graph.HopLocated, o, region, at, "region"); err != nil {
			return false, err
		}
	}
	superior := pick[*graph.Organisation](nouns, in.Superior.or(""))
	if superior != nil || in.Superior.null() {
		days, new, err := t.correctSingle(ctx, graph.HopSuperior, o, noun(superior), at, "superior")
		if err != nil {
			return false, err
		}
		changed = changed || new
		if new && superior != nil {
			if err := t.claimAbove(ctx, graph.HopSuperior, o, superior, days, "superior"); err != nil {
				return false, err
			}
		}
	}
	leads := pick[*graph.Region](nouns, in.Leads.or(""))
	if leads != nil || in.Leads.null() {
		days, new, err := t.correctSingle(ctx, graph.HopLeads, o, noun(leads), at, "leads")
		if err != nil {
			return false, err
		}
		changed = changed || new
		if new && leads != nil {
			if err := t.claimRegion(ctx, o.ID, leads, days, "leads"); err != nil {
				return false, err
			}
		}
	}
	return changed, nil
}

// noun is a noun as an interface that is nil where there is none.
func noun[N interface {
	comparable
	graph.Noun
}](n N) graph.Noun {
	var none N
	if n == none {
		return nil
	}
	return n
}
