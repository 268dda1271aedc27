package neo4jtest

import (
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"
)

// How long a server may take until Bolt answers.
const startTime = 3 * time.Minute

// Server is a Neo4j process of a test's own, on loopback.
type Server struct {
	URI string

	root string // of the repository
	home string
	port int
	with []string // flags of Neo4jServer.java

	process *exec.Cmd
	stdin   io.Closer // the server ends with it
	exited  chan struct{}
	output  *tail
}

// Start starts a server with an empty home that ends with the test; with auth
// it asks for a sign-in, at first as neo4j with password neo4j. Where it
// cannot, the test is skipped, or fails if COBUILD_REQUIRE_NEO4J is 1.
func Start(t testing.TB, auth bool) *Server {
	t.Helper()
	root, err := jars()
	if err != nil {
		missing(t, err)
	}
	flags := []string{"parent"}
	if auth {
		flags = append(flags, "auth")
	}
	s, err := newServer(root, flags...)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.remove)
	if err := s.Start(); err != nil {
		t.Fatal(err)
	}
	return s
}

// newServer prepares a server without starting it.
func newServer(root string, flags ...string) (*Server, error) {
	home, err := os.MkdirTemp("", "cobuild-neo4j-")
	if err != nil {
		return nil, err
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	port := listener.Addr().(*net.TCPAddr).Port
	if err := listener.Close(); err != nil {
		return nil, err
	}
	return &Server{URI: fmt.Sprintf("bolt://127.0.0.1:%d", port), root: root, home: home, port: port, with: flags}, nil
}

// Start starts the server, again after Kill, with the data it had, and waits
// until it answers.
func (s *Server) Start() error {
	args := []string{
		"-Xmx1g", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", // what runs for minutes gains nothing from the second compiler
		"--add-opens=java.base/java.nio=ALL-UNNAMED", "--add-opens=java.base/java.lang=ALL-UNNAMED",
		"-cp", filepath.Join(s.root, ".neo4j", "lib", "*"), filepath.Join(s.root, "scripts", "neo4j", "Neo4jServer.java"),
		s.home, strconv.Itoa(s.port),
	}
	process := exec.Command("java", append(args, s.with...)...)
	stdin, err := process.StdinPipe()
	if err != nil {
		return err
	}
	ready := make(chan struct{})
	output := &tail{want: fmt.Sprintf("ready %d", s.port), found: ready}
	process.Stdout, process.Stderr = output, output
	if err := process.Start(); err != nil {
		return fmt.Errorf("neo4jtest: start java: %w", err)
	}
	exited := make(chan struct{})
	go func() {
		_ = process.Wait() // how it ended is in its output
		close(exited)
	}()
	s.process, s.stdin, s.exited, s.output = process, stdin, exited, output
	select {
	case <-ready:
		return nil
	case <-exited:
		return fmt.Errorf("neo4jtest: the server ended before it was ready: %s", output)
	case <-time.After(startTime):
		s.Kill()
		return fmt.Errorf("neo4jtest: the server was not ready after %s: %s", startTime, output)
	}
}

// Kill ends the server without letting it tidy up, as a power cut would.
func (s *Server) Kill() {
	if s.process == nil {
		return
	}
	_ = s.process.Process.Kill() // it may have ended by itself
	<-s.exited
	_ = s.stdin.Close()
	s.process = nil
}

func (s *Server) remove() {
	s.Kill()
	_ = os.RemoveAll(s.home) // in a folder for temporary files
}

// jars finds the repository, and says whether java and the jars are there. A
// test runs in its package's folder, somewhere below the repository's root.
func jars() (root string, err error) {
	root, err = os.Getwd()
	if err != nil {
		return "", err
	}
	for {
		if _, err := os.Stat(filepath.Join(root, "go.mod")); err == nil {
			break
		}
		above := filepath.Dir(root)
		if above == root {
			return "", errors.New("the working directory is outside the repository")
		}
		root = above
	}
	if _, err := exec.LookPath("java"); err != nil {
		return root, errors.New("java is not installed")
	}
	found, err := filepath.Glob(filepath.Join(root, ".neo4j", "lib", "neo4j-bolt-*.jar"))
	if err != nil {
		return root, err
	}
	if len(found) == 0 {
		return root, errors.New("there are no jars in .neo4j/lib")
	}
	return root, nil
}

// tail keeps the last lines of what a server says, and tells of one.
type tail struct {
	want  string
	found chan struct{}

	mu    sync.Mutex
	lines []string
	rest  string // of a line that has not ended
}

func (t *tail) Write(p []byte) (int, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	lines := strings.Split(t.rest+string(p), "\n")
	last := len(lines) - 1
	t.rest = lines[last]
	for _, line := range lines[:last] {
		line = strings.TrimSpace(line)
		if line == t.want && t.found != nil {
			close(t.found)
			t.found = nil
		}
		t.lines = append(t.lines, line)
	}
	t.lines = t.lines[max(0, len(t.lines)-20):]
	return len(p), nil
}

func (t *tail) String() string {
	t.mu.Lock()
	defer t.mu.Unlock()
	return strings.Join(append(t.lines, t.rest), "\n")
}
