package exchange_test

import (
	"slices"
	"strings"
	"testing"

	"cobuild/exchange"
)

// TestOneCauseManyWaiting: a fault far up keeps a whole tree waiting. Rows wait
// for the row above them, however many steps away the cause is, and the ledger
// begins with the cause.
func TestOneCauseManyWaiting(t *testing.T) {
	for _, batch := range []int{2, 100} {
		s := open(t)
		r := load(t, s, exchange.Options{Batch: batch}, inline("coverages.csv", "organisation,unit,mode\nO2,U1,OWN\n"),
			inline("regions.csv", "code,name,kind,parent\n330206002,四街,TOWNSHIP,330206\n330206,三区,COUNTY,3302\n3302,二市,PREFECTURE,33\n33x,一省,PROVINCE,CN\nCN,中国,NATION,\n"),
			inline("organisations.csv", "code,name,kind,region,superior\nO2,二支部,BRANCH,330206002,O1\nO1,一支部,BRANCH,330206002,\nO4,四支部,BRANCH,CN,O4\n"),
			inline("units.csv", "code,name,kind,ownership,region\nU1,一厂,ENTERPRISE,PRIVATE,330206002\n"))
		var got []string
		for _, f := range r.Ledger.Faults {
			got = append(got, f.File+" "+f.Value+" "+string(f.Reason))
		}
		slices.Sort(got[3:])
		if want := []string{
			"regions.csv 33 REFERENCE", "regions.csv 33x CODE", "organisations.csv O4 REFERENCE",
			"coverages.csv O2 WAITS", "coverages.csv U1 WAITS", "organisations.csv 330206002 WAITS", "organisations.csv 330206002 WAITS",
			"organisations.csv O1 WAITS", "regions.csv 3302 WAITS", "regions.csv 330206 WAITS", "units.csv 330206002 WAITS",
		}; !slices.Equal(got, want) {
			t.Errorf("in batches of %d the ledger says\n%s", batch, strings.Join(got, "\n"))
		}
		if len(r.Ledger.Frequent) != 0 {
			t.Errorf("what waits is told as wrong often: %v", r.Ledger.Frequent)
		}
		sound(t, s)
	}
}

// TestLongDivisionCodes: tables of six and of twelve digits fill up the codes of
// larger regions with zeros, and so do references to them.
func TestLongDivisionCodes(t *testing.T) {
	var short string
	for i, sheets := range [][2]string{
		{"33,浙江省,PROVINCE,CN\n3302,宁波市,PREFECTURE,33\n330206,北仑区,COUNTY,3302\n330206002,新碶街道,TOWNSHIP,330206\n330206002201,大树社区,COMMUNITY,330206002\n3302060020,一片,AREA,330206002\n", "330206"},
		{"330000,浙江省,PROVINCE,CN\n330200,宁波市,PREFECTURE,330000\n330206,北仑区,COUNTY,330200\n330206002,新碶街道,TOWNSHIP,330206\n330206002201,大树社区,COMMUNITY,330206002\n3302060020,一片,AREA,330206002\n", "330206"},
		{"330206002201,大树社区,COMMUNITY,330206002000\n330206002000,新碶街道,TOWNSHIP,330206000000\n330206000000,北仑区,COUNTY,330200000000\n330200000000,宁波市,PREFECTURE,330000000000\n330000000000,浙江省,PROVINCE,CN\n3302060020,一片,AREA,330206002000\n", "330206000000"},
	} {
		s := open(t)
		regions := inline("regions.csv", "code,name,kind,parent\nCN,中国,NATION,\n"+sheets[0])
		units := inline("units.csv", "code,name,kind,ownership,region\nU1,一厂,ENTERPRISE,PRIVATE,"+sheets[1]+"\n")
		clean(t, load(t, s, exchange.Options{}, regions, units))
		got := outline(t, s)
		if short == "" {
			short = got
		}
		if got != short {
			t.Errorf("table %d loads\n%s\nand not\n%s", i, got, short)
		}
		if again := load(t, s, exchange.Options{}, regions, units); again.Loaded || again.Ledger.Rows > 0 {
			t.Errorf("table %d: a second run wrote (%t), %d rows wait", i, again.Loaded, again.Ledger.Rows)
		}
	}
}

// inline is a CSV that is no file.
func inline(name, data string) exchange.Source {
	return exchange.Source{Name: name, Data: []byte(data)}
}
