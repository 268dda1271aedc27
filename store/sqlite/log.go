package sqlite

import (
	"context"
	"encoding/json"
	"math"

	"cobuild/store"
)

const (
	logAll = `SELECT l.revision, l.idx, l.subjects, l.doc FROM log l
		WHERE (l.revision, l.idx) > (?1, ?2) AND (l.revision, l.idx) < (?3, ?4)`
	logAscending  = logAll + ` ORDER BY l.revision, l.idx LIMIT ?5`
	logDescending = logAll + ` ORDER BY l.revision DESC, l.idx DESC LIMIT ?5`

	logOf = `SELECT l.revision, l.idx, l.subjects, l.doc FROM log_subject s CROSS JOIN log l ON l.revision = s.revision AND l.idx = s.idx
		WHERE s.subject = ?6 AND (s.revision, s.idx) > (?1, ?2) AND (s.revision, s.idx) < (?3, ?4)`
	logOfAscending  = logOf + ` ORDER BY s.revision, s.idx LIMIT ?5`
	logOfDescending = logOf + ` ORDER BY s.revision DESC, s.idx DESC LIMIT ?5`
)

func (r *reads) Log(ctx context.Context, ranges []store.LogRange) ([][]store.LogRow, error) {
	answers := make([][]store.LogRow, len(ranges))
	err := r.run(ctx, len(ranges), func(s *session) (err error) {
		for i, q := range ranges {
			if answers[i], err = logRun(ctx, s, q); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return answers, nil
}

func logRun(ctx context.Context, s *session, q store.LogRange) ([]store.LogRow, error) {
	if q.BeforeRevision == 0 && q.BeforeIndex == 0 {
		q.BeforeRevision = math.MaxInt64
	}
	args := []any{q.AfterRevision, q.AfterIndex, q.BeforeRevision, q.BeforeIndex, max(q.Limit, 0)}
	text := logAscending
	switch {
	case q.Subject != "" && q.Desc:
		text = logOfDescending
	case q.Subject != "":
		text = logOfAscending
	case q.Desc:
		text = logDescending
	}
	if q.Subject != "" {
		args = append(args, q.Subject)
	}
	rows := []store.LogRow{}
	err := s.each(ctx, text, func(row row) error {
		var entry store.LogRow
		var subjects, doc string
		if err := row.Scan(&entry.Revision, &entry.Index, &subjects, &doc); err != nil {
			return err
		}
		entry.Doc = []byte(doc)
		rows = append(rows, entry)
		return json.Unmarshal([]byte(subjects), &rows[len(rows)-1].Subjects)
	}, args...)
	return rows, err
}
