package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"
)

// results are what clients of a kind saw.
type results struct {
	mu     sync.Mutex
	reads  []time.Duration
	writes []time.Duration
	away   int // 503
	failed int
	fault  string
}

func (r *results) note(took time.Duration, write bool, status int, err error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	switch {
	case status == http.StatusServiceUnavailable:
		r.away++
	case err != nil:
		r.failed++
		if r.fault == "" {
			r.fault = err.Error()
		}
	case write:
		r.writes = append(r.writes, took)
	default:
		r.reads = append(r.reads, took)
	}
}

func (r *results) answered() int { return len(r.reads) + len(r.writes) }

func (r *results) times(write bool) []time.Duration {
	times := r.reads
	if write {
		times = r.writes
	}
	slices.Sort(times)
	return times
}

func at(sorted []time.Duration, part float64) time.Duration {
	if len(sorted) == 0 {
		return 0
	}
	return sorted[min(int(part*float64(len(sorted))), len(sorted)-1)]
}

var client = &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 512, MaxConnsPerHost: 0}}

// ask sends a query. An answer with errors is a failure.
func (o *options) ask(ctx context.Context, query string, variables map[string]any, into any) (status int, err error) {
	body, err := json.Marshal(map[string]any{"query": query, "variables": variables})
	if err != nil {
		return 0, err
	}
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, o.url+"/graphql", bytes.NewReader(body))
	if err != nil {
		return 0, err
	}
	r.Header.Set("Content-Type", "application/json")
	answer, err := client.Do(r)
	if err != nil {
		return 0, err
	}
	defer answer.Body.Close()
	data, err := io.ReadAll(answer.Body)
	if err != nil {
		return answer.StatusCode, err
	}
	var told struct {
		Data   json.RawMessage
		Errors []json.RawMessage
	}
	if err := json.Unmarshal(data, &told); err != nil {
		return answer.StatusCode, err
	}
	if len(told.Errors) > 0 {
		return answer.StatusCode, fmt.Errorf("%.300s", told.Errors[0])
	}
	if into == nil {
		return answer.StatusCode, nil
	}
	return answer.StatusCode, json.Unmarshal(told.Data, into)
}

// learn reads what the queries ask for.
func (o *options) learn(ctx context.Context) error {
	var found struct {
		Units, Regions, Organisations struct{ Nodes []struct{ ID string } }
	}
	if _, err := o.ask(ctx, `{ units(first: 100) { nodes { id } } regions(first: 100) { nodes { id } } organisations(first: 100) { nodes { id } } }`, nil, &found); err != nil {
		return err
	}
	for into, from := range map[*[]string][]struct{ ID string }{&o.units: found.Units.Nodes, &o.regions: found.Regions.Nodes, &o.branches: found.Organisations.Nodes} {
		for _, n := range from {
			*into = append(*into, n.ID)
		}
	}
	if len(o.units)*len(o.regions)*len(o.branches) == 0 {
		return errors.New("the store is empty: fill it with the command generate")
	}
	return nil
}

// mixture is what honest clients ask, of a region, a unit and an organisation.
var mixture = []string{
	`query Report($region: ID!) { region(by: {id: $region}) { name coverageReport { units organisationCoverage { value } gapCounts: gaps(first: 5) { nodes { message } } } } }`,
	`query Gaps($region: ID!) { gaps(first: 20, filter: {within: {id: $region}}) { totalCount nodes { gapKind message subject { label } } } }`,
	`query Unit($unit: ID!) { unit(by: {id: $unit}) { name region { name } status { reason message } coverages { nodes { mode organisation { name } } } gaps { nodes { message } } } }`,
	`query Organisation($organisation: ID!) { organisation(by: {id: $organisation}) { name superior { name } memberCount { total } pairings(first: 5) { nodes { label } } subordinates(first: 10) { nodes { name region { name } } } } }`,
	`query Units($region: ID!) { units(first: 20, filter: {within: {id: $region}, establishment: [NONE]}) { totalCount nodes { name status { reason } } } }`,
}

const write = `mutation Report($unit: ID!, $date: Date!, $full: Int!) { headcountReport(input: {unit: $unit, date: $date, full: $full, probationary: 0}) { revision userErrors { message } } }`

// costly is near the ceiling of cost.
const costly = `query Costly($organisation: ID!) { organisations(first: 50) { nodes { name region { name ancestors { name } } units: coverages(first: 20) { nodes { unit { name status { message } gaps(first: 3) { nodes { message } } } } } } } one: organisation(by: {id: $organisation}) { name } }`

func pick(r *rand.Rand, from []string) string { return from[r.IntN(len(from))] }

func (o *options) variables(r *rand.Rand) map[string]any {
	return map[string]any{"region": pick(r, o.regions), "unit": pick(r, o.units), "organisation": pick(r, o.branches)}
}

// honest asks the mixture, and waits where it is told to come again.
func (o *options) honest(ctx context.Context, i int, seen *results) {
	r := rand.New(rand.NewPCG(uint64(i), 1))
	for ctx.Err() == nil {
		query, variables := pick(r, mixture), o.variables(r)
		writes := o.writes > 0 && r.IntN(o.writes) == 0
		if writes {
			query = write
			variables["date"], variables["full"] = fmt.Sprintf("20%02d-%02d-%02d", 10+r.IntN(15), 1+r.IntN(12), 1+r.IntN(28)), r.IntN(9)
		}
		begun := time.Now()
		status, err := o.ask(ctx, query, variables, nil)
		if ctx.Err() != nil {
			return
		}
		seen.note(time.Since(begun), writes, status, err)
		if status == http.StatusServiceUnavailable {
			time.Sleep(time.Second + rand.N(500*time.Millisecond))
		}
	}
}

// flooding asks costly queries and heeds nothing.
func (o *options) flooding(ctx context.Context, i int, seen *results) {
	r := rand.New(rand.NewPCG(uint64(i), 2))
	for ctx.Err() == nil {
		begun := time.Now()
		status, err := o.ask(ctx, costly, o.variables(r), nil)
		if ctx.Err() == nil {
			seen.note(time.Since(begun), false, status, err)
		}
	}
}

// leaving asks and is gone.
func (o *options) leaving(ctx context.Context, i int) {
	r := rand.New(rand.NewPCG(uint64(i), 3))
	for ctx.Err() == nil {
		short, cancel := context.WithTimeout(ctx, time.Duration(1+r.IntN(30))*time.Millisecond)
		_, _ = o.ask(short, costly, o.variables(r), nil) // that is the point
		cancel()
	}
}

// slowly sends a body, or reads an answer, a byte at a time.
func (o *options) slowly(ctx context.Context, body bool) {
	for ctx.Err() == nil {
		conn, err := new(net.Dialer).DialContext(ctx, "tcp", strings.TrimPrefix(o.url, "http://"))
		if err != nil {
			time.Sleep(100 * time.Millisecond)
			continue
		}
		stop := context.AfterFunc(ctx, func() { _ = conn.Close() })
		text := `{"query":"{ units(first: 100) { nodes { name label region { name ancestors { name } } gaps { nodes { message } } } } }"}`
		fmt.Fprintf(conn, "POST /graphql HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n", len(text))
		one := make([]byte, 1)
		for i := 0; err == nil && ctx.Err() == nil; i++ {
			switch {
			case body && i < len(text):
				_, err = conn.Write([]byte{text[i]})
			case i == 0:
				_, err = io.WriteString(conn, text)
			default:
				_, err = conn.Read(one)
			}
			time.Sleep(20 * time.Millisecond)
		}
		stop()
		_ = conn.Close()
	}
}

// memory is what the server holds, in MB.
func (o *options) memory(ctx context.Context) float64 {
	if o.metrics == "" {
		return 0
	}
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, o.metrics, http.NoBody)
	if err != nil {
		return 0
	}
	answer, err := client.Do(r)
	if err != nil {
		return 0
	}
	defer answer.Body.Close()
	for lines := bufio.NewScanner(answer.Body); lines.Scan(); {
		if value, found := strings.CutPrefix(lines.Text(), "process_resident_memory_bytes "); found {
			bytes, err := strconv.ParseFloat(value, 64)
			if err == nil {
				return bytes / (1 << 20)
			}
		}
	}
	return 0
}
