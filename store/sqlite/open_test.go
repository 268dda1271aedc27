package sqlite

import (
	"bytes"
	"database/sql"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/pressly/goose/v3"

	"cobuild/graph"
	"cobuild/store"
)

func TestOpenMakesFoldersAndReopens(t *testing.T) {
	t.Chdir(t.TempDir())
	path := filepath.Join("数据 a?b#c%20", "deep", "store.db")
	for revision := int64(1); revision < 4; revision++ {
		e, err := Open(t.Context(), path)
		if err != nil {
			t.Fatal(err)
		}
		if state, err := e.State(t.Context()); err != nil || state.Revision != revision-1 {
			t.Fatalf("state after reopening = %+v, %v", state, err)
		}
		if err := write(t.Context(), e, store.Batch{State: &store.State{Format: 1, Revision: revision}}); err != nil {
			t.Fatal(err)
		}
		if e.Name() != "SQLite "+path {
			t.Errorf("Name() = %q", e.Name())
		}
		if err := e.Close(); err != nil {
			t.Fatal(err)
		}
		if err := e.Close(); err != nil {
			t.Errorf("closing again: %v", err)
		}
	}
	files, err := os.ReadDir(filepath.Dir(path))
	if err != nil || len(files) != 1 {
		t.Errorf("after Close the folder holds %v, %v; want the store alone", files, err)
	}
}

// refused opens path and checks that the error says what must be said.
func refused(t *testing.T, path string, code graph.ErrorCode, en, zh string) {
	t.Helper()
	e, err := Open(t.Context(), path)
	if err == nil {
		t.Fatal("opened: ", e.Close())
	}
	var fault *graph.Error
	if !errors.As(err, &fault) || fault.Code != code || !strings.Contains(fault.Message.EN, en) || !strings.Contains(fault.Message.ZH, zh) {
		t.Errorf("Open(%q): %v; want %s with %q and %q", path, err, code, en, zh)
	}
}

func TestOpenRefuses(t *testing.T) {
	dir := t.TempDir()
	text := filepath.Join(dir, "notes.txt")
	if err := os.WriteFile(text, []byte("meeting notes, longer than a header"), 0o600); err != nil {
		t.Fatal(err)
	}
	refused(t, "", graph.CodeInvalid, "path of the store is empty", "存储路径为空")
	refused(t, dir, graph.CodeInvalid, "is a folder: give a file in it", "是目录")
	refused(t, filepath.Join(text, "store.db"), graph.CodeInvalid, "is a file, not a folder", "是文件而不是目录")
	refused(t, text, graph.CodeInvalid, "is not a store of Cobuild", "不是Cobuild的存储文件")
	if now, err := os.ReadFile(text); err != nil || string(now) != "meeting notes, longer than a header" {
		t.Errorf("a refused file now holds %q, %v", now, err)
	}

	short := filepath.Join(dir, "short")
	if err := os.WriteFile(short, []byte("x"), 0o600); err != nil {
		t.Fatal(err)
	}
	refused(t, short, graph.CodeInvalid, "is not a store of Cobuild", "不是Cobuild的存储文件")

	other := filepath.Join(dir, "other.db")
	execAt(t, other, "CREATE TABLE address (name TEXT)")
	refusedUnchanged(t, other, "is not a store of Cobuild", "不是Cobuild的存储文件")
}

func TestOpenRefusesNewerFormat(t *testing.T) {
	path := filepath.Join(t.TempDir(), "store.db")
	e, err := Open(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	if err := e.Close(); err != nil {
		t.Fatal(err)
	}
	execAt(t, path, "INSERT INTO migration (version_id, is_applied) VALUES (9001, 1)")
	refusedUnchanged(t, path, "has format 9001, this program knows formats up to 4: use a newer program", "格式版本为9001，本程序最高支持4：请使用更新的程序")
}

func refusedUnchanged(t *testing.T, path, en, zh string) {
	t.Helper()
	before, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	refused(t, path, graph.CodeInvalid, en, zh)
	if after, err := os.ReadFile(path); err != nil || !bytes.Equal(before, after) {
		t.Errorf("refusing %s changed it (%v)", path, err)
	}
}

func execAt(t *testing.T, path, text string) {
	t.Helper()
	db, err := sql.Open("sqlite", path)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := db.ExecContext(t.Context(), text); err != nil {
		t.Fatal(err)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
}

// TestStoresOfTheFirstFormat opens a store as it was before findings were kept
// in sets.
func TestStoresOfTheFirstFormat(t *testing.T) {
	path := filepath.Join(t.TempDir(), "old.db")
	db, err := sql.Open("sqlite", path)
	if err != nil {
		t.Fatal(err)
	}
	files, err := fs.Sub(migrationFiles, "migrations")
	if err != nil {
		t.Fatal(err)
	}
	provider, err := goose.NewProvider(goose.DialectSQLite3, db, files, goose.WithTableName(versionTable), goose.WithDisableGlobalRegistry(true))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := provider.UpTo(t.Context(), 1); err != nil {
		t.Fatal(err)
	}
	for _, text := range []string{
		`INSERT INTO state VALUES (1, 1, 7, 3, 'abc', 'gaotang', 45000, '')`,
		`INSERT INTO finding (code, pos, pos_hash, id, subject, related, since, until, piece_since, piece_until, region, attributes)
			VALUES (64, 'p', 1, 'gap_1', 'unt_1', '', 1, 65535, 1, 65535, '', x'000000000000')`,
		`INSERT INTO segment (scope, subject, revision, data) VALUES ('', 'UNIT', 7, x'01')`,
	} {
		if _, err := db.ExecContext(t.Context(), text); err != nil {
			t.Fatal(err)
		}
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	e, err := Open(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	defer e.Close()
	want := store.State{Format: 1, Revision: 7, Regions: 3, Ruleset: "abc", Sample: "gaotang", Placed: 45000}
	if state, err := e.State(t.Context()); err != nil || state != want {
		t.Errorf("State is %+v, %v; want %+v", state, err, want)
	}
	found, err := e.Of(0).FindingsOf(t.Context(), []graph.ID{"unt_1"})
	if err != nil || len(found["unt_1"]) != 1 || found["unt_1"][0].Pos != "p" {
		t.Errorf("findings: %+v, %v", found, err)
	}
	if segments, err := e.Of(0).Segments(t.Context(), 0); err != nil || len(segments) != 1 {
		t.Errorf("segments: %+v, %v", segments, err)
	}
}
