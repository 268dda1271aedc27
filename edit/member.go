package edit

import (
	"context"
	"fmt"

	"cobuild/graph"
)

// MemberRegisterInput is what memberRegister enters.
type MemberRegisterInput struct {
	Code         string
	Name         string
	Sex          graph.Sex // "" = unknown
	BirthYear    *int
	Phone        string
	Number       string
	MemberStatus graph.MemberStatus
	Employment   graph.Employment // "" = not recorded
	Affiliation  graph.ID         // organisation; "" = none
	Workplace    graph.ID         // unit; "" = none or unknown
	Residence    graph.ID         // region; "" = unknown
	Since        graph.Date
}

// Subjects are the nouns the input names.
func (in MemberRegisterInput) Subjects() []graph.ID {
	return subjects(in.Affiliation, in.Workplace, in.Residence)
}

// MemberRegister enters a member who was not known before.
func MemberRegister(ctx context.Context, e graph.Edit, in MemberRegisterInput) (*graph.Member, error) {
	t := newTask(e)
	t.day(in.Since, false, "since")
	relations := []struct {
		hop   graph.Hop
		id    graph.ID
		kind  graph.Kind
		field string
	}{
		{graph.HopAffiliated, in.Affiliation, graph.KindOrganisation, "affiliation"},
		{graph.HopWorksAt, in.Workplace, graph.KindUnit, "workplace"},
		{graph.HopResides, in.Residence, graph.KindRegion, "residence"},
	}
	var refs []ref
	for _, r := range relations {
		refs = append(refs, optional(r.id, r.kind, r.field)...)
	}
	nouns, err := t.lookup(ctx, refs...)
	if err != nil {
		return nil, err
	}
	life := graph.From(in.Since)
	m := &graph.Member{
		Head: graph.Head{Code: trimmed(in.Code), Name: trimmed(in.Name), Interval: life},
		Sex:  in.Sex, Phone: trimmed(in.Phone), Number: trimmed(in.Number), Statuses: always(life, in.MemberStatus),
	}
	if in.Employment != "" {
		m.Employments = always(life, in.Employment)
	}
	if in.BirthYear != nil {
		m.BirthYear = *in.BirthYear
		t.checkBirthYear(m.BirthYear)
	}
	t.validate(m, memberFields)
	if err := t.claimCode(ctx, m, graph.ByCode, m.Code, "code"); err != nil {
		return nil, err
	}
	m.ID = e.New(graph.KindMember)
	for _, r := range relations {
		if to := nouns[r.id]; to != nil {
			t.refer(r.hop, m, to, r.field)
		}
	}
	t.put(m, false)
	return accepted(t, m)
}

// MemberAffiliateInput is what memberAffiliate changes or corrects.
type MemberAffiliateInput struct {
	Member       graph.ID
	Organisation graph.ID        // "" = none
	From         graph.Date      // a change
	Correct      bool            // a correction
	At           graph.Date      // with Correct: chooses the spell; 0 = today
	During       *graph.Interval // with Correct: the days, instead of the spell of At
}

// Subjects are the nouns the input names.
func (in MemberAffiliateInput) Subjects() []graph.ID { return subjects(in.Member, in.Organisation) }

// MemberAffiliate changes a member's affiliation from a day on, or corrects the
// one in force on a day.
func MemberAffiliate(ctx context.Context, e graph.Edit, in MemberAffiliateInput) (*graph.Member, error) {
	t := newTask(e)
	dated := t.day(in.From, false, "from") && t.changeOrCorrect(in.From, in.Correct, in.At)
	dated = t.checkDuring(in.At, in.During, true) && dated
	if in.During != nil && !in.Correct {
		t.refuse(graph.Invalid([]string{"during"}, "during stands without correct: true: it says which days to correct, leave it out", "during须与correct: true并用：请去掉"))
	}
	refs := append([]ref{refTo(in.Member, graph.KindMember, "member")}, optional(in.Organisation, graph.KindOrganisation, "organisation")...)
	nouns, err := t.lookup(ctx, refs...)
	if err != nil {
		return nil, err
	}
	if !dated || t.refused() {
		return nil, t.errs
	}
	member := pick[*graph.Member](nouns, in.Member)
	var organisation graph.Noun // stays nil for none
	if in.Organisation != "" {
		organisation = nouns[in.Organisation]
	}
	switch at := in.At; {
	case in.During != nil:
		if w, ok := t.when(member, 0, in.During); ok {
			var changed bool
			_, changed, err = t.correctLinkDuring(ctx, graph.HopAffiliated, member, organisation, *w.during, "organisation")
			t.affiliated(changed, organisation, *w.during)
		}
	case !in.Correct:
		if t.aliveOn(member, in.From, "from", "member") {
			err = t.setLink(ctx, graph.HopAffiliated, member, organisation, in.From, "organisation")
		}
	default:
		if at == 0 {
			at = e.Today()
		}
		var changed bool
		changed, err = t.correctLink(ctx, graph.HopAffiliated, member, organisation, at, "organisation")
		t.affiliated(err != nil || changed, organisation, at)
	}
	if err != nil {
		return nil, err
	}
	return accepted(t, member)
}

// affiliated refuses a correction of an affiliation by which nothing changes.
func (t *task) affiliated(changed bool, organisation graph.Noun, days fmt.Stringer) {
	switch {
	case changed || t.refused():
	case organisation == nil:
		t.refuse(graph.Invalid([]string{"organisation"}, "organisation is null on %s already: give other days, or an organisation", "organisation在%s已是null：请给出其他期间或组织", days))
	default:
		t.refuse(graph.Invalid([]string{"organisation"}, "organisation %s holds the affiliation on %s already: name another",
			"%s在%s已是组织关系所在组织：请改用其他组织", named(organisation), days))
	}
}

// changeOrCorrect refuses an update that does not say exactly one of from and
// correct: true, and an at without correct.
func (t *task) changeOrCorrect(from graph.Date, correct bool, at graph.Date) bool {
	switch {
	case from == 0 && !correct:
		t.refuse(graph.Invalid([]string{"from"}, "from is missing: give the first day of a change, or say correct: true for a correction",
			"缺少from：变更请给出首日，更正请写correct: true"))
	case from != 0 && correct:
		t.refuse(graph.Invalid([]string{"from"}, "from %s and correct: true stand together: a change has from, a correction has correct, leave one out",
			"from（%s）与correct: true不可并用：变更用from，更正用correct，请去掉其一", from))
	case at != 0 && !correct:
		t.refuse(graph.Invalid([]string{"at"}, "at %s stands without correct: true: it chooses what to correct, leave it out", "at（%s）须与correct: true并用：请去掉", at))
	default:
		return true
	}
	return false
}
