package main

import (
	"context"
	"database/sql"
	"errors"
	"strconv"
	"strings"
	"sync"

	"github.com/neo4j/neo4j-go-driver/v5/neo4j"
)

// What a change of a unit writes, by hand and in one transaction: the unit, its
// findings, the revision of a segment, the log and the record.
// FINDING and SEGMENT are the tables in force. Values go up and down, so that
// what was written can be taken back.
const (
	plainSQL = `UPDATE noun SET doc = CASE WHEN doc LIKE '% ' THEN rtrim(doc) ELSE doc || ' ' END WHERE id = ?1;
		UPDATE FINDING SET since = since + 1 WHERE subject = ?1;
		UPDATE SEGMENT SET revision = revision + 1 WHERE num = (SELECT min(num) FROM SEGMENT WHERE subject = 'UNIT' AND ?1 <> '');
		INSERT INTO log (revision, idx, subjects, doc) SELECT max(revision) + 1, 0, '[]', (SELECT doc FROM noun WHERE id = ?1) FROM log;
		INSERT INTO log_subject SELECT ?1, max(revision), 0 FROM log;
		UPDATE state SET regions = regions + 1 WHERE ?1 <> ''`

	plainBack = `UPDATE noun SET doc = rtrim(doc) WHERE id = ?1;
		UPDATE FINDING SET since = since - ?2 WHERE subject = ?1;
		UPDATE SEGMENT SET revision = revision - ?2 WHERE num = (SELECT min(num) FROM SEGMENT WHERE subject = 'UNIT' AND ?1 <> '');
		DELETE FROM log_subject WHERE subject = ?1 AND revision > (SELECT max(revision) FROM log) - ?2;
		DELETE FROM log WHERE revision > (SELECT max(revision) FROM log) - ?2 AND ?1 <> '';
		UPDATE state SET regions = regions - ?2 WHERE ?1 <> ''`
)

func (b *bySQL) write(unit string) (do, undo func(context.Context) error) {
	db, err := sql.Open("sqlite", "file:"+b.file+"?_pragma=busy_timeout(5000)&_pragma=synchronous(FULL)")
	if err != nil {
		fail := func(context.Context) error { return err }
		return fail, fail
	}
	db.SetMaxOpenConns(1) // so that each statement of a transaction meets the same connection
	set := strings.NewReplacer("FINDING", b.finding, "SEGMENT", strings.Replace(b.finding, "finding", "segment", 1))
	ready := sync.OnceValues(func() (all []*sql.Stmt, err error) {
		for _, text := range strings.Split("BEGIN IMMEDIATE;"+set.Replace(plainSQL)+";COMMIT", ";") {
			statement, wrong := db.Prepare(text) //nolint:sqlclosecheck,noctx // ends with the database
			all, err = append(all, statement), errors.Join(err, wrong)
		}
		return all, err
	})
	var times int
	var turn sync.Mutex
	do = func(ctx context.Context) error {
		turn.Lock()
		defer turn.Unlock()
		all, err := ready()
		for i, statement := range all {
			if err == nil && (i == 0 || i == len(all)-1) {
				_, err = statement.ExecContext(ctx)
			} else if err == nil {
				_, err = statement.ExecContext(ctx, unit)
			}
		}
		times++
		return err
	}
	undo = func(ctx context.Context) error {
		for _, text := range strings.Split(strings.ReplaceAll(set.Replace(plainBack), "?2", strconv.Itoa(times)), ";") {
			if _, err := db.ExecContext(ctx, text, unit); err != nil {
				return errors.Join(err, db.Close())
			}
		}
		return db.Close()
	}
	return do, undo
}

// plainCypher is the same on Neo4j.
var plainCypher = []string{
	`MATCH (w:Writer {name: 'cobuild'}) SET w.regions = w.regions`,
	`MATCH (n:Noun {id: $unit}) SET n.doc = CASE WHEN n.doc ENDS WITH ' ' THEN rtrim(n.doc) ELSE n.doc + ' ' END`,
	`MATCH (:Noun {id: $unit})<-[:ABOUT]-(f:Finding) SET f.region = f.region`,
	`MATCH (n:Noun {id: $unit}) WITH n, randomUUID() AS at CREATE (:Entry {at: at, revision: 1, index: 0, subjects: [$unit], doc: n.doc, plain: true})-[:CHANGED {subject: $unit, at: at}]->(n)`,
}

var plainCypherBack = []string{
	`MATCH (n:Noun {id: $unit}) SET n.doc = rtrim(n.doc)`,
	`MATCH (:Noun {id: $unit})<-[:CHANGED]-(e:Entry {plain: true}) DETACH DELETE e`,
}

func (b *byCypher) write(unit string) (do, undo func(context.Context) error) {
	in := func(statements []string) func(context.Context) error {
		return func(ctx context.Context) (err error) {
			session := b.driver.NewSession(ctx, neo4j.SessionConfig{})
			defer func() { err = errors.Join(err, session.Close(ctx)) }()
			_, err = session.ExecuteWrite(ctx, func(tx neo4j.ManagedTransaction) (any, error) {
				for _, text := range statements {
					result, err := tx.Run(ctx, text, map[string]any{"unit": unit})
					if err != nil {
						return nil, err
					}
					if _, err := result.Consume(ctx); err != nil {
						return nil, err
					}
				}
				return nil, nil
			})
			return err
		}
	}
	return in(plainCypher), in(plainCypherBack)
}
