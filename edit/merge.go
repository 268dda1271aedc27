package edit

import (
	"bytes"
	"cmp"
	"encoding/json"
	"maps"
	"slices"
	"strings"

	"cobuild/graph"
)

// sameNoun says whether two nouns are on record alike; nil = not at all.
func sameNoun(a, b graph.Noun) (bool, error) {
	if a == nil || b == nil {
		return a == nil && b == nil, nil
	}
	left, err := graph.MarshalNoun(a)
	if err != nil {
		return false, err
	}
	right, err := graph.MarshalNoun(b)
	return bytes.Equal(left, right), err
}

// mergeNouns takes back what led from base to changed, but from now, which came
// of base by other changes: what only one side changed is as that side has it.
// Parts with ids of their own (works, headcounts, activities) are merged one by
// one; every other attribute is one value. clashes are the attributes that both
// sides changed, each to something else.
func mergeNouns(changed, base, now graph.Noun) (merged graph.Noun, clashes []string, err error) {
	var all [3]map[string]json.RawMessage
	for i, n := range []graph.Noun{changed, base, now} {
		data, err := graph.MarshalNoun(n)
		if err != nil {
			return nil, nil, err
		}
		if err := json.Unmarshal(data, &all[i]); err != nil {
			return nil, nil, err
		}
	}
	names := map[string]bool{}
	for _, one := range all {
		for name := range one {
			names[name] = true
		}
	}
	out := map[string]json.RawMessage{}
	for _, name := range slices.Sorted(maps.Keys(names)) {
		value, ok := mergeValue(all[0][name], all[1][name], all[2][name])
		if !ok {
			clashes = append(clashes, name)
		}
		if value != nil {
			out[name] = value
		}
	}
	if len(clashes) > 0 {
		return now, clashes, nil
	}
	data, err := json.Marshal(out)
	if err != nil {
		return nil, nil, err
	}
	merged, err = graph.UnmarshalNoun(now.Kind(), data)
	return merged, nil, err
}

func mergeValue(from, to, now json.RawMessage) (json.RawMessage, bool) {
	switch {
	case bytes.Equal(from, to):
		return now, true
	case bytes.Equal(now, from), bytes.Equal(now, to):
		return to, true
	}
	return mergeParts(from, to, now)
}

// part is an item of a list that has an id of its own.
type part struct {
	ID    graph.ID   `json:"id"`
	Date  graph.Date `json:"date"`
	Since graph.Date `json:"since"`
	data  json.RawMessage
}

// mergeParts merges lists of parts by their ids.
func mergeParts(from, to, now json.RawMessage) (json.RawMessage, bool) {
	var lists [3]map[graph.ID]part
	for i, data := range []json.RawMessage{from, to, now} {
		parts, ok := partsOf(data)
		if !ok {
			return now, false
		}
		lists[i] = parts
	}
	ids := map[graph.ID]bool{}
	for _, list := range lists {
		for id := range list {
			ids[id] = true
		}
	}
	var merged []part
	for id := range ids {
		data, ok := mergeValue(lists[0][id].data, lists[1][id].data, lists[2][id].data)
		if !ok {
			return now, false
		}
		if data == nil {
			continue
		}
		p := lists[2][id]
		if bytes.Equal(data, lists[1][id].data) {
			p = lists[1][id]
		}
		merged = append(merged, p)
	}
	if len(merged) == 0 {
		return nil, true
	}
	slices.SortFunc(merged, func(a, b part) int {
		return cmp.Or(cmp.Compare(a.Date, b.Date), cmp.Compare(a.Since, b.Since), strings.Compare(string(a.ID), string(b.ID)))
	})
	list := make([]json.RawMessage, len(merged))
	for i, p := range merged {
		list[i] = p.data
	}
	data, err := json.Marshal(list)
	return data, err == nil
}

// partsOf takes a list of parts apart; false where it is something else.
func partsOf(data json.RawMessage) (map[graph.ID]part, bool) {
	parts := map[graph.ID]part{}
	if data == nil {
		return parts, true
	}
	var list []json.RawMessage
	if json.Unmarshal(data, &list) != nil {
		return nil, false
	}
	for _, one := range list {
		p := part{data: one}
		if json.Unmarshal(one, &p) != nil || p.ID == "" {
			return nil, false
		}
		parts[p.ID] = p
	}
	return parts, true
}
