package exchange

import (
	"bufio"
	"cmp"
	"encoding/binary"
	"errors"
	"os"
	"slices"
	"strings"
)

// book keeps the entries of a ledger in a temporary file. In memory stay 24 bytes
// for each: its place and where it is in the file.
type book struct {
	file    *os.File
	out     *bufio.Writer
	size    int64
	buf     []byte
	places  []ledgerPlace
	numbers map[ledgerPlace]uint32
	entries []entry
	failed  error
}

type ledgerPlace struct{ file, sheet string }

type entry struct {
	at         int64
	place, row uint32
	size       uint32
	column     uint16 // bounded
	waits      bool   // for another row
}

// mostQuoted bounds the value that an entry quotes, in characters.
const mostQuoted = 2_000

func (b *book) add(f *Fault) {
	if b.failed != nil {
		return
	}
	if b.file == nil {
		if b.file, b.failed = os.CreateTemp("", "cobuild-ledger-*"); b.failed != nil {
			return
		}
		_ = os.Remove(b.file.Name()) // where open files can be removed, nothing is left of it
		b.out = bufio.NewWriterSize(b.file, 1<<18)
		b.numbers = map[ledgerPlace]uint32{}
	}
	name := ledgerPlace{f.File, f.Sheet}
	number, known := b.numbers[name]
	if !known {
		number = uint32(len(b.places))
		b.places, b.numbers[name] = append(b.places, name), number
	}
	value := f.Value
	if len(value) > mostQuoted {
		if runes := []rune(value); len(runes) > mostQuoted {
			value = string(runes[:mostQuoted]) + "…"
		}
	}
	b.buf = binary.AppendUvarint(b.buf[:0], uint64(f.Column))
	if f.Note {
		b.buf = append(b.buf, 1)
	} else {
		b.buf = append(b.buf, 0)
	}
	for _, text := range []string{f.Header, value, string(f.Reason), f.What.EN, f.What.ZH, f.Do.EN, f.Do.ZH} {
		b.buf = appendString(b.buf, text)
	}
	if _, b.failed = b.out.Write(b.buf); b.failed != nil {
		return
	}
	b.entries = append(b.entries, entry{at: b.size, place: number, row: uint32(f.Row), size: uint32(len(b.buf)), column: uint16(min(f.Column, 1<<16-1)), waits: f.Reason == ReasonWaits})
	b.size += int64(len(b.buf))
}

// sort orders the entries as a person goes through the files.
func (b *book) sort(files []string) error {
	if b.file == nil || b.failed != nil {
		return b.failed
	}
	order := make([]int, len(b.places))
	for i := range order {
		order[i] = i
	}
	slices.SortFunc(order, func(x, y int) int {
		a, c := b.places[x], b.places[y]
		return cmp.Or(cmp.Compare(slices.Index(files, a.file), slices.Index(files, c.file)), strings.Compare(a.sheet, c.sheet))
	})
	places, rank := make([]ledgerPlace, len(order)), make([]uint32, len(order))
	for at, was := range order {
		places[at], rank[was] = b.places[was], uint32(at)
		b.numbers[places[at]] = uint32(at)
	}
	b.places = places
	for i := range b.entries {
		b.entries[i].place = rank[b.entries[i].place]
	}
	slices.SortStableFunc(b.entries, func(a, c entry) int {
		return cmp.Or(cmp.Compare(a.place, c.place), cmp.Compare(a.row, c.row), cmp.Compare(a.column, c.column))
	})
	return b.out.Flush()
}

// fault reads an entry again.
func (b *book) fault(i int) (f Fault, err error) {
	e := b.entries[i]
	if cap(b.buf) < int(e.size) {
		b.buf = make([]byte, e.size)
	}
	buf := b.buf[:e.size]
	if _, err := b.file.ReadAt(buf, e.at); err != nil {
		return f, err
	}
	d := decoder{b: buf}
	f.File, f.Sheet, f.Row, f.Column = b.places[e.place].file, b.places[e.place].sheet, int(e.row), d.number()
	f.Note = d.number() == 1
	f.Header, f.Value, f.Reason = d.text(), d.text(), Reason(d.text())
	f.What.EN, f.What.ZH, f.Do.EN, f.Do.ZH = d.text(), d.text(), d.text(), d.text()
	return f, nil
}

func (b *book) close() error {
	if b.file == nil {
		return nil
	}
	err := b.file.Close()
	if wrong := os.Remove(b.file.Name()); wrong != nil && !errors.Is(wrong, os.ErrNotExist) {
		err = errors.Join(err, wrong)
	}
	b.file = nil
	return err
}

// Each gives all entries in the order of files, sheets and rows.
func (l *Ledger) Each(do func(*Fault) error) error {
	for i := range l.book.entries {
		f, err := l.book.fault(i)
		if err == nil {
			err = do(&f)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// Close lets go of the entries beyond Faults.
func (l *Ledger) Close() error { return l.book.close() }

// section is the entries of one sheet, read as its rows come.
type section struct {
	ledger *Ledger
	at, to int
}

// of are the entries of one sheet.
func (l *Ledger) of(file, sheet string) section {
	number, known := l.book.numbers[ledgerPlace{file, sheet}]
	if !known {
		return section{ledger: l}
	}
	find := func(place uint32) int {
		at, _ := slices.BinarySearchFunc(l.book.entries, place, func(e entry, place uint32) int { return cmp.Compare(e.place, place) })
		return at
	}
	return section{ledger: l, at: find(number), to: find(number + 1)}
}

// row gives the entries of a row, and passes over those of rows before it.
func (s *section) row(line int) (faults []Fault, err error) {
	for ; s.at < s.to && int(s.ledger.book.entries[s.at].row) <= line; s.at++ {
		if int(s.ledger.book.entries[s.at].row) < line {
			continue
		}
		f, err := s.ledger.book.fault(s.at)
		if err != nil {
			return nil, err
		}
		faults = append(faults, f)
	}
	return faults, nil
}

// first gives at most some entries, without moving on.
func (s section) first(most int) (faults []Fault, err error) {
	for i := s.at; i < min(s.to, s.at+most); i++ {
		f, err := s.ledger.book.fault(i)
		if err != nil {
			return nil, err
		}
		faults = append(faults, f)
	}
	return faults, nil
}
