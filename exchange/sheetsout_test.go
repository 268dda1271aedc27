package exchange_test

import (
	"bytes"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"cobuild/exchange"
	"cobuild/graph"
	"cobuild/sample"
	"cobuild/store"
)

// sheetsOf writes the sheets of a store into a folder.
func sheetsOf(t *testing.T, w *exchange.Whole) (folder string, rows int) {
	t.Helper()
	folder = t.TempDir()
	rows, err := w.WriteSheetsTo(t.Context(), folder)
	if err != nil {
		t.Fatal(err)
	}
	return folder, rows
}

// figures are counts that tell whether two stores say the same on the day.
func figures(t *testing.T, s *store.Store) (text string) {
	t.Helper()
	for _, kind := range graph.NounKinds {
		alive := 0
		for after := graph.ID(""); ; {
			rows, err := s.Engine().Walk(t.Context(), after, 1000)
			if err != nil {
				t.Fatal(err)
			}
			for _, row := range rows {
				if after = row.ID; row.Kind == kind && row.Since <= today && today < row.End {
					alive++
				}
			}
			if len(rows) < 1000 {
				break
			}
		}
		text += fmt.Sprintf("%s %d\n", kind, alive)
	}
	return text
}

// Sheets that go out come in again, in either language, into an empty store and
// into the same one: here nothing changes, there the same sheets go out again.
func TestSheetsThereAndBack(t *testing.T) {
	first := open(t)
	data := sample.Gaotang()
	if err := first.Load(t.Context(), &data, nil); err != nil {
		t.Fatal(err)
	}
	for _, lang := range []graph.Language{"", graph.ZH} {
		folder, rows := sheetsOf(t, &exchange.Whole{Store: first, On: today, Lang: lang})
		if rows < 500 {
			t.Errorf("%d rows", rows)
		}
		result := load(t, first, exchange.Options{On: today}, files(t, folder)...)
		if entered, changed, _, waits := result.Count(); entered+changed+waits > 0 || len(result.Ledger.Faults) > 0 {
			t.Errorf("%q into the same store: %d new, %d changed, %d wait: %+v %+v", lang, entered, changed, waits, result.Ledger.Faults, result.Values)
		}
		second := open(t)
		result = load(t, second, exchange.Options{On: today}, files(t, folder)...)
		if _, changed, _, waits := result.Count(); changed+waits > 0 {
			t.Errorf("%q into an empty store: %d changed, %d wait", lang, changed, waits)
			for _, f := range result.Ledger.Faults {
				if f.Reason != exchange.ReasonWaits {
					t.Logf("%s %d %s %s: %s; %s", f.File, f.Row, f.Header, f.Value, f.What.EN, f.Do.EN)
				}
			}
		}
		if got, want := figures(t, second), figures(t, first); got != want {
			t.Errorf("%q:\n%s\nand not\n%s", lang, got, want)
		}
		again, _ := sheetsOf(t, &exchange.Whole{Store: second, On: today, Lang: lang})
		sameSheets(t, folder, again)
		if _, err := second.Check(t.Context(), func(d store.Drift) { t.Errorf("check: %s", d) }, nil); err != nil {
			t.Error(err)
		}
	}
}

// Names that are hostile to spreadsheets, and nouns without codes, come back as
// they were; a part of the territory stands by itself, as a workbook too.
func TestHostileSheets(t *testing.T) {
	first := open(t)
	data := sample.Gaotang()
	hostile := []string{"=1+1", "-", "'=x", `a,"b"`, "+86 574", "@home", "'tis", "一、二；三"}
	want := map[graph.ID]string{}
	for _, n := range data.Nouns {
		switch n := n.(type) {
		case *graph.Unit, *graph.Organisation:
			if len(want) < 2*len(hostile) {
				n.Top().Name = hostile[len(want)%len(hostile)]
				n.Top().Code = ""
				want[n.Top().ID] = n.Top().Name
			}
		case *graph.Member, *graph.Pairing:
			n.Top().Code = ""
		}
	}
	if err := first.Load(t.Context(), &data, nil); err != nil {
		t.Fatal(err)
	}
	folder, rows := sheetsOf(t, &exchange.Whole{Store: first, On: today, Within: "330206"})
	book := filepath.Join(t.TempDir(), "sheets.xlsx")
	if n, err := (&exchange.Whole{Store: first, On: today, Within: "330206", Lang: graph.ZH}).WriteSheetsTo(t.Context(), book); err != nil || n != rows || rows < 500 {
		t.Fatalf("%d rows, and %d in a workbook (%v)", rows, n, err)
	}
	var written []byte
	for _, name := range []string{"organisations.csv", "units.csv"} {
		text, err := os.ReadFile(filepath.Join(folder, name))
		if err != nil {
			t.Fatal(err)
		}
		written = append(written, text...)
	}
	maps.DeleteFunc(want, func(id graph.ID, _ string) bool { return !bytes.Contains(written, []byte(id)) }) // elsewhere, or ended
	if len(want) < len(hostile) {
		t.Fatalf("%d hostile names are written", len(want))
	}
	for _, place := range []string{folder, book} {
		second := open(t)
		result := load(t, second, exchange.Options{On: today}, files(t, place)...)
		if entered, changed, same, waits := result.Count(); changed+waits > 0 || entered+same != rows || entered < 700 {
			t.Errorf("%d of %d rows are new, %d changed, %d wait: %+v", entered, rows, changed, waits, result.Ledger.Faults)
		}
		for id, name := range want {
			nouns, err := second.Nouns(t.Context(), []graph.ID{id})
			if err != nil || nouns[id] == nil || nouns[id].Top().Name != name {
				t.Errorf("%s is not %q: %+v (%v)", id, name, nouns[id], err)
			}
		}
	}
}

func sameSheets(t *testing.T, want, got string) {
	t.Helper()
	entries, err := os.ReadDir(want)
	if err != nil || len(entries) < 10 {
		t.Fatalf("%d sheets (%v)", len(entries), err)
	}
	for _, e := range entries {
		a, err := os.ReadFile(filepath.Join(want, e.Name()))
		if err != nil {
			t.Fatal(err)
		}
		b, err := os.ReadFile(filepath.Join(got, e.Name()))
		if err != nil {
			t.Fatal(err)
		}
		was, is := strings.Split(string(a), "\n"), strings.Split(string(b), "\n")
		slices.Sort(was) // an import takes a zone after the villages beside it
		slices.Sort(is)
		for i := range max(len(was), len(is)) {
			if i >= len(was) || i >= len(is) || was[i] != is[i] {
				t.Errorf("%s has %d lines and had %d, of which line %d was\n%s\nand is\n%s", e.Name(), len(is), len(was), i+1, was[min(i, len(was)-1)], is[min(i, len(is)-1)])
				break
			}
		}
	}
}

// A new row may refer to what began after it, and lie in a region that is
// younger: until that begins it lies in the one above.
func TestReferencesToWhatCameLater(t *testing.T) {
	s := open(t)
	load(t, s, exchange.Options{On: today}, sheet(t, "regions.csv", "code,name,kind,parent,since\n330206,Beilun,COUNTY,,\n330206002,Xinqi,TOWNSHIP,330206,2001-05-01\n330206002001,Gaotang,COMMUNITY,330206002,2007-06-01\n"),
		sheet(t, "organisations.csv", "code,name,kind,region,superior,leads,since\nD1,old branch,BRANCH,330206002001,D2,,1999-01-01\nD2,young committee,GENERAL_BRANCH,330206002,,330206002001,2003-07-01\n"),
		sheet(t, "members.csv", "code,status,affiliation,residence,since\nM1,FULL,D2,330206002001,1990-07-01\n"),
		sheet(t, "alliances.csv", "code,name,kind,region,host,since\nL1,council,COUNCIL,330206002001,D2,2000-01-01\n"),
		sheet(t, "seats.csv", "alliance,participant,role,since\nL1,organisation:D1,MEMBER,2000-01-01\n"))
	bearer := func(kind graph.Kind, code string) graph.ID {
		t.Helper()
		key := graph.CodeKey{Kind: kind, Field: graph.ByCode, Code: code}
		found, err := s.Find(t.Context(), []graph.CodeKey{key}, today)
		if err != nil || found[key] == nil {
			t.Fatalf("no %s has the code %s (%v)", kind, code, err)
		}
		return found[key].Top().ID
	}
	for _, c := range []struct {
		kind graph.Kind
		code string
		hop  graph.Hop
		want []string // region or organisation, and since when
	}{
		{graph.KindOrganisation, "D1", graph.HopLocated, []string{"330206 1999-01-01", "330206002001 2007-06-01"}},
		{graph.KindOrganisation, "D1", graph.HopSuperior, []string{"D2 2003-07-01"}},
		{graph.KindOrganisation, "D2", graph.HopLeads, []string{"330206002001 2007-06-01"}},
		{graph.KindMember, "M1", graph.HopAffiliated, []string{"D2 2003-07-01"}},
		{graph.KindMember, "M1", graph.HopResides, []string{"330206002001 2007-06-01"}},
		{graph.KindAlliance, "L1", graph.HopHost, []string{"D2 2003-07-01"}},
		{graph.KindAlliance, "L1", graph.HopLocated, []string{"330206 2000-01-01", "330206002001 2007-06-01"}},
	} {
		id := bearer(c.kind, c.code)
		links, err := s.Engine().Links(t.Context(), graph.LinkQuery{IDs: []graph.ID{id}, Hops: []graph.Hop{c.hop}})
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, l := range links[id] {
			nouns, err := s.Nouns(t.Context(), []graph.ID{l.To})
			if err != nil {
				t.Fatal(err)
			}
			got = append(got, nouns[l.To].Top().Code+" "+l.Since.String())
		}
		slices.Sort(got)
		if !slices.Equal(got, c.want) {
			t.Errorf("%s %s %s: %q, want %q", c.kind, c.code, c.hop, got, c.want)
		}
	}
}

// The affiliation begins on the day that its column says, before which the member
// may have been registered there.
func TestFirstDayOfAnAffiliation(t *testing.T) {
	s := open(t)
	sheets := []exchange.Source{
		sheet(t, "regions.csv", "code,name,kind,parent\n330206,Beilun,COUNTY,\n"),
		sheet(t, "organisations.csv", "code,name,kind,region,since\nD1,one,BRANCH,330206,1999-01-01\nD2,two,BRANCH,330206,2003-07-01\n"),
		sheet(t, "members.csv", "code,status,affiliation,affiliation_since,since\nM1,FULL,D1,2020-05-01,1990-07-01\nM2,FULL,D2,2001-01-01,1990-07-01\nM3,FULL,D2,,2010-07-01\n"),
		sheet(t, "registrations.csv", "member,organisation,since,until\nM1,D1,2018-01-01,2020-05-01\n"),
	}
	r := load(t, s, exchange.Options{On: today}, sheets...)
	if f := r.Ledger.Faults; len(f) != 1 || f[0].Row != 3 || f[0].Header != "affiliation" {
		t.Errorf("an affiliation before the organisation was there: %+v", f)
	}
	r = load(t, s, exchange.Options{On: today}, sheet(t, "members.csv", "code,affiliation,affiliation_since\nM1,D2,2022-01-01\nM3,D1,2009-01-01\n"))
	if f := r.Ledger.Faults; len(f) != 1 || f[0].Row != 3 || f[0].Header != "affiliation_since" {
		t.Errorf("an affiliation before the member was there: %+v", f)
	}
	sound(t, s)
	affiliated := func(s *store.Store) map[string]string {
		t.Helper()
		got := map[string]string{}
		for _, code := range []string{"M1", "M3"} {
			key := graph.CodeKey{Kind: graph.KindMember, Field: graph.ByCode, Code: code}
			found, err := s.Find(t.Context(), []graph.CodeKey{key}, today)
			if err != nil || found[key] == nil {
				t.Fatalf("%s is not on record (%v)", code, err)
			}
			id := found[key].Top().ID
			links, err := s.Engine().Links(t.Context(), graph.LinkQuery{IDs: []graph.ID{id}, Hops: []graph.Hop{graph.HopAffiliated, graph.HopRegistered}})
			if err != nil {
				t.Fatal(err)
			}
			var said []string
			for _, l := range links[id] {
				said = append(said, string(l.Hop)+" "+l.Interval.String()+"; ")
			}
			slices.Sort(said)
			got[code] = strings.Join(said, "")
		}
		return got
	}
	want := map[string]string{"M1": "AFFILIATED [2020-05-01, 2022-01-01); AFFILIATED [2022-01-01, ); REGISTERED [2018-01-01, 2020-05-01); ", "M3": "AFFILIATED [2010-07-01, ); "}
	if got := affiliated(s); !maps.Equal(got, want) {
		t.Errorf("%q", got)
	}

	// Sheets of a day say since when: what follows from it follows in their copy.
	folder := t.TempDir()
	if _, err := (&exchange.Whole{Store: s, On: today}).WriteSheetsTo(t.Context(), folder); err != nil {
		t.Fatal(err)
	}
	if again := load(t, s, exchange.Options{On: today}, files(t, folder)...); again.Loaded || len(again.Ledger.Faults) > 0 {
		t.Errorf("sheets of the store change %v, or wait: %+v", again.Values, again.Ledger.Faults)
	}
	second := open(t)
	load(t, second, exchange.Options{On: today}, files(t, folder)...)
	want["M1"] = "AFFILIATED [2022-01-01, ); REGISTERED [2018-01-01, 2020-05-01); "
	if got := affiliated(second); !maps.Equal(got, want) {
		t.Errorf("of the sheets: %q", got)
	}
}
