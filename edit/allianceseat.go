package edit

import (
	"context"
	"slices"

	"cobuild/graph"
)

// AllianceJoinInput is who takes part in an alliance.
type AllianceJoinInput struct {
	Alliance    graph.ID
	Participant graph.ID // organisation, unit or region
	Role        graph.AllianceRole
	From        graph.Date
	Until       graph.Date // 0 = as long as both are there
}

// Subjects are the nouns the input names.
func (in AllianceJoinInput) Subjects() []graph.ID { return subjects(in.Alliance, in.Participant) }

// AllianceJoin lets a participant take part in an alliance from a day on; the
// role it has then ends on the day.
func AllianceJoin(ctx context.Context, e graph.Edit, in AllianceJoinInput) (*graph.Link, error) {
	t := newTask(e)
	if !slices.Contains(graph.AllianceRoles, in.Role) {
		t.refuse(unknownSeat(in.Role, "role"))
	}
	s, err := t.sitting(ctx, in.Alliance, in.Participant, in.From, in.Until, "participant")
	if err != nil {
		return nil, err
	}
	if s == nil {
		return nil, t.errs
	}
	l, _ := t.sit(s, in.Role, []string{"participant"}, []string{"role"})
	return accepted(t, l)
}

// sitting is a participant, an alliance, and its seats of any time.
type sitting struct {
	alliance    *graph.Alliance
	participant graph.Noun
	days        graph.Interval // asked for
	seats       []graph.Link
}

// of are the seats of one participant.
func (s *sitting) of(participant graph.ID) []graph.Link {
	var mine []graph.Link
	for _, l := range s.seats {
		if l.To == participant {
			mine = append(mine, l)
		}
	}
	return mine
}

// replace gives a seat other days among the seats.
func (s *sitting) replace(l graph.Link) {
	for i := range s.seats {
		if s.seats[i].ID == l.ID {
			s.seats[i] = l
		}
	}
}

// sitting reads an alliance and one who is to take part from a day on; nil
// where it is refused.
func (t *task) sitting(ctx context.Context, alliance, participant graph.ID, from, until graph.Date, field string) (*sitting, error) {
	dated := t.day(from, true, "from")
	dated = t.untilAfter(from, until) && dated
	nouns, err := t.lookup(ctx, refTo(alliance, graph.KindAlliance, "alliance"), ref{participant, graph.Participants, []string{field}})
	if err != nil {
		return nil, err
	}
	s := &sitting{alliance: pick[*graph.Alliance](nouns, alliance), participant: nouns[participant]}
	if s.alliance == nil || s.participant == nil || !dated || !t.fromInLife(s.alliance, from) {
		return nil, nil
	}
	var ok bool
	if s.days, ok = t.stretch(graph.Interval{Since: from, Until: until}, s.alliance, s.participant, "from", field); !ok {
		return nil, nil
	}
	s.seats, err = t.linksOf(ctx, alliance, graph.Out, graph.HopSeat)
	return s, err
}

// sit puts a seat in a role; the one the participant has on the first day ends
// then, and is given as it was.
func (t *task) sit(s *sitting, role graph.AllianceRole, participant, field []string) (seat, was *graph.Link) {
	mine := s.of(s.participant.Top().ID)
	ended, ok := t.change(spansOf(mine), s.days,
		func(i int) bool { return mine[i].Role == string(role) }, func(i int) string { return mine[i].Role }, field)
	if !ok {
		return nil, nil
	}
	if ended >= 0 {
		old := mine[ended]
		was = &old
		mine[ended].Until = s.days.Since
		s.replace(mine[ended])
		t.putLink(mine[ended], false)
	}
	l := t.newLink(graph.HopSeat, s.alliance, s.participant, s.days)
	l.Role = string(role)
	if t.claimSeat(s.seats, l, participant, field) {
		s.seats = append(s.seats, l)
		t.putLink(l, false)
	}
	return &l, was
}

// AllianceLeaveInput is who leaves an alliance.
type AllianceLeaveInput struct {
	Alliance       graph.ID
	Participant    graph.ID
	From           graph.Date
	WithdrawFuture bool
}

// Subjects are the nouns the input names.
func (in AllianceLeaveInput) Subjects() []graph.ID { return subjects(in.Alliance, in.Participant) }

// AllianceLeave ends a participant's part in an alliance on a day.
func AllianceLeave(ctx context.Context, e graph.Edit, in AllianceLeaveInput) (*Ending[*graph.Alliance], error) {
	t := newTask(e)
	dated := t.day(in.From, true, "from")
	nouns, err := t.lookup(ctx, refTo(in.Alliance, graph.KindAlliance, "alliance"), ref{in.Participant, graph.Participants, []string{"participant"}})
	if err != nil {
		return nil, err
	}
	a, to := pick[*graph.Alliance](nouns, in.Alliance), nouns[in.Participant]
	if a == nil || to == nil || !dated {
		return nil, t.errs
	}
	seats, err := t.linksOf(ctx, in.Alliance, graph.Out, graph.HopSeat)
	if err != nil {
		return nil, err
	}
	done := &Ending[*graph.Alliance]{Noun: a}
	end := &ending{from: in.From}
	for _, l := range (&sitting{seats: seats}).of(in.Participant) {
		switch {
		case l.Since >= in.From:
			end.later = append(end.later, laterThing{l.Since, l.Role, l.To})
			done.Withdrawn++
			t.dropLink(l)
		case l.End() > in.From:
			done.Ended++
			t.endLink(l, in.From)
		}
	}
	switch {
	case done.Ended+done.Withdrawn == 0:
		t.refuse(graph.Invalid([]string{"participant"}, "participant %s takes no part in %s on from %s or later: name one that does, or an earlier day",
			"参与方%s自%[3]s起不在%[2]s之中：请指明其成员，或给出更早的日期", named(to), named(a), in.From))
	case done.Withdrawn > 0 && !in.WithdrawFuture:
		if err := t.tellLater(ctx, end, withdrawRemedy); err != nil {
			return nil, err
		}
	}
	return accepted(t, done)
}

// AllianceRotateInput is who takes the chair of an alliance for a turn.
type AllianceRotateInput struct {
	Alliance graph.ID
	Chair    graph.ID // organisation, unit or region
	From     graph.Date
	Until    graph.Date // 0 = until the next rotation
}

// Subjects are the nouns the input names.
func (in AllianceRotateInput) Subjects() []graph.ID { return subjects(in.Alliance, in.Chair) }

// Rotation is what allianceRotate did.
type Rotation struct {
	Alliance *graph.Alliance
	Chair    *graph.Link // the turn that begins
	Former   *graph.Link // what the former rotating chair is from then on; nil = there was none
}

// AllianceRotate hands the chair of a turn over. The one whose turn ends stays
// in the alliance as what it was before its turn: members take their turn, they
// do not leave by it. So does the new one after until.
func AllianceRotate(ctx context.Context, e graph.Edit, in AllianceRotateInput) (*Rotation, error) {
	t := newTask(e)
	s, err := t.sitting(ctx, in.Alliance, in.Chair, in.From, in.Until, "chair")
	if err != nil {
		return nil, err
	}
	if s == nil {
		return nil, t.errs
	}
	done := &Rotation{Alliance: s.alliance}
	i := slices.IndexFunc(s.seats, func(l graph.Link) bool {
		return l.Role == string(graph.SeatRotatingChair) && l.Since < in.From && l.Holds(in.From) && l.To != in.Chair
	})
	if i >= 0 {
		old := s.seats[i]
		role := s.before(old)
		s.seats[i].Until = in.From
		t.putLink(s.seats[i], false)
		if done.Former, err = t.stepDown(ctx, s, old.To, role); err != nil {
			return nil, err
		}
	}
	turn, was := t.sit(s, graph.SeatRotatingChair, []string{"chair"}, []string{"chair"})
	if turn == nil || t.refused() {
		return nil, t.errs
	}
	done.Chair = turn
	if was != nil && in.Until != 0 && was.End() > in.Until && !chairs(*was) {
		again := t.newLink(graph.HopSeat, s.alliance, s.participant, graph.Interval{Since: in.Until, Until: was.Until})
		again.Role = was.Role
		t.putLink(again, false)
	}
	return accepted(t, done)
}

// before is what a rotating chair was when its turn began, deputy or member;
// member where nothing is on record.
func (s *sitting) before(turn graph.Link) graph.AllianceRole {
	for _, l := range s.of(turn.To) {
		if l.Until == turn.Since && turn.Since != 0 && !chairs(l) {
			return graph.AllianceRole(l.Role)
		}
	}
	return graph.SeatMember
}

// stepDown seats a former rotating chair from the day of the rotation until its
// next seat; nil where it has one on that very day or does not live on.
func (t *task) stepDown(ctx context.Context, s *sitting, participant graph.ID, role graph.AllianceRole) (*graph.Link, error) {
	nouns, err := t.e.Nouns(ctx, []graph.ID{participant})
	if err != nil {
		return nil, err
	}
	days, ok := graph.From(s.days.Since).Intersect(s.alliance.Life())
	if ok {
		days, ok = days.Intersect(nouns[participant].Top().Life())
	}
	if !ok {
		return nil, nil
	}
	end := days.End()
	for _, l := range s.of(participant) {
		if l.Since >= days.Since {
			end = min(end, l.Since)
		}
	}
	if days, ok = graph.Bounds(days.Since, end); !ok {
		return nil, nil
	}
	l := t.newLink(graph.HopSeat, s.alliance, nouns[participant], days)
	l.Role = string(role)
	s.seats = append(s.seats, l)
	t.putLink(l, false)
	return &l, nil
}
