package neo4j_test

import (
	"context"
	"errors"
	"slices"
	"testing"
	"time"

	"cobuild/graph"
	"cobuild/store"
	"cobuild/store/neo4j"
	"cobuild/store/neo4j/neo4jtest"
)

// TestFillMakesIndexesAnew fills a store without its indexes: afterwards they are
// all there, and what was written is found by them.
func TestFillMakesIndexesAnew(t *testing.T) {
	e := open(t)
	a, b := unit(1), unit(2)
	a.Words = []string{"abc"}
	link := store.LinkRow{Link: graph.Link{ID: graph.DerivedID(graph.KindLink, "fill"), Hop: graph.HopSeat, From: a.ID, To: b.ID}, FromKey: "a!" + string(a.ID), ToKey: "b!" + string(b.ID)}
	err := e.FillBare(t.Context(), func(ctx context.Context, write func(context.Context, store.Batch) error) error {
		if err := write(ctx, store.Batch{Nouns: []store.NounRow{a, b}}); err != nil {
			return err
		}
		if there := indexes(t); slices.Contains(there, "seat_id") || !slices.Contains(there, "noun_id") {
			t.Errorf("meanwhile there are %v", there)
		}
		return write(ctx, store.Batch{Links: []store.LinkRow{link}})
	})
	if err != nil {
		t.Fatal(err)
	}
	there := indexes(t)
	for _, name := range neo4j.SchemaNames() {
		if !slices.Contains(there, name) {
			t.Errorf("%s is not there", name)
		}
	}
	found, err := e.LinksByID(t.Context(), []graph.ID{link.ID})
	if err != nil || found[link.ID] != link {
		t.Errorf("LinksByID: %v, %v", found, err)
	}
	hits, err := e.Search(t.Context(), []store.WordQuery{{Groups: [][]string{{"abc"}}, Limit: 5}})
	if err != nil || len(hits[0].Nouns) != 1 || hits[0].Nouns[0].ID != a.ID {
		t.Errorf("Search: %v, %v", hits, err)
	}
}

// TestFillEndsWhereItWasCleared: who was taken for dead does not write into what
// another program loads.
func TestFillEndsWhereItWasCleared(t *testing.T) {
	e := open(t)
	loading := func(who string) error {
		return e.Update(t.Context(), func(ctx context.Context, tx store.Tx) error {
			return tx.Write(ctx, store.Batch{State: &store.State{Loading: "nation", Beside: who}})
		})
	}
	if err := loading("one"); err != nil {
		t.Fatal(err)
	}
	err := e.Fill(t.Context(), func(ctx context.Context, write func(context.Context, store.Batch) error) error {
		err := errors.Join(e.Clear(ctx), loading("other"))
		if size, wrong := e.Size(ctx); size != 0 || wrong != nil {
			t.Errorf("cleared, it holds %d nouns, %v", size, wrong)
		}
		return errors.Join(err, write(ctx, store.Batch{Nouns: []store.NounRow{unit(1)}}))
	})
	if graph.CodeOf(err) != graph.CodeConflict {
		t.Errorf("a fill of what was cleared gives %v", err)
	}
}

// TestClearWaitsForWhatIsBeingKept: a server goes on with what a process asked for
// that was killed, so a clearing begins when that is over.
func TestClearWaitsForWhatIsBeingKept(t *testing.T) {
	e := open(t)
	write(t, e, store.Batch{State: &store.State{Loading: "nation", Beside: "one"}})
	other, cleared := reopen(t, neo4jtest.URI(t)), make(chan error, 1)
	err := e.Update(t.Context(), func(ctx context.Context, tx store.Tx) error {
		if err := tx.Write(ctx, store.Batch{Nouns: []store.NounRow{unit(1)}}); err != nil {
			return err
		}
		go func() { cleared <- other.Clear(t.Context()) }()
		select {
		case err := <-cleared:
			t.Errorf("it was cleared at once (%v)", err)
		case <-time.After(time.Second):
		}
		return nil
	})
	if err = errors.Join(err, <-cleared); err != nil {
		t.Fatal(err)
	}
	if size, err := e.Size(t.Context()); size != 0 || err != nil {
		t.Errorf("cleared, it holds %d nouns, %v", size, err)
	}
}

func indexes(t *testing.T) (names []string) {
	t.Helper()
	for _, row := range neo4jtest.Run(t, neo4jtest.URI(t), "SHOW INDEXES YIELD name RETURN name", nil) {
		names = append(names, row[0].(string))
	}
	return names
}
