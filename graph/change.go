package graph

import (
	"context"
	"encoding/json"
	"errors"
	"slices"
)

// Change is one fact replaced: a noun or a link, before and after. Before is
// nil for a new one, After for one that is withdrawn because it was never true.
type Change struct {
	NounBefore, NounAfter Noun
	LinkBefore, LinkAfter *Link
	Correct               bool // replaces what was never true, rather than what changed
}

// Subject is the noun that changed, or the From of the link.
func (c *Change) Subject() ID {
	switch {
	case c.NounAfter != nil:
		return c.NounAfter.Top().ID
	case c.NounBefore != nil:
		return c.NounBefore.Top().ID
	case c.LinkAfter != nil:
		return c.LinkAfter.From
	case c.LinkBefore != nil:
		return c.LinkBefore.From
	default:
		return ""
	}
}

// Subjects are all nouns the change is about: both ends of a link, the person
// named at an end of a pairing before and after, and the successors that a
// region was given or lost.
func (c *Change) Subjects() []ID {
	var about []ID
	add := func(ids ...ID) {
		for _, id := range ids {
			if id != "" && !slices.Contains(about, id) {
				about = append(about, id)
			}
		}
	}
	for _, link := range []*Link{c.LinkAfter, c.LinkBefore} {
		if link != nil {
			add(link.From, link.To, link.Person)
		}
	}
	add(c.Subject())
	before, _ := c.NounBefore.(*Region)
	after, _ := c.NounAfter.(*Region)
	add(successorsApart(before, after)...)
	return about
}

// successorsApart are the successors that only one of two regions has.
func successorsApart(a, b *Region) (apart []ID) {
	for _, pair := range [][2]*Region{{a, b}, {b, a}} {
		if pair[0] == nil {
			continue
		}
		for _, id := range pair[0].Successors {
			if pair[1] == nil || !slices.Contains(pair[1].Successors, id) {
				apart = append(apart, id)
			}
		}
	}
	return apart
}

// Link is the link that changed, as it is now or last was; nil for a noun.
func (c *Change) Link() *Link {
	if c.LinkAfter != nil {
		return c.LinkAfter
	}
	return c.LinkBefore
}

type changeJSON struct {
	Kind    Kind            `json:"kind"`
	Before  json.RawMessage `json:"before,omitempty"`
	After   json.RawMessage `json:"after,omitempty"`
	Correct bool            `json:"correct,omitempty"`
}

// MarshalJSON writes the change with the kind that UnmarshalJSON needs.
func (c Change) MarshalJSON() ([]byte, error) {
	out := changeJSON{Kind: KindLink, Correct: c.Correct}
	var before, after any
	if c.NounBefore != nil {
		out.Kind, before = c.NounBefore.Kind(), c.NounBefore
	}
	if c.NounAfter != nil {
		out.Kind, after = c.NounAfter.Kind(), c.NounAfter
	}
	if c.LinkBefore != nil {
		before = c.LinkBefore
	}
	if c.LinkAfter != nil {
		after = c.LinkAfter
	}
	var err error
	if before != nil {
		if out.Before, err = json.Marshal(before); err != nil {
			return nil, err
		}
	}
	if after != nil {
		if out.After, err = json.Marshal(after); err != nil {
			return nil, err
		}
	}
	return json.Marshal(out)
}

// UnmarshalJSON reads what MarshalJSON wrote.
func (c *Change) UnmarshalJSON(data []byte) error {
	var in changeJSON
	if err := json.Unmarshal(data, &in); err != nil {
		return err
	}
	*c = Change{Correct: in.Correct}
	if in.Kind == KindLink {
		return errors.Join(unmarshalLink(in.Before, &c.LinkBefore), unmarshalLink(in.After, &c.LinkAfter))
	}
	return errors.Join(unmarshalInto(in.Kind, in.Before, &c.NounBefore), unmarshalInto(in.Kind, in.After, &c.NounAfter))
}

func unmarshalLink(data []byte, to **Link) error {
	if data == nil {
		return nil
	}
	*to = new(Link)
	return json.Unmarshal(data, *to)
}

func unmarshalInto(kind Kind, data []byte, to *Noun) (err error) {
	if data != nil {
		*to, err = UnmarshalNoun(kind, data)
	}
	return err
}

// Facts reads nouns and links as they are on record, of any time, many at once.
// A missing id is a missing key, never an error. What is returned must not be
// changed: CopyNoun first.
type Facts interface {
	Nouns(ctx context.Context, ids []ID) (map[ID]Noun, error)
	Links(ctx context.Context, q LinkQuery) (map[ID][]Link, error)
}

// Edit is one revision being made. Its Facts include what was put so far. All
// of it happens or none; the function that makes it may run again.
type Edit interface {
	Facts
	// Find gives the nouns that bear a code, living or not.
	Find(ctx context.Context, key CodeKey) ([]Noun, error)
	// LinksByID gives links by their own ids, of any time.
	LinksByID(ctx context.Context, ids []ID) (map[ID]Link, error)
	// Holders gives the nouns that hold works, headcounts and activities, by the
	// parts' ids.
	Holders(ctx context.Context, parts []ID) (map[ID]Noun, error)
	// Mentions gives the nouns that name others beside the links between them,
	// in order: the pairings at whose ends a member stands for somebody, the
	// regions that have a region as a successor or are counted with it.
	Mentions(ctx context.Context, ids []ID) (map[ID][]ID, error)
	// Log reads runs of the change log as it was before this edit.
	Log(ctx context.Context, qs []LogQuery) ([]PageOf[LogEntry], error)
	// Revision is that of the last acknowledged write.
	Revision() int64
	// Most is how many nouns one edit may touch, 0 = any number.
	Most() int
	// Today is the date in the configured zone.
	Today() Date
	// New makes an id: the same one when the function runs again.
	New(Kind) ID
	// Put records a noun, new or changed.
	Put(n Noun, correct bool)
	// PutLink records a link, new or changed.
	PutLink(l Link, correct bool)
	// DropLink withdraws a link that was never true.
	DropLink(l Link)
	// Drop withdraws a noun that was never true. Every link of it must be
	// withdrawn too, or the edit fails. Its id is not used again.
	Drop(n Noun)
	// NewRegion fills in what the store decides of a region: its number,
	// path and scope.
	NewRegion(ctx context.Context, r *Region, parent ID) error
}

// Speaker is an edit of several parts, each with what it says of itself to the
// log.
type Speaker interface {
	// As says who makes what is put from now on. CONFLICT where a subject of
	// the intent changed after its Expected.
	As(ctx context.Context, intent Intent) error
}

// CodeKey is a look-up by a key that people know.
type CodeKey struct {
	Kind  Kind
	Field CodeField
	Code  string
}

// CodeField is which key.
type CodeField string

// The keys that people know.
const (
	ByCode   CodeField = "CODE"   // Head.Code
	ByCredit CodeField = "CREDIT" // Unit.CreditCode
)

// Intent is what an edit says of itself to the change log.
type Intent struct {
	Operation string // the mutation's name
	Actor     string
	Note      string
	Expected  int64 // 0 = none; CONFLICT if a subject changed after this revision
	Subjects  []ID  // the nouns the input names, for Expected
	Undoes    *RevisionRange
}

// WithRevision adds a revision to ranges, to the last of them where it follows.
func WithRevision(ranges []RevisionRange, revision int64) []RevisionRange {
	if n := len(ranges); n > 0 && ranges[n-1].Last+1 == revision {
		ranges[n-1].Last = revision
		return ranges
	}
	return append(ranges, RevisionRange{First: revision, Last: revision})
}

// RevisionRange is revisions from First to Last, both included.
type RevisionRange struct {
	First int64 `json:"first"`
	Last  int64 `json:"last"`
}

// Receipt says what an edit did.
type Receipt struct {
	Revision int64
	Changes  int // entries in the log
}

// Writer is the door for writes.
type Writer interface {
	Apply(ctx context.Context, intent Intent, edit func(context.Context, Edit) error) (Receipt, error)
}

// Reader is the door for reads. Each call takes many questions at once and
// answers them in their order, or by id: a missing id is a missing key, a list
// without items an empty page.
type Reader interface {
	Facts
	// Steady gives a context for the reads of one request: they may look only
	// once which revision they are at, and what they give is to be read only.
	Steady(ctx context.Context) context.Context
	Find(ctx context.Context, keys []CodeKey, on Date) (map[CodeKey]Noun, error)
	LinkPages(ctx context.Context, q LinkPageQuery) (map[ID]PageOf[Link], error)
	CountLinks(ctx context.Context, q LinkQuery) (map[ID]int, error)
	List(ctx context.Context, qs []ListQuery) ([]PageOf[Noun], error)
	CountList(ctx context.Context, qs []ListQuery) ([]int, error)
	Gaps(ctx context.Context, qs []GapQuery) ([]PageOf[Finding], error)
	CountGaps(ctx context.Context, qs []GapQuery) ([]int, error)
	// Findings gives a gap by id, in force or not; FindingsOf what holds of
	// subjects on a day, statuses and gaps.
	Findings(ctx context.Context, ids []ID) (map[ID]Finding, error)
	FindingsOf(ctx context.Context, subjects []ID, on Date) (map[ID][]Finding, error)
	Explain(ctx context.Context, findings []Finding, on Date) ([]Explanation, error)
	// Reports counts coverage. The line of an organisation holds the units in
	// regions led by it or by those below it in the line on the day, and those
	// that they cover, each once; over MostLineUnits TOO_COMPLEX.
	Reports(ctx context.Context, qs []ReportQuery) ([]*Report, error)
	// MemberCounts counts the full and the probationary members affiliated to
	// the organisations of each line.
	MemberCounts(ctx context.Context, qs []LineQuery) ([]Members, error)
	// Reporting counts the full and probationary members in service who live in
	// a led community, and of these the ones registered there; of a line of over
	// MostSorted people TOO_COMPLEX.
	Reporting(ctx context.Context, qs []ReportingQuery) ([]RateCount, error)
	// Trends gives a report for each day of each query, in one pass.
	Trends(ctx context.Context, qs []TrendQuery) ([][]*Report, error)
	// Groups takes reports apart: parts that add up to the whole. By class,
	// industry and staff band those that have any unit, in the order of the
	// vocabulary, unknown last; by region the region alone, then each child
	// alive on the day, by place.
	Groups(ctx context.Context, qs []GroupQuery) ([][]ReportGroup, error)
	// Ancestors gives the regions above each, root first, on a day.
	Ancestors(ctx context.Context, regions []ID, on Date) (map[ID][]ID, error)
	// Paths finds how participants are linked: for each query the paths of least
	// length.
	Paths(ctx context.Context, qs []PathQuery) ([]Paths, error)
	// PairingMatrices count the pairings that have an end in a region by kind, and
	// by pairs of what their ends are. Over MostSorted pairings TOO_COMPLEX.
	PairingMatrices(ctx context.Context, qs []PairingMatrixQuery) ([]PairingMatrix, error)
	// Roots are the regions without a parent on a day.
	Roots(ctx context.Context, on Date) ([]ID, error)
	// Parts gives by id what is kept in links and units rather than as a noun:
	// coverages and other links, works, headcounts.
	Parts(ctx context.Context, ids []ID) (map[ID]Part, error)
	// Headcounts gives how many members living units have on a day, by which
	// basis; a unit not alive then is a missing key.
	Headcounts(ctx context.Context, units []ID, on Date) (map[ID]HeadcountView, error)
	// Histories tells what is true of nouns, past and to come, and which
	// changes said so. TOO_COMPLEX for a noun with more than MostSorted entries
	// in the log.
	Histories(ctx context.Context, ids []ID) (map[ID][]HistoryItem, error)
	// Search finds nouns by a text. INVALID where the text holds nothing to
	// search for, TOO_COMPLEX where it is found too often and too far apart.
	Search(ctx context.Context, q SearchQuery) (PageOf[SearchHit], error)
	CountSearch(ctx context.Context, q SearchQuery) (int, error)
	Log(ctx context.Context, q LogQuery) (PageOf[LogEntry], error)
	CountLog(ctx context.Context, q LogQuery) (int, error)
	Revision(ctx context.Context) (int64, error)
	// Ruleset describes the rules that findings follow from.
	Ruleset() *Ruleset
	// Today is the date in the configured zone.
	Today() Date
}
