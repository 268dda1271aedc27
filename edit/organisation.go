package edit

import (
	"context"

	"cobuild/graph"
)

// OrganisationFoundInput is what organisationFound enters.
type OrganisationFoundInput struct {
	Code             string
	Name             string
	Aliases          []string
	OrganisationKind graph.OrganisationKind
	Region           graph.ID
	Superior         graph.ID          // "" = none
	Leads            graph.ID          // region; "" = none
	Strength         graph.Strength    // "" = ordinary
	Level            graph.RegionLevel // "" = that of the nearest administrative region
	Since            graph.Date
	Secretary        graph.ID   // member; "" = none recorded
	SecretarySince   graph.Date // 0 = as Since
	CommitteeTerm    *TermInput
}

// TermInput is a committee term to be entered.
type TermInput struct {
	Since     graph.Date // 0 = as the organisation's
	To        graph.Date // planned end; 0 = unknown
	Extension graph.Date // 0 = not put off
}

// Subjects are the nouns the input names.
func (in OrganisationFoundInput) Subjects() []graph.ID {
	return subjects(in.Region, in.Superior, in.Leads, in.Secretary)
}

// OrganisationFound founds an organisation, or enters one that existed.
func OrganisationFound(ctx context.Context, e graph.Edit, in OrganisationFoundInput) (*graph.Organisation, error) {
	t := newTask(e)
	t.day(in.Since, false, "since")
	refs := []ref{refTo(in.Region, graph.KindRegion, "region")}
	refs = append(refs, optional(in.Superior, graph.KindOrganisation, "superior")...)
	refs = append(refs, optional(in.Leads, graph.KindRegion, "leads")...)
	refs = append(refs, optional(in.Secretary, graph.KindMember, "secretary")...)
	nouns, err := t.lookup(ctx, refs...)
	if err != nil {
		return nil, err
	}
	life := graph.From(in.Since)
	strength := in.Strength
	if strength == "" {
		strength = graph.StrengthOrdinary
	}
	o := &graph.Organisation{
		Head:  graph.Head{Code: trimmed(in.Code), Name: trimmed(in.Name), Aliases: trimmedAll(in.Aliases), Interval: life},
		Level: in.Level, Kinds: always(life, in.OrganisationKind), Strengths: always(life, strength),
	}
	t.enterTerm(o, in.CommitteeTerm)
	t.validate(o, nil)
	if err := t.claimCode(ctx, o, graph.ByCode, o.Code, "code"); err != nil {
		return nil, err
	}
	o.ID = e.New(graph.KindOrganisation)
	if region := pick[*graph.Region](nouns, in.Region); region != nil {
		t.place(graph.HopLocated, o, region, "region")
	}
	if superior := pick[*graph.Organisation](nouns, in.Superior); superior != nil {
		t.refer(graph.HopSuperior, o, superior, "superior")
	}
	if region := pick[*graph.Region](nouns, in.Leads); region != nil {
		if days, ok := t.refer(graph.HopLeads, o, region, "leads"); ok {
			if err := t.claimRegion(ctx, o.ID, region, days, "leads"); err != nil {
				return nil, err
			}
		}
	}
	t.enterSecretary(o, in, pick[*graph.Member](nouns, in.Secretary))
	t.put(o, false)
	return accepted(t, o)
}

// refer puts a link from a new noun for as long as both ends live.
func (t *task) refer(hop graph.Hop, n, to graph.Noun, field ...string) (graph.Interval, bool) {
	days, ok := t.stretch(graph.From(n.Top().Since), n, to, "since", field...)
	if ok {
		t.putLink(t.newLink(hop, n, to, days), false)
	}
	return days, ok
}

func (t *task) enterSecretary(o *graph.Organisation, in OrganisationFoundInput, secretary *graph.Member) {
	since, field := in.SecretarySince, "secretarySince"
	switch {
	case !t.day(since, false, "secretarySince"):
		return
	case since != 0 && in.Secretary == "":
		t.refuse(graph.Invalid([]string{field}, "secretarySince %s stands without a secretary: give secretary too, or leave it out",
			"给出了书记任职起日%s而无书记：请同时给出secretary，或留空", since))
		return
	case secretary == nil:
		return
	case since == 0:
		since, field = o.Since, "since"
	case !o.Holds(since):
		t.refuse(outside(since, o.Interval, field))
		return
	}
	if days, ok := t.stretch(graph.From(since), o, secretary, field, "secretary"); ok {
		t.putLink(t.newLink(graph.HopSecretary, o, secretary, days), false)
	}
}

func (t *task) enterTerm(o *graph.Organisation, in *TermInput) {
	if in == nil {
		return
	}
	for _, day := range []struct {
		date graph.Date
		name string
	}{{in.Since, "since"}, {in.To, "to"}, {in.Extension, "extension"}} {
		if !t.day(day.date, false, "committeeTerm", day.name) {
			return
		}
	}
	since := in.Since
	switch {
	case since == 0:
		since = o.Since
	case !o.Holds(since):
		t.refuse(outside(since, o.Interval, "committeeTerm", "since"))
		return
	}
	o.Terms = []graph.Term{{Interval: graph.Interval{Since: since, Until: o.Until}, To: in.To, Extension: in.Extension}}
}

// outside refuses a date outside the life of the noun that the input enters.
func outside(d graph.Date, life graph.Interval, field ...string) *graph.Error {
	return graph.Invalid(field, "%s %s lies outside the life (%s): give a date inside it", "%s的%s超出存续期%s：请给出存续期内的日期", last(field), d, life)
}

// OrganisationDissolveInput is what organisationDissolve ends.
type OrganisationDissolveInput struct {
	ID             graph.ID
	From           graph.Date
	WithdrawFuture bool
}

// Subjects are the nouns the input names.
func (in OrganisationDissolveInput) Subjects() []graph.ID { return subjects(in.ID) }

// Dissolution is what organisationDissolve did.
type Dissolution struct {
	Organisation *graph.Organisation
	Ended        int // relations and dated values that ended on the day
	Withdrawn    int // relations and dated values that were to begin later
}

// OrganisationDissolve ends an organisation on a day with all that hangs on it.
func OrganisationDissolve(ctx context.Context, e graph.Edit, in OrganisationDissolveInput) (*Dissolution, error) {
	t := newTask(e)
	nouns, err := t.lookup(ctx, refTo(in.ID, graph.KindOrganisation, "id"))
	if err != nil {
		return nil, err
	}
	o := pick[*graph.Organisation](nouns, in.ID)
	if o == nil {
		t.day(in.From, true, "from")
		return nil, t.errs
	}
	o = graph.CopyNoun(o)
	end, err := t.endNoun(ctx, o, in.From, in.WithdrawFuture, withdrawRemedy)
	if err != nil {
		return nil, err
	}
	return accepted(t, &Dissolution{Organisation: o, Ended: end.Ended, Withdrawn: end.Withdrawn})
}
