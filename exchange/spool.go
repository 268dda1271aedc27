package exchange

import (
	"bufio"
	"cmp"
	"encoding/binary"
	"io"
	"os"
	"slices"

	"cobuild/graph"
)

// row is a row of a table, read.
type row struct {
	table *table
	sheet int // index into the sheets read
	line  int
	cells []cell // by column of the table
}

// cell gives a column of the row.
func (r *row) cell(name string) *cell { return &r.cells[r.table.index(name)] }

// text is the value of a column, "" where none is given.
func (r *row) text(name string) string { return r.cell(name).text }

// textOf is text for columns that the table may lack.
func (r *row) textOf(name string) string {
	if r.table.index(name) < 0 {
		return ""
	}
	return r.text(name)
}

func (r *row) given(name string) bool { return r.cell(name).state == given }

// date is that of a column, 0 where none is given.
func (r *row) date(name string) graph.Date {
	d, err := graph.ParseDate(r.text(name))
	if err != nil {
		return 0 // none is given: what is given was checked when it was read
	}
	return d
}

// spool is a temporary file of the rows read. In memory stays a place and an
// order for each: 16 bytes.
type spool struct {
	file  *os.File
	out   *bufio.Writer
	size  int64
	rows  [][]spooled // by table
	buf   []byte
	total int
}

type spooled struct {
	at    int64
	order int32 // rows of a table are played by it, then as they came
	size  int32
}

func newSpool() (*spool, error) {
	file, err := os.CreateTemp("", "cobuild-import-*")
	if err != nil {
		return nil, err
	}
	_ = os.Remove(file.Name()) // where open files can be removed, nobody else reads it and nothing is left of it
	return &spool{file: file, out: bufio.NewWriterSize(file, 1<<20), rows: make([][]spooled, len(tables))}, nil
}

func (s *spool) close() {
	_ = s.file.Close()
	_ = os.Remove(s.file.Name())
}

// add writes a row.
func (s *spool) add(table int, r *row, order int32) error {
	b := s.buf[:0]
	b = binary.AppendUvarint(b, uint64(r.sheet))
	b = binary.AppendUvarint(b, uint64(r.line))
	for i := range r.cells {
		c := &r.cells[i]
		b = append(b, byte(c.state))
		if c.state == absent {
			continue
		}
		b = binary.AppendUvarint(b, uint64(c.at))
		b = appendString(b, c.text)
		if c.raw == c.text {
			b = binary.AppendUvarint(b, 0)
		} else {
			b = appendString(b, "="+c.raw)
		}
	}
	s.buf = b
	if _, err := s.out.Write(b); err != nil {
		return err
	}
	s.rows[table] = append(s.rows[table], spooled{at: s.size, order: order, size: int32(len(b))})
	s.size += int64(len(b))
	s.total++
	return nil
}

func appendString(b []byte, text string) []byte {
	return append(binary.AppendUvarint(b, uint64(len(text))), text...)
}

// finish puts the rows of each table in the order in which they are played.
func (s *spool) finish() error {
	for _, rows := range s.rows {
		slices.SortStableFunc(rows, func(a, b spooled) int { return cmp.Compare(a.order, b.order) })
	}
	return s.out.Flush()
}

// get reads a row again.
func (s *spool) get(table int, at spooled) (*row, error) {
	if cap(s.buf) < int(at.size) {
		s.buf = make([]byte, at.size)
	}
	b := s.buf[:at.size]
	if _, err := io.ReadFull(io.NewSectionReader(s.file, at.at, int64(at.size)), b); err != nil {
		return nil, err
	}
	d := decoder{b: b}
	r := &row{table: tables[table], sheet: d.number(), line: d.number(), cells: make([]cell, len(tables[table].columns))}
	for i := range r.cells {
		c := &r.cells[i]
		c.state = cellState(d.b[0])
		d.b = d.b[1:]
		if c.state == absent {
			continue
		}
		c.at, c.text = d.number(), d.text()
		if raw := d.text(); raw != "" {
			c.raw = raw[1:]
		} else {
			c.raw = c.text
		}
	}
	return r, nil
}

// decoder reads what add wrote.
type decoder struct{ b []byte }

func (d *decoder) number() int {
	n, size := binary.Uvarint(d.b)
	d.b = d.b[size:]
	return int(n)
}

func (d *decoder) text() string {
	n := d.number()
	text := string(d.b[:n])
	d.b = d.b[n:]
	return text
}
