package walk

import (
	"context"
	"reflect"
	"strings"
	"sync"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/ast"
)

// Schema knows which Go code answers which field.
type Schema struct {
	types     map[string]*ast.Definition
	resolvers map[string]reflect.Value // by object type
	ways      Ways
	bound     sync.Map // ownField -> *binding
}

// Ways are what a schema does in its own way.
type Ways struct {
	// Satisfied says for each object type what a fragment on it may be on.
	Satisfied map[string][]string

	// Renamed are the fields that are called otherwise in Go, as "Object.field".
	Renamed map[string]string

	// Object names the object type of a value where a schema says less.
	Object func(value reflect.Value) string

	// Before gives the context in which a field is resolved, and all below it.
	Before func(context.Context, *graphql.FieldContext) context.Context
}

// New binds a schema to a root of resolvers: for each object type that has some,
// it has a method of that name.
func New(schema *ast.Schema, root any, ways Ways) *Schema {
	s := &Schema{types: schema.Types, resolvers: map[string]reflect.Value{}, ways: ways}
	all := reflect.ValueOf(root)
	for name, definition := range schema.Types {
		if of := all.MethodByName(name); definition.Kind == ast.Object && of.IsValid() && of.Type().NumIn() == 0 {
			s.resolvers[name] = of.Call(nil)[0].Elem()
		}
	}
	return s
}

// ownField is a field of an object type on a Go type.
type ownField struct {
	object, name string
	on           reflect.Type
}

// binding is what answers a field: a variable of the object, or a function.
type binding struct {
	index   []int         // of the variable
	call    reflect.Value // of the object's pointer and what inputs says
	self    reflect.Value // a resolver, before the object
	context bool          // the function takes one
	fails   bool          // the function gives an error, too
}

var (
	contextType = reflect.TypeFor[context.Context]()
	errorType   = reflect.TypeFor[error]()
)

// bind finds what answers a field as gqlgen does: a resolver, a method or a
// variable of its name, in whatever case. nil where nothing does.
func (s *Schema) bind(object string, on reflect.Type, field *ast.FieldDefinition) *binding {
	key := ownField{object, field.Name, on}
	if known, ok := s.bound.Load(key); ok {
		return known.(*binding)
	}
	found := s.find(object, on, field)
	s.bound.Store(key, found)
	return found
}

func (s *Schema) find(object string, on reflect.Type, field *ast.FieldDefinition) *binding {
	name := field.Name
	if other := s.ways.Renamed[object+"."+name]; other != "" {
		name = other
	}
	if of, ok := s.resolvers[object]; ok {
		if m, ok := method(of.Type(), name); ok && m.Type.NumIn() > 2 && m.Type.In(2) == on {
			return function(m, of, len(field.Arguments))
		}
	}
	if m, ok := method(on, name); ok {
		return function(m, reflect.Value{}, len(field.Arguments))
	}
	variable, ok := on.Elem().FieldByNameFunc(func(n string) bool { return strings.EqualFold(n, name) })
	if !ok || !variable.IsExported() || len(field.Arguments) > 0 {
		return nil
	}
	return &binding{index: variable.Index}
}

func method(of reflect.Type, name string) (reflect.Method, bool) {
	for i := range of.NumMethod() {
		if m := of.Method(i); strings.EqualFold(m.Name, name) {
			return m, true
		}
	}
	return reflect.Method{}, false
}

// function is a method that takes so many arguments, after the object; nil where
// it takes or gives anything else.
func function(m reflect.Method, self reflect.Value, arguments int) *binding {
	b := &binding{call: m.Func, self: self, context: m.Type.NumIn() > 1 && m.Type.In(1) == contextType}
	takes := 1 + arguments
	if self.IsValid() {
		takes++
	}
	if b.context {
		takes++
	}
	outs := m.Type.NumOut()
	b.fails = outs == 2 && m.Type.Out(1) == errorType
	if m.Type.NumIn() != takes || outs != 1 && !b.fails {
		return nil
	}
	return b
}
