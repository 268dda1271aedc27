package neo4j

import (
	"context"
	"strings"

	"cobuild/graph"
	"cobuild/store"
)

// fillAtOnce is how many rows a Fill writes in one transaction: a server holds
// one in memory.
const fillAtOnce = 20_000

// Fill writes rows that are not there, without looking for them first. Where
// there are many, only the index by which ends are found is there meanwhile: the
// server makes the others from what is there faster than it keeps them up to
// date.
func (e *Engine) Fill(ctx context.Context, fn func(context.Context, func(context.Context, store.Batch) error) error) error {
	return e.fill(ctx, fn, fillAtOnce)
}

func (e *Engine) fill(ctx context.Context, fn func(context.Context, func(context.Context, store.Batch) error) error, atOnce int) error {
	began, err := e.State(ctx)
	if err != nil {
		return err
	}
	var held store.Batch
	flush := func(ctx context.Context) error {
		err := e.Update(ctx, func(ctx context.Context, inner store.Tx) error {
			t := inner.(*tx)
			if t.state != began { // cleared, and filled by another perhaps
				return store.TakenAway(e.Name())
			}
			w := &batch{tx: t, ctx: ctx, set: ofSet(t.state.Set)}
			w.fill(&held)
			return w.err
		})
		held = store.Batch{}
		return err
	}
	bare := false
	err = fn(ctx, func(ctx context.Context, b store.Batch) error {
		held.Nouns, held.Links = append(held.Nouns, b.Nouns...), append(held.Links, b.Links...)
		held.Findings, held.Segments = append(held.Findings, b.Findings...), append(held.Segments, b.Segments...)
		if len(held.Nouns)+len(held.Links)+len(held.Findings) < atOnce && len(held.Segments) < sweepSegments {
			return nil
		}
		if !bare {
			bare = true
			if err := e.dropSchema(ctx); err != nil {
				return err
			}
		}
		return flush(ctx)
	})
	if err == nil {
		err = flush(ctx)
	}
	if err == nil && bare {
		err = e.makeSchema(ctx)
	}
	return err
}

// dropSchema leaves of the schema what writing needs. What it takes away is made
// when the store is next opened at the latest.
func (e *Engine) dropSchema(ctx context.Context) error {
	for _, statement := range schemaStatements() {
		name, what := schemaName(statement), "INDEX"
		if name == "noun_id" || name == "writer_name" {
			continue
		}
		if strings.HasPrefix(statement, "CREATE CONSTRAINT") {
			what = "CONSTRAINT"
		}
		if _, err := e.ask(ctx, "DROP "+what+" "+name+" IF EXISTS", nil); err != nil {
			return err
		}
	}
	return nil
}

// fill writes rows that are not there.
func (w *batch) fill(b *store.Batch) {
	byKind := map[graph.Kind][]row{}
	for i, r := range w.nounRows(b.Nouns) {
		r["places"] = placePairs(b.Nouns[i].Shelves)
		byKind[b.Nouns[i].Kind] = append(byKind[b.Nouns[i].Kind], r)
	}
	for _, kind := range graph.NounKinds {
		w.put("fill_nouns", variant{Label: labels[kind]}, byKind[kind])
	}
	byHop := map[graph.Hop][]row{}
	for i := range b.Links {
		byHop[b.Links[i].Hop] = append(byHop[b.Links[i].Hop], linkRow(&b.Links[i]))
	}
	for _, hop := range graph.Hops {
		w.put("fill_links", variant{Hop: hop}, byHop[hop])
	}
	findings := make([]row, len(b.Findings))
	for i := range b.Findings {
		findings[i] = findingRow(&b.Findings[i])
	}
	w.put("fill_findings", w.set, findings)
	w.segments(b.Segments)
}

// placePairs are the places of a noun as a server takes them.
func placePairs(places []store.ShelfKey) [][]string {
	pairs := make([][]string, len(places))
	for i, place := range places {
		pairs[i] = []string{place.Shelf, place.Key}
	}
	return pairs
}
