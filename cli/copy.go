package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"cobuild/graph"
)

// Copy makes a store of one engine one of another.
type Copy struct {
	From  string `required:"" placeholder:"URL" help:"Store to copy, as of --store. 来源库。"`
	To    string `required:"" placeholder:"URL" help:"Empty store to fill. 目标库（须为空）。"`
	Check bool   `help:"Derive everything in the copy again and compare, as the command check. 复制后检查。"`
}

// Run copies, and says how much. drifted says that the check found a difference.
func (x Copy) Run(ctx context.Context, c *Common, out, notes io.Writer) (drifted bool, err error) {
	source := *c
	source.Store = x.From
	from, err := source.Open(ctx, notes)
	if err != nil {
		return false, err
	}
	defer from.Close()
	to, err := emptied(ctx, x.To, notes)
	if err != nil {
		return false, err
	}
	defer modest()()
	begun := time.Now()
	tell, end := telling(ctx, c.Logger(notes), notes, "copying 复制")
	done, err := from.CopyTo(ctx, to, tell)
	end()
	if err = errors.Join(err, to.Close()); err != nil {
		return false, err
	}
	nouns := 0
	for _, kind := range graph.NounKinds {
		nouns += done.Nouns[kind]
		fmt.Fprintf(out, "%-14s %d\n", strings.ToLower(string(kind)), done.Nouns[kind])
	}
	took := time.Since(begun)
	fmt.Fprintf(out, "%d nouns, %d links, %d findings and %d changes copied at revision %d in %s (%d facts/s)\n", nouns, done.Links, done.Findings, done.Changes, done.Revision,
		took.Round(time.Millisecond), int(float64(nouns+done.Links)/max(took.Seconds(), 0.001)))
	if !x.Check {
		return false, nil
	}
	copied := *c
	copied.Store, copied.Rules = x.To, ""
	return Check{}.Run(ctx, &copied, out, notes)
}
