package edit

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"cobuild/graph"
)

// task is one mutation at work: what it refuses and what it is about to put.
// Nothing is put before all of it is accepted.
type task struct {
	e     graph.Edit
	errs  graph.Errors
	nouns []func() // put before links, which refer to them
	links []func()

	ending map[graph.ID]graph.Date // nouns that this edit ends and that may leave their codes to others
	ended  map[graph.ID]bool       // links and pairings that it has ended or withdrawn with a noun, each counted once
	loose  []graph.Link            // ends of pairings among them that were withdrawn
	joined []graph.Link            // ends of pairings about to be put
}

func newTask(e graph.Edit) *task { return &task{e: e} }

func (t *task) refuse(err *graph.Error) { t.errs = append(t.errs, err) }

// refuseAbout refuses because of what is on record of nouns: of members it is
// not told to everybody.
func (t *task) refuseAbout(err *graph.Error, nouns ...graph.Noun) {
	if slices.ContainsFunc(nouns, func(n graph.Noun) bool { return n.Kind() == graph.KindMember }) {
		err = err.Guarded()
	}
	t.refuse(err)
}

// refused says whether a refusal is on record, of the field if one is named.
func (t *task) refused(field ...string) bool {
	if len(field) == 0 {
		return len(t.errs) > 0
	}
	return slices.ContainsFunc(t.errs, func(err *graph.Error) bool {
		return len(err.Field) >= len(field) && slices.Equal(err.Field[:len(field)], field)
	})
}

func (t *task) put(n graph.Noun, correct bool) {
	t.nouns = append(t.nouns, func() { t.e.Put(n, correct) })
}

func (t *task) dropNoun(n graph.Noun) {
	t.nouns = append(t.nouns, func() { t.e.Drop(n) })
}

func (t *task) putLink(l graph.Link, correct bool) {
	if l.Hop == graph.HopEnd {
		t.joined = append(t.joined, l)
	}
	t.links = append(t.links, func() { t.e.PutLink(l, correct) })
}

func (t *task) dropLink(l graph.Link) {
	t.links = append(t.links, func() { t.e.DropLink(l) })
}

// done puts everything, or nothing where anything was refused.
func (t *task) done() error {
	if err := t.errs.OrNil(); err != nil {
		return err
	}
	for _, put := range slices.Concat(t.nouns, t.links) {
		put()
	}
	return nil
}

// under does a part of the task whose refusals stand below a field.
func (t *task) under(field []string, do func(part *task) error) error {
	part := &task{e: t.e, ending: t.ending}
	err := do(part)
	for _, refusal := range part.errs {
		t.refuse(refusal.At(field...))
	}
	t.nouns, t.links = append(t.nouns, part.nouns...), append(t.links, part.links...)
	return err
}

// validate checks the form of a noun. Fields that the input names otherwise
// than the noun are renamed; a field that was refused already is not told twice.
func (t *task) validate(n graph.Noun, renamed map[string]string) {
	err := n.Validate()
	if err == nil {
		return
	}
	already := slices.Clone(t.errs)
	for _, one := range err.(graph.Errors) {
		if len(one.Field) > 0 && renamed[one.Field[0]] != "" {
			one.Field = append([]string{renamed[one.Field[0]]}, one.Field[1:]...)
		}
		if len(one.Field) == 0 || !slices.ContainsFunc(already, func(e *graph.Error) bool { return slices.Equal(e.Field, one.Field) }) {
			t.refuse(one)
		}
	}
}

// day refuses a date outside the calendar, or a missing one where it is needed.
func (t *task) day(d graph.Date, needed bool, field ...string) bool {
	switch {
	case d == graph.End:
		t.refuse(graph.Invalid(field, "%s lies past the calendar: give a date from 1900-01-01 to %s",
			"%s超出日历范围：请给出1900-01-01至%s之间的日期", last(field), graph.End-1))
	case d == 0 && needed:
		t.refuse(graph.Invalid(field, "%[1]s is missing: give the first day, as YYYY-MM-DD", "缺少%[1]s：请给出首日，写作YYYY-MM-DD", last(field)))
	default:
		return true
	}
	return false
}

// last is the name of a field; an item of a list is named by the list.
func last(field []string) string {
	for i := len(field) - 1; i > 0; i-- {
		if _, err := strconv.Atoi(field[i]); err != nil {
			return field[i]
		}
	}
	return field[0]
}

// trimmed is a text of an input as it is kept.
func trimmed(text string) string { return strings.TrimSpace(text) }

// named is a noun as messages name it. The names of members are restricted.
func named(n graph.Noun) string {
	head := n.Top()
	if n.Kind() == graph.KindMember || head.Name == "" {
		return string(head.ID)
	}
	return fmt.Sprintf("%q (%s)", graph.Clip(head.Name), head.ID)
}

// copied is a value of its own behind a pointer of an input.
func copied[T any](p *T) *T {
	if p == nil {
		return nil
	}
	value := *p
	return &value
}
