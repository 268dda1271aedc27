package graph

import "time"

// ReportQuery asks for the coverage of a region, or of a group of units.
type ReportQuery struct {
	Place   Place
	Classes []UnitClass // nil = all of the ruleset's scope
	Group   *UnitGroup  `json:",omitempty"`
	On      Date
}

// UnitGroup narrows a report to some units and to what is found of them:
// regions and organisations are in no group. Empty fields do not narrow.
type UnitGroup struct {
	Line      ID         // units of the line of this organisation, see Reader.Reports
	Class     *UnitClass `json:",omitempty"`
	Section   *string    `json:",omitempty"` // of the industry; "" = industry unknown
	StaffBand StaffBand  `json:",omitempty"`
}

// Holds says whether a unit whose findings carry the attributes is in the
// group; Line is not looked at.
func (g *UnitGroup) Holds(a Attributes) bool {
	switch {
	case g == nil:
		return true
	case a[AttrKind] == 0, g.Class != nil && a.Class() != *g.Class:
		return false
	case g.Section != nil && a.Section() != *g.Section:
		return false
	}
	return g.StaffBand == "" || a.StaffBand() == g.StaffBand
}

// Report is coverage counted: units of the base by status, units outside it by
// reason, regions led or not, gaps by kind.
type Report struct {
	ReportQuery
	Revision int64
	Units    int     // the base: operating and in scope
	Statuses [36]int // by FindingCode
	Excluded map[ExclusionReason]int
	Led      int // regions of the ruleset's kinds that an organisation leads
	NotLed   int
	Gaps     map[GapKind]GapTotal
	Rates    map[RateName]RateCount
}

// GapTotal counts gaps of a kind; Info are those for information only, not in
// Count.
type GapTotal struct {
	Count int
	Info  int
}

// MostReports bounds how many reports one trend or one set of groups has; more
// is TOO_COMPLEX.
const MostReports = 400

// TrendQuery asks for the same report on many days, ascending; On is not
// looked at.
type TrendQuery struct {
	ReportQuery
	Days []Date
}

// MostLineUnits bounds the units of a line that a report is made of; more is
// TOO_COMPLEX.
const MostLineUnits = 20_000

// LineQuery asks about the line of an organisation: itself and all below it on
// a day.
type LineQuery struct {
	Organisation ID
	On           Date
}

// ReportingQuery asks who is registered where they live: of those who live in a
// place, or, where an organisation is given, of those affiliated to it or below
// it in the line.
type ReportingQuery struct {
	Place        Place
	Organisation ID
	On           Date
}

// TimeStep is the step of a trend.
type TimeStep string

// The steps. A week ends on Sunday.
const (
	StepDay     TimeStep = "DAY"     // 日
	StepWeek    TimeStep = "WEEK"    // 周
	StepMonth   TimeStep = "MONTH"   // 月
	StepQuarter TimeStep = "QUARTER" // 季
	StepYear    TimeStep = "YEAR"    // 年
)

// TimeSteps lists the values of TimeStep in their order.
var TimeSteps = []TimeStep{StepDay, StepWeek, StepMonth, StepQuarter, StepYear}

// Last is the last day of the step that holds d.
func (s TimeStep) Last(d Date) Date {
	at := d.Time()
	month := at.Month()
	switch s {
	case StepDay:
		return d
	case StepWeek:
		return min(d.AddDays((7-int(at.Weekday()))%7), End-1)
	case StepQuarter:
		month += 2 - (month-1)%3
	case StepYear:
		month = time.December
	}
	end := time.Date(at.Year(), month+1, 0, 0, 0, 0, 0, time.UTC)
	if last, ok := NewDate(end.Year(), end.Month(), end.Day()); ok {
		return last
	}
	return End - 1
}

// Days are the days of a trend: the last day of each step from the one that
// holds from to the one that holds to, but to itself instead of a day after it.
// At most limit of them are given, and whether there are more. None where from
// is after to.
func (s TimeStep) Days(from, to Date, limit int) (days []Date, more bool) {
	for d := from; d <= to; {
		if len(days) == limit {
			return days, true
		}
		last := min(s.Last(d), to)
		days = append(days, last)
		d = last.AddDays(1)
	}
	return days, false
}

// CoverageDimension is by what a report is taken apart.
type CoverageDimension string

// The dimensions.
const (
	ByClass       CoverageDimension = "CLASS"        // 单位类别
	ByIndustry    CoverageDimension = "INDUSTRY"     // 行业门类
	ByStaffBand   CoverageDimension = "STAFF_BAND"   // 职工人数档
	ByChildRegion CoverageDimension = "CHILD_REGION" // 下级地区
)

// CoverageDimensions lists the values of CoverageDimension in their order.
var CoverageDimensions = []CoverageDimension{ByClass, ByIndustry, ByStaffBand, ByChildRegion}

// GroupQuery asks for a report taken apart.
type GroupQuery struct {
	ReportQuery
	By CoverageDimension
}

// ReportGroup is a part of a report. Region is set by CHILD_REGION, where the
// place of the report says whether it is a child or the region alone; else the
// report's group says which part it is.
type ReportGroup struct {
	Region ID
	Report *Report
}
