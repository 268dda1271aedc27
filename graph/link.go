package graph

// Hop is the kind of a link: what it means that one noun refers to another.
type Hop string

// The hops, each from one noun to another.
const (
	HopParent     Hop = "PARENT"     // region to its parent region
	HopLocated    Hop = "LOCATED"    // organisation, unit or alliance to the region it lies in
	HopSuperior   Hop = "SUPERIOR"   // organisation to its direct superior: the line
	HopLeads      Hop = "LEADS"      // organisation to the region it leads
	HopCovers     Hop = "COVERS"     // organisation to a unit it covers, with a mode
	HopAffiliated Hop = "AFFILIATED" // member to the organisation of its formal affiliation
	HopWorksAt    Hop = "WORKS_AT"   // member to its workplace, a unit
	HopResides    Hop = "RESIDES"    // member to the region of residence
	HopRegistered Hop = "REGISTERED" // member to a further organisation
	HopEnd        Hop = "END"        // pairing to a participant, with a role
	HopSeat       Hop = "SEAT"       // alliance to a participant, with a role
	HopHost       Hop = "HOST"       // alliance to the organisation that hosts it
	HopUmbrella   Hop = "UMBRELLA"   // alliance to its parent alliance
	HopSecretary  Hop = "SECRETARY"  // organisation to the member who is its secretary
)

// Hops lists all of them.
var Hops = []Hop{
	HopParent, HopLocated, HopSuperior, HopLeads, HopCovers, HopAffiliated, HopWorksAt, HopResides,
	HopRegistered, HopEnd, HopSeat, HopHost, HopUmbrella, HopSecretary,
}

// Single says whether a noun has at most one such link on a day, seen from its
// From side.
func (h Hop) Single() bool {
	switch h {
	case HopParent, HopLocated, HopSuperior, HopLeads, HopAffiliated, HopWorksAt, HopResides, HopHost, HopUmbrella, HopSecretary:
		return true
	default:
		return false
	}
}

// Link says that From refers to To during an interval. A link with HopCovers
// is a coverage (覆盖): the fact that an organisation covers a unit.
type Link struct {
	ID   ID  `json:"id"`
	Hop  Hop `json:"hop"`
	From ID  `json:"from"`
	To   ID  `json:"to"`
	Interval
	Mode   CoverageMode `json:"mode,omitempty"`   // HopCovers
	Role   string       `json:"role,omitempty"`   // HopEnd: EndRole; HopSeat: AllianceRole
	Person ID           `json:"person,omitempty"` // HopEnd: the member who acts for the end
}

// Direction is the side from which links are followed.
type Direction uint8

// The directions.
const (
	Out Direction = iota // from a link's From
	In                   // from a link's To
)

// Near is the end of the link at which d starts, Far the other.
func (l *Link) Near(d Direction) ID {
	if d == Out {
		return l.From
	}
	return l.To
}

// Far is the end of the link to which d leads.
func (l *Link) Far(d Direction) ID {
	if d == Out {
		return l.To
	}
	return l.From
}
