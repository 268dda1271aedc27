package main

import "context"

const linksName = "links between two participants"

// followed are the hops of all kinds of links.
const followed = `'COVERS', 'END', 'LEADS', 'SEAT', 'SUPERIOR'`

// links looks for a way between two participants from both sides at once, a
// statement for each step of the side with less to follow, until the sides meet;
// then it reads the names on the way.
func (b *bySQL) links(ctx context.Context) error {
	const most = 12                                               // two links a hop, at most, for six hops
	reached := [2]map[string]string{{b.w.from: ""}, {b.w.to: ""}} // id to the one before it
	fronts := [2][]string{{b.w.from}, {b.w.to}}
	for range most {
		side := 0
		if len(fronts[1]) < len(fronts[0]) {
			side = 1
		}
		var next []string
		met := ""
		err := b.each(ctx, "near", fronts[side], 2, func(row []string) {
			if _, known := reached[side][row[1]]; known {
				return
			}
			reached[side][row[1]], next = row[0], append(next, row[1])
			if _, there := reached[1-side][row[1]]; there {
				met = row[1]
			}
		})
		if err != nil {
			return err
		}
		if met != "" {
			return b.each(ctx, "names", way(reached, met), 2, func([]string) {})
		}
		if fronts[side] = next; len(next) == 0 {
			return nil
		}
	}
	return nil
}

// way gives what lies on the way through where two sides met.
func way(reached [2]map[string]string, met string) (ids []string) {
	for _, before := range reached {
		for id := met; id != ""; id = before[id] {
			ids = append(ids, id)
		}
	}
	return ids
}
