package e2e_test

import (
	"encoding/json"
	"strings"
	"testing"

	"cobuild/graph"
)

// pages reads a list of the root to its end, a hundred items at a time.
func pages[T any](s *server, field, item string, on graph.Date, args ...string) (all []T) {
	s.t.Helper()
	type answer struct {
		List struct {
			Nodes    []T
			PageInfo struct {
				HasNextPage bool
				EndCursor   *string
			}
		}
	}
	query := "query($on: Date!, $after: String) { list: " + field + "(asOf: $on, first: 100, after: $after " + strings.Join(args, " ") + ") { nodes { " + item + " } pageInfo { hasNextPage endCursor } } }"
	var after *string
	for {
		var a answer
		s.ask(query, map[string]any{"on": on, "after": after}, &a)
		all = append(all, a.List.Nodes...)
		if !a.List.PageInfo.HasNextPage {
			return all
		}
		after = a.List.PageInfo.EndCursor
	}
}

type ref struct{ ID graph.ID }

// status is a unit's status as the API tells it.
type status struct {
	InScope       bool
	Exclusion     graph.ExclusionReason
	Establishment graph.Establishment
	Members       graph.MembersBand
	Worked        bool
}

func (s status) code() graph.FindingCode {
	if s.InScope {
		return graph.StatusCode(s.Establishment, s.Members, s.Worked)
	}
	return graph.ExcludedCode(s.Exclusion)
}

// day is the graph on one day, as the API tells it: facts, as a dataset whose
// every value holds always, and beside it where things lie and the statuses.
type day struct {
	on       graph.Date
	facts    graph.Dataset
	parent   map[graph.ID]graph.ID // where things lie
	statuses map[graph.ID]graph.FindingCode
	led      map[graph.ID]bool   // of regions that should be led
	reported map[graph.ID]string // of members who should be registered where they live
}

// readDay reads all facts of a day back through the API.
func readDay(s *server, on graph.Date) *day {
	d := &day{on: on, parent: map[graph.ID]graph.ID{}, statuses: map[graph.ID]graph.FindingCode{}, led: map[graph.ID]bool{}, reported: map[graph.ID]string{}}
	d.regions(s, on)
	d.organisations(s, on)
	d.units(s, on)
	d.members(s, on)
	d.pairings(s, on)
	d.past(s)
	return d
}

// past adds what some rules ask of earlier days, of which the API tells but
// that of the day: secretaries, terms and activities of any time, and since
// when members are affiliated. It is read from the store.
func (d *day) past(s *server) {
	s.t.Helper()
	ids := make([]graph.ID, len(d.facts.Nouns))
	for i, n := range d.facts.Nouns {
		ids[i] = n.Top().ID
	}
	stored, err := s.store.Nouns(s.t.Context(), ids)
	if err != nil {
		s.t.Fatal(err)
	}
	links, err := s.store.Links(s.t.Context(), graph.LinkQuery{IDs: ids, Hops: []graph.Hop{graph.HopAffiliated, graph.HopSecretary}})
	if err != nil {
		s.t.Fatal(err)
	}
	for _, n := range d.facts.Nouns {
		switch n := n.(type) {
		case *graph.Organisation:
			of := stored[n.ID].(*graph.Organisation)
			n.Secretaries, n.Since = of.Secretaries, of.Since
			if len(n.Terms) == 0 {
				n.Terms = of.Terms
			}
		case *graph.Pairing:
			of := stored[n.ID].(*graph.Pairing)
			n.Activities, n.Since = of.Activities, of.Since
		}
	}
	for i := range d.facts.Links {
		if l := &d.facts.Links[i]; l.Hop == graph.HopAffiliated {
			for _, of := range links[l.From] {
				if of.Hop == l.Hop && of.To == l.To && of.Holds(d.on) {
					l.Since = of.Since
				}
			}
		}
	}
	for _, some := range links {
		for _, l := range some {
			if l.Hop == graph.HopSecretary {
				d.facts.Links = append(d.facts.Links, l)
			}
		}
	}
}

func (d *day) noun(n graph.Noun) { d.facts.Nouns = append(d.facts.Nouns, n) }

// link adds a relation; none where there is nothing at its other end.
func (d *day) link(hop graph.Hop, from graph.ID, to *ref, set ...func(*graph.Link)) {
	if to == nil {
		return
	}
	l := graph.Link{ID: graph.DerivedID(graph.KindLink, string(hop), string(from), string(to.ID)), Hop: hop, From: from, To: to.ID}
	for _, change := range set {
		change(&l)
	}
	d.facts.Links = append(d.facts.Links, l)
	if hop == graph.HopParent || hop == graph.HopLocated {
		d.lies(from, to)
	}
}

// lies notes where something lies.
func (d *day) lies(id graph.ID, at *ref) {
	if at != nil {
		d.parent[id] = at.ID
	}
}

func held[T any](value T) []graph.Spell[T] { return []graph.Spell[T]{{Value: value}} }

func (d *day) regions(s *server, on graph.Date) {
	for _, r := range pages[struct {
		ID         graph.ID
		RegionKind graph.RegionKind
		Level      graph.RegionLevel
		Parent     *ref
		Leadership *struct{ LeadershipState string }
	}](s, "regions", "id regionKind level parent { id } leadership { leadershipState }", on) {
		d.noun(&graph.Region{Head: graph.Head{ID: r.ID}, RegionKind: r.RegionKind, Level: r.Level})
		d.link(graph.HopParent, r.ID, r.Parent)
		if r.Leadership != nil {
			d.led[r.ID] = r.Leadership.LeadershipState == "LED"
		}
	}
}

func (d *day) organisations(s *server, on graph.Date) {
	for _, o := range pages[struct {
		ID               graph.ID
		OrganisationKind graph.OrganisationKind
		Strength         graph.Strength
		Region           *ref
		Superior         *ref
		Leads            *ref
		CommitteeTerm    *struct{ Since, To, Extension graph.Date }
	}](s, "organisations", "id organisationKind strength region { id } superior { id } leads { id } committeeTerm { since to extension }", on) {
		n := &graph.Organisation{Head: graph.Head{ID: o.ID}, Kinds: held(o.OrganisationKind), Strengths: held(o.Strength)}
		if t := o.CommitteeTerm; t != nil {
			n.Terms = []graph.Term{{Interval: graph.From(t.Since), To: t.To, Extension: t.Extension}}
		}
		d.noun(n)
		d.link(graph.HopLocated, o.ID, o.Region)
		d.link(graph.HopSuperior, o.ID, o.Superior)
		d.link(graph.HopLeads, o.ID, o.Leads)
	}
}

func (d *day) units(s *server, on graph.Date) {
	for _, u := range pages[struct {
		ID        graph.ID
		UnitKind  graph.UnitKind
		Ownership graph.Ownership
		UnitState graph.UnitState
		Staff     *int
		Industry  string
		Region    *ref
		Status    status
		Works     struct {
			Nodes []struct{ WorkKind graph.WorkKind }
		}
		Coverages struct {
			Nodes []struct {
				Mode         graph.CoverageMode
				Organisation ref
			}
		}
		Headcount struct {
			Reported *struct{ Full, Probationary int }
		}
	}](s, "units", `id unitKind ownership unitState staff industry region { id } status { inScope exclusion establishment members worked }
		works { nodes { workKind } } coverages(first: 30) { nodes { mode organisation { id } } } headcount { reported { full probationary } }`, on) {
		n := &graph.Unit{Head: graph.Head{ID: u.ID}, Classes: held(graph.UnitClass{UnitKind: u.UnitKind, Ownership: u.Ownership}), States: held(u.UnitState), Industry: u.Industry}
		if u.Staff != nil {
			n.Staffs = held(*u.Staff)
		}
		for _, w := range u.Works.Nodes {
			n.Works = append(n.Works, graph.Work{Unit: u.ID, WorkKind: w.WorkKind})
		}
		if h := u.Headcount.Reported; h != nil {
			n.Headcounts = []graph.Headcount{{Unit: u.ID, Full: h.Full, Probationary: h.Probationary}}
		}
		d.noun(n)
		d.statuses[u.ID] = u.Status.code()
		d.link(graph.HopLocated, u.ID, u.Region)
		for _, c := range u.Coverages.Nodes {
			d.link(graph.HopCovers, c.Organisation.ID, &ref{u.ID}, func(l *graph.Link) { l.Mode = c.Mode })
		}
	}
}

func (d *day) members(s *server, on graph.Date) {
	for _, m := range pages[struct {
		ID                     graph.ID
		MemberStatus           graph.MemberStatus
		Employment             graph.Employment
		Affiliation, Workplace *ref
		Residence, Region      *ref
		Registrations          []struct{ Organisation ref }
		Away                   *struct {
			Since, Until graph.Date
			Fixed        bool
		}
		Reporting *struct{ ReportState string }
	}](s, "members", `id memberStatus employment affiliation { id } workplace { id } residence { id } region { id } registrations { organisation { id } }
		away { since until fixed } reporting { reportState }`, on) {
		n := &graph.Member{Head: graph.Head{ID: m.ID}, Statuses: held(m.MemberStatus), Employments: held(m.Employment)}
		if m.Away != nil {
			n.Aways = []graph.Spell[graph.Away]{{Value: graph.Away{Fixed: m.Away.Fixed}, Interval: graph.Interval{Since: m.Away.Since, Until: m.Away.Until}}}
		}
		if m.Reporting != nil {
			d.reported[m.ID] = m.Reporting.ReportState
		}
		d.noun(n)
		d.lies(m.ID, m.Region)
		d.link(graph.HopAffiliated, m.ID, m.Affiliation)
		d.link(graph.HopWorksAt, m.ID, m.Workplace)
		d.link(graph.HopResides, m.ID, m.Residence)
		for _, r := range m.Registrations {
			d.link(graph.HopRegistered, m.ID, &r.Organisation)
		}
	}
}

func (d *day) pairings(s *server, on graph.Date) {
	for _, p := range pages[struct {
		ID          graph.ID
		PairingKind graph.PairingKind
		Region      *ref
		Ends        []struct {
			Role         graph.EndRole
			Since, Until graph.Date
			Participant  ref
		}
	}](s, "pairings", "id pairingKind region { id } ends { role since until participant { id } }", on) {
		d.noun(&graph.Pairing{Head: graph.Head{ID: p.ID}, PairingKind: p.PairingKind})
		d.lies(p.ID, p.Region)
		for _, end := range p.Ends {
			d.link(graph.HopEnd, p.ID, &ref{end.Participant.ID}, func(l *graph.Link) {
				l.Role, l.Interval = string(end.Role), graph.Interval{Since: end.Since, Until: end.Until}
				l.ID = graph.DerivedID(graph.KindLink, string(l.ID), end.Since.String()) // it may join twice
			})
		}
	}
}

// gapsOf reads the gaps of a day, with those for information only: the subjects
// of each kind.
func gapsOf(s *server, on graph.Date) (subjects, info map[graph.GapKind][]graph.ID) {
	subjects, info = map[graph.GapKind][]graph.ID{}, map[graph.GapKind][]graph.ID{}
	for _, g := range pages[struct {
		GapKind  graph.GapKind
		Severity graph.Severity
		Subject  ref
	}](s, "gaps", "gapKind severity subject { id }", on, "filter: {severities: [HIGH, MEDIUM, LOW, INFO]}") {
		into := subjects
		if g.Severity == graph.SeverityInfo {
			into = info
		}
		into[g.GapKind] = append(into[g.GapKind], g.Subject.ID)
	}
	return subjects, info
}

// TestReadingBack guards the reading: what it makes of the sample has as many
// nouns as the sample has on that day, and relations of every kind it reads.
func TestReadingBack(t *testing.T) {
	s := serve(t, openSQLite(t, true))
	d := readDay(s, graph.MustDate("2026-11-01"))
	kinds, hops := map[graph.Kind]int{}, map[graph.Hop]int{}
	for _, n := range d.facts.Nouns {
		kinds[n.Kind()]++
	}
	for _, l := range d.facts.Links {
		hops[l.Hop]++
	}
	if kinds[graph.KindRegion] != 105 || kinds[graph.KindPairing] != 16 || kinds[graph.KindUnit] < 90 || kinds[graph.KindMember] < 300 {
		t.Errorf("nouns %v", kinds)
	}
	for _, hop := range []graph.Hop{graph.HopParent, graph.HopLocated, graph.HopSuperior, graph.HopLeads, graph.HopCovers, graph.HopAffiliated, graph.HopWorksAt, graph.HopResides, graph.HopRegistered, graph.HopSecretary, graph.HopEnd} {
		if hops[hop] == 0 {
			t.Errorf("no %s", hop)
		}
	}
	if text, err := json.Marshal(d.facts.Links[0]); err != nil || len(text) == 0 {
		t.Error(err)
	}
}
