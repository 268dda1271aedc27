package sqlite

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"cobuild/graph"
	"cobuild/store"
)

const (
	findingColumns = `f.code, f.pos, f.id, f.subject, f.related, f.since, f.until, f.piece_since, f.piece_until, f.region, f.attributes`

	findingsRun = `SELECT ` + findingColumns + ` FROM FINDING f WHERE f.code = ?1 AND f.pos > ?2 AND f.pos < ?3
		AND (?4 = 0 OR f.piece_since <= ?4 AND ?4 < f.piece_until) ORDER BY f.pos`
	findingsOf   = `SELECT ` + findingColumns + ` FROM json_each(?1) i CROSS JOIN FINDING f ON f.subject = i.value`
	findingsByID = `SELECT ` + findingColumns + ` FROM json_each(?1) i CROSS JOIN FINDING f ON f.id = i.value`
)

func scanFinding(row row) (f store.FindingRow, err error) {
	var attributes []byte
	err = row.Scan(&f.Code, &f.Pos, &f.ID, &f.Subject, &f.Related, &f.Since, &f.Until, &f.Piece.Since, &f.Piece.Until, &f.Region, &attributes)
	f.Until, f.Piece.Until = open(f.Until), open(f.Piece.Until)
	copy(f.Attributes[:], attributes)
	return f, err
}

func (r *reads) Findings(ctx context.Context, ranges []store.FindingRange) ([][]store.FindingRow, error) {
	answers := make([][]store.FindingRow, len(ranges))
	err := r.ofSet(ctx, len(ranges), func(s *session, of *setTexts) error {
		for i, q := range ranges {
			text, rows := of.findingsAscending, []store.FindingRow{}
			if q.Desc {
				text = of.findingsDescending
			}
			err := s.each(ctx, text, func(row row) error {
				f, err := scanFinding(row)
				rows = append(rows, f)
				return err
			}, q.Code, q.After, q.Before, q.On, max(q.Limit, 0))
			if err != nil {
				return err
			}
			answers[i] = rows
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return answers, nil
}

func (r *reads) FindingsOf(ctx context.Context, subjects []graph.ID) (map[graph.ID][]store.FindingRow, error) {
	return r.findingsBy(ctx, func(of *setTexts) string { return of.findingsOf }, subjects, func(f *store.FindingRow) graph.ID { return f.Subject })
}

func (r *reads) FindingsByID(ctx context.Context, ids []graph.ID) (map[graph.ID][]store.FindingRow, error) {
	return r.findingsBy(ctx, func(of *setTexts) string { return of.findingsByID }, ids, func(f *store.FindingRow) graph.ID { return f.ID })
}

func (r *reads) findingsBy(ctx context.Context, text func(*setTexts) string, ids []graph.ID, key func(*store.FindingRow) graph.ID) (map[graph.ID][]store.FindingRow, error) {
	found := map[graph.ID][]store.FindingRow{}
	keys, err := jsonOf(unique(ids))
	if err != nil {
		return nil, err
	}
	err = r.ofSet(ctx, 1, func(s *session, of *setTexts) error {
		return s.each(ctx, text(of), func(row row) error {
			f, err := scanFinding(row)
			found[key(&f)] = append(found[key(&f)], f)
			return err
		}, keys)
	})
	if err != nil {
		return nil, err
	}
	for _, rows := range found {
		slices.SortFunc(rows, func(a, b store.FindingRow) int {
			return cmp.Or(cmp.Compare(a.Code, b.Code), strings.Compare(a.Pos, b.Pos))
		})
	}
	return found, nil
}
