package neo4j

import (
	"strings"

	"cobuild/store"
)

// A small batch is written by one statement: what most writes cost is the way to
// the server and back. It has all parts, whether there are rows for them or not,
// so that the server plans it once for each set.
var wholeParts = []string{"put_nouns", "clear_places", "put_places", "put_links", "drop_findings", "put_findings", "put_segments", "put_log"}

const (
	smallRows  = 1_000
	smallBytes = 1 << 20 // of segments
)

// small says whether a batch is one that one statement can write: it has none of
// the parts that few batches have.
func small(b *store.Batch) bool {
	if b.State == nil || len(b.DropPlaces)+len(b.DropNouns)+len(b.DropLinks)+len(b.Resort) > 0 {
		return false
	}
	bytes := 0
	for i := range b.Segments {
		if len(b.Segments[i].Data) == 0 {
			return false
		}
		bytes += len(b.Segments[i].Data)
	}
	return bytes <= smallBytes && len(b.Nouns)+len(b.Links)+len(b.Findings)+len(b.DropFindings)+len(b.Log) <= smallRows
}

// wholeCypher is the text for small batches: the parts in the order in which they
// apply, each with its list as a parameter of its own name, then the record.
func wholeCypher(set variant) string {
	key := cypherKey{"whole", set}
	if text, ok := cypherTexts.Load(key); ok {
		return text.(string)
	}
	var out strings.Builder
	for _, part := range append(wholeParts, "put_state") {
		text := cypher(part, set)
		if part != "put_state" {
			text = strings.NewReplacer("$rows", "$"+part, "$ids", "$"+part, "$positions", "$"+part).Replace(text)
		}
		out.WriteString("CALL () {\n" + text + "}\n")
	}
	cypherTexts.Store(key, out.String())
	return out.String()
}
