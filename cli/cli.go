// Package cli is the commands beside serving, and what all commands share:
// which store, which day, which language to speak.
package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"net/url"
	"os"
	"strings"
	"time"
	_ "time/tzdata" // zones on machines without a database of them

	"cobuild/graph"
	"cobuild/store"
	"cobuild/store/neo4j"
	"cobuild/store/sqlite"
)

// Common is the flags of every command.
type Common struct {
	Store    string `default:"sqlite:data/cobuild.db" env:"COBUILD_STORE" placeholder:"URL" help:"Where the graph is kept: sqlite:PATH, or neo4j://HOST:PORT (also bolt://, neo4j+s://) with user and password from NEO4J_USER and NEO4J_PASSWORD. 数据存放位置。"`
	Rules    string `env:"COBUILD_RULES" placeholder:"FILE" help:"Ruleset to derive findings by: a JSON file (rules prints an example), or default. A store derived by another is derived anew; without this, its own ruleset holds. 规则集文件。"`
	TimeZone string `default:"Asia/Shanghai" env:"COBUILD_TIME_ZONE" help:"Zone in which a day begins. 时区。"`
	LogLevel string `default:"info" enum:"debug,info,warn,error" env:"COBUILD_LOG_LEVEL" help:"Least level logged: debug, info, warn or error. 日志级别。"`
	LogJSON  bool   `name:"log-json" env:"COBUILD_LOG_JSON" help:"Log as JSON lines. 以JSON输出日志。"`
}

// Logger logs to w as the flags say.
func (c *Common) Logger(w io.Writer) *slog.Logger {
	var level slog.Level
	if err := level.UnmarshalText([]byte(c.LogLevel)); err != nil {
		level = slog.LevelInfo // the flag's enum lets no other through
	}
	options := &slog.HandlerOptions{Level: level}
	if c.LogJSON {
		return slog.New(slog.NewJSONHandler(w, options))
	}
	return slog.New(slog.NewTextHandler(w, options))
}

// Open opens the store, and derives it anew where it was derived by another
// ruleset than the one named. It tells of that on notes.
// What is given is put around its engine.
func (c *Common) Open(ctx context.Context, notes io.Writer, around ...func(store.Engine) store.Engine) (*store.Store, error) {
	rs, err := c.ruleset()
	if err != nil {
		return nil, err
	}
	zone, err := time.LoadLocation(c.TimeZone)
	if err != nil {
		return nil, graph.Invalid([]string{"time-zone"}, "%q is not a time zone: use a name such as Asia/Shanghai", "%q不是时区：请使用Asia/Shanghai之类的名称", graph.Clip(c.TimeZone))
	}
	engine, err := openEngine(ctx, c.Store)
	if err != nil {
		return nil, err
	}
	for _, put := range around {
		engine = put(engine)
	}
	log := c.Logger(notes)
	tell, end := telling(ctx, log, notes, "deriving 推导")
	usual := modest() // where all is derived anew
	s, err := store.Open(ctx, engine, store.Options{Now: func() time.Time { return time.Now().In(zone) }, Logger: log, Rules: rs, Progress: tell})
	usual()
	end()
	if err != nil {
		return nil, errors.Join(err, engine.Close())
	}
	return s, nil
}

// OpenThere is Open for commands that change nothing, or only what is there: a path where nothing is would
// make a new store of them, in which they find nothing and nothing wrong.
func (c *Common) OpenThere(ctx context.Context, notes io.Writer) (*store.Store, error) {
	if path, missing := c.missing(); missing {
		return nil, graph.NotFound([]string{"store"}, "there is no store at %s yet: name another with --store, or fill this one by import, generate, or the server, which loads a sample",
			"%s处尚无数据：请用--store指明其他位置，或先以import、generate或启动服务（载入样例）填入", path)
	}
	return c.Open(ctx, notes)
}

// missing says whether the store is a file that is not there yet.
func (c *Common) missing() (path string, missing bool) {
	path, is := strings.CutPrefix(c.Store, sqliteScheme)
	if !is || path == "" {
		return path, false
	}
	info, err := os.Stat(path)
	return path, errors.Is(err, fs.ErrNotExist) || err == nil && info.Size() == 0
}

// Warm reads what every question needs by read, see store.Warming, and tells how
// far it is. It is no error when the context ends meanwhile.
func (c *Common) Warm(ctx context.Context, read func(context.Context, func(done, all int)) error, notes io.Writer) error {
	tell, end := telling(ctx, c.Logger(notes), notes, "reading regions 读取地区")
	err := read(ctx, tell)
	if end(); err != nil && ctx.Err() == nil {
		return err
	}
	return nil
}

// openEngine picks the engine by the scheme of the store's URL.
func openEngine(ctx context.Context, place string) (store.Engine, error) {
	scheme, path, found := strings.Cut(place, ":")
	switch {
	case !found:
		return nil, badStore(place)
	case scheme == "sqlite":
		return sqlite.Open(ctx, path)
	}
	if _, err := url.Parse(place); err != nil {
		return nil, badStore(place)
	}
	switch strings.SplitN(scheme, "+", 2)[0] {
	case "neo4j", "bolt":
		return neo4j.Open(ctx, place, neo4j.Auth{User: os.Getenv("NEO4J_USER"), Password: os.Getenv("NEO4J_PASSWORD")})
	default:
		return nil, badStore(place)
	}
}

func badStore(place string) error {
	return graph.Invalid([]string{"store"}, "%q is not a store: write sqlite:PATH or neo4j://HOST:PORT", "%q不是数据存放位置：请写sqlite:路径或neo4j://主机:端口", graph.Clip(place))
}

// Language is that of the terminal: Chinese where the locale says so.
func Language() graph.Language {
	for _, name := range []string{"LC_ALL", "LC_MESSAGES", "LANG"} {
		if value := os.Getenv(name); value != "" {
			if strings.HasPrefix(value, "zh") {
				return graph.ZH
			}
			return graph.EN
		}
	}
	return graph.EN
}

// languageOf is the language that a command is asked for, else that of the
// terminal.
func languageOf(asked string) graph.Language {
	if asked != "" {
		return graph.Language(strings.ToUpper(asked))
	}
	return Language()
}

// spoken is an error that is told in the language a command was asked for.
type spoken struct {
	error
	lang graph.Language
}

func (s spoken) Unwrap() error { return s.error }

func toldIn(lang graph.Language, err error) error {
	if err == nil {
		return nil
	}
	return spoken{err, lang}
}

// Tell writes an error for people.
func Tell(w io.Writer, err error) {
	lang := Language()
	if in := (spoken{}); errors.As(err, &in) {
		lang = in.lang
	}
	var all graph.Errors
	if errors.As(err, &all) {
		for _, one := range all {
			fmt.Fprintf(w, "cobuild: %s\n", one.Message.In(lang))
		}
		return
	}
	var told *graph.Error
	if errors.As(err, &told) {
		fmt.Fprintf(w, "cobuild: %s\n", told.Message.In(lang))
		return
	}
	fmt.Fprintf(w, "cobuild: %v\n", err)
}
