package storetest

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"cobuild/graph"
)

// testStoreLinks pages through the links of many nouns at once.
func testStoreLinks(t *testing.T, f *fixture) {
	seen := 0
	for _, hop := range graph.Hops {
		for _, direction := range []graph.Direction{graph.Out, graph.In} {
			for _, d := range []graph.Date{0, today} {
				day := f.on(today)
				from, to := f.hub(day, hop)
				ids := []graph.ID{from, to, graph.DerivedID(graph.KindUnit, "nobody")}
				counts := must(f.s.CountLinks(t.Context(), graph.LinkQuery{IDs: ids, Direction: direction, Hops: []graph.Hop{hop}, On: d}))(t)
				for _, id := range ids {
					var want []graph.Link
					for _, l := range f.Links {
						if l.Hop == hop && l.Near(direction) == id && (d == 0 || l.Holds(d)) {
							want = append(want, l)
						}
					}
					slices.SortFunc(want, func(a, b graph.Link) int {
						key := func(l graph.Link) string { return f.nameKey(l.Far(direction)) + "!" + string(l.ID) }
						return strings.Compare(key(a), key(b))
					})
					wanted := make([]graph.ID, len(want))
					for i, l := range want {
						wanted[i] = l.ID
					}
					what := fmt.Sprintf("links %s of %s, direction %d, on %s", hop, id, direction, d)
					got := walkPages(t, what, pageSize(5, len(want)), func(l graph.Link) graph.ID { return l.ID }, func(page graph.Page) (graph.PageOf[graph.Link], error) {
						pages, err := f.s.LinkPages(t.Context(), graph.LinkPageQuery{IDs: ids, Direction: direction, Hop: hop, On: d, Page: page})
						return pages[id], err
					})
					same(t, what, got, append([]graph.ID(nil), wanted...))
					same(t, what+": count", counts[id], len(want))
					seen += len(want)
				}
			}
		}
	}
	if seen < 100 {
		t.Errorf("only %d links were seen: this tests too little", seen)
	}
}

// testLookUps asks for nouns by code, for parts, and for regions above others.
func testLookUps(t *testing.T, f *fixture) {
	var keys []graph.CodeKey
	bearers := map[graph.CodeKey][]graph.Noun{}
	put := func(key graph.CodeKey, n graph.Noun) {
		if key.Code != "" && bearers[key] == nil {
			keys = append(keys, key)
		}
		bearers[key] = append(bearers[key], n)
	}
	parts := map[graph.ID]graph.Part{}
	for _, n := range f.Nouns {
		put(graph.CodeKey{Kind: n.Kind(), Field: graph.ByCode, Code: n.Top().Code}, n)
		if u, ok := n.(*graph.Unit); ok {
			put(graph.CodeKey{Kind: n.Kind(), Field: graph.ByCredit, Code: u.CreditCode}, n)
			for i := range u.Works {
				parts[u.Works[i].ID] = graph.Part{Work: &u.Works[i]}
			}
			for i := range u.Headcounts {
				parts[u.Headcounts[i].ID] = graph.Part{Headcount: &u.Headcounts[i]}
			}
		}
		if p, ok := n.(*graph.Pairing); ok {
			for i := range p.Activities {
				parts[p.Activities[i].ID] = graph.Part{Activity: &p.Activities[i]}
			}
		}
	}
	for _, d := range []graph.Date{today, graph.MustDate("2006-12-31")} {
		found := must(f.s.Find(t.Context(), append(keys, graph.CodeKey{Kind: graph.KindUnit, Field: graph.ByCode, Code: keys[0].Code + "!"}), d))(t)
		same(t, "codes found", len(found), len(keys))
		for _, key := range keys {
			best := slices.MinFunc(bearers[key], func(a, b graph.Noun) int { return nearerLife(a, b, d) })
			if found[key] == nil || found[key].Top().ID != best.Top().ID {
				t.Errorf("%s: %+v is borne by %v, want %s", d, key, found[key], best.Top().ID)
			}
		}
	}
	for i := range f.Links {
		if i%7 == 0 {
			parts[f.Links[i].ID] = graph.Part{Link: &f.Links[i]}
		}
	}
	ids := []graph.ID{graph.DerivedID(graph.KindWork, "nothing"), graph.DerivedID(graph.KindLink, "nothing"), f.Nouns[0].Top().ID}
	for id := range parts {
		ids = append(ids, id)
	}
	same(t, "parts", must(f.s.Parts(t.Context(), ids))(t), parts)
	for _, d := range []graph.Date{today, graph.MustDate("2006-12-31")} {
		day := f.on(d)
		regions := day.regions()
		above := must(f.s.Ancestors(t.Context(), regions, d))(t)
		var roots []graph.ID
		for _, id := range regions {
			want := []graph.ID{}
			for up := day.single(id, graph.HopParent); up != ""; up = day.single(up, graph.HopParent) {
				want = append([]graph.ID{up}, want...)
			}
			same(t, fmt.Sprintf("%s: regions above %s", d, id), above[id], want)
			if len(want) == 0 {
				roots = append(roots, id)
			}
		}
		equalSets(t, "roots", must(f.s.Roots(t.Context(), d))(t), roots)
	}
}

// testHeadcounts asks how many members units have, and for findings by id.
func testHeadcounts(t *testing.T, f *fixture) {
	for _, d := range []graph.Date{today, today.AddMonths(-18)} {
		day := f.on(d)
		var units []graph.ID
		for _, n := range f.Nouns {
			if n.Kind() == graph.KindUnit {
				units = append(units, n.Top().ID)
			}
		}
		views := must(f.s.Headcounts(t.Context(), units, d))(t)
		same(t, "units with headcounts", len(views), len(day.count.Units))
		for id, view := range views {
			reported := day.nouns[id].(*graph.Unit).HeadcountOn(d)
			basis, members := "COUNTED", view.Counted
			if reported != nil {
				basis, members = "REPORTED", graph.Members{Full: reported.Full, Probationary: reported.Probationary}
			}
			if view.Basis != basis || view.Members != members {
				t.Errorf("%s: %s has %+v by %s, want %+v by %s", d, id, view.Members, view.Basis, members, basis)
			}
			differs := reported != nil && view.Counted != (graph.Members{}) && view.Counted.Full+view.Counted.Probationary != reported.Full+reported.Probationary
			if differs != slices.Contains(day.count.Gaps[graph.GapHeadcountDiffers], id) {
				t.Errorf("%s: %s has %+v, but the gap says otherwise", d, id, view)
			}
		}
		gaps := must(one(t.Context(), f.s.Gaps, graph.GapQuery{On: d, Page: graph.Page{Limit: 5000}}))(t)
		ids := []graph.ID{graph.DerivedID(graph.KindGap, "none")}
		for _, g := range gaps.Items {
			ids = append(ids, g.ID)
		}
		found := must(f.s.Findings(t.Context(), ids))(t)
		same(t, "gaps by id", len(found), len(gaps.Items))
		for _, g := range gaps.Items {
			got := found[g.ID]
			if got.Subject != g.Subject || got.Code != g.Code || got.Interval != g.Interval || d == today && got != g {
				t.Errorf("%s: gap %s is %+v, in the list %+v", d, g.ID, got, g)
			}
		}
	}
}

// testExplain asks why each gap and status holds.
func testExplain(t *testing.T, f *fixture) {
	explained := map[graph.GapKind]bool{}
	for _, d := range []graph.Date{today, today.AddMonths(-18), today.AddMonths(14)} {
		gaps := must(one(t.Context(), f.s.Gaps, graph.GapQuery{On: d, Page: graph.Page{Limit: 5000}}))(t).Items
		reasons := must(f.s.Explain(t.Context(), gaps, d))(t)
		same(t, "explanations", len(reasons), len(gaps))
		for i, e := range reasons {
			kind, _ := gaps[i].Code.GapKind()
			explained[kind] = true
			subject := f.nouns[gaps[i].Subject].Top()
			named := subject.Name != "" && strings.Contains(e.Message.EN, subject.Name) && strings.Contains(e.Message.ZH, subject.Name)
			if subject := kind.Subject(); subject == graph.KindMember || subject == graph.KindPairing {
				named = e.Message.EN != "" && e.Message.ZH != "" && !named // not everybody may see the name
			}
			if e.Reason == "" || e.Severity == "" || len(e.Evidence) == 0 || !named || strings.Contains(e.Message.EN+e.Message.ZH, "%!") {
				t.Errorf("%s: %s of %s is explained by %+v", d, kind, subject.ID, e)
			}
			for _, seen := range e.Evidence {
				if seen.Name == "" || seen.Value == "" || seen.Label.EN == "" || seen.Label.ZH == "" {
					t.Errorf("%s: %s has the evidence %+v", d, kind, seen)
				}
			}
		}
	}
	for _, kind := range graph.GapKinds {
		if !explained[kind] {
			t.Errorf("there is no %s to explain", kind)
		}
	}
	var units []graph.ID
	for id := range f.on(today).count.Units {
		units = append(units, id)
	}
	var statuses []graph.Finding
	for _, found := range must(f.s.FindingsOf(t.Context(), units, today))(t) {
		statuses = append(statuses, found...)
	}
	for i, e := range must(f.s.Explain(t.Context(), statuses, today))(t) {
		if e.Reason == "" || e.Message.EN == "" || e.Message.ZH == "" || strings.Contains(e.Message.EN+e.Message.ZH, "%!") {
			t.Errorf("%+v is explained by %+v", statuses[i], e)
		}
	}
}

func testCancelledList(t *testing.T, f *fixture) {
	q := graph.ListQuery{Kind: graph.KindUnit, On: today, Page: graph.Page{Limit: 3}, Unit: &graph.UnitFilter{StaffMin: ptr(2_000_000)}}
	for after := range 3 {
		ctx, cancel := context.WithCancel(t.Context())
		wrapped := openStore(t, &cancelling{Engine: f.engine, cancel: cancel, after: after}, options("cancelled"))
		if _, err := wrapped.List(ctx, []graph.ListQuery{q}); !errors.Is(err, context.Canceled) {
			t.Errorf("a list cancelled after %d calls gives %v", after, err)
		}
		cancel()
	}
	must(one(t.Context(), f.s.List, q))(t)
}
