package sqlite

import (
	"cmp"
	"context"
	"slices"
	"sync"

	"cobuild/store"
)

// The index intersects words by reading along all they stand in, so a frequent
// word costs much and tells little. Who tests what is found by all words is
// therefore given what the rarest ones find, where that is little.
const (
	mostLoose  = 200   // nouns to test instead of more words
	fewLoose   = 40    // nouns for which no further word is worth while
	mostRare   = 4_000 // rows of a word that is counted to its end
	mostCounts = 200_000
)

// wordCounts remembers how many rows words stand in, up to mostRare: an estimate,
// as of when it was asked. Nothing that is found depends on it.
type wordCounts struct {
	mu    sync.RWMutex
	known map[string]int
}

func (c *wordCounts) get(word string) (n int, known bool) {
	c.mu.RLock()
	defer c.mu.RUnlock()
	n, known = c.known[word]
	return n, known
}

func (c *wordCounts) put(word string, n int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.known == nil || len(c.known) >= mostCounts {
		c.known = map[string]int{}
	}
	c.known[word] = n
}

// of counts the rows of a group of words, at most.
func (c *wordCounts) of(ctx context.Context, s *session, group []string) (sum int, err error) {
	for _, word := range group {
		n, known := c.get(word)
		if !known {
			if err := s.each(ctx, countMatches, func(row row) error { return row.Scan(&n) }, word, mostRare); err != nil {
				return 0, err
			}
			c.put(word, n)
		}
		sum += n
	}
	return min(sum, mostRare), nil
}

// rarest sorts groups by their rows, without those that stand everywhere.
func (c *wordCounts) rarest(ctx context.Context, s *session, groups [][]string) ([][]string, error) {
	rows := make(map[int]int, len(groups))
	order := make([]int, len(groups))
	for i, group := range groups {
		n, err := c.of(ctx, s, group)
		if err != nil {
			return nil, err
		}
		rows[i], order[i] = n, i
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(rows[a], rows[b]) })
	var rare [][]string
	for _, i := range order {
		if rows[i] < mostRare {
			rare = append(rare, groups[i])
		}
		if rows[i] <= fewLoose {
			break
		}
	}
	return rare, nil
}

// loosely gives the nouns that the two rarest groups find, or all rare ones; ok is
// false where these are many.
func (c *wordCounts) loosely(ctx context.Context, s *session, q store.WordQuery) (hits store.WordHits, ok bool, err error) {
	rare, err := c.rarest(ctx, s, q.Groups)
	if err != nil || len(rare) == 0 {
		return hits, false, err
	}
	most := min(mostLoose, max(q.Limit, 0))
	for _, n := range []int{2, 6} {
		if n > 2 && len(rare) <= 2 {
			break
		}
		groups, found := rare[:min(n, len(rare))], 0
		match := matching(groups)
		if err := s.each(ctx, countMatches, func(row row) error { return row.Scan(&found) }, match, most+1); err != nil {
			return hits, false, err
		}
		if found > most {
			continue
		}
		err := s.each(ctx, selectMatches, func(row row) error {
			var found store.NounRow
			err := scanNoun(row, &found)
			hits.Nouns = append(hits.Nouns, found)
			return err
		}, match)
		hits.Loose = len(groups) < len(q.Groups)
		return hits, err == nil, err
	}
	return hits, false, nil
}
