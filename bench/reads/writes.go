package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"runtime/pprof"
	"strings"
	"sync/atomic"
	"time"

	"cobuild/graph"
)

// writing is what mutations are about: units all over the territory, so that
// those which are written about one after the other lie far apart.
type writing struct {
	s     *served
	units []sited
	day   graph.Date
	next  atomic.Int64
}

type sited struct {
	ID     string
	Region found
}

// mutation is a write that people make; each time it is another one.
type mutation struct {
	name, query string
	variables   func(w *writing, n int) map[string]any
}

const outcome = `{ revision userErrors { message } }`

// mutations are small ones of a working day: a value of a unit, a noun with links
// to two others, a new unit.
var mutations = []mutation{
	{
		"staff of a unit", `mutation($unit: ID!, $from: Date!, $staff: Int!) { made: unitChange(input: { id: $unit, from: $from, staff: $staff }) ` + outcome + ` }`,
		func(w *writing, n int) map[string]any {
			return map[string]any{"unit": w.at(n).ID, "from": w.day.AddDays(1 + n/len(w.units)).String(), "staff": 10_000 + n}
		},
	},
	{
		"a pairing", `mutation($one: ID!, $other: ID!, $since: Date!) { made: pairingAgree(input: { pairingKind: ENTERPRISE_ENTERPRISE, since: $since, ends: [{ participant: $one, role: PEER }, { participant: $other, role: PEER }] }) ` + outcome + ` }`,
		func(w *writing, n int) map[string]any {
			return map[string]any{"one": w.at(n).ID, "other": w.at(n + 1 + n/len(w.units)).ID, "since": w.day.String()}
		},
	},
	{
		"a new unit", `mutation($name: String!, $region: ID!, $since: Date!) { made: unitRegister(input: { name: $name, unitKind: ENTERPRISE, ownership: PRIVATE, region: $region, since: $since }) ` + outcome + ` }`,
		func(w *writing, n int) map[string]any {
			return map[string]any{"name": fmt.Sprintf("新办企业%d号", n), "region": w.at(n).Region.ID, "since": w.day.String()}
		},
	},
}

func (w *writing) at(n int) sited { return w.units[n%len(w.units)] }

// writtenPlaces are regions about whose units is written, at most.
const writtenPlaces = 300

// learnWriting goes down from the root to a level of many regions, and finds some
// enterprises of each.
func learnWriting(ctx context.Context, known *world) (*writing, error) {
	w := &writing{s: known.s, day: today()}
	level := []found{{ID: known.nation}}
	for len(level) < writtenPlaces {
		var below []found
		for _, region := range level {
			children, err := known.children(ctx, region.ID)
			if err != nil {
				return nil, err
			}
			below = append(below, children...)
		}
		if len(below) < len(level) {
			break
		}
		level = below
	}
	var lists [][]sited
	for i := range min(len(level), writtenPlaces) {
		var at struct{ Units struct{ Nodes []sited } }
		id := level[i*len(level)/min(len(level), writtenPlaces)].ID
		if err := w.s.data(ctx, `query($id: ID!) { units(first: 20, filter: {within: {id: $id}, unitKinds: [ENTERPRISE]}) { nodes { id region { id } } } }`, map[string]any{"id": id}, &at); err != nil {
			return nil, err
		}
		lists = append(lists, at.Units.Nodes)
	}
	for i := range 20 {
		for _, list := range lists {
			if i < len(list) {
				w.units = append(w.units, list[i])
			}
		}
	}
	if len(w.units) < 100 {
		return nil, fmt.Errorf("%d enterprises were found, too few to write about", len(w.units))
	}
	return w, nil
}

// make makes the next mutation. One that is refused, because the store has it
// already, is passed over.
func (w *writing) make(ctx context.Context, m *mutation) error {
	for {
		var at struct {
			Made struct {
				Revision   int64
				UserErrors []struct{ Message string }
			}
		}
		n := int(w.next.Add(1))
		if err := w.s.data(ctx, m.query, m.variables(w, n), &at); err != nil {
			return err
		}
		switch {
		case len(at.Made.UserErrors) == 0:
			return nil
		case n > 100*len(w.units):
			return errors.New(at.Made.UserErrors[0].Message)
		}
	}
}

// writes measures mutations beside their floor, then reads while one client
// writes without pause, and takes back what was written, which is not profiled.
func (o *options) writes(ctx context.Context, w *writing, by floor, known *world, table io.Writer) (err error) {
	first, err := w.revision(ctx)
	if err != nil {
		return err
	}
	defer func() {
		pprof.StopCPUProfile()
		err = errors.Join(err, w.undo(context.WithoutCancel(ctx), first+1))
	}()
	tell := func(format string, args ...any) {
		fmt.Fprintf(os.Stderr, format, args...)
		fmt.Fprintf(table, format, args...)
	}
	tell("\n| write | p50 | p99 | CPU | writes/s |\n|---|---|---|---|---|\n")
	line := func(name string, do func(context.Context) error) error {
		if !strings.HasPrefix(name, o.onlyWrites) {
			return nil
		}
		m, err := o.times(ctx, do)
		if err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		tell("| %s | %.2f | %.2f | %.2f | %.0f |\n", name, ms(m.p50), ms(m.p99), ms(m.used), m.rate)
		return nil
	}
	for i := range mutations {
		m := &mutations[i]
		if err := line(m.name, func(ctx context.Context) error { return w.make(ctx, m) }); err != nil {
			return err
		}
	}
	plain, restore := by.write(w.units[0].ID)
	err = line("floor: six plain statements by hand", plain)
	if err = errors.Join(err, restore(context.WithoutCancel(ctx))); err != nil {
		return err
	}
	tell("\n| question, while one client writes without pause | p50 | p99 | requests/s | writes/s |\n|---|---|---|---|---|\n")
	for _, q := range known.questions() {
		if !strings.HasPrefix(q.name, o.onlyWrites) || !strings.HasPrefix(q.name, "nested") && !strings.HasPrefix(q.name, "uncovered") && !strings.HasPrefix(q.name, "report of the nation") {
			continue
		}
		if err := o.beside(ctx, w, q, tell); err != nil {
			return fmt.Errorf("%s: %w", q.name, err)
		}
	}
	return nil
}

// beside asks a question, with other variables each time where it has any, while
// somebody writes.
func (o *options) beside(ctx context.Context, w *writing, q question, tell func(string, ...any)) error {
	writing, stop := context.WithCancel(ctx)
	defer stop()
	made, ended := 0, make(chan error, 1)
	go func() {
		for {
			if err := w.make(writing, &mutations[0]); err != nil {
				if writing.Err() != nil {
					err = nil
				}
				ended <- err
				return
			}
			made++
		}
	}()
	begun := time.Now()
	times, err := repeat(ctx, o.clients, o.lasts, w.s.inTurn(q.bodies()))
	lasted := time.Since(begun)
	stop()
	if err = errors.Join(err, <-ended); err != nil {
		return err
	}
	tell("| %s | %.2f | %.2f | %.0f | %.0f |\n", q.name, ms(at(times, .5)), ms(at(times, .99)), float64(len(times))/o.lasts.Seconds(), float64(made)/lasted.Seconds())
	return nil
}

// revision is that of the last change.
func (w *writing) revision(ctx context.Context) (int64, error) {
	var at struct {
		Changes struct{ Nodes []struct{ Revision int64 } }
	}
	err := w.s.data(ctx, `{ changes(last: 1) { nodes { revision } } }`, nil, &at)
	if err != nil || len(at.Changes.Nodes) == 0 {
		return 1, err // a load leaves no entry
	}
	return at.Changes.Nodes[0].Revision, nil
}

// undo takes back all from a revision on, the last first.
func (w *writing) undo(ctx context.Context, from int64) error {
	const some = 200
	last, err := w.revision(ctx)
	if err != nil {
		return err
	}
	fmt.Fprintf(os.Stderr, "reads: taking back revisions %d to %d\n", from, last)
	for ; last >= from; last -= some {
		var at struct {
			Made struct{ UserErrors []struct{ Message string } }
		}
		err := w.s.data(ctx, `mutation($first: Int!, $last: Int!) { made: revisionUndo(input: { first: $first, last: $last }) `+outcome+` }`,
			map[string]any{"first": max(from, last-some+1), "last": last}, &at)
		if err == nil && len(at.Made.UserErrors) > 0 {
			err = errors.New(at.Made.UserErrors[0].Message)
		}
		if err != nil {
			return err
		}
	}
	return nil
}
