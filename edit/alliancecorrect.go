package edit

import (
	"context"
	"slices"

	"cobuild/graph"
)

// AllianceCorrectInput is what allianceCorrect corrects.
type AllianceCorrectInput struct {
	ID           graph.ID
	Correct      bool       // must be true
	At           graph.Date // 0 = today
	AllianceKind Opt[graph.AllianceKind]
	Participants []SeatCorrection
	AllianceFields
}

// SeatCorrection is what was never true of a participant's role.
type SeatCorrection struct {
	Participant graph.ID
	At          graph.Date // 0 = that of the whole
	Role        Opt[graph.AllianceRole]
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

// AllianceCorrect replaces what was never true of an alliance. Region, host and
// parent are replaced in the spells of At, which keep their bounds.
func AllianceCorrect(ctx context.Context, e graph.Edit, in AllianceCorrectInput) (*graph.Alliance, error) {
	t := newTask(e)
	t.correction(in.Correct, "allianceCorrect")
	t.day(in.At, false, "at")
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
	if old == nil {
		return nil, t.errs
	}
	at := in.At
	if at == 0 {
		at = e.Today()
	}
	a := graph.CopyNoun(old)
	kind := into(in.AllianceKind, &a.AllianceKind)
	changed, err := in.currentInto(ctx, t, a)
	if err != nil {
		return nil, err
	}
	moved, err := t.correctAround(ctx, a, in, nouns, at)
	if err != nil {
		return nil, err
	}
	seated, err := t.correctSeats(ctx, a, in.Participants, nouns, at)
	if err != nil {
		return nil, err
	}
	t.nothing(changed || kind || moved || seated, "alliance", "联盟")
	if changed || kind {
		t.put(a, true)
	}
	return accepted(t, a)
}

// checkSeat checks what needs no facts.
func (t *task) checkSeat(seat SeatCorrection, i int) {
	t.day(seat.At, false, seatField(i, "at")...)
	switch role := seat.Role; {
	case role.null():
		t.refuse(graph.Invalid(seatField(i, "role"), "role is null: it always has a value, give one or leave the field out",
			"role为null：该字段必须有值，请给出，或不写该字段"))
	case role.given() && seat.Withdraw:
		t.refuse(graph.Invalid(seatField(i, "role"), "role stands beside withdraw: true: what is withdrawn has no values, leave one of them out",
			"role不可与withdraw: true并用：撤回的内容没有取值，请去掉其一"))
	case role.given() && !slices.Contains(graph.AllianceRoles, *role.Value):
		t.refuse(unknownSeat(*role.Value, seatField(i, "role")...))
	}
}

// correctAround corrects region, host and parent on a day.
func (t *task) correctAround(ctx context.Context, a *graph.Alliance, in AllianceCorrectInput, nouns found, at graph.Date) (changed bool, err error) {
	if !in.Region.Set && !in.Host.Set && !in.Parent.Set || !t.inLife(a, at) {
		return false, nil
	}
	if region := pick[*graph.Region](nouns, in.Region.or("")); region != nil {
		if changed, err = t.correctLink(ctx, graph.HopLocated, a, region, at, "region"); err != nil {
			return false, err
		}
	}
	for _, to := range []struct {
		hop   graph.Hop
		id    Opt[graph.ID]
		field string
	}{{graph.HopHost, in.Host, "host"}, {graph.HopUmbrella, in.Parent, "parent"}} {
		noun := nouns[to.id.or("")]
		if !to.id.Set || !to.id.null() && noun == nil {
			continue
		}
		days, one, err := t.correctSingle(ctx, to.hop, a, noun, at, to.field)
		if err != nil {
			return false, err
		}
		changed = changed || one
		if parent, ok := noun.(*graph.Alliance); ok && one {
			if err := t.claimAbove(ctx, graph.HopUmbrella, a, parent, days, "parent"); err != nil {
				return false, err
			}
		}
	}
	return changed, nil
}

// correctSeats corrects or withdraws roles.
func (t *task) correctSeats(ctx context.Context, a *graph.Alliance, list []SeatCorrection, nouns found, at graph.Date) (changed bool, err error) {
	if len(list) == 0 {
		return false, nil
	}
	seats, err := t.linksOf(ctx, a.ID, graph.Out, graph.HopSeat)
	if err != nil {
		return false, err
	}
	var fields []int // of seats, which correction decides
	var altered []graph.Link
	for i, seat := range list {
		to := nouns[seat.Participant]
		if to == nil {
			continue
		}
		day := seat.At
		if day == 0 {
			day = at
		}
		k := slices.IndexFunc(seats, func(l graph.Link) bool { return l.To == seat.Participant && l.Holds(day) })
		switch {
		case k < 0:
			t.refuse(graph.Invalid(seatField(i, "participant"), "participant %s takes no part in the alliance on %s: name one that does, or another at",
				"参与方%s在%s不在该联盟之中：请指明其成员，或给出其他日期", named(to), day))
		case seat.Withdraw:
			t.dropLink(seats[k])
			seats = slices.Delete(seats, k, k+1)
			changed = true
		case seat.Role.given() && seats[k].Role != string(*seat.Role.Value):
			seats[k].Role = string(*seat.Role.Value)
			altered, fields = append(altered, seats[k]), append(fields, i)
			changed = true
		}
	}
	for n, l := range altered { // when all are corrected: two may change places
		kept := slices.ContainsFunc(seats, func(s graph.Link) bool { return s.ID == l.ID })
		if kept && t.claimSeat(seats, l, seatField(fields[n], "participant"), seatField(fields[n], "role")) {
			t.putLink(l, true)
		}
	}
	return changed, nil
}
