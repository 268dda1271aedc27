package e2e_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"net/http"
	"slices"
	"strings"
	"testing"
	"unicode"

	"github.com/vektah/gqlparser/v2/ast"

	"cobuild/graph"
)

// TestBadInput takes, for every mutation, an input that is accepted, spoils one
// value of it after the other, in every way that its type in the schema can be
// spoilt, and sends it before the good one. All of them are refused, never as a
// fault of the server, and nothing is written. What the mutation itself refuses
// names the field and says what to do, in both languages.
//
// Two servers go through the same changes: the first tells whether a random
// input is good, the second gets it after all that was spoilt of it. Other
// engines repeat the changes and a sample of what was refused.
func TestBadInput(t *testing.T) {
	var played *tape
	eachEngine(t, func(t *testing.T, e engine) {
		s := serve(t, e.open(t, true))
		if played == nil {
			played = &tape{upto: 1_000}
			spoilAll(t, s, played)
		} else {
			played.repeat(t, s)
		}
		checkStore(t, s)
	})
}

func spoilAll(t *testing.T, s *server, played *tape) {
	t.Helper()
	scout := serve(t, openSQLite(t, true))
	p := &player{random: rand.New(rand.NewPCG(11, 7)), ids: map[graph.Kind][]graph.ID{}}
	p.know(readDay(scout, days[2]))
	unspoilt := map[string]bool{}
	for _, o := range operations {
		unspoilt[o.name] = true
	}
	sent := 0
	for round := range 60 {
		for _, o := range operations {
			if round%3 > 0 && !unspoilt[o.name] {
				continue // now and then, for what others need
			}
			chapter := fmt.Sprint(o.name, round)
			scout.ids.begin(chapter)
			in := input{}
			o.fill(p, in)
			r := o.request(t, in)
			answer := scout.exchange(r)
			if !p.learn(t, r, answer) {
				continue
			}
			if unspoilt[o.name] {
				delete(unspoilt, o.name)
				before, err := s.store.Revision(t.Context())
				if err != nil {
					t.Fatal(err)
				}
				for i, bad := range spoil(p, o.name, in) {
					if i%slowly > 0 {
						continue
					}
					bad.refused(t, s, &o, before, func(r request, answer []byte) {
						if (i/slowly+len(unspoilt))%61 == 0 {
							played.keep(exchange{request: r, answer: answer})
						}
					})
					sent++
				}
			}
			s.ids.begin(chapter)
			if again := s.exchange(r); !bytes.Equal(again, answer) {
				t.Fatalf("after what was refused, %s\nanswers\n%s\nnot\n%s", r.Variables, again, answer)
			}
			played.keep(exchange{r, answer, chapter})
		}
		if len(unspoilt) == 0 {
			break
		}
	}
	for name := range unspoilt {
		t.Errorf("no random input of %s was accepted: make them better", name)
	}
	t.Logf("%d spoilt inputs of %d mutations", sent, len(operations))
}

func (o *operation) request(t *testing.T, in any) request {
	t.Helper()
	variables, err := json.Marshal(map[string]any{"input": in})
	if err != nil {
		t.Fatal(err)
	}
	return request{Query: o.document(), Variables: variables}
}

// spoilt is an input with one bad value.
type spoilt struct {
	what  string // why it is bad
	field string // where, "" = in the whole
	or    string // the other field of two that do not fit each other
	in    any
	names string    // what the message must contain besides, where it is the mutation's own
	added bool      // the field was not there before
	raw   [2]string // what of the request is replaced, and by what
}

// spoil makes every bad input out of a good one.
func spoil(p *player, mutation string, good input) []spoilt {
	all := []spoilt{
		{what: "no input", in: nil},
		{what: "a text for an input", in: "x"},
		{what: "a list for an input", in: []input{good, good}},
		{what: "a field too many", in: with(good, nil, "bogus", 1)},
	}
	spoilType(p, &all, schema.Types[inputTypes[mutation]], nil, good)
	return all
}

// with gives a copy of an input with another value at a path.
func with(good input, path []string, name string, value any) input {
	text, err := json.Marshal(good)
	if err != nil {
		panic(err) // plain data
	}
	var in input
	if err := json.Unmarshal(text, &in); err != nil {
		panic(err)
	}
	at := in
	for _, step := range path {
		switch next := at[step].(type) {
		case []any: // into the first
			at = next[0].(input)
		case input:
			at = next
		default:
			made := input{}
			at[step] = made
			at = made
		}
	}
	if value == absent {
		delete(at, name)
	} else {
		at[name] = value
	}
	return in
}

// absent takes a field out.
var absent = new(any)

const (
	surrogate = "surrogate@@"
	longText  = 20_000  // bytes: above the limit of any text
	megabyte  = 900_000 // bytes: below the limit of a body
)

// spoilType spoils each field of an input type in turn.
func spoilType(p *player, all *[]spoilt, of *ast.Definition, path []string, good input) {
	if of.Fields.ForName("since") != nil && of.Fields.ForName("until") != nil && len(path) == 0 {
		in := with(with(good, nil, "since", "2024-03-01"), nil, "until", "2024-03-01")
		*all = append(*all, spoilt{what: "an end on the first day", field: "until", or: "since", in: in})
	}
	for _, field := range of.Fields {
		add := func(what string, value any, names string) {
			bad := spoilt{what: what, field: field.Name, in: with(good, path, field.Name, value), names: names}
			if _, there := good[field.Name]; !there && len(path) == 0 {
				bad.added = true
			}
			if what == "a lone surrogate" {
				bad.raw = [2]string{surrogate, `\ud800`}
			}
			*all = append(*all, bad)
		}
		if field.Type.NonNull {
			add("null", nil, "")
			if field.DefaultValue == nil {
				add("nothing", absent, "")
			}
		}
		add("an object", input{"a": 1}, "")
		if field.Type.Elem != nil {
			if field.Type.Elem.Name() == "String" { // one text stands for a list of it
				for _, text := range []string{"", "  ", "a\x07b", strings.Repeat("长", longText/3)} {
					add("no text in a list", []any{text}, "")
				}
				add("a text twice in a list", []any{"同", "同"}, "同")
			} else {
				add("a text for a list", "x", "")
			}
			add("a list of null", []any{nil}, "")
			add("a list in a list", []any{[]any{[]any{}}}, "")
			switch inner := schema.Types[field.Type.Elem.Name()]; {
			case inner.Kind == ast.InputObject:
				add("an empty list", []any{}, "")
				spoilType(p, all, inner, append(slices.Clone(path), field.Name), withOne(good, path, field.Name))
			case inner.Name == "ID":
				unknown := string(graph.DerivedID(graph.KindUnit, "nobody"))
				for _, text := range []string{unknown, "", "x", unknown + "\x00"} {
					add("no id in a list", []any{text}, "")
				}
			}
			continue
		}
		switch kind := schema.Types[field.Type.Name()]; {
		case kind.Kind == ast.Enum:
			add("no such value", "NOPE", "NOPE")
			add("a number for a value", 3, "")
			add("a value in small letters", strings.ToLower(kind.EnumValues[0].Name), "")
		case kind.Kind == ast.InputObject:
			spoilType(p, all, kind, append(slices.Clone(path), field.Name), good)
		case kind.Name == "ID":
			spoilID(p, add, good, path, field.Name)
		case kind.Name == "Date":
			for _, text := range []any{"2026-02-30", "yesterday", "1899-12-31", "2079-06-05", "20260101", "2026-1-1", "", " 2026-01-01", 20260101, 1.5, true, "2026-01-01T00:00:00Z", "２０２６-０１-０１", surrogate} {
				add("no date", text, "")
			}
		case kind.Name == "Int":
			for _, n := range []string{"-1", "-2147483648"} {
				add("a negative number", json.Number(n), n)
			}
			for _, n := range []string{"2147483648", "-2147483649", "9007199254740993", "1e400", "1.5", "1e3000"} {
				add("no whole number of 32 bits", json.Number(n), "")
			}
			add("a text for a number", "seven", "")
			if field.Name == "expectedRevision" {
				add("a revision to come", 2_147_483_647, "2147483647")
			}
		case kind.Name == "Float":
			add("a negative number", json.Number("-0.5"), "-0.5")
			for _, n := range []any{json.Number("1e400"), "NaN", "Infinity", "x", true} {
				add("no number", n, "")
			}
		case kind.Name == "Boolean":
			add("a text for yes or no", "yes", "")
			add("a number for yes or no", 1, "")
		case kind.Name == "String":
			spoilText(add, field.Name, field.Type.NonNull)
		}
	}
}

// withOne makes sure that there is an object in a list to be spoilt.
func withOne(good input, path []string, name string) input {
	if _, there := good[name]; there || len(path) > 0 {
		return good
	}
	return with(good, path, name, []any{input{}})
}

func spoilID(p *player, add func(string, any, string), good input, path []string, name string) {
	kind := graph.KindUnit
	if len(path) == 0 {
		if id, ok := good[name].(graph.ID); ok && id != "" {
			kind = id.Kind()
		}
	}
	unknown := graph.DerivedID(kind, "nobody")
	add("an unknown id", unknown, string(unknown))
	for _, other := range []graph.Kind{graph.KindGap, graph.KindLink, graph.KindHeadcount} {
		if id := graph.DerivedID(other, "of another kind"); other != kind {
			add("an id of another kind", id, string(id))
		}
	}
	for _, text := range []string{"", " ", "x", "unt_", "unt", "unt_UPPER", string(unknown) + " ", string(unknown) + "\x00", "' OR 1=1 --", "*", "单位", "\u202eunt_"} {
		add("no id", text, "")
	}
	add("a long id", "unt_"+strings.Repeat("a", longText), "")
	add("a lone surrogate", "unt_"+surrogate, "")
	add("a number for an id", 7, "")
}

func spoilText(add func(string, any, string), name string, required bool) {
	for _, text := range []string{"a\x00b", "a\x07b", "a\x1bb", "a\x7fb", "a\u0085b", "\ufeff\x01"} {
		add("a control character", text, "")
	}
	add("a lone surrogate", "甲"+surrogate, "")
	add("a long text", strings.Repeat("长", longText/3), "")
	if name == "note" {
		add("a text of nearly a megabyte", strings.Repeat("长", megabyte/3), "")
		add("a text too long for a request", strings.Repeat("long ", megabyte/4), "")
	}
	if required {
		for _, text := range []string{"", "   ", "\t\n"} {
			add("an empty text", text, "")
		}
	}
}

// refused sends it in both languages.
func (b *spoilt) refused(t *testing.T, s *server, o *operation, revision int64, keep func(request, []byte)) {
	t.Helper()
	for _, language := range []string{"en", "zh"} {
		r := o.request(t, b.in)
		if b.raw[0] != "" {
			r.Variables = bytes.ReplaceAll(r.Variables, []byte(b.raw[0]), []byte(b.raw[1]))
		}
		r.headers = map[string]string{"Accept-Language": language}
		status, body, err := send(t.Context(), s.url, r)
		if err != nil {
			t.Fatalf("%s with %s in %s: %v", o.name, b.what, b.field, err)
		}
		if wrong := b.wrong(language, status, body, o.name); wrong != "" {
			t.Errorf("%s with %s in %q, asked in %s: %s\n%s\n%.2000s", o.name, b.what, b.field, language, wrong, graph.Clip(string(r.Variables)), body)
		}
		after, err := s.store.Revision(t.Context())
		if err != nil || after != revision {
			t.Fatalf("%s with %s in %q leads from revision %d to %d (%v)\n%s\n%s", o.name, b.what, b.field, revision, after, err, graph.Clip(string(r.Variables)), body)
		}
		keep(r, body)
	}
}

// wrong says what is wrong with the answer to it.
func (b *spoilt) wrong(language string, status int, body []byte, mutation string) string {
	var answer struct {
		Data map[string]*struct {
			Revision   *int
			UserErrors []struct {
				Code    graph.ErrorCode
				Message string
				Field   []string
			}
		}
		Errors []struct {
			Message    string
			Extensions struct{ Code graph.ErrorCode }
		}
	}
	if err := json.Unmarshal(body, &answer); err != nil {
		return err.Error()
	}
	if status >= http.StatusInternalServerError {
		return fmt.Sprintf("status %d", status)
	}
	for _, e := range answer.Errors {
		switch {
		case e.Extensions.Code != graph.CodeInvalid && e.Extensions.Code != graph.CodeTooComplex:
			return fmt.Sprintf("error code %q", e.Extensions.Code)
		case wrongLanguage(e.Message, language):
			return "message in another language"
		case len(e.Message) > 2000:
			return "the message repeats a long text"
		}
	}
	if len(answer.Errors) > 0 {
		return ""
	}
	payload := answer.Data[mutation]
	if payload == nil || payload.Revision != nil || len(payload.UserErrors) == 0 {
		return "it was not refused"
	}
	named := false
	for _, e := range payload.UserErrors {
		at := slices.Contains(e.Field, b.field) || b.or != "" && slices.Contains(e.Field, b.or)
		// A field that may not stand beside another is named before its value is looked at.
		named = named || at && strings.Contains(e.Message, b.names) || b.added && strings.Contains(e.Message, b.field)
		_, remedy, _ := strings.Cut(strings.ReplaceAll(e.Message, "：", ":"), ":")
		switch {
		case e.Code != graph.CodeInvalid && e.Code != graph.CodeNotFound && e.Code != graph.CodeConflict:
			return fmt.Sprintf("code %q", e.Code)
		case wrongLanguage(e.Message, language):
			return "message in another language"
		case strings.TrimSpace(remedy) == "":
			return "no remedy"
		case len(e.Message) > 2000:
			return "the message repeats a long text"
		}
	}
	if !named {
		return "no message names field and value"
	}
	return ""
}

// wrongLanguage says whether a message has no Chinese where it should. One in
// English may quote some.
func wrongLanguage(message, language string) bool {
	return language == "zh" && !strings.ContainsFunc(message, func(r rune) bool { return unicode.Is(unicode.Han, r) })
}
