package store

import (
	"slices"

	"cobuild/graph"
)

// Ahead is what an engine has read of the surroundings of nouns before it is
// asked: questions with their whole answers.
type Ahead struct {
	Nouns    Foreseen[NounRow]
	Findings Foreseen[[]FindingRow]
	Links    []AheadLinks
}

// Foreseen are ids with what Nouns or FindingsOf would answer of them.
type Foreseen[Row any] struct {
	IDs  []graph.ID
	Rows map[graph.ID]Row
}

// AheadLinks is a question of all time with its answer.
type AheadLinks struct {
	graph.LinkQuery
	Rows map[graph.ID][]LinkRow
}

// Size is how many rows were read.
func (a *Ahead) Size() (n int) {
	if a == nil {
		return 0
	}
	n = len(a.Nouns.Rows)
	for _, rows := range a.Findings.Rows {
		n += len(rows)
	}
	for i := range a.Links {
		for _, rows := range a.Links[i].Rows {
			n += len(rows)
		}
	}
	return n
}

// take keeps what was read ahead, as if it had been asked for.
func (p *pending) take(a *Ahead) {
	for _, id := range a.Nouns.IDs {
		p.base.keepNoun(id, a.Nouns.Rows)
	}
	for i := range a.Links {
		links := &a.Links[i]
		p.base.keepLinks(links.IDs, links.Direction, links.Hops, links.Rows)
	}
	for _, id := range a.Findings.IDs {
		p.foreseen[id] = slices.Clone(a.Findings.Rows[id])
	}
}
