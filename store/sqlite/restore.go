package sqlite

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"modernc.org/sqlite"
	lib "modernc.org/sqlite/lib"

	"cobuild/graph"
)

// Restore puts a backup in the place of the store at path. The backup is
// verified first, and stays. A store with data gives way with Force only, and is
// kept beside under the name that is returned, "" = none was there. Errors are
// INVALID where the file is no store, or a newer one; CONFLICT where data stand
// there, or a program has the store open.
func Restore(ctx context.Context, from, path string, k Keeping) (saved *Saved, kept string, err error) {
	abs, err := filepath.Abs(path)
	if err != nil {
		return nil, "", internal(path, err)
	}
	if one, err := os.Stat(from); err == nil {
		if other, err := os.Stat(abs); err == nil && os.SameFile(one, other) {
			return nil, "", graph.Invalid([]string{"file"}, "%s is the store itself: give a backup", "%s就是该库本身：请给出备份文件", from)
		}
	}
	if err := os.MkdirAll(filepath.Dir(abs), 0o700); err != nil {
		return nil, "", placeFault(path, filepath.Dir(path), err)
	}
	if err := vacate(ctx, path, abs, k.Force); err != nil {
		return nil, "", err
	}
	k.begin(StageVerify)
	if saved, err = verify(ctx, from, k); err != nil {
		return nil, "", err
	}
	k.begin(StageCopy)
	part, err := newPart(path, abs)
	if err != nil {
		return nil, "", err
	}
	defer part.Drop()
	if err := part.copyFile(ctx, from, k); err != nil {
		return nil, "", faultOf(ctx, path, err)
	}
	if sum, _, err := sumOf(ctx, part.Name(), k); err != nil || sum != saved.SHA256 {
		return nil, "", internal(path, errors.Join(err, fmt.Errorf("what was written of %s reads otherwise", from)))
	}
	if kept, err = setAside(ctx, path, abs, k.Force); err != nil {
		return nil, "", err
	}
	return saved, kept, part.keep(true)
}

// vacate refuses where data may not give way, or a program has the store open.
// It leaves a store in one file, with no log beside it.
func vacate(ctx context.Context, path, abs string, force bool) error {
	info, err := os.Stat(abs)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil
	case err != nil:
		return placeFault(path, filepath.Dir(path), err)
	case info.IsDir():
		return placeFault(path, filepath.Dir(path), fs.ErrInvalid)
	case info.Size() == 0:
		return nil
	}
	db, err := openAsIs(path, "rw", 500*time.Millisecond)
	if err != nil {
		return unless(force, err)
	}
	defer db.Close()
	conn, err := db.Conn(ctx)
	if err != nil {
		return unless(force, faultOf(ctx, path, err))
	}
	defer conn.Close()
	revision, err := recordOf(ctx, path, conn)
	switch {
	case ctx.Err() != nil:
		return faultOf(ctx, path, ctx.Err())
	case err == nil && !force:
		return graph.Conflict([]string{"store"}, "the store %[1]s holds data (revision %[2]d): restore to another place, or give --force, which keeps what is there beside it",
			"库%[1]s中已有数据（修订%[2]d）：请恢复到其他位置，或用--force，原库将另名保留", path, revision)
	case err != nil && !errors.Is(err, errNothing) && !force:
		return err
	}
	// Leaving the log needs every other connection gone.
	mode := ""
	err = conn.QueryRowContext(ctx, "PRAGMA journal_mode = DELETE").Scan(&mode)
	var driverErr *sqlite.Error
	switch {
	case errors.As(err, &driverErr) && (driverErr.Code()&0xff == lib.SQLITE_BUSY || driverErr.Code()&0xff == lib.SQLITE_LOCKED), err == nil && mode == "wal":
		fault := graph.Conflict([]string{"store"}, "a program has the store %s open: stop the server, then restore", "库%s正被其他程序打开：请先停止服务再恢复", path)
		fault.Cause = err
		return fault
	case err != nil:
		return unless(force, faultOf(ctx, path, err))
	}
	return nil
}

// unless lets a store that is damaged beyond opening give way by force.
func unless(force bool, err error) error {
	if force {
		return nil
	}
	return err
}

// setAside gives the store that is there another name, and a log without a store
// too: SQLite would take it for that of the restored one.
func setAside(ctx context.Context, path, abs string, force bool) (kept string, err error) {
	if err := vacate(ctx, path, abs, force); err != nil { // somebody may have opened it meanwhile
		return "", err
	}
	suffix := ".before-" + time.Now().UTC().Format("20060102T150405.000")
	for _, beside := range []string{"", "-wal", "-shm"} {
		info, err := os.Stat(abs + beside)
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err != nil {
			return "", placeFault(path, filepath.Dir(path), err)
		}
		if beside == "" && info.Size() > 0 {
			kept = path + suffix
		}
		if beside == "" && os.Link(abs, abs+suffix) == nil {
			continue // its name is taken over in one step
		}
		if err := os.Rename(abs+beside, abs+suffix+beside); err != nil {
			return "", placeFault(path, filepath.Dir(path), err)
		}
	}
	return kept, nil
}

func (p *part) copyFile(ctx context.Context, from string, k Keeping) error {
	in, err := os.Open(from)
	if err != nil {
		return err
	}
	defer in.Close()
	_, err = pour(ctx, p, in, k)
	return err
}
