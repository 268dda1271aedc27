package storetest

import (
	"context"
	"encoding/json"
	"fmt"
	"testing"

	"cobuild/graph"
	"cobuild/store"
)

// thing is a noun as the cases speak of it.
type thing struct {
	id   graph.ID
	sort string // sort key
}

// aThing gives the noun of a kind that always goes by name; cases that share an
// engine use names of their own.
func aThing(kind graph.Kind, name, sort string) thing {
	return thing{graph.DerivedID(kind, "storetest", name), sort}
}

// key is the sort key as link rows have it.
func (x thing) key() string { return x.sort + "!" + string(x.id) }

// row is the noun, alive always.
func (x thing) row(shelves ...store.ShelfKey) store.NounRow {
	return x.living(graph.Always, shelves...)
}

func (x thing) living(life graph.Interval, shelves ...store.ShelfKey) store.NounRow {
	return store.NounRow{
		ID: x.id, Kind: x.id.Kind(), Name: x.sort, Since: life.Since, End: life.End(),
		Doc: document(string(x.id), x.sort), Shelves: shelves,
	}
}

// on is a place on a shelf whose key ends in the noun's id.
func (x thing) on(shelf, place string) store.ShelfKey {
	return store.ShelfKey{Shelf: shelf, Key: place + "!" + string(x.id)}
}

// document is JSON as no encoder would write it, so that an engine that writes
// it anew is found out.
func document(id, text string) []byte {
	quoted, err := json.Marshal(text)
	if err != nil {
		panic(err) // a string always has a JSON form
	}
	return fmt.Appendf(nil, "{\"text\" :\n\t%s , \"id\":%q, \"n\": 1.50}", quoted, id)
}

func rowsOf(things ...thing) []store.NounRow {
	rows := make([]store.NounRow, len(things))
	for i, x := range things {
		rows[i] = x.row()
	}
	return rows
}

func linkID(name string) graph.ID { return graph.DerivedID(graph.KindLink, "storetest", name) }

func tie(name string, hop graph.Hop, from, to thing, days graph.Interval) store.LinkRow {
	return store.LinkRow{
		Link:    graph.Link{ID: linkID(name), Hop: hop, From: from.id, To: to.id, Interval: days},
		FromKey: from.key(), ToKey: to.key(),
	}
}

// finding is a finding of one piece at a place.
func finding(subject thing, code graph.FindingCode, place string, piece graph.Interval) store.FindingRow {
	id := graph.FindingID(subject.id, code, "", piece.Since)
	return store.FindingRow{
		Finding: graph.Finding{ID: id, Subject: subject.id, Code: code, Interval: piece, Piece: piece},
		Pos:     place + "!" + string(id) + "!" + piece.Since.String(),
	}
}

// Keys that no key of the suite lies beyond.
const (
	lowest  = "\x01"
	highest = "\x7f"
)

// days are the dates that the cases go by; each is the day before the next.
var days = func() (d [9]graph.Date) {
	for i := range d {
		d[i] = graph.MustDate("2024-02-26").AddDays(i)
	}
	return d
}()

func between(since, until graph.Date) graph.Interval {
	return graph.Interval{Since: since, Until: until}
}

// write applies a batch that must succeed.
func write(t *testing.T, e store.Engine, b store.Batch) {
	t.Helper()
	if err := tryWrite(t.Context(), e, b); err != nil {
		t.Fatalf("write: %v", err)
	}
}

func tryWrite(ctx context.Context, e store.Engine, b store.Batch) error {
	return e.Update(ctx, func(ctx context.Context, tx store.Tx) error { return tx.Write(ctx, b) })
}
