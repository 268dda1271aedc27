package e2e_test

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"cobuild/store/neo4j/neo4jtest"
)

// line stands between a server and its Neo4j and can be cut.
type line struct {
	listener net.Listener
	server   string

	mu    sync.Mutex
	cut   bool
	conns map[net.Conn]bool
}

func newLine(t *testing.T, uri string) *line {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	l := &line{listener: listener, server: strings.TrimPrefix(uri, "bolt://"), conns: map[net.Conn]bool{}}
	t.Cleanup(func() { _ = listener.Close() })
	go func() {
		for {
			client, err := listener.Accept()
			if err != nil {
				return
			}
			go l.carry(client)
		}
	}()
	return l
}

// keep gives false where the line is cut.
func (l *line) keep(conns ...net.Conn) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, c := range conns {
		l.conns[c] = true
	}
	return !l.cut
}

func (l *line) carry(client net.Conn) {
	defer client.Close()
	server, err := net.Dial("tcp", l.server)
	if err != nil {
		return
	}
	defer server.Close()
	if !l.keep(client, server) {
		return
	}
	go func() {
		_, _ = io.Copy(client, server)
		_ = client.Close()
	}()
	_, _ = io.Copy(server, client)
}

// set cuts the line, in the middle of what is said on it, or mends it.
func (l *line) set(cut bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.cut = cut
	if cut {
		for c := range l.conns {
			_ = c.Close()
		}
		clear(l.conns)
	}
}

// TestNeo4jLostAndBack cuts the line to Neo4j while clients write and read: they
// are told so, /readyz is 503, and when the line is back the same server goes
// on, with all that it acknowledged and nothing half.
func TestNeo4jLostAndBack(t *testing.T) {
	uri := neo4jtest.URI(t)
	loader := openNeo4j(t, true)
	if err := loader.Close(); err != nil {
		t.Fatal(err)
	}
	l := newLine(t, uri)
	e, err := openPlace(t.Context(), "bolt://"+l.listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { closeEngine(t, e) })
	s := serve(t, e)
	book := newLedger()
	ctx, cancel := context.WithTimeout(t.Context(), 2*time.Minute)
	defer cancel()
	var clients sync.WaitGroup
	done := make(chan struct{})
	var mu sync.Mutex
	said := map[string]int{}
	tell := func(err error) {
		mu.Lock()
		defer mu.Unlock()
		switch {
		case err == nil:
			said["OK"]++
		case strings.Contains(err.Error(), `"code":"UNAVAILABLE"`) && (strings.Contains(err.Error(), "Neo4j at") || strings.Contains(err.Error(), "busy")):
			said["UNAVAILABLE"]++
		default:
			t.Errorf("said while Neo4j was away: %v", err)
		}
	}
	for w := range 3 {
		clients.Go(func() {
			for n := 0; ; n++ {
				select {
				case <-done:
					return
				default:
					tell(book.register(ctx, s.url, fmt.Sprintf("L-%d-%d", w, n)))
				}
			}
		})
		clients.Go(func() {
			for {
				select {
				case <-done:
					return
				default:
					tell(readReport(ctx, s.url))
					time.Sleep(5 * time.Millisecond)
				}
			}
		})
	}
	waitFor := func(what string, ok func() bool) {
		t.Helper()
		for begun := time.Now(); !ok(); time.Sleep(20 * time.Millisecond) {
			if time.Since(begun) > 40*time.Second {
				t.Fatalf("waited in vain for %s", what)
			}
		}
	}
	acknowledged := func() int {
		book.mu.Lock()
		defer book.mu.Unlock()
		return len(book.kept)
	}
	for range 2 {
		before := acknowledged()
		waitFor("writes", func() bool { return acknowledged() > before+2 })
		l.set(true)
		waitFor("readyz to be 503", func() bool { return readyz(t, s.url) == http.StatusServiceUnavailable })
		waitFor("an error", func() bool { mu.Lock(); defer mu.Unlock(); return said["UNAVAILABLE"] > 0 })
		l.set(false)
		waitFor("readyz to be 200", func() bool { return readyz(t, s.url) == http.StatusOK })
	}
	before := acknowledged()
	waitFor("writes again", func() bool { return acknowledged() > before+2 })
	close(done)
	clients.Wait()
	t.Logf("%v", said)
	book.compare(t, uri)
}

func readyz(t *testing.T, url string) int {
	t.Helper()
	answer, err := client.Get(url + "/readyz")
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	_, _ = io.Copy(io.Discard, answer.Body)
	return answer.StatusCode
}

func readReport(ctx context.Context, url string) error {
	_, body, err := send(ctx, url, request{Query: `{ region(by: {code: "330206-GT"}) { coverageReport { units } units(first: 3) { nodes { name } } } }`})
	if err != nil {
		return err
	}
	var answer struct{ Errors []json.RawMessage }
	if err := json.Unmarshal(body, &answer); err != nil {
		return err
	}
	if len(answer.Errors) > 0 {
		return fmt.Errorf("%s", body)
	}
	return nil
}
