package sqlite

import (
	"context"
	"encoding/json"
	"hash/fnv"
	"slices"
	"strings"

	"cobuild/graph"
	"cobuild/store"
)

// Rows that are replaced are deleted first, many in one statement, so that every
// insertion is plain; where that would touch an index for nothing they are changed
// in their place.
var (
	insertNoun       = into("noun", "num, kind, code, name, since, until, shelves, doc, words, id")
	insertShelf      = into("shelf", "shelf, key, noun, since, until")
	insertWords      = into("search", "rowid, words")
	insertLink       = into("link", "id, hop, from_id, to_id, since, until, mode, role, person, from_pos, to_pos")
	insertLog        = into("log", "revision, idx, subjects, doc")
	insertLogSubject = into("log_subject", "subject, revision, idx")
	insertState      = over("one", "state", "one, format, revision, regions, ruleset, sample, placed, loading, rules, finding_set, beside")
)

// Statements of writes that find rows, each for any number of keys.
const (
	findingInsert = "code, pos, pos_hash, id, subject, related, since, until, piece_since, piece_until, region, attributes"

	selectStored = `SELECT n.id, n.num, n.since, n.until, n.shelves, n.words FROM json_each(?1) i CROSS JOIN noun n ON n.id = i.value`
	selectLast   = `SELECT coalesce(max(num), 0) FROM noun`

	// Its arguments are those of insertNoun without the last.
	updateNoun = `UPDATE OR ROLLBACK noun SET kind = ?2, code = ?3, name = ?4, since = ?5, until = ?6, shelves = ?7, doc = ?8, words = ?9 WHERE num = ?1`

	deleteNouns    = `DELETE FROM noun WHERE num IN (SELECT value FROM json_each(?1))`
	deleteShelves  = `DELETE FROM shelf WHERE (shelf, key) IN (SELECT value ->> 0, value ->> 1 FROM json_each(?1))`
	deleteWords    = `DELETE FROM search WHERE rowid IN (SELECT value FROM json_each(?1))`
	deleteLinks    = `DELETE FROM link WHERE id IN (SELECT value FROM json_each(?1))`
	deleteSegments = `DELETE FROM SEGMENT WHERE (scope, subject) IN (SELECT value ->> 0, value ->> 1 FROM json_each(?1))`

	deleteFindings = `DELETE FROM FINDING WHERE num IN
		(SELECT f.num FROM json_each(?1) d CROSS JOIN FINDING f ON f.pos_hash = d.value ->> 0 AND f.pos = d.value ->> 1)`

	resortOut = `UPDATE link SET from_pos = r.value || '!' || link.id FROM json_each(?1) r WHERE link.from_id = r.key`
	resortIn  = `UPDATE link SET to_pos = r.value || '!' || link.id FROM json_each(?1) r WHERE link.to_id = r.key`
)

// Write applies the batch.
func (t *tx) Write(ctx context.Context, b store.Batch) error {
	return t.do(ctx, 1, func(s *session) error {
		for _, step := range []func(context.Context, *session, *store.Batch) error{
			dropPlaces, writeNouns, dropNouns, writeLinks, dropLinks, resort, writeFindings, writeSegments, writeLog, writeState,
		} {
			if err := step(ctx, s, &b); err != nil {
				return err
			}
		}
		return nil
	})
}

type stored struct {
	num         int64
	since, end  graph.Date
	shelvesJSON string
	words       int64 // sum, 0 = none
}

type shelfEntry struct {
	store.ShelfKey
	num        int64
	since, end graph.Date
}

// writeNouns writes nouns and the difference between where they were listed
// and where they are.
func writeNouns(ctx context.Context, s *session, b *store.Batch) error {
	if len(b.Nouns) == 0 {
		return nil
	}
	nouns := lastOf(b.Nouns, func(n *store.NounRow) graph.ID { return n.ID })
	ids := make([]graph.ID, len(nouns))
	for i := range nouns {
		ids[i] = nouns[i].ID
	}
	old, err := storedNouns(ctx, s, ids)
	if err != nil {
		return err
	}
	var last int64
	if len(old) < len(nouns) {
		if err := s.each(ctx, selectLast, func(row row) error { return row.Scan(&last) }); err != nil {
			return err
		}
	}
	nums := make([]int64, len(nouns))
	texts := make([]string, len(nouns))
	words := make([]wordsOf, len(nouns))
	var fresh []int
	var args []any
	var down [][2]string
	var up []shelfEntry
	for i := range nouns {
		n := &nouns[i]
		was, known := old[n.ID]
		nums[i] = was.num
		if !known {
			last++
			nums[i], fresh = last, append(fresh, i)
		}
		text, err := shelvesText(n.Shelves)
		if err != nil {
			return err
		}
		texts[i] = text
		words[i] = wordsOf{num: nums[i], words: n.Words, sum: int64(store.WordSum(n.Words)), was: was.words, anew: len(b.DropPlaces) > 0}
		if known {
			args = appendNoun(args[:0], n, &words[i], text)
			if err := s.exec(context.WithoutCancel(ctx), updateNoun, args[:len(args)-1]...); err != nil {
				return err
			}
		}
		if known && len(b.DropPlaces) == 0 && was.since == n.Since && was.end == n.End && was.shelvesJSON == text {
			continue // listed as before
		}
		if known {
			var before [][2]string
			if err := json.Unmarshal([]byte(was.shelvesJSON), &before); err != nil {
				return err
			}
			down = append(down, before...)
		}
		for _, key := range n.Shelves {
			up = append(up, shelfEntry{key, nums[i], n.Since, n.End})
		}
	}
	err = insertAll(ctx, s, &insertNoun, fresh, func(args []any, i *int) []any {
		return appendNoun(args, &nouns[*i], &words[*i], texts[*i])
	})
	if err != nil {
		return err
	}
	if err := writeWords(ctx, s, words); err != nil {
		return err
	}
	if err := execKeys(ctx, s, deleteShelves, down); err != nil {
		return err
	}
	// In the order of the table: neighbours are written together.
	slices.SortFunc(up, func(a, b shelfEntry) int { return compareShelves(&a, &b) })
	return insertAll(ctx, s, &insertShelf, up, appendShelf)
}

func dropPlaces(ctx context.Context, s *session, b *store.Batch) error {
	places := make([][2]string, len(b.DropPlaces))
	for i, place := range b.DropPlaces {
		places[i] = [2]string{place.Shelf, place.Key}
	}
	return execKeys(ctx, s, deleteShelves, places)
}

// written gives the statements of the set that a batch writes.
func written(ctx context.Context, s *session, b *store.Batch) (*setTexts, error) {
	set, err := currentSet(ctx, s)
	if b.Beside {
		set++
	}
	return of(set), err
}

// lastOf keeps the last row of each key: the one that stands after the batch.
func lastOf[K comparable, R any](rows []R, key func(*R) K) []R {
	at := make(map[K]int, len(rows))
	for i := range rows {
		at[key(&rows[i])] = i
	}
	if len(at) == len(rows) {
		return rows
	}
	kept := make([]R, 0, len(at))
	for i := range rows {
		if at[key(&rows[i])] == i {
			kept = append(kept, rows[i])
		}
	}
	return kept
}

// dropNouns takes nouns away, and off their shelves.
func dropNouns(ctx context.Context, s *session, b *store.Batch) error {
	if len(b.DropNouns) == 0 {
		return nil
	}
	old, err := storedNouns(ctx, s, b.DropNouns)
	if err != nil {
		return err
	}
	var nums, worded []int64
	var down [][2]string
	for _, was := range old {
		nums = append(nums, was.num)
		if was.words != 0 {
			worded = append(worded, was.num)
		}
		var places [][2]string
		if err := json.Unmarshal([]byte(was.shelvesJSON), &places); err != nil {
			return err
		}
		down = append(down, places...)
	}
	if err := execKeys(ctx, s, deleteWords, worded); err != nil {
		return err
	}
	if err := execKeys(ctx, s, deleteShelves, down); err != nil {
		return err
	}
	return execKeys(ctx, s, deleteNouns, nums)
}

func storedNouns(ctx context.Context, s *session, ids []graph.ID) (map[graph.ID]stored, error) {
	keys, err := jsonOf(ids)
	if err != nil {
		return nil, err
	}
	old := map[graph.ID]stored{}
	return old, s.each(ctx, selectStored, func(row row) error {
		var id graph.ID
		var was stored
		err := row.Scan(&id, &was.num, &was.since, &was.end, &was.shelvesJSON, &was.words)
		old[id] = was
		return err
	}, keys)
}

func shelvesText(keys []store.ShelfKey) (string, error) {
	pairs := make([][2]string, len(keys))
	for i, key := range keys {
		pairs[i] = [2]string{key.Shelf, key.Key}
	}
	return jsonOf(pairs)
}

// execKeys runs a statement over keys; none are none to do.
func execKeys[K any](ctx context.Context, s *session, text string, keys []K) error {
	if len(keys) == 0 {
		return nil
	}
	list, err := jsonOf(keys)
	if err != nil {
		return err
	}
	return s.exec(ctx, text, list)
}

func writeLinks(ctx context.Context, s *session, b *store.Batch) error {
	links := lastOf(b.Links, func(l *store.LinkRow) graph.ID { return l.ID })
	var ids []graph.ID
	for i := range links {
		if id := links[i].ID; !b.Made[id] {
			ids = append(ids, id)
		}
	}
	if err := execKeys(ctx, s, deleteLinks, ids); err != nil {
		return err
	}
	return insertLinks(ctx, s, links)
}

func dropLinks(ctx context.Context, s *session, b *store.Batch) error {
	return execKeys(ctx, s, deleteLinks, b.DropLinks)
}

func resort(ctx context.Context, s *session, b *store.Batch) error {
	if len(b.Resort) == 0 {
		return nil
	}
	keys, err := json.Marshal(b.Resort)
	if err != nil {
		return err
	}
	if err := s.exec(ctx, resortOut, string(keys)); err != nil {
		return err
	}
	return s.exec(ctx, resortIn, string(keys))
}

func writeFindings(ctx context.Context, s *session, b *store.Batch) error {
	if len(b.DropFindings)+len(b.Findings) == 0 {
		return nil
	}
	of, err := written(ctx, s, b)
	if err != nil {
		return err
	}
	// What stands at the same position is replaced; nothing is found yet of what is new.
	drop := make([][2]any, 0, len(b.DropFindings)+len(b.Findings))
	for _, pos := range b.DropFindings {
		drop = append(drop, [2]any{hash(pos), pos})
	}
	for i := range b.Findings {
		if f := &b.Findings[i]; !b.Made[f.Subject] {
			drop = append(drop, [2]any{hash(f.Pos), f.Pos})
		}
	}
	if err := execKeys(ctx, s, of.deleteFindings, drop); err != nil {
		return err
	}
	return insertAll(ctx, s, &of.insertFinding, lastOf(b.Findings, func(f *store.FindingRow) string { return f.Pos }), appendFinding)
}

func hash(pos string) int64 {
	h := fnv.New64a()
	_, _ = h.Write([]byte(pos)) // never fails
	return int64(h.Sum64())
}

func writeSegments(ctx context.Context, s *session, b *store.Batch) error {
	if len(b.Segments) == 0 {
		return nil
	}
	of, err := written(ctx, s, b)
	if err != nil {
		return err
	}
	segments := lastOf(b.Segments, func(row *store.SegmentRow) store.SegmentKey { return row.SegmentKey })
	var empty []store.SegmentKey
	full := make([]store.SegmentRow, 0, len(segments))
	for _, row := range segments {
		if len(row.Data) > 0 {
			full = append(full, row)
		} else {
			empty = append(empty, row.SegmentKey)
		}
	}
	if len(empty) > 0 {
		if err := execKeys(ctx, s, of.deleteSegments, segmentPairs(empty)); err != nil {
			return err
		}
	}
	return insertAll(ctx, s, &of.insertSegment, full, func(args []any, row *store.SegmentRow) []any {
		return append(args, string(row.Scope), string(row.Subject), row.Revision, row.Data)
	})
}

func writeLog(ctx context.Context, s *session, b *store.Batch) error {
	type place struct {
		subject  string
		revision int64
		index    int
	}
	var places []place
	subjects := make([]string, len(b.Log))
	for i := range b.Log {
		entry := &b.Log[i]
		text, err := jsonOf(entry.Subjects)
		if err != nil {
			return err
		}
		subjects[i] = text
		for _, id := range unique(entry.Subjects) { // a link may have one noun at both ends
			places = append(places, place{string(id), entry.Revision, entry.Index})
		}
	}
	at := 0
	err := insertAll(ctx, s, &insertLog, b.Log, func(args []any, entry *store.LogRow) []any {
		args = append(args, entry.Revision, int64(entry.Index), subjects[at], string(entry.Doc))
		at++
		return args
	})
	if err != nil {
		return err
	}
	slices.SortStableFunc(places, func(a, b place) int { return strings.Compare(a.subject, b.subject) })
	return insertAll(ctx, s, &insertLogSubject, places, func(args []any, p *place) []any {
		return append(args, p.subject, p.revision, int64(p.index))
	})
}

func writeState(ctx context.Context, s *session, b *store.Batch) error {
	if b.State == nil {
		return nil
	}
	set := b.State.Set
	s.set = &set
	return insertAll(ctx, s, &insertState, []store.State{*b.State}, func(args []any, state *store.State) []any {
		return append(args, int64(1), int64(state.Format), state.Revision, int64(state.Regions), state.Ruleset, state.Sample, int64(state.Placed), state.Loading, state.Rules, state.Set, state.Beside)
	})
}
