package graph

import (
	"encoding/json"
	"fmt"
	"strings"
)

// HistoryAttribute names what of a noun its history tells of: an attribute, or
// a relation to another noun.
type HistoryAttribute string

// The attributes, in the order in which a history lists them. Several kinds of
// nouns share some; HistoryAttributes says which has which.
const (
	HistoryLife             HistoryAttribute = "LIFE"
	HistoryName             HistoryAttribute = "NAME"
	HistoryAliases          HistoryAttribute = "ALIASES"
	HistoryCode             HistoryAttribute = "CODE"
	HistoryCreditCode       HistoryAttribute = "CREDIT_CODE"
	HistoryRegionKind       HistoryAttribute = "REGION_KIND"
	HistoryOrganisationKind HistoryAttribute = "ORGANISATION_KIND"
	HistoryUnitClass        HistoryAttribute = "UNIT_CLASS"
	HistoryPairingKind      HistoryAttribute = "PAIRING_KIND"
	HistoryAllianceKind     HistoryAttribute = "ALLIANCE_KIND"
	HistoryMemberStatus     HistoryAttribute = "MEMBER_STATUS"
	HistoryLevel            HistoryAttribute = "LEVEL"
	HistoryRegion           HistoryAttribute = "REGION"
	HistoryParent           HistoryAttribute = "PARENT"
	HistoryLeader           HistoryAttribute = "LEADING_ORGANISATION"
	HistorySuccessors       HistoryAttribute = "SUCCESSORS"
	HistoryPopulation       HistoryAttribute = "POPULATION"
	HistoryMobilePopulation HistoryAttribute = "MOBILE_POPULATION"
	HistoryHouseholds       HistoryAttribute = "HOUSEHOLDS"
	HistoryArea             HistoryAttribute = "AREA_KM2"
	HistorySuperior         HistoryAttribute = "SUPERIOR"
	HistoryLeads            HistoryAttribute = "LEADS"
	HistoryStrength         HistoryAttribute = "STRENGTH"
	HistorySecretary        HistoryAttribute = "SECRETARY"
	HistoryTerm             HistoryAttribute = "COMMITTEE_TERM"
	HistoryState            HistoryAttribute = "UNIT_STATE"
	HistoryIndustry         HistoryAttribute = "INDUSTRY"
	HistoryStaff            HistoryAttribute = "STAFF"
	HistoryCoverage         HistoryAttribute = "COVERAGE"
	HistoryWork             HistoryAttribute = "WORK"
	HistoryHeadcount        HistoryAttribute = "HEADCOUNT"
	HistoryAffiliation      HistoryAttribute = "AFFILIATION"
	HistoryWorkplace        HistoryAttribute = "WORKPLACE"
	HistoryResidence        HistoryAttribute = "RESIDENCE"
	HistoryRegistration     HistoryAttribute = "REGISTRATION"
	HistoryEmployment       HistoryAttribute = "EMPLOYMENT"
	HistoryAway             HistoryAttribute = "AWAY"
	HistorySex              HistoryAttribute = "SEX"
	HistoryBirthYear        HistoryAttribute = "BIRTH_YEAR"
	HistoryPhone            HistoryAttribute = "PHONE"
	HistoryNumber           HistoryAttribute = "NUMBER"
	HistoryAgreement        HistoryAttribute = "AGREEMENT"
	HistoryActivity         HistoryAttribute = "ACTIVITY"
	HistoryEnd              HistoryAttribute = "END"
	HistoryHost             HistoryAttribute = "HOST"
	HistoryUmbrella         HistoryAttribute = "PARENT_ALLIANCE"
	HistorySeat             HistoryAttribute = "SEAT"
)

// HistoryItem is one value of an attribute of a noun on the days on which it
// was true, and which change said so.
type HistoryItem struct {
	Subject   ID
	Attribute HistoryAttribute
	Value     Text   // for people; zero where Related says it all
	Raw       string // as the log keeps it, JSON
	Related   ID     // of a relation: the noun it leads to
	Interval         // of all days for what is current only
	Dated     bool   // false = current only
	Thing     ID     // the link, work, headcount or activity that it is; "" for a value of the noun
	// Restricted says that Value and Raw are of those who may see members alone.
	// Public is what everybody may see instead.
	Restricted bool
	Public     Text

	// Change is the last that set the value or its days, Entered the one that
	// said it from its first day on; nil where it was loaded in bulk.
	Change, Entered *LogEntry
	// Replaced are the values that Change put it in the place of.
	Replaced []HistoryItem
}

// teller collects what is true of a noun.
type teller struct {
	subject ID
	items   []HistoryItem
}

func (t *teller) put(i HistoryItem) {
	i.Subject = t.subject
	t.items = append(t.items, i)
}

func rawOf(v any) string {
	data, err := json.Marshal(v)
	if err != nil {
		panic(err) // plain data
	}
	return string(data)
}

func plainText(text string) Text { return Text{EN: text, ZH: text} }

// current puts a value that is current only, unless there is none.
func current[T comparable](t *teller, a HistoryAttribute, v T, tell func(T) Text) {
	var none T
	if v != none {
		t.put(HistoryItem{Attribute: a, Value: tell(v), Raw: rawOf(v)})
	}
}

func currentCount[N int | float64](t *teller, a HistoryAttribute, n *N) {
	if n != nil {
		t.put(HistoryItem{Attribute: a, Value: plainText(fmt.Sprint(*n)), Raw: rawOf(*n)})
	}
}

func dated[T any](t *teller, a HistoryAttribute, spells []Spell[T], tell func(T) Text) {
	for _, s := range spells {
		t.put(HistoryItem{Attribute: a, Value: tell(s.Value), Raw: rawOf(s.Value), Interval: s.Interval, Dated: true})
	}
}

// restrict withholds the items of the attributes.
func (t *teller) restrict(attributes ...HistoryAttribute) {
	for i := range t.items {
		for _, a := range attributes {
			if t.items[i].Attribute == a && t.items[i].Thing == "" {
				t.items[i].Restricted = true
			}
		}
	}
}

func enumText[E ~string](enum string) func(E) Text {
	return func(v E) Text { return LabelOf(enum, string(v)) }
}

// nounHistory is what a noun's own document says of it.
func nounHistory(n Noun) []HistoryItem {
	head := n.Top()
	t := &teller{subject: head.ID}
	t.put(HistoryItem{Attribute: HistoryLife, Value: Text{EN: "exists", ZH: "存续"}, Raw: "null", Interval: head.Interval, Dated: true})
	current(t, HistoryName, head.Name, plainText)
	if len(head.Aliases) > 0 {
		t.put(HistoryItem{Attribute: HistoryAliases, Value: Text{EN: strings.Join(head.Aliases, ", "), ZH: strings.Join(head.Aliases, "、")}, Raw: rawOf(head.Aliases)})
	}
	current(t, HistoryCode, head.Code, plainText)
	switch n := n.(type) {
	case *Region:
		t.region(n)
	case *Organisation:
		t.organisation(n)
	case *Unit:
		t.unit(n)
	case *Member:
		t.member(n)
	case *Pairing:
		t.pairing(n)
	case *Alliance:
		current(t, HistoryAllianceKind, n.AllianceKind, enumText[AllianceKind]("AllianceKind"))
	}
	return t.items
}

func (t *teller) region(r *Region) {
	current(t, HistoryRegionKind, r.RegionKind, enumText[RegionKind]("RegionKind"))
	current(t, HistoryLevel, r.Level, enumText[RegionLevel]("RegionLevel"))
	currentCount(t, HistoryPopulation, r.Population)
	currentCount(t, HistoryMobilePopulation, r.MobilePopulation)
	currentCount(t, HistoryHouseholds, r.Households)
	currentCount(t, HistoryArea, r.AreaKm2)
	for _, id := range r.Successors {
		t.put(HistoryItem{Attribute: HistorySuccessors, Raw: rawOf(id), Related: id, Thing: id})
	}
}

func (t *teller) organisation(o *Organisation) {
	dated(t, HistoryOrganisationKind, o.Kinds, enumText[OrganisationKind]("OrganisationKind"))
	current(t, HistoryLevel, o.Level, enumText[RegionLevel]("RegionLevel"))
	dated(t, HistoryStrength, o.Strengths, enumText[Strength]("Strength"))
	dated(t, HistorySecretary, o.Secretaries, plainText)
	t.restrict(HistorySecretary)
	for _, term := range o.Terms {
		value := Text{EN: "no planned end", ZH: "未注明届满日"}
		if term.To != 0 {
			value = Text{EN: "planned end " + term.To.String(), ZH: "届满日" + term.To.String()}
		}
		if term.Extension != 0 {
			value = Text{EN: value.EN + ", extended to " + term.Extension.String(), ZH: value.ZH + "，延期至" + term.Extension.String()}
		}
		raw := rawOf(struct {
			To        Date `json:"to,omitzero"`
			Extension Date `json:"extension,omitzero"`
		}{term.To, term.Extension})
		t.put(HistoryItem{Attribute: HistoryTerm, Value: value, Raw: raw, Interval: term.Interval, Dated: true})
	}
}

func (t *teller) unit(u *Unit) {
	current(t, HistoryCreditCode, u.CreditCode, plainText)
	dated(t, HistoryUnitClass, u.Classes, func(c UnitClass) Text {
		kind, ownership := LabelOf("UnitKind", string(c.UnitKind)), LabelOf("Ownership", string(c.Ownership))
		return Text{EN: kind.EN + ", " + ownership.EN, ZH: kind.ZH + "，" + ownership.ZH}
	})
	dated(t, HistoryState, u.States, enumText[UnitState]("UnitState"))
	current(t, HistoryIndustry, u.Industry, plainText)
	dated(t, HistoryStaff, u.Staffs, func(n int) Text { return Text{EN: fmt.Sprintf("%d persons", n), ZH: fmt.Sprintf("%d人", n)} })
	current(t, HistoryLevel, u.Level, enumText[RegionLevel]("RegionLevel"))
	for _, h := range u.Headcounts {
		days, _ := Bounds(h.Date, u.nextHeadcount(h.Date))
		t.put(HistoryItem{
			Attribute: HistoryHeadcount, Thing: h.ID, Interval: days, Dated: true,
			Value: Text{EN: fmt.Sprintf("%d full, %d probationary", h.Full, h.Probationary), ZH: fmt.Sprintf("正式%d人，预备%d人", h.Full, h.Probationary)},
			Raw: rawOf(struct {
				Full         int `json:"full"`
				Probationary int `json:"probationary"`
			}{h.Full, h.Probationary}),
		})
	}
	for _, w := range u.Works {
		kind := LabelOf("WorkKind", string(w.WorkKind))
		item := HistoryItem{
			Attribute: HistoryWork, Thing: w.ID, Interval: w.Interval, Dated: true, Value: kind, Public: kind,
			Raw: rawOf(struct {
				WorkKind WorkKind `json:"kind"`
				Holder   string   `json:"holder,omitempty"`
			}{w.WorkKind, w.Holder}),
		}
		if w.Holder != "" {
			item.Restricted = true
			item.Value = Text{EN: kind.EN + ": " + w.Holder, ZH: kind.ZH + "：" + w.Holder}
		}
		t.put(item)
	}
}

// nextHeadcount is the first day after a report on which it is no longer in
// force.
func (u *Unit) nextHeadcount(d Date) Date {
	next := u.End()
	for _, h := range u.Headcounts {
		if h.Date > d {
			next = min(next, h.Date)
		}
	}
	return next
}

func (t *teller) member(m *Member) {
	dated(t, HistoryMemberStatus, m.Statuses, enumText[MemberStatus]("MemberStatus"))
	dated(t, HistoryEmployment, m.Employments, enumText[Employment]("Employment"))
	dated(t, HistoryAway, m.Aways, func(a Away) Text {
		value := Text{EN: "away", ZH: "外出"}
		if a.Place != "" {
			value = Text{EN: "away at " + a.Place, ZH: "外出至" + a.Place}
		}
		if a.Fixed {
			value = Text{EN: value.EN + ", at a fixed place", ZH: value.ZH + "，地点固定"}
		}
		if a.Certificate {
			value = Text{EN: value.EN + ", with an activity certificate", ZH: value.ZH + "，持活动证"}
		}
		return value
	})
	current(t, HistorySex, m.Sex, enumText[Sex]("Sex"))
	current(t, HistoryBirthYear, m.BirthYear, func(n int) Text { return plainText(fmt.Sprint(n)) })
	current(t, HistoryPhone, m.Phone, plainText)
	current(t, HistoryNumber, m.Number, plainText)
	t.restrict(HistoryName, HistoryAliases, HistoryAway, HistorySex, HistoryBirthYear, HistoryPhone, HistoryNumber)
	for i := range t.items {
		if t.items[i].Attribute == HistoryAway {
			t.items[i].Public = Text{EN: "away", ZH: "外出"}
		}
	}
}

func (t *teller) pairing(p *Pairing) {
	current(t, HistoryPairingKind, p.PairingKind, enumText[PairingKind]("PairingKind"))
	current(t, HistoryAgreement, p.Agreement, plainText)
	for _, a := range p.Activities {
		days, _ := Bounds(a.Date, a.Date.AddDays(1))
		t.put(HistoryItem{Attribute: HistoryActivity, Thing: a.ID, Interval: days, Dated: true, Value: plainText(a.Title), Raw: rawOf(a.Title)})
	}
}
