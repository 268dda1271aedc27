package store

import (
	"context"
	"errors"
	"hash/maphash"
	"slices"

	"cobuild/graph"
)

// Scratch is facts that are put one after another before it is known whether
// they will be stored: those of an import that is loaded at once, or only tried.
// They are in temporary files, as those of a load are; memory holds some 100
// bytes for each noun and 50 for each link. It is used by one goroutine.
type Scratch struct {
	facts   *spool
	out, in chains
	codes   hashed // of nouns, by kind, field and code; also by codes they bore before
	links   hashed // by id
	seed    maphash.Seed
	namers  []graph.ID // regions that name others
	failed  error
}

// NewScratch makes one without facts.
func NewScratch() (*Scratch, error) {
	facts, err := newSpool(mostInScratch)
	return &Scratch{facts: facts, seed: maphash.MakeSeed()}, err
}

// Close lets go of the facts.
func (s *Scratch) Close() error { return s.facts.close() }

// Rows is how many nouns and links there are.
func (s *Scratch) Rows() int { return s.facts.rows() }

// Err is why putting failed, such as a disk that is full, or a noun that breaks
// a rule: nothing is put any more.
func (s *Scratch) Err() error { return s.failed }

// Put takes a noun in, in place of what was put under its id.
func (s *Scratch) Put(n graph.Noun) {
	if s.failed == nil {
		s.failed = s.put(n)
	}
}

func (s *Scratch) put(n graph.Noun) error {
	if err := validNoun(n); err != nil {
		return err
	}
	f, id := s.facts, n.Top().ID
	no := f.number(id)
	if at := *f.at.at(no); at <= 0 {
		f.nouns++
		if n.Kind() == graph.KindRegion {
			f.regions = append(f.regions, no)
		}
	}
	if err := f.put(no, n); err != nil {
		return err
	}
	f.remember(no, n)
	for _, field := range []graph.CodeField{graph.ByCode, graph.ByCredit} {
		if code := codeOf(n, field); code != "" && (field == graph.ByCode || n.Kind() == graph.KindUnit) {
			s.codes.add(s.hash(graph.CodeKey{Kind: n.Kind(), Field: field, Code: code}), no)
		}
	}
	if r, ok := n.(*graph.Region); ok && len(r.Successors) > 0 {
		s.namers = append(s.namers, id)
	}
	return nil
}

func (s *Scratch) hash(key graph.CodeKey) uint32 {
	return uint32(maphash.String(s.seed, string(key.Kind)+"\x00"+string(key.Field)+"\x00"+key.Code))
}

// Drop notes that a noun never was.
func (s *Scratch) Drop(id graph.ID) {
	f := s.facts
	no := f.number(id)
	if *f.at.at(no) > 0 {
		f.nouns--
		f.regions = slices.DeleteFunc(f.regions, func(r uint32) bool { return r == no })
	}
	*f.at.at(no) = dropped
	f.forget(no)
}

// PutLink takes a link in, in place of what was put under its id.
func (s *Scratch) PutLink(l graph.Link) { s.keep(l, false) }

// DropLink notes that a link never was.
func (s *Scratch) DropLink(l graph.Link) { s.keep(l, true) }

func (s *Scratch) keep(l graph.Link, drop bool) {
	if s.failed != nil {
		return
	}
	f := s.facts
	old, known, err := s.linkNo(l.ID)
	if err == nil && known {
		c := f.links.at(old)
		if now := f.link(old); c.dropped || now.From != l.From || now.To != l.To || now.Hop != l.Hop {
			known = c.dropped && drop
			c.dropped = true // stands elsewhere from now on
		} else {
			delete(f.persons, old)
		}
	}
	if err == nil && !known {
		old = uint32(f.links.n)
		if err = f.addLink(&l); err == nil {
			s.out.add(f.links.at(old).from, old)
			s.in.add(f.links.at(old).to, old)
			s.links.add(hashID(l.ID), old)
		}
	} else if err == nil {
		err = f.setLink(old, &l)
	}
	if err == nil {
		f.links.at(old).dropped = drop
	}
	s.failed = err
}

// linkNo is the number of the link that was put last under an id.
func (s *Scratch) linkNo(id graph.ID) (no uint32, known bool, err error) {
	for _, at := range s.links.find(hashID(id)) {
		var raw [idLength]byte
		if err := s.facts.names.readAt(raw[:], int64(at)*idLength); err != nil {
			return 0, false, err
		}
		if string(raw[:]) == string(id) && (!known || at > no) {
			no, known = at, true
		}
	}
	return no, known, nil
}

// Nouns gives what was put under ids; nil for a noun that was dropped.
func (s *Scratch) Nouns(ids []graph.ID) (map[graph.ID]graph.Noun, error) {
	found := make(map[graph.ID]graph.Noun, len(ids))
	for _, id := range ids {
		no, known := s.facts.ids.find(id)
		if !known {
			continue
		}
		switch at := *s.facts.at.at(no); {
		case at == dropped:
			found[id] = nil
		case at > 0:
			n, err := s.facts.recall(no)
			if err != nil {
				return nil, err
			}
			found[id] = n
		}
	}
	return found, nil
}

// Holds says whether a noun was put, or dropped.
func (s *Scratch) Holds(id graph.ID) bool {
	no, known := s.facts.ids.find(id)
	return known && *s.facts.at.at(no) != 0
}

// Links gives the links that were put, as an engine would.
func (s *Scratch) Links(q graph.LinkQuery) (map[graph.ID][]graph.Link, error) {
	side := &s.out
	if q.Direction == graph.In {
		side = &s.in
	}
	asked := hopBits(q.Hops)
	found := map[graph.ID][]graph.Link{}
	for _, id := range q.IDs {
		no, known := s.facts.ids.find(id)
		if _, again := found[id]; again || !known {
			continue
		}
		for _, at := range side.of(no) {
			if c := s.facts.links.at(at); c.dropped || asked>>c.hop&1 == 0 || q.On != 0 && !c.holds(q.On) {
				continue
			}
			l, err := s.link(at)
			if err != nil {
				return nil, err
			}
			found[id] = append(found[id], l)
		}
	}
	return found, nil
}

// link is a link with its id.
func (s *Scratch) link(no uint32) (graph.Link, error) {
	l := s.facts.link(no)
	var raw [idLength]byte
	err := s.facts.names.readAt(raw[:], int64(no)*idLength)
	l.ID = graph.ID(raw[:])
	return l, err
}

// LinksByID gives what was put under ids; nil for a link that was dropped.
func (s *Scratch) LinksByID(ids []graph.ID) (map[graph.ID]*graph.Link, error) {
	found := map[graph.ID]*graph.Link{}
	for _, id := range ids {
		no, known, err := s.linkNo(id)
		if err != nil {
			return nil, err
		}
		if !known {
			continue
		}
		found[id] = nil
		if s.facts.links.at(no).dropped {
			continue
		}
		l, err := s.link(no)
		if err != nil {
			return nil, err
		}
		found[id] = &l
	}
	return found, nil
}

// Find gives the nouns put that bear codes, living or not.
func (s *Scratch) Find(keys []graph.CodeKey) (map[graph.CodeKey][]graph.Noun, error) {
	found := map[graph.CodeKey][]graph.Noun{}
	for _, key := range keys {
		for _, no := range s.codes.find(s.hash(key)) {
			if *s.facts.at.at(no) <= 0 {
				continue
			}
			n, err := s.facts.recall(no)
			if err != nil {
				return nil, err
			}
			if n.Kind() == key.Kind && codeOf(n, key.Field) == key.Code && !slices.Contains(found[key], n) {
				found[key] = append(found[key], n)
			}
		}
	}
	return found, nil
}

// Namers are the nouns put that may name others beside the links between them.
func (s *Scratch) Namers() []graph.ID {
	namers := slices.Clone(s.namers)
	for no := range s.facts.persons {
		namers = append(namers, s.facts.ids.id(s.facts.links.at(no).from))
	}
	return namers
}

// LoadScratch fills an empty store with what was put, as LoadFrom does with what
// a source hands over. Nothing is asked of the scratch afterwards.
func (s *Store) LoadScratch(ctx context.Context, name string, from *Scratch, progress func(done, all int)) error {
	if from.failed != nil {
		return from.failed
	}
	from.out, from.in, from.codes, from.links = chains{}, chains{}, hashed{}, hashed{}
	from.facts.most = mostYoung
	return s.load(ctx, &loading{name: name, facts: from.facts, progress: progress}, func(l *loading) error {
		return errors.Join(l.facts.finish(), l.whole())
	})
}
