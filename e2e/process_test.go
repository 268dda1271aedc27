package e2e_test

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"net"
	"os"
	"os/exec"
	"os/signal"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"cobuild/cli"
	"cobuild/graph"
	"cobuild/httpapi"
	"cobuild/store"
	"cobuild/store/neo4j"
	"cobuild/store/neo4j/neo4jtest"
	"cobuild/store/sqlite"
)

// The test program runs itself as a server of its own process.
const processStore = "COBUILD_E2E_STORE"

func TestMain(m *testing.M) {
	place := os.Getenv(processStore)
	if place == "" {
		os.Exit(m.Run())
	}
	work := serveProcess
	if os.Getenv(processSheets) != "" {
		work = importProcess
	}
	if err := work(place); err != nil {
		fmt.Println(err)
		os.Exit(1)
	}
}

// processSheets has the process import sheets instead of serving.
const processSheets = "COBUILD_E2E_SHEETS"

// openPlace opens the engine at a path or a URI of Neo4j.
func openPlace(ctx context.Context, place string) (store.Engine, error) {
	if strings.Contains(place, "://") {
		user, password := neo4jtest.SignIn()
		return neo4j.Open(ctx, place, neo4j.Auth{User: user, Password: password})
	}
	return sqlite.Open(ctx, place, sqlite.WithBusyTimeout(5*time.Second))
}

// serveProcess serves a store until its input ends or it is killed, and says at
// which address.
func serveProcess(place string) error {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	e, err := openPlace(ctx, place)
	if err != nil {
		return err
	}
	s, err := store.Open(ctx, e, options)
	if err != nil {
		return err
	}
	handler, err := cli.Handler(s, cli.Serving{Zone: "Asia/Shanghai", Logger: slog.New(slog.DiscardHandler)})
	if err != nil {
		return err
	}
	listener, err := new(net.ListenConfig).Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	fmt.Println("serving " + listener.Addr().String())
	server := httpapi.NewServer("", handler)
	go func() {
		_, _ = bufio.NewReader(os.Stdin).ReadString('\n')
		_ = server.Close()
	}()
	_ = server.Serve(listener)
	return s.Close()
}

// process is a server in a process of its own.
type process struct {
	cmd *exec.Cmd
	url string
}

// startProcess starts a server over a store.
func startProcess(t *testing.T, place string, environment ...string) *process {
	t.Helper()
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(append(os.Environ(), processStore+"="+place), environment...)
	in, err := cmd.StdinPipe() // its end ends the process, should the test not
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
	t.Cleanup(func() {
		_ = in.Close()
		_ = cmd.Process.Kill() // it may have ended
		_ = cmd.Wait()
	})
	line, err := bufio.NewReader(out).ReadString('\n')
	address, found := strings.CutPrefix(strings.TrimSpace(line), "serving ")
	if err != nil || !found {
		t.Fatalf("the server says %q, %v", line, err)
	}
	return &process{cmd: cmd, url: "http://" + address}
}

// kill ends the process as a power cut would.
func (p *process) kill(t *testing.T) {
	t.Helper()
	if err := p.cmd.Process.Signal(syscall.SIGKILL); err != nil {
		t.Fatal(err)
	}
	_ = p.cmd.Wait()
}

// ledger keeps what was acknowledged outside of any server.
type ledger struct {
	mu   sync.Mutex
	kept map[string]graph.ID // by code
	sent map[string]bool
}

func newLedger() *ledger { return &ledger{kept: map[string]graph.ID{}, sent: map[string]bool{}} }

const registerUnit = `mutation($code: String!, $region: ID!) {
  unitRegister(input: {region: $region, code: $code, name: $code, unitKind: ENTERPRISE, ownership: PRIVATE}) { unit { id } userErrors { message } }
}`

// register enters a unit and notes it where that is acknowledged.
func (l *ledger) register(ctx context.Context, url, code string) error {
	l.mu.Lock()
	l.sent[code] = true
	l.mu.Unlock()
	variables := fmt.Sprintf(`{"code": %q, "region": %q}`, code, graph.DerivedID(graph.KindRegion, "330206-GT"))
	status, body, err := send(ctx, url, request{Query: registerUnit, Variables: json.RawMessage(variables)})
	if err != nil {
		return err
	}
	var answer struct {
		Data *struct {
			UnitRegister *struct{ Unit *struct{ ID graph.ID } }
		}
	}
	if err := json.Unmarshal(body, &answer); err != nil {
		return err
	}
	if answer.Data == nil || answer.Data.UnitRegister == nil || answer.Data.UnitRegister.Unit == nil {
		return fmt.Errorf("%d %s", status, body)
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	l.kept[code] = answer.Data.UnitRegister.Unit.ID
	return nil
}

// compare finds every unit that was acknowledged, none that was never sent, and
// nothing wrong in the store.
func (l *ledger) compare(t *testing.T, place string) {
	t.Helper()
	e, err := openPlace(t.Context(), place)
	if err != nil {
		t.Fatal(err)
	}
	defer closeEngine(t, e)
	s := serve(t, e)
	found := 0
	for code := range l.sent {
		var answer struct {
			Unit *struct {
				ID     graph.ID
				Region *struct{ Name string }
			}
		}
		s.ask(`query($code: String!) { unit(by: {code: $code}) { id region { name } } }`, map[string]any{"code": code}, &answer)
		id, kept := l.kept[code]
		switch {
		case answer.Unit == nil && kept:
			t.Errorf("%s was acknowledged and is lost", code)
		case answer.Unit != nil && (kept && answer.Unit.ID != id || answer.Unit.Region == nil):
			t.Errorf("%s is there as %+v, not as %s", code, answer.Unit, id)
		case answer.Unit != nil:
			found++
		}
	}
	checkStore(t, s)
	t.Logf("%d sent, %d acknowledged, %d there", len(l.sent), len(l.kept), found)
}

// places are stores with the sample in them, closed.
func eachPlace(t *testing.T, test func(t *testing.T, place string)) {
	for _, one := range engines {
		t.Run(one.name, func(t *testing.T) {
			e := one.open(t, true)
			place := strings.TrimPrefix(e.Name(), "SQLite ")
			if one.name == "neo4j" {
				place = neo4jtest.URI(t)
			}
			if err := e.Close(); err != nil {
				t.Fatal(err)
			}
			test(t, place)
		})
	}
}

// TestKilledServersLoseNothing has clients write to two servers of one store,
// which are killed at random moments and started again.
func TestKilledServersLoseNothing(t *testing.T) {
	eachPlace(t, func(t *testing.T, place string) {
		book := newLedger()
		for round := range 2 - strings.Count(place, "://") { // Neo4j needs only one: it is not what is killed
			servers := []*process{startProcess(t, place), startProcess(t, place)}
			ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
			var writers sync.WaitGroup
			acknowledged, failed := make(chan struct{}, 1000), make(chan error, 4)
			for w := range 4 {
				writers.Go(func() {
					for n := 0; ; n++ {
						if err := book.register(ctx, servers[w%2].url, fmt.Sprintf("K-%d-%d-%d", round, w, n)); err != nil {
							failed <- err // killed
							return
						}
						acknowledged <- struct{}{}
					}
				})
			}
			wait := func(n, dead int) {
				for n > 0 {
					select {
					case <-acknowledged:
						n--
					case err := <-failed:
						if dead--; dead < 0 {
							t.Fatalf("a server that is not killed: %v", err)
						}
					}
				}
			}
			wait(5+3*round, 0)
			servers[0].kill(t)
			wait(3, 2) // the other goes on
			servers[1].kill(t)
			writers.Wait()
			cancel()
		}
		book.compare(t, place)
	})
}
