// Package search says what it means that a text finds a noun, and by which words
// an index can find the candidates. It is pure: engines keep words and give
// candidates, and Match decides, so that every engine finds the same.
//
// A text is folded first: NFKC and lower case, so that width and case do not
// matter. Folded, it is a row of units: a character of Chinese, Japanese or
// Korean is one, and so is a run of other letters and digits. Everything else
// parts units and is ignored. What is asked for is split at white space into
// words, all of which must be found, each in one of
//
//   - a code, of whose letters and digits the word is the beginning;
//   - a name or another name, in which every run of characters of the word
//     occurs, every run of letters and digits begins a unit, or, where it is two
//     or more of the letters a to z, is the initials of a run of characters by
//     pinyin, each by any of its readings.
package search
