package store

import (
	"context"
	"fmt"
	"slices"

	"cobuild/graph"
)

// mostAtOnce is how many rows a load writes in one transaction: fewer are loaded
// wholly or not at all, more in steps, of which an interrupted one is refused
// when the store is next opened.
const mostAtOnce = 60_000

// Source hands over what is to be loaded.
type Source struct {
	Name string // of the data, which the store keeps
	Rows int    // nouns and links there are about, to tell progress by; 0 = unknown
	// Each hands on all nouns and links, in batches of any size and in any order;
	// an error of emit ends it and is returned. Region.No, Path and Scope are left
	// to the store. Nouns that belong together are found together later if they
	// come together.
	Each func(ctx context.Context, emit func(nouns []graph.Noun, links []graph.Link) error) error
}

// Load loads a dataset that is in memory, see LoadFrom.
func (s *Store) Load(ctx context.Context, data *graph.Dataset, progress func(done, all int)) error {
	return s.LoadFrom(ctx, Source{
		Name: data.Name, Rows: len(data.Nouns) + len(data.Links),
		Each: func(_ context.Context, emit func([]graph.Noun, []graph.Link) error) error {
			return emit(data.Nouns, data.Links)
		},
	}, progress)
}

// LoadFrom fills an empty store from a source, with findings and segments. It
// makes revision 1, without entries in the log. Everything is read and tested
// before anything is written; in between it is in temporary files, and memory
// holds some 50 bytes for each noun, 24 for each link and 200 for each region. progress, if not nil,
// is told the rows done and how many there are about. A store with data is a
// CONFLICT.
func (s *Store) LoadFrom(ctx context.Context, from Source, progress func(done, all int)) (err error) {
	facts, err := newSpool(mostYoung)
	if err != nil {
		return err
	}
	defer func() {
		if closed := facts.close(); err == nil {
			err = closed
		}
	}()
	l := &loading{name: from.Name, facts: facts, progress: progress, rows: from.Rows, all: rowWork * from.Rows}
	return s.load(ctx, l, func(l *loading) error { return l.read(ctx, from) })
}

// load reads facts and fills an empty store with them.
func (s *Store) load(ctx context.Context, l *loading, read func(*loading) error) error {
	s.writing.Lock()
	defer s.writing.Unlock()
	state, err := s.base.State(ctx)
	if err != nil {
		return err
	}
	if err := refuseData(state); err != nil {
		return err
	}
	l.s, l.today = s, s.Today()
	if err := read(l); err != nil {
		return err
	}
	if err := l.placeRegions(); err != nil {
		return err
	}
	facts := l.facts
	before := l.done
	l.rows, l.all = facts.rows(), before+nounWork*facts.nouns+linkWork*facts.links.n
	if facts.rows() <= s.atOnce {
		return s.base.Update(ctx, func(ctx context.Context, tx Tx) error {
			state, err := tx.State(ctx)
			if err != nil {
				return err
			}
			if err := refuseData(state); err != nil {
				return err
			}
			l.done = before // it may run again
			if err := l.write(ctx, tx.Write); err != nil {
				return err
			}
			return tx.Write(ctx, l.end())
		})
	}
	by := newClaim()
	err = s.base.Update(ctx, func(ctx context.Context, tx Tx) error {
		state, err := tx.State(ctx)
		if err != nil {
			return err
		}
		if err := refuseData(state); err != nil {
			return err
		}
		return tx.Write(ctx, Batch{State: loadingState(l.name, by, State{Ruleset: s.rules.Fingerprint(), Rules: s.rules.JSON()})})
	})
	if err != nil {
		return err
	}
	err = s.base.Fill(ctx, func(ctx context.Context, write func(context.Context, Batch) error) error {
		if err := l.write(ctx, write); err != nil {
			return err
		}
		l.tree = nil
		return facts.release()
	})
	if err != nil {
		return err
	}
	return writeAs(ctx, s.base, by, l.end())
}

func refuseData(state State) error {
	if state.Format == 0 {
		return nil
	}
	return graph.Conflict(nil, "the store holds data (revision %d): load into an empty one", "库中已有数据（修订%d）：请载入空库", state.Revision)
}

// loading is one load under way.
type loading struct {
	s        *Store
	name     string
	facts    *spool
	tree     *tree
	regions  uint32
	today    graph.Date
	progress func(done, all int)
	rows     int // there are, about
	done     int // of the work
	all      int
	told     int // rows
}

// What a load takes to write a noun, with what is found of it, and a link, where
// 1 is to read either: about what SQLite takes, and less than a server does.
const (
	nounWork = 10
	linkWork = 4
	rowWork  = 1 + 6 // all of it, while it is not known what a row is
)

// read takes in what a source has, and refuses what an edit would refuse for its
// form.
func (l *loading) read(ctx context.Context, from Source) error {
	tell := func(n int) error {
		l.rows, l.all = max(l.rows, l.done+n), max(l.all, rowWork*(l.done+n))
		return l.tell(ctx, n)
	}
	err := from.Each(ctx, func(nouns []graph.Noun, links []graph.Link) error {
		for some := range slices.Chunk(nouns, loadBatch) {
			for _, n := range some {
				if err := l.readNoun(n); err != nil {
					return err
				}
			}
			if err := tell(len(some)); err != nil {
				return err
			}
		}
		for some := range slices.Chunk(links, loadBatch) {
			for i := range some {
				if err := l.readLink(&some[i]); err != nil {
					return err
				}
			}
			if err := tell(len(some)); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	if err := l.facts.finish(); err != nil {
		return err
	}
	if err := l.whole(); err != nil {
		return err
	}
	double, err := l.facts.doubled(mostCompared)
	if err == nil && double != "" {
		err = graph.Conflict(nil, "%s holds two links with the id %s: give each its own", "%s中有两条关系标识同为%s：请区分", l.name, double)
	}
	return err
}

func (l *loading) readNoun(n graph.Noun) error {
	if err := validNoun(n); err != nil {
		return err
	}
	again, err := l.facts.addNoun(n)
	if again {
		err = graph.Conflict(nil, "%s holds two nouns with the id %s: give each its own", "%s中有两个对象标识同为%s：请区分", l.name, n.Top().ID)
	}
	return err
}

// validNoun refuses what an edit would refuse for its form.
func validNoun(n graph.Noun) error {
	head := n.Top()
	if err := n.Validate(); err != nil {
		return fmt.Errorf("%s %s (%s): %w", n.Kind(), head.ID, head.Name, err)
	}
	if head.ID.Kind() != n.Kind() {
		return graph.Invalid([]string{"id"}, "%q is not the id of a noun of kind %s: give it one of this kind", "%q不是%s类型的标识：请使用该类型的标识", graph.Clip(string(head.ID)), n.Kind())
	}
	return nil
}

func (l *loading) readLink(link *graph.Link) error {
	if kind := link.ID.Kind(); kind != graph.KindLink && kind != graph.KindCoverage {
		return graph.Invalid([]string{"id"}, "%q is not the id of a link: give it one of this kind", "%q不是关系的标识：请使用该类型的标识", graph.Clip(string(link.ID)))
	}
	for _, end := range []graph.ID{link.From, link.To, link.Person} {
		if end.Kind() == "" && (end != "" || end != link.Person) {
			return l.missing(link.Hop, link.ID, end)
		}
	}
	return l.facts.addLink(link)
}

func (l *loading) missing(hop graph.Hop, id, end graph.ID) error {
	return graph.NotFound(nil, "%s %s refers to %s, which %s does not hold: add it", "%s %s引用了%s，但%s中没有：请补充", hop, id, graph.Clip(string(end)), l.name)
}

// whole refuses links to nouns that never came.
func (l *loading) whole() error {
	f := l.facts
	if int(f.ids.n) == f.nouns {
		return nil
	}
	at := uint32(0)
	return f.linkIDs(func(ids []graph.ID) error {
		for _, id := range ids {
			c := f.links.at(at)
			ends := []uint32{c.from, c.to}
			if person, has := f.persons[at]; has {
				ends = append(ends, person)
			}
			at++
			if c.dropped {
				continue
			}
			for _, end := range ends {
				if *f.at.at(end) <= 0 {
					return l.missing(graph.Hops[c.hop], id, f.ids.id(end))
				}
			}
		}
		return nil
	})
}

// placeRegions numbers the regions and gives them their paths, by their parents
// today.
func (l *loading) placeRegions() error {
	f := l.facts
	d := newDraft(nil, newTree(), State{}, l.today, nil)
	const root = ^uint32(0)
	children := map[uint32][]uint32{}
	p := &placer{today: l.today, turns: map[graph.ID]graph.Date{}}
	for _, no := range f.regions {
		var up []graph.Link
		for _, at := range f.out.of(no) {
			if link := f.link(at); link.Hop == graph.HopParent {
				up = append(up, link)
			}
		}
		parent := root
		if id := p.current(f.ids.id(no), up); id != "" {
			parent = f.number(id)
		}
		children[parent] = append(children[parent], no)
	}
	growing := newTree().plant()
	var entries []entry
	for level := []uint32{root}; len(level) > 0; {
		var next []uint32
		for _, parent := range level {
			above := graph.ID("")
			if parent != root {
				above = f.ids.id(parent)
			}
			for _, no := range children[parent] {
				n, err := f.noun(no)
				if err != nil {
					return err
				}
				r := n.(*graph.Region)
				if err := d.NewRegion(context.Background(), r, above); err != nil {
					return err
				}
				if err := f.put(no, r); err != nil {
					return err
				}
				if entries = append(entries, entryFor(r, nil)); len(entries) == chunk {
					growing.put(entries)
					entries = nil
				}
			}
			next = append(next, children[parent]...)
			delete(children, parent)
		}
		level = next
	}
	for _, circle := range children {
		return graph.Conflict(nil, "region %s lies below itself: give one of those above it another parent", "地区%s位于自身之下：请为其某一上级更换上级", f.ids.id(circle[0]))
	}
	growing.put(entries)
	l.tree, l.regions = growing.done(), d.state.Regions
	return f.docs.flush()
}

const loadBatch = 5_000

// tell tells progress in rows, by the work that is done.
func (l *loading) tell(ctx context.Context, n int) error {
	l.done += n
	if l.progress != nil && l.all > 0 {
		l.told = max(l.told, int(int64(l.rows)*int64(l.done)/int64(l.all)))
		l.progress(l.told, l.rows)
	}
	return ctx.Err()
}

// end is what makes the store whole.
func (l *loading) end() Batch {
	return Batch{State: &State{
		Format: Format, Revision: firstRevision, Regions: l.regions, Ruleset: l.s.rules.Fingerprint(), Rules: l.s.rules.JSON(),
		Sample: l.name, Placed: l.today,
	}}
}
