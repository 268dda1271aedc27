package storetest

import (
	"slices"

	"cobuild/edit"
	"cobuild/graph"
)

// seatOf is an alliance and one that takes part in it.
func (u *editor) seatOf() (alliance, participant graph.ID) {
	var seats []graph.Link
	for _, l := range u.replay.links {
		if l.Hop == graph.HopSeat {
			seats = append(seats, l)
		}
	}
	if len(seats) == 0 || u.IntN(10) == 0 {
		return u.any(graph.KindAlliance), u.any(choose(u, graph.Participants))
	}
	slices.SortFunc(seats, func(a, b graph.Link) int { return slices.Compare([]byte(a.ID), []byte(b.ID)) })
	seat := choose(u, seats)
	return seat.From, seat.To
}

func (u *editor) allianceFields() (f edit.AllianceFields) {
	switch u.IntN(4) {
	case 0:
		f.Name = edit.Some(u.name())
	case 1:
		f.Region = edit.Some(u.any(graph.KindRegion))
	case 2:
		f.Host = choose(u, []edit.Opt[graph.ID]{edit.Some(u.any(graph.KindOrganisation)), edit.Null[graph.ID]()})
	case 3:
		f.Parent = choose(u, []edit.Opt[graph.ID]{edit.Some(u.any(graph.KindAlliance)), edit.Null[graph.ID]()})
	}
	return f
}

// correction draws what a correction of a noun is about; values says whether
// other fields may stand beside that.
func (u *editor) correction(at *graph.Date, during **graph.Interval, w *edit.Withdrawing, life *edit.LifeFields) (values bool) {
	day := func() edit.Opt[graph.Date] {
		return choose(u, []edit.Opt[graph.Date]{edit.Some(u.date()), edit.Null[graph.Date]()})
	}
	switch u.IntN(8) {
	case 0:
		w.Withdraw, w.Relations = true, u.IntN(3) > 0
		return false
	case 1:
		life.Since, w.Relations = day(), u.IntN(2) == 0
		return false
	case 2:
		life.Until, w.Relations = day(), u.IntN(2) == 0
		return false
	case 3, 4:
		since := u.date()
		*during = &graph.Interval{Since: since, Until: choose(u, []graph.Date{0, max(since, today.AddMonths(-90)).AddDays(1 + u.IntN(400))})}
	default:
		*at = choose(u, []graph.Date{0, u.date()})
	}
	return true
}

// alliances draws edits of alliances.
func (u *editor) alliances() []step {
	leaves, leaver := u.seatOf()
	rotates, chair := u.seatOf()
	id, participant := u.seatOf()
	correction := edit.AllianceCorrectInput{ID: id, Correct: true}
	if u.correction(&correction.At, &correction.During, &correction.Withdrawing, &correction.LifeFields) {
		if correction.AllianceFields = u.allianceFields(); correction.During == nil && u.IntN(2) == 0 {
			seat := edit.SeatCorrection{Participant: participant, Withdraw: u.IntN(3) == 0}
			if !seat.Withdraw {
				seat.Role, seat.Since = edit.Some(choose(u, graph.AllianceRoles)), edit.Some(u.date())
			}
			correction.Participants, correction.AllianceFields = []edit.SeatCorrection{seat}, edit.AllianceFields{}
		}
	}
	formed := edit.AllianceFormInput{
		Name: u.name(), AllianceKind: choose(u, graph.AllianceKinds), Region: u.any(graph.KindRegion), Host: u.maybe(graph.KindOrganisation), Parent: u.maybe(graph.KindAlliance), Since: u.date(),
	}
	for range u.IntN(3) {
		formed.Participants = append(formed.Participants, edit.SeatInput{Participant: u.any(choose(u, graph.Participants)), Role: choose(u, graph.AllianceRoles)})
	}
	return []step{
		asStep("allianceForm", edit.AllianceForm, formed),
		asStep("allianceJoin", edit.AllianceJoin, edit.AllianceJoinInput{Alliance: u.any(graph.KindAlliance), Participant: u.any(choose(u, graph.Participants)), Role: choose(u, graph.AllianceRoles), From: u.date()}),
		asStep("allianceLeave", edit.AllianceLeave, edit.AllianceLeaveInput{Alliance: leaves, Participant: leaver, From: u.date(), WithdrawFuture: u.IntN(2) == 0}),
		asStep("allianceRotate", edit.AllianceRotate, edit.AllianceRotateInput{Alliance: rotates, Chair: chair, From: u.date(), Until: choose(u, []graph.Date{0, u.date()})}),
		asStep("allianceChange", edit.AllianceChange, edit.AllianceChangeInput{ID: u.any(graph.KindAlliance), From: u.date(), AllianceFields: u.allianceFields()}),
		asStep("allianceCorrect", edit.AllianceCorrect, correction),
		asStep("allianceEnd", edit.AllianceEnd, edit.AllianceEndInput{ID: u.any(graph.KindAlliance), From: u.date(), WithdrawFuture: u.IntN(3) > 0}),
	}
}
