package sqlite

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"modernc.org/sqlite"

	"cobuild/graph"
	"cobuild/store"
)

// Saved is a file that holds a whole store: a backup that was made, or one that
// was found sound.
type Saved struct {
	Path     string
	Revision int64
	Bytes    int64
	SHA256   string
}

// Keeping is how a backup is made, or brought back.
type Keeping struct {
	Force bool                  // what stands at the place gives way
	Tell  func(done, all int64) // how far the stage is, or nil
	Log   func(stage string)    // what is begun: COPY, VERIFY; or nil
}

// The stages that Keeping.Log tells.
const (
	StageCopy   = "COPY"
	StageVerify = "VERIFY"
)

func (k *Keeping) begin(stage string) {
	if k.Log != nil {
		k.Log(stage)
	}
}

func (k *Keeping) tell(done, all int64) {
	if k.Tell != nil {
		k.Tell(done, all)
	}
}

// pagesAtOnce are copied in one step: 4 MiB. Between steps a cancelled context
// is heeded.
const pagesAtOnce = 1024

// Backup copies the store at path into a file, while servers read and write it.
// The copy is one revision whole: that of the moment it began, and nobody waits
// for it. It is written as FILE.part, verified, synced and then given its name, so
// that what bears the name is a whole store. Errors are INVALID where path is no
// store, CONFLICT where the file is there and Force is not set, or where the store
// is being loaded.
func Backup(ctx context.Context, path, to string, k Keeping) (*Saved, error) {
	db, err := openAsIs(path, "ro", 10*time.Second)
	if err != nil {
		return nil, err
	}
	defer db.Close()
	abs, err := filepath.Abs(to)
	if err != nil {
		return nil, internal(to, err)
	}
	if err := mayStand(path, to, abs, k.Force); err != nil {
		return nil, err
	}
	conn, err := db.Conn(ctx)
	if err != nil {
		return nil, faultOf(ctx, path, err)
	}
	defer conn.Close()
	// A read transaction keeps the copy at one revision: without it each write
	// would begin it anew.
	if _, err := conn.ExecContext(ctx, "BEGIN"); err != nil {
		return nil, faultOf(ctx, path, err)
	}
	revision, err := recordOf(ctx, path, conn)
	if err != nil {
		return nil, err
	}
	k.begin(StageCopy)
	part, err := newPart(to, abs)
	if err != nil {
		return nil, err
	}
	defer part.Drop()
	if err := conn.Raw(func(driver any) error { return part.copyPages(ctx, driver, k) }); err != nil {
		return nil, faultOf(ctx, to, err)
	}
	k.begin(StageVerify)
	saved, err := verify(ctx, part.Name(), k)
	if err != nil {
		return nil, err
	}
	if saved.Revision != revision {
		return nil, internal(to, fmt.Errorf("the copy has revision %d, the store %d", saved.Revision, revision))
	}
	saved.Path = to
	return saved, part.keep(k.Force)
}

// openAsIs opens a file that is there, and changes nothing in it.
func openAsIs(path, mode string, busy time.Duration, params ...string) (*sql.DB, error) {
	abs, err := filepath.Abs(path)
	if err != nil {
		return nil, internal(path, err)
	}
	file, err := os.Open(abs)
	if err != nil {
		if errors.Is(err, fs.ErrNotExist) {
			return nil, graph.NotFound([]string{"store"}, "there is no file %s: give the path of a store", "文件%s不存在：请给出存储文件的路径", path)
		}
		return nil, placeFault(path, filepath.Dir(path), err)
	}
	defer file.Close()
	head := make([]byte, len(magic))
	if _, err := io.ReadFull(file, head); err != nil || string(head) != magic {
		return nil, unreadable(path, err)
	}
	db, err := connect(abs, busy, mode, params...)
	if err != nil {
		return nil, faultAt(path, err)
	}
	db.SetMaxOpenConns(1)
	return db, nil
}

// mayStand refuses a place that is taken, and that of the store itself.
func mayStand(path, to, abs string, force bool) error {
	if _, err := os.Stat(abs + "-wal"); err == nil {
		return graph.Invalid([]string{"file"}, "%s is a store in use, for its log %s-wal stands beside it: give another file", "%s是使用中的库（旁有日志%s-wal）：请给出其他文件", to, to)
	}
	there, err := os.Stat(abs)
	switch own, ownErr := os.Stat(path); {
	case errors.Is(err, fs.ErrNotExist):
		return nil
	case err != nil:
		return placeFault(to, filepath.Dir(to), err)
	case there.IsDir():
		return graph.Invalid([]string{"file"}, "%s is a folder: give a file in it", "%s是目录：请给出其中的文件", to)
	case ownErr == nil && os.SameFile(own, there):
		return graph.Invalid([]string{"file"}, "%s is the store itself: give another file", "%s就是该库本身：请给出其他文件", to)
	case !force:
		return graph.Conflict([]string{"file"}, "%s is there already: give another name, or --force to put the new one in its place", "%s已存在：请改用其他文件名，或用--force覆盖", to)
	}
	return nil
}

// errNothing is the cause where a store is empty.
var errNothing = errors.New("the store is empty")

// recordOf reads what a store says of itself, of any format up to ours, and
// refuses one that is no store, newer, or half loaded.
func recordOf(ctx context.Context, path string, conn querier) (revision int64, err error) {
	version, err := versionOf(ctx, path, conn)
	if err != nil {
		return 0, err
	}
	latest, err := latestVersion()
	if err != nil {
		return 0, internal(path, err)
	}
	if version > latest {
		return 0, tooNew(path, version, latest)
	}
	var format int
	var loading string
	err = conn.QueryRowContext(ctx, "SELECT format, revision, loading FROM state WHERE one = 1").Scan(&format, &revision, &loading)
	switch {
	case errors.Is(err, sql.ErrNoRows) || version == 0:
		fault := graph.Invalid([]string{"store"}, "%s holds nothing: a store without data needs no backup", "%s为空：没有数据的库无需备份", path)
		fault.Cause = errNothing
		return 0, fault
	case err != nil:
		return 0, faultOf(ctx, path, err)
	case format > store.Format:
		return 0, tooNew(path, int64(format), store.Format)
	case loading != "":
		return 0, graph.Conflict([]string{"store"}, "%s is half loaded (%s is under way, or was interrupted): wait for its end, or load it anew", "%s尚未载入完毕（%s进行中或已中断）：请待其结束，或重新载入", path, loading)
	}
	return revision, nil
}

// part is a file under way, whose place people know as to.
type part struct {
	*store.Part
	to, abs string
}

func newPart(to, abs string) (*part, error) {
	p, err := store.NewPart(abs)
	if err != nil {
		return nil, placeFault(to, filepath.Dir(to), err)
	}
	return &part{p, to, abs}, nil
}

// keep syncs the file and gives it its name.
func (p *part) keep(force bool) error {
	if _, err := os.Stat(p.abs); err == nil && !force {
		return graph.Conflict([]string{"file"}, "%s is there already: give another name, or --force to put the new one in its place", "%s已存在：请改用其他文件名，或用--force覆盖", p.to)
	}
	err := p.Keep()
	switch {
	case errors.Is(err, store.ErrTaken):
		return graph.Conflict([]string{"file"}, "another backup writes %s: let one end before the next begins", "另有备份正在写入%s：请依次进行", p.to)
	case err != nil:
		return placeFault(p.to, filepath.Dir(p.to), err)
	}
	return nil
}

// copyPages copies page by page what the connection sees.
func (p *part) copyPages(ctx context.Context, driver any, k Keeping) (err error) {
	source, ok := driver.(interface {
		NewBackup(string) (*sqlite.Backup, error)
	})
	if !ok {
		return errors.New("the driver copies no pages")
	}
	// What is half written is thrown away, so nothing is journalled or synced.
	b, err := source.NewBackup(fileURI(p.Name(), "mode=rw", "_pragma=journal_mode(OFF)", "_pragma=synchronous(OFF)"))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, b.Finish()) }()
	for more := true; more; {
		if err := ctx.Err(); err != nil {
			return err
		}
		if more, err = b.Step(pagesAtOnce); err != nil {
			return err
		}
		all := int64(b.PageCount())
		k.tell(all-int64(b.Remaining()), all)
	}
	return nil
}

// verify reads a file from end to end: that it is a sound store of ours, how
// large it is, and its sum.
func verify(ctx context.Context, path string, k Keeping) (*Saved, error) {
	if info, err := os.Stat(path + "-wal"); err == nil && info.Size() > 0 {
		return nil, graph.Invalid([]string{"file"}, "%s is the file of a store in use, of which a part still stands in %s-wal: make a backup of it with the command backup",
			"%s是使用中的库文件，部分内容仍在%s-wal中：请用backup命令备份", path, path)
	}
	db, err := openAsIs(path, "ro", time.Second, "immutable=1")
	if err != nil {
		return nil, err
	}
	defer db.Close()
	saved := &Saved{Path: path}
	conn, err := db.Conn(ctx)
	if err != nil {
		return nil, faultOf(ctx, path, err)
	}
	defer conn.Close()
	if saved.Revision, err = recordOf(ctx, path, conn); err != nil {
		return nil, err
	}
	if saved.SHA256, saved.Bytes, err = sumOf(ctx, path, k); err != nil {
		return nil, err
	}
	var sound string
	if err := conn.QueryRowContext(ctx, "PRAGMA integrity_check(1)").Scan(&sound); err != nil {
		return nil, faultOf(ctx, path, err)
	}
	if sound != "ok" {
		fault := graph.NewError(graph.CodeInternal, []string{"file"}, "%s is damaged (%s): use another backup", "%s已损坏（%s）：请使用其他备份", path, sound)
		return nil, fault
	}
	return saved, nil
}

// sumOf reads a file.
func sumOf(ctx context.Context, path string, k Keeping) (sum string, size int64, err error) {
	file, err := os.Open(path)
	if err != nil {
		return "", 0, placeFault(path, filepath.Dir(path), err)
	}
	defer file.Close()
	hash := sha256.New()
	if size, err = pour(ctx, hash, file, k); err != nil {
		return "", 0, err
	}
	return hex.EncodeToString(hash.Sum(nil)), size, nil
}

// pour copies a file, and heeds the context.
func pour(ctx context.Context, to io.Writer, from *os.File, k Keeping) (done int64, err error) {
	info, err := from.Stat()
	if err != nil {
		return 0, err
	}
	for {
		if err := ctx.Err(); err != nil {
			return done, err
		}
		n, err := io.CopyN(to, from, 4<<20)
		done += n
		k.tell(done, info.Size())
		if errors.Is(err, io.EOF) {
			return done, nil
		}
		if err != nil {
			return done, err
		}
	}
}
