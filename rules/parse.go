package rules

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"cobuild/graph"
)

// JSON is the whole set as a file for Parse.
func (rs *Ruleset) JSON() string {
	data, err := json.Marshal(rs)
	if err != nil {
		panic(err) // plain data
	}
	return string(data)
}

// Parse reads a ruleset from JSON: what it says, over the default set. Errors
// are graph.Errors, one for each thing wrong, that name the path of the key, the
// value and the remedy.
func Parse(data []byte) (*Ruleset, error) {
	top, err := readJSON(data)
	if err != nil {
		return nil, err
	}
	p := &parser{}
	rs := Default()
	named := p.ruleset(rs, top)
	if len(p.errs) > 0 {
		return nil, p.errs.OrNil()
	}
	return rs, named.check(rs)
}

// Bounds of the parameters that are numbers.
const (
	mostPeople = 100_000 // members, units or staff
	mostYears  = 50
	mostMonths = 600
	mostDays   = 18_250
)

func (p *parser) ruleset(rs *Ruleset, value any) (n naming) {
	top := p.object(nil, value, "id", "version", "name", "scope", "enoughFull", "hatchingKinds", "termKinds", "termYears", "termYearsLong",
		"longTermKinds", "ledKinds", "branchKinds", "generalBranchKinds", "branchMost", "generalBranchMost", "jointKinds", "jointMost",
		"secretaryKinds", "vacantMonths", "committeeKinds", "committeeFull", "idleDays", "awayMonths", "reportKinds", "reportWithinKinds", "severities")
	n.id, n.version = p.text(top, nil, "id", &rs.ID, 40), p.text(top, nil, "version", &rs.Version, 40)
	if value, given := top["name"]; given {
		n.name = true
		at := []string{"name"}
		names := p.object(at, value, "en", "zh")
		p.text(names, at, "en", &rs.Name.EN, 100)
		p.text(names, at, "zh", &rs.Name.ZH, 100)
	}
	if value, given := top["scope"]; given {
		p.scope(&rs.Scope, value)
	}
	for _, number := range []struct {
		key         string
		into        *int
		least, most int
	}{
		{"enoughFull", &rs.EnoughFull, 1, mostPeople},
		{"termYears", &rs.TermYears, 1, mostYears},
		{"termYearsLong", &rs.TermYearsLong, 1, mostYears},
		{"branchMost", &rs.BranchMost, 1, mostPeople},
		{"generalBranchMost", &rs.GeneralBranchMost, 1, mostPeople},
		{"jointMost", &rs.JointMost, 1, mostPeople},
		{"vacantMonths", &rs.VacantMonths, 1, mostMonths},
		{"committeeFull", &rs.CommitteeFull, 1, mostPeople},
		{"idleDays", &rs.IdleDays, 1, mostDays},
		{"awayMonths", &rs.AwayMonths, 1, mostMonths},
	} {
		if value, given := top[number.key]; given {
			p.number([]string{number.key}, value, number.into, number.least, number.most)
		}
	}
	for _, kinds := range []struct {
		key  string
		into *[]graph.OrganisationKind
	}{
		{"hatchingKinds", &rs.HatchingKinds},
		{"termKinds", &rs.TermKinds},
		{"branchKinds", &rs.BranchKinds},
		{"generalBranchKinds", &rs.GeneralBranchKinds},
		{"jointKinds", &rs.JointKinds},
		{"secretaryKinds", &rs.SecretaryKinds},
		{"committeeKinds", &rs.CommitteeKinds},
	} {
		values(p, top, nil, kinds.key, kinds.into, graph.OrganisationKinds, 0)
	}
	for _, kinds := range []struct {
		key  string
		into *[]graph.RegionKind
	}{
		{"longTermKinds", &rs.LongTermKinds},
		{"ledKinds", &rs.LedKinds},
		{"reportKinds", &rs.ReportKinds},
		{"reportWithinKinds", &rs.ReportWithinKinds},
	} {
		values(p, top, nil, kinds.key, kinds.into, graph.RegionKinds, 0)
	}
	if value, given := top["severities"]; given {
		p.severities(rs.Severities, value)
	}
	return n
}

func (p *parser) scope(scope *Scope, value any) {
	at := []string{"scope"}
	object := p.object(at, value, "kinds", "ownerships", "leastStaff")
	values(p, object, at, "kinds", &scope.Kinds, graph.UnitKinds, 1)
	values(p, object, at, "ownerships", &scope.Ownerships, graph.Ownerships, 1)
	least, given := object["leastStaff"]
	if !given {
		return
	}
	at = append(at, "leastStaff")
	staff := p.object(at, least, texts(graph.UnitKinds)...)
	for _, kind := range graph.UnitKinds {
		n := 0
		if value, given := staff[string(kind)]; given && p.number(append(at, string(kind)), value, &n, 0, mostPeople) && n > 0 {
			if scope.LeastStaff == nil {
				scope.LeastStaff = map[graph.UnitKind]int{}
			}
			scope.LeastStaff[kind] = n
		}
	}
}

// severities of gaps; INFO is no choice, for it says what was never recorded.
func (p *parser) severities(into map[graph.GapKind]graph.Severity, value any) {
	at := []string{"severities"}
	object := p.object(at, value, texts(graph.GapKinds)...)
	choices := []graph.Severity{graph.SeverityHigh, graph.SeverityMedium, graph.SeverityLow}
	for _, kind := range graph.GapKinds {
		if value, given := object[string(kind)]; given {
			if severity, ok := choice(p, append(at, string(kind)), value, choices); ok {
				into[kind] = severity
			}
		}
	}
}

// naming says which of its names a file gives.
type naming struct{ id, version, name bool }

// check sees that a set that is not the default one is not called so.
func (n naming) check(rs *Ruleset) error {
	base := Default()
	same := *rs
	same.ID, same.Version, same.Name = base.ID, base.Version, base.Name
	switch {
	case same.Fingerprint() == base.Fingerprint():
	case !n.id:
		rs.ID = "custom"
		if !n.name {
			rs.Name = graph.Text{EN: "Own ruleset", ZH: "自定规则集"}
		}
	case rs.ID == base.ID && (!n.version || rs.Version == base.Version):
		return graph.Errors{graph.Invalid([]string{"rules", "id"},
			"id %q with version %q names the default ruleset, but the file differs from it: give another id, such as the name of the district",
			"id的值%q（版本%q）是默认规则集的名称，但文件内容与其不同：请改用其他id，例如地区名称", rs.ID, rs.Version)}
	}
	return nil
}

// parser collects what is wrong.
type parser struct{ errs graph.Errors }

func (p *parser) wrong(at []string, en, zh string, args ...any) {
	p.errs = append(p.errs, graph.Invalid(append([]string{"rules"}, at...), en, zh, append([]any{path(at)}, args...)...))
}

// path writes where a value stands, such as scope.kinds[0].
func path(at []string) string {
	var text strings.Builder
	for i, step := range at {
		switch _, err := strconv.Atoi(step); {
		case err == nil:
			text.WriteString("[" + step + "]")
		case i > 0:
			text.WriteString("." + step)
		default:
			text.WriteString(step)
		}
	}
	if text.Len() == 0 {
		return "ruleset"
	}
	return text.String()
}

// shown is a value as it is told.
func shown(value any) string {
	if value == nil {
		return "null"
	}
	data, err := json.Marshal(value)
	if err != nil {
		return fmt.Sprint(value)
	}
	return graph.Clip(string(data))
}

func (p *parser) object(at []string, value any, keys ...string) map[string]any {
	object, ok := value.(map[string]any)
	if !ok {
		p.wrong(at, "%[1]s is %[2]s: write an object, {…}; leave it out for the default", "%[1]s的值为%[2]s：请写成对象{…}，省略则取默认值", shown(value))
		return nil
	}
	for _, key := range slices.Sorted(maps.Keys(object)) {
		if !slices.Contains(keys, key) {
			p.wrong(append(slices.Clone(at), key), "%[1]s is no key of a ruleset: use one of %[2]s", "%[1]s不是规则集的键：可用的键为%[2]s", strings.Join(keys, ", "))
		}
	}
	return object
}

func (p *parser) text(object map[string]any, at []string, key string, into *string, most int) (given bool) {
	value, given := object[key]
	if !given {
		return false
	}
	text, ok := value.(string)
	if !ok || strings.TrimSpace(text) == "" || utf8.RuneCountInString(text) > most || strings.ContainsFunc(text, unicode.IsControl) {
		p.wrong(append(slices.Clone(at), key), "%[1]s is %[2]s: write a text of 1 to %[3]d characters on one line", "%[1]s的值为%[2]s：请写成1至%[3]d个字符的单行文本", shown(value), most)
		return true
	}
	*into = text
	return true
}

func (p *parser) number(at []string, value any, into *int, least, most int) bool {
	number, ok := value.(json.Number)
	n, err := strconv.Atoi(number.String())
	if !ok || err != nil || n < least || n > most {
		p.wrong(slices.Clone(at), "%[1]s is %[2]s: write a whole number from %[3]d to %[4]d", "%[1]s的值为%[2]s：请写成%[3]d至%[4]d的整数", shown(value), least, most)
		return false
	}
	*into = n
	return true
}

func choice[T ~string](p *parser, at []string, value any, choices []T) (T, bool) {
	text, ok := value.(string)
	if !ok || !slices.Contains(choices, T(text)) {
		p.wrong(slices.Clone(at), "%[1]s is %[2]s: use one of %[3]s", "%[1]s的值为%[2]s：可用的值为%[3]s", shown(value), strings.Join(texts(choices), ", "))
		return "", false
	}
	return T(text), true
}

// values reads a list without order: written in that of the default where it has
// the same values, else in that of the vocabulary, so that sets which mean the
// same are the same.
func values[T ~string](p *parser, object map[string]any, at []string, key string, into *[]T, vocabulary []T, least int) {
	value, given := object[key]
	if !given {
		return
	}
	at = append(slices.Clone(at), key)
	list, ok := value.([]any)
	if !ok || len(list) < least {
		if least > 0 {
			p.wrong(at, "%[1]s is %[2]s: write a list with at least one of %[3]s", "%[1]s的值为%[2]s：请写成至少含一项的列表，可用的值为%[3]s", shown(value), strings.Join(texts(vocabulary), ", "))
			return
		}
		p.wrong(at, "%[1]s is %[2]s: write a list, […], of %[3]s", "%[1]s的值为%[2]s：请写成列表[…]，可用的值为%[3]s", shown(value), strings.Join(texts(vocabulary), ", "))
		return
	}
	var chosen []T
	for i, item := range list {
		here := append(slices.Clone(at), strconv.Itoa(i))
		one, ok := choice(p, here, item, vocabulary)
		switch {
		case !ok:
		case slices.Contains(chosen, one):
			p.wrong(here, "%[1]s is %[2]s, which the list has already: name each once", "%[1]s的值%[2]s在列表中重复：每项只写一次", shown(item))
		default:
			chosen = append(chosen, one)
		}
	}
	if len(chosen) == len(*into) && !slices.ContainsFunc(*into, func(v T) bool { return !slices.Contains(chosen, v) }) {
		return
	}
	ordered := []T{}
	for _, v := range vocabulary {
		if slices.Contains(chosen, v) {
			ordered = append(ordered, v)
		}
	}
	*into = ordered
}

func texts[T ~string](values []T) []string {
	texts := make([]string, len(values))
	for i, v := range values {
		texts[i] = string(v)
	}
	return texts
}

// readJSON reads one JSON value, in which no object has a key twice.
func readJSON(data []byte) (any, error) {
	fail := func(err error) error {
		return graph.Errors{graph.Invalid([]string{"rules"}, "the ruleset is not JSON (%v): see docs/rulesets.md for an example", "规则集不是JSON（%v）：示例见docs/rulesets.md", err)}
	}
	data = bytes.TrimPrefix(data, []byte("\ufeff")) // of editors on Windows
	if !utf8.Valid(data) {
		return nil, fail(errors.New("it is not UTF-8"))
	}
	dec := json.NewDecoder(bytes.NewReader(data))
	dec.UseNumber()
	value, err := readValue(dec, nil)
	if err == nil {
		if _, more := dec.Token(); !errors.Is(more, io.EOF) {
			err = errors.New("something follows it")
		}
	}
	var told *graph.Error
	switch {
	case err == nil:
		return value, nil
	case errors.As(err, &told):
		return nil, graph.Errors{told}
	default:
		return nil, fail(err)
	}
}

func readValue(dec *json.Decoder, at []string) (any, error) {
	token, err := dec.Token()
	if err != nil {
		return nil, err
	}
	switch token {
	case json.Delim('{'):
		object := map[string]any{}
		for dec.More() {
			key, err := dec.Token()
			if err != nil {
				return nil, err
			}
			name := key.(string)
			here := append(slices.Clone(at), name)
			if _, twice := object[name]; twice {
				return nil, graph.Invalid(append([]string{"rules"}, here...), "%s is given twice: keep one", "%s出现两次：请只保留一个", path(here))
			}
			if object[name], err = readValue(dec, here); err != nil {
				return nil, err
			}
		}
		_, err = dec.Token()
		return object, err
	case json.Delim('['):
		list := []any{}
		for dec.More() {
			value, err := readValue(dec, append(slices.Clone(at), strconv.Itoa(len(list))))
			if err != nil {
				return nil, err
			}
			list = append(list, value)
		}
		_, err = dec.Token()
		return list, err
	default:
		return token, nil
	}
}
