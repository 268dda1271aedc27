package tally_test

import (
	"testing"

	"pgregory.net/rapid"

	"cobuild/graph"
	"cobuild/tally"
)

func entry(t *rapid.T) tally.Entry {
	since := rapid.Uint16Range(0, 50).Draw(t, "since")
	return tally.Entry{
		Region:  uint32(rapid.Uint16Range(0, 9).Draw(t, "region")),
		Subject: rapid.SampledFrom([]graph.Kind{graph.KindUnit, graph.KindRegion}).Draw(t, "subject"),
		Code:    graph.FindingCode(rapid.Uint8Range(0, 5).Draw(t, "code")),
		Since:   graph.Date(since),
		End: rapid.OneOf(rapid.Just(graph.End), rapid.Custom(func(t *rapid.T) graph.Date {
			return graph.Date(since + rapid.Uint16Range(1, 50).Draw(t, "days"))
		})).Draw(t, "end"),
		Attributes: graph.Attributes{graph.AttrKind: rapid.Uint8Range(0, 2).Draw(t, "kind"), graph.AttrFlags: rapid.Uint8Range(0, 1).Draw(t, "flags")},
	}
}

// Counting packed entries is counting entries.
func TestCountEqualsNaiveCount(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		entries := rapid.SliceOf(rapid.Custom(entry)).Draw(t, "entries")
		on := graph.Date(rapid.Uint16Range(0, 120).Draw(t, "on"))
		kind := rapid.Uint8Range(0, 2).Draw(t, "kind")
		place := make([]uint32, 8) // regions 8 and 9 are unknown to the tree
		for i := range place {
			place[i] = uint32(rapid.Uint16Range(0, 20).Draw(t, "place"))
		}
		within := &tally.Within{Place: place, Lo: 5, Hi: 15}
		want := counted(entries, on, func(e tally.Entry) bool {
			return int(e.Region) < len(place) && place[e.Region] >= 5 && place[e.Region] < 15 && e.Attributes[graph.AttrKind] == kind
		})
		var got tally.Counts
		tally.Build(entries).Count(tally.Query{On: on, Within: within, Keep: func(a graph.Attributes) bool { return a[graph.AttrKind] == kind }}, &got)
		if got != want {
			t.Fatalf("counted %v, want %v", got, want)
		}
	})
}

// A segment that was changed equals one built from what is left.
func TestChangeEqualsBuild(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		keep := rapid.SliceOf(rapid.Custom(entry)).Draw(t, "keep")
		gone := rapid.SliceOf(rapid.Custom(entry)).Draw(t, "gone")
		fresh := rapid.SliceOf(rapid.Custom(entry)).Draw(t, "fresh")
		before := tally.Build(append(append([]tally.Entry{}, keep...), gone...))
		after, err := before.Change(gone, fresh)
		if err != nil {
			t.Fatal(err)
		}
		want := tally.Build(append(append([]tally.Entry{}, keep...), fresh...))
		if len(want) == 0 {
			want = tally.Empty
		}
		if string(after) != string(want) {
			t.Fatalf("got %v, want %v", after.Entries(), want.Entries())
		}
		if back, err := after.Change(after.Entries(), after.Entries()); err != nil || string(back) != string(after) {
			t.Fatal("packing what was unpacked gives another segment")
		}
		if again, err := tally.Empty.Change(nil, after.Entries()); err != nil || string(again) != string(after) {
			t.Fatal("an emptied segment does not fill again")
		}
	})
}

func TestRemovingWhatIsNotThereFails(t *testing.T) {
	one := tally.Entry{Region: 1, Subject: graph.KindUnit, Code: 3, End: graph.End}
	other := one
	other.Code = 4
	if _, err := tally.Build([]tally.Entry{one}).Change([]tally.Entry{other}, nil); err == nil {
		t.Fatal("no error for an entry that is not in the segment")
	}
	if _, err := tally.Build([]tally.Entry{one}).Change([]tally.Entry{one, one}, nil); err == nil {
		t.Fatal("no error for removing one entry twice")
	}
}

// A segment with what it has lost and gained since it was packed equals one that
// was changed each time.
func TestReplayEqualsChanges(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		now := rapid.SliceOf(rapid.Custom(entry)).Draw(t, "packed")
		packed := tally.Build(now)
		seen, delta := packed, tally.Delta(nil)
		for range rapid.IntRange(1, 5).Draw(t, "changes") {
			gone := now[:rapid.IntRange(0, len(now)).Draw(t, "gone")]
			fresh := rapid.SliceOfN(rapid.Custom(entry), 0, 5).Draw(t, "fresh")
			next, err := delta.Change(gone, fresh)
			if err != nil {
				t.Fatal(err)
			}
			now = append(append([]tally.Entry{}, now[len(gone):]...), fresh...)
			want := tally.Build(now)
			if len(want) == 0 {
				want = tally.Empty
			}
			if got, err := packed.Replay(nil, next); err != nil || string(got) != string(want) && len(now) > 0 {
				t.Fatalf("%v, %v; want %v", got.Entries(), err, now)
			}
			if seen, err = seen.Replay(delta, next); err != nil || string(seen) != string(want) && len(now) > 0 {
				t.Fatalf("%v, %v; want %v", seen.Entries(), err, now)
			}
			delta = next
		}
		if back, err := seen.Replay(delta, nil); err != nil || back.Len() != packed.Len() || back.Len() > 0 && string(back) != string(packed) {
			t.Fatalf("%v, %v; it was %v", back.Entries(), err, packed.Entries())
		}
	})
}

func TestDeltasThatDoNotFitAreRefused(t *testing.T) {
	one := tally.Entry{Region: 1, Subject: graph.KindUnit, Code: 2, Since: 3, End: graph.End}
	lost, err := tally.Delta(nil).Change([]tally.Entry{one}, nil)
	if err != nil {
		t.Fatal(err)
	}
	for name, delta := range map[string]tally.Delta{"an entry that is not there": lost, "cut off": lost[:7], "more lost than there is": append(tally.Delta{0, 0, 0, 2}, lost[4:]...)} {
		if got, err := tally.Build(nil).Replay(nil, delta); err == nil {
			t.Errorf("%s: %v", name, got)
		}
	}
}
