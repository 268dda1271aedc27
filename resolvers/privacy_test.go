package resolvers_test

import (
	"fmt"
	"strings"
	"testing"

	"cobuild/graph"
)

func TestMembersAreHiddenFromThoseWithoutTheRight(t *testing.T) {
	w := newWorld(t)
	const member = `id name label sex birthYear phone number memberStatus`
	seen := w.ask(`{ members(first: 100) { totalCount nodes { ` + member + ` } } viewer { maySeeMembers } }`)
	if seen.at("viewer", "maySeeMembers").value != true || seen.int("members", "totalCount") == 0 {
		t.Fatalf("%v", seen.value)
	}
	var named object
	for _, m := range seen.list("members", "nodes") {
		if m.text("name") != "" && m.text("phone") != "" {
			named = m
		}
	}
	if named.value == nil || named.text("label") != named.text("name") {
		t.Fatalf("no member has name and phone: %v", named.value)
	}

	w.viewer.SeeMembers = false
	for _, query := range []string{
		`{ members { nodes { id } } }`,
		`{ members { totalCount edges { cursor } } }`,
		`{ members { pageInfo { hasNextPage } } }`,
		`{ region(by: {code: "33"}) { members { nodes { id } } } }`,
		`{ region(by: {code: "33"}) { members(place: WORKPLACE) { nodes { id } } } }`,
		`{ organisation(by: {code: "DZ-GT"}) { members { nodes { id } } } }`,
		`{ unit(by: {code: "DW-01"}) { members { nodes { id } } } }`,
		fmt.Sprintf(`{ changes(subject: %q) { totalCount } }`, named.text("id")),
		fmt.Sprintf(`{ member(id: %q) { id } }`, named.text("id")),
		fmt.Sprintf(`{ node(id: %q) { id } }`, named.text("id")),
		fmt.Sprintf(`{ nodes(ids: [%q]) { id } }`, named.text("id")),
		`{ organisation(by: {code: "DZ-GT-01"}) { secretary { holder { history { totalCount } } } } }`,
	} {
		_ = w.refused(graph.CodeForbidden, query, nil)
	}

	for _, o := range w.ask(`{ organisations(first: 100) { nodes { history { nodes { attribute value raw related { ... on Member { name } } } } } } }`).list("organisations", "nodes") {
		for _, i := range o.list("history", "nodes") {
			if i.at("related").value == nil {
				if i.text("attribute") == "SECRETARY" && (i.at("value").value != nil || i.at("raw").value != nil) {
					t.Errorf("a secretary without member is shown: %v", i.value)
				}
				continue
			}
			if name := i.at("related", "name"); name.value != nil {
				t.Errorf("a name is shown: %v", i.value)
			}
		}
	}
	works := 0
	for _, u := range w.ask(`{ units(first: 100) { nodes { history(attributes: [WORK]) { nodes { value raw } } } } }`).list("units", "nodes") {
		for _, i := range u.list("history", "nodes") {
			works++
			if i.at("raw").value != nil || strings.Contains(i.text("value"), ":") {
				t.Errorf("who works on a unit is shown: %v", i.value)
			}
		}
	}
	if works == 0 {
		t.Error("no work is on record")
	}
	secretaries := 0
	for _, o := range w.ask(`{ organisations(first: 100) { nodes { secretary { name holder { `+member+` } } } } }`).list("organisations", "nodes") {
		holder := o.at("secretary", "holder")
		if holder.value == nil {
			continue
		}
		secretaries++
		for _, field := range []string{"name", "sex", "birthYear", "phone", "number"} {
			if holder.at(field).value != nil || o.at("secretary", "name").value != nil {
				t.Errorf("%s is shown: %v", field, holder.value)
			}
		}
		if !strings.Contains(holder.text("label"), "member") {
			t.Errorf("label %q", holder.text("label"))
		}
	}
	if secretaries == 0 {
		t.Error("no secretary is on record")
	}
	for _, u := range w.ask(`{ units(first: 100) { nodes { works { nodes { workKind holder } } } } }`).list("units", "nodes") {
		for _, work := range u.list("works", "nodes") {
			if work.at("holder").value != nil {
				t.Errorf("a holder is shown: %v", work.value)
			}
		}
	}
}

func TestSmallCountsAreWithheld(t *testing.T) {
	w := newWorld(t)
	const query = `{ units(first: 100) { nodes { headcount { basis full probationary reported { full } counted { full probationary } } status { evidence { name value } } } } }`
	open := w.ask(query).list("units", "nodes")
	w.viewer.SeeMembers = false
	hidden := w.ask(query).list("units", "nodes")
	withheld, shown := 0, 0
	for i, unit := range open {
		counted, told := unit.int("headcount", "counted", "full"), hidden[i].at("headcount", "counted", "full").value
		switch {
		case counted < 5 && told == nil:
			withheld++
		case counted >= 5 && told != nil:
			shown++
		default:
			t.Errorf("%d counted, told %v", counted, told)
		}
		reported := unit.text("headcount", "basis") == "REPORTED"
		if got := hidden[i].at("headcount", "full").value != nil; got != (reported || counted >= 5) {
			t.Errorf("basis %s, %d counted: full told %v", unit.text("headcount", "basis"), counted, got)
		}
		if !same(unit.at("status").value, hidden[i].at("status").value) {
			t.Error("the evidence of a status is withheld")
		}
	}
	if withheld == 0 || shown == 0 {
		t.Fatalf("%d withheld, %d shown", withheld, shown)
	}
}

// Without the right to see members their gaps are in no list and no node, but
// for their number, from five on.
func TestGapsOfMembersAreHidden(t *testing.T) {
	w := newWorld(t)
	const counts = `{ region(by: {code: "330206"}) { gapCounts { gapKind count info } } town: region(by: {code: "330206002204"}) { gapCounts { gapKind count info } } gaps { totalCount } }`
	open := w.ask(counts)
	gap := w.ask(`{ gaps(filter: {gapKinds: [ADRIFT]}, first: 1) { nodes { id subject { id name } } } }`)
	if gap.text("gaps", "nodes", 0, "subject", "name") == "" {
		t.Fatalf("%v", gap.value)
	}
	ofMembers := w.ask(`{ gaps(filter: {gapKinds: [UNREGISTERED, ADRIFT, NOT_REPORTED]}) { totalCount } }`).int("gaps", "totalCount")

	w.viewer.SeeMembers = false
	for _, query := range []string{
		`{ gaps(filter: {gapKinds: [ADRIFT]}) { totalCount } }`,
		`{ gaps(filter: {gapKinds: [UNCOVERED, NOT_REPORTED]}) { nodes { id } } }`,
		`{ region(by: {code: "330206"}) { gaps(filter: {gapKinds: [UNREGISTERED]}) { totalCount } } }`,
		`{ coverageReport { gaps(gapKinds: [UNREGISTERED]) { totalCount } } }`,
		`{ members(filter: {gapKinds: [ADRIFT]}) { nodes { id } } }`,
		fmt.Sprintf(`{ node(id: %q) { id } }`, gap.text("gaps", "nodes", 0, "id")),
		`{ organisation(by: {code: "DZ-GT-01"}) { secretary { holder { gaps { totalCount } } } } }`,
	} {
		_ = w.refused(graph.CodeForbidden, query, nil)
	}
	hidden := w.ask(counts)
	if got := hidden.int("gaps", "totalCount"); got != open.int("gaps", "totalCount")-ofMembers || ofMembers < 10 {
		t.Errorf("%d gaps are listed of %d, of which %d are about members", got, open.int("gaps", "totalCount"), ofMembers)
	}
	for _, g := range w.ask(`{ gaps(first: 100) { nodes { subject { __typename } } } }`).list("gaps", "nodes") {
		if g.text("subject", "__typename") == "Member" {
			t.Errorf("%v", g.value)
		}
	}
	of := func(o object, region string) map[string]object {
		all := map[string]object{}
		for _, c := range o.list(region, "gapCounts") {
			all[c.text("gapKind")] = c
		}
		return all
	}
	for _, region := range []string{"region", "town"} {
		before, after := of(open, region), of(hidden, region)
		for _, kind := range graph.GapKinds {
			was, is := before[string(kind)], after[string(kind)]
			switch {
			case kind.Subject() != graph.KindMember:
				if !same(was.value, is.value) {
					t.Errorf("%s: %s was %v and is %v", region, kind, was.value, is.value)
				}
			case is.value == nil:
				t.Errorf("%s: %s is left out, which says that there is none", region, kind)
			case was.value != nil && was.int("count") >= 5:
				if is.int("count") != was.int("count") {
					t.Errorf("%s: %s was %v and is %v", region, kind, was.value, is.value)
				}
			case is.at("count").value != nil || is.at("info").value != nil:
				t.Errorf("%s: %s is %v", region, kind, is.value)
			}
		}
	}
}

// Of a rate of members the numbers under five are withheld, and what they could
// be reckoned from.
func TestSmallRatesAreWithheld(t *testing.T) {
	w := newWorld(t)
	const query = `{ units: organisations(first: 100) { nodes { doubleRegistration(asOf: "2026-11-01") { value numerator denominator rule { code } missing { totalCount } } } } regions(first: 100) { nodes { doubleRegistration(asOf: "2026-11-01") { value numerator denominator rule { code } missing { totalCount } } } } }`
	open := w.ask(query)
	w.viewer.SeeMembers = false
	hidden := w.ask(query)
	_ = w.refused(graph.CodeForbidden, `{ organisation(by: {code: "DZ-BL"}) { doubleRegistration { missing { nodes { id } } } } }`, nil)
	told, withheld := 0, 0
	for _, list := range []string{"units", "regions"} {
		for i, o := range open.list(list, "nodes") {
			was, is := o.at("doubleRegistration"), hidden.list(list, "nodes")[i].at("doubleRegistration")
			n, d := was.int("numerator"), was.int("denominator")
			switch {
			case was.text("rule", "code") != "doubleRegistration" || (was.at("value").value == nil) != (d == 0):
				t.Errorf("%v", was.value)
			case d >= 5 != (is.at("denominator").value != nil), (d >= 5 && n >= 5 && d-n >= 5) != (is.at("numerator").value != nil), (is.at("numerator").value == nil) != (is.at("value").value == nil):
				t.Errorf("%d of %d is told as %v", n, d, is.value)
			case (is.at("missing", "totalCount").value == nil) != (is.at("numerator").value == nil):
				t.Errorf("%d of %d: missing is told as %v", n, d, is.value)
			case is.at("numerator").value != nil:
				told++
			default:
				withheld++
			}
		}
	}
	if told == 0 || withheld == 0 {
		t.Errorf("%d rates are told and %d withheld", told, withheld)
	}
}

func TestLogHidesWhatIsRestricted(t *testing.T) {
	w := newWorld(t)
	w.ask(`mutation { memberRegister(input: {name: "测试甲", phone: "000-1", memberStatus: FULL, since: "2025-01-01"}) { revision userErrors { message } } }`)
	const query = `{ changes { nodes { operation message attributes { name before after } } } }`
	find := func(o object, name string) (after object) {
		for _, change := range o.list("changes", "nodes") {
			for _, attribute := range change.list("attributes") {
				if attribute.text("name") == name {
					return attribute.at("after")
				}
			}
		}
		t.Fatalf("no attribute %s in %v", name, o.value)
		return object{}
	}
	open := w.ask(query)
	if find(open, "name").text() != `"测试甲"` || find(open, "phone").text() != `"000-1"` || !strings.Contains(open.text("changes", "nodes", 0, "message"), "测试甲") {
		t.Errorf("%v", open.value)
	}
	w.viewer.SeeMembers = false
	hidden := w.ask(query)
	if n := len(hidden.list("changes", "nodes")); n != 0 {
		t.Errorf("%d changes of members are told: %v", n, hidden.value)
	}
}
