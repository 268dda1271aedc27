package sqlite

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"sync"

	"cobuild/store"
)

// The index intersects words by reading along all they stand in, so a frequent
// word costs much and tells little. Who tests what is found by all words is
// therefore given what the rare ones find, where that is little; and in which rows
// these stand is kept in memory, for people ask for the same names.
const (
	mostLoose  = 200       // nouns to test instead of more words
	fewLoose   = 40        // nouns for which no further word is read
	mostRare   = 50_000    // rows of a word whose list is kept
	mostListed = 6_000_000 // rows of all lists, of 8 bytes
)

const (
	// The record by which FTS5 knows the parts of its index: it differs after every
	// write of words, of whatever process.
	selectIndexState = `SELECT block FROM search_data WHERE id = 10`

	selectRows     = `SELECT coalesce(group_concat(rowid, ' '), '') FROM (SELECT rowid FROM search WHERE search MATCH ?1 LIMIT ?2)`
	selectNumbered = `SELECT ` + nounColumns + ` FROM json_each(?1) i CROSS JOIN noun n ON n.num = i.value`
)

// wordLists keeps the rows in which words stand, as of one state of the index.
type wordLists struct {
	rare  int // most rows of a word whose list is kept
	mu    sync.RWMutex
	state string
	known map[string]wordList
	rows  int
}

// wordList is the rows of a word, ascending; none of one that is not rare.
type wordList struct {
	rows   []int64
	common bool
}

func (l *wordLists) get(state, word string) (list wordList, known bool) {
	l.mu.RLock()
	defer l.mu.RUnlock()
	if l.state != state {
		return wordList{}, false
	}
	list, known = l.known[word]
	return list, known
}

func (l *wordLists) put(state, word string, list wordList) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.known == nil || l.state != state || l.rows > mostListed {
		l.state, l.known, l.rows = state, map[string]wordList{}, 0
	}
	l.known[word] = list
	l.rows += 10 + len(list.rows) // and the word
}

// of gives the rows that have a word of the group; ok is false where they are many,
// or where the lists are not at hand and read is false.
func (l *wordLists) of(ctx context.Context, s *session, state string, group []string, read bool) (rows []int64, ok bool, err error) {
	for _, word := range group {
		list, known := l.get(state, word)
		if !known {
			if !read {
				return nil, false, nil
			}
			if list, err = l.read(ctx, s, word); err != nil {
				return nil, false, err
			}
			l.put(state, word, list)
		}
		if list.common {
			return nil, false, nil
		}
		if len(group) == 1 {
			return list.rows, true, nil
		}
		rows = append(rows, list.rows...)
	}
	slices.Sort(rows)
	return slices.Compact(rows), true, nil
}

func (l *wordLists) read(ctx context.Context, s *session, word string) (list wordList, err error) {
	var text string
	if err := s.each(ctx, selectRows, func(row row) error { return row.Scan(&text) }, word, l.rare+1); err != nil {
		return list, err
	}
	fields := strings.Fields(text)
	if len(fields) > l.rare {
		return wordList{common: true}, nil
	}
	list.rows = make([]int64, len(fields))
	for i, field := range fields {
		if list.rows[i], err = strconv.ParseInt(field, 10, 64); err != nil {
			return list, err
		}
	}
	slices.Sort(list.rows)
	return list, nil
}

// find gives the nouns that have words of all groups, or of the rare ones, by lists;
// where these do not tell, by the index. That it finds too many is kept, too.
func (l *wordLists) find(ctx context.Context, s *session, q store.WordQuery) (hits store.WordHits, err error) {
	var state string
	if err := s.each(ctx, selectIndexState, func(row row) error { return row.Scan(&state) }); err != nil {
		return hits, err
	}
	rows, listed, err := l.intersect(ctx, s, state, q)
	if err != nil {
		return hits, err
	}
	limit := max(q.Limit, 0)
	loose := listed < len(q.Groups)
	if listed == 0 || loose && (!q.Loose || len(rows) > min(mostLoose, limit)) {
		asked := fmt.Sprint(matching(q.Groups), " ", limit)
		if _, known := l.get(state, asked); known {
			return store.WordHits{Over: true}, nil
		}
		if hits, err = found(ctx, s, q); hits.Over {
			l.put(state, asked, wordList{common: true})
		}
		return hits, err
	}
	if len(rows) > limit || len(rows) == 0 {
		return store.WordHits{Over: len(rows) > 0, Loose: loose}, nil
	}
	keys, err := jsonOf(rows)
	if err != nil {
		return hits, err
	}
	hits.Loose = loose
	hits.Nouns, err = nounsOf(ctx, s, selectNumbered, keys)
	return hits, err
}

// intersect gives the rows that have words of all groups of which there are lists,
// and how many these are. Where few are found nothing more is read, if who asks
// tests what is found.
func (l *wordLists) intersect(ctx context.Context, s *session, state string, q store.WordQuery) (rows []int64, listed int, err error) {
	var lists [][]int64
	few := false
	for _, group := range q.Groups {
		some, rare, err := l.of(ctx, s, state, group, !few)
		if err != nil {
			return nil, 0, err
		}
		if rare {
			lists, few = append(lists, some), few || q.Loose && len(some) <= fewLoose
		}
	}
	if len(lists) == 0 {
		return nil, 0, nil
	}
	slices.SortFunc(lists, func(a, b []int64) int { return cmp.Compare(len(a), len(b)) })
	rows = lists[0]
	for _, list := range lists[1:] {
		rows = common(rows, list)
	}
	return rows, len(lists), nil
}

// common gives what stands in a short list and in a longer one, both ascending.
func common(short, long []int64) (both []int64) {
	for _, n := range short {
		at, found := slices.BinarySearch(long, n)
		if long = long[at:]; found {
			both = append(both, n)
		}
	}
	return both
}
