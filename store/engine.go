package store

import (
	"context"
	"errors"
	"hash/fnv"

	"cobuild/graph"
)

// Engine keeps rows and finds them again. It knows no rule: what to store is
// worked out above it, so that every engine stores the same.
//
// The contract, each sentence of which the suite in storetest tests:
//
//   - Many questions at once. A call costs a fixed number of statements, never
//     one per key. A missing id is a missing key, never an error; a question
//     without answers gives an empty slice at its place.
//   - Order is byte order of ASCII keys made in Go, never an engine's collation.
//   - Reads see the last acknowledged write of this process, and never half of
//     one. Several reads of one request may see different revisions.
//   - Update is all or nothing, serialised over every process that shares the
//     store, and may run its function again from the start.
//   - A cancelled context returns at once with its error and leaves the engine
//     usable. After Close every call fails with UNAVAILABLE.
//   - Failures of the driver come out as *graph.Error: UNAVAILABLE when trying
//     later may help, INTERNAL otherwise, CONFLICT never.
//   - Rows are copied: what is returned may be kept and changed.
//   - Findings and segments are kept in sets, of which State.Set names the one
//     in force. A question is answered from one set whole: from that in force
//     or, of an engine asked for it by Of, from the one asked for, with ErrSet
//     once another is in force. A transaction's own State counts within it.
//   - Beside the set in force there is room for the next, which Batch.Beside
//     writes and no question sees until State.Set names it; then the one before
//     is beside. Tx.Sweep empties what is beside, and touches nothing else.
type Engine interface {
	Reader
	// Of gives the questions as answered by one set.
	Of(set int64) Reader
	// Update runs fn in one write transaction.
	Update(ctx context.Context, fn func(context.Context, Tx) error) error
	// Fill runs fn once, which writes rows into a store that holds no more than its
	// State: each row once, findings and links after the nouns they are about, no
	// Log and no State. Rows are kept batch by batch or all in the end; until Fill
	// has ended well, nothing can be said of the store but its State, and nobody
	// else may write. What it has kept is durable then.
	Fill(ctx context.Context, fn func(ctx context.Context, write func(context.Context, Batch) error) error) error
	// Ready fails where the store cannot answer.
	Ready(ctx context.Context) error
	// Name is the engine and the place, without secrets, for people.
	Name() string
	Close() error
}

// Reader is the closed set of questions.
type Reader interface {
	// State is the store's own record; zero in an empty store.
	State(ctx context.Context) (State, error)
	// Walk gives up to limit nouns with ids after one, in order of their ids: all
	// of them, whether they are listed anywhere or not. "" is before all.
	Walk(ctx context.Context, after graph.ID, limit int) ([]NounRow, error)
	// Size is how many nouns there are.
	Size(ctx context.Context) (int, error)
	// Census counts nouns by kind, links by hop, and entries of the log. What
	// there is none of has no key.
	Census(ctx context.Context) (Census, error)
	// Nouns by id.
	Nouns(ctx context.Context, ids []graph.ID) (map[graph.ID]NounRow, error)
	// Links of the nouns, ordered by position, see LinkRow.
	Links(ctx context.Context, q graph.LinkQuery) (map[graph.ID][]LinkRow, error)
	// LinksByID gives links by their own id.
	LinksByID(ctx context.Context, ids []graph.ID) (map[graph.ID]LinkRow, error)
	// LinkPages gives up to Page.Limit links of each noun in the order asked
	// for: by descending position when Backward.
	LinkPages(ctx context.Context, q graph.LinkPageQuery) (map[graph.ID][]LinkRow, error)
	// CountLinks counts what Links would give, without reading it.
	CountLinks(ctx context.Context, q graph.LinkQuery) (map[graph.ID]int, error)
	// Neighbours gives the links of the hops that touch the nouns on a day, in
	// no order; a link between two of the nouns once for each. Of a hop only
	// links between nouns of the kinds of graph.Hop.Ends are met. Where there are
	// more than Limit, none are given and more is true: no call reads more.
	Neighbours(ctx context.Context, q graph.NeighbourQuery) (links []graph.Neighbour, more bool, err error)
	// Scan reads a run of a shelf for each range.
	Scan(ctx context.Context, ranges []Range) ([][]ShelfRow, error)
	// Findings reads a run of findings of one code for each range; Pos of a
	// FindingRow is its key.
	Findings(ctx context.Context, ranges []FindingRange) ([][]FindingRow, error)
	// FindingsOf gives all findings of the subjects, of any time, ordered by
	// code, position.
	FindingsOf(ctx context.Context, subjects []graph.ID) (map[graph.ID][]FindingRow, error)
	// FindingsByID gives the rows of findings, ordered by position.
	FindingsByID(ctx context.Context, ids []graph.ID) (map[graph.ID][]FindingRow, error)
	// Segments gives those written after a revision; all of them after 0.
	Segments(ctx context.Context, after int64) ([]SegmentRow, error)
	// SegmentsByKey gives some of them.
	SegmentsByKey(ctx context.Context, keys []SegmentKey) (map[SegmentKey]SegmentRow, error)
	// Search gives, for each query, the nouns that have words of all its groups.
	Search(ctx context.Context, qs []WordQuery) ([]WordHits, error)
	// WordSums tells the WordSum of the words by which each noun is found, as the
	// index has them: each noun that has any once, in no order. It reads the whole
	// index. Meanwhile nothing else may be asked; an error of each ends it.
	WordSums(ctx context.Context, each func(id graph.ID, sum uint64) error) error
	// Log reads a run of the change log for each range.
	Log(ctx context.Context, ranges []LogRange) ([][]LogRow, error)
}

// Tx is a write transaction: reads as of its start, with what it has written
// since, and one or more writes.
type Tx interface {
	Reader
	// Ahead reads what edits of some nouns most likely ask for next, where that
	// is cheaper than to be asked each question for itself; nil where it is not.
	// What it gives is what the questions would be answered.
	Ahead(ctx context.Context, ids []graph.ID) (*Ahead, error)
	Write(ctx context.Context, b Batch) error
	// Sweep takes away some of what is beside the set in force. done says that
	// nothing is left; as long as it does not, sweep again, in another transaction.
	Sweep(ctx context.Context) (done bool, err error)
}

// ErrSet says that another set of findings and segments is in force than the one
// asked.
var ErrSet = errors.New("store: another set of findings is in force")

// State is the store's record of itself.
type State struct {
	Format   int        // version of how rows are written; 0 = empty store
	Revision int64      // of the last acknowledged write
	Regions  uint32     // the last number given to a region
	Ruleset  string     // fingerprint of the ruleset the findings were derived by
	Rules    string     // that ruleset as JSON, "" = none was kept
	Set      int64      // number of the set of findings and segments in force
	Beside   string     // who derives the next set, or loads the store, see claim; "" = nothing is beside
	Sample   string     // name of the sample loaded into it, "" = none
	Placed   graph.Date // day for which current places were last worked out
	Loading  string     // name of the bulk load under way, "" = none
}

// Census is how much there is of all that is kept, of any time.
type Census struct {
	Nouns map[graph.Kind]int
	Links map[graph.Hop]int
	Log   int
}

// NounRow is a noun as an engine keeps it. The engine may copy Kind, Code, Name
// and dates where people who look into the store can read them; it answers from
// Doc alone.
type NounRow struct {
	ID      graph.ID
	Kind    graph.Kind
	Code    string
	Name    string
	Since   graph.Date
	End     graph.Date // exclusive, graph.End = open
	Doc     []byte     // graph.MarshalNoun
	Shelves []ShelfKey // where it is listed; replaces where it was listed before
	Words   []string   // by which Search finds it, of 0-9 and a-z; replaces those it had
}

// ShelfKey is a place on a shelf. A shelf is a list of nouns in a fixed order:
// by place, by name, by code. Key ends in the noun's id and is unique on the
// shelf.
type ShelfKey struct {
	Shelf string
	Key   string
}

// ShelfRow is a noun met on a shelf.
type ShelfRow struct {
	Key  string
	Noun NounRow // without Shelves and Words
}

// Range is a run of a shelf: keys strictly between After and Before, which are
// never empty, in ascending order or, when Desc, in descending. Nouns not alive
// on On are left out; the zero Date leaves none out. Few says that so little lies
// between, such as who bears one code, that an engine may read all of it.
type Range struct {
	Shelf  string
	After  string
	Before string
	Desc   bool
	On     graph.Date
	Limit  int
	Few    bool
}

// WordQuery asks for the nouns that have at least one word of each group. No
// group finds none. Loose says that whoever asks tests what is found by all
// groups anyway: an engine may then give nouns that lack words of some groups,
// and says so, if these are no more than the limit either.
type WordQuery struct {
	Groups [][]string
	Limit  int
	Loose  bool
}

// WordHits are the nouns that a query finds, in no order; none, and Over, where
// they are more than the limit. The days play no part.
type WordHits struct {
	Nouns []NounRow // without Shelves and Words
	Over  bool
	Loose bool // some of Nouns may lack words of some groups
}

// AllWordSums gathers what WordSums tells.
func AllWordSums(ctx context.Context, r Reader) (map[graph.ID]uint64, error) {
	sums := map[graph.ID]uint64{}
	err := r.WordSums(ctx, func(id graph.ID, sum uint64) error {
		sums[id] = sum
		return nil
	})
	if err != nil {
		return nil, err
	}
	return sums, nil
}

// WordSum tells sets of words apart, whatever their order. It is 0 for none.
func WordSum(words []string) (sum uint64) {
	for _, word := range words {
		h := fnv.New64a()
		_, _ = h.Write([]byte(word)) // never fails
		sum += h.Sum64()
	}
	return sum
}

// LinkRow is a link with the sort keys of its ends. Its position in a list that
// starts at From is ToKey + "!" + link id, and the other way round.
type LinkRow struct {
	graph.Link
	FromKey string // sort key + "!" + id of From
	ToKey   string // the same of To
}

// Position is where the link stands in a list followed in direction d.
func (l *LinkRow) Position(d graph.Direction) string {
	if d == graph.Out {
		return l.ToKey + "!" + string(l.ID)
	}
	return l.FromKey + "!" + string(l.ID)
}

// FindingRow is a piece of a finding with its place in lists.
type FindingRow struct {
	graph.Finding
	Pos string // place key + "!" + finding id + "!" + first day of the piece; unique
}

// FindingRange is a run of the findings of one code, like Range.
type FindingRange struct {
	Code   graph.FindingCode
	After  string
	Before string
	Desc   bool
	On     graph.Date // tested against Piece
	Limit  int
}

// SegmentKey names a segment: the findings of one kind of subject in the
// regions of one scope ("" = of subjects without place).
type SegmentKey struct {
	Scope   graph.ID
	Subject graph.Kind
}

// SegmentRow is a segment as it is stored, see package tally.
type SegmentRow struct {
	SegmentKey
	Revision int64
	Data     []byte
}

// LogRow is an entry of the change log as it is stored.
type LogRow struct {
	Revision int64
	Index    int
	Subjects []graph.ID // by which it can be found
	Doc      []byte     // JSON of graph.LogEntry
}

// LogRange is a run of the log: entries after (AfterRevision, AfterIndex) and
// before (BeforeRevision, BeforeIndex), both exclusive; zero Before = no bound.
type LogRange struct {
	Subject        graph.ID // "" = all
	AfterRevision  int64
	AfterIndex     int
	BeforeRevision int64
	BeforeIndex    int
	Desc           bool
	Limit          int
}

// Batch is everything one write changes. Engines apply it in the order of the
// fields, with a number of statements that does not depend on the rows.
type Batch struct {
	Beside       bool       // findings and segments are those of the set beside the one in force
	DropPlaces   []ShelfKey // places emptied, whoever stands there; Nouns that belong there stand there afterwards
	Nouns        []NounRow
	DropNouns    []graph.ID        // withdrawn: gone by id and from every shelf; entries of the log about them stay
	Links        []LinkRow         // new or replaced, by id
	Made         map[graph.ID]bool // ids that nothing stored bears: links with these replace none, and nothing was found of them
	DropLinks    []graph.ID
	Resort       map[graph.ID]string // new sort key + "!" + id of nouns, for all their links
	DropFindings []string            // by Pos
	Findings     []FindingRow
	Segments     []SegmentRow // replaced by key; empty Data removes
	Log          []LogRow
	State        *State
}
