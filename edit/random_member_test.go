package edit

import (
	"context"
	"maps"
	"slices"

	"pgregory.net/rapid"

	"cobuild/graph"
)

func init() { maps.Copy(moves, memberMoves) }

func (r *random) memberFields() MemberFields {
	return MemberFields{ //
		Code: some(r, "code", r.code), Name: some(r, "name", func() string { return r.oneOf("name", "甲", "甲\x00") }),
		BirthYear:    some(r, "birth year", func() int { return rapid.SampledFrom([]int{1980, 1800}).Draw(r.T, "birth year") }),
		MemberStatus: oftenSome(r, "status", func() graph.MemberStatus { return rapid.SampledFrom(graph.MemberStatuses).Draw(r.T, "status") }),
		Employment:   some(r, "employment", func() graph.Employment { return rapid.SampledFrom(graph.Employments[:2]).Draw(r.T, "employment") }),
		Workplace:    oftenSome(r, "workplace", func() graph.ID { return r.id("workplace", graph.KindUnit) }),
		Residence:    oftenSome(r, "residence", func() graph.ID { return r.id("residence", graph.KindRegion) }),
		Away: some(r, "away", func() graph.Away {
			return graph.Away{Place: r.oneOf("place", "", "沪", "沪\x00"), Fixed: rapid.Bool().Draw(r.T, "fixed")}
		}),
	}
}

func (r *random) registration() graph.ID {
	var ids, others []graph.ID
	for _, id := range slices.Sorted(maps.Keys(r.links)) {
		if r.links[id].Hop == graph.HopRegistered {
			ids = append(ids, id)
		} else {
			others = append(others, id)
		}
	}
	if len(ids) == 0 || rapid.IntRange(0, 9).Draw(r.T, "other") == 0 {
		ids = append([]graph.ID{graph.DerivedID(graph.KindLink, "unknown")}, others...)
	}
	return rapid.SampledFrom(ids).Draw(r.T, "registration")
}

// memberMoves are the edits of members and of their registrations.
var memberMoves = map[string]func(*random) func(context.Context, graph.Edit) (any, error){
	"memberTransfer": func(r *random) func(context.Context, graph.Edit) (any, error) {
		return edited(MemberTransfer, MemberTransferInput{
			Member: r.id("member", graph.KindMember), Organisation: r.id("organisation", graph.KindOrganisation), From: r.date("from"),
			Workplace: some(r, "workplace", func() graph.ID { return r.id("workplace", graph.KindUnit) }), EndAbsence: rapid.IntRange(0, 4).Draw(r.T, "end absence") == 0,
		})
	},
	"memberChange": func(r *random) func(context.Context, graph.Edit) (any, error) {
		return edited(MemberChange, MemberChangeInput{ID: r.id("id", graph.KindMember), From: r.date("from"), MemberFields: r.memberFields()})
	},
	"memberCorrect": func(r *random) func(context.Context, graph.Edit) (any, error) {
		in := MemberCorrectInput{ID: r.id("id", graph.KindMember), Correct: true}
		if r.correction(&in.At, &in.During, &in.Withdrawing, &in.LifeFields) {
			in.MemberFields = r.memberFields()
		}
		return edited(MemberCorrect, in)
	},
	"memberEnd": func(r *random) func(context.Context, graph.Edit) (any, error) {
		return edited(MemberEnd, MemberEndInput{ID: r.id("id", graph.KindMember), From: r.date("from"), WithdrawFuture: rapid.Bool().Draw(r.T, "withdraw")})
	},
	"registrationEnter": func(r *random) func(context.Context, graph.Edit) (any, error) {
		return edited(RegistrationEnter, RegistrationEnterInput{
			Member: r.id("member", graph.KindMember), Organisation: r.id("organisation", graph.KindOrganisation),
			Since: r.date("since"), Until: rapid.SampledFrom([]graph.Date{0, 0, 0, graph.MustDate("2020-01-08")}).Draw(r.T, "until"),
		})
	},
	"registrationEnd": func(r *random) func(context.Context, graph.Edit) (any, error) {
		in := RegistrationEndInput{From: r.date("from")}
		if rapid.IntRange(0, 3).Draw(r.T, "by id") > 0 {
			in.ID = r.registration()
		} else {
			in.Member, in.Organisation = r.id("member", graph.KindMember), r.id("organisation", graph.KindOrganisation)
		}
		return edited(RegistrationEnd, in)
	},
	"registrationCorrect": func(r *random) func(context.Context, graph.Edit) (any, error) {
		in := RegistrationCorrectInput{ID: r.registration(), Correct: true, Withdraw: rapid.IntRange(0, 3).Draw(r.T, "withdraw") == 0}
		if !in.Withdraw {
			in.Since, in.Until = some(r, "since", func() graph.Date { return r.date("since") }), some(r, "until", func() graph.Date { return r.date("until") })
		}
		return edited(RegistrationCorrect, in)
	},
}
