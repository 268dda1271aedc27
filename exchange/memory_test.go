package exchange_test

import (
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"cobuild/exchange"
)

// TestMemoryIsFlat imports units in numbers of which one is three times the
// other, in each way that writes nothing before all rows were played: what a row
// takes in memory does not depend on what it makes.
func TestMemoryIsFlat(t *testing.T) {
	const few, many, most = 8_000, 24_000, 450
	for name, o := range map[string]exchange.Options{
		"in revisions": {Strict: true, Bulk: -1}, "at once": {DryRun: true, Bulk: 1},
	} {
		t.Run(name, func(t *testing.T) {
			peaks := map[int]uint64{}
			for _, rows := range []int{few, many} {
				o.On, o.Batch = today, 1_000
				peaks[rows] = peakOf(t, o, rows)
			}
			grown := (int64(peaks[many]) - int64(peaks[few])) / (many - few)
			t.Logf("%d and %d bytes at most, %d a row", peaks[few], peaks[many], grown)
			if grown > most {
				t.Errorf("each row more takes %d bytes of memory, over %d", grown, most)
			}
		})
	}
}

// peakOf imports units, a tenth of them with faults, and gives what was in use at
// most while rows were played.
func peakOf(t *testing.T, o exchange.Options, rows int) (peak uint64) {
	t.Helper()
	var text strings.Builder
	text.WriteString("code,name,kind,ownership,industry,staff,region,since\n")
	for i := range rows {
		staff := "20"
		if i%10 == 0 {
			staff = "many"
		}
		fmt.Fprintf(&text, "DW-%d,单位%d有限责任公司,ENTERPRISE,PRIVATE,C35,%s,330299001201,2016-01-01\n", i, i, staff)
	}
	folder := t.TempDir()
	for name, data := range map[string]string{
		"units.csv":   text.String(),
		"regions.csv": "code,name,kind,parent\nCN,全国,NATION,\n33,示例省,PROVINCE,CN\n3302,示例市,PREFECTURE,33\n330299,示例县,COUNTY,3302\n330299001,示例镇,TOWNSHIP,330299\n330299001201,示例村,VILLAGE,330299001\n",
	} {
		if err := os.WriteFile(filepath.Join(folder, name), []byte(data), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	text.Reset()
	s := open(t)
	o.Tell = func(p exchange.Progress) {
		if !p.Loading {
			return
		}
		runtime.GC()
		var now runtime.MemStats
		runtime.ReadMemStats(&now)
		peak = max(peak, now.HeapAlloc)
	}
	r := load(t, s, o, files(t, folder)...)
	if r.Ledger.Rows != rows/10 || r.Loaded || peak == 0 {
		t.Fatalf("%d rows with faults, loaded %t", r.Ledger.Rows, r.Loaded)
	}
	return peak
}
