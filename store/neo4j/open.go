package neo4j

import (
	"context"
	"errors"
	"net"
	"net/url"
	"strconv"
	"strings"
	"sync"
	"time"

	driver "github.com/neo4j/neo4j-go-driver/v5/neo4j"
	"github.com/neo4j/neo4j-go-driver/v5/neo4j/config"
	"github.com/neo4j/neo4j-go-driver/v5/neo4j/notifications"
	"golang.org/x/sync/semaphore"

	"cobuild/graph"
	"cobuild/store"
)

// Engine keeps a store in a Neo4j server. It is safe for many goroutines, and
// several processes may share the server. It satisfies store.Engine.
type Engine struct {
	reads
	driver    driver.DriverWithContext
	bookmarks driver.BookmarkManager // what this process has seen of the store
	gate      *semaphore.Weighted    // keeps reads and commits apart
	looks     looks
	address   string // host:port
	scheme    string
	user      string
	database  string

	mu     sync.Mutex
	shut   bool
	calls  sync.WaitGroup // those that run
	finish sync.Once
	err    error // of closing
}

var _ store.Engine = (*Engine)(nil)

// Auth is a sign-in; the zero Auth is none.
type Auth struct {
	User     string
	Password string
}

// Option changes how a store is opened.
type Option func(*Engine)

// WithDatabase names a database of the server; by default the user's home
// database is taken.
func WithDatabase(name string) Option { return func(e *Engine) { e.database = name } }

// Open connects to the server at uri (bolt://host:7687, neo4j://… for a
// cluster, with +s for TLS and +ssc for TLS with a certificate of one's own)
// and makes the constraints and indexes that are missing. Errors are
// *graph.Error: INVALID where uri, sign-in, version or contents of the server
// cannot be a store of this program, of which nothing is changed; UNAVAILABLE
// where no server answers.
func Open(ctx context.Context, uri string, auth Auth, opts ...Option) (*Engine, error) {
	place, err := parse(uri)
	if err != nil {
		return nil, err
	}
	e := &Engine{
		bookmarks: driver.NewBookmarkManager(driver.BookmarkManagerConfig{}),
		gate:      semaphore.NewWeighted(commits),
		looks:     looks{turn: make(chan struct{}, 1)},
		address:   place.Host, scheme: place.Scheme, user: auth.User,
	}
	e.reads = reads{run: e.read}
	for _, opt := range opts {
		opt(e)
	}
	token := driver.NoAuth()
	if auth != (Auth{}) {
		token = driver.BasicAuth(auth.User, auth.Password, "")
	}
	e.driver, err = driver.NewDriverWithContext(place.String(), token, func(c *config.Config) {
		c.UserAgent = "cobuild"
		c.TelemetryDisabled = true
		c.ConnectionLivenessCheckTimeout = time.Minute
		c.NotificationsMinSeverity = notifications.DisabledLevel
	})
	if err != nil {
		return nil, badURI(uri, err)
	}
	if err := e.prepare(ctx); err != nil {
		return nil, errors.Join(err, e.Close())
	}
	return e, nil
}

// parse checks a URI and completes its port.
func parse(uri string) (*url.URL, error) {
	place, err := url.Parse(strings.TrimSpace(uri))
	if err != nil {
		return nil, badURI(uri, err)
	}
	switch place.Scheme {
	case "bolt", "bolt+s", "bolt+ssc", "neo4j", "neo4j+s", "neo4j+ssc":
	default:
		return nil, badURI(uri, nil)
	}
	if place.User != nil {
		return nil, graph.Invalid(fieldStore, "the address %s://…@%s holds a user or password: give them apart from the address",
			"地址%s://…@%s中含有用户名或密码：请与地址分开提供", place.Scheme, place.Host)
	}
	if place.Hostname() == "" || place.Path != "" && place.Path != "/" {
		return nil, badURI(uri, nil)
	}
	if place.Port() == "" {
		place.Host = net.JoinHostPort(place.Hostname(), "7687")
	}
	place.Path = ""
	return place, nil
}

func badURI(uri string, cause error) *graph.Error {
	if at := strings.LastIndex(uri, "@"); at >= 0 {
		uri = "…" + uri[at:] // no password in a message
	}
	err := graph.Invalid(fieldStore, "%q is not the address of a Neo4j: write bolt://host:7687, or neo4j://host:7687 for a cluster, with +s after the scheme for TLS",
		"%q不是Neo4j的地址：请写作bolt://主机:7687，集群写作neo4j://主机:7687，使用TLS时在协议名后加+s", graph.Clip(uri))
	err.Cause = cause
	return err
}

// prepare makes sure that the server holds a store of this program.
func (e *Engine) prepare(ctx context.Context) error {
	info, err := e.driver.GetServerInfo(ctx)
	if err != nil {
		return e.openFault(ctx, err)
	}
	if err := e.checkVersion(info.Agent()); err != nil {
		return err
	}
	return e.migrate(ctx)
}

// openFault is fault, but for the driver's own words about an address without
// a server, which it does not wrap.
func (e *Engine) openFault(ctx context.Context, err error) error {
	var usage *driver.UsageError
	if errors.As(err, &usage) && ctx.Err() == nil {
		return e.tooOld("", err)
	}
	return e.fault(ctx, err)
}

// The first version with all of the Cypher that is used; the long-term one
// of 5. Versions from 2025 on are counted by year.
const (
	leastMajor = 5
	leastMinor = 26
)

// checkVersion reads what a server says of itself, such as Neo4j/5.26.24.
func (e *Engine) checkVersion(agent string) error {
	_, version, _ := strings.Cut(agent, "/")
	numbers := strings.FieldsFunc(version, func(r rune) bool { return r < '0' || r > '9' })
	if len(numbers) < 2 {
		return e.tooOld(agent, nil)
	}
	major, err1 := strconv.Atoi(numbers[0])
	minor, err2 := strconv.Atoi(numbers[1])
	if err1 != nil || err2 != nil || major < leastMajor || major == leastMajor && minor < leastMinor {
		return e.tooOld(agent, nil)
	}
	return nil
}

func (e *Engine) tooOld(agent string, cause error) *graph.Error {
	if agent == "" {
		agent = "?"
	}
	err := graph.Invalid(fieldStore, "the server at %s is %s: Cobuild needs Neo4j %d.%d or newer, upgrade it",
		"位于%s的服务器是%s：Cobuild需要Neo4j %d.%d或更新版本，请升级", e.address, agent, leastMajor, leastMinor)
	err.Cause = cause
	return err
}

// Of gives the questions as answered by one set.
func (e *Engine) Of(set int64) store.Reader { return reads{run: e.read, set: &set} }

// Name is "Neo4j" and the address, with the database where one was named.
func (e *Engine) Name() string {
	name := "Neo4j " + e.scheme + "://" + e.address
	if e.database != "" {
		name += " (" + e.database + ")"
	}
	return name
}

// Ready reads the store's record.
func (e *Engine) Ready(ctx context.Context) error {
	_, err := e.State(ctx)
	return err
}

// Close refuses new calls, waits for those that run, and closes the
// connections. Closing again gives the same result.
func (e *Engine) Close() error {
	e.finish.Do(func() {
		e.mu.Lock()
		e.shut = true
		e.mu.Unlock()
		e.calls.Wait()
		ctx, cancel := tidy(context.Background())
		defer cancel()
		if err := e.driver.Close(ctx); err != nil {
			e.err = internal(err, "closing the connections to Neo4j at %s failed", "关闭与%s的Neo4j的连接失败", e.address)
		}
	})
	return e.err
}

// enter begins a call that Close waits for.
func (e *Engine) enter(ctx context.Context) error {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.shut {
		return closedError()
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	e.calls.Add(1)
	return nil
}

func (e *Engine) leave() { e.calls.Done() }

func (e *Engine) isShut() bool {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.shut
}
