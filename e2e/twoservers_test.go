package e2e_test

import (
	"bytes"
	"flag"
	"fmt"
	"math/rand/v2"
	"strings"
	"sync"
	"testing"

	"cobuild/graph"
	"cobuild/store/neo4j/neo4jtest"
)

var sharedCount = flag.Int("shared", 54/slowly, "how many random mutations are sent to two servers of one store")

// pair gives two servers of one store, each with an engine of its own.
func pair(t *testing.T, one engine) (a, b *server) {
	t.Helper()
	first := one.open(t, true)
	place := strings.TrimPrefix(first.Name(), "SQLite ")
	if one.name == "neo4j" {
		place = neo4jtest.URI(t)
	}
	second, err := openPlace(t.Context(), place)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { closeEngine(t, second) })
	a, b = serve(t, first), serve(t, second)
	b.ids.begin("second")
	return a, b
}

// sharedQueries read what is kept in memory: regions, segments, tours, lines.
var sharedQueries = []string{
	`query($on: Date!) { region(by: {code: "330206002"}, asOf: $on) { name children(first: 50) { totalCount nodes { name label parent { name } coverageReport { units revision anyCoverage { numerator denominator missing(first: 3) { totalCount nodes { name } } } } } } } }`,
	`query($on: Date!) { region(by: {code: "330206"}, asOf: $on) { gapCounts { gapKind count info } coverageBy(dimension: CHILD_REGION) { key report { units } } coverageTrend(from: "2025-01-01", to: "2026-10-31", every: QUARTER) { units } } roots { name } }`,
	`query($on: Date!) { organisations(first: 20, asOf: $on) { totalCount nodes { name coverageReport { units workCoverage { numerator } } memberCount { total } region { name ancestors { name } } } } changes(last: 3) { totalCount nodes { revision message } } }`,
	`query($on: Date!) { units(last: 20, asOf: $on) { totalCount nodes { id name region { name } status { reason } } } gaps(first: 20, asOf: $on) { totalCount nodes { id message } } members(first: 5, asOf: $on) { totalCount nodes { id gaps { nodes { message } } } } }`,
}

// TestTwoServersOfOneStore sends random mutations to two servers in turn: after
// each, both give the same answers, from whatever each keeps in memory. Then
// both write at the same moment.
func TestTwoServersOfOneStore(t *testing.T) {
	eachEngine(t, func(t *testing.T, e engine) {
		a, b := pair(t, e)
		servers := []*server{a, b}
		random := rand.New(rand.NewPCG(*randomSeed, 11))
		p := &player{random: random, ids: map[graph.Kind][]graph.ID{}}
		p.know(readDay(a, days[2]))
		operations := append([]operation{}, operations...)
		accepted, count := 0, *sharedCount
		if e.name != engines[0].name {
			count /= 3 // round trips
		}
		for n := range count {
			at := n % len(operations)
			if at == 0 {
				random.Shuffle(len(operations), func(i, j int) { operations[i], operations[j] = operations[j], operations[i] })
			}
			in := input{}
			operations[at].fill(p, in)
			r := operations[at].request(t, in)
			if p.learn(t, r, servers[n%2].exchange(r)) {
				accepted++
			}
			agree(t, servers[(n+1)%2], servers[n%2], sharedQueries[random.IntN(len(sharedQueries))], p.date())
			if t.Failed() {
				t.Fatalf("after mutation %d, %s", n, operations[at].name)
			}
		}
		if accepted < count/4 {
			t.Errorf("%d of %d were accepted", accepted, count)
		}
		writeAtOnce(t, servers)
		for _, query := range sharedQueries {
			agree(t, a, b, query, days[2])
		}
		recount(t, b, days[2])
		checkStore(t, a)
	})
}

func agree(t *testing.T, a, b *server, query string, on graph.Date) {
	t.Helper()
	r := request{Query: query, Variables: []byte(fmt.Sprintf(`{"on": %q}`, on))}
	if one, two := a.exchange(r), b.exchange(r); !bytes.Equal(one, two) || bytes.Contains(one, []byte(`"errors"`)) {
		t.Errorf("%s\non %s one server answers\n%s\nand the other\n%s", query, on, one, two)
	}
}

// writeAtOnce has both servers write and read at the same moment: every write
// is acknowledged, and gets a revision of its own.
func writeAtOnce(t *testing.T, servers []*server) {
	t.Helper()
	before, err := servers[0].store.Revision(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	const each = 6
	book := newLedger()
	var all sync.WaitGroup
	for i, s := range servers {
		all.Go(func() {
			for n := range each {
				if err := book.register(t.Context(), s.url, fmt.Sprintf("S-%d-%d", i, n)); err != nil {
					t.Errorf("server %d: %v", i, err)
				}
			}
		})
		all.Go(func() {
			for range each {
				if _, body, err := send(t.Context(), s.url, request{Query: sharedQueries[0], Variables: []byte(`{"on": "2026-11-01"}`)}); err != nil || bytes.Contains(body, []byte(`"errors"`)) {
					t.Errorf("a read beside writes: %v %s", err, body)
				}
			}
		})
	}
	all.Wait()
	for _, s := range servers {
		if after, err := s.store.Revision(t.Context()); err != nil || after != before+2*each {
			t.Errorf("revision %d after %d, %v; want %d more", after, before, err, 2*each)
		}
	}
}
