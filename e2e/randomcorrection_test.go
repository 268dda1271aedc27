package e2e_test

// correction fills in what a correction of a noun is about: values in the spell
// of a day or on days, its first and last day, or that it never was. It says
// whether other fields may stand beside that.
func (p *player) correction(in input) (values bool) {
	r := p.random
	switch r.IntN(12) {
	case 0:
		in["withdraw"] = true
		p.maybe(in, 2, "withdrawRelations", true)
		p.maybe(in, 12, "name", "误")
		return false
	case 1, 2:
		p.maybe(in, 2, "since", oneOf[any](r, nil, p.date()))
		p.maybe(in, 2, "until", oneOf[any](r, nil, nil, p.date()))
		p.maybe(in, 2, "withdrawRelations", true)
		return r.IntN(8) == 0
	case 3, 4, 5:
		in["during"] = p.days()
	default:
		p.maybe(in, 2, "at", p.date())
	}
	return true
}

// days are some, most often with a first and a last one.
func (p *player) days() input {
	days, since := input{}, p.date()
	p.maybe(days, 1, "since", oneOf[any](p.random, since, since, since, nil))
	p.maybe(days, 1, "until", oneOf[any](p.random, since.AddDays(1+p.random.IntN(900)), p.date(), nil))
	return days
}
