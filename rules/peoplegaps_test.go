package rules

import (
	"testing"

	"cobuild/graph"
)

func TestUnregistered(t *testing.T) {
	w := newTown()
	o := w.organisation("o", graph.OrgBranch, "")
	m := w.member("m", "2015-01-01")
	m.Statuses = []graph.Spell[graph.MemberStatus]{
		{Value: graph.StatusDevelopmentCandidate, Interval: days("2015-01-01..2016-01-01")},
		{Value: graph.StatusProbationary, Interval: days("2016-01-01..2017-01-01")},
		{Value: graph.StatusFull, Interval: days("2017-01-01")},
	}
	w.link(graph.HopAffiliated, m, o, "2018-01-01..2020-01-01")
	if got := w.gap(t, m, graph.GapUnregistered); got != "[2016-01-01, 2018-01-01) [2020-01-01, )" {
		t.Errorf("%q", got)
	}
}

func TestAdrift(t *testing.T) {
	for _, c := range []struct {
		name, away, affiliated string
		unfixed                bool
		want                   string
	}{
		{"six months to the day", "2020-08-31..2021-02-28", "", false, ""},
		{"a day more", "2020-08-31..2021-03-01", "", false, "[2021-02-28, 2021-03-01)"},
		{"still away", "2020-01-15", "2010-01-01", false, "[2020-07-15, )"},
		{"away before records, affiliated before records", "", "", false, "[, )"},
		{"away before records, affiliated since", "", "2010-01-01", false, ""},
		{"affiliated on the day it left", "2020-01-15", "2020-01-15", false, "[2020-07-15, )"},
		{"affiliated on the day after", "2020-01-15", "2020-01-16", false, ""},
		{"no fixed place", "2020-01-15", "", true, ""},
		{"affiliation ended", "2020-01-15", "..2020-09-01", false, "[2020-07-15, 2020-09-01)"},
		{"in the future", "2050-01-15", "", false, "[2050-07-15, )"},
	} {
		w := newTown()
		m := w.member("m", "")
		m.Aways = []graph.Spell[graph.Away]{{Value: graph.Away{Place: "x", Fixed: !c.unfixed}, Interval: days(c.away)}}
		w.link(graph.HopAffiliated, m, w.organisation("o", graph.OrgBranch, ""), c.affiliated)
		if got := w.gap(t, m, graph.GapAdrift); got != c.want {
			t.Errorf("%s: %q, not %q", c.name, got, c.want)
		}
	}
	// A transfer after the absence began ends it.
	w := newTown()
	m := w.member("m", "")
	m.Aways = []graph.Spell[graph.Away]{{Value: graph.Away{Fixed: true}, Interval: days("2020-01-15")}}
	w.link(graph.HopAffiliated, m, w.organisation("o", graph.OrgBranch, ""), "..2021-01-01")
	w.link(graph.HopAffiliated, m, w.organisation("p", graph.OrgBranch, ""), "2021-01-01")
	if got := w.gap(t, m, graph.GapAdrift); got != "[2020-07-15, 2021-01-01)" {
		t.Errorf("transferred: %q", got)
	}
}

func TestNotReported(t *testing.T) {
	const led = "2020-01-01..2024-01-01"
	for _, c := range []struct {
		name string
		set  func(w *town, m *graph.Member, home map[string]*graph.Region, at map[string]*graph.Organisation)
		want string
	}{
		{"in the community", func(w *town, m *graph.Member, home map[string]*graph.Region, _ map[string]*graph.Organisation) {
			w.link(graph.HopResides, m, home["community"], "")
		}, "[2020-01-01, 2024-01-01)"},
		{"in a grid of an estate of it", func(w *town, m *graph.Member, home map[string]*graph.Region, _ map[string]*graph.Organisation) {
			w.link(graph.HopResides, m, home["grid"], "")
		}, "[2021-01-01, 2024-01-01)"}, // the estate joined it in 2021
		{"in a village", func(w *town, m *graph.Member, home map[string]*graph.Region, _ map[string]*graph.Organisation) {
			w.link(graph.HopResides, m, home["village"], "")
		}, ""},
		{"retired in 2022", func(w *town, m *graph.Member, home map[string]*graph.Region, _ map[string]*graph.Organisation) {
			w.link(graph.HopResides, m, home["community"], "")
			m.Employments = []graph.Spell[graph.Employment]{{Value: graph.EmploymentRetired, Interval: days("2022-01-01")}}
		}, "[2020-01-01, 2022-01-01)"},
		{"registered for a year", func(w *town, m *graph.Member, home map[string]*graph.Region, at map[string]*graph.Organisation) {
			w.link(graph.HopResides, m, home["community"], "")
			w.link(graph.HopRegistered, m, at["leader"], "2021-01-01..2022-01-01")
		}, "[2020-01-01, 2021-01-01) [2022-01-01, 2024-01-01)"},
		{"registered below it, which is below from 2022", func(w *town, m *graph.Member, home map[string]*graph.Region, at map[string]*graph.Organisation) {
			w.link(graph.HopResides, m, home["community"], "")
			w.link(graph.HopRegistered, m, at["below"], "")
		}, "[2020-01-01, 2022-01-01)"},
		{"affiliated below it", func(w *town, m *graph.Member, home map[string]*graph.Region, at map[string]*graph.Organisation) {
			w.link(graph.HopResides, m, home["community"], "")
			w.link(graph.HopAffiliated, m, at["below"], "")
		}, "[2020-01-01, 2022-01-01)"},
		{"affiliated above it", func(w *town, m *graph.Member, home map[string]*graph.Region, at map[string]*graph.Organisation) {
			w.link(graph.HopResides, m, home["community"], "")
			w.link(graph.HopAffiliated, m, at["above"], "")
		}, "[2020-01-01, 2024-01-01)"},
		{"moved away in 2023", func(w *town, m *graph.Member, home map[string]*graph.Region, _ map[string]*graph.Organisation) {
			w.link(graph.HopResides, m, home["community"], "..2023-01-01")
		}, "[2020-01-01, 2023-01-01)"},
	} {
		w := newTown()
		home := map[string]*graph.Region{
			"community": w.region("community", graph.RegionCommunity), "estate": w.region("estate", graph.RegionHousingEstate),
			"grid": w.region("grid", graph.RegionGrid), "village": w.region("village", graph.RegionVillage),
		}
		at := map[string]*graph.Organisation{}
		for _, name := range []string{"leader", "below", "above", "other"} {
			at[name] = w.organisation(name, graph.OrgGeneralBranch, "")
		}
		w.link(graph.HopLeads, at["leader"], home["community"], led)
		w.link(graph.HopLeads, at["other"], home["village"], "")
		w.link(graph.HopParent, home["grid"], home["estate"], "")
		w.link(graph.HopParent, home["estate"], home["village"], "..2021-01-01")
		w.link(graph.HopParent, home["estate"], home["community"], "2021-01-01")
		w.link(graph.HopSuperior, at["below"], at["leader"], "2022-01-01")
		w.link(graph.HopSuperior, at["leader"], at["above"], "")
		m := w.member("m", "")
		c.set(w, m, home, at)
		if got := w.gap(t, m, graph.GapNotReported); got != c.want {
			t.Errorf("%s: %q, not %q", c.name, got, c.want)
		}
	}
}

// Where findings of members and pairings stand over time.
func TestPlacesOfPeople(t *testing.T) {
	w := newTown()
	here, there, home := w.region("here", graph.RegionVillage), w.region("there", graph.RegionVillage), w.region("home", graph.RegionCommunity)
	o, leader := w.organisation("o", graph.OrgBranch, ""), w.organisation("leader", graph.OrgGeneralBranch, "")
	w.link(graph.HopLocated, o, here, "..2021-01-01")
	w.link(graph.HopLocated, o, there, "2021-01-01")
	w.link(graph.HopLeads, leader, home, "")
	m := w.member("m", "")
	w.link(graph.HopAffiliated, m, o, "..2022-01-01")
	w.link(graph.HopResides, m, home, "..2023-01-01")
	world, err := Gather(t.Context(), Default(), w, []graph.ID{m.ID})
	if err != nil {
		t.Fatal(err)
	}
	got := map[string]string{}
	for _, f := range world.Derive([]graph.ID{m.ID})[m.ID] {
		kind, _ := f.Code.GapKind()
		got[string(kind)+" "+f.Piece.String()] = world.name(f.Region)
	}
	want := map[string]string{
		"NOT_REPORTED [, 2021-01-01)":           "here",
		"NOT_REPORTED [2021-01-01, 2022-01-01)": "there",
		"NOT_REPORTED [2022-01-01, 2023-01-01)": "home",
		"UNREGISTERED [2022-01-01, 2023-01-01)": "home",
		"UNREGISTERED [2023-01-01, )":           "",
		" [, 2023-01-01)":                       "home", // the status, where the member lives
	}
	for key, region := range want {
		w.nouns[here.ID], w.nouns[there.ID] = here, there
		if at, ok := got[key]; !ok || at != region && at != string(w.idOf(region)) {
			t.Errorf("%s is at %q (%t), not %q", key, at, ok, region)
		}
	}
	if len(got) != len(want) {
		t.Errorf("%v", got)
	}
}

func (w *town) idOf(region string) graph.ID {
	if region == "" {
		return ""
	}
	return id(graph.KindRegion, region)
}

func TestPlaceOfPairing(t *testing.T) {
	w := newTown()
	at := map[graph.ID]string{}
	p := &graph.Pairing{Head: graph.Head{ID: id(graph.KindPairing, "p")}}
	w.nouns[p.ID] = p
	end := func(name string, role graph.EndRole, during string) graph.ID {
		o, r := w.organisation(name, graph.OrgBranch, ""), w.region("at "+name, graph.RegionVillage)
		at[r.ID] = name
		w.link(graph.HopLocated, o, r, "")
		w.link(graph.HopEnd, p, o, during, func(l *graph.Link) { l.Role = string(role) })
		return o.ID
	}
	first, second := "a", "b"
	if id(graph.KindOrganisation, first) > id(graph.KindOrganisation, second) {
		first, second = second, first
	}
	end(first, graph.RoleHelper, "")
	end(second, graph.RoleHelper, "")
	end("helped", graph.RoleHelped, "2020-01-01..2021-01-01")
	world, err := Gather(t.Context(), Default(), w, []graph.ID{p.ID})
	if err != nil {
		t.Fatal(err)
	}
	got := map[string]string{}
	for _, f := range world.Derive([]graph.ID{p.ID})[p.ID] {
		got[f.Piece.String()] = at[f.Region]
	}
	for piece, name := range map[string]string{"[, 2020-01-01)": first, "[2020-01-01, 2021-01-01)": "helped", "[2021-01-01, )": first} {
		if got[piece] != name {
			t.Errorf("%s: at %q, not %q (%v)", piece, got[piece], name, got)
		}
	}
}
