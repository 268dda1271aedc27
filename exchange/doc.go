// Package exchange brings spreadsheets into the graph: CSV and XLSX of every
// noun and relation, with the quality ledger that tells of each bad cell.
//
// An import walks in two steps. Reading (reader.go, cell.go, header.go,
// mapping.go) turns the sheets of many files into rows of the tables of
// tables.go, checks each cell by itself and writes the rows to a spool, so that
// neither the size nor the order of the files matters. Playing (play.go) takes
// the tables in an order in which what a row refers to is entered before it,
// finds by natural key what is on record, and makes the difference by the
// functions of package edit: the rules of an import are those of the mutations.
// What a row wants is tried on a desk (desk.go), an edit in memory, from which a
// refused row is taken back whole while the good ones stay.
package exchange
