package graph

import (
	"strings"
	"testing"
)

func TestHopEnds(t *testing.T) {
	for _, hop := range Hops {
		if from, to := hop.Ends(); len(from) == 0 || len(to) == 0 {
			t.Errorf("%s has ends %v and %v", hop, from, to)
		}
	}
	if from, to := Hop("NO_HOP").Ends(); from != nil || to != nil {
		t.Errorf("what is no hop has ends %v and %v", from, to)
	}
}

func TestValidateLink(t *testing.T) {
	head := func(kind Kind, name string, life Interval) Head {
		return Head{ID: DerivedID(kind, name), Interval: life}
	}
	life := Interval{Since: MustDate("2020-01-01"), Until: MustDate("2025-01-01")}
	organisation := &Organisation{Head: head(KindOrganisation, "o", Always)}
	unit := &Unit{Head: head(KindUnit, "u", life)}
	pairing := &Pairing{Head: head(KindPairing, "p", Always)}
	member := DerivedID(KindMember, "m")
	covers := Link{ID: DerivedID(KindCoverage, "l"), Hop: HopCovers, From: organisation.ID, To: unit.ID, Interval: life, Mode: ModeOwn}
	end := Link{ID: DerivedID(KindLink, "l"), Hop: HopEnd, From: pairing.ID, To: unit.ID, Interval: life, Role: string(RoleHelper), Person: member}
	for _, l := range []Link{covers, end} {
		var from Noun = organisation
		if l.Hop == HopEnd {
			from = pairing
		}
		if err := ValidateLink(&l, from, unit); err != nil {
			t.Errorf("%+v: %v", l, err)
		}
	}
	for name, c := range map[string]struct {
		link     Link
		change   func(*Link)
		from, to Noun
		says     string
	}{
		"an unknown hop":          {covers, func(l *Link) { l.Hop = "NO_HOP" }, organisation, unit, "unknown hop"},
		"an id of another kind":   {covers, func(l *Link) { l.ID = end.ID }, organisation, unit, "no id of a COVERS link"},
		"an end not on record":    {covers, func(*Link) {}, organisation, nil, "not on record"},
		"an end that is another":  {covers, func(l *Link) { l.To = member }, organisation, unit, "not on record"},
		"an end of another kind":  {covers, func(l *Link) { l.From = pairing.ID }, pairing, unit, "a PAIRING"},
		"a loop":                  {covers, func(l *Link) { l.To = l.From }, organisation, organisation, "itself"},
		"days before an end":      {covers, func(l *Link) { l.Since = 0 }, organisation, unit, "outside the life"},
		"days after an end":       {covers, func(l *Link) { l.Until = 0 }, organisation, unit, "outside the life"},
		"no days":                 {covers, func(l *Link) { l.Until = l.Since }, organisation, unit, "not after since"},
		"a coverage without mode": {covers, func(l *Link) { l.Mode = "" }, organisation, unit, "mode"},
		"a coverage with a role":  {covers, func(l *Link) { l.Role = end.Role }, organisation, unit, "role"},
		"a coverage by a person":  {covers, func(l *Link) { l.Person = member }, organisation, unit, "person"},
		"an end without role":     {end, func(l *Link) { l.Role = "" }, pairing, unit, "role"},
		"an end with a seat":      {end, func(l *Link) { l.Role = string(SeatChair) }, pairing, unit, "role"},
		"an end with a mode":      {end, func(l *Link) { l.Mode = ModeOwn }, pairing, unit, "mode"},
		"a unit as person":        {end, func(l *Link) { l.Person = unit.ID }, pairing, unit, "person"},
	} {
		c.change(&c.link)
		if err := ValidateLink(&c.link, c.from, c.to); err == nil || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestValidateText(t *testing.T) {
	if err := ValidateText("说明", 2, "note"); err != nil {
		t.Error(err)
	}
	for _, text := range []string{"三个字", "a\nb", "a\xff"} {
		err := ValidateText(text, 2, "input", "note")
		if one, ok := err.(*Error); !ok || one.Code != CodeInvalid || strings.Join(one.Field, ".") != "input.note" || !strings.HasPrefix(one.Message.EN, "note ") {
			t.Errorf("%q: %v", text, err)
		}
	}
}
