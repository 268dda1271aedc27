package graph

// FindingCode is what a finding says of its subject, one byte: the status of a
// unit (36 codes in the base, 6 outside it), of a region or of a member, or a gap.
type FindingCode uint8

// The codes that are not computed from parts.
const (
	codeExcluded FindingCode = 40
	CodeLed      FindingCode = 50 // an organisation leads the region
	CodeNotLed   FindingCode = 51
	// Whether a member in service who lives in a led community is registered
	// there; placed by residence, unlike the gap NOT_REPORTED.
	CodeReported    FindingCode = 52
	CodeNotReported FindingCode = 53
	codeGap         FindingCode = 64
)

// StatusCode is the status of a unit in the base: establishment, members and
// worked together.
func StatusCode(e Establishment, m MembersBand, worked bool) FindingCode {
	code := FindingCode(index(Establishments, e)*6 + index(MembersBands, m)*2)
	if worked {
		code++
	}
	return code
}

// ExcludedCode is the status of a living unit outside the base.
func ExcludedCode(reason ExclusionReason) FindingCode {
	return codeExcluded + FindingCode(index(ExclusionReasons, reason))
}

// Status takes a StatusCode apart; ok is false for any other code.
func (c FindingCode) Status() (e Establishment, m MembersBand, worked, ok bool) {
	if c >= 36 {
		return "", "", false, false
	}
	return Establishments[c/6], MembersBands[c%6/2], c%2 == 1, true
}

// Exclusion takes an ExcludedCode apart; ok is false for any other code.
func (c FindingCode) Exclusion() (reason ExclusionReason, ok bool) {
	if c < codeExcluded || int(c-codeExcluded) >= len(ExclusionReasons) {
		return "", false
	}
	return ExclusionReasons[c-codeExcluded], true
}

// Name says the code in words, for people who look into a store; "" for what is
// no code.
func (c FindingCode) Name() string {
	if gap, ok := c.GapKind(); ok {
		return string(gap)
	}
	if reason, ok := c.Exclusion(); ok {
		return "EXCLUDED " + string(reason)
	}
	if establishment, members, worked, ok := c.Status(); ok {
		text := "ESTABLISHED " + string(establishment) + " MEMBERS " + string(members)
		if worked {
			text += " WORKED"
		}
		return text
	}
	switch c {
	case CodeLed:
		return "LED"
	case CodeNotLed:
		return "NOT_LED"
	case CodeReported:
		return "REPORTED"
	case CodeNotReported:
		return "STATUS NOT_REPORTED" // the gap has the name without the word
	default:
		return ""
	}
}

// GapKind tells the gap a code stands for; ok is false for a status.
func (c FindingCode) GapKind() (kind GapKind, ok bool) {
	if c < codeGap || int(c-codeGap) >= len(GapKinds) {
		return "", false
	}
	return GapKinds[c-codeGap], true
}

// Code is the byte that stands for a gap kind. Kinds are only ever appended to
// GapKinds: stores keep the byte.
func (k GapKind) Code() FindingCode { return codeGap + FindingCode(index(GapKinds, k)) }

func index[E comparable](values []E, value E) int {
	for i, v := range values {
		if v == value {
			return i
		}
	}
	return 0
}

// StatusCodes lists the codes of units in the base that satisfy keep.
func StatusCodes(keep func(e Establishment, m MembersBand, worked bool) bool) []FindingCode {
	var codes []FindingCode
	for c := FindingCode(0); c < 36; c++ {
		if e, m, worked, _ := c.Status(); keep(e, m, worked) {
			codes = append(codes, c)
		}
	}
	return codes
}

// GapKind is a kind of finding that asks for action.
type GapKind string

// The gap kinds; domain and source of each rule are in the ruleset.
const (
	GapUncovered        GapKind = "UNCOVERED"         // 空白点
	GapNotEstablished   GapKind = "NOT_ESTABLISHED"   // 应建未建
	GapShouldSplit      GapKind = "SHOULD_SPLIT"      // 应单独组建
	GapHatchable        GapKind = "HATCHABLE"         // 可孵化
	GapOverlap          GapKind = "OVERLAP"           // 重复覆盖
	GapHeadcountDiffers GapKind = "HEADCOUNT_DIFFERS" // 数不一致
	GapWeakUnpaired     GapKind = "WEAK_UNPAIRED"     // 薄弱无结对
	GapNoOrganisation   GapKind = "NO_ORGANISATION"   // 区域无组织
	GapTermOverdue      GapKind = "TERM_OVERDUE"      // 届满未换届
	GapOversize         GapKind = "OVERSIZE"          // 超员
	GapTooManyUnits     GapKind = "TOO_MANY_UNITS"    // 联建超限
	GapSecretaryVacant  GapKind = "SECRETARY_VACANT"  // 书记空缺
	GapCommitteeMissing GapKind = "COMMITTEE_MISSING" // 未设支委会
	GapPairingIdle      GapKind = "PAIRING_IDLE"      // 结对空转
	GapUnregistered     GapKind = "UNREGISTERED"      // 无组织关系
	GapAdrift           GapKind = "ADRIFT"            // 流动未转接
	GapNotReported      GapKind = "NOT_REPORTED"      // 未双报到
)

// GapKinds lists the gap kinds in the order of their codes.
var GapKinds = []GapKind{
	GapUncovered, GapNotEstablished, GapShouldSplit, GapHatchable, GapOverlap, GapHeadcountDiffers,
	GapWeakUnpaired, GapNoOrganisation, GapTermOverdue,
	GapOversize, GapTooManyUnits, GapSecretaryVacant, GapCommitteeMissing,
	GapPairingIdle, GapUnregistered, GapAdrift, GapNotReported,
}

// Subject is the kind of noun that gaps of the kind are found of.
func (k GapKind) Subject() Kind {
	switch k {
	case GapWeakUnpaired, GapTermOverdue, GapOversize, GapTooManyUnits, GapSecretaryVacant, GapCommitteeMissing:
		return KindOrganisation
	case GapNoOrganisation:
		return KindRegion
	case GapPairingIdle:
		return KindPairing
	case GapUnregistered, GapAdrift, GapNotReported:
		return KindMember
	default:
		return KindUnit
	}
}

// Finding is what follows from facts by rule: its subject has a status or a gap
// during an interval. A finding whose subject moves, or whose subject's class
// changes, is several rows that share ID and Interval and differ in Piece: the
// days on which the row's Region and Attributes hold.
type Finding struct {
	ID      ID
	Subject ID
	Code    FindingCode
	Related ID // SHOULD_SPLIT, HATCHABLE and the status of a covered unit: the covering organisation
	Interval
	Piece      Interval
	Region     ID // place on the days of Piece; "" = none
	Attributes Attributes
}

// Info says whether it is a gap for information only.
func (f *Finding) Info() bool { return f.Attributes[AttrFlags]&FlagInfo != 0 }

// FindingID is the id of a finding: the same for the same subject, code,
// related and since.
func FindingID(subject ID, code FindingCode, related ID, since Date) ID {
	return DerivedID(KindGap, string(subject), string(rune('a'+code/16)), string(rune('a'+code%16)), string(related), since.String())
}

// Attributes are the groups a finding's subject belongs to, one byte each, as
// they stand in a segment: unit kind, ownership, industry section, industry
// division, staff band, flags. All are 0 for subjects that are no units.
type Attributes [6]byte

// Places of Attributes.
const (
	AttrKind = iota
	AttrOwnership
	AttrSection
	AttrDivision
	AttrStaff
	AttrFlags
)

// FlagInfo in AttrFlags marks a gap for information only: left out of lists and
// counts unless asked for.
const FlagInfo byte = 1

// UnitAttributes packs what a unit is counted by.
func UnitAttributes(class UnitClass, industryCode string, staff int, staffKnown bool) Attributes {
	a := Attributes{AttrKind: byte(index(UnitKinds, class.UnitKind) + 1), AttrOwnership: byte(index(Ownerships, class.Ownership) + 1)}
	if industryCode != "" {
		a[AttrSection] = industryCode[0]
		if len(industryCode) == 3 {
			a[AttrDivision] = (industryCode[1]-'0')*10 + industryCode[2] - '0'
		}
	}
	a[AttrStaff] = byte(index(StaffBands, StaffBandOf(staff, staffKnown)))
	return a
}

// Class is the unit class of the attributes, zero where the subject is no unit.
func (a Attributes) Class() UnitClass {
	if a[AttrKind] == 0 {
		return UnitClass{}
	}
	return UnitClass{UnitKinds[a[AttrKind]-1], Ownerships[a[AttrOwnership]-1]}
}

// Section is the industry's section letter, "" where the industry is unknown.
func (a Attributes) Section() string {
	if a[AttrSection] == 0 {
		return ""
	}
	return string(rune(a[AttrSection]))
}

// StaffBand is the staff band of the attributes.
func (a Attributes) StaffBand() StaffBand { return StaffBands[a[AttrStaff]] }

// StaffBandOf is the band of a staff number.
func StaffBandOf(staff int, known bool) StaffBand {
	switch {
	case !known:
		return StaffUnknown
	case staff < 10:
		return Staff0
	case staff < 50:
		return Staff10
	case staff < 100:
		return Staff50
	case staff < 500:
		return Staff100
	default:
		return Staff500
	}
}

// Industry is the industry of the attributes: a section letter, with the two
// digits of a division where known; "" where not.
func (a Attributes) Industry() string {
	switch {
	case a[AttrSection] == 0:
		return ""
	case a[AttrDivision] == 0:
		return string(rune(a[AttrSection]))
	default:
		return string([]byte{a[AttrSection], '0' + a[AttrDivision]/10, '0' + a[AttrDivision]%10})
	}
}
