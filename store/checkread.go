package store

import (
	"context"
	"hash/maphash"
	"maps"
	"slices"

	"cobuild/graph"
)

// quick is a check that reads everything once, in the order of places, so that
// what a rule looks at together comes together; derives from what it has read;
// and of places and sort keys compares no more than a sum for each noun. The few
// nouns whose sums differ are looked at one by one afterwards.
type quick struct {
	*pass
	facts *spool
	seed  maphash.Seed
	ids   int                 // nouns there are, whose numbers come first
	at    many[uint64]        // by number: sum of the places where the noun should stand, less those where it does
	keys  many[uint64]        // by number: sum of the sort keys that links have for the noun
	sums  []uint64            // by number: that of the words in the index
	size  int                 // nouns that the store says there are
	wrong map[uint32]struct{} // numbers
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

func (q *quick) run(ctx context.Context) (err error) {
	if q.facts, err = newSpool(mostYoung); err != nil {
		return err
	}
	defer func() {
		if closed := q.facts.close(); err == nil {
			err = closed
		}
	}()
	q.seed, q.wrong, q.words = maphash.MakeSeed(), map[uint32]struct{}{}, newWordBook()
	if q.size, err = q.s.base.Size(ctx); err != nil {
		return err
	}
	q.all = (stepsPlaced + stepsLinked + stepsDerived) * q.size
	q.tell(0) // the rate is that of what follows
	return inTurn(ctx, q.places, q.unlisted, q.links, q.readWords, q.derive, q.strayWords, q.details, q.stray, q.segments)
}

// places reads all shelves, those by place first, on which every noun should
// stand.
func (q *quick) places(ctx context.Context) error {
	shelves, _ := everyShelf()
	first := make([]string, len(graph.NounKinds))
	for i, kind := range graph.NounKinds {
		first[i] = placeShelf(kind)
	}
	shelves = slices.Concat(first, slices.DeleteFunc(shelves, func(shelf string) bool { return slices.Contains(first, shelf) }))
	for _, shelf := range shelves {
		err := scanAll(ctx, q.s.base, shelf, batchRead, func(rows []ShelfRow) error {
			for i := range rows {
				no, err := q.meet(&rows[i].Noun)
				if err != nil {
					return err
				}
				*q.at.at(no) -= q.sum(shelf, rows[i].Key)
			}
			q.tell(len(rows))
			return nil
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// unlisted reads the nouns that stand on no shelf.
func (q *quick) unlisted(ctx context.Context) error {
	for after := graph.ID(""); q.ids < q.size; {
		rows, err := q.s.base.Walk(ctx, after, batchRead)
		if err != nil {
			return err
		}
		for i := range rows {
			if _, err := q.meet(&rows[i]); err != nil {
				return err
			}
			after = rows[i].ID
		}
		if len(rows) < batchRead {
			break
		}
	}
	q.all = q.done + (stepsLinked+stepsDerived)*q.ids
	return nil
}

// meet gives the number of a noun, and keeps its document when it is new.
func (q *quick) meet(row *NounRow) (no uint32, err error) {
	if no, known := q.facts.ids.find(row.ID); known {
		return no, nil
	}
	q.at.add(0)
	q.keys.add(0)
	q.ids++
	return q.facts.addDocument(row)
}

func (q *quick) sum(parts ...string) uint64 {
	var h maphash.Hash
	h.SetSeed(q.seed)
	for _, part := range parts {
		_, _ = h.WriteString(part) // never fails
		_ = h.WriteByte(0)
	}
	return h.Sum64()
}

// links reads the links that leave nouns. One to a noun that is not there makes
// that which it leaves suspect.
func (q *quick) links(ctx context.Context) error {
	for first := 0; first < q.ids; first += batchRead {
		ids := make([]graph.ID, 0, batchRead)
		for no := first; no < min(first+batchRead, q.ids); no++ {
			ids = append(ids, q.facts.ids.id(uint32(no)))
		}
		found, err := q.s.base.Links(ctx, graph.LinkQuery{IDs: ids, Hops: graph.Hops})
		if err != nil {
			return err
		}
		for i, id := range ids {
			from := uint32(first + i)
			for at := range found[id] {
				l := &found[id][at]
				to, known := q.facts.ids.find(l.To)
				if !known || int(to) >= q.ids {
					q.wrong[from] = struct{}{}
					continue
				}
				if err := q.facts.addLink(&l.Link); err != nil {
					return err
				}
				*q.keys.at(from) += q.sum(l.FromKey)
				*q.keys.at(to) += q.sum(l.ToKey)
			}
		}
		q.tell(stepsLinked * len(ids))
	}
	return q.facts.finish()
}

// readWords reads the sums of words. Those of no noun are told.
func (q *quick) readWords(ctx context.Context) error {
	q.sums = make([]uint64, q.ids)
	return q.s.base.WordSums(ctx, func(id graph.ID, sum uint64) error {
		if no, known := q.facts.ids.find(id); known && int(no) < q.ids {
			q.sums[no] = sum
		} else {
			return q.words.put(id, sum)
		}
		return nil
	})
}

// derive derives the findings of all nouns, and adds up where these should
// stand, and by what they are sorted and found.
func (q *quick) derive(ctx context.Context) error {
	for first := 0; first < q.ids; first += deriveBatch {
		nouns := make([]graph.Noun, 0, deriveBatch)
		for no := first; no < min(first+deriveBatch, q.ids); no++ {
			n, err := q.facts.recall(uint32(no))
			if err != nil {
				return err
			}
			nouns = append(nouns, n)
		}
		if _, err := q.pass.derive(ctx, q.facts, nouns); err != nil {
			return err
		}
		placed, err := placings(ctx, q.facts, q.tree, nouns, q.s.Today())
		if err != nil {
			return err
		}
		for i, n := range nouns {
			no := uint32(first + i)
			at := placed[n.Top().ID]
			for _, place := range at.shelves(n) {
				*q.at.at(no) += q.sum(place.Shelf, place.Key)
			}
			links := len(q.facts.out.of(no)) + len(q.facts.in.of(no))
			if *q.at.at(no) != 0 || *q.keys.at(no) != uint64(links)*q.sum(nameKey(n)) {
				q.wrong[no] = struct{}{}
			}
			q.compareWords(n.Top().ID, q.sums[no], WordSum(at.words(n)))
		}
		q.tell(stepsDerived * len(nouns))
	}
	return nil
}

// details looks at the nouns whose sums differ.
func (q *quick) details(ctx context.Context) error {
	suspects := make([]graph.ID, 0, len(q.wrong))
	from := map[graph.ID]struct{}{} // whose links may have wrong keys
	for no := range q.wrong {
		id := q.facts.ids.id(no)
		suspects, from[id] = append(suspects, id), struct{}{}
		for _, at := range q.facts.in.of(no) {
			from[q.facts.ids.id(q.facts.links.at(at).from)] = struct{}{}
		}
	}
	if err := eachOf(ctx, q.s.base, slices.Sorted(maps.Keys(from)), func(nouns []graph.Noun) error { return q.sortKeys(ctx, nouns) }); err != nil {
		return err
	}
	slices.Sort(suspects)
	return q.among(ctx, suspects)
}
