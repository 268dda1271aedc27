package storetest

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"cobuild/graph"
)

// testReporting counts who is registered where they live member by member, in
// every region and under some organisations, and reads who is not to the end.
func testReporting(t *testing.T, f *fixture) {
	random := rand.New(rand.NewPCG(9, 10))
	var qs []graph.ReportingQuery
	for _, day := range append(someDays(random, 2), today) {
		qs = append(qs, graph.ReportingQuery{On: day})
		for _, id := range f.on(day).regions() {
			if kind := f.nouns[id].(*graph.Region).RegionKind; kind != graph.RegionGrid || random.IntN(10) == 0 {
				qs = append(qs, graph.ReportingQuery{Place: graph.Place{Within: id}, On: day})
			}
		}
		for _, id := range f.someOrganisations(random, 25) {
			qs = append(qs, graph.ReportingQuery{Organisation: id, On: day})
		}
	}
	var what []string
	var lists []graph.ListQuery
	var wants [][]graph.ID
	var limits []int
	done, filled := 0, map[bool]int{}
	for i, got := range must(f.s.Reporting(t.Context(), qs))(t) {
		q, day := qs[i], f.on(qs[i].On)
		reported, missing := 0, []graph.ID{}
		for id, code := range day.count.Members {
			in := day.lies(day.single(id, graph.HopResides), q.Place)
			if q.Organisation != "" {
				in = day.under(day.single(id, graph.HopAffiliated), q.Organisation)
			}
			switch {
			case !in:
			case code == graph.CodeReported:
				reported++
			default:
				missing = append(missing, id)
			}
		}
		name := fmt.Sprintf("%+v", q)
		same(t, name, [2]int{got.Numerator, got.Denominator}, [2]int{reported, reported + len(missing)})
		done += reported
		filled[q.Organisation != ""] += min(1, len(missing))
		if len(missing) > 0 && random.IntN(3) == 0 {
			what, wants, limits = append(what, "missing of "+name), append(wants, missing), append(limits, pageSize(3, len(missing)))
			lists = append(lists, graph.ListQuery{Kind: graph.KindMember, Place: q.Place, On: q.On, Member: &graph.MemberFilter{Codes: got.Missing, Under: q.Organisation}})
		}
	}
	if done == 0 || filled[true] < 5 || filled[false] < 20 || len(lists) < 10 {
		t.Errorf("%d are registered, in %v queries some are not, %d lists: this tests little", done, filled, len(lists))
	}
	counts := must(f.s.CountList(t.Context(), lists))(t)
	for i, got := range f.listsPages(t, what, lists, limits) {
		equalSets(t, what[i], got, wants[i])
		same(t, what[i]+": count", counts[i], len(got))
	}
}
