package edit

import (
	"strings"
	"testing"

	"cobuild/graph"
)

func TestMemberChange(t *testing.T) {
	w := newTown(t)
	must(t, w.facts, MemberRegister, MemberRegisterInput{Code: "M1", MemberStatus: graph.StatusFull})
	in := func(change func(*MemberChangeInput)) MemberChangeInput {
		in := MemberChangeInput{ID: w.member.ID, From: day("2024-01-01")}
		change(&in)
		return in
	}
	away := graph.Away{Place: " 上海市 ", Fixed: true}
	m := must(t, w.facts, MemberChange, in(func(in *MemberChangeInput) {
		in.MemberStatus, in.Employment, in.Workplace, in.Residence = Some(graph.StatusProbationary), Some(graph.EmploymentRetired), Some(w.firm.ID), Some(w.village.ID)
		in.Away, in.Name, in.Sex, in.BirthYear, in.Phone, in.Number, in.Code = Some(away), Some(" 林禾 "), Some(graph.SexFemale), Some(1980), Some("1"), Some("2"), Some("M2")
	}))
	if s := m.Statuses; len(s) != 2 || s[0].Interval != between("", "2024-01-01") || s[1].Value != graph.StatusProbationary || s[1].Interval != between("2024-01-01", "") {
		t.Errorf("statuses %+v", s)
	}
	if m.EmploymentOn(day("2023-12-31")) != graph.EmploymentInService || m.EmploymentOn(day("2024-01-01")) != graph.EmploymentRetired {
		t.Errorf("employments %+v", m.Employments)
	}
	if a := m.Aways; len(a) != 1 || a[0].Value != (graph.Away{Place: "上海市", Fixed: true}) || a[0].Interval != between("2024-01-01", "") {
		t.Errorf("away %+v", a)
	}
	if m.Name != "林禾" || m.Sex != graph.SexFemale || m.BirthYear != 1980 || m.Phone != "1" || m.Number != "2" || m.Code != "M2" {
		t.Errorf("changed to %+v", m)
	}
	for hop, to := range map[graph.Hop]graph.ID{graph.HopWorksAt: w.firm.ID, graph.HopResides: w.village.ID} {
		if l := w.linksFrom(w.member.ID, hop); len(l) != 1 || l[0].To != to || l[0].Interval != between("2024-01-01", "") {
			t.Errorf("%s %+v", hop, l)
		}
	}
	long := strings.Repeat("x", 1<<20)
	for name, c := range map[string]struct {
		change func(*MemberChangeInput)
		want   []string
	}{
		"no date":                  {func(in *MemberChangeInput) { in.From, in.Employment = 0, Some(graph.EmploymentNone) }, []string{"INVALID from"}},
		"a date past the calendar": {func(in *MemberChangeInput) { in.From, in.Employment = graph.End, Some(graph.EmploymentNone) }, []string{"INVALID from"}},
		"nothing":                  {func(*MemberChangeInput) {}, []string{"INVALID"}},
		"what is current already":  {func(in *MemberChangeInput) { in.Name, in.BirthYear = Some("林禾 "), Some(1980) }, []string{"INVALID"}},
		"the status in force": {func(in *MemberChangeInput) {
			in.From, in.MemberStatus = day("2025-01-01"), Some(graph.StatusProbationary)
		}, []string{"INVALID memberStatus"}},
		"the employment in force": {func(in *MemberChangeInput) { in.From, in.Employment = day("2025-01-01"), Some(graph.EmploymentRetired) }, []string{"INVALID employment"}},
		"the employment unrecorded": {func(in *MemberChangeInput) {
			in.From, in.Employment = day("2023-01-01"), Some(graph.EmploymentInService)
		}, []string{"INVALID employment"}},
		"no employment, as before":     {func(in *MemberChangeInput) { in.From, in.Employment = day("2023-01-01"), Null[graph.Employment]() }, []string{"INVALID employment"}},
		"the workplace in force":       {func(in *MemberChangeInput) { in.From, in.Workplace = day("2025-01-01"), Some(w.firm.ID) }, []string{"INVALID workplace"}},
		"the absence in force":         {func(in *MemberChangeInput) { in.From, in.Away = day("2025-01-01"), Some(away) }, []string{"INVALID away"}},
		"back without an absence":      {func(in *MemberChangeInput) { in.From, in.Away = day("2023-01-01"), Null[graph.Away]() }, []string{"INVALID away"}},
		"back on the first day":        {func(in *MemberChangeInput) { in.Away = Null[graph.Away]() }, []string{"INVALID from"}},
		"no workplace, as before":      {func(in *MemberChangeInput) { in.From, in.Workplace = day("2023-01-01"), Null[graph.ID]() }, []string{"INVALID from"}},
		"the day a workplace begins":   {func(in *MemberChangeInput) { in.Workplace = Some(w.shop.ID) }, []string{"INVALID from"}},
		"before a residence on record": {func(in *MemberChangeInput) { in.From, in.Residence = day("2023-01-01"), Some(w.grid.ID) }, []string{"CONFLICT residence"}},
		"before a status on record": {func(in *MemberChangeInput) {
			in.ID, in.From, in.MemberStatus = w.newcomer.ID, day("2016-01-01"), Some(graph.StatusProbationary)
		}, []string{"INVALID from"}},
		"a null status": {func(in *MemberChangeInput) { in.MemberStatus = Null[graph.MemberStatus]() }, []string{"INVALID memberStatus"}},
		"unknown values": {func(in *MemberChangeInput) {
			in.From, in.MemberStatus, in.Employment, in.Sex = day("2025-01-01"), Some[graph.MemberStatus]("GUEST"), Some[graph.Employment]("IDLE"), Some[graph.Sex]("X")
		}, []string{"INVALID employment", "INVALID memberStatus", "INVALID sex"}},
		"a birth year to come": {func(in *MemberChangeInput) { in.BirthYear = Some(2027) }, []string{"INVALID birthYear"}},
		"texts that break a rule": {func(in *MemberChangeInput) {
			in.Name, in.Code, in.Phone, in.Number = Some("林\x00"), Some("M1\n1"), Some(long), Some(strings.Repeat("1", 41))
			in.Away = Some(graph.Away{Place: "海\x7f"})
		}, []string{"INVALID away.place", "INVALID code", "INVALID name", "INVALID number", "INVALID phone"}},
		"a long place":      {func(in *MemberChangeInput) { in.Away = Some(graph.Away{Place: long}) }, []string{"INVALID away.place"}},
		"a code in use":     {func(in *MemberChangeInput) { in.Code = Some("M1") }, []string{"CONFLICT code"}},
		"an unknown member": {func(in *MemberChangeInput) { in.ID = graph.DerivedID(graph.KindMember, "x") }, []string{"NOT_FOUND id"}},
		"a firm":            {func(in *MemberChangeInput) { in.ID = w.firm.ID }, []string{"INVALID id"}},
		"unknown references": {func(in *MemberChangeInput) {
			in.Workplace, in.Residence = Some(graph.DerivedID(graph.KindUnit, "x")), Some(graph.DerivedID(graph.KindRegion, "x"))
		}, []string{"NOT_FOUND residence", "NOT_FOUND workplace"}},
		"ids of other kinds":    {func(in *MemberChangeInput) { in.Workplace, in.Residence = Some(w.branch.ID), Some(w.firm.ID) }, []string{"INVALID residence", "INVALID workplace"}},
		"a unit closed by then": {func(in *MemberChangeInput) { in.From, in.Workplace = day("2025-01-01"), Some(w.closed.ID) }, []string{"INVALID workplace"}},
		"a region gone by then": {func(in *MemberChangeInput) { in.From, in.Residence = day("2025-01-01"), Some(w.gone.ID) }, []string{"INVALID residence"}},
	} {
		t.Run(name, func(t *testing.T) { refuse(t, w.facts, MemberChange, in(c.change), c.want...) })
	}

	back := must(t, w.facts, MemberChange, in(func(in *MemberChangeInput) {
		in.From, in.Away, in.Employment, in.Workplace = day("2025-01-01"), Null[graph.Away](), Null[graph.Employment](), Null[graph.ID]()
	}))
	if back.Aways[0].Interval != between("2024-01-01", "2025-01-01") || back.EmploymentOn(day("2025-01-01")) != graph.EmploymentInService {
		t.Errorf("back: %+v, %+v", back.Aways, back.Employments)
	}
	if l := w.linksFrom(w.member.ID, graph.HopWorksAt); len(l) != 1 || l[0].Interval != between("2024-01-01", "2025-01-01") {
		t.Errorf("workplace %+v", l)
	}
	cleared := must(t, w.facts, MemberChange, in(func(in *MemberChangeInput) {
		in.Name, in.Sex, in.BirthYear, in.Phone, in.Number, in.Code = Null[string](), Null[graph.Sex](), Null[int](), Null[string](), Null[string](), Null[string]()
	}))
	if cleared.Name+cleared.Phone+cleared.Number+cleared.Code+string(cleared.Sex) != "" || cleared.BirthYear != 0 {
		t.Errorf("cleared to %+v", cleared)
	}
}

// No message tells a restricted attribute of a member that is on record.
func TestMemberMessagesTellNoRestrictedAttribute(t *testing.T) {
	w := newTown(t)
	secret := must(t, w.facts, MemberRegister, MemberRegisterInput{Code: "M1", Name: "密名", Phone: "密电", Number: "密号", MemberStatus: graph.StatusFull, Since: day("2020-01-01")})
	must(t, w.facts, MemberChange, MemberChangeInput{ID: secret.ID, From: day("2021-01-01"), MemberFields: MemberFields{Away: Some(graph.Away{Place: "密地", Fixed: true}), Workplace: Some(w.firm.ID)}})
	told := 0
	tell := func(err error) {
		t.Helper()
		all, ok := err.(graph.Errors)
		if !ok {
			t.Fatalf("accepted, or failed otherwise: %v", err)
		}
		for _, one := range all {
			told++
			if strings.Contains(one.Message.EN+one.Message.ZH, "密") {
				t.Errorf("told: %v", one.Message)
			}
		}
	}
	ask := func(in MemberFields, from string) {
		t.Helper()
		_, err := MemberChange(t.Context(), w.begin(), MemberChangeInput{ID: secret.ID, From: day(from), MemberFields: in})
		tell(err)
	}
	ask(MemberFields{Away: Some(graph.Away{Place: "密地", Fixed: true})}, "2022-01-01")
	ask(MemberFields{Away: Some(graph.Away{})}, "2021-01-01")
	ask(MemberFields{Away: Some(graph.Away{})}, "2020-06-01")
	ask(MemberFields{Away: Null[graph.Away]()}, "2021-01-01")
	ask(MemberFields{Workplace: Some(w.shop.ID)}, "2020-06-01")
	ask(MemberFields{Name: Some("密名")}, "2022-01-01")
	ask(MemberFields{Phone: Some("1")}, "2019-01-01")
	_, err := MemberRegister(t.Context(), w.begin(), MemberRegisterInput{Code: "M1", MemberStatus: graph.StatusFull})
	tell(err)
	_, err = MemberEnd(t.Context(), w.begin(), MemberEndInput{ID: secret.ID, From: day("2020-06-01")})
	tell(err)
	_, err = RegistrationEnd(t.Context(), w.begin(), RegistrationEndInput{Member: secret.ID, Organisation: w.branch.ID, From: day("2022-01-01")})
	tell(err)
	_, err = OrganisationFound(t.Context(), w.begin(), OrganisationFoundInput{Name: "新支部", OrganisationKind: graph.OrgBranch, Region: w.township.ID, Secretary: secret.ID, Since: day("2019-01-01")})
	tell(err)
	if told < 10 {
		t.Errorf("only %d messages were looked at", told)
	}
}

func TestMemberCorrect(t *testing.T) {
	w := newTown(t)
	must(t, w.facts, MemberChange, MemberChangeInput{ID: w.member.ID, From: day("2020-01-01"), MemberFields: MemberFields{
		MemberStatus: Some(graph.StatusProbationary), Away: Some(graph.Away{Place: "杭州市"}), Workplace: Some(w.firm.ID),
	}})
	in := func(change func(*MemberCorrectInput)) MemberCorrectInput {
		in := MemberCorrectInput{ID: w.member.ID, Correct: true}
		change(&in)
		return in
	}
	for name, c := range map[string]struct {
		change func(*MemberCorrectInput)
		want   []string
	}{
		"not said to be one": {func(in *MemberCorrectInput) { in.Correct, in.Name = false, Some("甲") }, []string{"INVALID correct"}},
		"nothing":            {func(*MemberCorrectInput) {}, []string{"INVALID"}},
		"what is so already": {func(in *MemberCorrectInput) {
			in.MemberStatus, in.Workplace = Some(graph.StatusProbationary), Some(w.firm.ID)
		}, []string{"INVALID"}},
		"the same absence":         {func(in *MemberCorrectInput) { in.Away = Some(graph.Away{Place: "杭州市"}) }, []string{"INVALID"}},
		"a null status":            {func(in *MemberCorrectInput) { in.MemberStatus = Null[graph.MemberStatus]() }, []string{"INVALID memberStatus"}},
		"an absence where is none": {func(in *MemberCorrectInput) { in.At, in.Away = day("2019-01-01"), Some(graph.Away{}) }, []string{"INVALID away"}},
		"back where is none":       {func(in *MemberCorrectInput) { in.At, in.Away = day("2019-01-01"), Null[graph.Away]() }, []string{"INVALID away"}},
		"a day past the calendar":  {func(in *MemberCorrectInput) { in.At, in.Employment = graph.End, Some(graph.EmploymentNone) }, []string{"INVALID at"}},
		"a day before its life": {func(in *MemberCorrectInput) {
			in.ID, in.At, in.Employment = w.newcomer.ID, day("2016-05-31"), Some(graph.EmploymentNone)
		}, []string{"INVALID at"}},
		"a unit that ended since": {func(in *MemberCorrectInput) { in.Workplace = Some(w.closed.ID) }, []string{"INVALID workplace"}},
		"a home gone by then":     {func(in *MemberCorrectInput) { in.Residence = Some(w.gone.ID) }, []string{"INVALID residence"}},
		"an unknown member":       {func(in *MemberCorrectInput) { in.ID = graph.DerivedID(graph.KindMember, "x") }, []string{"NOT_FOUND id"}},
		"a region":                {func(in *MemberCorrectInput) { in.ID = w.village.ID }, []string{"INVALID id"}},
		"unknown and wrong ones": {func(in *MemberCorrectInput) {
			in.Workplace, in.Residence = Some(graph.DerivedID(graph.KindUnit, "x")), Some(w.firm.ID)
		}, []string{"NOT_FOUND workplace", "INVALID residence"}},
		"texts and a year too long": {func(in *MemberCorrectInput) {
			in.Name, in.BirthYear, in.Away = Some("甲\u2028乙"), Some(1899), Some(graph.Away{Place: "\x01"})
		}, []string{"INVALID away.place", "INVALID birthYear", "INVALID name"}},
	} {
		t.Run(name, func(t *testing.T) { refuse(t, w.facts, MemberCorrect, in(c.change), c.want...) })
	}
	m := corrected(t, w.facts, MemberCorrect, in(func(in *MemberCorrectInput) {
		in.MemberStatus, in.Employment, in.Workplace, in.Residence = Some(graph.StatusActivistApplicant), Some(graph.EmploymentStudent), Some(w.shop.ID), Some(w.young.ID)
		in.Away, in.Name = Some(graph.Away{Place: "宁波市", Certificate: true}), Some("林青河")
	}))
	if s := m.Statuses; len(s) != 2 || s[0].Value != graph.StatusFull || s[1].Value != graph.StatusActivistApplicant || s[1].Interval != between("2020-01-01", "") {
		t.Errorf("statuses %+v", s)
	}
	if e := m.Employments; len(e) != 1 || e[0].Interval != between("", "") || m.Aways[0].Value.Place != "宁波市" || m.Aways[0].Since != day("2020-01-01") || m.Name != "林青河" {
		t.Errorf("corrected to %+v", m)
	}
	if l := w.linksFrom(w.member.ID, graph.HopWorksAt); len(l) != 1 || l[0].To != w.shop.ID || l[0].Interval != between("2020-01-01", "") {
		t.Errorf("workplace %+v", l)
	}
	if l := w.linksFrom(w.member.ID, graph.HopResides); len(l) != 1 || l[0].To != w.young.ID || l[0].Interval != w.young.Interval {
		t.Errorf("residence %+v", l)
	}
	m = corrected(t, w.facts, MemberCorrect, in(func(in *MemberCorrectInput) {
		in.Away, in.Employment, in.Workplace = Null[graph.Away](), Null[graph.Employment](), Null[graph.ID]()
	}))
	if len(m.Aways)+len(m.Employments)+len(w.linksFrom(w.member.ID, graph.HopWorksAt)) != 0 {
		t.Errorf("left %+v", m)
	}
}

func TestMemberTransfer(t *testing.T) {
	w := newTown(t)
	in := func(change func(*MemberTransferInput)) MemberTransferInput {
		in := MemberTransferInput{Member: w.member.ID, Organisation: w.committee.ID, From: day("2024-01-01")}
		change(&in)
		return in
	}
	must(t, w.facts, MemberTransfer, MemberTransferInput{Member: w.member.ID, Organisation: w.branch.ID, From: day("2012-01-01"), Residence: Some(w.grid.ID)})
	must(t, w.facts, MemberChange, MemberChangeInput{ID: w.member.ID, From: day("2020-01-01"), MemberFields: MemberFields{Away: Some(graph.Away{Fixed: true}), Workplace: Some(w.shop.ID)}})
	for name, c := range map[string]struct {
		change func(*MemberTransferInput)
		want   []string
	}{
		"no date":                 {func(in *MemberTransferInput) { in.From = 0 }, []string{"INVALID from"}},
		"who holds it already":    {func(in *MemberTransferInput) { in.Organisation = w.branch.ID }, []string{"INVALID organisation"}},
		"no organisation":         {func(in *MemberTransferInput) { in.Organisation = "" }, []string{"INVALID organisation"}},
		"an organisation gone":    {func(in *MemberTransferInput) { in.Organisation = w.dissolved.ID }, []string{"INVALID organisation"}},
		"before one on record":    {func(in *MemberTransferInput) { in.From = day("2011-01-01") }, []string{"CONFLICT organisation"}},
		"the same workplace":      {func(in *MemberTransferInput) { in.Workplace = Some(w.shop.ID) }, []string{"INVALID workplace"}},
		"a workplace closed":      {func(in *MemberTransferInput) { in.Workplace, in.Residence = Some(w.closed.ID), Some(w.gone.ID) }, []string{"INVALID residence", "INVALID workplace"}},
		"back without an absence": {func(in *MemberTransferInput) { in.From, in.EndAbsence = day("2019-01-01"), true }, []string{"INVALID endAbsence"}},
		"a member not there yet":  {func(in *MemberTransferInput) { in.Member, in.From = w.newcomer.ID, day("2016-05-31") }, []string{"INVALID member"}},
		"all unknown or wrong": {func(in *MemberTransferInput) {
			in.Member, in.Organisation, in.Workplace, in.Residence = graph.DerivedID(graph.KindMember, "x"), w.firm.ID, Some(graph.DerivedID(graph.KindUnit, "x")), Some[graph.ID]("x")
		}, []string{"NOT_FOUND member", "INVALID organisation", "NOT_FOUND workplace", "INVALID residence"}},
		"several at once, refused": {func(in *MemberTransferInput) {
			in.Organisation, in.Workplace, in.EndAbsence, in.From = w.branch.ID, Some(w.firm.ID), true, day("2019-01-01")
		}, []string{"CONFLICT workplace", "INVALID endAbsence", "INVALID organisation"}},
	} {
		t.Run(name, func(t *testing.T) { refuse(t, w.facts, MemberTransfer, in(c.change), c.want...) })
	}
	m := must(t, w.facts, MemberTransfer, in(func(in *MemberTransferInput) {
		in.Workplace, in.Residence, in.EndAbsence = Null[graph.ID](), Some(w.young.ID), true
	}))
	if m.Aways[0].Interval != between("2020-01-01", "2024-01-01") {
		t.Errorf("away %+v", m.Aways)
	}
	for hop, want := range map[graph.Hop][]graph.Interval{
		graph.HopAffiliated: {between("2012-01-01", "2024-01-01"), between("2024-01-01", "")},
		graph.HopResides:    {between("2012-01-01", "2024-01-01"), between("2024-01-01", "")},
		graph.HopWorksAt:    {between("2020-01-01", "2024-01-01")},
	} {
		got := spansOf(w.linksFrom(w.member.ID, hop))
		if len(got) != len(want) || got[0] != want[0] || got[len(got)-1] != want[len(want)-1] {
			t.Errorf("%s in %v, want %v", hop, got, want)
		}
	}
}

func TestMemberEnd(t *testing.T) {
	w := newTown(t)
	must(t, w.facts, MemberTransfer, MemberTransferInput{Member: w.member.ID, Organisation: w.branch.ID, From: day("2012-01-01"), Workplace: Some(w.firm.ID), Residence: Some(w.village.ID)})
	must(t, w.facts, RegistrationEnter, RegistrationEnterInput{Member: w.member.ID, Organisation: w.committee.ID, Since: day("2013-01-01")})
	must(t, w.facts, MemberChange, MemberChangeInput{ID: w.member.ID, From: day("2025-01-01"), MemberFields: MemberFields{Workplace: Some(w.shop.ID)}})
	in := MemberEndInput{ID: w.member.ID, From: day("2024-01-01")}
	refuse(t, w.facts, MemberEnd, in, "CONFLICT from")
	refuse(t, w.facts, MemberEnd, MemberEndInput{ID: w.firm.ID, From: in.From}, "INVALID id")
	refuse(t, w.facts, MemberEnd, MemberEndInput{ID: graph.DerivedID(graph.KindMember, "x")}, "INVALID from", "NOT_FOUND id")
	refuse(t, w.facts, MemberEnd, MemberEndInput{ID: w.newcomer.ID, From: day("2016-06-01")}, "INVALID from")
	in.WithdrawFuture = true
	done := must(t, w.facts, MemberEnd, in)
	// affiliation, workplace, residence, registration and status end; the coming workplace is withdrawn
	if done.Noun.Until != in.From || done.Ended != 5 || done.Withdrawn != 1 {
		t.Errorf("%+v", done)
	}
	for _, hop := range []graph.Hop{graph.HopAffiliated, graph.HopWorksAt, graph.HopResides, graph.HopRegistered} {
		if l := w.linksFrom(w.member.ID, hop); len(l) != 1 || l[0].Until != in.From && hop != graph.HopWorksAt {
			t.Errorf("%s %+v", hop, l)
		}
	}
	refuse(t, w.facts, MemberEnd, in, "INVALID from")
}
