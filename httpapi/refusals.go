package httpapi

import (
	"errors"
	"net/http"
	"time"

	"cobuild/graph"
)

// refusal is a request turned away before execution.
type refusal struct {
	status int     // HTTP status in every media type; 0 = 200 or 400 by media type
	allow  string  // the Allow header of a 405
	again  bool    // worth another try soon: 503 with Retry-After
	causes []error // *graph.Error, *limitError or *gqlerror.Error
}

// head sets the headers of a refusal.
func (r *refusal) head(h http.Header) {
	if r.allow != "" {
		h.Set("Allow", r.allow)
	}
	if r.again {
		h.Set("Retry-After", retryAfter)
	}
}

// reason is the name of the limit met, else the code of the first cause.
func (r *refusal) reason() string {
	var limit *limitError
	for _, cause := range r.causes {
		if errors.As(cause, &limit) {
			return limit.limit
		}
	}
	for _, cause := range r.causes {
		if ours := new(graph.Error); errors.As(cause, &ours) {
			return string(ours.Code)
		}
	}
	return string(graph.CodeInvalid) // the parser's and the validator's
}

// refuse makes a refusal of one cause; status as in refusal.
func refuse(status int, cause error) *refusal {
	return &refusal{status: status, causes: []error{cause}}
}

// limitError is a TOO_COMPLEX that also tells programs which limit was met.
type limitError struct {
	told       *graph.Error
	limit      string
	value, max int64
	more       bool // value is only known to be at least that
}

func (e *limitError) Error() string { return e.told.Error() }

func (e *limitError) Unwrap() error { return e.told }

func tooMuch(limit string, value, max int64, en, zh string) *limitError {
	return &limitError{
		told:  graph.NewError(graph.CodeTooComplex, nil, en, zh, value, max),
		limit: limit, value: value, max: max,
	}
}

func tooManyTokens(max int) *limitError {
	e := tooMuch("tokens", int64(max)+1, int64(max),
		"the document has %d tokens or more, the limit is %d: split it into several requests, or name repeated selections in a fragment",
		"查询文档的记号数达到 %d 个或更多，上限为 %d 个：请拆成多次请求，或用片段合并重复的选择")
	e.more = true
	return e
}

func tooNested(value, max int) *limitError {
	return tooMuch("nesting", int64(value), int64(max),
		"the document's brackets nest %d deep or more, the limit is %d: flatten the selection, ask for the inner objects by id in a second request",
		"查询文档的括号嵌套达到 %d 层或更多，上限为 %d 层：请减少嵌套，内层对象可用 id 另行查询")
}

func tooDeep(value, max int) *limitError {
	return tooMuch("depth", int64(value), int64(max),
		"the query nests fields %d deep, the limit is %d: ask for the inner objects by id in a second request",
		"查询的字段嵌套 %d 层，上限为 %d 层：内层对象请用 id 另行查询")
}

func tooDeepValue(value, max int) *limitError {
	return tooMuch("valueDepth", int64(value), int64(max),
		"a value or the variables nest lists and objects %d deep, the limit is %d: no input of this schema needs more, check the client",
		"取值或变量中列表与对象嵌套 %d 层，上限为 %d 层：本接口的输入都不需要更深，请检查客户端")
}

func tooManyRoots(value, max int) *limitError {
	return tooMuch("rootFields", int64(value), int64(max),
		"the operation has %d root fields (aliases and fragments counted), the limit is %d: use nodes(ids:) or a filter, or split it into several requests",
		"操作的根字段有 %d 个（含别名与片段），上限为 %d 个：请用 nodes(ids:) 或过滤条件，或拆成多次请求")
}

func tooCostly(value, max int) *limitError {
	return tooMuch("cost", int64(value), int64(max),
		"the query costs %d (page size x children), the limit is %d: lower `first` on the outer lists (of a trend, choose a longer step), or select fewer fields inside them",
		"查询代价为 %d（每页条数 × 子字段），上限为 %d：请减小外层列表的 first（趋势请选更长的步长），或少选其中的字段")
}

func tooMuchIntrospection(value, max int64) *limitError {
	return tooMuch("introspection", value, max,
		"the introspection costs %d, the limit is %d (three times the usual introspection query): ask for fewer types or aliases at once",
		"内省查询代价为 %d，上限为 %d（常用内省查询的三倍）：请一次少查一些类型或别名")
}

// tooMany is the refusal of a count whose noun is given in both languages.
func tooMany(limit string, value, max int, nounEN, nounZH string) *limitError {
	return tooMuch(limit, int64(value), int64(max),
		"the request has %d "+nounEN+" or more, the limit is %d: split it into several requests",
		"请求中的"+nounZH+"有 %d 个或更多，上限为 %d 个：请拆成多次请求")
}

func tooMuchMerging(max int) *limitError {
	e := tooMuch("merging", int64(max)+1, int64(max),
		"fields of the same name repeat so often that merging them takes %d comparisons or more, the limit is %d: select each field once per object, use aliases or fragments sparingly",
		"同名字段重复过多，合并需比较 %d 次或更多，上限为 %d 次：每个对象中同一字段请只选一次，少用别名与片段")
	e.more = true
	return e
}

func bodyTooLarge(max int64) *refusal {
	e := tooMuch("body", max+1, max,
		"the body has %d bytes or more, the limit is %d: send large inputs in parts, data files with the import command",
		"请求体达到 %d 字节或更多，上限为 %d 字节：较大的输入请分批提交，数据文件请用导入命令")
	e.more = true
	return refuse(http.StatusRequestEntityTooLarge, e)
}

// retryAfter is in seconds: by then a line has moved on.
const retryAfter = "1"

// again is the refusal of a request that may be sent again soon.
func again(limit string, value, max int64, en, zh string) *refusal {
	r := refuse(http.StatusServiceUnavailable, &limitError{
		told:  graph.NewError(graph.CodeUnavailable, nil, en, zh, value, max),
		limit: limit, value: value, max: max,
	})
	r.again = true
	return r
}

// tooBusy turns away who found no turn in a lane.
func tooBusy(l *Lane) *refusal {
	if l.Name == "mutation" {
		return again("mutation", int64(l.Slots+l.Waiting()), int64(l.Slots),
			"the server is busy: %d mutations run or wait, %d run at once. Nothing was changed: send it again after a second, and send fewer at once",
			"服务器繁忙：有%d个变更在执行或等待，同时执行%d个。未作任何更改：请一秒后重新提交，并减少同时提交的数量")
	}
	return again(l.Name, int64(l.Slots+l.Waiting()), int64(l.Slots),
		"the server is busy: %d requests run or wait, %d run at once. Send it again after a second; fewer at once, or smaller pages, are answered sooner",
		"服务器繁忙：有%d个请求在执行或等待，同时执行%d个。请一秒后重试；减少并发或每页条数可更快得到结果")
}

// noRoom turns away who would hold more bytes than there is room for.
func noRoom() *refusal {
	r := refuse(http.StatusServiceUnavailable, &limitError{
		told: graph.NewError(graph.CodeUnavailable, nil,
			"the server holds as many large requests and answers as it has memory for: send it again after a second, in smaller parts or with smaller pages",
			"服务器正在处理的大请求和大响应已达内存上限：请一秒后重试，并分批提交或减小每页条数"),
		limit: "memory",
	})
	r.again = true
	return r
}

func malformed(en, zh string, args ...any) *refusal {
	return refuse(http.StatusBadRequest, graph.Invalid(nil, en, zh, args...))
}

func methodNotAllowed(allow string) *refusal {
	r := refuse(http.StatusMethodNotAllowed, graph.Invalid(nil,
		"this method is not offered here: use %s", "此处不支持该方法：请使用 %s", allow))
	r.allow = allow
	return r
}

func mutationByGET() *refusal {
	r := refuse(http.StatusMethodNotAllowed, graph.Invalid(nil,
		"GET runs queries only: send mutations by POST", "GET 只能执行查询：变更请用 POST 提交"))
	r.allow = http.MethodPost
	return r
}

func wrongContentType(got string) *refusal {
	return refuse(http.StatusUnsupportedMediaType, graph.Invalid(nil,
		"content type %q is not accepted: send application/json in UTF-8, without content encoding",
		"不接受内容类型 %q：请以 UTF-8 发送 application/json，且不加内容编码", graph.Clip(got)))
}

func notAcceptable() *refusal {
	return refuse(http.StatusNotAcceptable, graph.Invalid(nil,
		"the Accept header allows none of the answers offered: add application/json or application/graphql-response+json",
		"Accept 头不包含可提供的格式：请加上 application/json 或 application/graphql-response+json"))
}

func slowBody() *refusal {
	return refuse(http.StatusRequestTimeout, graph.NewError(graph.CodeUnavailable, nil,
		"the request body did not arrive in time: send it again, in smaller parts on a slow line",
		"请求体未能及时送达：请重试，网络较慢时请分批提交"))
}

func hostRefused(host string) *refusal {
	return refuse(http.StatusMisdirectedRequest, graph.NewError(graph.CodeForbidden, nil,
		"this server does not answer for the host %q: use its address or localhost, or add the name to the hosts it serves",
		"本服务不响应主机名 %q：请用其地址或 localhost 访问，或将该名称加入其服务的主机名", graph.Clip(host)))
}

func notFound(path string) *refusal {
	return refuse(http.StatusNotFound, graph.NotFound(nil,
		"there is nothing at %q: the API is at /graphql", "%q 处没有内容：接口位于 /graphql", graph.Clip(path)))
}

func deadlineError(limit time.Duration, mutation bool) *graph.Error {
	if mutation {
		return graph.NewError(graph.CodeUnavailable, nil,
			"the mutation was stopped at its deadline of %[1]s: it happened as a whole or not at all, look before you send it again",
			"变更在 %[1]s 的时限到达时被中止：它要么全部生效，要么完全没有，请先查看再重试", limit)
	}
	return graph.NewError(graph.CodeUnavailable, nil,
		"the query was stopped at its deadline of %s: ask for fewer objects, or for a smaller part of the territory",
		"查询在 %s 的时限到达时被中止：请减少查询的对象，或缩小地域范围", limit)
}

func internalError() *graph.Error {
	return graph.NewError(graph.CodeInternal, nil,
		"something went wrong inside the server: try again, and give the request id to its operator if it stays",
		"服务器内部出错：请重试；如仍出错，请将请求编号告知管理员")
}

func leftOut(n int, more bool) *graph.Error {
	if more {
		return graph.NewError(graph.CodeTooComplex, nil,
			"more than %d further errors were left out: mend those above first", "另有 %d 个以上错误未列出：请先处理以上错误", n)
	}
	return graph.NewError(graph.CodeTooComplex, nil,
		"%d further errors were left out: mend those above first", "另有 %d 个错误未列出：请先处理以上错误", n)
}

func noOperation() *graph.Error {
	return graph.Invalid(nil, "the document holds no operation: write a query or a mutation",
		"文档中没有操作：请写一个查询或变更")
}

func unknownOperation(name string) *graph.Error {
	if name == "" {
		return graph.Invalid(nil, "the document holds several operations: say which in `operationName`",
			"文档中有多个操作：请用 operationName 指明其一")
	}
	return graph.Invalid(nil, "the document holds no operation %q: check `operationName`",
		"文档中没有操作 %q：请检查 operationName", graph.Clip(name))
}

func noSubscriptions() *graph.Error {
	return graph.Invalid(nil, "subscriptions are not offered: repeat a query, or read `changes` since a revision",
		"不支持订阅：请重复查询，或按修订号读取 changes")
}

func validationStopped(n int) *graph.Error {
	return graph.Invalid(nil,
		"validation stopped after %d errors: mend those above first", "校验在 %d 个错误后停止：请先处理以上错误", n)
}
