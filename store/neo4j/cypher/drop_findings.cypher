// Drops findings by position.
UNWIND $positions AS pos
MATCH (f:{{.Finding}} {pos: pos})
USING INDEX f:{{.Finding}}(pos)
DETACH DELETE f
