package edit

import (
	"context"

	"cobuild/graph"
)

// OrganisationCorrectInput is what organisationCorrect corrects or withdraws.
type OrganisationCorrectInput struct {
	ID      graph.ID
	Correct bool            // must be true
	At      graph.Date      // 0 = today
	During  *graph.Interval // days of the dated values, instead of the spell of At
	Withdrawing
	LifeFields
	OrganisationFields
}

// Subjects are the nouns the input names.
func (in OrganisationCorrectInput) Subjects() []graph.ID { return in.subjects(in.ID) }

// given are the fields that have no place beside withdraw: true.
func (in OrganisationCorrectInput) given() map[string]bool {
	return map[string]bool{
		"at": in.At != 0, "during": in.During != nil, "since": in.Since.Set, "until": in.Until.Set, "name": in.Name.Set, "aliases": in.Aliases.Set, "code": in.Code.Set, "level": in.Level.Set,
		"organisationKind": in.OrganisationKind.Set, "strength": in.Strength.Set, "region": in.Region.Set, "superior": in.Superior.Set, "leads": in.Leads.Set,
		"secretary": in.Secretary.Set, "secretaryName": in.SecretaryName.Set,
	}
}

// OrganisationCorrect replaces what was never true of an organisation, or
// withdraws it. A dated value is replaced in the spell in force on At, which
// keeps its bounds, or on the days of During; days without a value count as a
// spell without one.
func OrganisationCorrect(ctx context.Context, e graph.Edit, in OrganisationCorrectInput) (*Corrected[*graph.Organisation], error) {
	t := newTask(e)
	t.correction(in.Correct, "organisationCorrect")
	right := t.checkCorrection(in.At, in.During, in.Withdrawing, in.LifeFields, in.dated(), in.given())
	old, nouns, err := t.lookupOrganisation(ctx, in.ID, &in.OrganisationFields)
	if err != nil {
		return nil, err
	}
	if old == nil || !right && !in.Withdraw {
		return nil, t.errs
	}
	done := &Corrected[*graph.Organisation]{}
	if in.Withdraw {
		if done.Withdrawn, err = t.withdrawNoun(ctx, old, in.Relations); err != nil {
			return nil, err
		}
		return accepted(t, done)
	}
	o := graph.CopyNoun(old)
	done.Noun = o
	changed, moved := in.currentInto(o, false), false
	if in.dated() {
		if w, ok := t.when(o, in.At, in.During); ok {
			kept, linked, err := t.correctOrganisation(ctx, o, &in.OrganisationFields, w, nouns)
			if err != nil {
				return nil, err
			}
			changed, moved = changed || kept, linked
		}
	}
	lived, err := t.correctDays(ctx, o, in.LifeFields, in.Relations, &done.Withdrawn)
	if err != nil {
		return nil, err
	}
	if _, err := t.finishOrganisation(ctx, o, &in.OrganisationFields, changed || lived, moved, true); err != nil {
		return nil, err
	}
	return done, nil
}

// correctOrganisation replaces dated values in the spells, or on the days, that
// a correction is about. kept says whether the organisation is changed, linked
// whether a link is.
func (t *task) correctOrganisation(ctx context.Context, o *graph.Organisation, in *OrganisationFields, w when, nouns found) (kept, linked bool, err error) {
	if in.OrganisationKind.given() {
		o.Kinds, kept = correctValue(o.Kinds, o.Life(), w, in.OrganisationKind.Value)
	}
	if in.Strength.Set {
		var new bool
		o.Strengths, new = correctValue(o.Strengths, o.Life(), w, in.Strength.Value)
		kept = kept || new
	}
	if linked, err = t.correctPlaces(ctx, o, in, w, nouns); err != nil {
		return false, false, err
	}
	if who, ok := in.holder(nouns); ok {
		new, newLink, err := t.correctSecretary(ctx, o, who, w)
		if err != nil {
			return false, false, err
		}
		kept, linked = kept || new, linked || newLink
	}
	return kept, linked, nil
}

// correctPlaces corrects the links of an organisation.
func (t *task) correctPlaces(ctx context.Context, o *graph.Organisation, in *OrganisationFields, w when, nouns found) (changed bool, err error) {
	if region := pick[*graph.Region](nouns, in.Region.or("")); region != nil {
		if changed, err = t.correctPlace(ctx, o, region, w); err != nil {
			return false, err
		}
	}
	superior := pick[*graph.Organisation](nouns, in.Superior.or(""))
	if superior != nil || in.Superior.null() {
		days, new, err := t.correctRelation(ctx, graph.HopSuperior, o, noun(superior), w, "superior")
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
		days, new, err := t.correctRelation(ctx, graph.HopLeads, o, noun(leads), w, "leads")
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
