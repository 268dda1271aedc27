package audit_test

import (
	"slices"
	"strings"
	"testing"

	"cobuild/graph"
	"cobuild/sample/audit"
)

var since = graph.MustDate("2020-01-01")

func id(kind graph.Kind, name string) graph.ID { return graph.DerivedID(kind, name) }

// small is a village with a firm, its branch, three members and a second
// village; all of it well formed.
func small() graph.Dataset {
	head := func(kind graph.Kind, name string) graph.Head {
		return graph.Head{ID: id(kind, name), Code: name, Name: name, Interval: graph.From(since)}
	}
	county := &graph.Region{Head: head(graph.KindRegion, "county"), RegionKind: graph.RegionCounty, Level: graph.LevelCounty}
	village := &graph.Region{Head: head(graph.KindRegion, "village"), RegionKind: graph.RegionVillage, Level: graph.LevelVillage}
	second := &graph.Region{Head: head(graph.KindRegion, "second"), RegionKind: graph.RegionVillage, Level: graph.LevelVillage}
	general := &graph.Organisation{
		Head:  head(graph.KindOrganisation, "general"),
		Kinds: []graph.Spell[graph.OrganisationKind]{{Value: graph.OrgGeneralBranch, Interval: graph.From(since)}},
	}
	branch := &graph.Organisation{
		Head:  head(graph.KindOrganisation, "branch"),
		Kinds: []graph.Spell[graph.OrganisationKind]{{Value: graph.OrgBranch, Interval: graph.From(since)}},
	}
	firm := &graph.Unit{Head: head(graph.KindUnit, "firm"), Classes: []graph.Spell[graph.UnitClass]{{
		Value: graph.UnitClass{UnitKind: graph.UnitEnterprise, Ownership: graph.OwnershipPrivate}, Interval: graph.From(since),
	}}}
	ds := graph.Dataset{Nouns: []graph.Noun{county, village, second, general, branch, firm}}
	link := func(hop graph.Hop, from, to graph.Noun) *graph.Link {
		kind := graph.KindLink
		if hop == graph.HopCovers {
			kind = graph.KindCoverage
		}
		ds.Links = append(ds.Links, graph.Link{ID: graph.DerivedID(kind, string(hop), string(from.Top().ID)), Hop: hop, From: from.Top().ID, To: to.Top().ID, Interval: graph.From(since)})
		return &ds.Links[len(ds.Links)-1]
	}
	link(graph.HopParent, village, county)
	link(graph.HopParent, second, county)
	link(graph.HopSuperior, branch, general)
	link(graph.HopLeads, general, village)
	link(graph.HopLocated, general, village)
	link(graph.HopLocated, branch, village)
	link(graph.HopLocated, firm, village)
	link(graph.HopCovers, branch, firm).Mode = graph.ModeOwn
	for _, name := range []string{"a", "b", "c"} {
		m := &graph.Member{Head: head(graph.KindMember, name), Statuses: []graph.Spell[graph.MemberStatus]{{Value: graph.StatusFull, Interval: graph.From(since)}}}
		ds.Nouns = append(ds.Nouns, m)
		link(graph.HopAffiliated, m, branch)
	}
	return ds
}

func TestCheckFindsEachBreach(t *testing.T) {
	if errs := audit.Check(small()); len(errs) > 0 {
		t.Fatalf("the model is not well formed: %v", errs)
	}
	copyLink := func(ds *graph.Dataset, hop graph.Hop, change func(*graph.Link)) {
		i := slices.IndexFunc(ds.Links, func(l graph.Link) bool { return l.Hop == hop })
		l := ds.Links[i]
		l.ID = graph.DerivedID(l.ID.Kind(), "copy")
		change(&l)
		ds.Links = append(ds.Links, l)
	}
	for want, spoil := range map[string]func(*graph.Dataset){
		"is used twice":         func(ds *graph.Dataset) { ds.Nouns = append(ds.Nouns, ds.Nouns[5]) },
		"is borne by two":       func(ds *graph.Dataset) { ds.Nouns[1].Top().Code = "second" },
		"name is empty":         func(ds *graph.Dataset) { ds.Nouns[1].Top().Name = "" },
		"is not of kind":        func(ds *graph.Dataset) { ds.Nouns[0].Top().ID = id(graph.KindUnit, "x") },
		"days without a class":  func(ds *graph.Dataset) { ds.Nouns[5].(*graph.Unit).Classes[0].Since = since + 1 },
		"days without a kind":   func(ds *graph.Dataset) { ds.Nouns[4].(*graph.Organisation).Kinds[0].Until = since + 9 },
		"days without a status": func(ds *graph.Dataset) { ds.Nouns[6].(*graph.Member).Statuses[0].Since = since + 1 },
		"names": func(ds *graph.Dataset) {
			ds.Nouns[5].(*graph.Unit).Headcounts = []graph.Headcount{{ID: id(graph.KindHeadcount, "h"), Date: since}}
		},
		"a secretary without a name": func(ds *graph.Dataset) {
			ds.Nouns[4].(*graph.Organisation).Secretaries = []graph.Spell[string]{{Interval: graph.From(since)}}
		},
		"an end is missing": func(ds *graph.Dataset) { ds.Links[0].To = id(graph.KindRegion, "nowhere") },
		"joins":             func(ds *graph.Dataset) { ds.Links[0].To = ds.Nouns[5].Top().ID },
		"outside the life":  func(ds *graph.Dataset) { ds.Links[0].Since = since - 1 },
		"has mode":          func(ds *graph.Dataset) { ds.Links[7].Mode = "" },
		"has role":          func(ds *graph.Dataset) { ds.Links[0].Role = "PEER" },
		"who is no member":  func(ds *graph.Dataset) { ds.Links[0].Person = id(graph.KindMember, "nobody") },
		"unknown hop":       func(ds *graph.Dataset) { ds.Links[0].Hop = "NEXT" },
		"PARENT of": func(ds *graph.Dataset) {
			copyLink(ds, graph.HopParent, func(l *graph.Link) { l.To = ds.Nouns[2].Top().ID })
		},
		"days without a place": func(ds *graph.Dataset) { ds.Links[4].Until = since + 50 },
		"leader of": func(ds *graph.Dataset) {
			copyLink(ds, graph.HopLeads, func(l *graph.Link) { l.From = ds.Nouns[4].Top().ID })
		},
		"COVERS of": func(ds *graph.Dataset) {
			copyLink(ds, graph.HopCovers, func(l *graph.Link) { l.Mode = graph.ModeArea })
		},
		"runs in a circle": func(ds *graph.Dataset) {
			copyLink(ds, graph.HopSuperior, func(l *graph.Link) { l.From, l.To = l.To, l.From })
		},
		"is not after since": func(ds *graph.Dataset) { ds.Links[0].Until = since },
		"has 0 ends":         func(ds *graph.Dataset) { ds.Nouns = append(ds.Nouns, pairing("p")) },
		"repeats another":    func(ds *graph.Dataset) { tie(ds, "p"); tie(ds, "q") },
		"own unit of": func(ds *graph.Dataset) {
			other := graph.CopyNoun(ds.Nouns[5].(*graph.Unit))
			other.ID, other.Code = id(graph.KindUnit, "other"), "other"
			ds.Nouns = append(ds.Nouns, other)
			copyLink(ds, graph.HopCovers, func(l *graph.Link) { l.To = other.ID })
		},
	} {
		ds := small()
		spoil(&ds)
		if !slices.ContainsFunc(audit.Check(ds), func(err error) bool { return strings.Contains(err.Error(), want) }) {
			t.Errorf("%q: found only %v", want, audit.Check(ds))
		}
	}
}

func pairing(name string) *graph.Pairing {
	return &graph.Pairing{Head: graph.Head{ID: id(graph.KindPairing, name), Code: name, Interval: graph.From(since)}, PairingKind: graph.PairingMentor}
}

// tie pairs the two villages: the second helps the first.
func tie(ds *graph.Dataset, name string) {
	p := pairing(name)
	ds.Nouns = append(ds.Nouns, p)
	for i, role := range []graph.EndRole{graph.RoleHelped, graph.RoleHelper} {
		ds.Links = append(ds.Links, graph.Link{ID: id(graph.KindLink, name+string(role)), Hop: graph.HopEnd, From: p.ID, To: ds.Nouns[1+i].Top().ID, Interval: graph.From(since), Role: string(role)})
	}
}

func TestRecount(t *testing.T) {
	ds := small()
	firm, branch, general := ds.Nouns[5].(*graph.Unit), ds.Nouns[4].(*graph.Organisation), ds.Nouns[3].(*graph.Organisation)
	on := since + 400
	got := audit.Recount(ds, on)
	if want := graph.StatusCode(graph.EstablishedOwn, graph.MembersEnough, false); got.Units[firm.ID] != want {
		t.Errorf("status %d, not %d", got.Units[firm.ID], want)
	}
	if gaps := got.Gaps[graph.GapNoOrganisation]; len(got.Gaps) != 1 || !slices.Equal(gaps, []graph.ID{ds.Nouns[2].Top().ID}) {
		t.Errorf("gaps %v", got.Gaps)
	}
	own := &ds.Links[7]
	for _, c := range []struct {
		name  string
		gap   graph.GapKind
		of    graph.ID
		holds bool
		set   func()
	}{
		{"covered by area", graph.GapShouldSplit, firm.ID, true, func() {
			own.Mode = graph.ModeArea
			firm.Headcounts = []graph.Headcount{{Full: 3}}
		}},
		{"not hatchable", graph.GapHatchable, firm.ID, false, func() {}},
		{"hatchable", graph.GapHatchable, firm.ID, true, func() { branch.Kinds[0].Value = graph.OrgCompositeBranch }},
		{"not to be split then", graph.GapShouldSplit, firm.ID, false, func() {}},
		{"coverage over", graph.GapNotEstablished, firm.ID, true, func() { own.Until = on }},
		{"and nobody works there", graph.GapUncovered, firm.ID, true, func() {}},
		{"somebody does", graph.GapUncovered, firm.ID, false, func() { firm.Works = []graph.Work{{WorkKind: graph.WorkLiaison}} }},
		{"counts agree", graph.GapHeadcountDiffers, firm.ID, false, func() { own.Mode, own.Until = graph.ModeOwn, 0 }},
		{"counts differ", graph.GapHeadcountDiffers, firm.ID, true, func() { firm.Headcounts[0].Full = 4 }},
		{"superior covers too", graph.GapOverlap, firm.ID, false, func() {
			l := *own
			l.From, l.Mode = general.ID, graph.ModeArea
			ds.Links = append(ds.Links, l)
		}},
		{"no superior any more", graph.GapOverlap, firm.ID, true, func() { ds.Links[2].Until = on }},
		{"weak", graph.GapWeakUnpaired, general.ID, true, func() {
			general.Strengths = []graph.Spell[graph.Strength]{{Value: graph.StrengthWeak, Interval: graph.From(since)}}
		}},
		{"helped through its village", graph.GapWeakUnpaired, general.ID, false, func() { tie(&ds, "p") }},
		{"by a peer", graph.GapWeakUnpaired, general.ID, true, func() { ds.Links[len(ds.Links)-1].Role = string(graph.RolePeer) }},
		{"term of a village", graph.GapTermOverdue, general.ID, false, func() {
			general.Terms = []graph.Term{{Interval: graph.From(on.AddMonths(-59))}}
		}},
		{"after five years", graph.GapTermOverdue, general.ID, true, func() { general.Terms[0].Since = on.AddMonths(-61) }},
		{"extended", graph.GapTermOverdue, general.ID, false, func() { general.Terms[0].To, general.Terms[0].Extension = on-9, on+9 }},
	} {
		c.set()
		if got := slices.Contains(audit.Recount(ds, on).Gaps[c.gap], c.of); got != c.holds {
			t.Errorf("%s: %s is %t", c.name, c.gap, got)
		}
	}
}
