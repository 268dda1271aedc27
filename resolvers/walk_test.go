package resolvers_test

import (
	"context"
	"encoding/json"
	"slices"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/99designs/gqlgen/graphql"
	"github.com/99designs/gqlgen/graphql/executor"

	"cobuild/graph"
	"cobuild/resolvers"
)

// intercepted counts the fields that gqlgen runs.
type intercepted struct{ n *atomic.Int64 }

func (intercepted) ExtensionName() string                   { return "intercepted" }
func (intercepted) Validate(graphql.ExecutableSchema) error { return nil }
func (i intercepted) InterceptField(ctx context.Context, next graphql.Resolver) (any, error) {
	i.n.Add(1)
	return next(ctx)
}

// both asks once by the walk and once by gqlgen. fields is how many gqlgen ran
// beside the walk.
func (w *world) both(query string, variables map[string]any) (walked, plain string, fields int64) {
	w.t.Helper()
	answers := make([]string, 2)
	for i, extension := range []resolvers.Fields{{}, {ByGqlgen: true}} {
		var n atomic.Int64
		exec := executor.New(w.root.Schema())
		exec.Use(extension)
		exec.Use(intercepted{&n})
		exec.SetErrorPresenter(resolvers.Present)
		ctx := graphql.StartOperationTrace(w.root.Context(context.Background(), w.viewer, w.language))
		op, errs := exec.CreateOperationContext(ctx, &graphql.RawParams{Query: query, Variables: variables})
		if errs != nil {
			w.t.Fatal(errs)
		}
		next, ctx := exec.DispatchOperation(ctx, op)
		answer := next(ctx)
		told := []string{string(answer.Data)}
		for _, err := range answer.Errors {
			text, _ := json.Marshal(err)
			told = append(told, string(text))
		}
		slices.Sort(told[1:]) // side by side, gqlgen tells errors in any order
		answers[i] = strings.Join(told, "\n")
		if i == 0 {
			fields = n.Load()
		}
	}
	return answers[0], answers[1], fields
}

// All that clients can tell of the walk is what gqlgen would have answered.
func TestWalkAnswersAsGqlgenDoes(t *testing.T) {
	w := newWorld(t)
	root := w.ask(`{ roots { id children(first: 1) { nodes { id } } } units(first: 1) { nodes { id } } organisations(first: 1) { nodes { id } } }`)
	ids := map[string]any{
		"region": root.text("roots", 0, "id"), "unit": root.text("units", "nodes", 0, "id"),
		"organisation": root.text("organisations", "nodes", 0, "id"), "yes": true, "no": false, "cursor": "nonsense",
	}
	cases := map[string]struct {
		query string
		roots int64 // that gqlgen runs; 0 = it runs all
	}{
		"nested": {`query { organisations(first: 20) { totalCount pageInfo { hasNextPage hasPreviousPage startCursor endCursor } edges { cursor node { id name region { name ancestors { name } }
			coverages(first: 3) { nodes { mode since until unit { id name status { establishment } } } }
			pairings(first: 3) { totalCount nodes { id pairingKind ends { role participant { __typename id name } } } } } } } }`, 1},
		"many roots":               {`{ a: units(first: 2) { nodes { id } } b: units(first: 3) { totalCount nodes { name headcount { full basis } } } organisations { totalCount } }`, 3},
		"report":                   {`query($region: ID!) { region(by: {id: $region}) { coverageReport { asOf units organisationCoverage { value numerator denominator missing(first: 2) { nodes { id } } } } gaps(first: 5) { nodes { id gapKind message reason region { name } subject { id name } } } } }`, 1},
		"directives":               {`query($yes: Boolean!, $no: Boolean!) { units(first: 2) { nodes { id @skip(if: $yes) name @include(if: $yes) region @include(if: $no) { id } } } }`, 1},
		"aliases, fragments":       {`query { units(first: 2) { ...page nodes { one: name two: name name } } } fragment page on UnitConnection { nodes { ...unit } } fragment unit on Unit { id ... on Participant { name } __typename region { id } region { name } }`, 1},
		"interfaces":               {`query($unit: ID!, $organisation: ID!) { nodes(ids: [$unit, $organisation, "un-00000000000000"]) { __typename id ... on Unit { name status { establishment } } ... on Organisation { name label superior { name } } } }`, 1},
		"given below an interface": {`query($unit: ID!) { node(id: $unit) { ... on Unit { coverages(first: 2) { nodes { mode } } } } }`, 0},
		"nothing":                  {`{ node(id: "un-00000000000000") { id } }`, 1},
		"days":                     {`query($region: ID!) { region(by: {id: $region}, asOf: "2024-01-01") { units(first: 3) { nodes { name coverages(asOf: "2025-06-01") { nodes { since organisation { name } } } } } } }`, 1},
		"refused":                  {`query($cursor: String) { units(first: 2) { nodes { id coverages(after: $cursor) { nodes { id } } } } }`, 1},
		"refused pages":            {`{ regions: roots { units(first: 0) { nodes { id } } organisations(first: 1) { nodes { id } } } }`, 1},
		"refused arguments":        {`{ roots { units(filter: {within: {id: ""}}) { nodes { id } } name } }`, 1},
		"members":                  {`{ organisations(first: 3) { nodes { name members(first: 2) { totalCount nodes { id label } } } } }`, 1},
		"history":                  {`query($unit: ID!) { unit(by: {id: $unit}) { history(first: 5) { nodes { attribute since until change { recordedAt } } } } }`, 1},
		"search":                   {`{ search(text: "高", first: 5) { totalCount edges { cursor matches { __typename } node { id name } } } }`, 1},
		"ruleset":                  {`{ ruleset { version parameters { name label } } }`, 1},
	}
	for name, c := range cases {
		for _, viewer := range []resolvers.Viewer{{SeeMembers: true}, {}} {
			t.Run(name, func(t *testing.T) {
				w.t, w.viewer = t, viewer
				walked, plain, fields := w.both(c.query, ids)
				if walked != plain {
					t.Errorf("the walk gives\n%s\ngqlgen gives\n%s", walked, plain)
				}
				if c.roots > 0 && fields != c.roots {
					t.Errorf("gqlgen ran %d fields, want the %d roots alone", fields, c.roots)
				}
				if c.roots == 0 && fields < 2 {
					t.Errorf("gqlgen ran %d fields: what is this case for?", fields)
				}
			})
		}
	}
	w.t, w.language = t, graph.EN
}
