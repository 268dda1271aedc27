package ui

import (
	"embed"
	"fmt"
	"io/fs"
	"regexp"
	"slices"
	"strings"
	"sync"
)

//go:embed web/playground/examples/*.graphql
var exampleFiles embed.FS

// Example is one query that the playground opens in a tab.
type Example struct {
	Name  string // name of the operation, and of the tab
	Title string // what it asks, in one line: Chinese, " · ", English
	Query string // the whole text, comments included
}

// Examples returns the playground's queries in the order of their tabs. They are the very files the page is built
// from, so that a test which runs them runs what people see.
func Examples() []Example { return slices.Clone(examples()) }

var operation = regexp.MustCompile(`(?m)^(?:query|mutation|subscription)\s+(\w+)`)

var examples = sync.OnceValue(func() []Example {
	names, err := fs.Glob(exampleFiles, "web/playground/examples/*.graphql") // in lexical order
	if err != nil {
		panic(err) // the pattern is wrong
	}
	list := make([]Example, len(names))
	for i, name := range names {
		text, err := exampleFiles.ReadFile(name)
		if err != nil {
			panic(err) // the file is part of the binary
		}
		if list[i], err = parseExample(string(text)); err != nil {
			panic(fmt.Sprintf("ui: %s: %v", name, err))
		}
	}
	return list
})

func parseExample(query string) (Example, error) {
	first, _, _ := strings.Cut(query, "\n")
	title, commented := strings.CutPrefix(first, "# ")
	if !commented || !strings.Contains(title, " · ") {
		return Example{}, fmt.Errorf("the first line must be a comment with a title, Chinese · English, not %q", first)
	}
	operations := operation.FindAllStringSubmatch(query, -1)
	if len(operations) != 1 {
		return Example{}, fmt.Errorf("one named operation is wanted, found %d", len(operations))
	}
	return Example{Name: operations[0][1], Title: title, Query: query}, nil
}
