package e2e_test

import (
	"bytes"
	"encoding/json"
	"math/rand/v2"
	"testing"

	"cobuild/graph"
)

// undoLast sends random mutations and undoes all of them by one: every answer
// of every day is then what it was before, byte for byte.
func undoLast(t *testing.T, s *server, mutations int) {
	t.Helper()
	p := &player{random: rand.New(rand.NewPCG(*randomSeed, 99)), ids: map[graph.Kind][]graph.ID{}}
	p.know(readDay(s, days[2]))
	first, err := s.store.Revision(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	before := everyAnswer(t, s)
	accepted := 0
	for n := 0; accepted < mutations; n++ {
		o, in := &operations[n%len(operations)], input{}
		if o.name == "revisionUndo" {
			continue
		}
		o.fill(p, in)
		r := o.request(t, in)
		if p.learn(t, r, s.exchange(r)) {
			accepted++
		}
		if n > 50*mutations {
			t.Fatalf("only %d of %d mutations were accepted", accepted, n)
		}
	}
	last, err := s.store.Revision(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	var undone struct {
		RevisionUndo struct {
			Revision   *int64
			UserErrors []json.RawMessage
		}
	}
	s.ask("mutation($first: Int!, $last: Int!) { revisionUndo(input: {first: $first, last: $last}) { revision userErrors { message } } }",
		map[string]any{"first": first + 1, "last": last}, &undone)
	if u := undone.RevisionUndo; u.Revision == nil || *u.Revision != last+1 {
		t.Fatalf("revisions %d to %d are undone as %v: %s", first+1, last, u.Revision, u.UserErrors)
	}
	after := everyAnswer(t, s)
	if len(after) != len(before) {
		t.Fatalf("%d answers after the undo of %d to %d, %d before", len(after), first+1, last, len(before))
	}
	for i, x := range before {
		if !bytes.Equal(after[i].answer, x.answer) {
			t.Fatalf("after the undo of %d to %d (seed %d)\n%s\n%s\nanswers\n%.3000s\nand before\n%.3000s", first+1, last, *randomSeed, x.request.Query, x.request.Variables, after[i].answer, x.answer)
		}
	}
	checkStore(t, s)
}

// everyAnswer is what a recount reads on some days.
func everyAnswer(t *testing.T, s *server) []exchange {
	t.Helper()
	was := s.tape
	s.tape = &tape{upto: 1}
	defer func() { s.tape = was }()
	for _, on := range days[1:] {
		recount(t, s, on)
	}
	return s.tape.sent
}
