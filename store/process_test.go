package store_test

import (
	"bufio"
	"context"
	"fmt"
	"log/slog"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"cobuild/generate"
	"cobuild/graph"
	"cobuild/rules"
	"cobuild/store"
	"cobuild/store/sqlite"
)

// The test program runs itself as the process that is killed.
const childStore = "COBUILD_TEST_DERIVE"

func TestMain(m *testing.M) {
	path := os.Getenv(childStore)
	if path == "" {
		os.Exit(m.Run())
	}
	o := byOtherRules()
	o.Progress = func(done, _ int) {
		fmt.Println("derived", done)
		_, _ = bufio.NewReader(os.Stdin).ReadString('\n') // until killed
	}
	_, err := openAt(context.Background(), path, o)
	fmt.Println(err)
	os.Exit(1)
}

func byOtherRules() store.Options {
	rs := rules.Default()
	rs.ID, rs.EnoughFull = "other", 2
	return store.Options{Rules: rs, Logger: slog.New(slog.DiscardHandler)}
}

func openAt(ctx context.Context, path string, o store.Options) (*store.Store, error) {
	engine, err := sqlite.Open(ctx, path)
	if err != nil {
		return nil, err
	}
	return store.Open(ctx, engine, o)
}

func opened(t *testing.T, path string, o store.Options) *store.Store {
	t.Helper()
	s, err := openAt(t.Context(), path, o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	if _, err := s.Check(t.Context(), func(d store.Drift) { t.Errorf("check: %s", d) }, nil); err != nil {
		t.Error(err)
	}
	return s
}

// TestKilledDerivation kills a process that derives all anew, with a part of the
// new findings written.
func TestKilledDerivation(t *testing.T) {
	path := filepath.Join(t.TempDir(), "store.db")
	data, err := generate.Dataset(generate.Options{Seed: 3, Units: 60, Today: graph.MustDate("2026-06-30")})
	if err != nil {
		t.Fatal(err)
	}
	old := opened(t, path, store.Options{})
	if err := old.Load(t.Context(), &data, nil); err != nil {
		t.Fatal(err)
	}
	before, err := old.Engine().State(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	child := exec.CommandContext(t.Context(), os.Args[0])
	child.Env = append(os.Environ(), childStore+"="+path)
	in, err := child.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	defer in.Close()
	out, err := child.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := child.Start(); err != nil {
		t.Fatal(err)
	}
	if line, err := bufio.NewReader(out).ReadString('\n'); err != nil || !strings.HasPrefix(line, "derived ") {
		t.Fatalf("the child says %q, %v", line, err)
	}
	_, err = old.Apply(t.Context(), graph.Intent{Operation: "test"}, func(context.Context, graph.Edit) error { return nil })
	if graph.CodeOf(err) != graph.CodeUnavailable {
		t.Errorf("a write while another process derives: %v", err)
	}
	if err := child.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	if err := child.Wait(); err == nil {
		t.Fatal("the child ended by itself")
	}
	left, err := old.Engine().State(t.Context())
	if err != nil || left.Set != before.Set || left.Ruleset != before.Ruleset || left.Beside == "" {
		t.Fatalf("a killed derivation leaves %+v, %v", left, err)
	}
	again := opened(t, path, store.Options{})
	if state, err := again.Engine().State(t.Context()); err != nil || state != before {
		t.Errorf("the next start leaves %+v, %v; want %+v", state, err, before)
	}
	next := opened(t, path, byOtherRules())
	if state, err := next.Engine().State(t.Context()); err != nil || state.Set != before.Set+1 || state.Beside != "" {
		t.Errorf("the next start by the other rules leaves %+v, %v", state, err)
	}
	if err := old.Ready(t.Context()); graph.CodeOf(err) != graph.CodeUnavailable {
		t.Errorf("who goes by the old rules is %v", err)
	}
}
