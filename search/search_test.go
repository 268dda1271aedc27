package search

import (
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"cobuild/graph"
)

func aUnit(name, code, credit string, aliases ...string) *graph.Unit {
	return &graph.Unit{Head: graph.Head{ID: "unt_1", Name: name, Code: code, Aliases: aliases}, CreditCode: credit}
}

func TestMatch(t *testing.T) {
	u := aUnit("高塘（长沙）Green Light No.5科技有限公司", "GT-0１x", "91330299MA2ABCDE1X", "旧塘厂", "Old Mill")
	for text, want := range map[string]string{
		"高":                   "NAME 高",
		"高塘":                  "NAME 高塘",
		"塘长沙":                 "NAME 塘（长沙", // what stands between characters is passed over
		"塘 沙":                 "NAME 塘, NAME 沙",
		"高沙":                  "",
		"沙科":                  "", // Latin words stand between
		"green":               "NAME Green",
		"GRE":                 "NAME Gre",
		"ｇｒｅ":                 "NAME Gre",
		"reen":                "",
		"light 5":             "NAME Light, NAME 5",
		"no.5科技":              "NAME No, NAME 5, NAME 科技",
		"旧塘":                  "ALIAS 旧塘",
		"old":                 "ALIAS Old",
		"高塘 旧":                "NAME 高塘, ALIAS 旧",
		"gt":                  "CODE GT",
		"gt01":                "CODE GT-0１",
		"gt-01":               "CODE GT-0１",
		"T-01":                "",
		"9133":                "CODE 9133",
		"91330299ma2abcde1x":  "CODE 91330299MA2ABCDE1X",
		"91330299ma2abcde1xy": "",
		"gtc":                 "PINYIN 高塘（长",
		"gtz":                 "PINYIN 高塘（长", // 长 is zhang too
		"kjyxgs":              "PINYIN 科技有限公司",
		"ghyx":                "",
		"jt":                  "PINYIN 旧塘",
		"g":                   "NAME G", // one letter is no initials
		"j":                   "",
		"kj 高":                "PINYIN 科技, NAME 高",
		"  高塘　科技 ":            "NAME 高塘, NAME 科技",
		"高塘 高塘":               "NAME 高塘",
		"塘🏭":                  "NAME 塘",
	} {
		q, err := Parse(text)
		if err != nil {
			t.Errorf("%q: %v", text, err)
			continue
		}
		found, ok := q.Match(u)
		var got []string
		for _, m := range found.Matches {
			got = append(got, string(m.Field)+" "+m.Part)
			if !strings.Contains(m.Text, m.Part) {
				t.Errorf("%q: %q is no part of %q", text, m.Part, m.Text)
			}
		}
		if strings.Join(got, ", ") != want || ok != (want != "") {
			t.Errorf("%q finds %q, want %q", text, got, want)
		}
		if ok && !reachable(q.Groups(), Words(u, "")) {
			t.Errorf("%q: the index misses it: %v", text, q.Groups())
		}
	}
}

func TestClasses(t *testing.T) {
	u := aUnit("高塘Mill厂", "高-1", "91330299MA2ABCDE1X", "高")
	for text, want := range map[string]string{
		"高": "begins", "高塘": "begins", "塘": "", "高塘m": "begins", "高塘mil 厂": "begins", "高塘l": "-", "厂 高": "",
		"91330299ma2abcde1x": "code", "91330299ma2abcde1": "", "mill": "", "高1": "",
	} {
		q, err := Parse(text)
		if err != nil {
			t.Fatal(err)
		}
		found, ok := q.Match(u)
		got := ""
		switch {
		case !ok:
			got = "-"
		case found.Code:
			got = "code"
		case found.Begins:
			got = "begins"
		}
		if got != want {
			t.Errorf("%q is %q, want %q", text, got, want)
		}
		if groups, can := q.CodeGroups(); found.Code && (!can || !reachable(groups, Words(u, ""))) {
			t.Errorf("%q: the index misses the whole code: %v", text, groups)
		}
	}
}

func TestRefused(t *testing.T) {
	for text, want := range map[string]string{
		"": "no letter", "  ": "no letter", "！？…": "no letter", "🏭": "no letter", "高\xff": "UTF-8",
		strings.Repeat("高", MostText+1): "at most 100", strings.Repeat("x", 1<<20): "at most 100",
		"a b c d e f g h i": "at most 8",
	} {
		if _, err := Parse(text, "text"); graph.CodeOf(err) != graph.CodeInvalid || !strings.Contains(err.Error(), want) {
			t.Errorf("%.20q gives %v, want INVALID with %q", text, err, want)
		}
	}
	if _, err := Parse(strings.Repeat("高", MostText)); err != nil {
		t.Error(err)
	}
}

func TestWords(t *testing.T) {
	got := Words(&graph.Region{Head: graph.Head{Name: "长岭 A1", Code: "330"}}, "00000a")
	var text []string
	for _, w := range got {
		if w[0] != wordHan {
			text = append(text, w)
		}
	}
	same := "icl izl kregion p000 p00000a w3 w33 w330 wa wa1 x330"
	if strings.Join(text, " ") != same {
		t.Errorf("words are %v, want %v", text, same)
	}
	if n := len(got) - len(text); n != 3 {
		t.Errorf("%d words of characters: %v", n, got)
	}
	if words := Words(&graph.Member{Head: graph.Head{Name: "林海"}}, "000"); words != nil {
		t.Errorf("a member is indexed: %v", words)
	}
}

// reachable says whether a noun with words is among the candidates.
func reachable(groups [][]string, words []string) bool {
	for _, group := range groups {
		if !slices.ContainsFunc(group, func(w string) bool { return slices.Contains(words, w) }) {
			return false
		}
	}
	return true
}

// naive finds a word the plain way: in strings, without units.
func naive(word, text string) bool { return strings.Contains(text, word) }

// TestAgainstNaive draws names of characters that need no folding, and compares
// with plain substrings and, letter by letter, with initials.
func TestAgainstNaive(t *testing.T) {
	first := map[rune]string{'高': "g", '塘': "t", '长': "cz", '科': "k", '行': "hx"}
	rapid.Check(t, func(t *rapid.T) {
		name := rapid.StringOfN(rapid.RuneFrom([]rune("高塘长科行")), 1, 8, -1).Draw(t, "name")
		alias := rapid.StringOfN(rapid.RuneFrom([]rune("高塘长科行")), 1, 5, -1).Draw(t, "alias")
		code := rapid.StringOfN(rapid.RuneFrom([]rune("019a")), 1, 15, -1).Draw(t, "code")
		u := aUnit(name, code, "", alias)
		word := rapid.OneOf(
			rapid.StringOfN(rapid.RuneFrom([]rune("高塘长科行")), 1, 4, -1),
			rapid.StringOfN(rapid.RuneFrom([]rune("gtczkhx")), 2, 4, -1),
			rapid.StringOfN(rapid.RuneFrom([]rune("019a")), 1, 15, -1),
		).Draw(t, "word")
		initials := func(text string) bool {
			runes := []rune(text)
			for i := 0; i+len(word) <= len(runes); i++ {
				all := true
				for n := range len(word) {
					all = all && strings.Contains(first[runes[i+n]], word[n:n+1])
				}
				if all {
					return true
				}
			}
			return false
		}
		want := naive(word, name) || naive(word, alias) || strings.HasPrefix(code, word)
		if word[0] < 0x80 && len(word) > 1 {
			want = want || initials(name) || initials(alias)
		}
		q, err := Parse(word)
		if err != nil {
			t.Fatal(err)
		}
		if _, got := q.Match(u); got != want {
			t.Fatalf("%q in %q, %q, %q: %v, want %v", word, name, alias, code, got, want)
		}
	})
}

// FuzzSearch looks for crashes, for words that no plain tokenizer keeps whole, and
// for nouns that Match finds and the index misses.
func FuzzSearch(f *testing.F) {
	for _, seed := range [][2]string{
		{"高塘片区", "gtpq"},
		{"高塘片区", "塘片"},
		{"Ａｃｍｅ 有限公司", "acme"},
		{"🏭厂👨‍👩‍👧", "厂"},
		{"\xed\xa0\x80高", "高"},
		{"e\u0301tang", "étang"},
		{"İstanbul", "i"},
		{"ß", "SS"},
		{"한국 공장", "한국"},
		{"カナ㈱", "株"},
		{"①②", "12"},
		{"a\u200db", "ab"},
		{"\u0301", "\u0301"},
		{"𠮷野家", "𠮷"},
		{"100％", "100"},
		{"㍿", "株式"},
		{strings.Repeat("ﷺ", 30), "صلى"},
	} {
		f.Add(seed[0], seed[1])
	}
	f.Fuzz(func(t *testing.T, name, text string) {
		u := aUnit(name, text, "", text, name+text)
		words := Words(u, "000")
		if most := 200 * (len(name) + len(text) + 1) * 4; len(words) > most {
			t.Fatalf("%d words of %d bytes", len(words), len(name)+len(text))
		}
		for _, word := range words {
			if word == "" || strings.Trim(word, "0123456789abcdefghijklmnopqrstuvwxyz") != "" {
				t.Fatalf("word %q", word)
			}
		}
		for _, asked := range []string{name, text, clipped(name, 3), clipped(text, 2) + " " + clipped(name, 1)} {
			q, err := Parse(asked)
			if err != nil {
				continue
			}
			groups := q.Groups()
			if len(groups) == 0 || len(groups) > mostGroups {
				t.Fatalf("%q: %d groups", asked, len(groups))
			}
			found, ok := q.Match(u)
			if !ok {
				continue
			}
			if !reachable(groups, words) {
				t.Fatalf("%q finds %q, the index misses it: %v of %v", asked, name, groups, words)
			}
			if groups, can := q.CodeGroups(); found.Code && !(can && reachable(groups, words)) {
				t.Fatalf("%q is the code %q, the index misses it: %v of %v", asked, text, groups, words)
			}
			if len(found.Matches) == 0 {
				t.Fatalf("%q finds %q by nothing", asked, name)
			}
			for _, m := range found.Matches {
				if m.Part == "" || !strings.Contains(m.Text, m.Part) {
					t.Fatalf("%q: part %q of %q", asked, m.Part, m.Text)
				}
			}
		}
	})
}

// clipped is the first n characters.
func clipped(text string, n int) string {
	runes := []rune(text)
	return string(runes[:min(n, len(runes))])
}

func BenchmarkMatch(b *testing.B) {
	u := aUnit("高塘镇宏达科技有限责任公司", "U0000123", "91330299MA2ABCDE1X")
	q, err := Parse("科技")
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		q.Match(u)
	}
}

func BenchmarkWords(b *testing.B) {
	u := aUnit("高塘镇宏达科技有限责任公司", "U0000123", "91330299MA2ABCDE1X")
	n := 0
	for b.Loop() {
		n = len(Words(u, "000001002003004005"))
	}
	b.ReportMetric(float64(n), "words")
}
