package cli

import (
	"bufio"
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"io"

	"cobuild/graph"
	"cobuild/store"
	"cobuild/tally"
)

// Dump prints what a store keeps packed.
type Dump struct {
	Segments DumpSegments `cmd:"" help:"The packed findings that counts are made from, entry by entry. 汇总段的逐条内容。"`
}

// DumpSegments prints segments: one line for each entry.
type DumpSegments struct {
	Region string `placeholder:"CODE" help:"Only what lies in this region, or below it today. 仅限该地区。"`
	JSON   bool   `name:"json" help:"As JSON Lines, instead of columns parted by tabs. 以JSON Lines输出。"`
}

// dumped is an entry of a segment as a line of JSON, and in this order as a row.
type dumped struct {
	Scope     string `json:"scope"`    // code of the region by which segments are cut, "" = of what has no place
	Revision  int64  `json:"revision"` // that wrote the segment last
	No        uint32 `json:"regionNo"` // as the entry has it
	Region    string `json:"region"`   // code
	Name      string `json:"regionName"`
	Subject   string `json:"subject"`
	Code      int    `json:"code"`
	Finding   string `json:"finding"` // the code in words
	Since     string `json:"since"`   // "" = before records began
	Until     string `json:"until"`   // exclusive; "" = open
	UnitKind  string `json:"unitKind"`
	Ownership string `json:"ownership"`
	Industry  string `json:"industry"`
	Staff     string `json:"staffBand"`
	Info      bool   `json:"info"` // a gap for information only
}

// Run prints the entries. Nothing is changed.
func (k DumpSegments) Run(ctx context.Context, c *Common, out, notes io.Writer) (err error) {
	s, err := c.OpenThere(ctx, notes)
	if err != nil {
		return err
	}
	defer s.Close()
	within := graph.ID("")
	if k.Region != "" {
		key := graph.CodeKey{Kind: graph.KindRegion, Field: graph.ByCode, Code: k.Region}
		found, err := s.Find(ctx, []graph.CodeKey{key}, s.Today())
		if err != nil {
			return err
		}
		if found[key] == nil {
			return graph.NotFound([]string{"region"}, "no region alive today has the code %q: give a division code, such as 330206", "今日没有编码为%q的地区：请给出区划代码，例如330206", graph.Clip(k.Region))
		}
		within = found[key].Top().ID
	}
	w := bufio.NewWriterSize(out, 1<<16)
	lines := json.NewEncoder(w)
	lines.SetEscapeHTML(false)
	if !k.JSON {
		fmt.Fprintln(w, "scope\trevision\tno\tregion\tname\tsubject\tcode\tfinding\tsince\tuntil\tkind\townership\tindustry\tstaff\tinfo")
	}
	err = s.Unpack(ctx, within, func(u *store.Unpacked) error {
		for _, entry := range u.Entries {
			line := dumpOf(u, entry)
			if k.JSON {
				if err := lines.Encode(line); err != nil {
					return err
				}
				continue
			}
			if _, err := fmt.Fprintf(w, "%s\t%d\t%d\t%s\t%s\t%s\t%d\t%s\t%s\t%s\t%s\t%s\t%s\t%s\t%t\n", line.Scope, line.Revision, line.No, line.Region, line.Name, line.Subject,
				line.Code, line.Finding, line.Since, line.Until, line.UnitKind, line.Ownership, line.Industry, line.Staff, line.Info); err != nil {
				return err
			}
		}
		return ctx.Err()
	})
	return cmp.Or(err, w.Flush())
}

func dumpOf(u *store.Unpacked, e tally.Entry) dumped {
	d := dumped{
		Revision: u.Revision, No: e.Region, Subject: string(e.Subject), Code: int(e.Code), Finding: e.Code.Name(),
		Since: dayOr(e.Since, 0), Until: dayOr(e.End, graph.End), Info: e.Attributes[graph.AttrFlags]&graph.FlagInfo != 0,
	}
	if u.Place != nil {
		d.Scope = cmp.Or(u.Place.Code, u.Place.Name)
	}
	if r := u.Regions[e.Region]; r != nil {
		d.Region, d.Name = r.Code, r.Name
	}
	if class := e.Attributes.Class(); class != (graph.UnitClass{}) {
		d.UnitKind, d.Ownership, d.Industry, d.Staff = string(class.UnitKind), string(class.Ownership), e.Attributes.Industry(), string(e.Attributes.StaffBand())
	}
	return d
}

// dayOr is a day, "" where it is a bound that says none.
func dayOr(d, none graph.Date) string {
	if d == none {
		return ""
	}
	return d.String()
}
