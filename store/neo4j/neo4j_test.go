package neo4j_test

import (
	"context"
	"testing"

	"cobuild/store"
	"cobuild/store/neo4j"
	"cobuild/store/neo4j/neo4jtest"
	"cobuild/store/storetest"
)

// open gives an engine over the shared server, wiped.
func open(t *testing.T) *neo4j.Engine {
	t.Helper()
	uri := neo4jtest.URI(t)
	neo4jtest.Empty(t, uri)
	return reopen(t, uri)
}

func auth() neo4j.Auth {
	user, password := neo4jtest.SignIn()
	return neo4j.Auth{User: user, Password: password}
}

// reopen gives an engine over what the server holds.
func reopen(t *testing.T, uri string) *neo4j.Engine {
	t.Helper()
	e, err := neo4j.Open(t.Context(), uri, auth())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := e.Close(); err != nil {
			t.Error(err)
		}
	})
	return e
}

func TestConformance(t *testing.T) {
	storetest.Run(t, func(t *testing.T) store.Engine { return open(t) })
}

func TestStoreConformance(t *testing.T) {
	storetest.RunStore(t, func(t *testing.T) store.Engine { return open(t) })
}

// write applies a batch that must succeed.
func write(t *testing.T, e store.Engine, b store.Batch) {
	t.Helper()
	err := e.Update(t.Context(), func(ctx context.Context, tx store.Tx) error { return tx.Write(ctx, b) })
	if err != nil {
		t.Fatalf("write: %v", err)
	}
}
