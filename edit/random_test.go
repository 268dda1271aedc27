package edit

import (
	"context"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"cobuild/graph"
)

// random draws inputs over a world: small, so that they meet one another, and
// wrong often enough.
type random struct {
	*rapid.T
	*facts
}

func (r *random) date(label string) graph.Date {
	if rapid.IntRange(0, 3).Draw(r.T, label+" given") == 0 {
		return 0
	}
	return graph.MustDate("2020-01-01").AddDays(rapid.IntRange(0, 12).Draw(r.T, label))
}

func (r *random) id(label string, kinds ...graph.Kind) graph.ID {
	if rapid.IntRange(0, 19).Draw(r.T, label+" wrong") == 0 {
		return rapid.SampledFrom([]graph.ID{"", "x", graph.DerivedID(kinds[0], "unknown"), graph.DerivedID(graph.KindGap, "x")}).Draw(r.T, label)
	}
	var of []graph.ID
	for _, id := range slices.Sorted(maps.Keys(r.nouns)) {
		if slices.Contains(kinds, id.Kind()) {
			of = append(of, id)
		}
	}
	if len(of) == 0 {
		return ""
	}
	return rapid.SampledFrom(of).Draw(r.T, label)
}

func (r *random) maybe(label string, kinds ...graph.Kind) graph.ID {
	if rapid.Bool().Draw(r.T, label+" given") {
		return r.id(label, kinds...)
	}
	return ""
}

func (r *random) code() string {
	return rapid.SampledFrom([]string{"", "", "A", "B"}).Draw(r.T, "code")
}

// moves are the edits that are drawn from.
var moves = map[string]func(*random) func(context.Context, graph.Edit) (any, error){
	"regionRegister": func(r *random) func(context.Context, graph.Edit) (any, error) {
		return edited(RegionRegister, RegionRegisterInput{
			Code: r.code(), Name: "片", RegionKind: rapid.SampledFrom([]graph.RegionKind{graph.RegionArea, graph.RegionArea, graph.RegionGrid}).Draw(r.T, "kind"), Parent: r.maybe("parent", graph.KindRegion), Since: r.date("since"),
		})
	},
	"unitRegister": func(r *random) func(context.Context, graph.Edit) (any, error) {
		return edited(UnitRegister, UnitRegisterInput{
			Code: r.code(), CreditCode: rapid.SampledFrom([]string{"", creditOne}).Draw(r.T, "credit"), Name: "厂", UnitKind: graph.UnitEnterprise,
			Ownership: graph.OwnershipPrivate, Region: r.id("region", graph.KindRegion), Since: r.date("since"),
		})
	},
	"unitCorrect": func(r *random) func(context.Context, graph.Edit) (any, error) {
		in := UnitCorrectInput{ID: r.id("id", graph.KindUnit), Correct: rapid.IntRange(0, 19).Draw(r.T, "correct") > 0}
		if r.correction(&in.At, &in.During, &in.Withdrawing, &in.LifeFields) {
			in.UnitFields = r.unitFields()
		}
		return edited(UnitCorrect, in)
	},
	"organisationFound": func(r *random) func(context.Context, graph.Edit) (any, error) {
		return edited(OrganisationFound, OrganisationFoundInput{
			Code: r.code(), Name: "支部", OrganisationKind: graph.OrgBranch, Region: r.id("region", graph.KindRegion), Superior: r.maybe("superior", graph.KindOrganisation),
			Leads: r.maybe("leads", graph.KindRegion), Since: r.date("since"), Secretary: r.maybe("secretary", graph.KindMember), SecretarySince: r.date("secretarySince"),
		})
	},
	"organisationDissolve": func(r *random) func(context.Context, graph.Edit) (any, error) {
		return edited(OrganisationDissolve, OrganisationDissolveInput{
			ID: r.id("id", graph.KindOrganisation), From: r.date("from"), WithdrawFuture: rapid.Bool().Draw(r.T, "withdraw"),
		})
	},
	"coverageAssign": func(r *random) func(context.Context, graph.Edit) (any, error) {
		return edited(assign, CoverageAssignInput{
			Organisation: r.id("organisation", graph.KindOrganisation), Unit: r.id("unit", graph.KindUnit),
			Mode: rapid.SampledFrom(graph.CoverageModes[:2]).Draw(r.T, "mode"), From: r.date("from"),
		})
	},
	"coverageEnd": func(r *random) func(context.Context, graph.Edit) (any, error) {
		ids := []graph.ID{graph.DerivedID(graph.KindCoverage, "unknown")}
		for _, id := range slices.Sorted(maps.Keys(r.links)) {
			if id.Kind() == graph.KindCoverage {
				ids = append(ids, id)
			}
		}
		return edited(CoverageEnd, CoverageEndInput{ID: rapid.SampledFrom(ids).Draw(r.T, "id"), From: r.date("from")})
	},
	"headcountReport": func(r *random) func(context.Context, graph.Edit) (any, error) {
		return edited(HeadcountReport, HeadcountReportInput{
			Unit: r.id("unit", graph.KindUnit), Date: r.date("date"), Full: rapid.IntRange(-1, 3).Draw(r.T, "full"), Correct: rapid.Bool().Draw(r.T, "correct"),
		})
	},
	"memberRegister": func(r *random) func(context.Context, graph.Edit) (any, error) {
		return edited(MemberRegister, MemberRegisterInput{
			Code: r.code(), MemberStatus: graph.StatusFull, Affiliation: r.maybe("affiliation", graph.KindOrganisation),
			Workplace: r.maybe("workplace", graph.KindUnit), Residence: r.maybe("residence", graph.KindRegion), Since: r.date("since"),
		})
	},
	"memberAffiliate": func(r *random) func(context.Context, graph.Edit) (any, error) {
		in := MemberAffiliateInput{Member: r.id("member", graph.KindMember), Organisation: r.maybe("organisation", graph.KindOrganisation)}
		if in.Correct = rapid.Bool().Draw(r.T, "correct"); in.Correct {
			if in.At = r.date("at"); in.At == 0 {
				in.During = &graph.Interval{Since: r.date("since"), Until: r.date("until")}
			}
		} else {
			in.From = r.date("from")
		}
		return edited(MemberAffiliate, in)
	},
	"pairingAgree": func(r *random) func(context.Context, graph.Edit) (any, error) {
		in := PairingAgreeInput{Code: r.code(), PairingKind: graph.PairingOther, Since: r.date("since"), Until: r.date("until")}
		for i := range rapid.IntRange(1, 3).Draw(r.T, "ends") {
			in.Ends = append(in.Ends, PairingEndInput{
				Participant: r.id(fmt.Sprint("end ", i), graph.Participants...), Role: rapid.SampledFrom(graph.EndRoles).Draw(r.T, "role"), Person: r.maybe("person", graph.KindMember),
			})
		}
		return edited(PairingAgree, in)
	},
	"pairingEnd": func(r *random) func(context.Context, graph.Edit) (any, error) {
		return edited(PairingEnd, PairingEndingInput{ID: r.id("id", graph.KindPairing), From: r.date("from")})
	},
}

func edited[I, R any](edit func(context.Context, graph.Edit, I) (R, error), in I) func(context.Context, graph.Edit) (any, error) {
	return func(ctx context.Context, e graph.Edit) (any, error) { return edit(ctx, e, in) }
}

// After any edits, accepted or refused, the rules between facts hold.
func TestRandomEdits(t *testing.T) {
	accepted, refused := map[string]int{}, map[string]int{}
	property := func(t *rapid.T) {
		w := newFacts()
		town := must(t, w, RegionRegister, RegionRegisterInput{Name: "镇", Code: "330299001", RegionKind: graph.RegionTownship})
		for _, name := range []string{"甲片", "乙片", "丙片"} {
			must(t, w, RegionRegister, RegionRegisterInput{Name: name, RegionKind: graph.RegionArea, Parent: town.ID})
		}
		for _, name := range []string{"甲", "乙", "丙"} {
			must(t, w, OrganisationFound, OrganisationFoundInput{Name: name, OrganisationKind: graph.OrgBranch, Region: town.ID})
			must(t, w, UnitRegister, UnitRegisterInput{Name: name, UnitKind: graph.UnitEnterprise, Ownership: graph.OwnershipPrivate, Region: town.ID})
			must(t, w, MemberRegister, MemberRegisterInput{Name: name, MemberStatus: graph.StatusFull})
		}
		agreePairings(t, w)
		formAlliances(t, w)
		withdrawn := false
		for step := range rapid.IntRange(60, 240).Draw(t, "steps") {
			name := rapid.SampledFrom(slices.Sorted(maps.Keys(moves))).Draw(t, "move")
			edit := moves[name](&random{t, w})
			w.ids = graph.SeededIDs(fmt.Sprint(step))
			first := w.begin()
			_, before := edit(context.Background(), first)
			w.ids = graph.SeededIDs(fmt.Sprint(step)) // run again from the start
			result, again, err := run(t, w, edit)
			if fmt.Sprint(before) != fmt.Sprint(err) || !reflect.DeepEqual(first.changes, again.changes) {
				t.Fatalf("%s differs when it is run again: %v, %v", name, before, err)
			}
			codes(t, err)
			if err != nil {
				refused[name]++
				continue
			}
			accepted[name]++
			withdrawn = withdrawn || withdrew(result)
			checkRules(t, w, withdrawn)
		}
	}
	rapid.Check(t, property)
	if testing.Short() { // too few draws for every move to meet both answers
		return
	}
	oneSided := func() (names []string) {
		for name := range moves {
			if accepted[name] == 0 || refused[name] == 0 {
				names = append(names, fmt.Sprintf("%s (accepted %d, refused %d)", name, accepted[name], refused[name]))
			}
		}
		return names
	}
	for range 10 {
		if len(oneSided()) > 0 {
			rapid.Check(t, property)
		}
	}
	if names := oneSided(); len(names) > 0 {
		t.Errorf("the draws test little of %v", names)
	}
}

// checkRules checks what must hold between facts at any date. Where coming ends
// of pairings were withdrawn, the sets that are left may be alike.
func checkRules(t *rapid.T, w *facts, withdrawn bool) {
	t.Helper()
	unique := map[string][]graph.Interval{}
	claim := func(days graph.Interval, parts ...any) {
		key := fmt.Sprint(parts...)
		for _, other := range unique[key] {
			if other.Overlaps(days) {
				t.Fatalf("%s holds twice: in %s and in %s", key, other, days)
			}
		}
		unique[key] = append(unique[key], days)
	}
	for id, n := range w.nouns {
		if err := n.Validate(); err != nil {
			t.Fatalf("%s: %v", id, err)
		}
		checkWhole(t, w, n)
		if code := n.Top().Code; code != "" {
			claim(n.Top().Interval, n.Kind(), " code ", code)
		}
		if o, ok := n.(*graph.Organisation); ok {
			for _, spell := range o.Secretaries {
				claim(spell.Interval, "secretary of ", id)
			}
		}
		if u, ok := n.(*graph.Unit); ok && u.CreditCode != "" {
			claim(u.Interval, "credit code ", u.CreditCode)
		}
		if p, ok := n.(*graph.Pairing); ok && !withdrawn {
			claimEnds(w, p, claim)
		}
	}
	dates := map[graph.Date]bool{0: true}
	for _, l := range w.links {
		if err := graph.ValidateLink(&l, w.nouns[l.From], w.nouns[l.To]); err != nil {
			t.Fatalf("%+v: %v", l, err)
		}
		if l.Hop.Single() {
			claim(l.Interval, l.Hop, " of ", l.From)
		}
		switch l.Hop {
		case graph.HopAffiliated, graph.HopRegistered:
			claim(l.Interval, "affiliation or registration of ", l.From, " at ", l.To)
		case graph.HopSecretary:
			claim(l.Interval, "secretary of ", l.From)
		case graph.HopLeads:
			claim(l.Interval, "leader of ", l.To)
		case graph.HopCovers:
			claim(l.Interval, "coverage of ", l.From, " and ", l.To)
			if l.Mode == graph.ModeOwn {
				claim(l.Interval, "own unit of ", l.From)
			}
		case graph.HopSeat:
			claim(l.Interval, "role of ", l.To, " in ", l.From)
			if chairs(l) {
				claim(l.Interval, l.Role, " of ", l.From)
			}
		case graph.HopSuperior, graph.HopUmbrella:
			dates[l.Since] = true
		}
	}
	for d := range dates {
		checkTree(t, w, graph.HopSuperior, d)
	}
	checkTerritory(t, w)
}

// checkWhole checks that a noun has what it always has, and names only what is
// on record.
func checkWhole(t *rapid.T, w *facts, n graph.Noun) {
	t.Helper()
	id := n.Top().ID
	if what, lacks := unfilled(n); lacks {
		t.Fatalf("%s has no %s on some days of its life %s", id, what, n.Top().Life())
	}
	switch n := n.(type) {
	case *graph.Unit, *graph.Organisation, *graph.Alliance:
		if len(w.linksFrom(id, graph.HopLocated)) == 0 {
			t.Fatalf("%s has no region", id)
		}
	case *graph.Pairing:
		ends := w.linksFrom(id, graph.HopEnd)
		if len(endsOf(ends)) < 2 {
			t.Fatalf("%s has the ends %v", id, ends)
		}
		for _, l := range ends {
			if l.Person != "" && w.nouns[l.Person] == nil {
				t.Fatalf("%+v names a person who is not on record", l)
			}
		}
	case *graph.Region:
		for _, next := range n.Successors {
			if w.nouns[next] == nil {
				t.Fatalf("%s has the successor %s, which is not on record", id, next)
			}
		}
	}
}

// checkTree finds no circle among the links of a hop on a day.
func checkTree(t *rapid.T, w *facts, hop graph.Hop, d graph.Date) {
	above := map[graph.ID]graph.ID{}
	for _, l := range w.links {
		if l.Hop == hop && l.Holds(d) {
			above[l.From] = l.To
		}
	}
	for id := range above {
		up, steps := id, 0
		for up != "" && steps <= len(above) {
			up, steps = above[up], steps+1
		}
		if up != "" {
			t.Fatalf("%s goes in a circle above %s on %s", hop, id, d)
		}
	}
}

// correction draws what a correction of a noun is about; values says whether it
// may give other fields too.
func (r *random) correction(at *graph.Date, during **graph.Interval, w *Withdrawing, life *LifeFields) (values bool) {
	switch rapid.IntRange(0, 9).Draw(r.T, "about") {
	case 0:
		w.Withdraw, w.Relations = true, rapid.Bool().Draw(r.T, "relations")
		return false
	case 1, 2:
		life.Since, life.Until, w.Relations = r.someDate("life since"), r.someDate("life until"), rapid.Bool().Draw(r.T, "relations")
		return rapid.IntRange(0, 9).Draw(r.T, "values too") == 0
	case 3, 4, 5:
		*during = &graph.Interval{Since: r.date("during since"), Until: r.date("during until")}
	default:
		*at = r.date("at")
	}
	return true
}
