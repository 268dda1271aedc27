package httpapi

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"strings"

	"github.com/99designs/gqlgen/graphql"
	"github.com/rs/cors"
)

// Config is what a handler is made of. Only Schema is required.
type Config struct {
	Schema graphql.ExecutableSchema

	// Playground is served at /playground and below; it sees whole paths. "/"
	// leads there. nil = no playground.
	Playground http.Handler

	// Import serves /import and what lies below it, under the same guard of
	// hosts. nil = no import.
	Import http.Handler

	// Export makes the handler of /export and what lies below it from the asking
	// of this server; other origins may use it as they may the API. nil = no export.
	Export func(*Asking) http.Handler

	// Ready tells /readyz whether the store can serve. It must end with its
	// context; the message of a graph.Error is shown, any other only logged.
	Ready func(context.Context) error

	// Origins are the other sites whose pages may call the API, each as
	// CheckOrigin demands. None = no CORS headers at all.
	Origins []string

	// Hosts are the names this server answers to besides loopback names and
	// literal addresses, each as CheckHost demands. None = any name, except on
	// connections to a loopback address.
	Hosts []string

	Limits Limits       // zero fields take their defaults
	Logger *slog.Logger // nil = slog.Default()

	// Present turns an error of a resolver into what the client sees, with
	// extensions.code set. nil = graph.Error speaks for itself. An error left
	// without code, or with INTERNAL, is logged; without code its message is
	// replaced as well. It is not called for panics and deadlines.
	Present graphql.ErrorPresenterFunc

	// WithRequest attaches what an operation needs of its request: loaders,
	// viewer, language, today. RequestID works on its context.
	WithRequest func(ctx context.Context, r *http.Request) context.Context

	// Observer is told of requests and operations; nil = nobody is.
	Observer Observer

	// Extensions of gqlgen, such as a field middleware, in order.
	Extensions []graphql.HandlerExtension
}

// New makes the handler of the whole server. Its errors are mistakes in the
// configuration.
func New(c Config) (http.Handler, error) {
	if c.Schema == nil {
		return nil, errors.New("httpapi: Config.Schema is missing")
	}
	for _, origin := range c.Origins {
		if err := CheckOrigin(origin); err != nil {
			return nil, err
		}
	}
	hosts := make([]string, len(c.Hosts))
	for i, name := range c.Hosts {
		if err := CheckHost(name); err != nil {
			return nil, err
		}
		hosts[i] = strings.ToLower(name)
	}
	c = c.withDefaults()
	api, err := newService(c)
	if err != nil {
		return nil, err
	}

	open := http.NewServeMux()
	open.Handle("/graphql", shared(c.Origins, api))
	open.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) { refuseHTTP(w, r, notFound(r.URL.Path)) })
	if c.Playground != nil {
		open.Handle("/playground/", c.Playground)
		open.Handle("/playground", c.Playground)
		open.Handle("/{$}", http.RedirectHandler("/playground/", http.StatusFound))
	}
	if c.Import != nil {
		open.Handle("/import", c.Import)
		open.Handle("/import/", c.Import)
	}
	if c.Export != nil {
		export := shared(c.Origins, c.Export(&Asking{api}))
		open.Handle("/export", export)
		open.Handle("/export/", export)
	}
	// Probes come from machines that know an address, not a name.
	all := http.NewServeMux()
	all.HandleFunc("/healthz", live)
	all.HandleFunc("/readyz", readiness(c.Ready, c.Logger))
	all.Handle("/", hostGuard(hosts, compressed(open)))
	return accompany(c.Logger, c.Observer, secured(all)), nil
}

func (c Config) withDefaults() Config {
	if c.Logger == nil {
		c.Logger = slog.Default()
	}
	if c.Observer == nil {
		c.Observer = unobserved{}
	}
	c.Limits = c.Limits.withDefaults()
	return c
}

// shared adds CORS for the origins named.
func shared(origins []string, next http.Handler) http.Handler {
	if len(origins) == 0 {
		return next // an empty list means every origin to rs/cors
	}
	return cors.New(cors.Options{
		AllowedOrigins: origins,
		AllowedMethods: []string{http.MethodGet, http.MethodHead, http.MethodPost},
		AllowedHeaders: []string{"Accept", "Accept-Language", "Authorization", "Content-Type", requestIDHeader},
		ExposedHeaders: []string{requestIDHeader},
		MaxAge:         600,
	}).Handler(next)
}
