package cli

import (
	"context"
	"fmt"
	"io"
	"time"

	"cobuild/store"
)

// Check derives every finding again and compares it with what is stored.
type Check struct{}

// Run prints each difference and a closing line. drifted says that there was
// one.
func (Check) Run(ctx context.Context, c *Common, out, notes io.Writer) (drifted bool, err error) {
	s, err := c.Open(ctx, notes)
	if err != nil {
		return false, err
	}
	defer s.Close()
	begun := time.Now()
	bar := progress(notes, -1, "checking 检查")
	differences := 0
	subjects, err := s.Check(ctx, func(d store.Drift) {
		differences++
		fmt.Fprintln(out, d)
	}, func(done int) { _ = bar.Set(done) })
	_ = bar.Clear()
	if err != nil {
		return differences > 0, err
	}
	revision, err := s.Revision(ctx)
	if err != nil {
		return differences > 0, err
	}
	fmt.Fprintf(out, "%s: revision %d, %d subjects derived again in %s, %d differences\n",
		s.Engine().Name(), revision, subjects, time.Since(begun).Round(time.Millisecond), differences)
	return differences > 0, nil
}
