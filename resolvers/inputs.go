package resolvers

import (
	"context"
	"regexp"
	"slices"
	"strings"

	"github.com/99designs/gqlgen/graphql"

	"cobuild/graph"
	"cobuild/graph/model"
	"cobuild/search"
)

// known checks that an argument names a noun by id: INVALID where the id is
// malformed or of another kind, NOT_FOUND where there is none.
func known(ctx context.Context, id graph.ID, field []string, kinds ...graph.Kind) error {
	if _, err := graph.ParseID(string(id), field...); err != nil {
		return err
	}
	if !slices.Contains(kinds, id.Kind()) {
		return graph.Invalid(field, "%q is the id of a %s, asked is one of %v: give such an id", "%q是%s的标识，此处应为%v：请给出相应标识", id, id.Kind(), kinds)
	}
	noun, err := load(ctx).Noun(ctx, id)
	if err == nil && noun == nil {
		err = graph.NotFound(field, "nothing has the id %q: use an id from an answer of this server", "没有标识为%q的对象：请使用本系统返回的标识", id)
	}
	return err
}

// key is one key among several, as an input with @oneOf gives it.
type key struct {
	name  string
	value string
	field graph.CodeField // "" = the id
}

func given[T ~string](name string, value graphql.Omittable[*T], field graph.CodeField) []key {
	if v, set := value.ValueOK(); set {
		text := ""
		if v != nil {
			text = string(*v)
		}
		return []key{{name, text, field}}
	}
	return nil
}

// single checks that exactly one key is given, as variables need not.
func single(keys []key, field []string) (key, error) {
	if len(keys) != 1 || keys[0].value == "" {
		return key{}, graph.Invalid(field, "%d keys are given, or an empty one: give exactly one key with a value", "给出了%d个键，或键为空：请只给出一个非空的键", len(keys))
	}
	return keys[0], nil
}

// lookUp finds a noun of a kind by one of its keys, nil where there is none or
// the id is of another kind.
func lookUp(ctx context.Context, kind graph.Kind, keys []key, field []string) (graph.Noun, error) {
	k, err := single(keys, field)
	if err != nil {
		return nil, err
	}
	if k.field != "" {
		code, err := codeOf(k, append(field, k.name))
		if err != nil {
			return nil, err
		}
		return load(ctx).ByCode(ctx, graph.CodeKey{Kind: kind, Field: k.field, Code: code}, on(ctx))
	}
	id, err := graph.ParseID(k.value, append(field, k.name)...)
	if err != nil || id.Kind() != kind {
		return nil, err
	}
	return load(ctx).Noun(ctx, id)
}

// codeOf gives a code as it is stored: people paste codes with spaces around
// them and in full width, credit codes in lower case too.
func codeOf(k key, field []string) (string, error) {
	code := search.Code(k.value)
	if k.field != graph.ByCredit {
		return code, nil
	}
	code = strings.ToUpper(code)
	return code, graph.ValidateCreditCode(code, field...)
}

// byID finds a noun of a kind by id; nil as lookUp.
func byID[T any](ctx context.Context, kind graph.Kind, id graph.ID) (T, error) {
	return as[T](lookUp(ctx, kind, []key{{name: "id", value: string(id)}}, nil))
}

func regionKeys(by model.RegionBy) []key {
	return append(given("id", by.ID, ""), given("code", by.Code, graph.ByCode)...)
}

func organisationKeys(by model.OrganisationBy) []key {
	return append(given("id", by.ID, ""), given("code", by.Code, graph.ByCode)...)
}

func unitKeys(by model.UnitBy) []key {
	return slices.Concat(given("id", by.ID, ""), given("code", by.Code, graph.ByCode), given("creditCode", by.CreditCode, graph.ByCredit))
}

// inRegion finds the region a question is about; "" for nil, which is everywhere.
// Unknown is NOT_FOUND here.
func inRegion(ctx context.Context, by *model.RegionBy, field ...string) (graph.ID, error) {
	if by == nil {
		return "", nil
	}
	keys := regionKeys(*by)
	noun, err := lookUp(ctx, graph.KindRegion, keys, field)
	if err != nil {
		return "", err
	}
	if noun == nil {
		return "", graph.NotFound(append(field, keys[0].name), "no region has the %s %q: find it by its name with search, or among the children of roots",
			"没有%s为%q的地区：请用search按名称查找，或从roots逐级查找", keys[0].name, graph.Clip(keys[0].value))
	}
	return noun.Top().ID, nil
}

// where is what the lists of a region or of the root say of place.
type where struct {
	region graph.ID // of a list of a region
	depth  *model.Depth
	by     graph.MemberPlace // of a list of members of a region
}

// place gives the place of a list. A list of a region has its own, and refuses
// that of the filter.
func (w where) place(ctx context.Context, by graphql.Omittable[*model.RegionBy], depth graphql.Omittable[*model.Depth]) (graph.Place, error) {
	if w.region != "" {
		for name, set := range map[string]bool{"within": by.Value() != nil, "depth": depth.Value() != nil} {
			if set {
				return graph.Place{}, graph.Invalid([]string{"filter", name}, "%s may not be given here, the list is that of its region: leave it out, or use the list of the root", "此处不可使用%s，列表已限定于该地区：请删除，或改用根列表", name)
			}
		}
		return graph.Place{Within: w.region, Self: isSelf(w.depth)}, nil
	}
	id, err := inRegion(ctx, by.Value(), "filter", "within")
	return graph.Place{Within: id, Self: id != "" && isSelf(depth.Value())}, err
}

func isSelf(d *model.Depth) bool { return d != nil && *d == model.DepthSelf }

// order gives the order of a list of nouns. By name only lists that are not
// bound to a region are kept.
func order[F ~string](field F, direction model.OrderDirection, place graph.Place) (graph.Order, error) {
	o := graph.Order{By: graph.OrderField(field), Desc: direction == model.OrderDirectionDesc}
	if o.By == graph.OrderName && place.Within != "" {
		return o, graph.Invalid([]string{"orderBy", "field"}, "a list within a region has no order by NAME: order by PLACE, or leave the region out", "限定地区的列表不能按NAME排序：请用PLACE排序，或不限定地区")
	}
	return o, nil
}

// span checks the bounds of a range.
func span(r *model.IntRange, field string) (least, most *int, err error) {
	if r == nil {
		return nil, nil, nil
	}
	least, most = r.Min.Value(), r.Max.Value()
	if least != nil && most != nil && *least > *most {
		return nil, nil, graph.Invalid([]string{"filter", field, "min"}, "min %d is above max %d: swap them", "min的值%d大于max的值%d：请调换", *least, *most)
	}
	return least, most, nil
}

var industryForm = regexp.MustCompile(`^[A-T]([0-9]{2})?$`)

func checkIndustries(codes []string) error {
	for _, code := range codes {
		if !industryForm.MatchString(code) {
			return graph.Invalid([]string{"filter", "industries"}, "industry %q is not of GB/T 4754: write a section letter A-T, with the two digits of a division if wanted, such as C35",
				"行业%q不符合GB/T 4754：请写门类字母A-T，可加两位大类，例如C35", graph.Clip(code))
		}
	}
	return nil
}

// classesOf spells out the classes asked for, each once, in the order of the
// vocabulary; nil for all of the ruleset's scope.
func classesOf(inputs []*model.UnitClassInput, said bool) ([]graph.UnitClass, error) {
	if !said {
		return nil, nil
	}
	if len(inputs) == 0 {
		return nil, graph.Invalid([]string{"classes"}, "classes is an empty list: name a class, or leave classes out for all of the ruleset's scope", "classes为空列表：请至少给出一类，或省略以统计规则范围内全部类别")
	}
	var classes []graph.UnitClass
	for _, kind := range graph.UnitKinds {
		for _, ownership := range graph.Ownerships {
			for _, in := range inputs {
				if only := in.Ownership.Value(); in.UnitKind == kind && (only == nil || *only == ownership) {
					classes = append(classes, graph.UnitClass{UnitKind: kind, Ownership: ownership})
					break
				}
			}
		}
	}
	return classes, nil
}
