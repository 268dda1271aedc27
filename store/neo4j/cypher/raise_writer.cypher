// Brings the record of a store of an earlier layout up to date.
MATCH (w:Writer {name: 'cobuild'})
USING INDEX SEEK w:Writer(name)
SET w.layout = $layout, w.rules = coalesce(w.rules, ''), w.set = coalesce(w.set, 0), w.beside = coalesce(w.beside, '')
