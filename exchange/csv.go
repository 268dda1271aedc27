package exchange

import (
	"bufio"
	"bytes"
	"encoding/csv"
	"errors"
	"io"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/transform"

	"cobuild/graph"
)

// encoding is how the text of a CSV is written.
type encoding string

const (
	undecided encoding = "" // ASCII so far
	utf8Text  encoding = "UTF-8"
	gb18030   encoding = "GB18030"
)

// csvFormat is what a mapping says of a CSV.
type csvFormat struct {
	encoding  encoding
	delimiter rune // 0 = found out
}

// csvSheet is a CSV. Its bytes are parted into cells before they are decoded:
// commas, quotation marks and line ends are the same bytes in UTF-8 and in
// GB18030, and so a cell in the wrong encoding can be told.
type csvSheet struct {
	file  io.ReadCloser
	count *counting
	in    *csv.Reader
	enc   encoding
}

// peeked is how much of a CSV is looked at to find out how it is written.
const peeked = 64 << 10

func openCSV(s Source, f csvFormat) (*csvSheet, error) {
	file, err := s.open()
	if err != nil {
		return nil, graph.Invalid([]string{"file"}, "%s cannot be read (%v)", "无法读取%s（%v）", s.Name, err)
	}
	c := &csvSheet{file: file, count: &counting{in: file}, enc: f.encoding}
	in := bufio.NewReaderSize(c.count, peeked)
	head, err := in.Peek(4)
	if err != nil && !errors.Is(err, io.EOF) {
		return nil, errors.Join(err, file.Close())
	}
	switch {
	case bytes.HasPrefix(head, []byte("\xef\xbb\xbf")):
		_, _ = in.Discard(3) // it was peeked at
		c.enc = utf8Text
	case bytes.HasPrefix(head, []byte("\xff\xfe")), bytes.HasPrefix(head, []byte("\xfe\xff")):
		in = bufio.NewReaderSize(transform.NewReader(in, unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewDecoder()), peeked)
		c.enc = utf8Text
	case bytes.HasPrefix(head, []byte("PK\x03\x04")):
		return nil, errors.Join(graph.Invalid([]string{"file"}, "%s is a workbook: give it the ending .xlsx", "%s是工作簿：请将扩展名改为.xlsx", s.Name), file.Close())
	}
	start, err := in.Peek(peeked)
	if err != nil && !errors.Is(err, io.EOF) {
		return nil, errors.Join(err, file.Close())
	}
	if c.enc == undecided {
		c.enc = encodingOf(start)
	}
	c.in = csv.NewReader(in)
	c.in.Comma = f.delimiter
	if c.in.Comma == 0 {
		c.in.Comma = delimiterOf(start)
	}
	c.in.LazyQuotes = true
	c.in.FieldsPerRecord = -1
	c.in.ReuseRecord = true
	return c, nil
}

// encodingOf finds out the encoding by the lines that are not ASCII: most of
// them decide, so that a few lines of another do not.
func encodingOf(start []byte) encoding {
	utf, other := 0, 0
	lines := bytes.Split(start, []byte("\n"))
	for i, line := range lines {
		switch {
		case ascii(line):
		case utf8.Valid(line):
			utf++
		case i == len(lines)-1 && len(start) == peeked: // may be cut in a character
		default:
			other++
		}
	}
	switch {
	case utf == 0 && other == 0:
		return undecided
	case utf >= other:
		return utf8Text
	default:
		return gb18030
	}
}

func ascii(text []byte) bool {
	for _, b := range text {
		if b >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

// delimiterOf finds out what parts the cells: what stands most often in the
// first lines, outside quotation marks.
func delimiterOf(start []byte) rune {
	counts := map[byte]int{}
	quoted, lines := false, 0
	for _, b := range start {
		switch {
		case b == '"':
			quoted = !quoted
		case quoted:
		case b == '\n':
			if lines++; lines == 10 {
				start = nil
			}
		case b == ',' || b == ';' || b == '\t':
			counts[b]++
		}
		if start == nil {
			break
		}
	}
	best := byte(',')
	for _, b := range []byte{';', '\t'} {
		if counts[b] > counts[best] {
			best = b
		}
	}
	return rune(best)
}

// mostBreaks is how many line breaks a cell may have: more come of a quotation
// mark that is not closed.
const mostBreaks = 20

func (c *csvSheet) next() (record, error) {
	fields, err := c.in.Read()
	if errors.Is(err, io.EOF) {
		return record{}, io.EOF
	}
	r := record{}
	var malformed *csv.ParseError
	switch {
	case errors.As(err, &malformed):
		r.line = malformed.StartLine
		r.whole = troubled(ReasonShape, "the quotation marks of the line do not match", "该行引号不成对", "close the quotation marks, or leave them out", "请补全或去掉引号")
	case err != nil:
		return record{}, err
	default:
		r.line, _ = c.in.FieldPos(0)
	}
	r.cells = make([]string, len(fields))
	for i, field := range fields {
		if strings.Count(field, "\n") > mostBreaks {
			r.whole = troubled(ReasonShape, "a quotation mark is opened in column %d and not closed for %d lines, which were not read", "第%d列的引号未闭合，其后%d行未读取",
				"close the quotation mark, or leave it out", "请补全或去掉引号", i+1, strings.Count(field, "\n"))
			continue
		}
		text, wrong := c.decode(field)
		r.cells[i] = text
		if wrong != nil {
			if r.bad == nil {
				r.bad = map[int]*trouble{}
			}
			r.bad[i] = wrong
		}
	}
	return r, nil
}

// decode turns the bytes of a cell into text.
func (c *csvSheet) decode(field string) (string, *trouble) {
	if ascii([]byte(field)) {
		return field, nil
	}
	valid := utf8.ValidString(field)
	if c.enc == undecided {
		c.enc = utf8Text
		if !valid {
			c.enc = gb18030
		}
	}
	if valid && c.enc == utf8Text {
		return field, nil
	}
	if c.enc == gb18030 && !(valid && surelyUTF8(field)) {
		text, err := simplifiedchinese.GB18030.NewDecoder().String(field)
		if err == nil && !strings.ContainsRune(text, utf8.RuneError) {
			return text, nil
		}
	}
	other, text := gb18030, ""
	if c.enc == gb18030 {
		other, text = utf8Text, field
	} else if t, err := simplifiedchinese.GB18030.NewDecoder().String(field); err == nil && !strings.ContainsRune(t, utf8.RuneError) {
		text = t
	}
	if text == "" || !utf8.ValidString(text) {
		return strings.ToValidUTF8(field, "�"), troubled(ReasonEncoding, "the text is neither UTF-8 nor GB18030", "文字既非UTF-8也非GB18030编码",
			"enter the text again and save the file as UTF-8", "请重新填写并以UTF-8保存")
	}
	return text, troubled(ReasonEncoding, "the file is in %s but this cell in %s", "文件为%s编码，此单元格却为%s",
		"save the whole file in one encoding, best UTF-8", "请将整个文件以同一编码保存，建议UTF-8", string(c.enc), string(other))
}

// surelyUTF8 says whether valid UTF-8 is hardly by chance so: it holds Chinese
// characters of three bytes each and no others.
func surelyUTF8(text string) bool {
	for _, r := range text {
		if r >= utf8.RuneSelf && (r < 0x3000 || r > 0x9fff) && (r < 0xff00 || r > 0xffef) {
			return false
		}
	}
	return true
}

func (c *csvSheet) close() error { return c.file.Close() }

func (c *csvSheet) read() int64 { return c.count.n }

// counting counts the bytes read.
type counting struct {
	in io.Reader
	n  int64
}

func (c *counting) Read(p []byte) (int, error) {
	n, err := c.in.Read(p)
	c.n += int64(n)
	return n, err
}
