package graph

import "slices"

// Page asks for one page of an ordered list. The list begins after From, or
// before it when Backward; an empty From is the list's start, or its end.
type Page struct {
	Limit    int
	From     string // position of an item, exclusive
	Backward bool
}

// PageOf is one page in the list's order, whichever way it was asked for.
type PageOf[T any] struct {
	Items []T
	At    []string // position of each item
	More  bool     // there are more items in the direction asked for
}

// Place restricts a list or a count to a region.
type Place struct {
	Within ID   // "" = everywhere
	Self   bool // the region alone, not what lies below it
}

// Order is the order of a list; the id always breaks ties.
type Order struct {
	By   OrderField
	Desc bool
}

// OrderField is what a list is ordered by.
type OrderField string

// The orders. Each has an index in every engine, but for OrderSince, which
// serves lists of at most MostSorted items.
const (
	OrderPlace OrderField = "PLACE" // region path, sort key
	OrderName  OrderField = "NAME"  // sort key; only without Place.Within
	OrderSince OrderField = "SINCE" // gaps only
)

// MostSorted bounds what is read to sort or to count a list without an index
// or a tally; more is TOO_COMPLEX.
const MostSorted = 50_000

// ListQuery asks for nouns of one kind: those alive on day On, placed where
// they are now. At most one of the filters is set, the one of the kind.
type ListQuery struct {
	Kind         Kind
	Place        Place
	Order        Order
	On           Date
	Page         Page
	Region       *RegionFilter       `json:",omitempty"`
	Organisation *OrganisationFilter `json:",omitempty"`
	Unit         *UnitFilter         `json:",omitempty"`
	Member       *MemberFilter       `json:",omitempty"`
	Pairing      *PairingFilter      `json:",omitempty"`
	Alliance     *AllianceFilter     `json:",omitempty"`

	// Among are the nouns among which those of the list are, sorted; nil = any.
	// The store finds them by a filter's Text.
	Among []ID `json:"-"`
}

// Text is the text that the list's filter narrows it by, "" = none.
func (q *ListQuery) Text() string {
	switch {
	case q.Region != nil:
		return q.Region.Text
	case q.Organisation != nil:
		return q.Organisation.Text
	case q.Unit != nil:
		return q.Unit.Text
	case q.Alliance != nil:
		return q.Alliance.Text
	default:
		return ""
	}
}

// RegionFilter narrows a list of regions. Empty fields do not narrow.
type RegionFilter struct {
	Kinds    []RegionKind
	Levels   []RegionLevel
	Led      *bool
	GapKinds []GapKind
	Parent   ID     // direct children of this region
	Text     string `json:",omitempty"` // found by it, see package search
	MaxDepth int    `json:",omitempty"` // with Parent: those at most so many steps below it; 0 = 1
	Below    bool   `json:",omitempty"` // below the region of the list on the day, without the region itself

	// Paired asks for regions in which, or below which, a pairing has an end.
	Paired *PairedFilter `json:",omitempty"`
}

// OrganisationFilter narrows a list of organisations.
type OrganisationFilter struct {
	Kinds         []OrganisationKind
	Strengths     []Strength
	UnderSuperior ID   // this organisation and all below it in the line on the day
	Below         bool // with UnderSuperior: without the organisation itself
	MaxDepth      int  // with UnderSuperior: at most so many steps below it; 0 = any
	Paired        *PairedFilter
	GapKinds      []GapKind
	Alliance      *TakesPart
	Text          string `json:",omitempty"` // found by it, see package search
}

// PairedFilter asks for organisations that an end of a pairing counts for.
type PairedFilter struct {
	Kinds  []PairingKind
	Roles  []EndRole
	Active *bool
	Not    bool // those that no such pairing has
}

// TakesPart asks who takes part in an alliance, or who does not.
type TakesPart struct {
	Alliance     ID
	Participates bool
}

// UnitFilter narrows a list of units.
type UnitFilter struct {
	Kinds          []UnitKind
	Ownerships     []Ownership
	Classes        []UnitClass // of the report a missing list belongs to
	Industries     []string    // section letters, or sections with division
	StaffMin       *int
	StaffMax       *int
	States         []UnitState
	Establishments []Establishment
	Members        []MembersBand
	Worked         *bool
	Codes          []FindingCode // statuses, for the missing list of a rate
	Group          *UnitGroup    `json:",omitempty"` // of the report a missing list belongs to; needs Codes
	GapKinds       []GapKind
	Alliance       *TakesPart
	Text           string `json:",omitempty"` // found by it, see package search
}

// MemberFilter narrows a list of members.
type MemberFilter struct {
	Place      MemberPlace // where Place.Within looks for them, and the order PLACE; "" = AFFILIATION
	Statuses   []MemberStatus
	Away       *bool
	Affiliated *bool
	Registered *bool
	GapKinds   []GapKind
	Codes      []FindingCode // statuses, for the missing list of a rate
	Under      ID            // with Codes NOT_REPORTED: affiliated to this organisation or below it
}

// MemberPlace is a place of a member, by which lists find it.
type MemberPlace string

// The places of a member.
const (
	PlaceAffiliation MemberPlace = "AFFILIATION" // the region of the organisation of affiliation, without one the residence
	PlaceResidence   MemberPlace = "RESIDENCE"   // the region of residence
	PlaceWorkplace   MemberPlace = "WORKPLACE"   // the region of the unit of work
)

// PairingFilter narrows a list of pairings. Place.Within keeps those with an
// end there.
type PairingFilter struct {
	Kinds        []PairingKind
	Active       *bool
	LevelSpanMin *int
	LevelSpanMax *int
	Participant  ID
	GapKinds     []GapKind

	// Role is that of the participant; without one, of an end in the place;
	// without that, of any.
	Role EndRole `json:",omitempty"`

	IdleDays   *int        `json:",omitempty"` // so many days without activity, or more
	LastFrom   Date        `json:",omitempty"` // the last activity was on this day or after it
	LastBefore Date        `json:",omitempty"` // it was before this day, or never
	Cell       *CellFilter `json:",omitempty"` // of the matrix of Place.Within
}

// AllianceFilter narrows a list of alliances.
type AllianceFilter struct {
	Kinds       []AllianceKind
	Participant ID
	Text        string `json:",omitempty"` // found by it, see package search
	Umbrella    ID     `json:",omitempty"` // all that are part of this one on the day, at any distance
	MaxDepth    int    `json:",omitempty"` // with Umbrella: at most so many steps below it; 0 = any
}

// GapQuery asks for gaps that hold on day On, at their place on that day.
type GapQuery struct {
	Place      Place
	Order      Order
	On         Date
	Page       Page
	Subject    ID // the gaps of one noun
	Kinds      []GapKind
	UnitKinds  []UnitKind
	Ownerships []Ownership
	Classes    []UnitClass // of a report: restricts gaps of units, leaves others
	Group      *UnitGroup  `json:",omitempty"` // of a report: gaps of these units only
	Industries []string
	StaffMin   *int
	StaffMax   *int
	Severities []Severity // empty = all but INFO
}

// LinkQuery asks for the links of many nouns.
type LinkQuery struct {
	IDs       []ID
	Direction Direction
	Hops      []Hop
	On        Date // the zero Date = of any time
}

// LinkPageQuery asks for one page of links of each of many nouns, ordered by
// the far end's sort key, then its id, then the link's.
type LinkPageQuery struct {
	IDs       []ID
	Direction Direction
	Hop       Hop
	On        Date
	Page      Page
}

// Evidence is one thing a rule saw: a value beside the threshold it was held
// against, if any.
type Evidence struct {
	Name      string
	Label     Text
	Value     string
	Threshold *string
}

// Explanation says why a finding holds on a day.
type Explanation struct {
	Reason   string // code of the reason; see GapReasons
	Message  Text
	Severity Severity
	Evidence []Evidence
}

// Part is something with an id that is no noun: a link, a work or a headcount of
// a unit, or an activity of a pairing. One of the fields is set.
type Part struct {
	Link      *Link
	Work      *Work
	Headcount *Headcount
	Activity  *Activity
}

// HeadcountView is how many members a unit has on a day.
type HeadcountView struct {
	Members             // by the basis
	Basis    string     // REPORTED where a report is in force, else COUNTED
	Reported *Headcount // the report in force, nil where there is none
	Counted  Members    // by name, whatever the basis
}

// Members are numbers of members, persons.
type Members struct {
	Full         int
	Probationary int
}

// Holder is who holds a post: a member on record, or a name.
type Holder struct {
	Member ID
	Name   string
}

// LogEntry is one change of one revision.
type LogEntry struct {
	Revision   int64          `json:"revision"`
	Index      int            `json:"index"`
	RecordedAt string         `json:"recordedAt"` // RFC 3339, UTC
	Actor      string         `json:"actor,omitempty"`
	Operation  string         `json:"operation"` // the mutation that made it, such as unitRegister
	Note       string         `json:"note,omitempty"`
	Undoes     *RevisionRange `json:"undoes,omitempty"` // the revisions whose changes it takes back
	Change     Change         `json:"change"`
}

// LogQuery asks for a page of the change log, newest last.
type LogQuery struct {
	Subject ID    // "" = everything; else changes of this noun and of its links
	After   int64 // revisions greater than this
	Upto    int64 // revisions at most this; 0 = all

	// NoMembers leaves out changes of members and of their relations.
	NoMembers bool

	RecordedFrom, RecordedUntil string   // RFC 3339, UTC, until exclusive; "" = open
	Effective                   Interval // of Change.EffectiveFrom; Always = no condition
	Operations, Actors          []string // empty = any

	Page Page
}

// Selective says whether the query leaves out entries of its run.
func (q *LogQuery) Selective() bool {
	return q.NoMembers || q.RecordedFrom != "" || q.RecordedUntil != "" || q.Effective != Always || len(q.Operations)+len(q.Actors) > 0
}

// Wants says whether an entry of the run is asked for.
func (q *LogQuery) Wants(e *LogEntry) bool {
	switch {
	case q.NoMembers && e.Change.Subject().Kind() == KindMember,
		e.RecordedAt < q.RecordedFrom,
		q.RecordedUntil != "" && e.RecordedAt >= q.RecordedUntil,
		len(q.Operations) > 0 && !slices.Contains(q.Operations, e.Operation),
		len(q.Actors) > 0 && !slices.Contains(q.Actors, e.Actor):
		return false
	}
	if q.Effective == Always {
		return true
	}
	from, dated := e.Change.EffectiveFrom()
	return dated && q.Effective.Holds(from)
}
