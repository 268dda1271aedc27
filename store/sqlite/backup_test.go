package sqlite

import (
	"bufio"
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"cobuild/graph"
	"cobuild/store"
)

const (
	fewNouns  = 400
	manyNouns = 8_000 // some 20 MB
)

// grown makes a store of some nouns and gives its revision.
func grown(t *testing.T, path string, nouns, revisions int) int64 {
	t.Helper()
	e, err := Open(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	rows := bulk(1_000_000, nouns, graph.SeededIDs("grown"))
	rows.Findings = findingsFor(rows)
	if err := write(t.Context(), e, rows); err != nil {
		t.Fatal(err)
	}
	last := int64(0)
	for range revisions {
		if last, err = next(t.Context(), e); err != nil {
			t.Fatal(err)
		}
	}
	if err := e.Close(); err != nil {
		t.Fatal(err)
	}
	return last
}

// soundAt opens a store and tells its revision; each revision must have left its
// noun and its entry of the log, and no later one anything.
func soundAt(t *testing.T, path string, first int) int64 {
	t.Helper()
	e, err := Open(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	defer e.Close()
	state, err := e.State(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	census, err := e.Census(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	nouns := 0
	for _, n := range census.Nouns {
		nouns += n
	}
	if nouns != first+int(state.Revision) || census.Log != int(state.Revision) {
		t.Errorf("at revision %d there are %d nouns beyond the first, and %d entries of the log", state.Revision, nouns-first, census.Log)
	}
	return state.Revision
}

// TestBackupUnderWrites backs up what another process writes all the while, and
// restores it.
func TestBackupUnderWrites(t *testing.T) {
	folder := t.TempDir()
	path, file := filepath.Join(folder, "store.db"), filepath.Join(folder, "backup.db")
	grown(t, path, manyNouns, 1)
	writer := startChild(t, "forever", path)
	out, err := writer.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := writer.Start(); err != nil {
		t.Fatal(err)
	}
	lines := bufio.NewScanner(out)
	acknowledged := func() int64 {
		if !lines.Scan() {
			t.Fatal("the writer has ended")
		}
		n, err := strconv.ParseInt(lines.Text(), 10, 64)
		if err != nil {
			t.Fatalf("the writer says %q", lines.Text())
		}
		return n
	}
	for range 5 {
		acknowledged()
	}
	before := acknowledged()
	steps, during := 0, int64(0)
	saved, err := Backup(t.Context(), path, file, Keeping{Tell: func(done, all int64) {
		if steps++; steps < 4 {
			during = acknowledged() // the writer goes on
		}
	}})
	if err != nil {
		t.Fatal(err)
	}
	if err := writer.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = writer.Wait() // it was killed
	if saved.Revision < before || steps < 4 || during <= before || saved.Bytes < 4<<20 || len(saved.SHA256) != 64 {
		t.Errorf("after revision %d was acknowledged, and %d during %d steps, the backup is %+v", before, during, steps, saved)
	}
	onlyFiles(t, folder, "backup.db", "store.db", "store.db-shm", "store.db-wal")
	if at := soundAt(t, path, manyNouns); at <= saved.Revision {
		t.Errorf("nothing was written after the backup of revision %d: %d", saved.Revision, at)
	}

	place := filepath.Join(folder, "new", "store.db")
	restored, kept, err := Restore(t.Context(), file, place, Keeping{})
	if err != nil || kept != "" || restored.SHA256 != saved.SHA256 || restored.Revision != saved.Revision {
		t.Fatalf("restored as %+v, %q, %v; saved as %+v", restored, kept, err, saved)
	}
	if at := soundAt(t, place, manyNouns); at != saved.Revision {
		t.Errorf("restored revision %d of %d", at, saved.Revision)
	}
}

func onlyFiles(t *testing.T, folder string, names ...string) {
	t.Helper()
	entries, err := os.ReadDir(folder)
	if err != nil {
		t.Fatal(err)
	}
	for _, entry := range entries {
		if !slices.Contains(names, entry.Name()) {
			t.Errorf("%s is left", entry.Name())
		}
	}
}

func init() {
	otherTasks["backup and die"] = func(ctx context.Context, e *Engine) error {
		_, err := Backup(ctx, e.path, e.path+".backup", Keeping{Tell: func(done, all int64) {
			self, err := os.FindProcess(os.Getpid())
			if err == nil && done < all {
				err = self.Kill()
			}
			if err != nil {
				os.Exit(3)
			}
			select {}
		}})
		return err
	}
}

// TestKilledBackup leaves a file that says by its name that it is not whole,
// and that nobody takes for a store; the next one takes it away.
func TestKilledBackup(t *testing.T) {
	folder := t.TempDir()
	path := filepath.Join(folder, "store.db")
	revision := grown(t, path, 3_000, 2)
	killed := startChild(t, "backup and die", path)
	if out, err := killed.Output(); err == nil || killed.ProcessState.ExitCode() != -1 {
		t.Fatalf("it was not killed: %v\n%s", err, out)
	}
	file := path + ".backup"
	if _, err := os.Stat(file); err == nil {
		t.Error("a killed backup bears the name of a whole one")
	}
	if _, err := os.Stat(store.PartOf(file)); err != nil {
		t.Fatal("nothing was begun")
	}
	if saved, _, err := Restore(t.Context(), store.PartOf(file), filepath.Join(folder, "other.db"), Keeping{}); err == nil {
		t.Errorf("half a backup is restored: %+v", saved)
	}
	ctx, cancel := context.WithCancel(t.Context())
	if _, err := Backup(ctx, path, file, Keeping{Tell: func(int64, int64) { cancel() }}); !errors.Is(err, context.Canceled) {
		t.Errorf("a cancelled backup ends with %v", err)
	}
	onlyFiles(t, folder, "store.db", "store.db-shm", "store.db-wal")
	saved, err := Backup(t.Context(), path, file, Keeping{})
	if err != nil || saved.Revision != revision {
		t.Fatalf("%+v, %v", saved, err)
	}
}

// TestRestoreRefuses what is no whole backup, and a place that is taken.
func TestRestoreRefuses(t *testing.T) {
	folder := t.TempDir()
	path, file := filepath.Join(folder, "store.db"), filepath.Join(folder, "backup.db")
	first := grown(t, path, fewNouns, 1)
	if _, err := Backup(t.Context(), path, file, Keeping{}); err != nil {
		t.Fatal(err)
	}
	refused := func(what, from, to string, code graph.ErrorCode, says string, k Keeping) {
		t.Helper()
		_, _, err := Restore(t.Context(), from, to, k)
		if graph.CodeOf(err) != code || !strings.Contains(err.Error(), says) {
			t.Errorf("%s: %v", what, err)
		}
	}
	other := filepath.Join(folder, "other.db")
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	put := func(name string, data []byte) string {
		t.Helper()
		if err := os.WriteFile(filepath.Join(folder, name), data, 0o600); err != nil {
			t.Fatal(err)
		}
		return filepath.Join(folder, name)
	}
	broken := slices.Clone(data)
	for i := len(broken) / 2; i < len(broken)/2+40_000; i++ {
		broken[i] ^= 0x5a
	}
	refused("no file", filepath.Join(folder, "nothing.db"), other, graph.CodeNotFound, "no file", Keeping{})
	refused("a text", put("text.db", []byte("not a store at all, but a text")), other, graph.CodeInvalid, "not a store", Keeping{})
	refused("damaged", put("broken.db", broken), other, graph.CodeInternal, "damaged", Keeping{})
	refused("cut short", put("short.db", data[:len(data)/2]), other, graph.CodeInternal, "damaged", Keeping{})
	refused("itself", file, file, graph.CodeInvalid, "itself", Keeping{Force: true})
	refused("half loaded", altered(t, folder, file, "UPDATE state SET loading = 'generated'"), other, graph.CodeConflict, "half loaded", Keeping{})
	refused("of a later format", altered(t, folder, file, "UPDATE state SET format = 99"), other, graph.CodeInvalid, "format 99", Keeping{})
	refused("of later tables", altered(t, folder, file, "INSERT INTO migration (version_id, is_applied) VALUES (99, 1)"), other, graph.CodeInvalid, "format 99", Keeping{})
	refused("another program's", altered(t, folder, file, "ALTER TABLE migration RENAME TO other"), other, graph.CodeInvalid, "not a store", Keeping{})
	if _, err := os.Stat(other); err == nil {
		t.Error("a refused backup was restored")
	}
	refused("data stand there", file, path, graph.CodeConflict, "holds data", Keeping{})

	// A store that is open, here or in another process, is left alone.
	e, err := Open(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	refused("a store that is open", file, path, graph.CodeConflict, "stop the server", Keeping{Force: true})
	last, err := next(t.Context(), e)
	if err != nil {
		t.Fatal(err)
	}
	refused("a store in use", path, other, graph.CodeInvalid, "in use", Keeping{})
	if err := e.Close(); err != nil {
		t.Fatal(err)
	}
	saved, kept, err := Restore(t.Context(), file, path, Keeping{Force: true})
	if err != nil || saved.Revision != first {
		t.Fatalf("%+v, %v", saved, err)
	}
	if at := soundAt(t, path, fewNouns); at != first {
		t.Errorf("restored revision %d of %d", at, first)
	}
	if at := soundAt(t, kept, fewNouns); at != last {
		t.Errorf("kept revision %d of %d", at, last)
	}

	// What cannot be read any more gives way by force, too.
	for _, ruin := range [][]byte{broken, []byte("ruined")} {
		ruined := put("ruined.db", ruin)
		if _, kept, err = Restore(t.Context(), file, ruined, Keeping{Force: true}); err != nil || kept == "" {
			t.Errorf("in the place of a ruin: %q, %v", kept, err)
		}
		if at := soundAt(t, ruined, fewNouns); at != first {
			t.Errorf("restored revision %d of %d", at, first)
		}
	}
}

// altered is a copy of a backup in which a statement was run.
func altered(t *testing.T, folder, file, statement string) string {
	t.Helper()
	path := filepath.Join(folder, "altered.db")
	if _, err := Backup(t.Context(), file, path, Keeping{Force: true}); err != nil {
		t.Fatal(err)
	}
	db, err := connect(path, 0, "rw", "_pragma=journal_mode(DELETE)")
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if _, err := db.ExecContext(t.Context(), statement); err != nil {
		t.Fatal(err)
	}
	return path
}

// TestBackupRefuses places that are taken and stores with nothing in them.
func TestBackupRefuses(t *testing.T) {
	folder := t.TempDir()
	path, file := filepath.Join(folder, "store.db"), filepath.Join(folder, "backup.db")
	if err := openOnce(t.Context(), path); err != nil {
		t.Fatal(err)
	}
	refused := func(what, path, file string, code graph.ErrorCode, says string, k Keeping) {
		t.Helper()
		if _, err := Backup(t.Context(), path, file, k); graph.CodeOf(err) != code || !strings.Contains(err.Error(), says) {
			t.Errorf("%s: %v", what, err)
		}
	}
	refused("an empty store", path, file, graph.CodeInvalid, "holds nothing", Keeping{})
	refused("no store", filepath.Join(folder, "none.db"), file, graph.CodeNotFound, "no file", Keeping{})
	e, err := Open(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	defer e.Close()
	if _, err := next(t.Context(), e); err != nil {
		t.Fatal(err)
	}
	refused("itself", path, path, graph.CodeInvalid, "in use", Keeping{Force: true})
	refused("a folder", path, folder, graph.CodeInvalid, "folder", Keeping{Force: true})
	refused("in a folder that is none", path, filepath.Join(folder, "none", "backup.db"), graph.CodeUnavailable, "", Keeping{})
	if _, err := Backup(t.Context(), path, file, Keeping{}); err != nil {
		t.Fatal(err)
	}
	refused("taken", path, file, graph.CodeConflict, "there already", Keeping{})
	if _, err := next(t.Context(), e); err != nil {
		t.Fatal(err)
	}
	if saved, err := Backup(t.Context(), path, file, Keeping{Force: true}); err != nil || saved.Revision != 2 {
		t.Errorf("%+v, %v", saved, err)
	}
	state := store.State{Format: store.Format, Loading: "generated"}
	if err := write(t.Context(), e, store.Batch{State: &state}); err != nil {
		t.Fatal(err)
	}
	refused("half loaded", path, filepath.Join(folder, "half.db"), graph.CodeConflict, "half loaded", Keeping{})
	onlyFiles(t, folder, "store.db", "store.db-shm", "store.db-wal", "backup.db")
}
