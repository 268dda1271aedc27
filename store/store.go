// Package store is the portable store: the contract that engines keep
// (engine.go), and over any of them the one implementation of graph.Reader and
// graph.Writer. Limits, filters, order, derivation on write and the counting of
// coverage are here, so that every engine gives the same answers.
package store

import (
	"cmp"
	"context"
	"fmt"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"cobuild/graph"
	"cobuild/rules"
)

// Format is the version of how rows are written. A store of a later format is
// refused.
const Format = 3

// Options are what a Store is told rather than finds out.
type Options struct {
	// Rules are those to derive by: a store derived by others is derived anew when
	// it is opened. nil = those of the store, rules.Default() for an empty one.
	Rules  *rules.Ruleset
	Now    func() time.Time // nil = time.Now; the zone of its times is the configured one
	IDs    graph.IDSource   // nil = ids that grow with time
	Logger *slog.Logger     // nil = slog.Default()

	// Progress is told the steps done, of about the same length, and how many there
	// are about, where everything is derived anew; it may be nil.
	Progress func(done, all int)

	AtHand    int // most candidates of a search that are sorted in memory; 0 = 5,000
	LineUnits int // most units in the report of an organisation; 0 = graph.MostLineUnits
	Touched   int // most subjects whose findings one edit may alter; 0 = 20,000
	AtOnce    int // most nouns and links that a load writes in one transaction; 0 = 60,000
	Changed   int // most nouns and links that ApplyMany changes; 0 = 150,000
	Heard     int // most entries of the log read for the history of a noun; 0 = graph.MostSorted

	Between time.Duration // for which a derivation goes on without a word in the store; 0 = 5 s
}

// Store answers and writes over an engine. It is safe for concurrent use.
type Store struct {
	base      Engine // as it was given
	engine    Engine // base as of the set in force, see inForce
	rules     *rules.Ruleset
	described *graph.Ruleset
	now       func() time.Time
	ids       graph.IDSource
	log       *slog.Logger
	lineUnits int
	atHand    int
	heard     int
	touched   int
	changed   int
	atOnce    int
	between   time.Duration

	writing sync.Mutex // one transaction of this process at a time
	queue   queue      // of edits that wait for it
	cache   cache
	near    nearby
	recent  recent
	seen    linksSeen
	lately  lately
	memo    memo
	landing atomic.Bool           // a commit of this process is under way, which tells what it changed
	wrote   atomic.Pointer[State] // after the last revision that this process made
	served  served
	turned  atomic.Uint32 // day up to which places are turned
	set     atomic.Int64  // of findings and segments that is gone by

	sawMu sync.Mutex
	saw   sighting // of a derivation
}

var (
	_ graph.Reader = (*Store)(nil)
	_ graph.Writer = (*Store)(nil)
)

// Open makes a Store over an engine. It brings a store of an earlier format up
// to date, and derives one anew that was derived by other rules than those of
// the options. It refuses a store of a later format and one whose load was
// interrupted.
func Open(ctx context.Context, engine Engine, o Options) (*Store, error) {
	if o.Now == nil {
		zone, err := time.LoadLocation("Asia/Shanghai")
		if err != nil {
			zone = time.FixedZone("Asia/Shanghai", 8*60*60)
		}
		o.Now = func() time.Time { return time.Now().In(zone) }
	}
	if o.IDs == nil {
		o.IDs = graph.NewIDSource(o.Now)
	}
	if o.Logger == nil {
		o.Logger = slog.Default()
	}
	s := &Store{
		base: engine, now: o.Now, ids: o.IDs, log: o.Logger,
		lineUnits: cmp.Or(o.LineUnits, graph.MostLineUnits), atHand: cmp.Or(o.AtHand, mostAtHand),
		heard: cmp.Or(o.Heard, graph.MostSorted), touched: cmp.Or(o.Touched, mostTouched), changed: cmp.Or(o.Changed, mostChanged), atOnce: cmp.Or(o.AtOnce, mostAtOnce), between: cmp.Or(o.Between, mostBetween),
	}
	s.engine = &inForce{engine, s}
	state, err := engine.State(ctx)
	if err != nil {
		return nil, err
	}
	switch {
	case state.Format > Format:
		return nil, graph.NewError(graph.CodeUnavailable, nil,
			"%[1]s was written by a later version (format %[2]d, this program knows %[3]d): use the later program",
			"%[1]s由更新的版本写入（格式%[2]d，本程序为%[3]d）：请使用更新的程序", engine.Name(), state.Format, Format)
	case state.Loading != "":
		return nil, halfLoaded(engine.Name(), state.Loading)
	}
	if err := s.adopt(ctx, state, o); err != nil {
		return nil, err
	}
	if state.Format != 0 && state.Format < Format {
		if err := s.upgrade(ctx, state.Format); err != nil {
			return nil, err
		}
	}
	return s, nil
}

// adopt takes the rules to go by and sees that the findings follow from them.
func (s *Store) adopt(ctx context.Context, state State, o Options) (err error) {
	if s.rules = o.Rules; s.rules == nil {
		if s.rules, err = recorded(state, s.base.Name()); err != nil {
			return err
		}
	}
	s.described = s.rules.Describe()
	if building(state.Beside) && s.dead(state.Beside) {
		if err := s.base.Update(ctx, s.disown); err != nil {
			return err
		}
	}
	if state.Format != 0 && state.Ruleset != s.rules.Fingerprint() {
		s.log.Info("the store was derived by another ruleset: deriving all of it anew", "store", s.base.Name(), "by", s.rules.ID, "version", s.rules.Version)
		_, err = s.Derive(ctx, nil, o.Progress)
		return err
	}
	s.set.Store(state.Set)
	return s.sweepRest(ctx)
}

// disown leaves to be swept what a dead derivation left.
func (s *Store) disown(ctx context.Context, tx Tx) error {
	state, err := tx.State(ctx)
	if err != nil || !building(state.Beside) || !s.dead(state.Beside) {
		return err
	}
	state.Beside = besideRest
	return tx.Write(ctx, Batch{State: &state})
}

// recorded is the ruleset that a store was derived by.
func recorded(state State, name string) (*rules.Ruleset, error) {
	rs, err := rules.Default(), error(nil)
	if state.Rules != "" {
		rs, err = rules.Parse([]byte(state.Rules))
	}
	if state.Format != 0 && (err != nil || rs.Fingerprint() != state.Ruleset) {
		return nil, graph.NewError(graph.CodeUnavailable, nil,
			"%[1]s was derived by rules of another version of this program (%[2]s): start once with --rules default, or --rules FILE, by which all of it is derived anew",
			"%[1]s由本程序另一版本的规则（%[2]s）推导：请用--rules default或--rules 文件启动一次，全部结果将重新推导", name, state.Ruleset)
	}
	return rs, nil
}

// Engine is the engine beneath, for operators' commands.
func (s *Store) Engine() Engine { return s.base }

// Close closes the engine.
func (s *Store) Close() error { return s.engine.Close() }

// Ready fails where the store cannot answer, is Warming, or was derived anew by
// other rules.
func (s *Store) Ready(ctx context.Context) error {
	if err := s.base.Ready(ctx); err != nil {
		return err
	}
	state, err := s.base.State(ctx)
	if err == nil {
		err = s.follow(state)
	}
	if err == nil && s.cache.warming.Load() {
		err = graph.NewError(graph.CodeUnavailable, nil, "the regions of the store are being read: ask again in some seconds", "正在读取库中的地区：请稍后再试")
	}
	return err
}

// Today is the date in the configured zone.
func (s *Store) Today() graph.Date {
	d, ok := graph.DateOf(s.now())
	if !ok {
		panic(fmt.Sprintf("store: the clock shows %s, outside the calendar", s.now()))
	}
	return d
}

// Revision is that of the last acknowledged write.
func (s *Store) Revision(ctx context.Context) (int64, error) {
	state, err := s.engine.State(ctx)
	return state.Revision, err
}

// Ruleset describes the rules in force.
func (s *Store) Ruleset() *graph.Ruleset { return s.described }
