package exchange

import (
	"context"
	"maps"
	"slices"
	"strings"

	"cobuild/graph"
)

// reach is links that rows of a table are compared with: of the noun a row is
// about, or of those a column refers to.
type reach struct {
	column string // "" = the noun the row is about
	dir    graph.Direction
	hops   []graph.Hop
}

// reaches are the links that rows of tables are compared with. What is left out
// is read when a row asks for it.
var reaches = map[string][]reach{
	"regions":       {{"", graph.Out, []graph.Hop{graph.HopParent}}},
	"organisations": {{"", graph.Out, []graph.Hop{graph.HopLocated, graph.HopSuperior, graph.HopLeads, graph.HopSecretary}}, {"leads", graph.In, []graph.Hop{graph.HopLeads}}},
	"units":         {{"", graph.Out, []graph.Hop{graph.HopLocated}}},
	"members":       {{"", graph.Out, []graph.Hop{graph.HopAffiliated, graph.HopWorksAt, graph.HopResides}}},
	"coverages":     {{"organisation", graph.Out, []graph.Hop{graph.HopCovers}}, {"unit", graph.In, []graph.Hop{graph.HopCovers}}},
	"registrations": {{"member", graph.Out, []graph.Hop{graph.HopRegistered, graph.HopAffiliated}}},
	"pairings": {
		{"", graph.Out, []graph.Hop{graph.HopEnd}}, {"helpers", graph.In, []graph.Hop{graph.HopEnd}}, {"helped", graph.In, []graph.Hop{graph.HopEnd}}, {"peers", graph.In, []graph.Hop{graph.HopEnd}},
	},
	"ends":      {{"pairing", graph.Out, []graph.Hop{graph.HopEnd}}},
	"alliances": {{"", graph.Out, []graph.Hop{graph.HopLocated, graph.HopHost, graph.HopUmbrella, graph.HopSeat}}},
	"seats":     {{"alliance", graph.Out, []graph.Hop{graph.HopSeat}}},
}

// prefetch reads in a few calls what the rows refer to and what is known of it;
// with names also what new nouns are compared with by name.
func (d *desk) prefetch(ctx context.Context, t *table, rows []*row, names bool) error {
	var keys []graph.CodeKey
	known := map[graph.CodeKey]bool{}
	of := map[string][]graph.CodeKey{} // by column; "" = the noun a row is about
	byID := map[string][]graph.ID{}    // the same, where a row says the id
	add := func(column string, kind graph.Kind, field graph.CodeField, code string) {
		key := graph.CodeKey{Kind: kind, Field: field, Code: code}
		if !known[key] {
			known[key] = true
			keys = append(keys, key)
		}
		of[column] = append(of[column], key)
	}
	refer := func(c *column, ref string) {
		kinds := c.nouns
		if id := graph.ID(ref); slices.Contains(kinds, id.Kind()) {
			byID[c.name] = append(byID[c.name], id)
			return
		}
		ref, kinds = meant(ref, kinds)
		for _, kind := range kinds {
			for _, code := range spellings(kind, ref) {
				add(c.name, kind, graph.ByCode, code)
			}
			if kind == graph.KindUnit && len(ref) == 18 {
				add(c.name, kind, graph.ByCredit, strings.ToUpper(ref))
			}
		}
	}
	for _, r := range rows {
		for i := range t.columns {
			c, text := &t.columns[i], r.cells[i].text
			switch {
			case text == "" || strings.HasPrefix(text, parted):
			case c.kind == aRef:
				refer(c, text)
			case c.kind == aRefs:
				for ref := range strings.SplitSeq(text, ";") {
					refer(c, ref)
				}
			case c.name == "code":
				add("", t.noun, graph.ByCode, text)
			case c.name == "credit_code":
				add("", t.noun, graph.ByCredit, text)
			case c.name == "id":
				byID[""] = append(byID[""], graph.ID(text))
			}
		}
	}
	if err := d.loadCodes(ctx, keys); err != nil {
		return err
	}
	for _, name := range slices.Sorted(maps.Keys(byID)) {
		if err := d.load(ctx, byID[name]); err != nil {
			return err
		}
	}
	for _, reach := range reaches[t.name] {
		var ids []graph.ID
		seen := map[graph.ID]bool{}
		for _, id := range byID[reach.column] {
			if d.read.nouns[id] != nil && !seen[id] {
				seen[id] = true
				ids = append(ids, id)
			}
		}
		for _, key := range of[reach.column] {
			for _, id := range d.read.codes[key] {
				if !seen[id] {
					seen[id] = true
					ids = append(ids, id)
				}
			}
		}
		if err := d.loadLinks(ctx, ids, reach.dir, reach.hops); err != nil {
			return err
		}
	}
	if names {
		return d.prefetchNames(ctx, t, of)
	}
	return nil
}

// prefetchNames reads what lies in the regions that rows name, for what is new
// to be compared with it by name.
func (d *desk) prefetchNames(ctx context.Context, t *table, of map[string][]graph.CodeKey) error {
	if t.index("region") < 0 || t.index("code") < 0 {
		return nil
	}
	fresh := false
	for _, key := range of[""] {
		fresh = fresh || len(d.read.codes[key]) == 0
	}
	if !fresh {
		return nil
	}
	var regions, lying []graph.ID
	for _, key := range of["region"] {
		for _, id := range d.read.codes[key] {
			if _, known := d.read.near[nearKey{id, graph.In, graph.HopLocated}]; !known && !slices.Contains(regions[max(0, len(regions)-8):], id) {
				regions = append(regions, id)
			}
		}
	}
	if err := d.loadLinks(ctx, regions, graph.In, []graph.Hop{graph.HopLocated}); err != nil {
		return err
	}
	for _, region := range regions {
		for _, link := range d.read.near[nearKey{region, graph.In, graph.HopLocated}] {
			if from := d.read.links[link].From; from.Kind() == t.noun {
				lying = append(lying, from)
			}
		}
	}
	return d.load(ctx, lying)
}
