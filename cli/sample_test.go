package cli

import (
	"bytes"
	"io"
	"path/filepath"
	"testing"

	"github.com/alecthomas/kong"

	"cobuild/graph"
	"cobuild/store"
	"cobuild/store/sqlite"
)

func TestSampleNeedsNoValue(t *testing.T) {
	for arguments, want := range map[string]Sample{
		"": "all", "--sample": "all", "--sample=all": "all", "--sample=true": "true", "--sample=false": "false",
		"--sample=gaotang": "gaotang", "--sample=nowhere": "",
	} {
		var c struct {
			Sample Sample `default:"all"`
		}
		parser, err := kong.New(&c, kong.Writers(io.Discard, io.Discard))
		if err != nil {
			t.Fatal(err)
		}
		var given []string
		if arguments != "" {
			given = append(given, arguments)
		}
		_, err = parser.Parse(given)
		if want == "" {
			if err == nil {
				t.Errorf("%s is accepted", arguments)
			}
			continue
		}
		if err != nil || c.Sample != want {
			t.Errorf("%q: %q, %v; want %q", arguments, c.Sample, err, want)
		}
	}
}

func TestSampleGoesIntoAnEmptyStoreAlone(t *testing.T) {
	e, err := sqlite.Open(t.Context(), filepath.Join(t.TempDir(), "sample.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer e.Close()
	s, err := store.Open(t.Context(), e, store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		sample Sample
		says   bool
		holds  bool
	}{{"false", false, false}, {"gaotang", true, true}, {"gaotang", false, true}, {"all", false, true}} {
		var said bytes.Buffer
		if err := c.sample.Load(t.Context(), s, &said); err != nil {
			t.Fatal(err)
		}
		if (said.Len() > 0) != c.says {
			t.Errorf("%s said %q", c.sample, said.String())
		}
		if empty, err := s.Empty(t.Context()); err != nil || empty == c.holds {
			t.Errorf("after %s: empty %t, %v", c.sample, empty, err)
		}
	}
	nouns, err := s.Nouns(t.Context(), []graph.ID{graph.DerivedID(graph.KindRegion, "330206-GT"), graph.DerivedID(graph.KindRegion, "610822")})
	if err != nil || len(nouns) != 1 {
		t.Errorf("the area and nothing of another system: %d, %v", len(nouns), err)
	}
}
