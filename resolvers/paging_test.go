package resolvers_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"cobuild/graph"
)

// pagedFields are connections of every kind, each with what must stand around
// it and a text that tells items apart.
var pagedFields = []struct{ name, before, field, args, item, after string }{
	{"units", "{", "units", "", "id", "}"},
	{"units by name, descending", "{", "units", "orderBy: {field: NAME, direction: DESC},", "id", "}"},
	{"units descending by place", "{", "units", "orderBy: {field: PLACE, direction: DESC},", "id", "}"},
	{"organisations", "{", "organisations", "", "id", "}"},
	{"members", "{", "members", "", "id", "}"},
	{"pairings", "{", "pairings", "", "id", "}"},
	{"gaps", "{", "gaps", "", "id", "}"},
	{"gaps by since", "{", "gaps", "orderBy: {field: SINCE},", "id", "}"},
	{"children", `{ region(by: {code: "3302"}) {`, "children", "", "id", "} }"},
	{"units of a region", `{ region(by: {code: "330206-GT"}) {`, "units", "", "id", "} }"},
	{"coverages", `{ organisation(by: {code: "DZ-GT"}) {`, "coverages", "", "id", "} }"},
	{"subordinates", `{ organisation(by: {code: "DZ-XQ"}) {`, "subordinates", "", "id", "} }"},
	{"seats", `{ alliances(first: 1) { nodes {`, "participants", "", "participant { id }", "} } }"},
	{"missing units", `{ coverageReport { organisationCoverage {`, "missing", "", "id", "} } }"},
	{"missing regions", `{ coverageReport { regionsWithOrganisation {`, "missing", "", "id", "} } }"},
	{"gaps of a report", `{ coverageReport {`, "gaps", "", "id", "} }"},
}

// connectionIn finds the connection in an answer, wherever it stands.
func connectionIn(o object) object {
	if o.at("pageInfo").value != nil {
		return o
	}
	switch v := o.value.(type) {
	case map[string]any:
		for _, child := range v {
			if found := connectionIn(object{child}); found.value != nil {
				return found
			}
		}
	case []any:
		for _, child := range v {
			if found := connectionIn(object{child}); found.value != nil {
				return found
			}
		}
	}
	return object{}
}

func itemTexts(c object) (texts []string) {
	for _, edge := range c.list("edges") {
		texts = append(texts, fmt.Sprint(edge.at("node").value))
	}
	return texts
}

func TestPagesBothWays(t *testing.T) {
	w := newWorld(t)
	for _, f := range pagedFields {
		t.Run(f.name, func(t *testing.T) {
			w.t = t
			page := func(args string) object {
				c := connectionIn(w.ask(fmt.Sprintf("%s %s(%s %s) { totalCount edges { cursor node { %s } } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } %s",
					f.before, f.field, f.args, args, f.item, f.after)))
				if edges := c.list("edges"); len(edges) > 0 {
					if c.text("pageInfo", "startCursor") != edges[0].text("cursor") || c.text("pageInfo", "endCursor") != edges[len(edges)-1].text("cursor") {
						t.Fatalf("pageInfo has other cursors than the edges: %v", c.value)
					}
				}
				return c
			}
			first := page("first: 3")
			total := first.int("totalCount")
			if total < 4 {
				t.Fatalf("the list has %d items: too short to page", total)
			}
			size := max(3, total/5)
			var forward, backward []string
			for cursor, n := "", 0; ; n++ {
				args := fmt.Sprintf("first: %d", size)
				if cursor != "" {
					args += fmt.Sprintf(", after: %q", cursor)
				}
				c := page(args)
				forward = append(forward, itemTexts(c)...)
				if got, want := c.at("pageInfo", "hasPreviousPage").value, any(n > 0); got != want {
					t.Fatalf("page %d forwards: hasPreviousPage %v", n+1, got)
				}
				if got, want := c.at("pageInfo", "hasNextPage").value, any(len(forward) < total); got != want {
					t.Fatalf("page %d forwards, %d of %d: hasNextPage %v", n+1, len(forward), total, got)
				}
				if len(forward) >= total {
					last := c.text("pageInfo", "endCursor")
					empty := page(fmt.Sprintf("first: 2, after: %q", last))
					if len(empty.list("edges")) != 0 || empty.at("pageInfo", "hasPreviousPage").value != true || empty.at("pageInfo", "hasNextPage").value != false {
						t.Fatalf("behind the last item: %v", empty.value)
					}
					break
				}
				cursor = c.text("pageInfo", "endCursor")
			}
			for cursor, n := "", 0; ; n++ {
				args := fmt.Sprintf("last: %d", size)
				if cursor != "" {
					args += fmt.Sprintf(", before: %q", cursor)
				}
				c := page(args)
				backward = append(itemTexts(c), backward...)
				if got, want := c.at("pageInfo", "hasNextPage").value, any(n > 0); got != want {
					t.Fatalf("page %d backwards: hasNextPage %v", n+1, got)
				}
				if got, want := c.at("pageInfo", "hasPreviousPage").value, any(len(backward) < total); got != want {
					t.Fatalf("page %d backwards, %d of %d: hasPreviousPage %v", n+1, len(backward), total, got)
				}
				if len(backward) >= total {
					break
				}
				cursor = c.text("pageInfo", "startCursor")
			}
			if len(forward) != total || !slices.Equal(forward, backward) {
				t.Fatalf("totalCount %d\nforwards  %v\nbackwards %v", total, forward, backward)
			}
			sorted := slices.Clone(forward)
			slices.Sort(sorted)
			if n := len(slices.Compact(sorted)); n != total {
				t.Fatalf("%d items, of which %d differ", total, n)
			}
		})
	}
}

func TestPageArgumentsAreChecked(t *testing.T) {
	w := newWorld(t)
	list := w.ask(`{ units(first: 2) { pageInfo { endCursor } } }`).text("units", "pageInfo", "endCursor")
	old := w.ask(`{ units(first: 2, asOf: "2024-12-31") { pageInfo { endCursor } } }`).text("units", "pageInfo", "endCursor")
	for _, c := range []struct{ name, query, field string }{
		{"both directions", `{ units(first: 2, last: 2) { nodes { id } } }`, "last"},
		{"first and before", fmt.Sprintf(`{ units(first: 2, before: %q) { nodes { id } } }`, list), "before"},
		{"before alone", fmt.Sprintf(`{ units(before: %q) { nodes { id } } }`, list), "before"},
		{"none", `{ units(first: 0) { nodes { id } } }`, "first"},
		{"negative", `{ units(last: -1) { nodes { id } } }`, "last"},
		{"too many", `{ units(first: 101) { nodes { id } } }`, "first"},
		{"checked without a page too", `{ units(first: 101) { totalCount } }`, "first"},
		{"no cursor", `{ units(after: "nonsense") { nodes { id } } }`, "after"},
		{"empty cursor", `{ units(after: "") { nodes { id } } }`, "after"},
		{"bent cursor", fmt.Sprintf(`{ units(after: %q) { nodes { id } } }`, list[:8]+"zz"+list[10:]), "after"},
		{"other noun", fmt.Sprintf(`{ organisations(after: %q) { nodes { id } } }`, list), "after"},
		{"other filter", fmt.Sprintf(`{ units(after: %q, filter: {unitKinds: [SCHOOL]}) { nodes { id } } }`, list), "after"},
		{"other order", fmt.Sprintf(`{ units(after: %q, orderBy: {field: NAME}) { nodes { id } } }`, list), "after"},
		{"other place", fmt.Sprintf(`{ region(by: {code: "330206-GT"}) { units(after: %q) { nodes { id } } } }`, list), "after"},
		{"other date said", fmt.Sprintf(`{ units(after: %q, asOf: "2025-06-30") { nodes { id } } }`, old), "after"},
		{"other date above", fmt.Sprintf(`{ node(id: %q, asOf: "2025-06-30") { ... on Region { units(after: %q) { nodes { id } } } } }`,
			w.ask(`{ roots { id } }`).text("roots", 0, "id"),
			w.ask(`{ roots { units(first: 2, asOf: "2024-12-31") { pageInfo { endCursor } } } }`).text("roots", 0, "units", "pageInfo", "endCursor")), "after"},
	} {
		t.Run(c.name, func(t *testing.T) {
			w.t = t
			err := w.refused(graph.CodeInvalid, c.query, nil)
			if !same(err.Extensions["field"], []string{c.field}) {
				t.Fatalf("field %v, want %s: %s", err.Extensions["field"], c.field, err.Message)
			}
		})
	}
}

// A cursor carries its date: page 2 of a past list is read at that date though
// the second request does not say it.
func TestCursorCarriesItsDate(t *testing.T) {
	w := newWorld(t)
	const fields = `{ edges { cursor node { name since staff } } pageInfo { endCursor } }`
	whole := w.ask(`{ units(first: 8, asOf: "2024-12-31", filter: {within: {code: "330206-GT"}}) ` + fields + ` }`)
	half := w.ask(`{ units(first: 4, asOf: "2024-12-31", filter: {within: {code: "330206-GT"}}) ` + fields + ` }`)
	rest := w.ask(fmt.Sprintf(`{ units(first: 4, after: %q, filter: {within: {code: "330206-GT"}}) %s }`, half.text("units", "pageInfo", "endCursor"), fields))
	if got, want := append(itemTexts(half.at("units")), itemTexts(rest.at("units"))...), itemTexts(whole.at("units")); !slices.Equal(got, want) {
		t.Fatalf("got  %s\nwant %s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

func TestOnlyTotalCountReadsNoPage(t *testing.T) {
	w := newWorld(t)
	w.reader.reset()
	if n := w.ask(`{ units { totalCount __typename } }`).int("units", "totalCount"); n < 60 {
		t.Fatalf("%d units", n)
	}
	if calls := w.reader.reset(); calls["List"] != 0 || calls["CountList"] != 1 {
		t.Fatalf("calls %v", calls)
	}
}
