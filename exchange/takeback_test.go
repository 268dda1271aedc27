package exchange_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"

	"cobuild/edit"
	"cobuild/exchange"
	"cobuild/graph"
	"cobuild/store"
)

// largeImport imports units and coverage, and changes what a township has, in
// more than 100 revisions.
func largeImport(t *testing.T, s *store.Store) graph.RevisionRange {
	t.Helper()
	var units, coverages strings.Builder
	units.WriteString("code,name,kind,ownership,region,staff\nDW-001,改名的企业,企业,非公有,330299001201,17\n")
	coverages.WriteString("organisation,unit,mode,since\n")
	for i := range 120 {
		fmt.Fprintf(&units, "DW-9%03d,单位%d,企业,非公有,330299001201,%d\n", i, i, i)
		fmt.Fprintf(&coverages, "DZ-9,DW-9%03d,JOINT,2024-01-01\n", i)
	}
	r := load(t, s, exchange.Options{On: today, Batch: 2},
		sheet(t, "units.csv", units.String()), sheet(t, "coverages.csv", coverages.String()),
		sheet(t, "organisations.csv", "code,name,kind,region\nDZ-9,组织九,党支部,330299001201\n"))
	clean(t, r)
	if len(r.Revisions) != 1 || r.Revisions[0].Last-r.Revisions[0].First < 100 {
		t.Fatalf("imported as revisions %v", r.Revisions)
	}
	return r.Revisions[0]
}

// TestLargeImportIsTakenBack takes an import of more than 100 revisions back in
// parts: tried only, stopped half-way, gone on with, and once more. What somebody
// changed since keeps all of it.
func TestLargeImportIsTakenBack(t *testing.T) {
	s := open(t)
	load(t, s, exchange.Options{On: today}, files(t, township)...)
	before := outline(t, s)
	made := largeImport(t, s)
	after := outline(t, s)
	revision := func() int64 {
		now, err := s.Revision(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		return now
	}
	back := exchange.TakeBack{Revisions: []graph.RevisionRange{made}, Part: 40, Intent: graph.Intent{Actor: "试撤", Note: "误导入"}}
	back.DryRun = true
	tried, err := back.Run(t.Context(), s)
	if err != nil || tried.Withdrawn < 2*120 || tried.Restored < 1 || revision() != made.Last || outline(t, s) != after {
		t.Fatalf("tried: %+v, %v, at revision %d", tried, err, revision())
	}
	back.DryRun = false

	ctx, cancel := context.WithCancel(t.Context())
	back.Tell = func(done, all int) {
		if done > all*3/4 {
			cancel()
		}
	}
	stopped, err := back.Run(ctx, s)
	if !errors.Is(err, context.Canceled) || len(stopped.Revisions) != 1 || stopped.Revisions[0].Last != revision() {
		t.Fatalf("stopped: %+v, %v", stopped, err)
	}
	sound(t, s)
	asked, last := 0, 0
	back.Tell = func(done, all int) {
		if asked++; done <= last || done > all {
			t.Errorf("%d of %d done after %d", done, all, last)
		}
		last = done
	}
	rest, err := back.Run(t.Context(), s)
	if err != nil || asked < 6 || stopped.Withdrawn+rest.Withdrawn != tried.Withdrawn || stopped.Restored+rest.Restored != tried.Restored {
		t.Fatalf("gone on: %+v after %+v, %v; tried %+v", rest, stopped, err, tried)
	}
	if outline(t, s) != before {
		t.Errorf("after taking back:\n%s\n\nbefore:\n%s", outline(t, s), before)
	}
	sound(t, s)
	page, err := s.Log(t.Context(), graph.LogQuery{After: revision() - 1, Page: graph.Page{Limit: 1}})
	if e := page.Items[0]; err != nil || e.Operation != "revisionUndo" || e.Actor != "试撤" || e.Note != "误导入" || e.Undoes == nil || e.Undoes.First != made.First {
		t.Errorf("the log says %+v (%v)", e, err)
	}
	back.Tell = nil
	if again, err := back.Run(t.Context(), s); !errors.Is(err, edit.ErrNothingLeft) || graph.CodeOf(err) != graph.CodeInvalid || len(again.Revisions) > 0 {
		t.Errorf("once more: %+v, %v", again, err)
	}
}

func TestNothingIsTakenBackWhereSomethingStandsInTheWay(t *testing.T) {
	s := open(t)
	load(t, s, exchange.Options{On: today}, files(t, township)...)
	made := largeImport(t, s)
	load(t, s, exchange.Options{On: today}, sheet(t, "units.csv", "code,staff\nDW-9000,77\n")) // of the oldest revisions
	after := outline(t, s)
	done, err := exchange.TakeBack{Revisions: []graph.RevisionRange{made}, Part: 40}.Run(t.Context(), s)
	if graph.CodeOf(err) != graph.CodeConflict || len(done.Revisions) > 0 || outline(t, s) != after {
		t.Errorf("%+v, %v", done, err)
	}
	for _, wrong := range []graph.RevisionRange{{First: 0, Last: made.Last}, {First: made.First, Last: made.Last + 100}, {First: made.Last, Last: made.First}, {First: -3, Last: -2}} {
		if done, err := (exchange.TakeBack{Revisions: []graph.RevisionRange{wrong}}).Run(t.Context(), s); graph.CodeOf(err) != graph.CodeInvalid || len(done.Revisions) > 0 {
			t.Errorf("%v: %+v, %v", wrong, done, err)
		}
	}
}

// Where others wrote between the revisions of an import, what it prints takes back
// its own alone.
func TestUndoOfAnInterruptedRange(t *testing.T) {
	r := exchange.Result{Loaded: true, Tables: []exchange.TableCount{{Table: "units", Rows: 3, Entered: 3}}, Revisions: []graph.RevisionRange{{First: 2, Last: 46}, {First: 51, Last: 51}}}
	var told bytes.Buffer
	if r.Print(&told, graph.EN, 0, false); !strings.HasSuffix(told.String(), "revisions 2 to 51, between which others wrote. To take all of it back:\n  go run server.go undo 2-46 51-51\n") {
		t.Errorf("an import says\n%s", told.String())
	}
}
