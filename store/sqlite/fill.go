package sqlite

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"cobuild/graph"
	"cobuild/store"
)

// Rows that a Fill writes in one transaction.
const fillAtOnce = 50_000

// Indexes of large tables are taken down before a Fill and made anew from the
// sorted rows after it.
const (
	selectIndexes = `SELECT name, sql FROM sqlite_schema WHERE type = 'index' AND sql IS NOT NULL
		AND tbl_name IN ('noun', 'link', 'finding', 'finding_odd') ORDER BY rowid`
	selectHolds = `SELECT EXISTS (SELECT 1 FROM noun) OR EXISTS (SELECT 1 FROM link) OR EXISTS (SELECT 1 FROM shelf)`
)

// Settings while a Fill goes on. A Fill that breaks off is thrown away, so
// nothing need be durable before its end; sorting may take more room than memory
// has.
var (
	fillBefore = []string{"PRAGMA synchronous = OFF", "PRAGMA temp_store = FILE", "PRAGMA wal_autocheckpoint = 20000"}
	fillAfter  = []string{"PRAGMA synchronous = FULL", "PRAGMA temp_store = MEMORY", "PRAGMA cache_size = -65536", "PRAGMA wal_autocheckpoint = " + checkpointPages}
)

// Fill writes nouns, links and findings as they come, without indexes, and puts
// the rows of shelves aside to write them in their order.
func (e *Engine) Fill(ctx context.Context, fn func(context.Context, func(context.Context, store.Batch) error) error) (err error) {
	s, err := e.take(ctx, e.writer)
	if err != nil {
		return err
	}
	defer func() { e.writer.idle <- s }()
	if err := e.present(); err != nil {
		return err
	}
	f := &filling{s: s, shelves: &sorter{most: mostSorted}}
	defer f.shelves.close()
	defer func() {
		if err != nil {
			s.discard() // with what is open on it, and its settings
		}
	}()
	s.eager = false
	if err := errors.Join(s.patience(ctx, e.busy), f.begin(ctx)); err != nil {
		return e.fault(ctx, err)
	}
	var failed error // of ours, whatever fn makes of it
	err = fn(ctx, func(ctx context.Context, b store.Batch) error {
		if failed == nil {
			failed = f.write(ctx, &b)
		}
		if failed != nil {
			return e.fault(ctx, failed)
		}
		return nil
	})
	switch {
	case failed != nil:
		return e.fault(ctx, failed)
	case err != nil:
		return err
	}
	return e.fault(ctx, f.end(ctx))
}

type filling struct {
	s       *session
	indexes []string // statements that make them
	last    int64    // number of the last noun
	rows    int      // of the transaction
	shelves *sorter
}

func (f *filling) begin(ctx context.Context) error {
	holds := false
	if err := f.s.each(ctx, selectHolds, func(row row) error { return row.Scan(&holds) }); err != nil {
		return err
	}
	if holds {
		return errors.New("a store with rows cannot be filled")
	}
	if err := f.execAll(ctx, fillBefore); err != nil {
		return err
	}
	if err := f.s.exec(ctx, "BEGIN IMMEDIATE"); err != nil {
		return err
	}
	var names []string
	err := f.s.each(ctx, selectIndexes, func(row row) error {
		var name, text string
		err := row.Scan(&name, &text)
		names, f.indexes = append(names, "DROP INDEX "+name), append(f.indexes, text)
		return err
	})
	if err != nil {
		return err
	}
	return f.execAll(ctx, names)
}

// execAll runs statements that are run once.
func (f *filling) execAll(ctx context.Context, texts []string) error {
	for _, text := range texts {
		if _, err := f.s.conn.ExecContext(ctx, text); err != nil {
			return fmt.Errorf("%s: %w", text, err)
		}
	}
	return nil
}

func (f *filling) write(ctx context.Context, b *store.Batch) error {
	if err := f.nouns(ctx, b.Nouns); err != nil {
		return err
	}
	if err := insertLinks(ctx, f.s, b.Links); err != nil {
		return err
	}
	if err := f.findings(ctx, b); err != nil {
		return err
	}
	if err := writeSegments(ctx, f.s, b); err != nil {
		return err
	}
	f.rows += len(b.Nouns) + len(b.Links) + len(b.Findings) + len(b.Segments)
	if f.rows < fillAtOnce {
		return nil
	}
	f.rows = 0
	return f.execAll(ctx, []string{"COMMIT", "BEGIN IMMEDIATE"})
}

func (f *filling) nouns(ctx context.Context, nouns []store.NounRow) error {
	words := make([]wordsOf, len(nouns))
	texts := make([]string, len(nouns))
	for i := range nouns {
		n := &nouns[i]
		num := f.last + int64(i) + 1
		words[i] = wordsOf{num: num, words: n.Words, sum: int64(store.WordSum(n.Words))}
		var err error
		if texts[i], err = shelvesText(n.Shelves); err != nil {
			return err
		}
		for _, key := range n.Shelves {
			if err := f.shelves.add(shelfEntry{key, num, n.Since, n.End}); err != nil {
				return err
			}
		}
	}
	at := 0
	err := insertAll(ctx, f.s, &insertNoun, nouns, func(args []any, n *store.NounRow) []any {
		args = appendNoun(args, n, &words[at], texts[at])
		at++
		return args
	})
	if err != nil {
		return err
	}
	f.last += int64(len(nouns))
	return writeWords(ctx, f.s, words)
}

func (f *filling) findings(ctx context.Context, b *store.Batch) error {
	if len(b.Findings) == 0 {
		return nil
	}
	of, err := written(ctx, f.s, b)
	if err != nil {
		return err
	}
	return insertAll(ctx, f.s, &of.insertFinding, b.Findings, appendFinding)
}

// end writes the shelves, makes the indexes, and sees that all of it is on disk.
func (f *filling) end(ctx context.Context) error {
	rows := make([]shelfEntry, 0, insertSizes[0])
	put := func() error {
		err := insertAll(ctx, f.s, &insertShelf, rows, appendShelf)
		rows = rows[:0]
		return err
	}
	err := f.shelves.each(func(e shelfEntry) error {
		if rows = append(rows, e); len(rows) < cap(rows) {
			return nil
		}
		if err := put(); err != nil {
			return err
		}
		if f.rows += insertSizes[0]; f.rows < fillAtOnce {
			return nil
		}
		f.rows = 0
		return f.execAll(ctx, []string{"COMMIT", "BEGIN IMMEDIATE"})
	})
	if err != nil {
		return err
	}
	if err := put(); err != nil {
		return err
	}
	f.shelves.close()
	if err := f.execAll(ctx, []string{"COMMIT", "PRAGMA cache_size = -131072", "BEGIN IMMEDIATE"}); err != nil { // sorts in runs of this size
		return err
	}
	for _, text := range f.indexes {
		if err := f.execAll(ctx, []string{text, "COMMIT", "BEGIN IMMEDIATE"}); err != nil {
			return err
		}
	}
	if err := f.execAll(ctx, append([]string{"COMMIT"}, fillAfter...)); err != nil {
		return err
	}
	return f.settle(ctx)
}

// settle moves the log into the file and waits until that is on disk: what was
// moved before was not waited for.
func (f *filling) settle(ctx context.Context) error {
	busy, pages, moved := 0, 0, 0
	err := f.s.each(ctx, "PRAGMA wal_checkpoint(TRUNCATE)", func(row row) error { return row.Scan(&busy, &pages, &moved) })
	if err == nil && busy != 0 {
		err = errors.New("somebody reads the store all the time")
	}
	return err
}

func appendNoun(args []any, n *store.NounRow, words *wordsOf, shelves string) []any {
	return append(args, words.num, string(n.Kind), n.Code, n.Name, int64(n.Since), int64(n.End), shelves, string(n.Doc), words.sum, string(n.ID))
}

func appendShelf(args []any, e *shelfEntry) []any {
	return append(args, e.Shelf, e.Key, e.num, int64(e.since), int64(e.end))
}

func insertLinks(ctx context.Context, s *session, links []store.LinkRow) error {
	return insertAll(ctx, s, &insertLink, links, func(args []any, l *store.LinkRow) []any {
		return append(args, string(l.ID), string(l.Hop), string(l.From), string(l.To), int64(l.Since), int64(l.End()),
			string(l.Mode), l.Role, string(l.Person), l.Position(graph.In), l.Position(graph.Out))
	})
}

func appendFinding(args []any, f *store.FindingRow) []any {
	return append(args, int64(f.Code), f.Pos, hash(f.Pos), string(f.ID), string(f.Subject), string(f.Related), int64(f.Since), int64(f.End()),
		int64(f.Piece.Since), int64(f.Piece.End()), string(f.Region), f.Attributes[:])
}

func compareShelves(a, b *shelfEntry) int {
	if c := strings.Compare(a.Shelf, b.Shelf); c != 0 {
		return c
	}
	return strings.Compare(a.Key, b.Key)
}
