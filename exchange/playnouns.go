package exchange

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"cobuild/edit"
	"cobuild/graph"
)

// number is a whole number of the row, nil where none is given.
func (r *row) number(name string) *int {
	if !r.given(name) {
		return nil
	}
	n, err := strconv.Atoi(r.text(name))
	if err != nil {
		return nil // the form was checked when it was read
	}
	return &n
}

func (r *row) decimal(name string) *float64 {
	if !r.given(name) {
		return nil
	}
	n, err := strconv.ParseFloat(r.text(name), 64)
	if err != nil {
		return nil
	}
	return &n
}

// differNumber is differ for numbers that may be unknown.
func differNumber[T int | float64](p *player, r *row, column string, now, want *T, show func(T) string) edit.Opt[T] {
	var a, b T
	if now != nil {
		a = *now
	}
	if want != nil {
		b = *want
	}
	return differ(p, r, column, now != nil, a, b, show)
}

// names are the names that a cell lists.
func (r *row) names(column string) (names []string) {
	for name := range strings.FieldsFuncSeq(r.text(column), func(c rune) bool { return c == ';' || c == '；' }) {
		if name = clean(name); name != "" && !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	return names
}

// differNames is differ for lists of names.
func differNames(p *player, r *row, column string, now []string) (o edit.Opt[[]string]) {
	want := r.names(column)
	switch c := r.cell(column); {
	case c.state != given && c.state != cleared, slices.Equal(now, want):
		return o
	}
	p.alter(r, column, strings.Join(now, "; "), strings.Join(want, "; "))
	if len(want) == 0 {
		return edit.Null[[]string]()
	}
	return edit.Some(want)
}

func showDecimal(n float64) string { return strconv.FormatFloat(n, 'f', -1, 64) }

// differRef is differ for single-valued links: it compares the far end on a day.
func (p *player) differRef(ctx context.Context, r *row, column string, of graph.Noun, hop graph.Hop, at graph.Date) (o edit.Opt[graph.ID], err error) {
	c := r.cell(column)
	if c.state != given && c.state != cleared {
		return o, nil
	}
	to, err := p.ref(ctx, r, column)
	if err != nil || to == nil && c.state == given {
		return o, err
	}
	id := of.Top().ID
	links, err := p.desk.Links(ctx, graph.LinkQuery{IDs: []graph.ID{id}, Hops: []graph.Hop{hop}, On: at})
	if err != nil {
		return o, err
	}
	now, before := graph.ID(""), ""
	if len(links[id]) > 0 {
		now = links[id][0].To
	}
	if now == "" && to == nil || to != nil && now == to.Top().ID {
		return o, nil
	}
	if now != "" {
		nouns, err := p.desk.Nouns(ctx, []graph.ID{now})
		if err != nil {
			return o, err
		}
		before = labelOf(nouns[now])
	}
	p.alter(r, column, before, labelOf(to))
	if to == nil {
		return edit.Null[graph.ID](), nil
	}
	return edit.Some(to.Top().ID), nil
}

// labelOf names a noun in what changes: by its code where it has one.
func labelOf(n graph.Noun) string {
	switch {
	case n == nil:
		return ""
	case n.Top().Code != "":
		return n.Top().Code
	case n.Kind() == graph.KindMember:
		return string(n.Top().ID)
	default:
		return n.Top().Name
	}
}

func playRegion(ctx context.Context, p *player, r *row) error {
	own, err := p.own(ctx, r, "parent")
	if err != nil || p.stop() {
		return err
	}
	old, _ := own.(*graph.Region)
	if old == nil {
		var after []later
		parent, err := p.placeFrom(ctx, r, "parent", &after)
		if err != nil || p.lacks(r) || p.stop() {
			return err
		}
		p.enter()
		n, err := edit.RegionRegister(ctx, p.desk, edit.RegionRegisterInput{
			Code: r.text("code"), Name: r.text("name"), Aliases: r.names("aliases"), RegionKind: graph.RegionKind(r.text("kind")), Parent: parent, Since: r.date("since"),
			Population: r.number("population"), MobilePopulation: r.number("mobile_population"), Households: r.number("households"), AreaKm2: r.decimal("area_km2"),
		})
		if err == nil {
			err = p.since(ctx, r, n, after)
		}
		if until := r.date("until"); err == nil && until != 0 {
			_, err = edit.RegionEnd(ctx, p.ending(), edit.RegionEndInput{ID: n.ID, From: until})
		}
		return err
	}
	at := p.within(old.Life())
	f := edit.RegionFields{
		Name: differText(p, r, "name", old.Name), Aliases: differNames(p, r, "aliases", old.Aliases), Code: differText(p, r, "code", old.Code), RegionKind: differWord(p, r, "kind", old.RegionKind),
		Population:       differNumber(p, r, "population", old.Population, r.number("population"), strconv.Itoa),
		MobilePopulation: differNumber(p, r, "mobile_population", old.MobilePopulation, r.number("mobile_population"), strconv.Itoa),
		Households:       differNumber(p, r, "households", old.Households, r.number("households"), strconv.Itoa),
		AreaKm2:          differNumber(p, r, "area_km2", old.AreaKm2, r.decimal("area_km2"), showDecimal),
	}
	if f.Parent, err = p.differRef(ctx, r, "parent", old, graph.HopParent, at); err != nil {
		return err
	}
	life, until := p.life(r, old.Life())
	return p.settle(until, func() error {
		return failed(edit.RegionCorrect(ctx, p.desk, edit.RegionCorrectInput{ID: old.ID, Correct: true, At: at, LifeFields: life, RegionFields: f}))
	}, func() error {
		return failed(edit.RegionChange(ctx, p.desk, edit.RegionChangeInput{ID: old.ID, From: p.on, RegionFields: f}))
	}, func() error {
		return failed(edit.RegionEnd(ctx, p.ending(), edit.RegionEndInput{ID: old.ID, From: until}))
	})
}

func playUnit(ctx context.Context, p *player, r *row) error {
	own, err := p.own(ctx, r, "region")
	if err != nil || p.stop() {
		return err
	}
	old, _ := own.(*graph.Unit)
	if old == nil {
		var after []later
		region, err := p.placeFrom(ctx, r, "region", &after)
		if err != nil || p.lacks(r) || p.stop() {
			return err
		}
		if err := p.likeness(ctx, r, region); err != nil {
			return err
		}
		p.enter()
		n, err := edit.UnitRegister(ctx, p.desk, edit.UnitRegisterInput{
			Code: r.text("code"), CreditCode: r.text("credit_code"), Name: r.text("name"), Aliases: r.names("aliases"), UnitKind: graph.UnitKind(r.text("kind")),
			Ownership: graph.Ownership(r.text("ownership")), UnitState: graph.UnitState(r.text("state")), Region: region, Industry: r.text("industry"),
			Staff: r.number("staff"), Level: graph.RegionLevel(r.text("level")), Since: r.date("since"),
		})
		if err == nil {
			err = p.since(ctx, r, n, after)
		}
		if until := r.date("until"); err == nil && until != 0 {
			_, err = edit.UnitEnd(ctx, p.ending(), edit.UnitEndInput{ID: n.ID, From: until})
		}
		return err
	}
	at := p.within(old.Life())
	class := old.ClassOn(at)
	f := edit.UnitFields{
		Code: differText(p, r, "code", old.Code), CreditCode: differText(p, r, "credit_code", old.CreditCode), Name: differText(p, r, "name", old.Name), Aliases: differNames(p, r, "aliases", old.Aliases),
		Industry: differText(p, r, "industry", old.Industry), Level: differWord(p, r, "level", old.Level),
		UnitKind: differWord(p, r, "kind", class.UnitKind), Ownership: differWord(p, r, "ownership", class.Ownership),
		UnitState: differWord(p, r, "state", old.StateOn(at)), Staff: differSpell(p, r, "staff", old.Staffs, at, r.number("staff"), strconv.Itoa),
	}
	if f.Region, err = p.differRef(ctx, r, "region", old, graph.HopLocated, at); err != nil {
		return err
	}
	life, until := p.life(r, old.Life())
	return p.settle(until, func() error {
		return failed(edit.UnitCorrect(ctx, p.desk, edit.UnitCorrectInput{ID: old.ID, Correct: true, At: at, LifeFields: life, UnitFields: f}))
	}, func() error {
		return failed(edit.UnitChange(ctx, p.desk, edit.UnitChangeInput{ID: old.ID, From: p.on, UnitFields: f}))
	}, func() error {
		return failed(edit.UnitEnd(ctx, p.ending(), edit.UnitEndInput{ID: old.ID, From: until}))
	})
}

// differSpell is differ for a dated value in force on a day.
func differSpell[T comparable](p *player, r *row, column string, spells []graph.Spell[T], at graph.Date, want *T, show func(T) string) edit.Opt[T] {
	now, has := graph.At(spells, at)
	var value T
	if want != nil {
		value = *want
	}
	return differ(p, r, column, has, now, value, show)
}

// wordOf is a value of an enum of the row, nil where none is given.
func wordOf[T ~string](r *row, name string) *T {
	if !r.given(name) {
		return nil
	}
	value := T(r.text(name))
	return &value
}

func playAlliance(ctx context.Context, p *player, r *row) error {
	own, err := p.own(ctx, r, "region")
	if err != nil || p.stop() {
		return err
	}
	old, _ := own.(*graph.Alliance)
	if old == nil {
		var after []later
		in := edit.AllianceFormInput{Name: r.text("name"), Code: r.text("code"), AllianceKind: graph.AllianceKind(r.text("kind")), Since: r.date("since")}
		for _, to := range []struct {
			column string
			id     *graph.ID
		}{{"host", &in.Host}, {"parent", &in.Parent}} {
			if *to.id, err = p.idFrom(ctx, r, to.column, &after); err != nil {
				return err
			}
		}
		if in.Region, err = p.placeFrom(ctx, r, "region", &after); err != nil {
			return err
		}
		if p.lacks(r) || p.stop() {
			return nil
		}
		if in.Participants, err = p.foundingSeats(ctx, r); err != nil {
			return err
		}
		p.enter()
		n, err := edit.AllianceForm(ctx, p.desk, in)
		if err == nil {
			err = p.since(ctx, r, n, after)
		}
		if until := r.date("until"); err == nil && until != 0 {
			_, err = edit.AllianceEnd(ctx, p.ending(), edit.AllianceEndInput{ID: n.ID, From: until})
		}
		return err
	}
	at := p.within(old.Life())
	f := edit.AllianceFields{Name: differText(p, r, "name", old.Name), Code: differText(p, r, "code", old.Code)}
	for _, to := range []struct {
		column string
		hop    graph.Hop
		id     *edit.Opt[graph.ID]
	}{{"region", graph.HopLocated, &f.Region}, {"host", graph.HopHost, &f.Host}, {"parent", graph.HopUmbrella, &f.Parent}} {
		if *to.id, err = p.differRef(ctx, r, to.column, old, to.hop, at); err != nil {
			return err
		}
	}
	altered := len(p.tells) > 0
	kind := differWord(p, r, "kind", old.AllianceKind)
	life, until := p.life(r, old.Life())
	if kind.Set && !p.correct {
		p.onlyCorrected(r, "kind")
	}
	if p.stop() {
		return nil
	}
	switch {
	case p.correct && len(p.tells) > 0:
		_, err = edit.AllianceCorrect(ctx, p.desk, edit.AllianceCorrectInput{ID: old.ID, Correct: true, At: at, AllianceKind: kind, LifeFields: life, AllianceFields: f})
	case altered:
		_, err = edit.AllianceChange(ctx, p.desk, edit.AllianceChangeInput{ID: old.ID, From: p.on, AllianceFields: f})
	}
	if err == nil && until != 0 {
		_, err = edit.AllianceEnd(ctx, p.ending(), edit.AllianceEndInput{ID: old.ID, From: until})
	}
	return err
}

// onlyCorrected refuses a value that does not change over time.
func (p *player) onlyCorrected(r *row, column string) {
	p.wrong(r, column, troubled(ReasonConflict, "the value on record is another, and it does not change over time", "与已有记录不同，且该值不随时间变更",
		"if the record was never true, import with correct", "如原记录有误，请以更正方式导入（--correct）"))
}
