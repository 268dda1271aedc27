package exchange

import (
	"bufio"
	"context"
	"encoding/xml"
	"io"
	"strconv"

	"cobuild/graph"
)

// graphKeys are the attributes of nodes and edges of GraphML, in their order.
var graphKeys = []struct{ of, name, kind string }{
	{"node", "label", "string"},
	{"node", "kind", "string"},
	{"node", "type", "string"},
	{"node", "code", "string"},
	{"node", "level", "string"},
	{"node", "since", "string"},
	{"node", "until", "string"},
	{"node", "alive", "boolean"},
	{"node", "staff", "int"},
	{"node", "population", "int"},
	{"node", "strength", "string"},
	{"node", "status", "string"},
	{"edge", "hop", "string"},
	{"edge", "since", "string"},
	{"edge", "until", "string"},
	{"edge", "inForce", "boolean"},
	{"edge", "mode", "string"},
	{"edge", "role", "string"},
	{"edge", "person", "string"},
}

// WriteGraphML writes nouns as nodes and links as edges, of all time, with their
// days; values that change are those of the day. With Within, edges that leave
// the place are left out. It gives how many nodes there are.
func (w *Whole) WriteGraphML(ctx context.Context, to io.Writer) (int, error) {
	revision, err := w.begin(ctx)
	if err != nil {
		return 0, err
	}
	g := &graphWriter{out: bufio.NewWriterSize(to, 1<<16), on: w.On}
	g.write(xml.Header + `<graphml xmlns="http://graphml.graphdrawing.org/xmlns" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:schemaLocation="http://graphml.graphdrawing.org/xmlns http://graphml.graphdrawing.org/xmlns/1.0/graphml.xsd">` + "\n")
	for _, k := range graphKeys {
		g.write(`<key id="` + k.of[:1] + "_" + k.name + `" for="` + k.of + `" attr.name="` + k.name + `" attr.type="` + k.kind + `"/>` + "\n")
	}
	g.write(`<graph id="cobuild" edgedefault="directed">` + "\n")
	nodes := 0
	err = w.everything(ctx, func(b bunch) error {
		for _, n := range b.nouns {
			g.node(n)
			nodes++
		}
		return g.err
	})
	if err != nil {
		return nodes, err
	}
	err = w.silently(func() error {
		return w.everything(ctx, func(b bunch) error {
			for _, n := range b.nouns {
				for _, l := range b.links[n.Top().ID] {
					if _, here := w.scope[l.To]; here || w.scope == nil {
						g.edge(&l)
					}
				}
			}
			return g.err
		})
	})
	if err == nil {
		err = w.end(ctx, revision)
	}
	if err != nil {
		return nodes, err
	}
	g.write("</graph>\n</graphml>\n")
	if g.err != nil {
		return nodes, g.err
	}
	return nodes, g.out.Flush()
}

type graphWriter struct {
	out *bufio.Writer
	on  graph.Date
	err error
}

func (g *graphWriter) write(text string) {
	if g.err == nil {
		_, g.err = g.out.WriteString(text)
	}
}

func (g *graphWriter) escape(text string) {
	if g.err == nil {
		g.err = xml.EscapeText(g.out, []byte(text))
	}
}

// data writes an attribute, if it has a value.
func (g *graphWriter) data(key, value string) {
	if value == "" {
		return
	}
	g.write(`<data key="` + key + `">`)
	g.escape(value)
	g.write("</data>")
}

func (g *graphWriter) days(of string, i graph.Interval) {
	if i.Since != 0 {
		g.data(of+"since", i.Since.String())
	}
	if i.Until != 0 {
		g.data(of+"until", i.Until.String())
	}
}

func (g *graphWriter) count(key string, n *int) {
	if n != nil {
		g.data(key, strconv.Itoa(*n))
	}
}

func (g *graphWriter) node(n graph.Noun) {
	head := n.Top()
	g.write(`<node id="` + string(head.ID) + `">`)
	g.data("n_label", head.Name)
	g.data("n_kind", string(n.Kind()))
	at := dayIn(head.Interval, g.on)
	switch n := n.(type) {
	case *graph.Region:
		g.data("n_type", string(n.RegionKind))
		g.data("n_level", string(n.Level))
		g.count("n_population", n.Population)
	case *graph.Organisation:
		g.data("n_type", string(n.KindOn(at)))
		g.data("n_level", string(n.Level))
		strength, _ := graph.At(n.Strengths, at)
		g.data("n_strength", string(strength))
	case *graph.Unit:
		g.data("n_type", string(n.ClassOn(at).UnitKind))
		g.data("n_level", string(n.Level))
		g.data("n_status", string(n.StateOn(at)))
		if staff, known := graph.At(n.Staffs, at); known {
			g.count("n_staff", &staff)
		}
	case *graph.Member:
		g.data("n_status", string(n.StatusOn(at)))
	case *graph.Pairing:
		g.data("n_type", string(n.PairingKind))
	case *graph.Alliance:
		g.data("n_type", string(n.AllianceKind))
	}
	g.data("n_code", head.Code)
	g.days("n_", head.Interval)
	g.data("n_alive", strconv.FormatBool(head.Holds(g.on)))
	g.write("</node>\n")
}

func (g *graphWriter) edge(l *graph.Link) {
	g.write(`<edge id="` + string(l.ID) + `" source="` + string(l.From) + `" target="` + string(l.To) + `">`)
	g.data("e_hop", string(l.Hop))
	g.days("e_", l.Interval)
	g.data("e_inForce", strconv.FormatBool(l.Holds(g.on)))
	g.data("e_mode", string(l.Mode))
	g.data("e_role", l.Role)
	g.data("e_person", string(l.Person))
	g.write("</edge>\n")
}

// dayIn is the day, or the day of a life that is next to it.
func dayIn(life graph.Interval, on graph.Date) graph.Date {
	switch {
	case life.Holds(on):
		return on
	case on < life.Since:
		return life.Since
	default:
		return life.Until - 1
	}
}
