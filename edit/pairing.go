package edit

import (
	"context"
	"slices"
	"strconv"

	"cobuild/graph"
)

// mostEnds is how many ends a pairing may have.
const mostEnds = 100

// PairingAgreeInput is what pairingAgree enters.
type PairingAgreeInput struct {
	Code        string
	PairingKind graph.PairingKind
	Ends        []PairingEndInput
	Since       graph.Date
	Until       graph.Date
	Agreement   string
}

// PairingEndInput is an end of a pairing to be agreed.
type PairingEndInput struct {
	Participant graph.ID // organisation, unit or region
	Role        graph.EndRole
	Person      graph.ID // member; "" = nobody is named
}

// Subjects are the nouns the input names.
func (in PairingAgreeInput) Subjects() []graph.ID {
	var ids []graph.ID
	for _, end := range in.Ends {
		ids = append(ids, end.Participant, end.Person)
	}
	return subjects(ids...)
}

// PairingAgree agrees a pairing.
func PairingAgree(ctx context.Context, e graph.Edit, in PairingAgreeInput) (*graph.Pairing, error) {
	t := newTask(e)
	t.day(in.Since, false, "since")
	t.day(in.Until, false, "until")
	p := &graph.Pairing{
		Head:        graph.Head{Code: trimmed(in.Code), Interval: graph.Interval{Since: in.Since, Until: in.Until}},
		PairingKind: in.PairingKind, Agreement: trimmed(in.Agreement),
	}
	t.validate(p, nil)
	if err := t.claimCode(ctx, p, graph.ByCode, p.Code, "code"); err != nil {
		return nil, err
	}
	if !t.checkEnds(in.Ends) {
		return nil, t.errs // too many to look up
	}
	var refs []ref
	for i, end := range in.Ends {
		refs = append(refs, ref{end.Participant, graph.Participants, endField(i, "participant")})
		refs = append(refs, optional(end.Person, graph.KindMember, endField(i, "person")...)...)
	}
	nouns, err := t.lookup(ctx, refs...)
	if err != nil {
		return nil, err
	}
	p.ID = e.New(graph.KindPairing)
	shared := p.Interval
	var links []graph.Link
	for i, end := range in.Ends {
		to := nouns[end.Participant]
		if to == nil {
			continue
		}
		days, ok := t.stretch(p.Interval, p, to, "since", endField(i, "participant")...)
		if !ok {
			continue
		}
		if shared, ok = shared.Intersect(days); !ok {
			t.refuse(graph.Invalid(endField(i, "participant"), "participant %s lives in %s, on no day together with the ends before it: name another, or give since",
				"参与方%s的存续期为%s，与前列各方无共同日期：请改用其他参与方，或给出起期", named(to), to.Top().Life()))
			break
		}
		l := t.newLink(graph.HopEnd, p, to, days)
		l.Role = string(end.Role)
		if person := pick[*graph.Member](nouns, end.Person); person != nil && t.standsFor(person, p.Since, days, i) {
			l.Person = person.ID
		}
		links = append(links, l)
		t.putLink(l, false)
	}
	if !t.refused() {
		if err := t.claimSets(ctx, t.e, p, links, "ends"); err != nil {
			return nil, err
		}
	}
	t.put(p, false)
	return accepted(t, p)
}

func endField(i int, name string) []string { return []string{"ends", strconv.Itoa(i), name} }

// checkEnds checks number, roles and that no participant stands twice; false
// where the number is wrong.
func (t *task) checkEnds(ends []PairingEndInput) bool {
	if len(ends) < 2 || len(ends) > mostEnds {
		t.refuse(graph.Invalid([]string{"ends"}, "ends are %d: a pairing has from 2 to %d", "结对方有%d个：应为2至%d个", len(ends), mostEnds))
		return false
	}
	seen := map[graph.ID]int{}
	roles := map[graph.EndRole]bool{}
	for i, end := range ends {
		roles[end.Role] = true
		if !slices.Contains(graph.EndRoles, end.Role) {
			t.refuse(graph.Invalid(endField(i, "role"), "role %q is unknown: use one of %v", "角色%q未知：可用值为%v", graph.Clip(string(end.Role)), graph.EndRoles))
		}
		if first, twice := seen[end.Participant]; twice {
			t.refuse(graph.Invalid(endField(i, "participant"), "participant %s is end %d already: nobody is paired with itself, name each participant once",
				"参与方%s已是第%d个结对方：不能与自身结对，每个参与方只列一次", graph.Clip(string(end.Participant)), first+1))
			continue
		}
		seen[end.Participant] = i
	}
	if roles[graph.RoleHelped] && !roles[graph.RoleHelper] {
		t.refuse(graph.Invalid([]string{"ends"}, "ends have a HELPED one but no HELPER: give one of them the role HELPER, or make all of them PEER",
			"结对方中有HELPED而无HELPER：请指定一方为HELPER，或都改为PEER"))
	}
	return true
}

// standsFor refuses a person who is not there when the end begins.
func (t *task) standsFor(person *graph.Member, since graph.Date, days graph.Interval, i int) bool {
	if since != 0 {
		return t.aliveOn(person, since, "since", endField(i, "person")...)
	}
	if person.Overlaps(days) {
		return true
	}
	t.refuseAbout(graph.Invalid(endField(i, "person"), "person %s lives in %s, on no day of the end %s: name another, or leave it out",
		"人员%s的存续期为%s，与该方期间%s无共同日期：请改用其他人员，或留空", named(person), person.Life(), days), person)
	return false
}

// PairingEndingInput is what pairingEnd ends.
type PairingEndingInput struct {
	ID   graph.ID
	From graph.Date
}

// Subjects are the nouns the input names.
func (in PairingEndingInput) Subjects() []graph.ID { return subjects(in.ID) }

// PairingEnd ends a pairing on a day, and its ends with it.
func PairingEnd(ctx context.Context, e graph.Edit, in PairingEndingInput) (*graph.Pairing, error) {
	t := newTask(e)
	nouns, err := t.lookup(ctx, refTo(in.ID, graph.KindPairing, "id"))
	if err != nil {
		return nil, err
	}
	p := pick[*graph.Pairing](nouns, in.ID)
	if p == nil {
		t.day(in.From, true, "from")
		return nil, t.errs
	}
	p = graph.CopyNoun(p)
	if _, err := t.endNoun(ctx, p, in.From, false, graph.Text{EN: "Give a later from", ZH: "请给出更晚的日期"}); err != nil {
		return nil, err
	}
	return accepted(t, p)
}
