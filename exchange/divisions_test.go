package exchange_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"cobuild/exchange"
	"cobuild/graph"
	"cobuild/store"
)

// divisions is an excerpt of the published tables with their hard cases:
// municipalities, cities without counties, counties right under a province.
func divisions(t *testing.T, folder string) ([]exchange.Source, *exchange.Mapping) {
	t.Helper()
	sources, mapping, err := exchange.Divisions(folder)
	if err != nil {
		t.Fatal(err)
	}
	return sources, mapping
}

// regionOf finds a region by its code, with that of its parent.
func regionOf(t *testing.T, s *store.Store, code string) (r *graph.Region, parent string) {
	t.Helper()
	key := graph.CodeKey{Kind: graph.KindRegion, Field: graph.ByCode, Code: code}
	found, err := s.Find(t.Context(), []graph.CodeKey{key}, today)
	if err != nil {
		t.Fatal(err)
	}
	if found[key] == nil {
		return nil, ""
	}
	r = found[key].(*graph.Region)
	links, err := s.Links(t.Context(), graph.LinkQuery{IDs: []graph.ID{r.ID}, Hops: []graph.Hop{graph.HopParent}, On: today})
	if err != nil {
		t.Fatal(err)
	}
	for _, l := range links[r.ID] {
		nouns, err := s.Nouns(t.Context(), []graph.ID{l.To})
		if err != nil {
			t.Fatal(err)
		}
		parent = nouns[l.To].Top().Code
	}
	return r, parent
}

func TestDivisions(t *testing.T) {
	for name, bulk := range map[string]int{"in revisions": -1, "at once": 1} {
		t.Run(name, func(t *testing.T) {
			s := open(t)
			sources, mapping := divisions(t, "testdata/divisions")
			r := load(t, s, exchange.Options{Mapping: mapping, Bulk: bulk}, sources...)
			clean(t, r)
			if len(r.Tables) != 1 || r.Tables[0].Rows != 150 || r.Tables[0].Folded != 11 || r.Tables[0].Entered != 139 || r.Tables[0].Waits != 0 {
				t.Errorf("the tables give %+v", r.Tables)
			}
			for code, want := range map[string]struct {
				parent, name string
				kind         graph.RegionKind
				level        graph.RegionLevel
			}{
				"CN":           {"", "全国", graph.RegionNation, graph.LevelNation},
				"11":           {"CN", "北京市", graph.RegionProvince, graph.LevelProvince},
				"110101":       {"11", "东城区", graph.RegionCounty, graph.LevelCounty}, // 市辖区 is folded
				"500229":       {"50", "城口县", graph.RegionCounty, graph.LevelCounty}, // so is 县
				"419001":       {"41", "济源市", graph.RegionCounty, graph.LevelCounty}, // right under the province
				"659001":       {"65", "石河子市", graph.RegionCounty, graph.LevelCounty},
				"469021":       {"46", "定安县", graph.RegionCounty, graph.LevelCounty},
				"4419":         {"44", "东莞市", graph.RegionPrefecture, graph.LevelPrefecture},
				"441900003":    {"4419", "东城街道", graph.RegionTownship, graph.LevelTownship}, // no county between
				"441900401":    {"4419", "松山湖", graph.RegionTownship, graph.LevelTownship},
				"442000001":    {"4420", "石岐街道", graph.RegionTownship, graph.LevelTownship},
				"460400499":    {"4604", "洋浦经济开发区", graph.RegionTownship, graph.LevelTownship},
				"620201100":    {"6202", "新城镇", graph.RegionTownship, graph.LevelTownship},
				"371526001":    {"371526", "鱼邱湖街道", graph.RegionTownship, graph.LevelTownship},
				"110101001001": {"110101001", "多福巷社区居委会", graph.RegionCommunity, graph.LevelVillage},
				"620201100201": {"620201100", "横沟村村民委员会", graph.RegionVillage, graph.LevelVillage},
			} {
				got, parent := regionOf(t, s, code)
				if got == nil || parent != want.parent || got.Name != want.name || got.RegionKind != want.kind || got.Level != want.level {
					t.Errorf("%s lies in %q: %+v", code, parent, got)
				}
			}
			for _, code := range []string{"1101", "3101", "5001", "5002", "4190", "4690", "6590", "441900", "442000", "460400", "620201"} {
				if got, _ := regionOf(t, s, code); got != nil {
					t.Errorf("%s (%s) is a placeholder and was loaded", code, got.Name)
				}
			}
			if again := load(t, s, exchange.Options{Mapping: mapping}, sources...); again.Loaded || again.Ledger.Rows > 0 {
				t.Errorf("a second run: %+v %v", again.Tables, again.Values)
			}
			sound(t, s)
			townshipsGoOn(t, s)
		})
	}
}

// townshipsGoOn renames, adds and drops as a newer edition of the tables does.
func townshipsGoOn(t *testing.T, s *store.Store) {
	t.Helper()
	folder := t.TempDir()
	for _, name := range []string{"provinces.csv", "cities.csv", "areas.csv", "streets.csv", "villages.csv"} {
		data, err := os.ReadFile(filepath.Join("testdata", "divisions", name))
		if err != nil {
			t.Fatal(err)
		}
		text := string(data)
		switch name {
		case "streets.csv":
			text = strings.Replace(text, "石岐街道", "石岐新街道", 1) + "442000003,\"中山港街道\",442000,44,4420\n"
		case "villages.csv":
			text = strings.Replace(text, "620201100201,\"横沟村村民委员会\",620201100,62,6202,620201\n", "", 1)
		}
		if err := os.WriteFile(filepath.Join(folder, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	sources, mapping := divisions(t, folder)
	r := load(t, s, exchange.Options{Mapping: mapping}, sources...)
	clean(t, r)
	if entered, changed, _, _ := r.Count(); entered != 1 || changed != 1 || len(r.Values) != 1 || r.Values[0].After != "石岐新街道" {
		t.Errorf("a newer edition: %d new, %d changed, %+v", entered, changed, r.Values)
	}
	if _, parent := regionOf(t, s, "442000003"); parent != "4420" {
		t.Errorf("the new township lies in %q", parent)
	}
	r = load(t, s, exchange.Options{Mapping: mapping, Reconcile: true}, sources...)
	if len(r.Missing) != 1 || !r.Missing[0].InStore || r.Missing[0].Code != "620201100201" {
		t.Errorf("what the newer edition lacks: %+v", r.Missing)
	}
}

func TestDivisionsWithoutATable(t *testing.T) {
	folder := filepath.Join(t.TempDir(), "package")
	if err := os.MkdirAll(filepath.Join(folder, "dist"), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(folder, "dist", "provinces.csv"), []byte("code,name\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for folder, want := range map[string]string{folder: filepath.Join(folder, "dist") + " has no cities.csv", t.TempDir(): "has no provinces.csv"} {
		if _, _, err := exchange.Divisions(folder); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("refused as %v, which does not say %q", err, want)
		}
	}
}

// TestFoldedReferences refers to placeholders from other sheets, by name within
// one, and through one that lies in another.
func TestFoldedReferences(t *testing.T) {
	s := open(t)
	mapping, err := exchange.ReadMapping(strings.NewReader(`{"sheets": [{"file": "regions.csv", "table": "regions", "fold": [{"name": "虚*", "kind": "COUNTY"}, {"code": "3302"}]}]}`))
	if err != nil {
		t.Fatal(err)
	}
	r := load(t, s, exchange.Options{Mapping: mapping},
		sheet(t, "regions.csv", "code,name,kind,parent\nCN,全国,NATION,\n33,省,PROVINCE,CN\n3302,市,PREFECTURE,33\n330299,虚/县,COUNTY,3302\n330299001,街道,TOWNSHIP,330299\n"),
		sheet(t, "organisations.csv", "code,name,kind,region\nDZ-1,一支部,党支部,3302/街道\nDZ-2,二支部,党支部,region:330299\n"))
	clean(t, r)
	if _, parent := regionOf(t, s, "330299001"); parent != "33" {
		t.Errorf("the township lies in %q", parent)
	}
	if entered, _, _, _ := r.Count(); entered != 5 || r.Tables[0].Folded != 2 {
		t.Errorf("%+v", r.Tables)
	}
}

func TestFoldThatIsWrong(t *testing.T) {
	for text, want := range map[string]string{
		`{"sheets": [{"table": "units", "fold": [{"name": "x"}]}]}`:              "only regions",
		`{"sheets": [{"table": "regions", "fold": [{"nonsense": "x"}]}]}`:        `"nonsense"`,
		`{"sheets": [{"table": "regions", "fold": [{"name": "["}]}]}`:            `"["`,
		`{"sheets": [{"table": "regions", "fold": [{}]}]}`:                       "without columns",
		`{"sheets": [{"table": "regions", "columns": {"x": ["code", "none"]}}]}`: `"none"`,
		`{"sheets": [{"table": "regions", "values": {"kind": {"[": "AREA"}}}]}`:  `"["`,
		`{"sheets": [{"fold": [{"name": "x"}]}]}`:                                "table is missing",
	} {
		if _, err := exchange.ReadMapping(strings.NewReader(text)); err == nil || !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), "%!") {
			t.Errorf("%s is refused as %v, which does not say %q", text, err, want)
		}
	}
	s := open(t)
	mapping, err := exchange.ReadMapping(strings.NewReader(`{"sheets": [{"table": "regions", "fold": [{"name": "市"}]}]}`))
	if err != nil {
		t.Fatal(err)
	}
	r := load(t, s, exchange.Options{Mapping: mapping}, sheet(t, "regions.csv", "code,name,kind,parent\nCN,全国,NATION,\n3302,市,PREFECTURE,\n"))
	if r.Ledger.Counts[exchange.ReasonMissing] != 1 {
		t.Errorf("a placeholder without parent: %v", r.Ledger.Counts)
	}
}

// TestValuesByPattern reads two columns from one, by patterns of which the one
// with the most letters counts.
func TestValuesByPattern(t *testing.T) {
	s := open(t)
	mapping, err := exchange.ReadMapping(strings.NewReader(`{"sheets": [{"table": "regions", "columns": {"地名": ["name", "kind"]},
		"values": {"kind": {"*": "NATION", "*省": "PROVINCE", "*/省": "COUNTY", "直隶省": "AREA"}}}]}`))
	if err != nil {
		t.Fatal(err)
	}
	r := load(t, s, exchange.Options{Mapping: mapping},
		sheet(t, "regions.csv", "code,地名,parent\nCN,某国,\n33,某省,CN\n330201,某/省,33\nA,直隶省,33\n"))
	clean(t, r)
	for code, want := range map[string]graph.RegionKind{"CN": graph.RegionNation, "33": graph.RegionProvince, "330201": graph.RegionCounty, "A": graph.RegionArea} {
		if got, _ := regionOf(t, s, code); got == nil || got.RegionKind != want {
			t.Errorf("%s is %+v, not %s", code, got, want)
		}
	}
}
