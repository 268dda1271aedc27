package storetest

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"testing"

	"cobuild/graph"
)

// paths reads where each region stands in the order of places.
func (f *fixture) paths(t *testing.T) map[graph.ID]string {
	t.Helper()
	if f.path == nil {
		f.path = map[graph.ID]string{"": ""}
		var ids []graph.ID
		for _, n := range f.Nouns {
			if n.Kind() == graph.KindRegion {
				ids = append(ids, n.Top().ID)
			}
		}
		for id, n := range must(f.s.Nouns(t.Context(), ids))(t) {
			f.path[id] = n.(*graph.Region).Path
		}
	}
	return f.path
}

// plainGap is a gap by a plain reading.
type plainGap struct {
	subject graph.ID
	kind    graph.GapKind
}

// gaps filters the gaps of a day one by one.
func (d *plainDay) gaps(q graph.GapQuery, severities map[graph.GapKind]graph.Severity) (found []plainGap) {
	for _, kind := range graph.GapKinds {
		if len(q.Kinds) > 0 && !slices.Contains(q.Kinds, kind) {
			continue
		}
		var ids []graph.ID
		if len(q.Severities) == 0 || slices.Contains(q.Severities, severities[kind]) {
			ids = d.count.Gaps[kind]
		}
		if slices.Contains(q.Severities, graph.SeverityInfo) {
			ids = slices.Concat(ids, d.count.Info[kind])
		}
		for _, id := range ids {
			u, unit := d.nouns[id].(*graph.Unit)
			narrowed := len(q.UnitKinds)+len(q.Ownerships)+len(q.Industries) > 0 || q.StaffMin != nil || q.StaffMax != nil
			switch {
			case q.Subject != "" && id != q.Subject, !d.lies(d.place(id), q.Place), !unit && narrowed:
			case unit && len(q.Classes) > 0 && !slices.Contains(q.Classes, u.ClassOn(d.day)):
			case unit && !d.unitMatches(u, &graph.UnitFilter{Kinds: q.UnitKinds, Ownerships: q.Ownerships, Industries: q.Industries, StaffMin: q.StaffMin, StaffMax: q.StaffMax}):
			default:
				found = append(found, plainGap{id, kind})
			}
		}
	}
	return found
}

func (f *fixture) severities() map[graph.GapKind]graph.Severity {
	all := map[graph.GapKind]graph.Severity{}
	for _, rule := range f.s.Ruleset().Rules {
		if rule.Severity != "" {
			all[graph.GapKind(rule.Code)] = rule.Severity
		}
	}
	return all
}

func ptr[T any](v T) *T { return &v }

// gapQueries narrow gaps in every way.
func (f *fixture) gapQueries(day *plainDay) []graph.GapQuery {
	two := []graph.UnitClass{{UnitKind: graph.UnitEnterprise, Ownership: graph.OwnershipPrivate}, {UnitKind: graph.UnitSocialOrganisation, Ownership: graph.OwnershipNone}}
	qs := []graph.GapQuery{
		{},
		{Place: graph.Place{Within: f.busy(day, 0)}},
		{Place: graph.Place{Within: f.busy(day, 1), Self: true}},
		{Kinds: []graph.GapKind{graph.GapTermOverdue, graph.GapUncovered}},
		{Kinds: []graph.GapKind{graph.GapUncovered, graph.GapUncovered}},
		{UnitKinds: []graph.UnitKind{graph.UnitSocialOrganisation, graph.UnitEnterprise}},
		{Ownerships: []graph.Ownership{graph.OwnershipPrivate}, Place: graph.Place{Within: f.busy(day, 2)}},
		{Classes: two},
		{Classes: two, Ownerships: []graph.Ownership{graph.OwnershipNone}},
		{Industries: []string{"C", "F51"}},
		{StaffMin: ptr(20), StaffMax: ptr(200)},
		{StaffMax: ptr(0)},
		{Severities: []graph.Severity{graph.SeverityHigh}},
		{Severities: []graph.Severity{graph.SeverityLow, graph.SeverityInfo}},
		{Severities: []graph.Severity{graph.SeverityInfo}},
		{Severities: []graph.Severity{graph.SeverityInfo}, Kinds: []graph.GapKind{graph.GapSecretaryVacant}, Place: graph.Place{Within: f.busy(day, 0)}},
		{Kinds: []graph.GapKind{graph.GapUnregistered, graph.GapAdrift, graph.GapNotReported}, Place: graph.Place{Within: f.busy(day, 0)}},
		{Kinds: []graph.GapKind{graph.GapPairingIdle, graph.GapOversize}},
		{Subject: graph.DerivedID(graph.KindUnit, "nobody")},
	}
	most := map[graph.ID]int{}
	var subject graph.ID
	for _, ids := range day.count.Gaps {
		for _, id := range ids {
			if most[id]++; cmp.Or(cmp.Compare(most[id], most[subject]), cmp.Compare(id, subject)) > 0 {
				subject = id
			}
		}
	}
	if subject != "" {
		qs = append(qs, graph.GapQuery{Subject: subject}, graph.GapQuery{Subject: subject, Kinds: []graph.GapKind{graph.GapUncovered}})
	}
	for i := range qs {
		qs[i].On = day.day
	}
	return qs
}

// testGapLists compares gaps under every filter, order and page size with a
// plain filter, and their numbers with the counts.
func testGapLists(t *testing.T, f *fixture) {
	severities := f.severities()
	filled := 0
	orders := []graph.Order{{}, {By: graph.OrderSince}, {By: graph.OrderPlace, Desc: true}, {By: graph.OrderSince, Desc: true}}
	for n, d := range []graph.Date{today, today.AddMonths(-18), today.AddMonths(14), graph.MustDate("2006-12-31")} {
		day := f.on(d)
		qs := f.gapQueries(day)
		counts := must(f.s.CountGaps(t.Context(), qs))(t)
		wants := make([][]plainGap, len(qs))
		for i, q := range qs {
			wants[i] = day.gaps(q, severities)
			if counts[i] != len(wants[i]) {
				t.Errorf("%s: count of gaps of %+v is %d, want %d", d, q, counts[i], len(wants[i]))
			}
			filled += min(1, len(wants[i]))
		}
		for i, order := range orders {
			if i%2 == n%2 || n == 0 {
				f.gapOrder(t, day, qs, order, wants)
			}
		}
	}
	if filled < 30 {
		t.Errorf("only %d queries have gaps: this tests too little", filled)
	}
}

// gapOrder reads all lists in one order by pages.
func (f *fixture) gapOrder(t *testing.T, day *plainDay, qs []graph.GapQuery, order graph.Order, wants [][]plainGap) {
	t.Helper()
	path := f.paths(t)
	text := func(g plainGap) graph.ID { return graph.ID(string(g.kind) + " " + string(g.subject)) }
	what, limits := make([]string, len(qs)), make([]int, len(qs))
	for i, q := range qs {
		what[i], limits[i] = fmt.Sprintf("%s: gaps of %+v in order %+v", day.day, q, order), pageSize(7, len(wants[i]))
	}
	ids, items := walkTogether(t, what, limits, func(g graph.Finding) graph.ID {
		kind, _ := g.Code.GapKind()
		return text(plainGap{g.Subject, kind})
	}, func(which []int, pages []graph.Page) ([]graph.PageOf[graph.Finding], error) {
		asked := make([]graph.GapQuery, len(which))
		for n, i := range which {
			asked[n] = qs[i]
			asked[n].Page, asked[n].Order = pages[n], order
		}
		return f.s.Gaps(t.Context(), asked)
	})
	for i, q := range qs {
		var wanted []graph.ID
		for _, g := range wants[i] {
			wanted = append(wanted, text(g))
		}
		equalSets(t, what[i], ids[i], wanted)
		compare := func(a, b graph.Finding) int {
			switch {
			case order.By == graph.OrderSince:
				return cmp.Compare(a.Since, b.Since)
			case q.Subject != "":
				return cmp.Compare(a.Code, b.Code)
			default:
				return cmp.Or(strings.Compare(path[day.place(a.Subject)], path[day.place(b.Subject)]),
					strings.Compare(f.nameKey(a.Subject), f.nameKey(b.Subject)))
			}
		}
		if order.Desc {
			slices.Reverse(items[i])
		}
		if !slices.IsSortedFunc(items[i], compare) {
			t.Errorf("%s: not in order: %v", what[i], ids[i])
		}
	}
}
