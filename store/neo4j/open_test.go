package neo4j_test

import (
	"context"
	"errors"
	"fmt"
	"net"
	"strings"
	"sync"
	"testing"
	"time"

	driver "github.com/neo4j/neo4j-go-driver/v5/neo4j"

	"cobuild/graph"
	"cobuild/store"
	"cobuild/store/neo4j"
	"cobuild/store/neo4j/neo4jtest"
)

// refused checks that an error has a code and tells of each part in both
// languages.
func refused(t *testing.T, err error, code graph.ErrorCode, parts ...string) {
	t.Helper()
	var told *graph.Error
	if !errors.As(err, &told) {
		t.Fatalf("error %v (%T), want a *graph.Error", err, err)
	}
	if told.Code != code {
		t.Errorf("code %s, want %s: %v, for %v", told.Code, code, told, told.Cause)
	}
	for _, part := range parts {
		if !strings.Contains(told.Message.EN, part) || !strings.Contains(told.Message.ZH, part) {
			t.Errorf("%q is not told in both of %+v", part, told.Message)
		}
	}
}

func TestOpenRefusesAddresses(t *testing.T) {
	for _, uri := range []string{"", "localhost", "http://localhost:7474", "bolt://", "bolt://host:x", "bolt://host/path", "\x00"} {
		_, err := neo4j.Open(t.Context(), uri, neo4j.Auth{})
		refused(t, err, graph.CodeInvalid, "bolt://", "neo4j://", "+s")
	}
	_, err := neo4j.Open(t.Context(), "bolt://neo4j:secret@host", neo4j.Auth{})
	refused(t, err, graph.CodeInvalid, "host")
	_, errTwice := neo4j.Open(t.Context(), "nonsense://neo4j:secret@host", neo4j.Auth{})
	if text := err.Error() + errTwice.Error(); strings.Contains(text, "secret") {
		t.Errorf("the password is told: %s", text)
	}
}

func TestOpenUnreachable(t *testing.T) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	address := listener.Addr().String()
	if err := listener.Close(); err != nil {
		t.Fatal(err)
	}
	for _, scheme := range []string{"bolt://", "neo4j://", "bolt+s://", "neo4j+ssc://"} {
		started := time.Now()
		_, err := neo4j.Open(t.Context(), scheme+address, neo4j.Auth{User: "neo4j", Password: "secret"})
		refused(t, err, graph.CodeUnavailable, address, "TLS")
		if took := time.Since(started); took > 10*time.Second {
			t.Errorf("%s: told after %s", scheme, took)
		}
	}
}

// TestOpenSilent meets a server that takes a connection and says nothing.
func TestOpenSilent(t *testing.T) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	ctx, cancel := context.WithTimeout(t.Context(), 300*time.Millisecond)
	defer cancel()
	started := time.Now()
	_, err = neo4j.Open(ctx, "bolt://"+listener.Addr().String(), neo4j.Auth{})
	if !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("got %v, want the context's error", err)
	}
	if took := time.Since(started); took > 3*time.Second {
		t.Errorf("returned after %s", took)
	}
}

func TestVersions(t *testing.T) {
	for _, agent := range []string{"Neo4j/5.26.24", "Neo4j/5.26.0", "Neo4j/2025.10.1", "Neo4j/5.27-aura"} {
		if err := neo4j.CheckVersion(agent); err != nil {
			t.Errorf("%s: %v", agent, err)
		}
	}
	for _, agent := range []string{"Neo4j/4.4.40", "Neo4j/5.25.1", "Neo4j/3.5.0", "Neo4j/x", "Memgraph", ""} {
		refused(t, neo4j.CheckVersion(agent), graph.CodeInvalid, "5.26", "127.0.0.1:7687")
	}
}

func TestReopen(t *testing.T) {
	e := open(t)
	state := store.State{Format: 1, Revision: 7, Regions: 3, Ruleset: "r", Sample: "s", Placed: graph.MustDate("2024-05-01"), Loading: "l", Rules: "{}", Set: 7, Beside: "b"}
	write(t, e, store.Batch{State: &state})
	if err := e.Close(); err != nil {
		t.Fatal(err)
	}
	for range 2 { // opening makes nothing that is there
		again := reopen(t, neo4jtest.URI(t))
		if got, err := again.State(t.Context()); err != nil || got != state {
			t.Errorf("State is %+v, %v; want %+v", got, err, state)
		}
	}
}

// TestRouting speaks to the server as to a cluster.
func TestRouting(t *testing.T) {
	uri := neo4jtest.URI(t)
	neo4jtest.Empty(t, uri)
	e := reopen(t, strings.Replace(uri, "bolt", "neo4j", 1))
	for revision := range int64(5) {
		write(t, e, store.Batch{State: &store.State{Revision: revision + 1}})
		if got, err := e.State(t.Context()); err != nil || got.Revision != revision+1 {
			t.Errorf("State is %+v, %v; want revision %d", got, err, revision+1)
		}
	}
}

func TestOpenRefusesNewerLayout(t *testing.T) {
	uri := neo4jtest.URI(t)
	neo4jtest.Empty(t, uri)
	reopen(t, uri)
	neo4jtest.Run(t, uri, "MATCH (w:Writer) SET w.layout = 99", nil)
	neo4jtest.Run(t, uri, "DROP INDEX finding_id", nil)
	_, err := neo4j.Open(t.Context(), uri, auth())
	refused(t, err, graph.CodeInvalid, "99")
	if found := neo4jtest.Run(t, uri, "SHOW INDEXES YIELD name WHERE name = 'finding_id' RETURN name", nil); len(found) != 0 {
		t.Error("the index was made in a store of a newer program")
	}
	neo4jtest.Run(t, uri, "MATCH (w:Writer) SET w.layout = 1", nil)
	reopen(t, uri) // which makes it
	if found := neo4jtest.Run(t, uri, "SHOW INDEXES YIELD name, state WHERE name = 'finding_id' AND state = 'ONLINE' RETURN name", nil); len(found) != 1 {
		t.Error("the missing index was not made")
	}
}

func TestOpenRefusesForeignData(t *testing.T) {
	uri := neo4jtest.URI(t)
	neo4jtest.Empty(t, uri)
	neo4jtest.Run(t, uri, "CREATE (:Film {title: 'Spring'})", nil)
	_, err := neo4j.Open(t.Context(), uri, auth())
	refused(t, err, graph.CodeInvalid)
	if found := neo4jtest.Run(t, uri, "MATCH (n) RETURN count(n)", nil); found[0][0] != int64(1) {
		t.Errorf("%v nodes in a database that is not ours, want 1", found[0][0])
	}
}

func TestOpenUnknownDatabase(t *testing.T) {
	_, err := neo4j.Open(t.Context(), neo4jtest.URI(t), auth(), neo4j.WithDatabase("nowhere"))
	refused(t, err, graph.CodeInvalid, "nowhere")
}

// TestSignInAndRestart has a server of its own: it asks for a sign-in and is
// killed.
func TestSignInAndRestart(t *testing.T) {
	server := neo4jtest.Start(t, true)
	const first, second = "neo4j", "a-longer-secret"
	_, err := neo4j.Open(t.Context(), server.URI, neo4j.Auth{User: "neo4j", Password: "wrong"})
	refused(t, err, graph.CodeInvalid, "neo4j", strings.TrimPrefix(server.URI, "bolt://"))
	if strings.Contains(err.Error(), "wrong\"") {
		t.Errorf("the password is told: %v", err)
	}
	_, err = neo4j.Open(t.Context(), server.URI, neo4j.Auth{User: "neo4j", Password: first})
	refused(t, err, graph.CodeInvalid, "ALTER CURRENT USER")
	changePassword(t, server.URI, first, second)

	e, err := neo4j.Open(t.Context(), server.URI, neo4j.Auth{User: "neo4j", Password: second})
	if err != nil {
		t.Fatal(err)
	}
	defer e.Close()
	state := store.State{Revision: 1, Ruleset: "before the cut"}
	write(t, e, store.Batch{State: &state})

	told := writeUntilKilled(t, e, server)
	started := time.Now()
	refused(t, e.Ready(t.Context()), graph.CodeUnavailable, strings.TrimPrefix(server.URI, "bolt://"))
	err = e.Update(t.Context(), func(context.Context, store.Tx) error { return nil })
	refused(t, err, graph.CodeUnavailable)
	if took := time.Since(started); took > 10*time.Second {
		t.Errorf("it took %s to tell that the server is away", took)
	}
	if err := server.Start(); err != nil {
		t.Fatal(err)
	}
	checkTold(t, e, told)
	if got, err := e.State(t.Context()); err != nil || got != state {
		t.Errorf("after the restart State is %+v, %v; want %+v", got, err, state)
	}
	state.Revision = 2
	write(t, e, store.Batch{State: &state})
	if got, err := e.State(t.Context()); err != nil || got != state {
		t.Errorf("State is %+v, %v; want %+v", got, err, state)
	}
}

// writeUntilKilled has writers and readers at work while the server is killed,
// and gives what each write was told, by its subject.
func writeUntilKilled(t *testing.T, e *neo4j.Engine, server *neo4jtest.Server) map[graph.ID]error {
	t.Helper()
	const writers = 3
	told := map[graph.ID]error{}
	var mu sync.Mutex
	var group sync.WaitGroup
	first := make(chan struct{}, writers)
	for w := range writers {
		group.Go(func() {
			for n, err := 0, error(nil); err == nil; n++ {
				subject := graph.DerivedID(graph.KindUnit, "killed", fmt.Sprint(w, n))
				err = e.Update(t.Context(), func(ctx context.Context, tx store.Tx) error {
					noun := store.NounRow{ID: subject, Kind: graph.KindUnit, End: graph.End, Doc: []byte("{}")}
					entry := store.LogRow{Revision: int64(100 + w), Index: n, Subjects: []graph.ID{subject}, Doc: []byte("{}")}
					return tx.Write(ctx, store.Batch{Nouns: []store.NounRow{noun}, Log: []store.LogRow{entry}})
				})
				mu.Lock()
				told[subject] = err
				mu.Unlock()
				if n == 3 {
					first <- struct{}{}
				}
			}
		})
	}
	group.Go(func() {
		for {
			if _, err := e.State(t.Context()); err != nil {
				refused(t, err, graph.CodeUnavailable)
				return
			}
		}
	})
	for range writers {
		<-first
	}
	server.Kill()
	group.Wait()
	return told
}

// checkTold compares what writes were told with what is there: all of what was
// acknowledged, nothing of what failed, and of what is in doubt all or nothing.
func checkTold(t *testing.T, e *neo4j.Engine, told map[graph.ID]error) {
	t.Helper()
	counts := map[string]int{}
	for subject, err := range told {
		nouns, nounErr := e.Nouns(t.Context(), []graph.ID{subject})
		logs, logErr := e.Log(t.Context(), []store.LogRange{{Subject: subject, Limit: 2}})
		if err := errors.Join(nounErr, logErr); err != nil {
			t.Fatal(err)
		}
		there := len(nouns) == 1
		if there != (len(logs[0]) == 1) {
			t.Errorf("half of a write: %d nouns, %d entries", len(nouns), len(logs[0]))
		}
		inDoubt := err != nil && strings.Contains(err.Error(), "before you repeat it")
		switch {
		case err == nil && !there:
			t.Error("an acknowledged write is lost")
		case err != nil && !inDoubt && there:
			t.Errorf("a write that was told to fail is there: %v", err)
		case err != nil:
			refused(t, err, graph.CodeUnavailable)
		}
		counts[map[bool]string{true: "in doubt", false: "settled"}[inDoubt]]++
	}
	t.Logf("%v", counts)
}

func changePassword(t *testing.T, uri, from, to string) {
	t.Helper()
	d, err := driver.NewDriverWithContext(uri, driver.BasicAuth("neo4j", from, ""))
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close(t.Context())
	_, err = driver.ExecuteQuery(t.Context(), d, "ALTER CURRENT USER SET PASSWORD FROM $from TO $to",
		map[string]any{"from": from, "to": to}, driver.EagerResultTransformer, driver.ExecuteQueryWithDatabase("system"))
	if err != nil {
		t.Fatal(err)
	}
}

// TestStoresOfTheFirstLayout opens a store as it was before findings were kept
// in sets.
func TestStoresOfTheFirstLayout(t *testing.T) {
	e := open(t)
	state := store.State{Format: 1, Revision: 7, Ruleset: "r"}
	write(t, e, store.Batch{State: &state, Segments: []store.SegmentRow{{SegmentKey: store.SegmentKey{Subject: graph.KindUnit}, Revision: 7, Data: []byte{1}}}})
	uri := neo4jtest.URI(t)
	neo4jtest.Run(t, uri, "MATCH (w:Writer) SET w.layout = 1 REMOVE w.rules, w.set, w.beside", nil)
	neo4jtest.Run(t, uri, "DROP CONSTRAINT finding_odd_pos", nil)
	again := reopen(t, uri)
	if got, err := again.State(t.Context()); err != nil || got != state {
		t.Errorf("State is %+v, %v; want %+v", got, err, state)
	}
	if segments, err := again.Of(0).Segments(t.Context(), 0); err != nil || len(segments) != 1 {
		t.Errorf("segments: %+v, %v", segments, err)
	}
	if found := neo4jtest.Run(t, uri, "SHOW CONSTRAINTS YIELD name WHERE name = 'finding_odd_pos' RETURN name", nil); len(found) != 1 {
		t.Errorf("the home of odd sets has %d constraints on positions", len(found))
	}
}
