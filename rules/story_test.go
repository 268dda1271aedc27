package rules

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"testing"

	"cobuild/graph"
)

// story is a few facts told by name, and asked what follows from them.
type story struct {
	*smallWorld
	rs *Ruleset
}

func newStory() *story {
	return &story{&smallWorld{nouns: map[graph.ID]graph.Noun{}, links: map[graph.ID]graph.Link{}}, Default()}
}

// since reads "2024-01-01" and "2024-01-01/2025-01-01"; "" is always.
func during(text string) graph.Interval {
	since, until, _ := strings.Cut(text, "/")
	return graph.Interval{Since: dateOrNone(since), Until: dateOrNone(until)}
}

func dateOrNone(text string) graph.Date {
	if text == "" {
		return 0
	}
	return graph.MustDate(text)
}

func (s *story) put(n graph.Noun) graph.ID {
	s.nouns[n.Top().ID] = n
	return n.Top().ID
}

func head(kind graph.Kind, name string) graph.Head {
	return graph.Head{ID: graph.DerivedID(kind, name), Name: name}
}

func always[T any](value T) []graph.Spell[T] { return []graph.Spell[T]{{Value: value}} }

// unit tells of a private enterprise.
func (s *story) unit(name string, change ...func(*graph.Unit)) graph.ID {
	u := &graph.Unit{Head: head(graph.KindUnit, name), Classes: always(graph.UnitClass{UnitKind: graph.UnitEnterprise, Ownership: graph.OwnershipPrivate})}
	for _, one := range change {
		one(u)
	}
	return s.put(u)
}

func (s *story) organisation(name string, kind graph.OrganisationKind, change ...func(*graph.Organisation)) graph.ID {
	o := &graph.Organisation{Head: head(graph.KindOrganisation, name), Kinds: always(kind)}
	for _, one := range change {
		one(o)
	}
	return s.put(o)
}

func (s *story) region(name string, kind graph.RegionKind, life string) graph.ID {
	r := &graph.Region{Head: head(graph.KindRegion, name), RegionKind: kind}
	r.Interval = during(life)
	return s.put(r)
}

func (s *story) pairing(name, life string) graph.ID {
	p := &graph.Pairing{Head: head(graph.KindPairing, name), PairingKind: graph.PairingMentor}
	p.Interval = during(life)
	return s.put(p)
}

func (s *story) link(hop graph.Hop, from, to graph.ID, life string, change ...func(*graph.Link)) {
	l := graph.Link{ID: graph.DerivedID(hop.IDKind(), fmt.Sprint(len(s.links))), Hop: hop, From: from, To: to, Interval: during(life)}
	for _, one := range change {
		one(&l)
	}
	s.links[l.ID] = l
}

func (s *story) covers(organisation, unit graph.ID, mode graph.CoverageMode, life string) {
	s.link(graph.HopCovers, organisation, unit, life, func(l *graph.Link) { l.Mode = mode })
}

func (s *story) end(pairing, participant graph.ID, role graph.EndRole, life string) {
	s.link(graph.HopEnd, pairing, participant, life, func(l *graph.Link) { l.Role = string(role) })
}

// members tells of n full members in service, each of whom change may make
// another.
func (s *story) members(name string, n int, change ...func(*graph.Member)) (ids []graph.ID) {
	for i := range n {
		m := &graph.Member{Head: head(graph.KindMember, fmt.Sprint(name, i)), Statuses: always(graph.StatusFull)}
		for _, one := range change {
			one(m)
		}
		ids = append(ids, s.put(m))
	}
	return ids
}

func (s *story) affiliate(members []graph.ID, organisation graph.ID, life string) {
	for _, id := range members {
		s.link(graph.HopAffiliated, id, organisation, life)
	}
}

func (s *story) employ(members []graph.ID, unit graph.ID, life string) {
	for _, id := range members {
		s.link(graph.HopWorksAt, id, unit, life)
	}
}

// found is what holds of a subject on a day, in words: "JOINT ENOUGH WORKED"
// of a unit in the base, the reason of one outside it, and the gaps.
func (s *story) found(t *testing.T, subject graph.ID, on string) string {
	t.Helper()
	w, err := Gather(t.Context(), s.rs, s, []graph.ID{subject})
	if err != nil {
		t.Fatal(err)
	}
	day := graph.MustDate(on)
	var held []graph.Finding
	for _, f := range w.Derive([]graph.ID{subject})[subject] {
		if f.Piece.Holds(day) {
			held = append(held, f)
		}
	}
	slices.SortFunc(held, func(a, b graph.Finding) int { return cmp.Compare(a.Code, b.Code) })
	var words []string
	for _, f := range held {
		text := wordsOf(f.Code)
		if kind, gap := f.Code.GapKind(); gap && (f.Related != "") != (kind == graph.GapShouldSplit || kind == graph.GapHatchable) {
			text += " related to " + string(f.Related)
		}
		words = append(words, text)
	}
	return strings.Join(words, ", ")
}

func wordsOf(code graph.FindingCode) string {
	if e, m, worked, ok := code.Status(); ok {
		words := string(e) + " " + string(m)
		if worked {
			words += " WORKED"
		}
		return words
	}
	if reason, ok := code.Exclusion(); ok {
		return "excluded " + string(reason)
	}
	if kind, ok := code.GapKind(); ok {
		return string(kind)
	}
	return map[graph.FindingCode]string{graph.CodeLed: "LED", graph.CodeNotLed: "NOT_LED"}[code]
}

// tale is a story about one subject and what is to be found of it on days.
type tale struct {
	name string
	tell func(s *story) graph.ID
	want map[string]string
}

func tellAll(t *testing.T, tales []tale) {
	t.Helper()
	for _, one := range tales {
		t.Run(one.name, func(t *testing.T) {
			s := newStory()
			subject := one.tell(s)
			for on, want := range one.want {
				if got := s.found(t, subject, on); got != want {
					t.Errorf("on %s: %q, want %q", on, got, want)
				}
			}
		})
	}
}
