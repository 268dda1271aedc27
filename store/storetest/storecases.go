package storetest

import (
	"context"
	"fmt"
	"testing"

	"cobuild/edit"
	"cobuild/graph"
	"cobuild/store"
)

// register enters a unit.
func register(t *testing.T, s *store.Store, region graph.ID, name string) graph.ID {
	t.Helper()
	return must(tryRegister(t.Context(), s, region, name))(t)
}

func tryRegister(ctx context.Context, s *store.Store, region graph.ID, name string) (id graph.ID, err error) {
	in := edit.UnitRegisterInput{Name: name, UnitKind: graph.UnitEnterprise, Ownership: graph.OwnershipPrivate, Region: region, Since: today.AddMonths(-1)}
	_, err = s.Apply(ctx, graph.Intent{Operation: "unitRegister"}, func(ctx context.Context, e graph.Edit) error {
		u, err := edit.UnitRegister(ctx, e, in)
		if err == nil {
			id = u.ID
		}
		return err
	})
	return id, err
}

// units counts the units of a region through a store.
func units(t *testing.T, s *store.Store, place graph.Place) int {
	t.Helper()
	report := must(one(t.Context(), s.Reports, graph.ReportQuery{Place: place, On: today}))(t)
	list := must(one(t.Context(), s.CountList, graph.ListQuery{Kind: graph.KindUnit, Place: place, On: today}))(t)
	excluded := 0
	for _, n := range report.Excluded {
		excluded += n
	}
	if report.Units+excluded != list {
		t.Errorf("%+v: the report has %d and %d units, the list %d", place, report.Units, excluded, list)
	}
	return list
}

// testTwoStores writes through two stores over one engine in turn, as two
// processes do: each sees at once what the other wrote.
func testTwoStores(t *testing.T, open func(t *testing.T) store.Engine) {
	f := load(t, open(t), county(t, 30))
	a, b := f.s, openStore(t, f.engine, options("other"))
	root := must(a.Roots(t.Context(), today))(t)[0]
	before := units(t, a, graph.Place{Within: root})
	same(t, "units by the other store", units(t, b, graph.Place{Within: root}), before)
	villages := []graph.ID{f.busy(f.on(today), 1)}
	for i := range 12 {
		here, there := a, b
		if i%3 == 1 {
			here, there = b, a
		}
		at := villages[len(villages)-1]
		if i%4 == 0 {
			var id graph.ID
			in := edit.RegionRegisterInput{Name: fmt.Sprintf("园区%d", i), RegionKind: graph.RegionPark, Parent: at}
			_, err := here.Apply(t.Context(), graph.Intent{Operation: "regionRegister"}, func(ctx context.Context, e graph.Edit) error {
				r, err := edit.RegionRegister(ctx, e, in)
				if err == nil {
					id = r.ID
				}
				return err
			})
			if err != nil {
				t.Fatal(err)
			}
			villages = append(villages, id)
			above := must(there.Ancestors(t.Context(), []graph.ID{id}, today))(t)[id]
			if len(above) == 0 || above[len(above)-1] != at {
				t.Errorf("the other store has %v above a new region, not %s", above, at)
			}
			continue
		}
		id := register(t, here, at, fmt.Sprintf("企业%d", i))
		before++
		if must(there.Nouns(t.Context(), []graph.ID{id}))(t)[id] == nil {
			t.Error("the other store does not see a new unit")
		}
		for _, s := range []*store.Store{there, here} {
			same(t, "units in all", units(t, s, graph.Place{Within: root}), before)
		}
		if n := units(t, there, graph.Place{Within: at, Self: true}); n == 0 {
			t.Error("the other store counts no unit in its region")
		}
	}
	pathsFollow(t, a, b, villages[0])
	same(t, "revisions", must(a.Revision(t.Context()))(t), must(b.Revision(t.Context()))(t))
	clean(t, a)
	clean(t, b)
}

// testLoadRefusals loads where it is refused, and opens what must not be.
func testLoadRefusals(t *testing.T, open func(t *testing.T) store.Engine) {
	f := load(t, open(t), county(t, 3))
	more := county(t, 3)
	state := must(f.engine.State(t.Context()))(t)
	if err := f.s.Load(t.Context(), &more, nil); graph.CodeOf(err) != graph.CodeConflict {
		t.Errorf("a load into a store with data gives %v", err)
	}
	same(t, "state", must(f.engine.State(t.Context()))(t), state)
	clean(t, f.s)
	refused := func(what string, change func(*store.State), o store.Options) {
		t.Helper()
		changed := state
		change(&changed)
		write(t, f.engine, store.Batch{State: &changed})
		if _, err := store.Open(t.Context(), f.engine, o); graph.CodeOf(err) != graph.CodeUnavailable {
			t.Errorf("%s: Open gives %v", what, err)
		}
	}
	refused("a later format", func(s *store.State) { s.Format = store.Format + 1 }, options("later"))
	refused("an interrupted load", func(s *store.State) { s.Loading = "half" }, options("half"))
	refused("rules of another version", func(s *store.State) { s.Ruleset = "0123" }, options("other version"))
	refused("rules that nobody can read", func(s *store.State) { s.Rules = "{" }, options("unreadable"))
	write(t, f.engine, store.Batch{State: &state})
	openStore(t, f.engine, options("same"))
}

// testCalendar lets days pass: what moves on a day stands elsewhere from then
// on, by the clock alone.
func testCalendar(t *testing.T, open func(t *testing.T) store.Engine) {
	f := load(t, open(t), county(t, 30))
	day := f.on(today)
	from, to := f.busy(day, 1), f.busy(day, 3)
	if from == to {
		t.Fatal("there are no two villages")
	}
	unit := register(t, f.s, from, "迁址企业")
	organisation := f.found(t, from)
	member := f.member(t, organisation)
	moving := today.AddDays(10)
	_, err := f.s.Apply(t.Context(), graph.Intent{Operation: "test"}, func(ctx context.Context, e graph.Edit) error {
		for _, id := range []graph.ID{unit, organisation} {
			links, err := e.Links(ctx, graph.LinkQuery{IDs: []graph.ID{id}, Hops: []graph.Hop{graph.HopLocated}})
			if err != nil {
				return err
			}
			old := links[id][0]
			next := old
			next.ID, next.To, next.Since = e.New(graph.KindLink), to, moving
			old.Until = moving
			e.PutLink(old, false)
			e.PutLink(next, false)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		day graph.Date
		at  graph.ID
	}{{today, from}, {moving.AddDays(-1), from}, {moving, to}, {moving.AddDays(40), to}} {
		o := options("day " + c.day.String())
		o.Now = noon(c.day)
		s := openStore(t, f.engine, o)
		for kind, id := range map[graph.Kind]graph.ID{graph.KindUnit: unit, graph.KindOrganisation: organisation, graph.KindMember: member} {
			for _, place := range []graph.ID{from, to} {
				page := must(one(t.Context(), s.List, graph.ListQuery{Kind: kind, Place: graph.Place{Within: place, Self: true}, On: c.day, Page: graph.Page{Limit: 1000}}))(t)
				listed := false
				for _, n := range page.Items {
					listed = listed || n.Top().ID == id
				}
				if listed != (place == c.at) {
					t.Errorf("%s: %s %s is listed in %s: %t", c.day, kind, id, place, listed)
				}
			}
		}
		clean(t, s)
	}
}

func (f *fixture) found(t *testing.T, region graph.ID) (id graph.ID) {
	t.Helper()
	_, err := f.s.Apply(t.Context(), graph.Intent{Operation: "organisationFound"}, func(ctx context.Context, e graph.Edit) error {
		o, err := edit.OrganisationFound(ctx, e, edit.OrganisationFoundInput{Name: "测试支部", OrganisationKind: graph.OrgBranch, Region: region, Since: today.AddMonths(-2)})
		if err == nil {
			id = o.ID
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return id
}

func (f *fixture) member(t *testing.T, organisation graph.ID) (id graph.ID) {
	t.Helper()
	_, err := f.s.Apply(t.Context(), graph.Intent{Operation: "memberRegister"}, func(ctx context.Context, e graph.Edit) error {
		m, err := edit.MemberRegister(ctx, e, edit.MemberRegisterInput{MemberStatus: graph.StatusFull, Affiliation: organisation, Since: today.AddMonths(-2)})
		if err == nil {
			id = m.ID
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return id
}

func testClosedStore(t *testing.T, open func(t *testing.T) store.Engine) {
	e := open(t)
	s := openStore(t, e, options("closed"))
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	unavailable := func(what string, err error) {
		t.Helper()
		if graph.CodeOf(err) != graph.CodeUnavailable {
			t.Errorf("%s of a closed store gives %v", what, err)
		}
	}
	_, err := s.List(t.Context(), []graph.ListQuery{{Kind: graph.KindUnit, On: today, Page: graph.Page{Limit: 1}}})
	unavailable("List", err)
	_, err = s.Gaps(t.Context(), []graph.GapQuery{{On: today, Page: graph.Page{Limit: 1}}})
	unavailable("Gaps", err)
	_, err = s.Reports(t.Context(), []graph.ReportQuery{{On: today}})
	unavailable("Reports", err)
	_, err = s.Nouns(t.Context(), []graph.ID{graph.DerivedID(graph.KindUnit, "x")})
	unavailable("Nouns", err)
	_, err = s.Log(t.Context(), graph.LogQuery{Page: graph.Page{Limit: 1}})
	unavailable("Log", err)
	_, err = s.Apply(t.Context(), graph.Intent{}, func(context.Context, graph.Edit) error { return nil })
	unavailable("Apply", err)
	unavailable("Ready", s.Ready(t.Context()))
	_, err = s.Check(t.Context(), func(store.Drift) {}, nil)
	unavailable("Check", err)
	small := graph.Dataset{Name: "none"}
	unavailable("Load", s.Load(t.Context(), &small, nil))
}
