// Command reads measures what people ask, the whole way over HTTP, on one store
// or several, and beside each answer the floor: the same from the same engine by
// hand, through the plain driver.
//
//	go run ./bench/reads -store sqlite:/tmp/bench.db -units 2000 -counties 100
//	NEO4J_USER=neo4j NEO4J_PASSWORD=... go run ./bench/reads -store sqlite:/tmp/bench.db,bolt://127.0.0.1:7687
//
// An empty store is filled with generated data first; a filled one is used as it
// is, whatever filled it. With -write mutations are measured too, and taken back;
// with -import what readers wait for while somebody imports.
// The table is written to -out.
package main

import (
	"bytes"
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"runtime"
	"runtime/pprof"
	"strings"
	"time"

	"cobuild/cli"
	"cobuild/generate"
	"cobuild/graph"
	"cobuild/store"
)

type options struct {
	stores     string
	units      int
	counties   int
	lasts      time.Duration
	clients    int
	only       string
	onlyWrites string
	out        string
	profile    string
	allocs     string
	floors     bool
	imported   int
	write      bool
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	err := run(ctx)
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, "reads:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context) (err error) {
	var o options
	flag.StringVar(&o.stores, "store", "sqlite:data/bench.db", "the stores, by commas")
	flag.IntVar(&o.units, "units", 2000, "of an empty store: units in each county")
	flag.IntVar(&o.counties, "counties", 10, "of an empty store: counties, 10 to a prefecture, 200 to a province")
	flag.DurationVar(&o.lasts, "for", 2*time.Second, "how long each question is asked, by one client and then by all")
	flag.IntVar(&o.clients, "clients", 8, "how many clients ask at once")
	flag.StringVar(&o.only, "only", "", "questions whose names begin so")
	flag.StringVar(&o.onlyWrites, "only-writes", "", "writes, and questions beside them, whose names begin so")
	flag.StringVar(&o.out, "out", "", "file for the table; empty = the screen")
	flag.BoolVar(&o.write, "write", false, "write into the stores as well, and take it back: the log keeps both")
	flag.StringVar(&o.profile, "cpuprofile", "", "file for a profile of the time in which questions are asked and mutations made")
	flag.StringVar(&o.allocs, "memprofile", "", "file for a profile of what is allocated from the start to the end")
	flag.BoolVar(&o.floors, "floors", true, "measure floors, too; without them a profile shows the server and its clients alone")
	flag.IntVar(&o.imported, "import", 0, "rows of a sheet to import while all clients ask, by the command and by the server, and to take back; 0 = none")
	sheet := flag.String("sheet", "", "import this sheet, and measure nothing: what -import starts at the side")
	flag.Parse()
	if *sheet != "" {
		return command(ctx, o.stores, *sheet)
	}

	var table bytes.Buffer
	heading(&table, &o)
	for _, place := range strings.Split(o.stores, ",") {
		if err := o.measure(ctx, place, &table); err != nil {
			return fmt.Errorf("%s: %w", place, err)
		}
	}
	if o.out == "" {
		_, err = os.Stdout.Write(table.Bytes())
		return err
	}
	return os.WriteFile(o.out, table.Bytes(), 0o644) //nolint:gosec // for everybody to read
}

func heading(w io.Writer, o *options) {
	fmt.Fprintf(w, "# Reads\n\n%s, %d cores (%s), %s, load %s. %d clients, %v each.\n\n", time.Now().Format(time.DateOnly),
		runtime.NumCPU(), processor(), runtime.Version(), load(), o.clients, o.lasts)
	fmt.Fprintf(w, "    go run ./bench/reads %s\n\n", strings.Join(os.Args[1:], " "))
	fmt.Fprintf(w, "A question is asked over HTTP on one machine with its client: by one client (p50, p99 in ms, calls of the engine), then by %d at once (requests/s; CPU is the ms of a processor that a request then takes, its client's part included; an engine in another process is not counted). Its floor is the same by hand through the plain driver, in the same run: with \"HTTP\" by a handler written by hand, which gives the same JSON; without, rows read and thrown away, no server. Ratios are of p50, and of requests/s. A row \"varied\" asks with other variables each time (places, pages, days, names, pairs, drawn from the store by a seed), so that hardly an answer is one given before; its floor is that of the row above.\n", o.clients)
}

// measure asks one store everything, and writes its table.
func (o *options) measure(ctx context.Context, place string, table io.Writer) (err error) {
	counter := &calls{}
	c := cli.Common{Store: place, TimeZone: "Asia/Shanghai", LogLevel: "warn"}
	s, err := c.Open(ctx, os.Stderr, counter.around)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.Close()) }()
	if err := o.fill(ctx, s); err != nil {
		return err
	}
	fmt.Fprintln(os.Stderr, "reads:", s.Summary(ctx)) // which reads the territory, as a server does before it listens
	served, err := serve(s)
	if err != nil {
		return err
	}
	defer served.close()
	w, err := learn(ctx, served)
	if err != nil {
		return err
	}
	by, err := openFloor(ctx, place, w)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, by.close()) }()
	var about *writing
	if o.write {
		if about, err = learnWriting(ctx, w); err != nil {
			return err
		}
	}
	size, err := w.size(ctx)
	if err != nil {
		return err
	}
	fmt.Fprintf(table, "\n## %s\n\n%s\n\n| question | p50 | p99 | calls | CPU | floor p50 | ratio | requests/s | floor's | ratio |\n|---|---|---|---|---|---|---|---|---|---|\n", by.name(), size)
	if o.profile != "" {
		file, err := os.Create(o.profile)
		if err != nil {
			return err
		}
		defer func() { err = errors.Join(err, file.Close()) }()
		if err := pprof.StartCPUProfile(file); err != nil {
			return err
		}
		defer pprof.StopCPUProfile()
	}
	if o.allocs != "" {
		defer func() { err = errors.Join(err, writeAllocs(o.allocs)) }()
	}
	for _, q := range w.questions() {
		if !strings.HasPrefix(q.name, o.only) {
			continue
		}
		lines, err := o.ask(ctx, served, counter, q, by)
		if err != nil {
			return fmt.Errorf("%s: %w", q.name, err)
		}
		for _, line := range lines {
			fmt.Fprintln(os.Stderr, line)
			fmt.Fprintln(table, line)
		}
	}
	if o.write {
		if err := o.writes(ctx, about, by, w, table); err != nil {
			return err
		}
	}
	if o.imported > 0 {
		return o.importing(ctx, place, s, w, table)
	}
	return nil
}

func writeAllocs(path string) error {
	file, err := os.Create(path)
	if err != nil {
		return err
	}
	return errors.Join(pprof.Lookup("allocs").WriteTo(file, 0), file.Close())
}

// fill generates data into an empty store.
func (o *options) fill(ctx context.Context, s *store.Store) error {
	revision, err := s.Revision(ctx)
	if err != nil || revision > 0 {
		return err
	}
	fmt.Fprintln(os.Stderr, "reads: filling", s.Engine().Name())
	return s.LoadFrom(ctx, store.Source{Name: "bench", Each: func(_ context.Context, emit func([]graph.Noun, []graph.Link) error) error {
		return generate.Generate(generate.Options{Seed: 1, Units: o.units, Counties: o.counties}, emit)
	}}, nil)
}
