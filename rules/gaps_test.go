package rules

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"cobuild/graph"
)

// town is a few facts written by hand; names stand for ids.
type town struct{ *smallWorld }

func newTown() *town {
	return &town{&smallWorld{nouns: map[graph.ID]graph.Noun{}, links: map[graph.ID]graph.Link{}}}
}

// days reads "2020-01-01", an open interval from that day, "..2020-01-01", one
// that ends on it, "2020-01-01..2021-01-01", or "", always.
func days(text string) (i graph.Interval) {
	since, until, _ := strings.Cut(text, "..")
	if since != "" {
		i.Since = graph.MustDate(since)
	}
	if until != "" {
		i.Until = graph.MustDate(until)
	}
	return i
}

func id(kind graph.Kind, name string) graph.ID { return graph.DerivedID(kind, name) }

func (w *town) organisation(name string, kind graph.OrganisationKind, life string) *graph.Organisation {
	o := &graph.Organisation{Head: graph.Head{ID: id(graph.KindOrganisation, name), Name: name, Interval: days(life)}, Kinds: always(kind)}
	w.nouns[o.ID] = o
	return o
}

func (w *town) region(name string, kind graph.RegionKind) *graph.Region {
	r := &graph.Region{Head: graph.Head{ID: id(graph.KindRegion, name), Name: name}, RegionKind: kind}
	w.nouns[r.ID] = r
	return r
}

func (w *town) member(name, life string) *graph.Member {
	m := &graph.Member{Head: graph.Head{ID: id(graph.KindMember, name), Name: name, Interval: days(life)}, Statuses: always(graph.StatusFull)}
	w.nouns[m.ID] = m
	return m
}

func (w *town) unit(name string) *graph.Unit {
	u := &graph.Unit{Head: graph.Head{ID: id(graph.KindUnit, name), Name: name}, Classes: always(graph.UnitClass{UnitKind: graph.UnitEnterprise, Ownership: graph.OwnershipPrivate})}
	w.nouns[u.ID] = u
	return u
}

func (w *town) link(hop graph.Hop, from, to graph.Noun, during string, set ...func(*graph.Link)) {
	l := graph.Link{ID: id(hop.IDKind(), fmt.Sprint(len(w.links))), Hop: hop, From: from.Top().ID, To: to.Top().ID, Interval: days(during)}
	for _, change := range set {
		change(&l)
	}
	w.links[l.ID] = l
}

// gap tells when a gap holds of a subject, "info" before what is for
// information only, and checks that each is explained at both its edges.
func (w *town) gap(t *testing.T, subject graph.Noun, kind graph.GapKind) string {
	t.Helper()
	world, err := Gather(context.Background(), Default(), w, []graph.ID{subject.Top().ID})
	if err != nil {
		t.Fatal(err)
	}
	seen := map[graph.ID]string{}
	var all []string
	for _, f := range world.Derive([]graph.ID{subject.Top().ID})[subject.Top().ID] {
		if f.Code != kind.Code() || seen[f.ID] != "" {
			continue
		}
		seen[f.ID] = f.Interval.String()
		if f.Info() {
			seen[f.ID] = "info " + seen[f.ID]
		}
		all = append(all, seen[f.ID])
		for _, on := range []graph.Date{f.Since, f.End() - 1} {
			e := world.Explain(f, on)
			if e.Reason == "" || e.Message.EN == "" || e.Message.ZH == "" || len(e.Evidence) == 0 || strings.Contains(e.Message.EN+e.Message.ZH, "%!") {
				t.Errorf("on %s %s is explained by %+v", on, kind, e)
			}
			if (e.Severity == graph.SeverityInfo) != strings.HasPrefix(seen[f.ID], "info") {
				t.Errorf("on %s the severity of %s is %s", on, kind, e.Severity)
			}
		}
	}
	slices.Sort(all)
	return strings.Join(all, " ")
}

// people affiliates n members, of whom the first is probationary.
func (w *town) people(o graph.Noun, n int, during string) {
	for i := range n {
		m := w.member(fmt.Sprint(o.Top().Name, i), "")
		if i == 0 {
			m.Statuses = always(graph.StatusProbationary)
		}
		w.link(graph.HopAffiliated, m, o, during)
	}
}

func TestOversize(t *testing.T) {
	for _, c := range []struct {
		kind  graph.OrganisationKind
		here  int
		below int // in a branch that is its subordinate from 2020 to 2022
		want  string
	}{
		{graph.OrgBranch, 50, 0, ""},
		{graph.OrgBranch, 51, 0, "[, )"},
		{graph.OrgTemporaryBranch, 51, 0, "[, )"},
		{graph.OrgJointBranch, 50, 1, "[2020-01-01, 2022-01-01)"},
		{graph.OrgGeneralBranch, 100, 0, ""},
		{graph.OrgGeneralBranch, 101, 0, "[, )"},
		{graph.OrgAreaGeneralBranch, 60, 41, "[2020-01-01, 2022-01-01)"},
		{graph.OrgCommittee, 200, 100, ""},
		{graph.OrgGroup, 60, 0, ""},
	} {
		w := newTown()
		o, below := w.organisation("o", c.kind, ""), w.organisation("below", graph.OrgGroup, "")
		w.people(o, c.here, "")
		w.people(below, c.below, "")
		w.link(graph.HopSuperior, below, o, "2020-01-01..2022-01-01")
		if got := w.gap(t, o, graph.GapOversize); got != c.want {
			t.Errorf("%s with %d and %d below: %q, not %q", c.kind, c.here, c.below, got, c.want)
		}
	}
	// Who is no member yet, or has died, does not count.
	w := newTown()
	o := w.organisation("o", graph.OrgBranch, "")
	w.people(o, 50, "")
	late := w.member("late", "2021-01-01..2023-01-01")
	late.Statuses = []graph.Spell[graph.MemberStatus]{
		{Value: graph.StatusActivistApplicant, Interval: days("2021-01-01..2022-01-01")}, {Value: graph.StatusProbationary, Interval: days("2022-01-01..2023-01-01")},
	}
	w.link(graph.HopAffiliated, late, o, "2021-01-01..2023-01-01")
	if got := w.gap(t, o, graph.GapOversize); got != "[2022-01-01, 2023-01-01)" {
		t.Errorf("with one more from 2022 until 2023: %q", got)
	}
}

func TestTooManyUnits(t *testing.T) {
	for kind, want := range map[graph.OrganisationKind]string{graph.OrgJointBranch: "[2021-01-01, 2022-01-01)", graph.OrgCompositeBranch: "", graph.OrgBranch: ""} {
		w := newTown()
		o := w.organisation("o", kind, "")
		for i := range 5 {
			mode := graph.CoverageModes[i%len(graph.CoverageModes)]
			w.link(graph.HopCovers, o, w.unit(fmt.Sprint(i)), "", func(l *graph.Link) { l.Mode = mode })
		}
		w.link(graph.HopCovers, o, w.unit("sixth"), "2021-01-01..2022-01-01", func(l *graph.Link) { l.Mode = graph.ModeJoint })
		if got := w.gap(t, o, graph.GapTooManyUnits); got != want {
			t.Errorf("%s: %q, not %q", kind, got, want)
		}
	}
}

func TestSecretaryVacant(t *testing.T) {
	for _, c := range []struct {
		name, life string
		named      []string // days of secretaries by name
		member     string   // life of a member who is secretary; "" = none
		want       string
	}{
		{"never any, founded before records", "", nil, "", "info [, )"},
		{"never any, founded", "2020-11-30", nil, "", "info [2021-02-28, )"},
		{"one from the founding on", "2020-01-01", []string{"2020-01-01"}, "", ""},
		{"three months to the day", "2020-01-01", []string{"2020-01-01..2020-11-30", "2021-02-28"}, "", ""},
		{"a day more", "2020-01-01", []string{"2020-01-01..2020-11-30", "2021-03-01"}, "", "[2021-02-28, 2021-03-01)"},
		{"the last one left", "2020-01-01", []string{"2020-01-01..2021-01-15"}, "", "[2021-04-15, )"},
		{"left, and dissolved before it matters", "2020-01-01..2021-04-01", []string{"2020-01-01..2021-01-15"}, "", ""},
		{"late after the founding", "2020-01-01", []string{"2020-06-01"}, "", "[2020-04-01, 2020-06-01)"},
		{"a member who dies vacates", "2020-01-01", nil, "2000-01-01..2022-05-31", "[2022-08-31, )"},
		{"a name follows the member", "2020-01-01", []string{"2022-06-01"}, "2000-01-01..2022-05-31", ""},
		{"in the future", "2020-01-01", []string{"2020-01-01..2050-01-01"}, "", "[2050-04-01, )"},
	} {
		w := newTown()
		o := w.organisation("o", graph.OrgBranch, c.life)
		for _, during := range c.named {
			o.Secretaries = append(o.Secretaries, graph.Spell[string]{Value: "甲", Interval: days(during)})
		}
		if c.member != "" {
			m := w.member("m", c.member)
			both, _ := m.Intersect(o.Interval)
			w.link(graph.HopSecretary, o, m, "", func(l *graph.Link) { l.Interval = both })
		}
		if got := w.gap(t, o, graph.GapSecretaryVacant); got != c.want {
			t.Errorf("%s: %q, not %q", c.name, got, c.want)
		}
	}
	for _, kind := range graph.OrganisationKinds {
		w := newTown()
		needs := kind != graph.OrgGroup && kind != graph.OrgLeadingGroup
		if got := w.gap(t, w.organisation("o", kind, ""), graph.GapSecretaryVacant); (got != "") != needs {
			t.Errorf("%s: %q", kind, got)
		}
	}
}

func TestCommitteeMissing(t *testing.T) {
	for _, c := range []struct {
		name  string
		kind  graph.OrganisationKind
		full  int
		terms []string
		want  string
	}{
		{"six", graph.OrgBranch, 6, nil, ""},
		{"seven, no term ever", graph.OrgBranch, 7, nil, "info [2020-01-01, )"},
		{"seven, between terms", graph.OrgJointBranch, 7, []string{"2019-01-01..2022-01-01", "2022-03-01"}, "[2022-01-01, 2022-03-01)"},
		{"seven, the last one ended", graph.OrgServiceCentreBranch, 7, []string{"2019-01-01..2022-01-01"}, "[2022-01-01, )"},
		{"a temporary branch needs none", graph.OrgTemporaryBranch, 7, nil, ""},
		{"nor a general branch", graph.OrgGeneralBranch, 7, nil, ""},
	} {
		w := newTown()
		o := w.organisation("o", c.kind, "")
		w.people(o, c.full+1, "2020-01-01") // the first is probationary
		for _, during := range c.terms {
			o.Terms = append(o.Terms, graph.Term{Interval: days(during)})
		}
		if got := w.gap(t, o, graph.GapCommitteeMissing); got != c.want {
			t.Errorf("%s: %q, not %q", c.name, got, c.want)
		}
	}
}

func TestPairingIdle(t *testing.T) {
	for _, c := range []struct {
		name, life string
		activities []string
		second     string // days of the second end
		want       string
	}{
		{"neither since nor activity", "", nil, "", "info [, )"},
		{"since alone", "2020-01-01", nil, "", "[2020-06-29, )"},
		{"an activity on the last day", "2020-01-01", []string{"2020-06-28"}, "", "[2020-12-25, )"},
		{"one a day late", "2020-01-01", []string{"2020-06-30"}, "", "[2020-06-29, 2020-06-30) [2020-12-27, )"},
		{"ended before it idles", "2020-01-01..2020-06-29", nil, "", ""},
		{"no since, one activity", "", []string{"2020-01-01"}, "", "[, 2020-01-01) [2020-06-29, )"},
		{"one end alone is not active", "2020-01-01", nil, "2020-01-01..2020-08-01", "[2020-06-29, 2020-08-01)"},
		{"a coming activity", "2020-01-01", []string{"2020-05-01", "2050-01-01"}, "", "[2020-10-28, 2050-01-01) [2050-06-30, )"},
	} {
		w := newTown()
		p := &graph.Pairing{Head: graph.Head{ID: id(graph.KindPairing, "p"), Interval: days(c.life)}}
		for _, d := range c.activities {
			p.Activities = append(p.Activities, graph.Activity{Date: graph.MustDate(d)})
		}
		w.nouns[p.ID] = p
		w.link(graph.HopEnd, p, w.organisation("a", graph.OrgBranch, ""), c.life, func(l *graph.Link) { l.Role = string(graph.RolePeer) })
		if c.second == "" {
			c.second = c.life
		}
		w.link(graph.HopEnd, p, w.organisation("b", graph.OrgBranch, ""), c.second, func(l *graph.Link) { l.Role = string(graph.RolePeer) })
		if got := w.gap(t, p, graph.GapPairingIdle); got != c.want {
			t.Errorf("%s: %q, not %q", c.name, got, c.want)
		}
	}
}
