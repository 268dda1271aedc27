package store

import (
	"context"
	"encoding/binary"
	"errors"
	"io"
	"runtime/debug"
	"slices"

	"cobuild/graph"
)

// spool is facts that are about to be stored: documents of nouns in a temporary
// file, links in memory at 24 bytes each, so that a nation fits. Links are
// given without their ids, on which no rule depends.
type spool struct {
	ids     idNumbers
	at      many[int64] // of documents, by number; 0 = none has come
	regions []uint32
	nouns   int
	links   many[linkColumns]
	persons map[uint32]uint32 // of the few links that have one
	words   words
	out, in adjacency

	docs, names *temporary // documents; ids of links in their order
	buf         []byte
	keys        [1 << 14]recentKey
	young, old  map[uint32]graph.Noun // read lately
	most        int                   // nouns of either, before those before them are forgotten
}

type recentKey struct {
	no  uint32 // number + 1
	key string
}

// mostYoung is how many nouns a load remembers, and mostInScratch how many a scratch.
const (
	mostYoung     = 25_000
	mostInScratch = 5_000
)

func newSpool(most int) (*spool, error) {
	docs, err := newTemporary()
	if err != nil {
		return nil, err
	}
	names, err := newTemporary()
	if err != nil {
		return nil, errors.Join(err, docs.close())
	}
	s := &spool{most: most, docs: docs, names: names, persons: map[uint32]uint32{}, young: map[uint32]graph.Noun{}}
	_, err = docs.write([]byte{0}) // no document begins at 0
	return s, err
}

// release gives up memory and disk, which an engine needs now: nothing is read
// any more.
func (s *spool) release() error {
	*s = spool{docs: s.docs, names: s.names}
	debug.FreeOSMemory()
	return errors.Join(s.docs.file.Truncate(0), s.names.file.Truncate(0))
}

func (s *spool) close() error { return errors.Join(s.docs.close(), s.names.close()) }

// rows is how many nouns and links there are.
func (s *spool) rows() int { return s.nouns + s.links.n }

// number gives the number of a noun that is there or may come.
func (s *spool) number(id graph.ID) uint32 {
	no := s.ids.number(id)
	if int(no) == s.at.n {
		s.at.add(0)
	}
	return no
}

// addNoun takes a noun in. again says that one with its id is there.
func (s *spool) addNoun(n graph.Noun) (again bool, err error) {
	no := s.number(n.Top().ID)
	if *s.at.at(no) != 0 {
		return true, nil
	}
	if n.Kind() == graph.KindRegion {
		s.regions = append(s.regions, no)
	}
	s.nouns++
	return false, s.put(no, n)
}

// addDocument takes a noun in that comes as an engine keeps it.
func (s *spool) addDocument(row *NounRow, sortKey string) (no uint32, err error) {
	no = s.number(row.ID)
	s.nouns++
	return no, s.write(no, sortKey, row.Kind, row.Doc)
}

// dropped is where the document of a noun is that never was.
const dropped = -1

// forget lets go of what is remembered of a noun.
func (s *spool) forget(no uint32) {
	delete(s.young, no)
	delete(s.old, no)
	if recent := &s.keys[no%uint32(len(s.keys))]; recent.no == no+1 {
		recent.no = 0
	}
}

// put writes the document of a noun, anew where it has one.
func (s *spool) put(no uint32, n graph.Noun) error {
	s.forget(no)
	doc, err := graph.MarshalNoun(n)
	if err != nil {
		return err
	}
	return s.write(no, SortKey(nameOf(n)), n.Kind(), doc)
}

// rename gives a noun the sort key that it should have, where it has another.
func (s *spool) rename(no uint32, n graph.Noun, doc []byte) error {
	key, _, _, _, err := s.head(no)
	if want := SortKey(nameOf(n)); err == nil && key != want {
		s.forget(no)
		err = s.write(no, want, n.Kind(), doc)
	}
	return err
}

func (s *spool) write(no uint32, key string, kind graph.Kind, doc []byte) (err error) {
	s.buf = binary.LittleEndian.AppendUint32(s.buf[:0], uint32(len(doc)))
	s.buf = append(s.buf, byte(len(key)), byte(slices.Index(graph.NounKinds, kind)))
	s.buf = append(append(s.buf, key...), doc...)
	*s.at.at(no), err = s.docs.write(s.buf)
	return err
}

const spoolHead = 6

// addLink takes a link in, whose ends may come later.
func (s *spool) addLink(l *graph.Link) error {
	s.links.add(linkColumns{})
	if err := s.setLink(uint32(s.links.n-1), l); err != nil {
		return err
	}
	_, err := s.names.write([]byte(l.ID))
	return err
}

// setLink writes what a link is. One under its number must not have a person.
func (s *spool) setLink(no uint32, l *graph.Link) error {
	word, ok := s.words.number(l.Mode, l.Role)
	hop := slices.Index(graph.Hops, l.Hop)
	if !ok || hop < 0 {
		return graph.Invalid(nil, "link %s has hop %q and role %q: use those of the schema", "关系%s的类型%q或角色%q不在取值范围内", l.ID, l.Hop, graph.Clip(l.Role))
	}
	*s.links.at(no) = linkColumns{from: s.number(l.From), to: s.number(l.To), since: l.Since, until: l.Until, word: word, hop: uint8(hop)}
	if l.Person != "" {
		s.persons[no] = s.number(l.Person)
	}
	return nil
}

// finish ends the taking in.
func (s *spool) finish() error {
	s.out = adjacent(s.ids.n, &s.links, func(l *linkColumns) uint32 { return l.from })
	s.in = adjacent(s.ids.n, &s.links, func(l *linkColumns) uint32 { return l.to })
	return errors.Join(s.docs.flush(), s.names.flush())
}

// head reads what stands before a document: its size, the noun's sort key and
// kind; and as much of the document as was read with it.
func (s *spool) head(no uint32) (key string, kind graph.Kind, doc []byte, size int, err error) {
	const guess = 2 << 10
	s.buf = slices.Grow(s.buf[:0], guess)[:guess]
	if s.docs.out.Buffered() > 0 && *s.at.at(no)+guess > s.docs.size-int64(s.docs.out.Buffered()) {
		if err := s.docs.flush(); err != nil {
			return "", "", nil, 0, err
		}
	}
	n, err := s.docs.file.ReadAt(s.buf, *s.at.at(no))
	if err != nil && !errors.Is(err, io.EOF) {
		return "", "", nil, 0, err
	}
	b := s.buf[:n]
	size = int(binary.LittleEndian.Uint32(b))
	end := spoolHead + int(b[4])
	return string(b[spoolHead:end]), graph.NounKinds[b[5]], b[end:min(len(b), end+size)], size, nil
}

// noun reads a noun.
func (s *spool) noun(no uint32) (graph.Noun, error) {
	key, kind, begun, size, err := s.head(no)
	if err != nil {
		return nil, err
	}
	doc := make([]byte, size)
	if read := copy(doc, begun); read < size {
		if err := s.docs.readAt(doc[read:], *s.at.at(no)+spoolHead+int64(len(key))+int64(read)); err != nil {
			return nil, err
		}
	}
	return graph.UnmarshalNoun(kind, doc)
}

// recall reads a noun, or remembers it.
func (s *spool) recall(no uint32) (n graph.Noun, err error) {
	if n = s.young[no]; n != nil {
		return n, nil
	}
	if n = s.old[no]; n == nil {
		if n, err = s.noun(no); err != nil {
			return nil, err
		}
	}
	s.remember(no, n)
	return n, nil
}

func (s *spool) remember(no uint32, n graph.Noun) {
	if len(s.young) >= s.most {
		s.young, s.old = make(map[uint32]graph.Noun, s.most), s.young
	}
	s.young[no] = n
}

// nameKey is that of the noun.
func (s *spool) nameKey(no uint32) (string, error) {
	recent := &s.keys[no%uint32(len(s.keys))]
	if recent.no != no+1 {
		key, _, _, _, err := s.head(no)
		if err != nil {
			return "", err
		}
		recent.no, recent.key = no+1, key+sep+string(s.ids.id(no))
	}
	return recent.key, nil
}

func (s *spool) link(no uint32) graph.Link {
	c := s.links.at(no)
	word := s.words.texts[c.word]
	l := graph.Link{
		Hop: graph.Hops[c.hop], From: s.ids.id(c.from), To: s.ids.id(c.to), Interval: graph.Interval{Since: c.since, Until: c.until},
		Mode: graph.CoverageMode(word[0]), Role: word[1],
	}
	if person, has := s.persons[no]; has {
		l.Person = s.ids.id(person)
	}
	return l
}

// Nouns are the facts of rules, as Links are.
func (s *spool) Nouns(_ context.Context, ids []graph.ID) (map[graph.ID]graph.Noun, error) {
	found := make(map[graph.ID]graph.Noun, len(ids))
	for _, id := range ids {
		no, known := s.ids.find(id)
		if !known {
			continue
		}
		n, err := s.recall(no)
		if err != nil {
			return nil, err
		}
		found[id] = n
	}
	return found, nil
}

// hopBits are hops as a set of their places in graph.Hops.
func hopBits(hops []graph.Hop) (bits uint32) {
	for _, hop := range hops {
		if at := slices.Index(graph.Hops, hop); at >= 0 {
			bits |= 1 << at
		}
	}
	return bits
}

func (s *spool) Links(_ context.Context, q graph.LinkQuery) (map[graph.ID][]graph.Link, error) {
	side := &s.out
	if q.Direction == graph.In {
		side = &s.in
	}
	asked := hopBits(q.Hops)
	found := make(map[graph.ID][]graph.Link, len(q.IDs))
	for _, id := range q.IDs {
		no, known := s.ids.find(id)
		if !known {
			continue
		}
		if _, again := found[id]; again {
			continue
		}
		var links []graph.Link
		for _, at := range side.of(no) {
			if asked>>s.links.at(at).hop&1 == 0 {
				continue
			}
			if l := s.link(at); q.On == 0 || l.Holds(q.On) {
				links = append(links, l)
			}
		}
		if links != nil {
			found[id] = links
		}
	}
	return found, nil
}
