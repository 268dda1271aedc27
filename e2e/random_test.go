package e2e_test

import (
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"cobuild/graph"
	"cobuild/store"
)

// How to let a new mutation take part: add an operation to the table of its
// noun (randomunit_test.go and so on), that is
//
//	{"unitChange", "made: unit { id " + unitFields + " }", func(p *player, in input) { … }},
//
// its name, what is read of its payload, and a function that fills in a random
// input. About half of what it makes should be accepted: take ids from p.id
// (now and then unknown or of another kind), dates from p.date and p.since,
// optional fields by p.maybe. Every id that a payload tells is learnt, so that
// later operations use it: read the id of what was made. `revision` and
// `userErrors` are read of every payload. TestEveryMutationIsRandom fails where
// a mutation of the schema has no operation.
//
// Thousands of mutations, on every engine:
//
//	go test ./e2e -run RandomMutations -timeout 0 -mutations 5000 -repeated 5000 -seed 7

var (
	randomSeed  = flag.Uint64("seed", 1, "seed of the random mutations")
	randomCount = flag.Int("mutations", 1_200/slowly, "how many random mutations are sent")
	undoCount   = flag.Int("undone", 15, "how many accepted mutations are undone in the end")
	repeatCount = flag.Int("repeated", 120/slowly, "how many of them are repeated on a server that takes its time")
)

// operation is a mutation that is sent with random inputs.
type operation struct {
	name    string
	payload string // what is read of it
	fill    func(p *player, in input)
}

// operations are all there are.
var operations = slices.Concat(
	regionOperations, unitOperations, organisationOperations, coverageOperations, memberOperations,
	pairingOperations, allianceOperations, revisionOperations,
)

type input = map[string]any

// document is the request that sends an operation.
func (o *operation) document() string {
	return fmt.Sprintf("mutation($input: %s!) { %s(input: $input) { revision userErrors { code field message } %s } }", inputTypes[o.name], o.name, o.payload)
}

// TestRandomMutations sends mutations, of which many are refused, to the first
// engine, and at random moments reads all facts of a random day back through
// the API and counts everything derived again. All of it is repeated on the
// other engines, whose answers are the same byte for byte. In the end the
// store's own check finds nothing, and undoing some more brings back all
// answers.
func TestRandomMutations(t *testing.T) {
	var played *tape
	eachEngine(t, func(t *testing.T, e engine) {
		s := serve(t, e.open(t, true))
		if played == nil {
			played = &tape{upto: *repeatCount}
			s.tape = played
			play(t, s)
			s.tape = nil
		} else {
			played.repeat(t, s)
		}
		for _, on := range days {
			t.Run(on.String(), func(t *testing.T) { recount(t, s, on) })
		}
		checkStore(t, s)
		undoLast(t, s, *undoCount)
	})
}

func checkStore(t *testing.T, s *server) {
	t.Helper()
	if _, err := s.store.Check(t.Context(), func(d store.Drift) { t.Error(d) }, func(int, int) {}); err != nil {
		t.Error(err)
	}
}

// tape is what was sent to the first engine, and what it answered.
type tape struct {
	sent  []exchange
	moved int // mutations among them
	upto  int // mutations after which nothing is kept
}

type exchange struct {
	request request
	answer  []byte
	chapter string // of new ids that begins with it, "" = none
}

func (a *tape) keep(x exchange) {
	if strings.HasPrefix(x.request.Query, "mutation") {
		a.moved++
	}
	if a.moved <= a.upto {
		a.sent = append(a.sent, x)
	}
}

// repeat sends the same to another engine.
func (a *tape) repeat(t *testing.T, s *server) {
	t.Helper()
	for i, x := range a.sent {
		if x.chapter != "" {
			s.ids.begin(x.chapter)
		}
		if answer := s.exchange(x.request); !bytes.Equal(answer, x.answer) {
			t.Fatalf("request %d of seed %d\n%s\n%s\nanswers\n%s\nand on %s\n%s", i, *randomSeed, x.request.Query, x.request.Variables, answer, engines[0].name, x.answer)
		}
	}
}

// player makes mutations about what it knows to exist, and now and then about
// what does not.
type player struct {
	random *rand.Rand
	ids    map[graph.Kind][]graph.ID
	last   int                     // the last revision
	ends   map[graph.ID][]graph.ID // of pairings
	seats  map[graph.ID][]graph.ID // of alliances
	ending []graph.ID              // pairings with an end
	n      int
}

// play sends as many of each operation as of another, in random order.
func play(t *testing.T, s *server) {
	t.Helper()
	p := &player{random: rand.New(rand.NewPCG(*randomSeed, 7)), ids: map[graph.Kind][]graph.ID{}}
	p.know(readDay(s, days[2]))
	accepted, refused := map[string]int{}, map[string]int{}
	for n := range *randomCount {
		if p.random.IntN(60) == 0 {
			look(t, s, p.date())
		}
		at := n % len(operations)
		if at == 0 {
			p.random.Shuffle(len(operations), func(i, j int) { operations[i], operations[j] = operations[j], operations[i] })
		}
		o, in := &operations[at], input{}
		p.maybe(in, 30, "expectedRevision", 1+p.random.IntN(20))
		p.maybe(in, 10, "note", "甲 note")
		o.fill(p, in)
		if r := o.request(t, in); p.learn(t, r, s.exchange(r)) {
			accepted[o.name]++
		} else {
			refused[o.name]++
		}
	}
	for _, o := range operations {
		if *randomCount/len(operations) >= 20 && (accepted[o.name] == 0 || refused[o.name] == 0) {
			t.Errorf("%s was accepted %d times and refused %d times: make the random inputs better", o.name, accepted[o.name], refused[o.name])
		}
	}
	t.Logf("accepted %v\nrefused %v", accepted, refused)
}

// look counts everything of a day again, and reads lists of that day that only
// the other engines are compared with.
func look(t *testing.T, s *server, on graph.Date) {
	t.Helper()
	recount(t, s, on)
	var answer json.RawMessage
	s.ask(`query($on: Date!) {
  units(asOf: $on, last: 20, filter: {establishment: [NONE, JOINT], staff: {min: 3}}) { totalCount nodes { name status { reason since until } } }
  organisations(asOf: $on, first: 30, filter: {paired: {active: true}}) { totalCount nodes { name superior { name } leads { name } } }
  gaps(asOf: $on, last: 30, orderBy: {field: SINCE, direction: DESC}) { totalCount nodes { id since until severity message region { name } } }
  members(first: 20, filter: {affiliated: true}, asOf: $on) { totalCount nodes { id affiliation { name } workplace { name } } }
  workers: members(last: 20, filter: {place: WORKPLACE, within: {code: "330206-GT"}}, asOf: $on) { totalCount nodes { id workplace { region { name } } } }
  residents: members(first: 20, filter: {place: RESIDENCE, within: {code: "330206-GT"}}, asOf: $on) { totalCount nodes { id residence { name } } }
  changes(last: 20) { totalCount nodes { revision message } }
}`, map[string]any{"on": on}, &answer)
}

// know takes in what there is in the beginning, in an order that no engine
// decides.
func (p *player) know(d *day) {
	p.ends, p.seats = map[graph.ID][]graph.ID{}, map[graph.ID][]graph.ID{}
	for _, n := range d.facts.Nouns {
		p.ids[n.Kind()] = append(p.ids[n.Kind()], n.Top().ID)
	}
	for kind := range p.ids {
		slices.Sort(p.ids[kind])
	}
	for _, l := range d.facts.Links {
		if l.Hop == graph.HopEnd {
			p.ends[l.From] = append(p.ends[l.From], l.To)
		}
	}
	for _, ends := range p.ends {
		slices.Sort(ends)
	}
}

// learn notes every id of an answer; false where the mutation was refused. Any
// GraphQL error is a fault: all inputs are well formed.
func (p *player) learn(t *testing.T, r request, body []byte) bool {
	t.Helper()
	var answer struct {
		Data map[string]struct {
			Revision   *int
			UserErrors []struct{ Code, Message string }
			Made       *struct {
				ID    graph.ID
				Until *graph.Date
				Ends  []struct{ Participant ref }

				Participants *struct {
					Nodes []struct{ Participant ref }
				}
			}
		}
		Errors []any
	}
	if err := json.Unmarshal(body, &answer); err != nil || len(answer.Errors) > 0 {
		t.Fatalf("%v: %s\n%s\n%s", err, r.Query, r.Variables, body)
	}
	for _, payload := range answer.Data {
		if (payload.Revision == nil) != (len(payload.UserErrors) > 0) {
			t.Fatalf("neither written nor refused: %s", body)
		}
		if payload.Revision == nil {
			return false
		}
		p.last = *payload.Revision
		if made := payload.Made; made != nil && made.Participants != nil {
			p.seats[made.ID] = nil
			for _, seat := range made.Participants.Nodes {
				p.seats[made.ID] = append(p.seats[made.ID], seat.Participant.ID)
			}
		}
		if made := payload.Made; made != nil && len(made.Ends) > 0 {
			if made.Until != nil {
				p.ending = append(p.ending, made.ID)
			}
			p.ends[made.ID] = nil
			for _, end := range made.Ends {
				p.ends[made.ID] = append(p.ends[made.ID], end.Participant.ID)
			}
		}
	}
	// In the order of the answer, which is the same on every engine.
	for _, text := range bytes.Split(body, []byte(`"id":"`))[1:] {
		text, _, _ = bytes.Cut(text, []byte(`"`))
		if id, kind := graph.ID(text), graph.ID(text).Kind(); !slices.Contains(p.ids[kind], id) {
			p.ids[kind] = append(p.ids[kind], id)
		}
	}
	return true
}

const unitFields = "since until region { name } status { establishment members worked exclusion since until organisation { name } } gaps(first: 5) { nodes { gapKind since until message } } headcount { basis full counted { full probationary } }"

func oneOf[T any](r *rand.Rand, values ...T) T { return values[r.IntN(len(values))] }

// id picks something of a kind, rarely what is not there or of another kind.
func (p *player) id(kind graph.Kind) graph.ID {
	switch p.random.IntN(40) {
	case 0:
		return graph.DerivedID(kind, "nowhere")
	case 1:
		kind = oneOf(p.random, graph.NounKinds[:4]...)
	}
	if len(p.ids[kind]) == 0 {
		return graph.DerivedID(kind, "nothing yet")
	}
	// What was made lately is picked as often as all that was there before.
	if ids := p.ids[kind]; p.random.IntN(2) == 0 {
		return ids[len(ids)-1-p.random.IntN(min(len(ids), 10))]
	}
	return oneOf(p.random, p.ids[kind]...)
}

// maybe sets a field in one of n cases.
func (p *player) maybe(in input, n int, name string, value any) {
	if p.random.IntN(n) == 0 {
		in[name] = value
	}
}

func (p *player) date() graph.Date {
	return graph.MustDate("2018-01-01") + graph.Date(p.random.IntN(12*365))
}

func (p *player) since(in input, name string) {
	switch p.random.IntN(6) {
	case 0: // before records
	case 1:
		in[name] = graph.MustDate("2000-01-01") + graph.Date(p.random.IntN(9000))
	default:
		in[name] = p.date()
	}
}

// code is free, rarely in use.
func (p *player) code() string {
	p.n++
	if p.random.IntN(12) == 0 {
		return oneOf(p.random, "DW-01", "DZ-GT", "JD-01", "DY-0001", "330206-GT")
	}
	return fmt.Sprintf("R-%d", p.n)
}
