package exchange

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"cobuild/edit"
	"cobuild/graph"
)

// endColumns are the columns of pairings that list ends, by role.
var endColumns = []struct {
	column string
	role   graph.EndRole
}{{"helpers", graph.RoleHelper}, {"helped", graph.RoleHelped}, {"peers", graph.RolePeer}}

// inlineEnds are the ends that a row of pairings lists.
func (p *player) inlineEnds(ctx context.Context, r *row) (ends []edit.PairingEndInput, err error) {
	for _, c := range endColumns {
		if !r.given(c.column) {
			continue
		}
		for part := range strings.SplitSeq(r.text(c.column), ";") {
			n, err := p.refTo(ctx, r, c.column, part)
			if err != nil {
				return nil, err
			}
			if n != nil {
				ends = append(ends, edit.PairingEndInput{Participant: n.Top().ID, Role: c.role})
			}
		}
	}
	return ends, nil
}

// endColumn is the column that lists the end of a refusal.
func (p *player) endColumn(r *row, field []string) int {
	n := -1
	if len(field) > 1 {
		if i, err := strconv.Atoi(field[1]); err == nil {
			n = i
		}
	}
	for _, c := range endColumns {
		at := r.table.index(c.column)
		if at < 0 || r.cells[at].state != given {
			continue
		}
		if n -= 1 + strings.Count(r.cells[at].text, ";"); n < 0 {
			return at
		}
	}
	return -1
}

// listed are the rows that name the noun of a row, by its code or its id.
func (r *run) listed(rows map[string][]spooled, of *row) (found []spooled) {
	for _, key := range []string{of.text("code"), of.textOf("id")} {
		if key != "" {
			found = append(found, rows[key]...)
		}
	}
	return found
}

// foundingEnds are the ends that the sheet of ends gives a pairing for all its
// days, so that they are there when it is agreed.
func (p *player) foundingEnds(ctx context.Context, r *row) (ends []edit.PairingEndInput, err error) {
	since := r.date("since")
	for _, at := range p.run.listed(p.run.endsOf, r) {
		end, err := p.run.spool.get(p.run.endTable, at)
		if err != nil {
			return nil, err
		}
		if first := end.date("since"); first != 0 && first != since || !end.given("role") {
			continue
		}
		in := edit.PairingEndInput{Role: graph.EndRole(end.text("role"))}
		n, err := p.find(ctx, end.text("participant"), graph.Participants, p.dayOf(r))
		if err != nil {
			return nil, err
		}
		if len(n) != 1 {
			continue // told at its own row
		}
		in.Participant = n[0].Top().ID
		if end.given("person") {
			person, err := p.find(ctx, end.text("person"), members, p.dayOf(r))
			if err != nil {
				return nil, err
			}
			if len(person) == 1 {
				in.Person = person[0].Top().ID
			}
		}
		ends = append(ends, in)
	}
	return ends, nil
}

func playPairing(ctx context.Context, p *player, r *row) error {
	ends, err := p.inlineEnds(ctx, r)
	if err != nil || p.stop() {
		return err
	}
	old, err := p.ownPairing(ctx, r, ends)
	if err != nil {
		return err
	}
	if old == nil {
		more, err := p.foundingEnds(ctx, r)
		if err != nil {
			return err
		}
		for _, end := range more {
			if i := slices.IndexFunc(ends, func(e edit.PairingEndInput) bool { return e.Participant == end.Participant }); i >= 0 {
				ends[i].Person = end.Person
			} else {
				ends = append(ends, end)
			}
		}
		if p.lacks(r) {
			return nil
		}
		p.enter()
		_, err = edit.PairingAgree(ctx, p.desk, edit.PairingAgreeInput{
			Code: r.text("code"), PairingKind: graph.PairingKind(r.text("kind")), Ends: ends, Since: r.date("since"), Until: r.date("until"), Agreement: r.text("agreement"),
		})
		return err
	}
	return p.changePairing(ctx, r, old, ends)
}

// ownPairing finds a pairing by its code, else by kind, ends and first day.
func (p *player) ownPairing(ctx context.Context, r *row, ends []edit.PairingEndInput) (*graph.Pairing, error) {
	own, err := p.own(ctx, r, "")
	if old, ok := own.(*graph.Pairing); ok || err != nil || r.given("code") || len(ends) == 0 {
		return old, err
	}
	links, err := p.desk.Links(ctx, graph.LinkQuery{IDs: []graph.ID{ends[0].Participant}, Direction: graph.In, Hops: []graph.Hop{graph.HopEnd}})
	if err != nil {
		return nil, err
	}
	for _, l := range links[ends[0].Participant] {
		nouns, err := p.desk.Nouns(ctx, []graph.ID{l.From})
		if err != nil {
			return nil, err
		}
		pairing, ok := nouns[l.From].(*graph.Pairing)
		if !ok || string(pairing.PairingKind) != r.text("kind") || pairing.Since != r.date("since") {
			continue
		}
		theirs, err := p.desk.Links(ctx, graph.LinkQuery{IDs: []graph.ID{pairing.ID}, Hops: []graph.Hop{graph.HopEnd}})
		if err != nil {
			return nil, err
		}
		if sameEnds(theirs[pairing.ID], ends) {
			return pairing, nil
		}
	}
	return nil, nil
}

func sameEnds(links []graph.Link, ends []edit.PairingEndInput) bool {
	has := map[graph.ID]bool{}
	for _, l := range links {
		has[l.To] = true
	}
	for _, end := range ends {
		if !has[end.Participant] {
			return false
		}
	}
	return len(has) == len(ends)
}

func (p *player) changePairing(ctx context.Context, r *row, old *graph.Pairing, ends []edit.PairingEndInput) error {
	links, err := p.desk.Links(ctx, graph.LinkQuery{IDs: []graph.ID{old.ID}, Hops: []graph.Hop{graph.HopEnd}})
	if err != nil {
		return err
	}
	life, until := p.life(r, old.Life())
	dated := len(p.tells)
	code, agreement := differText(p, r, "code", old.Code), differText(p, r, "agreement", old.Agreement)
	altered := len(p.tells) > dated
	kind := differWord(p, r, "kind", old.PairingKind)
	if kind.Set && !p.correct {
		p.onlyCorrected(r, "kind")
	}
	if p.stop() {
		return nil
	}
	for i, end := range ends {
		if err := p.keepEnd(ctx, r, old, links[old.ID], end, i); err != nil {
			return err
		}
	}
	if p.correct {
		in := edit.PairingCorrectInput{ID: old.ID, Correct: true, Code: code, Agreement: agreement, PairingKind: kind, Since: life.Since, Until: life.Until}
		if altered || kind.Set || in.Since.Set || in.Until.Set {
			_, err = edit.PairingCorrect(ctx, p.desk, in)
		}
		return err
	}
	if altered {
		_, err = edit.PairingChange(ctx, p.desk, edit.PairingChangeInput{ID: old.ID, From: p.on, Code: code, Agreement: agreement})
	}
	if err == nil && until != 0 {
		_, err = edit.PairingEnd(ctx, p.ending(), edit.PairingEndingInput{ID: old.ID, From: until})
	}
	return err
}

// keepEnd lets a participant that a row lists join a pairing that has it not,
// or corrects its role.
func (p *player) keepEnd(ctx context.Context, r *row, old *graph.Pairing, links []graph.Link, end edit.PairingEndInput, i int) error {
	at := slices.IndexFunc(links, func(l graph.Link) bool { return l.To == end.Participant })
	column := r.table.columns[max(p.endColumn(r, []string{"ends", strconv.Itoa(i)}), 0)].name
	switch {
	case at < 0:
		p.alter(r, column, "", string(end.Participant))
		_, err := edit.PairingJoin(ctx, p.desk, edit.PairingJoinInput{Pairing: old.ID, Participant: end.Participant, Role: end.Role, From: p.on})
		return err
	case links[at].Role == string(end.Role):
		return nil
	case !p.correct:
		p.onlyCorrected(r, column)
		return nil
	}
	p.alter(r, column, links[at].Role, string(end.Role))
	_, err := edit.PairingCorrect(ctx, p.desk, edit.PairingCorrectInput{
		ID: old.ID, Correct: true, Ends: []edit.PairingEndCorrection{{Participant: end.Participant, Role: edit.Some(end.Role)}},
	})
	return err
}

func playEnd(ctx context.Context, p *player, r *row) error {
	pairing, participant, err := p.both(ctx, r, "pairing", "participant")
	if err != nil {
		return err
	}
	person, err := p.ref(ctx, r, "person")
	if err != nil || p.stop() {
		return err
	}
	links, err := p.between(ctx, pairing.Top().ID, participant.Top().ID, graph.HopEnd)
	if err != nil {
		return err
	}
	role := graph.EndRole(r.text("role"))
	i := p.meant(r, spansOf(links))
	if i < 0 {
		if p.lacks(r) {
			return nil
		}
		p.enter()
		in := edit.PairingJoinInput{Pairing: pairing.Top().ID, Participant: participant.Top().ID, Role: role, From: r.date("since"), Until: r.date("until")}
		if in.From == 0 {
			in.From = p.on
		}
		if person != nil {
			in.Person = person.Top().ID
		}
		_, err := edit.PairingJoin(ctx, p.desk, in)
		return err
	}
	old := links[i]
	correction := edit.PairingEndCorrection{Participant: old.To, At: max(old.Since, 1), Role: differWord(p, r, "role", graph.EndRole(old.Role))}
	var now graph.Noun
	if old.Person != "" {
		nouns, err := p.desk.Nouns(ctx, []graph.ID{old.Person})
		if err != nil {
			return err
		}
		now = nouns[old.Person]
	}
	if c := r.cell("person"); person != nil && person.Top().ID != old.Person || c.state == cleared && old.Person != "" {
		p.alter(r, "person", labelOf(now), labelOf(person))
		correction.Person = edit.Null[graph.ID]()
		if person != nil {
			correction.Person = edit.Some(person.Top().ID)
		}
	}
	if (correction.Role.Set || correction.Person.Set) && !p.correct {
		column := "role"
		if !correction.Role.Set {
			column = "person"
		}
		p.onlyCorrected(r, column)
		return nil
	}
	if correction.Role.Set || correction.Person.Set {
		_, err = edit.PairingCorrect(ctx, p.desk, edit.PairingCorrectInput{ID: old.From, Correct: true, Ends: []edit.PairingEndCorrection{correction}})
	}
	if until := p.ends(r, old.Until); err == nil && until != 0 && !p.stop() {
		_, err = edit.PairingLeave(ctx, p.ending(), edit.PairingLeaveInput{Pairing: old.From, Participant: old.To, From: until})
	}
	return err
}

func playActivity(ctx context.Context, p *player, r *row) error {
	n, err := p.ref(ctx, r, "pairing")
	if err != nil {
		return err
	}
	pairing, ok := n.(*graph.Pairing)
	if p.stop() || !ok || !r.given("date") || !r.given("title") {
		p.lacks(r)
		return nil
	}
	date, title := r.date("date"), r.text("title")
	if slices.ContainsFunc(pairing.Activities, func(a graph.Activity) bool { return a.Date == date && a.Title == title }) {
		return nil
	}
	p.enter()
	_, err = edit.ActivityRecord(ctx, p.desk, edit.ActivityRecordInput{Pairing: pairing.ID, Date: date, Title: title})
	return err
}

// foundingSeats are those that the sheet of seats gives an alliance without a
// first day, so that they are there when it is formed.
func (p *player) foundingSeats(ctx context.Context, r *row) (seats []edit.SeatInput, err error) {
	if !r.given("code") {
		return nil, nil
	}
	for _, at := range p.run.listed(p.run.seatsOf, r) {
		seat, err := p.run.spool.get(p.run.seatTable, at)
		if err != nil {
			return nil, err
		}
		if seat.given("since") || !seat.given("role") {
			continue
		}
		n, err := p.find(ctx, seat.text("participant"), graph.Participants, p.dayOf(r))
		if err != nil {
			return nil, err
		}
		if len(n) == 1 { // else told at its own row
			seats = append(seats, edit.SeatInput{Participant: n[0].Top().ID, Role: graph.AllianceRole(seat.text("role")), Until: seat.date("until")})
		}
	}
	return seats, nil
}

func playSeat(ctx context.Context, p *player, r *row) error {
	alliance, participant, err := p.both(ctx, r, "alliance", "participant")
	if err != nil || p.stop() {
		return err
	}
	from, to := alliance.Top().ID, participant.Top().ID
	links, err := p.between(ctx, from, to, graph.HopSeat)
	if err != nil {
		return err
	}
	role := graph.AllianceRole(r.text("role"))
	i := p.meant(r, spansOf(links))
	switch {
	case i < 0 && p.lacks(r):
		return nil
	case i < 0:
		p.enter()
		first := r.date("since")
		if first == 0 {
			first = p.on
		}
		_, err := edit.AllianceJoin(ctx, p.desk, edit.AllianceJoinInput{Alliance: from, Participant: to, Role: role, From: first, Until: r.date("until")})
		return err
	case role != "" && string(role) != links[i].Role && p.correct:
		p.alter(r, "role", links[i].Role, string(role))
		_, err := edit.AllianceCorrect(ctx, p.desk, edit.AllianceCorrectInput{
			ID: from, Correct: true, Participants: []edit.SeatCorrection{{Participant: to, At: max(links[i].Since, 1), Role: edit.Some(role)}},
		})
		return err
	case role != "" && string(role) != links[i].Role:
		for _, l := range links {
			if l.Holds(p.on) && l.Role == string(role) {
				return nil
			}
		}
		p.alter(r, "role", links[i].Role, string(role))
		_, err := edit.AllianceJoin(ctx, p.desk, edit.AllianceJoinInput{Alliance: from, Participant: to, Role: role, From: p.on})
		return err
	}
	if until := p.ends(r, links[i].Until); until != 0 && !p.stop() {
		_, err = edit.AllianceLeave(ctx, p.ending(), edit.AllianceLeaveInput{Alliance: from, Participant: to, From: until})
	}
	return err
}
