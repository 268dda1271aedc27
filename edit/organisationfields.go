package edit

import (
	"context"

	"cobuild/graph"
)

// OrganisationFields are what a change or a correction of an organisation may
// give. Secretary and SecretaryName are two ways to give one value.
type OrganisationFields struct {
	Name             Opt[string]
	Aliases          Opt[[]string]
	Code             Opt[string]
	Level            Opt[graph.RegionLevel]
	OrganisationKind Opt[graph.OrganisationKind]
	Strength         Opt[graph.Strength] // null = not assessed
	Region           Opt[graph.ID]
	Superior         Opt[graph.ID] // null = none
	Leads            Opt[graph.ID] // region; null = none
	Secretary        Opt[graph.ID] // member; null = vacant
	SecretaryName    Opt[string]   // null = vacant
}

// dated says whether a dated value is given.
func (in *OrganisationFields) dated() bool {
	return in.OrganisationKind.Set || in.Strength.Set || in.Region.Set || in.Superior.Set || in.Leads.Set || in.secretary()
}

// secretary says whether the secretary is given, or that there is none.
func (in *OrganisationFields) secretary() bool { return in.Secretary.Set || in.SecretaryName.Set }

// subjects are the nouns the input names, for an organisation.
func (in *OrganisationFields) subjects(id graph.ID) []graph.ID {
	return subjects(id, in.Region.or(""), in.Superior.or(""), in.Leads.or(""), in.Secretary.or(""))
}

// lookupOrganisation checks what needs no facts, and reads an organisation with
// all that the fields refer to; nil where it is refused.
func (t *task) lookupOrganisation(ctx context.Context, id graph.ID, in *OrganisationFields) (*graph.Organisation, found, error) {
	t.notNull(in.Name.null(), "name")
	t.notNull(in.OrganisationKind.null(), "organisationKind")
	t.notNull(in.Region.null(), "region")
	if in.SecretaryName.given() && trimmed(*in.SecretaryName.Value) == "" {
		t.refuse(graph.Invalid([]string{"secretaryName"}, "secretaryName is empty: write the name, or null where the post is vacant",
			"secretaryName为空：请填写姓名，空缺请写null"))
	}
	if in.Secretary.given() && in.SecretaryName.given() {
		t.refuse(graph.Invalid([]string{"secretaryName"}, "secretaryName %q stands beside secretary %s: give one of them, an id where the member is on record",
			"secretaryName（%q）与secretary（%s）不可并用：请只给出其一，党员已登记时给出其标识", graph.Clip(*in.SecretaryName.Value), *in.Secretary.Value))
	}
	refs := []ref{refTo(id, graph.KindOrganisation, "id")}
	for _, r := range []struct {
		id    Opt[graph.ID]
		kind  graph.Kind
		field string
	}{
		{in.Region, graph.KindRegion, "region"},
		{in.Superior, graph.KindOrganisation, "superior"},
		{in.Leads, graph.KindRegion, "leads"},
		{in.Secretary, graph.KindMember, "secretary"},
	} {
		if r.id.given() {
			refs = append(refs, refTo(*r.id.Value, r.kind, r.field))
		}
	}
	nouns, err := t.lookup(ctx, refs...)
	return pick[*graph.Organisation](nouns, id), nouns, err
}

// currentInto writes what is current only over the organisation, by a change or by a
// correction.
func (in *OrganisationFields) currentInto(o *graph.Organisation, change bool) (changed bool) {
	was := o.Name
	for _, one := range []bool{textInto(in.Name, &o.Name), textInto(in.Code, &o.Code), into(in.Level, &o.Level)} {
		changed = changed || one
	}
	changed = aliasesInto(in.Aliases, &o.Head, was, change) || changed
	return changed
}

// holder is the secretary that the fields give; ok is false where they give
// none, or one who was refused.
func (in *OrganisationFields) holder(nouns found) (who secretary, ok bool) {
	who = secretary{member: pick[*graph.Member](nouns, in.Secretary.or("")), name: trimmed(in.SecretaryName.or(""))}
	refused := in.Secretary.given() && (who.member == nil || in.SecretaryName.given()) || in.SecretaryName.given() && who.name == ""
	return who, in.secretary() && !refused
}

// organisationFields are the fields of organisations that inputs name
// otherwise.
var organisationFields = map[string]string{"secretary": "secretaryName"}

// finishOrganisation checks an organisation as it is to be, and puts it where it changed.
// other says whether links of it change.
func (t *task) finishOrganisation(ctx context.Context, o *graph.Organisation, in *OrganisationFields, changed, other, correct bool) (*graph.Organisation, error) {
	t.validate(o, organisationFields)
	if in.Code.Set {
		if err := t.claimCode(ctx, o, graph.ByCode, o.Code, "code"); err != nil {
			return nil, err
		}
	}
	t.nothing(changed || other, "organisation", "组织")
	if changed {
		t.put(o, correct)
	}
	return accepted(t, o)
}
