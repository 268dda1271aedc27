package httpapi

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"time"

	"github.com/99designs/gqlgen/graphql"
	"github.com/99designs/gqlgen/graphql/executor"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"

	"cobuild/graph"
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
	gates       *admission
	observer    Observer
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
		gates:       newAdmission(c.Limits, c.Observer),
		observer:    c.Observer,
		log:         c.Logger,
	}
	c.Observer.Lanes(s.gates.lanes())
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
	body, release, refused := s.receive(w, r)
	defer release()
	if refused == nil {
		refused = s.run(w, r, x, media, body)
	}
	if refused != nil {
		s.refuse(w, x, media, refused)
	}
}

// receive takes the body of a POST in, as far as there is room for it.
func (s *service) receive(w http.ResponseWriter, r *http.Request) (body []byte, release func(), refused *refusal) {
	switch r.Method {
	case http.MethodGet, http.MethodHead:
	case http.MethodPost:
		if !sendsJSON(r) {
			return nil, func() {}, wrongContentType(r.Header.Get("Content-Type"))
		}
		held := &metered{budget: &s.gates.bodies}
		body, refused = readBody(w, r, s.lim, held)
		return body, held.release, refused
	default:
		refused = methodNotAllowed(allowedMethods)
	}
	return nil, func() {}, refused
}

// job is an operation that may run.
type job struct {
	ctx    context.Context // ends with the operation's deadline
	cancel context.CancelFunc
	op     *graphql.OperationContext
	cost   int
	pace   *pace
	lanes  []*Lane
}

func (j *job) mutation() bool { return j.op.Operation.Operation == ast.Mutation }

// run executes a request and answers it, or gives the reason why it does not.
func (s *service) run(w http.ResponseWriter, r *http.Request, x *exchange, media string, body []byte) *refusal {
	one := job{cancel: func() {}}
	defer func() { one.cancel() }()
	leave, refused := s.gates.pass(r.Context(), s.gates.intake)
	if refused == nil {
		refused = func() *refusal {
			defer leave()
			return s.prepare(&one, r, x, body)
		}()
	}
	if refused == nil {
		leave, refused = s.gates.pass(one.ctx, one.lanes...)
	}
	var resp *graphql.Response
	if refused == nil {
		resp = s.execute(x, one, leave)
	}
	switch {
	case errors.Is(r.Context().Err(), context.Canceled):
		return nil // the client is gone; the log will say so
	case refused != nil:
		return refused
	}
	return s.answer(w, x, media, resp, one.mutation())
}

// prepare does what can be done before an operation runs: decoding, validating
// and counting what it costs. The deadline counts from here.
func (s *service) prepare(one *job, r *http.Request, x *exchange, body []byte) *refusal {
	p, refused := s.read(r, body)
	if refused != nil {
		return refused
	}
	return s.ready(one, r, x, p)
}

// read decodes a request.
func (s *service) read(r *http.Request, body []byte) (params, *refusal) {
	if r.Method == http.MethodPost {
		return readJSON(body, s.lim)
	}
	return readURL(r, s.lim)
}

// ready validates a request and counts what it costs.
func (s *service) ready(one *job, r *http.Request, x *exchange, p params) *refusal {
	known, refused := s.documents.load(p.query)
	if refused != nil {
		return refused
	}
	doc := known.doc
	op := doc.Operations.ForName(p.operation)
	if op == nil {
		return refuse(0, unknownOperation(p.operation))
	}
	x.operation = op.Name
	limit := s.lim.Query
	switch {
	case op.Operation == ast.Subscription:
		return refuse(0, noSubscriptions())
	case op.Operation == ast.Mutation && r.Method != http.MethodPost:
		return mutationByGET()
	case op.Operation == ast.Mutation:
		limit = s.lim.Mutation
	}
	one.pace = known.pace
	x.clock(limit, op.Operation == ast.Mutation)
	one.ctx, one.cancel = context.WithTimeout(r.Context(), limit)
	one.ctx = context.WithValue(graphql.StartOperationTrace(one.ctx), preparedKey{}, doc)
	if s.withRequest != nil {
		one.ctx = s.withRequest(one.ctx, r)
	}
	var errs gqlerror.List
	one.op, errs = s.exec.CreateOperationContext(one.ctx, &graphql.RawParams{
		Query: p.query, OperationName: p.operation, Variables: p.variables,
		Extensions: p.extensions, Headers: r.Header,
	})
	if len(errs) > 0 {
		return refuseAll(errs)
	}
	if one.cost, refused = s.afford(one.op); refused != nil {
		return refused
	}
	switch {
	case one.mutation():
		one.lanes = []*Lane{s.gates.mutation}
	case one.cost > s.lim.Cost/costlyShare, known.pace.slow():
		one.lanes = []*Lane{s.gates.costly, s.gates.query}
	default:
		one.lanes = []*Lane{s.gates.query}
	}
	return nil
}

// execute runs an operation in its turn and ends the turn.
func (s *service) execute(x *exchange, one job, leave func()) *graphql.Response {
	defer leave()
	ctx, end := s.observer.Operation(one.ctx, Operation{
		Kind: string(one.op.Operation.Operation), Name: one.op.Operation.Name, ID: x.id, Cost: one.cost, Started: x.started, Header: one.op.Headers,
	})
	outcome := string(graph.CodeInternal) // of a panic
	begun := time.Now()
	defer func() {
		one.pace.note(time.Since(begun), s.gates.query.Running(), s.gates.cores)
		end(outcome)
	}()
	respond, ctx := s.exec.DispatchOperation(ctx, one.op)
	resp := respond(ctx)
	if resp == nil { // gqlgen's sign that the context ended before the first field
		resp = &graphql.Response{}
		if ctx.Err() != nil {
			resp.Errors = gqlerror.List{render(x, x.deadlineError())}
		}
	}
	if outcome = gravest(resp.Errors); errors.Is(ctx.Err(), context.Canceled) {
		outcome = outcomeGone
	}
	return resp
}

// afford gives the cost of an operation with the variables of this request, or
// refuses it where that is over the limit.
func (s *service) afford(opCtx *graphql.OperationContext) (int, *refusal) {
	data, meta, err := costOf(opCtx.Operation, opCtx.Variables, s.sizes)
	switch {
	case err != nil:
		return 0, refuse(0, err)
	case data > s.lim.Cost:
		return 0, refuse(0, tooCostly(data, s.lim.Cost))
	case meta > s.metaLimit:
		return 0, refuse(0, tooMuchIntrospection(int64(meta), int64(s.metaLimit)))
	}
	return data, nil
}

// answer sends the result of an operation that ran: 200 in both media types.
// What a mutation did is told whatever memory there is.
func (s *service) answer(w http.ResponseWriter, x *exchange, media string, resp *graphql.Response, mutation bool) *refusal {
	if resp.Data == nil {
		resp.Data = []byte("null")
	}
	body := reply{Errors: s.finish(x, resp.Errors), Data: resp.Data, Extensions: resp.Extensions}.bytes()
	size := int64(len(body))
	if mutation {
		s.gates.answers.force(size)
	} else if !s.gates.answers.take(size) {
		return noRoom()
	}
	defer s.gates.answers.give(size)
	s.lim.hurry(w, size)
	send(w, media, http.StatusOK, body)
	return nil
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
	refused.head(w.Header())
	s.observer.Refused(refused.reason())
	write(w, media, status, reply{Errors: s.finish(x, list)})
}

func refuseAll(errs gqlerror.List) *refusal {
	out := &refusal{}
	for _, err := range errs {
		out.causes = append(out.causes, err)
	}
	return out
}
