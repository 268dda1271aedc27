package httpapi

import (
	"net/http"
	"strconv"
	"strings"

	"cobuild/graph"
)

// Language is the language a client prefers by its Accept-Language header
// (RFC 9110, 12.5.4): the one of ZH and EN with the greater weight, the first
// named among equals, EN where neither is wanted.
func Language(r *http.Request) graph.Language {
	best, weight := graph.EN, 0.0
	for entry := range weighted(r.Header.Values("Accept-Language")) {
		if entry.weight <= weight {
			continue
		}
		switch primary, _, _ := strings.Cut(entry.value, "-"); primary {
		case "zh":
			best, weight = graph.ZH, entry.weight
		case "en", "*":
			best, weight = graph.EN, entry.weight
		}
	}
	return best
}

// choice is one entry of an Accept header: its value in lower case, its
// parameters but q, its weight from 0 to 1.
type choice struct {
	value  string
	params []string
	weight float64
}

// weighted walks the entries of an Accept, Accept-Language or Accept-Encoding
// header in order. A weight that is no number counts as 0.
func weighted(header []string) func(func(choice) bool) {
	return func(yield func(choice) bool) {
		for _, line := range header {
			for part := range strings.SplitSeq(line, ",") {
				fields := strings.Split(strings.ToLower(part), ";")
				entry := choice{value: strings.TrimSpace(fields[0]), weight: 1}
				if entry.value == "" {
					continue
				}
				for _, field := range fields[1:] {
					field = strings.TrimSpace(field)
					q, isWeight := strings.CutPrefix(field, "q=")
					if !isWeight {
						entry.params = append(entry.params, field)
						continue
					}
					entry.weight = parseWeight(q)
				}
				if !yield(entry) {
					return
				}
			}
		}
	}
}

func parseWeight(text string) float64 {
	q, err := strconv.ParseFloat(strings.TrimSpace(text), 64)
	if err != nil || !(q >= 0 && q <= 1) {
		return 0
	}
	return q
}
