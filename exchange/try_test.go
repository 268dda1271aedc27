package exchange_test

import (
	"context"
	"maps"
	"slices"
	"strings"
	"testing"

	"cobuild/edit"
	"cobuild/exchange"
	"cobuild/graph"
)

// changing is sheets that enter, change and end what a township has, with faults
// and with rows that wait for others of a later batch.
func changing(t *testing.T) []exchange.Source {
	t.Helper()
	return []exchange.Source{
		sheet(t, "units.csv", "code,name,kind,ownership,region,staff,until\nDW-91,九一,企业,非公有,330299001201,5,\nDW-92,九二,企业,错,330299001201,5,\nDW-93,九三,企业,非公有,330299001201,x,\nDW-94,九四,企业,非公有,330299001201,7,\n"),
		sheet(t, "organisations.csv", "code,name,kind,region,superior\nDZ-91,组织九一,党支部,330299001201,DZ-92\nDZ-92,组织九二,基层党委,330299001201,\nDZ-93,组织九三,党支部,330299001201,DZ-99\n"),
		sheet(t, "coverages.csv", "organisation,unit,mode,since\nDZ-91,DW-91,OWN,2020-01-01\nDZ-92,DW-94,JOINT,2021-01-01\nDZ-93,DW-92,JOINT,2021-01-01\n"),
		sheet(t, "members.csv", "code,name,status,affiliation\nDY-91,党员九一,正式党员,DZ-91\nDY-92,党员九二,正式党员,DZ-93\n"),
	}
}

// TestTryTellsWhatALoadWouldDo tries sheets in small batches, in one and for
// real: all three tell the same, and the first two write nothing.
func TestTryTellsWhatALoadWouldDo(t *testing.T) {
	s := open(t)
	load(t, s, exchange.Options{On: today}, files(t, township)...)
	before := outline(t, s)
	sources := changing(t)
	whole := load(t, s, exchange.Options{On: today, DryRun: true}, sources...)
	tried := load(t, s, exchange.Options{On: today, DryRun: true, Batch: 2}, sources...)
	if strict := load(t, s, exchange.Options{On: today, Strict: true, Batch: 2}, sources...); strict.Loaded {
		t.Error("a strict import loaded sheets with faults")
	}
	if outline(t, s) != before {
		t.Fatal("trying has written")
	}
	loaded := load(t, s, exchange.Options{On: today, Batch: 2}, sources...)
	if !loaded.Loaded || tried.Loaded || whole.Ledger.Rows == 0 {
		t.Errorf("loaded %t, tried %t, %d rows with faults", loaded.Loaded, tried.Loaded, whole.Ledger.Rows)
	}
	for _, r := range []*exchange.Result{tried, loaded} {
		if !slices.Equal(r.Tables, whole.Tables) || !maps.Equal(r.Ledger.Counts, whole.Ledger.Counts) || !slices.Equal(r.Values, whole.Values) {
			t.Errorf("%v %v %v\nand at once\n%v %v %v", r.Tables, r.Ledger.Counts, r.Values, whole.Tables, whole.Ledger.Counts, whole.Values)
		}
	}
	again := load(t, s, exchange.Options{On: today, Batch: 2, DryRun: true, Correct: true}, slices.Concat(files(t, township), sources)...)
	if entered, changed, _, _ := again.Count(); entered+changed > 0 {
		t.Errorf("tried again, %d rows are new and %d changed", entered, changed)
	}
}

// TestStrictTriesAllBeforeItLoads loads good sheets in revisions, and stops where
// somebody else takes away meanwhile what a row needs.
func TestStrictTriesAllBeforeItLoads(t *testing.T) {
	s := open(t)
	strict := exchange.Options{On: today, Strict: true, Batch: 3}
	if r := load(t, s, strict, files(t, township)...); !r.Loaded || len(r.Revisions) != 1 || r.Revisions[0].Last < 5 {
		t.Fatalf("loaded %t as revisions %v", r.Loaded, r.Revisions)
	}
	once := open(t)
	load(t, once, exchange.Options{On: today}, files(t, township)...)
	if a, b := outline(t, s), outline(t, once); a != b {
		t.Errorf("strict:\n%s\n\nand at once:\n%s", a, b)
	}
	sound(t, s)
	rows := "code,name,kind,ownership,region\n"
	for _, n := range []string{"1", "2", "3", "4", "5"} {
		rows += "DW-9" + n + ",九" + n + ",企业,非公有,330299001201\n"
	}
	taken := false
	strict.Tell = func(p exchange.Progress) {
		if !p.Loading || p.Done < 5 || taken { // all were tried
			return
		}
		taken = true
		key := graph.CodeKey{Kind: graph.KindRegion, Field: graph.ByCode, Code: "330299001201"}
		found, err := s.Find(t.Context(), []graph.CodeKey{key}, today)
		if err != nil {
			t.Error(err)
			return
		}
		in := edit.RegionChangeInput{ID: found[key].Top().ID, From: today, RegionFields: edit.RegionFields{Code: edit.Some("330299001299")}}
		if _, err := s.Apply(t.Context(), graph.Intent{Operation: "regionChange"}, func(ctx context.Context, e graph.Edit) error {
			_, err := edit.RegionChange(ctx, e, in)
			return err
		}); err != nil {
			t.Error(err)
		}
	}
	r, err := exchange.Import(t.Context(), s, []exchange.Source{sheet(t, "units.csv", rows)}, strict)
	if graph.CodeOf(err) != graph.CodeConflict || !strings.Contains(err.Error(), "others wrote") || r.Loaded || !taken {
		t.Errorf("loaded %t, %v", r.Loaded, err)
	}
	sound(t, s)
}
