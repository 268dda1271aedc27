package e2e_test

import (
	"bytes"
	"context"
	"errors"
	"maps"
	"reflect"
	"strings"
	"testing"

	"cobuild/cli"
	"cobuild/graph"
	"cobuild/sample"
	"cobuild/store"
	"cobuild/store/neo4j/neo4jtest"
)

// TestHalfLoadedIsFilledAnew breaks a load off while it writes: a server refuses
// the store and says what to do, and that clears it and leaves what it leaves in
// an empty one.
func TestHalfLoadedIsFilledAnew(t *testing.T) {
	generate := func(place string) (string, error) {
		var out, notes bytes.Buffer
		common := &cli.Common{Store: place, TimeZone: "Asia/Shanghai"}
		err := cli.Generate{Seed: 3, Units: 10, Today: "2026-06-30"}.Run(t.Context(), common, &out, &notes)
		return notes.String(), err
	}
	sum := func(t *testing.T, e store.Engine) (store.Census, map[graph.ID]uint64) {
		census, err := e.Census(t.Context())
		words, wrong := store.AllWordSums(t.Context(), e)
		if err = errors.Join(err, wrong); err != nil {
			t.Fatal(err)
		}
		return census, words
	}
	eachEngine(t, func(t *testing.T, e engine) {
		half := e.open(t, false)
		place := "sqlite:" + strings.TrimPrefix(half.Name(), "SQLite ")
		if e.name == "neo4j" {
			place = neo4jtest.URI(t)
			user, password := neo4jtest.SignIn()
			t.Setenv("NEO4J_USER", user)
			t.Setenv("NEO4J_PASSWORD", password)
		}
		o := options
		o.AtOnce = 10
		s, err := store.Open(t.Context(), half, o)
		if err != nil {
			t.Fatal(err)
		}
		ctx, cancel := context.WithCancel(t.Context())
		data := sample.Gaotang()
		rows := len(data.Nouns) + len(data.Links)
		if err := s.Load(ctx, &data, func(done, _ int) {
			if done > rows/3 { // reading is less
				cancel()
			}
		}); !errors.Is(err, context.Canceled) {
			t.Fatalf("broken off, a load gives %v", err)
		}
		closeEngine(t, half)

		_, err = (&cli.Common{Store: place, TimeZone: "Asia/Shanghai"}).Open(t.Context(), &bytes.Buffer{})
		if graph.CodeOf(err) != graph.CodeUnavailable || !strings.Contains(err.Error(), "generate, import or copy") {
			t.Errorf("a store half loaded opens with %v", err)
		}
		notes, err := generate(place)
		if err != nil || !strings.Contains(notes, "cleared") && !strings.Contains(notes, "清空") {
			t.Fatalf("%v, told %q", err, notes)
		}
		again, err := openPlace(t.Context(), strings.TrimPrefix(place, "sqlite:"))
		if err != nil {
			t.Fatal(err)
		}
		defer closeEngine(t, again)
		census, words := sum(t, again)
		fresh := openSQLite(t, false)
		closeEngine(t, fresh)
		path := strings.TrimPrefix(fresh.Name(), "SQLite ")
		if _, err := generate("sqlite:" + path); err != nil {
			t.Fatal(err)
		}
		fresh, err = openPlace(t.Context(), path)
		if err != nil {
			t.Fatal(err)
		}
		defer closeEngine(t, fresh)
		wantCensus, wantWords := sum(t, fresh)
		if !reflect.DeepEqual(census, wantCensus) || !maps.Equal(words, wantWords) {
			t.Errorf("it holds %v with %d words, and not %v with %d", census, len(words), wantCensus, len(wantWords))
		}
		checkStore(t, serve(t, again))
		if _, err := generate(place); graph.CodeOf(err) != graph.CodeConflict {
			t.Errorf("into a store with data: %v", err)
		}
	})
}
