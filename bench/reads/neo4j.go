package main

import (
	"context"
	"errors"
	"net/http"
	"os"

	"github.com/neo4j/neo4j-go-driver/v5/neo4j"

	"cobuild/graph"
)

// byCypher is the floor over Neo4j: one statement a session, through the driver.
type byCypher struct {
	driver neo4j.DriverWithContext
	with   map[string]any
}

func openCypher(ctx context.Context, place string, w *world) (*byCypher, error) {
	driver, err := neo4j.NewDriverWithContext(place, neo4j.BasicAuth(os.Getenv("NEO4J_USER"), os.Getenv("NEO4J_PASSWORD"), ""))
	if err != nil {
		return nil, err
	}
	b := &byCypher{driver: driver, with: map[string]any{
		"province": w.province, "from": w.from, "to": w.to, "day": int64(today()), "gap": int64(graph.GapUncovered.Code()),
	}}
	if err := b.bounds(ctx, w); err != nil {
		return nil, err
	}
	err = b.parameters(ctx, w)
	return b, err
}

func (b *byCypher) name() string { return "Neo4j" }
func (b *byCypher) close() error { return b.driver.Close(context.Background()) }

// bounds finds the runs of keys that the province comes to.
func (b *byCypher) bounds(ctx context.Context, w *world) error {
	for _, one := range []struct{ list, statement string }{
		{"organisations", `MATCH (p:Place {shelf: 'ORGANISATION'})-[:LISTS]->(:Noun {id: $id}) RETURN p.key`},
		{"gaps", `MATCH (f:Finding {id: $id}) WHERE f.pieceSince <= $day AND $day < f.pieceUntil RETURN f.pos`},
	} {
		var at struct {
			Region struct {
				First, Last struct{ Nodes []found }
			}
		}
		query := `query($id: ID!) { region(by: {id: $id}) { first: ` + one.list + `(first: 1) { nodes { id } } last: ` + one.list + `(last: 1) { nodes { id } } } }`
		if err := w.s.data(ctx, query, map[string]any{"id": w.province}, &at); err != nil {
			return err
		}
		for end, nodes := range map[string][]found{"first": at.Region.First.Nodes, "last": at.Region.Last.Nodes} {
			if len(nodes) == 0 {
				return errors.New("the province has no " + one.list)
			}
			b.with["id"] = nodes[0].ID
			err := b.run(ctx, one.statement, nil, func(row []any) { b.with[end+" of "+one.list] = row[0] })
			if err != nil {
				return err
			}
		}
	}
	return nil
}

// run reads the rows of a statement.
func (b *byCypher) run(ctx context.Context, statement string, keys []string, take func([]any)) (err error) {
	session := b.driver.NewSession(ctx, neo4j.SessionConfig{AccessMode: neo4j.AccessModeRead})
	defer func() { err = errors.Join(err, session.Close(ctx)) }()
	with := make(map[string]any, len(b.with)+1)
	for name, value := range b.with {
		with[name] = value
	}
	with["keys"] = keys
	result, err := session.Run(ctx, statement, with)
	if err != nil {
		return err
	}
	for result.Next(ctx) {
		take(result.Record().Values)
	}
	return result.Err()
}

func (b *byCypher) rows(question string) func(context.Context) error {
	statement := cypher[question]
	if statement == "" {
		return nil
	}
	return func(ctx context.Context) error { return b.run(ctx, statement, nil, func([]any) {}) }
}

func (b *byCypher) handler(question string) http.Handler {
	if question != nestedName {
		return nil
	}
	return byHandler(b.nested)
}

// The nested question in two statements: what is around the organisations, and
// the ends of their pairings.
const (
	aroundOrganisations = "MATCH (p:Place) WHERE p.shelf = 'ORGANISATION' AND p.key >= $`first of organisations` AND p.key <= $`last of organisations` " + `
		AND p.since <= $day AND $day < p.until WITH p ORDER BY p.shelf, p.key LIMIT 50 MATCH (p)-[:LISTS]->(n)
		RETURN n.id, n.name, [(n)-[l:LOCATED]->(r) WHERE l.since <= $day AND $day < l.until | r.name],
			COLLECT { MATCH (n)-[c:COVERS]->(u) WHERE c.since <= $day AND $day < c.until WITH c, u ORDER BY c.toPos LIMIT 10 RETURN [c.mode, u.id, u.name] },
			COLLECT { MATCH (n)<-[e:END]-(q) WHERE e.since <= $day AND $day < e.until WITH e, q ORDER BY e.fromPos LIMIT 10 RETURN [q.id, q.doc] }
		ORDER BY p.key`
	endsOfPairings = `UNWIND $keys AS key MATCH (q:Noun {id: key})-[e:END]->(n) RETURN key, e.role, n.id, n.name
		ORDER BY CASE e.role WHEN 'HELPER' THEN 0 WHEN 'HELPED' THEN 1 ELSE 2 END, n.id, e.since, e.id`
)

func (b *byCypher) nested(ctx context.Context) (*answer, error) {
	var all answer
	nodes := &all.Data.Organisations.Nodes
	var pairings []string
	seen := map[string]bool{}
	var failed error
	err := b.run(ctx, aroundOrganisations, nil, func(row []any) {
		o := newOrganisation(row[0].(string), row[1].(string))
		for _, name := range row[2].([]any) {
			o.Region = &named{name.(string)}
		}
		for _, one := range row[3].([]any) {
			c := one.([]any)
			o.Coverages.Nodes = append(o.Coverages.Nodes, coverage{c[0].(string), participant{c[1].(string), c[2].(string)}})
		}
		for _, one := range row[4].([]any) {
			id := one.([]any)[0].(string)
			noun, err := graph.UnmarshalNoun(graph.KindPairing, []byte(one.([]any)[1].(string)))
			if err != nil {
				failed = err
				return
			}
			o.Pairings.Nodes = append(o.Pairings.Nodes, pairing{ID: id, Kind: string(noun.(*graph.Pairing).PairingKind)})
			if !seen[id] {
				seen[id], pairings = true, append(pairings, id)
			}
		}
		*nodes = append(*nodes, o)
	})
	if err = errors.Join(err, failed); err != nil {
		return nil, err
	}
	ends := map[string][]end{}
	err = b.run(ctx, endsOfPairings, pairings, func(row []any) {
		key := row[0].(string)
		ends[key] = append(ends[key], end{row[1].(string), participant{row[2].(string), row[3].(string)}})
	})
	all.pair(ends)
	return &all, err
}
