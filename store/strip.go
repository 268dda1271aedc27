package store

import (
	"slices"
	"sort"
	"strings"
)

// strip is what is known of a long list in the order of its keys: patches that do
// not overlap, in order.
type strip[T any] struct {
	patches []patch[T]
	rows    int // of all patches
}

// size is what a strip takes, in rows.
func (s *strip[T]) size() int { return s.rows + len(s.patches) }

// patch holds all rows of the list with keys from lo, inclusive, to hi, exclusive.
// Its rows are never changed, for whoever asked reads them.
type patch[T any] struct {
	lo, hi string
	rows   []keyed[T]
}

type keyed[T any] struct {
	key string
	row T
}

// mostPatch bounds the rows up to which neighbours become one patch.
const mostPatch = 256

// behind is the least key after one.
func behind(key string) string { return key + "\x00" }

// from is where the rows begin that have a key or come after it.
func (p *patch[T]) from(key string) int {
	return sort.Search(len(p.rows), func(i int) bool { return p.rows[i].key >= key })
}

// get gives up to limit rows with keys between after and before, the first or,
// when desc, the last of them; ok is false where not all of them are known.
func (s *strip[T]) get(after, before string, desc bool, limit int) (rows []keyed[T], ok bool) {
	lo := behind(after)
	if desc {
		for i := sort.Search(len(s.patches), func(i int) bool { return s.patches[i].lo >= before }) - 1; i >= 0; i-- {
			p := &s.patches[i]
			if p.hi < before {
				return nil, false
			}
			for _, one := range slices.Backward(p.rows[p.from(lo):p.from(before)]) {
				if len(rows) == limit {
					break
				}
				rows = append(rows, one)
			}
			if len(rows) == limit || p.lo <= lo {
				return rows, true
			}
			before = p.lo
		}
		return nil, false
	}
	for i := sort.Search(len(s.patches), func(i int) bool { return s.patches[i].hi > lo }); i < len(s.patches); i++ {
		p := &s.patches[i]
		if p.lo > lo {
			return nil, false
		}
		some := p.rows[p.from(lo):p.from(before)]
		some = some[:min(len(some), limit-len(rows))]
		if rows == nil {
			rows = slices.Clip(some)
		} else {
			rows = append(rows, some...)
		}
		if len(rows) == limit || p.hi >= before {
			return rows, true
		}
		lo = p.hi
	}
	return nil, false
}

// put keeps what a question was answered, in the order of its rows.
func (s *strip[T]) put(after, before string, desc bool, limit int, rows []keyed[T]) {
	p := patch[T]{behind(after), before, rows}
	if full := len(rows) > 0 && len(rows) == limit; desc {
		p.rows = slices.Clone(rows)
		slices.Reverse(p.rows)
		if full {
			p.lo = p.rows[0].key
		}
	} else if full {
		p.hi = behind(rows[len(rows)-1].key)
	}
	if limit == 0 || p.lo >= p.hi {
		return
	}
	i := sort.Search(len(s.patches), func(i int) bool { return s.patches[i].hi >= p.lo })
	j := i + sort.Search(len(s.patches)-i, func(j int) bool { return s.patches[i+j].lo > p.hi })
	pieces := []patch[T]{p}
	if i < j {
		if first := &s.patches[i]; first.lo < p.lo {
			pieces = []patch[T]{{first.lo, p.lo, first.rows[:first.from(p.lo)]}, p}
		}
		if last := &s.patches[j-1]; last.hi > p.hi {
			pieces = append(pieces, patch[T]{p.hi, last.hi, last.rows[last.from(p.hi):]})
		}
	}
	joined := pieces[:1]
	for _, next := range pieces[1:] {
		one := &joined[len(joined)-1]
		if len(one.rows)+len(next.rows) <= mostPatch {
			one.hi, one.rows = next.hi, slices.Concat(one.rows, next.rows)
		} else {
			joined = append(joined, next)
		}
	}
	for _, old := range s.patches[i:j] {
		s.rows -= len(old.rows)
	}
	for _, fresh := range joined {
		s.rows += len(fresh.rows)
	}
	s.patches = slices.Replace(s.patches, i, j, joined...)
}

// change puts or takes away one row, where its place is known.
func (s *strip[T]) change(key string, row T, there bool) {
	i := sort.Search(len(s.patches), func(i int) bool { return s.patches[i].hi > key })
	if i == len(s.patches) || s.patches[i].lo > key {
		return
	}
	p := &s.patches[i]
	at, was := slices.BinarySearchFunc(p.rows, key, func(k keyed[T], key string) int { return strings.Compare(k.key, key) })
	switch {
	case there && was:
		p.rows = slices.Clone(p.rows)
		p.rows[at].row = row
	case there:
		p.rows = slices.Insert(slices.Clip(p.rows), at, keyed[T]{key, row})
		s.rows++
	case was:
		p.rows = slices.Concat(p.rows[:at], p.rows[at+1:])
		s.rows--
	}
}
