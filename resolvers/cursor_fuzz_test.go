package resolvers

import (
	"testing"

	"cobuild/graph"
)

// FuzzCursor reads any text as a cursor: what is read is written the same, and
// is a cursor of no other list and day.
func FuzzCursor(f *testing.F) {
	list := cursor{on: graph.MustDate("2026-11-01"), mark: markOf("units", "a")}
	for _, at := range []string{"0/1/2!gao!unt_0", " ", "~", "\xff", "高", "1.2"} {
		c := list
		c.at = at
		f.Add(c.String())
	}
	for _, seed := range []string{"", "AQ", "!", "AQAAAAAAAAAAAAAA", "AbFFAAAAAAAAAAAAYQ==", "____________________"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		c, ok := decodeCursor(text)
		if ok && c.String() != text {
			t.Fatalf("%q is read as %+v, which is written %q", text, c, c)
		}
		for _, other := range []cursor{list, {on: list.on, mark: markOf("units", "b")}, {on: list.on + 1, mark: list.mark}} {
			at, err := other.position("after", text)
			if err != nil && graph.CodeOf(err) != graph.CodeInvalid {
				t.Fatal(err)
			}
			if mine := ok && c.mark == other.mark && c.on == other.on; mine != (err == nil) || mine && at != c.at {
				t.Fatalf("%q on %s: %q, %v", text, other.on, at, err)
			}
		}
	})
}
