package sqlite

import (
	"context"

	"cobuild/store"
)

const (
	segmentColumns = `s.scope, s.subject, s.revision, s.data`

	segmentsAfter = `SELECT ` + segmentColumns + ` FROM SEGMENT s WHERE s.revision > ?1 ORDER BY s.revision`

	segmentsByKey = `SELECT ` + segmentColumns + ` FROM json_each(?1) k CROSS JOIN SEGMENT s
		ON s.scope = k.value ->> 0 AND s.subject = k.value ->> 1`
)

func scanSegment(row row) (s store.SegmentRow, err error) {
	err = row.Scan(&s.Scope, &s.Subject, &s.Revision, &s.Data)
	return s, err
}

func (r *reads) Segments(ctx context.Context, after int64) ([]store.SegmentRow, error) {
	rows := []store.SegmentRow{}
	err := r.ofSet(ctx, 1, func(s *session, of *setTexts) error {
		return s.each(ctx, of.segmentsAfter, func(row row) error {
			segment, err := scanSegment(row)
			rows = append(rows, segment)
			return err
		}, after)
	})
	if err != nil {
		return nil, err
	}
	return rows, nil
}

func (r *reads) SegmentsByKey(ctx context.Context, keys []store.SegmentKey) (map[store.SegmentKey]store.SegmentRow, error) {
	found := make(map[store.SegmentKey]store.SegmentRow, len(keys))
	text, err := jsonOf(segmentPairs(keys))
	if err != nil {
		return nil, err
	}
	err = r.ofSet(ctx, 1, func(s *session, of *setTexts) error {
		return s.each(ctx, of.segmentsByKey, func(row row) error {
			segment, err := scanSegment(row)
			found[segment.SegmentKey] = segment
			return err
		}, text)
	})
	if err != nil {
		return nil, err
	}
	return found, nil
}

func segmentPairs(keys []store.SegmentKey) [][2]string {
	pairs := make([][2]string, len(keys))
	for i, key := range keys {
		pairs[i] = [2]string{string(key.Scope), string(key.Subject)}
	}
	return pairs
}
