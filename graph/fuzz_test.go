package graph

import (
	"errors"
	"strings"
	"testing"
	"unicode/utf8"
)

// told checks that an error can be shown to people.
func told(t *testing.T, err error) {
	t.Helper()
	var one *Error
	if !errors.As(err, &one) || one.Code != CodeInvalid || one.Message.EN == "" || one.Message.ZH == "" || !utf8.ValidString(one.Message.EN+one.Message.ZH) || len(one.Message.EN) > 1000 {
		t.Fatalf("%q is no error for people", err)
	}
}

// FuzzDate reads any text as a date: what is read is written the same, and lies
// in the calendar.
func FuzzDate(f *testing.F) {
	for _, seed := range []string{"2026-11-01", "1900-01-01", "2079-06-04", "2079-06-05", "1899-12-31", "2024-02-29", "2023-02-29", "2026-1-1", "２０２６-01-01", "2026-11-01T00:00:00Z", "0000-00-00", "", "\xff\xfe", strings.Repeat("9", 1000)} {
		f.Add(seed, 13)
	}
	f.Fuzz(func(t *testing.T, text string, days int) {
		d, err := ParseDate(text)
		if err != nil {
			told(t, err)
			return
		}
		if d == 0 || d >= End || d.String() != text || MustDate(d.String()) != d {
			t.Fatalf("%q is read as %s, day %d", text, d, d)
		}
		days %= 100_000
		if later := d.AddDays(days); later < 1 || later > End || later < End && int(later) != max(int(d)+days, 1) {
			t.Fatalf("%s and %d days is day %d", d, days, later)
		}
	})
}

// FuzzID reads any text as an id: what is read keeps its kind, and an id made of
// any text is one.
func FuzzID(f *testing.F) {
	for _, seed := range []string{"unt_0", string(DerivedID(KindUnit, "a")), string(DerivedID(KindRegion, "330206")), "unt_", "_", "unt_" + strings.Repeat("0", 100), "UNT_" + strings.Repeat("A", 20), "unt_\x00", "党_员", ""} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		id, err := ParseID(text)
		if err != nil {
			told(t, err)
		} else if string(id) != text || id.Kind() == "" || strings.Trim(text, "abcdefghijklmnopqrstuvwxyz0123456789_") != "" {
			t.Fatalf("%q is read as %q of %q", text, id, id.Kind())
		}
		for _, kind := range NounKinds {
			if made := DerivedID(kind, text); made.Kind() != kind || made != DerivedID(kind, text) {
				t.Fatalf("%q of %q is of kind %q", made, text, made.Kind())
			}
		}
	})
}

// FuzzCreditCode tests check digits: a code completed is valid, and no other
// character stands at any place of it.
func FuzzCreditCode(f *testing.F) {
	for _, seed := range []string{"9133020612345678", "91330206MA2AABCD", "0000000000000000", "YYYYYYYYYYYYYYYY", "IOSV", "", "9133020６", "\xff"} {
		f.Add(seed, 3, byte('7'))
	}
	f.Fuzz(func(t *testing.T, text string, place int, other byte) {
		if err := ValidateCreditCode(text); err != nil {
			told(t, err)
		}
		var body strings.Builder
		for _, c := range []byte(text + strings.Repeat("0", 16))[:16] {
			body.WriteByte(creditDigits[int(c)%len(creditDigits)])
		}
		code := MakeCreditCode(body.String())
		if err := ValidateCreditCode(code); err != nil {
			t.Fatalf("%s is completed wrongly: %v", code, err)
		}
		place = max(place%18, -(place % 18))
		if changed := []byte(code); changed[place] != other {
			changed[place] = other
			if err := ValidateCreditCode(string(changed)); err == nil {
				t.Fatalf("%s passes, and so does %s", code, changed)
			}
		}
	})
}

// FuzzDivisionCode takes any text as the code of an administrative region: the
// pattern of an official code alone decides its level, wherever it lies, and
// what is no official code decides nothing.
func FuzzDivisionCode(f *testing.F) {
	for _, seed := range []string{"33", "3302", "330206", "330206002", "330206002219", "3302060022190", "330206-GT", "３３", "33 ", "", "\xff\xff", "CN"} {
		f.Add(seed, uint8(3), uint8(1))
	}
	levels := map[int]RegionLevel{2: LevelProvince, 4: LevelPrefecture, 6: LevelCounty, 9: LevelTownship, 12: LevelVillage}
	f.Fuzz(func(t *testing.T, code string, k, above uint8) {
		kind, parent := RegionKinds[int(k)%len(RegionKinds)], RegionLevels[int(above)%len(RegionLevels)]
		got, without := LevelOf(kind, code, parent), LevelOf(kind, "", parent)
		if without.Rank() < 0 || got.Rank() < 0 {
			t.Fatalf("%s with code %q is of level %s, without of %s", kind, code, got, without)
		}
		want := without
		official := strings.Trim(code, "0123456789") == "" && !kind.Zone() && kind != RegionNation && kind != RegionGrid
		if level, known := levels[len(code)]; official && known {
			want = level
		}
		if got != want {
			t.Fatalf("%s with code %q below a %s is of level %s, want %s", kind, code, parent, got, want)
		}
		if !kind.Zone() && got != LevelOf(kind, code, LevelNation) {
			t.Fatalf("the level of a %s depends on its depth", kind)
		}
	})
}
