package cli

import (
	"context"
	"fmt"
	"io"
	"time"

	"cobuild/generate"
	"cobuild/graph"
)

// Generate fills an empty store with invented data.
type Generate struct {
	Seed     uint64 `default:"1" help:"The same seed gives the same data. 种子。"`
	Units    int    `default:"10000" help:"Units in each county. 每县单位数。"`
	Counties int    `default:"1" help:"Counties. 县数。"`
	Today    string `default:"2026-06-30" placeholder:"DATE" help:"Last day of the history. 历史截止日。"`
}

// Run generates and loads.
func (g Generate) Run(ctx context.Context, c *Common, out, notes io.Writer) error {
	today, err := graph.ParseDate(g.Today)
	if err != nil {
		return err
	}
	s, err := c.Open(ctx, notes)
	if err != nil {
		return err
	}
	defer s.Close()
	begun := time.Now()
	data, err := generate.Dataset(generate.Options{Seed: g.Seed, Units: g.Units, Counties: g.Counties, Today: today})
	if err != nil {
		return err
	}
	bar := progress(notes, 2*len(data.Nouns)+len(data.Links), "loading 载入")
	if err := s.Load(ctx, &data, func(done, _ int) { _ = bar.Set(done) }); err != nil {
		_ = bar.Clear()
		return err
	}
	_ = bar.Clear()
	fmt.Fprintf(out, "%s: %d nouns and %d links loaded in %s\n", s.Engine().Name(), len(data.Nouns), len(data.Links), time.Since(begun).Round(time.Millisecond))
	return nil
}
