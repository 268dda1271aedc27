package sqlite

import (
	"context"
	"slices"
	"strings"

	"cobuild/graph"
	"cobuild/store"
)

// linkTexts are the statements of one direction. NEAR and POS stand for the
// columns of the end that a list starts at and of its order.
type linkTexts struct{ all, ascending, descending, ascendingOfMany, descendingOfMany, count string }

const (
	linkColumns = `l.id, l.hop, l.from_id, l.to_id, l.since, l.until, l.mode, l.role, l.person, l.from_pos, l.to_pos`

	linksAll = `SELECT ` + linkColumns + ` FROM json_each(?1) i CROSS JOIN json_each(?2) h CROSS JOIN link l
		ON l.NEAR = i.value AND l.hop = h.value WHERE (?3 = 0 OR l.since <= ?3 AND ?3 < l.until)`

	linksByID = `SELECT ` + linkColumns + ` FROM json_each(?1) i CROSS JOIN link l ON l.id = i.value`

	// The index holds the days, so that a run passes over ended links, and a
	// count over all of them, without reading the table.
	linksPage = `SELECT ` + linkColumns + ` FROM link l WHERE l.NEAR = ?1 AND l.hop = ?2 AND l.POS > ?3 AND l.POS < ?4
		AND (?5 = 0 OR l.since <= ?5 AND ?5 < l.until) ORDER BY l.POS`

	// The same for many nouns in one statement.
	linksPages = `SELECT ` + linkColumns + ` FROM json_each(?1) i CROSS JOIN link l WHERE l.num IN (
		SELECT p.num FROM link p WHERE p.NEAR = i.value AND p.hop = ?2 AND p.POS > ?3 AND p.POS < ?4
		AND (?5 = 0 OR p.since <= ?5 AND ?5 < p.until) ORDER BY p.POS`

	linksCount = `SELECT i.value, (SELECT count(*) FROM json_each(?2) h CROSS JOIN link l ON l.NEAR = i.value AND l.hop = h.value
		WHERE (?3 = 0 OR l.since <= ?3 AND ?3 < l.until)) FROM json_each(?1) i`
)

var linksBy = [...]linkTexts{graph.Out: directed("from_id", "to_pos"), graph.In: directed("to_id", "from_pos")}

func directed(near, pos string) linkTexts {
	fill := strings.NewReplacer("NEAR", near, "POS", pos).Replace
	return linkTexts{
		all:        fill(linksAll),
		ascending:  fill(linksPage + ` LIMIT ?6`),
		descending: fill(linksPage + ` DESC LIMIT ?6`),
		count:      fill(linksCount),

		ascendingOfMany:  fill(linksPages + ` LIMIT ?6)`),
		descendingOfMany: fill(linksPages + ` DESC LIMIT ?6)`),
	}
}

// noBound is greater than every position, which are ASCII.
const noBound = "\U0010FFFF"

func scanLink(row row) (l store.LinkRow, err error) {
	var until graph.Date
	err = row.Scan(&l.ID, &l.Hop, &l.From, &l.To, &l.Since, &until, &l.Mode, &l.Role, &l.Person, &l.FromKey, &l.ToKey)
	l.Until = open(until)
	tail := "!" + string(l.ID)
	l.FromKey, l.ToKey = strings.TrimSuffix(l.FromKey, tail), strings.TrimSuffix(l.ToKey, tail)
	return l, err
}

// open turns an end that is stored as graph.End into the until of an Interval.
func open(end graph.Date) graph.Date {
	if end == graph.End {
		return 0
	}
	return end
}

func (r *reads) Links(ctx context.Context, q graph.LinkQuery) (map[graph.ID][]store.LinkRow, error) {
	found := map[graph.ID][]store.LinkRow{}
	ids, hops, err := linkKeys(q)
	if err != nil {
		return nil, err
	}
	err = r.run(ctx, 1, func(s *session) error {
		return s.each(ctx, linksBy[q.Direction].all, func(row row) error {
			l, err := scanLink(row)
			near := l.Near(q.Direction)
			found[near] = append(found[near], l)
			return err
		}, ids, hops, q.On)
	})
	if err != nil {
		return nil, err
	}
	if len(q.Hops) > 1 { // each hop is in order, but not all of them together
		for _, rows := range found {
			slices.SortFunc(rows, func(a, b store.LinkRow) int {
				return strings.Compare(a.Position(q.Direction), b.Position(q.Direction))
			})
		}
	}
	return found, nil
}

func (r *reads) LinksByID(ctx context.Context, ids []graph.ID) (map[graph.ID]store.LinkRow, error) {
	found := make(map[graph.ID]store.LinkRow, len(ids))
	keys, err := jsonOf(ids)
	if err != nil {
		return nil, err
	}
	err = r.run(ctx, 1, func(s *session) error {
		return s.each(ctx, linksByID, func(row row) error {
			l, err := scanLink(row)
			found[l.ID] = l
			return err
		}, keys)
	})
	if err != nil {
		return nil, err
	}
	return found, nil
}

func linkKeys(q graph.LinkQuery) (ids, hops string, err error) {
	if ids, err = jsonOf(unique(q.IDs)); err != nil {
		return "", "", err
	}
	hops, err = jsonOf(unique(q.Hops))
	return ids, hops, err
}

// unique gives keys once, so that no row is met twice.
func unique[T comparable](keys []T) []T {
	seen := make(map[T]struct{}, len(keys))
	once := make([]T, 0, len(keys))
	for _, key := range keys {
		if _, ok := seen[key]; !ok {
			seen[key] = struct{}{}
			once = append(once, key)
		}
	}
	return once
}

func (r *reads) LinkPages(ctx context.Context, q graph.LinkPageQuery) (map[graph.ID][]store.LinkRow, error) {
	found := map[graph.ID][]store.LinkRow{}
	ids := unique(q.IDs)
	if len(ids) == 0 {
		return found, nil
	}
	texts := &linksBy[q.Direction]
	one, many, after, before := texts.ascending, texts.ascendingOfMany, q.Page.From, noBound
	if q.Page.Backward {
		one, many, after = texts.descending, texts.descendingOfMany, ""
		if q.Page.From != "" {
			before = q.Page.From
		}
	}
	var from any = ids[0]
	if len(ids) > 1 {
		keys, err := jsonOf(ids)
		if err != nil {
			return nil, err
		}
		one, from = many, keys
	}
	err := r.run(ctx, 1, func(s *session) error {
		return s.each(ctx, one, func(row row) error {
			l, err := scanLink(row)
			near := l.Near(q.Direction)
			found[near] = append(found[near], l)
			return err
		}, from, q.Hop, after, before, q.On, max(q.Page.Limit, 0))
	})
	if err != nil {
		return nil, err
	}
	if len(ids) > 1 { // a page comes in the order of its rows
		for _, rows := range found {
			slices.SortFunc(rows, func(a, b store.LinkRow) int {
				if q.Page.Backward {
					a, b = b, a
				}
				return strings.Compare(a.Position(q.Direction), b.Position(q.Direction))
			})
		}
	}
	return found, nil
}

func (r *reads) CountLinks(ctx context.Context, q graph.LinkQuery) (map[graph.ID]int, error) {
	found := map[graph.ID]int{}
	ids, hops, err := linkKeys(q)
	if err != nil {
		return nil, err
	}
	err = r.run(ctx, 1, func(s *session) error {
		return s.each(ctx, linksBy[q.Direction].count, func(row row) error {
			var id graph.ID
			var n int
			err := row.Scan(&id, &n)
			if n > 0 {
				found[id] = n
			}
			return err
		}, ids, hops, q.On)
	})
	if err != nil {
		return nil, err
	}
	return found, nil
}
