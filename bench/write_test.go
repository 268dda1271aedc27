package bench

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"

	"cobuild/graph"
	"cobuild/store"
)

// writing is what mutations are made of: each is made once.
type writing struct {
	units, organisations []graph.ID
	next                 atomic.Int64
}

func newWriting(data graph.Dataset, today graph.Date) *writing {
	w := &writing{}
	for _, n := range data.Nouns {
		if top := n.Top(); top.Until != 0 || top.Since > today {
			continue
		}
		switch n := n.(type) {
		case *graph.Unit:
			w.units = append(w.units, n.ID)
		case *graph.Organisation:
			w.organisations = append(w.organisations, n.ID)
		}
	}
	slices.Sort(w.units)
	slices.Sort(w.organisations)
	return w
}

// mutations are the small ones of a working day: a value of a unit, a link
// between two nouns, a noun with links.
var mutations = []struct {
	name, text string
	variables  func(w *writing, n int, today graph.Date) map[string]any
}{
	{
		"staff", `mutation($unit: ID!, $from: Date!, $staff: Int!) { unitChange(input: { id: $unit, from: $from, staff: $staff }) { revision userErrors { message } } }`,
		func(w *writing, n int, today graph.Date) map[string]any {
			return map[string]any{"unit": w.units[n%len(w.units)], "from": today.AddDays(1 + n/len(w.units)).String(), "staff": 1000 + n}
		},
	},
	{
		"coverage", `mutation($unit: ID!, $organisation: ID!, $from: Date!) { coverageAssign(input: { unit: $unit, organisation: $organisation, mode: AREA, from: $from }) { revision userErrors { message } } }`,
		func(w *writing, n int, today graph.Date) map[string]any {
			return map[string]any{"unit": w.units[n%len(w.units)], "organisation": w.organisations[(n+n/len(w.units))%len(w.organisations)], "from": today.String()}
		},
	},
	{
		"pairing", `mutation($one: ID!, $other: ID!, $since: Date!) { pairingAgree(input: { pairingKind: ENTERPRISE_ENTERPRISE, since: $since, ends: [{ participant: $one, role: PEER }, { participant: $other, role: PEER }] }) { revision userErrors { message } } }`,
		func(w *writing, n int, today graph.Date) map[string]any {
			return map[string]any{"one": w.units[n%len(w.units)], "other": w.units[(n+1+n/len(w.units))%len(w.units)], "since": today.String()}
		},
	},
}

// BenchmarkWrite makes small mutations, the whole way from JSON to JSON, durable
// when they are answered: by one client, and by eight.
func BenchmarkWrite(b *testing.B) {
	path := ""
	for name, open := range map[string]func(*testing.B) store.Engine{
		"SQLite": func(b *testing.B) store.Engine {
			path = filepath.Join(b.TempDir(), "write.db")
			return fileSQLite(b, path)
		},
		"Neo4j": emptyNeo4j,
	} {
		b.Run(name, func(b *testing.B) {
			counted := &commits{Engine: open(b)}
			f := load(b, counted)
			f.commits = counted
			data, err := county()
			if err != nil {
				b.Fatal(err)
			}
			w := newWriting(data, f.store.Today())
			for _, m := range mutations {
				for _, clients := range []int{1, 8} {
					b.Run(fmt.Sprintf("%s-by-%d", m.name, clients), func(b *testing.B) {
						f.writeBy(b, clients, func(n int) (string, map[string]any) { return m.text, m.variables(w, n, f.store.Today()) }, &w.next)
					})
				}
			}
			b.Run("floor", func(b *testing.B) { // last: what it writes is no change that the store knows
				if name == "SQLite" {
					floorSQLite(b, path, w.units[0])
				} else {
					floorNeo4j(b, w.units[0])
				}
			})
		})
	}
	b.Run("sync", sync4K)
}

func (f *fixture) writeBy(b *testing.B, clients int, next func(n int) (string, map[string]any), counter *atomic.Int64) {
	var left atomic.Int64
	left.Store(int64(b.N))
	b.ResetTimer()
	before, transactions := cpu(b), f.commits.n.Load()
	var all sync.WaitGroup
	for range clients {
		all.Go(func() {
			for left.Add(-1) >= 0 {
				text, variables := next(int(counter.Add(1)))
				for _, answer := range f.ask(b, text, variables) {
					var payload struct{ UserErrors []any }
					if err := json.Unmarshal(answer, &payload); err != nil || len(payload.UserErrors) > 0 {
						b.Errorf("%s (%v)", answer, err)
						return
					}
				}
			}
		})
	}
	all.Wait()
	n := float64(b.N)
	b.ReportMetric(n/b.Elapsed().Seconds(), "writes/s")
	b.ReportMetric((cpu(b)-before)/n, "cpu-ms/op")
	b.ReportMetric(n/float64(f.commits.n.Load()-transactions), "writes/commit")
}

// commits counts the transactions of an engine.
type commits struct {
	store.Engine
	n atomic.Int64
}

func (c *commits) Update(ctx context.Context, fn func(context.Context, store.Tx) error) error {
	c.n.Add(1)
	return c.Engine.Update(ctx, fn)
}

// cpu is the time of cores that this process has used, in ms.
func cpu(b *testing.B) float64 {
	var used syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &used); err != nil {
		b.Fatal(err)
	}
	return float64(used.Utime.Nano()+used.Stime.Nano()) / 1e6
}

// sync4K is the disk's own: 4 KB written and kept.
func sync4K(b *testing.B) {
	file, err := os.Create(filepath.Join(b.TempDir(), "sync"))
	if err != nil {
		b.Fatal(err)
	}
	defer file.Close()
	block := make([]byte, 4096)
	for b.Loop() {
		if _, err := file.Write(block); err != nil {
			b.Fatal(err)
		}
		if err := file.Sync(); err != nil {
			b.Fatal(err)
		}
	}
}
