package cli_test

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"cobuild/cli"
	"cobuild/sample"
)

// A file is there under its name once it is whole, and else not at all.
func TestExportLeavesNoHalfFile(t *testing.T) {
	folder := t.TempDir()
	c := &cli.Common{Store: "sqlite:" + filepath.Join(folder, "a.db"), TimeZone: "Asia/Shanghai"}
	s, err := c.Open(t.Context(), os.Stderr)
	if err != nil {
		t.Fatal(err)
	}
	data := sample.Gaotang()
	if err := s.Load(t.Context(), &data, nil); err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	query := func(text string) string {
		path := filepath.Join(t.TempDir(), "query.graphql")
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	units := query("query q($text: String) { units(filter: {text: $text}) { nodes { code name } } }")
	broken := query("{ regions { nodes { name units(first: 1) { nodes { name } } } } }")
	gone, cancel := context.WithCancel(t.Context())
	cancel()
	for name, k := range map[string]struct {
		ctx    context.Context
		export cli.Export
		out    string // file, "" = none comes to be
		begins string
	}{
		"csv":        {t.Context(), cli.Export{Query: units, Variables: `{"text": "老渡口"}`, NoBOM: true}, "a.csv", "code,name\r\nDW-T1,高塘老渡口面馆\r\n"},
		"jsonl":      {t.Context(), cli.Export{Query: units, Limit: 1}, "b.jsonl", `{"code":`},
		"xlsx":       {t.Context(), cli.Export{Query: units, Lang: "zh"}, "c.xlsx", "PK"},
		"facts":      {t.Context(), cli.Export{Facts: true}, "f.jsonl", `{"facts":`},
		"graph":      {t.Context(), cli.Export{GraphML: true, Within: "330206", On: "2020-01-01"}, "g.graphml", "<?xml"},
		"broken off": {t.Context(), cli.Export{Query: broken}, "", ""},
		"cancelled":  {gone, cli.Export{Query: units}, "", ""},
		"no query":   {t.Context(), cli.Export{}, "", ""},
		"no JSON":    {t.Context(), cli.Export{Query: units, Variables: "x"}, "", ""},
		"two":        {t.Context(), cli.Export{Facts: true, GraphML: true}, "", ""},
		"hidden":     {t.Context(), cli.Export{Facts: true, HideMembers: true}, "", ""},
		"nowhere":    {t.Context(), cli.Export{GraphML: true, Within: "99"}, "", ""},
	} {
		t.Run(name, func(t *testing.T) {
			to := filepath.Join(t.TempDir(), "x.csv")
			if k.out != "" {
				to = filepath.Join(t.TempDir(), k.out)
			}
			k.export.Out = to
			var out, notes bytes.Buffer
			err := k.export.Run(k.ctx, c, &out, &notes)
			text, read := os.ReadFile(to)
			if k.out == "" && (err == nil || read == nil) || k.out != "" && (err != nil || !strings.HasPrefix(string(text), k.begins)) || out.Len() > 0 {
				t.Errorf("%v, file %v: %.200s %s", err, read, text, &out)
			}
			if _, err := os.Stat(to + ".part"); err == nil {
				t.Error("a part is left")
			}
		})
	}
	if err := (cli.Export{Sheets: filepath.Join(folder, "sheets")}).Run(t.Context(), c, os.Stdout, os.Stderr); err != nil {
		t.Error(err)
	}
	if sheets, err := filepath.Glob(filepath.Join(folder, "sheets", "*.csv")); err != nil || len(sheets) != 14 {
		t.Errorf("%d sheets (%v)", len(sheets), err)
	}
}
