package store

import (
	"context"
	"math"
	"slices"
	"strings"

	"cobuild/graph"
	"cobuild/tally"
)

// A harvest makes one page out of one or more runs of rows, each in key order:
// it merges them and keeps what a filter accepts. Many harvests go on together,
// so that a level of a query costs the same number of engine calls for 3 parents
// and for 30, and lists with other filters beside them cost none of their own.
type harvest struct {
	runs   []*run
	filter *filter
	desc   bool
	limit  int
	on     graph.Date
	places []stretch // where what is listed stands
	place  graph.Place
	set    set   // what the filter names
	line   *line // whose units are meant; nil = any

	participant graph.ID // whose pairings are meant; "" = anybody's
	subject     bool     // keep one candidate per subject, at its place key
	got         []candidate
	expect      float64 // rows of findings to meet for one that belongs to the page, 0 = unknown
	rows        int     // of findings that the runs hold, about
	scanned     int
	last        graph.ID // subject met last
}

// run is one source of a harvest: a shelf, or the findings of one code.
type run struct {
	shelf  string
	code   graph.FindingCode
	after  string
	before string
	buffer []candidate
	done   bool // nothing is left behind the buffer
	size   int  // of what was asked for last, 0 = nothing yet
	rows   int  // it holds, about
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

// filter is what harvests whose filters test alike share. Its accepter is nil
// where everything belongs.
type filter struct{ accept accepter }

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

// reap fills the harvests. The rows of all are fetched together, those of one
// filter tested together.
func reap(ctx context.Context, r Reader, harvests []*harvest) error {
	for {
		if err := fetch(ctx, r, harvests); err != nil {
			return err
		}
		ready := map[*filter][]candidate{}
		var order []*filter
		for _, h := range harvests {
			if h.finished() {
				continue
			}
			met := h.merge()
			h.scanned += len(met)
			if h.scanned > mostScanned {
				return graph.NewError(graph.CodeTooComplex, nil,
					"more than %d rows were passed over without filling the page: narrow the filter to a smaller region",
					"为凑满一页已检查超过%d行：请缩小地区范围", mostScanned)
			}
			if len(met) > 0 && ready[h.filter] == nil {
				order = append(order, h.filter)
			}
			ready[h.filter] = append(ready[h.filter], met...)
		}
		for _, f := range order {
			if err := keep(ctx, f, ready[f]); err != nil {
				return err
			}
		}
		if !slices.ContainsFunc(harvests, func(h *harvest) bool { return !h.finished() }) {
			return nil
		}
	}
}

// keep gives each candidate that the filter accepts to its harvest, until that
// is full.
func keep(ctx context.Context, f *filter, met []candidate) error {
	var kept []bool
	if f.accept != nil {
		var err error
		if kept, err = f.accept(ctx, met); err != nil {
			return err
		}
	}
	for i := range met {
		if h := met[i].in; (kept == nil || kept[i]) && len(h.got) < h.limit {
			h.got = append(h.got, met[i])
		}
	}
	return nil
}

// How many rows of a run are asked for at once.
const (
	leastFetched = 8
	mostFetched  = 5_000
)

// next is how many rows of a run to ask for. A page is drawn from all runs of
// its harvest, mostly from a few of them: each gives a little more than its
// share at first, and four times as much whenever that was not enough.
func (h *harvest) next(one *run, runs int) int {
	if one.size > 0 {
		return min(4*one.size, mostFetched)
	}
	wanted := h.limit - len(h.got)
	if h.expect > 0 {
		return min(mostFetched, share(float64(wanted)*h.expect, one.rows, h.rows))
	}
	if h.filter.accept != nil {
		wanted = min(max(64, 2*h.limit), mostFetched)
	}
	return min(wanted, max(leastFetched, 4*wanted/runs))
}

// expecting tells a harvest how many findings of each code there are where it
// looks, and how many of all of them belong to its list: each run then gives its
// share. Counts are of all of the place, a page is of a part: they are a guess.
func (h *harvest) expecting(all *tally.Counts, belong int) {
	if belong == 0 {
		return
	}
	of := map[graph.FindingCode]int{}
	for _, one := range h.runs {
		of[one.code]++
	}
	for _, one := range h.runs {
		one.rows = int(all.All[one.code]+all.Info[one.code]) / of[one.code]
		h.rows += one.rows
	}
	h.expect = float64(h.rows) / float64(belong)
}

// share is what a run gives of the rows wanted, with some to spare: too few cost
// another question.
func share(wanted float64, of, all int) int {
	n := wanted * float64(of) / float64(max(1, all))
	return min(int(n+1.5*math.Sqrt(n))+2, of+leastFetched)
}

// fetch refills the empty buffers of all harvests by at most two engine calls.
func fetch(ctx context.Context, r Reader, harvests []*harvest) error {
	var shelves []Range
	var codes []FindingRange
	var shelfRuns, codeRuns []*run
	for _, h := range harvests {
		if h.finished() {
			continue
		}
		for _, one := range h.runs {
			if one.done || len(one.buffer) > 0 {
				continue
			}
			one.size = h.next(one, len(h.runs))
			if one.shelf != "" {
				shelves = append(shelves, Range{Shelf: one.shelf, After: one.after, Before: one.before, Desc: h.desc, On: h.on, Limit: one.size})
				shelfRuns = append(shelfRuns, one)
			} else {
				codes = append(codes, FindingRange{Code: one.code, After: one.after, Before: one.before, Desc: h.desc, On: h.on, Limit: one.size})
				codeRuns = append(codeRuns, one)
			}
		}
	}
	if len(shelves) > 0 {
		rows, err := readShelves(ctx, r, shelves)
		if err != nil {
			return err
		}
		for i, one := range shelfRuns {
			take(one, rows[i], shelves[i].Desc, shelves[i].Limit, func(row graph.Noun, c *candidate) { c.noun = row })
		}
	}
	if len(codes) > 0 {
		rows, err := readFindings(ctx, r, codes)
		if err != nil {
			return err
		}
		for i, one := range codeRuns {
			take(one, rows[i], codes[i].Desc, codes[i].Limit, func(row *FindingRow, c *candidate) { c.finding = row })
		}
	}
	return nil
}

// take fills the empty buffer of a run with what was read for it, and moves its
// bound past that.
func take[T any](r *run, rows []keyed[T], desc bool, limit int, set func(T, *candidate)) {
	r.buffer = make([]candidate, len(rows))
	for i, one := range rows {
		r.buffer[i].pos = one.key
		set(one.row, &r.buffer[i])
	}
	switch {
	case len(rows) < limit:
		r.done = true
	case desc:
		r.before = rows[len(rows)-1].key
	default:
		r.after = rows[len(rows)-1].key
	}
}

// merge takes candidates in order from the buffers, as far as the order is
// known: until a buffer is empty that has more behind it. Unless a filter is to
// choose among them, it stops when the page is full.
func (h *harvest) merge() []candidate {
	var ready []candidate
	for h.filter.accept != nil || len(h.got)+len(ready) < h.limit {
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
