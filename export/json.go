package export

import (
	"bytes"
	"encoding/json"
	"strconv"
)

func intText(n int) string { return strconv.Itoa(n) }

// line is a row as JSON: what was selected of it, in that order. With lists
// within each other, it has an object for each of them, under its path.
func (p *plan) line(items []any) ([]byte, error) {
	var out bytes.Buffer
	if len(p.levels) < 2 {
		err := object(&out, items[0], p.row(), nil)
		return out.Bytes(), err
	}
	out.WriteByte('{')
	for i, l := range p.levels {
		if i > 0 {
			out.WriteByte(',')
		}
		if err := encode(&out, l.name); err != nil {
			return nil, err
		}
		out.WriteByte(':')
		if err := object(&out, items[i], l.list.item(), p.below(i)); err != nil {
			return nil, err
		}
	}
	out.WriteByte('}')
	return out.Bytes(), nil
}

// object writes a value of the parts of its selection, but for one.
func object(out *bytes.Buffer, value any, parts []*part, but *part) error {
	switch v := value.(type) {
	case []any:
		out.WriteByte('[')
		for i, one := range v {
			if i > 0 {
				out.WriteByte(',')
			}
			if err := object(out, one, parts, but); err != nil {
				return err
			}
		}
		out.WriteByte(']')
		return nil
	case map[string]any:
		out.WriteByte('{')
		begun := false
		for _, p := range parts {
			inner, has := v[p.key]
			if !has || p == but {
				continue
			}
			if begun {
				out.WriteByte(',')
			}
			begun = true
			if err := encode(out, p.key); err != nil {
				return err
			}
			out.WriteByte(':')
			if err := object(out, inner, p.kids, but); err != nil {
				return err
			}
		}
		out.WriteByte('}')
		return nil
	}
	return encode(out, value)
}

func encode(out *bytes.Buffer, value any) error {
	e := json.NewEncoder(out)
	e.SetEscapeHTML(false)
	if err := e.Encode(value); err != nil {
		return err
	}
	out.Truncate(out.Len() - 1) // the line break
	return nil
}
