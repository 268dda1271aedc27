// Makes the store's record where there is none.
MERGE (w:Writer {name: 'cobuild'})
ON CREATE SET w.layout = $layout, w.seq = 0, w.recent = [], w.format = 0, w.revision = 0,
  w.regions = 0, w.ruleset = '', w.sample = '', w.placed = 0, w.loading = '', w.rules = '', w.set = 0, w.beside = ''
