package storetest

import (
	"context"
	"strings"
	"testing"

	"cobuild/edit"
	"cobuild/graph"
	"cobuild/store"
)

// testMemberPlaces lets days pass: a member, its organisation and its unit of
// work move, and it stands by each of its places where it then is.
func testMemberPlaces(t *testing.T, open func(t *testing.T) store.Engine) {
	f := load(t, open(t), county(t, 30))
	day := f.on(today)
	from, to := f.busy(day, 1), f.busy(day, 3)
	unit, organisation := register(t, f.s, from, "迁址企业"), f.found(t, to)
	later := func(days int) graph.Date { return today.AddDays(days) }
	var member graph.ID
	_, err := f.s.Apply(t.Context(), graph.Intent{Operation: "test"}, func(ctx context.Context, e graph.Edit) error {
		m, err := edit.MemberRegister(ctx, e, edit.MemberRegisterInput{
			MemberStatus: graph.StatusFull, Affiliation: organisation, Workplace: unit, Residence: to, Since: today.AddMonths(-1),
		})
		if err != nil {
			return err
		}
		member = m.ID
		for _, change := range []func() error{
			func() error {
				_, err := edit.MemberChange(ctx, e, edit.MemberChangeInput{ID: member, From: later(5), MemberFields: edit.MemberFields{Residence: edit.Some(from)}})
				return err
			},
			func() error {
				_, err := edit.UnitChange(ctx, e, edit.UnitChangeInput{ID: unit, From: later(10), UnitFields: edit.UnitFields{Region: edit.Some(to)}})
				return err
			},
			func() error {
				_, err := edit.MemberAffiliate(ctx, e, edit.MemberAffiliateInput{Member: member, From: later(20)})
				return err
			},
			func() error {
				_, err := edit.MemberChange(ctx, e, edit.MemberChangeInput{ID: member, From: later(30), MemberFields: edit.MemberFields{Workplace: edit.Null[graph.ID]()}})
				return err
			},
			func() error {
				_, err := edit.MemberEnd(ctx, e, edit.MemberEndInput{ID: member, From: later(40)})
				return err
			},
		} {
			if err := change(); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		days, on                          int
		affiliation, residence, workplace graph.ID
	}{
		{0, 0, to, to, from},
		{4, 4, to, to, from},
		{5, 5, to, from, from},
		{10, 10, to, from, to},
		{19, 0, to, from, to},
		{20, 20, from, from, to},
		{30, 0, from, from, ""},
		{41, 39, from, from, ""},
	} {
		o := options("day " + later(c.days).String())
		o.Now = noon(later(c.days))
		s := openStore(t, f.engine, o)
		for place, region := range map[graph.MemberPlace]graph.ID{
			graph.PlaceAffiliation: c.affiliation, graph.PlaceResidence: c.residence, graph.PlaceWorkplace: c.workplace,
		} {
			for _, within := range []graph.ID{from, to, ""} {
				q := graph.ListQuery{
					Kind: graph.KindMember, Place: graph.Place{Within: within, Self: within != ""}, On: later(c.on), Page: graph.Page{Limit: 5000},
					Member: &graph.MemberFilter{Place: place},
				}
				listed := 0
				for _, n := range must(one(t.Context(), s.List, q))(t).Items {
					if n.Top().ID == member {
						listed++
					}
				}
				if want := within == "" || within == region; listed > 1 || (listed == 1) != want {
					t.Errorf("after %d days: by %s it is listed %d times in %q, should be in %q", c.days, place, listed, within, region)
				}
			}
		}
		clean(t, s)
	}
	checkShelves(t, f, member)
}

// checkShelves takes a member from one of its shelves and puts it wrongly on
// another: a check tells both.
func checkShelves(t *testing.T, f *fixture, member graph.ID) {
	t.Helper()
	row := must(f.engine.Nouns(t.Context(), []graph.ID{member}))(t)[member]
	for _, shelf := range []string{"MEMBER", "MEMBER/RESIDENCE", "MEMBER/WORKPLACE", "MEMBER/NAME"} {
		for _, stands := range must(f.engine.Scan(t.Context(), []store.Range{{Shelf: shelf, After: lowest, Before: highest, Limit: 5000}}))(t)[0] {
			if stands.Noun.ID == member {
				row.Shelves = append(row.Shelves, store.ShelfKey{Shelf: shelf, Key: stands.Key})
			}
		}
	}
	if len(row.Shelves) != 4 {
		t.Fatalf("it stands on %v", row.Shelves)
	}
	right := row.Shelves
	for what, shelves := range map[string][]store.ShelfKey{
		"missing":   {right[0], right[1], right[3]},
		"different": {right[0], {Shelf: right[1].Shelf, Key: "0" + right[1].Key}, right[2], right[3]},
	} {
		row.Shelves = shelves
		write(t, f.engine, store.Batch{Nouns: []store.NounRow{row}})
		var told []string
		o := options("check")
		o.Now = noon(today.AddDays(41))
		_ = must(openStore(t, f.engine, o).Check(t.Context(), func(d store.Drift) { told = append(told, d.String()) }, nil))(t)
		if len(told) != 1 || !strings.Contains(told[0], what) {
			t.Errorf("a member's place is %s, the check tells %q", what, told)
		}
	}
}
