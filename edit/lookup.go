package edit

import (
	"context"
	"slices"

	"cobuild/graph"
)

// ref is a reference of an input to a noun of one of some kinds.
type ref struct {
	id    graph.ID
	kinds []graph.Kind
	field []string
}

func refTo(id graph.ID, kind graph.Kind, field ...string) ref {
	return ref{id: id, kinds: []graph.Kind{kind}, field: field}
}

// optional is a reference that may be left out.
func optional(id graph.ID, kind graph.Kind, field ...string) []ref {
	if id == "" {
		return nil
	}
	return []ref{refTo(id, kind, field...)}
}

// found is the nouns that the references of an input name.
type found map[graph.ID]graph.Noun

// lookup reads what the references name in one call, and refuses what is no id
// (INVALID), of another kind (INVALID) or unknown (NOT_FOUND). Refused ones are
// not among the found.
func (t *task) lookup(ctx context.Context, refs ...ref) (found, error) {
	var ids []graph.ID
	for _, r := range refs {
		if t.form(r) {
			ids = append(ids, r.id)
		}
	}
	nouns := found{}
	if len(ids) == 0 {
		return nouns, nil
	}
	read, err := t.e.Nouns(ctx, ids)
	if err != nil {
		return nil, err
	}
	for _, r := range refs {
		if !slices.Contains(r.kinds, r.id.Kind()) {
			continue
		}
		if n := read[r.id]; n != nil {
			nouns[r.id] = n
			continue
		}
		t.refuse(graph.NotFound(r.field, "%s %s is unknown: use the id field of an earlier answer", "%s的%s不存在：请使用先前结果中的id字段", last(r.field), r.id))
	}
	return nouns, nil
}

// form refuses what is no id and an id of another kind.
func (t *task) form(r ref) bool {
	if _, err := graph.ParseID(string(r.id), r.field...); err != nil {
		t.refuse(err.(*graph.Error))
		return false
	}
	if !slices.Contains(r.kinds, r.id.Kind()) {
		t.refuse(graph.Invalid(r.field, "%s %s is the id of a %s: give the id of one of %v", "%s的%s是%s的标识：应为%v之一",
			last(r.field), r.id, r.id.Kind(), r.kinds))
		return false
	}
	return true
}

// pick gives a noun that was found, nil where it was left out or refused.
func pick[N graph.Noun](f found, id graph.ID) (n N) {
	n, _ = f[id].(N)
	return n
}

// aliveOn refuses a reference to a noun that is not alive on a day. The field
// that gives the day is named in the message.
func (t *task) aliveOn(n graph.Noun, d graph.Date, dayField string, field ...string) bool {
	life := n.Top().Life()
	switch {
	case life.Holds(d):
		return true
	case d == graph.End:
		return false // told where the date itself is checked
	}
	t.refuseAbout(graph.Invalid(field, "%s %s lives in %s, not on %s %s: give a date inside its life, or name another",
		"%s所指%s的存续期为%s，不含%s（%s）：请给出存续期内的日期，或改用其他对象", last(field), named(n), life, dayField, d), n)
	return false
}
