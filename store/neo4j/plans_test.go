package neo4j_test

import (
	"slices"
	"strings"
	"testing"

	"cobuild/store/neo4j"
	"cobuild/store/neo4j/neo4jtest"
)

// operators lists the steps of a plan, the last first.
func operators(plan neo4j.Plan) []string {
	names := []string{strings.TrimSuffix(plan.Operator(), "@neo4j")}
	for _, child := range plan.Children() {
		names = append(names, operators(child)...)
	}
	return names
}

// TestPlans asks how the server runs each statement: it may look at
// nothing that no index leads to, and may sort only the few links of a hop that
// a noun has once a day.
func TestPlans(t *testing.T) {
	e := open(t)
	// Plans rest on statistics, which follow what other tests wrote and wiped late.
	neo4jtest.Run(t, neo4jtest.URI(t), "CALL db.prepareForReplanning(60)", nil)
	explained := map[string]bool{}
	for _, s := range neo4j.Statements() {
		explained[s.Name+".cypher"] = true
		plan, err := e.Profile(t.Context(), s)
		if err != nil {
			t.Errorf("%s: %v\n%s", s.Name, err, s.Text)
			continue
		}
		steps := operators(plan)
		seeks := 0
		for _, step := range steps {
			switch {
			case strings.Contains(step, "Seek"), step == "ProcedureCall": // the procedure asks the full-text index
				seeks++
			case s.Name == "fill_links" && step == "CartesianProduct": // of one end and one
			case strings.HasSuffix(step, "Scan"), strings.Contains(step, "CartesianProduct"), strings.Contains(step, "HashJoin"):
				t.Errorf("%s: step %s\n%v\n%s", s.Name, step, steps, s.Text)
			case (step == "Sort" || step == "Top" || step == "PartialSort" || step == "PartialTop") && s.Name != "link_pages_single":
				t.Errorf("%s: sorts by %s\n%v\n%s", s.Name, step, steps, s.Text)
			}
		}
		if seeks == 0 && s.Name != "fill_nouns" { // which only makes
			t.Errorf("%s: no index is sought\n%v\n%s", s.Name, steps, s.Text)
		}
	}
	unexplained := []string{
		"schema.cypher", "schema_names.cypher", "marker.cypher", "create_writer.cypher", "raise_writer.cypher", // of the start alone
		"clear.cypher",                 // of all there is
		"size.cypher", "census.cypher", // answered by the server's own counts
	}
	for _, file := range neo4j.CypherFiles() {
		if !explained[file] && !slices.Contains(unexplained, file) {
			t.Errorf("nobody looks at the plan of %s", file)
		}
	}
}
