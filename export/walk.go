package export

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"maps"
	"slices"
	"time"

	"cobuild/graph"
	"cobuild/httpapi"
)

// API is what an export asks; *httpapi.Asking is one.
type API interface {
	Ask(ctx context.Context, q httpapi.Question) (json.RawMessage, error)
}

// walk asks for the rows of a plan, page by page.
type walk struct {
	api       API
	plan      *plan
	question  httpapi.Question
	limit     int // rows; 0 = all
	patience  time.Duration
	rows      int
	size      int    // of a page, where the query leaves it open
	cursor    string // "" = the first page
	started   bool   // a page was answered
	variables map[string]any
}

const (
	largestPage  = 100
	busyPatience = time.Minute // for a server that has no turn free
)

func newWalk(api API, p *plan, q httpapi.Question, limit int) *walk {
	w := &walk{api: api, plan: p, limit: limit, size: largestPage, patience: busyPatience, variables: map[string]any{}}
	query, used := p.text()
	for name, value := range q.Variables {
		if used[name] {
			w.variables[name] = value
		}
	}
	w.question = q
	w.question.Query, w.question.Operation = query, p.op.Name
	return w
}

// each calls do with each row: the items of all levels, the innermost last, and
// their ordinals. ready is called once, before the first row, when the first
// page is there.
func (w *walk) each(ctx context.Context, ready func() error, do func(items []any, ordinals []int) error) error {
	ordinals := make([]int, len(w.plan.levels))
	for {
		page, err := w.page(ctx)
		if err != nil {
			return err
		}
		if !w.started {
			if len(w.plan.levels) > 0 {
				if _, err := w.plan.levels[0].reach(page, true); err != nil {
					return err
				}
			}
			w.started = true
			if err := ready(); err != nil {
				return err
			}
		}
		if err := w.descend(page, 0, nil, ordinals, do); err != nil {
			if errors.Is(err, errEnough) {
				return nil
			}
			return err
		}
		more, err := w.next(page)
		if err != nil || !more {
			return err
		}
	}
}

var errEnough = errors.New("export: as many rows as asked for")

// descend goes through the items of a level.
func (w *walk) descend(value any, depth int, items []any, ordinals []int, do func([]any, []int) error) error {
	if depth == len(w.plan.levels) {
		if w.limit > 0 && w.rows >= w.limit {
			return errEnough
		}
		w.rows++
		if depth == 0 {
			items = []any{value}
		}
		if err := w.whole(w.plan.row(), items[len(items)-1]); err != nil {
			return err
		}
		return do(items, ordinals)
	}
	l := &w.plan.levels[depth]
	list, err := l.reach(value, depth == 0)
	if err != nil || list == nil {
		return err
	}
	if depth > 0 {
		ordinals[depth] = 0
		if err := wholeList(l.list, list, l.name); err != nil {
			return err
		}
	}
	for _, item := range itemsOf(l.list, list) {
		if item == nil {
			continue
		}
		ordinals[depth]++
		if err := w.descend(item, depth+1, append(items[:depth:depth], item), ordinals, do); err != nil {
			return err
		}
	}
	return nil
}

// reach follows the steps of a level. Of the answer itself each must be there:
// an empty table would say that a region has none, not that it does not exist.
func (l *level) reach(value any, needed bool) (any, error) {
	for _, key := range l.steps {
		object, _ := value.(map[string]any)
		if value = object[key]; value == nil {
			if needed {
				return nil, graph.NotFound([]string{key}, "%s is null: nothing like that is on record, or not on that date", "%s为空：没有这样的对象，或在该日期不存在", key)
			}
			return nil, nil
		}
	}
	return value, nil
}

func itemsOf(p *part, list any) []any {
	if p.items != nil {
		object, _ := list.(map[string]any)
		list = object[p.items.key]
	}
	items, _ := list.([]any)
	return items
}

// whole refuses a row in which a list is cut off: it would pass for all of it.
func (w *walk) whole(parts []*part, value any) error {
	for _, p := range parts {
		if p.value() {
			continue
		}
		var inner any
		switch v := value.(type) {
		case map[string]any:
			inner = v[p.key]
		case []any:
			for _, one := range v {
				if err := w.whole([]*part{p}, one); err != nil {
					return err
				}
			}
			continue
		}
		if inner == nil {
			continue
		}
		if err := wholeList(p, inner, p.key); err != nil {
			return err
		}
		if err := w.whole(p.kids, inner); err != nil {
			return err
		}
	}
	return nil
}

func wholeList(p *part, list any, name string) error {
	if p.items == nil || p.more == "" {
		return nil
	}
	object, _ := list.(map[string]any)
	info, _ := object[p.more].(map[string]any)
	if more, _ := info["hasNextPage"].(bool); more {
		return graph.NewError(graph.CodeTooComplex, []string{name}, "the list %q of a row has more than the page asked for: give it `first` up to %d, or export it by a query of its own",
			"某行的列表%q超过所取的一页：请将其first设为至多%d，或以单独的查询导出", name, largestPage)
	}
	return nil
}

// next notes the cursor of the page to come.
func (w *walk) next(page any) (bool, error) {
	if w.plan.walked == nil {
		return false, nil
	}
	list, err := w.plan.levels[0].reach(page, true)
	if err != nil {
		return false, err
	}
	object, _ := list.(map[string]any)
	info, _ := object[w.plan.walked.more].(map[string]any)
	if more, _ := info["hasNextPage"].(bool); !more {
		return false, nil
	}
	cursor, _ := info["endCursor"].(string)
	if cursor == "" || cursor == w.cursor {
		return false, errors.New("export: the list goes on and gives no new cursor")
	}
	w.cursor = cursor
	return true, nil
}

// page asks for a page. It waits where the server is busy, and asks for less
// where that much costs too much or takes too long.
func (w *walk) page(ctx context.Context) (any, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	waited := time.Duration(0)
	for pause := 200 * time.Millisecond; ; {
		q := w.question
		q.Variables = maps.Clone(w.variables)
		if w.plan.first != "" {
			q.Variables[w.plan.first] = json.Number(intText(w.size))
		}
		if w.cursor != "" {
			q.Variables[w.plan.after] = w.cursor
		}
		data, err := w.api.Ask(ctx, q)
		if err == nil {
			return decode(data)
		}
		var refused *httpapi.Refusal
		if !errors.As(err, &refused) {
			return nil, err
		}
		switch {
		case refused.Again && waited < w.patience:
			select {
			case <-time.After(pause):
			case <-ctx.Done():
				return nil, ctx.Err()
			}
			waited += pause
			pause = min(2*pause, 5*time.Second)
		case !refused.Again && w.plan.first != "" && w.size > 1 && slices.Contains([]graph.ErrorCode{graph.CodeTooComplex, graph.CodeUnavailable}, refused.Code()):
			w.size /= 2
		default:
			return nil, err
		}
	}
}

func decode(data []byte) (value any, err error) {
	d := json.NewDecoder(bytes.NewReader(data))
	d.UseNumber()
	err = d.Decode(&value)
	return value, err
}
