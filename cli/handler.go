package cli

import (
	"context"
	"log/slog"
	"net/http"
	"time"

	"github.com/99designs/gqlgen/graphql"

	"cobuild/exchange"
	"cobuild/export"
	"cobuild/httpapi"
	"cobuild/resolvers"
	"cobuild/store"
	"cobuild/ui"
)

// Serving is what the handler of a server is told beside its store.
type Serving struct {
	Zone        string        // name of the zone in which the store reckons today
	Origins     []string      // other sites whose pages may call the API
	Hosts       []string      // names the server is reached by, behind a proxy
	HideMembers bool          // no member lists, no personal attributes
	Wait        time.Duration // see loaders.DefaultWait
	Logger      *slog.Logger
	Limits      httpapi.Limits   // zero fields take their defaults
	Observer    httpapi.Observer // nil = nothing is measured
}

// Handler serves the API and the playground from a store. Its errors are
// mistakes in origins or hosts.
func Handler(s *store.Store, o Serving) (http.Handler, error) { return httpapi.New(configOf(s, o)) }

// configOf is what the API of a store is made of.
func configOf(s *store.Store, o Serving) httpapi.Config {
	root := resolvers.New(resolvers.Deps{Reader: s, Writer: s, Zone: o.Zone, Wait: o.Wait})
	viewer := resolvers.Viewer{SeeMembers: !o.HideMembers, Write: true}
	return httpapi.Config{
		Schema: root.Schema(), Playground: ui.Playground(), Import: exchange.Handler(exchange.Posting{
			Store: s, Allowed: viewer.SeeMembers && viewer.Write, Language: httpapi.Language, Logger: o.Logger,
		}),
		Export: func(api *httpapi.Asking) http.Handler {
			return export.Handler(api, export.Serving{Logger: o.Logger, Store: s, SeeMembers: viewer.SeeMembers})
		},
		Ready: s.Ready, Origins: o.Origins, Hosts: o.Hosts,
		Logger: o.Logger, Limits: o.Limits, Observer: o.Observer, Present: resolvers.Present, Extensions: []graphql.HandlerExtension{resolvers.Fields{}},
		WithRequest: func(ctx context.Context, r *http.Request) context.Context {
			return root.Context(ctx, viewer, httpapi.Language(r))
		},
	}
}
