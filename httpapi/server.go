package httpapi

import (
	"net/http"
	"time"
)

// NewServer makes a server whose every wait is bounded: a client that sends or
// reads a byte a second holds a connection for a while, never for ever. The
// time to write is longer than a mutation's deadline, so that an answer to it
// can still go out.
func NewServer(addr string, h http.Handler) *http.Server {
	return &http.Server{
		Addr:              addr,
		Handler:           h,
		ReadHeaderTimeout: 5 * time.Second,
		ReadTimeout:       30 * time.Second,
		WriteTimeout:      100 * time.Second,
		IdleTimeout:       60 * time.Second,
		MaxHeaderBytes:    64 << 10,
	}
}
