package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/schollz/progressbar/v3"

	"cobuild/graph"
	"cobuild/store/sqlite"
)

// Backup copies a store that servers go on using into a file.
type Backup struct {
	File  string `arg:"" help:"File to write, a whole store of its own. 备份文件。"`
	Force bool   `help:"Put it in the place of a file that is there. 覆盖已有文件。"`
}

// Run backs up, and says of what revision the file is.
func (b Backup) Run(ctx context.Context, c *Common, out, notes io.Writer) error {
	path, file := strings.CutPrefix(c.Store, sqliteScheme)
	if !file {
		return graph.Invalid([]string{"store"}, "%s is no file: copy --from %[1]s --to sqlite:%[2]s makes a file of it, and neo4j-admin database dump a backup of Neo4j's own",
			"%s不是文件：可用copy --from %[1]s --to sqlite:%[2]s复制为文件，或用neo4j-admin database dump备份", graph.Clip(c.Store), b.File)
	}
	return keep(notes, func(k sqlite.Keeping) error {
		begun := time.Now()
		k.Force = b.Force
		saved, err := sqlite.Backup(ctx, path, b.File, k)
		if err != nil {
			return err
		}
		say(out, "%s backed up: revision %d, %d bytes, verified, in %s\nsha256 %s  %s\n", "%s已备份：修订%d，%d字节，已校验，用时%s\nsha256 %s  %s\n",
			c.Store, saved.Revision, saved.Bytes, time.Since(begun).Round(time.Millisecond), saved.SHA256, saved.Path)
		return nil
	})
}

// Restore puts a backup in the place of a store.
type Restore struct {
	File  string `arg:"" help:"Backup to bring back. 备份文件。"`
	Force bool   `help:"A store with data gives way, and is kept beside under another name. 替换已有的库，原库另名保留。"`
}

// Run restores, and says what revision stands there now.
func (r Restore) Run(ctx context.Context, c *Common, out, notes io.Writer) error {
	path, file := strings.CutPrefix(c.Store, sqliteScheme)
	if !file {
		return graph.Invalid([]string{"store"}, "%s is no file: copy --from sqlite:%[2]s --to %[1]s fills an empty Neo4j from a backup",
			"%s不是文件：可用copy --from sqlite:%[2]s --to %[1]s由备份载入空的Neo4j", graph.Clip(c.Store), r.File)
	}
	return keep(notes, func(k sqlite.Keeping) error {
		begun := time.Now()
		k.Force = r.Force
		saved, kept, err := sqlite.Restore(ctx, r.File, path, k)
		if err != nil {
			return err
		}
		say(out, "%s restored: revision %d, %d bytes, verified, in %s\nsha256 %s  %s\n", "%s已恢复：修订%d，%d字节，已校验，用时%s\nsha256 %s  %s\n",
			c.Store, saved.Revision, saved.Bytes, time.Since(begun).Round(time.Millisecond), saved.SHA256, saved.Path)
		if kept != "" {
			say(out, "what was there is kept as %s\n", "原库保留为%s\n", kept)
		}
		return nil
	})
}

func say(out io.Writer, en, zh string, args ...any) {
	fmt.Fprintf(out, graph.Text{EN: en, ZH: zh}.In(Language()), args...)
}

// keep shows how far a backup or its return is, and says where it was stopped
// that nothing is left of it.
func keep(notes io.Writer, do func(sqlite.Keeping) error) error {
	var bar *progressbar.ProgressBar
	stage := ""
	last := time.Now()
	err := do(sqlite.Keeping{
		Log: func(begun string) { stage = begun; bar = nil },
		Tell: func(done, all int64) {
			if bar == nil || bar.GetMax64() != all {
				bar = progress(notes, int(all), map[string]string{sqlite.StageCopy: "copying 复制", sqlite.StageVerify: "verifying 校验"}[stage])
			}
			if time.Since(last) > 100*time.Millisecond || done == all {
				last = time.Now()
				_ = bar.Set64(done)
			}
		},
	})
	if bar != nil {
		_ = bar.Clear()
	}
	if errors.Is(err, context.Canceled) {
		return graph.NewError(graph.CodeUnavailable, nil, "stopped: nothing was put in place, and what was begun is removed", "已中止：未作任何替换，未完成的文件已删除")
	}
	return err
}
