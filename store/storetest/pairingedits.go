package storetest

import (
	"slices"

	"cobuild/edit"
	"cobuild/graph"
)

// activity is the id of an activity on record.
func (u *editor) activity() graph.ID {
	ids := []graph.ID{graph.DerivedID(graph.KindActivity, "none")}
	for _, n := range u.replay.nouns {
		if p, ok := n.(*graph.Pairing); ok {
			for _, a := range p.Activities {
				ids = append(ids, a.ID)
			}
		}
	}
	slices.Sort(ids)
	return choose(u, ids)
}

// endOf is a pairing and one of its ends.
func (u *editor) endOf() (pairing, participant graph.ID) {
	var ends []graph.Link
	for _, l := range u.replay.links {
		if l.Hop == graph.HopEnd {
			ends = append(ends, l)
		}
	}
	if len(ends) == 0 {
		return u.any(graph.KindPairing), u.any(graph.KindOrganisation)
	}
	slices.SortFunc(ends, func(a, b graph.Link) int { return slices.Compare([]byte(a.ID), []byte(b.ID)) })
	end := choose(u, ends)
	return end.From, end.To
}

// pairings draws edits of pairings and of their activities.
func (u *editor) pairings() []step {
	leaves, leaver := u.endOf()
	id, participant := u.endOf()
	correction := edit.PairingCorrectInput{ID: id, Correct: true}
	switch u.IntN(6) {
	case 5:
		correction.Ends = []edit.PairingEndCorrection{{Participant: participant, Withdraw: true}}
		if u.IntN(2) == 0 {
			correction.Ends[0] = edit.PairingEndCorrection{Participant: participant, LifeFields: edit.LifeFields{Since: edit.Some(u.date()), Until: edit.Null[graph.Date]()}}
		}
	case 0:
		correction.Withdraw = true
	case 1:
		correction.PairingKind = edit.Some(choose(u, graph.PairingKinds))
	case 2:
		correction.Since = choose(u, []edit.Opt[graph.Date]{edit.Some(u.date()), edit.Null[graph.Date]()})
	case 3:
		correction.Until = choose(u, []edit.Opt[graph.Date]{edit.Some(u.date()), edit.Null[graph.Date]()})
	case 4:
		correction.Ends = []edit.PairingEndCorrection{{Participant: participant, Role: edit.Some(choose(u, graph.EndRoles))}}
	}
	activity := edit.ActivityCorrectInput{ID: u.activity(), Correct: true}
	if activity.Withdraw = u.IntN(3) == 0; !activity.Withdraw {
		activity.Date = edit.Some(u.date())
	}
	return []step{
		asStep("pairingExtend", edit.PairingExtend, edit.PairingExtendInput{ID: u.any(graph.KindPairing), Until: choose(u, []graph.Date{0, u.date()})}),
		asStep("pairingChange", edit.PairingChange, edit.PairingChangeInput{ID: u.any(graph.KindPairing), From: u.date(), Agreement: edit.Some(u.name())}),
		asStep("pairingJoin", edit.PairingJoin, edit.PairingJoinInput{Pairing: u.any(graph.KindPairing), Participant: u.any(choose(u, graph.Participants)), Role: choose(u, graph.EndRoles), From: u.date()}),
		asStep("pairingLeave", edit.PairingLeave, edit.PairingLeaveInput{Pairing: leaves, Participant: leaver, From: u.date()}),
		asStep("pairingCorrect", edit.PairingCorrect, correction),
		asStep("activityRecord", edit.ActivityRecord, edit.ActivityRecordInput{Pairing: u.any(graph.KindPairing), Date: u.date(), Title: u.name()}),
		asStep("activityCorrect", edit.ActivityCorrect, activity),
	}
}
