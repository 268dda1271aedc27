package exchange_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"cobuild/exchange"
)

// TestSheetsOfPairingsWithoutTwoEnds writes sheets of a place with a pairing
// across its border, and of a store with a pairing of which an end has ended: no
// import would take them, and none is left waiting.
func TestSheetsOfPairingsWithoutTwoEnds(t *testing.T) {
	s := open(t)
	clean(t, load(t, s, exchange.Options{},
		sheet(t, "地区.csv", "编码,名称,类型,上级地区\nCN,全国,全国,\n11,甲省,省,CN\n12,乙省,省,CN\n"),
		sheet(t, "单位.csv", "编码,名称,类型,所有制,所在地区,终止日期\nD1,一厂,企业,非公有,11,\nD2,二厂,企业,非公有,11,\nD3,三厂,企业,非公有,12,\nD4,四厂,企业,非公有,12,2020-01-01\n"),
		sheet(t, "结对.csv", "编码,类型,对等方\nJ1,企业联建,D1;D2\nJ2,企业联建,D1;D3\nJ3,企业联建,D3;D4\n"),
		sheet(t, "活动.csv", "结对,日期,活动名称\nJ2,2019-01-01,座谈\n"),
	))
	for within, want := range map[string]string{"11": "J1", "12": "", "": "J1 J2"} {
		folder, rows := sheetsOf(t, &exchange.Whole{Store: s, On: today, Within: within})
		text, err := os.ReadFile(filepath.Join(folder, "pairings.csv"))
		if err != nil {
			t.Fatal(err)
		}
		var codes []string
		for _, line := range strings.Split(strings.TrimSpace(string(text)), "\n")[1:] {
			code, _, _ := strings.Cut(line, ",")
			codes = append(codes, code)
		}
		if got := strings.Join(codes, " "); got != want {
			t.Errorf("within %q the pairings are %q, not %q", within, got, want)
		}
		r := load(t, open(t), exchange.Options{On: today}, files(t, folder)...)
		if entered, changed, same, waits := r.Count(); entered+same != rows || changed+waits != 0 {
			t.Errorf("of %d rows within %q %d are new, %d wait: %+v", rows, within, entered, waits, r.Ledger.Faults)
		}
	}
}
