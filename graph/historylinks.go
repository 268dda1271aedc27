package graph

// historySide is a hop seen from one of its ends.
type historySide struct {
	hop       Hop
	direction Direction
}

// historyLinks are the relations that the history of a noun tells of, and under
// which name. Those of which a noun may have thousands, such as the units that
// an organisation covers, are told at their other end.
var historyLinks = map[Kind]map[historySide]HistoryAttribute{
	KindRegion:       {{HopParent, Out}: HistoryParent, {HopLeads, In}: HistoryLeader},
	KindOrganisation: {{HopLocated, Out}: HistoryRegion, {HopSuperior, Out}: HistorySuperior, {HopLeads, Out}: HistoryLeads, {HopSecretary, Out}: HistorySecretary},
	KindUnit:         {{HopLocated, Out}: HistoryRegion, {HopCovers, In}: HistoryCoverage},
	KindMember: {
		{HopAffiliated, Out}: HistoryAffiliation, {HopWorksAt, Out}: HistoryWorkplace,
		{HopResides, Out}: HistoryResidence, {HopRegistered, Out}: HistoryRegistration,
	},
	KindPairing:  {{HopEnd, Out}: HistoryEnd},
	KindAlliance: {{HopLocated, Out}: HistoryRegion, {HopHost, Out}: HistoryHost, {HopUmbrella, Out}: HistoryUmbrella, {HopSeat, Out}: HistorySeat},
}

// HistoryHops are the hops whose links History asks for of a kind of noun.
func HistoryHops(kind Kind, d Direction) (hops []Hop) {
	for _, hop := range Hops {
		if _, told := historyLinks[kind][historySide{hop, d}]; told {
			hops = append(hops, hop)
		}
	}
	return hops
}

// linkHistory is a link as the history of one of its ends tells it; false where
// it does not.
func linkHistory(subject ID, l *Link) (HistoryItem, bool) {
	d := Out
	if l.To == subject {
		d = In
	}
	a, told := historyLinks[subject.Kind()][historySide{l.Hop, d}]
	if !told {
		return HistoryItem{}, false
	}
	i := HistoryItem{Subject: subject, Attribute: a, Related: l.Far(d), Interval: l.Interval, Dated: true, Thing: l.ID}
	i.Raw = rawOf(struct {
		ID     ID           `json:"id"`
		Mode   CoverageMode `json:"mode,omitempty"`
		Role   string       `json:"role,omitempty"`
		Person ID           `json:"person,omitempty"`
	}{i.Related, l.Mode, l.Role, l.Person})
	i.Value = l.Capacity()
	i.Public = i.Value
	return i, true
}

// Capacity is the mode of a coverage, and the role of an end or a seat, for
// people; no text for other links.
func (l *Link) Capacity() Text {
	switch l.Hop {
	case HopCovers:
		return LabelOf("CoverageMode", string(l.Mode))
	case HopEnd:
		return LabelOf("EndRole", l.Role)
	case HopSeat:
		return LabelOf("AllianceRole", l.Role)
	default:
		return Text{}
	}
}

// plural says whether a noun may have several values of the attribute on a day.
func (a HistoryAttribute) plural() bool {
	switch a {
	case HistorySuccessors, HistoryCoverage, HistoryWork, HistoryHeadcount, HistoryRegistration, HistoryActivity, HistoryEnd, HistorySeat:
		return true
	default:
		return false
	}
}

// EffectiveFrom is the first day on which the change altered what is true: the
// zero Date where that is before records began. dated is false where it
// altered only what is current only.
func (c *Change) EffectiveFrom() (from Date, dated bool) {
	from = End
	note := func(days Interval) {
		from, dated = min(from, days.Since), true
	}
	before, after := c.sides()
	for _, pair := range [][2][]HistoryItem{{before, after}, {after, before}} {
		for _, i := range pair[0] {
			if !i.Dated {
				continue
			}
			days, differs := i.Interval, true
			for _, other := range pair[1] {
				if other.Attribute != i.Attribute || other.Thing != i.Thing || other.Raw != i.Raw || !other.Overlaps(i.Interval) {
					continue
				}
				switch {
				case other.Contains(i.Interval):
					differs = false
				case other.Since <= days.Since: // the rest is what differs
					days.Since = other.End()
				}
			}
			if differs {
				note(days)
			}
		}
	}
	if !dated {
		return 0, false
	}
	return from, true
}

// sides are what the subject's history tells before the change and after it.
func (c *Change) sides() (before, after []HistoryItem) {
	if c.Link() == nil {
		if c.NounBefore != nil {
			before = nounHistory(c.NounBefore)
		}
		if c.NounAfter != nil {
			after = nounHistory(c.NounAfter)
		}
		return before, after
	}
	for _, side := range []struct {
		link *Link
		into *[]HistoryItem
	}{{c.LinkBefore, &before}, {c.LinkAfter, &after}} {
		if side.link != nil {
			*side.into = []HistoryItem{{
				Interval: side.link.Interval, Dated: true, Thing: side.link.ID, Raw: rawOf([]any{side.link.To, side.link.Mode, side.link.Role, side.link.Person}),
			}}
		}
	}
	return before, after
}
