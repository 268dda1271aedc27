package e2e_test

var revisionOperations = []operation{
	{"revisionUndo", "undone { first last } restored withdrawn changes(first: 100) { nodes { changeKind correct undoes { first } relation attributes { name before after } } }", func(p *player, in input) {
		r := p.random
		switch recent := max(p.last-r.IntN(12), 0); {
		case r.IntN(20) == 0: // never reached, or the load
			in["revision"] = oneOf(r, 1, 1_000_000)
		case r.IntN(3) == 0:
			in["first"], in["last"] = recent, recent+r.IntN(4)
		default:
			in["revision"] = recent
		}
	}},
}
