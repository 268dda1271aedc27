package e2e_test

import (
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"cobuild/cli"
)

// TestServerTellsOfItsWork has a server that is measured as the flags of serve
// ask for: what was asked of it stands in its metrics, and spans of it reach the
// collector.
func TestServerTellsOfItsWork(t *testing.T) {
	spans := make(chan string, 10)
	collector := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err != nil || r.URL.Path != "/v1/traces" {
			t.Errorf("%s: %v", r.URL.Path, err)
		}
		spans <- string(body)
		w.Header().Set("Content-Type", "application/x-protobuf")
	}))
	defer collector.Close()
	flags := cli.Measuring{Metrics: "127.0.0.1:0", Traces: collector.URL}
	meter, err := flags.Start(t.Context(), false, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	s := serveStore(t, meter.Engine(openSQLite(t, true)), func(o *cli.Serving, of *server) { o.Observer = meter.Watch(of.store) })

	var answer any
	s.ask(`query Look { region(by: {code: "330206"}) { coverageReport { units } } }`, nil, &answer)
	s.ask(`query Look { region(by: {code: "330206"}) { coverageReport { units } } }`, nil, &answer)
	s.ask(`mutation Report { headcountReport(input: {unit: "unt_0", date: "2026-01-01", full: 3, probationary: 0}) { userErrors { code } } }`, nil, &answer)
	s.exchange(request{Query: `{ nothing }`})

	got, err := client.Get("http://" + meter.Address() + "/metrics")
	if err != nil {
		t.Fatal(err)
	}
	defer got.Body.Close()
	text, err := io.ReadAll(got.Body)
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		`cobuild_operations_total{kind="query",operation="Look",outcome="OK"} 2`,
		`cobuild_operations_total{kind="mutation",operation="Report",outcome="OK"} 1`,
		`cobuild_refusals_total{reason="INVALID"} 1`,
		`cobuild_http_requests_total{route="graphql",status="200"} 3`,
		`cobuild_http_requests_total{route="graphql",status="400"} 1`,
		`cobuild_store_cache_total{cache="segments",result="loaded"} 1`,
		`cobuild_store_revision 1`,
		`cobuild_lane_running{lane="query"} 0`,
		"go_goroutines ",
		`cobuild_operation_store_calls_count{kind="query"} 2`,
	} {
		if !strings.Contains(string(text), want) {
			t.Errorf("the metrics do not say %s", want)
		}
	}
	if api, err := client.Get(s.url + "/metrics"); err != nil || api.StatusCode != http.StatusNotFound {
		t.Errorf("the address of the API answers /metrics: %v, %v", api, err)
	}
	if err := meter.Close(); err != nil {
		t.Error(err)
	}
	select {
	case sent := <-spans:
		for _, want := range []string{"GraphQL query", "GraphQL mutation", "Look", "store State", "cobuild.store.calls"} {
			if !strings.Contains(sent, want) {
				t.Errorf("the spans do not tell of %s", want)
			}
		}
	case <-time.After(5 * time.Second):
		t.Error("no spans were sent")
	}
}
