package neo4j_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net"
	"strings"
	"sync"
	"testing"
	"time"

	"cobuild/graph"
	"cobuild/store"
	"cobuild/store/neo4j"
	"cobuild/store/neo4j/neo4jtest"
)

// commitMessage is how Bolt asks for a commit: a chunk of two bytes.
var commitMessage = []byte{0x00, 0x02, 0xB0, 0x12, 0x00, 0x00}

// wire stands between the driver and the server and can cut a connection at the
// commit.
type wire struct {
	address  string
	server   string
	listener net.Listener

	mu   sync.Mutex
	cuts []cut // for the next commits
	hold chan struct{}
}

type cut int

const (
	noCut      cut = iota
	cutBefore      // the server never sees the commit
	cutAfter       // the server commits, its answer is lost
	holdCommit     // the commit waits until hold is closed
)

func newWire(t *testing.T, uri string) *wire {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	w := &wire{address: "bolt://" + listener.Addr().String(), server: uri[strings.Index(uri, "//")+2:], listener: listener}
	t.Cleanup(func() { _ = listener.Close() })
	go func() {
		for {
			client, err := listener.Accept()
			if err != nil {
				return
			}
			go w.serve(client)
		}
	}()
	return w
}

func (w *wire) next(cuts ...cut) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.cuts = cuts
}

func (w *wire) take() cut {
	w.mu.Lock()
	defer w.mu.Unlock()
	if len(w.cuts) == 0 {
		return noCut
	}
	first := w.cuts[0]
	w.cuts = w.cuts[1:]
	return first
}

func (w *wire) serve(client net.Conn) {
	defer client.Close()
	server, err := net.Dial("tcp", w.server)
	if err != nil {
		return
	}
	defer server.Close()
	go func() {
		_, _ = io.Copy(client, server)
		_ = client.Close()
	}()
	buffer := make([]byte, 64<<10)
	for {
		n, err := client.Read(buffer)
		if err != nil {
			return
		}
		if bytes.Contains(buffer[:n], commitMessage) {
			switch w.take() {
			case cutBefore:
				return
			case cutAfter:
				_ = client.(*net.TCPConn).CloseWrite()
				_ = client.Close() // no answer gets through
				_, _ = server.Write(buffer[:n])
				time.Sleep(300 * time.Millisecond) // let it commit
				return
			case holdCommit:
				<-w.hold
			}
		}
		if _, err := server.Write(buffer[:n]); err != nil {
			return
		}
	}
}

// TestLostCommits cuts the connection at the commit, before the server sees it
// and after: the write is applied once, and Update knows that it is.
func TestLostCommits(t *testing.T) {
	uri := neo4jtest.URI(t)
	neo4jtest.Empty(t, uri)
	w := newWire(t, uri)
	e := reopen(t, w.address)
	for _, test := range []struct {
		name string
		cuts []cut
		runs int // of the function
	}{
		{"none", nil, 1},
		{"before the server sees it", []cut{cutBefore}, 2},
		{"after the server kept it", []cut{cutAfter}, 1},
		{"before, then after", []cut{cutBefore, cutAfter}, 2},
	} {
		t.Run(test.name, func(t *testing.T) {
			before, err := e.State(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			w.next(test.cuts...)
			runs := 0
			err = e.Update(t.Context(), func(ctx context.Context, tx store.Tx) error {
				runs++
				state, err := tx.State(ctx)
				if err != nil {
					return err
				}
				state.Revision++
				entry := store.LogRow{Revision: state.Revision, Subjects: []graph.ID{"unt_0"}, Doc: []byte("{}")}
				return tx.Write(ctx, store.Batch{State: &state, Log: []store.LogRow{entry}})
			})
			if err != nil {
				t.Fatalf("Update: %v", err)
			}
			after, err := e.State(t.Context())
			if err != nil || after.Revision != before.Revision+1 || runs != test.runs {
				t.Errorf("revision %d after %d, %v, in %d runs; want one more, in %d", after.Revision, before.Revision, err, runs, test.runs)
			}
		})
	}
	logs, err := e.Log(t.Context(), []store.LogRange{{Subject: "unt_0", Limit: 100}})
	if err != nil || len(logs[0]) != 4 {
		t.Errorf("%v, %v; want 4 entries", logs, err)
	}
}

// TestUnsettledCommit has a server that does not come back after a commit was
// sent: nobody knows, and the error says so.
func TestUnsettledCommit(t *testing.T) {
	uri := neo4jtest.URI(t)
	neo4jtest.Empty(t, uri)
	w := newWire(t, uri)
	e := reopen(t, w.address)
	w.next(cutAfter)
	err := e.Update(t.Context(), func(ctx context.Context, tx store.Tx) error {
		_ = w.listener.Close()
		return tx.Write(ctx, store.Batch{State: &store.State{Revision: 1}})
	})
	refused(t, err, graph.CodeUnavailable, strings.TrimPrefix(w.address, "bolt://"))
	if told := (*graph.Error)(nil); errors.As(err, &told) && !strings.Contains(told.Message.EN, "before you repeat it") {
		t.Errorf("it is not told that the write may have been kept: %v", err)
	}
}

// TestCancelledCommit has a caller who goes while the server commits: he is
// told at once, reads of others wait for the commit rather than see half of it.
func TestCancelledCommit(t *testing.T) {
	uri := neo4jtest.URI(t)
	neo4jtest.Empty(t, uri)
	w := newWire(t, uri)
	w.hold = make(chan struct{})
	e := reopen(t, w.address)
	write := func(ctx context.Context, revision int64) error {
		return e.Update(ctx, func(ctx context.Context, tx store.Tx) error {
			return tx.Write(ctx, store.Batch{State: &store.State{Revision: revision}})
		})
	}
	if err := write(t.Context(), 0); err != nil { // planning takes its time
		t.Fatal(err)
	}
	w.next(holdCommit)
	ctx, cancel := context.WithTimeout(t.Context(), 700*time.Millisecond)
	defer cancel()
	started := time.Now()
	err := write(ctx, 1)
	if took := time.Since(started); !errors.Is(err, context.DeadlineExceeded) || took > 2*time.Second {
		t.Errorf("Update returned %v after %s", err, took)
	}
	short, cancelShort := context.WithTimeout(t.Context(), 100*time.Millisecond)
	defer cancelShort()
	if _, err := e.State(short); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("a read during the commit gave %v, want it to wait", err)
	}
	close(w.hold)
	if state, err := e.State(t.Context()); err != nil || state.Revision != 1 {
		t.Errorf("State is %+v, %v; want revision 1", state, err)
	}
}

// TestManyWriters has engines as if of several processes: each write counts,
// and the Writer keeps a mark of each.
func TestManyWriters(t *testing.T) {
	uri := neo4jtest.URI(t)
	neo4jtest.Empty(t, uri)
	const engines, writes = 4, 10
	var group sync.WaitGroup
	for range engines {
		e := reopen(t, uri)
		group.Go(func() {
			for range writes {
				if err := addRevision(t.Context(), e); err != nil {
					t.Error(err)
				}
			}
		})
	}
	group.Wait()
	found := neo4jtest.Run(t, uri, "MATCH (w:Writer) UNWIND w.recent AS mark RETURN w.revision, w.seq, count(DISTINCT mark)", nil)
	for i, what := range []string{"revision", "seq", "marks"} {
		if found[0][i] != int64(engines*writes) {
			t.Errorf("%s is %v, want %d", what, found[0][i], engines*writes)
		}
	}
}

func addRevision(ctx context.Context, e *neo4j.Engine) error {
	return e.Update(ctx, func(ctx context.Context, tx store.Tx) error {
		state, err := tx.State(ctx)
		if err != nil {
			return err
		}
		state.Revision++
		return tx.Write(ctx, store.Batch{State: &state})
	})
}
