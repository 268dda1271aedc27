package sqlite

import (
	"context"
	"encoding/json"
	"errors"
	"slices"
	"strings"

	"cobuild/graph"
	"cobuild/store"
)

// reads answers the questions of store.Reader on a session that run lends: of
// the pool, or of a write transaction. Rows that a call gives stem from one
// revision.
type reads struct {
	run func(ctx context.Context, statements int, do func(*session) error) error
	set *int64 // that answers of findings and segments; nil = the one in force

	words *wordLists // nil in transactions
}

// read runs do on a connection of the pool; where it takes several statements,
// in one transaction.
func (e *Engine) read(ctx context.Context, statements int, do func(*session) error) error {
	s, err := e.take(ctx, e.readers)
	if err != nil {
		return err
	}
	defer func() { e.readers.idle <- s }()
	s.mu.Lock()
	defer s.mu.Unlock()
	if statements > 1 {
		if err := s.exec(ctx, "BEGIN"); err != nil {
			s.discard()
			return e.fault(ctx, err)
		}
		err = do(s)
		err = errors.Join(err, s.end("COMMIT"))
	} else {
		err = do(s)
	}
	return e.fault(ctx, err)
}

// jsonOf writes keys as the JSON array that json_each takes apart.
func jsonOf[T any](keys []T) (string, error) {
	if keys == nil {
		return "[]", nil
	}
	data, err := json.Marshal(keys)
	return string(data), err
}

// Statements of reads. Those over json_each begin with it, by CROSS JOIN, so
// that each key is one look-up.
const (
	selectState = `SELECT format, revision, regions, ruleset, sample, placed, loading, rules, finding_set, beside FROM state WHERE one = 1`

	nounColumns = `n.id, n.kind, n.code, n.name, n.since, n.until, n.doc`

	selectNouns = `SELECT ` + nounColumns + ` FROM json_each(?1) i CROSS JOIN noun n ON n.id = i.value`

	walkNouns = `SELECT ` + nounColumns + ` FROM noun n WHERE n.id > ?1 ORDER BY n.id LIMIT ?2`

	// The condition has the index counted, which is much smaller than the table.
	countNouns = `SELECT count(*) FROM noun n WHERE n.id > ''`

	// Each part reads a small index from end to end. The kind is the first part of
	// an id.
	countAll = `SELECT substr(n.id, 1, 3), '', count(*) FROM noun n WHERE n.id > '' GROUP BY substr(n.id, 1, 3)
		UNION ALL SELECT '', l.hop, count(*) FROM link l INDEXED BY link_out WHERE l.from_id > '' GROUP BY l.hop
		UNION ALL SELECT '', '', count(*) FROM log e WHERE e.revision > 0`

	// One range of the primary key; the days are tested on the shelf's row,
	// before the noun is read.
	scanRun = `SELECT s.key, ` + nounColumns + ` FROM shelf s CROSS JOIN noun n ON n.num = s.noun
		WHERE s.shelf = ?1 AND s.key > ?2 AND s.key < ?3 AND (?4 = 0 OR s.since <= ?4 AND ?4 < s.until) ORDER BY s.key`
	scanAscending  = scanRun + ` LIMIT ?5`
	scanDescending = scanRun + ` DESC LIMIT ?5`

	// Many runs of one shelf, each as short as it is.
	scanFew = `SELECT i.key, s.key, ` + nounColumns + ` FROM json_each(?1) i
		CROSS JOIN shelf s ON s.shelf = ?2 AND s.key > i.value ->> 0 AND s.key < i.value ->> 1 CROSS JOIN noun n ON n.num = s.noun`
)

func (r *reads) State(ctx context.Context) (state store.State, err error) {
	err = r.run(ctx, 1, func(s *session) error {
		err := s.each(ctx, selectState, func(row row) error {
			return row.Scan(&state.Format, &state.Revision, &state.Regions, &state.Ruleset, &state.Sample, &state.Placed, &state.Loading, &state.Rules, &state.Set, &state.Beside)
		})
		if err == nil && s.writes {
			s.set = &state.Set
		}
		return err
	})
	return state, err
}

func (r *reads) Walk(ctx context.Context, after graph.ID, limit int) ([]store.NounRow, error) {
	rows := []store.NounRow{}
	err := r.run(ctx, 1, func(s *session) error {
		return s.each(ctx, walkNouns, func(row row) error {
			var n store.NounRow
			err := scanNoun(row, &n)
			rows = append(rows, n)
			return err
		}, after, max(limit, 0))
	})
	if err != nil {
		return nil, err
	}
	return rows, nil
}

func (r *reads) Size(ctx context.Context) (n int, err error) {
	err = r.run(ctx, 1, func(s *session) error {
		return s.each(ctx, countNouns, func(row row) error { return row.Scan(&n) })
	})
	return n, err
}

func (r *reads) Nouns(ctx context.Context, ids []graph.ID) (map[graph.ID]store.NounRow, error) {
	found := make(map[graph.ID]store.NounRow, len(ids))
	keys, err := jsonOf(ids)
	if err != nil {
		return nil, err
	}
	err = r.run(ctx, 1, func(s *session) error {
		return s.each(ctx, selectNouns, func(row row) error {
			var n store.NounRow
			err := scanNoun(row, &n)
			found[n.ID] = n
			return err
		}, keys)
	})
	if err != nil {
		return nil, err
	}
	return found, nil
}

// scanNoun reads nounColumns into n, and into front what comes before them.
func scanNoun(row row, n *store.NounRow, front ...any) error {
	var doc string
	err := row.Scan(append(front, &n.ID, &n.Kind, &n.Code, &n.Name, &n.Since, &n.End, &doc)...)
	n.Doc = []byte(doc)
	return err
}

func (r *reads) Scan(ctx context.Context, ranges []store.Range) ([][]store.ShelfRow, error) {
	answers := make([][]store.ShelfRow, len(ranges))
	short := map[string][]int{} // by shelf, those that are read together
	for i, q := range ranges {
		answers[i] = []store.ShelfRow{}
		if q.Few && !q.Desc && q.On == 0 {
			short[q.Shelf] = append(short[q.Shelf], i)
		}
	}
	err := r.run(ctx, len(ranges), func(s *session) error {
		for shelf, which := range short {
			if err := scanTogether(ctx, s, shelf, ranges, which, answers); err != nil {
				return err
			}
		}
		for i, q := range ranges {
			if _, together := slices.BinarySearch(short[q.Shelf], i); together {
				continue
			}
			text := scanAscending
			if q.Desc {
				text = scanDescending
			}
			err := s.each(ctx, text, func(row row) error {
				var found store.ShelfRow
				err := scanNoun(row, &found.Noun, &found.Key)
				answers[i] = append(answers[i], found)
				return err
			}, q.Shelf, q.After, q.Before, q.On, max(q.Limit, 0))
			if err != nil {
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

// scanTogether answers some ranges of one shelf by one statement.
func scanTogether(ctx context.Context, s *session, shelf string, ranges []store.Range, which []int, answers [][]store.ShelfRow) error {
	ends := make([][2]string, len(which))
	for at, i := range which {
		ends[at] = [2]string{ranges[i].After, ranges[i].Before}
	}
	keys, err := jsonOf(ends)
	if err != nil {
		return err
	}
	err = s.each(ctx, scanFew, func(row row) error {
		var found store.ShelfRow
		var at int
		err := scanNoun(row, &found.Noun, &at, &found.Key)
		answers[which[at]] = append(answers[which[at]], found)
		return err
	}, keys, shelf)
	for _, i := range which {
		rows := answers[i]
		slices.SortFunc(rows, func(a, b store.ShelfRow) int { return strings.Compare(a.Key, b.Key) })
		answers[i] = rows[:min(len(rows), max(ranges[i].Limit, 0))]
	}
	return err
}
