package cli_test

import (
	"bytes"
	"encoding/json"
	"path/filepath"
	"strings"
	"testing"

	"cobuild/cli"
	"cobuild/graph"
	"cobuild/sample"
)

// gaotang makes a store of the sample of that name.
func gaotang(t *testing.T) *cli.Common {
	t.Helper()
	common := &cli.Common{Store: "sqlite:" + filepath.Join(t.TempDir(), "gaotang.db"), TimeZone: "Asia/Shanghai"}
	s, err := common.Open(t.Context(), &bytes.Buffer{})
	if err != nil {
		t.Fatal(err)
	}
	if err := cli.Sample("gaotang").Load(t.Context(), s, &bytes.Buffer{}); err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	return common
}

func run(t *testing.T, command func(out, notes *bytes.Buffer) error) string {
	t.Helper()
	var out, notes bytes.Buffer
	if err := command(&out, &notes); err != nil {
		t.Fatalf("%v\n%s", err, notes.String())
	}
	return out.String()
}

// TestStats compares what stats tells with the dataset that was loaded, and
// with the entries that dump prints.
func TestStats(t *testing.T) {
	common := gaotang(t)
	data := sample.Gaotang()
	var h cli.Holdings
	told := run(t, func(out, notes *bytes.Buffer) error {
		return cli.Stats{JSON: true}.Run(t.Context(), common, out, notes)
	})
	if err := json.Unmarshal([]byte(told), &h); err != nil {
		t.Fatalf("%v\n%s", err, told)
	}
	nouns, links, levels := map[string]int{}, map[string]int{}, map[string]int{}
	for _, n := range data.Nouns {
		nouns[string(n.Kind())]++
		if r, ok := n.(*graph.Region); ok {
			levels[string(r.Level)]++
		}
	}
	for _, l := range data.Links {
		links[string(l.Hop)]++
	}
	regions := nouns["REGION"]
	compareHeld(t, "nouns", h.Nouns, nouns)
	compareHeld(t, "links", h.Links, links)
	sum := 0
	for _, level := range h.Regions {
		if level.Count != levels[level.Name] || level.Today > level.Count {
			t.Errorf("of level %s there are %+v, not %d", level.Name, level, levels[level.Name])
		}
		sum += level.Count
	}
	if sum != regions {
		t.Errorf("levels have %d regions of %d", sum, regions)
	}
	if h.Revision != 1 || h.Sample != data.Name || h.Log != 0 || h.File == nil || h.File.Bytes != int64(h.File.Pages*h.File.PageBytes) || h.File.Bytes == 0 {
		t.Errorf("the rest is %+v, file %+v", h, h.File)
	}

	dump := run(t, func(out, notes *bytes.Buffer) error {
		return cli.DumpSegments{JSON: true}.Run(t.Context(), common, out, notes)
	})
	findings, entries, inArea := map[string]int{}, 0, 0
	for line := range strings.Lines(dump) {
		var entry struct {
			Finding, Region, Scope, Subject, Since string
			RegionNo                               int
		}
		if err := json.Unmarshal([]byte(line), &entry); err != nil {
			t.Fatalf("%v: %s", err, line)
		}
		findings[entry.Finding]++
		entries++
		if strings.HasPrefix(entry.Region, "330206-GT") {
			inArea++
		}
		if entry.Subject == "" || entry.Finding == "" || entry.RegionNo > 0 && entry.Region == "" {
			t.Errorf("not in words: %s", line)
		}
	}
	for _, f := range h.Findings {
		if findings[f.Name] != f.Count || f.Today > f.Count {
			t.Errorf("of %s there are %+v, and %d in the segments", f.Name, f, findings[f.Name])
		}
		delete(findings, f.Name)
	}
	if len(findings) > 0 || entries != h.Segments.Entries || entries == 0 || h.Segments.Bytes < 16*entries || h.Segments.Most > h.Segments.Bytes || h.Segments.Largest == "" {
		t.Errorf("%d entries, of unknown kinds %v, in segments %+v", entries, findings, h.Segments)
	}

	table := run(t, func(out, notes *bytes.Buffer) error {
		return cli.DumpSegments{Region: "330206-GT"}.Run(t.Context(), common, out, notes)
	})
	if rows := strings.Count(table, "\n") - 1; inArea == 0 || rows < inArea || rows >= entries {
		t.Errorf("the area has %d rows, of which %d bear its code, of %d", rows, inArea, entries)
	}
	if text := run(t, func(out, notes *bytes.Buffer) error { return cli.Stats{}.Run(t.Context(), common, out, notes) }); !strings.Contains(text, data.Name) || strings.Contains(text, "%!") {
		t.Errorf("the table is\n%s", text)
	}
	var out bytes.Buffer
	if err := (cli.DumpSegments{Region: "99"}).Run(t.Context(), common, &out, &out); graph.CodeOf(err) != graph.CodeNotFound {
		t.Errorf("an unknown region: %v", err)
	}
}

func compareHeld(t *testing.T, what string, got []cli.Held, want map[string]int) {
	t.Helper()
	for _, one := range got {
		if one.Count != want[one.Name] {
			t.Errorf("%s: %d %s, not %d", what, one.Count, one.Name, want[one.Name])
		}
		delete(want, one.Name)
	}
	if len(want) > 0 {
		t.Errorf("%s: nothing of %v", what, want)
	}
}
