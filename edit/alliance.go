package edit

import (
	"context"
	"slices"
	"strconv"

	"cobuild/graph"
)

// mostSeats is how many participants one input about an alliance may name.
const mostSeats = 1000

// AllianceFormInput is what allianceForm enters.
type AllianceFormInput struct {
	Name         string
	Code         string
	AllianceKind graph.AllianceKind
	Region       graph.ID
	Host         graph.ID // organisation; "" = none
	Parent       graph.ID // alliance; "" = none
	Participants []SeatInput
	Since        graph.Date
}

// SeatInput is who takes part in an alliance that is formed.
type SeatInput struct {
	Participant graph.ID // organisation, unit or region
	Role        graph.AllianceRole
	Since       graph.Date // 0 = as long as both are there
	Until       graph.Date // 0 = open
}

// Subjects are the nouns the input names.
func (in AllianceFormInput) Subjects() []graph.ID {
	ids := []graph.ID{in.Region, in.Host, in.Parent}
	for _, seat := range in.Participants {
		ids = append(ids, seat.Participant)
	}
	return subjects(ids...)
}

func seatField(i int, name string) []string { return []string{"participants", strconv.Itoa(i), name} }

// AllianceForm forms an alliance.
func AllianceForm(ctx context.Context, e graph.Edit, in AllianceFormInput) (*graph.Alliance, error) {
	t := newTask(e)
	t.day(in.Since, false, "since")
	a := &graph.Alliance{
		Head:         graph.Head{Name: trimmed(in.Name), Code: trimmed(in.Code), Interval: graph.From(in.Since)},
		AllianceKind: in.AllianceKind,
	}
	t.validate(a, nil)
	if err := t.claimCode(ctx, a, graph.ByCode, a.Code, "code"); err != nil {
		return nil, err
	}
	if !t.fewSeats(len(in.Participants), in.Participants != nil) {
		return nil, t.errs
	}
	nouns, err := t.lookup(ctx, in.refs()...)
	if err != nil {
		return nil, err
	}
	a.ID = e.New(graph.KindAlliance)
	if region := pick[*graph.Region](nouns, in.Region); region != nil {
		t.place(graph.HopLocated, a, region, "region")
	}
	for _, to := range []struct {
		hop   graph.Hop
		id    graph.ID
		field string
	}{{graph.HopHost, in.Host, "host"}, {graph.HopUmbrella, in.Parent, "parent"}} {
		if noun := nouns[to.id]; noun != nil {
			if days, ok := t.stretch(graph.From(in.Since), a, noun, "since", to.field); ok {
				t.putLink(t.newLink(to.hop, a, noun, days), false)
			}
		}
	}
	t.seat(a, in.Participants, nouns)
	t.put(a, false)
	return accepted(t, a)
}

func (in AllianceFormInput) refs() []ref {
	refs := slices.Concat([]ref{refTo(in.Region, graph.KindRegion, "region")},
		optional(in.Host, graph.KindOrganisation, "host"), optional(in.Parent, graph.KindAlliance, "parent"))
	for i, seat := range in.Participants {
		refs = append(refs, ref{seat.Participant, graph.Participants, seatField(i, "participant")})
	}
	return refs
}

// fewSeats refuses a list of participants that is empty or too long.
func (t *task) fewSeats(n int, given bool) bool {
	if given && n == 0 {
		t.refuse(graph.Invalid([]string{"participants"}, "participants is an empty list: name some, or leave it out", "participants为空列表：请列出成员，或不写该字段"))
	}
	if n > mostSeats {
		t.refuse(graph.Invalid([]string{"participants"}, "participants are %d: name at most %d at a time", "成员有%d个：一次最多%d个", n, mostSeats))
	}
	return n <= mostSeats
}

// seat puts who takes part in a new alliance.
func (t *task) seat(a *graph.Alliance, seats []SeatInput, nouns found) {
	var taken []graph.Link
	for i, seat := range seats {
		if !slices.Contains(graph.AllianceRoles, seat.Role) {
			t.refuse(unknownSeat(seat.Role, seatField(i, "role")...))
		}
		given := graph.Interval{Since: seat.Since, Until: seat.Until}
		dated := t.day(seat.Since, false, seatField(i, "since")...)
		dated = t.day(seat.Until, false, seatField(i, "until")...) && dated
		if err := given.Validate("participants", strconv.Itoa(i)); err != nil {
			t.refuse(err.(*graph.Error))
			dated = false
		}
		to := nouns[seat.Participant]
		if to == nil || !dated {
			continue
		}
		days, ok := t.stretch(given, a, to, "since", seatField(i, "participant")...)
		if !ok {
			continue
		}
		l := t.newLink(graph.HopSeat, a, to, days)
		l.Role = string(seat.Role)
		if t.claimSeat(taken, l, seatField(i, "participant"), seatField(i, "role")) {
			taken = append(taken, l)
			t.putLink(l, false)
		}
	}
}

func unknownSeat(role graph.AllianceRole, field ...string) *graph.Error {
	return graph.Invalid(field, "role %q is unknown: use one of %v", "角色%q未知：可用值为%v", graph.Clip(string(role)), graph.AllianceRoles)
}

// claimSeat refuses a second role of a participant on a day, and a second chair
// or rotating chair: the question is who holds the chair, now and next. A
// standing chair and the chair of a turn may stand side by side.
func (t *task) claimSeat(seats []graph.Link, l graph.Link, participant, role []string) bool {
	for _, other := range seats {
		switch {
		case other.ID == l.ID || !other.Overlaps(l.Interval):
		case other.To == l.To:
			t.refuse(graph.Conflict(participant, "%s %s takes part already, as %s in %s: give dates outside, or correct that role",
				"%s所指%s在%[4]s已是%[3]s：请给出其外的日期，或更正该角色", last(participant), l.To, other.Role, other.Interval))
			return false
		case other.Role == l.Role && chairs(l):
			t.refuse(graph.Conflict(role, "%s %s is that of %s in %s, and there is one at a date: end that first, or give dates outside",
				"%s的%s在%[4]s由%[3]s担任，同一日期只能有一个：请先结束其任期，或给出其外的日期", last(role), l.Role, other.To, other.Interval))
			return false
		}
	}
	return true
}

// chairs says whether a seat is that of a chair, standing or for a turn.
func chairs(l graph.Link) bool {
	return l.Role == string(graph.SeatChair) || l.Role == string(graph.SeatRotatingChair)
}

// AllianceFields are what can be changed or corrected of an alliance.
type AllianceFields struct {
	Name   Opt[string]
	Code   Opt[string]
	Region Opt[graph.ID]
	Host   Opt[graph.ID] // null = none
	Parent Opt[graph.ID] // null = none
}

// relation is a noun that a field refers to, nil for none.
type relation struct {
	hop   graph.Hop
	noun  graph.Noun
	field string
}

// relations are the relations given that need not be there: host and parent. One
// whose noun was not found is refused elsewhere.
func (f AllianceFields) relations(nouns found) (given []relation) {
	for _, to := range []struct {
		hop   graph.Hop
		id    Opt[graph.ID]
		field string
	}{{graph.HopHost, f.Host, "host"}, {graph.HopUmbrella, f.Parent, "parent"}} {
		if noun := nouns[to.id.or("")]; to.id.null() || to.id.Set && noun != nil {
			given = append(given, relation{to.hop, noun, to.field})
		}
	}
	return given
}

func (f AllianceFields) refs() []ref {
	var refs []ref
	for _, to := range []struct {
		id    Opt[graph.ID]
		kind  graph.Kind
		field string
	}{{f.Region, graph.KindRegion, "region"}, {f.Host, graph.KindOrganisation, "host"}, {f.Parent, graph.KindAlliance, "parent"}} {
		if to.id.given() {
			refs = append(refs, refTo(*to.id.Value, to.kind, to.field))
		}
	}
	return refs
}

func (f AllianceFields) subjects(id graph.ID) []graph.ID {
	return []graph.ID{id, f.Region.or(""), f.Host.or(""), f.Parent.or("")}
}

// currentInto writes what is current only over an alliance and checks it.
func (f AllianceFields) currentInto(ctx context.Context, t *task, a *graph.Alliance) (changed bool, err error) {
	name, code := textInto(f.Name, &a.Name), textInto(f.Code, &a.Code)
	t.validate(a, nil)
	if code {
		err = t.claimCode(ctx, a, graph.ByCode, a.Code, "code")
	}
	return name || code, err
}

// AllianceChangeInput is what allianceChange changes.
type AllianceChangeInput struct {
	ID   graph.ID
	From graph.Date
	AllianceFields
}

// Subjects are the nouns the input names.
func (in AllianceChangeInput) Subjects() []graph.ID { return subjects(in.subjects(in.ID)...) }

// AllianceChange lets region, host and parent hold from a day on, and replaces
// what is current only.
func AllianceChange(ctx context.Context, e graph.Edit, in AllianceChangeInput) (*graph.Alliance, error) {
	t := newTask(e)
	dated := t.day(in.From, true, "from")
	t.notNull(in.Name.null(), "name")
	t.notNull(in.Region.null(), "region")
	nouns, err := t.lookup(ctx, append(in.refs(), refTo(in.ID, graph.KindAlliance, "id"))...)
	if err != nil {
		return nil, err
	}
	old := pick[*graph.Alliance](nouns, in.ID)
	if old == nil {
		return nil, t.errs
	}
	a := graph.CopyNoun(old)
	changed, err := in.currentInto(ctx, t, a)
	if err != nil {
		return nil, err
	}
	if dated && t.fromInLife(a, in.From) {
		if err := t.changeAround(ctx, a, in, nouns); err != nil {
			return nil, err
		}
	}
	t.nothing(changed || in.Region.Set || in.Host.Set || in.Parent.Set, "alliance", "联盟")
	if changed {
		t.put(a, false)
	}
	return accepted(t, a)
}

// changeAround lets an alliance lie elsewhere, have another host or parent from
// a day on.
func (t *task) changeAround(ctx context.Context, a *graph.Alliance, in AllianceChangeInput, nouns found) error {
	if region := pick[*graph.Region](nouns, in.Region.or("")); region != nil {
		if err := t.moveTo(ctx, a, region, in.From); err != nil {
			return err
		}
	}
	for _, to := range in.relations(nouns) {
		if err := t.setLink(ctx, to.hop, a, to.noun, in.From, to.field); err != nil {
			return err
		}
	}
	if parent := pick[*graph.Alliance](nouns, in.Parent.or("")); parent != nil {
		if days, ok := graph.From(in.From).Intersect(a.Life()); ok {
			return t.claimAbove(ctx, graph.HopUmbrella, a, parent, days, "parent")
		}
	}
	return nil
}

// AllianceEndInput is what allianceEnd ends.
type AllianceEndInput struct {
	ID             graph.ID
	From           graph.Date
	WithdrawFuture bool
}

// Subjects are the nouns the input names.
func (in AllianceEndInput) Subjects() []graph.ID { return subjects(in.ID) }

// AllianceEnd ends an alliance on a day with all its relations.
func AllianceEnd(ctx context.Context, e graph.Edit, in AllianceEndInput) (*Ending[*graph.Alliance], error) {
	t := newTask(e)
	nouns, err := t.lookup(ctx, refTo(in.ID, graph.KindAlliance, "id"))
	if err != nil {
		return nil, err
	}
	a := pick[*graph.Alliance](nouns, in.ID)
	if a == nil {
		t.day(in.From, true, "from")
		return nil, t.errs
	}
	a = graph.CopyNoun(a)
	end, err := t.endNoun(ctx, a, in.From, in.WithdrawFuture, withdrawRemedy)
	if err != nil {
		return nil, err
	}
	return accepted(t, &Ending[*graph.Alliance]{Noun: a, Ended: end.Ended, Withdrawn: end.Withdrawn})
}
