// The layout of the store, whether there is anything beside it, and whether it is
// being loaded. Asked before the schema is there.
OPTIONAL MATCH (w:Writer {name: 'cobuild'})
RETURN w.layout, COUNT { () } > 0, coalesce(w.loading, '') <> ''
