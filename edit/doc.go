// Package edit says what each mutation does: a function from an input to facts
// put, over graph.Edit. One function stands for one mutation and bears its name
// (UnitRegister for unitRegister); field paths of its refusals are those of the
// GraphQL input.
//
// Every function may be run again from the start: it makes ids only by
// Edit.New, puts nothing before all of the input is accepted, and changes
// nothing it read. It refuses with graph.Errors, every independent refusal of
// the input at once; any other error is one of the reads beneath. In inputs a
// zero Date, an empty ID and a nil pointer mean "not given".
//
// The mutations are made of the same few pieces:
//
//   - task (task.go): collects refusals, then puts everything or nothing;
//   - lookup (lookup.go): reads all references of an input at once and refuses
//     the unknown and those of the wrong kind;
//   - stretch, newLink (stretch.go): the days of a link inside the lives of its
//     ends;
//   - change, setFrom, correctAt, endAt (spells.go): values that hold one after
//     another, of nouns and of links alike;
//   - setLink, correctLink (links.go): the single-valued links of a noun;
//   - claims (claims.go): what only one may have at a date: a code, a region to
//     lead, an own unit, a place above oneself in the line;
//   - endNoun, endLinks (end.go): the end of a noun with all that would outlast it.
package edit
