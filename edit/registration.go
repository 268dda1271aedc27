package edit

import (
	"context"
	"slices"

	"cobuild/graph"
)

// RegistrationEnterInput is what registrationEnter enters.
type RegistrationEnterInput struct {
	Member       graph.ID
	Organisation graph.ID
	Since        graph.Date // 0 = as long as both are there
	Until        graph.Date // 0 = open
}

// Subjects are the nouns the input names.
func (in RegistrationEnterInput) Subjects() []graph.ID { return subjects(in.Member, in.Organisation) }

// RegistrationEnter registers a member at a second organisation.
func RegistrationEnter(ctx context.Context, e graph.Edit, in RegistrationEnterInput) (*graph.Link, error) {
	t := newTask(e)
	given := graph.Interval{Since: in.Since, Until: in.Until}
	dated := t.days(given)
	nouns, err := t.lookup(ctx, refTo(in.Member, graph.KindMember, "member"), refTo(in.Organisation, graph.KindOrganisation, "organisation"))
	if err != nil {
		return nil, err
	}
	member, organisation := pick[*graph.Member](nouns, in.Member), pick[*graph.Organisation](nouns, in.Organisation)
	if member == nil || organisation == nil || !dated {
		return nil, t.errs
	}
	days, ok := t.stretch(given, member, organisation, "since", "organisation")
	if !ok {
		return nil, t.errs
	}
	l := t.newLink(graph.HopRegistered, member, organisation, days)
	if err := t.claimRegistration(ctx, &l, organisation, "organisation"); err != nil {
		return nil, err
	}
	t.putLink(l, false)
	return accepted(t, &l)
}

// days refuses dates outside the calendar and an until that is not after since.
func (t *task) days(given graph.Interval) bool {
	if !t.day(given.Since, false, "since") || !t.day(given.Until, false, "until") {
		return false
	}
	if err := given.Validate(); err != nil {
		t.refuse(err.(*graph.Error))
		return false
	}
	return true
}

// claimRegistration refuses a registration on days on which the member is
// registered or affiliated there already.
func (t *task) claimRegistration(ctx context.Context, r *graph.Link, organisation graph.Noun, field ...string) error {
	links, err := t.linksOf(ctx, r.From, graph.Out, graph.HopRegistered, graph.HopAffiliated)
	if err != nil {
		return err
	}
	for _, l := range links {
		if l.To != r.To || l.ID == r.ID || !l.Overlaps(r.Interval) {
			continue
		}
		if l.Hop == graph.HopAffiliated {
			t.refuse(graph.Conflict(field, "%s: the member is affiliated to %s in %s, and registrations are at other organisations: name another, or give dates outside",
				"%s：该党员在%[3]s的组织关系就在%[2]s，双报到应在其他组织：请改用其他组织，或给出其外的日期", last(field), named(organisation), l.Interval))
		} else {
			t.refuse(graph.Conflict(field, "%s: the member is registered at %s in %s already (%s): end or correct that registration, or give dates outside",
				"%s：该党员在%[3]s已在%[2]s报到（%[4]s）：请终止或更正该报到，或给出其外的日期", last(field), named(organisation), l.Interval, l.ID))
		}
		return nil
	}
	return nil
}

// RegistrationEndInput is what registrationEnd ends: named by its id, or by its
// two ends.
type RegistrationEndInput struct {
	ID           graph.ID
	Member       graph.ID
	Organisation graph.ID
	From         graph.Date
}

// Subjects are the nouns the input names.
func (in RegistrationEndInput) Subjects() []graph.ID { return subjects(in.Member, in.Organisation) }

// RegistrationEnd ends a registration on a day.
func RegistrationEnd(ctx context.Context, e graph.Edit, in RegistrationEndInput) (*graph.Link, error) {
	t := newTask(e)
	var l *graph.Link
	var err error
	switch dated := t.day(in.From, true, "from"); {
	case in.ID != "" && (in.Member != "" || in.Organisation != ""):
		t.refuse(graph.Invalid([]string{"id"}, "id stands beside member or organisation: name the registration by its id, or by both its ends",
			"id与member或organisation并用：请只以id，或以两端指明报到"))
		for _, r := range append(optional(in.Member, graph.KindMember, "member"), optional(in.Organisation, graph.KindOrganisation, "organisation")...) {
			t.form(r)
		}
	case in.ID == "" && (in.Member == "" || in.Organisation == ""):
		t.refuse(graph.Invalid([]string{"id"}, "id is missing, and so is member or organisation: name the registration by its id, or by both its ends",
			"缺少id，member与organisation也不齐全：请以id，或以两端指明报到"))
	case in.ID != "":
		l, err = t.registration(ctx, in.ID, "id")
	default:
		l, err = t.registrationOf(ctx, in, dated)
	}
	if err != nil {
		return nil, err
	}
	if l == nil || t.refused() {
		return nil, t.errs
	}
	if t.endDay(l.Interval, in.From, "from") {
		l.Until = in.From
		t.putLink(*l, false)
	}
	return accepted(t, l)
}

// registration reads a registration by its id; nil where it is refused.
func (t *task) registration(ctx context.Context, id graph.ID, field ...string) (*graph.Link, error) {
	if !t.form(refTo(id, graph.KindLink, field...)) {
		return nil, nil
	}
	links, err := t.e.LinksByID(ctx, []graph.ID{id})
	if err != nil {
		return nil, err
	}
	switch l, ok := links[id]; {
	case !ok:
		t.refuse(graph.NotFound(field, "%s %s is unknown: use the id field of a registration", "%s的%s不存在：请使用报到的id字段", last(field), id))
	case l.Hop != graph.HopRegistered:
		t.refuse(graph.Invalid(field, "%s %s is that of another relation: use the id field of a registration", "%s的%s属于其他关系：请使用报到的id字段", last(field), id))
	default:
		return &l, nil
	}
	return nil, nil
}

// registrationOf finds the registration of a member at an organisation that is
// in force on the day of its end.
func (t *task) registrationOf(ctx context.Context, in RegistrationEndInput, dated bool) (*graph.Link, error) {
	nouns, err := t.lookup(ctx, refTo(in.Member, graph.KindMember, "member"), refTo(in.Organisation, graph.KindOrganisation, "organisation"))
	if err != nil || nouns[in.Member] == nil || nouns[in.Organisation] == nil || !dated {
		return nil, err
	}
	links, err := t.linksOf(ctx, in.Member, graph.Out, graph.HopRegistered)
	if err != nil {
		return nil, err
	}
	i := slices.IndexFunc(links, func(l graph.Link) bool { return l.To == in.Organisation && l.Holds(in.From) })
	if i < 0 {
		t.refuse(graph.Invalid([]string{"from"}, "from %s: the member is not registered at %s on that day, give a day on which it is",
			"起日%s：该党员当日未在%s报到，请给出其有效期内的日期", in.From, named(nouns[in.Organisation])))
		return nil, nil
	}
	return &links[i], nil
}

// RegistrationCorrectInput is what registrationCorrect corrects.
type RegistrationCorrectInput struct {
	ID       graph.ID
	Correct  bool            // must be true
	Since    Opt[graph.Date] // null = before records began, as far as both ends live
	Until    Opt[graph.Date] // null = open
	Withdraw bool            // it never was
}

// Subjects are none: the input names a link, whose ends are the subjects.
func (in RegistrationCorrectInput) Subjects() []graph.ID { return nil }

// RegistrationCorrect replaces the dates of a registration, or withdraws one
// that never was. It gives the registration as it is, or as it was.
func RegistrationCorrect(ctx context.Context, e graph.Edit, in RegistrationCorrectInput) (*graph.Link, error) {
	t := newTask(e)
	t.correction(in.Correct, "registrationCorrect")
	if in.Withdraw {
		t.alone(map[string]bool{"since": in.Since.Set, "until": in.Until.Set})
	}
	l, err := t.registration(ctx, in.ID, "id")
	if err != nil {
		return nil, err
	}
	if l == nil {
		return nil, t.errs
	}
	if in.Withdraw {
		t.dropLink(*l)
		return accepted(t, l)
	}
	given := graph.Interval{Since: in.Since.or(l.Since), Until: in.Until.or(l.Until)}
	if !t.days(given) {
		return nil, t.errs
	}
	nouns, err := e.Nouns(ctx, []graph.ID{l.From, l.To})
	if err != nil {
		return nil, err
	}
	organisation := nouns[l.To]
	days, ok := t.stretch(given, nouns[l.From], organisation, "since", "id")
	if !ok {
		return nil, t.errs
	}
	if days == l.Interval {
		t.refuse(graph.NewError(graph.CodeInvalid, nil, "the registration holds in %s already: give other dates", "该报到的期间已是%s：请给出其他日期", days))
		return nil, t.errs
	}
	l.Interval = days
	if err := t.claimRegistration(ctx, l, organisation, "id"); err != nil {
		return nil, err
	}
	t.putLink(*l, true)
	return accepted(t, l)
}
