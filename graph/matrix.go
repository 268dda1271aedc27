package graph

// MatrixAxis is by what a matrix of pairings parts their ends.
type MatrixAxis string

// The axes.
const (
	AxisLevel           MatrixAxis = "LEVEL"            // level of the end
	AxisParticipantKind MatrixAxis = "PARTICIPANT_KIND" // organisation, unit or region
	AxisChildRegion     MatrixAxis = "CHILD_REGION"     // child of the region that the end is or lies in
)

// ParticipantKind is the kind of a participant.
type ParticipantKind string

// The kinds of participants, in the order of Participants.
const (
	ParticipantOrganisation ParticipantKind = "ORGANISATION"
	ParticipantUnit         ParticipantKind = "UNIT"
	ParticipantRegion       ParticipantKind = "REGION"
)

// Outside is the value of an end that lies outside the region of a matrix.
const Outside = "OUTSIDE"

// MatrixValue is what an end stands for on the axis: a level, a kind of
// participant, the id of a region, or Outside.
type MatrixValue struct {
	By  MatrixAxis
	Key string
}

// MatrixCell is how many pairings have ends of two values. A list of them has
// the filter PairingFilter.Cell.
type MatrixCell struct {
	Region      ID // of the matrix
	Row, Column MatrixValue
	Count       int
}

// PairingMatrixQuery asks how the pairings with an end in a region link what
// lies in it.
type PairingMatrixQuery struct {
	Region ID
	By     MatrixAxis // "" = counts by kind alone
	On     Date
}

// PairingMatrix counts pairings in force on a day that have an end in a region.
type PairingMatrix struct {
	PairingMatrixQuery
	Pairings int            // in force, each once
	Kinds    []PairingCount // those there are, in the order of PairingKinds
	Cells    []MatrixCell   // those with any, in the order of rows and columns
}

// PairingCount is how many pairings of a kind there are.
type PairingCount struct {
	Region      ID
	PairingKind PairingKind
	Count       int // in force on the day
	Active      int // of these, with at least two ends alive
}

// CellFilter narrows a list of pairings in a region to those of a cell.
type CellFilter struct {
	By          MatrixAxis
	Row, Column string
}
