package store

import (
	"bytes"
	"context"
	"fmt"

	"cobuild/graph"
)

// CopyName is what a copy is called in the store it fills, while it is under way.
const CopyName = "copy"

// Copied counts what a copy holds.
type Copied struct {
	Nouns    map[graph.Kind]int
	Links    int
	Findings int
	Changes  int // entries of the log
	Revision int64
}

// CopyTo makes an empty engine hold what this store holds: nouns with their ids
// and all their history, links, findings and segments, the log, the revision and
// the ruleset. It reads all of it again there and compares. progress, if not nil,
// is told the nouns done, each counted three times, and in all. An engine with
// data is a CONFLICT; a store that is written meanwhile is UNAVAILABLE. What is
// interrupted is refused when it is opened, as an interrupted load.
func (s *Store) CopyTo(ctx context.Context, to Engine, progress func(done, all int)) (*Copied, error) {
	if err := s.turnIfDue(ctx); err != nil {
		return nil, err
	}
	snap, err := s.latest(ctx, s.engine)
	if err != nil {
		return nil, err
	}
	state, err := s.engine.State(ctx)
	if err != nil {
		return nil, err
	}
	size, err := s.engine.Size(ctx)
	if err != nil {
		return nil, err
	}
	c := &copying{s: s, to: to, by: newClaim(), tree: snap.tree, out: &Copied{Nouns: map[graph.Kind]int{}, Revision: state.Revision}, progress: progress, all: 3 * size}
	if err := c.begin(ctx, state); err != nil {
		return nil, err
	}
	err = to.Fill(ctx, func(ctx context.Context, write func(context.Context, Batch) error) error {
		c.fill = write
		return inTurn(ctx, c.nouns, c.relations, c.segments)
	})
	if err != nil {
		return nil, err
	}
	if err := inTurn(ctx, c.log, c.compare); err != nil {
		return nil, err
	}
	now, err := s.engine.State(ctx)
	if err != nil {
		return nil, err
	}
	if now.Revision != state.Revision {
		return nil, graph.NewError(graph.CodeUnavailable, nil, "the store changed during the copy (revision %d, then %d): remove the copy, and copy again when nothing writes",
			"复制期间库有变更（修订%d，之后%d）：请删除副本，在无写入时重新复制", state.Revision, now.Revision)
	}
	state.Set, state.Beside = 0, ""
	return c.out, c.write(ctx, Batch{State: &state})
}

func inTurn(ctx context.Context, steps ...func(context.Context) error) error {
	for _, step := range steps {
		if err := step(ctx); err != nil {
			return err
		}
	}
	return nil
}

// copying is one copy under way.
type copying struct {
	s         *Store
	to        Engine
	by        claim
	fill      func(context.Context, Batch) error
	tree      *tree
	out       *Copied
	progress  func(done, all int)
	done, all int
}

func (c *copying) begin(ctx context.Context, state State) error {
	return c.to.Update(ctx, func(ctx context.Context, tx Tx) error {
		held, err := tx.State(ctx)
		switch {
		case err != nil:
			return err
		case held.Loading != "":
			return graph.Conflict(nil, "%[1]s holds part of an interrupted load (%[2]s): empty it and copy again", "%[1]s中有中断的载入（%[2]s）：请清空后重新复制", c.to.Name(), held.Loading)
		case held.Format != 0:
			return graph.Conflict(nil, "%s holds data (revision %d): copy into an empty store", "%s中已有数据（修订%d）：请复制到空库", c.to.Name(), held.Revision)
		}
		return tx.Write(ctx, Batch{State: loadingState(CopyName, c.by, state)})
	})
}

func (c *copying) write(ctx context.Context, b Batch) error {
	return writeAs(ctx, c.to, c.by, b)
}

func (c *copying) tell(n int) {
	if c.done += n; c.progress != nil {
		c.progress(min(c.done, c.all), c.all)
	}
}

// nouns copies nouns, and has them stand where they belong today.
func (c *copying) nouns(ctx context.Context) error {
	return eachNoun(ctx, c.s.engine, func(nouns []graph.Noun) error {
		rows, err := shelve(ctx, &reading{recalled(c.s.base)}, c.tree, nouns, c.s.Today())
		if err != nil {
			return err
		}
		for _, row := range rows {
			c.out.Nouns[row.Kind]++
		}
		c.tell(len(nouns))
		return c.fill(ctx, Batch{Nouns: rows})
	})
}

// relations copies the links that leave nouns, and the findings of nouns.
func (c *copying) relations(ctx context.Context) error {
	return eachNoun(ctx, c.s.engine, func(nouns []graph.Noun) error {
		ids := make([]graph.ID, len(nouns))
		for i, n := range nouns {
			ids[i] = n.Top().ID
		}
		links, err := c.s.engine.Links(ctx, graph.LinkQuery{IDs: ids, Hops: graph.Hops})
		if err != nil {
			return err
		}
		findings, err := c.s.engine.FindingsOf(ctx, withFindings(nouns))
		if err != nil {
			return err
		}
		var b Batch
		for _, id := range ids {
			b.Links = append(b.Links, links[id]...)
			b.Findings = append(b.Findings, findings[id]...)
		}
		c.out.Links += len(b.Links)
		c.out.Findings += len(b.Findings)
		c.tell(len(nouns))
		return c.fill(ctx, b)
	})
}

func (c *copying) segments(ctx context.Context) error {
	rows, err := c.s.engine.Segments(ctx, 0)
	if err != nil {
		return err
	}
	rows = whole(rows, func(_ SegmentKey, wrong error) { err = driftFault(wrong) })
	if err != nil {
		return err
	}
	return c.fill(ctx, Batch{Segments: rows})
}

func (c *copying) log(ctx context.Context) error {
	for q := (LogRange{Limit: deriveBatch}); ; {
		runs, err := c.s.engine.Log(ctx, []LogRange{q})
		if err != nil {
			return err
		}
		rows := runs[0]
		if len(rows) > 0 {
			if err := c.write(ctx, Batch{Log: rows}); err != nil {
				return err
			}
			c.out.Changes += len(rows)
			last := rows[len(rows)-1]
			q.AfterRevision, q.AfterIndex = last.Revision, last.Index
		}
		if len(rows) < deriveBatch {
			return nil
		}
	}
}

// compare reads the copy: each noun must be there as it is here, with as many
// links and the same findings.
func (c *copying) compare(ctx context.Context) error {
	for after := graph.ID(""); ; {
		here, err := c.s.engine.Walk(ctx, after, deriveBatch)
		if err != nil {
			return err
		}
		there, err := c.to.Walk(ctx, after, deriveBatch)
		if err != nil {
			return err
		}
		if len(here) != len(there) {
			return fmt.Errorf("store: copy: %d nouns after %q, and %d in the copy", len(here), after, len(there))
		}
		ids := make([]graph.ID, len(here))
		for i := range here {
			if ids[i] = here[i].ID; ids[i] != there[i].ID || !bytes.Equal(here[i].Doc, there[i].Doc) {
				return fmt.Errorf("store: copy: %s is not as it was copied", ids[i])
			}
		}
		if err := c.compareCounts(ctx, ids); err != nil {
			return err
		}
		c.tell(len(here))
		if len(here) < deriveBatch {
			return nil
		}
		after = ids[len(ids)-1]
	}
}

func (c *copying) compareCounts(ctx context.Context, ids []graph.ID) error {
	q := graph.LinkQuery{IDs: ids, Hops: graph.Hops}
	here, err := c.s.engine.CountLinks(ctx, q)
	if err != nil {
		return err
	}
	there, err := c.to.CountLinks(ctx, q)
	if err != nil {
		return err
	}
	for _, id := range ids {
		if here[id] != there[id] {
			return fmt.Errorf("store: copy: %s has %d links, and %d in the copy", id, here[id], there[id])
		}
	}
	return nil
}
