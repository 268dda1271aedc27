package sqlite

import (
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"

	"cobuild/graph"
)

// statements are all texts that find rows, as they are used.
func statements() map[string]string {
	all := map[string]string{
		"State": selectState, "Nouns": selectNouns, "Scan": scanAscending, "Scan descending": scanDescending, "Scan of few": scanFew,
		"Walk": walkNouns, "Size": countNouns, "LinksByID": linksByID, "set in force": selectSet,
		"count of matches": countMatches, "matches": selectMatches, "delete words": deleteWords,
		"Log": logAscending, "Log descending": logDescending, "Log of a subject": logOfAscending, "Log of a subject descending": logOfDescending,
		"stored nouns": selectStored, "last noun": selectLast,
		"update noun": updateNoun, "delete nouns": deleteNouns, "delete shelves": deleteShelves, "delete links": deleteLinks,
		"resort out": resortOut, "resort in": resortIn,
	}
	for set, name := range []string{"", " odd"} {
		of := of(int64(set))
		all["Findings"+name], all["Findings descending"+name] = of.findingsAscending, of.findingsDescending
		all["FindingsOf"+name], all["FindingsByID"+name] = of.findingsOf, of.findingsByID
		all["Segments"+name], all["SegmentsByKey"+name] = of.segmentsAfter, of.segmentsByKey
		all["delete findings"+name], all["delete segments"+name] = of.deleteFindings, of.deleteSegments
	}
	for d, name := range map[graph.Direction]string{graph.Out: " out", graph.In: " in"} {
		all["Links"+name], all["CountLinks"+name] = linksBy[d].all, linksBy[d].count
		all["Neighbours"+name], all["Neighbours of their own"+name] = neighboursBy[d], ownNeighboursBy[d]
		all["LinkPages"+name], all["LinkPages backward"+name] = linksBy[d].ascending, linksBy[d].descending
	}
	return all
}

// planOf gives the steps of SQLite's plan; values of parameters play no part.
func planOf(t *testing.T, e *Engine, text string) (steps []string) {
	t.Helper()
	s, err := e.take(t.Context(), e.writer)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { e.writer.idle <- s }()
	nulls := make([]any, len(unique(parameter.FindAllString(text, -1))))
	err = s.each(t.Context(), "EXPLAIN QUERY PLAN "+text, func(row row) error {
		var id, parent, unused int
		var step string
		err := row.Scan(&id, &parent, &unused, &step)
		steps = append(steps, step)
		return err
	}, nulls...)
	if err != nil {
		t.Fatal(err)
	}
	return steps
}

var parameter = regexp.MustCompile(`\?\d`)

var scanned = regexp.MustCompile(`^SCAN (\w+)(.*)`)

func TestPlans(t *testing.T) {
	e := openTemp(t)
	want := map[string]string{ // the step that bounds the run
		"Scan": "PRIMARY KEY (shelf=? AND key>? AND key<?)", "Scan of few": "PRIMARY KEY (shelf=? AND key>? AND key<?)", "Findings": "finding_code (code=? AND pos>? AND pos<?)",
		"Findings odd": "finding_odd_code (code=? AND pos>? AND pos<?)", "Size": "COVERING INDEX",
		"LinkPages out":  "link_out (from_id=? AND hop=? AND to_pos>? AND to_pos<?)",
		"LinkPages in":   "link_in (to_id=? AND hop=? AND from_pos>? AND from_pos<?)",
		"CountLinks out": "COVERING INDEX link_out (from_id=? AND hop=?)", "CountLinks in": "COVERING INDEX link_in (to_id=? AND hop=?)",
		"Neighbours out": "COVERING INDEX link_out (from_id=? AND hop>? AND hop<?)", "Neighbours in": "COVERING INDEX link_in (to_id=? AND hop>? AND hop<?)",
		"Neighbours of their own out": "INDEX link_out (from_id=? AND hop>? AND hop<?)", "Neighbours of their own in": "INDEX link_in (to_id=? AND hop>? AND hop<?)",
		"Log": "((revision,idx)>(?,?) AND (revision,idx)<(?,?))", "Log of a subject": "(subject=? AND (revision,idx)>(?,?) AND (revision,idx)<(?,?))",
	}
	all := statements()
	for _, name := range slices.Sorted(maps.Keys(all)) {
		t.Run(name, func(t *testing.T) {
			steps := planOf(t, e, all[name])
			plan := strings.Join(steps, "\n")
			for _, step := range steps {
				if m := scanned.FindStringSubmatch(step); m != nil && !strings.Contains(m[2], "VIRTUAL TABLE") {
					t.Errorf("reads a whole table: %s", step)
				}
				if strings.Contains(step, "TEMP B-TREE") || strings.Contains(step, "AUTOMATIC") {
					t.Errorf("sorts, or makes an index of its own: %s", step)
				}
			}
			if !strings.Contains(plan, want[name]) {
				t.Errorf("is not bounded by %s:\n%s", want[name], plan)
			}
			if t.Failed() {
				t.Log(plan)
			}
		})
	}
}

// TestPlanOfCensus reads indexes from end to end and no table: groups of links
// are few, so what sorts them sorts little.
func TestPlanOfCensus(t *testing.T) {
	steps := planOf(t, openTemp(t), countAll)
	for _, step := range steps {
		if (strings.HasPrefix(step, "SCAN") || strings.HasPrefix(step, "SEARCH")) && !strings.Contains(step, "COVERING INDEX") {
			t.Errorf("reads a table: %s\n%s", step, strings.Join(steps, "\n"))
		}
	}
}

// A plan must not turn with what the tables hold.
func TestPlansDoNotChangeWithData(t *testing.T) {
	e := openTemp(t)
	before := map[string][]string{}
	for name, text := range statements() {
		before[name] = planOf(t, e, text)
	}
	rows := bulk(0, 2000, graph.SeededIDs("plans"))
	rows.Findings = findingsFor(rows)
	if err := write(t.Context(), e, rows); err != nil {
		t.Fatal(err)
	}
	for name, text := range statements() {
		if after := planOf(t, e, text); !slices.Equal(before[name], after) {
			t.Errorf("%s: %q became %q", name, before[name], after)
		}
	}
}
