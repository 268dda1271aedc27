package graph

import "slices"

// Participants are the kinds of nouns that can be an end of a pairing or take
// part in an alliance.
var Participants = []Kind{KindOrganisation, KindUnit, KindRegion}

// Ends gives the kinds of nouns that links of the hop lead from and to; nil for
// what is no hop.
func (h Hop) Ends() (from, to []Kind) {
	switch h {
	case HopParent:
		return []Kind{KindRegion}, []Kind{KindRegion}
	case HopLocated:
		return []Kind{KindOrganisation, KindUnit, KindAlliance}, []Kind{KindRegion}
	case HopSuperior:
		return []Kind{KindOrganisation}, []Kind{KindOrganisation}
	case HopLeads:
		return []Kind{KindOrganisation}, []Kind{KindRegion}
	case HopCovers:
		return []Kind{KindOrganisation}, []Kind{KindUnit}
	case HopAffiliated, HopRegistered:
		return []Kind{KindMember}, []Kind{KindOrganisation}
	case HopWorksAt:
		return []Kind{KindMember}, []Kind{KindUnit}
	case HopResides:
		return []Kind{KindMember}, []Kind{KindRegion}
	case HopEnd:
		return []Kind{KindPairing}, Participants
	case HopSeat:
		return []Kind{KindAlliance}, Participants
	case HopHost:
		return []Kind{KindAlliance}, []Kind{KindOrganisation}
	case HopUmbrella:
		return []Kind{KindAlliance}, []Kind{KindAlliance}
	case HopSecretary:
		return []Kind{KindOrganisation}, []Kind{KindMember}
	default:
		return nil, nil
	}
}

// IDKind is the kind of the ids that links of the hop have.
func (h Hop) IDKind() Kind {
	if h == HopCovers {
		return KindCoverage
	}
	return KindLink
}

// ValidateLink checks the form of a link between two nouns: that they are its
// ends and of the kinds of its hop, that its interval lies inside the lives of
// both, and that mode, role and person stand only where the hop has them.
func ValidateLink(l *Link, from, to Noun) error {
	var errs Errors
	refuse := func(en, zh string, args ...any) { errs = append(errs, Invalid(nil, en, zh, args...)) }
	kindsFrom, kindsTo := l.Hop.Ends()
	if kindsFrom == nil {
		refuse("link %s has the unknown hop %q: use one of %v", "关系%s的类型%q未知：可用值为%v", l.ID, Clip(string(l.Hop)), Hops)
		return errs
	}
	if l.ID.Kind() != l.Hop.IDKind() {
		refuse("%q is no id of a %s link: use one of kind %s", "%q不是%s关系的标识：应为%s", Clip(string(l.ID)), l.Hop, l.Hop.IDKind())
	}
	if l.From == l.To {
		refuse("%s link %s leads from %s to itself: give two ends", "%s关系%s的两端同为%s：请给出两端", l.Hop, l.ID, l.From)
	}
	for _, end := range []struct {
		id    ID
		noun  Noun
		kinds []Kind
	}{{l.From, from, kindsFrom}, {l.To, to, kindsTo}} {
		switch {
		case end.noun == nil || end.noun.Top().ID != end.id:
			errs = append(errs, NotFound(nil, "%s link %s has the end %q, which is not on record: enter it first",
				"%s关系%s的一端%q未登记：请先登记", l.Hop, l.ID, Clip(string(end.id))))
		case !slices.Contains(end.kinds, end.noun.Kind()):
			refuse("%s link %s has the end %s, a %s: it must be one of %v", "%s关系%s的一端%s为%s：应为%v之一", l.Hop, l.ID, end.id, end.noun.Kind(), end.kinds)
		case !end.noun.Top().Contains(l.Interval):
			refuse("%s link %s holds in %s, outside the life %s of %s: give dates inside it",
				"%s关系%s的期间%s超出%[5]s的存续期%[4]s：请给出存续期内的日期", l.Hop, l.ID, l.Interval, end.noun.Top().Interval, end.id)
		}
	}
	if err := l.Interval.Validate(); err != nil {
		errs = append(errs, err.(*Error))
	}
	errs = append(errs, validateMarks(l)...)
	return errs.OrNil()
}

// validateMarks checks what only links of some hops have.
func validateMarks(l *Link) (errs Errors) {
	modes, roles := []CoverageMode{""}, []string{""}
	switch l.Hop {
	case HopCovers:
		modes = CoverageModes
	case HopEnd:
		roles = textsOf(EndRoles)
	case HopSeat:
		roles = textsOf(AllianceRoles)
	}
	errs = requireEnum(errs, "mode", l.Mode, modes)
	errs = requireEnum(errs, "role", l.Role, roles)
	if l.Person != "" && (l.Hop != HopEnd || l.Person.Kind() != KindMember) {
		errs = append(errs, Invalid([]string{"person"}, "person %q is no member who stands for an end of a pairing: leave it out",
			"人员%q不是结对一方的党员：请留空", Clip(string(l.Person))))
	}
	return errs
}

func textsOf[E ~string](values []E) []string {
	texts := make([]string, len(values))
	for i, v := range values {
		texts[i] = string(v)
	}
	return texts
}

// ValidateText checks a text that is no part of a noun: UTF-8 of at most so
// many characters, without control characters. The error is an *Error.
func ValidateText(text string, most int, field ...string) error {
	name := ""
	if len(field) > 0 {
		name = field[len(field)-1]
	}
	errs := appendText(nil, name, text, most)
	if len(errs) == 0 {
		return nil
	}
	errs[0].Field = field
	return errs[0]
}
