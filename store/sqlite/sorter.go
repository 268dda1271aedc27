package sqlite

import (
	"bufio"
	"container/heap"
	"encoding/binary"
	"errors"
	"io"
	"os"
	"slices"

	"cobuild/graph"
)

// sorter puts more places in order than memory holds: runs of them, each in
// order, in a temporary file, which are merged at the end.
type sorter struct {
	most  int // bytes that are held before a run is written
	rows  []shelfEntry
	bytes int
	file  *os.File
	size  int64
	runs  []sortedRun
}

type sortedRun struct{ at, size int64 }

const mostSorted = 64 << 20

func (s *sorter) add(e shelfEntry) error {
	s.rows = append(s.rows, e)
	if s.bytes += 72 + len(e.Key); s.bytes < s.most {
		return nil
	}
	return s.spill()
}

func (s *sorter) sort() {
	slices.SortFunc(s.rows, func(a, b shelfEntry) int { return compareShelves(&a, &b) })
}

func (s *sorter) spill() (err error) {
	s.sort()
	if s.file == nil {
		if s.file, err = os.CreateTemp("", "cobuild-sort-*"); err != nil {
			return err
		}
		_ = os.Remove(s.file.Name())
	}
	out := bufio.NewWriterSize(s.file, 1<<20)
	run := sortedRun{at: s.size}
	var b []byte
	for i := range s.rows {
		e := &s.rows[i]
		b = appendText(appendText(b[:0], e.Shelf), e.Key)
		b = binary.AppendUvarint(b, uint64(e.num))
		b = binary.LittleEndian.AppendUint16(b, uint16(e.since))
		b = binary.LittleEndian.AppendUint16(b, uint16(e.end))
		if _, err := out.Write(b); err != nil {
			return err
		}
		run.size += int64(len(b))
	}
	clear(s.rows)
	s.rows, s.bytes = s.rows[:0], 0
	s.size += run.size
	s.runs = append(s.runs, run)
	return out.Flush()
}

func appendText(b []byte, text string) []byte {
	return append(binary.AppendUvarint(b, uint64(len(text))), text...)
}

// each gives all places in order.
func (s *sorter) each(do func(shelfEntry) error) error {
	s.sort()
	var from runsByHead
	for _, run := range s.runs {
		r := &runReader{in: bufio.NewReaderSize(io.NewSectionReader(s.file, run.at, run.size), 128<<10)}
		if err := r.next(); err != nil {
			return err
		}
		from = append(from, r)
	}
	if len(s.rows) > 0 {
		r := &runReader{rows: s.rows}
		_ = r.next() // there is one
		from = append(from, r)
	}
	heap.Init(&from)
	for len(from) > 0 {
		first := from[0]
		if err := do(first.head); err != nil {
			return err
		}
		switch err := first.next(); {
		case err == nil:
			heap.Fix(&from, 0)
		case errors.Is(err, io.EOF):
			heap.Pop(&from)
		default:
			return err
		}
	}
	return nil
}

// close gives up the room that the sorter takes. It may be called again.
func (s *sorter) close() {
	if s.file != nil {
		_ = s.file.Close()
		_ = os.Remove(s.file.Name())
	}
	s.file, s.rows, s.runs = nil, nil, nil
}

// runReader reads a run, of a file or in memory.
type runReader struct {
	head  shelfEntry
	in    *bufio.Reader
	rows  []shelfEntry
	shelf []byte
}

// next reads the next place into head, io.EOF after the last.
func (r *runReader) next() error {
	if r.in == nil {
		if len(r.rows) == 0 {
			return io.EOF
		}
		r.head, r.rows = r.rows[0], r.rows[1:]
		return nil
	}
	shelf, err := r.text()
	if err != nil {
		return err
	}
	if string(shelf) != r.head.Shelf {
		r.head.Shelf = string(shelf)
	}
	key, err := r.text()
	if err != nil {
		return whole(err)
	}
	r.head.Key = string(key)
	num, err := binary.ReadUvarint(r.in)
	if err != nil {
		return whole(err)
	}
	var days [4]byte
	if _, err := io.ReadFull(r.in, days[:]); err != nil {
		return whole(err)
	}
	r.head.num = int64(num)
	r.head.since, r.head.end = graph.Date(binary.LittleEndian.Uint16(days[:])), graph.Date(binary.LittleEndian.Uint16(days[2:]))
	return nil
}

// whole makes an end in the middle of a place an error.
func whole(err error) error {
	if errors.Is(err, io.EOF) {
		return io.ErrUnexpectedEOF
	}
	return err
}

func (r *runReader) text() ([]byte, error) {
	n, err := binary.ReadUvarint(r.in)
	if err != nil {
		return nil, err
	}
	r.shelf = slices.Grow(r.shelf[:0], int(n))[:n]
	_, err = io.ReadFull(r.in, r.shelf)
	return r.shelf, whole(err)
}

// runsByHead is a heap.
type runsByHead []*runReader

func (h runsByHead) Len() int           { return len(h) }
func (h runsByHead) Less(i, j int) bool { return compareShelves(&h[i].head, &h[j].head) < 0 }
func (h runsByHead) Swap(i, j int)      { h[i], h[j] = h[j], h[i] }
func (h *runsByHead) Push(x any)        { *h = append(*h, x.(*runReader)) }

func (h *runsByHead) Pop() any {
	last := len(*h) - 1
	r := (*h)[last]
	*h = (*h)[:last]
	return r
}
