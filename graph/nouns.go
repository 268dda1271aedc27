package graph

// Region (地区, 片区) is a place in the territory tree. Its parent and the
// organisation that leads it are links.
type Region struct {
	Head
	No               uint32      `json:"no"` // never used again; what segments are counted by
	RegionKind       RegionKind  `json:"kind"`
	Level            RegionLevel `json:"level"`
	Path             string      `json:"path"`  // three base-36 characters per step from the root, kept by the store
	Scope            ID          `json:"scope"` // region whose segment counts what lies here, fixed at registration
	Population       *int        `json:"population,omitempty"`
	MobilePopulation *int        `json:"mobilePopulation,omitempty"`
	Households       *int        `json:"households,omitempty"`
	AreaKm2          *float64    `json:"areaKm2,omitempty"`
	Successors       []ID        `json:"successors,omitempty"`
}

// Kind is KindRegion.
func (*Region) Kind() Kind { return KindRegion }

// Validate checks the form of the region.
func (r *Region) Validate() error {
	errs := r.validate(true)
	errs = requireEnum(errs, "regionKind", r.RegionKind, RegionKinds)
	errs = requireEnum(errs, "level", r.Level, RegionLevels)
	for field, n := range map[string]*int{"population": r.Population, "mobilePopulation": r.MobilePopulation, "households": r.Households} {
		errs = atLeastZero(errs, field, n)
	}
	if r.AreaKm2 != nil && !(*r.AreaKm2 >= 0) {
		errs = append(errs, Invalid([]string{"areaKm2"}, "area %g km2 is negative: give square kilometres", "面积%g为负：请给出平方公里数", *r.AreaKm2))
	}
	return errs.OrNil()
}

// Zone says whether people draw the region themselves (area, park, market…),
// rather than the state (province, village…).
func (k RegionKind) Zone() bool {
	switch k {
	case RegionArea, RegionDevelopmentZone, RegionPark, RegionBusinessDistrict, RegionMarket, RegionOfficeTower, RegionHousingEstate:
		return true
	default:
		return false
	}
}

// LevelOf gives the level of a region: of an administrative one from the
// pattern of its official code (2, 4, 6, 9 or 12 digits), else from its kind;
// of a zone the level of its parent. The depth in the tree never decides.
func LevelOf(kind RegionKind, code string, parent RegionLevel) RegionLevel {
	switch {
	case kind == RegionNation:
		return LevelNation
	case kind.Zone():
		return parent
	case kind == RegionGrid:
		return LevelGrid
	}
	if digits(code) {
		switch len(code) {
		case 2:
			return LevelProvince
		case 4:
			return LevelPrefecture
		case 6:
			return LevelCounty
		case 9:
			return LevelTownship
		case 12:
			return LevelVillage
		}
	}
	switch kind {
	case RegionProvince:
		return LevelProvince
	case RegionPrefecture:
		return LevelPrefecture
	case RegionCounty:
		return LevelCounty
	case RegionTownship:
		return LevelTownship
	default:
		return LevelVillage
	}
}

func digits(text string) bool {
	for i := 0; i < len(text); i++ {
		if text[i] < '0' || text[i] > '9' {
			return false
		}
	}
	return text != ""
}

// Rank orders levels from the nation (0) to the grid (6).
func (l RegionLevel) Rank() int {
	for i, level := range RegionLevels {
		if level == l {
			return i
		}
	}
	return len(RegionLevels)
}

// Organisation (党组织). Region, superior, coverage, the region it leads and a
// secretary who is a member on record are links.
type Organisation struct {
	Head
	Level       RegionLevel               `json:"level,omitempty"` // "" = that of its nearest administrative region
	Kinds       []Spell[OrganisationKind] `json:"kinds"`
	Strengths   []Spell[Strength]         `json:"strengths,omitempty"`
	Secretaries []Spell[string]           `json:"secretaries,omitempty"` // by name only; a member on record is a link
	Terms       []Term                    `json:"terms,omitempty"`
}

// Term is a committee term. Since is its start, Until the day it was replaced
// or ended: a term past its planned end stays in force until then.
type Term struct {
	Interval
	To        Date `json:"to,omitzero"`        // planned end
	Extension Date `json:"extension,omitzero"` // approved date that replaces the planned end
}

// Kind is KindOrganisation.
func (*Organisation) Kind() Kind { return KindOrganisation }

// KindOn is the kind of the organisation on day d, "" outside its life.
func (o *Organisation) KindOn(d Date) OrganisationKind { k, _ := At(o.Kinds, d); return k }

// TermOn is the committee term in force on day d, nil where there is none.
func (o *Organisation) TermOn(d Date) *Term {
	for i := range o.Terms {
		if o.Terms[i].Holds(d) {
			return &o.Terms[i]
		}
	}
	return nil
}

// Validate checks the form of the organisation.
func (o *Organisation) Validate() error {
	errs := o.validate(true)
	errs = requireEnum(errs, "level", o.Level, append([]RegionLevel{""}, RegionLevels...))
	if len(o.Kinds) == 0 {
		errs = append(errs, Invalid([]string{"organisationKind"}, "organisationKind is missing: say what kind of organisation it is", "缺少组织类型：请注明"))
	}
	errs = validateSpells(errs, "organisationKind", o.Kinds, o.Interval)
	for _, spell := range o.Kinds {
		errs = requireEnum(errs, "organisationKind", spell.Value, OrganisationKinds)
	}
	errs = validateSpells(errs, "strength", o.Strengths, o.Interval)
	for _, spell := range o.Strengths {
		errs = requireEnum(errs, "strength", spell.Value, Strengths)
	}
	errs = validateSpells(errs, "secretary", o.Secretaries, o.Interval)
	for _, spell := range o.Secretaries {
		errs = appendText(errs, "secretary", spell.Value, mostName)
	}
	terms := make([]Spell[Term], len(o.Terms))
	for i, term := range o.Terms {
		terms[i] = Spell[Term]{Value: term, Interval: term.Interval}
		if term.To != 0 && term.To <= term.Since {
			errs = append(errs, Invalid([]string{"committeeTerm", "to"}, "planned end %s is not after the term's start %s: give a later date",
				"届满日%s不晚于任期起日%s：请给出更晚的日期", term.To, term.Since))
		}
		if term.Extension != 0 && (term.To == 0 || term.Extension <= term.To) {
			errs = append(errs, Invalid([]string{"committeeTerm", "extension"}, "extension %s is not after the planned end %s: give the date that replaces it",
				"延期至%s不晚于届满日%s：请给出替代届满日的日期", term.Extension, term.To))
		}
	}
	return validateSpells(errs, "committeeTerm", terms, o.Interval).OrNil()
}

// Unit (单位) is what can be covered. Its region, its coverage and those who
// work there are links.
type Unit struct {
	Head
	CreditCode string             `json:"creditCode,omitempty"` // GB 32100
	Industry   string             `json:"industry,omitempty"`   // GB/T 4754: section letter, or section letter and division, such as C or C35
	Level      RegionLevel        `json:"level,omitempty"`
	Classes    []Spell[UnitClass] `json:"classes"`
	States     []Spell[UnitState] `json:"states,omitempty"` // days without a state are operating
	Staffs     []Spell[int]       `json:"staffs,omitempty"`
	Headcounts []Headcount        `json:"headcounts,omitempty"` // by date
	Works      []Work             `json:"works,omitempty"`
}

// UnitClass is kind and ownership together: the base of a rate never mixes
// state and private firms unasked.
type UnitClass struct {
	UnitKind  UnitKind  `json:"kind"`
	Ownership Ownership `json:"ownership"`
}

// Headcount is a dated report of a unit's members: in force from Date (the zero
// Date = before records began) until the next report or the unit's end.
type Headcount struct {
	ID           ID   `json:"id"`
	Unit         ID   `json:"unit"`
	Date         Date `json:"date,omitzero"`
	Full         int  `json:"full"`
	Probationary int  `json:"probationary"`
}

// Work (工作覆盖) is work on a unit by somebody, whether an organisation covers
// the unit or not.
type Work struct {
	ID       ID       `json:"id"`
	Unit     ID       `json:"unit"`
	WorkKind WorkKind `json:"kind"`
	Holder   string   `json:"holder,omitempty"` // who does it, as written
	Interval
}

// Kind is KindUnit.
func (*Unit) Kind() Kind { return KindUnit }

// ClassOn is the unit's class on day d.
func (u *Unit) ClassOn(d Date) UnitClass { c, _ := At(u.Classes, d); return c }

// StateOn is the unit's state on day d: operating unless something else is on
// record.
func (u *Unit) StateOn(d Date) UnitState {
	if s, ok := At(u.States, d); ok {
		return s
	}
	return StateOperating
}

// HeadcountOn is the report in force on day d, nil where there is none.
func (u *Unit) HeadcountOn(d Date) (in *Headcount) {
	for i := range u.Headcounts {
		if h := &u.Headcounts[i]; h.Date <= d && (in == nil || h.Date > in.Date) {
			in = h
		}
	}
	return in
}

// Validate checks the form of the unit.
func (u *Unit) Validate() error {
	errs := u.validate(true)
	if u.CreditCode != "" {
		if err := ValidateCreditCode(u.CreditCode, "creditCode"); err != nil {
			errs = append(errs, err.(*Error))
		}
	}
	if !industry(u.Industry) {
		errs = append(errs, Invalid([]string{"industry"}, "industry %q is not of GB/T 4754: write a section letter A-T, with the two digits of a division if known, such as C35",
			"行业%q不符合GB/T 4754：请写门类字母A-T，可加两位大类，例如C35", Clip(u.Industry)))
	}
	errs = requireEnum(errs, "level", u.Level, append([]RegionLevel{""}, RegionLevels...))
	if len(u.Classes) == 0 {
		errs = append(errs, Invalid([]string{"unitKind"}, "unitKind and ownership are missing: a unit always has a class", "缺少单位类型与所有制：单位必须有类别"))
	}
	errs = validateSpells(errs, "unitKind", u.Classes, u.Interval)
	for _, spell := range u.Classes {
		errs = requireEnum(errs, "unitKind", spell.Value.UnitKind, UnitKinds)
		errs = requireEnum(errs, "ownership", spell.Value.Ownership, Ownerships)
	}
	errs = validateSpells(errs, "state", u.States, u.Interval)
	for _, spell := range u.States {
		errs = requireEnum(errs, "state", spell.Value, UnitStates)
	}
	errs = validateSpells(errs, "staff", u.Staffs, u.Interval)
	for _, spell := range u.Staffs {
		errs = atLeastZero(errs, "staff", &spell.Value)
	}
	seen := map[Date]bool{}
	for _, h := range u.Headcounts {
		errs = atLeastZero(atLeastZero(errs, "full", &h.Full), "probationary", &h.Probationary)
		if seen[h.Date] {
			errs = append(errs, Conflict([]string{"date"}, "there are two headcounts dated %s: correct the first instead", "同一日期%s已有人数报告：请更正原报告", h.Date))
		}
		seen[h.Date] = true
		if h.Date != 0 && !u.Holds(h.Date) {
			errs = append(errs, Invalid([]string{"date"}, "date %s lies outside the life %s of the unit: give a date inside it", "日期%s超出单位存续期%s：请给出存续期内的日期", h.Date, u.Interval))
		}
	}
	for i, w := range u.Works {
		errs = requireEnum(errs, "workKind", w.WorkKind, WorkKinds)
		errs = appendText(errs, "holder", w.Holder, mostName)
		errs = validateSpells(errs, "work", []Spell[int]{{Interval: w.Interval}}, u.Interval)
		for _, other := range u.Works[:i] {
			if other.WorkKind == w.WorkKind && other.Holder == w.Holder && other.Overlaps(w.Interval) {
				errs = append(errs, Conflict([]string{"work"}, "%s by %q is already on record in %s: end it first", "%s（%q）在%s已有记录：请先结束", w.WorkKind, Clip(w.Holder), other.Interval))
			}
		}
	}
	return errs.OrNil()
}

// industry accepts nothing, a section letter, or a section letter and the two
// digits of a division.
func industry(code string) bool {
	if code == "" {
		return true
	}
	return code[0] >= 'A' && code[0] <= 'T' && (len(code) == 1 || len(code) == 3 && digits(code[1:]))
}

func requireEnum[E ~string](errs Errors, field string, value E, values []E) Errors {
	for _, v := range values {
		if v == value {
			return errs
		}
	}
	return append(errs, Invalid([]string{field}, "%s %q is unknown: use one of %v", "%s的值%q未知：可用值为%v", field, Clip(string(value)), values))
}

func atLeastZero(errs Errors, field string, n *int) Errors {
	const most = 2_000_000_000
	if n != nil && (*n < 0 || *n > most) {
		return append(errs, Invalid([]string{field}, "%s %d is not between 0 and %d: give a count", "%s的值%d不在0至%d之间：请给出数量", field, *n, most))
	}
	return errs
}
