// Package httpapi is Cobuild's face on HTTP: one GraphQL endpoint, two probes
// and the playground, behind limits that hold before any work is done.
//
// A GraphQL request walks one way:
//
//	read (size, encoding, JSON) -> documents (tokens, shape, validity, cache)
//	-> cost (page sizes with the variables of this request) -> execution
//	(deadline, recovered panics) -> finish (codes, request id, error cap)
//
// What a client may ask is told by Limits; what it is told when it asks more
// stands in refusals.go, in both languages.
package httpapi
