package httpapi

import (
	"fmt"
	"strings"

	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"

	"cobuild/graph"
)

// variableRefused says in both languages what the parser says of the value of
// a variable: which field it is, what is wrong and what to send. nil where an
// error is not of that kind.
func variableRefused(told *gqlerror.Error) *graph.Error {
	if len(told.Path) < 2 || told.Path[0] != ast.PathName("variable") {
		return nil
	}
	var field []string
	for _, step := range told.Path[1:] {
		field = append(field, fmt.Sprint(step))
	}
	name := graph.Clip(strings.Join(field, "."))
	refuse := func(en, zh string, args ...any) *graph.Error {
		return graph.Invalid(field, en, zh, append([]any{name}, args...)...)
	}
	if value, kind, ok := strings.Cut(told.Message, " is not a valid "); ok {
		return refuse("%s is %q, which is no %s: give one of the values that the schema lists",
			"%s的值%q不是%s的取值：请使用模式中列出的值", graph.Clip(value), kind)
	}
	if given, kind, ok := strings.Cut(strings.TrimPrefix(told.Message, "cannot use "), " as "); ok {
		return refuse("%[1]s needs a %[3]s, and this is a %[2]s: give the value in the form that the schema asks for",
			"%[1]s应为%[3]s，而不是%[2]s：请按模式要求的形式给出", given, kind)
	}
	if kind, given, ok := strings.Cut(strings.TrimPrefix(told.Message, "must be a "), ", not a "); ok {
		return refuse("%s needs an object of type %s, and this is a %s: give its fields in braces",
			"%s应为%s类型的对象，而不是%s：请用花括号给出各字段", kind, given)
	}
	switch told.Message {
	case "cannot be null", "must be defined":
		return refuse("%s must have a value: it is null or left out, give one", "%s不能为空或省略：请给出值")
	case "unknown field":
		return refuse("%s is no field of this input: leave it out, or take the name from the schema", "此输入没有字段%s：请去掉，或按模式中的名称填写")
	default:
		return refuse("%s has a value that does not fit the schema (%s): correct it", "%s的值与模式不符（%s）：请更正", graph.Clip(told.Message))
	}
}
