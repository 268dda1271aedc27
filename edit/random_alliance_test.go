package edit

import (
	"context"
	"maps"
	"slices"

	"pgregory.net/rapid"

	"cobuild/graph"
)

func init() { maps.Copy(moves, allianceMoves) }

func (r *random) seat() graph.AllianceRole {
	return rapid.SampledFrom(graph.AllianceRoles).Draw(r.T, "role")
}

// taker draws an alliance, and most often one that takes part in it.
func (r *random) taker() (alliance, participant graph.ID) {
	alliance = r.id("alliance", graph.KindAlliance)
	var ids []graph.ID
	for _, l := range r.linksFrom(alliance, graph.HopSeat) {
		ids = append(ids, l.To)
	}
	if len(ids) == 0 || rapid.IntRange(0, 9).Draw(r.T, "any") == 0 {
		return alliance, r.id("participant", graph.Participants...)
	}
	slices.Sort(ids)
	return alliance, rapid.SampledFrom(ids).Draw(r.T, "participant")
}

func (r *random) allianceFields() AllianceFields {
	return AllianceFields{
		Name: some(r, "name", func() string { return r.oneOf("name", "甲", "乙") }), Code: some(r, "code", r.code),
		Region: oftenSome(r, "region", func() graph.ID { return r.id("region", graph.KindRegion) }),
		Host:   some(r, "host", func() graph.ID { return r.id("host", graph.KindOrganisation) }),
		Parent: oftenSome(r, "parent", func() graph.ID { return r.id("parent", graph.KindAlliance) }),
	}
}

// allianceMoves are the edits of alliances.
var allianceMoves = map[string]func(*random) func(context.Context, graph.Edit) (any, error){
	"allianceForm": func(r *random) func(context.Context, graph.Edit) (any, error) {
		in := AllianceFormInput{
			Name: "联盟", Code: r.code(), AllianceKind: graph.AllianceCouncil, Region: r.id("region", graph.KindRegion),
			Host: r.maybe("host", graph.KindOrganisation), Parent: r.maybe("parent", graph.KindAlliance), Since: r.date("since"),
		}
		for range rapid.IntRange(0, 2).Draw(r.T, "seats") {
			in.Participants = append(in.Participants, SeatInput{Participant: r.id("participant", graph.Participants...), Role: r.seat(), Since: r.date("since"), Until: r.date("until")})
		}
		return edited(AllianceForm, in)
	},
	"allianceJoin": func(r *random) func(context.Context, graph.Edit) (any, error) {
		return edited(AllianceJoin, AllianceJoinInput{
			Alliance: r.id("alliance", graph.KindAlliance), Participant: r.id("participant", graph.Participants...), Role: r.seat(), From: r.date("from"), Until: r.date("until"),
		})
	},
	"allianceLeave": func(r *random) func(context.Context, graph.Edit) (any, error) {
		alliance, participant := r.taker()
		return edited(AllianceLeave, AllianceLeaveInput{Alliance: alliance, Participant: participant, From: r.date("from"), WithdrawFuture: rapid.Bool().Draw(r.T, "withdraw")})
	},
	"allianceRotate": func(r *random) func(context.Context, graph.Edit) (any, error) {
		alliance, participant := r.taker()
		return edited(AllianceRotate, AllianceRotateInput{Alliance: alliance, Chair: participant, From: r.date("from"), Until: r.date("until")})
	},
	"allianceChange": func(r *random) func(context.Context, graph.Edit) (any, error) {
		return edited(AllianceChange, AllianceChangeInput{ID: r.id("id", graph.KindAlliance), From: r.date("from"), AllianceFields: r.allianceFields()})
	},
	"allianceCorrect": func(r *random) func(context.Context, graph.Edit) (any, error) {
		alliance, participant := r.taker()
		in := AllianceCorrectInput{ID: alliance, Correct: true}
		values := r.correction(&in.At, &in.During, &in.Withdrawing, &in.LifeFields)
		if values {
			in.AllianceFields = r.allianceFields()
		}
		if values && rapid.Bool().Draw(r.T, "a seat") {
			seat := SeatCorrection{Participant: participant, At: r.date("at"), Withdraw: rapid.IntRange(0, 3).Draw(r.T, "withdraw") == 0}
			if !seat.Withdraw {
				seat.Role = oftenSome(r, "role", r.seat)
				seat.Since, seat.Until = r.someDate("seat since"), r.someDate("seat until")
			}
			in.Participants = []SeatCorrection{seat}
		}
		return edited(AllianceCorrect, in)
	},
	"allianceEnd": func(r *random) func(context.Context, graph.Edit) (any, error) {
		return edited(AllianceEnd, AllianceEndInput{ID: r.id("id", graph.KindAlliance), From: r.date("from"), WithdrawFuture: rapid.Bool().Draw(r.T, "withdraw")})
	},
}

// formAlliances forms some, so that the draws find alliances.
func formAlliances(t *rapid.T, w *facts) {
	ids := slices.Sorted(maps.Keys(w.nouns))
	region := ids[slices.IndexFunc(ids, func(id graph.ID) bool { return id.Kind() == graph.KindRegion })]
	for range 3 {
		must(t, w, AllianceForm, AllianceFormInput{Name: "联盟", AllianceKind: graph.AllianceAlliance, Region: region, Participants: []SeatInput{{Participant: region, Role: graph.SeatMember}}})
	}
}
