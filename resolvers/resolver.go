// Package resolvers answers the fields of the schema: arguments in, one
// question to the loaders or one Apply to the writer out. What it decides
// itself is what the protocol adds: the date a field is read at, cursors, the
// language, and who may see members.
package resolvers

import (
	"context"
	"time"

	"github.com/99designs/gqlgen/graphql"

	"cobuild/graph"
	"cobuild/graph/generated"
	"cobuild/loaders"
	"cobuild/resolvers/walk"
)

// Deps are what the schema is answered from.
type Deps struct {
	Reader graph.Reader
	Writer graph.Writer
	Zone   string        // name of the zone in which Reader.Today is reckoned
	Wait   time.Duration // 0 = loaders.DefaultWait
}

// Resolver is the root of all resolvers. It keeps nothing of a request.
type Resolver struct {
	deps   Deps
	zone   *time.Location // of deps.Zone
	schema graphql.ExecutableSchema
	fields *walk.Schema
}

// New makes the root.
func New(deps Deps) *Resolver {
	if deps.Wait == 0 {
		deps.Wait = loaders.DefaultWait
	}
	r := &Resolver{deps: deps, zone: time.UTC}
	if zone, err := time.LoadLocation(deps.Zone); err == nil {
		r.zone = zone
	}
	r.schema = generated.NewExecutableSchema(generated.Config{Resolvers: r})
	r.fields = walk.New(r.schema.Schema(), r, walk.Ways{
		Satisfied: satisfied(), Renamed: map[string]string{"PairingMatrix.asOf": "On"}, Object: typeName, Before: dated,
	})
	return r
}

// Schema is what a handler executes. Its operations need Context on their
// context, the extension Fields and the presenter Present.
func (r *Resolver) Schema() graphql.ExecutableSchema { return r.schema }

// Viewer is who asks, and what they may.
type Viewer struct {
	Name       string // in the change log; "" = nobody is signed in
	SeeMembers bool   // member lists and restricted attributes
	Write      bool   // mutations
}

// Context attaches what the operations of one request share: loaders, viewer,
// language, and one today, so that midnight does not fall into an answer.
func (r *Resolver) Context(ctx context.Context, viewer Viewer, language graph.Language) context.Context {
	today := r.deps.Reader.Today()
	ctx = r.deps.Reader.Steady(ctx)
	ctx = loaders.With(ctx, loaders.New(r.deps.Reader, r.deps.Wait))
	ctx = context.WithValue(ctx, requestKey{}, &request{viewer: viewer, language: language, today: today, fields: r.fields})
	return context.WithValue(ctx, momentKey{}, &moment{on: today})
}

type request struct {
	viewer   Viewer
	language graph.Language
	today    graph.Date
	fields   *walk.Schema
}

type requestKey struct{}

func requestOf(ctx context.Context) *request {
	if r, ok := ctx.Value(requestKey{}).(*request); ok {
		return r
	}
	return &request{language: graph.EN}
}

func load(ctx context.Context) *loaders.Loaders { return loaders.From(ctx) }

// say gives a text in the language asked, else in that of the request.
func say(ctx context.Context, lang *graph.Language, text graph.Text) string {
	if lang != nil {
		return text.In(*lang)
	}
	return text.In(requestOf(ctx).language)
}

func seesMembers(ctx context.Context) bool { return requestOf(ctx).viewer.SeeMembers }

// mayList refuses member lists to those who may not see members.
func mayList(ctx context.Context) error {
	if seesMembers(ctx) {
		return nil
	}
	return graph.NewError(graph.CodeForbidden, nil,
		"members may not be seen without the right to: sign in as somebody who has it, or ask for counts",
		"无权查看党员信息：请以有权限的身份登录，或仅查询数量")
}
