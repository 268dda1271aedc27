package httpapi

import (
	"regexp"
	"strings"

	"github.com/vektah/gqlparser/v2/gqlerror"

	"cobuild/graph"
)

// documentSaid is what the parser or a rule of the specification says of a
// query text, in a language. They speak English only; a message that no phrase
// knows stays as it is, which TestDocumentsAreToldInChinese keeps from being.
func documentSaid(told *gqlerror.Error, language graph.Language) string {
	if language != graph.ZH {
		return told.Message
	}
	message, instead := told.Message, ""
	if at := strings.LastIndex(message, " Did you mean "); at > 0 {
		message, instead = message[:at], message[at:]
	}
	for _, phrase := range documentPhrases {
		if !phrase.en.MatchString(message) {
			continue
		}
		said := phrase.en.ReplaceAllString(message, phrase.zh)
		if instead != "" {
			return said + "：是否要写" + alternatives(instead) + "？"
		}
		if phrase.remedy != "" {
			said += "：" + phrase.remedy
		}
		return said
	}
	return told.Message
}

// alternatives puts ` Did you mean "a", "b", or "c"?` as “a”、“b”、“c”.
func alternatives(asked string) string {
	names := strings.Join(quotedName.FindAllString(asked, -1), "、")
	if strings.Contains(asked, "inline fragment") {
		return "内联片段" + names
	}
	return names
}

// place is where a phrase takes what a * stood for: Go would read letters after
// the digit as part of a name.
var place = regexp.MustCompile(`\$(\d)`)

var quotedName = regexp.MustCompile(`"[^"]*"`)

type documentPhrase struct {
	en         *regexp.Regexp
	zh, remedy string // remedy unless alternatives are offered
}

// says makes a phrase of a pattern in which * is any text.
func says(en, zh, remedy string) documentPhrase {
	pattern := strings.ReplaceAll(regexp.QuoteMeta(en), `\*`, `(.*)`)
	return documentPhrase{regexp.MustCompile(`(?s)^` + pattern + `$`), place.ReplaceAllString(zh, `$${$1}`), remedy}
}

// documentPhrases are tried in order: of two that fit, the narrower first.
var documentPhrases = []documentPhrase{
	// of the rules, in the order of their files
	says(`Cannot query field "*" on type "*".`, `类型$2没有字段“$1”`, "请查阅模式中该类型的字段"),
	says(`Fragment "*" cannot condition on non composite type "*".`, `片段“$1”不能以$2为条件，它没有字段`, "请用对象、接口或联合类型"),
	says(`Fragment cannot condition on non composite type "*".`, `片段不能以$1为条件，它没有字段`, "请用对象、接口或联合类型"),
	says(`Unknown argument "*" on field "*".`, `字段$2没有参数“$1”`, "请去掉，或按模式填写参数名"),
	says(`Unknown argument "*" on directive "*".`, `指令$2没有参数“$1”`, "请去掉，或按模式填写参数名"),
	says(`Unknown directive "*".`, `没有指令$1`, "请去掉，可用@include和@skip"),
	says(`Directive "*" may not be used on *.`, `指令$1不能用在此处（$2）`, "请去掉"),
	says(`Unknown fragment "*".`, `没有片段“$1”`, "请定义它，或去掉引用"),
	says(`Schema does not support operation type "*"`, `不支持操作类型$1`, "请用query或mutation"),
	says(`Unknown type "*".`, `没有类型“$1”`, "请按模式填写类型名"),
	says(`This anonymous operation must be the only defined operation.`, `有多个操作时每个都须有名称`, "请为此操作命名，或分开发送"),
	says(`Maximum introspection depth exceeded`, `内省查询嵌套过深`, "请减少嵌套"),
	says(`Cannot spread fragment "*" within itself via *.`, `片段“$1”经由$2引用了自身`, "请断开循环"),
	says(`Cannot spread fragment "*" within itself.`, `片段“$1”引用了自身`, "请断开循环"),
	says(`Variable "*" is not defined by operation "*".`, `操作“$2”没有定义变量$1`, "请在操作名后的括号中定义它"),
	says(`Variable "*" is not defined.`, `没有定义变量$1`, "请在操作名后的括号中定义它"),
	says(`Fragment "*" is never used.`, `片段“$1”未被使用`, "请使用或去掉它"),
	says(`Variable "*" is never used in operation "*".`, `操作“$2”未使用变量$1`, "请使用或去掉它"),
	says(`Variable "*" is never used.`, `变量$1未被使用`, "请使用或去掉它"),
	says(`Fields "*" conflict because *. Use different aliases on the fields to fetch both if this was intentional.`, `字段“$1”互相冲突（$2）`, "若两者都要，请取不同的别名"),
	says(`Fragment "*" cannot be spread here as objects of type "*" can never be of type "*".`, `片段“$1”不能用在此处：$2不可能是$3`, "请按此处的类型书写片段"),
	says(`Fragment cannot be spread here as objects of type "*" can never be of type "*".`, `片段不能用在此处：$1不可能是$2`, "请按此处的类型书写片段"),
	says(`Field "*" argument "*" of type "*" is required, but it was not provided.`, `字段“$1”缺少必填参数“$2”（$3）`, "请给出"),
	says(`Directive "*" argument "*" of type "*" is required, but it was not provided.`, `指令$1缺少必填参数“$2”（$3）`, "请给出"),
	says(`Field "*" must not have a selection since type "*" has no subfields.`, `字段“$1”的类型$2没有下级字段`, "请去掉其后的花括号"),
	says(`Field "*" of type "*" must have a selection of subfields.`, `字段“$1”（$2）须选择下级字段`, "请在其后的花括号中列出"),
	says(`* must select only one top level field.`, `$1只能选择一个顶层字段`, "请分开发送"),
	says(`* must not select an introspection top level field.`, `$1不能选择内省字段`, "请去掉"),
	says(`There can be only one argument named "*".`, `参数“$1”重复`, "请只保留一个"),
	says(`The directive "*" can only be used once at this location.`, `指令$1在此处重复`, "请只保留一个"),
	says(`There can be only one fragment named "*".`, `片段名“$1”重复`, "请另取名称"),
	says(`There can be only one input field named "*".`, `输入字段“$1”重复`, "请只保留一个"),
	says(`There can be only one operation named "*".`, `操作名“$1”重复`, "请另取名称"),
	says(`There can be only one variable named "*".`, `变量$1重复`, "请只保留一个"),
	says(`Expected value of type "*", found *.`, `此处应为$1，而不是$2`, "请按模式要求的形式给出"),
	says(`Enum "*" cannot represent non-enum value: *.`, `$2不是$1的取值`, "请使用模式中列出的值，不加引号"),
	says(`Value "*" does not exist in "*" enum.`, `$2没有取值“$1”`, "请使用模式中列出的值"),
	says(`Field "*" of required type "*" was not provided.`, `缺少必填字段$1（$2）`, "请给出"),
	says(`OneOf Input Object "*" must specify exactly one key.`, `$1须恰好给出一个字段`, "请只保留一个"),
	says(`Field "*" must be non-null.`, `字段$1不能为空`, "请给出值"),
	says(`Field "*" is not defined by type "*".`, `输入$2没有字段“$1”`, "请去掉，或按模式填写名称"),
	says(`Int cannot represent non 32-bit signed integer value: *`, `$1不是32位整数`, "请写-2147483648至2147483647之间的整数"),
	says(`Int cannot represent non-integer value: *`, `$1不是整数`, "请给出不加引号的整数"),
	says(`String cannot represent a non string value: *`, `$1不是文本`, "请加双引号"),
	says(`Boolean cannot represent a non boolean value: *`, `$1不是真假值`, "请写true或false，不加引号"),
	says(`Float cannot represent non numeric value: *`, `$1不是数`, "请给出不加引号的数"),
	says(`ID cannot represent a non-string and non-integer value: *`, `$1不是标识`, "请使用先前结果中的id字段，加双引号"),
	says(`Variable "*" cannot be non-input type "*".`, `变量$1不能是$2类型，它只用于结果`, "请用输入类型、枚举或标量"),
	says(`Variable "*" of type "*" used in position expecting type "*".`, `变量$1的类型是$2，此处应为$3`, "请更正变量的类型"),
	says(`Variable "*" is of type "*" but must be non-nullable to be used for OneOf Input Object "*".`, `变量$1的类型是$2，用于$3时不能为空`, "请在类型后加!"),
	// of the parser and the lexer
	says(`exceeded maximum nesting depth of *`, `嵌套超过$1层`, "请减少嵌套"),
	says(`Expected *, found *`, `此处应为$1，而不是$2`, "请更正语法"),
	says(`expected at least one definition, found *`, `此处应有内容，而不是$1`, "请更正语法"),
	says(`Unexpected single quote character ('), did you mean to use a double quote (")?`, `不能使用单引号`, "请用双引号"),
	says(`Unexpected *`, `此处不应有$1`, "请更正语法"),
	says(`Cannot contain the invalid character "*"`, `含有不允许的控制字符$1`, "请去掉"),
	says(`Cannot parse the unexpected character "*".`, `不应有字符“$1”`, "请去掉；标点须用半角"),
	says(`Invalid number, unexpected digit after 0: *.`, `数字有误，0之后不应有$1`, "请去掉开头的0"),
	says(`Invalid number, expected digit but got: *.`, `数字有误，此处应为数字，而不是$1`, "请更正"),
	says(`Invalid character within String: "*".`, `文本中有不允许的控制字符$1`, "请去掉，或写作转义"),
	says(`Invalid character escape sequence*`, `文本中的转义有误$1`, "请更正反斜杠之后的内容"),
	says(`Unterminated string.`, `文本没有结束`, "请补上双引号"),
}
