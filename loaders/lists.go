package loaders

import (
	"context"

	"cobuild/graph"
)

// List gives one page of nouns.
func (l *Loaders) List(ctx context.Context, q graph.ListQuery) (graph.PageOf[graph.Noun], error) {
	page, err := l.lists.load(ctx, q)
	if err == nil {
		l.keep(page.Items)
	}
	return page, err
}

// CountList counts a whole list; q's page and order do not matter. As with all
// counts, the question is put at once and the answer waited for when the
// function is called.
func (l *Loaders) CountList(ctx context.Context, q graph.ListQuery) func() (int, error) {
	q.Page, q.Order = graph.Page{}, graph.Order{}
	return l.listCounts.later(ctx, q)
}

// Gaps gives one page of gaps.
func (l *Loaders) Gaps(ctx context.Context, q graph.GapQuery) (graph.PageOf[graph.Finding], error) {
	return l.gaps.load(ctx, q)
}

// CountGaps counts a whole list of gaps; q's page and order do not matter.
func (l *Loaders) CountGaps(ctx context.Context, q graph.GapQuery) func() (int, error) {
	q.Page, q.Order = graph.Page{}, graph.Order{}
	return l.gapCounts.later(ctx, q)
}

// Report counts the coverage of a place.
func (l *Loaders) Report(ctx context.Context, q graph.ReportQuery) (*graph.Report, error) {
	return l.reports.load(ctx, q)
}

// Trend counts the coverage of a place on many days.
func (l *Loaders) Trend(ctx context.Context, q graph.TrendQuery) ([]*graph.Report, error) {
	return l.trends.load(ctx, q)
}

// Groups counts the coverage of a place by parts.
func (l *Loaders) Groups(ctx context.Context, q graph.GroupQuery) ([]graph.ReportGroup, error) {
	return l.groups.load(ctx, q)
}

// MemberCount counts the members of a line.
func (l *Loaders) MemberCount(ctx context.Context, q graph.LineQuery) (graph.Members, error) {
	return l.memberCounts.load(ctx, q)
}

// Reporting counts who is registered where they live.
func (l *Loaders) Reporting(ctx context.Context, q graph.ReportingQuery) (graph.RateCount, error) {
	return l.reportings.load(ctx, q)
}

// Findings gives gaps by id in their order, in force or not; nil where there is
// none.
func (l *Loaders) Findings(ctx context.Context, ids []graph.ID) ([]*graph.Finding, error) {
	return l.findings.all(ctx, ids)
}

func (l *Loaders) readFindings(ctx context.Context, ids []graph.ID) ([]*graph.Finding, error) {
	found, err := l.reader.Findings(ctx, ids)
	return pointersInOrder(ids, found, err)
}

// FindingsOf gives what holds of a subject on a day: status and gaps.
func (l *Loaders) FindingsOf(ctx context.Context, subject graph.ID, on graph.Date) ([]graph.Finding, error) {
	return l.findingsOf.load(ctx, idOn{subject, on})
}

func (l *Loaders) readFindingsOf(ctx context.Context, on graph.Date, keys []idOn) ([][]graph.Finding, error) {
	ids := idsOf(keys)
	found, err := l.reader.FindingsOf(ctx, ids, on)
	return inOrder(ids, found, err)
}

// Explain says why a finding holds on a day.
func (l *Loaders) Explain(ctx context.Context, f graph.Finding, on graph.Date) (graph.Explanation, error) {
	return l.explanations.load(ctx, findingOn{f, on})
}

func (l *Loaders) readExplanations(ctx context.Context, on graph.Date, keys []findingOn) ([]graph.Explanation, error) {
	findings := make([]graph.Finding, len(keys))
	for i, key := range keys {
		findings[i] = key.finding
	}
	return l.reader.Explain(ctx, findings, on)
}

// Headcount gives how many members a unit has on a day, nil outside its life.
func (l *Loaders) Headcount(ctx context.Context, unit graph.ID, on graph.Date) (*graph.HeadcountView, error) {
	return l.headcounts.load(ctx, idOn{unit, on})
}

func (l *Loaders) readHeadcounts(ctx context.Context, on graph.Date, keys []idOn) ([]*graph.HeadcountView, error) {
	ids := idsOf(keys)
	found, err := l.reader.Headcounts(ctx, ids, on)
	return pointersInOrder(ids, found, err)
}

// Search finds nouns by a text.
func (l *Loaders) Search(ctx context.Context, q graph.SearchQuery) (graph.PageOf[graph.SearchHit], error) {
	return l.searches.load(ctx, q)
}

// CountSearch counts what Search finds, see CountList.
func (l *Loaders) CountSearch(ctx context.Context, q graph.SearchQuery) func() (int, error) {
	return l.searchCounts.later(ctx, q)
}

// Log gives one page of the change log.
func (l *Loaders) Log(ctx context.Context, q graph.LogQuery) (graph.PageOf[graph.LogEntry], error) {
	return l.logs.load(ctx, q)
}

// CountLog counts entries of the change log, see CountList.
func (l *Loaders) CountLog(ctx context.Context, q graph.LogQuery) func() (int, error) {
	return l.logCounts.later(ctx, q)
}

// Roots are the regions without a parent on a day.
func (l *Loaders) Roots(ctx context.Context, on graph.Date) ([]graph.ID, error) {
	return l.roots.load(ctx, on)
}

// Revision is that of the last acknowledged write.
func (l *Loaders) Revision(ctx context.Context) (int64, error) { return l.reader.Revision(ctx) }

// Ruleset describes the rules in force.
func (l *Loaders) Ruleset() *graph.Ruleset { return l.reader.Ruleset() }
