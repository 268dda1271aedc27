package httpapi

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"
)

// hanging starts requests that hold a turn each until the test ends them.
func hanging(t *testing.T, h http.Handler, started chan struct{}, query string, n int) (end func()) {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	var all sync.WaitGroup
	for range n {
		all.Go(func() {
			h.ServeHTTP(httptest.NewRecorder(), post(ask(query)).WithContext(ctx))
		})
		<-started
	}
	return func() {
		cancel()
		all.Wait()
	}
}

func TestFloodOfQueriesIsTurnedAway(t *testing.T) {
	started := make(chan struct{}, 100)
	page := http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, "page") })
	h := newHandler(t, Config{Schema: toy{entered: started}, Playground: page, Limits: Limits{Queries: 2, Mutations: 1, Wait: 50 * time.Millisecond}})
	end := hanging(t, h, started, "{ hang }", 2)

	for language, words := range map[string][]string{"en": {"busy", "after a second"}, "zh": {"繁忙", "一秒后"}} {
		for _, media := range []string{typeJSON, typeResponse} {
			begun := time.Now()
			a := serve(t, h, post(ask("{ hello }"), "Accept", media, "Accept-Language", language))
			if a.Code != http.StatusServiceUnavailable || a.code() != "UNAVAILABLE" || a.limit() != "query" || a.Header().Get("Retry-After") == "" {
				t.Errorf("%s: got %d %v %s", media, a.Code, a.Header(), a.Body)
			}
			for _, word := range words {
				if !strings.Contains(a.Errors[0].Message, word) {
					t.Errorf("%q does not say %q", a.Errors[0].Message, word)
				}
			}
			if took := time.Since(begun); took < 40*time.Millisecond || took > 2*time.Second {
				t.Errorf("turned away after %s", took)
			}
		}
	}
	// What is no query goes on.
	if a := serve(t, h, post(ask("mutation { touch }"))); a.Code != http.StatusOK || len(a.Errors) > 0 {
		t.Errorf("a mutation beside a flood of queries: %d %s", a.Code, a.Body)
	}
	for _, path := range []string{"/healthz", "/readyz", "/playground/"} {
		if a := serve(t, h, httptest.NewRequest(http.MethodGet, path, nil)); a.Code != http.StatusOK {
			t.Errorf("%s beside a flood: %d", path, a.Code)
		}
	}
	end()
	assertAlive(t, h)
}

func TestFloodOfMutationsLeavesQueriesAlone(t *testing.T) {
	started := make(chan struct{}, 100)
	h := newHandler(t, Config{Schema: toy{entered: started}, Limits: Limits{Queries: 2, Mutations: 2, Wait: 50 * time.Millisecond}})
	end := hanging(t, h, started, "mutation { hangTouch }", 2)
	a := serve(t, h, post(ask("mutation { touch }")))
	if a.Code != http.StatusServiceUnavailable || a.limit() != "mutation" || !strings.Contains(a.Errors[0].Message, "Nothing was changed") {
		t.Errorf("got %d %s", a.Code, a.Body)
	}
	assertAlive(t, h)
	end()
	if a := serve(t, h, post(ask("mutation { touch }"))); a.Code != http.StatusOK {
		t.Errorf("after the flood: %d %s", a.Code, a.Body)
	}
}

// TestCostlyQueriesLeaveRoom: those of high cost take few of the turns.
func TestCostlyQueriesLeaveRoom(t *testing.T) {
	started := make(chan struct{}, 100)
	h := newHandler(t, Config{Schema: toy{entered: started}, Limits: Limits{Queries: 2, Wait: 50 * time.Millisecond}})
	costly := "{ hang regions(first: 100) { nodes {" + numbered(40, " a%d: id") + " } } }"
	end := hanging(t, h, started, costly, 1)
	if a := serve(t, h, post(ask(strings.Replace(costly, "hang", "hello", 1)))); a.Code != http.StatusServiceUnavailable || a.limit() != "costly" {
		t.Errorf("a second costly query: %d %s", a.Code, a.Body)
	}
	assertAlive(t, h)
	end()
}

// TestSlowDocumentsAreCostly: what took long is let in with the costly, until it
// is quick again.
func TestSlowDocumentsAreCostly(t *testing.T) {
	started := make(chan struct{}, 100)
	h := newHandler(t, Config{Schema: toy{entered: started}, Limits: Limits{Queries: 8, Wait: 50 * time.Millisecond, Query: 5 * slowFrom}})
	if a := serve(t, h, post(ask("{ hang }"))); a.code() != "UNAVAILABLE" {
		t.Fatalf("got %s", a.Body)
	}
	<-started
	end := hanging(t, h, started, "{ hang }", 1)
	if a := serve(t, h, post(ask("{ hang }"))); a.Code != http.StatusServiceUnavailable || a.limit() != "costly" {
		t.Errorf("a second slow one: %d %s", a.Code, a.Body)
	}
	endOther := hanging(t, h, started, "{ hang hello }", 1) // another document is let in
	assertAlive(t, h)
	endOther()
	end()
}

func TestPaceForgets(t *testing.T) {
	p := &pace{}
	p.note(20*slowFrom, 16, 2)
	if p.slow() {
		t.Error("what ran beside fifteen others on two cores passes for slow")
	}
	p.note(20*slowFrom, 1, 2)
	if !p.slow() {
		t.Error("what ran alone for long does not pass for slow")
	}
	for range 20 {
		p.note(time.Millisecond, 1, 2)
	}
	if p.slow() {
		t.Error("what has been quick for long passes for slow")
	}
}

// TestLineIsBounded: who finds the line full is told at once, and who waits
// gets a turn in the end.
func TestLineIsBounded(t *testing.T) {
	started := make(chan struct{}, 100)
	h := newHandler(t, Config{Schema: toy{entered: started}, Limits: Limits{Queries: 1, Wait: 20 * time.Second}})
	end := hanging(t, h, started, "{ hang }", 1)
	const sent = waitingEach + 24
	statuses := make(chan int, sent)
	var all sync.WaitGroup
	for range sent {
		all.Go(func() {
			w := httptest.NewRecorder()
			h.ServeHTTP(w, post(ask("{ hello }")))
			statuses <- w.Code
		})
	}
	for range sent - waitingEach {
		select {
		case status := <-statuses:
			if status != http.StatusServiceUnavailable {
				t.Errorf("status %d while all turns are taken", status)
			}
		case <-time.After(5 * time.Second):
			t.Fatal("who finds the line full is not told at once")
		}
	}
	end()
	all.Wait()
	for range waitingEach {
		if status := <-statuses; status != http.StatusOK {
			t.Errorf("who waited got %d", status)
		}
	}
}

// TestWhoLeavesTheLineMakesRoom has clients go while they wait.
func TestWhoLeavesTheLineMakesRoom(t *testing.T) {
	l := newLane("test", 1, 1, time.Minute)
	if err := l.enter(t.Context()); err != nil {
		t.Fatal(err)
	}
	for range 3 {
		ctx, cancel := context.WithTimeout(t.Context(), 5*time.Millisecond)
		if err := l.enter(ctx); err != context.DeadlineExceeded {
			t.Errorf("who left got %v", err)
		}
		cancel()
	}
	if l.Waiting() != 0 || l.Running() != 1 {
		t.Errorf("%d wait, %d run", l.Waiting(), l.Running())
	}
	l.leave()
	if err := l.enter(t.Context()); err != nil {
		t.Errorf("the next got %v", err)
	}
}

// TestBodiesShareABudget: slow clients hold what they sent, and no more is taken
// in than there is room for.
func TestBodiesShareABudget(t *testing.T) {
	h := newHandler(t, Config{Limits: Limits{Bodies: 30_000}})
	reader, writer := io.Pipe()
	slow := with(httptest.NewRequest(http.MethodPost, "/graphql", reader), "Content-Type", "application/json")
	done := make(chan int)
	go func() {
		w := httptest.NewRecorder()
		h.ServeHTTP(w, slow)
		done <- w.Code
	}()
	// The second is read once the first is counted.
	for _, text := range []string{`{"query":"{ hello }"` + rep(" ", 40_000), " "} {
		if _, err := io.WriteString(writer, text); err != nil {
			t.Fatal(err)
		}
	}
	a := serve(t, h, post(ask("{ hello }"+rep(" ", 30_000))))
	if a.Code != http.StatusServiceUnavailable || a.limit() != "memory" || a.Header().Get("Retry-After") == "" {
		t.Errorf("over the budget: %d %s", a.Code, a.Body)
	}
	assertAlive(t, h)
	if _, err := io.WriteString(writer, "}"); err != nil {
		t.Fatal(err)
	}
	_ = writer.Close()
	if status := <-done; status != http.StatusOK {
		t.Errorf("the slow body: %d", status)
	}
	if a := serve(t, h, post(ask("{ hello }"+rep(" ", 30_000)))); a.Code != http.StatusOK {
		t.Errorf("after the slow body: %d %s", a.Code, a.Body)
	}
}

func TestAnswersShareABudget(t *testing.T) {
	h := newHandler(t, Config{Limits: Limits{Answers: 10_000}})
	const large = "{ text(size: 5000) }"
	if a := serve(t, h, post(ask(large))); a.Code != http.StatusServiceUnavailable || a.limit() != "memory" {
		t.Errorf("over the budget: %d %.200s", a.Code, a.Body)
	}
	for range 3 { // what was taken is given back
		if a := serve(t, h, post(ask("{ text(size: 2000) }"))); a.Code != http.StatusOK {
			t.Errorf("within the budget: %d %.200s", a.Code, a.Body)
		}
	}
}

// TestSlowReadersAreCutOff: a client that does not take its answer holds it for
// a bounded time, and no turn at all.
func TestSlowReadersAreCutOff(t *testing.T) {
	lim := Limits{Queries: 1, Answer: 400 * time.Millisecond, AnswerRate: 1 << 30}
	server := httptest.NewServer(newHandler(t, Config{Limits: lim}))
	defer server.Close()
	conn, err := net.Dial("tcp", server.Listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	body := ask("{ text(size: 8000000) }")
	fmt.Fprintf(conn, "POST /graphql HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s", len(body), body)
	head, err := bufio.NewReader(conn).ReadString('\n')
	if err != nil || !strings.HasPrefix(head, "HTTP/1.1 200") {
		t.Fatalf("answered %q, %v", head, err)
	}
	resp, err := http.Post(server.URL+"/graphql", "application/json", strings.NewReader(ask("{ hello }")))
	if err != nil {
		t.Fatal(err)
	}
	_ = resp.Body.Close()
	if resp.StatusCode != http.StatusOK {
		t.Errorf("beside a slow reader: %d", resp.StatusCode)
	}
	time.Sleep(2 * lim.Answer)
	_ = conn.SetReadDeadline(time.Now().Add(5 * time.Second))
	rest, err := io.ReadAll(conn)
	if len(rest) >= 24_000_000 {
		t.Error("the whole answer was kept for a client that did not take it")
	}
	if err != nil && strings.Contains(err.Error(), "timeout") {
		t.Errorf("the line is still open: %v", err)
	}
}
