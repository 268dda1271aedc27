package exchange_test

import (
	"bytes"
	"context"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"cobuild/exchange"
	"cobuild/graph"
	"cobuild/sample"
	"cobuild/store"
)

func factsOf(t *testing.T, s *store.Store) []byte {
	t.Helper()
	var out bytes.Buffer
	told := 0
	n, err := (&exchange.Whole{Store: s, Tell: func(n int) { told = n }}).WriteFacts(t.Context(), &out)
	if err != nil || told < n || n == 0 {
		t.Fatalf("%d nouns, %d told (%v)", n, told, err)
	}
	return out.Bytes()
}

// A sample goes out and comes in again: the facts are the same, byte by byte, and
// what is derived of them holds.
func TestFactsThereAndBack(t *testing.T) {
	first := open(t)
	data := sample.Gaotang()
	if err := first.Load(t.Context(), &data, nil); err != nil {
		t.Fatal(err)
	}
	facts := factsOf(t, first)
	path := filepath.Join(t.TempDir(), "facts.jsonl")
	if err := os.WriteFile(path, facts, 0o600); err != nil {
		t.Fatal(err)
	}
	second := open(t)
	done, all := 0, 0
	loaded, err := exchange.LoadFacts(t.Context(), second, path, func(now, of int) {
		if now < done || now > of {
			t.Errorf("%d of %d rows after %d", now, of, done)
		}
		done, all = now, of
	})
	if rows := len(data.Nouns) + len(data.Links); done != rows || all != rows {
		t.Errorf("%d of %d rows told, of %d", done, all, rows)
	}
	if err != nil || loaded.Nouns != len(data.Nouns) || loaded.Links != len(data.Links) {
		t.Fatalf("%+v of %d nouns and %d links (%v)", loaded, len(data.Nouns), len(data.Links), err)
	}
	again := factsOf(t, second)
	if !bytes.Equal(again, facts) {
		a, b := strings.Split(string(facts), "\n"), strings.Split(string(again), "\n")
		for i := range a {
			if i < len(b) && a[i] != b[i] {
				t.Fatalf("line %d was\n%s\nand is\n%s", i+1, a[i], b[i])
			}
		}
		t.Fatalf("%d lines were %d", len(b), len(a))
	}
	if _, err := second.Check(t.Context(), func(d store.Drift) { t.Errorf("check: %s", d) }, nil); err != nil {
		t.Error(err)
	}
	if _, err := exchange.LoadFacts(t.Context(), second, path, nil); graph.CodeOf(err) != graph.CodeConflict {
		t.Errorf("facts are loaded into a store with data: %v", err)
	}
}

// A file that is not whole, or is none of facts, loads nothing.
func TestSpoiltFacts(t *testing.T) {
	first := open(t)
	data := sample.Gaotang()
	if err := first.Load(t.Context(), &data, nil); err != nil {
		t.Fatal(err)
	}
	facts := string(factsOf(t, first))
	lines := strings.SplitAfter(facts, "\n")
	s := open(t)
	for name, c := range map[string]struct{ text, want string }{
		"empty":        {"", "no file of facts"},
		"a CSV":        {"code,name\n", "cannot be read"},
		"a later one":  {strings.Replace(facts, `"format":1`, `"format":9`, 1), "later version"},
		"cut off":      {strings.Join(lines[:100], ""), "ends before its end"},
		"cut a line":   {facts[:len(facts)/2], "cannot be read"},
		"a line less":  {strings.Join(append(lines[:50:50], lines[51:]...), ""), "as many facts"},
		"a strange":    {strings.Join(append(lines[:50:50], `{"noun":{},"kind":"X"}`+"\n"), ""), "no noun of its kind"},
		"an unknown":   {strings.Join(append(lines[:50:50], `{"what":1}`+"\n"), ""), "cannot be read"},
		"nothing said": {strings.Join(append(lines[:50:50], "{}\n"), ""), "says nothing"},
		"twice":        {strings.Join(append(append(lines[:2:2], lines[1]), lines[2:]...), ""), "same id"},
	} {
		path := filepath.Join(t.TempDir(), "facts.jsonl")
		if err := os.WriteFile(path, []byte(c.text), 0o600); err != nil {
			t.Fatal(err)
		}
		_, err := exchange.LoadFacts(t.Context(), s, path, nil)
		if err == nil || !strings.Contains(err.Error(), c.want) && !(name == "twice" && strings.Contains(err.Error(), "two nouns")) {
			t.Errorf("%s: %v", name, err)
		}
		if empty, err := s.Empty(t.Context()); err != nil || !empty {
			t.Errorf("%s: something was loaded (%v)", name, err)
		}
	}
}

// A file of facts is known by its content: among sheets it is told, and read as
// none of them.
func TestFactsAmongSheets(t *testing.T) {
	path := filepath.Join(t.TempDir(), "facts.csv")
	if err := os.WriteFile(path, []byte("\ufeff {\"facts\":{\"format\":1}}\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	r, err := exchange.Import(t.Context(), open(t), []exchange.Source{{Name: "facts.csv", Path: path}, {Name: "units.csv", Data: []byte("code,name\n")}}, exchange.Options{})
	if err != nil || len(r.Ledger.Faults) == 0 || !strings.Contains(r.Ledger.Faults[0].In(graph.EN), "facts.csv is a file of facts") {
		t.Errorf("%+v (%v)", r, err)
	}
}

// A store whose lists have lost a noun is not exported without it.
func TestExportMissesANoun(t *testing.T) {
	s := open(t)
	data := sample.Gaotang()
	if err := s.Load(t.Context(), &data, nil); err != nil {
		t.Fatal(err)
	}
	err := s.Engine().Update(t.Context(), func(ctx context.Context, tx store.Tx) error {
		runs, err := tx.Scan(ctx, []store.Range{{Shelf: "UNIT", After: " ", Before: "~", Limit: 1}})
		if err != nil {
			return err
		}
		return tx.Write(ctx, store.Batch{DropPlaces: []store.ShelfKey{{Shelf: "UNIT", Key: runs[0][0].Key}}})
	})
	if err != nil {
		t.Fatal(err)
	}
	w := &exchange.Whole{Store: s}
	if _, err := w.WriteFacts(t.Context(), io.Discard); graph.CodeOf(err) != graph.CodeUnavailable || !strings.Contains(err.Error(), "check --repair") {
		t.Errorf("facts without a unit are written: %v", err)
	}
	if _, err := s.Derive(t.Context(), func(store.Drift) {}, nil); err != nil {
		t.Fatal(err)
	}
	if n, err := w.WriteFacts(t.Context(), io.Discard); err != nil || n != len(data.Nouns) {
		t.Errorf("%d of %d nouns after a repair: %v", n, len(data.Nouns), err)
	}
}
