package rules

import (
	"encoding/json"
	"errors"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"cobuild/graph"
)

func parse(t *testing.T, text string) *Ruleset {
	t.Helper()
	rs, err := Parse([]byte(text))
	if err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	return rs
}

func TestParseOverTheDefault(t *testing.T) {
	base := Default().Fingerprint()
	for _, text := range []string{
		`{}`, "\ufeff{ }\n", Default().JSON(), `{"enoughFull": 3}`, `{"id": "default"}`,
		`{"hatchingKinds": ["JOINT_BRANCH", "SERVICE_CENTRE_BRANCH", "COMPOSITE_BRANCH"]}`, `{"scope": {"leastStaff": {"SCHOOL": 0}}}`,
	} {
		if rs := parse(t, text); rs.Fingerprint() != base {
			t.Errorf("%s is not the default set: %+v", text, rs)
		}
	}
	rs := parse(t, `{"id": "a", "version": "2", "name": {"zh": "甲"}, "enoughFull": 2, "idleDays": 90, "jointKinds": [],
		"ledKinds": ["PARK", "VILLAGE"], "scope": {"kinds": ["SCHOOL"], "leastStaff": {"ENTERPRISE": 10}}, "severities": {"OVERLAP": "HIGH"}}`)
	want := Default()
	want.ID, want.Version, want.Name.ZH, want.EnoughFull, want.IdleDays = "a", "2", "甲", 2, 90
	want.JointKinds, want.LedKinds = []graph.OrganisationKind{}, []graph.RegionKind{graph.RegionVillage, graph.RegionPark}
	want.Scope.Kinds, want.Scope.LeastStaff = []graph.UnitKind{graph.UnitSchool}, map[graph.UnitKind]int{graph.UnitEnterprise: 10}
	want.Severities[graph.GapOverlap] = graph.SeverityHigh
	if rs.JSON() != want.JSON() {
		t.Errorf("%s\nwant %s", rs.JSON(), want.JSON())
	}
	if again := parse(t, rs.JSON()); again.Fingerprint() != rs.Fingerprint() {
		t.Errorf("read back: %s", again.JSON())
	}
	if rs := parse(t, `{"enoughFull": 2}`); rs.ID != "custom" || rs.Name.EN == Default().Name.EN {
		t.Errorf("a set without a name is called %q %+v", rs.ID, rs.Name)
	}
	if parse(t, `{"ledKinds": ["PARK", "VILLAGE"]}`).Fingerprint() != parse(t, `{"ledKinds": ["VILLAGE", "PARK"]}`).Fingerprint() {
		t.Error("the order of a list matters")
	}
}

func TestParseRefuses(t *testing.T) {
	for _, c := range []struct{ text, field, value, remedy string }{
		{`{"enough": 3}`, "rules.enough", "enough", "use one of id, version"},
		{`{"EnoughFull": 3}`, "rules.EnoughFull", "EnoughFull", "use one of"},
		{`{"enoughFull": "3"}`, "rules.enoughFull", `"3"`, "whole number from 1 to 100000"},
		{`{"enoughFull": 0}`, "rules.enoughFull", "0", "whole number from 1"},
		{`{"enoughFull": 100001}`, "rules.enoughFull", "100001", "to 100000"},
		{`{"enoughFull": 2.5}`, "rules.enoughFull", "2.5", "whole number"},
		{`{"enoughFull": 99999999999999999999}`, "rules.enoughFull", "99999999999999999999", "whole number"},
		{`{"enoughFull": null}`, "rules.enoughFull", "null", "whole number"},
		{`{"termYears": 51}`, "rules.termYears", "51", "1 to 50"},
		{`{"vacantMonths": 601}`, "rules.vacantMonths", "601", "1 to 600"},
		{`{"idleDays": 18251}`, "rules.idleDays", "18251", "1 to 18250"},
		{`{"ledKinds": "VILLAGE"}`, "rules.ledKinds", `"VILLAGE"`, "write a list"},
		{`{"ledKinds": ["VILLAGE", "village"]}`, "rules.ledKinds.1", `"village"`, "use one of NATION"},
		{`{"ledKinds": ["VILLAGE", "VILLAGE"]}`, "rules.ledKinds.1", `"VILLAGE"`, "once"},
		{`{"branchKinds": [1]}`, "rules.branchKinds.0", "1", "use one of"},
		{`{"scope": []}`, "rules.scope", "[]", "write an object"},
		{`{"scope": {"kind": []}}`, "rules.scope.kind", "kind", "use one of kinds"},
		{`{"scope": {"kinds": []}}`, "rules.scope.kinds", "[]", "at least one"},
		{`{"scope": {"leastStaff": {"SHOP": 3}}}`, "rules.scope.leastStaff.SHOP", "SHOP", "use one of ENTERPRISE"},
		{`{"scope": {"leastStaff": {"SCHOOL": -1}}}`, "rules.scope.leastStaff.SCHOOL", "-1", "from 0"},
		{`{"severities": {"OVERLAP": "INFO"}}`, "rules.severities.OVERLAP", `"INFO"`, "HIGH, MEDIUM, LOW"},
		{`{"severities": {"overlap": "LOW"}}`, "rules.severities.overlap", "overlap", "use one of UNCOVERED"},
		{`{"id": ""}`, "rules.id", `""`, "1 to 40 characters"},
		{`{"version": "a\nb"}`, "rules.version", `"a\nb"`, "one line"},
		{`{"name": {"fr": "x"}}`, "rules.name.fr", "fr", "use one of en, zh"},
		{`{"name": "x"}`, "rules.name", `"x"`, "write an object"},
		{`{"id": "default", "enoughFull": 2}`, "rules.id", `"default"`, "give another id"},
		{`{"enoughFull": 2, "enoughFull": 3}`, "rules.enoughFull", "enoughFull", "keep one"},
		{`{"scope": {"kinds": ["SCHOOL"], "kinds": ["SCHOOL"]}}`, "rules.scope.kinds", "scope.kinds", "keep one"},
		{`[]`, "rules", "[]", "write an object"},
		{``, "rules", "EOF", "docs/rulesets.md"},
		{`{"enoughFull": 2`, "rules", "EOF", "docs/rulesets.md"},
		{`{} {}`, "rules", "something follows", "docs/rulesets.md"},
		{"{\"id\": \"\xff\"}", "rules", "UTF-8", "docs/rulesets.md"},
	} {
		_, err := Parse([]byte(c.text))
		var all graph.Errors
		if !errors.As(err, &all) || len(all) != 1 {
			t.Errorf("%s: %v, want one error", c.text, err)
			continue
		}
		told := all[0]
		if told.Code != graph.CodeInvalid || strings.Join(told.Field, ".") != c.field ||
			!strings.Contains(told.Message.EN, c.value) || !strings.Contains(told.Message.EN, c.remedy) || !strings.Contains(told.Message.ZH, c.value) ||
			!regexp.MustCompile(`\p{Han}`).MatchString(told.Message.ZH) || strings.Contains(told.Message.EN+told.Message.ZH, "%!") {
			t.Errorf("%s: %v at %v: %+v", c.text, told.Code, told.Field, told.Message)
		}
	}
	_, err := Parse([]byte(`{"a": 1, "b": 2, "idleDays": -1}`))
	var all graph.Errors
	if !errors.As(err, &all) || len(all) != 3 {
		t.Errorf("three mistakes are told as %v", err)
	}
}

func TestParametersSetByAFileSaySo(t *testing.T) {
	described := parse(t, `{"id": "jinqiu", "enoughFull": 2}`).Describe()
	for _, p := range described.Parameters {
		own := strings.Contains(p.Source.EN, "jinqiu") && strings.Contains(p.Source.ZH, "jinqiu")
		if own != (p.Name == "enoughFull") {
			t.Errorf("%s has source %+v", p.Name, p.Source)
		}
	}
}

// TestRulesetsPage holds the page about rulesets against what can be set.
func TestRulesetsPage(t *testing.T) {
	data, err := os.ReadFile("../docs/rulesets.md")
	if err != nil {
		t.Fatal(err)
	}
	page := string(data)
	_, rest, found := strings.Cut(page, "```json\n")
	example, _, closed := strings.Cut(rest, "```")
	if !found || !closed {
		t.Fatal("the page has no example")
	}
	if rs := parse(t, example); rs.ID == "custom" || rs.Fingerprint() == Default().Fingerprint() {
		t.Errorf("the example comes to %s", rs.JSON())
	}
	_, table, _ := strings.Cut(page, "\n## Parameters")
	var keys map[string]any
	if err := json.Unmarshal([]byte(Default().JSON()), &keys); err != nil {
		t.Fatal(err)
	}
	var names []string
	for key, value := range keys {
		switch {
		case key == "scope":
			names = append(names, "scope.kinds", "scope.ownerships", "scope.leastStaff")
		case key == "name":
			names = append(names, "name.zh", "name.en")
		case value != nil:
			names = append(names, key)
		}
	}
	for _, p := range Default().Describe().Parameters {
		if !slices.Contains(names, p.Name) {
			t.Errorf("%s is described and cannot be set", p.Name)
		}
	}
	for _, name := range names {
		if !strings.Contains(table, "`"+name+"`") {
			t.Errorf("%s is not on the page", name)
		}
	}
}
