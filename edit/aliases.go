package edit

import (
	"slices"

	"cobuild/graph"
)

// aliasesInto writes the other names of a noun that was called by another name
// before. A change that gives none keeps the former name among them; a
// correction does not: by what was never its name nobody looks for it.
func aliasesInto(o Opt[[]string], head *graph.Head, was string, change bool) (changed bool) {
	if o.Set {
		return textsInto(o, &head.Aliases)
	}
	if !change || was == head.Name || head.Name == "" {
		return false
	}
	next := slices.DeleteFunc(slices.Clone(head.Aliases), func(alias string) bool { return alias == head.Name })
	if !slices.Contains(next, was) {
		next = append(next, was)
	}
	changed = !slices.Equal(next, head.Aliases)
	head.Aliases = next
	return changed
}
