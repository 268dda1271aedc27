package graph

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/base32"
	"encoding/binary"
	"strings"
	"sync"
	"time"
)

// ID names a thing for ever, in every engine: a prefix that tells its kind and
// twenty characters that tell nothing.
type ID string

// Kind is the type of a thing that has an id.
type Kind string

// The kinds of things with ids.
const (
	KindRegion       Kind = "REGION"
	KindOrganisation Kind = "ORGANISATION"
	KindUnit         Kind = "UNIT"
	KindMember       Kind = "MEMBER"
	KindPairing      Kind = "PAIRING"
	KindAlliance     Kind = "ALLIANCE"
	KindLink         Kind = "LINK" // every link but coverage
	KindCoverage     Kind = "COVERAGE"
	KindWork         Kind = "WORK"
	KindHeadcount    Kind = "HEADCOUNT"
	KindActivity     Kind = "ACTIVITY"
	KindGap          Kind = "GAP"
)

// NounKinds are the kinds of nouns, in the order in which one may refer to
// another.
var NounKinds = []Kind{KindRegion, KindOrganisation, KindUnit, KindMember, KindPairing, KindAlliance}

var prefixes = map[Kind]string{
	KindRegion: "reg", KindOrganisation: "org", KindUnit: "unt", KindMember: "mem", KindPairing: "par",
	KindAlliance: "all", KindLink: "lnk", KindCoverage: "cov", KindWork: "wrk", KindHeadcount: "hdc",
	KindActivity: "act", KindGap: "gap",
}

var kindsByPrefix = func() map[string]Kind {
	m := make(map[string]Kind, len(prefixes))
	for kind, prefix := range prefixes {
		m[prefix] = kind
	}
	return m
}()

const idBody = 20

// Ids are lower case and digits only, so that every engine compares them alike.
var idText = base32.NewEncoding("0123456789abcdefghjkmnpqrstvwxyz").WithPadding(base32.NoPadding)

// Kind tells the kind of the thing an id names, "" for what is no id.
func (id ID) Kind() Kind {
	prefix, body, found := strings.Cut(string(id), "_")
	if !found || len(body) != idBody {
		return ""
	}
	for i := 0; i < len(body); i++ {
		c := body[i]
		if (c < '0' || c > '9') && (c < 'a' || c > 'z') {
			return ""
		}
	}
	return kindsByPrefix[prefix]
}

// ParseID checks the form of an id from outside.
func ParseID(text string, field ...string) (ID, error) {
	if ID(text).Kind() == "" {
		return "", Invalid(field, "%q is not an id of Cobuild: use the id field of an earlier answer",
			"%q不是Cobuild的标识：请使用先前结果中的id字段", Clip(text))
	}
	return ID(text), nil
}

// IDSource makes new ids. It is called outside any closure that may run again.
type IDSource interface{ New(Kind) ID }

// NewIDSource gives ids that grow with time, so that new rows lie together,
// and cannot be guessed.
func NewIDSource(now func() time.Time) IDSource { return &clockIDs{now: now} }

type clockIDs struct {
	mu   sync.Mutex
	now  func() time.Time
	last uint64
}

func (s *clockIDs) New(kind Kind) ID {
	var raw [13]byte
	s.mu.Lock()
	tick := max(uint64(s.now().UnixMicro())<<8, s.last+1)
	s.last = tick
	s.mu.Unlock()
	binary.BigEndian.PutUint64(raw[:8], tick)
	if _, err := rand.Read(raw[8:]); err != nil {
		panic(err) // crypto/rand never fails on a supported system
	}
	return makeID(kind, raw[:])
}

// DerivedID gives the id that always belongs to these parts: for findings,
// samples and generated data.
func DerivedID(kind Kind, parts ...string) ID {
	sum := sha256.Sum256([]byte(strings.Join(parts, "\x00")))
	return makeID(kind, sum[:])
}

func makeID(kind Kind, raw []byte) ID {
	return ID(prefixes[kind] + "_" + idText.EncodeToString(raw)[:idBody])
}

// SeededIDs makes the same ids in the same order for the same seed.
func SeededIDs(seed string) IDSource { return &seededIDs{seed: seed} }

type seededIDs struct {
	mu   sync.Mutex
	seed string
	n    uint64
}

func (s *seededIDs) New(kind Kind) ID {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.n++
	var n [8]byte
	binary.BigEndian.PutUint64(n[:], s.n)
	return DerivedID(kind, s.seed, string(n[:]))
}
