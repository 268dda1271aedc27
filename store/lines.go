package store

import (
	"cmp"
	"context"
	"maps"
	"slices"
	"sync"

	"cobuild/graph"
	"cobuild/tally"
)

// line is the units that a line of organisations answers for on a day: all that
// lies in the regions it leads, and what it covers elsewhere.
type line struct {
	on       graph.Date
	tree     *tree
	walk     *walk
	runs     []part // the regions led, those within others left out, by place
	outside  map[graph.ID]bool
	findings []FindingRow // of the day, of the units outside
}

// holds says whether a finding of the day is of a unit of the line.
func (l *line) holds(f *graph.Finding) bool {
	return l.outside[f.Subject] || l.leads([]graph.ID{f.Region})
}

// leads says whether the line leads one of some regions, or one above it.
func (l *line) leads(regions []graph.ID) bool {
	return slices.ContainsFunc(regions, func(id graph.ID) bool {
		region := l.tree.of(id)
		return region != nil && partAt(l.runs, l.walk.place[region.no]) >= 0
	})
}

// linesOf gives the lines of those of n questions that are about one, nil for
// the others. What is refused is refused apart, see graph.Refused.
func (s *Store) linesOf(ctx context.Context, snap *snapshot, n int, of func(int) (*graph.UnitGroup, graph.Date)) ([]*line, error) {
	lines := make([]*line, n)
	asked := map[graph.Date][]int{}
	for i := range n {
		if group, on := of(i); group != nil && group.Line != "" {
			asked[on] = append(asked[on], i)
		}
	}
	refused := graph.Refused{}
	for on, which := range asked {
		heads := make([]graph.ID, len(which))
		for n, i := range which {
			group, _ := of(i)
			heads[n] = group.Line
		}
		found, unknown := snap.lines.get(unique(heads), on)
		s.served.lineHits.Add(uint64(len(found)))
		s.served.lineReads.Add(uint64(len(unknown)))
		if len(unknown) > 0 {
			made, err := s.lines(ctx, snap, unknown, on)
			if err != nil {
				return nil, err
			}
			snap.lines.put(unknown, on, made)
			maps.Copy(found, made)
		}
		for n, i := range which {
			if lines[i] = found[heads[n]]; lines[i] == nil {
				refused[i] = s.tooLong()
			}
		}
	}
	return lines, refused.OrNil()
}

func (s *Store) tooLong() error {
	return graph.NewError(graph.CodeTooComplex, nil,
		"over %d units belong to the line of the organisation: ask for the report of the region it leads, or of organisations below it",
		"该组织及其下级组织对应的单位超过%d个：请查询其领导地区的报告，或查询其下级组织的报告", s.lineUnits)
}

// lineMemo keeps the lines last asked for as long as their snapshot lasts: the
// lists of a report are asked after it, page by page.
type lineMemo struct {
	mu    sync.Mutex
	known map[graph.LineQuery]*line // nil = too many units
}

func (m *lineMemo) get(heads []graph.ID, on graph.Date) (found map[graph.ID]*line, unknown []graph.ID) {
	m.mu.Lock()
	defer m.mu.Unlock()
	found = map[graph.ID]*line{}
	for _, id := range heads {
		if l, known := m.known[graph.LineQuery{Organisation: id, On: on}]; known {
			found[id] = l
		} else {
			unknown = append(unknown, id)
		}
	}
	return found, unknown
}

func (m *lineMemo) put(heads []graph.ID, on graph.Date, made map[graph.ID]*line) {
	const most = 128
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.known == nil || len(m.known) > most {
		m.known = map[graph.LineQuery]*line{}
	}
	for _, id := range heads {
		m.known[graph.LineQuery{Organisation: id, On: on}] = made[id]
	}
}

// mostTogether bounds what is read at once for many lines.
const mostTogether = 2 * graph.MostSorted

// lines works out the lines of organisations on a day, all together; those of
// too many units are left out.
func (s *Store) lines(ctx context.Context, snap *snapshot, heads []graph.ID, on graph.Date) (map[graph.ID]*line, error) {
	below, err := s.linesBelow(ctx, heads, depth{hop: graph.HopSuperior, on: on})
	if graph.CodeOf(err) == graph.CodeTooComplex {
		err = s.tooLong()
	}
	if err != nil {
		return nil, err
	}
	led, err := s.farEnds(ctx, allOf(below), ends{graph.Out, graph.HopLeads, on})
	if err != nil {
		return nil, err
	}
	lines := make(map[graph.ID]*line, len(below))
	open := map[graph.ID][]graph.ID{}
	for head, organisations := range below {
		l := &line{on: on, tree: snap.tree, walk: snap.tree.walkOn(on), outside: map[graph.ID]bool{}}
		for _, id := range organisations {
			l.lead(led[id])
		}
		l.merge()
		if snap.unitsOf(l) <= s.lineUnits {
			lines[head], open[head] = l, organisations
		}
	}
	covered, err := s.farEnds(ctx, allOf(open), ends{graph.Out, graph.HopCovers, on})
	if err != nil {
		return nil, err
	}
	units := map[graph.ID][]graph.ID{}
	for head, organisations := range open {
		var of []graph.ID
		for _, id := range organisations {
			of = append(of, covered[id]...)
		}
		if of = unique(of); len(of) > s.lineUnits {
			delete(lines, head)
			continue
		}
		units[head] = of
	}
	if all := allOf(units); len(all) > mostTogether && len(heads) > 1 {
		return nil, s.tooLong() // together: each may be asked alone
	}
	located, err := s.farEnds(ctx, allOf(units), ends{graph.Out, graph.HopLocated, on})
	if err != nil {
		return nil, err
	}
	for head, l := range lines {
		units[head] = slices.DeleteFunc(units[head], func(id graph.ID) bool { return l.leads(located[id]) })
	}
	findings := map[graph.ID][]FindingRow{}
	if all := allOf(units); len(all) > 0 {
		if findings, err = s.engine.FindingsOf(ctx, all); err != nil {
			return nil, err
		}
	}
	for head, l := range lines {
		for _, id := range units[head] {
			l.cover(findings[id])
		}
		if snap.unitsOf(l) > s.lineUnits {
			delete(lines, head)
		}
	}
	return lines, nil
}

// allOf gives all ids of some lists, each once.
func allOf(lists map[graph.ID][]graph.ID) (all []graph.ID) {
	for _, ids := range lists {
		all = append(all, ids...)
	}
	return unique(all)
}

func (l *line) lead(regions []graph.ID) {
	for _, id := range regions {
		if n := l.tree.of(id); n != nil && n.life.Holds(l.on) && l.walk.place[n.no] != nowhere {
			l.runs = append(l.runs, part{id: id, lo: l.walk.place[n.no], hi: l.walk.end[n.no]})
		}
	}
}

// merge leaves out regions that lie within others.
func (l *line) merge() {
	slices.SortFunc(l.runs, func(a, b part) int { return cmp.Or(cmp.Compare(a.lo, b.lo), cmp.Compare(b.hi, a.hi)) })
	end := uint32(0)
	l.runs = slices.DeleteFunc(l.runs, func(p part) bool {
		within := p.lo < end
		end = max(end, p.hi)
		return within
	})
}

// cover adds a unit that lies in no region led, by what is found of it.
func (l *line) cover(findings []FindingRow) {
	for i := range findings {
		if f := &findings[i]; f.Piece.Holds(l.on) {
			l.outside[f.Subject] = true
			l.findings = append(l.findings, *f)
		}
	}
}

// unitsOf is how many living units a line has.
func (n *snapshot) unitsOf(l *line) (units int) {
	var counts tally.Counts
	n.countLine(&counts, l, nil)
	for code, of := range counts.All {
		if _, gap := graph.FindingCode(code).GapKind(); !gap {
			units += int(of)
		}
	}
	return units
}

// countLine adds what is found of the units of a line to the counts.
func (n *snapshot) countLine(counts *tally.Counts, l *line, keep func(graph.Attributes) bool) {
	if len(l.runs) > 0 {
		q := tally.Query{On: l.on, Keep: keep}
		hull := &tally.Within{Place: l.walk.place, Lo: l.runs[0].lo, Hi: l.runs[len(l.runs)-1].hi}
		for key, segment := range n.segments.reaching(l.walk, hull) {
			if key.Subject != graph.KindUnit {
				continue
			}
			var in bool
			if q.Within, in = segment.in(l.walk, hull); !in {
				continue
			}
			if len(l.runs) == 1 {
				segment.Count(q, counts)
				continue
			}
			segment.CountGroups(q, func(region uint32, _ graph.Attributes) *tally.Counts {
				if partAt(l.runs, l.walk.place[region]) < 0 {
					return nil
				}
				return counts
			})
		}
	}
	for i := range l.findings {
		if f := &l.findings[i]; keep == nil || keep(f.Attributes) {
			counts.Put(tally.EntryOf(&f.Finding, 0))
		}
	}
}

// mostRuns bounds the runs of keys that one list of a line reads side by side.
const mostRuns = 8

// addLine adds the findings of some codes of the units of a line. Where it leads
// many regions, runs of keys are joined, and what lies between is passed over.
func (h *harvest) addLine(l *line, codes []graph.FindingCode, page graph.Page, nouns bool) {
	h.line = l
	var runs []stretch
	for _, led := range l.runs {
		runs = append(runs, l.tree.stretches(graph.Place{Within: led.id}, l.on, l.on)...)
	}
	slices.SortFunc(runs, func(a, b stretch) int { return cmp.Compare(a.after, b.after) })
	each := (len(runs) + mostRuns - 1) / mostRuns
	var joined []stretch
	for i := 0; i < len(runs); i += each {
		block := runs[i:min(i+each, len(runs))]
		joined = append(joined, stretch{block[0].after, block[len(block)-1].before})
	}
	for _, one := range joined {
		for _, code := range codes {
			h.addCode(code, clip(one, page, nouns))
		}
	}
	var ready []candidate
	for i := range l.findings {
		f := &l.findings[i]
		met := slices.ContainsFunc(joined, func(s stretch) bool { return f.Pos > s.after && f.Pos < s.before })
		if !met && slices.Contains(codes, f.Code) {
			ready = append(ready, candidate{pos: f.Pos, finding: f})
		}
	}
	slices.SortFunc(ready, func(a, b candidate) int { return cmp.Compare(a.pos, b.pos) })
	h.addReady(ready, clip(stretch{" ", top}, page, nouns))
}
