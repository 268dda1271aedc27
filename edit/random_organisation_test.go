package edit

import (
	"context"
	"maps"
	"slices"

	"pgregory.net/rapid"

	"cobuild/graph"
)

func init() { maps.Copy(moves, organisationMoves) }

// organisationFields draws a few fields, most often one.
func (r *random) organisationFields() (f OrganisationFields) {
	for range 1 + rapid.IntRange(0, 4).Draw(r.T, "more fields")/3 {
		switch rapid.IntRange(0, 8).Draw(r.T, "field") {
		case 0:
			f.Code = some(r, "code", r.code)
		case 1:
			f.Name = oftenSome(r, "name", func() string { return r.oneOf("name", "支部", "新支部", "", "部\x00") })
		case 2:
			f.OrganisationKind = oftenSome(r, "kind", func() graph.OrganisationKind { return rapid.SampledFrom(graph.OrganisationKinds[:3]).Draw(r.T, "kind") })
		case 3:
			f.Strength = some(r, "strength", func() graph.Strength { return rapid.SampledFrom(graph.Strengths).Draw(r.T, "strength") })
		case 4:
			f.Region = oftenSome(r, "region", func() graph.ID { return r.id("region", graph.KindRegion) })
		case 5:
			f.Superior = oftenSome(r, "superior", func() graph.ID { return r.id("superior", graph.KindOrganisation) })
		case 6:
			f.Leads = oftenSome(r, "leads", func() graph.ID { return r.id("leads", graph.KindRegion) })
		case 7:
			f.Secretary = some(r, "secretary", func() graph.ID { return r.id("secretary", graph.KindMember) })
		case 8:
			f.SecretaryName = some(r, "secretary name", func() string { return r.oneOf("secretary name", "甲", "乙", " ") })
		}
	}
	return f
}

func (r *random) coverage() graph.ID {
	ids := []graph.ID{graph.DerivedID(graph.KindCoverage, "unknown")}
	for _, id := range slices.Sorted(maps.Keys(r.links)) {
		if id.Kind() == graph.KindCoverage {
			ids = append(ids, id)
		}
	}
	return rapid.SampledFrom(ids).Draw(r.T, "coverage")
}

func (r *random) someDate(label string) Opt[graph.Date] {
	return some(r, label, func() graph.Date { return r.date(label) })
}

// organisationMoves are the edits of organisations, terms and coverages.
var organisationMoves = map[string]func(*random) func(context.Context, graph.Edit) (any, error){
	"organisationChange": func(r *random) func(context.Context, graph.Edit) (any, error) {
		return edited(OrganisationChange, OrganisationChangeInput{ID: r.id("id", graph.KindOrganisation), From: r.date("from"), OrganisationFields: r.organisationFields()})
	},
	"organisationCorrect": func(r *random) func(context.Context, graph.Edit) (any, error) {
		in := OrganisationCorrectInput{ID: r.id("id", graph.KindOrganisation), Correct: rapid.IntRange(0, 19).Draw(r.T, "correct") > 0}
		if r.correction(&in.At, &in.During, &in.Withdrawing, &in.LifeFields) {
			in.OrganisationFields = r.organisationFields()
		}
		return edited(OrganisationCorrect, in)
	},
	"organisationMerge": func(r *random) func(context.Context, graph.Edit) (any, error) {
		in := OrganisationMergeInput{Into: r.id("into", graph.KindOrganisation), From: r.date("from"), WithdrawFuture: rapid.Bool().Draw(r.T, "withdraw")}
		for range rapid.IntRange(0, 3).Draw(r.T, "merged") {
			in.Organisations = append(in.Organisations, r.id("merged", graph.KindOrganisation))
		}
		return edited(OrganisationMerge, in)
	},
	"committeeTermBegin": func(r *random) func(context.Context, graph.Edit) (any, error) {
		return edited(CommitteeTermBegin, CommitteeTermBeginInput{Organisation: r.id("organisation", graph.KindOrganisation), From: r.date("from"), To: r.date("to")})
	},
	"committeeTermExtend": func(r *random) func(context.Context, graph.Edit) (any, error) {
		return edited(CommitteeTermExtend, CommitteeTermExtendInput{Organisation: r.id("organisation", graph.KindOrganisation), Extension: r.date("extension"), At: r.date("at")})
	},
	"committeeTermEnd": func(r *random) func(context.Context, graph.Edit) (any, error) {
		return edited(CommitteeTermEnd, CommitteeTermEndInput{Organisation: r.id("organisation", graph.KindOrganisation), From: r.date("from")})
	},
	"committeeTermCorrect": func(r *random) func(context.Context, graph.Edit) (any, error) {
		in := CommitteeTermCorrectInput{Organisation: r.id("organisation", graph.KindOrganisation), At: r.date("at"), Correct: true, Withdraw: rapid.IntRange(0, 3).Draw(r.T, "withdraw") == 0}
		if !in.Withdraw {
			in.Since, in.Until, in.To, in.Extension = r.someDate("since"), r.someDate("until"), r.someDate("to"), r.someDate("extension")
		}
		return edited(CommitteeTermCorrect, in)
	},
	"coverageCorrect": func(r *random) func(context.Context, graph.Edit) (any, error) {
		in := CoverageCorrectInput{ID: r.coverage(), Correct: true, Withdraw: rapid.IntRange(0, 3).Draw(r.T, "withdraw") == 0}
		if !in.Withdraw {
			in.Organisation = oftenSome(r, "organisation", func() graph.ID { return r.id("organisation", graph.KindOrganisation) })
			in.Unit = oftenSome(r, "unit", func() graph.ID { return r.id("unit", graph.KindUnit) })
			in.Mode = oftenSome(r, "mode", func() graph.CoverageMode { return rapid.SampledFrom(graph.CoverageModes[:2]).Draw(r.T, "mode") })
			in.Since, in.Until = r.someDate("since"), r.someDate("until")
		}
		return edited(CoverageCorrect, in)
	},
}
