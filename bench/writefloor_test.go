package bench

import (
	"context"
	"database/sql"
	"testing"

	driver "github.com/neo4j/neo4j-go-driver/v5/neo4j"

	"cobuild/graph"
	"cobuild/store/neo4j/neo4jtest"
)

// plainSQL is what a change of a unit writes, by hand: the unit, its findings
// as they are, the segment that counts them, the log and the record.
var plainSQL = []string{
	`UPDATE noun SET doc = doc || ' ' WHERE id = ?1`,
	`UPDATE finding SET since = since - 1, code = code WHERE subject = ?1`,
	`UPDATE segment SET data = zeroblob(length(data)), revision = revision WHERE num = (SELECT num FROM segment WHERE subject = 'UNIT' AND ?1 <> '' ORDER BY length(data) DESC LIMIT 1)`,
	`INSERT INTO log (revision, idx, subjects, doc) SELECT max(revision) + 1, 0, '[]', (SELECT doc FROM noun WHERE id = ?1) FROM log`,
	`INSERT INTO log_subject SELECT ?1, max(revision), 0 FROM log`,
	`UPDATE state SET regions = regions WHERE ?1 <> ''`,
}

// floorSQLite writes them in one transaction, durable.
func floorSQLite(b *testing.B, path string, unit graph.ID) {
	db, err := sql.Open("sqlite", "file:"+path+"?_pragma=busy_timeout(5000)&_pragma=synchronous(FULL)&_txlock=immediate")
	if err != nil {
		b.Fatal(err)
	}
	defer db.Close()
	for b.Loop() {
		tx, err := db.Begin()
		if err != nil {
			b.Fatal(err)
		}
		for _, text := range plainSQL {
			if _, err := tx.Exec(text, string(unit)); err != nil {
				b.Fatalf("%s: %v", text, err)
			}
		}
		if err := tx.Commit(); err != nil {
			b.Fatal(err)
		}
	}
}

// plainCypher is the same on Neo4j.
var plainCypher = []string{
	`MATCH (w:Writer {name: 'cobuild'}) SET w.regions = w.regions`,
	`MATCH (n:Noun {id: $unit}) SET n.doc = n.doc + ' '`,
	`MATCH (:Noun {id: $unit})<-[:ABOUT]-(f:Finding) SET f.region = f.region`,
	`MATCH (n:Noun {id: $unit}) WITH n, randomUUID() AS at CREATE (:Entry {at: at, revision: 1, index: 0, subjects: [$unit], doc: n.doc})-[:CHANGED {subject: $unit, at: at}]->(n)`,
}

// floorNeo4j writes them in one transaction by the plain driver.
func floorNeo4j(b *testing.B, unit graph.ID) {
	ctx := context.Background()
	client, session := plainSession(b)
	defer client.Close(ctx)
	defer session.Close(ctx)
	for b.Loop() {
		_, err := session.ExecuteWrite(ctx, func(tx driver.ManagedTransaction) (any, error) {
			for _, text := range plainCypher {
				result, err := tx.Run(ctx, text, map[string]any{"unit": string(unit)})
				if err != nil {
					return nil, err
				}
				if _, err := result.Consume(ctx); err != nil {
					return nil, err
				}
			}
			return nil, nil
		})
		if err != nil {
			b.Fatal(err)
		}
	}
}

// plainSession is a session of the plain driver.
func plainSession(b *testing.B) (driver.DriverWithContext, driver.SessionWithContext) {
	user, password := neo4jtest.SignIn()
	client, err := driver.NewDriverWithContext(neo4jtest.URI(b), driver.BasicAuth(user, password, ""))
	if err != nil {
		b.Fatal(err)
	}
	return client, client.NewSession(context.Background(), driver.SessionConfig{})
}
