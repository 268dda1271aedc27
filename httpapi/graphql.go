package httpapi

import (
	"context"
	"errors"
	"log/slog"
	"net/http"

	"github.com/99designs/gqlgen/graphql"
	"github.com/99designs/gqlgen/graphql/executor"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"
)

// service answers /graphql after the GraphQL-over-HTTP specification. gqlgen's
// executor runs the operations; its transports are not used, as they answer
// some failures with the wrong status, echo broken bodies, and parse before
// any limit could hold.
type service struct {
	exec        *executor.Executor
	documents   *documents
	lim         Limits
	sizes       map[string]int
	metaLimit   int
	presenter   graphql.ErrorPresenterFunc
	withRequest func(context.Context, *http.Request) context.Context
	log         *slog.Logger
}

func newService(c Config) (*service, error) {
	schema := c.Schema.Schema()
	docs, err := newDocuments(schema, c.Limits)
	if err != nil {
		return nil, err
	}
	s := &service{
		exec:        executor.New(c.Schema),
		documents:   docs,
		lim:         c.Limits,
		sizes:       introspectionSizes(schema),
		presenter:   c.Present,
		withRequest: c.WithRequest,
		log:         c.Logger,
	}
	if s.metaLimit, err = introspectionLimit(schema, s.sizes, c.Limits); err != nil {
		return nil, err
	}
	s.exec.SetQueryCache(prepared{})
	s.exec.SetErrorPresenter(s.present)
	s.exec.SetRecoverFunc(s.recovered)
	s.exec.Use(introspection{})
	for _, one := range c.Extensions {
		s.exec.Use(one)
	}
	return s, nil
}

const allowedMethods = "GET, HEAD, OPTIONS, POST"

func (s *service) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	x := exchangeOf(r.Context())
	if r.Method == http.MethodOptions {
		w.Header().Set("Allow", allowedMethods)
		w.WriteHeader(http.StatusNoContent)
		return
	}
	media, ok := answerType(r)
	if !ok {
		s.refuse(w, x, typeJSON, notAcceptable())
		return
	}
	p, refused := s.read(w, r)
	if refused == nil {
		refused = s.run(w, r, x, media, p)
	}
	if refused != nil {
		s.refuse(w, x, media, refused)
	}
}

func (s *service) read(w http.ResponseWriter, r *http.Request) (params, *refusal) {
	switch r.Method {
	case http.MethodGet, http.MethodHead:
		return readURL(r, s.lim)
	case http.MethodPost:
		if !sendsJSON(r) {
			return params{}, wrongContentType(r.Header.Get("Content-Type"))
		}
		return readBody(w, r, s.lim)
	}
	return params{}, methodNotAllowed(allowedMethods)
}

// run executes a request and answers it, or gives the reason why it does not.
func (s *service) run(w http.ResponseWriter, r *http.Request, x *exchange, media string, p params) *refusal {
	doc, refused := s.documents.load(p.query)
	if refused != nil {
		return refused
	}
	op := doc.Operations.ForName(p.operation)
	if op == nil {
		return refuse(0, unknownOperation(p.operation))
	}
	x.operation = op.Name
	switch {
	case op.Operation == ast.Subscription:
		return refuse(0, noSubscriptions())
	case op.Operation == ast.Mutation && r.Method != http.MethodPost:
		return mutationByGET()
	}

	limit := s.lim.Query
	if op.Operation == ast.Mutation {
		limit = s.lim.Mutation
	}
	x.clock(limit, op.Operation == ast.Mutation)
	ctx, cancel := context.WithTimeout(r.Context(), limit)
	defer cancel()
	ctx = context.WithValue(graphql.StartOperationTrace(ctx), preparedKey{}, doc)
	if s.withRequest != nil {
		ctx = s.withRequest(ctx, r)
	}
	opCtx, errs := s.exec.CreateOperationContext(ctx, &graphql.RawParams{
		Query: p.query, OperationName: p.operation, Variables: p.variables,
		Extensions: p.extensions, Headers: r.Header,
	})
	if len(errs) > 0 {
		return refuseAll(errs)
	}
	if refused := s.afford(opCtx); refused != nil {
		return refused
	}
	respond, ctx := s.exec.DispatchOperation(ctx, opCtx)
	s.answer(ctx, w, r, x, media, respond(ctx))
	return nil
}

// afford refuses an operation whose cost, with the variables of this request,
// is over the limit.
func (s *service) afford(opCtx *graphql.OperationContext) *refusal {
	data, meta, err := costOf(opCtx.Operation, opCtx.Variables, s.sizes)
	switch {
	case err != nil:
		return refuse(0, err)
	case data > s.lim.Cost:
		return refuse(0, tooCostly(data, s.lim.Cost))
	case meta > s.metaLimit:
		return refuse(0, tooMuchIntrospection(int64(meta), int64(s.metaLimit)))
	}
	return nil
}

// answer sends the result of an operation that began: 200 in both media types.
func (s *service) answer(ctx context.Context, w http.ResponseWriter, r *http.Request, x *exchange, media string, resp *graphql.Response) {
	if errors.Is(r.Context().Err(), context.Canceled) {
		return // the client is gone; the log will say so
	}
	if resp == nil { // gqlgen's sign that the context ended before the first field
		resp = &graphql.Response{}
		if ctx.Err() != nil {
			resp.Errors = gqlerror.List{render(x, x.deadlineError())}
		}
	}
	if resp.Data == nil {
		resp.Data = []byte("null")
	}
	write(w, media, http.StatusOK, reply{
		Errors: s.finish(x, resp.Errors), Data: resp.Data, Extensions: resp.Extensions,
	})
}

// refuse answers a request that was turned away. Where its status is left to
// the media type, application/json says 200 and the other 400.
func (s *service) refuse(w http.ResponseWriter, x *exchange, media string, refused *refusal) {
	var list gqlerror.List
	for _, cause := range refused.causes {
		list = append(list, render(x, cause))
	}
	status := refused.status
	if status == 0 {
		status = http.StatusBadRequest
		if media == typeJSON {
			status = http.StatusOK
		}
	}
	if refused.allow != "" {
		w.Header().Set("Allow", refused.allow)
	}
	write(w, media, status, reply{Errors: s.finish(x, list)})
}

func refuseAll(errs gqlerror.List) *refusal {
	out := &refusal{}
	for _, err := range errs {
		out.causes = append(out.causes, err)
	}
	return out
}
