package exchange

import (
	"context"
	"time"
)

// Who else writes waits while a revision of an import is made. So revisions have
// as many rows as are made in about held, within bounds.
const (
	held       = 200 * time.Millisecond
	firstPaced = 200
	leastPaced = 100
)

// gap is how long the store is left to others after a revision: longer than
// processes that wait for their turn at an SQLite file look away.
const gap = 10 * time.Millisecond

// letIn lets others write.
func letIn(ctx context.Context) error {
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-time.After(gap):
		return nil
	}
}

// pace chooses how many rows a revision has, by how long those before took.
type pace struct{ rows int }

// next is how many rows the next revision shall have, at most so many.
func (p *pace) next(most int) int {
	if p.rows == 0 {
		p.rows = firstPaced
	}
	p.rows = min(max(p.rows, leastPaced), most)
	return p.rows
}

// took notes how long a revision of so many rows kept others waiting. The next is
// at most twice as large, since tables differ in what a row of theirs costs.
func (p *pace) took(rows int, d time.Duration) {
	if rows < p.rows { // the last of a table, which may say little
		return
	}
	fit := float64(rows) * float64(held) / float64(max(d, time.Millisecond))
	p.rows = int(min(max(fit, float64(rows)/4), 2*float64(rows)))
}
