package exchange

import (
	"maps"
	"path"
	"slices"
	"strings"

	"cobuild/graph"
)

// layout is how one sheet is read as one table.
type layout struct {
	file, name string // of the sheet
	table      *table
	tableAt    int
	says       *SheetMapping // never nil
	headers    []string      // as written
	headed     []record      // the rows they stand in
	columns    []int         // by column of the table, the cell that holds it; -1 = none
	factors    []float64     // by column of the table, what its numbers are multiplied by
	unknown    []int         // headers that are no column
	missing    []string      // headers that only the mapping has
	clash      string        // a column that the mapping gives two headers of the sheet
	on         graph.Date    // date the sheet speaks of
	*foreign
}

// headerKeys are the ways in which a header is understood: as it is, and
// without what stands in brackets.
func headerKeys(header string) []string {
	key := fold(strings.TrimPrefix(header, "#"))
	keys := []string{key}
	if at := strings.IndexAny(key, "(["); at > 0 {
		keys = append(keys, key[:at])
	}
	return keys
}

// headers gives the columns of the table by the headers they are known by.
func (t *table) headerIndex() map[string]int {
	known := map[string]int{}
	for _, weak := range []bool{false, true} {
		for i, c := range t.columns {
			names := []string{c.name, c.zh}
			if weak {
				names = append([]string{t.word + c.zh}, c.also...)
			}
			for _, name := range names {
				for _, key := range headerKeys(name) {
					if _, taken := known[key]; !taken {
						known[key] = i
					}
				}
			}
		}
	}
	return known
}

// fit reads a line as the headers of a table; score is how many columns it
// names.
func fit(t *table, says *SheetMapping, headers []string) (l layout, score int) {
	l = layout{table: t, says: says, headers: headers, columns: make([]int, len(t.columns)), factors: make([]float64, len(t.columns))}
	for i := range l.columns {
		l.columns[i], l.factors[i] = -1, 1
	}
	known := t.headerIndex()
	mapped := map[int]bool{}
	for _, header := range slices.Sorted(maps.Keys(says.Columns)) {
		place := headerPlace(headers, header)
		if place < 0 {
			l.missing = append(l.missing, header)
			continue
		}
		mapped[place] = true
		for _, name := range says.Columns[header] {
			if name == "" {
				continue
			}
			at := t.index(name)
			if l.columns[at] >= 0 {
				l.clash = name
			}
			l.columns[at] = place
			l.factors[at], _ = headerFactor(&t.columns[at], header)
			score++
		}
	}
	for name := range says.compose {
		if at := t.index(name); at >= 0 {
			l.columns[at] = -1
			score++
		}
	}
	for i, header := range headers {
		if key := fold(header); key == "" || strings.HasPrefix(key, fold(ledgerColumn)) {
			continue
		}
		if mapped[i] {
			continue
		}
		found := false
		for _, key := range headerKeys(header) {
			at, ok := known[key]
			if !ok || found || l.columns[at] >= 0 || says.composes(t.columns[at].name) {
				continue
			}
			factor, ok := headerFactor(&t.columns[at], header)
			if !ok {
				continue
			}
			l.columns[at], l.factors[at], found = i, factor, true
			score++
		}
		if !found {
			l.unknown = append(l.unknown, i)
		}
	}
	for name, factor := range says.Factors {
		if at := t.index(name); at >= 0 {
			l.factors[at] = factor
		}
	}
	return l, score
}

// named says how well a file or sheet name names a table: 2 by its very name, 1
// where the name occurs in it.
func (t *table) named(file, sheet string) int {
	best := 0
	for _, name := range []string{sheet, strings.TrimSuffix(path.Base(file), path.Ext(file))} {
		key := fold(name)
		if key == "" {
			continue
		}
		for _, known := range append([]string{t.name, t.zh}, t.also...) {
			switch known = fold(known); {
			case key == known:
				best = max(best, 2)
			case strings.Contains(key, known):
				best = max(best, 1)
			}
		}
	}
	return best
}

// searched is how many rows may stand before the headers: a title, a remark.
const searched = 10

// heading finds the headers among the first records of a sheet, and the table
// or tables it holds. The headers are first[at:next].
func heading(file, sheet string, m *Mapping, first []record) (layouts []layout, at, next int, wrong *trouble) {
	origFile, origSheet := origin(file, sheet, first)
	says := m.of(origFile, origSheet)
	var forced []*SheetMapping
	for _, one := range says {
		if one.Table != "" {
			forced = append(forced, one)
		}
	}
	general := &SheetMapping{}
	if len(says) > 0 {
		general = says[0]
	}
	bestScore, rows := 0, max(1, general.HeaderRows)
	try := func(headers []string, from, to int) {
		var found []layout
		score := 0
		if len(forced) > 0 {
			for _, one := range forced {
				l, n := fit(tableOf(one.Table), one, headers)
				found = append(found, l)
				score += n
			}
		} else {
			var one *layout
			one, score, wrong = guess(origFile, origSheet, general, headers, wrong)
			if one != nil {
				found = []layout{*one}
			}
		}
		if len(found) > 0 && score > bestScore {
			layouts, at, next, bestScore = found, from, to, score
		}
	}
	if len(general.Headers) > 0 {
		for next < len(first) && first[next].line <= general.HeaderRow {
			next++
		}
		try(general.Headers, max(0, next-1), next)
	} else {
		for i, r := range first {
			if general.HeaderRow > 0 && r.line != general.HeaderRow || i+rows > len(first) {
				continue
			}
			headers := r.cells
			if rows > 1 {
				headers = joined(first[i : i+rows])
			}
			try(headers, i, i+rows)
		}
	}
	if len(layouts) == 0 {
		if wrong == nil {
			wrong = troubled(ReasonSheet, "no row has headers that are known here", "没有可识别的表头",
				"use the headers of the template sheets, or give a mapping file that names the table and its columns", "请使用模板表头，或用映射文件指明表与各列")
			if sheet != "" {
				wrong.do.EN += "; hide a sheet that holds no rows, such as instructions"
				wrong.do.ZH += "；如为说明等非数据表，请隐藏该工作表"
			}
		}
		return nil, 0, 0, wrong
	}
	for i := range layouts {
		l := &layouts[i]
		l.file, l.name = file, sheet
		if len(general.Headers) == 0 {
			l.headed = slices.Clone(first[at:next])
		}
		for at, t := range tables {
			if t == l.table {
				l.tableAt = at
			}
		}
	}
	return layouts, at, next, nil
}

// guess finds the table whose columns the headers name: the one that the file
// or sheet names too, else the one with the most columns and the fewest headers
// left over.
func guess(file, sheet string, says *SheetMapping, headers []string, before *trouble) (best *layout, score int, wrong *trouble) {
	rank, tied := -1, ""
	for _, t := range tables {
		if t.hidden() {
			continue
		}
		l, n := fit(t, says, headers)
		if n < 2 {
			continue
		}
		r := 1000*t.named(file, sheet) + 20*n - 10*len(l.unknown)
		for i, c := range t.columns {
			if c.needed && l.columns[i] >= 0 {
				r++
			}
		}
		switch {
		case r > rank:
			best, score, rank, tied = &l, n, r, ""
		case r == rank:
			tied = t.name
		}
	}
	if best != nil && tied != "" {
		return nil, 0, troubled(ReasonSheet, "the headers fit %s and %s alike", "表头同时符合%s与%s",
			"give the file or the sheet the name of the table, or name it in a mapping file", "请以表名命名文件或工作表，或用映射文件指明", best.table.name, tied)
	}
	if best == nil {
		return nil, 0, before
	}
	return best, score, nil
}

// header is the header of a column of the table as written, or as it is usually
// called.
func (l *layout) header(column int) string {
	if at := l.columns[column]; at >= 0 && at < len(l.headers) {
		return clean(l.headers[at])
	}
	return l.table.columns[column].zh
}

// title names a column in both languages, for messages about cells that the
// sheet does not have.
func (c *column) title() graph.Text { return graph.Text{EN: c.name, ZH: c.zh} }
