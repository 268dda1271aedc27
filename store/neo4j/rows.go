package neo4j

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	driver "github.com/neo4j/neo4j-go-driver/v5/neo4j"

	"cobuild/graph"
	"cobuild/store"
)

// packed is the name of the column in which statements with many rows give them,
// as lists in one record: a record for each costs a server a quarter more and a
// driver three times as much.
const packed = "packed"

// unpack gives the rows of an answer, whichever way it came.
func unpack(found []*driver.Record) rows {
	if len(found) == 0 || len(found[0].Keys) != 1 || found[0].Keys[0] != packed {
		return found
	}
	n := 0
	for _, record := range found {
		list, _ := record.Values[0].([]any)
		n += len(list)
	}
	records, answer := make([]driver.Record, n), make(rows, 0, n)
	for _, record := range found {
		list, _ := record.Values[0].([]any)
		for _, one := range list {
			row := &records[len(answer)]
			row.Values, _ = one.([]any)
			answer = append(answer, row)
		}
	}
	return answer
}

// columns reads the values of a record from left to right. A property that is
// not there is the zero value.
type columns struct {
	values []any
	next   int
}

func (c *columns) value() any {
	c.next++
	return c.values[c.next-1]
}

func (c *columns) text() string       { s, _ := c.value().(string); return s }
func (c *columns) int() int64         { n, _ := c.value().(int64); return n }
func (c *columns) bytes() []byte      { b, _ := c.value().([]byte); return b }
func (c *columns) id() graph.ID       { return graph.ID(c.text()) }
func (c *columns) date() graph.Date   { return graph.Date(c.int()) }
func (c *columns) list() (list []any) { list, _ = c.value().([]any); return list }

// rows are lists within a record, each read from left to right.
func (c *columns) rows() []columns {
	list := c.list()
	within := make([]columns, len(list))
	for i := range list {
		within[i].values, _ = list[i].([]any)
	}
	return within
}

func (c *columns) ids() []graph.ID {
	list := c.list()
	ids := make([]graph.ID, len(list))
	for i := range list {
		text, _ := list[i].(string)
		ids[i] = graph.ID(text)
	}
	return ids
}

// columns are the records, each read from left to right.
func (r rows) columns() []columns {
	all := make([]columns, len(r))
	for i, record := range r {
		all[i].values = record.Values
	}
	return all
}

// interval reads since and until, which is 65535 where open.
func (c *columns) interval() graph.Interval {
	i := graph.Interval{Since: c.date(), Until: c.date()}
	if i.Until == graph.End {
		i.Until = 0
	}
	return i
}

// noun reads id, kind, code, name, since, until, doc.
func (c *columns) noun() store.NounRow {
	return store.NounRow{
		ID: c.id(), Kind: graph.Kind(c.text()), Code: c.text(), Name: c.text(),
		Since: c.date(), End: c.date(), Doc: c.doc(),
	}
}

// doc reads a document: text, so that people can read it too.
func (c *columns) doc() []byte { return []byte(c.text()) }

// link reads id, hop, from, to, since, until, mode, role, person, fromPos,
// toPos.
func (c *columns) link() store.LinkRow {
	row := store.LinkRow{Link: graph.Link{
		ID: c.id(), Hop: graph.Hop(c.text()), From: c.id(), To: c.id(), Interval: c.interval(),
		Mode: graph.CoverageMode(c.text()), Role: c.text(), Person: c.id(),
	}}
	suffix := "!" + string(row.ID)
	row.FromKey = strings.TrimSuffix(c.text(), suffix)
	row.ToKey = strings.TrimSuffix(c.text(), suffix)
	return row
}

// finding reads pos, code, id, subject, related, since, until, pieceSince,
// pieceUntil, region, attributes.
func (c *columns) finding() store.FindingRow {
	row := store.FindingRow{Pos: c.text(), Finding: graph.Finding{
		Code: graph.FindingCode(c.int()), ID: c.id(), Subject: c.id(), Related: c.id(),
		Interval: c.interval(), Piece: c.interval(), Region: c.id(),
	}}
	copy(row.Attributes[:], c.bytes())
	return row
}

// segment reads scope, subject, revision, data.
func (c *columns) segment() store.SegmentRow {
	return store.SegmentRow{
		SegmentKey: store.SegmentKey{Scope: c.id(), Subject: graph.Kind(c.text())},
		Revision:   c.int(), Data: c.bytes(),
	}
}

func linksBy(found []columns, d graph.Direction, desc bool) map[graph.ID][]store.LinkRow {
	answer := map[graph.ID][]store.LinkRow{}
	for i := range found {
		row := found[i].link()
		answer[row.Near(d)] = append(answer[row.Near(d)], row)
	}
	for _, links := range answer {
		sortBy(links, desc, func(row *store.LinkRow) string { return row.Position(d) })
	}
	return answer
}

func findingsBy(found []columns) map[graph.ID][]store.FindingRow {
	answer := map[graph.ID][]store.FindingRow{}
	for i := range found {
		c := &found[i]
		id := c.id()
		answer[id] = append(answer[id], c.finding())
	}
	for _, list := range answer {
		slices.SortFunc(list, func(a, b store.FindingRow) int {
			return cmp.Or(cmp.Compare(a.Code, b.Code), cmp.Compare(a.Pos, b.Pos))
		})
	}
	return answer
}

// entry reads revision, index, subjects, doc.
func (c *columns) entry() store.LogRow {
	row := store.LogRow{Revision: c.int(), Index: int(c.int())}
	for _, subject := range c.list() {
		id, _ := subject.(string)
		row.Subjects = append(row.Subjects, graph.ID(id))
	}
	row.Doc = c.doc()
	return row
}

// logPlace is the place of an entry in the log as one ASCII key, so that a run
// of the log has one bound on each side. An index below 0 stands before all of
// its revision.
func logPlace(revision int64, index int) string {
	switch {
	case revision < 0:
		return lowest
	case index < 0:
		return fmt.Sprintf("%016x-", revision)
	default:
		return fmt.Sprintf("%016x-%016x", revision, index)
	}
}

// orNil leaves a property out where there is no text.
func orNil[S ~string](text S) any {
	if text == "" {
		return nil
	}
	return string(text)
}

// distinct gives each id once.
func distinct(ids []graph.ID) []string {
	seen := make(map[graph.ID]bool, len(ids))
	texts := make([]string, 0, len(ids))
	for _, id := range ids {
		if !seen[id] {
			seen[id] = true
			texts = append(texts, string(id))
		}
	}
	return texts
}

func segmentKeys(keys []store.SegmentKey) []map[string]any {
	seen := make(map[store.SegmentKey]bool, len(keys))
	maps := make([]map[string]any, 0, len(keys))
	for _, key := range keys {
		if !seen[key] {
			seen[key] = true
			maps = append(maps, map[string]any{"scope": string(key.Scope), "subject": string(key.Subject)})
		}
	}
	return maps
}

// labels are those of nouns, beside Noun.
var labels = map[graph.Kind]string{
	graph.KindRegion: "Region", graph.KindOrganisation: "Organisation", graph.KindUnit: "Unit",
	graph.KindMember: "Member", graph.KindPairing: "Pairing", graph.KindAlliance: "Alliance",
}
