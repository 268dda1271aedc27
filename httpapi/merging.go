package httpapi

import "github.com/vektah/gqlparser/v2/ast"

// mergeWork estimates the comparisons that the rule OverlappingFieldsCanBeMerged
// makes: it compares each pair of fields with one response name, for every
// operation and fragment anew, and once more per inline fragment around them
// (factor). Counting stops as soon as the sum passes maxMergeWork, which also
// bounds the count itself.
func mergeWork(doc *ast.QueryDocument, fragments map[string]*ast.FragmentDefinition, factor int) int {
	own := make(map[string]*names, len(fragments))
	for name, fragment := range fragments {
		own[name] = namesOf(fragment.SelectionSet)
	}
	work := 0
	for _, op := range doc.Operations {
		if work = satAdd(work, reach(namesOf(op.SelectionSet), own, factor)); work > maxMergeWork {
			return work
		}
	}
	for _, fragment := range doc.Fragments {
		if work = satAdd(work, reach(own[fragment.Name], own, factor)); work > maxMergeWork {
			return work
		}
	}
	return work
}

// names holds the response names of a selection set with the number of fields
// of each, at all levels, and the fragments it spreads.
type names struct {
	count   map[string]int
	spreads map[string]bool
}

func namesOf(set ast.SelectionSet) *names {
	n := &names{count: map[string]int{}, spreads: map[string]bool{}}
	n.add(set)
	return n
}

func (n *names) add(set ast.SelectionSet) {
	for _, selection := range set {
		switch s := selection.(type) {
		case *ast.Field:
			n.count[s.Alias]++
			n.add(s.SelectionSet)
		case *ast.InlineFragment:
			n.add(s.SelectionSet)
		case *ast.FragmentSpread:
			n.spreads[s.Name] = true
		}
	}
}

// reach sums the squares of the counts over everything that a root spreads.
func reach(root *names, own map[string]*names, factor int) int {
	total := map[string]int{}
	seen := map[string]bool{}
	work := 0
	next := []*names{root}
	for len(next) > 0 {
		n := next[len(next)-1]
		next = next[:len(next)-1]
		for name, count := range n.count {
			before := total[name]
			total[name] = before + count
			// (a+b)² - a², so that the sum is known as it grows
			work = satAdd(work, satMul(factor, count*(2*before+count)))
			if work > maxMergeWork {
				return work
			}
		}
		for spread := range n.spreads {
			if fragment := own[spread]; fragment != nil && !seen[spread] {
				seen[spread] = true
				next = append(next, fragment)
			}
		}
	}
	return work
}
