package edit

import (
	"context"
	"maps"
	"slices"

	"pgregory.net/rapid"

	"cobuild/graph"
)

func init() { maps.Copy(moves, pairingMoves) }

// end draws a participant, most often one that is an end of the pairing.
func (r *random) end(pairing graph.ID) graph.ID {
	links := r.linksFrom(pairing, graph.HopEnd)
	if len(links) == 0 || rapid.IntRange(0, 9).Draw(r.T, "any") == 0 {
		return r.id("participant", graph.Participants...)
	}
	slices.SortFunc(links, func(a, b graph.Link) int {
		return int(a.Since) - int(b.Since) + 1000*slices.Compare([]byte(a.ID), []byte(b.ID))
	})
	return rapid.SampledFrom(links).Draw(r.T, "end").To
}

func (r *random) activity() graph.ID {
	ids := []graph.ID{graph.DerivedID(graph.KindActivity, "unknown")}
	for _, id := range slices.Sorted(maps.Keys(r.nouns)) {
		if p, ok := r.nouns[id].(*graph.Pairing); ok {
			for _, a := range p.Activities {
				ids = append(ids, a.ID)
			}
		}
	}
	return ids[len(ids)-1-rapid.IntRange(0, len(ids)-1).Draw(r.T, "activity")]
}

func (r *random) role() graph.EndRole { return rapid.SampledFrom(graph.EndRoles).Draw(r.T, "role") }

// pairingMoves are the edits of pairings and of their activities.
var pairingMoves = map[string]func(*random) func(context.Context, graph.Edit) (any, error){
	"pairingExtend": func(r *random) func(context.Context, graph.Edit) (any, error) {
		return edited(PairingExtend, PairingExtendInput{ID: r.id("id", graph.KindPairing), Until: r.date("until")})
	},
	"pairingChange": func(r *random) func(context.Context, graph.Edit) (any, error) {
		return edited(PairingChange, PairingChangeInput{
			ID: r.id("id", graph.KindPairing), From: r.date("from"), Code: some(r, "code", r.code), Agreement: some(r, "agreement", func() string { return r.oneOf("agreement", "甲", "甲\x00") }),
		})
	},
	"pairingJoin": func(r *random) func(context.Context, graph.Edit) (any, error) {
		return edited(PairingJoin, PairingJoinInput{
			Pairing: r.id("pairing", graph.KindPairing), Participant: r.id("participant", graph.Participants...), Role: r.role(), Person: r.maybe("person", graph.KindMember),
			From: r.date("from"), Until: rapid.SampledFrom([]graph.Date{0, 0, graph.MustDate("2020-01-08")}).Draw(r.T, "until"),
		})
	},
	"pairingLeave": func(r *random) func(context.Context, graph.Edit) (any, error) {
		pairing := r.id("pairing", graph.KindPairing)
		return edited(PairingLeave, PairingLeaveInput{Pairing: pairing, Participant: r.end(pairing), From: r.date("from")})
	},
	"pairingCorrect": func(r *random) func(context.Context, graph.Edit) (any, error) {
		in := PairingCorrectInput{ID: r.id("id", graph.KindPairing), Correct: true, Withdraw: rapid.IntRange(0, 9).Draw(r.T, "withdraw") == 0}
		if in.Withdraw {
			return edited(PairingCorrect, in)
		}
		in.PairingKind = oftenSome(r, "kind", func() graph.PairingKind { return rapid.SampledFrom(graph.PairingKinds[9:]).Draw(r.T, "kind") })
		in.Since, in.Until = some(r, "since", func() graph.Date { return r.date("since") }), some(r, "until", func() graph.Date { return r.date("until") })
		if rapid.Bool().Draw(r.T, "an end") {
			end := PairingEndCorrection{Participant: r.end(in.ID), At: r.date("at"), Withdraw: rapid.IntRange(0, 3).Draw(r.T, "withdraw end") == 0}
			if !end.Withdraw {
				end.Role, end.Person = oftenSome(r, "role", r.role), some(r, "person", func() graph.ID { return r.id("person", graph.KindMember) })
				if !in.Since.Set && !in.Until.Set {
					end.Since, end.Until = r.someDate("end since"), r.someDate("end until")
				}
			}
			in.Ends = []PairingEndCorrection{end}
		}
		return edited(PairingCorrect, in)
	},
	"activityRecord": func(r *random) func(context.Context, graph.Edit) (any, error) {
		return edited(ActivityRecord, ActivityRecordInput{Pairing: r.id("pairing", graph.KindPairing), Date: r.date("date"), Title: r.oneOf("title", "会", "会", "谈", " ", "\x00")})
	},
	"activityCorrect": func(r *random) func(context.Context, graph.Edit) (any, error) {
		in := ActivityCorrectInput{ID: r.activity(), Correct: true, Withdraw: rapid.IntRange(0, 3).Draw(r.T, "withdraw") == 0}
		if !in.Withdraw {
			in.Date = oftenSome(r, "date", func() graph.Date { return r.date("date") })
			in.Title = oftenSome(r, "title", func() string { return r.oneOf("title", "会", "谈", " ") })
		}
		return edited(ActivityCorrect, in)
	},
}

// agreePairings pairs some of what there is, so that the draws find pairings.
func agreePairings(t *rapid.T, w *facts) {
	ids := slices.Sorted(maps.Keys(w.nouns))
	var ends []PairingEndInput
	for _, id := range ids {
		if id.Kind() == graph.KindOrganisation || id.Kind() == graph.KindRegion {
			ends = append(ends, PairingEndInput{Participant: id, Role: graph.EndRoles[len(ends)%3]})
		}
	}
	for n, days := range []graph.Interval{graph.Always, {Since: graph.MustDate("2020-01-03"), Until: graph.MustDate("2020-01-09")}, {Until: graph.MustDate("2020-01-06")}} {
		must(t, w, PairingAgree, PairingAgreeInput{PairingKind: graph.PairingOther, Ends: ends[:2+n%2], Since: days.Since, Until: days.Until})
		ends = slices.Concat(ends[1:], ends[:1])
		for i := range ends {
			ends[i].Role = graph.RolePeer
		}
	}
}

// claimEnds claims the sets of ends of a pairing on all its days, as they were
// agreed: an end that ended with its participant, which no edit of a pairing
// brought about, counts to the end of the pairing.
func claimEnds(w *facts, p *graph.Pairing, claim func(days graph.Interval, parts ...any)) {
	links := w.linksFrom(p.ID, graph.HopEnd)
	for i, l := range links {
		if l.Until != 0 && l.Until == w.nouns[l.To].Top().Until {
			links[i].Until = p.Until
		}
	}
	days := firstDays(p.Since, links)
	for i, d := range days {
		span := graph.From(d)
		if i+1 < len(days) {
			span.Until = days[i+1]
		}
		var ids []graph.ID
		for _, l := range links {
			if l.Holds(d) {
				ids = append(ids, l.To)
			}
		}
		slices.Sort(ids)
		if both, ok := span.Intersect(p.Interval); ok && len(ids) >= 2 {
			claim(both, p.PairingKind, " of ", ids)
		}
		if len(slices.Compact(ids)) < len(ids) {
			claim(span, p.ID)
			claim(span, p.ID) // a participant twice
		}
	}
}
