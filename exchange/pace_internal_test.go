package exchange

import (
	"testing"
	"time"
)

// A revision comes to as many rows as are made in the time that others may wait,
// whatever a row costs, and follows when that changes.
func TestPace(t *testing.T) {
	var p pace
	for _, c := range []struct {
		cost       time.Duration // of a row
		most, want int
	}{
		{200 * time.Microsecond, 5_000, 1_000},
		{10 * time.Microsecond, 5_000, 5_000},
		{time.Millisecond, 5_000, 200},
		{time.Second, 5_000, leastPaced},
		{time.Microsecond, 20, 20},
	} {
		for range 8 {
			n := p.next(c.most)
			p.took(n, time.Duration(n)*c.cost)
			p.took(n/2, time.Hour) // the rest of a table
		}
		if got := p.next(c.most); got != c.want {
			t.Errorf("rows that take %s: %d to a revision, not %d", c.cost, got, c.want)
		}
	}
}
