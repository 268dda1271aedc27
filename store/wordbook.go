package store

import (
	"hash/maphash"

	"cobuild/graph"
)

// wordBook is the sums of words of nouns, by a hash of their ids: a third of the
// memory that the ids would take.
type wordBook struct {
	seed maphash.Seed
	sums map[uint64]uint64
}

func newWordBook() wordBook { return wordBook{maphash.MakeSeed(), map[uint64]uint64{}} }

func (b *wordBook) put(id graph.ID, sum uint64) error {
	b.sums[maphash.String(b.seed, string(id))] = sum
	return nil
}

func (b *wordBook) has(id graph.ID) bool {
	_, has := b.sums[maphash.String(b.seed, string(id))]
	return has
}

// take gives a sum, 0 where there is none, and leaves none.
func (b *wordBook) take(id graph.ID) uint64 {
	key := maphash.String(b.seed, string(id))
	sum := b.sums[key]
	delete(b.sums, key)
	return sum
}
