package exchange_test

import (
	"bufio"
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"cobuild/exchange"
	"cobuild/graph"
	"cobuild/store"
	"cobuild/store/sqlite"
)

var benchRows = flag.Int("import-rows", 2_000, "units, organisations and members each in the benchmarks of imports")

// provinceSheets writes sheets of a province: its regions, and of organisations,
// units and members n each. staff is that of every unit, by which a second set
// of sheets differs from the first.
func provinceSheets(tb testing.TB, n, staff int) []exchange.Source {
	tb.Helper()
	random := rand.New(rand.NewPCG(7, 7))
	folder := tb.TempDir()
	write := func(name, headers string, lines func(line func(format string, args ...any))) exchange.Source {
		path := filepath.Join(folder, name)
		file, err := os.Create(path)
		if err != nil {
			tb.Fatal(err)
		}
		out := bufio.NewWriter(file)
		fmt.Fprintln(out, headers)
		lines(func(format string, args ...any) { fmt.Fprintf(out, format+"\n", args...) })
		if err := out.Flush(); err != nil {
			tb.Fatal(err)
		}
		if err := file.Close(); err != nil {
			tb.Fatal(err)
		}
		return exchange.Source{Name: name, Path: path}
	}
	var villages []string
	regions := write("regions.csv", "code,name,kind,parent", func(line func(string, ...any)) {
		line("CN,全国,NATION,\n33,示例省,PROVINCE,CN")
		for p := range max(1, min(10, n/2000)) {
			line("33%02d,市%d,PREFECTURE,33", p+1, p)
			for c := range 10 {
				county := fmt.Sprintf("33%02d%02d", p+1, c+1)
				line("%s,县%d,COUNTY,%s", county, c, county[:4])
				for t := range 8 {
					line("%s%03d,镇%d,TOWNSHIP,%s", county, t+1, t, county)
					for v := range 5 {
						villages = append(villages, fmt.Sprintf("%s%03d%03d", county, t+1, v+201))
						line("%s,村%d,VILLAGE,%s%03d", villages[len(villages)-1], v, county, t+1)
					}
				}
			}
		}
	})
	village := func() string { return villages[random.IntN(len(villages))] }
	branches := n / 10
	return []exchange.Source{
		regions,
		write("organisations.csv", "code,name,kind,region,superior,since", func(line func(string, ...any)) {
			for i := range n {
				if i < branches {
					line("DZ-%d,党委%d,COMMITTEE,%s,,2011-07-01", i, i, village())
				} else {
					line("DZ-%d,支部%d,BRANCH,%s,DZ-%d,2011-07-01", i, i, village(), random.IntN(branches))
				}
			}
		}),
		write("units.csv", "code,name,kind,ownership,industry,staff,region,since", func(line func(string, ...any)) {
			for i := range n {
				line("DW-%d,单位%d有限公司,ENTERPRISE,PRIVATE,C35,%d,%s,2016-%02d-01", i, i, staff, village(), 1+i%12)
			}
		}),
		write("members.csv", "code,name,sex,birth_year,status,affiliation,workplace,residence,since", func(line func(string, ...any)) {
			for i := range n {
				line("DY-%d,党员%d,MALE,%d,FULL,DZ-%d,DW-%d,%s,2018-07-01", i, i, 1950+i%50, branches+random.IntN(n-branches), random.IntN(n), village())
			}
		}),
		write("coverages.csv", "organisation,unit,mode,since", func(line func(string, ...any)) {
			for i := range n / 2 {
				line("DZ-%d,DW-%d,OWN,2018-01-01", branches+i, i)
			}
		}),
	}
}

func openBench(tb testing.TB) *store.Store {
	tb.Helper()
	engine, err := sqlite.Open(tb.Context(), filepath.Join(tb.TempDir(), "bench.db"))
	if err != nil {
		tb.Fatal(err)
	}
	s, err := store.Open(tb.Context(), engine, store.Options{Now: func() time.Time { return today.Time().Add(9 * time.Hour) }})
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() { _ = s.Close() })
	return s
}

// BenchmarkImport tells the rows a second of an import into an empty store at
// once, of the same sheets again in revisions, of units of which each has a value
// that changed, and of what is entered in revisions.
//
//	go test ./exchange -run - -bench Import -benchtime 1x -import-rows 100000
func BenchmarkImport(b *testing.B) {
	n := *benchRows
	rate := func(b *testing.B, s *store.Store, o exchange.Options, sources []exchange.Source) *exchange.Result {
		b.Helper()
		r, err := exchange.Import(b.Context(), s, sources, o)
		if err != nil {
			b.Fatal(err)
		}
		if r.Ledger.Rows > 0 {
			b.Fatalf("%d rows have faults: %s", r.Ledger.Rows, r.Ledger.Faults[0].In(graph.EN))
		}
		b.ReportMetric(float64(r.Rows())/r.Took.Seconds(), "rows/s")
		b.ReportMetric(0, "ns/op")
		return r
	}
	sheets := provinceSheets(b, n, 30)
	for name, bulk := range map[string]int{"bulk": 1, "entered": -1} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				rate(b, openBench(b), exchange.Options{Bulk: bulk}, sheets)
			}
		})
	}
	s := openBench(b)
	if _, err := exchange.Import(b.Context(), s, sheets, exchange.Options{Bulk: 1}); err != nil {
		b.Fatal(err)
	}
	b.Run("same", func(b *testing.B) {
		for b.Loop() {
			if rate(b, s, exchange.Options{}, sheets).Loaded {
				b.Fatal("the same sheets changed something")
			}
		}
	})
	staff := 30
	b.Run("changed", func(b *testing.B) {
		for b.Loop() {
			staff++
			units := provinceSheets(b, n, staff)[2:3]
			r := rate(b, s, exchange.Options{On: today, Correct: staff > 31}, units)
			if _, changed, _, _ := r.Count(); changed != n {
				b.Fatalf("%d of %d units changed", changed, n)
			}
		}
	})
	b.Run("spoilt", func(b *testing.B) {
		data, err := os.ReadFile(sheets[2].Path)
		if err != nil {
			b.Fatal(err)
		}
		spoilt := strings.NewReplacer("PRIVATE", "PRIVAT", "2016-", "2016/13/").Replace(string(data))
		path := filepath.Join(b.TempDir(), "units.csv")
		if err := os.WriteFile(path, []byte(spoilt), 0o600); err != nil {
			b.Fatal(err)
		}
		for b.Loop() {
			r, err := exchange.Import(b.Context(), s, []exchange.Source{{Name: "units.csv", Path: path}}, exchange.Options{})
			if err != nil || r.Ledger.Rows != n {
				b.Fatalf("%d rows have faults (%v)", r.Ledger.Rows, err)
			}
			b.ReportMetric(float64(n)/r.Took.Seconds(), "rows/s")
		}
	})
}
