// Package loaders is the only door for reads of a request: questions that come
// up at the same moment, for any number of parents, are put to the reader in
// one call, and none is put twice.
package loaders

import (
	"context"
	"time"

	"github.com/vikstrous/dataloadgen"

	"cobuild/graph"
)

// DefaultWait is how long a question waits for others like it. It is paid once
// per level of a query, not per parent.
const DefaultWait = 2 * time.Millisecond

// Loaders answer the questions of one request. What was answered is kept until
// Clear. Safe for concurrent use.
type Loaders struct {
	reader graph.Reader
	clears []func()

	nouns        *dataloadgen.Loader[graph.ID, graph.Noun]
	parts        *dataloadgen.Loader[graph.ID, graph.Part]
	codes        *dataloadgen.Loader[codeOn, graph.Noun]
	links        *dataloadgen.Loader[linksOf, []graph.Link]
	linkPages    *dataloadgen.Loader[pageOfLinks, graph.PageOf[graph.Link]]
	linkCounts   *dataloadgen.Loader[linksOf, int]
	lines        *dataloadgen.Loader[linksOf, []graph.ID]
	ancestors    *dataloadgen.Loader[idOn, []graph.ID]
	lists        *dataloadgen.Loader[question, graph.PageOf[graph.Noun]]
	listCounts   *dataloadgen.Loader[question, int]
	gaps         *dataloadgen.Loader[question, graph.PageOf[graph.Finding]]
	gapCounts    *dataloadgen.Loader[question, int]
	reports      *dataloadgen.Loader[question, *graph.Report]
	trends       *dataloadgen.Loader[question, []*graph.Report]
	groups       *dataloadgen.Loader[question, []graph.ReportGroup]
	memberCounts *dataloadgen.Loader[question, graph.Members]
	reportings   *dataloadgen.Loader[question, graph.RateCount]
	findings     *dataloadgen.Loader[graph.ID, *graph.Finding]
	findingsOf   *dataloadgen.Loader[idOn, []graph.Finding]
	explanations *dataloadgen.Loader[findingOn, graph.Explanation]
	histories    *dataloadgen.Loader[graph.ID, []graph.HistoryItem]
	headcounts   *dataloadgen.Loader[idOn, *graph.HeadcountView]
	paths        *dataloadgen.Loader[question, graph.Paths]
	matrices     *dataloadgen.Loader[question, graph.PairingMatrix]
}

type (
	idOn struct {
		id graph.ID
		on graph.Date
	}
	codeOn struct {
		key graph.CodeKey
		on  graph.Date
	}
	findingOn struct {
		finding graph.Finding
		on      graph.Date
	}
	// way is a hop followed in a direction on a day.
	way struct {
		hop       graph.Hop
		direction graph.Direction
		on        graph.Date
	}
	linksOf struct {
		id graph.ID
		way
	}
	pageOfLinks struct {
		id graph.ID
		wayPage
	}
	wayPage struct {
		way
		page graph.Page
	}
)

// New makes the loaders of one request. wait is how long a question waits for
// others; DefaultWait serves.
func New(reader graph.Reader, wait time.Duration) *Loaders {
	l := &Loaders{reader: reader}
	l.nouns = add(l, wait, l.readNouns)
	l.parts = add(l, wait, l.readParts)
	l.codes = add(l, wait, grouped(func(k codeOn) graph.Date { return k.on }, l.readCodes))
	l.links = add(l, wait, grouped(func(k linksOf) way { return k.way }, l.readLinks))
	l.linkPages = add(l, wait, grouped(func(k pageOfLinks) wayPage { return k.wayPage }, l.readLinkPages))
	l.linkCounts = add(l, wait, grouped(func(k linksOf) way { return k.way }, l.readLinkCounts))
	l.lines = add(l, wait, grouped(func(k linksOf) way { return k.way }, l.readLines))
	l.ancestors = add(l, wait, grouped(dateOf, l.readAncestors))
	l.lists = add(l, wait, each(reader.List))
	l.listCounts = add(l, wait, each(reader.CountList))
	l.gaps = add(l, wait, each(reader.Gaps))
	l.gapCounts = add(l, wait, each(reader.CountGaps))
	l.reports = add(l, wait, each(reader.Reports))
	l.trends = add(l, wait, each(reader.Trends))
	l.groups = add(l, wait, each(reader.Groups))
	l.memberCounts = add(l, wait, each(reader.MemberCounts))
	l.reportings = add(l, wait, each(reader.Reporting))
	l.findings = add(l, wait, l.readFindings)
	l.findingsOf = add(l, wait, grouped(dateOf, l.readFindingsOf))
	l.explanations = add(l, wait, grouped(func(k findingOn) graph.Date { return k.on }, l.readExplanations))
	l.headcounts = add(l, wait, grouped(dateOf, l.readHeadcounts))
	l.matrices = add(l, wait, each(reader.PairingMatrices))
	l.paths = add(l, wait, each(reader.Paths))
	l.histories = add(l, wait, l.readHistories)
	return l
}

func add[K comparable, V any](l *Loaders, wait time.Duration, fetch func(context.Context, []K) (map[K]V, error)) *dataloadgen.Loader[K, V] {
	loader := dataloadgen.NewMappedLoader(fetch, dataloadgen.WithWait(wait))
	l.clears = append(l.clears, loader.ClearAll)
	return loader
}

// Clear forgets all answers: after a write.
func (l *Loaders) Clear() {
	for _, clear := range l.clears {
		clear()
	}
}

type loadersKey struct{}

// With attaches the loaders of a request.
func With(ctx context.Context, l *Loaders) context.Context {
	return context.WithValue(ctx, loadersKey{}, l)
}

// From gives the loaders of the request. It panics where With was forgotten: a
// resolver without them cannot work.
func From(ctx context.Context) *Loaders { return ctx.Value(loadersKey{}).(*Loaders) }
