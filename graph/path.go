package graph

// LinkKind is what a hop between two participants goes through.
type LinkKind string

// The kinds of links between participants.
const (
	LinkPairing  LinkKind = "PAIRING"  // both are ends of a pairing
	LinkAlliance LinkKind = "ALLIANCE" // both take part in an alliance
	LinkSuperior LinkKind = "SUPERIOR" // one organisation is directly above the other in the line
	LinkCoverage LinkKind = "COVERAGE" // the organisation covers the unit, in any mode
	LinkLeads    LinkKind = "LEADS"    // the organisation leads the region, or the unit is its own
)

// LinkKinds lists all of them.
var LinkKinds = []LinkKind{LinkPairing, LinkAlliance, LinkSuperior, LinkCoverage, LinkLeads}

// Hops gives the links between nouns that a kind is made of.
func (k LinkKind) Hops() []Hop {
	switch k {
	case LinkPairing:
		return []Hop{HopEnd}
	case LinkAlliance:
		return []Hop{HopSeat}
	case LinkSuperior:
		return []Hop{HopSuperior}
	case LinkCoverage:
		return []Hop{HopCovers}
	case LinkLeads:
		return []Hop{HopLeads, HopCovers} // HopCovers in mode ModeOwn
	default:
		return nil
	}
}

// Bounds of a search for paths.
const (
	MostHops    = 6      // of a path
	MostPaths   = 100    // told in one answer
	MostVisited = 50_000 // links followed in one search, both sides together
)

// PathQuery asks how two participants are linked on a day.
type PathQuery struct {
	From, To ID
	MaxHops  int        // 1 to MostHops
	Via      []LinkKind // empty = all
	Limit    int        // 1 to MostPaths
	On       Date
}

// Paths are the paths of least length between two participants, ordered by the
// ids of relation and participant, step by step.
type Paths struct {
	Paths []Path

	// Truncated: with paths, there are more of them than Limit; without, the
	// next level of the search would have followed more than MostVisited links,
	// and whether a path exists is not known.
	Truncated bool

	// Visited is the number of links between nouns that were followed.
	Visited int
}

// Path leads from one participant to another. Without steps, they are the same.
type Path struct {
	Steps []PathStep
}

// Hops is its length.
func (p *Path) Hops() int { return len(p.Steps) }

// PathStep is one hop.
type PathStep struct {
	Relation ID // of the pairing, the alliance, the coverage, or of a link that is no node
	LinkKind LinkKind
	From, To ID
}

// NeighbourQuery asks for the links of nouns in force on a day, whichever of
// their two ends the noun is.
type NeighbourQuery struct {
	IDs   []ID
	Hops  []Hop
	Own   bool // of HopCovers those in mode ModeOwn only
	On    Date
	Limit int // most links wanted, of all nouns together
}

// Neighbour is a link of a noun, seen from it.
type Neighbour struct {
	Near ID // the noun asked about
	Link ID
	Hop  Hop
	Far  ID           // the other end
	Mode CoverageMode // of HopCovers, where it costs nothing to tell; "" = look it up
}
