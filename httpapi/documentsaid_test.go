package httpapi

import (
	"errors"
	"strings"
	"testing"

	"github.com/vektah/gqlparser/v2/gqlerror"

	"cobuild/graph"
)

// TestDocumentsAreToldInChinese earns an error from each rule of the
// specification and from the parser: none may be left in English.
func TestDocumentsAreToldInChinese(t *testing.T) {
	heard := map[string]bool{}
	for query, says := range map[string]string{
		`{ helo }`:                   `类型Query没有字段“helo”：是否要写"hello"、"self"？`,
		`{ zzzzzz }`:                 `类型Query没有字段“zzzzzz”：请查阅模式中该类型的字段`,
		`{ node(id: "1") { name } }`: `类型Node没有字段“name”：是否要写内联片段"Region"？`,
		`{ region { ...f } } fragment f on Kind { id }`:     `片段“f”不能以Kind为条件`,
		`{ region { ... on Date { id } } }`:                 `片段不能以Date为条件`,
		`{ regions(frst: 1) { totalCount } }`:               `字段Query.regions没有参数“frst”：是否要写"first"、"last"？`,
		`{ hello @skip(if: true, unless: false) }`:          `指令@skip没有参数“unless”`,
		`{ hello @never }`:                                  `没有指令@never：请去掉`,
		`query @skip(if: true) { hello }`:                   `指令@skip不能用在此处（QUERY）`,
		`{ ...f }`:                                          `没有片段“f”：请定义它`,
		`subscription { hello }`:                            `不支持操作类型subscription`,
		`query($x: Regio) { hello @skip(if: $x) }`:          `没有类型“Regio”`,
		`{ hello } query named { hello }`:                   `有多个操作时每个都须有名称`,
		`query q { region(id: $x) { id } }`:                 `操作“q”没有定义变量$x：请在操作名后的括号中定义它`,
		`{ region(id: $x) { id } }`:                         `没有定义变量$x`,
		`{ hello } fragment f on Query { hello }`:           `片段“f”未被使用`,
		`query q($x: Int) { hello }`:                        `操作“q”未使用变量$x`,
		`query($x: Int) { hello }`:                          `变量$x未被使用`,
		`{ a: hello a: boom }`:                              `字段“a”互相冲突`,
		`{ region { ... on Query { hello } } }`:             `片段不能用在此处：Region不可能是Query`,
		`{ region { ...f } } fragment f on Query { hello }`: `片段“f”不能用在此处：Region不可能是Query`,
		`{ text }`:                   `字段“text”缺少必填参数“size”（Int!）：请给出`,
		`{ hello @skip }`:            `指令@skip缺少必填参数“if”（Boolean!）`,
		`{ hello { id } }`:           `字段“hello”的类型String没有下级字段`,
		`{ region }`:                 `字段“region”（Region）须选择下级字段`,
		`{ text(size: 1, size: 2) }`: `参数“size”重复`,
		`{ hello @skip(if: true) @skip(if: true) }`:                            `指令@skip在此处重复`,
		`{ ...f } fragment f on Query { hello } fragment f on Query { hello }`: `片段名“f”重复`,
		`{ regions(filter: {text: "a", text: "b"}) { totalCount } }`:           `输入字段“text”重复`,
		`query q { hello } query q { hello }`:                                  `操作名“q”重复`,
		`query($x: Int!, $x: Int!) { text(size: $x) }`:                         `变量$x重复`,
		`{ regions(filter: "all") { totalCount } }`:                            `此处应为Filter，而不是"all"`,
		`{ byKind(kind: "OPEN") }`:                                             `"OPEN"不是Kind的取值`,
		`{ byKind(kind: OPN) }`:                                                `Kind没有取值“OPN”：是否要写"OPEN"？`,
		`{ regions(filter: {txt: "a"}) { totalCount } }`:                       `输入Filter没有字段“txt”：是否要写"text"？`,
		`{ text(size: "1") }`:                                                  `"1"不是整数`,
		`{ trend(from: 1, to: "2", every: "3") { id } }`:                       `1不是文本：请加双引号`,
		`{ hello @skip(if: "true") }`:                                          `"true"不是真假值`,
		`{ node(id: 1.5) { id } }`:                                             `1.5不是标识`,
		`query($x: Region) { hello @skip(if: $x) }`:                            `变量$x不能是Region类型`,
		`query($x: Int) { text(size: $x) }`:                                    `变量$x的类型是Int，此处应为Int!`,
		`{ hello`:                                                              `此处应为Name，而不是<EOF>`,
		`{ regions(filter: }`:                                                  `此处不应有`,
		`hello`:                                                                `此处不应有`,
		`{ text(size: 'a') }`:                                                  `不能使用单引号：请用双引号`,
		"{ hello\x01 }":                                                        `含有不允许的控制字符`,
		`{ hello； }`:                                                           `不应有字符“；”：请去掉；标点须用半角`,
		`{ text(size: 01) }`:                                                   `数字有误，0之后不应有`,
		`{ text(size: 1.x) }`:                                                  `数字有误，此处应为数字`,
		"{ byDate(date: \"\x01\") }":                                           `文本中有不允许的控制字符`,
		`{ byDate(date: "\q") }`:                                               `文本中的转义有误`,
		`{ byDate(date: "2026) }`:                                              `文本没有结束：请补上双引号`,
		`{ __schema { types { fields { type { fields { type { fields { name } } } } } } } }`: ``,
	} {
		_, _, refused := parseAndValidate(toySchema, query, DefaultLimits())
		if refused == nil {
			if says != "" {
				t.Errorf("%s: accepted", query)
			}
			continue
		}
		var all []string
		for _, cause := range refused.causes {
			var told *gqlerror.Error
			if !errors.As(cause, &told) {
				continue
			}
			heard[told.Rule] = true
			said := documentSaid(told, graph.ZH)
			if all = append(all, said); said == told.Message {
				t.Errorf("%s: told in English: %s", query, said)
			}
			if en := documentSaid(told, graph.EN); en != told.Message {
				t.Errorf("%s: the English words changed: %s", query, en)
			}
		}
		if !strings.Contains(strings.Join(all, "\n"), says) {
			t.Errorf("%s:\n got %s\nwant %s", query, strings.Join(all, "\n     "), says)
		}
	}
	// Cycles are refused before, in words of our own; nobody can subscribe.
	heard["NoFragmentCycles"], heard["SingleFieldSubscriptions"] = true, true
	for _, rule := range specified {
		if !heard[rule.Name] {
			t.Errorf("no query of this test breaks the rule %s", rule.Name)
		}
	}
}
