package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"cobuild/cli"
	"cobuild/exchange"
	"cobuild/graph"
	"cobuild/store"
)

// timed is how long the answer to one of the questions took.
type timed struct {
	question int
	took     time.Duration
}

// importing measures all clients asking all questions in turn, the variables of
// each others every time, while nothing is written, while the command imports a
// sheet into the store of the server, and while the server does it. Between them
// it is taken back.
func (o *options) importing(ctx context.Context, place string, s *store.Store, known *world, table io.Writer) error {
	w, err := learnWriting(ctx, known)
	if err != nil {
		return err
	}
	tell := func(format string, args ...any) {
		fmt.Fprintf(os.Stderr, format, args...)
		fmt.Fprintf(table, format, args...)
	}
	questions := known.questions()[1:] // the first asks nothing
	quiet, err := o.mix(ctx, w.s, questions, func(ctx context.Context) error {
		select {
		case <-ctx.Done():
		case <-time.After(time.Duration(len(questions)) * o.lasts):
		}
		return ctx.Err()
	})
	if err != nil {
		return err
	}
	folder, err := os.MkdirTemp("", "cobuild-reads-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(folder)
	for _, by := range []struct {
		name string
		do   func(context.Context, string) error
	}{{"the command", importByCommand(place)}, {"the server", w.s.importSheet}} {
		sheet, err := w.sheet(folder, o.imported)
		if err != nil {
			return err
		}
		before, err := s.Revision(ctx)
		if err != nil {
			return err
		}
		begun := time.Now()
		var took time.Duration
		beside, err := o.mix(ctx, w.s, questions, func(ctx context.Context) error {
			err := by.do(ctx, sheet)
			took = time.Since(begun)
			return err
		})
		if err != nil {
			return fmt.Errorf("import by %s: %w", by.name, err)
		}
		last, err := s.Revision(ctx)
		if err != nil {
			return err
		}
		tell("\n| question, while %s imports %d rows in %d revisions (%.1f s) | p50 without | p99 without | p50 | p99 | ratio of p99 | answers/s |\n|---|---|---|---|---|---|---|\n", by.name, o.imported, last-before, took.Seconds())
		for i := -1; i < len(questions); i++ {
			name, was, is := "all of them", of(quiet, i), of(beside, i)
			if i >= 0 {
				name = questions[i].name
			}
			tell("| %s | %.2f | %.2f | %.2f | %.2f | %.1f | %.0f |\n", name, ms(at(was, .5)), ms(at(was, .99)), ms(at(is, .5)), ms(at(is, .99)), float64(at(is, .99))/float64(at(was, .99)), float64(len(is))/took.Seconds())
		}
		if last == before {
			return errors.New("the import wrote nothing")
		}
		if _, err := (exchange.TakeBack{Revisions: []graph.RevisionRange{{First: before + 1, Last: last}}}).Run(context.WithoutCancel(ctx), s); err != nil {
			return err
		}
	}
	return nil
}

// of are the times of a question, of all for -1, sorted.
func of(all []timed, question int) (times []time.Duration) {
	for _, t := range all {
		if question < 0 || t.question == question {
			times = append(times, t.took)
		}
	}
	slices.Sort(times)
	return times
}

// mix has all clients ask questions in turn for as long as something lasts.
func (o *options) mix(ctx context.Context, s *served, questions []question, during func(context.Context) error) ([]timed, error) {
	asks := make([]func(context.Context) error, len(questions))
	for i, q := range questions {
		asks[i] = s.inTurn(q.bodies())
		if err := asks[i](ctx); err != nil { // what is prepared once
			return nil, fmt.Errorf("%s: %w", q.name, err)
		}
	}
	var over atomic.Bool
	var all sync.WaitGroup
	took, errs := make([][]timed, o.clients), make([]error, o.clients+1)
	for i := range o.clients {
		all.Go(func() {
			for n := i * len(asks) / o.clients; !over.Load() && errs[i] == nil; n++ {
				begun := time.Now()
				errs[i] = asks[n%len(asks)](ctx)
				took[i] = append(took[i], timed{n % len(asks), time.Since(begun)})
			}
		})
	}
	errs[o.clients] = during(ctx)
	over.Store(true)
	all.Wait()
	return slices.Concat(took...), errors.Join(errs...)
}

// bodies are the requests of a question, with each of its variables.
func (q *question) bodies() [][]byte {
	bodies := [][]byte{request(q.query, q.variables)}
	for _, variables := range q.varied {
		bodies = append(bodies, request(q.query, variables))
	}
	return bodies
}

// sheet writes a sheet of units: by turns one that is new and one of which the
// staff is another, all over the territory.
func (w *writing) sheet(folder string, rows int) (path string, err error) {
	path = filepath.Join(folder, "units.csv")
	file, err := os.Create(path)
	if err != nil {
		return "", err
	}
	out := bufio.NewWriter(file)
	fmt.Fprintln(out, "id,code,name,kind,ownership,staff,region,since")
	some := time.Now().UnixNano()
	for n := range rows {
		if unit := w.at(n / 2); n%2 == 0 && n/2 < len(w.units) {
			fmt.Fprintf(out, "%s,,,,,%d,,\n", unit.ID, 20_000+n)
		} else {
			fmt.Fprintf(out, ",NEW-%d-%d,新办企业%d号,ENTERPRISE,PRIVATE,%d,%s,2026-01-01\n", some, n, n, n%500, unit.Region.ID)
		}
	}
	return path, errors.Join(out.Flush(), file.Close())
}

// importByCommand imports by a process of its own, as somebody does at the side
// of a running server: this program, told so by an option.
func importByCommand(place string) func(context.Context, string) error {
	return func(ctx context.Context, sheet string) error {
		self, err := os.Executable()
		if err != nil {
			return err
		}
		process := exec.CommandContext(ctx, self, "-store", place, "-sheet", sheet)
		process.Stderr = os.Stderr
		return process.Run()
	}
}

// command is the command import, of one sheet.
func command(ctx context.Context, place, sheet string) error {
	faulty, err := cli.Import{Files: []string{sheet}}.Run(ctx, &cli.Common{Store: place, TimeZone: "Asia/Shanghai", LogLevel: "warn"}, io.Discard, os.Stderr)
	if err == nil && faulty {
		err = errors.New("rows have faults")
	}
	return err
}

// importSheet has the server import.
func (s *served) importSheet(ctx context.Context, sheet string) error {
	data, err := os.ReadFile(sheet)
	if err != nil {
		return err
	}
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, s.url+"/import?name=units.csv", bytes.NewReader(data))
	if err != nil {
		return err
	}
	r.Header.Set("Content-Type", "text/csv")
	patient := *s.client
	patient.Timeout = 0
	answer, err := patient.Do(r)
	if err != nil {
		return err
	}
	defer answer.Body.Close()
	got, err := io.ReadAll(answer.Body)
	var told struct{ RowsWithFaults int }
	if err == nil {
		err = json.Unmarshal(got, &told)
	}
	if err == nil && (answer.StatusCode != http.StatusOK || told.RowsWithFaults > 0) {
		err = fmt.Errorf("status %d: %.500s", answer.StatusCode, got)
	}
	return err
}
