package exchange_test

import (
	"bytes"
	"encoding/xml"
	"testing"

	"cobuild/exchange"
	"cobuild/graph"
	"cobuild/sample"
)

type graphML struct {
	XMLName xml.Name `xml:"http://graphml.graphdrawing.org/xmlns graphml"`
	Keys    []struct {
		ID   string `xml:"id,attr"`
		For  string `xml:"for,attr"`
		Name string `xml:"attr.name,attr"`
		Type string `xml:"attr.type,attr"`
	} `xml:"key"`
	Graph struct {
		Default string `xml:"edgedefault,attr"`
		Nodes   []struct {
			ID   string      `xml:"id,attr"`
			Data []graphData `xml:"data"`
		} `xml:"node"`
		Edges []struct {
			ID     string      `xml:"id,attr"`
			Source string      `xml:"source,attr"`
			Target string      `xml:"target,attr"`
			Data   []graphData `xml:"data"`
		} `xml:"edge"`
	} `xml:"graph"`
}

type graphData struct {
	Key   string `xml:"key,attr"`
	Value string `xml:",chardata"`
}

// A graph has each noun and link once, its edges join nodes that are there, and
// names are what they are, whatever stands in them.
func TestGraphML(t *testing.T) {
	s := open(t)
	data := sample.Gaotang()
	const hostile = `<b>"quoted" & 'so' ]]> 高塘`
	for _, n := range data.Nouns {
		if n.Top().Code == "DW-T1" {
			n.Top().Name = hostile
		}
	}
	if err := s.Load(t.Context(), &data, nil); err != nil {
		t.Fatal(err)
	}
	read := func(within string) (g graphML) {
		t.Helper()
		var out bytes.Buffer
		n, err := (&exchange.Whole{Store: s, Within: within}).WriteGraphML(t.Context(), &out)
		if err != nil {
			t.Fatal(err)
		}
		if err := xml.Unmarshal(out.Bytes(), &g); err != nil || n != len(g.Graph.Nodes) || g.Graph.Default != "directed" {
			t.Fatalf("%d nodes of %d (%v)", len(g.Graph.Nodes), n, err)
		}
		return g
	}
	check := func(g graphML) (named int) {
		t.Helper()
		keys, nodes, edges := map[string]string{}, map[string]bool{}, map[string]bool{}
		for _, k := range g.Keys {
			keys[k.ID] = k.For
		}
		for _, n := range g.Graph.Nodes {
			nodes[n.ID] = true
			for _, d := range n.Data {
				if keys[d.Key] != "node" {
					t.Errorf("node %s has the key %s", n.ID, d.Key)
				}
				if d.Key == "n_label" && d.Value == hostile {
					named++
				}
			}
		}
		for _, e := range g.Graph.Edges {
			if edges[e.ID] || !nodes[e.Source] || !nodes[e.Target] {
				t.Errorf("edge %s from %s to %s: twice, or an end is not there", e.ID, e.Source, e.Target)
			}
			edges[e.ID] = true
			for _, d := range e.Data {
				if keys[d.Key] != "edge" {
					t.Errorf("edge %s has the key %s", e.ID, d.Key)
				}
			}
		}
		if len(nodes) != len(g.Graph.Nodes) {
			t.Error("a node stands twice")
		}
		return named
	}
	all := read("")
	if named := check(all); named != 1 || len(all.Graph.Nodes) != len(data.Nouns) || len(all.Graph.Edges) != len(data.Links) {
		t.Errorf("%d nodes and %d edges of %d nouns and %d links, %d named", len(all.Graph.Nodes), len(all.Graph.Edges), len(data.Nouns), len(data.Links), named)
	}
	part := read("330206")
	if check(part); len(part.Graph.Nodes) < 100 || len(part.Graph.Nodes) >= len(data.Nouns) {
		t.Errorf("%d nodes of a part", len(part.Graph.Nodes))
	}
	if _, err := (&exchange.Whole{Store: s, Within: "99"}).WriteGraphML(t.Context(), &bytes.Buffer{}); graph.CodeOf(err) != graph.CodeNotFound {
		t.Errorf("an unknown region: %v", err)
	}
}
