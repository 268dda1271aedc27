package httpapi

import (
	"strings"
	"testing"

	"github.com/vektah/gqlparser/v2"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"
	"github.com/vektah/gqlparser/v2/validator"

	"cobuild/graph"
)

// TestVariablesRefused holds what is said of variables against the parser's own
// words, which may change with its version.
func TestVariablesRefused(t *testing.T) {
	schema := gqlparser.MustLoadSchema(&ast.Source{Input: `
		type Query { f(in: In!): Int }
		enum Colour { RED }
		input In { text: String colour: Colour n: Int ends: [End!] }
		input End { id: ID! }
	`})
	query, errs := gqlparser.LoadQueryWithRules(schema, "query($in: In!) { f(in: $in) }", nil)
	if errs != nil {
		t.Fatal(errs)
	}
	type in = map[string]any
	for _, c := range []struct {
		value  any
		en, zh string
	}{
		{nil, "in must have a value: it is null or left out, give one", "in不能为空或省略：请给出值"},
		{"x", "in needs an object of type In, and this is a string: give its fields in braces", "in应为In类型的对象，而不是string：请用花括号给出各字段"},
		{in{"colour": "BLUE"}, `in.colour is "BLUE", which is no Colour: give one of the values that the schema lists`, `in.colour的值"BLUE"不是Colour的取值：请使用模式中列出的值`},
		{in{"colour": true}, "in.colour has a value that does not fit the schema (enums must be ints or strings): correct it", "in.colour的值与模式不符（enums must be ints or strings）：请更正"},
		{in{"text": true}, "in.text needs a String, and this is a bool: give the value in the form that the schema asks for", "in.text应为String，而不是bool：请按模式要求的形式给出"},
		{in{"size": 1}, "in.size is no field of this input: leave it out, or take the name from the schema", "此输入没有字段in.size：请去掉，或按模式中的名称填写"},
		{in{"ends": []any{in{"id": "a"}, in{}}}, "in.ends.1.id must have a value: it is null or left out, give one", "in.ends.1.id不能为空或省略：请给出值"},
	} {
		_, err := validator.VariableValues(schema, query.Operations[0], map[string]any{"in": c.value})
		told, ok := err.(*gqlerror.Error)
		if !ok {
			t.Errorf("%v is refused with %v", c.value, err)
			continue
		}
		got := variableRefused(told)
		if got == nil || got.Code != graph.CodeInvalid || got.Message.EN != c.en || got.Message.ZH != c.zh {
			t.Errorf("%v: %+v", c.value, got)
		} else if path := strings.Join(got.Field, "."); !strings.HasPrefix(path, "in") {
			t.Errorf("%v: field %s", c.value, path)
		}
	}
	if variableRefused(gqlerror.Errorf("of the document")) != nil {
		t.Error("an error of the document is told as one of a variable")
	}
}
