package main

import (
	"context"
	"math/rand/v2"
	"slices"
	"time"
)

// Variables that change from request to request are drawn from what the store
// holds, by a seed, and asked in turn by all clients: so many that hardly one is
// asked twice while answers to the others are kept.
const (
	seed      = 1
	mostDrawn = 20_000
)

// drawn is what variables are drawn from.
type drawn struct {
	provinces, regions []found // regions are provinces, prefectures and counties
	gaps, units        []map[string]any
	organisations      []map[string]any
	names              []string
	ends               []string // participants of pairings: those at even places are paired with the next
}

// draw walks the store: regions down to counties, and of some of them the first
// pages of lists.
func (w *world) draw(ctx context.Context) (err error) {
	random := rand.New(rand.NewPCG(seed, seed))
	level := []found{{ID: w.nation}}
	for depth := range 3 {
		var next []found
		for _, region := range level {
			children, err := w.children(ctx, region.ID)
			if err != nil {
				return err
			}
			next = append(next, children...)
		}
		if depth == 0 {
			w.drawn.provinces = next
		}
		w.drawn.regions, level = append(w.drawn.regions, next...), next
	}
	shuffle(random, w.drawn.regions)
	if w.drawn.gaps, err = w.pages(ctx, `query($id: ID!, $first: Int) { region(by: {id: $id}) { list: gaps(first: $first, filter: {severities: [HIGH, MEDIUM]}) { edges { cursor } } } }`, nil); err != nil {
		return err
	}
	if w.drawn.units, err = w.pages(ctx, `query($id: ID!, $first: Int) { list: units(first: $first, filter: {within: {id: $id}, unitKinds: [ENTERPRISE], establishment: [NONE]}) { edges { cursor } } }`, nil); err != nil {
		return err
	}
	w.drawn.organisations, err = w.pages(ctx, `query($id: ID!, $first: Int) { list: organisations(first: $first, filter: {within: {id: $id}}) { edges { cursor node { name } } } }`, func(name string) {
		if runes := []rune(name); len(runes) > 6 {
			w.drawn.names = append(w.drawn.names, string(runes[:5]), string(runes[1:6]), string(runes[2:6]))
		}
	})
	if err == nil {
		err = w.pairs(ctx)
	}
	for _, list := range [][]map[string]any{w.drawn.gaps, w.drawn.units, w.drawn.organisations} {
		shuffle(random, list)
	}
	slices.Sort(w.drawn.names)
	w.drawn.names = slices.Compact(w.drawn.names)
	shuffle(random, w.drawn.names)
	return err
}

func shuffle[T any](random *rand.Rand, list []T) {
	random.Shuffle(len(list), func(i, j int) { list[i], list[j] = list[j], list[i] })
}

func (w *world) children(ctx context.Context, region string) ([]found, error) {
	var at struct {
		Region struct{ Children struct{ Nodes []found } }
	}
	err := w.s.data(ctx, `query($id: ID!) { region(by: {id: $id}) { children(first: 100) { nodes { id code name } } } }`, map[string]any{"id": region}, &at)
	return at.Region.Children.Nodes, err
}

// pages gives the variables of pages of a list: of each region the first, and one
// behind each of its first rows.
func (w *world) pages(ctx context.Context, query string, name func(string)) (variables []map[string]any, err error) {
	const rows, most = 100, 200 // regions
	for _, region := range w.drawn.regions[:min(most, len(w.drawn.regions))] {
		variables = append(variables, map[string]any{"id": region.ID, "first": 50})
		type list struct {
			Edges []struct {
				Cursor string
				Node   struct{ Name string }
			}
		}
		var at struct {
			List   list
			Region struct{ List list }
		}
		if err := w.s.data(ctx, query, map[string]any{"id": region.ID, "first": rows}, &at); err != nil {
			return nil, err
		}
		for _, edge := range slices.Concat(at.List.Edges, at.Region.List.Edges) {
			variables = append(variables, map[string]any{"id": region.ID, "first": 50, "after": edge.Cursor})
			if name != nil {
				name(edge.Node.Name)
			}
		}
	}
	return variables, nil
}

// pairs collects participants of pairings, two and two.
func (w *world) pairs(ctx context.Context) error {
	for _, region := range w.drawn.regions[:min(100, len(w.drawn.regions))] {
		var at struct {
			Pairings struct {
				Nodes []struct {
					Ends []struct{ Participant found }
				}
			}
		}
		err := w.s.data(ctx, `query($id: ID!) { pairings(first: 100, filter: {within: {id: $id}}) { nodes { ends { participant { id } } } } }`, map[string]any{"id": region.ID}, &at)
		if err != nil {
			return err
		}
		for _, pairing := range at.Pairings.Nodes {
			if len(pairing.Ends) > 1 {
				w.drawn.ends = append(w.drawn.ends, pairing.Ends[0].Participant.ID, pairing.Ends[1].Participant.ID)
			}
		}
	}
	return nil
}

// days gives the last day of each month of ten years.
func days() (ends []string) {
	for month := range 120 {
		ends = append(ends, time.Date(2016, time.Month(month+2), 0, 0, 0, 0, 0, time.UTC).Format(time.DateOnly))
	}
	return ends
}

// each gives variables for all of some values, up to mostDrawn.
func each[T any](values []T, variables func(T) map[string]any) (all []map[string]any) {
	for _, value := range values[:min(len(values), mostDrawn)] {
		all = append(all, variables(value))
	}
	return all
}

// regionsAndDays pairs each region with a day of its own, then with the next.
func (d *drawn) regionsAndDays(regions []found) (all []map[string]any) {
	ends := days()
	for turn := range ends {
		for i, region := range regions {
			if len(all) == mostDrawn {
				return all
			}
			all = append(all, map[string]any{"id": region.ID, "asOf": ends[(turn+7*i)%len(ends)]})
		}
	}
	return all
}

// counts gives filters of counts: each region with some choices of units.
func (d *drawn) counts() (all []map[string]any) {
	kinds := [][]string{{"ENTERPRISE"}, {"SOLE_TRADER"}, {"COOPERATIVE"}, {"ENTERPRISE", "SOLE_TRADER"}, {"ENTERPRISE", "COOPERATIVE"}, {"SOCIAL_ORGANISATION", "FOUNDATION"}}
	for _, kind := range kinds {
		for _, establishment := range [][]string{{"NONE"}, {"OWN"}, {"JOINT"}, {"AREA", "TRADE"}, {"NONE", "ATTACHED"}} {
			for _, region := range d.regions {
				all = append(all, map[string]any{"filter": map[string]any{"within": map[string]any{"id": region.ID}, "unitKinds": kind, "establishment": establishment}})
			}
		}
	}
	random := rand.New(rand.NewPCG(seed, seed))
	shuffle(random, all)
	return all[:min(len(all), mostDrawn)]
}

// links pairs participants: with their partner, and with others far and near.
func (d *drawn) links() (all []map[string]any) {
	for far := 1; far < 2*len(d.ends) && len(all) < mostDrawn; far = 2*far + 1 {
		for i := 0; i < len(d.ends) && len(all) < mostDrawn; i += 2 {
			from, to := d.ends[i], d.ends[(i+far)%len(d.ends)]
			if from != to {
				all = append(all, map[string]any{"from": from, "to": to})
			}
		}
	}
	random := rand.New(rand.NewPCG(seed, seed))
	shuffle(random, all)
	return all
}
