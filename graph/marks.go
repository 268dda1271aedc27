package graph

// IsNode marks what has an id of its own.
func (*Region) IsNode()       {}
func (*Organisation) IsNode() {}
func (*Unit) IsNode()         {}
func (*Member) IsNode()       {}
func (*Pairing) IsNode()      {}
func (*Alliance) IsNode()     {}
func (*Link) IsNode()         {}
func (*Work) IsNode()         {}
func (*Headcount) IsNode()    {}
func (*Activity) IsNode()     {}
func (*Finding) IsNode()      {}

// IsParticipant marks what can take part in alliances and be an end of a
// pairing.
func (*Region) IsParticipant()       {}
func (*Organisation) IsParticipant() {}
func (*Unit) IsParticipant()         {}

// IsGapSubject marks what gaps are found of.
func (*Region) IsGapSubject()       {}
func (*Organisation) IsGapSubject() {}
func (*Unit) IsGapSubject()         {}
func (*Member) IsGapSubject()       {}
func (*Pairing) IsGapSubject()      {}
