package e2e_test

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"slices"
	"testing"

	"cobuild/graph"
)

// served is what an answer tells of a list, and of errors.
type served struct {
	Data struct {
		List *struct {
			TotalCount *int
			Nodes      []struct{ ID graph.ID }
			PageInfo   struct{ StartCursor, EndCursor *string }
		}
	}
	Errors []struct {
		Message    string
		Extensions struct{ Code graph.ErrorCode }
	}
}

// list asks for a list; ok is false where it is refused, which must be as
// INVALID, or as one of the other codes allowed.
func (s *server) list(t *testing.T, query string, variables []byte, allowed ...graph.ErrorCode) (ids []graph.ID, total int, ok bool) {
	t.Helper()
	var a served
	_, body, err := send(t.Context(), s.url, request{Query: query, Variables: variables})
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(body, &a); err != nil {
		t.Fatalf("%v: %s", err, body)
	}
	for _, one := range a.Errors {
		if one.Message == "" || one.Extensions.Code != graph.CodeInvalid && !slices.Contains(allowed, one.Extensions.Code) {
			t.Fatalf("%s\n%s\nis answered %s", query, variables, body)
		}
	}
	if a.Data.List == nil {
		if len(a.Errors) == 0 {
			t.Fatalf("%s\n%s\nis answered %s", query, variables, body)
		}
		return nil, 0, false
	}
	for _, n := range a.Data.List.Nodes {
		ids = append(ids, n.ID)
	}
	if a.Data.List.TotalCount != nil {
		total = *a.Data.List.TotalCount
	}
	return ids, total, true
}

// fuzzServer serves the sample to a fuzz test.
func fuzzServer(f *testing.F) *server {
	return serve(f, openSQLite(f, true))
}

// forgedLists are lists of each source; %s are page arguments.
var forgedLists = []string{
	`{ list: units(filter: {within: {code: "330206-GT"}} %s) { nodes { id } pageInfo { startCursor endCursor } } }`,
	`{ list: units(orderBy: {field: NAME, direction: DESC} %s) { nodes { id } pageInfo { startCursor endCursor } } }`,
	`{ list: units(filter: {within: {code: "330206-GT"}, establishment: [NONE, OWN]} %s) { nodes { id } pageInfo { startCursor endCursor } } }`,
	`{ list: gaps(filter: {within: {code: "330206-GT"}} %s) { nodes { id } pageInfo { startCursor endCursor } } }`,
	`{ list: gaps(orderBy: {field: SINCE, direction: DESC} %s) { nodes { id } pageInfo { startCursor endCursor } } }`,
	`{ list: members(filter: {within: {code: "330206-GT"}, place: WORKPLACE} %s) { nodes { id } pageInfo { startCursor endCursor } } }`,
	`{ list: pairings(filter: {within: {code: "330206-GT"}} %s) { nodes { id } pageInfo { startCursor endCursor } } }`,
	`{ list: changes(%s) { nodes { id: message } pageInfo { startCursor endCursor } } }`,
}

// FuzzForgedCursors forges positions in genuine cursors: an answer is refused as
// INVALID, or holds items of the list asked for and no others.
func FuzzForgedCursors(f *testing.F) {
	s := fuzzServer(f)
	for i := range 3 { // for the log
		if err := newLedger().register(f.Context(), s.url, fmt.Sprint("F-", i)); err != nil {
			f.Fatal(err)
		}
	}
	type known struct {
		cursor []byte
		ids    map[graph.ID]bool
	}
	lists := make([]known, len(forgedLists))
	for i, query := range forgedLists {
		lists[i].ids = map[graph.ID]bool{}
		for after := ""; ; {
			var a served
			if err := json.Unmarshal(s.exchange(request{Query: fmt.Sprintf(query, "first: 100"+after)}), &a); err != nil || a.Data.List == nil {
				f.Fatalf("%s: %v, %+v", query, err, a)
			}
			for _, n := range a.Data.List.Nodes {
				lists[i].ids[n.ID] = true
			}
			if end := a.Data.List.PageInfo.EndCursor; end != nil && len(a.Data.List.Nodes) > 0 {
				raw, err := base64.RawURLEncoding.DecodeString(*end)
				if err != nil {
					f.Fatal(err)
				}
				lists[i].cursor = raw
				after = fmt.Sprintf(", after: %q", *end)
			}
			if len(a.Data.List.Nodes) < 100 {
				break
			}
		}
	}
	for i, l := range lists {
		if l.cursor == nil {
			f.Fatalf("%s has no items", forgedLists[i])
		}
		for _, at := range []string{" ", "!", "~", "\xff\xfe", "高", "0", "330206", string(l.cursor[11:]), string(l.cursor[11:]) + "x", "9999999999999999999.1", "-1.-1", "1.", "."} {
			f.Add(uint8(i), at, true)
			f.Add(uint8(i), at, false)
		}
	}
	f.Fuzz(func(t *testing.T, which uint8, at string, forward bool) {
		i := int(which) % len(lists)
		forged := base64.RawURLEncoding.EncodeToString(append(slices.Clone(lists[i].cursor[:11]), at...))
		args := fmt.Sprintf("first: 50, after: %q", forged)
		if !forward {
			args = fmt.Sprintf("last: 50, before: %q", forged)
		}
		ids, _, _ := s.list(t, fmt.Sprintf(forgedLists[i], args), nil)
		for _, id := range ids {
			if !lists[i].ids[id] {
				t.Fatalf("%s with position %q gives %s, which is not in the list", forgedLists[i], at, id)
			}
		}
	})
}

// aUnit is what a filter of units looks at.
type aUnit struct {
	ID                             graph.ID
	UnitKind, Ownership, UnitState string
	Industry                       *string
	Staff                          *int
	Status                         *struct {
		Establishment, Members *string
		Worked                 *bool
	}
}

// unitFilter is a filter as JSON spells it.
type unitFilter struct {
	UnitKinds, Ownerships, Industries, States, Establishment, Members []string
	Staff                                                             *struct{ Min, Max *int }
	Worked                                                            *bool
}

// passes is the filter as its description in the schema reads.
func (f *unitFilter) passes(u *aUnit) bool {
	among := func(wanted []string, value *string) bool {
		return len(wanted) == 0 || value != nil && slices.Contains(wanted, *value)
	}
	if !among(f.UnitKinds, &u.UnitKind) || !among(f.Ownerships, &u.Ownership) || !among(f.States, &u.UnitState) {
		return false
	}
	if len(f.Industries) > 0 && (u.Industry == nil || !slices.ContainsFunc(f.Industries, func(code string) bool {
		return code == *u.Industry || code == (*u.Industry)[:1]
	})) {
		return false
	}
	if f.Staff != nil && (f.Staff.Min != nil || f.Staff.Max != nil) {
		if u.Staff == nil || f.Staff.Min != nil && *u.Staff < *f.Staff.Min || f.Staff.Max != nil && *u.Staff > *f.Staff.Max {
			return false
		}
	}
	if len(f.Establishment)+len(f.Members) == 0 && f.Worked == nil {
		return true
	}
	return u.Status != nil && u.Status.Establishment != nil && among(f.Establishment, u.Status.Establishment) && among(f.Members, u.Status.Members) &&
		(f.Worked == nil || u.Status.Worked != nil && *u.Status.Worked == *f.Worked)
}

// FuzzUnitFilter sends any JSON as a filter: it is refused as INVALID, or the
// list has the units that a plain reading of the filter finds.
func FuzzUnitFilter(f *testing.F) {
	s := fuzzServer(f)
	all := pages[aUnit](s, "units", "id unitKind ownership unitState industry staff status { establishment members worked }", days[2])
	for _, seed := range []string{
		`{}`, `null`, `[]`, `{"unitKinds": []}`, `{"unitKinds": ["ENTERPRISE"], "staff": {"min": 10}}`, `{"unitKinds": ["SCHOOL", "HOSPITAL", "ENTERPRISE"]}`,
		`{"staff": {"min": 50, "max": 10}}`, `{"staff": {"min": -5}}`, `{"staff": {}}`, `{"staff": {"max": 99999999999}}`, `{"ownerships": ["PRIVATE", "PRIVATE"], "worked": false}`,
		`{"establishment": ["NONE", "AREA"], "members": ["FEW", "ENOUGH"]}`, `{"worked": true, "states": ["OPERATING"]}`, `{"states": ["SHELL", "DORMANT"]}`,
		`{"industries": ["C"]}`, `{"industries": ["C35", "I"], "unitKinds": ["ENTERPRISE"]}`, `{"industries": ["ZZ"]}`, `{"industries": [""]}`, `{"industries": ["\ud800"]}`, `{"unitKinds": "ENTERPRISE"}`,
		`{"unknown": 1}`, `{"unitKinds": [null]}`, `{"establishment": ["own"]}`, `{"worked": "true"}`, `{"states": ["DORMANT"], "establishment": ["NONE"]}`, `{"members": ["NONE"], "staff": {"min": 3, "max": 80}}`,
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if !json.Valid([]byte(text)) {
			return // httpapi's own tests send what is no JSON
		}
		variables, err := json.Marshal(map[string]json.RawMessage{"filter": json.RawMessage(text)})
		if err != nil {
			return
		}
		ids, total, ok := s.list(t, `query($filter: UnitFilter) { list: units(first: 100, filter: $filter, asOf: "2026-11-01") { totalCount nodes { id } } }`, variables, graph.CodeTooComplex, graph.CodeNotFound)
		var filter unitFilter
		if !ok || json.Unmarshal([]byte(text), &filter) != nil {
			return
		}
		var others map[string]json.RawMessage
		if err := json.Unmarshal([]byte(text), &others); err != nil {
			return
		}
		for _, name := range []string{"within", "depth", "gapKinds", "alliance", "text"} {
			if others[name] != nil {
				return // told apart by the tests of lists
			}
		}
		var want []graph.ID
		for i := range all {
			if filter.passes(&all[i]) {
				want = append(want, all[i].ID)
			}
		}
		if total != len(want) || !slices.Equal(ids, want[:min(len(want), 100)]) {
			t.Fatalf("%s gives %d units %v, want %d: %v", text, total, ids, len(want), want)
		}
	})
}
