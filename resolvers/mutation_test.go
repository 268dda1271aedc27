package resolvers_test

import (
	"strings"
	"testing"

	"cobuild/graph"
)

// mutate runs one mutation with an input and gives its payload.
func (w *world) mutate(name, input string, in map[string]any, fields string) object {
	w.t.Helper()
	return w.ask("mutation($in: "+input+"!) { "+name+"(input: $in) { revision userErrors { code message field } "+fields+" } }", map[string]any{"in": in}).at(name)
}

// Each mutation once, each payload read at the date of its change, and the next
// read as the change has it.
func TestMutations(t *testing.T) {
	w := newWorld(t)
	got := w.ask(`{ area: region(by: {code: "330206-GT"}) { id } branch: organisation(by: {code: "DZ-GT"}) { id } viewer { revision } }`)
	area, branch := got.text("area", "id"), got.text("branch", "id")
	revision := got.int("viewer", "revision")
	done := func(payload object) object {
		t.Helper()
		revision++
		if errs := payload.list("userErrors"); len(errs) > 0 || payload.int("revision") != revision {
			t.Fatalf("%v, want revision %d", payload.value, revision)
		}
		return payload
	}

	grid := done(w.mutate("regionRegister", "RegionRegisterInput", map[string]any{"name": "第一网格", "regionKind": "GRID", "parent": area, "since": "2025-02-01", "population": 900},
		`region { id level population region { id } ancestors { id } }`)).at("region")
	if grid.text("level") != "GRID" || grid.text("region", "id") != area || grid.int("population") != 900 {
		t.Errorf("%v", grid.value)
	}
	unit := done(w.mutate("unitRegister", "UnitRegisterInput", map[string]any{"name": "测试机械有限公司", "unitKind": "ENTERPRISE", "ownership": "PRIVATE", "region": grid.text("id"), "staff": 80, "industry": "C34", "since": "2025-02-01", "note": "第1号文"},
		`unit { id name staffBand region { name } status { since reason establishment } gaps { nodes { gapKind since } } }`)).at("unit")
	if unit.text("staffBand") != "S50_99" || unit.text("status", "reason") != "NOT_COVERED" || unit.text("gaps", "nodes", 0, "gapKind") != "UNCOVERED" {
		t.Errorf("%v", unit.value)
	}
	id := unit.text("id")
	corrected := done(w.mutate("unitCorrect", "UnitCorrectInput", map[string]any{"id": id, "correct": true, "staff": nil, "name": "测试机器有限公司", "expectedRevision": revision},
		`unit { name staff industry }`)).at("unit")
	if corrected.text("name") != "测试机器有限公司" || corrected.at("staff").value != nil || corrected.text("industry") != "C34" {
		t.Errorf("%v", corrected.value)
	}
	founded := done(w.mutate("organisationFound", "OrganisationFoundInput", map[string]any{"name": "测试机器党支部", "organisationKind": "BRANCH", "region": area, "superior": branch, "since": "2025-03-01", "committeeTerm": map[string]any{"to": "2028-03-01"}},
		`organisation { id strength superior { id } committeeTerm { since to } }`)).at("organisation")
	if founded.text("superior", "id") != branch || founded.text("committeeTerm", "to") != "2028-03-01" {
		t.Errorf("%v", founded.value)
	}
	joint := done(w.mutate("coverageAssign", "CoverageAssignInput", map[string]any{"organisation": founded.text("id"), "unit": id, "mode": "JOINT", "from": "2025-03-01"},
		`coverage { id mode since unit { status { establishment since } } } replaced { id }`))
	if joint.at("replaced").value != nil || joint.text("coverage", "unit", "status", "establishment") != "JOINT" {
		t.Errorf("%v", joint.value)
	}
	own := done(w.mutate("coverageAssign", "CoverageAssignInput", map[string]any{"organisation": founded.text("id"), "unit": id, "mode": "OWN", "from": "2025-06-01"},
		`coverage { id unit { status { establishment since } } } replaced { id until }`))
	if own.text("replaced", "until") != "2025-06-01" || own.text("coverage", "unit", "status", "establishment") != "OWN" || own.text("coverage", "unit", "status", "since") != "2025-06-01" {
		t.Errorf("%v", own.value)
	}
	head := done(w.mutate("headcountReport", "HeadcountReportInput", map[string]any{"unit": id, "date": "2025-07-01", "full": 4, "probationary": 1},
		`headcount { id date full unit { headcount { basis full } status { members } } }`)).at("headcount")
	if head.text("unit", "headcount", "basis") != "REPORTED" || head.text("unit", "status", "members") != "ENOUGH" {
		t.Errorf("%v", head.value)
	}
	member := done(w.mutate("memberRegister", "MemberRegisterInput", map[string]any{"name": "测试乙", "memberStatus": "FULL", "affiliation": branch, "workplace": id, "since": "2025-08-01"},
		`member { id name affiliation { id } workplace { id } region { id } }`)).at("member")
	if member.text("affiliation", "id") != branch || member.text("workplace", "id") != id {
		t.Errorf("%v", member.value)
	}
	moved := done(w.mutate("memberAffiliate", "MemberAffiliateInput", map[string]any{"member": member.text("id"), "organisation": founded.text("id"), "from": "2025-09-01"},
		`member { affiliation { id } before: affiliation(asOf: "2025-08-31") { id } }`)).at("member")
	if moved.text("affiliation", "id") != founded.text("id") || moved.text("before", "id") != branch {
		t.Errorf("%v", moved.value)
	}
	pairing := done(w.mutate("pairingAgree", "PairingAgreeInput", map[string]any{"pairingKind": "MENTOR", "since": "2025-09-01", "ends": []any{
		map[string]any{"participant": branch, "role": "HELPER", "person": member.text("id")}, map[string]any{"participant": founded.text("id"), "role": "HELPED"},
	}}, `pairing { id active label ends { role participant { id } person { id } } }`)).at("pairing")
	if pairing.at("active").value != true || len(pairing.list("ends")) != 2 || pairing.text("ends", 0, "person", "id") != member.text("id") {
		t.Errorf("%v", pairing.value)
	}
	over := done(w.mutate("pairingEnd", "PairingEndingInput", map[string]any{"id": pairing.text("id"), "from": "2025-12-01"},
		`pairing { until active ends { until } }`)).at("pairing")
	if over.text("until") != "2025-12-01" || over.at("active").value != false || over.text("ends", 1, "until") != "2025-12-01" {
		t.Errorf("%v", over.value)
	}
	ended := done(w.mutate("coverageEnd", "CoverageEndInput", map[string]any{"id": own.text("coverage", "id"), "from": "2026-01-01"},
		`coverage { until unit { status { establishment } } }`)).at("coverage")
	if ended.text("until") != "2026-01-01" || ended.text("unit", "status", "establishment") != "NONE" {
		t.Errorf("%v", ended.value)
	}
	gone := done(w.mutate("organisationDissolve", "OrganisationDissolveInput", map[string]any{"id": founded.text("id"), "from": "2026-01-10"},
		`organisation { until superior { id } } ended withdrawn changes(first: 50) { totalCount nodes { revision operation changeKind } pageInfo { hasNextPage } }`))
	if gone.text("organisation", "until") != "2026-01-10" || gone.int("ended") == 0 || gone.int("changes", "totalCount") != len(gone.list("changes", "nodes")) {
		t.Errorf("%v", gone.value)
	}

	log := w.ask(`query($id: ID!) { changes(subject: $id) { nodes { revision operation changeKind correct note relation subject { id } related { id } message(lang: ZH) attributes { name before after } } } }`,
		map[string]any{"id": id}).list("changes", "nodes")
	if log[0].text("operation") != "unitRegister" || log[0].text("note") != "第1号文" || log[0].text("changeKind") != "ADD" || log[0].text("message") != "新增单位：测试机械有限公司" {
		t.Errorf("%v", log[0].value)
	}
	relations := 0
	var messages []string
	for _, entry := range log {
		messages = append(messages, entry.text("message"))
		if entry.text("relation") == "COVERS" {
			relations++
			if entry.text("subject", "id") != founded.text("id") || entry.text("related", "id") != id {
				t.Errorf("%v", entry.value)
			}
		}
	}
	if all := strings.Join(messages, "\n"); !strings.Contains(all, "名称：测试机械有限公司 → 测试机器有限公司") || !strings.Contains(all, "方式：") {
		t.Errorf("the messages do not tell what differs:\n%s", all)
	}
	if relations != 4 { // assigned, replaced by own, ended
		t.Errorf("%d entries of coverage: %v", relations, log)
	}
	for _, part := range []string{own.text("coverage", "id"), head.text("id")} {
		if node := w.ask(`query($id: ID!) { node(id: $id) { id __typename } }`, map[string]any{"id": part}); node.text("node", "id") != part {
			t.Errorf("%s is not found: %v", part, node.value)
		}
	}
}

func TestRefusalsAreUserErrors(t *testing.T) {
	w := newWorld(t)
	got := w.ask(`{ region(by: {code: "330206-GT"}) { id } unit(by: {code: "DW-01"}) { id creditCode } viewer { revision } }`)
	unit := map[string]any{"name": "甲", "unitKind": "ENTERPRISE", "ownership": "PRIVATE", "region": got.text("region", "id")}
	with := func(more map[string]any) map[string]any {
		in := map[string]any{}
		for k, v := range unit {
			in[k] = v
		}
		for k, v := range more {
			in[k] = v
		}
		return in
	}
	for _, c := range []struct {
		name, field string
		code        graph.ErrorCode
		in          map[string]any
	}{
		{"unknown region", "region", graph.CodeNotFound, with(map[string]any{"region": "reg_00000000000000000000"})},
		{"wrong kind", "region", graph.CodeInvalid, with(map[string]any{"region": got.text("unit", "id")})},
		{"credit code in use", "creditCode", graph.CodeConflict, with(map[string]any{"creditCode": got.text("unit", "creditCode")})},
		{"long note", "note", graph.CodeInvalid, with(map[string]any{"note": strings.Repeat("长", 501)})},
		{"actor with control characters", "actor", graph.CodeInvalid, with(map[string]any{"actor": "a\x07b"})},
		{"revision to come", "expectedRevision", graph.CodeInvalid, with(map[string]any{"expectedRevision": 9999})},
		{"revision 0", "expectedRevision", graph.CodeInvalid, with(map[string]any{"expectedRevision": 0})},
	} {
		t.Run(c.name, func(t *testing.T) {
			w.t = t
			payload := w.mutate("unitRegister", "UnitRegisterInput", c.in, "unit { id }")
			errs := payload.list("userErrors")
			if payload.at("revision").value != nil || payload.at("unit").value != nil || len(errs) != 1 {
				t.Fatalf("%v", payload.value)
			}
			if errs[0].text("code") != string(c.code) || errs[0].text("field", 0) != "input" || errs[0].text("field", 1) != c.field {
				t.Errorf("%v", errs[0].value)
			}
		})
	}
	w.t = t
	w.viewer.Write = false
	if errs := w.mutate("unitRegister", "UnitRegisterInput", unit, "").list("userErrors"); len(errs) != 1 || errs[0].text("code") != "FORBIDDEN" {
		t.Errorf("%v", errs)
	}
	if now := w.ask(`{ viewer { revision } }`); now.int("viewer", "revision") != got.int("viewer", "revision") {
		t.Error("a refused mutation wrote")
	}
}

// The signed-in name goes into the log, not the one the input claims.
func TestActor(t *testing.T) {
	w := newWorld(t)
	w.viewer.Name = "王办公室"
	area := w.ask(`{ region(by: {code: "330206-GT"}) { id } }`).text("region", "id")
	w.mutate("regionRegister", "RegionRegisterInput", map[string]any{"name": "第二网格", "regionKind": "GRID", "parent": area, "actor": "somebody else"}, "")
	if change := w.ask(`{ changes(first: 1) { nodes { actor recordedAt } } }`).at("changes", "nodes", 0); change.text("actor") != "王办公室" || !strings.HasSuffix(change.text("recordedAt"), "Z") {
		t.Errorf("%v", change.value)
	}
}
