package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"cobuild/graph"
	"cobuild/store"
	"cobuild/store/neo4j"
)

const sqliteScheme = "sqlite:"

// openToFill opens a store that data is to be brought into. What a load has left
// there that broke off is taken away first.
func (c *Common) openToFill(ctx context.Context, notes io.Writer) (*store.Store, error) {
	s, err := c.Open(ctx, notes)
	var interrupted store.Interrupted
	if !errors.As(err, &interrupted) {
		return s, err
	}
	engine, err := emptied(ctx, c.Store, notes)
	if err != nil {
		return nil, err
	}
	if err := engine.Close(); err != nil {
		return nil, err
	}
	return c.Open(ctx, notes)
}

// openToTry opens a store for what is only tried. Where none is there yet, or what
// a load has left that broke off, it is an empty one elsewhere, which done removes.
func (c *Common) openToTry(ctx context.Context, notes io.Writer) (s *store.Store, done func() error, err error) {
	if _, missing := c.missing(); !missing {
		s, err = c.Open(ctx, notes)
		if interrupted := store.Interrupted(""); !errors.As(err, &interrupted) {
			return s, func() error { return s.Close() }, err
		}
		engine, err := openEngine(ctx, c.Store)
		if err != nil {
			return nil, nil, err
		}
		_, err = store.HalfLoaded(ctx, engine)
		if err = errors.Join(err, engine.Close()); err != nil { // it is being loaded
			return nil, nil, err
		}
	}
	folder, err := os.MkdirTemp("", "cobuild-try-")
	if err != nil {
		return nil, nil, err
	}
	elsewhere := *c
	elsewhere.Store = sqliteScheme + filepath.Join(folder, "empty.db")
	if s, err = elsewhere.Open(ctx, notes); err != nil {
		return nil, nil, errors.Join(err, os.RemoveAll(folder))
	}
	return s, func() error { return errors.Join(s.Close(), os.RemoveAll(folder)) }, nil
}

// emptied opens an engine, and clears it of what a load has left that broke off.
func emptied(ctx context.Context, place string, notes io.Writer) (store.Engine, error) {
	engine, err := openEngine(ctx, place)
	if err != nil {
		return nil, err
	}
	half, err := store.HalfLoaded(ctx, engine)
	if err != nil || !half {
		return orClosed(engine, err)
	}
	fmt.Fprintln(notes, graph.Text{EN: "what was loaded before was broken off: it is cleared, and loading begins anew", ZH: "上次载入中断：清空后重新开始"}.In(Language()))
	path, file := strings.CutPrefix(place, sqliteScheme)
	if !file {
		return orClosed(engine, engine.(*neo4j.Engine).Clear(ctx))
	}
	if err := errors.Join(engine.Close(), removeStore(path)); err != nil {
		return nil, err
	}
	return openEngine(ctx, place)
}

// orClosed gives an engine, or closes it where something failed.
func orClosed(engine store.Engine, err error) (store.Engine, error) {
	if err != nil {
		return nil, errors.Join(err, engine.Close())
	}
	return engine, nil
}

// removeStore takes the file of a store away, with what SQLite keeps beside it.
func removeStore(path string) error {
	for _, name := range []string{path, path + "-wal", path + "-shm"} {
		if err := os.Remove(name); err != nil && !errors.Is(err, os.ErrNotExist) {
			return err
		}
	}
	return nil
}
