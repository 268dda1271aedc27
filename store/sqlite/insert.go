package sqlite

import (
	"context"
	"slices"
	"strings"
)

// insertion is a statement that writes rows, prepared in a few sizes: many rows
// at once save most of the cost of a call.
type insertion struct {
	columns int
	texts   [len(insertSizes)]string
}

var insertSizes = [...]int{64, 16, 4, 2, 1}

// into makes an insertion of a table's columns. A conflict rolls the transaction
// back, which a failed call does anyway: so SQLite need not be able to undo the
// statement alone, which would cost a copy of every page it changes.
func into(table, columns string) insertion { return over("", table, columns) }

// over is an insertion that changes, where a row of the same key is there, all
// but the key in its place.
func over(key, table, columns string) insertion {
	names, then := strings.Split(columns, ", "), ""
	if key != "" {
		var set []string
		for _, name := range names {
			if !slices.Contains(strings.Split(key, ", "), name) {
				set = append(set, name+" = excluded."+name)
			}
		}
		then = " ON CONFLICT (" + key + ") DO UPDATE SET " + strings.Join(set, ", ")
	}
	in := insertion{columns: len(names)}
	values := "(?" + strings.Repeat(", ?", in.columns-1) + ")"
	for i, size := range insertSizes {
		in.texts[i] = "INSERT OR ROLLBACK INTO " + table + " (" + columns + ") VALUES " + values + strings.Repeat(", "+values, size-1) + then
	}
	return in
}

// insertAll writes rows; bind appends the values of one. The statements run to
// their end, which is never long: an interrupted one would spoil the
// connection.
func insertAll[R any](ctx context.Context, s *session, in *insertion, rows []R, bind func(args []any, row *R) []any) error {
	args := make([]any, 0, min(len(rows), insertSizes[0])*in.columns)
	whole := context.WithoutCancel(ctx)
	for len(rows) > 0 {
		if err := ctx.Err(); err != nil {
			return err
		}
		which := 0
		for insertSizes[which] > len(rows) {
			which++
		}
		size := insertSizes[which]
		args = args[:0]
		for i := range rows[:size] {
			args = bind(args, &rows[i])
		}
		if err := s.exec(whole, in.texts[which], args...); err != nil {
			return err
		}
		rows = rows[size:]
	}
	return nil
}
