package resolvers

import (
	"context"
	"errors"
	"maps"
	"slices"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/gqlerror"

	"cobuild/graph"
	"cobuild/graph/model"
)

// Present turns the error of a resolver into what the client sees: message in
// the language of the request, extensions.code, the input's field where there
// is one, the path. An error that is none of graph's becomes INTERNAL and tells
// nothing; its cause is for the caller to log.
func Present(ctx context.Context, cause error) *gqlerror.Error {
	passOver(ctx)
	out := &gqlerror.Error{Path: graphql.GetPath(ctx)}
	var located *gqlerror.Error
	if errors.As(cause, &located) {
		out.Locations = located.Locations
		if located.Path != nil {
			out.Path = located.Path
		}
	}
	told := graphError(cause)
	out.Message = told.Told(seesMembers(ctx)).In(requestOf(ctx).language)
	out.Extensions = map[string]any{"code": string(told.Code)}
	if len(told.Field) > 0 {
		out.Extensions["field"] = told.Field
	}
	return out
}

func graphError(cause error) *graph.Error {
	var told *graph.Error
	switch {
	case errors.As(cause, &told):
		return told
	case errors.Is(cause, context.DeadlineExceeded), errors.Is(cause, context.Canceled):
		return graph.NewError(graph.CodeUnavailable, nil,
			"the request ended before its answer: ask for less at once, or try again", "请求在得到结果前已结束：请减少单次查询的内容，或稍后再试")
	default:
		return graph.NewError(graph.CodeInternal, nil,
			"a fault of the server: tell its operator the request id", "服务器内部错误：请将请求标识告知管理员")
	}
}

// refusals are the user errors of an input that was refused by rule; ok is
// false for any other failure, which is an error of the request.
func refusals(ctx context.Context, err error) (told []*model.UserError, ok bool) {
	var many graph.Errors
	var one *graph.Error
	switch {
	case errors.As(err, &many):
	case errors.As(err, &one):
		many = graph.Errors{one}
	default:
		return nil, false
	}
	refused := []graph.ErrorCode{graph.CodeNotFound, graph.CodeInvalid, graph.CodeConflict, graph.CodeForbidden, graph.CodeTooComplex}
	for _, one := range many {
		if !slices.Contains(refused, one.Code) {
			return nil, false
		}
		user := &model.UserError{Code: one.Code, Message: one.Told(seesMembers(ctx)).In(requestOf(ctx).language)}
		if len(one.Field) > 0 {
			user.Field = append([]string{"input"}, one.Field...)
		}
		told = append(told, user)
	}
	return told, true
}

// sortedKeys gives the keys of a map in order.
func sortedKeys[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }
