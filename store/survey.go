package store

import (
	"context"
	"errors"
	"slices"

	"cobuild/graph"
)

// survey is all nouns and links of a store, each read once: nouns in the order of
// places, so that what a rule looks at together comes together, and has numbers
// side by side. Documents go to a temporary file, links into memory.
type survey struct {
	from  Reader
	facts *spool
	nouns int // there are, whose numbers come first
	size  int // nouns that the store says there are
	// tell is called with the steps done, and ends the survey with its error.
	tell func(ctx context.Context, steps int) error
	// met, if not nil, is told of each noun when it is met first.
	met func(no uint32, row *NounRow)
}

func newSurvey(ctx context.Context, from Reader, tell func(context.Context, int) error) (*survey, error) {
	size, err := from.Size(ctx)
	if err != nil {
		return nil, err
	}
	facts, err := newSpool(mostYoung)
	if err != nil {
		return nil, err
	}
	return &survey{from: from, facts: facts, size: size, tell: tell}, nil
}

// batchRead is how many rows are read at a time.
const batchRead = 5_000

// Steps that a noun takes, of about the time of a row of a shelf each, so that
// the time left is guessed rightly.
const (
	stepsPlaced  = 4 // as long as shelves are not counted
	stepsLinked  = 5
	stepsDerived = 10
)

// shelf reads the nouns on a shelf. stands, if not nil, is told where each stands.
func (v *survey) shelf(ctx context.Context, shelf string, stands func(no uint32, key string)) error {
	return scanAll(ctx, v.from, shelf, batchRead, func(rows []ShelfRow) error {
		for i := range rows {
			no, err := v.meet(&rows[i].Noun, nameIn(rows[i].Key))
			if err != nil {
				return err
			}
			if stands != nil {
				stands(no, rows[i].Key)
			}
		}
		return v.tell(ctx, len(rows))
	})
}

// shelves reads the shelves by place, on which every noun should stand, and
// then those that stand on none.
func (v *survey) shelves(ctx context.Context) error {
	for _, kind := range graph.NounKinds {
		if err := v.shelf(ctx, placeShelf(kind), nil); err != nil {
			return err
		}
	}
	return v.unlisted(ctx)
}

// unlisted reads the nouns that have not been met on a shelf.
func (v *survey) unlisted(ctx context.Context) error {
	for after := graph.ID(""); v.nouns < v.size; {
		rows, err := v.from.Walk(ctx, after, batchRead)
		if err != nil {
			return err
		}
		for i := range rows {
			if _, err := v.meet(&rows[i], ""); err != nil {
				return err
			}
			after = rows[i].ID
		}
		if len(rows) < batchRead {
			break
		}
		if err := v.tell(ctx, 0); err != nil {
			return err
		}
	}
	return nil
}

// meet gives the number of a noun, and keeps its document when it is new, under a
// sort key that may be wrong where the store is.
func (v *survey) meet(row *NounRow, sortKey string) (no uint32, err error) {
	if no, known := v.facts.ids.find(row.ID); known {
		return no, nil
	}
	v.nouns++
	if no, err = v.facts.addDocument(row, sortKey); err == nil && v.met != nil {
		v.met(no, row)
	}
	return no, err
}

// links reads the links that leave nouns, and tells each of them. lost is told of
// those to a noun that is not there, which are left out; its error ends it.
func (v *survey) links(ctx context.Context, each func(from, to uint32, l *LinkRow), lost func(from uint32, l *LinkRow) error) error {
	for first := 0; first < v.nouns; first += batchRead {
		ids := make([]graph.ID, 0, batchRead)
		for no := first; no < min(first+batchRead, v.nouns); no++ {
			ids = append(ids, v.facts.ids.id(uint32(no)))
		}
		found, err := v.from.Links(ctx, graph.LinkQuery{IDs: ids, Hops: graph.Hops})
		if err != nil {
			return err
		}
		for i, id := range ids {
			from := uint32(first + i)
			for at := range found[id] {
				l := &found[id][at]
				to, known := v.facts.ids.find(l.To)
				if !known || int(to) >= v.nouns {
					err = errors.Join(err, lost(from, l))
					continue
				}
				err = errors.Join(err, v.facts.addLink(&l.Link))
				each(from, to, l)
			}
		}
		if err != nil {
			return err
		}
		if err := v.tell(ctx, stepsLinked*len(ids)); err != nil {
			return err
		}
	}
	return v.facts.finish()
}

// each gives all nouns in the order of their numbers, a batch at a time.
func (v *survey) each(do func(first uint32, nouns []graph.Noun) error) error {
	for first := 0; first < v.nouns; first += deriveBatch {
		nouns := make([]graph.Noun, 0, deriveBatch)
		for no := first; no < min(first+deriveBatch, v.nouns); no++ {
			n, err := v.facts.recall(uint32(no))
			if err != nil {
				return err
			}
			nouns = append(nouns, n)
		}
		if err := do(uint32(first), nouns); err != nil {
			return err
		}
	}
	return nil
}

// everyShelf names all lists that nouns stand in, those by place first, and says
// of each whether it depends on more than the noun: on its place, or on its links.
func everyShelf() (shelves []string, byPlace map[string]bool) {
	byPlace = map[string]bool{turnShelf: true, namedShelf: true}
	var own []string
	for _, kind := range graph.NounKinds {
		byPlace[placeShelf(kind)] = true
		shelves = append(shelves, placeShelf(kind))
		own = append(own, nameShelf(kind), codeShelf(kind, graph.ByCode))
	}
	for _, place := range morePlaces {
		byPlace[memberShelf(place)] = true
		own = append(own, memberShelf(place))
	}
	return slices.Concat(shelves, own, []string{codeShelf(graph.KindUnit, graph.ByCredit), partShelf, turnShelf, namedShelf}), byPlace
}
