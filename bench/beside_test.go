package bench

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"cobuild/edit"
	"cobuild/graph"
)

// besides are what eight clients ask while another imports: nothing that takes
// longer because of the rows that are entered.
var besides = []string{"report-county", "gaps-page-first", "unit-whole", "members-of-hub", "report-past", "nested-organisations"}

// BenchmarkReadWhileImporting has eight clients ask without pause, once with
// nothing beside them and once while another process enters units, 2,000 rows a
// revision, as an import does. Compare p99-ms of the two.
func BenchmarkReadWhileImporting(b *testing.B) {
	engine := fileSQLite(b, filepath.Join(b.TempDir(), "beside.db"))
	f := load(b, engine)
	queries := make([]string, len(besides))
	for i, name := range besides {
		text, err := os.ReadFile("queries/" + name + ".graphql")
		if err != nil {
			b.Fatal(err)
		}
		queries[i] = string(text)
	}
	for _, importing := range []bool{false, true} {
		b.Run(fmt.Sprintf("importing=%t", importing), func(b *testing.B) {
			stop := make(chan struct{})
			var beside sync.WaitGroup
			var rows atomic.Int64
			if importing {
				beside.Go(func() { f.enter(b, stop, &rows) })
			}
			b.ResetTimer()
			times := f.askBy(b, 8, queries)
			took := b.Elapsed()
			close(stop)
			beside.Wait()
			slices.Sort(times)
			ms := func(part float64) float64 {
				return float64(times[min(int(part*float64(len(times))), len(times)-1)].Microseconds()) / 1000
			}
			b.ReportMetric(ms(.5), "p50-ms")
			b.ReportMetric(ms(.99), "p99-ms")
			b.ReportMetric(ms(1), "longest-ms")
			b.ReportMetric(float64(rows.Load())/took.Seconds(), "rows/s")
		})
	}
}

// askBy asks queries by several clients, b.N in all, and gives how long each took.
func (f *fixture) askBy(b *testing.B, clients int, queries []string) (times []time.Duration) {
	var left atomic.Int64
	left.Store(int64(b.N))
	var mu sync.Mutex
	var all sync.WaitGroup
	for range clients {
		all.Go(func() {
			for n := left.Add(-1); n >= 0; n = left.Add(-1) {
				query := queries[n%int64(len(queries))]
				begun := time.Now()
				f.ask(b, query, f.known(query))
				took := time.Since(begun)
				mu.Lock()
				times = append(times, took)
				mu.Unlock()
			}
		})
	}
	all.Wait()
	return times
}

// enter enters units until it is stopped.
func (f *fixture) enter(b *testing.B, stop <-chan struct{}, rows *atomic.Int64) {
	ctx := context.Background()
	found, err := f.store.Find(ctx, []graph.CodeKey{{Kind: graph.KindRegion, Field: graph.ByCode, Code: f.variables["township"].(string)}}, f.store.Today())
	if err != nil || len(found) != 1 {
		b.Errorf("%d regions (%v)", len(found), err)
		return
	}
	var region graph.ID
	for _, n := range found {
		region = n.Top().ID
	}
	for {
		select {
		case <-stop:
			return
		default:
		}
		_, err := f.store.ApplyAll(ctx, graph.Intent{Operation: "import"}, func(ctx context.Context, e graph.Edit) error {
			for i := range 2_000 {
				in := edit.UnitRegisterInput{Name: fmt.Sprintf("导入企业%d", rows.Load()+int64(i)), UnitKind: graph.UnitEnterprise, Ownership: graph.OwnershipPrivate, Region: region, Since: e.Today()}
				if _, err := edit.UnitRegister(ctx, e, in); err != nil {
					return err
				}
			}
			return nil
		}, false)
		if err != nil {
			b.Error(err)
			return
		}
		rows.Add(2_000)
	}
}
