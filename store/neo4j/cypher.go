package neo4j

import (
	"embed"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"
	"text/template"

	"cobuild/graph"
)

//go:embed cypher/*.cypher
var cypherFiles embed.FS

var cypherTemplates = template.Must(template.New("").
	Funcs(template.FuncMap{"lower": func(h graph.Hop) string { return strings.ToLower(string(h)) }}).
	ParseFS(cypherFiles, "cypher/*.cypher"))

// variant fills the places of a text that no parameter can fill: types and
// property names out of closed sets, never what somebody typed.
type variant struct {
	Hops      string // types of relationships, joined by |
	Hop       graph.Hop
	Direction graph.Direction
	Desc      bool
	Own       bool   // of coverages the own ones only
	Label     string // of the nouns of a kind
	Odd       bool   // the set of findings and segments is one with an odd number
}

// ofSet names the labels and types of a set; of two sets that follow each other
// each has its own.
func ofSet(set int64) variant { return variant{Odd: set&1 == 1} }

func (v variant) odd(name string) string {
	if v.Odd {
		return name + "Odd"
	}
	return name
}

// Finding is the label of the findings of the set.
func (v variant) Finding() string { return v.odd("Finding") }

// Segment is the label of its segments.
func (v variant) Segment() string { return v.odd("Segment") }

// About is the type that leads from its findings to their subjects.
func (v variant) About() string {
	return strings.ToUpper(strings.Replace(v.odd("About"), "Odd", "_Odd", 1))
}

// Name begins the names of its indexes.
func (v variant) Name(label string) string {
	return strings.ToLower(strings.Replace(v.odd(label), "Odd", "_Odd", 1))
}

// Sets are the two there can be.
func (v variant) Sets() []variant { return []variant{ofSet(0), ofSet(1)} }

// LinkLists are the lists of links that are read ahead.
func (v variant) LinkLists() []string { return []string{"into", "lines", "out", "covers", "paired"} }

// Labels are those of nouns of each kind.
func (v variant) Labels() []string { return slices.Sorted(maps.Values(labels)) }

// Kinds are the kinds of nouns with their labels.
func (v variant) Kinds() map[graph.Kind]string { return labels }

// Left and Right draw the arrow of a relationship followed in the direction.
func (v variant) Left() string {
	if v.Direction == graph.In {
		return "<"
	}
	return ""
}

// Right is the other half of the arrow.
func (v variant) Right() string {
	if v.Direction == graph.In {
		return ""
	}
	return ">"
}

// Near is the property with the id of the end where a list of links starts.
func (v variant) Near() string {
	if v.Direction == graph.In {
		return "to"
	}
	return "from"
}

// Pos is the property with the position in that list.
func (v variant) Pos() string {
	if v.Direction == graph.In {
		return "fromPos"
	}
	return "toPos"
}

// Self is the property with the sort key of that end itself.
func (v variant) Self() string {
	if v.Direction == graph.In {
		return "toPos"
	}
	return "fromPos"
}

// Order is the order of the index that is followed.
func (v variant) Order() string {
	if v.Desc {
		return "DESC"
	}
	return "ASC"
}

// orderedRuns are the ranges in one parameter, the order they are read in, and
// the parameter with how many rows of each are read.
type orderedRuns struct{ Param, Order, Limit string }

// Runs are the parts of a statement over ranges: by direction, and by whether
// few rows of a range are wanted or many.
func (v variant) Runs() []orderedRuns {
	return []orderedRuns{{"up", "ASC", "few"}, {"down", "DESC", "few"}, {"upMany", "ASC", "many"}, {"downMany", "DESC", "many"}}
}

// Bearing are the types of the links that may bear some ids: the coverages alone,
// or all.
func (v variant) Bearing() []graph.Hop {
	if v.Hop == graph.HopCovers {
		return []graph.Hop{graph.HopCovers}
	}
	return graph.Hops
}

// AllHops are the types of all links.
func (v variant) AllHops() []graph.Hop { return graph.Hops }

// joinHops gives the hops that are any, once each and in the order of
// graph.Hops, so that the server sees few different texts.
func joinHops(hops []graph.Hop) string {
	var known []string
	for _, hop := range graph.Hops {
		for _, asked := range hops {
			if asked == hop {
				known = append(known, string(hop))
				break
			}
		}
	}
	return strings.Join(known, "|")
}

type cypherKey struct {
	name string
	variant
}

var cypherTexts sync.Map // of cypherKey to string

// cypher gives the text of a file, as the server gets it: without the comment
// at its head.
func cypher(name string, v variant) string {
	key := cypherKey{name, v}
	if text, ok := cypherTexts.Load(key); ok {
		return text.(string)
	}
	var out strings.Builder
	if err := cypherTemplates.ExecuteTemplate(&out, name+".cypher", v); err != nil {
		panic(fmt.Sprintf("neo4j: text of %s: %v", name, err)) // a mistake in a file, found by the tests
	}
	text := out.String()
	for strings.HasPrefix(text, "//") {
		_, text, _ = strings.Cut(text, "\n")
	}
	cypherTexts.Store(key, text)
	return text
}
