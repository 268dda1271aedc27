package sample

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"strconv"
	"strings"

	"cobuild/graph"
)

// row is a line of a table by column. The first cell that cannot be read stays
// in err; what is read after it has no meaning.
type row struct {
	cells map[string]string
	used  map[string]bool
	made  bool // not read: columns may be missing
	err   error
}

// table hands each line of a file to take, and refuses columns that take does
// not know.
func (b *builder) table(name string, take func(*row)) {
	if b.err != nil {
		return
	}
	file, err := b.from.Open(name)
	if b.partial && errors.Is(err, fs.ErrNotExist) {
		return
	}
	if err != nil {
		b.err = err
		return
	}
	defer file.Close()
	in := csv.NewReader(file)
	in.Comment = '#'
	header, err := in.Read()
	if err != nil {
		b.err = fmt.Errorf("%s: %w", name, err)
		return
	}
	for {
		record, err := in.Read()
		if errors.Is(err, io.EOF) {
			return
		}
		if err != nil {
			b.err = fmt.Errorf("%s: %w", name, err)
			return
		}
		r := &row{cells: make(map[string]string, len(header)), used: map[string]bool{}}
		for i, column := range header {
			r.cells[column] = record[i]
		}
		take(r)
		for _, column := range header {
			if r.err == nil && !r.used[column] {
				r.fail(column, errors.New("there is no such column"))
			}
		}
		if r.err != nil {
			line, _ := in.FieldPos(0)
			b.err = fmt.Errorf("%s:%d: %w", name, line, r.err)
			return
		}
	}
}

func (r *row) fail(column string, err error) {
	if r.err == nil {
		r.err = fmt.Errorf("%s %q: %w", column, r.cells[column], err)
	}
}

func (r *row) text(column string) string {
	value, ok := r.cells[column]
	if !ok && !r.made {
		r.fail(column, errors.New("the column is missing"))
	}
	r.used[column] = true
	return value
}

func (r *row) list(column string) (out []string) {
	for part := range strings.SplitSeq(r.text(column), ";") {
		if part = strings.TrimSpace(part); part != "" {
			out = append(out, part)
		}
	}
	return out
}

func (r *row) date(column string) graph.Date {
	text := r.text(column)
	if text == "" {
		return 0
	}
	d, err := graph.ParseDate(text)
	if err != nil {
		r.fail(column, err)
	}
	return d
}

func (r *row) interval() graph.Interval {
	return graph.Interval{Since: r.date("since"), Until: r.date("until")}
}

func (r *row) number(column string) *int {
	text := r.text(column)
	if text == "" {
		return nil
	}
	n, err := strconv.Atoi(text)
	if err != nil {
		r.fail(column, err)
	}
	return &n
}

// count is a number that must be there.
func (r *row) count(column string) int {
	if n := r.number(column); n != nil {
		return *n
	}
	r.fail(column, errors.New("a number is missing"))
	return 0
}

// spells reads values of a life: `A; 2024-03-01 B; 2025-01-01 -` is A from its
// start, B from 1 March 2024, nothing from 1 January 2025.
func (r *row) spells(column string, life graph.Interval) []graph.Spell[string] {
	var out []graph.Spell[string]
	for i, part := range r.list(column) {
		since, value := life.Since, part
		if date, rest, ok := strings.Cut(part, " "); ok {
			d, err := graph.ParseDate(date)
			if err != nil {
				r.fail(column, err)
				return nil
			}
			since, value = d, strings.TrimSpace(rest)
		} else if i > 0 {
			r.fail(column, fmt.Errorf("%q has no date", part))
			return nil
		}
		if n := len(out); n > 0 {
			out[n-1].Until = since
		}
		out = append(out, graph.Spell[string]{Value: value, Interval: graph.Interval{Since: since, Until: life.Until}})
	}
	kept := out[:0]
	for _, s := range out {
		if s.Value != "-" {
			kept = append(kept, s)
		}
	}
	return kept
}

// as turns the values of spells into what they mean.
func as[T any](r *row, column string, life graph.Interval, meaning func(string) (T, error)) []graph.Spell[T] {
	var out []graph.Spell[T]
	for _, s := range r.spells(column, life) {
		v, err := meaning(s.Value)
		if err != nil {
			r.fail(column, err)
		}
		out = append(out, graph.Spell[T]{Value: v, Interval: s.Interval})
	}
	return out
}

// word takes a value as it is written; Validate knows which ones exist.
func word[E ~string](s string) (E, error) { return E(s), nil }
