package cli

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"strconv"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"

	"cobuild/graph"
	"cobuild/resolvers"
)

// run executes a mutation; id is the first thing that its payload names.
func (p *player) run(ctx context.Context, l line, field *ast.FieldDefinition, input any) (id graph.ID, wrong []fault, err error) {
	ctx = p.root.Context(graphql.StartOperationTrace(ctx), resolvers.Viewer{SeeMembers: true, Write: true}, p.lang)
	operation, errs := p.executor.CreateOperationContext(ctx, &graphql.RawParams{Query: p.query(field), Variables: map[string]any{"input": input}})
	if len(errs) > 0 {
		return "", p.malformed(l, errs), nil
	}
	next, ctx := p.executor.DispatchOperation(graphql.WithOperationContext(ctx, operation), operation)
	answer := next(ctx)
	if len(answer.Errors) > 0 {
		if err := ctx.Err(); err != nil {
			return "", nil, err
		}
		if code := answer.Errors[0].Extensions["code"]; code == string(graph.CodeInternal) || code == string(graph.CodeUnavailable) {
			return "", nil, errors.New(answer.Errors[0].Message)
		}
		return "", p.malformed(l, answer.Errors), nil
	}
	var data struct {
		Made map[string]json.RawMessage `json:"made"`
	}
	var refused []struct {
		Message string
		Field   []string
	}
	if err := json.Unmarshal(answer.Data, &data); err != nil {
		return "", nil, err
	}
	if err := json.Unmarshal(data.Made["userErrors"], &refused); err != nil {
		return "", nil, err
	}
	for _, r := range refused {
		f := fault{line: l.number, operation: l.Operation, field: r.Field, why: graph.Text{EN: r.Message, ZH: r.Message}}
		if len(f.field) > 0 {
			f.field = f.field[1:] // input
		}
		wrong = append(wrong, f)
	}
	for _, f := range p.schema.Types[field.Type.Name()].Fields { // in the order of the payload
		if id == "" {
			id = firstID(data.Made[f.Name])
		}
	}
	return id, wrong, nil
}

// firstID is the id of an object, or of the first of a list.
func firstID(data json.RawMessage) graph.ID {
	var one struct{ ID graph.ID }
	if bytes.HasPrefix(data, []byte("{")) && json.Unmarshal(data, &one) == nil {
		return one.ID
	}
	var list []struct{ ID graph.ID }
	if bytes.HasPrefix(data, []byte("[")) && json.Unmarshal(data, &list) == nil && len(list) > 0 {
		return list[0].ID
	}
	return ""
}

// malformed tells what the schema does not let through.
func (p *player) malformed(l line, errs gqlerror.List) (wrong []fault) {
	for _, e := range errs {
		f := fault{line: l.number, operation: l.Operation, why: graph.Text{EN: e.Message, ZH: e.Message}}
		for _, step := range e.Path {
			switch step := step.(type) {
			case ast.PathName:
				f.field = append(f.field, string(step))
			case ast.PathIndex:
				f.field = append(f.field, strconv.Itoa(int(step)))
			}
		}
		if len(f.field) >= 2 && f.field[0] == "variable" {
			f.field = f.field[2:]
		}
		wrong = append(wrong, f)
	}
	return wrong
}
