package main

import (
	"fmt"
	"strconv"
	"strings"

	"cobuild/graph"
	"cobuild/search"
)

// statements are all that is asked, ?1 being ids as JSON. Findings are read by
// their index of code and place, so the codes that answer are named.
func (b *bySQL) statements() (map[string]string, error) {
	day := strconv.Itoa(b.today)
	holds := func(t string) string { return t + ".since <= " + day + " AND " + day + " < " + t + ".until" }
	on := func(day string) string { return "f.piece_since <= " + day + " AND " + day + " < f.piece_until" }
	piece := on(day)
	gap := strconv.Itoa(int(graph.GapUncovered.Code()))
	below := func(path string) string { return "f.pos > '" + path + "' AND f.pos < '" + path + "~'" }
	const inReport = "f.code <= 51" // statuses of units, and whether regions are led
	none, err := b.uncovered()
	if err != nil {
		return nil, err
	}
	gaps := func(from string) string {
		return `SELECT f.id, f.pos, f.since, r.name, n.id, n.name FROM ` + b.finding + ` f CROSS JOIN noun n ON n.id = f.subject
			LEFT JOIN noun r ON r.id = f.region WHERE f.code = ` + gap + ` AND f.pos >= '` + from + `' AND f.pos <= '` + b.gapTo + `' AND ` + piece + ` ORDER BY f.pos LIMIT 51`
	}
	report := func(depth int, where string) string {
		return `SELECT substr(f.pos, 1, ` + strconv.Itoa(depth) + `), f.code, count(*) FROM ` + b.finding + ` f WHERE ` + inReport + ` AND ` + where + ` AND ` + piece + ` GROUP BY 1, 2`
	}
	var runs []string
	for _, code := range none.codes {
		runs = append(runs, fmt.Sprintf(`SELECT * FROM (SELECT f.pos, f.subject FROM %s f WHERE f.code = %d AND %s AND %s AND %s ORDER BY f.pos LIMIT 51)`, b.finding, code, below(b.prefecture), piece, none.enterprise))
	}
	query, err := search.Parse(b.w.name)
	if err != nil {
		return nil, err
	}
	var words []string
	for _, group := range query.Groups() {
		words = append(words, "("+strings.Join(group, " OR ")+")")
	}
	const root = 3 // characters of a path for each level
	return map[string]string{
		"region":                                   `SELECT name, code FROM noun WHERE id = '` + b.w.province + `'`,
		"report of the nation and its children":    report(2*root, "1"),
		"report of a province and its prefectures": report(len(b.path)+root, below(b.path)),
		"report of a past day":                     `SELECT f.code, count(*) FROM ` + b.finding + ` f WHERE ` + inReport + ` AND ` + on(strconv.Itoa(int(graph.MustDate("2020-12-31")))) + ` GROUP BY 1`,
		"trend of 60 months of a province": `SELECT f.code, f.piece_since, f.piece_until, count(*) FROM ` + b.finding + ` f WHERE ` + inReport + ` AND ` + below(b.path) + `
			AND f.piece_until > ` + strconv.Itoa(int(graph.MustDate("2021-11-01"))) + ` GROUP BY 1, 2, 3`,
		"gaps of a province, page 1":     gaps(b.gapFrom),
		"gaps of a province, page 1,000": gaps(b.gapDeep),
		"uncovered enterprises, a page": `SELECT n.id, n.name, n.doc ->> 'unitKind' FROM (` + strings.Join(runs, " UNION ALL ") + ` ORDER BY 1 LIMIT 51) p
			CROSS JOIN noun n ON n.id = p.subject`,
		"uncovered enterprises, their number": fmt.Sprintf(`SELECT count(*) FROM %s f WHERE f.code BETWEEN %d AND %d AND %s AND %s`,
			b.finding, none.codes[0], none.codes[len(none.codes)-1], piece, none.enterprise),
		"search of a name": `SELECT n.id, n.name FROM search CROSS JOIN noun n ON n.num = search.rowid WHERE search MATCH '` + strings.Join(words, " AND ") + `'
			AND n.name LIKE '%` + b.w.name + `%' AND n.kind IN ('REGION', 'ORGANISATION', 'UNIT') AND ` + holds("n") + ` ORDER BY n.name LIMIT 21`,
		"organisations": `SELECT n.id, n.name FROM shelf s CROSS JOIN noun n ON n.num = s.noun
			WHERE s.shelf = 'ORGANISATION' AND s.key >= '` + b.first + `' AND s.key <= '` + b.last + `' AND ` + holds("s") + ` ORDER BY s.key LIMIT 50`,
		"regions": `SELECT l.from_id, r.name FROM json_each(?1) i CROSS JOIN link l ON l.from_id = i.value AND l.hop = 'LOCATED' AND ` + holds("l") + `
			CROSS JOIN noun r ON r.id = l.to_id`,
		"coverages": `SELECT l.from_id, l.mode, u.id, u.name FROM json_each(?1) i CROSS JOIN link l CROSS JOIN noun u ON u.id = l.to_id
			WHERE l.num IN (SELECT num FROM link p WHERE p.from_id = i.value AND p.hop = 'COVERS' AND ` + holds("p") + ` ORDER BY p.to_pos LIMIT 10)
			ORDER BY i.key, l.to_pos`,
		"pairings": `SELECT l.to_id, p.id, p.doc ->> 'kind' FROM json_each(?1) i CROSS JOIN link l CROSS JOIN noun p ON p.id = l.from_id
			WHERE l.num IN (SELECT num FROM link e WHERE e.to_id = i.value AND e.hop = 'END' AND ` + holds("e") + ` ORDER BY e.from_pos LIMIT 10)
			ORDER BY i.key, l.from_pos`,
		"ends": `SELECT l.from_id, l.role, n.id, n.name FROM json_each(?1) i CROSS JOIN link l ON l.from_id = i.value AND l.hop = 'END' CROSS JOIN noun n ON n.id = l.to_id
			ORDER BY CASE l.role WHEN 'HELPER' THEN 0 WHEN 'HELPED' THEN 1 ELSE 2 END, l.to_id, l.since, l.id`,
		"near": `SELECT l.from_id, l.to_id FROM json_each(?1) i CROSS JOIN link l ON l.from_id = i.value AND l.hop IN (` + followed + `) AND ` + holds("l") + `
			UNION ALL SELECT l.to_id, l.from_id FROM json_each(?1) i CROSS JOIN link l ON l.to_id = i.value AND l.hop IN (` + followed + `) AND ` + holds("l"),
		"names": `SELECT n.id, n.name FROM json_each(?1) i CROSS JOIN noun n ON n.id = i.value`,
	}, nil
}

// uncovered says how findings tell uncovered enterprises.
func (b *bySQL) uncovered() (none struct {
	codes      []graph.FindingCode
	enterprise string
}, err error,
) {
	none.codes = graph.StatusCodes(func(e graph.Establishment, _ graph.MembersBand, _ bool) bool { return e == graph.EstablishedNone })
	class := graph.UnitAttributes(graph.UnitClass{UnitKind: graph.UnitEnterprise, Ownership: graph.Ownerships[0]}, "", 0, false)
	none.enterprise = fmt.Sprintf("substr(f.attributes, %d, 1) = x'%02x'", graph.AttrKind+1, class[graph.AttrKind])
	if len(none.codes) == 0 || none.codes[len(none.codes)-1]-none.codes[0]+1 != graph.FindingCode(len(none.codes)) {
		err = fmt.Errorf("statuses without an organisation are no run of codes: %v", none.codes)
	}
	return none, err
}
