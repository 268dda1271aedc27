// Package loaders is the only door for reads of a request: questions that come
// up at the same moment, for any number of parents, are put to the reader in
// one call, and none is put twice.
package loaders

import (
	"context"
	"time"

	"cobuild/graph"
)

// Loaders answer the questions of one request. What was answered is kept until
// Clear. Safe for concurrent use.
type Loaders struct {
	reader graph.Reader
	rounds rounds
	clears []func()

	nouns        *loader[graph.ID, graph.ID, graph.Noun]
	parts        *loader[graph.ID, graph.ID, graph.Part]
	codes        *loader[codeOn, codeOn, graph.Noun]
	links        *loader[linksOf, linksOf, []graph.Link]
	linkPages    *loader[pageOfLinks, pageOfLinks, graph.PageOf[graph.Link]]
	linkCounts   *loader[linksOf, linksOf, int]
	lines        *loader[linksOf, linksOf, []graph.ID]
	ancestors    *loader[idOn, idOn, []graph.ID]
	lists        *loader[graph.ListQuery, string, graph.PageOf[graph.Noun]]
	listCounts   *loader[graph.ListQuery, string, int]
	gaps         *loader[graph.GapQuery, string, graph.PageOf[graph.Finding]]
	gapCounts    *loader[graph.GapQuery, string, int]
	reports      *loader[graph.ReportQuery, string, *graph.Report]
	trends       *loader[graph.TrendQuery, string, []*graph.Report]
	groups       *loader[graph.GroupQuery, string, []graph.ReportGroup]
	memberCounts *loader[graph.LineQuery, string, graph.Members]
	reportings   *loader[graph.ReportingQuery, string, graph.RateCount]
	findings     *loader[graph.ID, graph.ID, *graph.Finding]
	findingsOf   *loader[idOn, idOn, []graph.Finding]
	explanations *loader[findingOn, findingOn, graph.Explanation]
	histories    *loader[graph.ID, graph.ID, []graph.HistoryItem]
	headcounts   *loader[idOn, idOn, *graph.HeadcountView]
	paths        *loader[graph.PathQuery, string, graph.Paths]
	matrices     *loader[graph.PairingMatrixQuery, string, graph.PairingMatrix]
	searches     *loader[graph.SearchQuery, string, graph.PageOf[graph.SearchHit]]
	searchCounts *loader[graph.SearchQuery, string, int]
	logs         *loader[graph.LogQuery, string, graph.PageOf[graph.LogEntry]]
	logCounts    *loader[graph.LogQuery, string, int]
	roots        *loader[graph.Date, graph.Date, []graph.ID]
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

// New makes the loaders of one request. wait is how long questions wait for
// announced fields that do not come; DefaultWait serves.
func New(reader graph.Reader, wait time.Duration) *Loaders {
	l := &Loaders{reader: reader}
	l.rounds.wait = wait
	l.nouns = add(l, itself, l.readNouns)
	l.parts = add(l, itself, l.readParts)
	l.codes = add(l, itself, grouped(func(k codeOn) graph.Date { return k.on }, l.readCodes))
	l.links = add(l, itself, grouped(linksOf.together, l.readLinks))
	l.linkPages = add(l, itself, grouped(func(k pageOfLinks) wayPage { return k.wayPage }, l.readLinkPages))
	l.linkCounts = add(l, itself, grouped(func(k linksOf) way { return k.way }, l.readLinkCounts))
	l.lines = add(l, itself, grouped(func(k linksOf) way { return k.way }, l.readLines))
	l.ancestors = add(l, itself, grouped(func(k idOn) graph.Date { return k.on }, l.readAncestors))
	l.lists = add(l, spelled[graph.ListQuery], each(reader.List))
	l.listCounts = add(l, spelled[graph.ListQuery], each(reader.CountList))
	l.gaps = add(l, spelled[graph.GapQuery], each(reader.Gaps))
	l.gapCounts = add(l, spelled[graph.GapQuery], each(reader.CountGaps))
	l.reports = add(l, spelled[graph.ReportQuery], each(reader.Reports))
	l.trends = add(l, spelled[graph.TrendQuery], each(reader.Trends))
	l.groups = add(l, spelled[graph.GroupQuery], each(reader.Groups))
	l.memberCounts = add(l, spelled[graph.LineQuery], each(reader.MemberCounts))
	l.reportings = add(l, spelled[graph.ReportingQuery], each(reader.Reporting))
	l.findings = add(l, itself, l.readFindings)
	l.findingsOf = add(l, itself, grouped(func(k idOn) graph.Date { return k.on }, l.readFindingsOf))
	l.explanations = add(l, itself, grouped(func(k findingOn) graph.Date { return k.on }, l.readExplanations))
	l.headcounts = add(l, itself, grouped(func(k idOn) graph.Date { return k.on }, l.readHeadcounts))
	l.matrices = add(l, spelled[graph.PairingMatrixQuery], each(reader.PairingMatrices))
	l.paths = add(l, spelled[graph.PathQuery], each(reader.Paths))
	l.histories = add(l, itself, l.readHistories)
	l.searches = add(l, spelled[graph.SearchQuery], apart(reader.Search))
	l.searchCounts = add(l, spelled[graph.SearchQuery], apart(reader.CountSearch))
	l.logs = add(l, spelled[graph.LogQuery], apart(reader.Log))
	l.logCounts = add(l, spelled[graph.LogQuery], apart(reader.CountLog))
	l.roots = add(l, itself, apart(reader.Roots))
	return l
}

func add[Q any, K comparable, V any](l *Loaders, key func(Q) K, f fetch[Q, V]) *loader[Q, K, V] {
	one := &loader[Q, K, V]{rounds: &l.rounds, key: key, fetch: f}
	l.clears = append(l.clears, one.clear)
	return one
}

// Expect announces fields: questions are held back until each has come to its
// end or waits for an answer. Where none is announced, as outside the execution
// of a query, what is asked by one call of a method is one batch.
func (l *Loaders) Expect(fields int) { l.rounds.expect(fields) }

// Done ends a field below which so many others follow.
func (l *Loaders) Done(children int) { l.rounds.pass(1 - children) }

// Clear forgets all answers: after a write.
func (l *Loaders) Clear() {
	l.rounds.mu.Lock()
	defer l.rounds.mu.Unlock()
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
