package main

import (
	"context"
	"encoding/json"
	"errors"
	"strings"

	"cobuild/graph"
	"cobuild/search"
)

const (
	pieceOnDay = ` f.pieceSince <= $day AND $day < f.pieceUntil `
	inProvince = ` f.pos > $path AND f.pos < $path + '~' `
	inReport   = ` f.code <= 51 ` // statuses of units, and whether regions are led

	gapsByHand = `MATCH (f:Finding) WHERE f.code = $gap AND f.pos >= $from AND f.pos <= $to AND ` + pieceOnDay +
		`WITH f ORDER BY f.code, f.pos LIMIT 51 MATCH (n:Noun {id: f.subject}) OPTIONAL MATCH (r:Noun {id: f.region}) RETURN f.id, f.pos, f.since, r.name, n.id, n.name`
)

// cypher answers questions by hand, by their names.
var cypher = map[string]string{
	"region":                                   `MATCH (n:Noun {id: $province}) RETURN n.name, n.code`,
	"report of the nation and its children":    `MATCH (f:Finding) WHERE` + inReport + `AND` + pieceOnDay + `RETURN substring(f.pos, 0, 6), f.code, count(*)`,
	"report of a province and its prefectures": `MATCH (f:Finding) WHERE` + inProvince + `AND` + inReport + `AND` + pieceOnDay + `RETURN substring(f.pos, 0, size($path) + 3), f.code, count(*)`,
	"report of a past day":                     `MATCH (f:Finding) WHERE` + inReport + `AND f.pieceSince <= $past AND $past < f.pieceUntil RETURN f.code, count(*)`,
	"trend of 60 months of a province": `MATCH (f:Finding) WHERE` + inProvince + `AND` + inReport + `AND f.pieceUntil > $begin
		RETURN f.code, f.pieceSince, f.pieceUntil, count(*)`,
	"gaps of a province, page 1":     strings.NewReplacer("$from", "$`first of gaps`", "$to", "$`last of gaps`").Replace(gapsByHand),
	"gaps of a province, page 1,000": strings.NewReplacer("$from", "$deep", "$to", "$`last of gaps`").Replace(gapsByHand),
	"uncovered enterprises, a page": `UNWIND $codes AS code CALL (code) {
			MATCH (f:Finding) USING INDEX SEEK f:Finding(code, pos) WHERE f.code = code AND f.pos > $prefecture AND f.pos < $prefecture + '~'
				AND` + pieceOnDay + `AND f.attributes[$kindAt] = $enterprise RETURN f ORDER BY f.code, f.pos LIMIT 51
		} WITH f ORDER BY f.pos LIMIT 51 MATCH (n:Noun {id: f.subject}) RETURN n.id, n.name, n.doc`,
	"uncovered enterprises, their number": `UNWIND $codes AS code MATCH (f:Finding {code: code}) WHERE` + pieceOnDay + `AND f.attributes[$kindAt] = $enterprise RETURN count(*)`,
	"search of a name": `CALL db.index.fulltext.queryNodes('noun_words', $words) YIELD node AS n
		WHERE (n:Region OR n:Organisation OR n:Unit) AND n.name CONTAINS $name AND n.since <= $day AND $day < n.until
		RETURN n.id, n.name ORDER BY n.name LIMIT 21`,
	// A pairing or an alliance is a node between its ends: two relationships a hop.
	linksName: `MATCH (a:Noun {id: $from}), (b:Noun {id: $to}) MATCH p = shortestPath((a)-[:COVERS|END|LEADS|SEAT|SUPERIOR*..12]-(b))
		WHERE all(r IN relationships(p) WHERE r.since <= $day AND $day < r.until)
		RETURN [n IN nodes(p) | n.id], [n IN nodes(p) | n.name], [r IN relationships(p) | type(r)]`,
}

// parameters are what the statements name, beside the bounds of lists.
func (b *byCypher) parameters(ctx context.Context, w *world) error {
	enterprise := graph.UnitAttributes(graph.UnitClass{UnitKind: graph.UnitEnterprise, Ownership: graph.Ownerships[0]}, "", 0, false)
	var codes []int64
	for _, code := range graph.StatusCodes(func(e graph.Establishment, _ graph.MembersBand, _ bool) bool { return e == graph.EstablishedNone }) {
		codes = append(codes, int64(code))
	}
	query, err := search.Parse(w.name)
	if err != nil {
		return err
	}
	var words []string
	for _, group := range query.Groups() {
		words = append(words, "+("+strings.Join(group, " ")+")")
	}
	b.with["past"], b.with["begin"] = int64(graph.MustDate("2020-12-31")), int64(graph.MustDate("2021-11-01"))
	b.with["codes"], b.with["kindAt"], b.with["enterprise"] = codes, int64(graph.AttrKind), int64(enterprise[graph.AttrKind])
	b.with["words"], b.with["name"] = strings.Join(words, " "), w.name
	for name, id := range map[string]string{"path": w.province, "prefecture": w.prefecture} {
		b.with["id"] = id
		err = errors.Join(err, b.run(ctx, `MATCH (n:Noun {id: $id}) RETURN n.doc`, nil, func(row []any) {
			var region struct{ Path string }
			if doc, ok := row[0].(string); ok && json.Unmarshal([]byte(doc), &region) == nil {
				b.with[name] = region.Path
			}
		}))
	}
	b.with["deep"] = b.with["first of gaps"]
	id, deepErr := w.deepest(ctx)
	if err = errors.Join(err, deepErr); err != nil || id == "" {
		return err
	}
	b.with["id"] = id
	return b.run(ctx, `MATCH (f:Finding {id: $id}) RETURN min(f.pos)`, nil, func(row []any) { b.with["deep"] = row[0] })
}
