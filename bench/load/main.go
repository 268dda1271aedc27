// Command load asks a running server by many clients at once, honest and not,
// and tells what they saw: answers per second, how long they took, how many were
// turned away, and the memory of the server.
//
//	go run server.go --store sqlite:big.db generate
//	go run server.go --store sqlite:big.db --metrics 127.0.0.1:9464
//	go run ./bench/load -clients 8,16,32,64 -for 10s -flood 32 -leave 8 -slow 8
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"strconv"
	"strings"
	"sync"
	"time"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	err := run(ctx)
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, "load:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context) error {
	var o options
	flag.StringVar(&o.url, "url", "http://127.0.0.1:8080", "the server")
	flag.StringVar(&o.metrics, "metrics", "http://127.0.0.1:9464/metrics", "its metrics, for its memory; empty = none")
	clients := flag.String("clients", "8,16,32,64", "how many clients ask at once, in turn")
	lasts := flag.Duration("for", 10*time.Second, "how long each number of clients asks")
	writes := flag.Int("writes", 10, "one request of so many is a mutation; 0 = none")
	flag.IntVar(&o.flood, "flood", 0, "beside them, clients that ask costly queries without pause")
	flag.IntVar(&o.leave, "leave", 0, "beside them, clients that leave before the answer to a costly query")
	flag.IntVar(&o.slow, "slow", 0, "beside them, clients that send a body, or read an answer, a byte at a time")
	flag.Parse()
	o.writes = *writes
	if err := o.learn(ctx); err != nil {
		return err
	}
	fmt.Printf("| clients | beside | requests/s | p50 ms | p99 ms | longest ms | writes p99 ms | turned away | failed | memory before, most, after (MB) |\n|---|---|---|---|---|---|---|---|---|---|\n")
	for _, text := range strings.Split(*clients, ",") {
		n, err := strconv.Atoi(text)
		if err != nil {
			return fmt.Errorf("-clients %q: %w", text, err)
		}
		if err := o.round(ctx, n, *lasts); err != nil {
			return err
		}
	}
	return nil
}

type options struct {
	url, metrics             string
	writes                   int
	flood, leave, slow       int
	units, regions, branches []string
}

// round has n clients ask for a while and prints a line.
func (o *options) round(ctx context.Context, n int, lasts time.Duration) error {
	before := o.memory(ctx)
	ctx, cancel := context.WithTimeout(ctx, lasts)
	defer cancel()
	var all sync.WaitGroup
	var seen, beside results
	most := before
	all.Go(func() {
		for ctx.Err() == nil {
			most = max(most, o.memory(ctx))
			time.Sleep(200 * time.Millisecond)
		}
	})
	for i := range n {
		all.Go(func() { o.honest(ctx, i, &seen) })
	}
	for i := range o.flood {
		all.Go(func() { o.flooding(ctx, i, &beside) })
	}
	for i := range o.leave {
		all.Go(func() { o.leaving(ctx, i) })
	}
	for i := range o.slow {
		all.Go(func() { o.slowly(ctx, i%2 == 0) })
	}
	all.Wait()
	time.Sleep(time.Second)
	read, wrote := seen.times(false), seen.times(true)
	fmt.Printf("| %d | %s | %.0f | %s | %s | %s | %s | %d | %d | %.0f, %.0f, %.0f |\n", n, o.others(), float64(len(read)+len(wrote))/lasts.Seconds(),
		ms(at(read, .5)), ms(at(read, .99)), ms(at(read, 1)), ms(at(wrote, .99)), seen.away, seen.failed, before, most, o.memory(context.WithoutCancel(ctx)))
	if beside.answered()+beside.away > 0 {
		fmt.Printf("|  | the flood: %d answered, %d turned away, %d failed |  |  |  |  |  |  |  |  |\n", beside.answered(), beside.away, beside.failed)
	}
	if seen.fault != "" {
		fmt.Fprintln(os.Stderr, "load: the first failure:", seen.fault)
	}
	return nil
}

func (o *options) others() string {
	var said []string
	for _, one := range []struct {
		n    int
		what string
	}{{o.flood, "flood"}, {o.leave, "leave"}, {o.slow, "slow"}} {
		if one.n > 0 {
			said = append(said, fmt.Sprintf("%d %s", one.n, one.what))
		}
	}
	return strings.Join(said, ", ")
}

func ms(d time.Duration) string {
	return strconv.FormatFloat(float64(d.Microseconds())/1000, 'f', 1, 64)
}
