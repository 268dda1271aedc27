// Package telemetry measures a running server: metrics for Prometheus and
// traces by OpenTelemetry. It listens at two places, the HTTP handler
// (httpapi.Observer) and the engine beneath the store (Engine), and changes
// nothing there. A server that is not asked to measure does not use it.
//
// docs/operation.md lists every metric; a test compares.
package telemetry
