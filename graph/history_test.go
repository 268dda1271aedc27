package graph

import (
	"fmt"
	"reflect"
	"slices"
	"testing"
)

// Every attribute of every noun is told in its history, but what the store
// decides.
func TestEveryAttributeHasAHistory(t *testing.T) {
	silent := []string{"ID", "No", "Path", "Scope"}
	for _, kind := range NounKinds {
		fields := 0
		var walk func(of reflect.Type, at func(Noun) reflect.Value)
		walk = func(of reflect.Type, at func(Noun) reflect.Value) {
			for i := range of.NumField() {
				field := of.Field(i)
				if field.Anonymous {
					walk(field.Type, func(n Noun) reflect.Value { return at(n).Field(i) })
					continue
				}
				if slices.Contains(silent, field.Name) {
					continue
				}
				fields++
				n := NewNoun(kind)
				before := fmt.Sprint(nounHistory(n))
				fillIn(at(n).Field(i), 1)
				if fmt.Sprint(nounHistory(n)) == before {
					t.Errorf("%s of a %s is not told in its history: add it to history.go", field.Name, kind)
				}
			}
		}
		walk(reflect.TypeOf(NewNoun(kind)).Elem(), func(n Noun) reflect.Value { return reflect.ValueOf(n).Elem() })
		if fields < 5 {
			t.Errorf("%s has %d attributes", kind, fields)
		}
	}
	for _, hop := range Hops {
		told := false
		for _, links := range historyLinks {
			for side := range links {
				told = told || side.hop == hop
			}
		}
		if !told {
			t.Errorf("no history tells of %s links: add them to historylinks.go", hop)
		}
	}
	for kind, links := range historyLinks {
		for side := range links {
			from, to := side.hop.Ends()
			if side.direction == In {
				from = to
			}
			if !slices.Contains(from, kind) {
				t.Errorf("no %s link of a %s is followed that way", side.hop, kind)
			}
		}
	}
}

// fillIn sets a value, and all that lies in it, to something that is not zero.
func fillIn(v reflect.Value, n int) {
	switch v.Kind() {
	case reflect.String:
		v.SetString(fmt.Sprint("x", n))
	case reflect.Int, reflect.Int64:
		v.SetInt(int64(n))
	case reflect.Uint16, reflect.Uint32:
		v.SetUint(uint64(n))
	case reflect.Float64:
		v.SetFloat(float64(n))
	case reflect.Bool:
		v.SetBool(true)
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		fillIn(v.Elem(), n)
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), 1, 1))
		fillIn(v.Index(0), n)
	case reflect.Struct:
		for i := range v.NumField() {
			fillIn(v.Field(i), n+i)
		}
	default:
		panic(v.Kind())
	}
}

func TestEffectiveFrom(t *testing.T) {
	day := MustDate
	unit := func(change func(u *Unit)) *Unit {
		u := &Unit{Head: Head{ID: "unt_1", Name: "a"}, Staffs: []Spell[int]{{Value: 1}}}
		change(u)
		return u
	}
	same := func(*Unit) {}
	staffs := func(spells ...Spell[int]) func(*Unit) { return func(u *Unit) { u.Staffs = spells } }
	until, since := Interval{Until: day("2020-01-01")}, From(day("2020-01-01"))
	link := func(i Interval, to ID) *Link {
		return &Link{ID: "lnk_1", Hop: HopLocated, From: "unt_1", To: to, Interval: i}
	}
	for _, c := range []struct {
		what  string
		c     Change
		from  string
		dated bool
	}{
		{"a noun entered", Change{NounAfter: unit(same)}, "", true},
		{"a name", Change{NounBefore: unit(same), NounAfter: unit(func(u *Unit) { u.Name = "b" })}, "", false},
		{"a value from a day on", Change{NounBefore: unit(same), NounAfter: unit(staffs(Spell[int]{1, until}, Spell[int]{2, since}))}, "2020-01-01", true},
		{"the first value corrected", Change{NounBefore: unit(staffs(Spell[int]{1, until}, Spell[int]{2, since})), NounAfter: unit(staffs(Spell[int]{3, until}, Spell[int]{2, since}))}, "", true},
		{"the end of a life", Change{NounBefore: unit(same), NounAfter: unit(func(u *Unit) { u.Until = day("2021-01-01"); u.Staffs[0].Until = u.Until })}, "2021-01-01", true},
		{"a later since", Change{LinkBefore: link(From(day("2019-01-01")), "reg_1"), LinkAfter: link(From(day("2019-05-01")), "reg_1")}, "2019-01-01", true},
		{"an end of a link", Change{LinkBefore: link(Always, "reg_1"), LinkAfter: link(until, "reg_1")}, "2020-01-01", true},
		{"an earlier end", Change{LinkBefore: link(Interval{Until: day("2022-01-01")}, "reg_1"), LinkAfter: link(until, "reg_1")}, "2020-01-01", true},
		{"a link withdrawn", Change{LinkBefore: link(since, "reg_1")}, "2020-01-01", true},
		{"nothing", Change{LinkBefore: link(since, "reg_1"), LinkAfter: link(since, "reg_1")}, "", false},
	} {
		from, dated := c.c.EffectiveFrom()
		if from.String() != c.from || dated != c.dated {
			t.Errorf("%s: %q, %t; want %q, %t", c.what, from, dated, c.from, c.dated)
		}
	}
}
