package graph

// Member (党员) is a person. Affiliation, workplace, residence and further
// registrations are links. Name, sex, birth year, phone and number are
// restricted.
type Member struct {
	Head
	Sex         Sex                   `json:"sex,omitempty"`
	BirthYear   int                   `json:"birthYear,omitempty"`
	Phone       string                `json:"phone,omitempty"`
	Number      string                `json:"number,omitempty"`
	Statuses    []Spell[MemberStatus] `json:"statuses"`
	Employments []Spell[Employment]   `json:"employments,omitempty"` // days without one count as in service
	Aways       []Spell[Away]         `json:"aways,omitempty"`
}

// Away is an absence from the place of affiliation.
type Away struct {
	Place       string `json:"place,omitempty"`       // where, as written; a fixed place where Fixed
	Fixed       bool   `json:"fixed,omitempty"`       // at one fixed place
	Certificate bool   `json:"certificate,omitempty"` // holds an activity certificate of mobile members
}

// Kind is KindMember.
func (*Member) Kind() Kind { return KindMember }

// StatusOn is the member's status on day d, "" outside its life.
func (m *Member) StatusOn(d Date) MemberStatus { s, _ := At(m.Statuses, d); return s }

// EmploymentOn is the member's employment on day d: in service unless something
// else is on record.
func (m *Member) EmploymentOn(d Date) Employment {
	if e, ok := At(m.Employments, d); ok {
		return e
	}
	return EmploymentInService
}

// Validate checks the form of the member.
func (m *Member) Validate() error {
	errs := m.validate(false)
	if m.Sex != "" {
		errs = requireEnum(errs, "sex", m.Sex, Sexes)
	}
	if m.BirthYear != 0 && (m.BirthYear < 1900 || m.BirthYear > 2079) {
		errs = append(errs, Invalid([]string{"birthYear"}, "birthYear %d is not between 1900 and 2079: give four digits", "出生年份%d不在1900至2079之间：请给出四位年份", m.BirthYear))
	}
	errs = appendText(appendText(errs, "phone", m.Phone, 40), "number", m.Number, 40)
	if len(m.Statuses) == 0 {
		errs = append(errs, Invalid([]string{"status"}, "status is missing: say whether full, probationary, candidate or applicant", "缺少党员身份：请注明"))
	}
	errs = validateSpells(errs, "status", m.Statuses, m.Interval)
	for _, spell := range m.Statuses {
		errs = requireEnum(errs, "status", spell.Value, MemberStatuses)
	}
	errs = validateSpells(errs, "employment", m.Employments, m.Interval)
	for _, spell := range m.Employments {
		errs = requireEnum(errs, "employment", spell.Value, Employments)
	}
	errs = validateSpells(errs, "away", m.Aways, m.Interval)
	for _, spell := range m.Aways {
		errs = appendText(errs, "away", spell.Value.Place, mostName)
	}
	return errs.OrNil()
}

// Pairing (结对, 联建) ties two or more participants; its ends are links with a
// role.
type Pairing struct {
	Head
	PairingKind PairingKind `json:"kind"`
	Agreement   string      `json:"agreement,omitempty"`
	Activities  []Activity  `json:"activities,omitempty"` // by date
}

// Activity is something the ends of a pairing did together on a day.
type Activity struct {
	ID      ID     `json:"id"`
	Pairing ID     `json:"pairing"`
	Date    Date   `json:"date"`
	Title   string `json:"title"`
}

// Kind is KindPairing.
func (*Pairing) Kind() Kind { return KindPairing }

const mostAgreement = 4000

// Validate checks the form of the pairing.
func (p *Pairing) Validate() error {
	errs := p.validate(false)
	errs = requireEnum(errs, "pairingKind", p.PairingKind, PairingKinds)
	errs = appendText(errs, "agreement", p.Agreement, mostAgreement)
	for _, a := range p.Activities {
		errs = appendText(errs, "title", a.Title, mostName)
		if a.Date == 0 || !p.Holds(a.Date) {
			errs = append(errs, outsideLife("date", Interval{Since: a.Date, Until: a.Date.AddDays(1)}, p.Interval))
		}
	}
	return errs.OrNil()
}

// Alliance (联盟, 共建理事会, 联席会, 大工委) is a standing body in a region. Its
// region, host, parent and participants are links.
type Alliance struct {
	Head
	AllianceKind AllianceKind `json:"kind"`
}

// Kind is KindAlliance.
func (*Alliance) Kind() Kind { return KindAlliance }

// Validate checks the form of the alliance.
func (a *Alliance) Validate() error {
	return requireEnum(a.validate(true), "allianceKind", a.AllianceKind, AllianceKinds).OrNil()
}
