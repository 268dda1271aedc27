// Package tally counts findings. A segment is the findings of one kind of
// subject in the regions of one scope (a county), packed: 16 bytes for each
// piece of a finding, those that end last first. Counts are never stored: one
// pass over the segments of a territory answers for any region, any date and
// any class, and parts add up to their total because both come from the same
// bytes.
package tally

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"slices"
	"sort"

	"cobuild/graph"
)

// Size is the length of an entry: region (4 bytes), subject kind, code, since
// (2), end (2), attributes (6), all big-endian.
const Size = 16

// Entry is a piece of a finding as it is counted. Since 0 is before records
// began, End graph.End is open.
type Entry struct {
	Region     uint32 // Region.No; 0 = no place
	Subject    graph.Kind
	Code       graph.FindingCode
	Since, End graph.Date
	Attributes graph.Attributes
}

// EntryOf is the entry of a finding's piece whose region bears the number.
func EntryOf(f *graph.Finding, region uint32) Entry {
	return Entry{
		Region: region, Subject: f.Subject.Kind(), Code: f.Code,
		Since: f.Piece.Since, End: f.Piece.End(), Attributes: f.Attributes,
	}
}

var subjectBytes = map[graph.Kind]byte{
	graph.KindRegion: 1, graph.KindOrganisation: 2, graph.KindUnit: 3, graph.KindMember: 4, graph.KindPairing: 5,
}

func (e Entry) pack() (p [Size]byte) {
	binary.BigEndian.PutUint32(p[0:], e.Region)
	p[4], p[5] = subjectBytes[e.Subject], byte(e.Code)
	binary.BigEndian.PutUint16(p[6:], uint16(e.Since))
	binary.BigEndian.PutUint16(p[8:], uint16(e.End))
	copy(p[10:], e.Attributes[:])
	return p
}

func unpack(p []byte) Entry {
	e := Entry{
		Region: binary.BigEndian.Uint32(p), Code: graph.FindingCode(p[5]),
		Since: graph.Date(binary.BigEndian.Uint16(p[6:])), End: graph.Date(binary.BigEndian.Uint16(p[8:])),
	}
	for kind, b := range subjectBytes {
		if b == p[4] {
			e.Subject = kind
		}
	}
	copy(e.Attributes[:], p[10:])
	return e
}

// compare orders entries by end, latest first, then by their bytes, so that the
// same entries always make the same segment.
func compare(a, b [Size]byte) int {
	if c := bytes.Compare(b[8:10], a[8:10]); c != 0 {
		return c
	}
	return bytes.Compare(a[:], b[:])
}

// Segment is packed entries. It is never changed in place: Change makes another.
type Segment []byte

// Empty is what Change leaves where the last entry goes: one byte, so that a
// store keeps the segment and other processes learn that it was emptied.
var Empty = Segment{0}

// Build packs entries.
func Build(entries []Entry) Segment {
	packed := make([][Size]byte, len(entries))
	for i, e := range entries {
		packed[i] = e.pack()
	}
	slices.SortFunc(packed, compare)
	return join(packed)
}

func join(packed [][Size]byte) Segment {
	s := make(Segment, 0, len(packed)*Size)
	for i := range packed {
		s = append(s, packed[i][:]...)
	}
	return s
}

// Len is the number of entries.
func (s Segment) Len() int { return len(s) / Size }

// Entries unpacks the segment, for people and checks.
func (s Segment) Entries() []Entry {
	entries := make([]Entry, s.Len())
	for i := range entries {
		entries[i] = unpack(s[i*Size:])
	}
	return entries
}

// Change gives the segment without the entries of remove and with those of add.
// An entry to remove that is not there is an error: the segment has drifted
// from the findings.
func (s Segment) Change(remove, add []Entry) (Segment, error) {
	return s.change(sorted(remove), sorted(add))
}

func (s Segment) change(gone, fresh [][Size]byte) (Segment, error) {
	if bytes.Equal(s, Empty) {
		s = nil
	}
	if len(s)%Size != 0 {
		return nil, fmt.Errorf("tally: segment of %d bytes is not whole entries", len(s))
	}
	out := make(Segment, 0, len(s)+len(fresh)*Size)
	rest := s
	upTo := func(next [Size]byte) {
		n := sort.Search(len(rest)/Size, func(i int) bool { return compare([Size]byte(rest[i*Size:]), next) >= 0 })
		out, rest = append(out, rest[:n*Size]...), rest[n*Size:]
	}
	for len(gone)+len(fresh) > 0 {
		if len(gone) == 0 || len(fresh) > 0 && compare(fresh[0], gone[0]) <= 0 {
			upTo(fresh[0])
			out, fresh = append(out, fresh[0][:]...), fresh[1:]
			continue
		}
		upTo(gone[0])
		if len(rest) == 0 || [Size]byte(rest) != gone[0] {
			return nil, fmt.Errorf("tally: entry %+v to remove is not in the segment", unpack(gone[0][:]))
		}
		gone, rest = gone[1:], rest[Size:]
	}
	out = append(out, rest...)
	if len(out) == 0 {
		return Empty, nil
	}
	return out, nil
}

// Delta is what a segment has lost and gained since it was packed: the number of
// entries lost (4 bytes, big-endian), then these, then those gained, each in the
// order of a segment. What is lost and gained is in neither.
type Delta []byte

const deltaHead = 4

// split gives the entries lost and those gained.
func (d Delta) split() (lost, gained [][Size]byte, err error) {
	if len(d) == 0 || bytes.Equal(d, Empty) {
		return nil, nil, nil
	}
	if len(d) < deltaHead || (len(d)-deltaHead)%Size != 0 {
		return nil, nil, fmt.Errorf("tally: delta of %d bytes is not whole entries", len(d))
	}
	n := int(binary.BigEndian.Uint32(d))
	entries := slices.Collect(slices.Chunk(d[deltaHead:], Size))
	if n > len(entries) {
		return nil, nil, fmt.Errorf("tally: delta of %d entries has lost %d", len(entries), n)
	}
	for i, e := range entries {
		if i < n {
			lost = append(lost, [Size]byte(e))
		} else {
			gained = append(gained, [Size]byte(e))
		}
	}
	return lost, gained, nil
}

// Change gives the delta with the entries of remove lost, too, and those of add
// gained; nil where nothing is left.
func (d Delta) Change(remove, add []Entry) (Delta, error) {
	lost, gained, err := d.split()
	if err != nil {
		return nil, err
	}
	lost, gained = apart(append(lost, sorted(remove)...), append(gained, sorted(add)...))
	if len(lost)+len(gained) == 0 {
		return nil, nil
	}
	out := binary.BigEndian.AppendUint32(make(Delta, 0, deltaHead+(len(lost)+len(gained))*Size), uint32(len(lost)))
	return append(append(out, join(lost)...), join(gained)...), nil
}

// apart sorts both, and leaves out what is in both.
func apart(lost, gained [][Size]byte) (_, _ [][Size]byte) {
	slices.SortFunc(lost, compare)
	slices.SortFunc(gained, compare)
	left, fresh := lost[:0], gained[:0]
	for len(lost)+len(gained) > 0 {
		switch {
		case len(gained) == 0 || len(lost) > 0 && compare(lost[0], gained[0]) < 0:
			left, lost = append(left, lost[0]), lost[1:]
		case len(lost) == 0 || compare(gained[0], lost[0]) < 0:
			fresh, gained = append(fresh, gained[0]), gained[1:]
		default:
			lost, gained = lost[1:], gained[1:]
		}
	}
	return left, fresh
}

// Replay gives the segment, of which was is what it has lost and gained so far,
// with another delta instead.
func (s Segment) Replay(was, is Delta) (Segment, error) {
	wasLost, wasGained, err := was.split()
	if err != nil {
		return nil, err
	}
	lost, gained, err := is.split()
	if err != nil {
		return nil, err
	}
	return s.change(apart(append(lost, wasGained...), append(gained, wasLost...)))
}

func sorted(entries []Entry) [][Size]byte {
	packed := make([][Size]byte, len(entries))
	for i, e := range entries {
		packed[i] = e.pack()
	}
	slices.SortFunc(packed, compare)
	return packed
}

// Regions lists the numbers of the regions in the segment, each once, in order.
func (s Segment) Regions() []uint32 {
	seen := make([]uint32, 0, 64)
	var last uint32
	for i := 0; i+Size <= len(s); i += Size {
		if no := binary.BigEndian.Uint32(s[i:]); i == 0 || no != last {
			seen = append(seen, no)
			last = no
		}
	}
	slices.Sort(seen)
	return slices.Compact(seen)
}

// Codes is a set of codes of findings.
type Codes [4]uint64

// Has says whether a code is in the set.
func (c *Codes) Has(code graph.FindingCode) bool { return c[code>>6]&(1<<(code&63)) != 0 }

// Add puts the codes of another set into this one.
func (c *Codes) Add(more Codes) {
	for i := range c {
		c[i] |= more[i]
	}
}

// Codes gives the codes of the entries, of any time.
func (s Segment) Codes() (codes Codes) {
	for i := 0; i+Size <= len(s); i += Size {
		codes[s[i+5]>>6] |= 1 << (s[i+5] & 63)
	}
	return codes
}
