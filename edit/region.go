package edit

import (
	"context"
	"math"

	"cobuild/graph"
)

// RegionRegisterInput is what regionRegister enters.
type RegionRegisterInput struct {
	Code             string
	Name             string
	Aliases          []string
	RegionKind       graph.RegionKind
	Parent           graph.ID // "" = a root
	Since            graph.Date
	Population       *int
	MobilePopulation *int
	Households       *int
	AreaKm2          *float64
}

// Subjects are the nouns the input names.
func (in RegionRegisterInput) Subjects() []graph.ID { return subjects(in.Parent) }

// RegionRegister enters a region that was not known before.
func RegionRegister(ctx context.Context, e graph.Edit, in RegionRegisterInput) (*graph.Region, error) {
	t := newTask(e)
	t.day(in.Since, false, "since")
	nouns, err := t.lookup(ctx, optional(in.Parent, graph.KindRegion, "parent")...)
	if err != nil {
		return nil, err
	}
	r, err := t.enterRegion(ctx, in, pick[*graph.Region](nouns, in.Parent))
	if err != nil {
		return nil, err
	}
	if t.refused() {
		return nil, t.errs
	}
	if err := e.NewRegion(ctx, r, in.Parent); err != nil {
		return nil, err
	}
	return r, t.done()
}

// enterRegion checks and puts a new region: all but what the store decides of
// it. parent is nil where none was given, or it was refused.
func (t *task) enterRegion(ctx context.Context, in RegionRegisterInput, parent *graph.Region) (*graph.Region, error) {
	r := &graph.Region{
		Head:       graph.Head{Code: trimmed(in.Code), Name: trimmed(in.Name), Aliases: trimmedAll(in.Aliases), Interval: graph.From(in.Since)},
		RegionKind: in.RegionKind,
		Population: copied(in.Population), MobilePopulation: copied(in.MobilePopulation), Households: copied(in.Households),
		AreaKm2: copied(in.AreaKm2),
	}
	above := graph.LevelNation // of a zone without parent, which is refused
	if parent != nil {
		above = parent.Level
	}
	r.Level = graph.LevelOf(r.RegionKind, "", above) // the code is held to the digits of the kind
	t.checkRegionCode(r)
	t.checkRegionPlace(r, in.Parent != "", parent, "parent")
	t.checkArea(r)
	t.validate(r, nil)
	if err := t.claimCode(ctx, r, graph.ByCode, r.Code, "code"); err != nil {
		return nil, err
	}
	r.ID = t.e.New(graph.KindRegion)
	if parent != nil {
		t.place(graph.HopParent, r, parent, "parent")
	}
	t.put(r, false)
	return r, nil
}

// checkRegionCode checks what the kind of a region asks of its code.
func (t *task) checkRegionCode(r *graph.Region) {
	digits := r.RegionKind.CodeDigits()
	switch {
	case r.Code == "" && digits > 0:
		t.refuse(graph.Invalid([]string{"code"}, "code is missing: a %s needs its division code of %d digits; only zones and grids may have none",
			"缺少编码：%s须有%d位区划代码，只有片区类地区与网格可以没有", r.RegionKind, digits))
	case r.Code == "" && r.RegionKind == graph.RegionNation:
		t.refuse(graph.Invalid([]string{"code"}, "code is missing: give the nation a code, such as CN", "缺少编码：请给出国家代码，例如CN"))
	case digits > 0 && !hasDigits(r.Code, digits):
		t.refuse(graph.Invalid([]string{"code"}, "code %q is no division code of a %s: give its %d digits",
			"编码%q不是%s的区划代码：请给出%d位数字", graph.Clip(r.Code), r.RegionKind, digits))
	}
}

// checkRegionPlace checks what the kind of a region asks of its parent. field is
// where the input gives what is new of the two.
func (t *task) checkRegionPlace(r *graph.Region, hasParent bool, parent *graph.Region, field string) {
	nested := r.RegionKind == graph.RegionGrid || r.RegionKind.Zone()
	switch {
	case !hasParent && nested:
		t.refuse(graph.Invalid([]string{field}, "parent is missing: a %s lies in another region, give its id", "缺少上级地区：%s须位于其他地区之内，请给出其标识", r.RegionKind))
	case parent == nil:
	case r.RegionKind == graph.RegionNation:
		t.refuse(graph.Invalid([]string{field}, "parent %s: a nation is a root, leave parent out", "上级地区%s：全国为根地区，请留空", named(parent)))
	case r.RegionKind.Zone() && parent.RegionKind == graph.RegionGrid:
		t.refuse(graph.Invalid([]string{field}, "parent %s is a grid: a zone lies in an administrative region or another zone, name one",
			"上级地区%s为网格：片区类地区须位于行政区或另一片区之内，请改用", named(parent)))
	case !r.RegionKind.Zone() && parent.Level.Rank() >= r.Level.Rank():
		t.refuse(graph.Invalid([]string{field}, "parent %s is of level %s: a %s lies in a region of a higher level than its own %s, name one",
			"上级地区%s的层级为%s：%s须位于高于其层级%s的地区之内，请改用", named(parent), parent.Level, r.RegionKind, r.Level))
	}
}

func (t *task) checkArea(r *graph.Region) {
	if r.AreaKm2 != nil && math.IsInf(*r.AreaKm2, 0) {
		t.refuse(graph.Invalid([]string{"areaKm2"}, "areaKm2 %g is no area: give square kilometres", "面积%g无效：请给出平方公里数", *r.AreaKm2))
	}
}

func hasDigits(code string, n int) bool {
	for i := 0; i < len(code); i++ {
		if code[i] < '0' || code[i] > '9' {
			return false
		}
	}
	return len(code) == n
}

// subjects are the ids of an input that were given, each once.
func subjects(ids ...graph.ID) []graph.ID {
	var given []graph.ID
	seen := map[graph.ID]bool{"": true}
	for _, id := range ids {
		if !seen[id] {
			seen[id] = true
			given = append(given, id)
		}
	}
	return given
}
