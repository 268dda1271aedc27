package storetest

import (
	"context"
	"fmt"
	"math"
	"testing"

	"cobuild/graph"
	"cobuild/store"
)

// entry is a log entry about things.
func entry(revision int64, index int, about ...thing) store.LogRow {
	row := store.LogRow{Revision: revision, Index: index, Doc: document("log", fmt.Sprint(revision, "/", index))}
	for _, x := range about {
		row.Subjects = append(row.Subjects, x.id)
	}
	return row
}

func places(rows []store.LogRow) string {
	return told(rows, func(row store.LogRow) string { return fmt.Sprintf("%d/%d", row.Revision, row.Index) })
}

// logRun asks for one run of the log.
func logRun(r store.Reader, ctx context.Context, q store.LogRange) ([]store.LogRow, error) { //nolint:revive // shaped like the methods of store.Reader
	runs, err := r.Log(ctx, []store.LogRange{q})
	if err != nil {
		return nil, err
	}
	return runs[0], nil
}

func testLog(t *testing.T, e store.Engine) {
	x, y, z := aThing(graph.KindUnit, "log x", "x"), aThing(graph.KindOrganisation, "log y", "y"), aThing(graph.KindMember, "log z", "z")
	const big = int64(1)<<53 + 1 // a number that a float cannot hold
	rows := []store.LogRow{
		entry(101, 0, x, y), entry(101, 1, y), entry(101, 2, x, x), // both ends of a self link
		entry(102, 10, x), entry(102, 9, y), entry(big, 0, y), entry(big+1, 0, x),
	}
	write(t, e, store.Batch{Nouns: rowsOf(x, y, z), Log: rows[3:]})
	write(t, e, store.Batch{Log: rows[:3]})
	upto := store.LogRange{AfterRevision: 100, AfterIndex: math.MaxInt32, Limit: 99}
	for _, c := range []struct {
		subject thing
		desc    bool
		limit   int
		want    string
	}{
		{thing{}, false, 99, fmt.Sprintf("101/0 101/1 101/2 102/9 102/10 %d/0 %d/0", big, big+1)},
		{thing{}, true, 99, fmt.Sprintf("%d/0 %d/0 102/10 102/9 101/2 101/1 101/0", big+1, big)},
		{thing{}, false, 0, ""},
		{thing{}, false, 4, "101/0 101/1 101/2 102/9"},
		{thing{}, true, 3, fmt.Sprintf("%d/0 %d/0 102/10", big+1, big)},
		{x, false, 99, fmt.Sprintf("101/0 101/2 102/10 %d/0", big+1)},
		{x, true, 99, fmt.Sprintf("%d/0 102/10 101/2 101/0", big+1)},
		{x, false, 2, "101/0 101/2"},
		{y, false, 99, fmt.Sprintf("101/0 101/1 102/9 %d/0", big)},
		{y, true, 2, fmt.Sprintf("%d/0 102/9", big)},
		{z, false, 99, ""},
	} {
		q := upto
		q.Subject, q.Desc, q.Limit = c.subject.id, c.desc, c.limit
		same(t, fmt.Sprintf("%+v", q), places(answer(t, e, logRun, q)), c.want)
	}
	q := upto
	q.Limit = 3
	same(t, "rows", answer(t, e, logRun, q), plain(rows[:3]))
}

func testLogBounds(t *testing.T, e store.Engine) {
	x := aThing(graph.KindUnit, "log bounds", "x")
	write(t, e, store.Batch{Nouns: rowsOf(x), Log: []store.LogRow{
		entry(201, 0, x), entry(201, 1, x), entry(202, 0, x), entry(203, 0, x), entry(203, 5, x),
	}})
	for _, c := range []struct {
		r    store.LogRange
		want string
	}{
		{store.LogRange{}, "201/0 201/1 202/0 203/0 203/5"},
		{store.LogRange{AfterRevision: 201}, "201/1 202/0 203/0 203/5"},
		{store.LogRange{AfterRevision: 201, AfterIndex: 1}, "202/0 203/0 203/5"},
		{store.LogRange{AfterRevision: 201, AfterIndex: math.MaxInt}, "202/0 203/0 203/5"},
		{store.LogRange{AfterRevision: 201, AfterIndex: -1}, "201/0 201/1 202/0 203/0 203/5"},
		{store.LogRange{AfterRevision: 203, AfterIndex: 5}, ""},
		{store.LogRange{BeforeRevision: 203}, "201/0 201/1 202/0"},
		{store.LogRange{BeforeRevision: 203, BeforeIndex: 5}, "201/0 201/1 202/0 203/0"},
		{store.LogRange{BeforeRevision: 201, BeforeIndex: 0}, ""},
		{store.LogRange{BeforeRevision: 202, BeforeIndex: math.MaxInt}, "201/0 201/1 202/0"},
		{store.LogRange{AfterRevision: 201, AfterIndex: 1, BeforeRevision: 203, BeforeIndex: 5}, "202/0 203/0"},
		{store.LogRange{AfterRevision: 202, BeforeRevision: 202, BeforeIndex: 1}, ""},
		{store.LogRange{AfterRevision: 202, BeforeRevision: 202}, ""},
		{store.LogRange{AfterRevision: 203, BeforeRevision: 201, BeforeIndex: 9}, ""},
		{store.LogRange{AfterRevision: 201, BeforeRevision: 203, BeforeIndex: 5, Desc: true}, "203/0 202/0 201/1"},
		{store.LogRange{BeforeRevision: 203, Desc: true}, "202/0 201/1 201/0"},
	} {
		c.r.Subject, c.r.Limit = x.id, 99
		same(t, fmt.Sprintf("%+v", c.r), places(answer(t, e, logRun, c.r)), c.want)
		everything := c.r
		everything.Subject = ""
		if everything.AfterRevision == 0 {
			everything.AfterRevision, everything.AfterIndex = 200, math.MaxInt32
		}
		if everything.BeforeRevision != 0 { // else the entries of later revisions too
			same(t, fmt.Sprintf("%+v", everything), places(answer(t, e, logRun, everything)), c.want)
		}
	}
}
