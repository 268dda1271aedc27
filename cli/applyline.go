package cli

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"strings"

	"cobuild/graph"
)

// mostFaults is how many refusals are told before the rest is left unread.
const mostFaults = 20

// mostLine is how long a line may be: what a request may be too.
const mostLine = 1 << 20

// line is one mutation of a file.
type line struct {
	number    int
	Operation string         `json:"operation"`
	Input     map[string]any `json:"input"`
	Variables struct {
		Input map[string]any `json:"input"`
	} `json:"variables"` // {"input": …}: as a client sends it, instead of input
	As string `json:"as"` // label by which later lines refer to what this one enters
}

// fault is why a line is refused.
type fault struct {
	line      int
	operation string
	field     []string
	why       graph.Text
}

func (f fault) in(lang graph.Language) string {
	where := graph.Text{EN: fmt.Sprintf("line %d", f.line), ZH: fmt.Sprintf("第%d行", f.line)}.In(lang)
	if f.operation != "" {
		where += " " + f.operation
	}
	if len(f.field) > 0 {
		where += " " + strings.Join(f.field, ".")
	}
	return where + ": " + f.why.In(lang)
}

func lineFault(number int, en, zh string, args ...any) fault {
	return fault{line: number, why: graph.Text{EN: fmt.Sprintf(en, args...), ZH: fmt.Sprintf(zh, args...)}}
}

// readLines reads a file. Empty lines and lines that begin with # are passed
// over.
func readLines(r io.Reader) (lines []line, faults []fault, err error) {
	in := bufio.NewScanner(r)
	in.Buffer(nil, mostLine)
	number := 0
	for in.Scan() {
		number++
		text := bytes.TrimSpace(bytes.TrimPrefix(in.Bytes(), []byte("\ufeff")))
		if len(text) == 0 || text[0] == '#' {
			continue
		}
		l := line{}
		decoder := json.NewDecoder(bytes.NewReader(text))
		decoder.DisallowUnknownFields()
		decoder.UseNumber()
		if err := decoder.Decode(&l); err != nil || decoder.More() {
			if err == nil {
				err = fmt.Errorf("more follows the object")
			}
			faults = append(faults, lineFault(number, "it is no object of operation, input and as (%v): write {\"operation\": \"unitRegister\", \"input\": {…}} on one line",
				"不是由operation、input、as组成的对象（%v）：请在一行内写{\"operation\": \"unitRegister\", \"input\": {…}}", err))
			continue
		}
		l.number = number
		if l.Input == nil {
			l.Input = l.Variables.Input
		}
		lines = append(lines, l)
	}
	if err := in.Err(); err != nil {
		return nil, nil, graph.Invalid([]string{"file"}, "line %d cannot be read (%v): a line has at most 1 MiB", "第%d行无法读取（%v）：每行最多1 MiB", number+1, err)
	}
	return lines, faults, nil
}
