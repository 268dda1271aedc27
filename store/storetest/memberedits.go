package storetest

import (
	"slices"

	"cobuild/edit"
	"cobuild/graph"
)

// registration is one on record, now and then something else.
func (u *editor) registration() graph.ID {
	ids := []graph.ID{graph.DerivedID(graph.KindLink, "none")}
	for id, l := range u.replay.links {
		if l.Hop == graph.HopRegistered && l.Holds(today) {
			ids = append(ids, id)
		}
	}
	slices.Sort(ids)
	return choose(u, ids)
}

// opt is a field given with a value, or now and then as null.
func opt[T any](u *editor, value T) edit.Opt[T] {
	if u.IntN(4) == 0 {
		return edit.Null[T]()
	}
	return edit.Some(value)
}

// memberFields draws one or two fields.
func (u *editor) memberFields() (f edit.MemberFields) {
	for range 1 + u.IntN(2) {
		switch u.IntN(6) {
		case 0:
			f.MemberStatus = edit.Some(choose(u, graph.MemberStatuses))
		case 1:
			f.Employment = opt(u, choose(u, graph.Employments))
		case 2:
			f.Workplace = opt(u, u.any(graph.KindUnit))
		case 3:
			f.Residence = opt(u, u.any(graph.KindRegion))
		case 4:
			f.Away = opt(u, graph.Away{Place: "外地", Fixed: u.IntN(2) == 0})
		case 5:
			f.Name = opt(u, u.name())
		}
	}
	return f
}

// membership draws edits of members and of their registrations.
func (u *editor) membership() []step {
	lately := func() graph.Date { return max(u.date(), today.AddMonths(-20)) }
	dates := func() edit.Opt[graph.Date] {
		return choose(u, []edit.Opt[graph.Date]{{}, edit.Null[graph.Date](), edit.Some(u.date())})
	}
	member := edit.MemberCorrectInput{ID: u.any(graph.KindMember), Correct: true}
	if u.correction(&member.At, &member.During, &member.Withdrawing, &member.LifeFields) {
		if member.MemberFields = u.memberFields(); member.During != nil {
			member.Workplace = edit.Some(u.any(graph.KindUnit))
		}
	}
	correction := edit.RegistrationCorrectInput{ID: u.registration(), Correct: true}
	if correction.Withdraw = u.IntN(3) == 0; !correction.Withdraw {
		correction.Since, correction.Until = dates(), dates()
	}
	return []step{
		asStep("memberTransfer", edit.MemberTransfer, edit.MemberTransferInput{
			Member: u.any(graph.KindMember), Organisation: u.any(graph.KindOrganisation), From: lately(),
			Workplace: choose(u, []edit.Opt[graph.ID]{{}, {}, opt(u, u.any(graph.KindUnit))}), EndAbsence: u.IntN(6) == 0,
		}),
		asStep("memberChange", edit.MemberChange, edit.MemberChangeInput{ID: u.any(graph.KindMember), From: lately(), MemberFields: u.memberFields()}),
		asStep("memberCorrect", edit.MemberCorrect, member),
		asStep("memberEnd", edit.MemberEnd, edit.MemberEndInput{ID: u.any(graph.KindMember), From: u.date(), WithdrawFuture: u.IntN(3) > 0}),
		asStep("registrationEnter", edit.RegistrationEnter, edit.RegistrationEnterInput{
			Member: u.any(graph.KindMember), Organisation: u.any(graph.KindOrganisation), Since: u.date(), Until: choose(u, []graph.Date{0, 0, u.date()}),
		}),
		asStep("registrationEnd", edit.RegistrationEnd, edit.RegistrationEndInput{ID: u.registration(), From: u.date()}),
		asStep("registrationCorrect", edit.RegistrationCorrect, correction),
	}
}
