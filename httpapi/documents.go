package httpapi

import (
	"context"
	"errors"
	"sync"
	"sync/atomic"
	"time"

	"github.com/hashicorp/golang-lru/v2/simplelru"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"
	"github.com/vektah/gqlparser/v2/parser"
	"github.com/vektah/gqlparser/v2/validator"
	"github.com/vektah/gqlparser/v2/validator/rules"
)

// documents turns query texts into validated documents and keeps the last of
// them. It is bounded in entries and in memory, so that a stream of distinct
// texts replaces entries and never grows it. Safe for concurrent use.
type documents struct {
	schema *ast.Schema
	lim    Limits

	mu     sync.Mutex
	kept   *simplelru.LRU[string, document]
	weight int64
}

type document struct {
	doc    *ast.QueryDocument
	weight int64
	pace   *pace
}

// pace is what the operations of a document took lately.
type pace struct{ nanos atomic.Int64 }

// note takes in how long one ran, with so many others at once on so many cores:
// those that only waited for each other are not slow.
func (p *pace) note(took time.Duration, running, cores int) {
	own := took.Nanoseconds() * int64(cores) / int64(max(running, cores))
	p.nanos.Store((3*p.nanos.Load() + own) / 4) // a lost race loses one of many
}

func (p *pace) slow() bool { return p.nanos.Load() > slowFrom.Nanoseconds() }

func newDocuments(schema *ast.Schema, lim Limits) (*documents, error) {
	d := &documents{schema: schema, lim: lim}
	kept, err := simplelru.NewLRU(lim.CacheEntries, func(_ string, old document) { d.weight -= old.weight })
	d.kept = kept
	return d, err
}

// load gives the document of a text, valid against the schema. Callers must
// not change it: it is shared.
func (d *documents) load(query string) (document, *refusal) {
	d.mu.Lock()
	known, ok := d.kept.Get(query)
	d.mu.Unlock()
	if ok {
		return known, nil
	}
	doc, selections, refused := parseAndValidate(d.schema, query, d.lim)
	if refused != nil {
		return document{}, refused
	}
	fresh := document{doc: doc, weight: weigh(query, selections), pace: &pace{}}
	d.keep(query, fresh)
	return fresh, nil
}

func (d *documents) keep(query string, entry document) {
	// One text must not push out all others.
	if entry.weight > d.lim.CacheBytes/8 {
		return
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	d.kept.Remove(query)
	d.kept.Add(query, entry)
	d.weight += entry.weight
	for d.weight > d.lim.CacheBytes {
		d.kept.RemoveOldest()
	}
}

// weigh estimates the memory of a document: its text, to which values and
// positions refer, and about a kilobyte per selection with its arguments.
func weigh(query string, selections int) int64 {
	return 2*int64(len(query)) + 1024*int64(selections+1)
}

// parseAndValidate does for a text what can be done without variables, each
// step bounded by the one before.
func parseAndValidate(schema *ast.Schema, query string, lim Limits) (*ast.QueryDocument, int, *refusal) {
	if refused := countTokens(query, lim); refused != nil {
		return nil, 0, refused
	}
	doc, err := parser.ParseQuery(&ast.Source{Input: query})
	if err != nil {
		return nil, 0, refuse(0, err)
	}
	if len(doc.Operations) == 0 {
		return nil, 0, refuse(0, noOperation())
	}
	selections, refused := inspect(doc, lim)
	if refused != nil {
		return nil, 0, refused
	}
	if errs := validate(schema, doc, lim.Errors); len(errs) > 0 {
		return nil, 0, &refusal{causes: errs}
	}
	return doc, selections, nil
}

// specified are the rules of the specification, in a fixed order.
var specified = func() []validator.Rule {
	all := rules.NewDefaultRules().GetInner()
	sorted := make([]validator.Rule, 0, len(all))
	for _, name := range sortedKeys(all) {
		sorted = append(sorted, validator.Rule{Name: name, RuleFunc: all[name]})
	}
	return sorted
}()

var errEnough = errors.New("enough errors")

// validate stops at most errors: a hostile document could earn thousands, each
// with suggestions to be worked out.
func validate(schema *ast.Schema, doc *ast.QueryDocument, most int) (errs []error) {
	defer func() {
		switch stop := recover(); stop {
		case nil:
		case errEnough:
			errs = append(errs, validationStopped(len(errs)))
		default:
			panic(stop)
		}
	}()
	events := &validator.Events{}
	for _, rule := range specified {
		rule.RuleFunc(events, func(options ...validator.ErrorOption) {
			one := &gqlerror.Error{Rule: rule.Name}
			for _, option := range options {
				option(one)
			}
			// Room is left for the error that says so.
			if errs = append(errs, one); len(errs) >= most-1 {
				panic(errEnough)
			}
		})
	}
	validator.Walk(schema, doc, events)
	return errs
}

// prepared hands a request's document to gqlgen's executor, which looks for it
// where it keeps parsed queries. So nothing is parsed or validated but by
// parseAndValidate, and its bounds always hold.
type prepared struct{}

type preparedKey struct{}

func (prepared) Get(ctx context.Context, _ string) (*ast.QueryDocument, bool) {
	doc, ok := ctx.Value(preparedKey{}).(*ast.QueryDocument)
	return doc, ok
}

func (prepared) Add(context.Context, string, *ast.QueryDocument) {}
