package sqlite

import (
	"context"
	"errors"
	"fmt"
	"os"

	"modernc.org/sqlite"
	lib "modernc.org/sqlite/lib"

	"cobuild/graph"
	"cobuild/store"
)

// fault turns a failure of the driver into one that a person can act on.
// Errors of the context keep their identity.
func (e *Engine) fault(ctx context.Context, err error) error {
	if err == nil {
		return nil
	}
	if ctxErr := ctx.Err(); ctxErr != nil {
		return fmt.Errorf("sqlite: %w", ctxErr)
	}
	if errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		return fmt.Errorf("sqlite: %w", err)
	}
	if known := new(graph.Error); errors.As(err, &known) || errors.Is(err, store.ErrSet) {
		return err
	}
	if e.file != nil && e.present() != nil {
		return moved(e.path, err)
	}
	return faultAt(e.path, err)
}

// faultOf is fault where no engine is open.
func faultOf(ctx context.Context, path string, err error) error {
	return (&Engine{path: path}).fault(ctx, err)
}

func faultAt(path string, err error) error {
	var driverErr *sqlite.Error
	if !errors.As(err, &driverErr) {
		return internal(path, err)
	}
	switch code := driverErr.Code(); {
	case locked(err):
		return unavailable(err,
			"the store %s is locked by another process: try again, or end the process that holds it",
			"存储%s被另一进程锁定：请稍后重试，或结束占用它的进程", path)
	case code&0xff == lib.SQLITE_FULL:
		return unavailable(err,
			"the disk that holds the store %s is full: make room, then try again",
			"存储%s所在磁盘已满：请腾出空间后重试", path)
	case code == lib.SQLITE_READONLY_DBMOVED:
		return moved(path, err)
	case code&0xff == lib.SQLITE_READONLY, code&0xff == lib.SQLITE_PERM, code&0xff == lib.SQLITE_CANTOPEN:
		return unavailable(err,
			"the store %s cannot be written: give this user the right to write the file and its folder",
			"存储%s不可写：请为当前用户授予该文件及其目录的写权限", path)
	case code&0xff == lib.SQLITE_IOERR:
		return unavailable(err,
			"the disk that holds the store %s fails to read or write (see the log): check the disk and its limits, then look whether the last change is there before you repeat it",
			"存储%s所在磁盘读写失败（详见日志）：请检查磁盘及其限制，重试之前请先确认上一次更改是否已保存", path)
	case code&0xff == lib.SQLITE_NOTADB:
		return unreadable(path, err)
	case code&0xff == lib.SQLITE_CORRUPT:
		fault := graph.NewError(graph.CodeInternal, nil,
			"the store %s is damaged: restore it from a backup",
			"存储%s已损坏：请从备份恢复", path)
		fault.Cause = err
		return fault
	default:
		return internal(path, err)
	}
}

// locked says whether another process was in the way.
func locked(err error) bool {
	var driverErr *sqlite.Error
	if !errors.As(err, &driverErr) {
		return false
	}
	code := driverErr.Code() & 0xff
	return code == lib.SQLITE_BUSY || code == lib.SQLITE_LOCKED
}

func unavailable(cause error, en, zh string, args ...any) *graph.Error {
	fault := graph.NewError(graph.CodeUnavailable, nil, en, zh, args...)
	fault.Cause = cause
	return fault
}

func internal(path string, cause error) *graph.Error {
	fault := graph.NewError(graph.CodeInternal, nil,
		"the store %s failed: see the log for the cause", "存储%s出错：原因见日志", path)
	fault.Cause = cause
	return fault
}

func unreadable(path string, cause error) *graph.Error {
	fault := graph.Invalid([]string{"store"},
		"%s is not a store of Cobuild: give another path, or move the file away",
		"%s不是Cobuild的存储文件：请指定其他路径，或移走该文件", path)
	fault.Cause = cause
	return fault
}

// present fails where the file is not at its path any more: SQLite would go on
// writing into a file that nobody finds again.
func (e *Engine) present() error {
	now, err := os.Stat(e.abs)
	if err == nil && os.SameFile(now, e.file) {
		return nil
	}
	return moved(e.path, err)
}

func moved(path string, cause error) *graph.Error {
	return unavailable(cause,
		"the file of the store %s was removed or replaced while the program runs: put it back where it was, or restore a backup and start the program again",
		"存储文件%s在程序运行时被移走或替换：请将其放回原处，或从备份恢复后重新启动程序", path)
}

func (e *Engine) closedError() error {
	return unavailable(nil, "the store %s is closed: start the program again", "存储%s已关闭：请重新启动程序", e.path)
}
