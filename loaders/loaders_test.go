package loaders

import (
	"context"
	"encoding/json"
	"errors"
	"slices"
	"sync"
	"testing"
	"time"

	"cobuild/graph"
)

// fake answers what the tests ask and notes each call.
type fake struct {
	graph.Reader
	mu    sync.Mutex
	calls []string
	line  map[graph.ID]graph.ID // organisation to superior
}

func (f *fake) note(call string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.calls = append(f.calls, call)
}

func (f *fake) Nouns(_ context.Context, ids []graph.ID) (map[graph.ID]graph.Noun, error) {
	f.note("Nouns")
	found := map[graph.ID]graph.Noun{}
	for _, id := range ids {
		if id != "missing" {
			found[id] = &graph.Unit{Head: graph.Head{ID: id}}
		}
	}
	return found, nil
}

func (f *fake) Links(_ context.Context, q graph.LinkQuery) (map[graph.ID][]graph.Link, error) {
	f.note("Links " + q.On.String())
	found := map[graph.ID][]graph.Link{}
	for _, id := range q.IDs {
		if above := f.line[id]; above != "" {
			found[id] = []graph.Link{{From: id, To: above}}
		}
	}
	return found, nil
}

func (f *fake) CountList(_ context.Context, qs []graph.ListQuery) ([]int, error) {
	f.note("CountList")
	counts := make([]int, len(qs))
	for i, q := range qs {
		switch q.Place.Within {
		case "huge":
			return nil, graph.NewError(graph.CodeTooComplex, nil, "too many", "过多")
		case "broken":
			return nil, errors.New("disk on fire")
		}
		counts[i] = len(q.Place.Within)
	}
	return counts, nil
}

// loadersOver makes loaders that wait for good for fields that do not come.
func loadersOver(f *fake) *Loaders { return New(f, time.Hour) }

// fields runs functions as fields of one query, side by side.
func fields(l *Loaders, run ...func()) {
	l.Expect(len(run))
	var wait sync.WaitGroup
	for _, one := range run {
		wait.Go(func() {
			one()
			l.Done(0)
		})
	}
	wait.Wait()
}

func TestOneCallForManyQuestionsAndNoneTwice(t *testing.T) {
	f := &fake{}
	l := loadersOver(f)
	var asked []func()
	for _, id := range []graph.ID{"a", "b", "c", "a", "missing"} {
		asked = append(asked, func() {
			noun, err := l.Noun(t.Context(), id)
			if err != nil || (noun == nil) != (id == "missing") || noun != nil && noun.Top().ID != id {
				t.Errorf("%s: %v, %v", id, noun, err)
			}
		})
	}
	fields(l, asked...)
	nouns, err := l.Nouns(t.Context(), []graph.ID{"c", "missing", "a"})
	if err != nil || nouns[0].Top().ID != "c" || nouns[1] != nil || nouns[2].Top().ID != "a" {
		t.Errorf("%v, %v", nouns, err)
	}
	if !slices.Equal(f.calls, []string{"Nouns"}) {
		t.Errorf("calls %v", f.calls)
	}
	l.Clear()
	if _, err := l.Noun(t.Context(), "a"); err != nil || len(f.calls) != 2 {
		t.Errorf("after Clear: calls %v, %v", f.calls, err)
	}
}

func TestDatesAreAskedApart(t *testing.T) {
	f := &fake{line: map[graph.ID]graph.ID{"a": "b"}}
	l := loadersOver(f)
	var asked []func()
	for _, on := range []graph.Date{graph.MustDate("2024-01-01"), graph.MustDate("2025-01-01")} {
		for _, id := range []graph.ID{"a", "b"} {
			asked = append(asked, func() {
				if _, err := l.One(t.Context(), id, graph.Out, graph.HopSuperior, on); err != nil {
					t.Error(err)
				}
			})
		}
	}
	fields(l, asked...)
	slices.Sort(f.calls)
	if !slices.Equal(f.calls, []string{"Links 2024-01-01", "Links 2025-01-01"}) {
		t.Errorf("calls %v", f.calls)
	}
}

func TestLineClimbsTogetherAndEnds(t *testing.T) {
	f := &fake{line: map[graph.ID]graph.ID{"a": "m", "b": "m", "m": "top", "x": "y", "y": "x"}}
	l := loadersOver(f)
	on := graph.MustDate("2025-01-01")
	var asked []func()
	for id, want := range map[graph.ID][]graph.ID{"a": {"top", "m"}, "b": {"top", "m"}, "m": {"top"}, "top": {}} {
		asked = append(asked, func() {
			if line, err := l.Line(t.Context(), id, graph.HopSuperior, on); err != nil || !slices.Equal(line, want) {
				t.Errorf("%s: %v, %v", id, line, err)
			}
		})
	}
	fields(l, asked...)
	if len(f.calls) > 4 {
		t.Errorf("%d calls for a line of three", len(f.calls))
	}
	if line, err := l.Line(t.Context(), "x", graph.HopSuperior, on); err != nil || len(line) > mostSteps {
		t.Errorf("a circle gives %d steps, %v", len(line), err)
	}
}

func TestOneRefusedQuestionSparesTheOthers(t *testing.T) {
	l := loadersOver(&fake{})
	huge := l.CountList(t.Context(), graph.ListQuery{Place: graph.Place{Within: "huge"}})
	small := l.CountList(t.Context(), graph.ListQuery{Place: graph.Place{Within: "abc"}})
	if n, err := small(); n != 3 || err != nil {
		t.Errorf("%d, %v", n, err)
	}
	if _, err := huge(); graph.CodeOf(err) != graph.CodeTooComplex {
		t.Errorf("%v", err)
	}
	if _, err := l.CountList(t.Context(), graph.ListQuery{Place: graph.Place{Within: "broken"}})(); err == nil {
		t.Error("a failure is kept quiet")
	}
}

func TestQueriesSurviveBeingKeys(t *testing.T) {
	yes, n := true, 7
	q := graph.ListQuery{
		Kind: graph.KindUnit, Place: graph.Place{Within: "reg_1", Self: true}, Order: graph.Order{By: graph.OrderPlace, Desc: true},
		On: graph.MustDate("2025-03-04"), Page: graph.Page{Limit: 3, From: "x!y", Backward: true},
		Unit: &graph.UnitFilter{Codes: []graph.FindingCode{0, 35}, Classes: []graph.UnitClass{{UnitKind: graph.UnitEnterprise, Ownership: graph.OwnershipPrivate}}, Worked: &yes, StaffMin: &n},
	}
	var seen graph.ListQuery
	if err := json.Unmarshal([]byte(spelled(q)), &seen); err != nil {
		t.Fatal(err)
	}
	if spelled(seen) != spelled(q) || seen.Unit.Codes[1] != 35 || !*seen.Unit.Worked || *seen.Unit.StaffMin != 7 || seen.On != q.On {
		t.Errorf("%+v", seen)
	}
}
