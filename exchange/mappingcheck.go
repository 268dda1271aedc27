package exchange

import (
	"regexp"
	"slices"
	"strings"

	"cobuild/graph"
)

// refuser tells what is wrong with a part of a mapping.
type refuser func(part, en, zh string, args ...any)

// checkValue refuses a value that no cell of a column of a list may hold: every
// row would have it.
func (t *table) checkValue(part, name, value string, refuse refuser) {
	at := t.index(name)
	if at < 0 || value == "" || clearMarks[value] {
		return
	}
	var wrong *trouble
	switch def := &t.columns[at]; def.kind {
	case aWord:
		_, wrong = enumText(def.enum, value)
	case aYes:
		_, wrong = yesText(value)
	}
	if wrong != nil {
		refuse(part, "has for %s a value that it has not: %s: %s", "中%s的值有误：%s：%s", name, wrong.what, wrong.do)
	}
}

// checkReferences checks how columns refer.
func (m *SheetMapping) checkReferences(t *table, refuse refuser) {
	for name, ref := range m.References {
		at := t.index(name)
		if at < 0 {
			refuse("references", "names the column %q, which %s has not: use one of %v", "中的列%q在%s中不存在：可用值为%v", name, t.name, t.names())
			continue
		}
		within, column := strings.CutPrefix(ref.Within, "@")
		switch ref.By {
		case "CODE", "CREDIT_CODE":
		case "NAME":
			switch {
			case ref.Within == "":
				refuse("references", "has no within: give the code of a region, or @ and the column of the row that has it", "缺少within：请给出地区编码，或@加该行的列名")
			case column && t.index(within) < 0:
				refuse("references", "names the column %q, which %s has not: use one of %v", "中的列%q在%s中不存在：可用值为%v", within, t.name, t.names())
			}
		case "PATH", "ADDRESS":
			switch {
			case ref.Within == "" || column:
				refuse("references", "has no within: give the code of the region in which the path begins", "缺少within：请给出路径起始地区的编码")
			case !slices.Contains(t.columns[at].nouns, graph.KindRegion):
				refuse("references", "has by %q for %s, which refers to no region: use CODE, CREDIT_CODE or NAME", "中%[3]s的by为%[2]q，但该列不引用地区：可用值为CODE、CREDIT_CODE、NAME", ref.By, name)
			case ref.By == "ADDRESS" && !slices.Contains(graph.RegionLevels, ref.Level):
				refuse("references", "has the level %q: say of which level the region is that an address is to give, one of %v", "的level为%q：请指明由地址确定到哪一级，可用值为%v", ref.Level, graph.RegionLevels)
			}
		default:
			refuse("references", "has by %q: use CODE, CREDIT_CODE, NAME, PATH or ADDRESS", "的by为%q：可用值为CODE、CREDIT_CODE、NAME、PATH、ADDRESS", ref.By)
		}
	}
}

// compile reads the patterns and templates of a mapping.
func (m *SheetMapping) compile(refuse refuser) {
	pattern := func(part, text string) *regexp.Regexp {
		find, err := regexp.Compile(text)
		if err != nil {
			refuse(part, "has the pattern %q (%v): write a regular expression", "的模式%q有误（%v）：请写正则表达式", text, err)
		}
		return find
	}
	for _, some := range m.Replace {
		for i := range some {
			some[i].find = pattern("replace", some[i].Pattern)
		}
	}
	tests := func(part string, texts map[string]string) map[string]*regexp.Regexp {
		found := map[string]*regexp.Regexp{}
		for header, text := range texts {
			found[header] = pattern(part, text)
		}
		return found
	}
	m.only, m.skip = tests("only", m.Only), tests("skip", m.Skip)
	m.compose = map[string]template{}
	for name, text := range m.Compose {
		t, ok := parseTemplate(text)
		if !ok {
			refuse("compose", "has %q for %s, which names no header: write headers in braces, such as {省}{市}", "中%[3]s的%[2]q未引用表头：请将表头写在花括号内，例如{省}{市}", text, name)
		}
		m.compose[name] = t
	}
}

// composes says whether a column is put together of several of the sheet.
func (m *SheetMapping) composes(column string) bool {
	_, ok := m.compose[column]
	return ok
}
