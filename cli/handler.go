package cli

import (
	"context"
	"log/slog"
	"net/http"
	"time"

	"github.com/99designs/gqlgen/graphql"

	"cobuild/graph"
	"cobuild/httpapi"
	"cobuild/resolvers"
	"cobuild/sample"
	"cobuild/store"
	"cobuild/ui"
)

// Serving is what the handler of a server is told beside its store.
type Serving struct {
	Zone        string        // name of the zone in which the store reckons today
	Origins     []string      // other sites whose pages may call the API
	Hosts       []string      // names the server is reached by, behind a proxy
	HideMembers bool          // no member lists, no personal attributes
	Wait        time.Duration // how long a question waits for others like it; 0 = loaders.DefaultWait
	Logger      *slog.Logger
}

// Handler serves the API and the playground from a store. Its errors are
// mistakes in origins or hosts.
func Handler(s *store.Store, o Serving) (http.Handler, error) {
	root := resolvers.New(resolvers.Deps{Reader: s, Writer: s, Zone: o.Zone, Wait: o.Wait})
	viewer := resolvers.Viewer{SeeMembers: !o.HideMembers, Write: true}
	return httpapi.New(httpapi.Config{
		Schema: root.Schema(), Playground: ui.Playground(), Ready: s.Ready, Origins: o.Origins, Hosts: o.Hosts,
		Logger: o.Logger, Present: resolvers.Present, Extensions: []graphql.HandlerExtension{resolvers.AsOf{}},
		WithRequest: func(ctx context.Context, r *http.Request) context.Context {
			return root.Context(ctx, viewer, httpapi.Language(r))
		},
	})
}

// LoadSample fills an empty store with the sample. Another process that fills
// it first is as good.
func LoadSample(ctx context.Context, s *store.Store) error {
	if empty, err := s.Empty(ctx); err != nil || !empty {
		return err
	}
	data := sample.Gaotang()
	if err := s.Load(ctx, &data, nil); err != nil && graph.CodeOf(err) != graph.CodeConflict {
		return err
	}
	return nil
}
