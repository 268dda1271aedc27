package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"os"
	"runtime"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"cobuild/cli"
	"cobuild/httpapi"
	"cobuild/store"
)

// served is a server on this machine and its client.
type served struct {
	url    string
	server *http.Server
	client *http.Client
}

func serve(s *store.Store) (*served, error) {
	handler, err := cli.Handler(s, cli.Serving{Zone: "Asia/Shanghai", Logger: slog.New(slog.DiscardHandler)})
	if err != nil {
		return nil, err
	}
	return listen(handler)
}

func listen(handler http.Handler) (*served, error) {
	at, err := new(net.ListenConfig).Listen(context.Background(), "tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	server := httpapi.NewServer("", handler)
	go func() { _ = server.Serve(at) }() // ends with close
	return &served{
		url: "http://" + at.Addr().String(), server: server,
		client: &http.Client{Timeout: time.Minute, Transport: &http.Transport{MaxIdleConnsPerHost: 64, DisableCompression: true}},
	}, nil
}

func (s *served) close() { _ = s.server.Close() }

// post gives the body of an answer.
func (s *served) post(ctx context.Context, body []byte) ([]byte, error) {
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, s.url+"/graphql", bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	r.Header.Set("Content-Type", "application/json")
	answer, err := s.client.Do(r)
	if err != nil {
		return nil, err
	}
	defer answer.Body.Close()
	got, err := io.ReadAll(answer.Body)
	if err == nil && answer.StatusCode != http.StatusOK {
		err = fmt.Errorf("status %d: %.500s", answer.StatusCode, got)
	}
	return got, err
}

func request(query string, variables map[string]any) []byte {
	body, err := json.Marshal(map[string]any{"query": query, "variables": variables})
	if err != nil {
		panic(err) // plain data
	}
	return body
}

// data asks a query and reads its answer into one value.
func (s *served) data(ctx context.Context, query string, variables map[string]any, into any) error {
	body, err := s.post(ctx, request(query, variables))
	if err != nil {
		return err
	}
	answer := struct {
		Data   any
		Errors []any
	}{Data: into}
	if err := json.Unmarshal(body, &answer); err != nil {
		return err
	}
	if len(answer.Errors) > 0 {
		return fmt.Errorf("%s: %v", query, answer.Errors)
	}
	return nil
}

// ask measures one question, with the same variables again and again and with
// others each time, and its floor.
func (o *options) ask(ctx context.Context, s *served, counter *calls, q question, by floor) (lines []string, err error) {
	same := [][]byte{request(q.query, q.variables)}
	first, err := s.post(ctx, same[0])
	if err == nil {
		err = refusedIn(first)
	}
	if err != nil {
		return nil, err
	}
	var hand *byHand
	if o.floors {
		hand, err = o.floor(ctx, q, by, first)
	}
	if err != nil {
		return nil, fmt.Errorf("floor: %w", err)
	}
	line, err := o.row(ctx, s, counter, q.name, same, hand)
	if err != nil || len(q.varied) == 0 {
		return []string{line}, err
	}
	others := make([][]byte, len(q.varied))
	for i, variables := range q.varied {
		others[i] = request(q.query, variables)
	}
	second, err := o.row(ctx, s, counter, q.name+", varied", others, hand)
	return []string{line, second}, err
}

func refusedIn(body []byte) error {
	var answer struct{ Errors []any }
	err := json.Unmarshal(body, &answer)
	if err == nil && len(answer.Errors) > 0 {
		err = fmt.Errorf("%.500s", body)
	}
	return err
}

// row measures requests that are put in turn, and writes them beside what was
// measured by hand.
func (o *options) row(ctx context.Context, s *served, counter *calls, name string, bodies [][]byte, hand *byHand) (string, error) {
	one := s.inTurn(bodies)
	const looks = 20 // requests whose calls are counted
	if err := one(ctx); err != nil {
		return "", err
	}
	before := counter.n.Load()
	for range looks {
		if err := one(ctx); err != nil {
			return "", err
		}
	}
	engine := float64(counter.n.Load()-before) / looks
	m, err := o.times(ctx, one)
	if err != nil {
		return "", err
	}
	line := fmt.Sprintf("| %s | %.2f | %.2f | %.3g | %.2f |", name, ms(m.p50), ms(m.p99), engine, ms(m.used))
	if hand == nil {
		return line + fmt.Sprintf("  |  | %.0f |  |  |", m.rate), nil
	}
	how := ""
	if hand.http {
		how = " HTTP"
	}
	return line + fmt.Sprintf(" %.2f%s | %.1f | %.0f | %.0f | %.2f |", ms(hand.p50), how, float64(m.p50)/float64(hand.p50), m.rate, hand.rate, hand.rate/m.rate), nil
}

// inTurn puts one request after the other; an answer with errors fails.
func (s *served) inTurn(bodies [][]byte) func(context.Context) error {
	var next atomic.Int64
	return func(ctx context.Context) error {
		body := bodies[int(next.Add(1)-1)%len(bodies)]
		answer, err := s.post(ctx, body)
		if err == nil && bytes.HasPrefix(answer, []byte(`{"errors"`)) {
			err = fmt.Errorf("%s: %.500s", body, answer)
		}
		return err
	}
}

type byHand struct {
	measured
	http bool
}

// measured is how long something takes one client, and then how often all do it
// in a second, with what it takes of a processor.
type measured struct {
	p50, p99, used time.Duration
	rate           float64
}

func (o *options) times(ctx context.Context, do func(context.Context) error) (m measured, err error) {
	alone, err := repeat(ctx, 1, o.lasts, do)
	if err != nil {
		return m, err
	}
	used := processorTime()
	together, err := repeat(ctx, o.clients, o.lasts, do)
	used = (processorTime() - used) / time.Duration(max(1, len(together)))
	return measured{p50: at(alone, .5), p99: at(alone, .99), used: used, rate: float64(len(together)) / o.lasts.Seconds()}, err
}

// floor measures what is written by hand for a question, nil where nothing is. A
// handler by hand must give the same JSON.
func (o *options) floor(ctx context.Context, q question, by floor, same []byte) (*byHand, error) {
	ask, http := by.rows(q.name), false
	if handler := by.handler(q.name); handler != nil {
		s, err := listen(handler)
		if err != nil {
			return nil, err
		}
		defer s.close()
		body := request(q.query, q.variables)
		answer, err := s.post(ctx, body)
		if err != nil {
			return nil, err
		}
		if !bytes.Equal(bytes.TrimSpace(answer), bytes.TrimSpace(same)) {
			return nil, fmt.Errorf("by hand the answer is another:\n%.1500s\n%.1500s", answer, same)
		}
		ask, http = func(ctx context.Context) error { _, err := s.post(ctx, body); return err }, true
	}
	if ask == nil {
		return nil, nil
	}
	m, err := o.times(ctx, ask)
	return &byHand{m, http}, err
}

// repeat has clients do something again and again, and gives how long each took,
// sorted. Garbage of before is gone.
func repeat(ctx context.Context, clients int, lasts time.Duration, do func(context.Context) error) ([]time.Duration, error) {
	runtime.GC()
	for range 5 { // what is prepared once
		if err := do(ctx); err != nil {
			return nil, err
		}
	}
	var all sync.WaitGroup
	took, errs := make([][]time.Duration, clients), make([]error, clients)
	end := time.Now().Add(lasts)
	for i := range clients {
		all.Go(func() {
			for begun := time.Now(); begun.Before(end) && errs[i] == nil; {
				errs[i] = do(ctx)
				now := time.Now()
				took[i] = append(took[i], now.Sub(begun))
				begun = now
			}
		})
	}
	all.Wait()
	times := slices.Concat(took...)
	slices.Sort(times)
	return times, errors.Join(errs...)
}

func at(sorted []time.Duration, part float64) time.Duration {
	if len(sorted) == 0 {
		return 0
	}
	return sorted[min(int(part*float64(len(sorted))), len(sorted)-1)]
}

func ms(d time.Duration) float64 { return float64(d.Nanoseconds()) / 1e6 }

// processor names the machine's, where the system tells.
func processor() string {
	text, _ := os.ReadFile("/proc/cpuinfo")
	_, after, _ := strings.Cut(string(text), "model name")
	line, _, _ := strings.Cut(strings.TrimLeft(after, "\t :"), "\n")
	if line == "" {
		return runtime.GOARCH
	}
	return line
}

// load is the load of the machine, where the system tells.
func load() string {
	text, err := os.ReadFile("/proc/loadavg")
	if err != nil {
		return "unknown"
	}
	return strings.Join(strings.Fields(string(text))[:1], "")
}
