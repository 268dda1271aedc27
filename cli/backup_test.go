package cli_test

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"cobuild/cli"
	"cobuild/edit"
	"cobuild/graph"
	"cobuild/store"
)

// TestBackupAndRestore is the drill of docs/operation.md: backed up while a
// server writes, brought back to another place, checked, and written on.
func TestBackupAndRestore(t *testing.T) {
	common := gaotang(t)
	s, err := common.Open(t.Context(), &bytes.Buffer{})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	for n := range 5 {
		registered(t, s, n)
	}
	stop, stopped := make(chan struct{}), make(chan int)
	go func() {
		n := 5
		defer func() { stopped <- n }()
		for ; ; n++ {
			select {
			case <-stop:
				return
			default:
				if !registered(t, s, n) {
					return
				}
			}
		}
	}()
	file := filepath.Join(t.TempDir(), "backup.db")
	told := run(t, func(out, notes *bytes.Buffer) error {
		return cli.Backup{File: file}.Run(t.Context(), common, out, notes)
	})
	close(stop)
	written := <-stopped
	var revision int
	found := regexp.MustCompile(`revision (\d+), \d+ bytes, verified`).FindStringSubmatch(told)
	if len(found) != 2 || !regexp.MustCompile(`sha256 [0-9a-f]{64}  `).MatchString(told) {
		t.Fatalf("it says %s", told)
	}
	if _, err := fmt.Sscan(found[1], &revision); err != nil || revision < 6 || revision > written+1 {
		t.Errorf("of revision %d, when 6 to %d were acknowledged (%v)", revision, written+1, err)
	}

	restored := &cli.Common{Store: "sqlite:" + filepath.Join(t.TempDir(), "restored.db"), TimeZone: common.TimeZone}
	run(t, func(out, notes *bytes.Buffer) error {
		return cli.Restore{File: file}.Run(t.Context(), restored, out, notes)
	})
	var out, notes bytes.Buffer
	if drifted, err := (cli.Check{}).Run(t.Context(), restored, &out, &notes); err != nil || drifted || !strings.Contains(out.String(), fmt.Sprintf("revision %d,", revision)) {
		t.Errorf("the check of what was restored: %t, %v\n%s", drifted, err, out.String())
	}
	again, err := restored.Open(t.Context(), &bytes.Buffer{})
	if err != nil {
		t.Fatal(err)
	}
	for n := range written + 2 {
		key := graph.CodeKey{Kind: graph.KindUnit, Field: graph.ByCode, Code: code(n)}
		units, err := again.Find(t.Context(), []graph.CodeKey{key}, again.Today())
		if there := units[key] != nil; err != nil || there != (n+2 <= revision) {
			t.Errorf("unit %d, of revision %d, is there: %t (%v)", n, n+2, there, err)
		}
	}
	if !registered(t, again, 1_000_000) {
		t.Error("what was restored takes no writes")
	}
	if err := again.Close(); err != nil {
		t.Fatal(err)
	}
	if err := (cli.Restore{File: file}).Run(t.Context(), restored, &out, &notes); graph.CodeOf(err) != graph.CodeConflict {
		t.Errorf("over data: %v", err)
	}
	if told := run(t, func(out, notes *bytes.Buffer) error {
		return cli.Restore{File: file, Force: true}.Run(t.Context(), restored, out, notes)
	}); !strings.Contains(told, ".before-") {
		t.Errorf("it says %s", told)
	}
}

func code(n int) string { return fmt.Sprintf("BACKUP-%d", n) }

// registered enters a unit, which is a revision.
func registered(t *testing.T, s *store.Store, n int) bool {
	key := graph.CodeKey{Kind: graph.KindRegion, Field: graph.ByCode, Code: "330206-GT"}
	found, err := s.Find(t.Context(), []graph.CodeKey{key}, s.Today())
	if err != nil || found[key] == nil {
		t.Errorf("no region: %v", err)
		return false
	}
	in := edit.UnitRegisterInput{Code: code(n), Name: code(n), UnitKind: graph.UnitEnterprise, Ownership: graph.OwnershipPrivate, Region: found[key].Top().ID}
	_, err = s.Apply(t.Context(), graph.Intent{Operation: "unitRegister"}, func(ctx context.Context, e graph.Edit) error {
		_, err := edit.UnitRegister(ctx, e, in)
		return err
	})
	if err != nil {
		t.Errorf("unit %d: %v", n, err)
	}
	return err == nil
}

// TestBackupOfAServer names the other way, and a cancelled one leaves nothing.
func TestBackupOfAServer(t *testing.T) {
	var out, notes bytes.Buffer
	away := &cli.Common{Store: "neo4j://127.0.0.1:1", TimeZone: "Asia/Shanghai"}
	if err := (cli.Backup{File: "x.db"}).Run(t.Context(), away, &out, &notes); err == nil || !strings.Contains(err.Error(), "copy --from neo4j://127.0.0.1:1 --to sqlite:x.db") {
		t.Errorf("backup: %v", err)
	}
	if err := (cli.Restore{File: "x.db"}).Run(t.Context(), away, &out, &notes); err == nil || !strings.Contains(err.Error(), "copy --from sqlite:x.db --to neo4j://127.0.0.1:1") {
		t.Errorf("restore: %v", err)
	}
	common, folder := gaotang(t), t.TempDir()
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := (cli.Backup{File: filepath.Join(folder, "x.db")}).Run(ctx, common, &out, &notes); err == nil || !strings.Contains(err.Error(), "stopped") {
		t.Errorf("cancelled: %v", err)
	}
	if left, err := os.ReadDir(folder); err != nil || len(left) > 0 {
		t.Errorf("%v is left (%v)", left, err)
	}
}
