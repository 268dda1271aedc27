// Package sample holds real practice as demo data: tables that a person can
// read and edit, embedded, what is made around them from a seed, and the reader
// that turns both into nouns and links. People and most firms in them are
// invented; README.md says what is not.
package sample

import (
	"embed"
	"fmt"
	"io/fs"
	"slices"

	"cobuild/graph"
)

//go:embed gaotang/*.csv fugu/*.csv luqiao/*.csv qingxi/*.csv yunpu/*.csv
var files embed.FS

// Gaotang is the Gaotang area (高塘片区) of Xinqi subdistrict in Ningbo, with its
// surroundings up to the nation: the same nouns, links and ids at every call,
// none of them shared with another call.
func Gaotang() graph.Dataset {
	ds, err := read(files, "gaotang")
	if err != nil {
		panic(err) // embedded, and read by the tests
	}
	return ds
}

// All is Gaotang and the other systems that docs/samples.md describes, in one
// nation: the nouns, links and ids of Gaotang, and more.
func All() graph.Dataset { return together(false) }

// Full is All with every firm and sole trader of Luqiao, of whom All has one in
// twenty.
func Full() graph.Dataset { return together(true) }

func together(full bool) graph.Dataset {
	ds, err := readAll(full)
	if err != nil {
		panic(err) // as above
	}
	return ds
}

// systems are what All holds beside Gaotang, in an order in which one may refer
// to those before it.
var systems = []struct {
	folder string
	make   func(b *builder, full bool)
}{
	{"fugu", fugu},
	{"luqiao", luqiao},
	{"qingxi", qingxi},
	{"yunpu", yunpu},
}

// Systems are the names of what All holds beside Gaotang.
func Systems() (names []string) {
	for _, system := range systems {
		names = append(names, system.folder)
	}
	return names
}

func readAll(full bool) (graph.Dataset, error) {
	b, err := build(files, "gaotang")
	if err != nil {
		return graph.Dataset{}, err
	}
	b.partial = true
	for _, system := range systems {
		b.name = system.folder
		if b.from, err = fs.Sub(files, system.folder); err != nil {
			return graph.Dataset{}, fmt.Errorf("sample: %w", err)
		}
		if system.make(b, full); b.err != nil {
			return graph.Dataset{}, fmt.Errorf("sample: %s/%w", system.folder, b.err)
		}
	}
	slices.SortStableFunc(b.nouns, func(x, y graph.Noun) int {
		return slices.Index(graph.NounKinds, x.Kind()) - slices.Index(graph.NounKinds, y.Kind())
	})
	return graph.Dataset{Name: "sample", Nouns: b.nouns, Links: b.all}, nil
}

// read makes a dataset of the tables in a folder.
func read(from fs.FS, folder string) (graph.Dataset, error) {
	b, err := build(from, folder)
	if err != nil {
		return graph.Dataset{}, err
	}
	return graph.Dataset{Name: folder, Nouns: b.nouns, Links: b.all}, nil
}

func build(from fs.FS, folder string) (*builder, error) {
	sub, err := fs.Sub(from, folder)
	if err != nil {
		return nil, fmt.Errorf("sample: %w", err)
	}
	b := &builder{from: sub, name: folder, byCode: map[string]graph.Noun{}, links: map[graph.ID]bool{}}
	b.places()
	b.rest()
	if b.err != nil {
		return nil, fmt.Errorf("sample: %s/%w", folder, b.err)
	}
	return b, nil
}

// places reads the regions and the organisations in them. A table may refer to
// those before it, and to members everywhere.
func (b *builder) places() {
	b.table("regions.csv", b.region)
	b.table("organisations.csv", b.organisation)
}

func (b *builder) rest() {
	b.table("units.csv", b.unit)
	b.table("works.csv", b.work)
	b.table("headcounts.csv", b.headcount)
	b.table("coverage.csv", b.coverage)
	b.table("members.csv", b.member)
	b.secretaries()
	b.table("pairings.csv", b.pairing)
	b.table("ends.csv", b.end)
	b.table("activities.csv", b.activity)
	b.table("alliances.csv", b.alliance)
	b.table("seats.csv", b.seat)
}
