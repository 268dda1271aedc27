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
	LedKinds   []graph.RegionKind               `json:"ledKinds"`
	Severities map[graph.GapKind]graph.Severity `json:"severities"`
}

// Scope makes the base of rates: units of these kinds and ownerships, and for
// some kinds with at least so many staff.
type Scope struct {
	Kinds      []graph.UnitKind       `json:"kinds"`
	Ownerships []graph.Ownership      `json:"ownerships"`
	LeastStaff map[graph.UnitKind]int `json:"leastStaff,omitempty"`
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
		Severities: map[graph.GapKind]graph.Severity{
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
