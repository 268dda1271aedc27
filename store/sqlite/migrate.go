package sqlite

import (
	"context"
	"database/sql"
	"embed"
	"errors"
	"io/fs"
	"time"

	"github.com/pressly/goose/v3"

	"cobuild/graph"
)

//go:embed migrations/*.sql
var migrationFiles embed.FS

const versionTable = "migration"

// migrate brings the tables up to date. It reads before it writes, so that a
// file that is not ours, or newer than us, stays as it is.
func (e *Engine) migrate(ctx context.Context, db *sql.DB) error {
	files, err := fs.Sub(migrationFiles, "migrations")
	if err != nil {
		return internal(e.path, err)
	}
	provider, err := goose.NewProvider(goose.DialectSQLite3, db, files, goose.WithTableName(versionTable),
		goose.WithLogger(goose.NopLogger()), goose.WithDisableGlobalRegistry(true))
	if err != nil {
		return internal(e.path, err)
	}
	sources := provider.ListSources()
	latest := sources[len(sources)-1].Version

	// Two processes that start on one new file race: the loser fails on a
	// table that already exists, and finds the work done when it looks again.
	const attempts = 5
	for attempt := 1; ; attempt++ {
		version, err := e.version(ctx, db)
		if err != nil {
			return err
		}
		if version > latest {
			return tooNew(e.path, version, latest)
		}
		if _, err = db.ExecContext(ctx, "PRAGMA journal_mode = WAL"); err == nil && version < latest {
			_, err = provider.Up(ctx)
		}
		if err == nil {
			return nil
		}
		if attempt == attempts || ctx.Err() != nil {
			return e.fault(ctx, err)
		}
		select {
		case <-ctx.Done():
			return e.fault(ctx, ctx.Err())
		case <-time.After(time.Duration(attempt) * 50 * time.Millisecond):
		}
	}
}

func tooNew(path string, version, latest int64) error {
	return graph.Invalid([]string{"store"},
		"the store %s has format %d, this program knows formats up to %d: use a newer program, or another store",
		"存储%s的格式版本为%d，本程序最高支持%d：请使用更新的程序，或选择其他存储", path, version, latest)
}

// latestVersion is the version of the last migration this program knows.
func latestVersion() (latest int64, err error) {
	files, err := migrationFiles.ReadDir("migrations")
	for _, file := range files {
		version, wrong := goose.NumericComponent(file.Name())
		if wrong != nil {
			return 0, wrong
		}
		latest = max(latest, version)
	}
	return latest, err
}

// querier is a database, or a connection of one.
type querier interface {
	QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row
}

// version is the last migration in the file, 0 in a new one.
func (e *Engine) version(ctx context.Context, db *sql.DB) (version int64, err error) {
	version, err = versionOf(ctx, e.path, db)
	return version, e.fault(ctx, err)
}

func versionOf(ctx context.Context, path string, db querier) (version int64, err error) {
	var tables, ours int
	if err := db.QueryRowContext(ctx, "SELECT count(*), count(*) FILTER (WHERE name = '"+versionTable+"') FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'").
		Scan(&tables, &ours); err != nil {
		return 0, faultOf(ctx, path, err)
	}
	switch {
	case tables == 0:
		return 0, nil
	case ours == 0:
		return 0, unreadable(path, errors.New("its tables are another program's"))
	}
	err = db.QueryRowContext(ctx, "SELECT coalesce(max(version_id), 0) FROM "+versionTable+" WHERE is_applied").Scan(&version)
	return version, faultOf(ctx, path, err)
}
