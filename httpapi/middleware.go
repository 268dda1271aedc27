package httpapi

import (
	"context"
	"log/slog"
	"net/http"
	"strings"
	"time"

	"cobuild/graph"
)

// recorder notes what an answer was, for the access log.
type recorder struct {
	http.ResponseWriter
	status int
	bytes  int64
}

func (w *recorder) WriteHeader(status int) {
	if w.status == 0 && status >= 200 {
		w.status = status
	}
	w.ResponseWriter.WriteHeader(status)
}

func (w *recorder) Write(b []byte) (int, error) {
	if w.status == 0 {
		w.status = http.StatusOK
	}
	n, err := w.ResponseWriter.Write(b)
	w.bytes += int64(n)
	return n, err
}

// Unwrap lets http.ResponseController reach the connection.
func (w *recorder) Unwrap() http.ResponseWriter { return w.ResponseWriter }

// statusGone stands in the log for a client that left before its answer.
const statusGone = 499

// accompany gives a request its id, recovers its panics and logs it.
func accompany(log *slog.Logger, observer Observer, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		x := begin(r)
		r = r.WithContext(context.WithValue(r.Context(), exchangeKey{}, x))
		w.Header().Set(requestIDHeader, x.id)
		rec := &recorder{ResponseWriter: w}
		end := observer.Request(routeOf(r.URL.Path))
		defer func() {
			value := recover()
			aborted := false
			if value != nil && value != http.ErrAbortHandler {
				logPanic(r.Context(), log, value)
				if rec.status == 0 {
					clear(w.Header())
					w.Header().Set(requestIDHeader, x.id)
					secure(w.Header())
					refuseHTTP(rec, r, refuse(http.StatusInternalServerError, internalError()))
				} else {
					aborted = true
				}
			}
			end(record(log, r, x, rec))
			if aborted || value == http.ErrAbortHandler {
				// Half an answer is out: cut the line, so that no client takes it for whole.
				panic(http.ErrAbortHandler)
			}
		}()
		next.ServeHTTP(rec, r)
	})
}

func record(log *slog.Logger, r *http.Request, x *exchange, rec *recorder) (status int) {
	status = rec.status
	if status == 0 {
		status = http.StatusOK
		if r.Context().Err() != nil {
			status = statusGone
		}
	}
	log.LogAttrs(r.Context(), levelOf(r.URL.Path, status), "request",
		slog.String("id", x.id),
		slog.String("method", r.Method),
		slog.String("path", graph.Clip(r.URL.Path)),
		slog.Int("status", status),
		slog.Float64("ms", float64(time.Since(x.started).Microseconds())/1000),
		slog.Int64("bytes", rec.bytes),
		slog.String("operation", graph.Clip(x.operation)),
		slog.Int("errors", x.errors),
	)
	return status
}

// routeOf is the part of the server that answers a path.
func routeOf(path string) string {
	switch {
	case path == "/graphql":
		return "graphql"
	case path == "/healthz", path == "/readyz":
		return "probe"
	case strings.HasPrefix(path, "/playground"):
		return "playground"
	}
	return "other"
}

// levelOf is how loud a request is: the files of a page and the probes come by
// the dozen and say nothing unless they fail.
func levelOf(path string, status int) slog.Level {
	if route := routeOf(path); status < http.StatusBadRequest && (route == "playground" || route == "probe") {
		return slog.LevelDebug
	}
	return slog.LevelInfo
}

// secured sets the headers that keep a browser from guessing types, framing
// pages and telling other sites where it came from.
func secured(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		secure(w.Header())
		next.ServeHTTP(w, r)
	})
}

func secure(h http.Header) {
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("X-Frame-Options", "DENY")
	h.Set("Referrer-Policy", "no-referrer")
	h.Set("Cross-Origin-Resource-Policy", "same-origin")
}
