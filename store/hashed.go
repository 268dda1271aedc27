package store

import "slices"

// hashed finds numbers by hashes of what they stand for, several by one hash. It
// takes 8 bytes for a place, of which at most half are filled. Who asks compares
// what is found, for two things may have one hash.
type hashed struct {
	slots []uint64 // hash and number + 1; 0 = free; a power of two
	n     int
}

// add notes a number, once for a hash.
func (h *hashed) add(hash, no uint32) {
	if 2*h.n >= len(h.slots) {
		old := h.slots
		h.slots = make([]uint64, max(2*len(old), 1<<10))
		for _, slot := range old {
			if slot != 0 {
				h.put(slot)
			}
		}
	}
	if h.put(uint64(hash)<<32 | uint64(no+1)) {
		h.n++
	}
}

func (h *hashed) put(slot uint64) (fresh bool) {
	mask := uint32(len(h.slots) - 1)
	for at := uint32(slot>>32) & mask; ; at = (at + 1) & mask {
		switch h.slots[at] {
		case slot:
			return false
		case 0:
			h.slots[at] = slot
			return true
		}
	}
}

// find gives the numbers of a hash.
func (h *hashed) find(hash uint32) (numbers []uint32) {
	if len(h.slots) == 0 {
		return nil
	}
	mask := uint32(len(h.slots) - 1)
	for at := hash & mask; h.slots[at] != 0; at = (at + 1) & mask {
		if slot := h.slots[at]; slot>>32 == uint64(hash) {
			numbers = append(numbers, uint32(slot)-1)
		}
	}
	return numbers
}

// chains list the links at each noun while more come: each link knows the one
// before it.
type chains struct {
	last   many[uint32] // by noun: its last link + 1; 0 = none
	before many[uint32] // by link: the one before it + 1
}

// add notes the next link.
func (c *chains) add(noun, link uint32) {
	for c.last.n <= int(noun) {
		c.last.add(0)
	}
	last := c.last.at(noun)
	c.before.add(*last)
	*last = link + 1
}

// of gives the links of a noun in the order in which they came.
func (c *chains) of(noun uint32) (links []uint32) {
	if int(noun) >= c.last.n {
		return nil
	}
	for at := *c.last.at(noun); at != 0; at = *c.before.at(at - 1) {
		links = append(links, at-1)
	}
	slices.Reverse(links)
	return links
}
