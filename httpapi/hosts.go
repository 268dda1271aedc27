package httpapi

import (
	"fmt"
	"net"
	"net/http"
	"net/url"
	"slices"
	"strings"
)

// hostGuard protects against DNS rebinding: a page of another site that gives
// its own name the address of this machine, and then reads as same-origin. The
// browser still sends that name as Host. So a connection that arrives on a
// loopback address is served for loopback names, for literal addresses (they
// cannot be rebound) and for the names configured; on any other address
// likewise once names are configured, and for every name while none is.
func hostGuard(names []string, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if hostAllowed(r, names) {
			next.ServeHTTP(w, r)
			return
		}
		refuseHTTP(w, r, hostRefused(r.Host))
	})
}

func hostAllowed(r *http.Request, names []string) bool {
	if len(names) == 0 && !onLoopback(r) {
		return true
	}
	host := hostName(r.Host)
	return host == "" || // HTTP/1.0; no browser
		host == "localhost" || strings.HasSuffix(host, ".localhost") ||
		net.ParseIP(host) != nil || slices.Contains(names, host)
}

func onLoopback(r *http.Request) bool {
	local, ok := r.Context().Value(http.LocalAddrContextKey).(*net.TCPAddr)
	return ok && local.IP.IsLoopback()
}

// hostName is the name in a Host header in lower case, without port, brackets
// and the dot of a full name.
func hostName(host string) string {
	if name, _, err := net.SplitHostPort(host); err == nil {
		host = name
	}
	host = strings.TrimSuffix(strings.TrimPrefix(host, "["), "]")
	return strings.TrimSuffix(strings.ToLower(host), ".")
}

// CheckHost tells what is wrong with a host name to serve; nil if nothing. A
// name comes without scheme, port and path.
func CheckHost(name string) error {
	if name == "" || strings.ContainsAny(name, "/:*@ ") {
		return fmt.Errorf("host %q: give a plain name such as cobuild.example, without scheme, port or wildcard", name)
	}
	return nil
}

// CheckOrigin tells what is wrong with an origin to allow; nil if nothing. An
// origin is scheme://host[:port] and nothing else; there are no wildcards.
func CheckOrigin(origin string) error {
	u, err := url.Parse(origin)
	if err != nil || (u.Scheme != "http" && u.Scheme != "https") || u.Host == "" ||
		strings.Contains(origin, "*") || origin != u.Scheme+"://"+u.Host {
		return fmt.Errorf("origin %q: give scheme, host and port only, such as https://cobuild.example:8443, without wildcard", origin)
	}
	return nil
}
