package exchange

import (
	"context"
	"hash/maphash"
	"maps"
	"slices"

	"cobuild/graph"
)

// applier makes rows of a table true and tells what became of them. last says
// that no row will come which could enter what they refer to.
type applier func(ctx context.Context, table int, rows []spooled, last bool) (*part, error)

// rounds plays the tables one after another. Rows that refer to others of their
// table which are not there yet are put off to another round, for as long as
// rounds get on.
func (r *run) rounds(ctx context.Context, apply applier) error {
	return r.roundsOf(ctx, func() int { return r.Batch }, apply)
}

// roundsOf is rounds of as many rows at a time as size says.
func (r *run) roundsOf(ctx context.Context, size func() int, apply applier) error {
	for at, t := range tables {
		from := at
		if t.hidden() {
			from = slices.IndexFunc(tables, func(other *table) bool { return other.name == t.name })
			if !r.hasSecretaries() {
				continue
			}
		}
		rows := r.spool.rows[from]
		for last := false; len(rows) > 0; {
			var off []spooled
			for rest := rows; len(rest) > 0; {
				some := rest[:min(size(), len(rest))]
				rest = rest[len(some):]
				p, err := apply(ctx, at, some, last)
				if err != nil {
					return err
				}
				off = append(off, p.off...)
				r.merge(p)
				if !t.hidden() {
					r.played += len(some) - len(p.off)
					r.tellProgress(true, int64(r.played), r.rows)
				}
			}
			last = len(off) == len(rows)
			rows = off
			if last {
				if err := r.stuck(t, from, rows); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

// stuck notes the codes of rows that no round got further: they wait for each
// other, and for rows with faults.
func (r *run) stuck(t *table, from int, rows []spooled) error {
	for _, at := range rows {
		row, err := r.spool.get(from, at)
		if err != nil {
			return err
		}
		row.table = t
		r.refuse(row)
	}
	return nil
}

// hasSecretaries says whether a sheet of organisations names secretaries.
func (r *run) hasSecretaries() bool {
	for i := range r.sheets {
		l := &r.sheets[i]
		for _, name := range []string{"secretary", "secretary_name"} {
			at := l.table.index(name)
			if at < 0 {
				continue
			}
			if _, constant := l.says.Constants[name]; constant || l.columns[at] >= 0 {
				return true
			}
		}
	}
	return false
}

// onDesk plays rows on a desk.
func (r *run) onDesk(d *desk) applier {
	return func(ctx context.Context, at int, rows []spooled, last bool) (*part, error) {
		t := tables[at]
		from := at
		if t.hidden() {
			from = slices.IndexFunc(tables, func(other *table) bool { return other.name == t.name })
		}
		p := &player{run: r, desk: d, on: r.On, correct: r.Correct, owned: map[uint64]seenRow{}}
		out := &part{counts: map[string]TableCount{}, refused: map[bearer]where{}, owned: p.owned}
		read := make([]*row, len(rows))
		for i, where := range rows {
			row, err := r.spool.get(from, where)
			if err != nil {
				return nil, err
			}
			row.table = t
			r.unfold(row)
			read[i] = row
		}
		if err := d.prefetch(ctx, t, read, r.spool.total <= mostCompared); err != nil {
			return nil, err
		}
		for i, row := range read {
			if i%200 == 0 && ctx.Err() != nil {
				return nil, ctx.Err()
			}
			done, err := p.play(ctx, row)
			if err != nil {
				return nil, err
			}
			if done == putOff && !last {
				out.off = append(out.off, rows[i])
				continue
			}
			if p.inside = true; done == entered && r.Reconcile {
				if p.inside, err = p.lies(ctx, row); err != nil {
					return nil, err
				}
			}
			p.account(out, row, done)
			if done == entered || done == changed || done == same {
				p.owns(row)
			}
		}
		return out, nil
	}
}

// account notes what became of a row.
func (p *player) account(out *part, r *row, done verdict) {
	count := out.counts[r.table.name]
	switch done {
	case refused, putOff:
		out.faults = append(out.faults, p.faults...)
		out.waits++
		count.Waits++
		for _, code := range r.bears() {
			out.refused[code] = where{r.sheet, r.line}
		}
	case entered:
		count.Entered++
		if p.run.Reconcile && p.inside {
			l := &p.run.sheets[r.sheet]
			out.lone = append(out.lone, Absence{Table: r.table.name, Code: r.textOf("code"), Name: r.textOf("name"), File: l.file, Sheet: l.name, Row: r.line})
		}
	case changed:
		count.Changed++
	default:
		count.Same++
	}
	at := where{r.sheet, r.line}
	if r.table.hidden() {
		// The row was counted in the first pass.
		if count = out.counts[r.table.name]; done == changed && !p.run.fresh[at] {
			count.Changed, count.Same = count.Changed+1, count.Same-1
		}
	} else if done != same && r.table.index("secretary") >= 0 {
		out.fresh = append(out.fresh, at)
	}
	out.counts[r.table.name] = count
	if done == changed && !(r.table.hidden() && p.run.fresh[at]) {
		out.altered += max(len(p.tells), 1)
		out.values = append(out.values, p.tells[:min(len(p.tells), max(0, keptChanges-len(out.values)))]...)
	}
	out.notes = append(out.notes, p.notes...)
	p.notes = p.notes[:0]
	if p.about != "" {
		out.named = append(out.named, p.about)
	}
}

// merge adds what became of rows to the result.
func (r *run) merge(p *part) {
	for _, f := range p.faults {
		r.result.Ledger.add(f)
	}
	for _, f := range p.notes {
		r.result.Ledger.note(f)
	}
	r.result.Ledger.Rows += p.waits
	for name, n := range p.counts {
		c := r.counts[name]
		if c == nil {
			c = &TableCount{}
			r.counts[name] = c
		}
		c.Entered, c.Changed, c.Same, c.Waits = c.Entered+n.Entered, c.Changed+n.Changed, c.Same+n.Same, c.Waits+n.Waits
	}
	for _, at := range p.fresh {
		r.fresh[at] = true
	}
	for _, a := range p.lone {
		r.result.absent(a)
	}
	r.result.Altered += p.altered
	r.result.Values = append(r.result.Values, p.values[:min(len(p.values), keptChanges-len(r.result.Values))]...)
	maps.Copy(r.refused, p.refused)
	maps.Copy(r.owned, p.owned)
	if r.Reconcile {
		for _, id := range p.named {
			r.names(id)
		}
	}
}

func (r *run) names(id graph.ID) { r.named[maphash.String(r.seed, string(id))] = true }

// kept is what a run that begins again puts back.
type kept struct {
	entries int // of the ledger
	rows    int
	notes   int
	times   map[sameFault]int
	counts  map[Reason]int
	refused map[bearer]where
}

func (r *run) keep() kept {
	l := &r.result.Ledger
	return kept{entries: l.All(), rows: l.Rows, notes: l.Notes, times: maps.Clone(l.times), counts: maps.Clone(l.Counts), refused: maps.Clone(r.refused)}
}

func (r *run) restore(k kept) {
	l := &r.result.Ledger
	l.book.entries, l.Rows, l.Notes, l.Counts, l.times = l.book.entries[:k.entries], k.rows, k.notes, maps.Clone(k.counts), maps.Clone(k.times)
	r.refused = maps.Clone(k.refused)
	r.result.Values, r.result.Altered, r.played = nil, 0, 0
	r.result.Missing, r.result.Absent = nil, 0
	clear(r.counts)
	clear(r.fresh)
	clear(r.named)
	clear(r.owned)
}

// finish puts the result in order.
func (r *run) finish(sources []Source) error {
	var files []string
	for _, s := range sources {
		files = append(files, s.Name)
	}
	for _, t := range tables {
		rows := r.reads[t.name]
		if t.hidden() || rows == 0 {
			continue
		}
		count := TableCount{Table: t.name, Rows: rows, Folded: r.folds[t.name]}
		if c := r.counts[t.name]; c != nil {
			count.Entered, count.Changed, count.Same = c.Entered, c.Changed, c.Same
		}
		count.Waits = rows - count.Entered - count.Changed - count.Same - count.Folded
		r.result.Tables = append(r.result.Tables, count)
	}
	return r.result.Ledger.finish(files)
}
