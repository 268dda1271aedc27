package sqlite

import (
	"context"
	"fmt"

	"cobuild/graph"
	"cobuild/store"
)

// wordSums are sums by the number of the noun: 8 bytes each, for numbers are
// given one after another.
type wordSums struct {
	dense []uint64
	loose map[int64]uint64 // numbers beyond
}

func (w *wordSums) add(num int64, sum uint64) {
	if num >= 0 && num < int64(len(w.dense)) {
		w.dense[num] += sum
	} else {
		w.loose[num] += sum
	}
}

// take gives a sum, and leaves none.
func (w *wordSums) take(num int64) (sum uint64) {
	if num >= 0 && num < int64(len(w.dense)) {
		sum, w.dense[num] = w.dense[num], 0
		return sum
	}
	sum = w.loose[num]
	delete(w.loose, num)
	return sum
}

// rest tells what is left.
func (w *wordSums) rest(each func(num int64, sum uint64) error) error {
	for num, sum := range w.dense {
		if sum != 0 {
			if err := each(int64(num), sum); err != nil {
				return err
			}
		}
	}
	for num, sum := range w.loose {
		if err := each(num, sum); err != nil {
			return err
		}
	}
	return nil
}

func (r *reads) WordSums(ctx context.Context, each func(graph.ID, uint64) error) error {
	var stopped error // of each: it is no fault of the engine
	tell := func(id graph.ID, sum uint64) error {
		stopped = each(id, sum)
		return stopped
	}
	err := r.run(ctx, 3, func(s *session) error {
		sums := wordSums{loose: map[int64]uint64{}}
		err := s.each(ctx, selectNums, func(row row) error {
			var last, count int64
			err := row.Scan(&last, &count)
			if last < 8*count+1_000 { // else most numbers are gone
				sums.dense = make([]uint64, last+1)
			}
			return err
		})
		if err != nil {
			return err
		}
		var last string
		var sum uint64
		err = s.each(ctx, selectWords, func(row row) error {
			var word string
			var num int64
			err := row.Scan(&word, &num)
			if word != last {
				last, sum = word, store.WordSum([]string{word})
			}
			sums.add(num, sum)
			return err
		})
		if err != nil {
			return err
		}
		err = s.each(ctx, selectWordNouns, func(row row) error {
			var id graph.ID
			var num int64
			if err := row.Scan(&num, &id); err != nil {
				return err
			}
			if sum := sums.take(num); sum != 0 {
				return tell(id, sum)
			}
			return nil
		})
		if err != nil {
			return err
		}
		return sums.rest(func(num int64, sum uint64) error { return tell(graph.ID(fmt.Sprintf("row %d", num)), sum) }) // of no noun
	})
	if stopped != nil {
		return stopped
	}
	return err
}
