package walk

import (
	"context"
	"errors"
	"io"
	"math"
	"reflect"
	"sync"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/ast"

	"cobuild/loaders"
)

// run is the walk below one root field.
type run struct {
	schema   *Schema
	op       *graphql.OperationContext
	ctx      context.Context // of the root field
	turn     *loaders.Turn
	children map[string]child
	tasks    []*task // fields to resolve, level by level
	later    []*task // those that wait for answers
	faults   []fault
	inputs   []reflect.Value // of a call, used again and again
	given    context.Context // of a call
	giving   reflect.Value   // of given: as an interface, it is passed on without a look at what it holds
}

// object is one of the answer.
type object struct {
	plan   *plan
	value  reflect.Value // pointer to a struct
	values []value       // of the steps that have a slot
}

// value is that of a field or of an item; the zero value is null.
type value struct {
	kind  kind
	leaf  reflect.Value
	inner *object
	items []value
}

type kind uint8

const (
	isNull kind = iota
	isLeaf
	isObject
	isList
)

// task is a field to be resolved.
type task struct {
	of     *object
	step   *step
	base   context.Context       // without the field
	parent *graphql.FieldContext // of the object
	ctx    context.Context       // with the field; nil = not tried yet
	fc     *graphql.FieldContext
}

// fault is an error to be told.
type fault struct {
	ctx context.Context
	err error
}

// place is where a value stands in the answer.
type place struct {
	base   context.Context
	field  *graphql.FieldContext
	index  int // in a list
	listed bool
}

// context is that of an object or of an inner list at the place.
func (p place) context(result any) *graphql.FieldContext {
	if !p.listed {
		return p.field
	}
	return &graphql.FieldContext{Parent: p.field, Index: &p.index, Result: result}
}

// within is the context in which errors of the place are told.
func (p place) within() context.Context {
	fc := *p.context(nil)
	return within(p.base, &fc, fc.Parent)
}

// texts are buffers for answers, used again. A greater one than mostKept bytes is
// not kept.
var texts = sync.Pool{New: func() any { return new([]byte) }}

const mostKept = 1 << 20

// Below answers what is selected below the field of the context, whose result is
// given; ok is false where gqlgen must. It panics as the field's resolver might.
func (s *Schema) Below(ctx context.Context, result any) (answer graphql.Marshaler, ok bool) {
	if s == nil {
		return nil, false
	}
	field := graphql.GetFieldContext(ctx)
	defer func() {
		switch fault := recover().(type) {
		case nil:
		case unbound:
			answer, ok = nil, false
		default:
			panic(fault)
		}
	}()
	r := &run{schema: s, op: graphql.GetOperationContext(ctx), children: map[string]child{}}
	r.ctx, r.turn = loaders.Take(ctx)
	r.giving = reflect.ValueOf(&r.given).Elem()
	field.Result = result
	root := step{field: field.Field, typed: field.Field.Definition.Type, made: field}
	all := r.complete(&root, root.typed, reflect.ValueOf(result), place{base: r.ctx, field: field})
	r.resolve()
	for _, fault := range r.faults {
		r.op.Error(fault.ctx, fault.err)
	}
	text := texts.Get().(*[]byte)
	written, whole := r.write((*text)[:0], &root, root.typed, &all)
	*text = written
	if !whole {
		texts.Put(text)
		return graphql.Null, true
	}
	return graphql.WriterFunc(func(w io.Writer) { // which is called once
		whose := text
		text = &[]byte{} // another request's from here on
		_, _ = w.Write(*whose)
		if cap(*whose) <= mostKept {
			texts.Put(whose)
		}
	}), true
}

// resolve takes field after field, and asks what they ask together when none is
// left that could ask.
func (r *run) resolve() {
	for len(r.tasks) > 0 {
		for i := 0; i < len(r.tasks); i++ { // which grows
			r.do(r.tasks[i])
		}
		r.tasks, r.later = r.later, r.tasks[:0]
		if len(r.tasks) > 0 {
			r.turn.Wait()
		}
	}
}

// do resolves a field, or leaves it for later.
func (r *run) do(t *task) {
	if t.ctx == nil && !r.open(t) {
		return
	}
	r.turn.Next()
	result, err := r.call(t)
	switch {
	case r.turn.Later():
		r.later = append(r.later, t)
	case err != nil:
		r.fault(t.ctx, err)
	default:
		if t.step.field.Selections != nil {
			t.fc.Result = result.Interface()
		}
		t.of.values[t.step.slot] = r.complete(t.step, t.step.typed, result, place{base: t.base, field: t.fc})
	}
}

// open makes the context of a field; false where its arguments are refused, which
// is told by then.
func (r *run) open(t *task) bool {
	s := t.step
	if s.made == nil && !r.first(t) {
		return false
	}
	fc := *s.made
	fc.Parent = t.parent
	t.fc = &fc
	t.base = r.schema.ways.Before(t.base, t.fc)
	t.ctx = within(t.base, t.fc, t.parent)
	return true
}

// first makes what the contexts of a field are copied from.
func (r *run) first(t *task) bool {
	s, p := t.step, t.of.plan
	if p.child == nil {
		p.child = r.contexts(p.object)
	}
	if p.child == nil {
		return r.bare(t)
	}
	at := t.base
	if t.parent != nil {
		above := *t.parent
		at = within(t.base, &above, t.parent.Parent)
	}
	fc, err := p.child(at, s.field)
	if err != nil { // told by gqlgen, for this parent; the next one tries again
		return false
	}
	s.made, s.args = fc, s.arguments(fc)
	return true
}

// bare makes what contexts are copied from where gqlgen cannot be asked for it,
// below interfaces: of fields whose arguments are left out.
func (r *run) bare(t *task) bool {
	s := t.step
	s.made = &graphql.FieldContext{Object: t.of.plan.object, Field: s.field, IsMethod: s.bound.index == nil, IsResolver: s.bound.self.IsValid()}
	for i, argument := range s.field.Definition.Arguments {
		if argument.DefaultValue != nil || s.field.Arguments.ForName(argument.Name) != nil {
			panic(unbound{t.of.plan.object, s.field.Name})
		}
		if i == 0 {
			s.made.Args = map[string]any{}
			s.args = s.arguments(s.made)
		}
		s.made.Args[argument.Name] = s.args[i].Interface()
	}
	return true
}

// within puts a field on a context, below another than that on it.
func within(ctx context.Context, fc, parent *graphql.FieldContext) context.Context {
	ctx = graphql.WithFieldContext(ctx, fc)
	fc.Parent = parent
	return ctx
}

// call asks what is bound to a field.
func (r *run) call(t *task) (result reflect.Value, err error) {
	b := t.step.bound
	if b.index != nil {
		return t.of.value.Elem().FieldByIndex(b.index), nil
	}
	defer func() {
		if cause := recover(); cause != nil && !r.turn.Later() {
			err = r.op.Recover(t.ctx, cause)
		}
	}()
	in := r.inputs[:0]
	r.given = t.ctx
	if b.self.IsValid() {
		in = append(in, b.self, r.giving, t.of.value)
	} else if in = append(in, t.of.value); b.context {
		in = append(in, r.giving)
	}
	in = append(in, t.step.args...)
	r.inputs = in
	out := b.call.Call(in)
	if b.fails && !out[1].IsNil() && !r.turn.Later() {
		return out[0], graphql.AddFieldLocationToError(t.ctx, out[1].Interface().(error))
	}
	return out[0], nil
}

func (r *run) fault(ctx context.Context, err error) { r.faults = append(r.faults, fault{ctx, err}) }

var (
	errMustNotBeNull = errors.New("walk: null where the schema has none")
	errNoNumber      = errors.New("walk: a number that JSON has no text for")
)

// null is a value that is missing, which is a fault where it must not be.
func (r *run) null(t *ast.Type, at place) value {
	if t.NonNull {
		r.fault(at.within(), errMustNotBeNull)
	}
	return value{}
}

// complete makes the value of a field of a result, and tasks of what is selected
// below it.
func (r *run) complete(s *step, t *ast.Type, v reflect.Value, at place) value {
	var pointer reflect.Value
	for v.IsValid() && (v.Kind() == reflect.Interface || v.Kind() == reflect.Pointer) {
		if v.IsNil() {
			return r.null(t, at)
		}
		pointer = v
		v = v.Elem()
	}
	switch {
	case !v.IsValid():
		return r.null(t, at)
	case t.Elem != nil:
		return r.list(s, t, v, at)
	case r.schema.leaf(t):
		return r.leaf(s, t, v, at)
	case v.Kind() != reflect.Struct:
		panic(unbound{t.Name(), s.field.Name})
	case v.CanAddr():
		pointer = v.Addr()
	case pointer.Kind() != reflect.Pointer: // a struct in an interface
		pointer = reflect.New(v.Type())
		pointer.Elem().Set(v)
	}
	return value{kind: isObject, inner: r.object(s, t, pointer, at)}
}

func (r *run) leaf(s *step, t *ast.Type, v reflect.Value, at place) value {
	switch {
	case !scalar(v.Type()):
		panic(unbound{t.Name(), s.field.Name})
	case v.Type() == dateType && v.IsZero():
		return r.null(t, at)
	case v.Kind() == reflect.Float64 && (math.IsInf(v.Float(), 0) || math.IsNaN(v.Float())):
		r.fault(at.within(), errNoNumber)
		return value{}
	}
	return value{kind: isLeaf, leaf: v}
}

func (r *run) list(s *step, t *ast.Type, v reflect.Value, at place) value {
	switch {
	case v.Kind() != reflect.Slice:
		panic(unbound{t.Name(), s.field.Name})
	case v.IsNil() && !t.NonNull:
		return value{}
	}
	inside := place{base: at.base, field: at.context(nil), listed: true}
	items := make([]value, v.Len())
	for i := range items {
		inside.index = i
		items[i] = r.complete(s, t.Elem, v.Index(i), inside)
	}
	return value{kind: isList, items: items}
}

func (r *run) object(s *step, t *ast.Type, pointer reflect.Value, at place) *object {
	name := t.Name()
	var of child
	if r.schema.types[name].Kind == ast.Object {
		if of = r.children[name]; of == nil && s.made.Child != nil {
			of = s.made.Child
			r.children[name] = of
		}
	} else {
		name = r.schema.ways.Object(pointer)
	}
	p := r.plan(s, name, pointer.Type(), of)
	o := &object{plan: p, value: pointer}
	if p.slots == 0 {
		return o
	}
	o.values = make([]value, p.slots)
	tasks := make([]task, p.slots)
	parent := at.context(pointer.Interface())
	for i := range p.steps {
		if slot := p.steps[i].slot; slot >= 0 {
			tasks[slot] = task{of: o, step: &p.steps[i], base: at.base, parent: parent}
			r.tasks = append(r.tasks, &tasks[slot])
		}
	}
	return o
}
