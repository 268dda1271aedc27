package search

import (
	"strings"

	"golang.org/x/text/unicode/norm"
)

// Code gives a code as it is kept, of one that somebody pasted: without white
// space around it, and in the usual width (NFKC). Case stays.
func Code(text string) string { return strings.TrimSpace(norm.NFKC.String(text)) }
