package resolvers_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/vektah/gqlparser/v2/ast"

	"cobuild/resolvers"
)

// selection spells out every field of a type, so many levels deep.
func selection(schema *ast.Schema, name string, depth int) string {
	def := schema.Types[name]
	var out []string
	for _, field := range def.Fields {
		if strings.HasPrefix(field.Name, "__") {
			continue
		}
		inner := schema.Types[field.Type.Name()]
		switch {
		case inner.IsLeafType():
			out = append(out, field.Name)
		case depth > 0:
			less := depth - 1
			if strings.HasSuffix(inner.Name, "Connection") || strings.HasSuffix(inner.Name, "Edge") || inner.Name == "PageInfo" {
				less = depth // no step of their own
			}
			if field.Name == "edges" {
				continue // the same items as nodes
			}
			args := ""
			if field.Arguments.ForName("first") != nil {
				args = "(first: 3)"
			}
			switch field.Name {
			case "coverageTrend":
				args = `(from: "2025-11-01", to: "2026-02-01", every: QUARTER)`
			case "coverageBy":
				args = "(dimension: STAFF_BAND)"
			case "pairingMatrix":
				args = "(by: CHILD_REGION)"
			}
			if child := selection(schema, inner.Name, less); child != "" {
				out = append(out, field.Name+args+" { "+child+" }")
			}
		}
	}
	return strings.Join(out, " ")
}

// Every field of every type answers on the sample, at any date, for everybody,
// without an error: no non-null field is null, no date is refused.
func TestEveryFieldAnswers(t *testing.T) {
	w := newWorld(t)
	schema := w.root.Schema().Schema()
	for _, date := range []string{"2006-12-31", "2026-01-15", "2031-01-01"} {
		for _, viewer := range []resolvers.Viewer{{SeeMembers: true, Write: true}, {}} {
			w.viewer = viewer
			for _, field := range schema.Query.Fields {
				first := field.Arguments.ForName("first") != nil
				if !first && field.Name != "coverageReport" && field.Name != "roots" && field.Name != "viewer" && field.Name != "ruleset" {
					continue
				}
				var args []string
				if first {
					args = append(args, "first: 50")
				}
				if field.Arguments.ForName("asOf") != nil {
					args = append(args, fmt.Sprintf("asOf: %q", date))
				}
				if field.Name == "search" {
					args = append(args, `text: "高塘"`)
				}
				open := ""
				if len(args) > 0 {
					open = "(" + strings.Join(args, ", ") + ")"
				}
				query := fmt.Sprintf("{ %s%s { %s } }", field.Name, open, selection(schema, field.Type.Name(), 2))
				_, errs := w.try(query, nil)
				for _, err := range errs {
					people := strings.Contains(err.Path.String(), "members") || strings.Contains(err.Path.String(), "doubleRegistration.missing")
					if err.Extensions["code"] == "FORBIDDEN" && !viewer.SeeMembers && people {
						continue
					}
					t.Fatalf("%s on %s: %v", field.Name, date, err)
				}
			}
		}
	}
}

// The same of things asked about on days outside their life, by id.
func TestEveryFieldAnswersOutsideLife(t *testing.T) {
	w := newWorld(t)
	schema := w.root.Schema().Schema()
	for list, typ := range map[string]string{
		"regions": "Region", "organisations": "Organisation", "units": "Unit", "members": "Member", "pairings": "Pairing", "alliances": "Alliance", "gaps": "Gap",
	} {
		var ids []any
		for _, item := range w.ask(`{ all: `+list+`(first: 40) { nodes { id } } }`).list("all", "nodes") {
			ids = append(ids, item.text("id"))
		}
		for _, date := range []string{"1900-01-01", "2003-01-01", "2079-06-04"} {
			answer, errs := w.try(fmt.Sprintf(`query($ids: [ID!]!) { nodes(ids: $ids, asOf: %q) { ... on %s { %s } } }`, date, typ, selection(schema, typ, 2)), map[string]any{"ids": ids})
			if len(errs) > 0 {
				t.Errorf("%s on %s: %v", typ, date, errs[0])
			}
			if found := answer.list("nodes"); len(found) != len(ids) || len(ids) == 0 || found[0].value == nil {
				t.Errorf("%s on %s: %d of %d found", typ, date, len(found), len(ids))
			}
		}
	}
}
