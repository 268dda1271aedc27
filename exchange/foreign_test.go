package exchange_test

import (
	"bytes"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"cobuild/exchange"
	"cobuild/graph"
	"cobuild/store"
)

// TestForeignRegister loads a register as an office hands it out, with a mapping
// file and nothing else: two rows of headers under a title, repeated; names of
// regions in three columns and addresses in one; dates, numbers and codes in all
// forms, wrong and right; totals and signatures at the foot; GB18030 with a line
// in UTF-8.
func TestForeignRegister(t *testing.T) {
	s := open(t)
	clean(t, load(t, s, exchange.Options{}, files(t, "testdata/register/regions.csv")...))
	m, err := exchange.OpenMapping("testdata/register/mapping.json")
	if err != nil {
		t.Fatal(err)
	}
	sources := files(t, "testdata/register/企业.csv")
	r := load(t, s, exchange.Options{Mapping: m}, sources...)
	for _, lang := range []graph.Language{graph.ZH, graph.EN} {
		var got bytes.Buffer
		if err := r.Ledger.WriteCSV(&got, lang); err != nil {
			t.Fatal(err)
		}
		golden := "testdata/register." + strings.ToLower(string(lang)) + ".ledger"
		if os.Getenv("UPDATE") != "" {
			if err := os.WriteFile(golden, got.Bytes(), 0o600); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(golden)
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(got.Bytes(), want) || strings.Contains(got.String(), "%!") {
			t.Errorf("the ledger differs from %s (UPDATE=1 writes it; read the difference):\n%s", golden, got.String())
		}
	}
	if got, want := unitLines(t, s), []string{
		"山水塑料 有限公司 FOREIGN 2019-05-20 12000 庄桥街道",
		"近水贸易有限公司 STATE 2016-03-05 12 慈城镇",
		"远山机械有限公司 PRIVATE 2016-03-01 86 庄桥街道",
	}; !slices.Equal(got, want) {
		t.Errorf("the units are %q, not %q", got, want)
	}
	if entered, changed, _, waits := r.Count(); entered != 6 || changed != 0 || waits != 13 {
		t.Errorf("%d rows are new, %d changed, %d wait", entered, changed, waits)
	}
	if again := load(t, s, exchange.Options{Mapping: m}, sources...); again.Loaded || again.Ledger.Rows != r.Ledger.Rows {
		t.Errorf("a second run wrote (%t), %d rows wait and not %d", again.Loaded, again.Ledger.Rows, r.Ledger.Rows)
	}
	dry := load(t, open(t), exchange.Options{Mapping: m, Bulk: 1}, append(sources, files(t, "testdata/register/regions.csv")...)...)
	if entered, _, _, _ := dry.Count(); entered != 20 || !dry.Bulk {
		t.Errorf("with the regions in one run %d rows are new", entered)
	}
	sound(t, s)
}

// unitLines are the units on record, in lines.
func unitLines(t *testing.T, s *store.Store) (lines []string) {
	t.Helper()
	pages, err := s.List(t.Context(), []graph.ListQuery{{Kind: graph.KindUnit, On: today, Order: graph.Order{By: graph.OrderPlace}, Page: graph.Page{Limit: 100}}})
	if err != nil {
		t.Fatal(err)
	}
	for _, n := range pages[0].Items {
		u := n.(*graph.Unit)
		links, err := s.Links(t.Context(), graph.LinkQuery{IDs: []graph.ID{u.ID}, Hops: []graph.Hop{graph.HopLocated}})
		if err != nil {
			t.Fatal(err)
		}
		region := links[u.ID][0].To
		regions, err := s.Nouns(t.Context(), []graph.ID{region})
		if err != nil {
			t.Fatal(err)
		}
		staff := ""
		if len(u.Staffs) > 0 {
			staff = itoa(u.Staffs[0].Value)
		}
		lines = append(lines, fmt.Sprintf("%s %s %s %s %s", u.Name, u.ClassOn(today).Ownership, u.Since, staff, regions[region].Top().Name))
	}
	slices.Sort(lines)
	return lines
}

// TestPathsOfNames finds regions by their names on the way down, however these
// are parted, with and without levels in between.
func TestPathsOfNames(t *testing.T) {
	s := open(t)
	clean(t, load(t, s, exchange.Options{}, files(t, "testdata/register/regions.csv")...))
	for text, want := range map[string]string{
		"浙江省/宁波市/江北区/慈城镇/青石村":     "330205002201",
		"浙江省 宁波市 江北区 庄桥街道 青石村村委会": "330205001201",
		"中国→浙江省→宁波市→江北区→慈城镇":      "",
		"浙江省宁波市江北区慈城镇青石村":         "330205002201",
		"宁波市江北区慈城镇柳岸社区居民委员会":      "330205002202",
		"宁波市-北仑区-小港街道":            "330206001",
		"北京市朝阳区":                  "110105",
		"北京市北京市朝阳区":               "110105",
		"北京市市辖区朝阳区":               "110105",
		"浙江省宁波市江北区青石村":            "AMBIGUOUS",
		"全国浙江省":                   "33",
		"浙江省宁波市江北区慈城镇不在村":         "",
		"浙江省宁波":                   "",
	} {
		m, err := exchange.ReadMapping(strings.NewReader(`{"sheets": [{"table": "units", "references": {"region": {"by": "PATH", "within": "CN"}}}]}`))
		if err != nil {
			t.Fatal(err)
		}
		r := load(t, s, exchange.Options{Mapping: m, DryRun: true}, sheet(t, "units.csv", "code,name,kind,ownership,region\nDW-1,一,企业,私企,CN\nDW-2,二,企业,非公有,"+text+"\n"))
		entered, _, _, _ := r.Count()
		told := ""
		for _, f := range r.Ledger.Faults {
			if f.Row == 3 {
				told += string(f.Reason)
			}
		}
		switch {
		case want == "AMBIGUOUS" && told == "AMBIGUOUS", want == "" && told == "REFERENCE", want != "" && entered == 1:
		default:
			t.Errorf("%s: %d entered, %q", text, entered, told)
			continue
		}
		if entered == 0 {
			continue
		}
		in := load(t, s, exchange.Options{Mapping: m}, sheet(t, "units.csv", "code,name,kind,ownership,region\nDW-"+want+",一,企业,非公有,"+text+"\n"))
		clean(t, in)
		if same := load(t, s, exchange.Options{}, sheet(t, "units.csv", "code,region\nDW-"+want+","+want+"\n")); same.Loaded || same.Ledger.Rows > 0 {
			t.Errorf("%s is not %s: %v", text, want, same.Values)
		}
	}
}

// TestMappedSheets reads small sheets each with one thing that only a mapping
// can say.
func TestMappedSheets(t *testing.T) {
	for name, one := range map[string]struct {
		sheet, mapping string
		want           []string // units
		reasons        string   // of faults
		notes          int
	}{
		"no headers": {
			"DW-1,一,庄桥街道\nDW-2,二,庄桥街道\n", `"headers": ["code", "n", ""], "columns": {"n": "name", "#3": "region"}, "references": {"region": {"by": "NAME", "within": "330205"}}`,
			[]string{"一 PRIVATE   庄桥街道", "二 PRIVATE   庄桥街道"},
			"", 0,
		},
		"a header twice": {
			"名称,名称,地区\n一,甲,330205\n", `"columns": {"名称": "", "名称#2": "name"}`,
			[]string{"甲 PRIVATE   江北区"},
			"", 0,
		},
		"a header twice and nothing said": {
			"名称,名称,地区\n一,甲,330205\n", `"columns": {}`,
			[]string{"一 PRIVATE   江北区"},
			"", 1,
		},
		"two headers for one column": {"全名,简名,地区\n一,甲,330205\n", `"columns": {"全名": "name", "简名": "name"}`, nil, "SHEET", 0},
		"merged cells": {
			"地区,名称\n330205,一\n,二\n330206,三\n", `"fill": ["地区"]`,
			[]string{"一 PRIVATE   江北区", "三 PRIVATE   北仑区", "二 PRIVATE   江北区"},
			"", 0,
		},
		"rows to skip": {
			"名称,地区,备注\n一,330205,\n二,330205,已迁出\n", `"skip": {"备注": "迁出"}, "columns": {"备注": ""}`,
			[]string{"一 PRIVATE   江北区"},
			"", 1,
		},
		"a header that is not there": {"名称,地区\n一,330205\n", `"skip": {"备注": "迁出"}`, nil, "SHEET", 0},
		"codes cut by a program": {
			"名称,地区\n一,00330205\n", `"replace": {"region": [{"pattern": "^0+", "with": ""}]}`,
			[]string{"一 PRIVATE   江北区"},
			"", 0,
		},
		"another unit": {
			"名称,地区,人数（百人）\n一,330205,1.5\n", `"columns": {"人数（百人）": "staff"}`,
			[]string{"一 PRIVATE  150 江北区"},
			"", 0,
		},
		"a factor": {
			"名称,地区,职工人数\n一,330205,2\n", `"factors": {"staff": 10}`,
			[]string{"一 PRIVATE  20 江北区"},
			"", 0,
		},
		"a text put together": {
			"镇,名称,地区\n庄桥,一,330205\n", `"compose": {"name": "{镇}{名称}厂"}, "columns": {"镇": "", "名称": ""}`,
			[]string{"庄桥一厂 PRIVATE   江北区"},
			"", 0,
		},
	} {
		s := open(t)
		clean(t, load(t, s, exchange.Options{}, files(t, "testdata/register/regions.csv")...))
		m, err := exchange.ReadMapping(strings.NewReader(`{"sheets": [{"table": "units", "constants": {"kind": "ENTERPRISE", "ownership": "PRIVATE"}, ` + one.mapping + `}]}`))
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		r := load(t, s, exchange.Options{Mapping: m}, sheet(t, "表.csv", one.sheet))
		var reasons []string
		for _, f := range r.Ledger.Faults {
			if !f.Note {
				reasons = append(reasons, string(f.Reason))
			}
		}
		if got := unitLines(t, s); !slices.Equal(got, one.want) || strings.Join(reasons, " ") != one.reasons || r.Ledger.Notes != one.notes {
			t.Errorf("%s gives %q, %v and %d notes", name, got, r.Ledger.Faults, r.Ledger.Notes)
		}
	}
}
