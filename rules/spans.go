package rules

import (
	"slices"

	"cobuild/graph"
)

// span is a run of days with an explicit end, graph.End for none.
type span struct{ since, end graph.Date }

// spans is a set of days: disjoint, sorted, not adjoining.
type spans []span

func spanOf(i graph.Interval) span { return span{i.Since, i.End()} }

func spansOf(i graph.Interval) spans { return spans{spanOf(i)} }

func (s spans) holds(d graph.Date) bool {
	for _, one := range s {
		if one.since <= d && d < one.end {
			return true
		}
	}
	return false
}

// and is the days in both sets.
func (s spans) and(o spans) spans {
	var both spans
	for i, j := 0, 0; i < len(s) && j < len(o); {
		if since, end := max(s[i].since, o[j].since), min(s[i].end, o[j].end); since < end {
			both = append(both, span{since, end})
		}
		if s[i].end < o[j].end {
			i++
		} else {
			j++
		}
	}
	return both
}

// minus is the days of s that are not in o.
func (s spans) minus(o spans) spans {
	var left spans
	for _, one := range s {
		since := one.since
		for _, cut := range o {
			if cut.end <= since || cut.since >= one.end {
				continue
			}
			if cut.since > since {
				left = append(left, span{since, cut.since})
			}
			since = max(since, cut.end)
		}
		if since < one.end {
			left = append(left, span{since, one.end})
		}
	}
	return left
}

// or is the days in either set.
func (s spans) or(o spans) spans {
	all := append(slices.Clone(s), o...)
	slices.SortFunc(all, func(a, b span) int { return int(a.since) - int(b.since) })
	var joined spans
	for _, one := range all {
		if n := len(joined); n > 0 && one.since <= joined[n-1].end {
			joined[n-1].end = max(joined[n-1].end, one.end)
		} else {
			joined = append(joined, one)
		}
	}
	return joined
}

// linkSpans is the days of any of the links.
func linkSpans(links []graph.Link) spans {
	var all spans
	for _, l := range links {
		all = all.or(spansOf(l.Interval))
	}
	return all
}

// spellSpans is the days on which a spell has a value that keep accepts.
func spellSpans[T any](spells []graph.Spell[T], keep func(T) bool) spans {
	var all spans
	for _, spell := range spells {
		if keep(spell.Value) {
			all = all.or(spansOf(spell.Interval))
		}
	}
	return all
}

// cuts collects the days on which something may change.
type cuts map[graph.Date]struct{}

func (c cuts) add(i graph.Interval) { c[i.Since], c[i.End()] = struct{}{}, struct{}{} }

func (c cuts) addSpans(s spans) {
	for _, one := range s {
		c[one.since], c[one.end] = struct{}{}, struct{}{}
	}
}

func (c cuts) addLinks(links []graph.Link) {
	for _, l := range links {
		c.add(l.Interval)
	}
}

func addSpells[T any](c cuts, spells []graph.Spell[T]) {
	for _, spell := range spells {
		c.add(spell.Interval)
	}
}

// days gives the runs of days within life on which nothing changes.
func (c cuts) runs(life graph.Interval) []span {
	c.add(life)
	days := make([]graph.Date, 0, len(c))
	for d := range c {
		if d >= life.Since && d <= life.End() {
			days = append(days, d)
		}
	}
	slices.Sort(days)
	runs := make([]span, 0, len(days))
	for i := 0; i+1 < len(days); i++ {
		runs = append(runs, span{days[i], days[i+1]})
	}
	return runs
}

// count is how many full and probationary members there are.
type count struct{ full, probationary int }

func (c count) sum() int { return c.full + c.probationary }

// steps counts members over time: what the count is from each day on.
type steps struct {
	changes map[graph.Date]count
	days    []graph.Date
	totals  []count
}

func (s *steps) add(days spans, delta count) {
	if s.changes == nil {
		s.changes = map[graph.Date]count{}
	}
	for _, one := range days {
		in, out := s.changes[one.since], s.changes[one.end]
		s.changes[one.since] = count{in.full + delta.full, in.probationary + delta.probationary}
		s.changes[one.end] = count{out.full - delta.full, out.probationary - delta.probationary}
	}
}

func (s *steps) settle() {
	s.days = s.days[:0]
	for d := range s.changes {
		s.days = append(s.days, d)
	}
	slices.Sort(s.days)
	s.totals = make([]count, len(s.days))
	var total count
	for i, d := range s.days {
		total.full += s.changes[d].full
		total.probationary += s.changes[d].probationary
		s.totals[i] = total
	}
}

func (s *steps) at(d graph.Date) count {
	i, exact := slices.BinarySearch(s.days, d)
	if !exact {
		i--
	}
	if i < 0 {
		return count{}
	}
	return s.totals[i]
}
