package exchange

import (
	"context"
	"slices"
	"strconv"

	"cobuild/edit"
	"cobuild/graph"
)

// both reads the two nouns that a relation joins.
func (p *player) both(ctx context.Context, r *row, from, to string) (a, b graph.Noun, err error) {
	if a, err = p.ref(ctx, r, from); err != nil {
		return nil, nil, err
	}
	if b, err = p.ref(ctx, r, to); err != nil {
		return nil, nil, err
	}
	if a == nil && !r.given(from) || b == nil && !r.given(to) {
		p.lacks(r)
	}
	return a, b, nil
}

// between are the links of a hop that join two nouns, by their first day.
func (p *player) between(ctx context.Context, from, to graph.ID, hop graph.Hop) ([]graph.Link, error) {
	links, err := p.desk.Links(ctx, graph.LinkQuery{IDs: []graph.ID{from}, Hops: []graph.Hop{hop}})
	pair := slices.DeleteFunc(links[from], func(l graph.Link) bool { return l.To != to })
	slices.SortFunc(pair, func(a, b graph.Link) int { return int(a.Since) - int(b.Since) })
	return pair, err
}

// meant picks the one that a row is about among intervals on record: the one
// that begins on its first day; without one the one in force on the day of the
// sheet, else the last. -1 = a new one.
func (p *player) meant(r *row, spans []graph.Interval) int {
	since := r.date("since")
	best := -1
	for i, s := range spans {
		switch {
		case since != 0 && s.Since == since:
			return i
		case since == 0 && s.Holds(p.on):
			return i
		case since == 0:
			best = i
		}
	}
	return best
}

func spansOf(links []graph.Link) []graph.Interval {
	spans := make([]graph.Interval, len(links))
	for i, l := range links {
		spans[i] = l.Interval
	}
	return spans
}

func playCoverage(ctx context.Context, p *player, r *row) error {
	organisation, unit, err := p.both(ctx, r, "organisation", "unit")
	if err != nil || p.stop() {
		return err
	}
	from, to := organisation.Top().ID, unit.Top().ID
	pair, err := p.between(ctx, from, to, graph.HopCovers)
	if err != nil {
		return err
	}
	mode := graph.CoverageMode(r.text("mode"))
	i := p.meant(r, spansOf(pair))
	if i < 0 {
		if p.lacks(r) {
			return nil
		}
		p.enter()
		l, _, err := edit.CoverageAssign(ctx, p.desk, edit.CoverageAssignInput{Organisation: from, Unit: to, Mode: mode, From: r.date("since")})
		if until := r.date("until"); err == nil && until != 0 && until != l.Until {
			_, err = edit.CoverageEnd(ctx, p.ending(), edit.CoverageEndInput{ID: l.ID, From: until})
		}
		return err
	}
	old := pair[i]
	if mode != "" && mode != old.Mode && !p.correct {
		// The mode changed since: another coverage holds now.
		for _, l := range pair {
			if l.Holds(p.on) && l.Mode == mode {
				return nil
			}
		}
		p.alter(r, "mode", string(old.Mode), string(mode))
		_, _, err := edit.CoverageAssign(ctx, p.desk, edit.CoverageAssignInput{Organisation: from, Unit: to, Mode: mode, From: p.on})
		return err
	}
	in := edit.CoverageCorrectInput{ID: old.ID, Correct: true, Mode: differWord(p, r, "mode", old.Mode)}
	if !p.correct {
		if until := p.ends(r, old.Until); until != 0 && !p.stop() {
			_, err = edit.CoverageEnd(ctx, p.ending(), edit.CoverageEndInput{ID: old.ID, From: until})
		}
		return err
	}
	if in.Until = p.correctUntil(r, old.Until); in.Mode.Set || in.Until.Set {
		_, err = edit.CoverageCorrect(ctx, p.desk, in)
	}
	return err
}

// correctUntil is the end that a correction puts in place of that on record.
func (p *player) correctUntil(r *row, now graph.Date) (o edit.Opt[graph.Date]) {
	if until := r.date("until"); until != 0 && until != now {
		p.alter(r, "until", now.String(), until.String())
		return edit.Some(until)
	}
	return o
}

func playWork(ctx context.Context, p *player, r *row) error {
	n, err := p.ref(ctx, r, "unit")
	if err != nil {
		return err
	}
	unit, ok := n.(*graph.Unit)
	if !ok || p.stop() || r.text("kind") == "" {
		p.lacks(r)
		return nil
	}
	kind, holder := graph.WorkKind(r.text("kind")), r.text("holder")
	var works []graph.Work
	var spans []graph.Interval
	for _, w := range unit.Works {
		if w.WorkKind == kind && w.Holder == holder {
			works, spans = append(works, w), append(spans, w.Interval)
		}
	}
	i := p.meant(r, spans)
	if i < 0 {
		p.enter()
		_, err := edit.WorkStart(ctx, p.desk, edit.WorkStartInput{Unit: unit.ID, WorkKind: kind, Holder: holder, Since: r.date("since"), Until: r.date("until")})
		return err
	}
	p.desk.holds(works[i].ID, unit.ID)
	if p.correct {
		if until := p.correctUntil(r, works[i].Until); until.Set {
			_, err = edit.WorkCorrect(ctx, p.desk, edit.WorkCorrectInput{ID: works[i].ID, Correct: true, Until: until})
		}
		return err
	}
	if until := p.ends(r, works[i].Until); until != 0 && !p.stop() {
		_, err = edit.WorkEnd(ctx, p.ending(), edit.WorkEndInput{ID: works[i].ID, From: until})
	}
	return err
}

func playHeadcount(ctx context.Context, p *player, r *row) error {
	n, err := p.ref(ctx, r, "unit")
	if err != nil {
		return err
	}
	unit, ok := n.(*graph.Unit)
	if !ok || p.stop() || !r.given("full") {
		p.lacks(r)
		return nil
	}
	in := edit.HeadcountReportInput{Unit: unit.ID, Date: r.date("date"), Full: *r.number("full")}
	if n := r.number("probationary"); n != nil {
		in.Probationary = *n
	}
	i := slices.IndexFunc(unit.Headcounts, func(h graph.Headcount) bool { return h.Date == in.Date })
	if i < 0 {
		p.enter()
	} else {
		h := unit.Headcounts[i]
		full := differ(p, r, "full", true, h.Full, in.Full, strconv.Itoa)
		if !r.given("probationary") {
			in.Probationary = h.Probationary
		}
		probationary := differ(p, r, "probationary", true, h.Probationary, in.Probationary, strconv.Itoa)
		switch {
		case !full.Set && !probationary.Set:
			return nil
		case !p.correct && full.Set:
			p.onlyCorrected(r, "full")
			return nil
		case !p.correct:
			p.onlyCorrected(r, "probationary")
			return nil
		}
		in.Correct = true
	}
	_, err = edit.HeadcountReport(ctx, p.desk, in)
	return err
}

func playRegistration(ctx context.Context, p *player, r *row) error {
	member, organisation, err := p.both(ctx, r, "member", "organisation")
	if err != nil || p.stop() {
		return err
	}
	from, to := member.Top().ID, organisation.Top().ID
	pair, err := p.between(ctx, from, to, graph.HopRegistered)
	if err != nil {
		return err
	}
	i := p.meant(r, spansOf(pair))
	if i < 0 {
		p.enter()
		_, err := edit.RegistrationEnter(ctx, p.desk, edit.RegistrationEnterInput{Member: from, Organisation: to, Since: r.date("since"), Until: r.date("until")})
		return err
	}
	if p.correct {
		if until := p.correctUntil(r, pair[i].Until); until.Set {
			_, err = edit.RegistrationCorrect(ctx, p.desk, edit.RegistrationCorrectInput{ID: pair[i].ID, Correct: true, Until: until})
		}
		return err
	}
	if until := p.ends(r, pair[i].Until); until != 0 && !p.stop() {
		_, err = edit.RegistrationEnd(ctx, p.ending(), edit.RegistrationEndInput{ID: pair[i].ID, From: until})
	}
	return err
}

func playTerm(ctx context.Context, p *player, r *row) error {
	n, err := p.ref(ctx, r, "organisation")
	if err != nil {
		return err
	}
	o, ok := n.(*graph.Organisation)
	if !ok || p.stop() {
		p.lacks(r)
		return nil
	}
	spans := make([]graph.Interval, len(o.Terms))
	for i, term := range o.Terms {
		spans[i] = term.Interval
	}
	since, to, extension, until := r.date("since"), r.date("to"), r.date("extension"), r.date("until")
	i := p.meant(r, spans)
	if i < 0 {
		p.enter()
		_, err := edit.CommitteeTermBegin(ctx, p.desk, edit.CommitteeTermBeginInput{Organisation: o.ID, From: since, To: to})
		first := max(since, o.Since)
		if err == nil && extension != 0 {
			_, err = edit.CommitteeTermExtend(ctx, p.desk, edit.CommitteeTermExtendInput{Organisation: o.ID, Extension: extension, At: max(first, 1)})
		}
		if err == nil && until != 0 && until != o.Until {
			_, err = edit.CommitteeTermEnd(ctx, p.ending(), edit.CommitteeTermEndInput{Organisation: o.ID, From: until})
		}
		return err
	}
	old := o.Terms[i]
	at := max(old.Since, 1)
	in := edit.CommitteeTermCorrectInput{Organisation: o.ID, At: at, Correct: true, To: differDate(p, r, "to", old.To)}
	if p.correct {
		in.Extension, in.Until = differDate(p, r, "extension", old.Extension), p.correctUntil(r, old.Until)
		if in.To.Set || in.Extension.Set || in.Until.Set {
			_, err = edit.CommitteeTermCorrect(ctx, p.desk, in)
		}
		return err
	}
	if in.To.Set {
		p.onlyCorrected(r, "to")
		return nil
	}
	if extension != 0 && extension != old.Extension {
		p.alter(r, "extension", old.Extension.String(), extension.String())
		_, err = edit.CommitteeTermExtend(ctx, p.desk, edit.CommitteeTermExtendInput{Organisation: o.ID, Extension: extension, At: at})
	}
	if day := p.ends(r, old.Until); err == nil && day != 0 && !p.stop() {
		_, err = edit.CommitteeTermEnd(ctx, p.ending(), edit.CommitteeTermEndInput{Organisation: o.ID, From: day})
	}
	return err
}

func differDate(p *player, r *row, column string, now graph.Date) edit.Opt[graph.Date] {
	return differ(p, r, column, now != 0, now, r.date(column), graph.Date.String)
}
