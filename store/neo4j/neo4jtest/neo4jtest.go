// Package neo4jtest gives tests a Neo4j: one that the environment names, or a
// process of their own from jars that scripts/neo4j/fetch.sh brought.
package neo4jtest

import (
	"context"
	"os"
	"sync"
	"sync/atomic"
	"testing"

	driver "github.com/neo4j/neo4j-go-driver/v5/neo4j"
)

// What the environment says.
const (
	envURI      = "COBUILD_TEST_NEO4J"          // address of a server whose data tests may wipe
	envUser     = "COBUILD_TEST_NEO4J_USER"     // sign-in there, if it asks for one
	envPassword = "COBUILD_TEST_NEO4J_PASSWORD" //
	envRequire  = "COBUILD_REQUIRE_NEO4J"       // 1 = a test without a server fails
)

var shared = sync.OnceValues(func() (string, error) {
	if uri := os.Getenv(envURI); uri != "" {
		return uri, lockServer(uri)
	}
	root, err := jars()
	if err != nil {
		return "", missingError{err}
	}
	s, err := newServer(root, "parent", "temporary")
	if err != nil {
		return "", err
	}
	// Nobody closes its standard input: the end of this process does, however it
	// ends, and then the server removes its home.
	started.Store(s)
	return s.URI, s.Start()
})

var started atomic.Pointer[Server] // keeps the pipe to it from being collected and closed

type missingError struct{ error }

// URI gives the address of a server that all tests of this process share. It is
// that of COBUILD_TEST_NEO4J, where test processes take turns, or else a server
// started for this process, which ends with it. Where there is neither, the
// test is skipped, or fails if COBUILD_REQUIRE_NEO4J is 1.
func URI(t testing.TB) string {
	t.Helper()
	uri, err := shared()
	if absent, ok := err.(missingError); ok {
		missing(t, absent.error)
	}
	if err != nil {
		t.Fatalf("neo4jtest: %v", err)
	}
	return uri
}

// SignIn gives the user and password for URI, both empty where none is needed.
func SignIn() (user, password string) {
	if os.Getenv(envURI) == "" {
		return "", ""
	}
	return os.Getenv(envUser), os.Getenv(envPassword)
}

func missing(t testing.TB, why error) {
	t.Helper()
	const text = "no Neo4j to test with (%v): run scripts/neo4j/fetch.sh, which needs Java 17 and Maven, " +
		"or set " + envURI + " to the address of a server whose data may be wiped"
	if os.Getenv(envRequire) == "1" {
		t.Fatalf(text, why)
	}
	t.Skipf(text, why)
}

// Empty wipes the server: every node and relationship, not the indexes.
func Empty(t testing.TB, uri string) {
	t.Helper()
	Run(t, uri, "MATCH (n) CALL (n) { DETACH DELETE n } IN TRANSACTIONS OF 10000 ROWS", nil)
}

// Run runs a statement beside any engine and gives its rows.
func Run(t testing.TB, uri, statement string, params map[string]any) [][]any {
	t.Helper()
	ctx := context.WithoutCancel(t.Context()) // cleaning up comes after the test's context
	d, err := driver.NewDriverWithContext(uri, token())
	if err != nil {
		t.Fatal(err)
	}
	session := d.NewSession(ctx, driver.SessionConfig{})
	result, err := session.Run(ctx, statement, params)
	var records []*driver.Record
	if err == nil {
		records, err = result.Collect(ctx)
	}
	if err != nil {
		t.Fatalf("neo4jtest: %s: %v", statement, err)
	}
	if err := d.Close(ctx); err != nil {
		t.Fatal(err)
	}
	answer := make([][]any, len(records))
	for i, record := range records {
		answer[i] = record.Values
	}
	return answer
}

func token() driver.AuthToken {
	if user, password := SignIn(); user != "" {
		return driver.BasicAuth(user, password, "")
	}
	return driver.NoAuth()
}
