package store

import (
	"bufio"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
)

// Part is a file under way. It stands beside its place as FILE.part until it is
// whole, so that what bears the name is never half a file; one that somebody
// killed has left is taken away by the next.
type Part struct {
	*os.File
	to   string
	info fs.FileInfo
	kept bool
}

// PartOf is the name under which a file is written until it is whole.
func PartOf(path string) string { return path + ".part" }

// ErrTaken says that somebody else writes the same file.
var ErrTaken = errors.New("store: another writes the same file")

// Unwritable tells the errors of a place where no file can be written from those
// of what was to be written there.
func Unwritable(err error) bool {
	var refused *fs.PathError
	return errors.As(err, &refused) || errors.Is(err, ErrTaken)
}

// NewPart begins a file that only its owner may read. Errors are those of os.
func NewPart(to string) (*Part, error) {
	if err := os.Remove(PartOf(to)); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	file, err := os.OpenFile(PartOf(to), os.O_CREATE|os.O_EXCL|os.O_RDWR, 0o600)
	if err != nil {
		return nil, err
	}
	p := &Part{File: file, to: to}
	if p.info, err = file.Stat(); err != nil {
		return nil, errors.Join(err, file.Close())
	}
	return p, nil
}

// Keep syncs the file and gives it its name, whatever bore it. ErrTaken where
// another took its place.
func (p *Part) Keep() error {
	if err := errors.Join(p.Sync(), p.Close()); err != nil {
		return err
	}
	if !p.own() {
		return ErrTaken
	}
	if err := os.Rename(p.Name(), p.to); err != nil {
		return err
	}
	p.kept = true
	return SyncFolder(filepath.Dir(p.to))
}

// Drop takes the file away, unless it was kept or is another's by now.
func (p *Part) Drop() {
	if p.kept {
		return
	}
	_ = p.Close() // it may be closed already
	if p.own() {
		_ = os.Remove(p.Name()) // what is left bears a name that says so
	}
}

func (p *Part) own() bool {
	now, err := os.Stat(p.Name())
	return err == nil && os.SameFile(now, p.info)
}

// SyncFolder makes a new name last, where the system can.
func SyncFolder(path string) error {
	folder, err := os.Open(path)
	if err != nil {
		return err
	}
	_ = folder.Sync() // not every system has it
	return folder.Close()
}

// WriteFile writes a file that appears under its name only once it is whole.
func WriteFile(to string, write func(io.Writer) error) error {
	p, err := NewPart(to)
	if err != nil {
		return err
	}
	defer p.Drop()
	out := bufio.NewWriterSize(p, 1<<20)
	if err := write(out); err != nil {
		return err
	}
	if err := out.Flush(); err != nil {
		return err
	}
	return p.Keep()
}
