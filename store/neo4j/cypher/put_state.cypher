// Replaces the store's record of itself.
MATCH (w:Writer {name: 'cobuild'})
USING INDEX SEEK w:Writer(name)
SET w.format = $format, w.revision = $revision, w.regions = $regions,
  w.ruleset = $ruleset, w.sample = $sample, w.placed = $placed, w.loading = $loading,
  w.rules = $rules, w.set = $set, w.beside = $beside
