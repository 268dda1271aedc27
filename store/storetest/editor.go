package storetest

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"

	"cobuild/edit"
	"cobuild/graph"
)

// editor makes up edits about what is on record, and about what is not.
type editor struct {
	*rand.Rand
	replay *replay
	did    map[string][2]int // by name: accepted, refused
	turns  []int             // of the steps whose turn is still to come
}

// step is one mutation of an edit.
type step struct {
	name string
	do   func(ctx context.Context, e graph.Edit) error
}

func names(steps []step) (all []string) {
	for _, s := range steps {
		all = append(all, s.name)
	}
	return all
}

func (u *editor) note(name string, err error) {
	n := u.did[name]
	if err == nil {
		n[0]++
	} else {
		n[1]++
	}
	u.did[name] = n
}

func choose[T any](u *editor, of []T) T { return of[u.IntN(len(of))] }

// one is a noun of a kind, mostly one alive.
func (u *editor) one(kind graph.Kind) graph.ID {
	var alive, all []graph.ID
	for id, n := range u.replay.nouns {
		if n.Kind() == kind {
			all = append(all, id)
			if n.Top().Holds(today) {
				alive = append(alive, id)
			}
		}
	}
	slices.Sort(all)
	slices.Sort(alive)
	if u.IntN(30) == 0 || len(alive) == 0 {
		return choose(u, all)
	}
	return choose(u, alive)
}

// any is what one gives, and now and then nothing or something wrong.
func (u *editor) any(kind graph.Kind) graph.ID {
	switch u.IntN(60) {
	case 0:
		return graph.DerivedID(kind, "nobody")
	case 1:
		return "unt_broken"
	case 2:
		return u.one(choose(u, graph.NounKinds))
	default:
		return u.one(kind)
	}
}

// roomy is a region that others may lie in, now and then a grid.
func (u *editor) roomy() graph.ID {
	for {
		id := u.any(graph.KindRegion)
		if r, ok := u.replay.nouns[id].(*graph.Region); !ok || r.RegionKind != graph.RegionGrid || u.IntN(20) == 0 {
			return id
		}
	}
}

func (u *editor) maybe(kind graph.Kind) graph.ID {
	if u.IntN(2) == 0 {
		return ""
	}
	return u.any(kind)
}

// date is a day of the last years, of the next, or none.
func (u *editor) date() graph.Date {
	switch u.IntN(6) {
	case 0:
		return 0
	case 1:
		return today.AddMonths(u.IntN(20)).AddDays(u.IntN(30))
	default:
		return today.AddMonths(-u.IntN(50)).AddDays(u.IntN(30))
	}
}

func (u *editor) name() string {
	return choose(u, []string{"同名", "同名", "甲企业", "Änderung", "b b", "乙 2"}) + fmt.Sprint(u.IntN(3))
}

func (u *editor) coverage() graph.ID {
	var ids []graph.ID
	for id, l := range u.replay.links {
		if l.Hop == graph.HopCovers && l.Holds(today) {
			ids = append(ids, id)
		}
	}
	if len(ids) == 0 {
		return graph.DerivedID(graph.KindCoverage, "none")
	}
	slices.Sort(ids)
	return choose(u, ids)
}

// steps draws every argument now, so that running them again does the same.
// Every kind of step has its turn before one comes again.
func (u *editor) steps(n int) []step {
	var steps []step
	for range n {
		all := u.all()
		if len(u.turns) == 0 {
			u.turns = u.Perm(len(all))
		}
		steps = append(steps, all[u.turns[0]])
		u.turns = u.turns[1:]
	}
	return steps
}

func asStep[In, Out any](name string, do func(context.Context, graph.Edit, In) (Out, error), in In) step {
	return step{name, func(ctx context.Context, e graph.Edit) error { _, err := do(ctx, e, in); return err }}
}

func (u *editor) all() []step {
	class := graph.UnitClass{UnitKind: choose(u, graph.UnitKinds), Ownership: choose(u, graph.Ownerships)}
	correction := edit.UnitCorrectInput{ID: u.any(graph.KindUnit), Correct: true}
	values := u.correction(&correction.At, &correction.During, &correction.Withdrawing, &correction.LifeFields)
	switch field := u.IntN(5); {
	case !values:
	case field == 0 && correction.During == nil:
		correction.Name = edit.Some(u.name())
	case field <= 1:
		correction.Ownership, correction.UnitKind = edit.Some(class.Ownership), edit.Some(class.UnitKind)
	case field == 2:
		correction.UnitState = edit.Some(choose(u, graph.UnitStates))
	case field == 3:
		correction.Region = edit.Some(u.any(graph.KindRegion))
	default:
		correction.Staff = choose(u, []edit.Opt[int]{edit.Some(u.IntN(300)), edit.Null[int]()})
	}
	affiliate := edit.MemberAffiliateInput{Member: u.any(graph.KindMember), Organisation: u.maybe(graph.KindOrganisation), From: u.date()}
	if u.IntN(3) == 0 {
		affiliate.From, affiliate.Correct = 0, true
		if u.IntN(2) == 0 {
			affiliate.During = &graph.Interval{Since: u.date()}
		}
	}
	organisation := edit.OrganisationCorrectInput{ID: u.any(graph.KindOrganisation), Correct: true}
	if u.correction(&organisation.At, &organisation.During, &organisation.Withdrawing, &organisation.LifeFields) {
		switch u.IntN(4) {
		case 0:
			organisation.OrganisationKind = edit.Some(choose(u, graph.OrganisationKinds))
		case 1:
			organisation.Superior = edit.Some(u.any(graph.KindOrganisation))
		case 2:
			organisation.Leads = edit.Some(u.any(graph.KindRegion))
		case 3:
			organisation.Secretary = choose(u, []edit.Opt[graph.ID]{edit.Some(u.any(graph.KindMember)), edit.Null[graph.ID]()})
		}
	}
	pairing := edit.PairingAgreeInput{PairingKind: choose(u, graph.PairingKinds), Since: u.date()}
	for range 2 + u.IntN(3) {
		kind := choose(u, graph.Participants)
		pairing.Ends = append(pairing.Ends, edit.PairingEndInput{Participant: u.any(kind), Role: choose(u, graph.EndRoles)})
	}
	var term *edit.TermInput
	if u.IntN(2) == 0 {
		term = &edit.TermInput{To: u.date()}
	}
	return append(slices.Concat(u.territory(), u.membership(), u.pairings(), u.alliances()), []step{
		asStep("regionRegister", edit.RegionRegister, edit.RegionRegisterInput{Name: u.name(), RegionKind: choose(u, []graph.RegionKind{graph.RegionPark, graph.RegionGrid, graph.RegionMarket}), Parent: u.roomy(), Since: u.date()}),
		asStep("unitRegister", edit.UnitRegister, edit.UnitRegisterInput{Name: u.name(), UnitKind: class.UnitKind, Ownership: class.Ownership, Region: u.any(graph.KindRegion), Staff: ptr(u.IntN(90)), Since: u.date(), Industry: choose(u, []string{"", "C", "C35"})}),
		asStep("unitCorrect", edit.UnitCorrect, correction),
		asStep("organisationFound", edit.OrganisationFound, edit.OrganisationFoundInput{
			Name: u.name(), OrganisationKind: choose(u, graph.OrganisationKinds), Region: u.any(graph.KindRegion),
			Superior: u.maybe(graph.KindOrganisation), Leads: u.maybe(graph.KindRegion), Strength: choose(u, graph.Strengths), Since: u.date(), CommitteeTerm: term,
		}),
		asStep("organisationCorrect", edit.OrganisationCorrect, organisation),
		asStep("organisationDissolve", edit.OrganisationDissolve, edit.OrganisationDissolveInput{ID: u.any(graph.KindOrganisation), From: u.date(), WithdrawFuture: u.IntN(3) > 0}),
		asStep("coverageAssign", func(ctx context.Context, e graph.Edit, in edit.CoverageAssignInput) (*graph.Link, error) {
			l, _, err := edit.CoverageAssign(ctx, e, in)
			return l, err
		}, edit.CoverageAssignInput{Organisation: u.any(graph.KindOrganisation), Unit: u.any(graph.KindUnit), Mode: choose(u, graph.CoverageModes), From: u.date()}),
		asStep("coverageEnd", edit.CoverageEnd, edit.CoverageEndInput{ID: u.coverage(), From: u.date()}),
		asStep("headcountReport", edit.HeadcountReport, edit.HeadcountReportInput{Unit: u.any(graph.KindUnit), Date: u.date(), Full: u.IntN(6), Probationary: u.IntN(3), Correct: u.IntN(6) == 0}),
		asStep("memberRegister", edit.MemberRegister, edit.MemberRegisterInput{
			Name: u.name(), MemberStatus: choose(u, graph.MemberStatuses), Affiliation: u.maybe(graph.KindOrganisation),
			Workplace: u.maybe(graph.KindUnit), Residence: u.maybe(graph.KindRegion), Since: u.date(),
		}),
		asStep("memberAffiliate", edit.MemberAffiliate, affiliate),
		asStep("pairingAgree", edit.PairingAgree, pairing),
		asStep("pairingEnd", edit.PairingEnd, edit.PairingEndingInput{ID: u.any(graph.KindPairing), From: u.date()}),
		u.rename(), u.move(graph.KindUnit, graph.HopLocated), u.move(graph.KindOrganisation, graph.HopLocated), u.move(graph.KindRegion, graph.HopParent),
		u.superior(),
	}...)
}

// rename gives a noun another name: it stands elsewhere in every list.
func (u *editor) rename() step {
	id, name := u.one(choose(u, graph.NounKinds)), u.name()
	return step{"rename", func(ctx context.Context, e graph.Edit) error {
		nouns, err := e.Nouns(ctx, []graph.ID{id})
		if err != nil {
			return err
		}
		if nouns[id] == nil {
			return errUnfit
		}
		n := graph.CopyNoun(nouns[id])
		n.Top().Name = name
		e.Put(n, false)
		return nil
	}}
}

// move lets a noun lie elsewhere from a day on, for good.
func (u *editor) move(kind graph.Kind, hop graph.Hop) step {
	id, to, day := u.one(kind), u.one(graph.KindRegion), max(u.date(), today.AddMonths(-30))
	return step{"move " + string(kind), func(ctx context.Context, e graph.Edit) error { return relink(ctx, e, hop, id, to, day) }}
}

func (u *editor) superior() step {
	id, to, day := u.one(graph.KindOrganisation), u.one(graph.KindOrganisation), max(u.date(), today.AddMonths(-30))
	return step{"move in the line", func(ctx context.Context, e graph.Edit) error { return relink(ctx, e, graph.HopSuperior, id, to, day) }}
}

var errUnfit = graph.Conflict(nil, "the random link does not fit", "随机关系不适用")

// relink ends the link of a hop in force on a day and begins another. It refuses
// what would not be well formed: ends that do not live so long, circles.
func relink(ctx context.Context, e graph.Edit, hop graph.Hop, id, to graph.ID, day graph.Date) error {
	nouns, err := e.Nouns(ctx, []graph.ID{id, to})
	if err != nil {
		return err
	}
	links, err := e.Links(ctx, graph.LinkQuery{IDs: []graph.ID{id}, Hops: []graph.Hop{hop}})
	if err != nil {
		return err
	}
	i := slices.IndexFunc(links[id], func(l graph.Link) bool { return l.Holds(day) && l.Since < day })
	if i < 0 || links[id][i].To == to || !nouns[to].Top().Contains(graph.Interval{Since: day, Until: links[id][i].Until}) {
		return errUnfit
	}
	seen := map[graph.ID]bool{id: true}
	for above := []graph.ID{to}; len(above) > 0; { // on any day
		up, err := e.Links(ctx, graph.LinkQuery{IDs: above, Hops: []graph.Hop{hop}})
		if err != nil {
			return err
		}
		var next []graph.ID
		for _, at := range above {
			if at == id {
				return errUnfit
			}
			seen[at] = true
			for _, l := range up[at] {
				if l.To == id {
					return errUnfit
				}
				if !seen[l.To] {
					next = append(next, l.To)
				}
			}
		}
		above = next
	}
	old := links[id][i]
	fresh := old
	fresh.ID, fresh.To, fresh.Since = e.New(hop.IDKind()), to, day
	old.Until = day
	e.PutLink(old, false)
	e.PutLink(fresh, false)
	return nil
}
