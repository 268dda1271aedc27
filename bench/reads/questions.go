package main

import (
	"context"
	"errors"
	"fmt"
	"strings"
)

// question is what is asked: with the same variables again and again, and with
// others each time.
type question struct {
	name      string
	query     string
	variables map[string]any
	varied    []map[string]any // nil where there is nothing to vary
}

// world is what the questions ask about, found by asking the store.
type world struct {
	s                            *served
	nation, province, prefecture string // ids
	code                         string // of the province
	from, to                     string // two units that something links
	name                         string // the beginning of an organisation's name
	deep                         any    // cursor of page 1,000, or of the last there is
	drawn                        drawn
}

type found struct{ ID, Code, Name string }

// learn goes down from the root to the child with the most units on each level.
func learn(ctx context.Context, s *served) (*world, error) {
	w := &world{s: s}
	var at struct{ Roots []found }
	if err := s.data(ctx, `{ roots { id code name } }`, nil, &at); err != nil {
		return nil, err
	}
	if len(at.Roots) == 0 {
		return nil, errors.New("the store has no regions")
	}
	w.nation = at.Roots[0].ID
	province, err := w.greatest(ctx, w.nation)
	if err != nil {
		return nil, err
	}
	w.province, w.code = province.ID, province.Code
	prefecture, err := w.greatest(ctx, w.province)
	if err != nil {
		return nil, err
	}
	w.prefecture = prefecture.ID
	var of struct {
		Region struct{ Organisations struct{ Nodes []found } }
		Paired struct {
			Nodes []struct {
				Ends []struct{ Participant found }
			}
		}
	}
	err = s.data(ctx, `query($id: ID!) { region(by: {id: $id}) { organisations(last: 1) { nodes { id name } } }
		paired: pairings(first: 20, filter: {within: {id: $id}}) { nodes { ends { participant { id } } } } }`, map[string]any{"id": w.prefecture}, &of)
	if err != nil {
		return nil, err
	}
	if len(of.Region.Organisations.Nodes) == 0 || len(of.Paired.Nodes) == 0 {
		return nil, errors.New("the greatest prefecture has no organisations, or no pairings")
	}
	name := []rune(of.Region.Organisations.Nodes[0].Name)
	w.name = string(name[:min(5, len(name))])
	for _, pairing := range of.Paired.Nodes {
		if len(pairing.Ends) > 1 {
			w.from, w.to = pairing.Ends[0].Participant.ID, pairing.Ends[1].Participant.ID
		}
	}
	if err := w.dig(ctx); err != nil {
		return nil, err
	}
	err = w.draw(ctx)
	return w, err
}

// greatest is the child of a region with the most units.
func (w *world) greatest(ctx context.Context, region string) (found, error) {
	var at struct {
		Region struct {
			Children struct {
				Nodes []struct {
					found
					CoverageReport struct{ Units int }
				}
			}
		}
	}
	err := w.s.data(ctx, `query($id: ID!) { region(by: {id: $id}) { children(first: 100) { nodes { id code name coverageReport { units } } } } }`,
		map[string]any{"id": region}, &at)
	var best found
	most := -1
	for _, child := range at.Region.Children.Nodes {
		if child.CoverageReport.Units > most {
			best, most = child.found, child.CoverageReport.Units
		}
	}
	if err == nil && most < 0 {
		err = fmt.Errorf("region %s has no children", region)
	}
	return best, err
}

const gapsPage = `query($id: ID!, $first: Int, $after: String) { region(by: {id: $id}) { gaps(first: $first, after: $after, filter: {severities: [HIGH, MEDIUM]}) {
  nodes { id gapKind since region { name } subject { id name } } pageInfo { endCursor hasNextPage } } } }`

// dig pages to page 1,000 of 50, or as far as there are gaps.
func (w *world) dig(ctx context.Context) error {
	for range 500 {
		var at struct {
			Region struct {
				Gaps struct {
					PageInfo struct {
						EndCursor   *string
						HasNextPage bool
					}
				}
			}
		}
		if err := w.s.data(ctx, gapsPage, map[string]any{"id": w.province, "first": 100, "after": w.deep}, &at); err != nil {
			return err
		}
		if !at.Region.Gaps.PageInfo.HasNextPage {
			return nil
		}
		w.deep = at.Region.Gaps.PageInfo.EndCursor
	}
	return nil
}

// deepest is the id of the first gap of the page that dig has come to, "" where
// there is none.
func (w *world) deepest(ctx context.Context) (string, error) {
	var at struct {
		Region struct{ Gaps struct{ Nodes []found } }
	}
	err := w.s.data(ctx, gapsPage, map[string]any{"id": w.province, "first": 1, "after": w.deep}, &at)
	if err != nil || len(at.Region.Gaps.Nodes) == 0 {
		return "", err
	}
	return at.Region.Gaps.Nodes[0].ID, nil
}

// size says how much the store holds.
func (w *world) size(ctx context.Context) (string, error) {
	var at struct {
		Region struct{ CoverageReport struct{ Units int } }
		Roots  []struct {
			Organisations, Units struct{ TotalCount *int }
		}
	}
	err := w.s.data(ctx, `query($id: ID!) { region(by: {id: $id}) { name coverageReport { units } } }`, map[string]any{"id": w.nation}, &at)
	return fmt.Sprintf("%d units count in the report of the nation.", at.Region.CoverageReport.Units), err
}

const rates = `units organisationCoverage { value numerator denominator } workCoverage { value } regionsWithOrganisation { value }`

// questions are asked in this order.
func (w *world) questions() []question {
	of := func(id string) map[string]any { return map[string]any{"id": id} }
	d := &w.drawn
	some := func(regions []found) []map[string]any {
		return each(regions, func(r found) map[string]any { return of(r.ID) })
	}
	last := `query($id: ID!, $asOf: Date) { region(by: {id: $id}, asOf: $asOf) { coverageReport { ` + rates + ` } `
	report := last + `children(first: 100) { nodes { name coverageReport { ` + rates + ` } } } } }`
	return []question{
		{"nothing", `{ __typename }`, nil, nil},
		{"region", `query($id: ID!) { region(by: {id: $id}) { name code } }`, of(w.province), some(d.regions)},
		{"report of the nation and its children", report, of(w.nation), d.regionsAndDays([]found{{ID: w.nation}})},
		{"report of a province and its prefectures", report, of(w.province), some(d.regions)},
		{"report of a past day", last + `} }`, map[string]any{"id": w.nation, "asOf": "2020-12-31"}, d.regionsAndDays(append([]found{{ID: w.nation}}, d.provinces...))},
		{"trend of 60 months of a province", `query($id: ID!) { region(by: {id: $id}) { coverageTrend(from: "2021-11-01", to: "2026-10-31", every: MONTH) { asOf ` + rates + ` } } }`, of(w.province), some(d.regions)},
		{"gaps of a province, page 1", gapsPage, map[string]any{"id": w.province, "first": 50}, d.gaps},
		{"gaps of a province, page 1,000", gapsPage, map[string]any{"id": w.province, "first": 50, "after": w.deep}, nil},
		{"uncovered enterprises, a page", unitsPage, map[string]any{"id": w.prefecture, "first": 50}, d.units},
		{"uncovered enterprises, a page with their number", strings.Replace(unitsPage, "{ nodes", "{ totalCount nodes", 1), map[string]any{"id": w.prefecture, "first": 50}, d.units},
		{
			"uncovered enterprises, their number", `query($filter: UnitFilter) { units(filter: $filter) { totalCount } }`,
			map[string]any{"filter": map[string]any{"unitKinds": []string{"ENTERPRISE"}, "establishment": []string{"NONE"}}},
			d.counts(),
		},
		{nestedName, nestedQuery, map[string]any{"id": w.province, "first": 50}, d.organisations},
		{"search of a name", searchQuery, map[string]any{"text": w.name}, each(d.names, func(name string) map[string]any { return map[string]any{"text": name} })},
		{"search of a common word", searchQuery, map[string]any{"text": "公司"}, nil},
		{
			linksName, `query($from: ID!, $to: ID!) { links(from: $from, to: $to, maxHops: 6) { links { hops steps { linkKind to { id name } } } } }`,
			map[string]any{"from": w.from, "to": w.to},
			d.links(),
		},
	}
}

const searchQuery = `query($text: String!) { search(text: $text, first: 20) { edges { node { id name } } pageInfo { hasNextPage } } }`

const unitsPage = `query($id: ID!, $first: Int, $after: String) { units(first: $first, after: $after, filter: {within: {id: $id}, unitKinds: [ENTERPRISE], establishment: [NONE]}) {
  nodes { id name unitKind } pageInfo { hasNextPage endCursor } } }`

const nestedName = "nested: 50 organisations"

const nestedQuery = `query($id: ID!, $first: Int, $after: String) { organisations(first: $first, after: $after, filter: {within: {id: $id}}) { nodes { id name region { name }
  coverages(first: 10) { nodes { mode unit { id name } } }
  pairings(first: 10) { nodes { id pairingKind ends { role participant { id name } } } } } } }`
