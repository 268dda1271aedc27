package telemetry

import (
	"context"
	"log/slog"
	"net/url"
	"strings"

	"go.opentelemetry.io/otel"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/exporters/otlp/otlptrace/otlptracehttp"
	"go.opentelemetry.io/otel/sdk/resource"
	sdktrace "go.opentelemetry.io/otel/sdk/trace"
	"go.opentelemetry.io/otel/trace"

	"cobuild/graph"
)

// Traces sends spans to an OTLP collector over HTTP: endpoint is its base, such
// as http://127.0.0.1:4318. The variables OTEL_* of OpenTelemetry apply, such
// as OTEL_TRACES_SAMPLER. A collector that is away costs nothing but its spans.
// shutdown sends what is left. Errors are INVALID.
func Traces(ctx context.Context, endpoint, version string, log *slog.Logger) (tracer trace.Tracer, shutdown func(context.Context) error, err error) {
	place, err := url.Parse(endpoint)
	if err != nil || place.Scheme != "http" && place.Scheme != "https" || place.Host == "" {
		return nil, nil, graph.Invalid([]string{"traces"}, "%q is not the address of a collector: write http://HOST:PORT, such as http://127.0.0.1:4318",
			"%q不是采集器地址：请写http://主机:端口，例如http://127.0.0.1:4318", graph.Clip(endpoint))
	}
	exporter, err := otlptracehttp.New(ctx, otlptracehttp.WithEndpointURL(strings.TrimRight(endpoint, "/")+"/v1/traces"))
	if err != nil {
		return nil, nil, graph.Invalid([]string{"traces"}, "traces cannot be sent to %q (%v): check the OTEL_ variables", "无法向%q发送追踪数据（%v）：请检查OTEL_环境变量", graph.Clip(endpoint), err)
	}
	about, err := resource.New(ctx, resource.WithFromEnv(), resource.WithTelemetrySDK(),
		resource.WithAttributes(attribute.String("service.name", "cobuild"), attribute.String("service.version", version)))
	if err != nil {
		about = resource.Default()
	}
	otel.SetErrorHandler(otel.ErrorHandlerFunc(func(err error) { log.Warn("traces", "cause", err) }))
	provider := sdktrace.NewTracerProvider(sdktrace.WithBatcher(exporter), sdktrace.WithResource(about))
	return provider.Tracer("cobuild"), provider.Shutdown, nil
}
