package edit

import (
	"context"
	"errors"
	"slices"

	"cobuild/graph"
)

// RevisionUndoInput is what revisionUndo undoes: one revision, or First to Last.
type RevisionUndoInput struct {
	Revision    int64 // 0 = a range
	First, Last int64 // both included; 0 = one revision
	Expected    int64 // 0 = none; CONFLICT if what is undone was changed after this revision
}

// Subjects are none that the input names: what is undone is in the log.
func (RevisionUndoInput) Subjects() []graph.ID { return nil }

// Undoes gives the revisions that the log shall say are undone.
func (in RevisionUndoInput) Undoes() *graph.RevisionRange {
	if in.Revision != 0 {
		return &graph.RevisionRange{First: in.Revision, Last: in.Revision}
	}
	return &graph.RevisionRange{First: in.First, Last: in.Last}
}

// ErrNothingLeft is the cause of a refusal where all is as it was before.
var ErrNothingLeft = errors.New("edit: nothing is left to undo")

// Undone is what revisionUndo did.
type Undone struct {
	Restored  int // nouns and relations that are as they were before
	Withdrawn int // nouns and relations that the revisions had entered
}

// RevisionUndo puts every noun and link that the revisions touched back to what
// it was before them. What later revisions changed besides is kept, attribute
// by attribute; where both changed the same, and where the graph would no
// longer fit together, it is a CONFLICT that names the later revision. A noun
// that the revisions entered is withdrawn with its links.
func RevisionUndo(ctx context.Context, e graph.Edit, in RevisionUndoInput) (*Undone, error) {
	t := newTask(e)
	u := &undo{task: t, in: in, turns: map[graph.ID]*turn{}, after: newOverlay(e)}
	if !u.checkRange() {
		return nil, t.errs
	}
	for _, step := range []func(context.Context) error{
		u.read, u.expected, u.turnNouns, u.turnLinks, u.fits, u.tellConflicts,
	} {
		if err := step(ctx); err != nil {
			return nil, err
		}
		if t.refused() {
			return nil, t.errs
		}
	}
	if u.done == (Undone{}) {
		left := graph.Invalid(u.field(), "nothing is left to undo: all that these revisions changed is as it was before them",
			"没有可撤销的内容：这些修订所作变更均已恢复原状")
		left.Cause = ErrNothingLeft
		t.refuse(left)
		return nil, t.errs
	}
	return accepted(t, &u.done)
}

// undo is one undo at work.
type undo struct {
	*task
	in    RevisionUndoInput
	first int64
	last  int64
	turns map[graph.ID]*turn // by noun or link
	order []graph.ID         // newest first
	after *overlay           // the facts as they will be
	found []obstacle
	done  Undone
}

// turn is a fact before the revisions and after them; nil = not on record.
type turn struct {
	wasNoun, isNoun graph.Noun
	wasLink, isLink *graph.Link
}

// field is where the input says what to undo.
func (u *undo) field() []string {
	if u.in.Revision != 0 {
		return []string{"revision"}
	}
	return []string{"first"}
}

// checkRange checks the form of the input.
func (u *undo) checkRange() bool {
	in := u.in
	if (in.Revision != 0) == (in.First != 0 || in.Last != 0) {
		u.refuse(graph.Invalid([]string{"revision"}, "revision and a range are given, or neither: give either revision, or both first and last",
			"revision与first、last并用，或均未给出：请给出revision，或同时给出first与last"))
		return false
	}
	bounds := []struct {
		name  string
		value int64
	}{{"first", in.First}, {"last", in.Last}}
	if in.Revision != 0 {
		bounds = bounds[:1]
		bounds[0].name, bounds[0].value = "revision", in.Revision
	}
	for _, b := range bounds {
		switch {
		case b.value < 1:
			u.refuse(graph.Invalid([]string{b.name}, "%s %d is no revision: give a number from 1 to %d", "%s的值%d不是版本号：应为1至%d", b.name, b.value, u.e.Revision()))
		case b.value > u.e.Revision():
			u.refuse(graph.Invalid([]string{b.name}, "%s %d has not been reached: the last revision is %d", "%s的值%d尚未达到：最新版本号为%d", b.name, b.value, u.e.Revision()))
		}
	}
	if in.Revision == 0 && in.Last < in.First && !u.refused() {
		u.refuse(graph.Invalid([]string{"last"}, "last %d is before first %d: swap them", "last的值%d小于first的值%d：请调换", in.Last, in.First))
	}
	r := in.Undoes()
	u.first, u.last = r.First, r.Last
	return !u.refused()
}

// undoPage is how many entries of the log are read at once.
const undoPage = 5_000

// read collects what the revisions changed, newest first: of several changes of
// one fact the newest says what it is after them, the oldest what it was.
func (u *undo) read(ctx context.Context) error {
	loaded := u.first == 1
	q := graph.LogQuery{After: u.first - 1, Upto: u.last, Page: graph.Page{Limit: undoPage, Backward: true}}
	for {
		pages, err := u.e.Log(ctx, []graph.LogQuery{q})
		if err != nil {
			return err
		}
		page := pages[0]
		for _, entry := range slices.Backward(page.Items) {
			u.collect(&entry.Change)
			loaded = loaded && entry.Revision != 1
		}
		if most := u.e.Most(); most > 0 && len(u.order) > most {
			u.refuse(graph.NewError(graph.CodeTooComplex, u.field(),
				"these revisions changed more than %[1]d nouns and relations: undo fewer at a time, or with the command `undo`, which takes back any number",
				"这些修订变更的对象与关系超过%[1]d个：请分次撤销，或用不限数量的命令undo撤销", most))
			return nil
		}
		if !page.More {
			break
		}
		q.Page.From = page.At[0]
	}
	switch {
	case loaded:
		u.refuse(graph.Invalid(u.field(), "revision 1 loaded the store in bulk, without entries in the log: it cannot be undone, begin with revision 2 or load another store",
			"修订1是整批载入，没有变更日志：不能撤销，请从修订2开始，或另行载入新库"))
	case len(u.order) == 0:
		u.refuse(graph.Invalid(u.field(), "these revisions changed no facts: there is nothing to undo", "这些修订没有变更任何事实：无可撤销"))
	}
	return nil
}

func (u *undo) collect(c *graph.Change) {
	id := c.Subject()
	if link := c.Link(); link != nil {
		id = link.ID
	}
	t := u.turns[id]
	if t == nil {
		t = &turn{isNoun: c.NounAfter, isLink: c.LinkAfter}
		u.turns[id] = t
		u.order = append(u.order, id)
	}
	t.wasNoun, t.wasLink = c.NounBefore, c.LinkBefore
}

// subjects are the nouns that are undone or whose links are.
func (u *undo) subjects() []graph.ID {
	var ids []graph.ID
	for _, id := range u.order {
		t := u.turns[id]
		for _, l := range []*graph.Link{t.wasLink, t.isLink} {
			if l != nil {
				ids = append(ids, l.From, l.To)
			}
		}
		if t.wasNoun != nil || t.isNoun != nil {
			ids = append(ids, id)
		}
	}
	return subjects(ids...)
}

// expected refuses where what is undone was changed after the revision that the
// author of the input saw.
func (u *undo) expected(ctx context.Context) error {
	if u.in.Expected == 0 {
		return nil
	}
	ids := u.subjects()
	queries := make([]graph.LogQuery, len(ids))
	for i, id := range ids {
		queries[i] = graph.LogQuery{Subject: id, After: u.in.Expected, Page: graph.Page{Limit: 1}}
	}
	pages, err := u.e.Log(ctx, queries)
	if err != nil {
		return err
	}
	for i, page := range pages {
		if len(page.Items) > 0 && len(u.errs) < mostListed {
			u.refuse(graph.Conflict([]string{"expectedRevision"},
				"%[1]s changed in revision %[2]d (%[3]s), after %[4]d: read it again and repeat what still holds",
				"%[1]s在修订%[2]d（%[3]s）中已变更，晚于%[4]d：请重新读取后再提交", ids[i], page.Items[0].Revision, page.Items[0].Operation, u.in.Expected))
		}
	}
	return nil
}

// turnNouns works out what each noun is to be.
func (u *undo) turnNouns(ctx context.Context) error {
	var ids []graph.ID
	for _, id := range u.order {
		if t := u.turns[id]; t.wasNoun != nil || t.isNoun != nil {
			ids = append(ids, id)
		}
	}
	current, err := u.e.Nouns(ctx, ids)
	if err != nil {
		return err
	}
	for _, id := range ids {
		if err := u.turnNoun(id, u.turns[id], current[id]); err != nil {
			return err
		}
	}
	return nil
}

func (u *undo) turnNoun(id graph.ID, t *turn, now graph.Noun) error {
	same, err := sameNoun(now, t.wasNoun)
	if err != nil || same {
		return err
	}
	unchanged, err := sameNoun(now, t.isNoun)
	switch {
	case err != nil:
		return err
	case unchanged && t.wasNoun == nil:
		u.after.drop(now)
		u.done.Withdrawn++
		u.nouns = append(u.nouns, func() { u.e.Drop(now) })
		return nil
	case unchanged:
		u.restore(t.wasNoun)
		return nil
	case now == nil || t.wasNoun == nil || t.isNoun == nil:
		u.found = append(u.found, obstacle{subject: id, fact: id})
		return nil
	}
	merged, clashes, err := mergeNouns(t.isNoun, t.wasNoun, now)
	if err != nil {
		return err
	}
	for _, attribute := range clashes {
		u.found = append(u.found, obstacle{subject: id, fact: id, attribute: attribute})
	}
	if same, err := sameNoun(merged, now); err != nil || same || len(clashes) > 0 {
		return err
	}
	u.restore(merged)
	return nil
}

func (u *undo) restore(n graph.Noun) {
	u.after.put(n)
	u.done.Restored++
	u.put(n, true)
}

// turnLinks works out what each link is to be. A link is one value: changed
// since, it is not undone.
func (u *undo) turnLinks(ctx context.Context) error {
	var ids []graph.ID
	for _, id := range u.order {
		if t := u.turns[id]; t.wasLink != nil || t.isLink != nil {
			ids = append(ids, id)
		}
	}
	current, err := u.e.LinksByID(ctx, ids)
	if err != nil {
		return err
	}
	for _, id := range ids {
		t := u.turns[id]
		var now *graph.Link
		if l, ok := current[id]; ok {
			now = &l
		}
		switch {
		case sameLink(now, t.wasLink):
		case !sameLink(now, t.isLink):
			link := now
			if link == nil {
				link = t.isLink
			}
			if link == nil {
				link = t.wasLink
			}
			u.found = append(u.found, obstacle{subject: link.From, fact: id, link: link})
		case t.wasLink == nil:
			u.after.dropLink(*now)
			u.done.Withdrawn++
			u.dropLink(*now)
		default:
			u.after.putLink(*t.wasLink)
			u.done.Restored++
			u.putLink(*t.wasLink, true)
		}
	}
	return nil
}

func sameLink(a, b *graph.Link) bool {
	if a == nil || b == nil {
		return a == b
	}
	return *a == *b
}
