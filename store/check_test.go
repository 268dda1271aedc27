package store_test

import (
	"context"
	"log/slog"
	"path/filepath"
	"strings"
	"testing"

	"cobuild/graph"
	"cobuild/sample"
	"cobuild/store"
)

// A noun that vanished from a store leaves links, findings and counts behind. A
// check tells of each, and goes on.
func TestCheckMissesANoun(t *testing.T) {
	s, err := openAt(t.Context(), filepath.Join(t.TempDir(), "check.db"), store.Options{Logger: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	data := sample.Gaotang()
	if err := s.Load(t.Context(), &data, nil); err != nil {
		t.Fatal(err)
	}
	unit := graph.ID("")
	var links []graph.Link
	for _, l := range data.Links {
		if l.Hop == graph.HopCovers && (unit == "" || unit == l.To) {
			unit, links = l.To, append(links, l)
		}
	}
	err = s.Engine().Update(t.Context(), func(ctx context.Context, tx store.Tx) error {
		return tx.Write(ctx, store.Batch{DropNouns: []graph.ID{unit}})
	})
	if err != nil {
		t.Fatal(err)
	}
	told := map[string]bool{}
	last, most := 0, 0
	_, err = s.Check(t.Context(), func(d store.Drift) {
		told[strings.SplitN(d.String(), ":", 2)[0]] = true
	}, func(done, all int) {
		if done < last || done > all {
			t.Errorf("%d of %d done after %d", done, all, last)
		}
		last, most = done, all
	})
	if err != nil || last != most || last == 0 {
		t.Fatalf("%d of %d done: %v", last, most, err)
	}
	for _, l := range links {
		if !told["key "+string(l.ID)] {
			t.Errorf("nothing is told of link %s to what is not there", l.ID)
		}
	}
	for _, what := range []string{"finding code", "segment UNIT of"} {
		found := false
		for one := range told {
			found = found || strings.HasPrefix(one, what)
		}
		if !found {
			t.Errorf("nothing is told of a %s", what)
		}
	}
	if len(links) == 0 {
		t.Error("no unit of the sample is covered")
	}
}
