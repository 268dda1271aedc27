package resolvers

import (
	"context"
	"reflect"
	"strings"
	"sync"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/ast"

	"cobuild/graph/generated"
	"cobuild/loaders"
)

// Fields is the extension that stands around every field: it hands dates down, and
// tells the loaders which fields are under way, so that they know when all that
// will be asked at a moment has been. What lies below the root fields of a query
// it has walked.
type Fields struct {
	ByGqlgen bool // walk nothing, which tests compare with
}

var _ interface {
	graphql.HandlerExtension
	graphql.ResponseInterceptor
	graphql.FieldInterceptor
} = Fields{}

// ExtensionName is Fields.
func (Fields) ExtensionName() string { return "Fields" }

// Validate accepts any schema.
func (Fields) Validate(graphql.ExecutableSchema) error { return nil }

// InterceptResponse announces the fields of a query. Those of a mutation run one
// after the other, and announce themselves.
func (Fields) InterceptResponse(ctx context.Context, next graphql.ResponseHandler) *graphql.Response {
	if op := graphql.GetOperationContext(ctx); op.Operation.Operation == ast.Query {
		load(ctx).Expect(below(op, op.Operation.SelectionSet, "Query"))
	}
	return next(ctx)
}

// InterceptField runs a field at its date, and announces those below it.
func (f Fields) InterceptField(ctx context.Context, next graphql.Resolver) (result any, err error) {
	field := graphql.GetFieldContext(ctx)
	questions := load(ctx)
	if inTurn(field.Object) {
		questions.Expect(1)
	}
	children := 0
	defer func() { questions.Done(children) }() // after a panic, too
	ctx = dated(ctx, field)
	result, err = next(ctx)
	if err == nil && len(field.Field.Selections) > 0 {
		if field.Object == "Query" && !f.ByGqlgen {
			if answer, ok := requestOf(ctx).fields.Below(ctx, result); ok {
				return answer, nil
			}
		}
		children = childrenOf(graphql.GetOperationContext(ctx), field.Field, result)
	}
	return result, err
}

// passOver ends a field that was announced and will not run, as gqlgen could not
// read its arguments: the error is all that is seen of it.
func passOver(ctx context.Context) {
	field := graphql.GetFieldContext(ctx)
	if loaders.TurnOf(ctx) != nil || field == nil || field.Field.Field == nil || field.Args != nil || len(field.Field.Definition.Arguments) == 0 || inTurn(field.Object) {
		return
	}
	load(ctx).Done(0)
}

// inTurn tells objects whose fields run one after the other: each announces
// itself.
func inTurn(object string) bool {
	return object == "Mutation" || strings.HasSuffix(object, "Payload")
}

// childrenOf is how many fields will run on the result of a field of objects.
func childrenOf(op *graphql.OperationContext, field graphql.CollectedField, result any) int {
	value, declared := reflect.ValueOf(result), field.Definition.Type.Name()
	if satisfied()[declared] == nil { // an interface: each object may be of another type
		return eachObject(value, func(object reflect.Value) int { return below(op, field.Selections, typeName(object)) })
	}
	n := eachObject(value, func(reflect.Value) int { return 1 })
	if n == 0 || inTurn(declared) {
		return 0
	}
	return n * below(op, field.Selections, declared)
}

// eachObject adds up what count gives for the objects in a result, which may be
// one, a list, or nothing.
func eachObject(value reflect.Value, count func(reflect.Value) int) (n int) {
	switch value.Kind() {
	case reflect.Invalid:
		return 0
	case reflect.Slice:
		for i := range value.Len() {
			n += eachObject(value.Index(i), count)
		}
		return n
	case reflect.Interface:
		return eachObject(value.Elem(), count)
	case reflect.Pointer:
		if value.IsNil() {
			return 0
		}
	}
	return count(value)
}

// below is how many fields are selected on an object of a type.
func below(op *graphql.OperationContext, set ast.SelectionSet, object string) (n int) {
	for _, field := range graphql.CollectFields(op, set, satisfied()[object]) {
		if field.Name != "__typename" { // which is no field with a resolver
			n++
		}
	}
	return n
}

// typeName is the object type behind a node.
func typeName(object reflect.Value) string {
	switch name := reflect.Indirect(object).Type().Name(); name {
	case "Finding":
		return "Gap"
	case "Link":
		return "Coverage"
	default:
		return name
	}
}

// satisfied says for each object type what a fragment on it may be on, itself
// first, as the generated code has it.
var satisfied = sync.OnceValue(func() map[string][]string {
	schema := generated.NewExecutableSchema(generated.Config{}).Schema()
	all := map[string][]string{}
	for name, definition := range schema.Types {
		if definition.Kind != ast.Object {
			continue
		}
		names := []string{name}
		for _, general := range schema.GetImplements(definition) {
			names = append(names, general.Name)
		}
		all[name] = names
	}
	return all
})
