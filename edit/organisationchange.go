package edit

import (
	"context"

	"cobuild/graph"
)

// OrganisationChangeInput is what organisationChange changes from a day on.
type OrganisationChangeInput struct {
	ID   graph.ID
	From graph.Date
	OrganisationFields
}

// Subjects are the nouns the input names.
func (in OrganisationChangeInput) Subjects() []graph.ID { return in.subjects(in.ID) }

// OrganisationChange lets dated values of an organisation hold from a day on,
// and replaces what is current only.
func OrganisationChange(ctx context.Context, e graph.Edit, in OrganisationChangeInput) (*graph.Organisation, error) {
	t := newTask(e)
	dated := t.day(in.From, true, "from")
	old, nouns, err := t.lookupOrganisation(ctx, in.ID, &in.OrganisationFields)
	if err != nil {
		return nil, err
	}
	if old == nil || !dated || !t.aliveOn(old, in.From, "from", "id") {
		return nil, t.errs
	}
	o := graph.CopyNoun(old)
	changed := in.currentInto(o, true)
	if in.OrganisationKind.given() {
		o.Kinds = setFrom(t, o.Kinds, o.Life(), in.From, *in.OrganisationKind.Value, enumName[graph.OrganisationKind], "organisationKind")
		changed = true
	}
	if in.Strength.Set {
		if in.Strength.null() {
			o.Strengths = clearFrom(t, o.Strengths, in.From, enumName[graph.Strength], "strength")
		} else {
			o.Strengths = setFrom(t, o.Strengths, o.Life(), in.From, *in.Strength.Value, enumName[graph.Strength], "strength")
		}
		changed = true
	}
	if err := t.moveOrganisation(ctx, o, in, nouns); err != nil {
		return nil, err
	}
	if who, ok := in.holder(nouns); ok {
		kept, err := t.setSecretary(ctx, o, who, in.From)
		if err != nil {
			return nil, err
		}
		changed = changed || kept
	}
	return t.finishOrganisation(ctx, o, &in.OrganisationFields, changed, in.dated(), false)
}

// moveOrganisation changes the links of an organisation.
func (t *task) moveOrganisation(ctx context.Context, o *graph.Organisation, in OrganisationChangeInput, nouns found) error {
	days := graph.Interval{Since: in.From, Until: o.Until}
	if region := pick[*graph.Region](nouns, in.Region.or("")); region != nil {
		if err := t.moveTo(ctx, o, region, in.From); err != nil {
			return err
		}
	}
	if superior := pick[*graph.Organisation](nouns, in.Superior.or("")); superior != nil {
		if err := t.setLink(ctx, graph.HopSuperior, o, superior, in.From, "superior"); err != nil {
			return err
		}
		if err := t.claimAbove(ctx, graph.HopSuperior, o, superior, days, "superior"); err != nil {
			return err
		}
	} else if in.Superior.null() {
		if err := t.setLink(ctx, graph.HopSuperior, o, nil, in.From, "superior"); err != nil {
			return err
		}
	}
	if region := pick[*graph.Region](nouns, in.Leads.or("")); region != nil {
		if err := t.setLink(ctx, graph.HopLeads, o, region, in.From, "leads"); err != nil {
			return err
		}
		return t.claimRegion(ctx, o.ID, region, days, "leads")
	}
	if in.Leads.null() {
		return t.setLink(ctx, graph.HopLeads, o, nil, in.From, "leads")
	}
	return nil
}
