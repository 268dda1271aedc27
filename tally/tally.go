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
	if bytes.Equal(s, Empty) {
		s = nil
	}
	if len(s)%Size != 0 {
		return nil, fmt.Errorf("tally: segment of %d bytes is not whole entries", len(s))
	}
	gone, fresh := sorted(remove), sorted(add)
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
