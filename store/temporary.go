package store

import (
	"bufio"
	"fmt"
	"os"

	"cobuild/graph"
)

// temporary is a file that is gone when it is closed.
type temporary struct {
	file *os.File
	out  *bufio.Writer
	size int64
}

func newTemporary() (*temporary, error) {
	file, err := os.CreateTemp("", "cobuild-load-*")
	if err != nil {
		return nil, noRoom(err)
	}
	_ = os.Remove(file.Name()) // where open files can be removed, nobody else reads it and nothing is left of it
	return &temporary{file: file, out: bufio.NewWriterSize(file, 1<<20)}, nil
}

// write appends and says where.
func (t *temporary) write(b []byte) (at int64, err error) {
	at = t.size
	n, err := t.out.Write(b)
	t.size += int64(n)
	if err != nil {
		err = noRoom(err)
	}
	return at, err
}

func (t *temporary) flush() error {
	if err := t.out.Flush(); err != nil {
		return noRoom(err)
	}
	return nil
}

// readAt reads what was written, whether it has been flushed or not.
func (t *temporary) readAt(b []byte, at int64) error {
	if at+int64(len(b)) > t.size-int64(t.out.Buffered()) {
		if err := t.flush(); err != nil {
			return err
		}
	}
	_, err := t.file.ReadAt(b, at)
	return err
}

func (t *temporary) close() error {
	err := t.file.Close()
	_ = os.Remove(t.file.Name())
	return err
}

func noRoom(err error) error {
	told := graph.NewError(graph.CodeUnavailable, nil,
		"a load keeps what it reads in temporary files, which failed in %[1]s: make room there, or name another folder in TMPDIR",
		"载入需在%[1]s中写临时文件，但写入失败：请腾出空间，或用环境变量TMPDIR指定其他目录", os.TempDir())
	told.Cause = fmt.Errorf("store: temporary file: %w", err)
	return told
}
