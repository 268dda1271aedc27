package edit

import "slices"

// Opt is a field of a correction, where to leave a field out and to give null
// differ: left out it stays as it is, null clears it.
type Opt[T any] struct {
	Set   bool // the field was given
	Value *T   // nil = null
}

// Some is a field given with a value.
func Some[T any](value T) Opt[T] { return Opt[T]{Set: true, Value: &value} }

// Null is a field given as null.
func Null[T any]() Opt[T] { return Opt[T]{Set: true} }

// or gives the field's value: old where it was left out, the zero value for null.
func (o Opt[T]) or(old T) T {
	switch {
	case !o.Set:
		return old
	case o.Value == nil:
		var zero T
		return zero
	default:
		return *o.Value
	}
}

// null says whether the field was given as null.
func (o Opt[T]) null() bool { return o.Set && o.Value == nil }

// given says whether the field was given with a value.
func (o Opt[T]) given() bool { return o.Set && o.Value != nil }

// into writes the field over what is kept, null as the zero value, and says
// whether that differs. A field left out changes nothing.
func into[T comparable](o Opt[T], kept *T) (changed bool) {
	value := o.or(*kept)
	changed = value != *kept
	*kept = value
	return changed
}

// textInto is into for texts, which are kept trimmed.
func textInto(o Opt[string], kept *string) (changed bool) {
	if o.given() {
		o = Some(trimmed(*o.Value))
	}
	return into(o, kept)
}

// textsInto is textInto for lists of texts, each trimmed.
func textsInto(o Opt[[]string], kept *[]string) (changed bool) {
	if !o.Set {
		return false
	}
	next := trimmedAll(o.or(nil))
	changed = !slices.Equal(next, *kept)
	*kept = next
	return changed
}

// trimmedAll are texts of an input as they are kept, nil for none.
func trimmedAll(texts []string) (kept []string) {
	for _, text := range texts {
		kept = append(kept, trimmed(text))
	}
	return kept
}

// pointerInto is into for values that may be unknown: nil.
func pointerInto[T comparable](o Opt[T], kept **T) (changed bool) {
	if !o.Set {
		return false
	}
	changed = (*kept == nil) != (o.Value == nil) || *kept != nil && **kept != *o.Value
	*kept = copied(o.Value)
	return changed
}
