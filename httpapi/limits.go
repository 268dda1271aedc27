package httpapi

import (
	"runtime"
	"time"
)

// Limits bounds what one request may ask. A field left at zero takes the value
// of DefaultLimits.
type Limits struct {
	Body       int64         // bytes of a request body
	Tokens     int           // tokens of a document, comments included
	Depth      int           // fields within each other; the same bound holds for lists and objects in values and variables
	Cost       int           // page size x children, see the cost walker
	RootFields int           // fields of an operation's root, aliases and fragments counted
	Query      time.Duration // from the reading of a query to its last resolver
	Mutation   time.Duration // the same for a mutation
	Errors     int           // errors in a response, the one that tells of the others included

	Queries   int           // queries that run at once; costly and slow ones take an eighth of it at most
	Mutations int           // mutations that run at once, beside the queries
	Wait      time.Duration // how long a request waits for its turn
	Bodies    int64         // bytes of bodies held at once, of all requests
	Answers   int64         // bytes of answers on their way, of all requests

	Answer     time.Duration // for a client to take an answer, beside what its bytes take
	AnswerRate int64         // bytes a second at which it must take them

	CacheEntries int   // validated documents kept for their next use
	CacheBytes   int64 // their estimated memory together, in bytes
}

// DefaultLimits is what the server applies unless told otherwise.
func DefaultLimits() Limits {
	return Limits{
		Body:         1 << 20,
		Tokens:       4000,
		Depth:        20,
		Cost:         20_000,
		RootFields:   50,
		Query:        10 * time.Second,
		Mutation:     60 * time.Second,
		Errors:       20,
		Queries:      8 * runtime.GOMAXPROCS(0),
		Mutations:    4 * runtime.GOMAXPROCS(0),
		Wait:         3 * time.Second,
		Bodies:       32 << 20,
		Answers:      128 << 20,
		Answer:       10 * time.Second,
		AnswerRate:   256 << 10,
		CacheEntries: 1000,
		CacheBytes:   32 << 20,
	}
}

// Bounds that no honest client meets. They keep the parser's and validator's
// work in proportion to the limits above, so they are not configurable.
const (
	maxName       = 128     // bytes of a name; suggestions compare names letter by letter
	maxVariables  = 100     // variables of an operation, and keys of its variables
	maxDirectives = 200     // directives of a document
	maxFragments  = 200     // fragments of a document
	maxOperations = 50      // operations of a document
	maxMergeWork  = 200_000 // comparisons of fields that share a response name
	maxMessage    = 600     // bytes of an error message
	maxKept       = 500     // errors kept while a request runs, before the cap of its response
	maxCauses     = 5       // internal causes logged per request

	waitingEach = 16 // requests that may wait for each that runs
	costlyPart  = 8  // of the turns of queries, one of so many is for those of high cost
	costlyShare = 10 // a query that costs more than the limit divided by this is of high cost

	slowFrom = 400 * time.Millisecond // of a core; documents that take longer lately are of high cost, too
	freeBody = 16 << 10               // bytes of a body that are not counted: small requests always find room

	defaultPage = 20 // page size where a connection names none
)

func (l Limits) withDefaults() Limits {
	d := DefaultLimits()
	fill(&l.Body, d.Body)
	fill(&l.Tokens, d.Tokens)
	fill(&l.Depth, d.Depth)
	fill(&l.Cost, d.Cost)
	fill(&l.RootFields, d.RootFields)
	fill(&l.Query, d.Query)
	fill(&l.Mutation, d.Mutation)
	fill(&l.Errors, d.Errors)
	fill(&l.Queries, d.Queries)
	fill(&l.Mutations, d.Mutations)
	fill(&l.Wait, d.Wait)
	fill(&l.Bodies, d.Bodies)
	fill(&l.Answers, d.Answers)
	fill(&l.Answer, d.Answer)
	fill(&l.AnswerRate, d.AnswerRate)
	fill(&l.CacheEntries, d.CacheEntries)
	fill(&l.CacheBytes, d.CacheBytes)
	return l
}

func fill[T int | int64 | time.Duration](field *T, value T) {
	if *field <= 0 {
		*field = value
	}
}
