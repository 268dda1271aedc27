package httpapi

import (
	"bytes"
	"encoding/json"
	"maps"
	"net/http"
	"slices"
	"strconv"

	"github.com/vektah/gqlparser/v2/gqlerror"
)

// reply is a GraphQL response. Data is absent, not null, where no operation
// began.
type reply struct {
	Errors     gqlerror.List
	Data       json.RawMessage
	Extensions map[string]any
}

// encode writes the members by hand: Data is JSON already, and encoding/json
// would read it all again.
func (a reply) encode() ([]byte, error) {
	var buf bytes.Buffer
	buf.Grow(len(a.Data) + 64)
	buf.WriteByte('{')
	member := func(name string, value any) error {
		text, err := json.Marshal(value)
		if err == nil {
			a.raw(&buf, name, text)
		}
		return err
	}
	if len(a.Errors) > 0 {
		if err := member("errors", a.Errors); err != nil {
			return nil, err
		}
	}
	if a.Data != nil {
		a.raw(&buf, "data", a.Data)
	}
	if len(a.Extensions) > 0 {
		if err := member("extensions", a.Extensions); err != nil {
			return nil, err
		}
	}
	buf.WriteString("}\n")
	return buf.Bytes(), nil
}

func (reply) raw(buf *bytes.Buffer, name string, value []byte) {
	if buf.Len() > 1 {
		buf.WriteByte(',')
	}
	buf.WriteString(strconv.Quote(name))
	buf.WriteByte(':')
	buf.Write(value)
}

// write sends a reply. A value that cannot be encoded is a fault of the server,
// left to the middleware that recovers panics.
func write(w http.ResponseWriter, media string, status int, a reply) {
	send(w, media, status, a.bytes())
}

func (a reply) bytes() []byte {
	body, err := a.encode()
	if err != nil {
		panic(err)
	}
	return body
}

func send(w http.ResponseWriter, media string, status int, body []byte) {
	header := w.Header()
	header.Set("Content-Type", media+"; charset=utf-8")
	header.Set("Content-Length", strconv.Itoa(len(body)))
	header.Set("Cache-Control", "no-store")
	header.Add("Vary", "Accept, Accept-Language")
	w.WriteHeader(status)
	_, _ = w.Write(body) // a client that left is seen by the access log
}

// refuseHTTP answers a request outside /graphql in the same form.
func refuseHTTP(w http.ResponseWriter, r *http.Request, refused *refusal) {
	x := exchangeOf(r.Context())
	var list gqlerror.List
	for _, cause := range refused.causes {
		list = append(list, sealed(x, render(x, cause)))
	}
	x.errors = len(list)
	refused.head(w.Header())
	write(w, typeJSON, refused.status, reply{Errors: list})
}

func sortedKeys[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }
