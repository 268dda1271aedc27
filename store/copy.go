package store

import (
	"context"
	"fmt"
	"hash/maphash"
	"maps"
	"slices"

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
// the ruleset. It reads what it has written again and compares. It takes memory
// and temporary files as a load does, see LoadFrom. progress, if not nil, is told
// steps done, of about the same length, and how many there are about. An engine with
// data is a CONFLICT; a store that is written meanwhile is UNAVAILABLE. What is
// interrupted is refused when it is opened, as an interrupted load.
func (s *Store) CopyTo(ctx context.Context, to Engine, progress func(done, all int)) (copied *Copied, err error) {
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
	c := &copying{s: s, to: to, by: newClaim(), tree: snap.tree, seed: maphash.MakeSeed(), out: &Copied{Nouns: map[graph.Kind]int{}, Revision: state.Revision}, progress: progress}
	if err := c.begin(ctx, state); err != nil {
		return nil, err
	}
	if c.survey, err = newSurvey(ctx, s.engine, c.tell); err != nil {
		return nil, err
	}
	defer func() {
		if closed := c.facts.close(); err == nil {
			err = closed
		}
	}()
	c.all = (stepsPlaced + stepsLinked + stepsFilled + stepsJoined + stepsCompared) * c.size
	if err := inTurn(ctx, c.read, c.fill, c.log, c.compare); err != nil {
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
	*survey
	s         *Store
	to        Engine
	by        claim
	tree      *tree
	seed      maphash.Seed
	sums      many[uint64] // by number: of a noun, the links that leave it, and its findings
	out       *Copied
	progress  func(done, all int)
	done, all int
}

// Steps that a noun takes, beside those of a survey.
const (
	stepsFilled   = 12
	stepsJoined   = 8 // its links
	stepsCompared = 10
)

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

func (c *copying) tell(ctx context.Context, n int) error {
	if c.done += n; c.progress != nil {
		c.progress(c.done, max(c.done, c.all))
	}
	return ctx.Err()
}

// read reads nouns and links.
func (c *copying) read(ctx context.Context) error {
	c.met = func(_ uint32, row *NounRow) { c.sums.add(maphash.Bytes(c.seed, row.Doc)) }
	if err := c.shelves(ctx); err != nil {
		return err
	}
	c.all = c.done + (stepsLinked+stepsFilled+stepsJoined+stepsCompared)*c.nouns
	return c.links(ctx, func(from, _ uint32, l *LinkRow) {
		*c.sums.at(from) += maphash.Comparable(c.seed, l.Link)
	}, func(_ uint32, l *LinkRow) error {
		return fmt.Errorf("store: copy: link %s leads to %s, which is not there: see what check tells", l.ID, l.To)
	})
}

// fill fills the copy.
func (c *copying) fill(ctx context.Context) error {
	return c.to.Fill(ctx, func(ctx context.Context, write func(context.Context, Batch) error) error {
		if err := pipe(ctx, c.make, write, c.tell); err != nil {
			return err
		}
		ids := c.facts.ids // by which sums are found
		defer func() { c.facts.ids = ids }()
		return c.facts.release()
	})
}

// make makes all rows: nouns where they belong today with their findings, then
// links, then segments.
func (c *copying) make(ctx context.Context, hand func(made) error) error {
	err := c.each(func(first uint32, nouns []graph.Noun) error {
		rows, err := shelve(ctx, c.facts, c.tree, nouns, c.s.Today())
		if err != nil {
			return err
		}
		b := Batch{Nouns: rows}
		for i := range rows {
			c.out.Nouns[rows[i].Kind]++
			if err := c.facts.rename(first+uint32(i), nouns[i], rows[i].Doc); err != nil {
				return err
			}
		}
		findings, err := c.s.engine.FindingsOf(ctx, withFindings(nouns))
		if err != nil {
			return err
		}
		for i, n := range nouns {
			some := findings[n.Top().ID]
			*c.sums.at(first + uint32(i)) += c.sum(some)
			b.Findings = append(b.Findings, some...)
		}
		c.out.Findings += len(b.Findings)
		return hand(made{Batch: b, work: stepsFilled * len(rows)})
	})
	if err != nil {
		return err
	}
	left := stepsJoined * c.nouns
	err = c.facts.fillLinks(func(m made) error {
		m.work = left * len(m.Links) / (c.facts.links.n - c.out.Links)
		left -= m.work
		c.out.Links += len(m.Links)
		return hand(m)
	})
	if err != nil {
		return err
	}
	rows, err := c.s.engine.Segments(ctx, 0)
	if err != nil {
		return err
	}
	rows = whole(rows, func(_ SegmentKey, wrong error) { err = driftFault(wrong) })
	if err != nil {
		return err
	}
	return hand(made{Batch: Batch{Segments: rows}, work: left})
}

func (c *copying) sum(findings []FindingRow) (sum uint64) {
	for i := range findings {
		sum += maphash.Comparable(c.seed, findings[i])
	}
	return sum
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

// compare reads the copy: each noun must be there as it is here, with the same
// links and findings.
func (c *copying) compare(ctx context.Context) error {
	met := 0
	for _, kind := range graph.NounKinds {
		err := scanAll(ctx, c.to, placeShelf(kind), deriveBatch, func(rows []ShelfRow) error {
			sums := make(map[graph.ID]uint64, len(rows))
			numbers := make(map[graph.ID]uint32, len(rows))
			for i := range rows {
				row := &rows[i].Noun
				no, known := c.facts.ids.find(row.ID)
				if !known {
					return c.differs(row.ID)
				}
				if *c.sums.at(no) != 0 { // not met before, at another place
					numbers[row.ID], sums[row.ID] = no, maphash.Bytes(c.seed, row.Doc)
				}
			}
			met += len(sums)
			if err := c.compareSums(ctx, numbers, sums); err != nil {
				return err
			}
			return c.tell(ctx, stepsCompared*len(sums))
		})
		if err != nil {
			return err
		}
	}
	if met != c.nouns {
		return fmt.Errorf("store: copy: %d nouns, and %d in the copy", c.nouns, met)
	}
	return nil
}

// compareSums adds the links and findings of nouns to what their documents come
// to, and compares.
func (c *copying) compareSums(ctx context.Context, numbers map[graph.ID]uint32, sums map[graph.ID]uint64) error {
	ids := slices.Sorted(maps.Keys(sums))
	links, err := c.to.Links(ctx, graph.LinkQuery{IDs: ids, Hops: graph.Hops})
	if err != nil {
		return err
	}
	findings, err := c.to.FindingsOf(ctx, ids)
	if err != nil {
		return err
	}
	for _, id := range ids {
		for _, l := range links[id] {
			sums[id] += maphash.Comparable(c.seed, l.Link)
		}
		want := c.sums.at(numbers[id])
		if sums[id]+c.sum(findings[id]) != *want {
			return c.differs(id)
		}
		*want = 0
	}
	return nil
}

func (c *copying) differs(id graph.ID) error {
	return fmt.Errorf("store: copy: %s, its links or its findings are not as they were copied", id)
}
