package walk

import (
	"context"
	"reflect"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/ast"

	"cobuild/graph"
)

// plan is what is selected on objects of one type, as one request asks it.
type plan struct {
	object string
	on     reflect.Type // pointer to the struct behind the object
	steps  []step
	slots  int // how many steps have a value of their own
	child  child
}

// child makes the context of a field of an object type, with its arguments.
type child func(context.Context, graphql.CollectedField) (*graphql.FieldContext, error)

// step is one field of a plan.
type step struct {
	field graphql.CollectedField
	key   []byte // as JSON, with the colon
	typed *ast.Type
	bound *binding // nil = __typename
	slot  int      // of the value; -1 = the variable is read when it is written

	made  *graphql.FieldContext // what contexts of the field are copied from; nil = none was made yet
	args  []reflect.Value
	below []*plan // of the objects in the field, one for each type
}

// unbound is a field that only gqlgen can answer.
type unbound struct{ object, field string }

func (u unbound) Error() string { return "walk: nothing is bound to " + u.object + "." + u.field }

// plan gives what a step selects on an object type.
func (r *run) plan(s *step, object string, on reflect.Type, of child) *plan {
	for _, known := range s.below {
		if known.on == on && known.object == object {
			return known
		}
	}
	p := &plan{object: object, on: on, child: of}
	s.below = append(s.below, p)
	fields := graphql.CollectFields(r.op, s.field.Selections, r.schema.ways.Satisfied[object])
	p.steps = make([]step, 0, len(fields))
	seen := map[string]bool{}
	for _, field := range fields {
		if !seen[field.Alias] {
			seen[field.Alias] = true
			p.add(r.schema, field)
		}
	}
	return p
}

func (p *plan) add(schema *Schema, field graphql.CollectedField) {
	s := step{field: field, key: append(quoted(nil, field.Alias), ':'), slot: -1}
	if field.Name != "__typename" {
		s.typed = field.Definition.Type
		if s.bound = schema.bind(p.object, p.on, field.Definition); s.bound == nil {
			panic(unbound{p.object, field.Name})
		}
		if !s.plain(schema, p.on) {
			s.slot = p.slots
			p.slots++
		}
	}
	p.steps = append(p.steps, s)
}

// plain tells fields that need nothing but to be written, and cannot fail.
func (s *step) plain(schema *Schema, on reflect.Type) bool {
	if s.bound.index == nil || s.typed.Elem != nil || !schema.leaf(s.typed) {
		return false
	}
	of := on.Elem().FieldByIndex(s.bound.index).Type
	if of.Kind() == reflect.Pointer {
		of = of.Elem()
		if s.typed.NonNull {
			return false
		}
	}
	return scalar(of) && of.Kind() != reflect.Float64 && (of != dateType || !s.typed.NonNull)
}

func (s *Schema) leaf(t *ast.Type) bool {
	kind := s.types[t.Name()].Kind
	return kind == ast.Scalar || kind == ast.Enum
}

var dateType = reflect.TypeFor[graph.Date]()

// scalar tells the Go types that are written as a scalar or an enum.
func scalar(t reflect.Type) bool {
	switch t.Kind() {
	case reflect.String, reflect.Bool, reflect.Int, reflect.Int64, reflect.Float64:
		return true
	default:
		return t == dateType
	}
}

// arguments are those of a function, in order.
func (s *step) arguments(fc *graphql.FieldContext) []reflect.Value {
	definitions := s.field.Definition.Arguments
	if s.bound.index != nil || len(definitions) == 0 {
		return nil
	}
	takes := s.bound.call.Type()
	first := takes.NumIn() - len(definitions)
	args := make([]reflect.Value, len(definitions))
	for i, definition := range definitions {
		if value := fc.Args[definition.Name]; value != nil {
			args[i] = reflect.ValueOf(value)
		} else {
			args[i] = reflect.Zero(takes.In(first + i))
		}
	}
	return args
}

// contexts finds what makes the contexts of the fields of an object type: those
// of another type know it of their own children. nil where nothing leads there.
func (r *run) contexts(object string) child {
	if of, ok := r.children[object]; ok {
		return of
	}
	var queue []string
	for name := range r.children {
		queue = append(queue, name)
	}
	for ; len(queue) > 0; queue = queue[1:] {
		definition := r.schema.types[queue[0]]
		for _, field := range definition.Fields {
			to := field.Type.Name()
			if _, known := r.children[to]; known || r.schema.types[to].Kind != ast.Object || needs(field) || r.children[queue[0]] == nil {
				continue
			}
			fc, err := r.children[queue[0]](r.ctx, graphql.CollectedField{Field: &ast.Field{
				Name: field.Name, Alias: field.Name, Definition: field, ObjectDefinition: definition,
			}})
			if err != nil {
				continue
			}
			r.children[to] = fc.Child
			queue = append(queue, to)
		}
	}
	of := r.children[object]
	r.children[object] = of // if nil, so that it is not looked for again
	return of
}

// needs tells fields that cannot be asked without arguments.
func needs(field *ast.FieldDefinition) bool {
	for _, argument := range field.Arguments {
		if argument.Type.NonNull && argument.DefaultValue == nil {
			return true
		}
	}
	return false
}
