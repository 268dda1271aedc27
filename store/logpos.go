package store

import (
	"strconv"
	"strings"

	"cobuild/graph"
)

// logPosition is an entry's place in the log: revision and index.
func logPosition(row LogRow) string {
	return strconv.FormatInt(row.Revision, 10) + "." + strconv.Itoa(row.Index)
}

func logRange(q graph.LogQuery) (LogRange, error) {
	r := LogRange{Subject: q.Subject, AfterRevision: q.After, AfterIndex: maxIndex, Desc: q.Page.Backward}
	if q.After == 0 {
		r.AfterIndex = 0 // revisions start at 1: nothing is left out
	}
	if q.Upto != 0 {
		r.BeforeRevision = q.Upto + 1 // index 0 of the next revision is not before itself
	}
	if q.Page.From == "" {
		return r, nil
	}
	first, second, _ := strings.Cut(q.Page.From, ".")
	revision, err1 := strconv.ParseInt(first, 10, 64)
	index, err2 := strconv.Atoi(second)
	if err1 != nil || err2 != nil || revision < 1 || index < 0 {
		return r, graph.Invalid(nil, "the position %q is not one of the change log: start again from the first page",
			"位置%q不属于变更日志：请从第一页重新开始", graph.Clip(q.Page.From))
	}
	if q.Page.Backward {
		if r.BeforeRevision == 0 || revision < r.BeforeRevision {
			r.BeforeRevision, r.BeforeIndex = revision, index
		}
	} else if revision > r.AfterRevision {
		r.AfterRevision, r.AfterIndex = revision, index
	}
	return r, nil
}

// goOn lets a run begin behind a row of it, with a longer stride.
func (r *LogRange) goOn(row LogRow) {
	if r.Desc {
		r.BeforeRevision, r.BeforeIndex = row.Revision, row.Index
	} else {
		r.AfterRevision, r.AfterIndex = row.Revision, row.Index
	}
	r.Limit = min(4*r.Limit, chunk)
}
