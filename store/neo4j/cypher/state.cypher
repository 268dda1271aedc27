// The store's record of itself.
MATCH (w:Writer {name: 'cobuild'})
USING INDEX SEEK w:Writer(name)
RETURN w.format, w.revision, w.regions, w.ruleset, w.sample, w.placed, w.loading, w.rules, w.set, w.beside
