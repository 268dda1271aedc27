package sqlite

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"cobuild/graph"
	"cobuild/store"
)

// The test program runs itself as another process that shares a store.
const (
	childTask  = "COBUILD_TEST_SQLITE_TASK"
	childStore = "COBUILD_TEST_SQLITE_STORE"
)

// otherTasks are those of some systems alone.
var otherTasks = map[string]func(context.Context, *Engine) error{}

func TestMain(m *testing.M) {
	task := os.Getenv(childTask)
	if task == "" {
		os.Exit(m.Run())
	}
	if err := child(task, os.Getenv(childStore)); err != nil {
		fmt.Println(err)
		os.Exit(1)
	}
}

func openOnce(ctx context.Context, path string) error {
	e, err := Open(ctx, path)
	if err != nil {
		return err
	}
	return e.Close()
}

func child(task, path string) error {
	ctx := context.Background()
	if task == "open" {
		return openOnce(ctx, path)
	}
	e, err := Open(ctx, path)
	if err != nil {
		return err
	}
	if task := otherTasks[task]; task != nil {
		return task(ctx, e)
	}
	switch {
	case task == "forever": // until killed; says each revision that was acknowledged
		for {
			revision, err := next(ctx, e)
			if err != nil {
				return err
			}
			fmt.Println(revision)
		}
	case strings.HasPrefix(task, "write "):
		times, err := strconv.Atoi(strings.TrimPrefix(task, "write "))
		if err != nil {
			return err
		}
		for range times {
			if _, err := next(ctx, e); err != nil {
				return err
			}
		}
	case task == "hold": // the writer's lock, until its input ends
		err := e.Update(ctx, func(context.Context, store.Tx) error {
			fmt.Println("held")
			_, err := bufio.NewReader(os.Stdin).ReadString('\n')
			return err
		})
		if err != nil && !strings.Contains(err.Error(), "EOF") {
			return err
		}
	}
	return e.Close()
}

// next reads the revision and writes one more, with rows that name it.
func next(ctx context.Context, e *Engine) (revision int64, err error) {
	err = e.Update(ctx, func(ctx context.Context, tx store.Tx) error {
		state, err := tx.State(ctx)
		if err != nil {
			return err
		}
		revision = state.Revision + 1
		rows := bulk(int(revision), 1, graph.SeededIDs(strconv.FormatInt(revision, 10)))
		rows.Findings = findingsFor(rows)
		rows.Log = []store.LogRow{{Revision: revision, Subjects: []graph.ID{rows.Nouns[0].ID}, Doc: []byte("{}")}}
		rows.State = &store.State{Format: 1, Revision: revision}
		return tx.Write(ctx, rows)
	})
	return revision, err
}

func startChild(t *testing.T, task, path string) *exec.Cmd {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), os.Args[0])
	cmd.Env = append(os.Environ(), childTask+"="+task, childStore+"="+path)
	return cmd
}

func TestKilledProcessLosesNothingAcknowledged(t *testing.T) {
	path := filepath.Join(t.TempDir(), "store.db")
	var acknowledged int64
	for round := range 3 {
		cmd := startChild(t, "forever", path)
		out, err := cmd.StdoutPipe()
		if err != nil {
			t.Fatal(err)
		}
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		lines := bufio.NewScanner(out)
		for seen := 0; lines.Scan(); seen++ {
			revision, err := strconv.ParseInt(lines.Text(), 10, 64)
			if err != nil {
				t.Fatalf("the child says %q", lines.Text())
			}
			acknowledged = revision
			if seen == 20+7*round {
				if err := cmd.Process.Kill(); err != nil {
					t.Fatal(err)
				}
			}
		}
		if err := cmd.Wait(); err == nil {
			t.Fatal("the child ended by itself")
		}
		checkRevisions(t, path, acknowledged)
	}
}

// checkRevisions reopens a store and finds every revision whole.
func checkRevisions(t *testing.T, path string, least int64) {
	t.Helper()
	e, err := Open(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := e.Close(); err != nil {
			t.Error(err)
		}
	}()
	state, err := e.State(t.Context())
	if err != nil || state.Revision < least {
		t.Fatalf("state = %+v, %v; revision %d was acknowledged", state, err, least)
	}
	logs, err := e.Log(t.Context(), []store.LogRange{{Limit: int(state.Revision) + 1}})
	if err != nil || int64(len(logs[0])) != state.Revision {
		t.Fatalf("%v in the log, %v; want %d entries", logs, err, state.Revision)
	}
	for i, entry := range logs[0] {
		id := entry.Subjects[0]
		nouns, err1 := e.Nouns(t.Context(), []graph.ID{id})
		links, err2 := e.CountLinks(t.Context(), graph.LinkQuery{IDs: []graph.ID{id}, Hops: []graph.Hop{graph.HopLocated}})
		findings, err3 := e.FindingsOf(t.Context(), []graph.ID{id})
		if err := errors.Join(err1, err2, err3); err != nil || entry.Revision != int64(i)+1 || len(nouns) != 1 || links[id] != 1 || len(findings[id]) != 2 {
			t.Fatalf("revision %d: entry %+v, %d nouns, %d links, %d findings, %v", i+1, entry, len(nouns), links[id], len(findings[id]), err)
		}
	}
	var result string
	err = e.read(t.Context(), 1, func(s *session) error {
		return s.each(t.Context(), "PRAGMA integrity_check", func(row row) error { return row.Scan(&result) })
	})
	if err != nil || result != "ok" {
		t.Errorf("integrity_check: %q, %v", result, err)
	}
}

func TestProcessesShareAStore(t *testing.T) {
	const processes, writes = 3, 15
	path := filepath.Join(t.TempDir(), "store.db")
	var all sync.WaitGroup
	for range processes { // they race to make the tables, too
		all.Go(func() {
			if out, err := startChild(t, fmt.Sprint("write ", writes), path).CombinedOutput(); err != nil {
				t.Errorf("%v: %s", err, out)
			}
		})
	}
	all.Wait()
	if !t.Failed() {
		checkRevisions(t, path, processes*writes)
	}
}

func TestLockedByAnotherProcess(t *testing.T) {
	path := filepath.Join(t.TempDir(), "store.db")
	e, err := Open(t.Context(), path, WithBusyTimeout(100*time.Millisecond), WithReaders(1))
	if err != nil {
		t.Fatal(err)
	}
	defer e.Close()
	cmd := startChild(t, "hold", path)
	in, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	if line, err := bufio.NewReader(out).ReadString('\n'); err != nil || line != "held\n" {
		t.Fatalf("the child says %q, %v", line, err)
	}

	_, err = next(t.Context(), e)
	var fault *graph.Error
	if !errors.As(err, &fault) || fault.Code != graph.CodeUnavailable || !strings.Contains(fault.Message.EN, "locked by another process") || !strings.Contains(fault.Message.ZH, "另一进程锁定") {
		t.Errorf("a write while another process writes: %v", err)
	}
	if _, err := e.State(t.Context()); err != nil {
		t.Errorf("a read while another process writes: %v", err)
	}
	if err := errors.Join(in.Close(), cmd.Wait()); err != nil {
		t.Fatal(err)
	}
	if revision, err := next(t.Context(), e); err != nil || revision != 1 {
		t.Errorf("a write afterwards gives revision %d, %v", revision, err)
	}
}
