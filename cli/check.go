package cli

import (
	"context"
	"fmt"
	"io"
	"time"

	"cobuild/store"
)

// Check derives every finding again and compares it with what is stored.
type Check struct {
	Repair bool `help:"Derive all anew beside what is there, say what differed, and put it in its place at once. 修复。"`
}

// Run prints each difference and a closing line. drifted says that there was
// one, and that it is there still.
func (k Check) Run(ctx context.Context, c *Common, out, notes io.Writer) (drifted bool, err error) {
	s, err := c.OpenThere(ctx, notes)
	if err != nil {
		return false, err
	}
	defer s.Close()
	defer modest()()
	if k.Repair {
		return false, k.repair(ctx, s, c, out, notes)
	}
	begun := time.Now()
	tell, end := telling(ctx, c.Logger(notes), notes, "checking 检查")
	differences := 0
	subjects, err := s.Check(ctx, func(d store.Drift) {
		differences++
		fmt.Fprintln(out, d)
	}, tell)
	end()
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

// repair derives all anew, and prints each difference and a closing line.
func (Check) repair(ctx context.Context, s *store.Store, c *Common, out, notes io.Writer) error {
	begun := time.Now()
	tell, end := telling(ctx, c.Logger(notes), notes, "repairing 修复")
	differences := 0
	done, err := s.Derive(ctx, func(d store.Drift) {
		differences++
		fmt.Fprintln(out, d)
	}, tell)
	end()
	if err != nil {
		return err
	}
	revision, err := s.Revision(ctx)
	if err != nil {
		return err
	}
	fmt.Fprintf(out, "%s: revision %d, %d nouns with %d rows of findings derived anew in %s, %d differences mended\n",
		s.Engine().Name(), revision, done.Nouns, done.Findings, time.Since(begun).Round(time.Millisecond), differences)
	return nil
}
