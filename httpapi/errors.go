package httpapi

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"maps"
	"runtime/debug"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/gqlerror"

	"cobuild/graph"
)

// render turns a cause into the error a client sees, in its language. Causes
// that are neither ours nor the parser's are internal.
func render(x *exchange, cause error) *gqlerror.Error {
	var (
		limit *limitError
		ours  *graph.Error
		other *gqlerror.Error
	)
	switch {
	case errors.As(cause, &limit):
		out := renderOurs(x, limit.told)
		about := map[string]any{"name": limit.limit, "value": limit.value, "max": limit.max}
		if limit.more {
			about["atLeast"] = true
		}
		out.Extensions["limit"] = about
		return out
	case errors.As(cause, &ours):
		return renderOurs(x, ours)
	case errors.As(cause, &other):
		if refused := variableRefused(other); refused != nil {
			out := renderOurs(x, refused)
			out.Path, out.Locations = other.Path, other.Locations
			return out
		}
		return &gqlerror.Error{
			Message: documentSaid(other, x.language), Path: other.Path, Locations: other.Locations,
			Extensions: map[string]any{"code": string(graph.CodeInvalid)},
		}
	}
	return renderOurs(x, internalError())
}

func renderOurs(x *exchange, ours *graph.Error) *gqlerror.Error {
	out := &gqlerror.Error{
		Message:    ours.Message.In(x.language),
		Extensions: map[string]any{"code": string(ours.Code)},
	}
	if len(ours.Field) > 0 {
		out.Extensions["field"] = ours.Field
	}
	return out
}

// panicked marks an error whose cause is already in the log.
type panicked struct{}

func (panicked) Error() string { return "panic in a resolver" }

// recovered logs a panic of a resolver with its stack, once, and keeps the
// process alive.
func (s *service) recovered(ctx context.Context, value any) error {
	logPanic(ctx, s.log, value)
	return panicked{}
}

func logPanic(ctx context.Context, log *slog.Logger, value any) {
	log.ErrorContext(ctx, "panic", "id", RequestID(ctx), "cause", fmt.Sprint(value), "stack", string(debug.Stack()))
}

// present is what gqlgen calls for each error of a running operation. nil
// leaves the error out.
func (s *service) present(ctx context.Context, cause error) *gqlerror.Error {
	x := exchangeOf(ctx)
	if !x.admit() {
		return nil
	}
	out := s.presented(ctx, x, cause)
	var where *gqlerror.Error
	if errors.As(cause, &where) {
		if out.Path == nil {
			out.Path = where.Path
		}
		if out.Locations == nil {
			out.Locations = where.Locations
		}
	}
	if out.Path == nil {
		out.Path = graphql.GetPath(ctx)
	}
	return out
}

func (s *service) presented(ctx context.Context, x *exchange, cause error) *gqlerror.Error {
	var logged panicked
	if errors.As(cause, &logged) {
		return render(x, internalError())
	}
	if stopped(ctx, cause) {
		return render(x, x.deadlineError())
	}
	if argumentsRefused(ctx, cause) {
		_ = s.callPresenter(ctx, x, cause) // which counts the fields that do not run
		message := cause.Error()
		var bare *gqlerror.Error
		if errors.As(cause, &bare) {
			message = bare.Message
		}
		return &gqlerror.Error{Message: message, Extensions: map[string]any{"code": string(graph.CodeInvalid)}}
	}
	out := s.callPresenter(ctx, x, cause)
	code, _ := out.Extensions["code"].(string)
	if code == "" || code == string(graph.CodeInternal) {
		if x.mayLog() {
			s.log.ErrorContext(ctx, "internal error", "id", x.id,
				"path", graphql.GetPath(ctx).String(), "cause", cause)
		}
		if code == "" {
			// Nobody vouched for this message: it may tell of tables and paths.
			out = render(x, internalError())
		}
	}
	return out
}

// callPresenter survives a presenter that panics: gqlgen calls it from places
// where nothing else would.
func (s *service) callPresenter(ctx context.Context, x *exchange, cause error) (out *gqlerror.Error) {
	defer func() {
		if value := recover(); value != nil {
			logPanic(ctx, s.log, value)
			out = render(x, internalError())
		}
	}()
	if s.presenter != nil {
		if out = s.presenter(ctx, cause); out != nil {
			copied := *out
			return &copied
		}
	}
	var ours *graph.Error
	if errors.As(cause, &ours) {
		return render(x, ours)
	}
	return &gqlerror.Error{}
}

// stopped tells whether an error is but the operation's deadline: the time is
// over, and it has no better story to tell.
func stopped(ctx context.Context, cause error) bool {
	code := graph.CodeOf(cause)
	return errors.Is(ctx.Err(), context.DeadlineExceeded) &&
		(code == graph.CodeInternal || code == graph.CodeUnavailable)
}

// argumentsRefused tells whether a scalar or an enum refused an argument: then
// gqlgen has a field with arguments, but none parsed, and an error that is not
// one of ours.
func argumentsRefused(ctx context.Context, cause error) bool {
	var ours *graph.Error
	field := graphql.GetFieldContext(ctx)
	return field != nil && field.Field.Field != nil && field.Field.Definition != nil &&
		len(field.Field.Definition.Arguments) > 0 && field.Args == nil && !errors.As(cause, &ours)
}

// gravity orders codes by how much an operator should mind.
var gravity = []graph.ErrorCode{graph.CodeInternal, graph.CodeUnavailable, graph.CodeTooComplex, graph.CodeForbidden, graph.CodeConflict, graph.CodeInvalid, graph.CodeNotFound}

// gravest is the code of the gravest error, or OK.
func gravest(errs gqlerror.List) string {
	if len(errs) == 0 {
		return outcomeOK
	}
	for _, code := range gravity {
		for _, one := range errs {
			if one.Extensions["code"] == string(code) {
				return string(code)
			}
		}
	}
	return string(graph.CodeInternal)
}

// finish makes the errors of a response fit to send: each with code and
// request id, none overlong, in the order of their paths (gqlgen gives them in
// the order in which goroutines ended), and at most as many as allowed.
func (s *service) finish(x *exchange, errs gqlerror.List) gqlerror.List {
	if len(errs) == 0 {
		return nil
	}
	slices.SortStableFunc(errs, func(a, b *gqlerror.Error) int {
		return cmp.Compare(a.Path.String(), b.Path.String())
	})
	x.mu.Lock()
	dropped := x.dropped
	x.mu.Unlock()
	x.errors = len(errs) + dropped
	if over := len(errs) - s.lim.Errors; over > 0 || dropped > 0 {
		keep := min(len(errs), s.lim.Errors-1)
		rest := render(x, leftOut(len(errs)-keep, dropped > 0))
		errs = append(slices.Clone(errs[:keep]), rest)
	}
	for i, one := range errs {
		errs[i] = sealed(x, one)
	}
	return errs
}

// sealed gives an error its code, its request id and a message of bounded
// length.
func sealed(x *exchange, one *gqlerror.Error) *gqlerror.Error {
	out := *one
	out.Message = clipMessage(out.Message)
	out.Extensions = maps.Clone(one.Extensions)
	if out.Extensions == nil {
		out.Extensions = map[string]any{}
	}
	if _, coded := out.Extensions["code"]; !coded {
		out.Extensions["code"] = string(graph.CodeInternal)
	}
	out.Extensions["requestId"] = x.id
	return &out
}

// clipMessage bounds what a message may echo of a request.
func clipMessage(text string) string {
	text = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) {
			return ' '
		}
		return r
	}, strings.ToValidUTF8(text[:min(len(text), 2*maxMessage)], ""))
	if len(text) <= maxMessage {
		return text
	}
	cut := maxMessage
	for !utf8.RuneStart(text[cut]) {
		cut--
	}
	return text[:cut] + "…"
}
