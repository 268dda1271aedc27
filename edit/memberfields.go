package edit

import (
	"context"

	"cobuild/graph"
)

// MemberFields are what can be changed or corrected of a member. The affiliation
// has mutations of its own.
type MemberFields struct {
	Code         Opt[string]
	Name         Opt[string]
	Sex          Opt[graph.Sex]
	BirthYear    Opt[int]
	Phone        Opt[string]
	Number       Opt[string]
	MemberStatus Opt[graph.MemberStatus]
	Employment   Opt[graph.Employment] // null = not recorded
	Workplace    Opt[graph.ID]         // unit; null = none
	Residence    Opt[graph.ID]         // region; null = unknown
	Away         Opt[graph.Away]       // null = not away
}

// dated says whether a dated value is among them.
func (f *MemberFields) dated() bool {
	return f.MemberStatus.Set || f.Employment.Set || f.Workplace.Set || f.Residence.Set || f.Away.Set
}

// mostPlace is how many characters the place of an absence may have, as
// graph.Member has it.
const mostPlace = 200

// memberRelation is a link of a member that an input sets.
type memberRelation struct {
	hop   graph.Hop
	id    Opt[graph.ID]
	kind  graph.Kind
	field string
}

func homeAndWork(workplace, residence Opt[graph.ID]) []memberRelation {
	return []memberRelation{
		{graph.HopWorksAt, workplace, graph.KindUnit, "workplace"},
		{graph.HopResides, residence, graph.KindRegion, "residence"},
	}
}

// relationRefs are the references that the relations give.
func relationRefs(relations []memberRelation) (refs []ref) {
	for _, r := range relations {
		if r.id.given() {
			refs = append(refs, refTo(*r.id.Value, r.kind, r.field))
		}
	}
	return refs
}

// changeRelations lets links of a member hold from a day on; null ends them.
func (t *task) changeRelations(ctx context.Context, m *graph.Member, relations []memberRelation, nouns found, from graph.Date) error {
	for _, r := range relations {
		to := nouns[r.id.or("")]
		if !r.id.Set || r.id.given() && to == nil {
			continue
		}
		if err := t.setLink(ctx, r.hop, m, to, from, r.field); err != nil {
			return err
		}
	}
	return nil
}

// checkMember checks what needs no facts but today's date.
func (f *MemberFields) checkMember(t *task) {
	t.notNull(f.MemberStatus.null(), "memberStatus")
	if f.BirthYear.given() {
		t.checkBirthYear(*f.BirthYear.Value)
	}
	if f.Away.given() {
		if err := graph.ValidateText(f.Away.Value.Place, mostPlace, "away", "place"); err != nil {
			t.refuse(err.(*graph.Error))
		}
	}
}

// currentInto writes what is current only over the member.
func (f *MemberFields) currentInto(m *graph.Member) (changed bool) {
	for _, one := range []bool{
		textInto(f.Code, &m.Code), textInto(f.Name, &m.Name), into(f.Sex, &m.Sex), into(f.BirthYear, &m.BirthYear),
		textInto(f.Phone, &m.Phone), textInto(f.Number, &m.Number),
	} {
		changed = changed || one
	}
	return changed
}

// awayValue is the absence as it is kept, nil for null and for one that was
// refused.
func (f *MemberFields) awayValue(t *task) *graph.Away {
	if !f.Away.given() || t.refused("away") {
		return nil
	}
	away := *f.Away.Value
	away.Place = trimmed(away.Place)
	return &away
}

func (t *task) checkBirthYear(year int) {
	if this := t.e.Today().Time().Year(); year < 1900 || year > this {
		t.refuse(graph.Invalid([]string{"birthYear"}, "birthYear %d is not between 1900 and %d: give four digits, or leave it out",
			"出生年份%d不在1900至%d之间：请给出四位年份，或留空", year, this))
	}
}

// memberFields are the fields of members that inputs name otherwise.
var memberFields = map[string]string{"status": "memberStatus"}

// finishMember checks a member as it is to be, and puts it where it changed.
// other says whether links of it change.
func (t *task) finishMember(ctx context.Context, m *graph.Member, f *MemberFields, changed, other, correct bool) error {
	t.validate(m, memberFields)
	if f.Code.Set {
		if err := t.claimCode(ctx, m, graph.ByCode, m.Code, "code"); err != nil {
			return err
		}
	}
	t.nothing(changed || other, "member", "党员")
	if changed {
		t.put(m, correct)
	}
	return nil
}

// showAway names an absence without its place, which is restricted.
func showAway(graph.Away) string { return "AWAY" }
