// Package sqlite is the embedded engine: one file, kept by a translation of
// SQLite into Go, so that the program needs nothing beside itself. SQL is
// written here only.
package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"io"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"time"

	"modernc.org/sqlite"

	"cobuild/graph"
	"cobuild/store"
)

// Engine keeps a store in one file. It is safe for many goroutines, and several
// processes may share the file. It satisfies store.Engine.
type Engine struct {
	reads
	path    string      // as it was given
	abs     string      // the same from the root
	file    os.FileInfo // of the file that was opened
	readers *pool
	writer  *pool // of one: writes queue here, not in SQLite's lock
	busy    time.Duration
	dbs     []*sql.DB

	closing  sync.Once
	closed   chan struct{}
	closeErr error
}

var _ store.Engine = (*Engine)(nil)

// Option changes how a store is opened.
type Option func(*options)

type options struct {
	busy    time.Duration
	readers int
}

// WithBusyTimeout sets how long a write waits for another process; 10 s by
// default. It is rounded to milliseconds.
func WithBusyTimeout(d time.Duration) Option { return func(o *options) { o.busy = d } }

// WithReaders sets how many reads run at once; by default the number of cores,
// at least 2 and at most 16, for each keeps up to 64 MB of pages.
func WithReaders(n int) Option { return func(o *options) { o.readers = max(n, 1) } }

// Open opens the store at path, a file that is made, with its folder, where it
// is missing, and brings its tables up to date. Errors are *graph.Error:
// INVALID where path cannot be a store or its format is newer than this
// program, of which nothing is changed; UNAVAILABLE where rights, room or
// another process are in the way.
func Open(ctx context.Context, path string, opts ...Option) (*Engine, error) {
	o := options{busy: 10 * time.Second, readers: min(max(runtime.NumCPU(), 2), 16)}
	for _, opt := range opts {
		opt(&o)
	}
	abs, err := place(path)
	if err != nil {
		return nil, err
	}
	e := &Engine{path: path, abs: abs, busy: o.busy, closed: make(chan struct{})}
	e.reads = reads{run: e.read, words: &wordLists{rare: mostRare}}

	writes, err := connect(abs, o.busy, "rwc", "_txlock=immediate", "_pragma=synchronous(FULL)",
		"_pragma=wal_autocheckpoint("+checkpointPages+")", "_pragma=journal_size_limit(67108864)")
	if err != nil {
		return nil, faultAt(path, err)
	}
	writes.SetMaxOpenConns(1)
	if err := e.migrate(ctx, writes); err != nil {
		return nil, errors.Join(err, writes.Close())
	}
	if e.file, err = os.Stat(abs); err != nil {
		return nil, errors.Join(placeFault(path, filepath.Dir(path), err), writes.Close())
	}
	queries, err := connect(abs, o.busy, "ro", "_pragma=query_only(1)")
	if err != nil {
		return nil, errors.Join(faultAt(path, err), writes.Close())
	}
	queries.SetMaxOpenConns(o.readers)
	queries.SetMaxIdleConns(o.readers)
	e.dbs = []*sql.DB{queries, writes}
	e.readers, e.writer = newPool(queries, o.readers), newPool(writes, 1)
	if err := e.Ready(ctx); err != nil {
		return nil, errors.Join(err, e.Close())
	}
	return e, nil
}

// checkpointPages are in the log when it is moved into the file: 16 MB. A page that
// was written many times since is moved once.
const checkpointPages = "4000"

// magic begins every file of SQLite.
const magic = "SQLite format 3\x00"

// place checks that path can be a store and makes its folder.
func place(path string) (abs string, err error) {
	if strings.TrimSpace(path) == "" || strings.ContainsRune(path, 0) {
		return "", graph.Invalid([]string{"store"}, "the path of the store is empty: give a file, such as ./data/cobuild.db",
			"存储路径为空：请给出文件，例如./data/cobuild.db")
	}
	abs, err = filepath.Abs(path)
	if err != nil {
		return "", internal(path, err)
	}
	if err := os.MkdirAll(filepath.Dir(abs), 0o700); err != nil {
		return "", placeFault(path, filepath.Dir(path), err)
	}
	file, err := os.OpenFile(abs, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return "", placeFault(path, filepath.Dir(path), err)
	}
	defer file.Close()
	head := make([]byte, len(magic))
	switch _, err := io.ReadFull(file, head); {
	case errors.Is(err, io.EOF): // empty: a new store
	case err != nil && !errors.Is(err, io.ErrUnexpectedEOF):
		return "", placeFault(path, filepath.Dir(path), err)
	case string(head) != magic:
		return "", unreadable(path, nil)
	}
	return abs, nil
}

func placeFault(path, dir string, err error) error {
	if info, statErr := os.Stat(path); statErr == nil && info.IsDir() {
		return graph.Invalid([]string{"store"}, "%s is a folder: give a file in it, such as %s",
			"%s是目录：请给出其中的文件，例如%s", path, filepath.Join(path, "cobuild.db"))
	}
	if info, statErr := os.Stat(dir); statErr == nil && !info.IsDir() || notFolder(err) {
		return graph.Invalid([]string{"store"}, "%s is a file, not a folder: give a path below a folder",
			"%s是文件而不是目录：请给出某个目录下的路径", dir)
	}
	if errors.Is(err, fs.ErrPermission) || readOnly(err) {
		return unavailable(err, "no right to write the store %s: give this user the right to write the file and its folder, or choose another path",
			"没有写入存储%s的权限：请为当前用户授予该文件及其目录的写权限，或选择其他路径", path)
	}
	return unavailable(err, "the store %s cannot be opened (%v): check the path and the disk",
		"无法打开存储%s（%v）：请检查路径与磁盘", path, err)
}

// connect prepares connections to a file. busy_timeout comes first, so that
// what follows waits for other processes too.
func connect(abs string, busy time.Duration, mode string, params ...string) (*sql.DB, error) {
	query := append([]string{
		"mode=" + mode,
		"_pragma=busy_timeout(" + strconv.FormatInt(busy.Milliseconds(), 10) + ")",
		"_pragma=cache_size(-65536)",
		"_pragma=temp_store(MEMORY)", // what a statement would undo stays off the disk
	}, params...)
	connector, err := sqlite.NewConnector(fileURI(abs, query...))
	if err != nil {
		return nil, err
	}
	return sql.OpenDB(connector), nil
}

// fileURI names a file with parameters as the driver takes them.
func fileURI(abs string, query ...string) string {
	slash := filepath.ToSlash(abs)
	if !strings.HasPrefix(slash, "/") {
		slash = "/" + slash // C:/... on Windows
	}
	return "file://" + (&url.URL{Path: slash}).EscapedPath() + "?" + strings.Join(query, "&")
}

// Name is "SQLite" and the path as it was given.
func (e *Engine) Name() string { return "SQLite " + e.path }

// Ready reads the store's record, and looks whether its file is still there.
func (e *Engine) Ready(ctx context.Context) error {
	if _, err := e.State(ctx); err != nil {
		return err
	}
	return e.present()
}

// Close refuses new calls, waits for those that run, and closes the file.
// Closing again gives the same result.
func (e *Engine) Close() error {
	e.closing.Do(func() {
		close(e.closed)
		e.readers.drain()
		e.writer.drain() // last, for it alone may move the log into the file
		var errs []error
		for _, db := range e.dbs {
			errs = append(errs, db.Close())
		}
		if err := errors.Join(errs...); err != nil {
			e.closeErr = faultAt(e.path, err)
		}
	})
	return e.closeErr
}
