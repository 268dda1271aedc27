package rules

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"

	"cobuild/graph"
)

// Ruleset is the parameters of the rules: defaults, not law. Changing any of
// them derives all of history again.
type Ruleset struct {
	ID      string     `json:"id"`
	Version string     `json:"version"`
	Name    graph.Text `json:"name"`
	Scope   Scope      `json:"scope"`
	// EnoughFull is how many full members make a branch of a unit's own due.
	EnoughFull int `json:"enoughFull"`
	// HatchingKinds are the organisations that prepare branches of their own:
	// a unit with enough members under one of them is hatchable.
	HatchingKinds []graph.OrganisationKind `json:"hatchingKinds"`
	// TermKinds are the organisations whose committees serve a term.
	TermKinds []graph.OrganisationKind `json:"termKinds"`
	// TermYears is the length of a term without a planned end, TermYearsLong
	// that of an organisation that leads a region of LongTermKinds.
	TermYears     int                `json:"termYears"`
	TermYearsLong int                `json:"termYearsLong"`
	LongTermKinds []graph.RegionKind `json:"longTermKinds"`
	// LedKinds are the regions that an organisation should lead.
	LedKinds []graph.RegionKind `json:"ledKinds"`
	// BranchKinds and GeneralBranchKinds may have at most so many members.
	BranchKinds        []graph.OrganisationKind `json:"branchKinds"`
	GeneralBranchKinds []graph.OrganisationKind `json:"generalBranchKinds"`
	BranchMost         int                      `json:"branchMost"`
	GeneralBranchMost  int                      `json:"generalBranchMost"`
	// JointKinds may cover at most JointMost units.
	JointKinds []graph.OrganisationKind `json:"jointKinds"`
	JointMost  int                      `json:"jointMost"`
	// SecretaryKinds need a secretary, and may be without one for VacantMonths.
	SecretaryKinds []graph.OrganisationKind `json:"secretaryKinds"`
	VacantMonths   int                      `json:"vacantMonths"`
	// CommitteeKinds need a committee from CommitteeFull full members.
	CommitteeKinds []graph.OrganisationKind `json:"committeeKinds"`
	CommitteeFull  int                      `json:"committeeFull"`
	// IdleDays without activity make an active pairing idle.
	IdleDays int `json:"idleDays"`
	// AwayMonths at a fixed place are when an affiliation should be transferred.
	AwayMonths int `json:"awayMonths"`
	// ReportKinds are the regions with whose leading organisation members in
	// service register where they live; ReportWithinKinds lie in one of them.
	ReportKinds       []graph.RegionKind `json:"reportKinds"`
	ReportWithinKinds []graph.RegionKind `json:"reportWithinKinds"`

	Severities map[graph.GapKind]graph.Severity `json:"severities"`
}

// Scope makes the base of rates: units of these kinds and ownerships, and for
// some kinds with at least so many staff.
type Scope struct {
	Kinds      []graph.UnitKind       `json:"kinds"`
	Ownerships []graph.Ownership      `json:"ownerships"`
	LeastStaff map[graph.UnitKind]int `json:"leastStaff,omitempty"`
}

// branches are the kinds whose Chinese name ends in 党支部.
var branches = []graph.OrganisationKind{
	graph.OrgBranch, graph.OrgJointBranch, graph.OrgCompositeBranch, graph.OrgMobileMemberBranch,
	graph.OrgTemporaryBranch, graph.OrgServiceCentreBranch,
}

// Default is the ruleset that the national regulations give: every unit in
// scope, branches from 3 full members, terms of 3 and 5 years.
func Default() *Ruleset {
	return &Ruleset{
		ID: "default", Version: "1",
		Name:       graph.Text{EN: "National regulations", ZH: "全国性规定"},
		Scope:      Scope{Kinds: graph.UnitKinds, Ownerships: graph.Ownerships},
		EnoughFull: 3,
		HatchingKinds: []graph.OrganisationKind{
			graph.OrgCompositeBranch, graph.OrgJointBranch, graph.OrgServiceCentreBranch,
		},
		TermKinds: []graph.OrganisationKind{
			graph.OrgCommittee, graph.OrgRegionalCommittee, graph.OrgGeneralBranch, graph.OrgAreaGeneralBranch,
			graph.OrgBranch, graph.OrgJointBranch, graph.OrgCompositeBranch, graph.OrgServiceCentreBranch,
		},
		TermYears: 3, TermYearsLong: 5,
		LongTermKinds: []graph.RegionKind{graph.RegionVillage, graph.RegionCommunity},
		LedKinds: []graph.RegionKind{
			graph.RegionTownship, graph.RegionVillage, graph.RegionCommunity, graph.RegionArea,
			graph.RegionDevelopmentZone, graph.RegionPark, graph.RegionBusinessDistrict, graph.RegionMarket,
			graph.RegionOfficeTower, graph.RegionHousingEstate,
		},
		BranchKinds:        branches,
		GeneralBranchKinds: []graph.OrganisationKind{graph.OrgGeneralBranch, graph.OrgAreaGeneralBranch},
		BranchMost:         50, GeneralBranchMost: 100,
		JointKinds: []graph.OrganisationKind{graph.OrgJointBranch}, JointMost: 5,
		SecretaryKinds: []graph.OrganisationKind{
			graph.OrgCommittee, graph.OrgRegionalCommittee, graph.OrgGeneralBranch, graph.OrgAreaGeneralBranch,
			graph.OrgBranch, graph.OrgJointBranch, graph.OrgCompositeBranch, graph.OrgServiceCentreBranch,
			graph.OrgLocalCommittee, graph.OrgWorkingCommittee, graph.OrgMobileMemberBranch, graph.OrgTemporaryBranch,
		},
		VacantMonths: 3,
		CommitteeKinds: []graph.OrganisationKind{
			graph.OrgBranch, graph.OrgJointBranch, graph.OrgCompositeBranch, graph.OrgServiceCentreBranch,
		},
		CommitteeFull: 7, IdleDays: 180, AwayMonths: 6,
		ReportKinds:       []graph.RegionKind{graph.RegionCommunity},
		ReportWithinKinds: []graph.RegionKind{graph.RegionGrid, graph.RegionHousingEstate},
		Severities: map[graph.GapKind]graph.Severity{
			graph.GapOversize: graph.SeverityLow, graph.GapTooManyUnits: graph.SeverityLow,
			graph.GapSecretaryVacant: graph.SeverityMedium, graph.GapCommitteeMissing: graph.SeverityMedium,
			graph.GapPairingIdle: graph.SeverityMedium, graph.GapUnregistered: graph.SeverityHigh,
			graph.GapAdrift: graph.SeverityMedium, graph.GapNotReported: graph.SeverityLow,
			graph.GapUncovered: graph.SeverityMedium, graph.GapNotEstablished: graph.SeverityHigh,
			graph.GapShouldSplit: graph.SeverityMedium, graph.GapHatchable: graph.SeverityLow,
			graph.GapOverlap: graph.SeverityLow, graph.GapHeadcountDiffers: graph.SeverityLow,
			graph.GapWeakUnpaired: graph.SeverityHigh, graph.GapNoOrganisation: graph.SeverityHigh,
			graph.GapTermOverdue: graph.SeverityMedium,
		},
	}
}

// Fingerprint tells two rulesets apart: a store keeps that of the one its
// findings were derived by.
func (rs *Ruleset) Fingerprint() string {
	data, err := json.Marshal(rs)
	if err != nil {
		panic(err) // plain data
	}
	sum := sha256.Sum256(data)
	return hex.EncodeToString(sum[:8])
}
