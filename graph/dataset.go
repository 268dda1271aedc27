package graph

// Dataset is nouns and the links between them, ready to be loaded into an empty
// store. Nouns come in the order of NounKinds, regions below their parents, so
// that what a noun refers to stands before it; Region.No, Path and Scope are
// left to the store.
type Dataset struct {
	Name  string
	Nouns []Noun
	Links []Link
}
