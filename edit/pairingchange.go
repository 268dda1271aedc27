package edit

import (
	"context"
	"slices"

	"cobuild/graph"
)

// PairingExtendInput is what pairingExtend extends.
type PairingExtendInput struct {
	ID    graph.ID
	Until graph.Date // 0 = open
}

// Subjects are the nouns the input names.
func (in PairingExtendInput) Subjects() []graph.ID { return subjects(in.ID) }

// PairingExtension is what pairingExtend did.
type PairingExtension struct {
	Pairing *graph.Pairing
	From    graph.Date // first day added
}

// PairingExtend lets a pairing last longer, and the ends that were to end with
// it.
func PairingExtend(ctx context.Context, e graph.Edit, in PairingExtendInput) (*PairingExtension, error) {
	t := newTask(e)
	dated := t.day(in.Until, false, "until")
	p, err := t.pairing(ctx, in.ID, "id")
	if err != nil {
		return nil, err
	}
	if p == nil || !dated {
		return nil, t.errs
	}
	is := graph.Interval{Since: p.was.Since, Until: in.Until}
	switch {
	case p.was.Until == 0:
		t.refuse(graph.Invalid([]string{"until"}, "until: the pairing is open already, and cannot last longer: leave it as it is",
			"until：该结对本无止期，无法再延长：请保持原状"))
	case is.End() <= p.was.End():
		t.refuse(graph.Invalid([]string{"until"}, "until %s is not after %s, on which it ends already: give a later one, or null for an open end; pairingEnd ends it earlier",
			"止期%s不晚于原止期%s：请给出更晚的止期，或以null表示无止期；提前终止请用pairingEnd", in.Until, p.was.Until))
	}
	if t.refused() {
		return nil, t.errs
	}
	if err := t.moveDays(ctx, p, is, false, "until"); err != nil {
		return nil, err
	}
	return accepted(t, &PairingExtension{Pairing: p.pairing, From: p.was.Until})
}

// moveDays gives a pairing other days, and its ends with it, and puts both.
func (t *task) moveDays(ctx context.Context, p *pairEnds, is graph.Interval, correct bool, field ...string) error {
	p.pairing.Interval = is
	for i, l := range p.after {
		days, ok := t.follow(l, p.nouns[l.To], p.was, is)
		if !ok {
			return nil
		}
		p.after[i].Interval = days
	}
	if err := t.claimCode(ctx, p.pairing, graph.ByCode, p.pairing.Code, "code"); err != nil {
		return err
	}
	t.validate(p.pairing, nil)
	t.put(p.pairing, correct)
	return t.keepEnds(ctx, p, correct, field...)
}

// PairingChangeInput is what pairingChange changes.
type PairingChangeInput struct {
	ID        graph.ID
	From      graph.Date
	Code      Opt[string]
	Agreement Opt[string]
}

// Subjects are the nouns the input names.
func (in PairingChangeInput) Subjects() []graph.ID { return subjects(in.ID) }

// PairingChange replaces what is current only of a pairing.
func PairingChange(ctx context.Context, e graph.Edit, in PairingChangeInput) (*graph.Pairing, error) {
	t := newTask(e)
	dated := t.day(in.From, true, "from")
	nouns, err := t.lookup(ctx, refTo(in.ID, graph.KindPairing, "id"))
	if err != nil {
		return nil, err
	}
	p := pick[*graph.Pairing](nouns, in.ID)
	if p == nil {
		return nil, t.errs
	}
	p = graph.CopyNoun(p)
	if dated {
		t.fromInLife(p, in.From)
	}
	code, agreement := textInto(in.Code, &p.Code), textInto(in.Agreement, &p.Agreement)
	t.validate(p, nil)
	if code {
		if err := t.claimCode(ctx, p, graph.ByCode, p.Code, "code"); err != nil {
			return nil, err
		}
	}
	t.nothing(code || agreement, "pairing", "结对")
	t.put(p, false)
	return accepted(t, p)
}

// PairingJoinInput is who joins a pairing.
type PairingJoinInput struct {
	Pairing     graph.ID
	Participant graph.ID // organisation, unit or region
	Role        graph.EndRole
	Person      graph.ID // member; "" = nobody is named
	From        graph.Date
	Until       graph.Date // 0 = as long as both are there
}

// Subjects are the nouns the input names.
func (in PairingJoinInput) Subjects() []graph.ID {
	return subjects(in.Pairing, in.Participant, in.Person)
}

// PairingJoin lets a participant join a pairing from a day on.
func PairingJoin(ctx context.Context, e graph.Edit, in PairingJoinInput) (*graph.Pairing, error) {
	t := newTask(e)
	dated := t.day(in.From, true, "from")
	dated = t.untilAfter(in.From, in.Until) && dated
	if !slices.Contains(graph.EndRoles, in.Role) {
		t.refuse(unknownRole(in.Role, "role"))
	}
	refs := append([]ref{{in.Participant, graph.Participants, []string{"participant"}}}, optional(in.Person, graph.KindMember, "person")...)
	nouns, err := t.lookup(ctx, refs...)
	if err != nil {
		return nil, err
	}
	p, err := t.pairing(ctx, in.Pairing, "pairing")
	if err != nil {
		return nil, err
	}
	to, person := nouns[in.Participant], pick[*graph.Member](nouns, in.Person)
	if dated && person != nil {
		t.aliveOn(person, in.From, "from", "person")
	}
	if p == nil || to == nil || !dated {
		return nil, t.errs
	}
	if !t.fromInLife(p.pairing, in.From) {
		return nil, t.errs
	}
	days, ok := t.stretch(graph.Interval{Since: in.From, Until: in.Until}, p.pairing, to, "from", "participant")
	if !ok {
		return nil, t.errs
	}
	if i := slices.IndexFunc(p.before, func(l graph.Link) bool { return l.To == in.Participant && l.Overlaps(days) }); i >= 0 {
		t.refuse(graph.Conflict([]string{"participant"}, "participant %s is an end already, as %s in %s: give dates outside, or correct that end",
			"参与方%s在%[3]s已是结对方（%[2]s）：请给出其外的日期，或更正该方", named(to), p.before[i].Role, p.before[i].Interval))
	}
	if overlapping(p.before, days) >= mostEnds {
		t.refuse(graph.Conflict([]string{"participant"}, "participant: the pairing has %d ends on these days already, the most there may be: agree another pairing",
			"participant：该结对在此期间已有%d个结对方，达到上限：请另行结对", mostEnds))
	}
	if t.refused() {
		return nil, t.errs
	}
	l := t.newLink(graph.HopEnd, p.pairing, to, days)
	l.Role, l.Person = string(in.Role), in.Person
	p.after = append(p.after, l)
	if err := t.keepEnds(ctx, p, false, "participant"); err != nil {
		return nil, err
	}
	return accepted(t, p.pairing)
}

// untilAfter refuses an until outside the calendar or not after from.
func (t *task) untilAfter(from, until graph.Date) bool {
	if !t.day(until, false, "until") {
		return false
	}
	if until == 0 || until > from {
		return true
	}
	t.refuse(graph.Invalid([]string{"until"}, "until %s is not after from %s: give a later until, or leave it out for an open end",
		"止期%s不晚于起日%s：请给出更晚的止期，或留空表示至今", until, from))
	return false
}

func unknownRole[R ~string](role R, field ...string) *graph.Error {
	return graph.Invalid(field, "role %q is unknown: use one of %v", "角色%q未知：可用值为%v", graph.Clip(string(role)), graph.EndRoles)
}

func overlapping(links []graph.Link, days graph.Interval) (n int) {
	for _, l := range links {
		if l.Overlaps(days) {
			n++
		}
	}
	return n
}

// PairingLeaveInput is who leaves a pairing.
type PairingLeaveInput struct {
	Pairing     graph.ID
	Participant graph.ID
	From        graph.Date
}

// Subjects are the nouns the input names.
func (in PairingLeaveInput) Subjects() []graph.ID { return subjects(in.Pairing, in.Participant) }

// PairingLeave ends a participant's part in a pairing that goes on without it.
func PairingLeave(ctx context.Context, e graph.Edit, in PairingLeaveInput) (*graph.Pairing, error) {
	t := newTask(e)
	dated := t.day(in.From, true, "from")
	nouns, err := t.lookup(ctx, ref{in.Participant, graph.Participants, []string{"participant"}})
	if err != nil {
		return nil, err
	}
	p, err := t.pairing(ctx, in.Pairing, "pairing")
	if err != nil {
		return nil, err
	}
	to := nouns[in.Participant]
	if p == nil || to == nil || !dated {
		return nil, t.errs
	}
	i := partOn(p.before, in.Participant, in.From)
	if i < 0 {
		t.refuse(graph.Invalid([]string{"participant"}, "participant %s is no end of the pairing before from %s: name one of its ends, or a day inside its part",
			"参与方%s在%s之前不是该结对的一方：请指明其中一方，或给出其期间内的日期", named(to), in.From))
		return nil, t.errs
	}
	if !t.endDay(p.before[i].Interval, in.From, "from") {
		return nil, t.errs
	}
	p.after[i].Until = in.From
	if err := t.keepEnds(ctx, p, false, "participant"); err != nil {
		return nil, err
	}
	return accepted(t, p.pairing)
}

// partOn finds the last part of a participant that began on or before a day;
// -1 where none did.
func partOn(links []graph.Link, participant graph.ID, d graph.Date) int {
	found := -1
	for i, l := range links {
		if l.To == participant && l.Since <= d && (found < 0 || l.Since > links[found].Since) {
			found = i
		}
	}
	return found
}
