package neo4j

import (
	"context"

	driver "github.com/neo4j/neo4j-go-driver/v5/neo4j"

	"cobuild/graph"
	"cobuild/store"
)

// Statement is a text that the engine runs, with parameters of the kind it
// gets.
type Statement struct {
	Name   string
	Text   string
	Params map[string]any
}

// Statements gives every text in every variant that differs in more than the
// hops it names, as the engine makes them; those of the schema are not among
// them.
func Statements() []Statement {
	ids, on := []string{"unt_0"}, int64(45_000)
	all := joinHops(graph.Hops)
	list := []Statement{
		{"state", cypher("state", variant{}), nil},
		{"walk", cypher("walk", variant{}), map[string]any{"after": "", "limit": 10}},
		{"drop_places", cypher("drop_places", variant{}), map[string]any{"rows": []row{{"shelf": "s", "key": "k"}}}},
		{"nouns", cypher("nouns", variant{}), map[string]any{"ids": ids}},
		{"links_by_id", cypher("links_by_id", variant{}), map[string]any{"ids": ids}},
		{"links_by_id", cypher("links_by_id", variant{Hop: graph.HopCovers}), map[string]any{"ids": ids}},
		{"begin", cypher("begin", variant{}), map[string]any{"mark": "m"}},
		{"settle", cypher("settle", variant{}), map[string]any{"mark": "m"}},
		{"put_nouns", cypher("put_nouns", variant{}), map[string]any{"rows": []row{{"id": "unt_0", "label": "Unit"}}}},
		{"drop_nouns", cypher("drop_nouns", variant{}), map[string]any{"ids": ids}},
		{"clear_places", cypher("clear_places", variant{}), map[string]any{"ids": ids}},
		{"put_places", cypher("put_places", variant{}), map[string]any{"rows": []row{{"id": "unt_0", "shelf": "s", "key": "k"}}}},
		{"put_links", cypher("put_links", variant{}), map[string]any{"rows": []row{{"id": "lnk_0", "from": "a", "to": "b", "hop": "COVERS"}}}},
		{"put_log", cypher("put_log", variant{}), map[string]any{"rows": []row{{"at": "1", "subjects": ids}}}},
		{"search", cypher("search", variant{}), map[string]any{"searches": []row{{"index": 0, "words": "+(a b)", "most": 9}}}},
		{"search_within", cypher("search_within", variant{}), map[string]any{"searches": []row{{"index": 0, "words": [][]string{{"a", "b"}}, "most": 9}}}},
		{"words", cypher("words", variant{}), map[string]any{"after": "", "limit": 9}},
		{"put_state", cypher("put_state", variant{}), map[string]any{
			"format": 1, "revision": 1, "regions": 1, "ruleset": "", "sample": "", "placed": 1, "loading": "",
			"rules": "", "set": 0, "beside": "",
		}},
	}
	for _, d := range []graph.Direction{graph.Out, graph.In} {
		v := variant{Hops: all, Direction: d}
		links := map[string]any{"ids": ids, "on": on}
		list = append(list,
			Statement{"links", cypher("links", v), links},
			Statement{"link_counts", cypher("link_counts", v), links},
			Statement{"resort", cypher("resort", v), map[string]any{"rows": []row{{"id": "unt_0", "key": "k"}}}})
	}
	for _, own := range []bool{false, true} {
		list = append(list, Statement{"neighbours", cypher("neighbours", variant{Hops: all, Own: own}), map[string]any{"ids": ids, "on": on, "limit": 10}})
	}
	for _, hop := range graph.Hops {
		list = append(list, Statement{"drop_links", cypher("drop_links", variant{Hop: hop}), map[string]any{"ids": ids}})
	}
	for _, label := range (variant{}).Labels() {
		list = append(list, Statement{"fill_nouns", cypher("fill_nouns", variant{Label: label}), map[string]any{"rows": []row{{"id": "unt_0", "places": [][]string{{"s", "k"}}}}}})
	}
	for _, hop := range graph.Hops {
		list = append(list, Statement{"fill_links", cypher("fill_links", variant{Hop: hop}), map[string]any{"rows": []row{{"id": "lnk_0", "from": "a", "to": "b"}}}})
	}
	for _, v := range []variant{ofSet(0), ofSet(1)} {
		list = append(list,
			Statement{"fill_findings", cypher("fill_findings", v), map[string]any{"rows": []row{{"pos": "p", "subject": "a"}}}},
			Statement{"ahead", aheadCypher(v), map[string]any{"ids": ids, "most": int64(9)}},
			Statement{"findings_of", cypher("findings_of", v), map[string]any{"ids": ids}},
			Statement{"findings_by_id", cypher("findings_by_id", v), map[string]any{"ids": ids}},
			Statement{"segments", cypher("segments", v), map[string]any{"after": int64(1)}},
			Statement{"segments_by_key", cypher("segments_by_key", v), map[string]any{"keys": []row{{"scope": "", "subject": "UNIT"}}}},
			Statement{"drop_findings", cypher("drop_findings", v), map[string]any{"positions": []string{"p"}}},
			Statement{"put_findings", cypher("put_findings", v), map[string]any{"rows": []row{{"pos": "p", "subject": "a"}}}},
			Statement{"drop_segments", cypher("drop_segments", v), map[string]any{"keys": []row{{"scope": "", "subject": "UNIT"}}}},
			Statement{"put_segments", cypher("put_segments", v), map[string]any{"rows": []row{{"scope": "", "subject": "UNIT", "revision": 1}}}},
			Statement{"whole", wholeCypher(v), map[string]any{
				"put_nouns": []row{{"id": "unt_0", "label": "Unit"}}, "clear_places": ids, "put_places": []row{{"id": "unt_0", "shelf": "s", "key": "k"}},
				"put_links": []row{{"id": "lnk_0", "from": "a", "to": "b", "hop": "COVERS"}}, "put_log": []row{{"at": "1", "subjects": ids}},
				"drop_findings": []string{"p"}, "put_findings": []row{{"pos": "p", "subject": "a"}},
				"put_segments": []row{{"scope": "", "subject": "UNIT", "revision": 1}},
				"format":       1, "revision": 1, "regions": 1, "ruleset": "", "sample": "", "placed": 1, "loading": "",
				"rules": "", "set": 0, "beside": "",
			}},
			Statement{"sweep_findings", cypher("sweep_findings", v), map[string]any{"limit": 10}},
			Statement{"sweep_segments", cypher("sweep_segments", v), map[string]any{"limit": 10}})
	}
	page := map[string]any{"ids": ids, "on": on, "after": lowest, "before": highest, "limit": 10}
	for _, desc := range []bool{false, true} {
		for _, hop := range graph.Hops {
			out := "link_pages"
			if hop.Single() {
				out = "link_pages_single"
			}
			list = append(list,
				Statement{out, cypher(out, variant{Hop: hop, Desc: desc}), page},
				Statement{"link_pages", cypher("link_pages", variant{Hop: hop, Direction: graph.In, Desc: desc}), page})
		}
	}
	run := row{"index": 0, "shelf": "s", "subject": "unt_0", "code": int64(64), "after": "a", "before": "b", "on": on}
	some := []row{run}
	runs := map[string]any{"up": some, "down": some, "upMany": some, "downMany": some, "few": 10, "many": 100}
	for _, name := range []string{"scan", "log", "log_of"} {
		list = append(list, Statement{name, cypher(name, variant{}), runs})
	}
	for _, v := range []variant{ofSet(0), ofSet(1)} {
		list = append(list, Statement{"findings", cypher("findings", v), runs})
	}
	return list
}

// Plan is a step of how the server answers.
type Plan = driver.ProfiledPlan

// Profile has the server run a statement, which is undone, and gives the plan. Of
// one that it only explains it tells the last of several subqueries alone.
func (e *Engine) Profile(ctx context.Context, s Statement) (Plan, error) {
	session := e.session(ctx, driver.AccessModeWrite)
	defer session.Close(ctx)
	tx, err := session.BeginTransaction(ctx)
	if err != nil {
		return nil, err
	}
	defer tx.Close(ctx)
	result, err := tx.Run(ctx, "PROFILE "+s.Text, s.Params)
	if err != nil {
		return nil, err
	}
	summary, err := result.Consume(ctx)
	if err != nil {
		return nil, err
	}
	return summary.Profile(), nil
}

// CypherFiles are the names of the files with texts.
func CypherFiles() []string {
	entries, err := cypherFiles.ReadDir("cypher")
	if err != nil {
		panic(err)
	}
	var names []string
	for _, entry := range entries {
		names = append(names, entry.Name())
	}
	return names
}

// CheckVersion is checkVersion of any engine.
func CheckVersion(agent string) error {
	return (&Engine{address: "127.0.0.1:7687"}).checkVersion(agent)
}

// Counted gives the questions of an engine, of the first set, with a count of their statements.
func Counted(e *Engine) (*int, reads) {
	n := new(int)
	return n, reads{set: new(int64), run: func(ctx context.Context, text string, params map[string]any) (rows, error) {
		*n++
		return e.read(ctx, text, params)
	}}
}

// Read runs a statement as the questions do.
func (e *Engine) Read(ctx context.Context, text string) error {
	_, err := e.read(ctx, text, nil)
	return err
}

// RunIn runs a statement in the transaction of an Update.
func RunIn(ctx context.Context, t store.Tx, text string) error {
	_, err := t.(*tx).run(ctx, text, nil)
	return err
}

// FillBare fills without indexes, whatever there is to write.
func (e *Engine) FillBare(ctx context.Context, fn func(context.Context, func(context.Context, store.Batch) error) error) error {
	return e.fill(ctx, fn, 1)
}

// SchemaNames are those of all that the schema should have.
func SchemaNames() (names []string) {
	for _, statement := range schemaStatements() {
		names = append(names, schemaName(statement))
	}
	return names
}
