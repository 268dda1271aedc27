// Package neo4j is the engine for stores that one machine does not hold: a
// Neo4j 5 server or cluster, Community or Enterprise, without plugins. Cypher
// is written here only, in the files of folder cypher.
//
// The model, as somebody with a console finds it:
//
//	(:Noun:Unit {id, kind, code, name, since, until, doc})   and :Region, :Organisation …
//	(:Noun)-[:COVERS {id, since, until, mode, …}]->(:Noun)   one relationship per link, its type the hop
//	(:Place {shelf, key})-[:LISTS]->(:Noun)                  where a noun stands in lists
//	(:Finding {code, pos, means, …})-[:ABOUT]->(:Noun)       statuses and gaps
//	(:Entry {revision, index, doc})-[:CHANGED]->(:Noun)      the change log
//	(:Segment {scope, subject, revision, data})              findings packed for counting
//	(:FindingOdd)-[:ABOUT_ODD]->(:Noun), (:SegmentOdd)       the same of sets with odd numbers: one set is in force
//	(:Writer {revision, …})                                  the store's record, and the writers' lock
//
// Dates are integers as in graph.Date, until is exclusive and 65535 where open:
// date('1899-12-31') + duration({days: n.since}) shows one.
//
// Each list is read by one seek in a range index that holds it in order;
// properties that a list tests or is sorted by are copied to where the index
// is. Two kinds of question go by traversal instead, those that want all links
// of a noun or all findings about it.
//
// Neo4j reads what is committed at the moment each record is looked at, so a
// statement could see one half of a commit and miss the other. Within a process
// a gate keeps reads and commits apart. Between processes bookmarks do a part:
// who has read a revision from State reads all of it afterwards. A statement
// during which another process commits may mix two revisions; the next one
// does not.
package neo4j
