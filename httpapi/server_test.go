package httpapi

import (
	"bufio"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"
)

// listen serves on a real socket with waits short enough to be tested.
func listen(t *testing.T) (addr string, h http.Handler) {
	t.Helper()
	h = newHandler(t, Config{})
	server := NewServer("", h)
	server.ReadHeaderTimeout, server.ReadTimeout = 100*time.Millisecond, 200*time.Millisecond
	server.IdleTimeout = 100 * time.Millisecond
	socket, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	done := make(chan struct{})
	go func() {
		defer close(done)
		_ = server.Serve(socket) // ends with Close below
	}()
	t.Cleanup(func() {
		_ = server.Close()
		<-done
	})
	return socket.Addr().String(), h
}

func TestServerBoundsEveryWait(t *testing.T) {
	s := NewServer("127.0.0.1:0", http.NotFoundHandler())
	for name, d := range map[string]time.Duration{
		"ReadHeaderTimeout": s.ReadHeaderTimeout, "ReadTimeout": s.ReadTimeout, "IdleTimeout": s.IdleTimeout,
	} {
		if d <= 0 || d > time.Minute {
			t.Errorf("%s is %s", name, d)
		}
	}
	if room := s.WriteTimeout - s.ReadTimeout - DefaultLimits().Mutation; room <= 0 {
		t.Errorf("a mutation that ends at its deadline has %s left to be answered", room)
	}
	if s.MaxHeaderBytes <= 0 || s.MaxHeaderBytes > 1<<20 {
		t.Errorf("headers may have %d bytes", s.MaxHeaderBytes)
	}
}

func TestSlowAndBrokenClients(t *testing.T) {
	addr, h := listen(t)
	const head = "POST /graphql HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
	for _, c := range []struct {
		name, send string
		drip       string // sent again and again, a byte at a time
		want       string // the status line's start; "" = cut without an answer
	}{
		{"silent", "", "", ""},
		{"header never ends", "POST /graphql HTTP/1.1\r\nHost: localhost\r\n", "X-A: b\r\n", ""},
		{"body stops", head + "Content-Length: 1000\r\n\r\n{\"query\":", "", "HTTP/1.1 408"},
		{"body drips", head + "Content-Length: 1000\r\n\r\n{\"query\":", " ", "HTTP/1.1 408"},
		{"chunks drip", head + "Transfer-Encoding: chunked\r\n\r\n", "1\r\n \r\n", "HTTP/1.1 408"},
		{"announces too much", head + "Content-Length: 99999999999\r\n\r\n", "", "HTTP/1.1 413"},
		{"negative length", head + "Content-Length: -5\r\n\r\n", "", "HTTP/1.1 400"},
		{"two lengths", head + "Content-Length: 5\r\nContent-Length: 6\r\n\r\n", "", "HTTP/1.1 400"},
		{"broken chunk", head + "Transfer-Encoding: chunked\r\n\r\nzz\r\n", "", "HTTP/1.1 400"},
		{"no HTTP", "\x16\x03\x01\x02\x00 hello\r\n\r\n", "", "HTTP/1.1 400"},
		{"huge header", "GET /healthz HTTP/1.1\r\nHost: localhost\r\nX-A: " + rep("a", 100_000) + "\r\n\r\n", "", "HTTP/1.1 431"},
		{"huge target", "GET /graphql?query=" + rep("a", 100_000) + " HTTP/1.1\r\nHost: localhost\r\n\r\n", "", "HTTP/1.1 431"},
		{"rebound name", "GET /graphql?query={hello} HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n", "", "HTTP/1.1 421"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			conn, err := net.Dial("tcp", addr)
			if err != nil {
				t.Fatal(err)
			}
			defer conn.Close()
			begun := time.Now()
			_ = conn.SetDeadline(begun.Add(3 * time.Second))
			_, _ = io.WriteString(conn, c.send) // the server may cut the line half-way
			stop := make(chan struct{})
			var dripping sync.WaitGroup
			defer dripping.Wait()
			defer close(stop)
			if c.drip != "" {
				dripping.Go(func() { drip(conn, c.drip, stop) })
			}
			status, _ := bufio.NewReader(conn).ReadString('\n')
			if !strings.HasPrefix(status, c.want) || c.want == "" && strings.Contains(status, "200") {
				t.Errorf("answered %q, want %q", status, c.want)
			}
			if took := time.Since(begun); took > 2*time.Second {
				t.Errorf("held the line for %s", took)
			}
			assertAlive(t, h)
		})
	}
}

func drip(conn net.Conn, text string, stop <-chan struct{}) {
	for i := 0; ; i++ {
		select {
		case <-stop:
			return
		case <-time.After(10 * time.Millisecond):
			if _, err := conn.Write([]byte{text[i%len(text)]}); err != nil {
				return
			}
		}
	}
}

// TestPanicHalfWayCutsTheLine: an answer that broke off must not look whole.
func TestPanicHalfWayCutsTheLine(t *testing.T) {
	h := newHandler(t, Config{Playground: http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		_, _ = io.WriteString(w, rep("half ", 2000))
		_ = http.NewResponseController(w).Flush()
		panic("half-way")
	})})
	server := httptest.NewUnstartedServer(h)
	server.Config.ErrorLog = log.New(io.Discard, "", 0)
	server.Start()
	defer server.Close()
	for _, encoding := range []string{"identity", "gzip"} {
		r, err := http.NewRequest(http.MethodGet, server.URL+"/playground/", nil)
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("Accept-Encoding", encoding)
		resp, err := server.Client().Do(r)
		if err != nil {
			t.Fatal(err)
		}
		body, err := io.ReadAll(resp.Body)
		_ = resp.Body.Close()
		if err == nil {
			t.Errorf("%s: %d bytes passed for the whole answer", encoding, len(body))
		}
	}
	assertAlive(t, h)
}

// TestPipelinedRequests sends many requests before it reads an answer, and an
// upgrade to a protocol that is not offered.
func TestPipelinedRequests(t *testing.T) {
	addr, h := listen(t)
	conn, err := net.Dial("tcp", addr)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	_ = conn.SetDeadline(time.Now().Add(5 * time.Second))
	const many = 30
	body := ask("{ hello }")
	one := fmt.Sprintf("POST /graphql HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s", len(body), body)
	upgrade := "GET /graphql HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Protocol: graphql-transport-ws\r\n\r\n"
	if _, err := io.WriteString(conn, strings.Repeat(one, many)+upgrade); err != nil {
		t.Fatal(err)
	}
	in := bufio.NewReader(conn)
	for i := range many + 1 {
		resp, err := http.ReadResponse(in, nil)
		if err != nil {
			t.Fatalf("answer %d: %v", i, err)
		}
		text := readAll(t, resp.Body)
		_ = resp.Body.Close()
		switch {
		case i < many && string(text) != `{"data":{"hello":"hello"}}`+"\n":
			t.Errorf("answer %d: %s", i, text)
		case i == many && resp.StatusCode != http.StatusBadRequest:
			t.Errorf("an upgrade is answered %d %s", resp.StatusCode, text)
		}
	}
	assertAlive(t, h)
}

// TestManyHostileClientsAtOnce mixes hostile and honest requests on one
// listener.
func TestManyHostileClientsAtOnce(t *testing.T) {
	server := httptest.NewServer(newHandler(t, Config{}))
	defer server.Close()
	client := &http.Client{Timeout: time.Minute}
	var all sync.WaitGroup
	for worker := range 8 {
		all.Go(func() {
			for i := range 20 {
				query, want := "{ hello }", `{"data":{"hello":"hello"}}`
				if worker%2 == 0 {
					query, want = fmt.Sprintf("{ region {%s a%d: id } }", rep(" id", 3000+i), worker), "TOO_COMPLEX"
				}
				resp, err := client.Post(server.URL+"/graphql", "application/json", strings.NewReader(ask(query)))
				if err != nil {
					t.Error(err)
					return
				}
				body, err := io.ReadAll(resp.Body)
				_ = resp.Body.Close()
				if err != nil || !strings.Contains(string(body), want) {
					t.Errorf("%.80s: %.200s (%v)", query, body, err)
				}
			}
		})
	}
	all.Wait()
}
