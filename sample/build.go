package sample

import (
	"errors"
	"fmt"
	"io/fs"
	"strconv"
	"strings"

	"cobuild/graph"
)

// builder collects the nouns and links of a dataset. Codes are unique across
// its nouns, so a code alone says what a cell refers to.
type builder struct {
	from    fs.FS
	name    string
	partial bool // tables that are missing are made
	byCode  map[string]graph.Noun
	nouns   []graph.Noun
	all     []graph.Link
	links   map[graph.ID]bool
	err     error
	holders []holder
}

// id is made from the code: a region's from its official code alone, so that it
// is the same place in every sample.
func (b *builder) id(kind graph.Kind, code string) graph.ID {
	if kind == graph.KindRegion {
		return graph.DerivedID(kind, code)
	}
	return graph.DerivedID(kind, b.name, code)
}

func (b *builder) head(r *row, kind graph.Kind) graph.Head {
	code := r.text("code")
	if code == "" || b.byCode[code] != nil {
		r.fail("code", errors.New("a code is needed that no other line has"))
	}
	return graph.Head{ID: b.id(kind, code), Code: code, Name: r.text("name"), Interval: r.interval()}
}

func (b *builder) add(r *row, n graph.Noun) {
	if err := n.Validate(); err != nil {
		r.fail("code", err)
	}
	b.byCode[n.Top().Code] = n
	b.nouns = append(b.nouns, n)
}

func (b *builder) find(r *row, column, code string) graph.Noun {
	n := b.byCode[code]
	if n == nil {
		r.fail(column, fmt.Errorf("nothing before this line has the code %q", code))
	}
	return n
}

// link adds a link; a bound that is not given is that of the ends' lives.
func (b *builder) link(r *row, column string, hop graph.Hop, from, to graph.Noun, during graph.Interval) *graph.Link {
	if r.err != nil {
		return &graph.Link{}
	}
	a, z := from.Top().Life(), to.Top().Life()
	shared, ok := a.Intersect(z)
	if ok && during.Since == 0 {
		during.Since = shared.Since
	}
	if ok && during.Until == 0 {
		during.Until = shared.Until
	}
	if !ok || !shared.Contains(during) {
		r.fail(column, fmt.Errorf("%s lies outside the lives %s and %s of what it joins", during, a, z))
	}
	kind := graph.KindLink
	if hop == graph.HopCovers {
		kind = graph.KindCoverage
	}
	id := graph.DerivedID(kind, b.name, string(hop), from.Top().Code, to.Top().Code, during.Since.String())
	if b.links[id] {
		r.fail(column, errors.New("it is said twice"))
	}
	b.links[id] = true
	b.all = append(b.all, graph.Link{ID: id, Hop: hop, From: from.Top().ID, To: to.Top().ID, Interval: during})
	return &b.all[len(b.all)-1]
}

// refer adds a link for each value of a dated reference.
func (b *builder) refer(r *row, column string, hop graph.Hop, from graph.Noun) {
	for _, s := range r.spells(column, from.Top().Life()) {
		if to := b.find(r, column, s.Value); to != nil {
			b.link(r, column, hop, from, to, s.Interval)
		}
	}
}

func (b *builder) region(r *row) {
	n := &graph.Region{
		Head: b.head(r, graph.KindRegion), RegionKind: graph.RegionKind(r.text("kind")),
		Population: r.number("population"), MobilePopulation: r.number("mobile_population"), Households: r.number("households"),
	}
	n.Aliases = r.list("aliases")
	if text := r.text("area_km2"); text != "" {
		km2, err := strconv.ParseFloat(text, 64)
		if err != nil {
			r.fail("area_km2", err)
		}
		n.AreaKm2 = &km2
	}
	var above graph.RegionLevel
	if parents := r.spells("parent", n.Life()); len(parents) > 0 {
		if parent, ok := b.find(r, "parent", parents[len(parents)-1].Value).(*graph.Region); ok {
			above = parent.Level
		}
	}
	n.Level = graph.LevelOf(n.RegionKind, n.Code, above)
	b.add(r, n)
	b.refer(r, "parent", graph.HopParent, n)
}

func (b *builder) organisation(r *row) {
	n := &graph.Organisation{Head: b.head(r, graph.KindOrganisation), Level: graph.RegionLevel(r.text("level"))}
	n.Aliases = r.list("aliases")
	n.Kinds = as(r, "kind", n.Life(), word[graph.OrganisationKind])
	n.Strengths = as(r, "strength", n.Life(), word[graph.Strength])
	for _, s := range r.spells("secretary", n.Life()) {
		if strings.HasPrefix(s.Value, memberCode) {
			b.holders = append(b.holders, holder{r, n, s.Value, s.Interval})
		} else {
			n.Secretaries = append(n.Secretaries, s)
		}
	}
	for _, s := range as(r, "terms", n.Life(), term) {
		s.Value.Interval = s.Interval
		n.Terms = append(n.Terms, s.Value)
	}
	b.add(r, n)
	b.refer(r, "region", graph.HopLocated, n)
	b.refer(r, "superior", graph.HopSuperior, n)
	b.refer(r, "leads", graph.HopLeads, n)
}

// secretaries links organisations to those of their secretaries who are members
// on record, which are read after them.
func (b *builder) secretaries() {
	for _, h := range b.holders {
		if m := b.find(h.row, "secretary", h.member); m != nil {
			b.link(h.row, "secretary", graph.HopSecretary, h.organisation, m, h.during)
		}
		if h.row.err != nil && b.err == nil {
			b.err = fmt.Errorf("organisations.csv: %s: %w", h.organisation.Code, h.row.err)
		}
	}
	b.holders = nil
}

// holder is a secretary by the code of a member.
type holder struct {
	row          *row
	organisation *graph.Organisation
	member       string
	during       graph.Interval
}

// memberCode begins the code of each member.
const memberCode = "DY-"

// term reads `2027-05-01`, a planned end, or `2024-05-01+2025-05-01`, one with
// the date it was extended to, or `open` for none.
func term(s string) (t graph.Term, err error) {
	if s == "open" {
		return t, nil
	}
	to, extension, extended := strings.Cut(s, "+")
	if t.To, err = graph.ParseDate(to); err == nil && extended {
		t.Extension, err = graph.ParseDate(extension)
	}
	return t, err
}

func (b *builder) unit(r *row) {
	n := &graph.Unit{
		Head: b.head(r, graph.KindUnit), CreditCode: r.text("credit_code"),
		Industry: r.text("industry"), Level: graph.RegionLevel(r.text("level")),
	}
	n.Aliases = r.list("aliases")
	n.Classes = as(r, "class", n.Life(), func(s string) (graph.UnitClass, error) {
		kind, ownership, _ := strings.Cut(s, "/")
		return graph.UnitClass{UnitKind: graph.UnitKind(kind), Ownership: graph.Ownership(ownership)}, nil
	})
	n.States = as(r, "state", n.Life(), word[graph.UnitState])
	n.Staffs = as(r, "staff", n.Life(), strconv.Atoi)
	b.add(r, n)
	b.refer(r, "region", graph.HopLocated, n)
}

// unitOf gives the unit a line is about.
func (b *builder) unitOf(r *row) *graph.Unit {
	code := r.text("unit")
	if u, ok := b.find(r, "unit", code).(*graph.Unit); ok {
		return u
	}
	r.fail("unit", errors.New("it is no unit"))
	return &graph.Unit{}
}

func (b *builder) work(r *row) {
	u := b.unitOf(r)
	w := graph.Work{Unit: u.ID, WorkKind: graph.WorkKind(r.text("kind")), Holder: r.text("holder"), Interval: r.interval()}
	if w.Since == 0 {
		w.Since = u.Since
	}
	if w.Until == 0 {
		w.Until = u.Until
	}
	w.ID = graph.DerivedID(graph.KindWork, b.name, u.Code, string(w.WorkKind), w.Holder, w.Since.String())
	u.Works = append(u.Works, w)
	b.recheck(r, "unit", u)
}

func (b *builder) headcount(r *row) {
	u := b.unitOf(r)
	h := graph.Headcount{Unit: u.ID, Date: r.date("date"), Full: r.count("full"), Probationary: r.count("probationary")}
	h.ID = graph.DerivedID(graph.KindHeadcount, b.name, u.Code, h.Date.String())
	if n := len(u.Headcounts); n > 0 && u.Headcounts[n-1].Date >= h.Date {
		r.fail("date", errors.New("headcounts of a unit stand in the order of their dates"))
	}
	u.Headcounts = append(u.Headcounts, h)
	b.recheck(r, "unit", u)
}

// recheck validates a noun to which a part was added.
func (b *builder) recheck(r *row, column string, n graph.Noun) {
	if err := n.Validate(); err != nil && r.err == nil {
		r.fail(column, err)
	}
}

func (b *builder) coverage(r *row) {
	during := r.interval()
	from, to := b.find(r, "organisation", r.text("organisation")), b.find(r, "unit", r.text("unit"))
	b.link(r, "unit", graph.HopCovers, from, to, during).Mode = graph.CoverageMode(r.text("mode"))
}

func (b *builder) member(r *row) {
	n := &graph.Member{Head: b.head(r, graph.KindMember), Sex: graph.Sex(r.text("sex")), Phone: r.text("phone"), Number: r.text("number")}
	n.BirthYear = r.count("birth_year")
	n.Statuses = as(r, "status", n.Life(), word[graph.MemberStatus])
	n.Employments = as(r, "employment", n.Life(), word[graph.Employment])
	n.Aways = as(r, "away", n.Life(), func(s string) (graph.Away, error) {
		parts := strings.Split(s, "/")
		a := graph.Away{Place: parts[0]}
		for _, p := range parts[1:] {
			switch p {
			case "fixed":
				a.Fixed = true
			case "certificate":
				a.Certificate = true
			default:
				return a, fmt.Errorf("%q is neither fixed nor certificate", p)
			}
		}
		return a, nil
	})
	b.add(r, n)
	b.refer(r, "affiliation", graph.HopAffiliated, n)
	b.refer(r, "workplace", graph.HopWorksAt, n)
	b.refer(r, "residence", graph.HopResides, n)
	b.refer(r, "registered", graph.HopRegistered, n)
}

func (b *builder) pairing(r *row) {
	n := &graph.Pairing{Head: b.head(r, graph.KindPairing), PairingKind: graph.PairingKind(r.text("kind")), Agreement: r.text("agreement")}
	b.add(r, n)
}

func (b *builder) end(r *row) {
	p, to := b.find(r, "pairing", r.text("pairing")), b.find(r, "participant", r.text("participant"))
	l := b.link(r, "participant", graph.HopEnd, p, to, r.interval())
	l.Role = r.text("role")
	if code := r.text("person"); code != "" {
		if person := b.find(r, "person", code); person != nil {
			l.Person = person.Top().ID
		}
	}
}

func (b *builder) activity(r *row) {
	p, ok := b.find(r, "pairing", r.text("pairing")).(*graph.Pairing)
	if !ok {
		r.fail("pairing", errors.New("it is no pairing"))
		return
	}
	a := graph.Activity{Pairing: p.ID, Date: r.date("date"), Title: r.text("title")}
	a.ID = graph.DerivedID(graph.KindActivity, b.name, p.Code, a.Date.String(), a.Title)
	p.Activities = append(p.Activities, a)
	b.recheck(r, "pairing", p)
}

func (b *builder) alliance(r *row) {
	n := &graph.Alliance{Head: b.head(r, graph.KindAlliance), AllianceKind: graph.AllianceKind(r.text("kind"))}
	b.add(r, n)
	b.refer(r, "region", graph.HopLocated, n)
	b.refer(r, "host", graph.HopHost, n)
	b.refer(r, "umbrella", graph.HopUmbrella, n)
}

func (b *builder) seat(r *row) {
	a, to := b.find(r, "alliance", r.text("alliance")), b.find(r, "participant", r.text("participant"))
	b.link(r, "participant", graph.HopSeat, a, to, r.interval()).Role = r.text("role")
}
