package exchange

import (
	"context"
	"slices"
	"strings"

	"cobuild/graph"
)

// placeName is by which nouns without a code are found: the region they lie in
// and their name.
type placeName struct {
	region graph.ID
	kind   graph.Kind
	name   string
}

// kindWords may stand before a code that several kinds bear.
var kindWords = map[string]graph.Kind{
	"organisation": graph.KindOrganisation, "组织": graph.KindOrganisation, "unit": graph.KindUnit, "单位": graph.KindUnit,
	"region": graph.KindRegion, "地区": graph.KindRegion,
}

// meant takes the word for the kind off a reference such as unit:CODE.
func meant(ref string, kinds []graph.Kind) (code string, of []graph.Kind) {
	if word, code, cut := strings.Cut(ref, ":"); cut {
		if kind, known := kindWords[fold(word)]; known {
			return clean(code), []graph.Kind{kind}
		}
	}
	return ref, kinds
}

// find gives the nouns that a reference may mean: by code, by credit code, or
// as REGION/NAME by the name within a region. One of each kind at most: of
// several bearers of a code the one alive on the day.
func (p *player) find(ctx context.Context, ref string, kinds []graph.Kind, on graph.Date) (found []graph.Noun, err error) {
	switch {
	case strings.HasPrefix(ref, byPath):
		n, err := p.byPath(ctx, ref, on)
		if n == nil || err != nil {
			return nil, err
		}
		return []graph.Noun{n}, nil
	case strings.HasPrefix(ref, byName):
		name, region, _ := strings.Cut(ref[len(byName):], parted)
		return p.findNamed(ctx, region, name, kinds, on)
	}
	ref, kinds = meant(ref, kinds)
	if id := graph.ID(ref); slices.Contains(kinds, id.Kind()) {
		nouns, err := p.desk.Nouns(ctx, []graph.ID{id})
		if n := nouns[id]; n != nil || err != nil {
			return []graph.Noun{n}, err
		}
	}
	for _, kind := range kinds {
		var nouns []graph.Noun
		for _, code := range spellings(kind, ref) {
			if nouns, err = p.desk.Find(ctx, graph.CodeKey{Kind: kind, Field: graph.ByCode, Code: code}); err != nil {
				return nil, err
			}
			if len(nouns) > 0 {
				break
			}
		}
		if len(nouns) == 0 && kind == graph.KindUnit && len(ref) == 18 {
			if nouns, err = p.desk.Find(ctx, graph.CodeKey{Kind: kind, Field: graph.ByCredit, Code: strings.ToUpper(ref)}); err != nil {
				return nil, err
			}
		}
		if n := alive(nouns, on); n != nil {
			found = append(found, n)
		}
	}
	region, name, named := strings.Cut(ref, "/")
	if len(found) > 0 || !named {
		return found, nil
	}
	return p.findNamed(ctx, region, name, kinds, on)
}

// findNamed gives the nouns of a name right in a region.
func (p *player) findNamed(ctx context.Context, region, name string, kinds []graph.Kind, on graph.Date) (found []graph.Noun, err error) {
	places, err := p.find(ctx, region, regions, on)
	if err != nil || len(places) == 0 {
		return nil, err
	}
	for _, kind := range kinds {
		nouns, err := p.desk.named(ctx, placeName{places[0].Top().ID, kind, clean(name)})
		if err != nil {
			return nil, err
		}
		if n := alive(nouns, on); n != nil {
			found = append(found, n)
		}
	}
	return found, nil
}

// alive is the noun that is there on a day, else the one that lasted longest.
func alive(nouns []graph.Noun, on graph.Date) (best graph.Noun) {
	for _, n := range nouns {
		switch {
		case n.Top().Holds(on):
			return n
		case best == nil || n.Top().End() > best.Top().End():
			best = n
		}
	}
	return best
}

// ref is the noun that a column of the row refers to; nil where it names none,
// or one that is refused.
func (p *player) ref(ctx context.Context, r *row, name string) (graph.Noun, error) {
	if !r.given(name) {
		return nil, nil
	}
	return p.refTo(ctx, r, name, r.text(name))
}

func (p *player) refTo(ctx context.Context, r *row, name, text string) (graph.Noun, error) {
	def := &r.table.columns[r.table.index(name)]
	p.lost = nil
	found, err := p.find(ctx, text, def.nouns, p.dayOf(r))
	if err != nil {
		return nil, err
	}
	switch {
	case len(found) == 1:
		return found[0], nil
	case len(found) > 1:
		p.wrong(r, name, troubled(ReasonAmbiguous, "%q is the code of a %s and of a %s", "%q同时是多个对象的编码（%s、%s）",
			"write organisation:, unit: or region: before the code", "请在编码前加组织:、单位:或地区:", shown(text), found[0].Kind(), found[1].Kind()))
	default:
		p.unknown(r, name, text, def)
	}
	return nil, nil
}

// dayOf is the day on which what the row refers to is looked for.
func (p *player) dayOf(r *row) graph.Date {
	for _, name := range []string{"since", "date"} {
		if i := r.table.index(name); i >= 0 && r.cells[i].state == given {
			return r.date(name)
		}
	}
	return p.on
}

// unknown refuses a reference to nothing, or puts the row off where a later row
// of its table may enter it.
func (p *player) unknown(r *row, name, text string, def *column) {
	code, kinds := meant(text, def.nouns)
	for _, kind := range kinds {
		if kind == r.table.noun {
			p.off = true
		}
		at, refused := p.run.refusedBy(kind, code)
		switch {
		case refused && at == (where{r.sheet, r.line}):
			p.wrong(r, name, troubled(ReasonReference, "%q is the row itself", "%q即本行", "name another, or leave the cell empty", "请填写其他编码，或留空", shown(text)))
			return
		case refused:
			p.wrong(r, name, troubled(ReasonWaits, "%[1]q is what row %[2]d of %[3]s is to enter, which has faults", "%[1]q应由%[3]s第%[2]d行登记，而该行有误",
				"mend that row first", "请先改正该行", graph.Clip(text), at.line, p.run.sheets[at.sheet].place()))
			return
		}
	}
	if p.lost != nil {
		p.wrong(r, name, p.lost)
		return
	}
	text = shown(text)
	p.wrong(r, name, troubled(ReasonReference, "nothing on record and no row of the files has %q", "已有记录与所给文件中均无%q",
		"correct the code, or add the row that enters it", "请更正编码，或补充登记它的行", graph.Clip(text)))
}

// own finds the noun that the row is about by its natural key; nil where there
// is none yet.
func (p *player) own(ctx context.Context, r *row, within string) (graph.Noun, error) {
	n, err := p.ownNoun(ctx, r, within)
	if n == nil || err != nil {
		return n, err
	}
	p.about = n.Top().ID
	if first, twice := p.owner(p.about); twice && first != (seenRow{uint32(r.sheet), uint32(r.line)}) {
		p.wrong(r, "", troubled(ReasonDoubled, "row %[1]d of %[2]s is about the same thing (%[3]s) by another key, and that one was taken", "与%[2]s第%[1]d行为同一对象（%[3]s），只是识别依据不同，已采用该行",
			"leave one of them out", "请删除其中一行", first.line, p.run.sheets[first.sheet].place(), labelOf(n)))
	}
	return n, nil
}

// id is the id that the row gives its noun, "" where it gives none.
func (r *row) id() graph.ID { return graph.ID(r.textOf("id")) }

func (p *player) ownNoun(ctx context.Context, r *row, within string) (graph.Noun, error) {
	if id := r.id(); id != "" {
		if id.Kind() != r.table.noun {
			p.wrong(r, "id", troubled(ReasonCode, "%q is not the id of a %s", "%q不是%s的标识", "leave the cell empty: ids are written by exports", "请留空：标识由导出填写", graph.Clip(string(id)), r.table.noun))
			return nil, nil
		}
		nouns, err := p.desk.Nouns(ctx, []graph.ID{id})
		if n := nouns[id]; n != nil || err != nil {
			return n, err
		}
	}
	if code := r.text("code"); code != "" {
		nouns, err := p.desk.Find(ctx, graph.CodeKey{Kind: r.table.noun, Field: graph.ByCode, Code: code})
		if n := p.sameLife(r, nouns); n != nil || err != nil {
			return n, err
		}
	}
	if r.table.noun == graph.KindUnit && r.given("credit_code") {
		nouns, err := p.desk.Find(ctx, graph.CodeKey{Kind: r.table.noun, Field: graph.ByCredit, Code: r.text("credit_code")})
		n := p.sameLife(r, nouns)
		if n != nil && err == nil && r.given("code") && n.Top().Code != "" {
			p.wrong(r, "credit_code", troubled(ReasonConflict, "the credit code is that of the unit with the code %q", "该信用代码属于编码为%q的单位",
				"correct one of the codes; leave code empty to update that unit", "请更正其一；若为同一单位请将编码留空", n.Top().Code))
		}
		if n != nil || err != nil {
			return n, err
		}
	}
	if r.given("code") || r.id() != "" || within == "" || r.text("name") == "" || !r.given(within) {
		return nil, nil
	}
	region, err := p.ref(ctx, r, within)
	if region == nil || err != nil {
		return nil, err
	}
	nouns, err := p.desk.named(ctx, placeName{region.Top().ID, r.table.noun, r.text("name")})
	return p.sameLife(r, slices.DeleteFunc(nouns, r.otherCredit)), err
}

// otherCredit says whether a unit bears another credit code than the row: then
// the row is about another unit, whatever their names.
func (r *row) otherCredit(n graph.Noun) bool {
	u, is := n.(*graph.Unit)
	return is && r.given("credit_code") && u.CreditCode != "" && u.CreditCode != r.text("credit_code")
}

// sameLife picks among the bearers of a key, of any time, the one that the row
// is about: by its first day, else the one there on the day of the sheet. A row
// that begins after the end of all is about another.
func (p *player) sameLife(r *row, nouns []graph.Noun) graph.Noun {
	since := r.date("since")
	for _, n := range nouns {
		if since != 0 && n.Top().Since == since {
			return n
		}
	}
	n := alive(nouns, p.on)
	if n == nil || since != 0 && since >= n.Top().End() {
		return nil
	}
	return n
}

// named gives the nouns of a name in a region.
func (d *desk) named(ctx context.Context, key placeName) ([]graph.Noun, error) {
	nouns, err := d.alike(ctx, key)
	return slices.DeleteFunc(nouns, func(n graph.Noun) bool { return n.Top().Name != key.name }), err
}

// alike gives the nouns in a region whose name differs at most in spaces, width
// and case.
func (d *desk) alike(ctx context.Context, key placeName) ([]graph.Noun, error) {
	listed := placeName{region: key.region, kind: key.kind}
	if d.names[listed] == nil {
		if err := d.listNames(ctx, listed); err != nil {
			return nil, err
		}
	}
	ids := d.names[listed][fold(key.name)]
	nouns, err := d.Nouns(ctx, ids)
	if err != nil {
		return nil, err
	}
	var found []graph.Noun
	for _, id := range ids {
		if n := nouns[id]; n != nil && fold(n.Top().Name) == fold(key.name) {
			found = append(found, n)
		}
	}
	return found, nil
}

// mostCompared is how many rows an import may have for new units and
// organisations to be compared by name with those on record.
const mostCompared = 20_000

// likeness notes that something of the name is on record in the region under
// another code.
func (p *player) likeness(ctx context.Context, r *row, region graph.ID) error {
	if p.run.spool.total > mostCompared || !r.coded() || region == "" {
		return nil
	}
	nouns, err := p.desk.alike(ctx, placeName{region, r.table.noun, r.text("name")})
	for _, n := range nouns {
		if _, fresh := p.desk.put.nouns[n.Top().ID]; fresh || !n.Top().Holds(p.on) {
			continue // a row of the import: compared when it was read
		}
		p.notes = append(p.notes, p.run.reading.fault(r, r.table.index("name"), r.text("name"), troubled(ReasonDuplicate,
			"%q with the same name is on record in the same region", "同地区已登记同名对象（编码%q）", "check whether it is the same", "请核对是否为同一对象", labelOf(n))))
	}
	return err
}

// listNames makes the names of the nouns of a kind in a region findable.
func (d *desk) listNames(ctx context.Context, listed placeName) error {
	hop := graph.HopLocated
	if listed.kind == graph.KindRegion {
		hop = graph.HopParent
	}
	links, err := d.Links(ctx, graph.LinkQuery{IDs: []graph.ID{listed.region}, Direction: graph.In, Hops: []graph.Hop{hop}})
	if err != nil {
		return err
	}
	var ids []graph.ID
	for _, l := range links[listed.region] {
		if l.From.Kind() == listed.kind {
			ids = append(ids, l.From)
		}
	}
	nouns, err := d.Nouns(ctx, ids)
	if err != nil {
		return err
	}
	names := map[string][]graph.ID{}
	for id, n := range nouns {
		names[fold(n.Top().Name)] = append(names[fold(n.Top().Name)], id)
	}
	d.names[listed] = names
	return nil
}

// listName adds a noun that comes to lie in a region whose names are listed. It
// stays listed after a taking back: named looks again.
func (d *desk) listName(l *graph.Link) {
	if l.Hop != graph.HopLocated && l.Hop != graph.HopParent {
		return
	}
	names, n := d.names[placeName{region: l.To, kind: l.From.Kind()}], d.put.nouns[l.From]
	if names == nil || n == nil {
		return
	}
	if name := fold(n.Top().Name); !slices.Contains(names[name], l.From) {
		names[name] = append(names[name], l.From)
	}
}
