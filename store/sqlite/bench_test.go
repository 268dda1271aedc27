package sqlite

import (
	"context"
	"fmt"
	"path/filepath"
	"testing"

	"cobuild/graph"
	"cobuild/store"
)

// bulk makes rows of n units, each on three shelves, with two links, two
// findings and an entry in the log, as a bulk load writes them.
func bulk(from, n int, ids graph.IDSource) store.Batch {
	var b store.Batch
	for i := from; i < from+n; i++ {
		id := ids.New(graph.KindUnit)
		place := fmt.Sprintf("0a1b2c%03d", i%997)
		name := fmt.Sprintf("gaotang youxian gongsi %07d", i*7919%9999991)
		b.Nouns = append(b.Nouns, store.NounRow{
			ID: id, Kind: graph.KindUnit, Code: fmt.Sprintf("91330000MA%07d", i), Name: "高塘有限公司", Since: 40000, End: graph.End,
			Doc: []byte(`{"id":"` + string(id) + `","name":"高塘有限公司","since":"2012-03-04","classes":[{"since":"2012-03-04","value":{"unitKind":"ENTERPRISE","ownership":"PRIVATE"}}],"states":[{"since":"2012-03-04","value":"OPERATING"}]}`),
			Shelves: []store.ShelfKey{
				{Shelf: "UNIT/PLACE", Key: place + "!" + name + "!" + string(id)},
				{Shelf: "UNIT/NAME", Key: name + "!" + string(id)},
				{Shelf: "UNIT/CODE", Key: fmt.Sprintf("91330000ma%07d!", i) + string(id)},
			},
		})
		region := graph.DerivedID(graph.KindRegion, fmt.Sprint(i%997))
		organisation := graph.DerivedID(graph.KindOrganisation, fmt.Sprint(i/5))
		for _, end := range []struct {
			hop      graph.Hop
			from, to graph.ID
		}{{graph.HopLocated, id, region}, {graph.HopCovers, organisation, id}} {
			l := store.LinkRow{Link: graph.Link{ID: ids.New(graph.KindLink), Hop: end.hop, From: end.from, To: end.to, Interval: graph.From(40000)}}
			l.FromKey, l.ToKey = name+"!"+string(end.from), "gao tang pian qu!"+string(end.to)
			b.Links = append(b.Links, l)
		}
	}
	return b
}

func findingsFor(b store.Batch) (rows []store.FindingRow) {
	for i := range b.Nouns {
		n := &b.Nouns[i]
		for code := graph.FindingCode(3); code < 5; code++ {
			f := store.FindingRow{Finding: graph.Finding{Subject: n.ID, Code: code, Interval: graph.From(40000), Piece: graph.From(40000), Region: "reg_00000000000000000000"}}
			f.ID = graph.FindingID(n.ID, code, "", 40000)
			f.Pos = n.Shelves[0].Key + "!" + string(f.ID) + "!2009-07-07"
			rows = append(rows, f)
		}
	}
	return rows
}

func openBench(b *testing.B) *Engine {
	e, err := Open(context.Background(), filepath.Join(b.TempDir(), "bench.db"))
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() {
		if err := e.Close(); err != nil {
			b.Error(err)
		}
	})
	return e
}

func write(ctx context.Context, e *Engine, batch store.Batch) error {
	return e.Update(ctx, func(ctx context.Context, tx store.Tx) error { return tx.Write(ctx, batch) })
}

// BenchmarkBulk loads nouns with three shelves and two links each, in
// transactions of 20,000.
func BenchmarkBulk(b *testing.B) {
	const total, size = 200_000, 20_000
	for _, with := range []string{"Facts", "Findings"} {
		b.Run(with, func(b *testing.B) {
			for range b.N {
				b.StopTimer()
				e, ids := openBench(b), graph.SeededIDs("bulk")
				for from := 0; from < total; from += size {
					batch := bulk(from, size, ids)
					if with == "Findings" {
						batch = store.Batch{Findings: findingsFor(batch)}
					}
					b.StartTimer()
					if err := write(b.Context(), e, batch); err != nil {
						b.Fatal(err)
					}
					b.StopTimer()
				}
				b.StartTimer()
			}
			b.ReportMetric(total*float64(b.N)/b.Elapsed().Seconds(), "nouns/s")
		})
	}
}
