package cli

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"slices"
	"text/tabwriter"

	"cobuild/graph"
	"cobuild/store"
	"cobuild/store/sqlite"
)

// Stats tells how much a store holds.
type Stats struct {
	JSON bool `name:"json" help:"As JSON. 以JSON输出。"`
}

// Holdings is what Stats tells, as its JSON has it. Counts are of any time,
// unless they are of today.
type Holdings struct {
	Store    string       `json:"store"`
	Revision int64        `json:"revision"`
	Format   int          `json:"format"`
	Ruleset  string       `json:"ruleset"`
	Sample   string       `json:"sample"`
	Today    graph.Date   `json:"today"`
	File     *HeldFile    `json:"file,omitempty"` // of SQLite alone
	Nouns    []Held       `json:"nouns"`
	Links    []Held       `json:"links"`
	Regions  []HeldOn     `json:"regions"`
	Findings []HeldOn     `json:"findings"`
	Segments HeldSegments `json:"segments"`
	Log      int          `json:"logEntries"`
}

// Held is how many of a name there are.
type Held struct {
	Name  string `json:"name"`
	Count int    `json:"count"`
}

// HeldOn is how many there are of any time, and today.
type HeldOn struct {
	Name  string `json:"name"`
	Count int    `json:"count"`
	Today int    `json:"today"`
}

// HeldFile is the file of a store.
type HeldFile struct {
	Bytes     int64 `json:"bytes"`
	PageBytes int   `json:"pageBytes"`
	Pages     int   `json:"pages"`
	FreePages int   `json:"freePages"`
	LogBytes  int64 `json:"logBytes"`
}

// HeldSegments are the packed findings that counts are made from.
type HeldSegments struct {
	Number  int    `json:"number"`
	Bytes   int    `json:"bytes"`
	Entries int    `json:"entries"`
	Largest string `json:"largest"` // code or name of its region, and kind of subject
	Most    int    `json:"largestBytes"`
}

// Run prints what the store holds. Nothing is changed.
func (k Stats) Run(ctx context.Context, c *Common, out, notes io.Writer) error {
	s, err := c.OpenThere(ctx, notes)
	if err != nil {
		return err
	}
	defer s.Close()
	h, err := holdings(ctx, s)
	if err != nil {
		return err
	}
	if k.JSON {
		e := json.NewEncoder(out)
		e.SetIndent("", "  ")
		e.SetEscapeHTML(false)
		return e.Encode(h)
	}
	return h.print(out)
}

func holdings(ctx context.Context, s *store.Store) (*Holdings, error) {
	all, err := s.Inventory(ctx)
	if err != nil {
		return nil, err
	}
	rs := s.Ruleset()
	h := &Holdings{
		Store: s.Engine().Name(), Revision: all.Revision, Format: all.Format, Ruleset: rs.ID + " " + rs.Version, Sample: all.Sample, Today: all.Today, Log: all.Log,
		Segments: HeldSegments{Number: all.Segments.Number, Bytes: all.Segments.Bytes, Entries: all.Segments.Entries, Most: all.Segments.Most},
		Regions:  []HeldOn{}, Findings: []HeldOn{},
	}
	h.Nouns, h.Links = held(all.Nouns, graph.NounKinds), held(all.Links, graph.Hops)
	for _, level := range all.Regions {
		h.Regions = append(h.Regions, HeldOn{string(level.Level), level.All, level.Today})
	}
	for _, f := range all.Findings {
		h.Findings = append(h.Findings, HeldOn{cmp.Or(f.Code.Name(), fmt.Sprint("code ", f.Code)), f.All, f.Today})
	}
	if all.Segments.Number > 0 {
		key := all.Segments.Largest
		scope := "without place"
		nouns, err := s.Nouns(ctx, []graph.ID{key.Scope})
		if err != nil {
			return nil, err
		}
		if n := nouns[key.Scope]; n != nil {
			scope = cmp.Or(n.Top().Code, n.Top().Name)
		}
		h.Segments.Largest = scope + " " + string(key.Subject)
	}
	if e, is := s.Engine().(*sqlite.Engine); is {
		p, err := e.Pages(ctx)
		if err != nil {
			return nil, err
		}
		h.File = &HeldFile{Bytes: int64(p.Size) * int64(p.Count), PageBytes: p.Size, Pages: p.Count, FreePages: p.Free, LogBytes: p.Log}
	}
	return h, nil
}

// held lists counts in an order of names, those that are not in it last.
func held[K ~string](counts map[K]int, order []K) []Held {
	list := []Held{}
	for _, key := range slices.SortedFunc(maps.Keys(counts), func(a, b K) int {
		return cmp.Or(cmp.Compare(uint(slices.Index(order, a)), uint(slices.Index(order, b))), cmp.Compare(a, b))
	}) {
		list = append(list, Held{string(key), counts[key]})
	}
	return list
}

func (h *Holdings) print(out io.Writer) error {
	w := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	lang := Language()
	line := func(en, zh string, values ...any) {
		fmt.Fprint(w, graph.Text{EN: en, ZH: zh}.In(lang))
		for _, value := range values {
			fmt.Fprintf(w, "\t%v", value)
		}
		fmt.Fprintln(w)
	}
	line("store", "存储", h.Store)
	line("revision", "修订", h.Revision)
	line("ruleset", "规则集", h.Ruleset)
	if h.Sample != "" {
		line("loaded from", "载入来源", h.Sample)
	}
	if f := h.File; f != nil {
		line("file", "文件", fmt.Sprintf("%s, %d x %d B, %d free", size(f.Bytes), f.Pages, f.PageBytes, f.FreePages))
		line("  log beside it", "  旁侧日志", size(f.LogBytes))
	}
	line("log entries", "变更日志条数", h.Log)
	line("segments", "汇总段", fmt.Sprintf("%d, %s, %d x 16 B; %s: %s", h.Segments.Number, size(int64(h.Segments.Bytes)), h.Segments.Entries, h.Segments.Largest, size(int64(h.Segments.Most))))
	both := func(title graph.Text, enum string, rows []HeldOn) {
		line("\n"+title.EN, "\n"+title.ZH, graph.Text{EN: "today", ZH: "今日"}.In(lang), graph.Text{EN: "ever", ZH: "历来"}.In(lang))
		for _, row := range rows {
			label := graph.LabelOf(enum, row.Name)
			line("  "+label.EN, "  "+label.ZH, row.Today, row.Count)
		}
	}
	both(graph.Text{EN: "regions by level", ZH: "按层级的地区"}, "RegionLevel", h.Regions)
	for _, list := range []struct {
		en, zh, enum string
		rows         []Held
	}{{"nouns", "对象", "", h.Nouns}, {"links", "关系", "RelationKind", h.Links}} {
		line("\n"+list.en, "\n"+list.zh, "", graph.Text{EN: "ever", ZH: "历来"}.In(lang))
		for _, row := range list.rows {
			label := graph.LabelOf(list.enum, row.Name)
			line("  "+label.EN, "  "+label.ZH, "", row.Count)
		}
	}
	both(graph.Text{EN: "findings", ZH: "结论"}, "GapKind", h.Findings)
	return w.Flush()
}

// size is a number of bytes for people.
func size(bytes int64) string {
	switch {
	case bytes >= 10<<30:
		return fmt.Sprintf("%d GiB", bytes>>30)
	case bytes >= 10<<20:
		return fmt.Sprintf("%d MiB", bytes>>20)
	case bytes >= 10<<10:
		return fmt.Sprintf("%d KiB", bytes>>10)
	default:
		return fmt.Sprintf("%d B", bytes)
	}
}
