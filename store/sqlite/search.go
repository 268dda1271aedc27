package sqlite

import (
	"context"
	"strings"

	"cobuild/store"
)

// The index of words is FTS5 without what was indexed: a row's number is its
// noun's, and the words are of 0-9 and a-z, so the tokenizer keeps them whole.
const (
	// How many match, up to one more than asked for, without reading them.
	countMatches  = `SELECT count(*) FROM (SELECT rowid FROM search WHERE search MATCH ?1 LIMIT ?2)`
	selectMatches = `SELECT ` + nounColumns + ` FROM (SELECT rowid AS num FROM search WHERE search MATCH ?1) m CROSS JOIN noun n ON n.num = m.num`

	// Every word with the rows that have it, by word; and the rows' nouns. Both
	// read all there is.
	selectWords     = `SELECT term, doc FROM search_word`
	selectWordNouns = `SELECT num, id FROM noun`
	selectNums      = `SELECT coalesce(max(n.num), 0), (SELECT count(*) FROM noun c WHERE c.id > '') FROM noun n`
)

// wordsOf are the words of a noun that is written.
type wordsOf struct {
	num   int64
	words []string
	sum   int64
	was   int64 // sum of those it had, 0 = none
	anew  bool  // index them whatever it had
}

// writeWords replaces the words of nouns whose words changed: most edits of a
// noun leave them as they are.
func writeWords(ctx context.Context, s *session, all []wordsOf) error {
	var down []int64
	var up []wordsOf
	for _, w := range all {
		if w.was == w.sum && !w.anew {
			continue
		}
		if w.was != 0 || w.anew {
			down = append(down, w.num)
		}
		if w.sum != 0 {
			up = append(up, w)
		}
	}
	if err := execKeys(ctx, s, deleteWords, down); err != nil {
		return err
	}
	return insertAll(ctx, s, &insertWords, up, func(args []any, w *wordsOf) []any {
		return append(args, w.num, strings.Join(w.words, " "))
	})
}

func (r *reads) Search(ctx context.Context, qs []store.WordQuery) ([]store.WordHits, error) {
	answers := make([]store.WordHits, len(qs))
	err := r.run(ctx, 3*len(qs), func(s *session) error {
		for i, q := range qs {
			if len(q.Groups) == 0 {
				continue
			}
			var err error
			if r.words != nil {
				answers[i], err = r.words.find(ctx, s, q)
			} else {
				answers[i], err = found(ctx, s, q)
			}
			if err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return answers, nil
}

// found asks the index for the nouns that have words of all groups.
func found(ctx context.Context, s *session, q store.WordQuery) (hits store.WordHits, err error) {
	match, n, most := matching(q.Groups), 0, max(q.Limit, 0)
	if err := s.each(ctx, countMatches, func(row row) error { return row.Scan(&n) }, match, most+1); err != nil {
		return hits, err
	}
	if hits.Over = n > most; hits.Over || n == 0 {
		return hits, nil
	}
	hits.Nouns, err = nounsOf(ctx, s, selectMatches, match)
	return hits, err
}

// nounsOf reads the nouns that a statement finds.
func nounsOf(ctx context.Context, s *session, text string, args ...any) (nouns []store.NounRow, err error) {
	err = s.each(ctx, text, func(row row) error {
		var found store.NounRow
		err := scanNoun(row, &found)
		nouns = append(nouns, found)
		return err
	}, args...)
	return nouns, err
}

// matching is the expression of FTS5 for groups of words.
func matching(groups [][]string) string {
	parts := make([]string, len(groups))
	for i, group := range groups {
		parts[i] = "(" + strings.Join(group, " OR ") + ")"
	}
	return strings.Join(parts, " AND ")
}
