package exchange

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"os"

	"cobuild/graph"
	"cobuild/store"
)

// A file of facts is JSON Lines: a line that says what it is, a line for each
// noun and each link, as a store keeps them, and a line that says how many there
// were. It holds all history and all ids, and neither findings nor the log.

const factsFormat = 1

// factsLine is a line of a file of facts; one of its fields is set.
type factsLine struct {
	Facts *factsHead      `json:"facts,omitempty"`
	Kind  graph.Kind      `json:"kind,omitempty"`
	Noun  json.RawMessage `json:"noun,omitempty"`
	Link  *graph.Link     `json:"link,omitempty"`
	End   *factsEnd       `json:"end,omitempty"`
}

type factsHead struct {
	Format   int    `json:"format"`
	Revision int64  `json:"revision"`
	Ruleset  string `json:"ruleset"` // id and version, for people
	Nouns    int    `json:"nouns"`
}

type factsEnd struct {
	Nouns int `json:"nouns"`
	Links int `json:"links"`
}

// WriteFacts writes all facts of a store, and gives how many nouns there are.
func (w *Whole) WriteFacts(ctx context.Context, to io.Writer) (int, error) {
	if w.Within != "" {
		return 0, graph.Invalid([]string{"within"}, "facts are those of a whole store, since they refer to each other: leave within out, or take sheets", "事实文件须为整库，因其相互引用：请去掉within，或改为导出表格")
	}
	revision, err := w.begin(ctx)
	if err != nil {
		return 0, err
	}
	size, err := w.Store.Engine().Size(ctx)
	if err != nil {
		return 0, err
	}
	out := bufio.NewWriterSize(to, 1<<16)
	lines := json.NewEncoder(out)
	lines.SetEscapeHTML(false)
	rules := w.Store.Ruleset()
	if err := lines.Encode(factsLine{Facts: &factsHead{factsFormat, revision, rules.ID + " " + rules.Version, size}}); err != nil {
		return 0, err
	}
	var end factsEnd
	err = w.everything(ctx, func(b bunch) error {
		for _, n := range b.nouns {
			doc, err := graph.MarshalNoun(n)
			if err != nil {
				return err
			}
			if err := lines.Encode(factsLine{Kind: n.Kind(), Noun: doc}); err != nil {
				return err
			}
			end.Nouns++
			for _, l := range b.links[n.Top().ID] {
				if err := lines.Encode(factsLine{Link: &l}); err != nil {
					return err
				}
				end.Links++
			}
		}
		return nil
	})
	if err == nil {
		err = w.end(ctx, revision)
	}
	if err == nil {
		err = lines.Encode(factsLine{End: &end})
	}
	if err == nil {
		err = out.Flush()
	}
	return end.Nouns, err
}

// Loaded counts what LoadFacts has loaded.
type Loaded struct{ Nouns, Links int }

// FactsFile says whether a file is one of facts, by how it begins.
func FactsFile(path string) bool { return Source{Path: path}.facts() }

// facts says whether a source is a file of facts rather than a sheet.
func (s Source) facts() bool {
	in, err := s.open()
	if err != nil {
		return false // is told when it is read
	}
	defer in.Close()
	begin := make([]byte, 64)
	n, _ := io.ReadFull(in, begin) // may be shorter
	text := bytes.TrimSpace(bytes.TrimPrefix(begin[:n], []byte("\ufeff")))
	return bytes.HasPrefix(text, []byte(`{"facts":`))
}

// LoadFacts fills an empty store with a file of facts: what WriteFacts wrote,
// with its ids. All of it is loaded or nothing.
func LoadFacts(ctx context.Context, s *store.Store, path string, progress func(done, all int)) (*Loaded, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, graph.Invalid([]string{"file"}, "%s cannot be read (%v): name a file that `export --facts` wrote", "无法读取%s（%v）：请给出由export --facts写出的文件", path, err)
	}
	defer file.Close()
	in := &factsReader{lines: bufio.NewReaderSize(file, 1<<20)}
	head, err := in.next()
	switch {
	case err != nil && !errors.Is(err, io.EOF):
		return nil, err
	case head == nil || head.Facts == nil:
		return nil, graph.Invalid([]string{"file"}, "%s is no file of facts: name one that `export --facts` wrote", "%s不是事实文件：请给出由export --facts写出的文件", path)
	case head.Facts.Format > factsFormat:
		return nil, graph.Invalid([]string{"file"}, "%s was written by a later version (format %d, this program knows %d): use the later program", "%s由更新的版本写入（格式%d，本程序为%d）：请使用更新的程序", path, head.Facts.Format, factsFormat)
	}
	loaded := &Loaded{}
	err = s.LoadFrom(ctx, store.Source{Name: LoadName, Rows: head.Facts.Nouns, Each: func(ctx context.Context, emit func([]graph.Noun, []graph.Link) error) error {
		*loaded = Loaded{}
		return in.each(ctx, loaded, emit)
	}}, progress)
	return loaded, err
}

// factsReader reads a file of facts line by line.
type factsReader struct {
	lines *bufio.Reader
	line  int
}

// mostFactLine bounds a line: a noun with all its history.
const mostFactLine = 64 << 20

func (r *factsReader) next() (*factsLine, error) {
	r.line++
	var text []byte
	for {
		part, err := r.lines.ReadSlice('\n')
		text = append(text, part...)
		if err == nil {
			break
		}
		if errors.Is(err, io.EOF) && len(text) == 0 {
			return nil, io.EOF
		}
		if errors.Is(err, io.EOF) {
			break
		}
		if !errors.Is(err, bufio.ErrBufferFull) {
			return nil, err
		}
		if len(text) > mostFactLine {
			return nil, r.broken("it is too long", "过长")
		}
	}
	var line factsLine
	d := json.NewDecoder(bytes.NewReader(text))
	d.DisallowUnknownFields()
	if err := d.Decode(&line); err != nil {
		return nil, r.broken("it cannot be read", "无法读取")
	}
	return &line, nil
}

func (r *factsReader) broken(en, zh string) error {
	return graph.Invalid([]string{"file"}, "line %[1]d of the file of facts: %[2]s; export it again", "事实文件第%[1]d行%[3]s：请重新导出", r.line, en, zh)
}

// each hands on all facts; a file without its end is no whole one.
func (r *factsReader) each(ctx context.Context, loaded *Loaded, emit func([]graph.Noun, []graph.Link) error) error {
	var nouns []graph.Noun
	var links []graph.Link
	hand := func() error {
		loaded.Nouns, loaded.Links = loaded.Nouns+len(nouns), loaded.Links+len(links)
		err := emit(nouns, links)
		nouns, links = nouns[:0:0], links[:0:0]
		return errors.Join(err, ctx.Err())
	}
	for {
		line, err := r.next()
		if errors.Is(err, io.EOF) {
			return r.broken("the file ends before its end", "文件不完整")
		}
		if err != nil {
			return err
		}
		switch {
		case line.End != nil:
			if err := hand(); err != nil {
				return err
			}
			if *line.End != (factsEnd{loaded.Nouns, loaded.Links}) {
				return r.broken("the file does not hold as many facts as it says", "文件所含与其所述数量不符")
			}
			return nil
		case line.Noun != nil:
			n, err := graph.UnmarshalNoun(line.Kind, line.Noun)
			if err != nil {
				return r.broken("it is no noun of its kind", "与其类型不符")
			}
			nouns = append(nouns, n)
		case line.Link != nil:
			links = append(links, *line.Link)
		default:
			return r.broken("it says nothing that is known", "内容无法识别")
		}
		if len(nouns)+len(links) >= readAtOnce {
			if err := hand(); err != nil {
				return err
			}
		}
	}
}
