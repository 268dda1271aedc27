// Package ui holds the pages people open in a browser, embedded as built files, so that one binary serves them
// offline. The sources lie in web/; dist/ is what `npm ci && npm run build` makes of them, committed so that the
// server builds with Go alone.
package ui

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"fmt"
	"io/fs"
	"net/http"
	"path"
	"strings"
	"sync"
	"time"
)

//go:embed all:dist
var dist embed.FS

// PlaygroundPath is where [Playground] expects to be mounted. The page finds its own files relative to it and sends
// its queries to /graphql on the same origin.
const PlaygroundPath = "/playground/"

// The policy lets nothing load, run or connect but what this server sends. Two holes are the editor's: it writes style
// elements as it works, and its stylesheet holds a few icons as data.
const contentSecurityPolicy = "default-src 'none'; script-src 'self'; worker-src 'self'; connect-src 'self'; " +
	"style-src 'self' 'unsafe-inline'; font-src 'self' data:; img-src 'self' data:; " +
	"base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

// Types are listed here because the system's own table differs between machines, and a script with a wrong type does
// not run under nosniff. A test fails when dist holds a file of a type that is missing.
var contentTypes = map[string]string{
	".css":  "text/css; charset=utf-8",
	".html": "text/html; charset=utf-8",
	".js":   "text/javascript; charset=utf-8",
	".svg":  "image/svg+xml",
	".ttf":  "font/ttf",
}

// Playground serves the offline GraphQL playground. It reads whole paths, so mount it without stripping a prefix:
//
//	mux.Handle("/playground", ui.Playground())
//	mux.Handle("/playground/", ui.Playground())
//
// "/playground" redirects to "/playground/", query included. It answers GET and HEAD (else 405), 404 for anything that
// is not a built file, gzip to clients that accept it, and 304 to a matching ETag. Files under assets/ carry a hash of
// their content in their names and may be cached for ever; the page itself is revalidated each time.
func Playground() http.Handler {
	files := playground()
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		header := w.Header()
		header.Set("Content-Security-Policy", contentSecurityPolicy)
		header.Set("X-Content-Type-Options", "nosniff")
		header.Set("Referrer-Policy", "no-referrer")
		if r.Method != http.MethodGet && r.Method != http.MethodHead {
			header.Set("Allow", "GET, HEAD")
			http.Error(w, "只接受 GET 和 HEAD · only GET and HEAD are answered here", http.StatusMethodNotAllowed)
			return
		}
		if r.URL.Path+"/" == PlaygroundPath {
			target := PlaygroundPath
			if r.URL.RawQuery != "" {
				target += "?" + r.URL.RawQuery
			}
			http.Redirect(w, r, target, http.StatusTemporaryRedirect)
			return
		}
		name, below := strings.CutPrefix(r.URL.Path, PlaygroundPath)
		if name == "" {
			name = "index.html"
		}
		file, found := files[name]
		if !below || !found {
			http.NotFound(w, r)
			return
		}
		file.serve(w, r)
	})
}

// asset is one built file; its compressed form is made at the first request for it and kept.
type asset struct {
	contentType  string
	cacheControl string
	plain        []byte
	tag          string
	gzipped      func() []byte
}

// playground reads the embedded files once per process, keyed by path below dist/playground.
var playground = sync.OnceValue(func() map[string]*asset {
	const root = "dist/playground"
	files := map[string]*asset{}
	err := fs.WalkDir(dist, root, func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		plain, err := dist.ReadFile(name)
		if err != nil {
			return err
		}
		short := strings.TrimPrefix(name, root+"/")
		files[short] = newAsset(short, plain)
		return nil
	})
	if err != nil {
		panic(fmt.Sprintf("ui: embedded files: %v", err)) // they are part of the binary
	}
	return files
})

func newAsset(name string, plain []byte) *asset {
	sum := sha256.Sum256(plain)
	cacheControl := "no-cache"
	if strings.HasPrefix(name, "assets/") {
		cacheControl = "public, max-age=31536000, immutable"
	}
	return &asset{
		contentType:  contentTypes[path.Ext(name)],
		cacheControl: cacheControl,
		plain:        plain,
		tag:          hex.EncodeToString(sum[:12]),
		gzipped:      sync.OnceValue(func() []byte { return compress(plain) }),
	}
}

func (a *asset) serve(w http.ResponseWriter, r *http.Request) {
	header := w.Header()
	header.Set("Content-Type", a.contentType)
	header.Set("Cache-Control", a.cacheControl)
	header.Set("Vary", "Accept-Encoding")
	body, tag := a.plain, a.tag
	if acceptsGzip(r.Header.Values("Accept-Encoding")) {
		body, tag = a.gzipped(), a.tag+"-gzip"
		header.Set("Content-Encoding", "gzip")
	}
	header.Set("ETag", `"`+tag+`"`)
	http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(body))
}

func compress(plain []byte) []byte {
	var packed bytes.Buffer
	writer := gzip.NewWriter(&packed)
	_, err := writer.Write(plain)
	if err == nil {
		err = writer.Close()
	}
	if err != nil {
		panic(fmt.Sprintf("ui: gzip into memory: %v", err)) // a bytes.Buffer never fails
	}
	return packed.Bytes()
}

// acceptsGzip reads Accept-Encoding: gzip or * is named and its weight is not zero; gzip itself outranks *.
func acceptsGzip(fields []string) bool {
	anyCoding := false
	for coding := range strings.SplitSeq(strings.Join(fields, ","), ",") {
		name, parameters, _ := strings.Cut(coding, ";")
		weight, weighed := strings.CutPrefix(strings.ReplaceAll(parameters, " ", ""), "q=")
		refused := weighed && strings.Trim(weight, "0.") == ""
		switch strings.ToLower(strings.TrimSpace(name)) {
		case "gzip":
			return !refused
		case "*":
			anyCoding = !refused
		}
	}
	return anyCoding
}
