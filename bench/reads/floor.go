package main

import (
	"context"
	"encoding/json"
	"io"
	"net/http"
	"strings"
	"time"

	"cobuild/graph"
)

// floor answers some of the questions by hand.
type floor interface {
	name() string
	// rows gives what reads the rows of a question, nil where there is nothing.
	rows(question string) func(context.Context) error
	// handler gives an HTTP handler that answers a question, nil where there is
	// none.
	handler(question string) http.Handler
	// write gives what writes about a unit, and what takes it all back.
	write(unit string) (do, undo func(context.Context) error)
	close() error
}

func openFloor(ctx context.Context, place string, w *world) (floor, error) {
	if path, ok := strings.CutPrefix(place, "sqlite:"); ok {
		return openSQL(ctx, path, w)
	}
	return openCypher(ctx, place, w)
}

// organisation is one of those of the nested question, in the order of its
// fields.
type organisation struct {
	ID     string `json:"id"`
	Name   string `json:"name"`
	Region *named `json:"region"`

	Coverages struct {
		Nodes []coverage `json:"nodes"`
	} `json:"coverages"`
	Pairings struct {
		Nodes []pairing `json:"nodes"`
	} `json:"pairings"`
}

type named struct {
	Name string `json:"name"`
}

type participant struct {
	ID   string `json:"id"`
	Name string `json:"name"`
}

type coverage struct {
	Mode string      `json:"mode"`
	Unit participant `json:"unit"`
}

type pairing struct {
	ID   string `json:"id"`
	Kind string `json:"pairingKind"`
	Ends []end  `json:"ends"`
}

type end struct {
	Role        string      `json:"role"`
	Participant participant `json:"participant"`
}

// answer is the whole of it.
type answer struct {
	Data struct {
		Organisations struct {
			Nodes []*organisation `json:"nodes"`
		} `json:"organisations"`
	} `json:"data"`
}

func newOrganisation(id, name string) *organisation {
	o := &organisation{ID: id, Name: name}
	o.Coverages.Nodes, o.Pairings.Nodes = []coverage{}, []pairing{}
	return o
}

// pair gives each pairing its ends.
func (a *answer) pair(ends map[string][]end) {
	for _, o := range a.Data.Organisations.Nodes {
		for i := range o.Pairings.Nodes {
			o.Pairings.Nodes[i].Ends = ends[o.Pairings.Nodes[i].ID]
		}
	}
}

// byHandler reads the request, as a handler by hand would, and answers as JSON.
func byHandler(nested func(context.Context) (*answer, error)) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var asked struct{ Variables struct{ ID string } }
		body, err := io.ReadAll(r.Body)
		if err == nil {
			err = json.Unmarshal(body, &asked)
		}
		var all *answer
		if err == nil {
			all, err = nested(r.Context())
		}
		var text []byte
		if err == nil {
			text, err = json.Marshal(all)
		}
		if err != nil {
			http.Error(w, err.Error(), http.StatusInternalServerError)
			return
		}
		w.Header().Set("Content-Type", "application/json")
		_, _ = w.Write(text)
	})
}

// today is the day on the calendar of the server.
func today() graph.Date {
	return graph.MustDate(time.Now().In(time.FixedZone("Asia/Shanghai", 8*60*60)).Format(time.DateOnly))
}
