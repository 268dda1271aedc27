package e2e_test

import (
	"context"
	"fmt"
	"sync"
	"testing"

	"cobuild/graph"
	"cobuild/store"
)

// counting is an engine that counts the questions put to it.
type counting struct {
	store.Engine
	mu    sync.Mutex
	calls map[string]int
}

func (c *counting) count(call string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.calls[call]++
}

// reset gives the calls so far and begins again.
func (c *counting) reset() map[string]int {
	c.mu.Lock()
	defer c.mu.Unlock()
	calls := c.calls
	c.calls = map[string]int{}
	return calls
}

func (c *counting) State(ctx context.Context) (store.State, error) {
	c.count("State")
	return c.Engine.State(ctx)
}

func (c *counting) Nouns(ctx context.Context, ids []graph.ID) (map[graph.ID]store.NounRow, error) {
	c.count("Nouns")
	return c.Engine.Nouns(ctx, ids)
}

func (c *counting) Links(ctx context.Context, q graph.LinkQuery) (map[graph.ID][]store.LinkRow, error) {
	c.count(fmt.Sprint("Links ", q.Hops, q.Direction))
	return c.Engine.Links(ctx, q)
}

func (c *counting) LinksByID(ctx context.Context, ids []graph.ID) (map[graph.ID]store.LinkRow, error) {
	c.count("LinksByID")
	return c.Engine.LinksByID(ctx, ids)
}

func (c *counting) LinkPages(ctx context.Context, q graph.LinkPageQuery) (map[graph.ID][]store.LinkRow, error) {
	c.count(fmt.Sprint("LinkPages ", q.Hop, q.Direction))
	return c.Engine.LinkPages(ctx, q)
}

func (c *counting) CountLinks(ctx context.Context, q graph.LinkQuery) (map[graph.ID]int, error) {
	c.count(fmt.Sprint("CountLinks ", q.Hops, q.Direction))
	return c.Engine.CountLinks(ctx, q)
}

func (c *counting) Scan(ctx context.Context, ranges []store.Range) ([][]store.ShelfRow, error) {
	c.count("Scan")
	return c.Engine.Scan(ctx, ranges)
}

func (c *counting) Findings(ctx context.Context, ranges []store.FindingRange) ([][]store.FindingRow, error) {
	c.count("Findings")
	return c.Engine.Findings(ctx, ranges)
}

func (c *counting) FindingsOf(ctx context.Context, subjects []graph.ID) (map[graph.ID][]store.FindingRow, error) {
	c.count("FindingsOf")
	return c.Engine.FindingsOf(ctx, subjects)
}

func (c *counting) FindingsByID(ctx context.Context, ids []graph.ID) (map[graph.ID][]store.FindingRow, error) {
	c.count("FindingsByID")
	return c.Engine.FindingsByID(ctx, ids)
}

func (c *counting) Segments(ctx context.Context, after int64) ([]store.SegmentRow, error) {
	c.count("Segments")
	return c.Engine.Segments(ctx, after)
}

func (c *counting) SegmentsByKey(ctx context.Context, keys []store.SegmentKey) (map[store.SegmentKey]store.SegmentRow, error) {
	c.count("SegmentsByKey")
	return c.Engine.SegmentsByKey(ctx, keys)
}

func (c *counting) Log(ctx context.Context, r []store.LogRange) ([][]store.LogRow, error) {
	c.count("Log")
	return c.Engine.Log(ctx, r)
}

// nested are queries with lists below each item of a list. Each list has at
// least fifteen items.
var nested = map[string]string{
	"children with reports": `query($n: Int!) { list: region(by: {code: "330206002"}) { children(first: $n) { totalCount nodes {
		name leadingOrganisation { name superior { name } } leadership { organisation { name } } units(first: 2) { totalCount nodes { name } } gapCounts { gapKind }
		coverageReport { units organisationCoverage { value missing(first: 2) { totalCount nodes { name } } } gaps(first: 2) { totalCount nodes { message } } } } } } }`,
	"organisations with members, pairings and partners": `query($n: Int!) { list: organisations(first: $n, filter: {underSuperior: "` + string(graph.DerivedID(graph.KindOrganisation, "gaotang", "DZ-XQ")) + `"}) { totalCount nodes {
		name region { name ancestors { name } } superior { name } leads { name pairings(first: 2) { totalCount nodes { label active ends { role participant { name region { name } } person { name } } } } }
		pairings(first: 2) { nodes { ends { participant { name } } } } members(first: 2) { totalCount nodes { label workplace { name } affiliation { name } } }
		coverages(first: 2) { totalCount nodes { unit { name status { reason } } } } subordinates(first: 2) { totalCount nodes { name } } secretary { holder { name } } committeeTerm { to } alliances { totalCount } } } }`,
	"units with coverages, statuses, gaps and headcounts": `query($n: Int!) { list: units(first: $n, filter: {within: {code: "330206"}, gapKinds: [SHOULD_SPLIT, HATCHABLE, UNCOVERED, HEADCOUNT_DIFFERS]}) { totalCount nodes {
		name region { name } coverages(first: 2) { nodes { mode organisation { name superior { name } } } } status { message organisation { name } evidence { node { id } } }
		gaps(first: 3) { totalCount nodes { message related { id } evidence { node { id } } } } headcount { full counted { full } reported { date } }
		members(first: 2) { totalCount nodes { name } } alliances(first: 2) { nodes { name } } pairings(first: 2) { nodes { label } } works(first: 2) { totalCount } } } }`,
	"gaps of organisations": `query($n: Int!) { list: gaps(first: $n, filter: {severities: [HIGH, MEDIUM, LOW, INFO],
		gapKinds: [WEAK_UNPAIRED, TERM_OVERDUE, OVERSIZE, TOO_MANY_UNITS, SECRETARY_VACANT, COMMITTEE_MISSING]}) { totalCount nodes {
		severity message evidence { value threshold } subject { label region { name } ... on Organisation { secretary { name } gaps { totalCount nodes { reason } } } } } } }`,
	"gaps of units with subjects and explanations": `query($n: Int!) { list: gaps(first: $n, filter: {within: {code: "330206"}, unitKinds: [ENTERPRISE]}) { totalCount nodes {
		message reason region { name } related { ... on Organisation { name } } evidence { value node { ... on Organisation { name } } } rule { text }
		subject { label region { name } ... on Unit { status { message } } } } } }`,
	"members with what they belong to": `query($n: Int!) { list: members(first: $n, filter: {within: {code: "330206"}}) { totalCount nodes {
		label region { name } affiliation { name superior { name } } workplace { name status { establishment } } residence { name parent { name } } registrations { organisation { name } } } } }`,
	"organisations with their lines": `query($n: Int!) { list: organisations(first: $n, filter: {underSuperior: "` + string(graph.DerivedID(graph.KindOrganisation, "gaotang", "DZ-XQ")) + `"}) { totalCount nodes {
		name memberCount { total full } descendants(first: 2, maxDepth: 2) { totalCount nodes { name } }
		coverageReport { units organisation { name } anyCoverage { value missing(first: 2) { totalCount nodes { name } } } gaps(first: 2) { totalCount nodes { message } } } } } }`,
	"children with trends and groups": `query($n: Int!) { list: region(by: {code: "330206002"}) { children(first: $n) { totalCount nodes {
		coverageTrend(from: "2025-01-01", to: "2026-10-31", every: QUARTER) { asOf units workCoverage { missing(first: 1) { totalCount nodes { name } } } }
		coverageBy(dimension: STAFF_BAND) { key report { units workCoverage { missing(first: 1) { totalCount nodes { name } } } } } } } } }`,
	"members with gaps": `query($n: Int!) { list: members(first: $n, filter: {gapKinds: [NOT_REPORTED, ADRIFT]}) { totalCount nodes {
		reporting { reportState community { name } organisation { name } } gaps(first: 2) { totalCount nodes { message evidence { node { id } } } } } } }`,
	"units on two dates": `query($n: Int!) { list: units(first: $n, filter: {within: {code: "330206-GT"}}) { totalCount nodes {
		status { message } then: status(asOf: "2025-12-31") { message organisation { name } } was: coverages(asOf: "2025-12-31", first: 2) { nodes { organisation { name } } } } } }`,
}

// TestCallsDoNotGrow asks the same for 3 parents and for many more. What the
// first three lack, a pairing or a report, may have to be asked for others, and
// of two questions put side by side the second may find the answer of the first in
// the store's cache or not; but no question is put once for each parent.
func TestCallsDoNotGrow(t *testing.T) {
	counter := &counting{Engine: openSQLite(t, true), calls: map[string]int{}}
	s := serve(t, counter)
	for name, query := range nested {
		t.Run(name, func(t *testing.T) {
			calls := func(n int) (map[string]int, int) {
				var answer struct {
					List struct {
						Nodes    []any
						Children struct{ Nodes []any }
					}
				}
				s.ask(query, map[string]any{"n": n}, &answer) // fills the caches of the store
				counter.reset()
				s.ask(query, map[string]any{"n": n}, &answer)
				return counter.reset(), len(answer.List.Nodes) + len(answer.List.Children.Nodes)
			}
			few, three := calls(3)
			many, most := calls(100)
			if three != 3 || most < 15 {
				t.Fatalf("%d and %d parents: choose a longer list", three, most)
			}
			for call, n := range many {
				const lacking = 3
				if n > few[call]+lacking {
					t.Errorf("%s is asked %d times for 3 parents and %d times for %d", call, few[call], n, most)
				}
			}
		})
	}
}
