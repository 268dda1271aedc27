// Package scalar writes and reads the scalars of the schema that are no plain
// text. It stands apart from graph, which knows no protocol.
package scalar

import (
	"encoding/json"
	"fmt"
	"io"
	"math"
	"strconv"

	"github.com/99designs/gqlgen/graphql"

	"cobuild/graph"
)

// MarshalDate writes YYYY-MM-DD, null for the zero Date.
func MarshalDate(d graph.Date) graphql.Marshaler {
	if d == 0 {
		return graphql.Null
	}
	return graphql.MarshalString(d.String())
}

// UnmarshalDate reads YYYY-MM-DD. Its errors are *graph.Error, INVALID.
func UnmarshalDate(v any) (graph.Date, error) {
	text, ok := v.(string)
	if !ok {
		return 0, graph.Invalid(nil, "%v is not a date: write it as a text, YYYY-MM-DD", "%v不是日期：请写作文本YYYY-MM-DD", graph.Clip(fmt.Sprint(v)))
	}
	return graph.ParseDate(text)
}

// MarshalInt writes a whole number. Numbers beyond 32 bits, which the
// specification forbids, are kept out by the limits of what is stored.
func MarshalInt(n int) graphql.Marshaler {
	return graphql.WriterFunc(func(w io.Writer) { _, _ = io.WriteString(w, strconv.Itoa(n)) })
}

// UnmarshalInt reads a whole number of 32 bits. Its errors are *graph.Error,
// INVALID.
func UnmarshalInt(v any) (int, error) {
	var n int64
	switch v := v.(type) {
	case int:
		n = int64(v)
	case int32:
		n = int64(v)
	case int64:
		n = v
	case json.Number:
		parsed, err := v.Int64()
		if err != nil {
			return 0, notInt(v.String())
		}
		n = parsed
	case float64:
		if v != math.Trunc(v) || math.Abs(v) > math.MaxInt32+1 {
			return 0, notInt(strconv.FormatFloat(v, 'g', -1, 64))
		}
		n = int64(v)
	default:
		return 0, notInt(fmt.Sprint(v))
	}
	if n < math.MinInt32 || n > math.MaxInt32 {
		return 0, notInt(strconv.FormatInt(n, 10))
	}
	return int(n), nil
}

func notInt(text string) error {
	return graph.Invalid(nil, "%s is not a whole number of 32 bits: write one from -2147483648 to 2147483647",
		"%s不是32位整数：请写-2147483648至2147483647之间的整数", graph.Clip(text))
}

// MarshalID writes an id.
func MarshalID(id graph.ID) graphql.Marshaler { return graphql.MarshalString(string(id)) }

// UnmarshalID reads an id, well formed or not: what a malformed one means
// depends on the field. An empty one is refused everywhere: where none may be
// given, "" would otherwise be taken for none, and clear what it was to set.
func UnmarshalID(v any) (graph.ID, error) {
	text, err := graphql.UnmarshalID(v)
	if err == nil && text == "" {
		err = graph.Invalid(nil, "an id may not be empty: use the id field of an earlier answer, or leave the field out", "标识不能为空：请使用先前结果中的id字段，或省略该字段")
	}
	return graph.ID(text), err
}
