package rules

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

// smallWorld is a few facts, by id: what a change replaces.
type smallWorld struct {
	nouns map[graph.ID]graph.Noun
	links map[graph.ID]graph.Link
}

func (w *smallWorld) Nouns(_ context.Context, ids []graph.ID) (map[graph.ID]graph.Noun, error) {
	found := map[graph.ID]graph.Noun{}
	for _, id := range ids {
		if n, ok := w.nouns[id]; ok {
			found[id] = n
		}
	}
	return found, nil
}

func (w *smallWorld) Links(_ context.Context, q graph.LinkQuery) (map[graph.ID][]graph.Link, error) {
	found := map[graph.ID][]graph.Link{}
	for _, l := range w.links {
		if slices.Contains(q.IDs, l.Near(q.Direction)) && slices.Contains(q.Hops, l.Hop) && (q.On == 0 || l.Holds(q.On)) {
			found[l.Near(q.Direction)] = append(found[l.Near(q.Direction)], l)
		}
	}
	for _, links := range found {
		slices.SortFunc(links, func(a, b graph.Link) int { return slices.Compare([]graph.ID{a.ID}, []graph.ID{b.ID}) })
	}
	return found, nil
}

func nounIDs(kind graph.Kind, n int) (ids []graph.ID) {
	for i := range n {
		ids = append(ids, graph.DerivedID(kind, fmt.Sprint(i)))
	}
	return ids
}

var (
	someRegions       = nounIDs(graph.KindRegion, 5)
	someOrganisations = nounIDs(graph.KindOrganisation, 5)
	someUnits         = nounIDs(graph.KindUnit, 3)
	someMembers       = nounIDs(graph.KindMember, 3)
	somePairings      = nounIDs(graph.KindPairing, 2)
)

// lastDay bounds the days on which anything happens.
const lastDay = 30

// smallRules are rules that a few facts within a month can break.
func smallRules() *Ruleset {
	rs := Default()
	rs.BranchMost, rs.GeneralBranchMost, rs.JointMost, rs.CommitteeFull, rs.IdleDays, rs.EnoughFull = 1, 2, 0, 1, 4, 1
	rs.VacantMonths, rs.AwayMonths = 0, 0 // months are too long here
	return rs
}

// runsOf cuts a life into values one after another, with days left out.
func runsOf(t *rapid.T, life graph.Interval, most int) (runs []graph.Interval) {
	at := life.Since
	for range rapid.IntRange(0, most).Draw(t, "runs") {
		since := at + graph.Date(rapid.IntRange(0, 3).Draw(t, "pause"))
		until := since + graph.Date(rapid.IntRange(1, 12).Draw(t, "days"))
		if rapid.IntRange(0, 2).Draw(t, "open") == 0 || until > lastDay {
			until = 0
		}
		run, ok := graph.Interval{Since: since, Until: until}.Intersect(life)
		if !ok {
			break
		}
		runs = append(runs, run)
		if until == 0 {
			break
		}
		at = until
	}
	return runs
}

func anySpells[T any](t *rapid.T, life graph.Interval, values []T) (spells []graph.Spell[T]) {
	for _, run := range runsOf(t, life, 3) {
		spells = append(spells, graph.Spell[T]{Value: rapid.SampledFrom(values).Draw(t, "value"), Interval: run})
	}
	return spells
}

func anyLife(t *rapid.T) graph.Interval {
	life := graph.Interval{Since: graph.Date(rapid.IntRange(0, 5).Draw(t, "since"))}
	if rapid.IntRange(0, 4).Draw(t, "ends") == 0 {
		life.Until = graph.Date(rapid.IntRange(15, lastDay).Draw(t, "until"))
	}
	return life
}

func anyNoun(t *rapid.T, id graph.ID) graph.Noun {
	head := graph.Head{ID: id, Name: "n", Interval: anyLife(t)}
	life := head.Interval
	switch id.Kind() {
	case graph.KindRegion:
		return &graph.Region{Head: head, RegionKind: rapid.SampledFrom([]graph.RegionKind{graph.RegionVillage, graph.RegionCommunity, graph.RegionCommunity, graph.RegionGrid, graph.RegionHousingEstate}).Draw(t, "kind")}
	case graph.KindOrganisation:
		o := &graph.Organisation{
			Head: head, Kinds: anySpells(t, life, []graph.OrganisationKind{graph.OrgBranch, graph.OrgJointBranch, graph.OrgGeneralBranch, graph.OrgCompositeBranch, graph.OrgLeadingGroup}),
			Strengths:   anySpells(t, life, []graph.Strength{graph.StrengthWeak, graph.StrengthWeak, graph.StrengthStrong}),
			Secretaries: anySpells(t, life, []string{"甲", "乙"}),
		}
		for _, run := range runsOf(t, life, 2) {
			o.Terms = append(o.Terms, graph.Term{Interval: run, To: graph.Date(rapid.IntRange(0, lastDay).Draw(t, "to"))})
		}
		return o
	case graph.KindUnit:
		u := &graph.Unit{
			Head: head, Classes: anySpells(t, life, []graph.UnitClass{{UnitKind: graph.UnitEnterprise, Ownership: graph.OwnershipPrivate}, {UnitKind: graph.UnitSchool, Ownership: graph.OwnershipState}}),
			States: anySpells(t, life, graph.UnitStates), Staffs: anySpells(t, life, []int{3, 80}),
		}
		for i, run := range runsOf(t, life, 2) {
			u.Headcounts = append(u.Headcounts, graph.Headcount{ID: graph.DerivedID(graph.KindHeadcount, string(id), fmt.Sprint(i)), Unit: id, Date: run.Since, Full: rapid.IntRange(0, 4).Draw(t, "full")})
		}
		for i, run := range runsOf(t, life, 1) {
			u.Works = append(u.Works, graph.Work{ID: graph.DerivedID(graph.KindWork, string(id), fmt.Sprint(i)), Unit: id, WorkKind: graph.WorkLiaison, Interval: run})
		}
		return u
	case graph.KindMember:
		return &graph.Member{
			Head: head, Statuses: anySpells(t, life, []graph.MemberStatus{graph.StatusFull, graph.StatusProbationary}),
			Employments: anySpells(t, life, []graph.Employment{graph.EmploymentInService, graph.EmploymentRetired}),
			Aways:       anySpells(t, life, []graph.Away{{Fixed: true}, {Place: "x"}}),
		}
	default:
		p := &graph.Pairing{Head: head, PairingKind: graph.PairingMentor}
		for _, run := range runsOf(t, life, 3) {
			p.Activities = append(p.Activities, graph.Activity{Date: run.Since})
		}
		return p
	}
}

// slot is what a change replaces as a whole: a noun, or its links of one hop.
type slot struct {
	id  graph.ID
	hop graph.Hop // "" = the noun itself
}

func allSlots() (slots []slot) {
	for _, id := range slices.Concat(someRegions, someOrganisations, someUnits, someMembers, somePairings) {
		slots = append(slots, slot{id: id})
		for _, hop := range []graph.Hop{graph.HopLocated, graph.HopSuperior, graph.HopLeads, graph.HopCovers, graph.HopAffiliated, graph.HopWorksAt, graph.HopEnd, graph.HopParent, graph.HopResides, graph.HopRegistered, graph.HopSecretary} {
			if from, _ := hop.Ends(); slices.Contains(from, id.Kind()) {
				slots = append(slots, slot{id, hop})
			}
		}
	}
	return slots
}

// draw fills a slot anew, with the same ids as before.
func (w *smallWorld) draw(t *rapid.T, s slot) {
	if s.hop == "" {
		w.nouns[s.id] = anyNoun(t, s.id)
		return
	}
	for id, l := range w.links {
		if l.From == s.id && l.Hop == s.hop {
			delete(w.links, id)
		}
	}
	put := func(i int, to graph.ID, days graph.Interval) {
		l := graph.Link{ID: graph.DerivedID(s.hop.IDKind(), string(s.hop), string(s.id), fmt.Sprint(i)), Hop: s.hop, From: s.id, To: to, Interval: days}
		switch s.hop {
		case graph.HopCovers:
			l.Mode = rapid.SampledFrom([]graph.CoverageMode{graph.ModeOwn, graph.ModeOwn, graph.ModeJoint, graph.ModeArea}).Draw(t, "mode")
		case graph.HopEnd:
			l.Role = string(rapid.SampledFrom([]graph.EndRole{graph.RoleHelped, graph.RoleHelper, graph.RolePeer}[:2+i%2]).Draw(t, "role"))
		}
		w.links[l.ID] = l
	}
	var to []graph.ID
	switch s.hop {
	case graph.HopLocated, graph.HopLeads, graph.HopResides:
		to = someRegions
	case graph.HopParent: // only to earlier ones: no circles
		to = someRegions[:slices.Index(someRegions, s.id)]
	case graph.HopSecretary:
		to = someMembers
	case graph.HopSuperior: // only to earlier ones: no circles
		to = someOrganisations[:slices.Index(someOrganisations, s.id)]
	case graph.HopCovers, graph.HopWorksAt:
		to = someUnits
	case graph.HopAffiliated, graph.HopRegistered:
		to = someOrganisations
	case graph.HopEnd:
		to = slices.Concat(someOrganisations, someUnits, someRegions)
	}
	if len(to) == 0 {
		return
	}
	if s.hop.Single() {
		for i, run := range runsOf(t, graph.Always, 3) {
			put(i, rapid.SampledFrom(to).Draw(t, "to"), run)
		}
		return
	}
	for i := range rapid.IntRange(0, 3).Draw(t, "links") {
		for _, run := range runsOf(t, graph.Always, 1) {
			put(i, rapid.SampledFrom(to).Draw(t, "to"), run)
		}
	}
}

// shorten takes days from one link, or all of them.
func (w *smallWorld) shorten(t *rapid.T) {
	ids := slices.Sorted(maps.Keys(w.links))
	if len(ids) == 0 {
		return
	}
	l := w.links[rapid.SampledFrom(ids).Draw(t, "link")]
	if l.Until = l.Since + graph.Date(rapid.IntRange(0, 3).Draw(t, "left")); l.Until == l.Since {
		delete(w.links, l.ID)
		return
	}
	w.links[l.ID] = l
}

func (w *smallWorld) derive(t *rapid.T) map[graph.ID][]graph.Finding {
	subjects := slices.Concat(someRegions, someOrganisations, someUnits, someMembers, somePairings)
	world, err := Gather(t.Context(), smallRules(), w, subjects)
	if err != nil {
		t.Fatal(err)
	}
	found := world.Derive(subjects)
	for _, findings := range found {
		slices.SortFunc(findings, func(a, b graph.Finding) int {
			return slices.Compare([]string{string(a.ID), a.Piece.Since.String()}, []string{string(b.ID), b.Piece.Since.String()})
		})
	}
	return found
}

// changesFrom lists what differs from an earlier world.
func (w *smallWorld) changesFrom(before *smallWorld) (changes []graph.Change) {
	for id, n := range w.nouns {
		if !reflect.DeepEqual(before.nouns[id], n) {
			changes = append(changes, graph.Change{NounBefore: before.nouns[id], NounAfter: n})
		}
	}
	for id, l := range w.links {
		if old, known := before.links[id]; !known {
			changes = append(changes, graph.Change{LinkAfter: &l})
		} else if old != l {
			changes = append(changes, graph.Change{LinkBefore: &old, LinkAfter: &l})
		}
	}
	for id, old := range before.links {
		if _, kept := w.links[id]; !kept {
			changes = append(changes, graph.Change{LinkBefore: &old, Correct: true})
		}
	}
	return changes
}

// Whatever changes, every subject whose findings differ is touched.
func TestTouchMissesNobody(t *testing.T) {
	slots := allSlots()
	differed := map[graph.FindingCode]int{}
	missed := func() (kinds []graph.GapKind) {
		for _, kind := range graph.GapKinds {
			if differed[kind.Code()] == 0 {
				kinds = append(kinds, kind)
			}
		}
		return kinds
	}
	property := func(t *rapid.T) {
		before := &smallWorld{nouns: map[graph.ID]graph.Noun{}, links: map[graph.ID]graph.Link{}}
		for _, s := range slots {
			before.draw(t, s)
		}
		after := &smallWorld{nouns: map[graph.ID]graph.Noun{}, links: map[graph.ID]graph.Link{}}
		for id, n := range before.nouns {
			after.nouns[id] = n
		}
		for id, l := range before.links {
			after.links[id] = l
		}
		for range rapid.IntRange(1, 2).Draw(t, "changes") {
			if rapid.Bool().Draw(t, "one link") {
				after.shorten(t)
			} else {
				after.draw(t, rapid.SampledFrom(slots).Draw(t, "slot"))
			}
		}
		changes := after.changesFrom(before)
		touched := map[graph.ID]bool{}
		for _, facts := range []graph.Facts{before, after} {
			some, err := Touch(t.Context(), smallRules(), facts, changes)
			if err != nil {
				t.Fatal(err)
			}
			for id := range some {
				touched[id] = true
			}
		}
		was, is := before.derive(t), after.derive(t)
		for id := range is {
			if reflect.DeepEqual(was[id], is[id]) {
				continue
			}
			for _, f := range slices.Concat(was[id], is[id]) {
				differed[f.Code]++
			}
			if !touched[id] {
				t.Fatalf("%s is not touched by %+v, but was %+v and is %+v", id, changes, was[id], is[id])
			}
		}
	}
	rapid.Check(t, property)
	// Some kinds need a rare draw: a change that makes no difference tests nothing.
	for range 50 {
		if len(missed()) > 0 {
			rapid.Check(t, property)
		}
	}
	if kinds := missed(); len(kinds) > 0 {
		t.Errorf("no change made a difference to %v: this tests nothing", kinds)
	}
}

// Findings do not depend on which subjects are derived together.
func TestDeriveAloneAndTogether(t *testing.T) {
	slots := allSlots()
	rapid.Check(t, func(t *rapid.T) {
		w := &smallWorld{nouns: map[graph.ID]graph.Noun{}, links: map[graph.ID]graph.Link{}}
		for _, s := range slots {
			w.draw(t, s)
		}
		together := w.derive(t)
		for id, want := range together {
			world, err := Gather(t.Context(), smallRules(), w, []graph.ID{id})
			if err != nil {
				t.Fatal(err)
			}
			got := world.Derive([]graph.ID{id})[id]
			slices.SortFunc(got, func(a, b graph.Finding) int {
				return slices.Compare([]string{string(a.ID), a.Piece.Since.String()}, []string{string(b.ID), b.Piece.Since.String()})
			})
			if !reflect.DeepEqual(got, want) {
				t.Fatalf("%s alone: %+v, among others: %+v", id, got, want)
			}
		}
	})
}
