package exchange_test

import (
	"slices"
	"strings"
	"testing"

	"cobuild/exchange"
	"cobuild/graph"
)

// TestUnitsKnownByCreditCodes loads a register that has credit codes and no
// codes of its own: one name in one region with two codes is two units, likely
// one; a unit on record without a credit code is given that of its row.
func TestUnitsKnownByCreditCodes(t *testing.T) {
	const head = "单位名称,统一社会信用代码,类型,所有制,所在地区\n"
	s := open(t)
	clean(t, load(t, s, exchange.Options{}, sheet(t, "地区.csv", "编码,名称,类型\nCN,全国,全国\n"), sheet(t, "单位.csv", "名称,类型,所有制,所在地区\n旧识商行,企业,非公有,CN\n")))
	sources := []exchange.Source{sheet(t, "登记.csv", head+
		"同名商行,913302061000000164,企业,非公有,CN\n"+
		"同名商行,91330206100000024Y,企业,非公有,CN\n"+
		"旧识商行,91330206100000032R,企业,非公有,CN\n")}
	r := load(t, s, exchange.Options{}, sources...)
	if entered, changed, _, waits := r.Count(); entered != 2 || changed != 1 || waits != 0 {
		t.Errorf("%d rows are new, %d changed, %d wait", entered, changed, waits)
	}
	alike := func(r *exchange.Result, row int) {
		t.Helper()
		if !slices.ContainsFunc(r.Ledger.Faults, func(f exchange.Fault) bool { return f.Note && f.Row == row && f.Reason == exchange.ReasonDuplicate }) {
			t.Errorf("row %d is not told to be likely said twice: %v", row, r.Ledger.Faults)
		}
	}
	alike(r, 3)
	if r = load(t, s, exchange.Options{}, sources...); r.Loaded {
		t.Error("a second run wrote")
	}
	r = load(t, s, exchange.Options{}, sheet(t, "登记.csv", head+"旧识商行,91330206100000040L,企业,非公有,CN\n"))
	if entered, changed, _, waits := r.Count(); entered != 1 || changed != 0 || waits != 0 {
		t.Errorf("by another credit code %d rows are new, %d changed, %d wait", entered, changed, waits)
	}
	alike(r, 2)
	sound(t, s)
}

// TestWaitingByCreditCode refers to a row with faults in every way in which it
// may be referred to: each is told as waiting for it.
func TestWaitingByCreditCode(t *testing.T) {
	r := load(t, open(t), exchange.Options{}, sheet(t, "地区.csv", "编码,名称,类型\nCN,全国,全国\n"),
		sheet(t, "组织.csv", "编码,名称,类型,所在地区\nZZ,示例支部,党支部,CN\n"),
		sheet(t, "单位.csv", "名称,统一社会信用代码,类型,所有制,所在地区,职工人数\n示例商行,91330206100000032R,企业,非公有,CN,若干\n"),
		sheet(t, "结对.csv", "编码,类型,帮扶方,受助方\nJ1,村企结对,unit:91330206100000032r,ZZ\nJ2,村企结对,91330206100000032r,ZZ\nJ3,村企结对,单位:91330206100000032R,ZZ\n"))
	if r.Ledger.Counts[exchange.ReasonWaits] != 3 || r.Ledger.Counts[exchange.ReasonReference] != 0 {
		t.Errorf("the reasons are %v", r.Ledger.Counts)
	}
}

// TestMappingThatNoRowFits gives values that their columns have not, and two
// entries for one sheet.
func TestMappingThatNoRowFits(t *testing.T) {
	_, err := exchange.ReadMapping(strings.NewReader(`{"sheets": [{"table": "units", "constants": {"kind": "FIRM"}, "values": {"ownership": {"民营": "PRIVAT", "国有": "国有", "": "-"}}},
		{"table": "members", "values": {"away_fixed": {"在": "maybe"}}}]}`))
	for _, told := range []string{"FIRM", "PRIVAT", "maybe", "PRIVATE_NON_ENTERPRISE"} {
		if err == nil || !strings.Contains(err.Error(), told) {
			t.Errorf("the mapping's %q is not told: %v", told, err)
		}
	}
	m, err := exchange.ReadMapping(strings.NewReader(`{"sheets": [{"file": "登记*", "table": "units"}, {"file": "登记_东*", "table": "units"}]}`))
	if err != nil {
		t.Fatal(err)
	}
	r := load(t, open(t), exchange.Options{Mapping: m}, sheet(t, "登记_东片.csv", "编码,名称,类型,所有制,所在地区\nDW-1,示例商行,企业,非公有,CN\n"))
	if !slices.ContainsFunc(r.Ledger.Faults, func(f exchange.Fault) bool {
		return f.Reason == exchange.ReasonDoubled && strings.Contains(f.In(graph.ZH), "映射文件中有两项")
	}) {
		t.Errorf("two entries for one line are told as %v", r.Ledger.Faults)
	}
}
