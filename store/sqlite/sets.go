package sqlite

import (
	"context"
	"strings"

	"cobuild/graph"
	"cobuild/store"
)

// setTexts are the statements over the tables of one set.
type setTexts struct {
	findingsAscending, findingsDescending, findingsOf, findingsByID string
	segmentsAfter, segmentsByKey                                    string
	deleteFindings, deleteSegments, sweepFindings, sweepSegments    string

	insertFinding, insertSegment insertion
}

// sets are those of sets with even numbers and with odd ones: of two that
// follow each other, each has tables of its own.
var sets = [2]setTexts{textsOf("finding", "segment"), textsOf("finding_odd", "segment_odd")}

func of(set int64) *setTexts { return &sets[set&1] }

func textsOf(finding, segment string) setTexts {
	fill := strings.NewReplacer("FINDING", finding, "SEGMENT", segment).Replace
	return setTexts{
		findingsAscending: fill(findingsRun + ` LIMIT ?5`), findingsDescending: fill(findingsRun + ` DESC LIMIT ?5`),
		findingsOf: fill(findingsOf), findingsByID: fill(findingsByID),
		segmentsAfter: fill(segmentsAfter), segmentsByKey: fill(segmentsByKey),
		deleteFindings: fill(deleteFindings), deleteSegments: fill(deleteSegments),
		// Without a condition SQLite gives up the pages whole.
		sweepFindings: fill(`DELETE FROM FINDING`), sweepSegments: fill(`DELETE FROM SEGMENT`),
		insertFinding: into(finding, findingInsert), insertSegment: over("scope, subject", segment, "scope, subject, revision, data"),
	}
}

const selectSet = `SELECT finding_set FROM state WHERE one = 1`

// currentSet is the set in force. A write transaction looks once.
func currentSet(ctx context.Context, s *session) (set int64, err error) {
	if s.set != nil {
		return *s.set, nil
	}
	err = s.each(ctx, selectSet, func(row row) error { return row.Scan(&set) })
	if err == nil && s.writes {
		s.set = &set
	}
	return set, err
}

// Of gives the questions as answered by one set.
func (e *Engine) Of(set int64) store.Reader { return &reads{run: e.read, set: &set, words: e.words} }

// ofSet runs do with the statements of a set. One asked for is compared with
// that in force afterwards: what is swept meanwhile is no longer in force then.
func (r *reads) ofSet(ctx context.Context, statements int, do func(*session, *setTexts) error) error {
	if r.set == nil {
		return r.run(ctx, statements+1, func(s *session) error {
			set, err := currentSet(ctx, s)
			if err != nil {
				return err
			}
			return do(s, of(set))
		})
	}
	return r.run(ctx, statements, func(s *session) error {
		if err := do(s, of(*r.set)); err != nil {
			return err
		}
		set, err := currentSet(ctx, s)
		if err == nil && set != *r.set {
			err = store.ErrSet
		}
		return err
	})
}

// Ahead gives nothing: a question costs a few microseconds here.
func (t *tx) Ahead(ctx context.Context, _ []graph.ID) (*store.Ahead, error) { return nil, ctx.Err() }

// Sweep empties the tables beside those in force.
func (t *tx) Sweep(ctx context.Context) (done bool, err error) {
	err = t.do(ctx, 1, func(s *session) error {
		set, err := currentSet(ctx, s)
		if err != nil {
			return err
		}
		beside := of(set + 1)
		if err := s.exec(ctx, beside.sweepFindings); err != nil {
			return err
		}
		return s.exec(ctx, beside.sweepSegments)
	})
	return err == nil, err
}
