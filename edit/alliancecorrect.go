package edit

import (
	"cmp"
	"context"
	"slices"
	"strconv"

	"cobuild/graph"
)

// AllianceCorrectInput is what allianceCorrect corrects or withdraws.
type AllianceCorrectInput struct {
	ID           graph.ID
	Correct      bool            // must be true
	At           graph.Date      // 0 = today
	During       *graph.Interval // days of region, host and parent, instead of the spells of At
	AllianceKind Opt[graph.AllianceKind]
	Participants []SeatCorrection
	Withdrawing
	LifeFields
	AllianceFields
}

// SeatCorrection is what was never true of a participant's role.
type SeatCorrection struct {
	Participant graph.ID
	At          graph.Date // 0 = that of the whole
	Role        Opt[graph.AllianceRole]
	LifeFields       // of the role; null = as long as both are there
	Withdraw    bool // it never took part on these days
}

// Subjects are the nouns the input names.
func (in AllianceCorrectInput) Subjects() []graph.ID {
	ids := in.subjects(in.ID)
	for _, seat := range in.Participants {
		ids = append(ids, seat.Participant)
	}
	return subjects(ids...)
}

// given are the fields that have no place beside withdraw: true.
func (in AllianceCorrectInput) given() map[string]bool {
	return map[string]bool{
		"at": in.At != 0, "during": in.During != nil, "since": in.Since.Set, "until": in.Until.Set, "name": in.Name.Set, "code": in.Code.Set,
		"allianceKind": in.AllianceKind.Set, "region": in.Region.Set, "host": in.Host.Set, "parent": in.Parent.Set, "participants": in.Participants != nil,
	}
}

// around says whether region, host or parent are given.
func (f AllianceFields) around() bool { return f.Region.Set || f.Host.Set || f.Parent.Set }

// AllianceCorrect replaces what was never true of an alliance, or withdraws it.
// Region, host and parent are replaced in the spells of At, which keep their
// bounds, or on the days of During.
func AllianceCorrect(ctx context.Context, e graph.Edit, in AllianceCorrectInput) (*Corrected[*graph.Alliance], error) {
	t := newTask(e)
	t.correction(in.Correct, "allianceCorrect")
	right := t.checkCorrection(in.At, in.During, in.Withdrawing, in.LifeFields, in.around() || in.Participants != nil && in.During == nil, in.given())
	t.notNull(in.Name.null(), "name")
	t.notNull(in.Region.null(), "region")
	t.notNull(in.AllianceKind.null(), "allianceKind")
	if !t.fewSeats(len(in.Participants), in.Participants != nil) {
		return nil, t.errs
	}
	refs := append(in.refs(), refTo(in.ID, graph.KindAlliance, "id"))
	for i, seat := range in.Participants {
		t.checkSeat(seat, i)
		refs = append(refs, ref{seat.Participant, graph.Participants, seatField(i, "participant")})
	}
	nouns, err := t.lookup(ctx, refs...)
	if err != nil {
		return nil, err
	}
	old := pick[*graph.Alliance](nouns, in.ID)
	if old == nil || !right && !in.Withdraw {
		return nil, t.errs
	}
	done := &Corrected[*graph.Alliance]{}
	if in.Withdraw {
		if done.Withdrawn, err = t.withdrawNoun(ctx, old, in.Relations); err != nil {
			return nil, err
		}
		return accepted(t, done)
	}
	a := graph.CopyNoun(old)
	done.Noun = a
	kind := into(in.AllianceKind, &a.AllianceKind)
	changed, err := in.currentInto(ctx, t, a)
	if err != nil {
		return nil, err
	}
	lived, err := t.correctDays(ctx, a, in.LifeFields, in.Relations, &done.Withdrawn)
	if err != nil {
		return nil, err
	}
	moved, err := t.correctAround(ctx, a, in, nouns)
	if err != nil {
		return nil, err
	}
	seated, err := t.correctSeats(ctx, a, in, nouns)
	if err != nil {
		return nil, err
	}
	t.nothing(changed || kind || lived || moved || seated, "alliance", "联盟")
	if changed || kind || lived {
		t.put(a, true)
	}
	return accepted(t, done)
}

// checkSeat checks what needs no facts.
func (t *task) checkSeat(seat SeatCorrection, i int) {
	t.day(seat.At, false, seatField(i, "at")...)
	seat.check(t, "participants", strconv.Itoa(i))
	if seat.Withdraw && seat.set() {
		t.refuse(withdrawnBeside(seatField(i, seat.field())...))
	}
	switch role := seat.Role; {
	case role.null():
		t.refuse(graph.Invalid(seatField(i, "role"), "role is null: it always has a value, give one or leave the field out",
			"role为null：该字段必须有值，请给出，或不写该字段"))
	case role.given() && seat.Withdraw:
		t.refuse(withdrawnBeside(seatField(i, "role")...))
	case role.given() && !slices.Contains(graph.AllianceRoles, *role.Value):
		t.refuse(unknownSeat(*role.Value, seatField(i, "role")...))
	}
}

// correctAround corrects region, host and parent.
func (t *task) correctAround(ctx context.Context, a *graph.Alliance, in AllianceCorrectInput, nouns found) (changed bool, err error) {
	if !in.around() {
		return false, nil
	}
	w, ok := t.when(a, in.At, in.During)
	if !ok {
		return false, nil
	}
	if region := pick[*graph.Region](nouns, in.Region.or("")); region != nil {
		if changed, err = t.correctPlace(ctx, a, region, w); err != nil {
			return false, err
		}
	}
	for _, to := range in.relations(nouns) {
		days, one, err := t.correctRelation(ctx, to.hop, a, to.noun, w, to.field)
		if err != nil {
			return false, err
		}
		changed = changed || one
		if parent, ok := to.noun.(*graph.Alliance); ok && one {
			if err := t.claimAbove(ctx, graph.HopUmbrella, a, parent, days, "parent"); err != nil {
				return false, err
			}
		}
	}
	return changed, nil
}

// correctSeats corrects roles and their days, or withdraws them.
func (t *task) correctSeats(ctx context.Context, a *graph.Alliance, in AllianceCorrectInput, nouns found) (changed bool, err error) {
	if len(in.Participants) == 0 {
		return false, nil
	}
	seats, err := t.linksOf(ctx, a.ID, graph.Out, graph.HopSeat)
	if err != nil {
		return false, err
	}
	var fields []int // of seats, which correction decides
	var altered []graph.Link
	for i, seat := range in.Participants {
		to := nouns[seat.Participant]
		if to == nil {
			continue
		}
		day := cmp.Or(seat.At, in.At, t.e.Today())
		k := slices.IndexFunc(seats, func(l graph.Link) bool { return l.To == seat.Participant && l.Holds(day) })
		if k < 0 {
			t.refuse(graph.Invalid(seatField(i, "participant"), "participant %s takes no part in the alliance on %s: name one that does, or another at",
				"参与方%s在%s不在该联盟之中：请指明其成员，或给出其他日期", named(to), day))
			continue
		}
		if seat.Withdraw {
			t.dropLink(seats[k])
			seats = slices.Delete(seats, k, k+1)
			changed = true
			continue
		}
		if next, ok := t.correctSeat(a, seats[k], seat, to, i); ok && next != seats[k] {
			seats[k] = next
			altered, fields = append(altered, next), append(fields, i)
			changed = true
		}
	}
	for n, l := range altered { // when all are corrected: two may change places
		kept := slices.ContainsFunc(seats, func(s graph.Link) bool { return s == l })
		if kept && t.claimSeat(seats, l, seatField(fields[n], "participant"), seatField(fields[n], "role")) {
			t.putLink(l, true)
		}
	}
	return changed, nil
}

// correctSeat gives a seat as corrected.
func (t *task) correctSeat(a *graph.Alliance, l graph.Link, seat SeatCorrection, to graph.Noun, i int) (graph.Link, bool) {
	l.Role = string(seat.Role.or(graph.AllianceRole(l.Role)))
	if !seat.set() {
		return l, true
	}
	given := graph.Interval{Since: seat.Since.or(l.Since), Until: seat.Until.or(l.Until)}
	if err := given.Validate("participants", strconv.Itoa(i)); err != nil {
		t.refuse(err.(*graph.Error))
		return l, false
	}
	days, ok := t.stretch(given, a, to, "since", seatField(i, seat.field())...)
	l.Interval = days
	return l, ok
}
