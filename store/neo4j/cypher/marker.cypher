// The layout of the store, and whether there is anything beside it. Asked
// before the schema is there.
OPTIONAL MATCH (w:Writer {name: 'cobuild'})
RETURN w.layout, COUNT { () } > 0
