package store

import (
	"context"
	"strings"

	"cobuild/graph"
)

// A harvest makes one page out of one or more runs of rows, each in key order:
// it merges them and keeps what a filter accepts. Many harvests with the same
// filter go on together, so that a level of a query costs the same number of
// engine calls for 3 parents and for 30.
type harvest struct {
	runs    []*run
	desc    bool
	limit   int
	on      graph.Date
	places  []stretch // where what is listed stands
	set     set       // what the filter names
	line    *line     // whose units are meant; nil = any
	subject bool      // keep one candidate per subject, at its place key
	got     []candidate
	scanned int
	last    graph.ID // subject met last
}

// run is one source of a harvest: a shelf, or the findings of one code.
type run struct {
	shelf  string
	code   graph.FindingCode
	after  string
	before string
	buffer []candidate
	done   bool // nothing is left behind the buffer
}

// candidate is a row met by a harvest.
type candidate struct {
	pos     string
	finding *FindingRow
	noun    graph.Noun // nil until needed
	in      *harvest
}

func (c *candidate) id() graph.ID {
	if c.finding != nil {
		return c.finding.Subject
	}
	return c.noun.Top().ID
}

// accepter says which candidates belong in the list. It may fill in nouns.
type accepter func(context.Context, []candidate) ([]bool, error)

// mostScanned bounds the rows that one page may pass over.
const mostScanned = 200_000

// newHarvest prepares a page over stretches of keys.
func newHarvest(page graph.Page, on graph.Date) *harvest {
	return &harvest{desc: page.Backward, limit: page.Limit + 1, on: on}
}

// clip narrows a stretch to what lies beyond the page's start.
func clip(s stretch, page graph.Page, nouns bool) stretch {
	switch {
	case page.From == "":
	case page.Backward:
		s.before = min(s.before, page.From)
	case nouns: // past every finding of the noun at that place
		s.after = max(s.after, page.From+top)
	default:
		s.after = max(s.after, page.From)
	}
	return s
}

func (h *harvest) addShelf(shelf string, s stretch) {
	if s.after < s.before {
		h.runs = append(h.runs, &run{shelf: shelf, after: s.after, before: s.before})
	}
}

func (h *harvest) addCode(code graph.FindingCode, s stretch) {
	if s.after < s.before {
		h.runs = append(h.runs, &run{code: code, after: s.after, before: s.before})
	}
}

// addReady adds candidates already at hand, in ascending order of position.
func (h *harvest) addReady(candidates []candidate, s stretch) {
	r := &run{done: true}
	for _, c := range candidates {
		if c.pos > s.after && c.pos < s.before {
			r.buffer = append(r.buffer, c)
		}
	}
	if h.desc {
		for i, j := 0, len(r.buffer)-1; i < j; i, j = i+1, j-1 {
			r.buffer[i], r.buffer[j] = r.buffer[j], r.buffer[i]
		}
	}
	h.runs = append(h.runs, r)
}

func (h *harvest) finished() bool {
	if len(h.got) >= h.limit {
		return true
	}
	for _, r := range h.runs {
		if !r.done || len(r.buffer) > 0 {
			return false
		}
	}
	return true
}

// reap fills the harvests. accept is nil where everything belongs.
func reap(ctx context.Context, r Reader, harvests []*harvest, accept accepter) error {
	for round := 0; ; round++ {
		if err := fetch(ctx, r, harvests, round, accept != nil); err != nil {
			return err
		}
		var all []candidate
		counts := make([]int, len(harvests))
		for i, h := range harvests {
			if h.finished() {
				continue
			}
			ready := h.merge(accept == nil)
			h.scanned += len(ready)
			if h.scanned > mostScanned {
				return graph.NewError(graph.CodeTooComplex, nil,
					"more than %d rows were passed over without filling the page: narrow the filter to a smaller region",
					"为凑满一页已检查超过%d行：请缩小地区范围", mostScanned)
			}
			counts[i] = len(ready)
			all = append(all, ready...)
		}
		keep, err := accepted(ctx, accept, all)
		if err != nil {
			return err
		}
		open := false
		for i, h := range harvests {
			for n := counts[i]; n > 0; n-- {
				if keep[0] && len(h.got) < h.limit {
					h.got = append(h.got, all[0])
				}
				all, keep = all[1:], keep[1:]
			}
			open = open || !h.finished()
		}
		if !open {
			return nil
		}
	}
}

func accepted(ctx context.Context, accept accepter, all []candidate) ([]bool, error) {
	if accept != nil && len(all) > 0 {
		return accept(ctx, all)
	}
	keep := make([]bool, len(all))
	for i := range keep {
		keep[i] = true
	}
	return keep, nil
}

// fetch refills the empty buffers of all harvests by at most two engine calls.
func fetch(ctx context.Context, r Reader, harvests []*harvest, round int, filtered bool) error {
	var shelves []Range
	var codes []FindingRange
	var shelfRuns, codeRuns []*run
	for _, h := range harvests {
		if h.finished() {
			continue
		}
		size := h.limit - len(h.got)
		if filtered || round > 0 {
			size = min(max(64, 2*h.limit)<<min(2*round, 10), 5_000)
		}
		for _, one := range h.runs {
			switch {
			case one.done || len(one.buffer) > 0:
			case one.shelf != "":
				shelves = append(shelves, Range{Shelf: one.shelf, After: one.after, Before: one.before, Desc: h.desc, On: h.on, Limit: size})
				shelfRuns = append(shelfRuns, one)
			default:
				codes = append(codes, FindingRange{Code: one.code, After: one.after, Before: one.before, Desc: h.desc, On: h.on, Limit: size})
				codeRuns = append(codeRuns, one)
			}
		}
	}
	if len(shelves) > 0 {
		rows, err := r.Scan(ctx, shelves)
		if err != nil {
			return err
		}
		for i, one := range shelfRuns {
			for _, row := range rows[i] {
				noun, err := graph.UnmarshalNoun(row.Noun.Kind, row.Noun.Doc)
				if err != nil {
					return err
				}
				one.buffer = append(one.buffer, candidate{pos: row.Key, noun: noun})
			}
			one.advance(shelves[i].Desc, len(rows[i]) < shelves[i].Limit, func() string { return rows[i][len(rows[i])-1].Key })
		}
	}
	if len(codes) > 0 {
		rows, err := r.Findings(ctx, codes)
		if err != nil {
			return err
		}
		for i, one := range codeRuns {
			for j := range rows[i] {
				one.buffer = append(one.buffer, candidate{pos: rows[i][j].Pos, finding: &rows[i][j]})
			}
			one.advance(codes[i].Desc, len(rows[i]) < codes[i].Limit, func() string { return rows[i][len(rows[i])-1].Pos })
		}
	}
	return nil
}

// advance moves the run's bound past what was read.
func (r *run) advance(desc, done bool, last func() string) {
	switch {
	case done:
		r.done = true
	case desc:
		r.before = last()
	default:
		r.after = last()
	}
}

// merge takes candidates in order from the buffers, as far as the order is
// known: until a buffer is empty that has more behind it. Unless everything is
// wanted, it stops when the page is full.
func (h *harvest) merge(stop bool) []candidate {
	var ready []candidate
	for !stop || len(h.got)+len(ready) < h.limit {
		var first *run
		for _, r := range h.runs {
			if len(r.buffer) == 0 {
				if !r.done {
					return ready
				}
				continue
			}
			if first == nil || h.desc == (r.buffer[0].pos > first.buffer[0].pos) {
				first = r
			}
		}
		if first == nil {
			return ready
		}
		c := first.buffer[0]
		first.buffer = first.buffer[1:]
		c.in = h
		if h.subject && c.finding != nil {
			if c.finding.Info() || c.finding.Subject == h.last {
				continue
			}
			h.last = c.finding.Subject
			c.pos = placeOfFinding(c.pos)
		}
		ready = append(ready, c)
	}
	return ready
}

// takes says whether a finding met is of the line that is meant.
func (h *harvest) takes(f *graph.Finding) bool { return h.line == nil || h.line.holds(f) }

// placeOfFinding is the place key within a finding's position.
func placeOfFinding(pos string) string {
	for range 2 {
		pos = pos[:strings.LastIndex(pos, sep)]
	}
	return pos
}

// nouns fills in the nouns of candidates met as findings.
func fillNouns(ctx context.Context, r Reader, cs []candidate) error {
	var ids []graph.ID
	for i := range cs {
		if cs[i].noun == nil {
			ids = append(ids, cs[i].finding.Subject)
		}
	}
	if len(ids) == 0 {
		return nil
	}
	found, err := readNouns(ctx, r, ids)
	if err != nil {
		return err
	}
	for i := range cs {
		if cs[i].noun == nil {
			cs[i].noun = found[cs[i].finding.Subject]
		}
	}
	return nil
}
