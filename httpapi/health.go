package httpapi

import (
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"net/http"
	"time"

	"cobuild/graph"
)

// readyWithin bounds how long /readyz waits for the store.
const readyWithin = 2 * time.Second

// probe is the answer of both probes.
type probe struct {
	Status    string `json:"status"`              // ok or unavailable
	Reason    string `json:"reason,omitempty"`    // in the language of the request
	RequestID string `json:"requestId,omitempty"` // finds the cause in the log
}

// live answers that the process runs, whatever its store does.
func live(w http.ResponseWriter, r *http.Request) {
	if probed(w, r) {
		writeProbe(w, http.StatusOK, probe{Status: "ok"})
	}
}

// readiness answers whether requests can be served now. ready must end with its
// context.
func readiness(ready func(context.Context) error, log *slog.Logger) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if !probed(w, r) {
			return
		}
		if ready == nil {
			writeProbe(w, http.StatusOK, probe{Status: "ok"})
			return
		}
		ctx, cancel := context.WithTimeout(r.Context(), readyWithin)
		defer cancel()
		err := ready(ctx)
		if err == nil {
			writeProbe(w, http.StatusOK, probe{Status: "ok"})
			return
		}
		x := exchangeOf(r.Context())
		log.WarnContext(ctx, "not ready", "id", x.id, "cause", err)
		writeProbe(w, http.StatusServiceUnavailable, probe{
			Status: "unavailable", Reason: unreadiness(ctx, err).In(x.language), RequestID: x.id,
		})
	}
}

// unreadiness tells only what was written for clients: other errors may name
// addresses and accounts.
func unreadiness(ctx context.Context, err error) graph.Text {
	var ours *graph.Error
	switch {
	case errors.As(err, &ours):
		return ours.Message
	case ctx.Err() != nil:
		return graph.Text{EN: "the store did not answer within " + readyWithin.String(), ZH: "存储在 " + readyWithin.String() + " 内没有响应"}
	}
	return graph.Text{EN: "the store is not ready: the log says why", ZH: "存储尚未就绪：原因见日志"}
}

func probed(w http.ResponseWriter, r *http.Request) bool {
	if r.Method == http.MethodGet || r.Method == http.MethodHead {
		return true
	}
	refuseHTTP(w, r, methodNotAllowed("GET, HEAD"))
	return false
}

func writeProbe(w http.ResponseWriter, status int, p probe) {
	body, err := json.Marshal(p)
	if err != nil {
		panic(err) // strings always encode
	}
	w.Header().Set("Content-Type", typeJSON+"; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	_, _ = w.Write(append(body, '\n'))
}
