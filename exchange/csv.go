package exchange

import (
	"bufio"
	"bytes"
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
	in    csvReader
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
	if err := c.begin(s.Name, f.delimiter); err != nil {
		return nil, errors.Join(err, file.Close())
	}
	return c, nil
}

// begin finds out how the file is written.
func (c *csvSheet) begin(name string, delimiter rune) error {
	in := bufio.NewReaderSize(c.count, peeked)
	start, err := in.Peek(peeked)
	if err != nil && !errors.Is(err, io.EOF) {
		return err
	}
	if wrong := otherFormat(name, start); wrong != nil {
		return wrong
	}
	wide := func(order unicode.Endianness) error {
		in = bufio.NewReaderSize(transform.NewReader(in, unicode.UTF16(order, unicode.UseBOM).NewDecoder()), peeked)
		c.enc = utf8Text
		start, err = in.Peek(peeked)
		if errors.Is(err, io.EOF) {
			err = nil
		}
		return err
	}
	even, odd := zeros(start)
	err = nil
	switch {
	case bytes.HasPrefix(start, []byte("\xef\xbb\xbf")):
		_, _ = in.Discard(3) // it was peeked at
		c.enc, start = utf8Text, start[3:]
	case bytes.HasPrefix(start, []byte("\xff\xfe")), odd > len(start)/8 && even == 0:
		err = wide(unicode.LittleEndian)
	case bytes.HasPrefix(start, []byte("\xfe\xff")), even > len(start)/8 && odd == 0:
		err = wide(unicode.BigEndian)
	}
	if err != nil {
		return err
	}
	if c.enc == undecided {
		c.enc = encodingOf(start)
	}
	if delimiter == 0 {
		delimiter = delimiterOf(start)
	}
	c.in = csvReader{in: in, line: 1, comma: []byte(string(delimiter)), pairs: c.enc == gb18030 && delimiter >= '0'}
	if c.enc == gb18030 && delimiter >= utf8.RuneSelf {
		if c.in.comma, err = simplifiedchinese.GB18030.NewEncoder().Bytes(c.in.comma); err != nil {
			return err
		}
	}
	return nil
}

// otherFormat refuses what is no CSV whatever its ending.
func otherFormat(name string, start []byte) error {
	lower := bytes.ToLower(bytes.TrimSpace(start[:min(len(start), 512)]))
	switch {
	case bytes.HasPrefix(start, []byte("PK\x03\x04")):
		return graph.Invalid([]string{"file"}, "%s is a workbook: give it the ending .xlsx", "%s是工作簿：请将扩展名改为.xlsx", name)
	case bytes.HasPrefix(start, oldWorkbook):
		return graph.Invalid([]string{"file"}, "%s is an old workbook or encrypted: save it as XLSX without a password", "%s是旧版或加密的工作簿：请另存为不加密的XLSX", name)
	case bytes.HasPrefix(lower, []byte("<!doctype")), bytes.HasPrefix(lower, []byte("<html")), bytes.HasPrefix(lower, []byte("<table")), bytes.HasPrefix(lower, []byte("<?xml")):
		return graph.Invalid([]string{"file"}, "%s is a web page or XML: open it in a spreadsheet program and save it as XLSX or CSV", "%s是网页或XML：请用表格软件打开后另存为XLSX或CSV", name)
	}
	return nil
}

// zeros counts the zero bytes at even and odd places: one kind alone is UTF-16
// without a mark.
func zeros(start []byte) (even, odd int) {
	for i, b := range start {
		switch {
		case b != 0:
		case i%2 == 0:
			even++
		default:
			odd++
		}
	}
	return even, odd
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

func asciiText(text string) bool {
	for i := range len(text) {
		if text[i] >= utf8.RuneSelf {
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
		case b == ',' || b == ';' || b == '\t' || b == '|':
			counts[b]++
		}
		if start == nil {
			break
		}
	}
	best := byte(',')
	for _, b := range []byte{';', '\t', '|'} {
		if counts[b] > counts[best] {
			best = b
		}
	}
	return rune(best)
}

func (c *csvSheet) next() (record, error) {
	text, ends, line, fault, err := c.in.record()
	if err != nil {
		return record{}, err
	}
	r := record{line: line, cells: make([]string, len(ends))}
	switch fault {
	case openQuote:
		r.whole = troubled(ReasonShape, "a quotation mark of the line is not closed, or stands inside a text that is in quotation marks", "该行引号未闭合，或带引号的文字中另有引号",
			"close it, leave it out, or double one inside a text", "请补全或去掉引号；文字中的引号请写两个")
	case longLine:
		r.whole = troubled(ReasonShape, "the line is longer than %d bytes and was not read", "该行超过%d字节，未读取", "part it into lines", "请拆分为多行", mostLine)
	}
	all, from := string(text), 0
	plain := ascii(text)
	for i, end := range ends {
		field := all[from:end]
		if from = end; plain {
			r.cells[i] = field
			continue
		}
		decoded, wrong := c.decode(field)
		r.cells[i] = decoded
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
	if asciiText(field) {
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
