package bench

import (
	"context"
	"log/slog"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"cobuild/generate"
	"cobuild/graph"
	"cobuild/store"
	"cobuild/store/neo4j"
	"cobuild/store/neo4j/neo4jtest"
)

// stream generates what is loaded, as it is loaded: COBUILD_BENCH_SCALE of a
// nation, without it COBUILD_BENCH_UNITS of a county.
func stream(b *testing.B) store.Source {
	b.Helper()
	options := generate.Options{Seed: 1, Units: 10_000}
	if text := os.Getenv("COBUILD_BENCH_UNITS"); text != "" {
		n, err := strconv.Atoi(text)
		if err != nil {
			b.Fatalf("COBUILD_BENCH_UNITS: %v", err)
		}
		options.Units = n
	}
	if text := os.Getenv("COBUILD_BENCH_SCALE"); text != "" {
		scale, err := strconv.ParseFloat(text, 64)
		if err != nil {
			b.Fatalf("COBUILD_BENCH_SCALE: %v", err)
		}
		options.Scale, options.Units = scale, 0
	}
	return store.Source{Name: "bench", Each: func(_ context.Context, emit func([]graph.Noun, []graph.Link) error) error {
		return generate.Generate(options, emit)
	}}
}

// fill loads the stream into an empty engine in steps, and gives the facts.
func fill(b *testing.B, engine store.Engine) (s *store.Store, facts int) {
	b.Helper()
	s, err := store.Open(b.Context(), engine, store.Options{Logger: slog.New(slog.DiscardHandler), AtOnce: 1})
	if err != nil {
		b.Fatal(err)
	}
	from := stream(b)
	each := from.Each
	from.Each = func(ctx context.Context, emit func([]graph.Noun, []graph.Link) error) error {
		return each(ctx, func(nouns []graph.Noun, links []graph.Link) error {
			facts += len(nouns) + len(links)
			return emit(nouns, links)
		})
	}
	if err := s.LoadFrom(b.Context(), from, nil); err != nil {
		b.Fatal(err)
	}
	return s, facts
}

// BenchmarkLoad fills an empty store: generating, testing, placing, deriving,
// writing, indexing. A row is a fact, a noun or a link; what is derived comes on
// top.
func BenchmarkLoad(b *testing.B) {
	b.Run("SQLite", func(b *testing.B) {
		facts := 0
		for b.Loop() {
			engine := fileSQLite(b, filepath.Join(b.TempDir(), "load.db"))
			s, n := fill(b, engine)
			if err := s.Close(); err != nil {
				b.Fatal(err)
			}
			facts += n
		}
		b.ReportMetric(float64(facts)/b.Elapsed().Seconds(), "rows/s")
		b.ReportMetric(peak(b), "peak-MB")
	})
	b.Run("Neo4j", func(b *testing.B) {
		facts := 0
		for b.Loop() {
			b.StopTimer()
			engine := emptyNeo4j(b)
			b.StartTimer()
			s, n := fill(b, engine)
			b.StopTimer()
			if err := s.Close(); err != nil {
				b.Fatal(err)
			}
			b.StartTimer()
			facts += n
		}
		b.ReportMetric(float64(facts)/b.Elapsed().Seconds(), "rows/s")
	})
}

// emptyNeo4j opens the server, emptied.
func emptyNeo4j(b *testing.B) store.Engine {
	b.Helper()
	uri := neo4jtest.URI(b)
	neo4jtest.Empty(b, uri)
	user, password := neo4jtest.SignIn()
	engine, err := neo4j.Open(b.Context(), uri, neo4j.Auth{User: user, Password: password})
	if err != nil {
		b.Fatal(err)
	}
	return engine
}

// peak is the most memory that this process has had, in MB; 0 where the system
// does not say.
func peak(b *testing.B) float64 {
	b.Helper()
	status, err := os.ReadFile("/proc/self/status")
	if err != nil {
		return 0
	}
	_, after, _ := strings.Cut(string(status), "VmHWM:")
	kb, err := strconv.Atoi(strings.Fields(after + " 0")[0])
	if err != nil {
		b.Fatal(err)
	}
	return float64(kb) / 1024
}
