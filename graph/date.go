package graph

import (
	"fmt"
	"strconv"
	"time"
)

// Date is a calendar date: days since 1899-12-31, so that 1900-01-01 is 1.
// The zero Date means "no date": the beginning of time as a since, the open
// end as an until. Dates run to 2079-06-04 so that two bytes hold any of them.
type Date uint16

// End is the day after every date: what Interval.End gives for an open until.
const End Date = 65535

var epoch = time.Date(1899, 12, 31, 0, 0, 0, 0, time.UTC)

// NewDate gives the date of a calendar day; ok is false for days that do not
// exist or lie outside 1900-01-01..2079-06-04.
func NewDate(year int, month time.Month, day int) (d Date, ok bool) {
	t := time.Date(year, month, day, 0, 0, 0, 0, time.UTC)
	if t.Year() != year || t.Month() != month || t.Day() != day {
		return 0, false
	}
	n := int64(t.Sub(epoch) / (24 * time.Hour))
	if n < 1 || n >= int64(End) {
		return 0, false
	}
	return Date(n), true
}

// DateOf gives the calendar day of t in t's own zone.
func DateOf(t time.Time) (Date, bool) { return NewDate(t.Year(), t.Month(), t.Day()) }

// MustDate parses text and panics if it is no date; for literals in code.
func MustDate(text string) Date {
	d, err := ParseDate(text)
	if err != nil {
		panic(err)
	}
	return d
}

// ParseDate reads YYYY-MM-DD. The error is an *Error with code INVALID.
func ParseDate(text string) (Date, error) {
	if len(text) == len("2006-01-02") {
		if t, err := time.Parse("2006-01-02", text); err == nil {
			if d, ok := DateOf(t); ok {
				return d, nil
			}
		} else if last, beyond := beyondMonth(text); beyond {
			return 0, Invalid(nil, "%q is no day of the calendar: the month ends on %s", "%q不是日历上的日期：该月最后一天为%s", text, last)
		}
	}
	return 0, Invalid(nil,
		"%q is not a date: write YYYY-MM-DD, from 1900-01-01 to 2079-06-04",
		"%q不是日期：请写作YYYY-MM-DD，范围为1900-01-01至2079-06-04", Clip(text))
}

// beyondMonth gives the last day of the month where a text is written as a date
// is, of a month that lacks the day.
func beyondMonth(text string) (last string, beyond bool) {
	month, err := time.Parse("2006-01-", text[:8])
	day, notDay := strconv.Atoi(text[8:])
	end := month.AddDate(0, 1, -1)
	return end.Format("2006-01-02"), err == nil && notDay == nil && day > end.Day() && day <= 31
}

// Time is midnight UTC of the date; the zero Time for the zero Date.
func (d Date) Time() time.Time {
	if d == 0 {
		return time.Time{}
	}
	return epoch.AddDate(0, 0, int(d))
}

// String is YYYY-MM-DD, or "" for the zero Date.
func (d Date) String() string {
	if d == 0 {
		return ""
	}
	return d.Time().Format("2006-01-02")
}

// MarshalText writes YYYY-MM-DD, nothing for the zero Date.
func (d Date) MarshalText() ([]byte, error) { return []byte(d.String()), nil }

// UnmarshalText reads YYYY-MM-DD, or the zero Date from nothing.
func (d *Date) UnmarshalText(text []byte) error {
	if len(text) == 0 {
		*d = 0
		return nil
	}
	parsed, err := ParseDate(string(text))
	*d = parsed
	return err
}

// AddMonths is the same day n months on, at most that month's end. A date past
// the calendar gives End.
func (d Date) AddMonths(n int) Date {
	t := d.Time()
	first := time.Date(t.Year(), t.Month()+time.Month(n), 1, 0, 0, 0, 0, time.UTC)
	last := first.AddDate(0, 1, -1).Day()
	got, ok := NewDate(first.Year(), first.Month(), min(t.Day(), last))
	if !ok {
		return End
	}
	return got
}

// AddDays is n days on; a date past the calendar gives End.
func (d Date) AddDays(n int) Date {
	sum := int(d) + n
	if sum >= int(End) {
		return End
	}
	return Date(max(sum, 1))
}

// Interval is a span of days: Since inclusive, Until exclusive. A zero Since
// is before records began, a zero Until is open; the zero Interval is always.
type Interval struct {
	Since Date `json:"since,omitzero"`
	Until Date `json:"until,omitzero"`
}

// Always is the interval of all days.
var Always = Interval{}

// From is the interval that begins on since and has no end.
func From(since Date) Interval { return Interval{Since: since} }

// End is the first day after the interval: End (65535) if it is open.
func (i Interval) End() Date {
	if i.Until == 0 {
		return End
	}
	return i.Until
}

// Holds says whether the interval contains day d.
func (i Interval) Holds(d Date) bool { return i.Since <= d && d < i.End() }

// Overlaps says whether the two intervals share a day.
func (i Interval) Overlaps(o Interval) bool { return i.Since < o.End() && o.Since < i.End() }

// Contains says whether o lies wholly inside i.
func (i Interval) Contains(o Interval) bool { return i.Since <= o.Since && o.End() <= i.End() }

// Intersect gives the days in both; ok is false where there are none.
func (i Interval) Intersect(o Interval) (both Interval, ok bool) {
	return Bounds(max(i.Since, o.Since), min(i.End(), o.End()))
}

// Bounds makes an interval of a since and an exclusive end that may be End;
// ok is false where it would be empty.
func Bounds(since, end Date) (i Interval, ok bool) {
	if since >= end {
		return Interval{}, false
	}
	if end == End {
		end = 0
	}
	return Interval{Since: since, Until: end}, true
}

// In says the days in words, for messages: until is the first day no longer
// among them.
func (i Interval) In(lang Language) string {
	if i == Always {
		return Text{EN: "all days", ZH: "全部期间"}.In(lang)
	}
	days := i.Days()
	return Text{EN: "the days " + days.EN, ZH: days.ZH}.In(lang)
}

// Days says since when and until when, without a word for the days themselves;
// nothing of all days.
func (i Interval) Days() (days Text) {
	switch {
	case i.Since != 0 && i.Until != 0:
		days.EN, days.ZH = fmt.Sprintf("from %s until %s", i.Since, i.Until), fmt.Sprintf("%s起至%s前", i.Since, i.Until)
	case i.Since != 0:
		days.EN, days.ZH = fmt.Sprintf("from %s on", i.Since), fmt.Sprintf("%s起", i.Since)
	case i.Until != 0:
		days.EN, days.ZH = fmt.Sprintf("until %s", i.Until), fmt.Sprintf("%s前", i.Until)
	}
	return days
}

// String is [since, until) with gaps left open.
func (i Interval) String() string { return fmt.Sprintf("[%s, %s)", i.Since, i.Until) }

// Validate refuses an interval without days.
func (i Interval) Validate(field ...string) error {
	if i.Until != 0 && i.Since >= i.Until {
		return Invalid(append(field, "until"),
			"until %s is not after since %s: give a later until, or leave it out for an open end",
			"止期%s不晚于起期%s：请给出更晚的止期，或留空表示至今", i.Until, i.Since)
	}
	return nil
}
