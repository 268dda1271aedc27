package storetest

import (
	"context"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"cobuild/edit"
	"cobuild/graph"
	"cobuild/store"
)

// picture is all that a store answers from, as text: facts, where they are
// listed, findings, packed findings.
type picture map[string]string

func pictureOf(t *testing.T, f *fixture) picture {
	t.Helper()
	p := picture{}
	var ids []graph.ID
	var shelves []store.Range
	for _, kind := range graph.NounKinds {
		for _, shelf := range []string{string(kind), string(kind) + "/NAME", string(kind) + "/CODE", string(kind) + "/CREDIT"} {
			shelves = append(shelves, store.Range{Shelf: shelf, After: lowest, Before: highest, Limit: 1 << 30})
		}
	}
	for i, rows := range answer(t, f.engine, store.Reader.Scan, shelves) {
		for _, row := range rows {
			p["shelf "+shelves[i].Shelf+" "+row.Key] = string(row.Noun.Doc)
			ids = append(ids, row.Noun.ID)
		}
	}
	slices.Sort(ids)
	ids = slices.Compact(ids)
	for id, row := range answer(t, f.engine, store.Reader.Nouns, ids) {
		p["noun "+string(id)] = string(row.Doc)
	}
	for _, rows := range answer(t, f.engine, store.Reader.Links, graph.LinkQuery{IDs: ids, Hops: graph.Hops}) {
		for _, row := range rows {
			p["link "+string(row.ID)] = fmt.Sprintf("%+v", row)
		}
	}
	var codes []store.FindingRange
	for code := range 256 {
		codes = append(codes, store.FindingRange{Code: graph.FindingCode(code), After: lowest, Before: highest, Limit: 1 << 30})
	}
	for _, rows := range answer(t, f.engine, store.Reader.Findings, codes) {
		for _, row := range rows {
			p["finding "+row.Pos] = fmt.Sprintf("%+v", row)
		}
	}
	err := f.s.Unpack(t.Context(), "", func(u *store.Unpacked) error {
		if len(u.Entries) > 0 {
			p[fmt.Sprintf("segment %s of %s", u.Subject, u.Scope)] = fmt.Sprint(u.Entries)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func (p picture) equals(t *testing.T, what string, want picture) {
	t.Helper()
	var apart []string
	for _, key := range slices.Sorted(maps.Keys(p)) {
		if p[key] != want[key] {
			apart = append(apart, fmt.Sprintf("%s is\n%s\nand was\n%s", key, p[key], want[key]))
		}
	}
	for _, key := range slices.Sorted(maps.Keys(want)) {
		if _, there := p[key]; !there {
			apart = append(apart, key+" is gone")
		}
	}
	if len(apart) > 0 {
		t.Fatalf("%s: %d of %d differ: %s", what, len(apart), len(want), clip(strings.Join(apart, "\n")))
	}
}

// undo undoes a range of revisions.
func undo(ctx context.Context, s *store.Store, in edit.RevisionUndoInput) (done *edit.Undone, receipt graph.Receipt, err error) {
	receipt, err = s.Apply(ctx, graph.Intent{Operation: "revisionUndo", Undoes: in.Undoes()}, func(ctx context.Context, e graph.Edit) (err error) {
		done, err = edit.RevisionUndo(ctx, e, in)
		return err
	})
	return done, receipt, err
}

// testUndo makes random edits and takes them back: all is then as it was, what
// follows from the facts too; taken back again, all is as it was in between.
func testUndo(t *testing.T, open func(t *testing.T) store.Engine) {
	ds := county(t, 24)
	f := load(t, open(t), ds)
	r := newReplay(ds)
	u := &editor{Rand: rand.New(rand.NewPCG(11, 23)), replay: r, did: map[string][2]int{}}
	const rounds = 5
	undone := 0
	for round := range rounds {
		was, first := pictureOf(t, f), must(f.s.Revision(t.Context()))(t)+1
		for edits := 0; edits < 1+3*round; {
			steps := u.steps(1 + u.IntN(2))
			receipt, err := f.s.Apply(t.Context(), graph.Intent{Operation: "random"}, func(ctx context.Context, e graph.Edit) error {
				for _, step := range steps {
					if err := step.do(ctx, e); err != nil {
						return err
					}
				}
				return nil
			})
			if err == nil && receipt.Changes > 0 {
				edits++
				r.follow(t, f.s)
			}
		}
		between, last := pictureOf(t, f), must(f.s.Revision(t.Context()))(t)
		done, receipt, err := undo(t.Context(), f.s, edit.RevisionUndoInput{First: first, Last: last})
		if err != nil {
			t.Fatalf("undo of revisions %d to %d: %v", first, last, err)
		}
		undone += done.Restored + done.Withdrawn
		same(t, "changes of an undo", receipt.Changes, done.Restored+done.Withdrawn)
		pictureOf(t, f).equals(t, fmt.Sprintf("after the undo of revisions %d to %d", first, last), was)
		if round%2 == 1 {
			clean(t, f.s)
		}
		if _, _, err := undo(t.Context(), f.s, edit.RevisionUndoInput{Revision: receipt.Revision}); err != nil {
			t.Fatalf("undo of the undo %d: %v", receipt.Revision, err)
		}
		pictureOf(t, f).equals(t, fmt.Sprintf("after the undo of the undo of revisions %d to %d", first, last), between)
		r.follow(t, f.s)
		if round%2 == 1 {
			r.holds(t, f.s)
		}
	}
	if undone < 5*rounds {
		t.Errorf("%d things were undone: this tests too little", undone)
	}
	testUndoSingly(t, f, r, u)
}

// testUndoSingly takes back one revision of many: either all fits together
// afterwards, or the refusal says what is in the way.
func testUndoSingly(t *testing.T, f *fixture, r *replay, u *editor) {
	last := must(f.s.Revision(t.Context()))(t)
	accepted, refused := 0, 0
	for range 36 {
		revision := 2 + u.Int64N(last-1)
		before := must(f.s.Revision(t.Context()))(t)
		_, receipt, err := undo(t.Context(), f.s, edit.RevisionUndoInput{Revision: revision})
		switch graph.CodeOf(err) {
		case graph.CodeConflict, graph.CodeInvalid:
			refused++
			same(t, "revision after a refusal", must(f.s.Revision(t.Context()))(t), before)
			continue
		case graph.CodeInternal:
			if err != nil {
				t.Fatalf("undo of revision %d: %v", revision, err)
			}
		}
		accepted++
		entries := must(f.s.Log(t.Context(), graph.LogQuery{After: receipt.Revision - 1, Page: graph.Page{Limit: 1}}))(t).Items
		same(t, "what the log says is undone", *entries[0].Undoes, graph.RevisionRange{First: revision, Last: revision})
		r.follow(t, f.s)
		if accepted%8 == 0 {
			r.holds(t, f.s)
		}
		if t.Failed() {
			t.Fatalf("after the undo of revision %d", revision)
		}
	}
	r.holds(t, f.s)
	if accepted < 6 || refused < 6 {
		t.Errorf("%d single undos accepted, %d refused: this tests too little", accepted, refused)
	}
}
