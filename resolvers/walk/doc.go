// Package walk answers what lies below a root field of a query, in one goroutine:
// breadth first, plain fields read where they are written, resolvers called in
// turn. gqlgen makes a goroutine, a context and some closures for each field and
// each item of a list; here a field that is asked of nobody costs its bytes.
//
// Resolvers, arguments, errors and paths are those of gqlgen. What this package
// cannot answer, as introspection, is left to it.
package walk
