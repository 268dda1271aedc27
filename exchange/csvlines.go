package exchange

import (
	"bufio"
	"bytes"
	"errors"
	"io"
)

// csvReader parts the bytes of a CSV into records. Unlike encoding/csv it gets
// over a quotation mark that nobody closes and over a line without an end: both
// cost the line they stand in, and reading goes on with the next.
type csvReader struct {
	in    *bufio.Reader
	comma []byte
	pairs bool // GB18030: a second byte may look like the delimiter

	line   int       // of the next line, from 1
	queue  []csvLine // lines read and not yet taken
	over   []byte    // of a line longer than the buffer of in
	failed error

	text []byte // of the record under way, its cells one after another
	ends []int
	back []csvLine // lines of the record under way after its first
}

type csvLine struct {
	text []byte
	long bool // longer than mostLine: the rest was not kept
}

const (
	// mostLine is how long a line may be.
	mostLine = 1 << 20
	// mostBreaks is how many line breaks a cell may have: more come of a
	// quotation mark that is not closed.
	mostBreaks = 20
)

// csvFault says what is wrong with the shape of a record.
type csvFault uint8

const (
	shapely csvFault = iota
	openQuote
	longLine
)

// record gives the cells of the next record and the line it begins in. The
// cells are valid until the next call. At the end the error is io.EOF.
func (c *csvReader) record() (text []byte, ends []int, line int, fault csvFault, err error) {
	first, err := c.next()
	if err != nil {
		return nil, nil, 0, shapely, err
	}
	line = c.line
	c.line++
	c.text, c.ends, c.back = c.text[:0], c.ends[:0], c.back[:0]
	if first.long {
		c.text = append(c.text, first.text[:min(len(first.text), 200)]...)
		c.ends = append(c.ends, len(c.text))
		return c.text, c.ends, line, longLine, nil
	}
	p := csvParse{c: c, starts: true}
	for more := first.text; ; {
		switch p.feed(more) {
		case csvDone:
			c.line += len(c.back)
			return c.text, c.ends, line, shapely, nil
		case csvOpen:
			next, err := csvLine{}, error(nil)
			if len(c.back) < mostBreaks && len(c.text) < mostLine {
				next, err = c.next()
			}
			if err != nil && !errors.Is(err, io.EOF) {
				return nil, nil, 0, shapely, err
			}
			if err == nil && next.text != nil {
				c.back = append(c.back, next)
				if more = next.text; !next.long {
					continue
				}
			}
		}
		// The record ends with its first line, and the others are read anew.
		c.queue = append(append(make([]csvLine, 0, len(c.back)+len(c.queue)), c.back...), c.queue...)
		c.back = nil // its lines are in the queue
		c.text, c.ends = c.text[:0], c.ends[:0]
		for i, cell := range bytes.Split(first.text, c.comma) {
			if i == 1000 {
				break
			}
			c.text = append(c.text, cell...)
			c.ends = append(c.ends, len(c.text))
		}
		return c.text, c.ends, line, openQuote, nil
	}
}

// next gives the next line. Lines end with LF, CR LF or CR, also mixed.
func (c *csvReader) next() (csvLine, error) {
	if len(c.queue) == 0 {
		if err := c.fill(); err != nil {
			return csvLine{}, err
		}
	}
	l := c.queue[0]
	c.queue = c.queue[1:]
	return l, nil
}

// fill reads up to the next LF.
func (c *csvReader) fill() error {
	if c.failed != nil {
		return c.failed
	}
	long := false
	var line []byte
	for c.over = c.over[:0]; ; {
		part, err := c.in.ReadSlice('\n')
		if err != nil && !errors.Is(err, bufio.ErrBufferFull) {
			c.failed = err
		}
		if room := mostLine - len(c.over); len(part) > room {
			part, long = part[:room], true
		}
		c.over = append(c.over, part...)
		if !errors.Is(err, bufio.ErrBufferFull) {
			break
		}
	}
	if line = c.over; len(line) == 0 && c.failed != nil {
		return c.failed
	}
	line = bytes.TrimRight(bytes.TrimSuffix(line, []byte{'\n'}), "\r")
	line = append(make([]byte, 0, len(line)), line...) // kept in the queue
	for !long {
		at := bytes.IndexByte(line, '\r')
		if at < 0 {
			break
		}
		c.queue = append(c.queue, csvLine{text: line[:at]})
		line = line[at+1:]
	}
	c.queue = append(c.queue, csvLine{text: line, long: long})
	return nil
}

// csvParse is the reading of one record.
type csvParse struct {
	c      *csvReader
	starts bool // a cell begins
	quoted bool // inside quotation marks
	lone   bool // a quotation mark inside the quoted cell was neither doubled nor at its end
	commas bool // the quoted cell holds a delimiter
	lines  bool // the quoted cell holds a line break
}

type csvState uint8

const (
	csvDone csvState = iota
	csvOpen
	csvBroken
)

// feed reads one more line of the record.
func (p *csvParse) feed(line []byte) csvState {
	c := p.c
	if p.quoted {
		c.text = append(c.text, '\n')
		p.lines = true
	}
	for i := 0; i < len(line); {
		switch {
		case p.quoted:
			end := bytes.IndexByte(line[i:], '"')
			if end < 0 {
				end = len(line) - i
			}
			part := line[i : i+end]
			p.commas = p.commas || bytes.Contains(part, c.comma)
			c.text = append(c.text, part...)
			if i += end; i == len(line) {
				break
			}
			i++
			rest := bytes.TrimLeft(line[i:], " ")
			switch {
			case i < len(line) && line[i] == '"':
				c.text = append(c.text, '"')
				i++
			case len(rest) == 0 || bytes.HasPrefix(rest, c.comma):
				i, p.quoted = len(line)-len(rest), false
			default:
				c.text = append(c.text, '"')
				p.lone = true
			}
			if p.lone && (p.lines || p.commas) {
				return csvBroken
			}
		case bytes.HasPrefix(line[i:], c.comma):
			c.ends = append(c.ends, len(c.text))
			i += len(c.comma)
			p.starts = true
		case p.starts && opens(line[i:]):
			i = bytes.IndexByte(line[i:], '"') + i + 1
			p.starts, p.quoted, p.lone, p.commas, p.lines = false, true, false, false, false
		case c.pairs && line[i] >= 0x81 && i+1 < len(line):
			c.text = append(c.text, line[i], line[i+1])
			i, p.starts = i+2, false
		case c.pairs:
			c.text = append(c.text, line[i])
			i, p.starts = i+1, false
		default:
			end := bytes.Index(line[i:], c.comma)
			if end < 0 {
				end = len(line) - i
			}
			c.text = append(c.text, line[i:i+end]...)
			i, p.starts = i+end, false
		}
	}
	if p.quoted {
		if p.lone {
			return csvBroken
		}
		return csvOpen
	}
	c.ends = append(c.ends, len(c.text))
	return csvDone
}

// opens says whether a cell begins with a quotation mark, after spaces perhaps.
func opens(line []byte) bool {
	line = bytes.TrimLeft(line, " ")
	return len(line) > 0 && line[0] == '"'
}
