// Cobuild serves a GraphQL API over a graph of organisations, members, units,
// regions and co-building relationships. See README.md.
package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/signal"
	"syscall"
	"time"

	"github.com/alecthomas/kong"

	"cobuild/cli"
	"cobuild/graph"
	"cobuild/httpapi"
	"cobuild/store"
)

const description = `Cobuild 共建: which organisations, members and units are there, who covers whom, where are the gaps, and who is paired with whom across levels.

Without a command it serves: the GraphQL API at /graphql, the playground at /playground, probes at /healthz and /readyz. An empty store is filled with sample data first.

  go run server.go                                        serve the sample from ./data
  go run server.go --store neo4j://localhost:7687         the same from Neo4j
  go run server.go check                                  derive everything again and compare
  go run server.go apply changes.jsonl                    make the changes of a file, all or none
  go run server.go import sheets/                         bring CSV and XLSX sheets into the store
  go run server.go undo 2 46                              take back revisions, such as those of an import
  go run server.go export --query gaps.graphql -o gaps.csv write what a query gives as a table
  go run server.go copy --from sqlite:a.db --to neo4j://localhost:7687
  go run server.go backup cobuild-backup.db               copy the store while it is served
  go run server.go --rules rules.json                     by other rules; "rules" prints those there are
  go run server.go --store sqlite:big.db generate         fill an empty store with invented data`

type commands struct {
	cli.Common
	Serve    serve        `cmd:"" default:"withargs" help:"Serve the API and the playground (the default command). 启动服务。"`
	Check    cli.Check    `cmd:"" help:"Derive everything again and compare with what is stored; exit 1 on any difference. --repair puts the derived in its place. 重新推导并核对。"`
	Apply    cli.Apply    `cmd:"" help:"Make the changes of a file in one revision, all of them or none, of any size. 执行变更文件。"`
	Import   cli.Import   `cmd:"" help:"Bring CSV and XLSX sheets into the store, with a ledger of what is wrong in them. 导入表格。"`
	Undo     cli.Undo     `cmd:"" help:"Take back revisions, such as those of an import, of any number. 撤回修订。"`
	Export   cli.Export   `cmd:"" help:"Write what a query gives as CSV, XLSX or JSON Lines, all of it. 导出查询结果。"`
	Copy     cli.Copy     `cmd:"" help:"Copy a whole store into an empty one, of the same engine or the other. 复制整库。"`
	Rules    cli.Rules    `cmd:"" name:"rules" help:"Print the ruleset as JSON, for a file of one's own. 输出规则集。"`
	Backup   cli.Backup   `cmd:"" help:"Copy an SQLite store that servers go on using into a file, verified. 备份。"`
	Restore  cli.Restore  `cmd:"" help:"Put a backup in the place of a store. 恢复备份。"`
	Stats    cli.Stats    `cmd:"" help:"Tell how much the store holds. 统计库的内容。"`
	Dump     cli.Dump     `cmd:"" help:"Print what the store keeps packed. 输出打包数据。"`
	Generate cli.Generate `cmd:"" help:"Fill an empty store with invented data of any size. 生成虚构数据。"`
}

type serve struct {
	Listen       string     `default:"127.0.0.1:8080" env:"COBUILD_LISTEN" placeholder:"HOST:PORT" help:"Address to listen on. 监听地址。"`
	Sample       cli.Sample `default:"all" help:"Sample data for an empty store: all, full (with the 40,000 firms of Luqiao), gaotang, or false, which leaves it empty. 空库时载入的示例数据。"`
	NoSample     bool       `hidden:""`
	Origins      []string   `env:"COBUILD_ORIGINS" placeholder:"URL,..." help:"Sites whose pages may call the API from a browser, such as https://screen.example.org. 允许跨域调用的站点。"`
	Hosts        []string   `env:"COBUILD_HOSTS" placeholder:"NAME,..." help:"Names this server is reached by, behind a proxy. 代理后的主机名。"`
	TrustNetwork bool       `env:"COBUILD_TRUST_NETWORK" help:"Listen on an address that is not loopback, although nobody signs in: whoever reaches it may read and write. 允许监听非本机地址。"`
	HideMembers  bool       `env:"COBUILD_HIDE_MEMBERS" help:"Show no member lists and no personal attributes; counts under 5 are withheld. Always so with --trust-network. 不显示党员个人信息。"`
	MaxQueries   int        `env:"COBUILD_MAX_QUERIES" placeholder:"N" help:"Queries that run at once; others wait, then are told to come again. 8 per core unless given. 同时执行的查询数。"`
	MaxMutations int        `env:"COBUILD_MAX_MUTATIONS" placeholder:"N" help:"Mutations that run at once, beside the queries; 4 per core unless given. 同时执行的变更数。"`
	cli.Measuring
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	code := run(ctx, stop)
	stop()
	os.Exit(code)
}

// run gives the exit status: 0 done, 1 failed or found wrong.
func run(ctx context.Context, stop func()) int {
	var c commands
	parsed := kong.Parse(&c, kong.Name("cobuild"), kong.Description(description), kong.ConfigureHelp(kong.HelpOptions{Compact: true, WrapUpperBound: 100}))
	var err error
	switch parsed.Command() {
	case "check":
		var drifted bool
		if drifted, err = c.Check.Run(ctx, &c.Common, os.Stdout, os.Stderr); drifted && err == nil {
			return 1
		}
	case "apply <file>":
		var refused bool
		if refused, err = c.Apply.Run(ctx, &c.Common, os.Stdout, os.Stderr); refused && err == nil {
			return 1
		}
	case "import", "import <files>":
		var faulty bool
		if faulty, err = c.Import.Run(ctx, &c.Common, os.Stdout, os.Stderr); faulty && err == nil {
			return 1
		}
	case "undo <revisions>":
		err = c.Undo.Run(ctx, &c.Common, os.Stdout, os.Stderr)
	case "export":
		err = c.Export.Run(ctx, &c.Common, os.Stdout, os.Stderr)
	case "copy":
		var drifted bool
		if drifted, err = c.Copy.Run(ctx, &c.Common, os.Stdout, os.Stderr); drifted && err == nil {
			return 1
		}
	case "rules":
		err = c.Rules.Run(ctx, &c.Common, os.Stdout)
	case "backup <file>":
		err = c.Backup.Run(ctx, &c.Common, os.Stdout, os.Stderr)
	case "restore <file>":
		err = c.Restore.Run(ctx, &c.Common, os.Stdout, os.Stderr)
	case "stats":
		err = c.Stats.Run(ctx, &c.Common, os.Stdout, os.Stderr)
	case "dump segments":
		err = c.Dump.Segments.Run(ctx, &c.Common, os.Stdout, os.Stderr)
	case "generate":
		err = c.Generate.Run(ctx, &c.Common, os.Stdout, os.Stderr)
	default:
		err = c.Serve.run(ctx, stop, &c.Common)
	}
	if err != nil {
		cli.Tell(os.Stderr, err)
		return 1
	}
	return 0
}

func (f *serve) run(ctx context.Context, stop func(), c *cli.Common) error {
	// The address comes first, so that a second server on it fails at once.
	listener, err := cli.Listen(ctx, "listen", f.Listen, f.TrustNetwork)
	if err != nil {
		return err
	}
	defer listener.Close()
	log := c.Logger(os.Stderr)
	meter, err := f.Start(ctx, f.TrustNetwork, log)
	if err != nil {
		return err
	}
	defer meter.Close()
	s, err := c.Open(ctx, os.Stderr, meter.Engine)
	if err != nil {
		return err
	}
	defer s.Close()
	if !f.NoSample {
		if err := f.Sample.Load(ctx, s, os.Stderr); err != nil {
			return err
		}
	}
	handler, err := cli.Handler(s, cli.Serving{
		Zone: c.TimeZone, Origins: f.Origins, Hosts: f.Hosts, HideMembers: f.HideMembers || f.TrustNetwork, Logger: log,
		Limits: httpapi.Limits{Queries: f.MaxQueries, Mutations: f.MaxMutations}, Observer: meter.Watch(s),
	})
	if err != nil {
		return err
	}
	// Probes are answered while the store is read, which takes a while for a nation.
	read := s.Warming()
	served := make(chan error, 1)
	go func() { served <- serveUntil(ctx, stop, httpapi.NewServer("", handler), listener) }()
	if err := c.Warm(ctx, read, os.Stderr); err != nil {
		stop()
		return errors.Join(err, <-served)
	}
	announce(ctx, s, listener.Addr().String(), meter.Address())
	return <-served
}

// announce says what is served and where.
func announce(ctx context.Context, s *store.Store, address, metrics string) {
	fmt.Printf("Cobuild 共建\n  store       %s\n  data        %s\n  rules       %s\n  playground  http://%s/playground/\n  GraphQL     http://%s/graphql\n",
		s.Engine().Name(), s.Summary(ctx), rulesLine(s.Ruleset()), address, address)
	if metrics != "" {
		fmt.Printf("  metrics     http://%s/metrics\n", metrics)
	}
	fmt.Printf("  stop        Ctrl+C\n")
}

func rulesLine(rs *graph.Ruleset) string {
	return fmt.Sprintf("%s %s: %s", rs.ID, rs.Version, rs.Name.In(cli.Language()))
}

// serveUntil serves until the context ends, then lets requests finish for a
// while. A second signal ends at once.
func serveUntil(ctx context.Context, stop func(), server *http.Server, listener net.Listener) error {
	const patience = 15 * time.Second
	base, abandon := context.WithCancel(context.WithoutCancel(ctx))
	defer abandon()
	server.BaseContext = func(net.Listener) context.Context { return base }
	failed := make(chan error, 1)
	go func() { failed <- server.Serve(listener) }()
	select {
	case err := <-failed:
		return err
	case <-ctx.Done():
		stop()
	}
	fmt.Println("stopping 正在停止")
	closing, cancel := context.WithTimeout(base, patience)
	defer cancel()
	if err := server.Shutdown(closing); err != nil {
		abandon()
		return errors.Join(err, server.Close())
	}
	return nil
}
