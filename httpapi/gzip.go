package httpapi

import (
	"compress/gzip"
	"net/http"
	"strings"
	"sync"
)

// compressFrom is the size in bytes from which an answer is compressed: below
// it, headers and the gzip frame eat what is won.
const compressFrom = 1024

var gzipPool = sync.Pool{New: func() any {
	w, _ := gzip.NewWriterLevel(nil, gzip.BestSpeed) // the level is a valid constant
	return w
}}

// compressed sends answers of text by gzip where the client accepts it.
func compressed(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Add("Vary", "Accept-Encoding")
		if r.Method == http.MethodHead || r.Header.Get("Range") != "" || !acceptsGzip(r) {
			next.ServeHTTP(w, r)
			return
		}
		gw := &gzipWriter{ResponseWriter: w}
		next.ServeHTTP(gw, r)
		// Not deferred: after a panic the buffer must not pass for an answer.
		gw.close()
	})
}

func acceptsGzip(r *http.Request) bool {
	accepted, named := false, false
	for entry := range weighted(r.Header.Values("Accept-Encoding")) {
		switch entry.value {
		case "gzip":
			accepted, named = entry.weight > 0, true
		case "*":
			if !named {
				accepted = entry.weight > 0
			}
		}
	}
	return accepted
}

// gzipWriter holds an answer back until it is known to be large enough.
type gzipWriter struct {
	http.ResponseWriter
	status  int
	held    []byte
	decided bool
	gz      *gzip.Writer // nil = plain
}

func (w *gzipWriter) WriteHeader(status int) {
	if status < 200 {
		w.ResponseWriter.WriteHeader(status)
		return
	}
	if w.status == 0 {
		w.status = status
	}
}

func (w *gzipWriter) Write(b []byte) (int, error) {
	if !w.decided {
		if len(w.held)+len(b) < compressFrom {
			w.held = append(w.held, b...)
			return len(b), nil
		}
		if err := w.decide(b); err != nil {
			return 0, err
		}
	}
	if w.gz != nil {
		return w.gz.Write(b)
	}
	return w.ResponseWriter.Write(b)
}

// decide sends the headers and what was held; next is what follows, nil where
// the answer ends or must go out now.
func (w *gzipWriter) decide(next []byte) error {
	w.decided = true
	h := w.Header()
	if next != nil && w.compressible(next) {
		h.Set("Content-Encoding", "gzip")
		h.Del("Content-Length")
		if tag := h.Get("ETag"); tag != "" && !strings.HasPrefix(tag, "W/") {
			h.Set("ETag", "W/"+tag)
		}
		w.gz = gzipPool.Get().(*gzip.Writer)
		w.gz.Reset(w.ResponseWriter)
	}
	if w.status != 0 {
		w.ResponseWriter.WriteHeader(w.status)
	}
	if len(w.held) == 0 {
		return nil
	}
	var err error
	if w.gz != nil {
		_, err = w.gz.Write(w.held)
	} else {
		_, err = w.ResponseWriter.Write(w.held)
	}
	w.held = nil
	return err
}

func (w *gzipWriter) compressible(next []byte) bool {
	h := w.Header()
	if h.Get("Content-Encoding") != "" || w.status == http.StatusPartialContent || w.status == http.StatusNotModified {
		return false
	}
	if h.Get("Content-Type") == "" {
		h.Set("Content-Type", http.DetectContentType(append(w.held, next...)))
	}
	media := h.Get("Content-Type")
	for _, text := range []string{
		"text/", "application/json", "application/graphql-response+json",
		"application/javascript", "image/svg+xml", "application/wasm", "font/ttf",
	} {
		if strings.HasPrefix(media, text) {
			return true
		}
	}
	return false
}

// FlushError sends what there is, for http.ResponseController.
func (w *gzipWriter) FlushError() error {
	if !w.decided {
		if err := w.decide(nil); err != nil {
			return err
		}
	}
	if w.gz != nil {
		if err := w.gz.Flush(); err != nil {
			return err
		}
	}
	return http.NewResponseController(w.ResponseWriter).Flush()
}

// Unwrap lets http.ResponseController reach the connection.
func (w *gzipWriter) Unwrap() http.ResponseWriter { return w.ResponseWriter }

func (w *gzipWriter) close() {
	if !w.decided {
		_ = w.decide(nil) // a client that left has nobody to tell
	}
	if w.gz != nil {
		_ = w.gz.Close()
		gzipPool.Put(w.gz)
		w.gz = nil
	}
}
