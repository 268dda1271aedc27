package httpapi

import (
	"compress/gzip"
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"cobuild/graph"
)

func TestConfigIsChecked(t *testing.T) {
	for name, c := range map[string]Config{
		"no schema":         {},
		"any origin":        {Schema: toy{}, Origins: []string{"*"}},
		"wildcard origin":   {Schema: toy{}, Origins: []string{"https://*.example"}},
		"origin with path":  {Schema: toy{}, Origins: []string{"https://a.example/"}},
		"origin without":    {Schema: toy{}, Origins: []string{"a.example"}},
		"null origin":       {Schema: toy{}, Origins: []string{"null"}},
		"host with port":    {Schema: toy{}, Hosts: []string{"a.example:80"}},
		"empty host":        {Schema: toy{}, Hosts: []string{""}},
		"no room to read":   {Schema: toy{}, Limits: Limits{Depth: 5}},
		"host with a slash": {Schema: toy{}, Hosts: []string{"http://a.example"}},
	} {
		if _, err := New(c); err == nil {
			t.Errorf("%s: accepted", name)
		}
	}
}

func TestRoutes(t *testing.T) {
	playground := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { _, _ = io.WriteString(w, "page "+r.URL.Path) })
	h := newHandler(t, Config{Playground: playground})
	bare := newHandler(t, Config{})
	for _, c := range []struct {
		name     string
		h        http.Handler
		method   string
		path     string
		status   int
		location string
		body     string
	}{
		{"root", h, "GET", "/", 302, "/playground/", ""},
		{"root without playground", bare, "GET", "/", 404, "", "NOT_FOUND"},
		{"playground without slash", h, "GET", "/playground", 200, "", "page /playground"},
		{"playground", h, "GET", "/playground/", 200, "", "page /playground/"},
		{"asset", h, "GET", "/playground/assets/a.js", 200, "", "page /playground/assets/a.js"},
		{"no playground", bare, "GET", "/playground/", 404, "", "NOT_FOUND"},
		{"unknown", h, "GET", "/admin", 404, "", "NOT_FOUND"},
		{"below graphql", h, "POST", "/graphql/x", 404, "", "NOT_FOUND"},
		{"health", h, "GET", "/healthz", 200, "", `{"status":"ok"}`},
		{"health HEAD", h, "HEAD", "/healthz", 200, "", ""},
		{"health POST", h, "POST", "/healthz", 405, "", "GET, HEAD"},
		{"ready", h, "GET", "/readyz", 200, "", `{"status":"ok"}`},
	} {
		t.Run(c.name, func(t *testing.T) {
			a := serve(t, c.h, httptest.NewRequest(c.method, c.path, nil))
			if a.Code != c.status || a.Header().Get("Location") != c.location || !strings.Contains(a.Body.String(), c.body) {
				t.Errorf("got %d to %q: %s", a.Code, a.Header().Get("Location"), a.Body)
			}
			if a.Header().Get("X-Content-Type-Options") != "nosniff" || a.Header().Get("Referrer-Policy") != "no-referrer" {
				t.Errorf("headers lack protection: %v", a.Header())
			}
			if a.Header().Get("X-Request-Id") == "" {
				t.Error("no request id")
			}
		})
	}
}

func TestReadiness(t *testing.T) {
	for _, c := range []struct {
		name  string
		ready func(context.Context) error
		want  string
	}{
		{"told", func(context.Context) error {
			return graph.NewError(graph.CodeUnavailable, nil, "migrating", "正在迁移")
		}, "正在迁移"},
		{"untold", func(context.Context) error { return errors.New("bolt://ada:secret@10.0.0.1") }, "原因见日志"},
		{"late", func(ctx context.Context) error { <-ctx.Done(); return ctx.Err() }, "没有响应"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			h := newHandler(t, Config{Ready: c.ready})
			begun := time.Now()
			a := serve(t, h, with(httptest.NewRequest("GET", "/readyz", nil), "Accept-Language", "zh"))
			if a.Code != http.StatusServiceUnavailable || !strings.Contains(a.Body.String(), c.want) || strings.Contains(a.Body.String(), "secret") {
				t.Errorf("got %d %s", a.Code, a.Body)
			}
			if took := time.Since(begun); took > readyWithin+time.Second {
				t.Errorf("answered after %s", took)
			}
			if alive := serve(t, h, httptest.NewRequest("GET", "/healthz", nil)); alive.Code != http.StatusOK {
				t.Errorf("an unready process is not dead: %d", alive.Code)
			}
		})
	}
}

func TestRequestIDs(t *testing.T) {
	h := newHandler(t, Config{})
	seen := map[string]bool{}
	for _, c := range []struct {
		id   string
		kept bool
	}{
		{"abc-1.2_Z", true},
		{strings.Repeat("a", 64), true},
		{strings.Repeat("a", 65), false},
		{"", false},
		{"a b", false},
		{"a\tb", false},
		{"<script>", false},
		{"编号", false},
		{"a,b", false},
	} {
		got := serve(t, h, post(ask("{ nothing }"), "X-Request-Id", c.id)).Header().Get("X-Request-Id")
		if (got == c.id) != c.kept || !saneID(got) || seen[got] {
			t.Errorf("%q became %q", c.id, got)
		}
		seen[got] = true
	}
}

func TestHosts(t *testing.T) {
	loopback := &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1)}
	outside := &net.TCPAddr{IP: net.IPv4(192, 0, 2, 7)}
	for _, c := range []struct {
		host  string
		hosts []string
		local net.Addr
		want  bool
	}{
		{"localhost:8080", nil, loopback, true},
		{"LOCALHOST.", nil, loopback, true},
		{"app.localhost:8080", nil, loopback, true},
		{"127.0.0.1:8080", nil, loopback, true},
		{"[::1]:8080", nil, loopback, true},
		{"[::1]", nil, loopback, true},
		{"", nil, loopback, true},
		{"evil.example", nil, loopback, false},
		{"evil.example:8080", nil, loopback, false},
		{"127.0.0.1.evil.example", nil, loopback, false},
		{"localhost.evil.example", nil, loopback, false},
		{"notlocalhost", nil, loopback, false},
		{"cobuild.example:8080", []string{"Cobuild.example"}, loopback, true},
		{"evil.example", []string{"cobuild.example"}, loopback, false},
		{"any.example", nil, outside, true},
		{"cobuild.example", []string{"cobuild.example"}, outside, true},
		{"any.example", []string{"cobuild.example"}, outside, false},
		{"192.0.2.7", []string{"cobuild.example"}, outside, true},
		{"any.example", nil, nil, true},
	} {
		h := newHandler(t, Config{Hosts: c.hosts})
		r := post(ask("{ hello }"))
		r.Host = c.host
		if c.local != nil {
			r = r.WithContext(context.WithValue(r.Context(), http.LocalAddrContextKey, c.local))
		}
		a := serve(t, h, r)
		if c.want && a.Code != http.StatusOK || !c.want && (a.Code != http.StatusMisdirectedRequest || a.code() != "FORBIDDEN") {
			t.Errorf("host %q, served %v, at %v: %d %s", c.host, c.hosts, c.local, a.Code, a.Body)
		}
		probe := httptest.NewRequest("GET", "/healthz", nil).WithContext(r.Context())
		probe.Host = c.host
		if a := serve(t, h, probe); a.Code != http.StatusOK {
			t.Errorf("host %q: the probe answers %d", c.host, a.Code)
		}
	}
}

func TestCORS(t *testing.T) {
	h := newHandler(t, Config{Origins: []string{"https://map.example"}})
	preflight := func(origin string) *http.Request {
		return with(httptest.NewRequest(http.MethodOptions, "/graphql", nil), "Origin", origin,
			"Access-Control-Request-Method", "POST", "Access-Control-Request-Headers", "content-type")
	}
	const allow = "Access-Control-Allow-Origin"
	if a := serve(t, h, preflight("https://map.example")); a.Header().Get(allow) != "https://map.example" || a.Code != http.StatusNoContent {
		t.Errorf("preflight of a known origin: %d %v", a.Code, a.Header())
	}
	for _, origin := range []string{"https://evil.example", "http://map.example", "https://map.example.evil.example", "null"} {
		if a := serve(t, h, preflight(origin)); a.Header().Get(allow) != "" {
			t.Errorf("preflight of %s: %v", origin, a.Header())
		}
		if a := serve(t, h, post(ask("{ hello }"), "Origin", origin)); a.Header().Get(allow) != "" {
			t.Errorf("answer to %s: %v", origin, a.Header())
		}
	}
	if a := serve(t, h, post(ask("{ hello }"), "Origin", "https://map.example")); a.Header().Get(allow) != "https://map.example" ||
		!strings.EqualFold(a.Header().Get("Access-Control-Expose-Headers"), "X-Request-Id") {
		t.Errorf("answer to a known origin: %v", a.Header())
	}
	closed := newHandler(t, Config{})
	if a := serve(t, closed, preflight("https://map.example")); a.Header().Get(allow) != "" {
		t.Errorf("no origins configured, yet %v", a.Header())
	}
}

func TestCompression(t *testing.T) {
	h := newHandler(t, Config{})
	large, small := ask("{ text(size: 5000) }"), ask("{ text(size: 5) }")
	for _, c := range []struct {
		body, accept string
		want         bool
	}{
		{large, "gzip", true},
		{large, "br, gzip;q=0.5", true},
		{large, "*", true},
		{large, "", false},
		{large, "identity", false},
		{large, "gzip;q=0", false},
		{large, "*, gzip;q=0", false},
		{small, "gzip", false},
	} {
		a := serve(t, h, post(c.body, "Accept-Encoding", c.accept))
		if got := a.Header().Get("Content-Encoding") == "gzip"; got != c.want {
			t.Errorf("Accept-Encoding %q: compressed %t, want %t", c.accept, got, c.want)
			continue
		}
		if !c.want {
			continue
		}
		packed := a.Body.Len()
		unpacked, err := gzip.NewReader(a.Body)
		if err != nil {
			t.Fatal(err)
		}
		if text := readAll(t, unpacked); !strings.HasPrefix(string(text), `{"data":{"text":"云`) || packed*5 > len(text) {
			t.Errorf("%d bytes unpacked to %d: %.60s", packed, len(text), text)
		}
		if a.Header().Get("Content-Length") != "" || !strings.Contains(strings.Join(a.Header().Values("Vary"), ","), "Accept-Encoding") {
			t.Errorf("headers of a compressed answer: %v", a.Header())
		}
	}
}

func TestAnswersAreNotStored(t *testing.T) {
	h := newHandler(t, Config{})
	for _, r := range []*http.Request{post(ask("{ hello }")), httptest.NewRequest("GET", "/graphql?query={hello}", nil)} {
		if a := serve(t, h, r); a.Header().Get("Cache-Control") != "no-store" {
			t.Errorf("%s: %v", r.Method, a.Header())
		}
	}
}
