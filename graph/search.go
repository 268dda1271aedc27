package graph

// SearchQuery asks for nouns found by a text.
type SearchQuery struct {
	Text  string // see package search
	Place Place
	Kinds []Kind // empty = all that can be searched for
	On    Date   // what is alive then
	Page  Page
}

// SearchHit is a noun found, and by what.
type SearchHit struct {
	Noun    Noun
	Matches []SearchMatch
}

// SearchField is what of a noun a text was found in.
type SearchField string

// The fields in which texts are found.
const (
	SearchName   SearchField = "NAME"
	SearchCode   SearchField = "CODE"
	SearchAlias  SearchField = "ALIAS"
	SearchPinyin SearchField = "PINYIN" // initials of characters in a name or an alias
)

// SearchMatch is where a word of a text was found.
type SearchMatch struct {
	Field SearchField
	Text  string // the whole name or code, as recorded
	Part  string // the piece of it that was meant
}
