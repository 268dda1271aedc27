package ui_test

import (
	"bytes"
	"compress/gzip"
	"io"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"os"
	"path"
	"regexp"
	"strings"
	"testing"

	"cobuild/ui"
)

const built = "dist/playground"

func get(t *testing.T, method, target string, header http.Header) *http.Response {
	t.Helper()
	request := httptest.NewRequest(method, target, nil)
	for name, values := range header {
		request.Header[name] = values
	}
	recorder := httptest.NewRecorder()
	ui.Playground().ServeHTTP(recorder, request)
	return recorder.Result()
}

func body(t *testing.T, response *http.Response) []byte {
	t.Helper()
	defer response.Body.Close()
	content, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	return content
}

// builtFiles reads the files from disk, so that a file which the embedding forgets is noticed.
func builtFiles(t *testing.T) map[string][]byte {
	t.Helper()
	files := map[string][]byte{}
	err := fs.WalkDir(os.DirFS(built), ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		files[name], err = os.ReadFile(path.Join(built, name))
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(files) < 5 {
		t.Fatalf("%s holds %d files, want the page and its assets", built, len(files))
	}
	return files
}

func TestPlaygroundServesEveryBuiltFile(t *testing.T) {
	hashed := regexp.MustCompile(`-[A-Za-z0-9_-]{8}\.[a-z0-9]+$`)
	types := map[string]string{
		".css": "text/css; charset=utf-8", ".html": "text/html; charset=utf-8", ".js": "text/javascript; charset=utf-8",
		".svg": "image/svg+xml", ".ttf": "font/ttf",
	}
	for name, want := range builtFiles(t) {
		response := get(t, http.MethodGet, ui.PlaygroundPath+name, nil)
		if got := body(t, response); response.StatusCode != http.StatusOK || !bytes.Equal(got, want) {
			t.Errorf("%s: status %d and %d bytes, want 200 and %d", name, response.StatusCode, len(got), len(want))
		}
		wantType, known := types[path.Ext(name)]
		if got := response.Header.Get("Content-Type"); !known || got != wantType {
			t.Errorf("%s: Content-Type %q, want %q", name, got, wantType)
		}
		cache := response.Header.Get("Cache-Control")
		switch immutable := strings.Contains(cache, "immutable"); {
		case immutable != strings.HasPrefix(name, "assets/"):
			t.Errorf("%s: Cache-Control %q", name, cache)
		case immutable && !hashed.MatchString(name):
			t.Errorf("%s is cached for ever but its name holds no hash", name)
		case !immutable && cache != "no-cache":
			t.Errorf("%s: Cache-Control %q, want no-cache", name, cache)
		}
	}
}

func TestPlaygroundPage(t *testing.T) {
	response := get(t, http.MethodGet, "/playground/", nil)
	if want := builtFiles(t)["index.html"]; !bytes.Equal(body(t, response), want) {
		t.Error("/playground/ does not serve index.html")
	}
	header := response.Header
	if got := header.Get("X-Content-Type-Options"); got != "nosniff" {
		t.Errorf("X-Content-Type-Options %q", got)
	}
	policy := map[string]string{}
	for directive := range strings.SplitSeq(header.Get("Content-Security-Policy"), ";") {
		name, sources, _ := strings.Cut(strings.TrimSpace(directive), " ")
		policy[name] = sources
	}
	for name, want := range map[string]string{
		"default-src": "'none'", "script-src": "'self'", "worker-src": "'self'", "connect-src": "'self'",
		"base-uri": "'none'", "form-action": "'none'", "frame-ancestors": "'none'",
	} {
		if policy[name] != want {
			t.Errorf("policy %s %q, want %q", name, policy[name], want)
		}
	}
	for name, sources := range policy {
		if strings.ContainsAny(sources, "*:") && sources != "'self' data:" {
			t.Errorf("policy %s %q lets other origins in", name, sources)
		}
	}
}

func TestPlaygroundRedirect(t *testing.T) {
	for target, want := range map[string]string{
		"/playground":     "/playground/",
		"/playground?a=b": "/playground/?a=b",
	} {
		response := get(t, http.MethodGet, target, nil)
		if got := response.Header.Get("Location"); response.StatusCode != http.StatusTemporaryRedirect || got != want {
			t.Errorf("%s: %d to %q, want 307 to %q", target, response.StatusCode, got, want)
		}
	}
}

func TestPlaygroundNotFound(t *testing.T) {
	for _, target := range []string{
		"/", "/index.html", "/playgrounds/", "/playground/none.js", "/playground/assets", "/playground/assets/",
		"/playground//index.html", "/playground/../embed.go", "/playground/%2e%2e/embed.go",
	} {
		response := get(t, http.MethodGet, target, nil)
		if response.StatusCode != http.StatusNotFound {
			t.Errorf("%s: status %d, want 404", target, response.StatusCode)
		}
		if got := response.Header.Get("Cache-Control"); strings.Contains(got, "immutable") {
			t.Errorf("%s: a missing file is cached: %q", target, got)
		}
	}
}

func TestPlaygroundMethods(t *testing.T) {
	response := get(t, http.MethodPost, "/playground/", nil)
	if response.StatusCode != http.StatusMethodNotAllowed || response.Header.Get("Allow") != "GET, HEAD" {
		t.Errorf("POST: status %d, Allow %q", response.StatusCode, response.Header.Get("Allow"))
	}
	head := get(t, http.MethodHead, "/playground/", nil)
	if content := body(t, head); head.StatusCode != http.StatusOK || len(content) > 0 {
		t.Errorf("HEAD: status %d and %d bytes", head.StatusCode, len(content))
	}
}

func TestPlaygroundGzip(t *testing.T) {
	plain := builtFiles(t)["index.html"]
	for accepted, zipped := range map[string]bool{
		"gzip": true, "br, GZIP;q=0.5": true, "*": true, "deflate , gzip ; q=1": true,
		"": false, "br": false, "gzip;q=0": false, "*;q=1, gzip;q=0.0": false, "gzipped": false,
	} {
		response := get(t, http.MethodGet, "/playground/", http.Header{"Accept-Encoding": {accepted}})
		content := body(t, response)
		if got := response.Header.Get("Content-Encoding") == "gzip"; got != zipped {
			t.Errorf("%q: gzip %t, want %t", accepted, got, zipped)
			continue
		}
		if zipped {
			reader, err := gzip.NewReader(bytes.NewReader(content))
			if err != nil {
				t.Fatal(err)
			}
			if content, err = io.ReadAll(reader); err != nil {
				t.Fatal(err)
			}
		}
		if !bytes.Equal(content, plain) {
			t.Errorf("%q: the page differs from the built one", accepted)
		}
		if response.Header.Get("Vary") != "Accept-Encoding" {
			t.Errorf("%q: Vary %q", accepted, response.Header.Get("Vary"))
		}
	}
}

func TestPlaygroundRevalidates(t *testing.T) {
	tags := map[string]bool{}
	for _, accepted := range []string{"gzip", "identity"} {
		header := http.Header{"Accept-Encoding": {accepted}}
		tag := get(t, http.MethodGet, "/playground/", header).Header.Get("ETag")
		if tag == "" || tags[tag] {
			t.Errorf("%s: ETag %q, want one of its own", accepted, tag)
		}
		tags[tag] = true
		header.Set("If-None-Match", tag)
		if response := get(t, http.MethodGet, "/playground/", header); response.StatusCode != http.StatusNotModified {
			t.Errorf("%s: status %d with its own ETag, want 304", accepted, response.StatusCode)
		}
		header.Set("If-None-Match", `"other"`)
		if response := get(t, http.MethodGet, "/playground/", header); response.StatusCode != http.StatusOK {
			t.Errorf("%s: status %d with another ETag, want 200", accepted, response.StatusCode)
		}
	}
}
