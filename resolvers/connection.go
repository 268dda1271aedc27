package resolvers

import (
	"context"
	"slices"
	"strings"

	"github.com/99designs/gqlgen/graphql"

	"cobuild/graph"
)

const (
	defaultPage = 20
	mostPage    = 100
)

// pageArgs are the page arguments of a field.
type pageArgs struct {
	first  *int
	after  *string
	last   *int
	before *string
}

// page checks the arguments and gives the page they ask for.
func (a pageArgs) page(list cursor) (graph.Page, error) {
	if (a.first != nil || a.after != nil) && (a.last != nil || a.before != nil) {
		field := "last"
		if a.last == nil {
			field = "before"
		}
		return graph.Page{}, graph.Invalid([]string{field}, "both directions at once: page forwards with first and after, or backwards with last and before",
			"不能同时向两个方向翻页：请用first与after向后翻，或用last与before向前翻")
	}
	if a.before != nil && a.last == nil {
		return graph.Page{}, graph.Invalid([]string{"before"}, "before needs last: say how many items precede the cursor", "before需与last一起使用：请注明游标之前的条数")
	}
	page := graph.Page{Limit: defaultPage, Backward: a.last != nil}
	size, name, from, argument := a.first, "first", a.after, "after"
	if page.Backward {
		size, name, from, argument = a.last, "last", a.before, "before"
	}
	if size != nil {
		if *size < 1 || *size > mostPage {
			return graph.Page{}, graph.Invalid([]string{name}, "%s %d is not between 1 and %d: ask for so many and page on", "%s的值%d不在1至%d之间：请分页查询", name, *size, mostPage)
		}
		page.Limit = *size
	}
	if from == nil {
		return page, nil
	}
	at, err := list.position(argument, *from)
	page.From = at
	return page, err
}

// list is an ordered list that can be read page by page.
type list[S any] struct {
	parts []any      // what tells it from other lists, see markOf
	on    graph.Date // the date of the list; 0 = it has none
	page  func(context.Context, graph.Page) (graph.PageOf[S], error)
	count func(context.Context) func() (int, error) // asks at once, waits when called
}

// connect reads the page asked for and makes its items nodes, all at once.
//
// Whether there is more in the direction asked is known with the page. In the
// other direction one more item is looked for, only where a cursor was given
// and only when the field is selected, so the answer is true and not guessed
// from the cursor.
func connect[S, T any](ctx context.Context, args pageArgs, l list[S], nodes func(context.Context, []S) ([]T, error)) (*graph.Connection[T], error) {
	here := cursor{on: l.on}
	page, number, cursors := selected(ctx)
	if cursors || args.after != nil || args.before != nil {
		here.mark = markOf(l.parts...)
	}
	asked, err := args.page(here)
	if err != nil {
		return nil, err
	}
	c := &graph.Connection[T]{Items: []graph.Edge[T]{}, Info: &graph.PageInfo{}}
	if number {
		count := l.count(ctx) // beside the page, not after it
		c.Count = func(context.Context) (int, error) { return count() }
	}
	if !page {
		return c, nil
	}
	got, err := l.page(ctx, asked)
	if err != nil {
		return nil, err
	}
	items, err := nodes(ctx, got.Items)
	if err != nil {
		return nil, err
	}
	c.Items = make([]graph.Edge[T], len(items))
	for i, node := range items {
		if c.Items[i].Item = node; cursors {
			here.at = got.At[i]
			c.Items[i].Cursor = here.String()
		}
	}
	if n := len(c.Items); n > 0 {
		c.Info.StartCursor, c.Info.EndCursor = &c.Items[0].Cursor, &c.Items[n-1].Cursor
	}
	ahead := func(context.Context) (bool, error) { return got.More, nil }
	behind := func(ctx context.Context) (bool, error) {
		if asked.From == "" {
			return false, nil
		}
		back := graph.Page{Limit: 1, Backward: !asked.Backward}
		if n := len(got.At); n > 0 && asked.Backward {
			back.From = got.At[n-1]
		} else if n > 0 {
			back.From = got.At[0]
		}
		rest, err := l.page(ctx, back) // from the list's other end where the page is empty
		return len(rest.Items) > 0, err
	}
	c.Info.After, c.Info.Before = ahead, behind
	if asked.Backward {
		c.Info.After, c.Info.Before = behind, ahead
	}
	return c, nil
}

// selected says whether the items of the connection are asked for, whether their
// number is, and whether their cursors may be.
func selected(ctx context.Context) (page, number, cursors bool) {
	for _, name := range graphql.CollectAllFields(ctx) {
		switch name {
		case "totalCount":
			number = true
		case "__typename":
		case "edges", "pageInfo":
			page, cursors = true, true
		default:
			page = true
		}
	}
	return page, number, cursors
}

// held pages a list that is in memory. key gives each item's place, unique and
// ascending as strings; items need not be sorted.
func held[S any](items []S, key func(S) string) func(context.Context, graph.Page) (graph.PageOf[S], error) {
	items = slices.Clone(items)
	slices.SortFunc(items, func(a, b S) int { return strings.Compare(key(a), key(b)) })
	return func(_ context.Context, p graph.Page) (graph.PageOf[S], error) {
		from, to := 0, len(items)
		for i, item := range items {
			if p.From != "" && !p.Backward && key(item) <= p.From {
				from = i + 1
			}
			if p.From != "" && p.Backward && key(item) >= p.From {
				to = i
				break
			}
		}
		got := graph.PageOf[S]{Items: items[from:to]}
		if got.More = to-from > p.Limit; got.More && p.Backward {
			got.Items = items[to-p.Limit : to]
		} else if got.More {
			got.Items = items[from : from+p.Limit]
		}
		for _, item := range got.Items {
			got.At = append(got.At, key(item))
		}
		return got, nil
	}
}

// number is the count of a list whose length is known.
func number(n int) func(context.Context) func() (int, error) {
	return func(context.Context) func() (int, error) {
		return func() (int, error) { return n, nil }
	}
}

// same gives pointers to items that are nodes themselves.
func same[T any](_ context.Context, items []T) ([]*T, error) { //nolint:unparam // shaped as connect asks
	nodes := make([]*T, len(items))
	for i := range items {
		nodes[i] = &items[i]
	}
	return nodes, nil
}
