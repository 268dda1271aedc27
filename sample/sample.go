// Package sample holds real practice as demo data: tables that a person can
// read and edit, embedded, and the reader that turns them into nouns and links.
// People and most firms in them are invented; README.md says what is not.
package sample

import (
	"embed"
	"fmt"
	"io/fs"

	"cobuild/graph"
)

//go:embed gaotang/*.csv
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

// read makes a dataset of the tables in a folder.
func read(from fs.FS, folder string) (graph.Dataset, error) {
	sub, err := fs.Sub(from, folder)
	if err != nil {
		return graph.Dataset{}, fmt.Errorf("sample: %w", err)
	}
	b := &builder{from: sub, name: folder, byCode: map[string]graph.Noun{}, links: map[graph.ID]bool{}}
	// A table may refer to those before it, and to members everywhere.
	b.table("regions.csv", b.region)
	b.table("organisations.csv", b.organisation)
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
	if b.err != nil {
		return graph.Dataset{}, fmt.Errorf("sample: %s/%w", folder, b.err)
	}
	return graph.Dataset{Name: folder, Nouns: b.nouns, Links: b.all}, nil
}
