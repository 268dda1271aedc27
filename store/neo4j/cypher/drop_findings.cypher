// Drops findings by position.
UNWIND $positions AS pos
MATCH (f:{{.Finding}} {pos: pos})
USING INDEX SEEK f:{{.Finding}}(pos)
DETACH DELETE f
