package store

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
)

// What a strip gives is what the whole list gives, whatever was read and changed
// before; and what was read is known.
func TestStrip(t *testing.T) {
	random := rand.New(rand.NewPCG(6, 1))
	key := func() string { return fmt.Sprintf("%03d", 1+random.IntN(600)) }
	for round := range 20 {
		list := map[string]int{}
		for range 300 {
			list[key()] = round
		}
		read := func(after, before string, desc bool, limit int) (rows []keyed[int]) {
			for at, row := range list {
				if at > after && at < before {
					rows = append(rows, keyed[int]{at, row})
				}
			}
			slices.SortFunc(rows, func(a, b keyed[int]) int { return strings.Compare(a.key, b.key) })
			if desc {
				slices.Reverse(rows)
			}
			return rows[:min(len(rows), limit)]
		}
		var s strip[int]
		hits := 0
		for step := range 400 {
			if step%5 == 0 {
				at := key()
				_, there := list[at]
				if there = !there || random.IntN(2) == 0; there {
					list[at] = step
				} else {
					delete(list, at)
				}
				s.change(at, step, there)
			}
			after, before := key(), key()
			if after > before {
				after, before = before, after
			}
			if after == before {
				continue
			}
			desc, limit := random.IntN(2) == 0, random.IntN(40)
			want := read(after, before, desc, limit)
			got, ok := s.get(after, before, desc, limit)
			if ok {
				hits++
			} else {
				s.put(after, before, desc, limit, slices.Clone(want))
				if got, ok = s.get(after, before, desc, limit); !ok && limit > 0 {
					t.Fatalf("step %d: what was read from %s to %s is not known", step, after, before)
				}
			}
			if ok && !slices.Equal(got, want) {
				t.Fatalf("step %d: %d from %s to %s, backwards %t: %v, want %v", step, limit, after, before, desc, got, want)
			}
		}
		rows := 0
		for i, p := range s.patches {
			rows += len(p.rows)
			if i > 0 && s.patches[i-1].hi > p.lo {
				t.Errorf("patches overlap: %s after %s", p.lo, s.patches[i-1].hi)
			}
		}
		if rows != s.rows || hits < 100 {
			t.Errorf("%d rows are counted as %d; %d of 400 questions were answered from memory", rows, s.rows, hits)
		}
	}
}
