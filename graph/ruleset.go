package graph

// RateName is one of the eight rates of coverage.
type RateName string

// The rates, with their names in the schema.
const (
	RateOrganisationCoverage     RateName = "organisationCoverage"     // 组织覆盖率
	RateIndependentRate          RateName = "independentRate"          // 单独组建率
	RateEstablishedWhereRequired RateName = "establishedWhereRequired" // 应建已建率
	RateEligibleCoverage         RateName = "eligibleCoverage"         // 具备条件覆盖率
	RateWorkCoverage             RateName = "workCoverage"             // 工作覆盖率
	RateAnyCoverage              RateName = "anyCoverage"              // 两个覆盖率
	RateBothCoverage             RateName = "bothCoverage"             // 双覆盖率
	RateRegionsWithOrganisation  RateName = "regionsWithOrganisation"  // 区域建制率
	RateDoubleRegistration       RateName = "doubleRegistration"       // 双报到率; of members, in no report
)

// RateNames lists them in order.
var RateNames = []RateName{
	RateOrganisationCoverage, RateIndependentRate, RateEstablishedWhereRequired, RateEligibleCoverage,
	RateWorkCoverage, RateAnyCoverage, RateBothCoverage, RateRegionsWithOrganisation,
}

// RateCount is a rate as two counts; its value is Numerator / Denominator, or
// nothing where the denominator is 0.
type RateCount struct {
	Name        RateName
	Numerator   int
	Denominator int
	Missing     []FindingCode // statuses of those in the denominator and not in the numerator
}

// Ruleset describes the rules and parameters in force, for people.
type Ruleset struct {
	ID          string
	Version     string
	Name        Text
	Fingerprint string      // changes with any parameter
	Scope       []UnitClass // the classes that make the base of the rates
	Parameters  []Parameter
	Rules       []Rule
}

// Parameter is a number or a list that a rule depends on.
type Parameter struct {
	Name   string
	Value  string
	Label  Text
	Source Text
}

// Rule says how a rate is counted or when a gap holds.
type Rule struct {
	Code        string // a RateName or a GapKind
	Name        Text
	Description Text
	Source      Text
	Severity    Severity // of a gap; "" for a rate
	Subject     Kind     // of a gap: what it is found of
	NextStep    Text     // of a gap: what to do about it
}

// Rule finds a rule by its code, nil where there is none.
func (r *Ruleset) Rule(code string) *Rule {
	for i := range r.Rules {
		if r.Rules[i].Code == code {
			return &r.Rules[i]
		}
	}
	return nil
}
