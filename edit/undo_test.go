package edit

import (
	"context"
	"encoding/json"
	"fmt"
	"testing"

	"cobuild/graph"
)

// revision is the last of a world.
func (f *facts) revision() int64 { return f.begin().Revision() }

func (f *facts) text(t *testing.T) string {
	t.Helper()
	data, err := json.Marshal([]any{f.nouns, f.links})
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

func TestUndoBringsBack(t *testing.T) {
	w := newTown(t)
	before, first := w.text(t), w.revision()+1
	unit := must(t, w.facts, UnitRegister, UnitRegisterInput{
		Code: "N-1", Name: "误录", UnitKind: graph.UnitEnterprise, Ownership: graph.OwnershipPrivate, Region: w.village.ID, Staff: ptr(3),
	})
	must(t, w.facts, assign, CoverageAssignInput{Organisation: w.branch.ID, Unit: unit.ID, Mode: graph.ModeArea, From: day("2024-01-01")})
	must(t, w.facts, HeadcountReport, HeadcountReportInput{Unit: w.firm.ID, Date: day("2024-01-01"), Full: 3})
	must(t, w.facts, OrganisationDissolve, OrganisationDissolveInput{ID: w.committee.ID, From: day("2024-05-01")})
	between := w.text(t)

	done := must(t, w.facts, RevisionUndo, RevisionUndoInput{First: first, Last: w.revision()})
	if w.text(t) != before {
		t.Errorf("undone is\n%s\nbefore it was\n%s", w.text(t), before)
	}
	if done.Withdrawn != 3 || done.Restored < 4 { // the unit, its place, its coverage
		t.Errorf("%+v", done)
	}
	refuse(t, w.facts, RevisionUndo, RevisionUndoInput{First: first, Last: w.revision() - 1}, "INVALID first")
	must(t, w.facts, RevisionUndo, RevisionUndoInput{Revision: w.revision()})
	if w.text(t) != between {
		t.Errorf("undone again is\n%s\nwas\n%s", w.text(t), between)
	}
}

func TestUndoKeepsWhatCameLater(t *testing.T) {
	w := newTown(t)
	corrected(t, w.facts, UnitCorrect, UnitCorrectInput{ID: w.firm.ID, Correct: true, UnitFields: UnitFields{Name: Some("误"), Staff: Some(7)}})
	wrong := w.revision()
	must(t, w.facts, HeadcountReport, HeadcountReportInput{Unit: w.firm.ID, Date: day("2024-01-01"), Full: 3})
	first := w.revision()
	corrected(t, w.facts, UnitCorrect, UnitCorrectInput{ID: w.firm.ID, Correct: true, UnitFields: UnitFields{Industry: Some("C")}})
	must(t, w.facts, HeadcountReport, HeadcountReportInput{Unit: w.firm.ID, Date: day("2025-01-01"), Full: 4})
	must(t, w.facts, RevisionUndo, RevisionUndoInput{Revision: wrong})
	must(t, w.facts, RevisionUndo, RevisionUndoInput{Revision: first})
	u := w.nouns[w.firm.ID].(*graph.Unit)
	if u.Name != w.firm.Name || len(u.Staffs) != 0 || u.Industry != "C" || len(u.Headcounts) != 1 || u.Headcounts[0].Full != 4 {
		t.Errorf("%+v", u)
	}
}

func TestUndoConflicts(t *testing.T) {
	rename := func(w *town, name string) {
		corrected(t, w.facts, UnitCorrect, UnitCorrectInput{ID: w.firm.ID, Correct: true, UnitFields: UnitFields{Name: Some(name)}})
	}
	for _, c := range []struct {
		what  string
		first func(w *town)
		later func(w *town)
		says  string
	}{
		{
			"the same attribute changed again",
			func(w *town) { rename(w, "甲") }, func(w *town) { rename(w, "乙") },
			"name of",
		},
		{
			"a link to what would be withdrawn",
			func(w *town) { w.enter(t, "新厂", "") },
			func(w *town) {
				must(t, w.facts, assign, CoverageAssignInput{Organisation: w.branch.ID, Unit: w.entered().ID, Mode: graph.ModeArea, From: day("2024-01-01")})
			},
			"COVERS of",
		},
		{
			"the code is borne by another",
			func(w *town) {
				w.enter(t, "旧号", "K-1")
				corrected(t, w.facts, UnitCorrect, UnitCorrectInput{ID: w.entered().ID, Correct: true, UnitFields: UnitFields{Code: Null[string]()}})
			},
			func(w *town) { w.enter(t, "新号", "K-1") },
			"the code \"K-1\"",
		},
		{
			"an end lives shorter",
			func(w *town) {
				l := must(t, w.facts, assign, CoverageAssignInput{Organisation: w.branch.ID, Unit: w.firm.ID, Mode: graph.ModeArea, From: day("2020-01-01")})
				must(t, w.facts, CoverageEnd, CoverageEndInput{ID: l.ID, From: day("2022-01-01")})
			},
			func(w *town) { w.firm = w.endForTest(w.firm, "2024-01-01").(*graph.Unit) },
			"an end of it does not live so long any more",
		},
		{
			"another link holds on those days",
			func(w *town) {
				l := must(t, w.facts, assign, CoverageAssignInput{Organisation: w.branch.ID, Unit: w.firm.ID, Mode: graph.ModeOwn, From: day("2020-01-01")})
				must(t, w.facts, CoverageEnd, CoverageEndInput{ID: l.ID, From: day("2022-01-01")})
			},
			func(w *town) {
				must(t, w.facts, assign, CoverageAssignInput{Organisation: w.branch.ID, Unit: w.shop.ID, Mode: graph.ModeOwn, From: day("2023-01-01")})
			},
			"only one may hold on a day",
		},
		{
			"a circle in the line",
			func(w *town) {
				must(t, w.facts, OrganisationChange, OrganisationChangeInput{ID: w.late.ID, From: day("2020-01-01"), OrganisationFields: OrganisationFields{Superior: Some(w.branch.ID)}})
				must(t, w.facts, OrganisationChange, OrganisationChangeInput{ID: w.late.ID, From: day("2021-01-01"), OrganisationFields: OrganisationFields{Superior: Some(w.committee.ID)}})
			},
			func(w *town) {
				must(t, w.facts, OrganisationChange, OrganisationChangeInput{ID: w.branch.ID, From: day("2022-01-01"), OrganisationFields: OrganisationFields{Superior: Some(w.late.ID)}})
			},
			"in a circle",
		},
		{
			"a pairing of the same ends",
			func(w *town) {
				p := must(t, w.facts, PairingAgree, pair(w, "2020-01-01"))
				must(t, w.facts, PairingEnd, PairingEndingInput{ID: p.ID, From: day("2021-01-01")})
			},
			func(w *town) { must(t, w.facts, PairingAgree, pair(w, "2022-01-01")) },
			"ties the same ends",
		},
		{
			"a person is named at an end",
			func(w *town) {
				must(t, w.facts, MemberRegister, MemberRegisterInput{Name: "某", MemberStatus: graph.StatusFull})
			},
			func(w *town) {
				in := pair(w, "2022-01-01")
				in.Ends[0].Person = w.log[len(w.log)-1].Change.Subject()
				must(t, w.facts, PairingAgree, in)
			},
			"it names a person",
		},
	} {
		t.Run(c.what, func(t *testing.T) {
			w := newTown(t)
			c.first(w)
			undone := w.revision()
			c.later(w)
			later := w.revision()
			in := RevisionUndoInput{Revision: undone}
			says(t, w.facts, RevisionUndo, in, c.says, fmt.Sprintf("revision %d (edit)", later))
			for _, code := range refusals(t, w.facts, RevisionUndo, in) {
				if code != "CONFLICT revision" {
					t.Errorf("refused with %s", code)
				}
			}
			must(t, w.facts, RevisionUndo, RevisionUndoInput{First: undone, Last: later})
		})
	}
}

// enter registers a unit.
func (w *town) enter(t *testing.T, name, code string) {
	t.Helper()
	must(t, w.facts, UnitRegister, UnitRegisterInput{Name: name, Code: code, UnitKind: graph.UnitEnterprise, Ownership: graph.OwnershipPrivate, Region: w.village.ID})
}

// entered is the unit registered last.
func (w *town) entered() (u *graph.Unit) {
	for _, entry := range w.log {
		if n, ok := entry.Change.NounAfter.(*graph.Unit); ok && entry.Change.NounBefore == nil {
			u = n
		}
	}
	return u
}

func pair(w *town, since string) PairingAgreeInput {
	return PairingAgreeInput{PairingKind: graph.PairingOther, Since: day(since), Ends: []PairingEndInput{
		{Participant: w.branch.ID, Role: graph.RolePeer}, {Participant: w.shop.ID, Role: graph.RolePeer},
	}}
}

// What is told to be undone first is the newest of all that stands in the way,
// not the first of each noun.
func TestUndoNamesTheNewest(t *testing.T) {
	w := newTown(t)
	name := func(name string) {
		corrected(t, w.facts, UnitCorrect, UnitCorrectInput{ID: w.firm.ID, Correct: true, UnitFields: UnitFields{Name: Some(name)}})
	}
	name("甲")
	first := w.revision()
	name("乙")
	name("丙")
	newest := w.revision()
	says(t, w.facts, RevisionUndo, RevisionUndoInput{Revision: first},
		fmt.Sprintf("by revision %d (", newest), fmt.Sprintf("revisions %d to %d together", first, newest))
	must(t, w.facts, RevisionUndo, RevisionUndoInput{First: first, Last: newest})
	if got := w.nouns[w.firm.ID].Top().Name; got != w.firm.Name {
		t.Errorf("undone together it is called %q", got)
	}
}

func TestUndoRefusals(t *testing.T) {
	w := newTown(t)
	last := w.revision()
	refuse(t, w.facts, RevisionUndo, RevisionUndoInput{}, "INVALID revision")
	refuse(t, w.facts, RevisionUndo, RevisionUndoInput{Revision: 3, First: 3, Last: 4}, "INVALID revision")
	refuse(t, w.facts, RevisionUndo, RevisionUndoInput{First: 3}, "INVALID last")
	refuse(t, w.facts, RevisionUndo, RevisionUndoInput{First: -3, Last: last + 1}, "INVALID first", "INVALID last")
	refuse(t, w.facts, RevisionUndo, RevisionUndoInput{First: 4, Last: 3}, "INVALID last")
	refuse(t, w.facts, RevisionUndo, RevisionUndoInput{Revision: -1}, "INVALID revision")
	refuse(t, w.facts, RevisionUndo, RevisionUndoInput{Revision: 1}, "INVALID revision")
	refuse(t, w.facts, RevisionUndo, RevisionUndoInput{First: 1, Last: last}, "INVALID first")
	refuse(t, w.facts, RevisionUndo, RevisionUndoInput{Revision: last, Expected: last - 1}, "CONFLICT expectedRevision")
	says(t, w.facts, RevisionUndo, RevisionUndoInput{Revision: 1}, "loaded the store in bulk")
	e := w.begin()
	e.most = 3
	if _, err := RevisionUndo(context.Background(), e, RevisionUndoInput{First: 2, Last: last}); graph.CodeOf(err) != graph.CodeTooComplex || e.puts > 0 {
		t.Errorf("more than may be touched: %v, %d puts", err, e.puts)
	}
}
