package storetest

import (
	"context"
	"errors"
	"slices"
	"testing"

	"cobuild/graph"
	"cobuild/store"
)

// ahead compares what an engine reads of nouns before it is asked with what it
// answers when it is, within a transaction that has written.
func ahead(t *testing.T, e store.Engine, ids []graph.ID) {
	t.Helper()
	err := e.Update(t.Context(), func(ctx context.Context, tx store.Tx) error {
		x := aThing(graph.KindUnit, "ahead", "ahead")
		if err := tx.Write(ctx, withDoc(x, `"ahead"`)); err != nil {
			return err
		}
		ids := slices.Concat(ids, []graph.ID{x.id, ids[0], "unt_missing"})
		a, err := tx.Ahead(ctx, ids)
		switch {
		case err != nil:
			return err
		case a == nil:
			return errAhead
		}
		if n := a.Size(); n < len(ids)/2 {
			t.Errorf("of %d nouns %d rows are read ahead", len(ids), n)
		}
		for _, id := range ids {
			if !slices.Contains(a.Nouns.IDs, id) {
				t.Errorf("%s is not looked for", id)
			}
		}
		same(t, "nouns read ahead", a.Nouns.Rows, answer(t, tx, store.Reader.Nouns, a.Nouns.IDs))
		same(t, "findings read ahead", a.Findings.Rows, answer(t, tx, store.Reader.FindingsOf, a.Findings.IDs))
		for _, links := range a.Links {
			same(t, "links read ahead", links.Rows, answer(t, tx, store.Reader.Links, links.LinkQuery))
		}
		return errAhead
	})
	if err != nil && !errors.Is(err, errAhead) {
		t.Fatal(err)
	}
}

var errAhead = errors.New("nothing is to be kept")

// someIDs are ids of nouns of each kind, every so manieth.
func someIDs(ds graph.Dataset, each int) (ids []graph.ID) {
	seen := map[graph.Kind]int{}
	for _, n := range ds.Nouns {
		if seen[n.Kind()]++; seen[n.Kind()]%each == 1 {
			ids = append(ids, n.Top().ID)
		}
	}
	return ids
}
