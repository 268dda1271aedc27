package walk

import (
	"reflect"
	"strconv"
	"time"

	"github.com/vektah/gqlparser/v2/ast"

	"cobuild/graph"
)

// write appends a value as JSON. It is false, and appends nothing, where the
// value is null and must not be: then what it stands in is null.
func (r *run) write(text []byte, s *step, t *ast.Type, v *value) ([]byte, bool) {
	begun := len(text)
	var whole bool
	switch v.kind {
	case isLeaf:
		return leaf(text, v.leaf), true
	case isObject:
		text, whole = r.writeObject(text, v.inner)
	case isList:
		text, whole = r.writeList(text, s, t.Elem, v.items)
	case isNull:
	}
	switch {
	case whole:
		return text, true
	case t.NonNull:
		return text[:begun], false
	default:
		return append(text[:begun], "null"...), true
	}
}

func (r *run) writeList(text []byte, s *step, t *ast.Type, items []value) (_ []byte, whole bool) {
	text = append(text, '[')
	for i := range items {
		if i > 0 {
			text = append(text, ',')
		}
		if text, whole = r.write(text, s, t, &items[i]); !whole {
			return text, false
		}
	}
	return append(text, ']'), true
}

func (r *run) writeObject(text []byte, o *object) (_ []byte, whole bool) {
	text = append(text, '{')
	fields := o.value.Elem()
	for i := range o.plan.steps {
		s := &o.plan.steps[i]
		if i > 0 {
			text = append(text, ',')
		}
		text = append(text, s.key...)
		switch {
		case s.bound == nil:
			text = quoted(text, o.plan.object)
		case s.slot < 0:
			text = leaf(text, fields.FieldByIndex(s.bound.index))
		default:
			if text, whole = r.write(text, s, s.typed, &o.values[s.slot]); !whole {
				return text, false
			}
		}
	}
	return append(text, '}'), true
}

// leaf appends a scalar or an enum as gqlgen writes it.
func leaf(text []byte, v reflect.Value) []byte {
	if v.Kind() == reflect.Pointer {
		if v.IsNil() {
			return append(text, "null"...)
		}
		v = v.Elem()
	}
	switch v.Kind() {
	case reflect.String:
		return quoted(text, v.String())
	case reflect.Bool:
		return strconv.AppendBool(text, v.Bool())
	case reflect.Int, reflect.Int64:
		return strconv.AppendInt(text, v.Int(), 10)
	case reflect.Float64:
		return strconv.AppendFloat(text, v.Float(), 'g', -1, 64)
	default: // a date
		day := graph.Date(v.Uint())
		if day == 0 {
			return append(text, "null"...)
		}
		text = append(text, '"')
		text = day.Time().AppendFormat(text, time.DateOnly)
		return append(text, '"')
	}
}

const hex = "0123456789ABCDEF"

// quoted appends a text as gqlgen does, to the byte.
func quoted(text []byte, s string) []byte {
	text = append(text, '"')
	start := 0
	for i := range len(s) {
		c := s[i]
		if c >= 0x20 && c != '\\' && c != '"' {
			continue
		}
		text = append(text, s[start:i]...)
		start = i + 1
		switch c {
		case '\t':
			text = append(text, '\\', 't')
		case '\r':
			text = append(text, '\\', 'r')
		case '\n':
			text = append(text, '\\', 'n')
		case '\\', '"':
			text = append(text, '\\', c)
		default:
			text = append(text, '\\', 'u', '0', '0', hex[c>>4], hex[c&0xf])
		}
	}
	return append(append(text, s[start:]...), '"')
}
