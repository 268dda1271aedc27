package exchange

import (
	"context"
	"strconv"

	"cobuild/edit"
	"cobuild/graph"
)

func playOrganisation(ctx context.Context, p *player, r *row) error {
	own, err := p.own(ctx, r, "region")
	if err != nil || p.stop() {
		return err
	}
	old, _ := own.(*graph.Organisation)
	if old == nil {
		var after []later
		in := edit.OrganisationFoundInput{
			Code: r.text("code"), Name: r.text("name"), Aliases: r.names("aliases"), OrganisationKind: graph.OrganisationKind(r.text("kind")),
			Strength: graph.Strength(r.text("strength")), Level: graph.RegionLevel(r.text("level")), Since: r.date("since"),
		}
		for _, to := range []struct {
			column string
			id     *graph.ID
		}{{"superior", &in.Superior}, {"leads", &in.Leads}} {
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
		if err := p.likeness(ctx, r, in.Region); err != nil {
			return err
		}
		p.enter()
		n, err := edit.OrganisationFound(ctx, p.desk, in)
		if err == nil {
			err = p.since(ctx, r, n, after)
		}
		if err == nil && r.cell("strength").state == cleared {
			_, err = edit.OrganisationCorrect(ctx, p.desk, edit.OrganisationCorrectInput{ID: n.ID, Correct: true, At: p.within(n.Life()), OrganisationFields: edit.OrganisationFields{Strength: edit.Null[graph.Strength]()}})
		}
		if until := r.date("until"); err == nil && until != 0 {
			_, err = edit.OrganisationDissolve(ctx, p.ending(), edit.OrganisationDissolveInput{ID: n.ID, From: until})
		}
		return err
	}
	at := p.within(old.Life())
	f := edit.OrganisationFields{
		Name: differText(p, r, "name", old.Name), Aliases: differNames(p, r, "aliases", old.Aliases), Code: differText(p, r, "code", old.Code), Level: differWord(p, r, "level", old.Level),
		OrganisationKind: differWord(p, r, "kind", old.KindOn(at)),
		Strength:         differSpell(p, r, "strength", old.Strengths, at, wordOf[graph.Strength](r, "strength"), plain[graph.Strength]),
	}
	for _, to := range []struct {
		column string
		hop    graph.Hop
		id     *edit.Opt[graph.ID]
	}{{"region", graph.HopLocated, &f.Region}, {"superior", graph.HopSuperior, &f.Superior}, {"leads", graph.HopLeads, &f.Leads}} {
		if *to.id, err = p.differRef(ctx, r, to.column, old, to.hop, at); err != nil {
			return err
		}
	}
	life, until := p.life(r, old.Life())
	return p.settle(until, func() error {
		return failed(edit.OrganisationCorrect(ctx, p.desk, edit.OrganisationCorrectInput{ID: old.ID, Correct: true, At: at, LifeFields: life, OrganisationFields: f}))
	}, func() error {
		return failed(edit.OrganisationChange(ctx, p.desk, edit.OrganisationChangeInput{ID: old.ID, From: p.on, OrganisationFields: f}))
	}, func() error {
		return failed(edit.OrganisationDissolve(ctx, p.ending(), edit.OrganisationDissolveInput{ID: old.ID, From: until}))
	})
}

// playSecretary is the second pass over an organisation, when the members are
// on record: its secretary.
func playSecretary(ctx context.Context, p *player, r *row) error {
	if r.cell("secretary").state < cleared && r.cell("secretary_name").state < cleared {
		return nil
	}
	own, err := p.own(ctx, r, "region")
	if err != nil {
		return err
	}
	old, _ := own.(*graph.Organisation)
	if old == nil || p.stop() {
		p.faults = p.faults[:0] // told in the first pass
		return nil
	}
	if r.given("secretary") && r.given("secretary_name") {
		p.wrong(r, "secretary_name", troubled(ReasonInvalid, "it stands beside the code of a member", "与书记编码并填", "give one of them", "请只填其一"))
		return nil
	}
	from := r.date("secretary_since")
	at := from
	if at == 0 {
		at = p.within(old.Life())
	}
	links, err := p.desk.Links(ctx, graph.LinkQuery{IDs: []graph.ID{old.ID}, Hops: []graph.Hop{graph.HopSecretary}})
	if err != nil {
		return err
	}
	never := len(links[old.ID]) == 0 && len(old.Secretaries) == 0
	f := edit.OrganisationFields{}
	name, byName := graph.At(old.Secretaries, at)
	switch {
	case r.cell("secretary_name").state == given:
		f.SecretaryName = differ(p, r, "secretary_name", byName, name, r.text("secretary_name"), plain[string])
	case r.given("secretary"):
		if f.Secretary, err = p.differRef(ctx, r, "secretary", old, graph.HopSecretary, at); err != nil {
			return err
		}
	default:
		held := byName
		for _, l := range links[old.ID] {
			held = held || l.Holds(at)
		}
		if held {
			f.Secretary = edit.Null[graph.ID]()
			p.alter(r, "secretary", "", "")
		}
	}
	if p.stop() || !f.Secretary.Set && !f.SecretaryName.Set {
		return nil
	}
	if p.correct || never && from == 0 {
		_, err = edit.OrganisationCorrect(ctx, p.dated(r, "secretary_since"), edit.OrganisationCorrectInput{ID: old.ID, Correct: true, At: at, OrganisationFields: f})
		return err
	}
	if from == 0 {
		from = p.on
	}
	_, err = edit.OrganisationChange(ctx, p.dated(r, "secretary_since"), edit.OrganisationChangeInput{ID: old.ID, From: from, OrganisationFields: f})
	return err
}

func playMember(ctx context.Context, p *player, r *row) error {
	own, err := p.own(ctx, r, "")
	if err != nil || p.stop() {
		return err
	}
	old, _ := own.(*graph.Member)
	if old == nil {
		return p.enterMember(ctx, r)
	}
	at := p.within(old.Life())
	f := edit.MemberFields{
		Code: differText(p, r, "code", old.Code), Name: differText(p, r, "name", old.Name), Sex: differWord(p, r, "sex", old.Sex),
		Phone: differText(p, r, "phone", old.Phone), Number: differText(p, r, "number", old.Number),
		MemberStatus: differWord(p, r, "status", old.StatusOn(at)),
	}
	year := r.number("birth_year")
	if year == nil {
		year = new(int)
	}
	f.BirthYear = differ(p, r, "birth_year", old.BirthYear != 0, old.BirthYear, *year, strconv.Itoa)
	if employment, recorded := graph.At(old.Employments, at); recorded || r.text("employment") != string(graph.EmploymentInService) {
		f.Employment = differ(p, r, "employment", recorded, employment, graph.Employment(r.text("employment")), plain[graph.Employment])
	}
	if f.Workplace, err = p.differRef(ctx, r, "workplace", old, graph.HopWorksAt, at); err != nil {
		return err
	}
	if f.Residence, err = p.differRef(ctx, r, "residence", old, graph.HopResides, at); err != nil {
		return err
	}
	altered := len(p.tells) > 0
	affiliated := at
	if from := r.date("affiliation_since"); from != 0 {
		affiliated = from
	}
	affiliation, err := p.differRef(ctx, r, "affiliation", old, graph.HopAffiliated, affiliated)
	life, until := p.life(r, old.Life())
	if err != nil || p.stop() {
		return err
	}
	if p.correct && (altered || life.Since.Set || life.Until.Set) {
		_, err = edit.MemberCorrect(ctx, p.desk, edit.MemberCorrectInput{ID: old.ID, Correct: true, At: at, LifeFields: life, MemberFields: f})
	} else if altered {
		_, err = edit.MemberChange(ctx, p.desk, edit.MemberChangeInput{ID: old.ID, From: p.on, MemberFields: f})
	}
	if err == nil && affiliation.Set {
		err = p.affiliate(ctx, r, old.ID, affiliation, affiliated)
	}
	if err == nil {
		err = p.away(ctx, r, old.ID, at)
	}
	if err == nil && until != 0 {
		_, err = edit.MemberEnd(ctx, p.ending(), edit.MemberEndInput{ID: old.ID, From: until})
	}
	return err
}

func (p *player) enterMember(ctx context.Context, r *row) (err error) {
	var after []later
	in := edit.MemberRegisterInput{
		Code: r.text("code"), Name: r.text("name"), Sex: graph.Sex(r.text("sex")), BirthYear: r.number("birth_year"), Phone: r.text("phone"),
		Number: r.text("number"), MemberStatus: graph.MemberStatus(r.text("status")), Employment: graph.Employment(r.text("employment")), Since: r.date("since"),
	}
	for _, to := range []struct {
		column string
		id     *graph.ID
	}{{"affiliation", &in.Affiliation}, {"workplace", &in.Workplace}, {"residence", &in.Residence}} {
		if *to.id, err = p.idFrom(ctx, r, to.column, &after); err != nil {
			return err
		}
	}
	if p.lacks(r) || p.stop() {
		return nil
	}
	p.enter()
	n, err := edit.MemberRegister(ctx, p.desk, in)
	if err == nil {
		err = p.since(ctx, r, n, after)
	}
	if err == nil {
		err = p.away(ctx, r, n.ID, p.within(n.Life()))
	}
	if until := r.date("until"); err == nil && until != 0 {
		_, err = edit.MemberEnd(ctx, p.ending(), edit.MemberEndInput{ID: n.ID, From: until})
	}
	return err
}

// affiliate changes the affiliation from its first day in the row, else from the
// day of the sheet, or corrects that in force on the day at.
func (p *player) affiliate(ctx context.Context, r *row, member graph.ID, to edit.Opt[graph.ID], at graph.Date) error {
	in := edit.MemberAffiliateInput{Member: member, From: p.on}
	if from := r.date("affiliation_since"); from != 0 {
		in.From = from
	}
	if to.Value != nil {
		in.Organisation = *to.Value
	}
	links, err := p.desk.Links(ctx, graph.LinkQuery{IDs: []graph.ID{member}, Hops: []graph.Hop{graph.HopAffiliated}, On: at})
	if err != nil {
		return err
	}
	if p.correct && len(links[member]) > 0 { // where none is in force there is nothing to correct, and it begins
		in.From, in.Correct, in.At = 0, true, at
	}
	_, err = edit.MemberAffiliate(ctx, p.dated(r, "affiliation_since"), in)
	return err
}

// away makes an absence true that the row tells of: from its first day, else
// from the day of the sheet.
func (p *player) away(ctx context.Context, r *row, member graph.ID, at graph.Date) error {
	place := r.cell("away_place")
	if place.state != given && place.state != cleared && !r.given("away_since") {
		return nil
	}
	nouns, err := p.desk.Nouns(ctx, []graph.ID{member})
	m, ok := nouns[member].(*graph.Member)
	if err != nil || !ok {
		return err
	}
	from := r.date("away_since")
	if from == 0 {
		from = p.on
	} else {
		at = from
	}
	now, is := graph.At(m.Aways, at)
	want := edit.Null[graph.Away]()
	switch {
	case place.state != cleared:
		value := graph.Away{Place: place.text, Fixed: r.text("away_fixed") == "Y", Certificate: r.text("away_certificate") == "Y"}
		if is && now == value {
			return nil
		}
		want = edit.Some(value)
	case !is:
		return nil
	}
	p.alter(r, "away_place", now.Place, place.text)
	if p.correct && is {
		_, err = edit.MemberCorrect(ctx, p.dated(r, "away_since"), edit.MemberCorrectInput{ID: member, Correct: true, At: at, MemberFields: edit.MemberFields{Away: want}})
		return err
	}
	_, err = edit.MemberChange(ctx, p.dated(r, "away_since"), edit.MemberChangeInput{ID: member, From: from, MemberFields: edit.MemberFields{Away: want}})
	return err
}
