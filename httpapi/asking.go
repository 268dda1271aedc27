package httpapi

import (
	"cmp"
	"context"
	"encoding/json"
	"net/http"
	"strings"
	"time"

	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"

	"cobuild/graph"
)

// Asking lets code of this program ask as a client of /graphql does: the same
// documents, limits, lanes, deadlines and rights, without the way over HTTP.
type Asking struct{ s *service }

// NewAsking is the asking of a configuration that serves nothing.
func NewAsking(c Config) (*Asking, error) {
	s, err := newService(c.withDefaults())
	return &Asking{s}, err
}

// Question is a GraphQL request.
type Question struct {
	Query     string
	Operation string // name; "" = the only one
	Variables map[string]any
	Asker     *http.Request  // whose rights it is asked by
	Language  graph.Language // of messages; "" = that of the asker
}

// Refusal is why a question has no answer.
type Refusal struct {
	Status int  // of HTTP, in the spirit of the gravest error
	Again  bool // worth another try soon
	Errors gqlerror.List
}

func (r *Refusal) Error() string { return r.Errors.Error() }

// Code is the code of the gravest error.
func (r *Refusal) Code() graph.ErrorCode { return graph.ErrorCode(gravest(r.Errors)) }

// Document is a text, validated within the limits. It is shared: callers must
// not change it.
func (a *Asking) Document(asker *http.Request, query string) (*ast.QueryDocument, error) {
	known, refused := a.s.documents.load(query)
	if refused != nil {
		return nil, a.s.refusal(exchangeOf(asker.Context()), refused)
	}
	return known.doc, nil
}

// Read takes a question from a request as /graphql would: from the JSON of a
// POST or the URL of a GET. release gives back what its body holds.
func (a *Asking) Read(w http.ResponseWriter, r *http.Request) (q Question, release func(), err error) {
	body, release, refused := a.s.receive(w, r)
	var p params
	if refused == nil {
		p, refused = a.s.read(r, body)
	}
	if refused != nil {
		return q, release, a.s.refusal(exchangeOf(r.Context()), refused)
	}
	return Question{Query: p.query, Operation: p.operation, Variables: p.variables, Asker: r}, release, nil
}

// Ask gives the data that answers a question, or a *Refusal: an answer with
// errors is none. Mutations are refused.
func (a *Asking) Ask(ctx context.Context, q Question) (json.RawMessage, error) {
	outer := exchangeOf(q.Asker.Context())
	x := &exchange{id: outer.id, language: outer.language, started: time.Now()}
	r := q.Asker.WithContext(context.WithValue(ctx, exchangeKey{}, x))
	if q.Language != "" {
		x.language = q.Language
		r.Header = r.Header.Clone()
		r.Header.Set("Accept-Language", strings.ToLower(string(q.Language)))
	}
	one := job{cancel: func() {}}
	defer func() { one.cancel() }()
	leave, refused := a.s.gates.pass(r.Context(), a.s.gates.intake)
	if refused == nil {
		refused = func() *refusal {
			defer leave()
			return a.s.ready(&one, r, x, params{query: q.Query, operation: q.Operation, variables: q.Variables})
		}()
	}
	if refused == nil && one.mutation() {
		refused = refuse(http.StatusBadRequest, graph.Invalid([]string{"query"}, "the operation is a mutation: only what a query gives is exported", "该操作为变更：只能导出查询的结果"))
	}
	if refused == nil {
		leave, refused = a.s.gates.pass(one.ctx, one.lanes...)
	}
	if refused != nil {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		a.s.observer.Refused(refused.reason())
		return nil, a.s.refusal(x, refused)
	}
	resp := a.s.execute(x, one, leave)
	if err := ctx.Err(); err != nil {
		return nil, err // the asker is gone
	}
	if len(resp.Errors) > 0 {
		code := graph.ErrorCode(gravest(resp.Errors))
		return nil, &Refusal{Status: statusOf(code), Errors: a.s.finish(x, resp.Errors)}
	}
	return resp.Data, nil
}

func (s *service) refusal(x *exchange, refused *refusal) *Refusal {
	var list gqlerror.List
	for _, cause := range refused.causes {
		list = append(list, render(x, cause))
	}
	return &Refusal{Status: cmp.Or(refused.status, http.StatusBadRequest), Again: refused.again, Errors: s.finish(x, list)}
}

// statusOf is the status of HTTP that says what a code says.
func statusOf(code graph.ErrorCode) int {
	switch code {
	case graph.CodeForbidden:
		return http.StatusForbidden
	case graph.CodeNotFound:
		return http.StatusNotFound
	case graph.CodeConflict:
		return http.StatusConflict
	case graph.CodeUnavailable:
		return http.StatusServiceUnavailable
	case graph.CodeInternal:
		return http.StatusInternalServerError
	default:
		return http.StatusBadRequest
	}
}
