package exchange_test

import (
	"path/filepath"
	"strings"
	"testing"

	"cobuild/exchange"
	"cobuild/generate"
	"cobuild/graph"
	"cobuild/store"
)

// TestSheetsSayWhatWasTaken writes a generated county as sheets, imports them, and
// compares the store with one that was loaded with the same facts.
func TestSheetsSayWhatWasTaken(t *testing.T) {
	options := generate.Options{Seed: 5, Units: 150, Today: today}
	folder := filepath.Join(t.TempDir(), "sheets")
	sheets, err := exchange.NewSheets(folder, today)
	if err != nil {
		t.Fatal(err)
	}
	taken := exchange.Snapshot{On: today}
	ds := graph.Dataset{Name: "taken"}
	err = generate.Generate(options, func(nouns []graph.Noun, links []graph.Link) error {
		said, relations := taken.Take(nouns, links)
		ds.Nouns, ds.Links = append(ds.Nouns, said...), append(ds.Links, relations...)
		return sheets.Add(nouns, links)
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := sheets.Close(); err != nil {
		t.Fatal(err)
	}
	direct, imported := open(t), open(t)
	if err := direct.Load(t.Context(), &ds, nil); err != nil {
		t.Fatal(err)
	}
	result := load(t, imported, exchange.Options{On: today}, files(t, folder)...)
	waitNone(t, result)
	if result.Rows() != sheets.Rows() {
		t.Errorf("%d rows read, %d written", result.Rows(), sheets.Rows())
	}
	want, got := strings.Split(outline(t, direct), "\n"), strings.Split(outline(t, imported), "\n")
	differ := 0
	for _, line := range without(got, want) {
		if differ++; differ < 20 {
			t.Errorf("imported: %s", line)
		}
	}
	for _, line := range without(want, got) {
		if differ++; differ < 40 {
			t.Errorf("loaded:   %s", line)
		}
	}
	if len(want) < 1000 || sheets.Rows() < 1000 {
		t.Errorf("%d lines of %d rows prove little", len(want), sheets.Rows())
	}
	if _, err := imported.Check(t.Context(), func(d store.Drift) { t.Error(d) }, nil); err != nil {
		t.Error(err)
	}
	again := load(t, imported, exchange.Options{On: today, DryRun: true}, files(t, folder)...)
	waitNone(t, again)
	if entered, changed, _, _ := again.Count(); entered+changed > 0 {
		t.Errorf("again %d rows enter and %d change something", entered, changed)
	}
}

// waitNone fails where a row waits; that names are alike is only told.
func waitNone(t *testing.T, r *exchange.Result) {
	t.Helper()
	if r.Ledger.Rows > 0 {
		clean(t, r)
	}
}

func without(lines, others []string) (rest []string) {
	there := map[string]int{}
	for _, line := range others {
		there[line]++
	}
	for _, line := range lines {
		if there[line]--; there[line] < 0 {
			rest = append(rest, line)
		}
	}
	return rest
}
