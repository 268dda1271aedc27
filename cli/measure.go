package cli

import (
	"context"
	"errors"
	"log/slog"
	"net"
	"net/http"
	"runtime/debug"
	"time"

	"go.opentelemetry.io/otel/trace"

	"cobuild/graph"
	"cobuild/httpapi"
	"cobuild/store"
	"cobuild/telemetry"
)

// Measuring is the flags of what a server tells of its own work. Without them
// nothing is measured, and nothing is paid for it.
type Measuring struct {
	Metrics string `env:"COBUILD_METRICS" placeholder:"HOST:PORT" help:"Serve metrics for Prometheus at this address, as /metrics; never on the address of the API. 指标监听地址。"`
	Traces  string `env:"COBUILD_TRACES,OTEL_EXPORTER_OTLP_ENDPOINT" placeholder:"URL" help:"Send traces to this OpenTelemetry collector by OTLP over HTTP, such as http://127.0.0.1:4318. 追踪采集器地址。"`
}

// Meter measures one server; the zero Meter measures nothing.
type Meter struct {
	telemetry *telemetry.Telemetry
	server    *http.Server
	flush     func(context.Context) error
}

// Start opens what the flags ask for. The address of metrics must be loopback
// unless anywhere is set: metrics tell of names and numbers of the data.
func (m *Measuring) Start(ctx context.Context, anywhere bool, log *slog.Logger) (*Meter, error) {
	meter := &Meter{flush: func(context.Context) error { return nil }}
	if m.Metrics == "" && m.Traces == "" {
		return meter, nil
	}
	var tracer trace.Tracer
	if m.Traces != "" {
		var err error
		if tracer, meter.flush, err = telemetry.Traces(ctx, m.Traces, version(), log); err != nil {
			return nil, err
		}
	}
	meter.telemetry = telemetry.New(version(), tracer)
	if m.Metrics == "" {
		return meter, nil
	}
	listener, err := Listen(ctx, "metrics", m.Metrics, anywhere)
	if err != nil {
		return nil, errors.Join(err, meter.flush(ctx))
	}
	meter.server = httpapi.NewServer(listener.Addr().String(), meter.telemetry.Handler())
	go func() {
		if err := meter.server.Serve(listener); !errors.Is(err, http.ErrServerClosed) {
			log.Error("metrics are no longer served", "cause", err)
		}
	}()
	return meter, nil
}

// Address is where metrics are served; "" = nowhere.
func (m *Meter) Address() string {
	if m.server == nil {
		return ""
	}
	return m.server.Addr
}

// Engine measures an engine.
func (m *Meter) Engine(inner store.Engine) store.Engine {
	if m.telemetry == nil {
		return inner
	}
	return m.telemetry.Engine(inner)
}

// Watch measures a store and gives the observer of its handler, nil where
// nothing is measured.
func (m *Meter) Watch(s *store.Store) httpapi.Observer {
	if m.telemetry == nil {
		return nil
	}
	m.telemetry.Watch(s)
	return m.telemetry
}

// Close stops serving metrics and sends the traces that are left.
func (m *Meter) Close() error {
	ctx, cancel := context.WithTimeout(context.Background(), 3*time.Second)
	defer cancel()
	err := m.flush(ctx)
	if m.server != nil {
		err = errors.Join(err, m.server.Close())
	}
	return err
}

// version is that of the program, as Go knows it.
func version() string {
	if info, ok := debug.ReadBuildInfo(); ok && info.Main.Version != "" {
		return info.Main.Version
	}
	return "(devel)"
}

// Listen takes an address for the flag named. Unless anywhere is set it must be
// loopback.
func Listen(ctx context.Context, flag, address string, anywhere bool) (net.Listener, error) {
	host, _, err := net.SplitHostPort(address)
	if err != nil {
		return nil, graph.Invalid([]string{flag}, "%q is not an address: write HOST:PORT, such as 127.0.0.1:8080", "%q不是地址：请写主机:端口，例如127.0.0.1:8080", graph.Clip(address))
	}
	if ip := net.ParseIP(host); host != "localhost" && (ip == nil || !ip.IsLoopback()) && !anywhere {
		return nil, graph.NewError(graph.CodeForbidden, []string{flag},
			"%q can be reached from other machines and nobody signs in: listen on 127.0.0.1 behind a proxy that does, or add --trust-network",
			"%q可被其他机器访问且无需登录：请监听127.0.0.1并由代理负责登录，或加上--trust-network", graph.Clip(address))
	}
	listener, err := new(net.ListenConfig).Listen(ctx, "tcp", address)
	if err != nil {
		return nil, graph.NewError(graph.CodeUnavailable, []string{flag},
			"cannot listen on %[1]s (%[2]v): stop what uses it, or choose another with --%[3]s", "无法监听%[1]s（%[2]v）：请停止占用者，或用--%[3]s另选地址", address, err, flag)
	}
	return listener, nil
}
