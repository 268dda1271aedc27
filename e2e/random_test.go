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

var (
	randomSeed  = flag.Uint64("seed", 1, "seed of the random mutations")
	randomCount = flag.Int("mutations", 300, "how many random mutations are sent")
	repeatCount = flag.Int("repeated", 80, "how many of them are repeated on a server that takes its time")
)

// exchange is a request that was sent and its answer.
type exchange struct {
	request request
	answer  []byte
}

// played is what was sent to the first engine, for the others to repeat.
var played []exchange

// TestRandomMutations sends mutations, of which many are refused, to every
// engine: the same seed gives equal answers byte for byte. Afterwards the facts
// are read back through the API and everything derived is counted again, and
// the store's own check finds nothing.
func TestRandomMutations(t *testing.T) {
	eachEngine(t, func(t *testing.T, e engine) {
		s := serve(t, e.open(t, true))
		if e.name == engines[0].name || played == nil {
			played = play(t, s)
		} else {
			for i, x := range played[:min(len(played), *repeatCount)] {
				_, answer, err := send(t.Context(), s.url, x.request)
				if err != nil {
					t.Fatal(err)
				}
				if !bytes.Equal(answer, x.answer) {
					t.Fatalf("mutation %d of seed %d\n%s\n%s\nanswers\n%s\nand on %s\n%s", i, *randomSeed, x.request.Query, x.request.Variables, answer, engines[0].name, x.answer)
				}
			}
		}
		for _, on := range days {
			t.Run(on.String(), func(t *testing.T) { recount(t, s, on) })
		}
		if _, err := s.store.Check(t.Context(), func(d store.Drift) { t.Error(d) }, func(int) {}); err != nil {
			t.Error(err)
		}
	})
}

// player makes mutations about what it knows to exist, and now and then about
// what does not.
type player struct {
	random *rand.Rand
	ids    map[graph.Kind][]graph.ID
	n      int
}

func play(t *testing.T, s *server) []exchange {
	t.Helper()
	p := &player{random: rand.New(rand.NewPCG(*randomSeed, 7)), ids: map[graph.Kind][]graph.ID{}}
	p.know(readDay(s, days[2]))
	var all []exchange
	accepted, refused := map[string]int{}, map[string]int{}
	for range *randomCount {
		name, input := p.mutation()
		variables, err := json.Marshal(map[string]any{"input": input})
		if err != nil {
			t.Fatal(err)
		}
		r := request{Query: documentOf(name), Variables: variables}
		_, answer, err := send(t.Context(), s.url, r)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, exchange{r, answer})
		if p.learn(t, r, answer) {
			accepted[name]++
		} else {
			refused[name]++
		}
	}
	for name := range payloads {
		if *randomCount >= 200 && (accepted[name] == 0 || refused[name] == 0) {
			t.Errorf("%s was accepted %d times and refused %d times: make the random inputs better", name, accepted[name], refused[name])
		}
	}
	return all
}

// know takes in what there is in the beginning, in an order that no engine
// decides.
func (p *player) know(d *day) {
	for _, n := range d.facts.Nouns {
		p.ids[n.Kind()] = append(p.ids[n.Kind()], n.Top().ID)
	}
	for kind := range p.ids {
		slices.Sort(p.ids[kind])
	}
}

// learn notes what a mutation made; false where it was refused. Any GraphQL
// error is a fault: all inputs are well formed.
func (p *player) learn(t *testing.T, r request, body []byte) bool {
	t.Helper()
	var answer struct {
		Data map[string]struct {
			Revision   *int
			UserErrors []struct{ Code, Message string }
			Made       *ref
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
		if made := payload.Made; made != nil && !slices.Contains(p.ids[made.ID.Kind()], made.ID) {
			p.ids[made.ID.Kind()] = append(p.ids[made.ID.Kind()], made.ID)
		}
	}
	return true
}

// payloads is what is read of each mutation: what was made, and what follows
// from it in the same answer.
var payloads = map[string]string{
	"regionRegister":       "made: region { id level parent { name } leadership { leadershipState since } }",
	"unitRegister":         "made: unit { id " + unitFields + " }",
	"unitCorrect":          "made: unit { id " + unitFields + " }",
	"organisationFound":    "made: organisation { id level region { name } superior { name } leads { name leadership { leadershipState } } gaps { nodes { gapKind since until } } }",
	"organisationDissolve": "made: organisation { id until } ended withdrawn changes(first: 5) { totalCount nodes { message } }",
	"coverageAssign":       "made: coverage { id since until mode unit { " + unitFields + " } } replaced { until mode }",
	"coverageEnd":          "made: coverage { id since until unit { " + unitFields + " } }",
	"headcountReport":      "made: headcount { id date unit { " + unitFields + " } }",
	"memberRegister":       "made: member { id region { name } workplace { " + unitFields + " } }",
	"memberAffiliate":      "made: member { id affiliation { name } region { name } workplace { headcount { full } } }",
	"pairingAgree":         "made: pairing { id active label levelSpan region { name } ends { since until role } }",
	"pairingEnd":           "made: pairing { id active until }",
}

const unitFields = "since until region { name } status { establishment members worked exclusion since until organisation { name } } gaps(first: 5) { nodes { id gapKind since until message } } headcount { basis full counted { full probationary } }"

func documentOf(name string) string {
	input := strings.ToUpper(name[:1]) + name[1:] + "Input"
	if name == "pairingEnd" {
		input = "PairingEndingInput"
	}
	return fmt.Sprintf("mutation($input: %s!) { %s(input: $input) { revision userErrors { code field message } %s } }", input, name, payloads[name])
}

type input = map[string]any

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
