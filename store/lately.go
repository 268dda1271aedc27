package store

import (
	"context"
	"slices"
	"sync"

	"cobuild/graph"
)

// lately keeps rows of lists that requests have read, as of today: pages overlap,
// and a write changes few rows. Unlike answers they outlast writes of this process,
// which replace what they change.
type lately struct {
	mu       sync.RWMutex
	at       epoch
	findings map[graph.FindingCode]*strip[*FindingRow]
	shelves  map[string]*strip[graph.ID]
	stands   map[graph.ID][]ShelfKey // on what is known of shelves
}

const (
	// mostRows bounds the rows that are kept: some 500 bytes each, findings, and
	// less those of shelves.
	mostRows = 150_000
	// mostOfRun is how many rows of one answer are kept: who reads more does not
	// turn pages.
	mostOfRun = 500
)

// known says what requests may share, ok is false where they may not: of reads
// outside of requests, and in transactions.
func (s *Store) known(ctx context.Context, r Reader) (at epoch, ok bool, err error) {
	if s.steadyOf(ctx, r) == nil {
		return epoch{}, false, nil
	}
	state, err := s.stateFor(ctx, r, false)
	return epoch{state.Revision, state.Set, s.Today()}, err == nil, err
}

// shared is the store whose requests share what r reads; nil for transactions.
func shared(r Reader) *Store {
	if whole, ok := r.(*inForce); ok {
		return whole.s
	}
	return nil
}

// reach readies what is kept for rows that were read at an epoch; false says that
// they came too late, or while a write of this process is about to tell what it
// changed.
func (l *lately) reach(at epoch, landing bool) bool {
	if l.at != at {
		if !l.at.before(at) || landing {
			return false
		}
		l.clear(at)
	}
	return true
}

func (l *lately) clear(at epoch) {
	l.at = at
	l.findings, l.shelves, l.stands = map[graph.FindingCode]*strip[*FindingRow]{}, map[string]*strip[graph.ID]{}, map[graph.ID][]ShelfKey{}
}

// readFindings reads runs of findings, those that requests have read lately from
// memory. What it gives is to be read only.
func readFindings(ctx context.Context, r Reader, ranges []FindingRange) ([][]keyed[*FindingRow], error) {
	var at epoch
	s, share := shared(r), false
	if s != nil {
		var err error
		if at, share, err = s.known(ctx, r); err != nil {
			return nil, err
		}
	}
	answers := make([][]keyed[*FindingRow], len(ranges))
	rest := make([]int, 0, len(ranges))
	if share {
		rest = s.lately.knownFindings(at, ranges, answers, rest)
	} else {
		for i := range ranges {
			rest = append(rest, i)
		}
	}
	if len(rest) == 0 {
		return answers, nil
	}
	asked := make([]FindingRange, len(rest))
	for n, i := range rest {
		asked[n] = ranges[i]
	}
	read, err := r.Findings(ctx, asked)
	if err != nil {
		return nil, err
	}
	for n, i := range rest {
		answers[i] = make([]keyed[*FindingRow], len(read[n]))
		for j := range read[n] {
			answers[i][j] = keyed[*FindingRow]{read[n][j].Pos, &read[n][j]}
		}
	}
	if share {
		s.lately.putFindings(at, s.landing.Load(), ranges, answers, rest)
	}
	return answers, nil
}

func (l *lately) knownFindings(at epoch, ranges []FindingRange, answers [][]keyed[*FindingRow], rest []int) []int {
	l.mu.RLock()
	defer l.mu.RUnlock()
	for i := range ranges {
		q, ok := &ranges[i], false
		if of := l.findings[q.Code]; of != nil && l.at == at && q.On == at.today {
			answers[i], ok = of.get(q.After, q.Before, q.Desc, q.Limit)
		}
		if !ok {
			rest = append(rest, i)
		}
	}
	return rest
}

func (l *lately) putFindings(at epoch, landing bool, ranges []FindingRange, answers [][]keyed[*FindingRow], read []int) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if !l.reach(at, landing) {
		return
	}
	for _, i := range read {
		q := &ranges[i]
		if q.On != at.today || len(answers[i]) > mostOfRun {
			continue
		}
		of := l.findings[q.Code]
		if of == nil {
			of = &strip[*FindingRow]{}
			l.findings[q.Code] = of
		}
		of.put(q.After, q.Before, q.Desc, q.Limit, answers[i])
	}
	l.fit()
}

// readShelves reads runs of shelves with their nouns, those that requests have read
// lately from memory. What it gives is to be read only.
func readShelves(ctx context.Context, r Reader, ranges []Range) ([][]keyed[graph.Noun], error) {
	answers := make([][]keyed[graph.Noun], len(ranges))
	rest := make([]int, len(ranges))
	for i := range rest {
		rest[i] = i
	}
	var at epoch
	s, share := shared(r), false
	if s != nil {
		var err error
		if at, share, err = s.known(ctx, r); err != nil {
			return nil, err
		}
		if share {
			if rest, err = s.knownShelves(ctx, at, ranges, answers); err != nil {
				return nil, err
			}
		}
	}
	if len(rest) == 0 {
		return answers, nil
	}
	asked := make([]Range, len(rest))
	for n, i := range rest {
		asked[n] = ranges[i]
	}
	rows, err := r.Scan(ctx, asked)
	if err != nil {
		return nil, err
	}
	fresh := map[graph.ID]graph.Noun{}
	known := map[graph.ID]graph.Noun{}
	if share {
		var ids []graph.ID
		for _, run := range rows {
			for i := range run {
				ids = append(ids, run[i].Noun.ID)
			}
		}
		known, _ = s.recent.get(at.revision, ids)
	}
	for n, i := range rest {
		for _, row := range rows[n] {
			noun := known[row.Noun.ID]
			if noun == nil {
				if noun, err = graph.UnmarshalNoun(row.Noun.Kind, row.Noun.Doc); err != nil {
					return nil, err
				}
				fresh[row.Noun.ID] = noun
			}
			answers[i] = append(answers[i], keyed[graph.Noun]{row.Key, noun})
		}
	}
	if share {
		s.recent.put(at.revision, s.landing.Load(), fresh)
		s.lately.putShelves(at, s.landing.Load(), ranges, answers, rest)
	}
	return answers, nil
}

// knownShelves answers from memory what it can, and gives the other questions.
func (s *Store) knownShelves(ctx context.Context, at epoch, ranges []Range, answers [][]keyed[graph.Noun]) (rest []int, err error) {
	found := make([][]keyed[graph.ID], len(ranges))
	var ids []graph.ID
	l := &s.lately
	l.mu.RLock()
	for i := range ranges {
		q, ok := &ranges[i], false
		if of := l.shelves[q.Shelf]; of != nil && l.at == at && q.On == at.today {
			found[i], ok = of.get(q.After, q.Before, q.Desc, q.Limit)
		}
		if !ok {
			rest = append(rest, i)
		}
		for _, one := range found[i] {
			ids = append(ids, one.row)
		}
	}
	l.mu.RUnlock()
	if len(ids) == 0 {
		return rest, nil
	}
	nouns, err := s.nounsFor(ctx, ids)
	if err != nil {
		return nil, err
	}
	for i := range found {
		for _, one := range found[i] {
			noun := nouns[one.row]
			if noun == nil { // withdrawn since
				answers[i], rest = nil, append(rest, i)
				break
			}
			answers[i] = append(answers[i], keyed[graph.Noun]{one.key, noun})
		}
	}
	return rest, nil
}

func (l *lately) putShelves(at epoch, landing bool, ranges []Range, answers [][]keyed[graph.Noun], read []int) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if !l.reach(at, landing) {
		return
	}
	for _, i := range read {
		q := &ranges[i]
		if q.On != at.today || len(answers[i]) > mostOfRun {
			continue
		}
		of := l.shelves[q.Shelf]
		if of == nil {
			of = &strip[graph.ID]{}
			l.shelves[q.Shelf] = of
		}
		rows := make([]keyed[graph.ID], len(answers[i]))
		for n, one := range answers[i] {
			rows[n] = keyed[graph.ID]{one.key, one.row.Top().ID}
			l.stand(rows[n].row, ShelfKey{q.Shelf, one.key})
		}
		of.put(q.After, q.Before, q.Desc, q.Limit, rows)
	}
	l.fit()
}

func (l *lately) stand(id graph.ID, at ShelfKey) {
	if !slices.Contains(l.stands[id], at) {
		l.stands[id] = append(l.stands[id], at)
	}
}

// fit counts what is kept of all lists; of too much it keeps nothing.
func (l *lately) fit() {
	size := 0
	for _, of := range l.findings {
		size += of.size()
	}
	for _, of := range l.shelves {
		size += of.size()
	}
	if size > mostRows {
		l.clear(l.at)
	}
}

// change replaces what was written between two revisions: nouns, and findings in
// the order in which they came and went.
func (l *lately) change(began, now epoch, nouns map[graph.ID]*NounRow, findings []passing) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.at != began || began.set != now.set || len(nouns)+len(findings) > fullOfRows {
		l.clear(now)
		return
	}
	l.at = now
	for id, row := range nouns {
		for _, at := range l.stands[id] {
			l.shelves[at.Shelf].change(at.Key, "", false)
		}
		delete(l.stands, id)
		if row == nil || row.Since > now.today || row.End <= now.today {
			continue
		}
		for _, at := range row.Shelves {
			if of := l.shelves[at.Shelf]; of != nil {
				of.change(at.Key, id, true)
				l.stand(id, at)
			}
		}
	}
	for i := range findings {
		f := &findings[i]
		if of := l.findings[f.row.Code]; of != nil {
			of.change(f.row.Pos, f.row, f.comes && f.row.Piece.Holds(now.today))
		}
	}
	l.fit()
}

// passing is a finding that came or went.
type passing struct {
	row   *FindingRow
	comes bool
}
