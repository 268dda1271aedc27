package graph

import (
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"
)

// Language is a language of messages and labels.
type Language string

// The languages Cobuild speaks.
const (
	ZH Language = "ZH"
	EN Language = "EN"
)

// Text is a sentence or a label in both languages.
type Text struct {
	ZH string `json:"zh"`
	EN string `json:"en"`
}

// In gives the text in a language, English where it is unknown.
func (t Text) In(lang Language) string {
	if lang == ZH {
		return t.ZH
	}
	return t.EN
}

// ErrorCode says what kind of failure an Error is.
type ErrorCode string

// The codes of errors, as clients see them.
const (
	CodeNotFound    ErrorCode = "NOT_FOUND"
	CodeInvalid     ErrorCode = "INVALID"
	CodeConflict    ErrorCode = "CONFLICT"
	CodeForbidden   ErrorCode = "FORBIDDEN"
	CodeUnavailable ErrorCode = "UNAVAILABLE"
	CodeTooComplex  ErrorCode = "TOO_COMPLEX"
	CodeInternal    ErrorCode = "INTERNAL"
)

// Error is a failure that its cause can be told of: what is wrong, at which
// field, and the remedy, in both languages. Any other error is internal.
type Error struct {
	Code    ErrorCode
	Message Text
	Field   []string // path of the input field, from the input's root; nil = none
	Cause   error    // what lies beneath, for the log only

	// Discreet is told instead of Message to those who may not see members; nil
	// where Message tells nothing of any.
	Discreet *Text
}

// Told is the message for those who may see members, or who may not.
func (e *Error) Told(seesMembers bool) Text {
	if e.Discreet != nil && !seesMembers {
		return *e.Discreet
	}
	return e.Message
}

// Guarded gives a copy of the error that tells those who may not see members
// only that what is on record of one stands against the input.
func (e *Error) Guarded() *Error {
	guarded := *e
	at := "the input"
	if len(e.Field) > 0 {
		at = e.Field[len(e.Field)-1]
	}
	guarded.Discreet = &Text{
		EN: fmt.Sprintf("%s does not agree with what is on record of a member, which is told only to those who may see members: give another value", at),
		ZH: fmt.Sprintf("%s与所登记的党员信息不符，详情仅告知有权查看党员者：请给出其他值", at),
	}
	return &guarded
}

func (e *Error) Error() string {
	if len(e.Field) > 0 {
		return fmt.Sprintf("%s: %s: %s", e.Code, strings.Join(e.Field, "."), e.Message.EN)
	}
	return fmt.Sprintf("%s: %s", e.Code, e.Message.EN)
}

func (e *Error) Unwrap() error { return e.Cause }

// At gives a copy of the error whose field lies below prefix.
func (e *Error) At(prefix ...string) *Error {
	at := *e
	at.Field = append(append([]string{}, prefix...), e.Field...)
	return &at
}

// Errors is several refusals of one input, told at once.
type Errors []*Error

func (e Errors) Error() string {
	parts := make([]string, len(e))
	for i, one := range e {
		parts[i] = one.Error()
	}
	return strings.Join(parts, "; ")
}

// Unwrap lets errors.As find each of them.
func (e Errors) Unwrap() []error {
	all := make([]error, len(e))
	for i, one := range e {
		all[i] = one
	}
	return all
}

// Refused is what stands in the way of some of many questions put at once, by
// their index; the others are answered.
type Refused map[int]error

func (r Refused) Error() string {
	for _, err := range r {
		return fmt.Sprintf("%d refused, such as %v", len(r), err)
	}
	return "none refused"
}

// Unwrap lets errors.As find one of them.
func (r Refused) Unwrap() []error {
	all := make([]error, 0, len(r))
	for _, err := range r {
		all = append(all, err)
	}
	return all
}

// OrNil is nil where all are answered.
func (r Refused) OrNil() error {
	if len(r) == 0 {
		return nil
	}
	return r
}

// OrNil is nil where there is nothing to tell.
func (e Errors) OrNil() error {
	if len(e) == 0 {
		return nil
	}
	return e
}

// NewError makes an Error from a code, a field and a sentence in both
// languages, each with the same arguments in the same order; what has words of
// its own in each language, as Text and Interval, is said by those.
func NewError(code ErrorCode, field []string, en, zh string, args ...any) *Error {
	return &Error{Code: code, Field: field, Message: Text{EN: say(EN, en, args), ZH: say(ZH, zh, args)}}
}

func say(lang Language, format string, args []any) string {
	words := make([]any, len(args))
	for i, arg := range args {
		words[i] = arg
		if said, ok := arg.(interface{ In(Language) string }); ok {
			words[i] = said.In(lang)
		}
	}
	return fmt.Sprintf(format, words...)
}

// Invalid is an Error for a value that breaks a rule of form.
func Invalid(field []string, en, zh string, args ...any) *Error {
	return NewError(CodeInvalid, field, en, zh, args...)
}

// NotFound is an Error for a reference to nothing.
func NotFound(field []string, en, zh string, args ...any) *Error {
	return NewError(CodeNotFound, field, en, zh, args...)
}

// Conflict is an Error for a value that contradicts what is stored.
func Conflict(field []string, en, zh string, args ...any) *Error {
	return NewError(CodeConflict, field, en, zh, args...)
}

// CodeOf tells the code of any error; INTERNAL for those that are no Error.
func CodeOf(err error) ErrorCode {
	var one *Error
	if errors.As(err, &one) {
		return one.Code
	}
	return CodeInternal
}

// Clip shortens a user's text for a message: at most 60 characters, no broken
// UTF-8, no control characters.
func Clip(text string) string {
	const most = 60
	var out strings.Builder
	n := 0
	for _, r := range text {
		if n == most {
			out.WriteString("…")
			break
		}
		if r == utf8.RuneError || r < ' ' || r == 0x7f {
			r = '�'
		}
		out.WriteRune(r)
		n++
	}
	return out.String()
}
