package generate

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strconv"

	"cobuild/graph"
)

// ref is a noun that others refer to.
type ref struct {
	id   graph.ID
	life graph.Interval
}

func (r ref) none() bool { return r.id == "" }

// county is one county being generated. What it has made and not yet handed on
// is in nouns and links; what later parts refer to is in its other fields.
type county struct {
	Options
	*rand.Rand
	code  string
	name  string
	start graph.Date // of history
	seed  string
	serial,
	linked int
	nouns []graph.Noun
	links []graph.Link

	region    ref
	committee ref
	agencies  []agency
	trades    []ref // organisations of trades, by weight
	townships []*township
	firms     []firm // what pairings and alliances choose from
	busy      map[string][]graph.Interval
	posts     []post             // of the batch, still held by names alone
	people    map[graph.ID][]ref // members by affiliation, of the batch
}

type agency struct {
	unit, branch ref
	cadres       []ref
}

type firm struct {
	ref
	own      ref // its own organisation, if any
	kind     graph.UnitKind
	township int
}

func newCounty(o Options, at planned) *county {
	code := fmt.Sprintf("%02d%02d%02d", provinceCode(at.no/perProvince), at.no%perProvince/perPrefecture+1, at.no%perPrefecture+1)
	o.Units = at.units
	c := &county{
		Options: o, Rand: rand.New(rand.NewPCG(o.Seed, uint64(at.no))), code: code,
		start: o.Today.AddMonths(-12 * years), seed: strconv.FormatUint(o.Seed, 36), busy: map[string][]graph.Interval{},
		people: map[graph.ID][]ref{},
	}
	c.name = c.place()
	return c
}

func (c *county) generate(above seat, emit func([]graph.Noun, []graph.Link) error) error {
	hand := func() error {
		c.appoint()
		nouns, links := c.nouns, c.links
		c.nouns, c.links = make([]graph.Noun, 0, len(nouns)), make([]graph.Link, 0, len(links))
		if len(nouns) == 0 {
			return nil
		}
		return emit(nouns, links)
	}
	c.backbone(above)
	if err := hand(); err != nil {
		return err
	}
	shares := c.shares(c.Units-len(c.agencies), len(c.townships), 0.8)
	villages := c.shares(c.Units/25, len(c.townships), 0.3)
	for i, t := range c.townships {
		c.township(t, villages[i])
		c.unitsOf(i, t, shares[i])
		if err := hand(); err != nil {
			return err
		}
	}
	c.pairings()
	if err := hand(); err != nil {
		return err
	}
	c.alliances()
	return hand()
}

// id names the next noun or part of one.
func (c *county) id(kind graph.Kind) graph.ID {
	c.serial++
	return graph.DerivedID(kind, "generate", c.seed, c.code, strconv.Itoa(c.serial))
}

func (c *county) add(n graph.Noun) ref {
	c.nouns = append(c.nouns, n)
	return ref{n.Top().ID, n.Top().Life()}
}

// link joins two nouns on the days of during that both live; nil where there
// are none. The link may be completed until the next one is made.
func (c *county) link(hop graph.Hop, from, to ref, during graph.Interval) *graph.Link {
	both, ok := from.life.Intersect(to.life)
	if ok {
		both, ok = both.Intersect(during)
	}
	if !ok || to.none() {
		return nil
	}
	kind := graph.KindLink
	if hop == graph.HopCovers {
		kind = graph.KindCoverage
	}
	c.linked++
	id := graph.DerivedID(kind, "generate", c.seed, c.code, "link", strconv.Itoa(c.linked))
	c.links = append(c.links, graph.Link{ID: id, Hop: hop, From: from.id, To: to.id, Interval: both})
	return &c.links[len(c.links)-1]
}

func (c *county) covers(organisation, unit ref, mode graph.CoverageMode, during graph.Interval) bool {
	l := c.link(graph.HopCovers, organisation, unit, during)
	if l == nil {
		return false
	}
	l.Mode = mode
	return true
}

// chance is true in p of all cases.
func (c *county) chance(p float64) bool { return c.Float64() < p }

func pick[T any](c *county, values []T) T { return values[c.IntN(len(values))] }

// pickFirst prefers those that stand first, so that they become hubs: half of
// all picks fall on the first tenth.
func pickFirst[T any](c *county, values []T) T {
	x := c.Float64()
	return values[int(x*x*x*float64(len(values)))]
}

// weighted picks an index in proportion to its weight.
func (c *county) weighted(weights []float64) int {
	sum := 0.0
	for _, w := range weights {
		sum += w
	}
	x := c.Float64() * sum
	for i, w := range weights {
		if x -= w; x < 0 {
			return i
		}
	}
	return len(weights) - 1
}

// shares parts n into k shares that fall off with their rank, the steeper the
// larger skew; every share is at least 1 where n allows.
func (c *county) shares(n, k int, skew float64) []int {
	out := make([]int, k)
	weights := make([]float64, k)
	sum := 0.0
	for i := range weights {
		weights[i] = 1 / pow(float64(i+1), skew)
		sum += weights[i]
	}
	left := n
	for i := range out {
		out[i] = min(left, max(1, int(float64(n)*weights[i]/sum)))
		left -= out[i]
	}
	out[0] += left
	return out
}

// day is one of the days from first to last, both included.
func (c *county) day(first, last graph.Date) graph.Date {
	if last <= first {
		return first
	}
	return first + graph.Date(c.IntN(int(last-first)+1))
}

// past is a day of history.
func (c *county) past() graph.Date { return c.day(c.start, c.Today) }

// begin is the first day of a life: before records in most cases, else a day of
// history.
func (c *county) begin(recent float64) graph.Date {
	if c.chance(recent) {
		return c.past()
	}
	return 0
}

// cuts are up to n days inside a life and inside history, in order.
func (c *county) cuts(life graph.Interval, n int) []graph.Date {
	first, last := max(life.Since, c.start)+1, min(life.End()-1, c.Today)
	if first > last {
		return nil
	}
	days := make([]graph.Date, n)
	for i := range days {
		days[i] = c.day(first, last)
	}
	slices.Sort(days)
	return slices.Compact(days)
}

// spells parts a life at the cuts; value gives the value of each part. Equal
// neighbours become one.
func spells[T comparable](life graph.Interval, cuts []graph.Date, value func(i int) T) []graph.Spell[T] {
	out := make([]graph.Spell[T], 0, len(cuts)+1)
	for i := range len(cuts) + 1 {
		v := value(i)
		if n := len(out); n > 0 && out[n-1].Value == v {
			continue
		}
		if n := len(out); n > 0 {
			out[n-1].Until = cuts[i-1]
		}
		since := life.Since
		if i > 0 {
			since = cuts[i-1]
		}
		out = append(out, graph.Spell[T]{Value: v, Interval: graph.Interval{Since: since, Until: life.Until}})
	}
	return out
}

// whole is a value that holds for a whole life.
func whole[T comparable](life graph.Interval, v T) []graph.Spell[T] {
	return []graph.Spell[T]{{Value: v, Interval: life}}
}
