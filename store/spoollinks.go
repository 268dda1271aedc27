package store

import (
	"bufio"
	"io"
	"slices"

	"cobuild/graph"
)

// linkIDs gives the ids of links in their order, some thousand at a time.
func (s *spool) linkIDs(each func(ids []graph.ID) error) error {
	r := bufio.NewReaderSize(io.NewSectionReader(s.names.file, 0, s.names.size), 1<<20)
	for done := 0; done < s.links.n; {
		n := min(loadBatch, s.links.n-done)
		raw := make([]byte, n*idLength)
		if _, err := io.ReadFull(r, raw); err != nil {
			return err
		}
		text, ids := string(raw), make([]graph.ID, n)
		for i := range ids {
			ids[i] = graph.ID(text[i*idLength : (i+1)*idLength])
		}
		if err := each(ids); err != nil {
			return err
		}
		done += n
	}
	return nil
}

// linkRows makes the rows of links from a number on.
func (s *spool) linkRows(first uint32, ids []graph.ID) (rows []LinkRow, err error) {
	rows = make([]LinkRow, 0, len(ids))
	for i, id := range ids {
		no := first + uint32(i)
		c := s.links.at(no)
		if c.dropped {
			continue
		}
		row := LinkRow{Link: s.link(no)}
		row.ID = id
		if row.FromKey, err = s.nameKey(c.from); err != nil {
			return nil, err
		}
		if row.ToKey, err = s.nameKey(c.to); err != nil {
			return nil, err
		}
		rows = append(rows, row)
	}
	return rows, nil
}

// fillLinks hands over the rows of all links.
func (s *spool) fillLinks(hand func(made) error) error {
	at := uint32(0)
	return s.linkIDs(func(ids []graph.ID) error {
		rows, err := s.linkRows(at, ids)
		at += uint32(len(ids))
		if err != nil {
			return err
		}
		return hand(made{Batch: Batch{Links: rows}, work: linkWork * len(ids)})
	})
}

const mostCompared = 4_000_000

// doubled gives an id that two links have, "" where there is none. It holds about
// most ids at a time.
func (s *spool) doubled(most int) (double graph.ID, err error) {
	passes := uint32(s.links.n/most + 1)
	for pass := range passes {
		var sums []uint64
		err := s.linkIDs(func(ids []graph.ID) error {
			for _, id := range ids {
				if h := hashID(id); h%passes == pass {
					sums = append(sums, uint64(h)<<32|uint64(hashID(id[8:])))
				}
			}
			return nil
		})
		if err != nil {
			return "", err
		}
		slices.Sort(sums)
		twice := map[uint64]graph.ID{} // sums that are there twice, most likely by chance
		for i := 1; i < len(sums); i++ {
			if sums[i] == sums[i-1] {
				twice[sums[i]] = ""
			}
		}
		if len(twice) == 0 {
			continue
		}
		met := map[graph.ID]bool{}
		err = s.linkIDs(func(ids []graph.ID) error {
			for _, id := range ids {
				if _, suspect := twice[uint64(hashID(id))<<32|uint64(hashID(id[8:]))]; !suspect {
					continue
				}
				if met[id] {
					double = id
				}
				met[id] = true
			}
			return nil
		})
		if err != nil || double != "" {
			return double, err
		}
	}
	return "", nil
}
