package edit

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"cobuild/graph"
)

func TestAliasesInto(t *testing.T) {
	for name, c := range map[string]struct {
		kept    []string
		given   Opt[[]string]
		rename  string
		correct bool
		want    []string
		changed bool
	}{
		"left out":                   {kept: []string{"甲", "甲", "今"}, want: []string{"甲", "甲", "今"}},
		"a new name":                 {kept: []string{"甲"}, rename: "新", want: []string{"甲", "今"}, changed: true},
		"back to a former name":      {kept: []string{"甲", "旧"}, rename: "旧", want: []string{"甲", "今"}, changed: true},
		"a new name, as listed":      {kept: []string{"甲", "今"}, rename: "新", want: []string{"甲", "今"}},
		"a corrected name":           {kept: []string{"甲"}, rename: "新", correct: true, want: []string{"甲"}},
		"a name corrected to other":  {kept: []string{"新"}, rename: "新", correct: true, want: []string{"新"}},
		"given":                      {kept: []string{"甲"}, given: Some([]string{" 乙 ", "丙"}), want: []string{"乙", "丙"}, changed: true},
		"given beside a new name":    {kept: []string{"甲"}, given: Some([]string{"乙"}), rename: "新", want: []string{"乙"}, changed: true},
		"given as they are":          {kept: []string{"甲"}, given: Some([]string{"甲"}), want: []string{"甲"}},
		"none":                       {kept: []string{"甲"}, given: Null[[]string](), changed: true},
		"none where there were none": {given: Some([]string{}), want: nil},
	} {
		head := graph.Head{Name: "今", Aliases: c.kept}
		if c.rename != "" {
			head.Name = c.rename
		}
		changed := aliasesInto(c.given, &head, "今", !c.correct)
		if changed != c.changed || !slices.Equal(head.Aliases, c.want) {
			t.Errorf("%s: %v, changed %t, want %v, %t", name, head.Aliases, changed, c.want, c.changed)
		}
	}
}

// Each noun that has other names keeps its former one when it is renamed.
func TestFormerNames(t *testing.T) {
	w := newTown(t)
	u := must(t, w.facts, UnitRegister, UnitRegisterInput{
		Name: "新厂", Aliases: []string{" 旧址 "}, UnitKind: graph.UnitEnterprise, Ownership: graph.OwnershipPrivate, Region: w.township.ID,
	})
	if !slices.Equal(u.Aliases, []string{"旧址"}) {
		t.Errorf("registered with %v", u.Aliases)
	}
	changed := must(t, w.facts, UnitChange, UnitChangeInput{ID: u.ID, From: day("2024-01-01"), UnitFields: UnitFields{Name: Some("大厂")}})
	if !slices.Equal(changed.Aliases, []string{"旧址", "新厂"}) {
		t.Errorf("renamed it has %v", changed.Aliases)
	}
	corrected := must(t, w.facts, UnitCorrect, UnitCorrectInput{ID: u.ID, Correct: true, UnitFields: UnitFields{Name: Some("大工厂")}})
	if !slices.Equal(corrected.Noun.Aliases, []string{"旧址", "新厂"}) {
		t.Errorf("corrected it has %v", corrected.Noun.Aliases)
	}
	was := w.branch.Name
	o := must(t, w.facts, OrganisationChange, OrganisationChangeInput{ID: w.branch.ID, From: day("2024-01-01"), OrganisationFields: OrganisationFields{Name: Some("新支部")}})
	if !slices.Equal(o.Aliases, []string{was}) {
		t.Errorf("the organisation has %v", o.Aliases)
	}
	was = w.village.Name
	r := must(t, w.facts, RegionChange, RegionChangeInput{ID: w.village.ID, From: day("2024-01-01"), RegionFields: RegionFields{Name: Some("新村")}})
	if !slices.Equal(r.Aliases, []string{was}) {
		t.Errorf("the region has %v", r.Aliases)
	}
	many := make([]string, 21)
	for i := range many {
		many[i] = fmt.Sprint("名", i)
	}
	for name, aliases := range map[string][]string{"too many": many, "empty": {"甲", " "}, "control": {"甲\x00"}, "long": {strings.Repeat("长", 201)}} {
		_, _, err := run(t, w.facts, func(ctx context.Context, e graph.Edit) (*graph.Unit, error) {
			return UnitChange(ctx, e, UnitChangeInput{ID: u.ID, From: day("2024-02-01"), UnitFields: UnitFields{Aliases: Some(aliases)}})
		})
		if graph.CodeOf(err) != graph.CodeInvalid || !strings.Contains(err.Error(), "aliases") {
			t.Errorf("%s: %v", name, err)
		}
	}
}
