// Package graph is Cobuild's vocabulary: the nouns of a territory, the links
// between them, the findings that follow from them, and the small interfaces
// through which the other rooms read and write them. It imports the standard
// library only and knows no engine, no protocol and no rule.
package graph
