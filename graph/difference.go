package graph

import (
	"cmp"
	"slices"
)

// Difference is what a change says of one attribute on some days: the value
// before, and the one after. One of them is nil where there was none, or is
// none.
type Difference struct {
	Attribute     HistoryAttribute
	Before, After *HistoryItem
	Interval      // the days on which they differ; of all days for what is current only
	Dated         bool
}

// differing is what a difference is about: one thing of many, such as an
// activity, or an attribute with one value a day.
type differing struct {
	attribute HistoryAttribute
	thing     ID
}

func differingOf(i *HistoryItem) differing {
	if !i.Attribute.plural() || i.Attribute == HistoryHeadcount { // of reports one is in force a day
		return differing{attribute: i.Attribute}
	}
	return differing{i.Attribute, i.Thing}
}

// Differences are what a change altered of a noun, attribute by attribute and
// day by day, days with the same difference together; none for a link. That
// nothing is true of a noun on days on which it no longer exists goes without
// saying.
func (c *Change) Differences() (all []Difference) {
	if c.Link() != nil {
		return nil
	}
	before, after := c.sides()
	var about []differing
	sides := map[differing]*[2][]*HistoryItem{}
	for n, items := range [2][]HistoryItem{before, after} {
		for i := range items {
			d := differingOf(&items[i])
			if sides[d] == nil {
				sides[d] = new([2][]*HistoryItem)
				about = append(about, d)
			}
			sides[d][n] = append(sides[d][n], &items[i])
		}
	}
	for _, d := range about {
		all = append(all, differencesOf(sides[d][0], sides[d][1])...)
	}
	var gone []Interval
	for _, d := range all {
		if d.Attribute == HistoryLife && d.After == nil {
			gone = append(gone, d.Interval)
		}
	}
	all = slices.DeleteFunc(all, func(d Difference) bool {
		return d.Attribute != HistoryLife && d.After == nil && d.Dated && slices.ContainsFunc(gone, func(days Interval) bool { return days.Contains(d.Interval) })
	})
	slices.SortStableFunc(all, func(a, b Difference) int {
		return cmp.Or(historyRank(a.Attribute)-historyRank(b.Attribute), cmp.Compare(a.Since, b.Since))
	})
	return all
}

// differencesOf compares what holds before and after on each of the days
// between which either side changes.
func differencesOf(before, after []*HistoryItem) (found []Difference) {
	cuts := []Date{0, End}
	for _, i := range slices.Concat(before, after) {
		cuts = append(cuts, i.Since, i.End())
	}
	slices.Sort(cuts)
	cuts = slices.Compact(cuts)
	for n, from := range cuts[:len(cuts)-1] {
		was, is := itemOn(before, from), itemOn(after, from)
		if was == nil && is == nil || was != nil && is != nil && was.Raw == is.Raw {
			continue
		}
		days, _ := Bounds(from, cuts[n+1])
		if last := len(found) - 1; last >= 0 && found[last].End() == from && sameValue(found[last].Before, was) && sameValue(found[last].After, is) {
			found[last].Until = days.Until
			continue
		}
		one := cmp.Or(is, was)
		found = append(found, Difference{Attribute: one.Attribute, Before: was, After: is, Interval: days, Dated: one.Dated})
	}
	return found
}

func itemOn(items []*HistoryItem, d Date) *HistoryItem {
	for _, i := range items {
		if i.Holds(d) {
			return i
		}
	}
	return nil
}

func sameValue(a, b *HistoryItem) bool {
	return a == b || a != nil && b != nil && a.Raw == b.Raw
}
