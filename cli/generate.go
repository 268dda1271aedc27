package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"cobuild/exchange"
	"cobuild/generate"
	"cobuild/graph"
	"cobuild/store"
)

// Generate fills an empty store with invented data.
type Generate struct {
	Seed     uint64  `default:"1" help:"The same seed gives the same data. 种子。"`
	Scale    float64 `placeholder:"PART" help:"A part of a nation, 0.001 to 1: scale 1 is a million units and organisations, three million members, 300,000 pairings. 全国规模的一部分，1为全国。"`
	Units    int     `placeholder:"N" help:"Units in each county, without --scale; 10,000 by default. 每县单位数。"`
	Counties int     `placeholder:"N" help:"Counties, without --scale; 1 by default. 县数。"`
	CSV      string  `name:"csv" placeholder:"DIR" help:"Write the sheets of an import into a folder instead of loading a store: what there is on the last day, with the history that sheets can say. 输出为导入表格。"`
	Today    string  `default:"2026-06-30" placeholder:"DATE" help:"Last day of the history. 历史截止日。"`
}

// Run generates and loads.
func (g Generate) Run(ctx context.Context, c *Common, out, notes io.Writer) error {
	today, err := graph.ParseDate(g.Today)
	if err != nil {
		return err
	}
	options := generate.Options{Seed: g.Seed, Units: g.Units, Counties: g.Counties, Scale: g.Scale, Today: today}
	rows, err := options.Rows()
	if err != nil {
		return err
	}
	if g.CSV != "" {
		return g.sheets(ctx, options, rows, c, out, notes)
	}
	s, err := c.openToFill(ctx, notes)
	if err != nil {
		return err
	}
	defer s.Close()
	defer modest()()
	begun, nouns, links := time.Now(), 0, 0
	tell, end := telling(ctx, c.Logger(notes), notes, "loading 载入")
	err = s.LoadFrom(ctx, store.Source{Name: "generated", Rows: rows, Each: func(_ context.Context, emit func([]graph.Noun, []graph.Link) error) error {
		return generate.Generate(options, func(n []graph.Noun, l []graph.Link) error {
			nouns, links = nouns+len(n), links+len(l)
			return emit(n, l)
		})
	}}, tell)
	end()
	if err != nil {
		return err
	}
	took := time.Since(begun)
	fmt.Fprintf(out, "%s: %d nouns and %d links loaded in %s, %.0f a second\n", s.Engine().Name(), nouns, links, took.Round(time.Millisecond), float64(nouns+links)/took.Seconds())
	return nil
}

// sheets writes sheets.
func (g Generate) sheets(ctx context.Context, options generate.Options, all int, c *Common, out, notes io.Writer) error {
	begun, done := time.Now(), 0
	tell, end := telling(ctx, c.Logger(notes), notes, "writing 写出")
	defer end()
	sheets, err := exchange.NewSheets(g.CSV, options.Today)
	if err != nil {
		return err
	}
	err = generate.Generate(options, func(n []graph.Noun, l []graph.Link) error {
		done += len(n) + len(l)
		tell(done, max(done, all))
		return errors.Join(sheets.Add(n, l), ctx.Err())
	})
	if err = errors.Join(err, sheets.Close()); err != nil {
		return err
	}
	end()
	fmt.Fprintf(out, "%s: %d rows in %s\n", g.CSV, sheets.Rows(), time.Since(begun).Round(time.Millisecond))
	return nil
}
