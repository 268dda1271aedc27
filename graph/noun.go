package graph

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"unicode"
	"unicode/utf8"
)

// Noun is one of the things the graph is about: *Region, *Organisation, *Unit,
// *Member, *Pairing or *Alliance. What refers to another noun is a Link;
// everything else about it, past and present, is in the noun itself.
type Noun interface {
	// Top gives what all nouns share.
	Top() *Head
	// Kind tells which noun it is.
	Kind() Kind
	// Validate checks form alone: texts, codes, dates, overlapping spells.
	Validate() error
}

// Head is what all nouns share.
type Head struct {
	ID      ID       `json:"id"`
	Code    string   `json:"code,omitempty"` // external code, unique among the living of its kind
	Name    string   `json:"name,omitempty"`
	Aliases []string `json:"aliases,omitempty"`
	Interval
}

// Top gives the head itself.
func (h *Head) Top() *Head { return h }

// Life is the interval in which the noun exists.
func (h *Head) Life() Interval { return h.Interval }

const (
	mostName = 200
	mostCode = 64

	mostAliases = 20
)

func (h *Head) validate(nameNeeded bool) (errs Errors) {
	if err := h.Interval.Validate(); err != nil {
		errs = append(errs, err.(*Error))
	}
	if nameNeeded && h.Name == "" {
		errs = append(errs, Invalid([]string{"name"}, "name is empty: give the full name", "名称为空：请填写全称"))
	}
	errs = appendText(errs, "name", h.Name, mostName)
	errs = appendText(errs, "code", h.Code, mostCode)
	return h.validateAliases(errs)
}

// validateAliases checks other names: few, none empty or twice.
func (h *Head) validateAliases(errs Errors) Errors {
	if n := len(h.Aliases); n > mostAliases {
		return append(errs, Invalid([]string{"aliases"}, "aliases are %d: give at most %d", "别名有%d个：最多%d个", n, mostAliases))
	}
	for i, alias := range h.Aliases {
		switch {
		case alias == "":
			errs = append(errs, Invalid([]string{"aliases"}, "aliases hold an empty name: leave it out", "aliases含空名称：请去掉"))
		case slices.Contains(h.Aliases[:i], alias):
			errs = append(errs, Invalid([]string{"aliases"}, "aliases hold %q twice: leave one out", "aliases重复列出%q：请去掉其一", Clip(alias)))
		default:
			errs = appendText(errs, "aliases", alias, mostName)
		}
	}
	return errs
}

// ErrText lies beneath the refusal of a text as such: it is too long, not UTF-8,
// or holds control characters.
var ErrText = errors.New("graph: text not allowed")

// appendText refuses text that is too long, not UTF-8, or holds control
// characters, by errors that are ErrText.
func appendText(errs Errors, field, text string, most int) Errors {
	refuse := func(en, zh string, args ...any) Errors {
		err := Invalid([]string{field}, en, zh, args...)
		err.Cause = ErrText
		return append(errs, err)
	}
	if !utf8.ValidString(text) {
		return refuse("%s is not valid UTF-8: send it as UTF-8", "%s不是有效的UTF-8：请以UTF-8发送", field)
	}
	if n := utf8.RuneCountInString(text); n > most {
		return refuse("%s has %d characters: at most %d are kept, shorten it", "%s有%d个字符：最多%d个，请缩短", field, n, most)
	}
	for _, r := range text {
		if unicode.IsControl(r) || r == '\u2028' || r == '\u2029' || r == utf8.RuneError {
			return refuse("%s %q holds a control character (U+%04X): remove it", "%s %q含控制字符（U+%04X）：请删除", field, Clip(text), r)
		}
	}
	return errs
}

// Spell is a value that holds for an interval.
type Spell[T any] struct {
	Value T `json:"value"`
	Interval
}

// At gives the value in force on day d.
func At[T any](spells []Spell[T], d Date) (value T, ok bool) {
	for _, spell := range spells {
		if spell.Holds(d) {
			return spell.Value, true
		}
	}
	return value, false
}

func validateSpells[T any](errs Errors, field string, spells []Spell[T], life Interval) Errors {
	for i, spell := range spells {
		if err := spell.Interval.Validate(field); err != nil {
			errs = append(errs, err.(*Error))
		}
		if !life.Contains(spell.Interval) {
			errs = append(errs, outsideLife(field, spell.Interval, life))
		}
		for _, other := range spells[:i] {
			if other.Overlaps(spell.Interval) {
				errs = append(errs, Conflict([]string{field}, "%s has two values on the same days, %s and %s: end one before the other begins",
					"%s在同一日期有两个值（%s与%s）：请先结束其一", field, other.Interval, spell.Interval))
			}
		}
	}
	return errs
}

func outsideLife(field string, i, life Interval) *Error {
	return Invalid([]string{field}, "%s %s lies outside the life %s of its subject: give dates inside it",
		"%s的期间%s超出其主体的存续期%s：请给出存续期内的日期", field, i, life)
}

// MarshalNoun writes a noun as JSON, the form both engines and the change log
// keep.
func MarshalNoun(n Noun) ([]byte, error) { return json.Marshal(n) }

// NewNoun gives an empty noun of a kind, nil for other kinds.
func NewNoun(kind Kind) Noun {
	switch kind {
	case KindRegion:
		return &Region{}
	case KindOrganisation:
		return &Organisation{}
	case KindUnit:
		return &Unit{}
	case KindMember:
		return &Member{}
	case KindPairing:
		return &Pairing{}
	case KindAlliance:
		return &Alliance{}
	default:
		return nil
	}
}

// UnmarshalNoun reads what MarshalNoun wrote.
func UnmarshalNoun(kind Kind, data []byte) (Noun, error) {
	n := NewNoun(kind)
	if n == nil {
		return nil, fmt.Errorf("graph: %q is not the kind of a noun", kind)
	}
	if err := json.Unmarshal(data, n); err != nil {
		return nil, fmt.Errorf("graph: read %s: %w", kind, err)
	}
	return n, nil
}

// CopyNoun gives a deep copy, for an edit that must leave the original alone.
func CopyNoun[N Noun](n N) N {
	data, err := MarshalNoun(n)
	if err != nil {
		panic(err) // nouns are plain data
	}
	c, err := UnmarshalNoun(n.Kind(), data)
	if err != nil {
		panic(err)
	}
	return c.(N)
}
