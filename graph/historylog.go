package graph

import (
	"cmp"
	"slices"
	"strings"
)

// History is what is true of a noun, past and to come, while it is being found
// out which changes said so.
type History struct {
	subject ID
	items   []HistoryItem
	open    int // items of which a change is still looked for
	groups  []*historyGroup
	closed  int64 // revision from which on nothing more is needed
}

// historyGroup is what one revision changed of a noun.
type historyGroup struct {
	revision      int64
	before, after []HistoryItem
}

// NewHistory begins the history of a noun with its links as HistoryHops asks
// for them, of any time.
func NewHistory(n Noun, links []Link) *History {
	h := &History{subject: n.Top().ID, items: nounHistory(n)}
	for i := range links {
		if item, told := linkHistory(h.subject, &links[i]); told {
			h.items = append(h.items, item)
		}
	}
	h.open = 2 * len(h.items)
	slices.SortStableFunc(h.items, func(a, b HistoryItem) int {
		return cmp.Or(historyRank(a.Attribute)-historyRank(b.Attribute), cmp.Compare(a.Since, b.Since), cmp.Compare(a.End(), b.End()), strings.Compare(string(a.Thing), string(b.Thing)))
	})
	return h
}

func historyRank(a HistoryAttribute) int {
	return slices.IndexFunc(Enums["HistoryAttribute"], func(l Label) bool { return l.Value == string(a) })
}

// same says whether two items tell the same value; on the same days if asked.
func (i *HistoryItem) same(o *HistoryItem, days bool) bool {
	return i.Attribute == o.Attribute && i.Thing == o.Thing && i.Raw == o.Raw && i.Since == o.Since && (!days || i.Until == o.Until)
}

func among(items []HistoryItem, i *HistoryItem, days bool) bool {
	return slices.ContainsFunc(items, func(o HistoryItem) bool { return i.same(&o, days) })
}

// Hear takes an entry of the noun's log, newest first. It says whether older
// ones are needed.
func (h *History) Hear(e *LogEntry) (more bool) {
	if h.open == 0 && e.Revision != h.closed {
		return false
	}
	before, after := h.sides(&e.Change)
	if last := len(h.groups) - 1; last < 0 || h.groups[last].revision != e.Revision {
		h.groups = append(h.groups, &historyGroup{revision: e.Revision})
	}
	g := h.groups[len(h.groups)-1]
	g.before, g.after = append(g.before, before...), append(g.after, after...)
	for n := range h.items {
		i := &h.items[n]
		if i.Change == nil && among(after, i, true) && !among(before, i, true) {
			i.Change = e
			h.open--
		}
		if i.Entered == nil && among(after, i, false) && !among(before, i, false) {
			i.Entered = e
			h.open--
		}
	}
	h.closed = e.Revision
	return true
}

func (h *History) sides(c *Change) (before, after []HistoryItem) {
	if c.Link() == nil {
		if c.Subject() == h.subject {
			return c.sides()
		}
		return nil, nil
	}
	for _, side := range []struct {
		link *Link
		into *[]HistoryItem
	}{{c.LinkBefore, &before}, {c.LinkAfter, &after}} {
		if side.link == nil || side.link.From != h.subject && side.link.To != h.subject {
			continue
		}
		if item, told := linkHistory(h.subject, side.link); told {
			*side.into = []HistoryItem{item}
		}
	}
	return before, after
}

// Items are what is true of the noun, by attribute and first day, with the
// changes that were heard of.
func (h *History) Items() []HistoryItem {
	for n := range h.items {
		i := &h.items[n]
		if i.Change == nil {
			continue
		}
		at := slices.IndexFunc(h.groups, func(g *historyGroup) bool { return g.revision == i.Change.Revision })
		for _, was := range h.groups[at].before {
			if was.Attribute != i.Attribute || i.Dated && !was.Overlaps(i.Interval) || was.same(i, true) || among(h.groups[at].after, &was, true) {
				continue
			}
			if !i.Attribute.plural() || was.Thing == i.Thing || was.Related != "" && was.Related == i.Related {
				i.Replaced = append(i.Replaced, was)
			}
		}
	}
	return h.items
}
